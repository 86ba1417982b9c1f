"""How polls begin and end together with others that are under way."""

import asyncio
from datetime import timedelta

import pytest
from desks import in_force
from journey import START, free_port, page, rss, settings_text, travel
from servers import plain, site
from sqlalchemy import event

from config import Settings, SourceSettings
from crawler.diagnosis import of_reading
from crawler.item import Item, ReadError, Reading
from scheduler.habit import Habit, from_json, to_json
from scheduler.standing import health_of
from scheduler.visits import Asking, Failed, Fruitless, Visits
from store.sources import claim_due, due_now, states

NAMES = [f"s{n}" for n in range(12)]
HOUR = timedelta(hours=1)


@pytest.fixture
def force():
    sources = [SourceSettings(name=name, url=f"https://{name}.example.org/feed", every=HOUR) for name in NAMES]
    return in_force(Settings(version=1, database="sqlite:///unused.db", sources=sources))


def counted(store):
    """Return the list to which each transaction adds from now on."""
    begun = []
    event.listen(store.engine, "begin", begun.append)
    return begun


def begun(visits, force, now, owner=None):
    async def all_at_once():
        return await asyncio.gather(*(visits.begin(Asking(force, s, now, owner)) for s in force.settings.sources))

    return asyncio.run(all_at_once())


def ended(visits, force, under_way, **reading):
    async def all_at_once():
        read = Reading(cursor={"etag": "x"}, **({"unchanged": True} | reading))
        return await asyncio.gather(*(visits.end(Fruitless(force, visit, read)) for visit in under_way))

    return asyncio.run(all_at_once())


def test_polls_that_bring_nothing_share_their_transactions(store, force, now):
    visits = Visits(store)
    with store.transaction() as session:
        for name in NAMES:
            due_now(session, name, now)
    transactions = counted(store)
    under_way = begun(visits, force, now)
    following = ended(visits, force, under_way)
    assert len(transactions) == 2
    assert [visit.source.name for visit in under_way] == NAMES
    assert all(now + HOUR <= one.at <= now + 1.1 * HOUR for one in following)
    with store.reading() as session:
        kept = states(session, NAMES)
    assert {one.last_success_at for one in kept.values()} == {now}
    assert [kept[name].next_poll_at for name in NAMES] == [one.at for one in following]


def test_sources_not_seen_before_begin_with_the_others(store, force, now):
    with store.transaction() as session:
        due_now(session, "s3", now - HOUR)
    under_way = begun(Visits(store), force, now)
    assert [(visit.source.name, visit.state.name) for visit in under_way] == [(name, name) for name in NAMES]
    assert all(visit.is_first for visit in under_way)
    assert under_way[3].state.next_poll_at == now - HOUR


def test_polls_that_fail_at_once_share_a_transaction_and_show_together_that_it_is_our_network(store, force, now):
    visits = Visits(store)
    ended(visits, force, begun(visits, force, now))
    under_way = begun(visits, force, now + HOUR)
    transactions = counted(store)

    async def all_at_once():
        return await asyncio.gather(*(visits.fail(Failed(visit, ReadError("dns", "no"))) for visit in under_way))

    following = dict(zip(NAMES, asyncio.run(all_at_once()), strict=True))
    assert len(transactions) == 1
    with store.reading() as session:
        kept = states(session, NAMES)
    # Three are needed to show it, in the order of their names.
    blamed = {"s0", "s1", "s10"}
    assert {name for name, state in kept.items() if state.failures} == blamed
    assert {name for name, one in following.items() if "our own network" not in one.why} == blamed
    assert {name: (state.next_poll_at, state.next_poll_why) for name, state in kept.items()} == {
        name: (one.at, one.why) for name, one in following.items()
    }


def test_a_poll_that_another_daemon_repeats_writes_nothing_beside_those_that_do(store, force, now):
    visits, lease = Visits(store), timedelta(minutes=10)
    with store.transaction() as session:
        claim_due(session, NAMES, now, "me", lease, 20)
    under_way = begun(visits, force, now, "me")
    with store.transaction() as session:
        assert claim_due(session, ["s5"], now + 2 * lease, "other", lease, 20) == ["s5"]
    ended(visits, force, under_way)
    with store.reading() as session:
        kept = states(session, NAMES)
    assert [name for name in NAMES if kept[name].last_success_at is None] == ["s5"]
    assert [name for name in NAMES if kept[name].lease_owner] == ["s5"]


