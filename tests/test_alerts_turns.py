"""A turn in the news rings, marked: who was told of the arrest hears of the release."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

DOUBT = "it tells by its headline the contrary of what the others do"
NAMES = {
    "en": "Colonel Marek Hruby of the Brno arsenal {} on Monday over the sale of 340 howitzer barrels to Tripoli, the "
    "Olomouc prosecutor Ivana Dolezal said. His lawyer Petr Skala spoke of a mistake in the contract of 27 million.",
    "fr": "Le colonel Marek Hruby, de l’arsenal de Brno, {} lundi pour la vente de 340 canons à Tripoli, a indiqué la "
    "procureure d’Olomouc, Ivana Dolezal. Son avocat Petr Skala parle d’une erreur dans le contrat de 27 millions.",
    "de": "Oberst Marek Hruby vom Arsenal in Brno {} am Montag wegen 340 nach Tripolis verkauften Rohren, teilte die "
    "Anklägerin Ivana Dolezal aus Olomouc mit. Anwalt Petr Skala nennt den Vertrag über 27 Millionen einen Irrtum.",
}


@pytest.fixture(autouse=True)
def grown(monkeypatch):
    """Have a store that knows much news already, in which less likeness is enough."""
    monkeypatch.setattr("alerts.likeness.NEW_STORE", 0.0)


def told(store, at, title, happened, language="en"):
    why = put(store, at, title=title, text=NAMES[language].format(happened), language=language).story_why
    return why["kind"], why.get("doubt")


def test_a_turn_is_perhaps_other_news_and_is_none_the_second_time(sqlite_store, now):
    told(sqlite_store, now, "Colonel Hruby arrested over howitzer sale to Tripoli", "was held")
    freed = "Le colonel Hruby libéré dans l’affaire des canons de Tripoli"
    assert told(sqlite_store, now + timedelta(hours=1), freed, "a quitté le tribunal", "fr") == ("same-news", DOUBT)
    again = "Oberst Hruby freigelassen"
    assert told(sqlite_store, now + timedelta(hours=2), again, "kam frei", "de")[1] != DOUBT


@pytest.mark.parametrize("title", ["Hruby interpellé à Brno", "Hruby, arrêté à Brno, n’est pas libéré"])
def test_the_same_side_or_both_at_once_are_no_turn(sqlite_store, now, title):
    told(sqlite_store, now, "Colonel Hruby arrested over howitzer sale to Tripoli", "was held")
    assert told(sqlite_store, now + timedelta(hours=1), title, "a été entendu", "fr") == ("same-news", None)


@pytest.mark.parametrize(
    ("first", "then", "language"),
    [
        ("Search for Colonel Hruby after flight from Brno", "Oberst Hruby in Brno gefunden", "de"),
        ("Hruby inquiry begins in Brno", "L’enquête Hruby s’achève à Brno", "fr"),
    ],
)
def test_who_was_sought_is_found_and_what_began_ends(sqlite_store, now, first, then, language):
    told(sqlite_store, now, first, "spoke out")
    assert told(sqlite_store, now + timedelta(hours=9), then, "sprach", language) == ("same-news", DOUBT)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Hruby and Skala agree on howitzer inquiry", "Gespräche von Hruby und Skala gescheitert"),
        ("Senators pass Hruby howitzer inquiry", "Senatoren lehnen ab: kein Ausschuss zu Hruby"),
        ("Brno arsenal gates close over howitzers", "Tore des Arsenals von Brno wieder geöffnet"),
    ],
)
def test_headlines_are_read_in_the_present_of_several_too(sqlite_store, now, first, then):
    told(sqlite_store, now, first, "spoke out")
    assert told(sqlite_store, now + timedelta(hours=1), then, "sagte aus", "de") == ("same-news", DOUBT)
