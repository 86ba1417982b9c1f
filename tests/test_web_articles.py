"""The stored copy of an article on the desk."""

import pytest
from deliveries import Clock, alert
from desks import desk, settings_with_desk, tree, words
from test_web_stories import HOSTILE, tells

from store.models import Article


@pytest.fixture
def here(sqlite_store, now):
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (reader, _):
        yield reader


def test_a_stored_copy_has_the_text_by_paragraphs_and_what_an_alert_found_in_it(sqlite_store, here, now):
    [number] = alert(sqlite_store, now, title="Drone over Kyiv")
    with sqlite_store.transaction() as session:
        session.get(Article, 1).text = "First.\n\nA drone fell.\nLast."
    card = tree(here.get("/alerts"))
    [link] = [a for a in card.iter("a") if a.text_content() == "stored copy"]
    page = here.get(link.get("href"))
    assert [p.text_content() for p in tree(page).xpath("//article/p")] == ["First.", "A drone fell.", "Last."]
    assert [mark.text for mark in tree(page).iter("mark")] == ["Drone"]
    assert not list(tree(here.get("/articles/1")).iter("mark"))
    told = here.get("/articles/1.json").json()
    assert (told["text"], told["title"], told["version"]) == ("First.\n\nA drone fell.\nLast.", "Drone over Kyiv", 1)
    assert link.get("href") in here.get(f"/alerts/{number}").text.replace("&amp;", "&")


def test_what_was_not_read_is_said_and_what_is_not_there(sqlite_store, here, now):
    tells(sqlite_store, now, title="Ship", summary="It sails.")
    tells(sqlite_store, now, title="Ship")
    assert "It sails. Its text was not read" in words(here.get("/articles/1"))
    assert "Nothing but the headline is kept of it." in words(here.get("/articles/2"))
    for path, status in (("/articles/9", 404), (f"/articles/{2**64}", 404), ("/articles/1?alert=x", 400)):
        assert here.get(path).status_code == status, path
    assert here.get("/articles/1?alert=99999999").status_code == 200


def test_an_agency_is_told_apart_from_who_wrote(sqlite_store, here, now):
    tells(sqlite_store, now, title="Ship", text="It sails.", authors=["Anna Berg", "Reuters"])
    assert "Anna Berg · agency: Reuters" in words(here.get("/articles/1"))
    assert here.get("/articles/1.json").json()["agency"] == "Reuters"


def test_what_a_stranger_wrote_breaks_out_of_nothing(sqlite_store, here, now):
    tells(sqlite_store, now, title=HOSTILE, summary=HOSTILE, text=HOSTILE, authors=[HOSTILE], url="javascript:alert(1)")
    page = here.get("/articles/1")
    assert "<img" not in page.text
    assert "javascript:" not in page.text
    assert "49" not in words(page)
