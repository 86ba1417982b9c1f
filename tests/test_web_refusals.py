"""What a button asks for and cannot be done is said in the language of who asks."""

import re
from pathlib import Path

import pytest
from deliveries import Clock
from desks import desk, settings_with_desk, words
from test_web_stories import tells

import alerts.ledger
import store.regroup
import web.regrouping
from web.phrases import said
from web.refusals import REFUSALS
from web.tongue import spoken


def worded():
    """Yield what is refused, as the modules word it, with 7 for what is filled in, as problem pages have it."""
    for module, sites in (
        (store.regroup, r'CannotRegroup\(f"(.+?)"\)'),
        (web.regrouping, r'CannotRegroup\(f"(.+?)"\)'),
        (alerts.ledger, r'(?:return |refused = \[|append\()f"(.+?)"(?:\)| for|\n)'),
    ):
        for text in re.findall(sites, Path(module.__file__).read_text("utf-8")):
            choices = re.findall(r"{'([^']+)' if .+? else '([^']+)'}", text)
            for one in choices[0] if choices else ("",):
                filled = re.sub(r"{'.+?}", one, text)
                filled = re.sub(r"{.+?}", "7", filled)
                yield f"{filled[:1].upper()}{filled[1:]}."


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_refusal_is_said_in_the_language_of_who_asks(language):
    refused = list(worded())
    assert len(refused) == 18
    with spoken(language):
        for text in refused:
            assert said(text) != text, text


def test_every_phrase_of_refusals_is_one_that_is_said(monkeypatch):
    used = set()
    monkeypatch.setattr("web.phrases.looked_up", lambda text: used.add(text) or text)
    with spoken("de"):
        for text in (*worded(), "The articles must stand in one story; these stand in none.", "Nothing was given up."):
            said(text)
    assert set(REFUSALS) - used == set()


def test_who_joins_a_story_to_itself_is_told_so_in_their_language(sqlite_store, now):
    tells(sqlite_store, now)
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
        answer = here.post("/stories/1/join", data={"other": "1"}, headers={"Accept-Language": "fr"})
        assert answer.status_code == 400
        assert "Ils forment déjà une seule histoire, la 1." in words(answer)
