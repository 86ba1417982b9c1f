"""Which silence holds an alert, decided on values alone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.silencing import Silence, check_silences, holding, in_force, query_watch
from config import Settings
from config.silences import begins, ends, moment

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ARTICLE = Document(title="Drone over Kyiv", language="en", source="wire", tags=("agency",), country="FR")


def silence(key="1", until=NOW + HOUR, **about):
    return Silence(key, until, **(about or {"watch": "drones"}))


def held_by(*silences, watch="drones", document=ARTICLE, story=7, now=NOW):
    found = holding(silences, watch, document, story, now)
    return found and found.key


@pytest.mark.parametrize(
    ("about", "held"),
    [
        ({"watch": "drones"}, True),
        ({"watch": "Drones"}, False),
        ({"story": 7}, True),
        ({"story": 8}, False),
        ({"source": "wire"}, True),
        ({"source": "tag:agency"}, True),
        ({"source": "country:FR"}, True),
        ({"source": "tag:official"}, False),
        ({"query": query_watch("title:drones", load_concepts({}))}, True),
        ({"query": query_watch("toy", load_concepts({}))}, False),
        ({"watch": "drones", "source": "wire", "story": 7}, True),
        ({"watch": "drones", "source": "other"}, False),
    ],
)
def test_a_silence_holds_what_all_that_it_names_agree_on(about, held):
    assert (held_by(silence(**about)) == "1") is held


def test_a_silence_holds_from_its_beginning_and_no_longer_at_its_end():
    one = silence(since=NOW, watch="drones")
    moments = [NOW - timedelta(seconds=1), NOW, NOW + HOUR - timedelta(microseconds=1), NOW + HOUR]
    assert [held_by(one, now=at) for at in moments] == [None, "1", "1", None]
    assert [one.state(at) for at in moments] == ["to come", "in force", "in force", "over"]


def test_one_that_began_at_once_holds_under_a_clock_that_was_set_back():
    assert held_by(silence(), now=NOW - 100 * HOUR) == "1"


def test_of_several_the_one_that_ends_last_holds_whatever_their_order():
    three = [silence("1"), silence("2", NOW + 3 * HOUR), silence("3", NOW + 2 * HOUR)]
    assert {held_by(*three), held_by(*reversed(three))} == {"2"}
    assert held_by(*three, now=NOW + 2.5 * HOUR) == "2"
    assert held_by(silence("b"), silence("a")) == held_by(silence("a"), silence("b")) == "a"


def test_one_that_was_ended_or_is_wrong_holds_nothing_even_beside_one_that_does():
    ended = Silence("1", NOW + 9 * HOUR, watch="drones", ended_at=NOW - HOUR)
    wrong = Silence("2", NOW + 9 * HOUR, watch="drones", wrong="its query is wrong: …")
    assert held_by(ended, wrong) is None
    assert held_by(ended, wrong, silence("3")) == "3"
    assert [one.state(NOW) for one in (ended, wrong)] == ["ended", "wrong"]
    assert in_force([ended, wrong], NOW) == []


@pytest.mark.parametrize(
    ("given", "begin", "end"),
    [
        # The days on which the clocks change have 23 and 25 hours.
        (date(2026, 3, 29), "2026-03-28T23:00", "2026-03-29T22:00"),
        (date(2026, 10, 25), "2026-10-24T22:00", "2026-10-25T23:00"),
        # Half past two is skipped on the first, and comes twice on the second.
        (moment("2026-03-29 02:30"), "2026-03-29T01:30", "2026-03-29T01:30"),
        (moment("2026-10-25 02:30"), "2026-10-25T00:30", "2026-10-25T00:30"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "2026-10-25T02:30", "2026-10-25T02:30"),
    ],
)
def test_days_and_times_are_those_of_the_users_wall(given, begin, end):
    zone = ZoneInfo("Europe/Brussels")
    told = [at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="minutes") for at in
            (begins(given, zone), ends(given, zone))]  # fmt: skip
    assert told == [begin, end]


def problems(**about):
    named = {"name": "night", "until": "2026-03-29", **about}
    watch = {"name": "drones", "query": "drone"}
    source = {"name": "wire", "url": "https://wire.example/", "tags": ["agency"]}
    settings = Settings.model_validate({"version": 1, "silences": [named], "watches": [watch], "sources": [source]})
    return [(problem.path, str(problem)) for problem in check_silences(settings)]


def test_what_a_silence_of_the_settings_names_must_be_there():
    assert problems(watch="drones", source="tag:agency", query="toy OR @nato") == []
    [(path, said)] = problems(watch="drone")
    assert (path, said) == (
        ("silences", 0, "watch"),
        "silence 'night': there is no watch 'drone'; did you mean 'drones'?",
    )
    assert "there is no source 'wired'; did you mean 'wire'?" in problems(source="wired")[0][1]
    assert "^" in problems(query="(toy")[0][1]
    assert problems(watch="drones", since="2026-03-29") == []
    [(path, said)] = problems(watch="drones", since="2026-03-30")
    assert (path, said.partition(";")[0]) == (("silences", 0, "until"), "silence 'night' ends before it begins")
    assert "@gone" in problems(query="@gone-concept")[0][1]