def test_a_source_whose_news_another_had_first_has_a_habit_of_its_own(sqlite_store, tmp_path):
    """And one that dates its items anew whenever it is asked has none by that."""

    def serve(path, at, *names):
        items = ((f"https://e.example/{name}", f"The fleet stays {name}", "Read on.") for name in names)
        web.answers[path] = plain(rss(*items, at=at), content_type="text/xml")

    async def steps(journey):
        for hour, names in enumerate(("ab", "abc", "abcd")):
            for path in ("/first", "/other"):
                serve(path, START + hour * HOUR, *names)
            await journey.poll()
            journey.now += HOUR
        for _ in range(40):
            serve("/other", journey.now, *"abcd")
            await journey.poll("other")
            journey.now += 24 * HOUR

    with site() as web:
        sources = {name: f"{web.url}/{name}" for name in ("first", "other")}
        text = settings_text(sources, free_port(), "").replace("[fetch]\n", "[fetch]\nfull_text = false\n")
        travel(sqlite_store, tmp_path, text, steps)
    with sqlite_store.reading() as session:
        found = states(session, sources)
        first, other = (from_json(found[name].habit) for name in ("first", "other"))
    assert first.newest == other.newest == START + 2 * HOUR
    assert sum(first.counts.values()) == pytest.approx(4, abs=0.1)
    assert health_of(found["other"], found["other"].last_success_at).state == "stale"


def test_a_source_that_is_empty_for_one_poll_is_looked_at_again_soon_and_its_habit_stays(store, force, now):
    visits, held = Visits(store), (Item(url="https://s.example/1", title="One", published_at=now - HOUR),)

    def stand():
        with store.reading() as session:
            state = states(session, ["s0"])["s0"]
            return health_of(state, state.last_success_at).state, state.next_poll_at - state.last_polled_at

    read_at = iter(now + n * timedelta(minutes=5) for n in range(1, 9))
    seen = []
    for items in (held, (), held, (), ()):
        visit = begun(visits, force, next(read_at))[0]
        asyncio.run(visits.end(Fruitless(force, visit, Reading(items=items))))
        seen.append(stand())
    states_seen, waits = zip(*seen, strict=True)
    assert states_seen == ("fine", "fine", "fine", "fine", "empty")
    assert [wait < timedelta(minutes=6) for wait in waits] == [False, True, False, True, False]


def test_a_source_whose_dates_cannot_be_right_is_undated_as_long_as_it_stays_so(store, force, now):
    """`source check` says the same of such a reading; polls that find it unchanged say nothing of its dates."""
    visits = Visits(store)
    wrong, right = (
        [Item(url=f"https://s.example/{n}", title="News", published_at=now + n * ahead) for n in range(1, 4)]
        for ahead in (30 * 24 * HOUR, -HOUR)
    )
    seen = []
    for reading in (Reading(items=wrong), Reading(unchanged=True), Reading(items=right)):
        asyncio.run(visits.end(Fruitless(force, begun(visits, force, now)[0], reading)))
        with store.reading() as session:
            found = health_of(states(session, ["s0"])["s0"], now)
        seen.append((found.state, found.why))
        assert reading.unchanged or of_reading(reading, now).state == found.state
    why = f"its dates cannot be right, as in {now + 30 * 24 * HOUR:%Y-%m-%d}; its items take the time they are seen at"
    assert seen == [("undated", why), ("undated", why), ("fine", "")]


def test_the_hours_that_a_source_asks_for_are_kept_also_after_a_failure(store, force, now):
    visits, asks = Visits(store), {"skips": list(range(168))}
    read, failed = begun(visits, force, now)[:2]
    read.state.habit = failed.state.habit = to_json(Habit(at=now, weeks=52.0))
    following = [asyncio.run(visits.end(Fruitless(force, read, Reading(cursor=asks))))]
    failed.state.cursor = asks
    following.append(asyncio.run(visits.fail(Failed(failed, ReadError("tls", "no")))))
    assert [(one.at - now, "asks not to be read" in one.why) for one in following] == [(6 * HOUR, True)] * 2


def test_a_page_that_breaks_news_is_read_again_when_it_may_be_filled_in(sqlite_store, tmp_path):
    title, watch = "Explosion reported in the port tonight", 'name = "Ships"\nquery = "frigate"\nchannels = ["desk"]\n'

    async def steps(journey):
        rung = []
        web.answers["/wire"] = plain(rss((f"{web.url}/zero", "Zero", "")), content_type="text/xml")
        await journey.poll()
        web.answers["/wire"] = plain(rss((f"{web.url}/port", title, "More follows.")), content_type="text/xml")
        for text in ("More follows on this page. ", *["It damaged a frigate that lies there. " * 30] * 4):
            web.answers["/port"] = plain(page(title, text), content_type="text/html")
            rung.append((await journey.poll())["wire"].alerts)
            journey.now += timedelta(minutes=15)
        return rung

    with site() as web:
        text = settings_text({"wire": f"{web.url}/wire"}, free_port(), f"[[watches]]\n{watch}")
        assert travel(sqlite_store, tmp_path, text, steps) == [0, 0, 1, 0, 0]
        # Once more, and not at each poll.
        assert web.paths().count("/port") == 2
