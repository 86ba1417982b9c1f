"""The operator hears of each source that changes, once, and of an outage of our own instead of all sources."""

import json
from datetime import timedelta

import pytest
from journey import free_port, rss, settings_text, travel
from servers import plain, site

from alerts.delivery import deliver_due
from crawler.checkup import check_up
from crawler.loop import run
from crawler.web import Web
from scheduler.cadence import Failing, next_poll
from scheduler.habit import Habit, learned, to_json
from scheduler.health import failures_after
from scheduler.in_force import put_in_force, read_settings
from scheduler.jobs import poll
from scheduler.standing import HEALTH_EVERY, health_of, look_at_sources
from store.rebase import rebase
from store.sources import PollOutcome, fail_poll, finish_poll, state_of, states

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class House:
    """A store with five sources, and an operator whose messages land in a file."""

    def __init__(self, store, tmp_path, now):
        self.store, self.now, self.path = store, now, tmp_path / "operator.jsonl"
        names = ("a", "b", "c", "d", "e")
        sources = "".join(f'[[sources]]\nname = "{n}"\nurl = "https://{n}.example.org/feed"\n' for n in names)
        settings = tmp_path / "tocsin.toml"
        channel = f'[channels.box]\nkind = "file"\npath = "{self.path}"\n'
        settings.write_text(f'version = 1\noperator = "box"\n{sources}{channel}', "utf-8")
        self.force = put_in_force(store, read_settings(settings), now)
        look_at_sources(store, self.force, now)

    def read(self, *names, items=20, **more):
        self.now += MINUTE
        outcome = PollOutcome(next_poll_at=self.now + HOUR, why="1h", items=items, **more)
        with self.store.transaction() as session:
            for name in names:
                finish_poll(session, name, outcome, self.now, new=True)

    def fail(self, *names, times=1, kind="http", error="the server fails (500)", count=True):
        for _ in range(times):
            self.now += MINUTE
            with self.store.transaction() as session:
                for name in names:
                    before = state_of(session, name, self.now)
                    times = failures_after(before.health, before.failures, before.last_error_kind, kind, count=count)
                    following = {"next_poll_at": self.now + HOUR, "why": "1h"}
                    fail_poll(session, name, error, self.now, kind=kind, failures=times, **following)

    def look(self):
        self.now += HEALTH_EVERY
        return look_at_sources(self.store, self.force, self.now)

    @property
    def told(self):
        """What the operator's channel has been told by an hour from now."""
        self.now += HOUR
        force = self.force
        run(lambda: deliver_due(self.store, force.channels, force.settings, lambda: self.now, "me"))
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []


@pytest.fixture
def house(store, tmp_path, now):
    return House(store, tmp_path, now)


@pytest.mark.parametrize(("wait", "state"), [(None, "fine"), (24 * HOUR, "failing")])
def test_one_failure_counts_where_the_source_asked_for_a_day_and_not_where_the_gap_is_one(house, wait, state):
    house.read("a")
    following = next_poll(house.now, 24 * HOUR, Habit(), failing=Failing(1, "http"), wait=wait)
    with house.store.transaction() as session:
        late = house.now + 24 * HOUR
        fail_poll(session, "a", "busy", house.now, kind="http", next_poll_at=late, why=following.why, failures=1)
    with house.store.reading() as session:
        assert health_of(states(session, ["a"])["a"], house.now).state == state


def test_a_source_that_breaks_is_told_once_and_so_is_that_it_is_well_again(house):
    house.read("a", "b", "c")
    house.look()
    house.fail("b", times=3)
    assert house.look() == ["b"]
    assert house.look() == []
    (told,) = house.told
    why = "the server fails (500) (3 times in a row)"
    assert told["subject"] == f"Tocsin: source b: failing, last read 2026-03-01 09:01 UTC; {why}"
    assert "tocsin status" in told["text"]
    house.fail("b", times=3)
    assert house.look() == []
    house.read("b")
    assert house.look() == ["b"]
    assert [t["subject"] for t in house.told][1:] == ["Tocsin: source b: fine again"]


def test_of_a_source_that_never_could_be_read_that_is_said(house):
    gone = "the server says it is gone for good (410 Gone); remove it or give its new address"
    with house.store.transaction() as session:
        state_of(session, "a", house.now)
        fail_poll(session, "a", gone, house.now, kind="removed", next_poll_at=house.now, why="test", failures=1)
    house.look()
    assert [line["subject"] for line in house.told] == [f"Tocsin: source a: failing, never read; {gone}"]


def test_sources_that_are_read_for_the_first_time_are_no_news(house):
    house.read("a", "b", "c", "d", "e")
    assert house.look() == []
    assert house.told == []


