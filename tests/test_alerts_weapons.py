"""Deliveries told in the same words, of the same people, are other news where the weapons are others."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

TOLD = {
    "en": (
        "Germany delivers {what} to Ukraine",
        "Germany has delivered {what} to Ukraine, the ministry in Berlin said. Defence minister Boris Pistorius "
        "promised more help. President Volodymyr Zelensky thanked Germany. {more}",
    ),
    "fr": (
        "L’Allemagne livre {what} à l’Ukraine",
        "L’Allemagne a livré {what} à l’Ukraine, a dit le ministère à Berlin. Le ministre Boris Pistorius a promis "
        "davantage d’aide. Le président Volodymyr Zelensky a remercié l’Allemagne. {more}",
    ),
}
PATRIOT = {"en": "Patriot launchers", "fr": "des missiles Patriot"}
LEOPARD = {"en": "Leopard 1 tanks", "fr": "des Leopard 1"}


@pytest.fixture(autouse=True)
def grown(monkeypatch):
    """Have a store that knows much news already, in which less likeness is enough."""
    monkeypatch.setattr("alerts.likeness.NEW_STORE", 0.0)


def told(store, at, language, what, more=""):
    title, text = (part.format(what=what[language], more=more) for part in TOLD[language])
    return put(store, at, title=title, text=text, language=language)


@pytest.mark.parametrize(
    ("what", "more", "doubt"),
    [
        (LEOPARD, "", "they begin with other weapons"),
        (LEOPARD, "Il y a un mois, c’étaient des missiles Patriot.", None),
        (PATRIOT, "", None),
    ],
)
def test_a_delivery_of_other_weapons_is_joined_in_doubt(sqlite_store, now, what, more, doubt):
    first = told(sqlite_store, now, "en", PATRIOT)
    later = told(sqlite_store, now + timedelta(hours=1), "fr", what, more)
    assert later.story_id == first.story_id
    assert later.story_why.get("doubt") == doubt


def test_that_a_short_telling_names_no_weapon_does_not_let_others_in(sqlite_store, now):
    first = told(sqlite_store, now, "en", PATRIOT)
    short = told(sqlite_store, now + timedelta(minutes=30), "en", {"en": "arms"})
    assert short.story_id == first.story_id
    later = told(sqlite_store, now + timedelta(hours=1), "fr", LEOPARD)
    assert later.story_why.get("doubt") == "they begin with other weapons"
