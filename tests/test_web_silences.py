"""The desk's page of silences: what is quiet, until when, what that holds; and ending one."""

from datetime import timedelta

import pytest
from deliveries import Clock, alert, played
from desks import desk, settings_with_desk, tree, words

from store.alert_models import Hold, StoredSilence

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} \u202e'
SETTINGS = {
    "watches": [{"name": "drones", "query": "drone"}],
    "silences": [
        {"name": "election night", "watch": "drones", "until": "2026-03-02", "reason": "the count", "by": "Ann"}
    ],
}


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def here(sqlite_store, clock):
    with desk(sqlite_store, settings_with_desk(**SETTINGS), clock) as (reader, _):
        yield reader


def silence(store, now, **keys):
    given = {
        "watch": "drones",
        "until": now + timedelta(days=1),
        "made_at": now,
        "made_by": "Ben",
        "reason": "too many",
    }
    with store.transaction() as session:
        row = StoredSilence(**given | keys)
        session.add(row)
        session.flush()
        return row.id


def cards(page):
    return [" ".join(card.text_content().split()) for card in tree(page).iter("article")]


def test_those_of_the_settings_stand_first_and_cannot_be_ended_here(sqlite_store, here, now):
    silence(sqlite_store, now)
    given, made = cards(here.get("/silences"))
    assert given.startswith("Watch drones In force, until Tue 3 Mar 2026, 00:00 CET the count")
    assert "Silence election night, in the settings: change it there · by Ann" in given
    assert "End silence" not in given
    assert made.startswith("Watch drones In force, until Mon 2 Mar 2026, 10:00 CET too many Silence 1 · by Ben")
    assert made.endswith("End silence")


def test_ending_one_takes_it_off_the_page(sqlite_store, here, now, clock):
    silence(sqlite_store, now)
    clock.now += timedelta(hours=1)
    done = here.press(here.get("/silences"), "End silence")
    assert "Silence 1 is ended" in words(done)
    assert len(cards(here.get("/silences"))) == 1
    [_, ended] = cards(here.get("/silences?all=1"))
    assert "Ended, until Mon 2 Mar 2026, 10:00 CET, ended Sun 1 Mar 2026, 11:00 CET" in ended
    assert "is over already" in words(here.post("/silences/1/end"))
    assert "is over already" in words(here.post("/silences/99/end"))
    assert here.post(f"/silences/{10**20}/end").status_code == 404


def test_what_one_holds_is_a_link_away(sqlite_store, here, now):
    key = str(silence(sqlite_store, now))
    held, _ = alert(sqlite_store, now, played("desk"), count=2)
    with sqlite_store.transaction() as session:
        session.add(Hold(alert_id=held, silence=key, reason="too many", channels=["desk"], held_at=now))
    page = here.get("/silences")
    assert cards(page)[1].endswith("1 alert held, 0 told since End silence")
    [link] = tree(page).xpath("//a[contains(@href, 'silence=1')]/@href")
    listed = here.get(link)
    assert "What silence 1 holds, or held." in words(listed)
    assert len(cards(listed)) == 1
    assert "Held by silence 1 (too many) since Sun 1 Mar 2026, 10:00 CET" in cards(listed)[0]
    french = here.get(link, headers={"Accept-Language": "fr"})
    assert "Retenue par le silence 1 (too many) depuis dim. 1 mars 2026, 10:00 CET" in cards(french)[0]


def test_the_same_for_programs(sqlite_store, here, now):
    silence(sqlite_store, now, watch=None, source="tag:sport", until=now - timedelta(hours=1))
    assert [one["silence"] for one in here.get("/silences.json").json()] == ["election night"]
    both = here.get("/silences.json?all=1").json()
    assert [(one["state"], one["watch"], one["source"]) for one in both] == [
        ("in force", "drones", None),
        ("over", None, "tag:sport"),
    ]
    assert both[0]["until"] == "2026-03-02T23:00:00+00:00"


def test_what_a_stranger_wrote_breaks_out_of_nothing(sqlite_store, here, now):
    silence(sqlite_store, now, watch=HOSTILE[:100], reason=HOSTILE, made_by=HOSTILE)
    silence(sqlite_store, now, watch=None, query=f'"{HOSTILE} unclosed')
    page = here.get("/silences")
    assert "<img src=x onerror=alert(1)>" in words(page)
    assert not list(tree(page).iter("img"))
    assert "\u202e" not in page.text
    assert "49" not in page.text
    assert "It holds nothing new: its query is wrong" in words(page)


def test_a_silence_made_from_an_alert_is_ended_from_the_page_that_says_so(sqlite_store, here, now):
    alert(sqlite_store, now, played("desk"))
    done = here.press(here.get("/alerts/1"), "Silence", **{"about": "story", "for": "1d"})
    assert cards(here.get("/silences"))[1].startswith("Story Drone over Kyiv In force")
    assert "is ended" in words(here.press(done, "End the silence"))