@pytest.mark.parametrize(("age", "told"), [(DAY, []), (70 * DAY, ["a"])], ids=["yesterday", "of ten weeks ago"])
def test_a_new_source_is_stale_by_the_dates_of_what_it_holds(house, age, told):
    published = [house.now - age - number * DAY for number in range(20)]
    house.read("a", habit=to_json(learned(Habit(), published, 20, house.now)))
    assert house.look() == told


def test_a_new_source_without_dates_is_stale_when_it_has_brought_nothing_for_weeks(house):
    house.read("a", habit=to_json(learned(Habit(), [], 20, house.now)))
    assert house.look() == []
    house.now += 40 * DAY
    with house.store.transaction() as session:
        outcome = PollOutcome(next_poll_at=house.now + HOUR, why="1h", items=20)
        finish_poll(session, "a", outcome, house.now, new=False)
    assert house.look() == ["a"]


def test_a_source_that_never_could_be_read_is_news(house):
    house.fail("a", kind="dns", error="a.example.org has no address", times=2)
    assert house.look() == ["a"]


def test_a_source_that_changes_from_one_trouble_to_another_is_told_again(house):
    house.read("a")
    house.fail("a", times=3)
    assert house.look() == ["a"]
    house.fail("a", kind="blocked", error="the server refuses us (403 Forbidden)", times=2)
    assert house.look() == ["a"]
    house.read("a", items=0)
    assert house.look() == ["a"]


@pytest.mark.parametrize("count", [True, False], ids=["alone", "in an outage"])
def test_a_site_that_refuses_us_and_once_cannot_be_reached_is_not_told_of_before_it_is_well_again(house, count):
    house.read("a")
    house.fail("a", kind="robots", error="robots.txt of a.example.org forbids /feed", times=5)
    assert house.look() == ["a"]
    house.fail("a", kind="connect", error="no connection to a.example.org", count=count, times=1 if count else 9)
    assert house.look() == []
    house.fail("a", kind="robots", error="robots.txt of a.example.org forbids /feed")
    assert house.look() == []
    house.read("a")
    assert house.look() == ["a"]


def test_what_fails_in_another_way_each_time_is_told_all_the_same(house):
    house.read("a")
    for kind in ("http", "blocked", "timeout"):
        house.fail("a", kind=kind)
    assert house.look() == ["a"]


def test_sources_that_change_together_are_told_together(house):
    house.read("a", "b", "c", "d", "e")
    house.look()
    house.fail("a", "b", "c", times=3)
    house.look()
    (told,) = house.told
    assert told["subject"].startswith("Tocsin: 3 sources have changed: a: failing")
    assert [line.split(":")[0] for line in told["text"].splitlines()[:3]] == ["a", "b", "c"]
    assert told["count"] == 3


def test_a_hostile_error_adds_no_line_of_its_own(house):
    house.read("a", "b")
    house.fail("a", times=3, error="no\nb: failing; click here\r\nBcc: x@example.org")
    house.look()
    (told,) = house.told
    first = "a: failing, last read 2026-03-01 09:01 UTC; no b: failing; click here Bcc:"
    assert told["text"].splitlines()[0].startswith(first)


def test_an_outage_of_our_own_network_is_told_once_and_no_source_is_blamed(house):
    house.read("a", "b", "c", "d", "e")
    house.look()
    house.fail("a", "b", "c", kind="connect", error="no connection")
    assert [house.look() for _ in range(3)] == [[], [], []]
    (told,) = house.told
    assert told["subject"] == "Tocsin: nothing can be read, as if our own network were down"
    house.read("a", "b", "c", "d", "e")
    assert [house.look() for _ in range(20)] == [[]] * 20
    assert [told["subject"] for told in house.told][1:] == ["Tocsin: sources can be read again"]


def test_a_network_that_comes_and_goes_is_said_to_and_then_that_it_is_steady(house):
    house.read("a", "b", "c", "d", "e")
    house.look()
    for _ in range(30):
        house.fail("a", "b", "c", kind="connect", error="no connection", count=False)
        house.look()
        house.read("a", "b", "c", "d", "e")
        house.look()
    began, flapped = "2026-03-01 09:01 UTC", "as if our own network came and went"
    told = {told["kind"]: told["text"] for told in told_now(house)}
    assert told.keys() == {"network", "unsteady"}
    assert told["unsteady"].startswith(f"nothing could be read 3 times since {began}, {flapped}")
    house.read("a")
    assert [house.look() for _ in range(20)] == [[]] * 20
    *_, last = told_now(house)
    assert last["text"].startswith(f"sources can be read again; nothing was 30 times since {began}")
    assert len(told_now(house)) == 3


def test_after_an_outage_that_is_over_the_next_is_told_anew(house):
    for _ in range(2):
        house.read("a", "b", "c", "d", "e")
        for _ in range(20):
            house.look()
        house.fail("a", "b", "c", kind="connect", error="no connection", count=False)
        house.look()
    assert sorted(told["kind"] for told in house.told) == ["network", "network", "online"]


def told_now(house):
    before = house.now
    try:
        return house.told
    finally:
        house.now = before


def test_the_outage_of_one_host_is_not_taken_for_ours_while_no_other_is_due(house):
    house.read("d", "e")
    for name in ("a", "b", "c"):
        house.read(name, cursor={"url": f"https://news.example.org/{name}"})
    house.look()
    house.fail("a", "b", "c", kind="connect", error="no connection")
    assert house.look() == []
    house.fail("a", "b", "c", kind="connect", error="no connection", times=2)
    assert house.look() == ["a", "b", "c"]
    assert [told["kind"] for told in house.told] == ["source"]


def test_a_source_that_is_about_as_slow_as_is_told_is_told_once(house):
    changed = []
    for seconds in (10.5, 9.5, 10.5, 8, 10.5, 6.5, 9.5):
        house.read("a", took=seconds)
        changed += house.look()
    assert changed == ["a", "a"]
    assert [line.split(";")[0] for line in house.told[0]["text"].splitlines()[:2]] == ["a: slow", "a: fine again"]


def test_a_notice_that_waits_when_the_clock_is_set_back_does_not_wait_for_its_old_time(house):
    house.read("a", "b")
    house.now += DAY
    house.fail("a", times=3)
    house.look()
    before = house.now
    house.now -= DAY
    with house.store.transaction() as session:
        rebase(session, before, -DAY)
    house.fail("b", times=3)
    assert house.look() == ["b"]
    assert [line.split(",")[0] for line in house.told[0]["text"].splitlines()[:2]] == ["a: failing", "b: failing"]


def test_a_notice_made_while_the_clock_was_ahead_does_not_put_off_the_next(house):
    house.now += DAY
    house.fail("a", times=3)
    house.look()
    assert len(house.told) == 1
    with house.store.transaction() as session:
        rebase(session, house.now, -DAY)
    house.now -= DAY
    house.fail("b", times=3)
    house.look()
    assert len(house.told) == 2


def test_three_sources_that_fail_while_others_are_read_are_no_outage(house):
    house.read("a", "b", "c", "d", "e")
    house.fail("a", "b", "c", kind="connect", error="no connection", times=3)
    house.read("d")
    assert house.look() == ["a", "b", "c"]


def test_sources_that_fail_for_long_are_no_sign_of_an_outage(house):
    house.read("a", "b", "c", "d", "e")
    for _ in range(3):
        house.fail("a", "b", "c", kind="timeout", error="took too long")
        house.read("d", "e")
    house.look()
    house.fail("a", "b", "c", kind="timeout", error="took too long")
    house.look()
    assert [t["kind"] for t in house.told] == ["source"]


def test_a_source_over_which_our_own_code_breaks_down_is_tried_again_later_and_told_once(house):
    broken, source = Web(None, None), house.force.settings.sources[0]
    house.read("a")
    house.look()
    told, waits = [], []
    for _ in range(4):
        done = run(lambda: poll(house.store, broken, house.force, source, house.now))
        waits.append(done.next_poll.at - house.now)
        house.now = done.next_poll.at
        told += house.look()
    assert (done.kind, told) == ("internal", ["a"])
    assert 5 * MINUTE < waits[0] < waits[1] < waits[2] < 1.2 * HOUR
    (line,) = house.told
    fault = "a fault of Tocsin itself (AttributeError); please report it with the log"
    assert line["subject"] == (f"Tocsin: source a: failing, last read 2026-03-01 09:01 UTC; {fault} (2 times in a row)")


def test_a_check_over_which_our_own_code_breaks_down_says_so_and_blames_no_site(house):
    found = run(
        lambda: check_up(house.force.settings.sources[0], house.force.settings.fetch, Web(None, None), house.now)
    )
    assert (found.state, found.cure) == ("failing", "")
    assert found.what.startswith("a fault of Tocsin itself (AttributeError)")


def test_a_dead_feed_in_which_a_counter_runs_is_stale(sqlite_store, tmp_path):
    async def steps(journey):
        for day in range(45):
            teaser = f"It stays in port. Popularity {day}."
            web.answers["/wire"] = plain(rss((f"{web.url}/a", "The fleet stays", teaser)), content_type="text/xml")
            polled = (await journey.poll())["wire"]
            assert polled.changed == (day > 0)
            journey.now += timedelta(days=1)

    with site() as web:
        text = settings_text({"wire": f"{web.url}/wire"}, free_port(), "")
        travel(sqlite_store, tmp_path, text.replace("[fetch]\n", "[fetch]\nfull_text = false\n"), steps)
    with sqlite_store.reading() as session:
        state = states(session, ["wire"])["wire"]
        assert health_of(state, state.last_success_at).state == "stale"
