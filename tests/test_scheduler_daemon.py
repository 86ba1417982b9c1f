"""The daemon's own loop, with a clock that is set while it runs."""

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from journey import free_port, rss, settings_text
from servers import hang, plain, site
from sqlalchemy import select

from config import SourceSettings
from crawler.loop import run
from crawler.scrapy_settings import CONCURRENT_PER_HOST
from scheduler.clock import utc_now
from scheduler.daemon import Daemon
from scheduler.editing import Author, mark_of, save_watch
from scheduler.in_force import put_in_force, read_settings
from scheduler.leases import release
from scheduler.once import by_turns
from scheduler.volume import VOLUME_EVERY
from store.alert_models import Alert, Breaker, Delivery, Hold, Notice, StoredSilence
from store.models import Article, Chore, Coverage, SourceState, Story
from store.pushes import new_subscription, subscriptions
from store.rebase import latest_time, rebase, rebase_once
from store.revisions import edits
from store.session import open_store

HOUR = timedelta(hours=1)


def daemon_of_a_wire(store, folder, web):
    web.answers["/wire"] = plain(rss(), content_type="application/rss+xml")
    path = folder / "tocsin.toml"
    path.write_text(settings_text({"wire": f"{web.url}/wire"}, free_port(), ""), encoding="utf-8")
    return Daemon(path, store, put_in_force(store, read_settings(path), utc_now()))


@pytest.mark.parametrize("jump", [-HOUR, HOUR, -timedelta(days=365)], ids=["back", "forward", "a year back"])
def test_polls_go_on_when_the_clock_is_set(sqlite_store, tmp_path, jump):
    with site() as web, time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=True) as clock:
        daemon = daemon_of_a_wire(sqlite_store, tmp_path, web)

        async def main():
            running = asyncio.create_task(daemon.run())
            await asked(1)
            clock.shift(jump)
            before = len(web.paths())
            await asked(before + 2)
            daemon.stop()
            await running

        async def asked(times):
            for _ in range(400):
                if len(web.paths()) >= times:
                    return
                await asyncio.sleep(0.05)
            pytest.fail(f"only {len(web.paths())} polls of {times}")

        run(main)
    assert len(web.paths()) < 15  # an hour ahead is not an hour of polls at once


def test_the_lease_of_a_poll_under_way_is_renewed_and_that_of_one_without_end_is_not(
    sqlite_store, tmp_path, monkeypatch
):
    """So a lease can be short, and a source is not left alone for long when its daemon is killed."""
    for limit in ("LEASE_TICK", "GRACE"):
        monkeypatch.setattr(f"scheduler.daemon.{limit}", timedelta(seconds=0.1))

    def lease(longest):
        monkeypatch.setattr("scheduler.daemon.LONGEST_POLL", longest)
        with site() as web:
            daemon = daemon_of_a_wire(sqlite_store, tmp_path, web)
            web.answers["/wire"] = hang

            async def main():
                running = asyncio.create_task(daemon.run())
                seen = set()
                for _ in range(60):
                    with sqlite_store.reading() as session:
                        seen |= set(session.scalars(select(SourceState.lease_until)).all())
                    if len(seen - {None}) > 1:
                        break
                    await asyncio.sleep(0.02)
                daemon.stop()
                await running
                return len(seen - {None})

            return run(main)

    assert lease(timedelta(minutes=10)) > 1
    assert lease(timedelta()) == 1


def test_what_hubs_push_is_polled_at_its_start_for_nobody_listened_before(sqlite_store, tmp_path):
    why = "4h, for its hub pushes what is new"
    with sqlite_store.transaction() as session:
        session.add(SourceState(name="wire", hub="http://hub/", next_poll_at=utc_now() + 4 * HOUR, next_poll_why=why))
    with site() as web:
        daemon = daemon_of_a_wire(sqlite_store, tmp_path, web)

        async def main():
            running = asyncio.create_task(daemon.run())
            await asyncio.wait([running], timeout=0.5)
            daemon.stop()
            await running

        run(main)
    with sqlite_store.reading() as session:
        assert session.get_one(SourceState, "wire").next_poll_at < utc_now() + HOUR


def test_polls_go_on_when_the_clock_was_set_back_while_no_daemon_ran(sqlite_store, tmp_path):
    today = datetime(2026, 3, 1, 9, tzinfo=UTC)
    tomorrow = today + 24 * HOUR
    read = {"first_success_at": tomorrow, "last_success_at": tomorrow, "last_polled_at": tomorrow}
    with sqlite_store.transaction() as session:
        session.add(SourceState(name="wire", next_poll_at=tomorrow + HOUR, **read))
    with site() as web, time_machine.travel(today + 2 * HOUR, tick=True):
        daemon = daemon_of_a_wire(sqlite_store, tmp_path, web)

        async def main():
            running = asyncio.create_task(daemon.run())
            for _ in range(100):
                with sqlite_store.reading() as session:
                    state = session.get_one(SourceState, "wire")
                    due, polled = state.next_poll_at, state.last_polled_at
                if polled < tomorrow:
                    break
                await asyncio.sleep(0.02)
            daemon.stop()
            await running
            return due

        assert run(main) < utc_now() + 2 * HOUR


def test_a_host_that_hangs_does_not_hold_the_polls_of_others(sqlite_store, tmp_path):
    ended = threading.Event()
    with site() as web:
        web.answers["/wire"] = plain(rss(), content_type="application/rss+xml")
        web.answers |= {f"/{n}": lambda *_: ended.wait(20) for n in range(20)}
        hanging = {f"a{n}": f"{web.url}/{n}" for n in range(20)}
        path = tmp_path / "tocsin.toml"
        text = settings_text(hanging | {"wire": f"{web.url}/wire".replace("127.0.0.1", "localhost")}, free_port(), "")
        path.write_text(text, encoding="utf-8")
        daemon = Daemon(path, sqlite_store, put_in_force(sqlite_store, read_settings(path), utc_now()))

        async def main():
            running = asyncio.create_task(daemon.run())
            for _ in range(200):
                if "/wire" in web.paths():
                    break
                await asyncio.sleep(0.05)
            asked = web.paths()
            ended.set()
            daemon.stop()
            await running
            return asked

        asked = run(main)
    assert "/wire" in asked
    assert len(asked) <= 1 + CONCURRENT_PER_HOST


def test_of_two_daemons_one_at_a_time_polls_at_a_host(postgresql_store, tmp_path):
    urls = {name: f"https://{name[0]}.example/{name}" for name in ("a1", "a2", "b1")}
    path = tmp_path / "tocsin.toml"
    path.write_text(settings_text(urls, free_port(), ""), encoding="utf-8")
    force = put_in_force(postgresql_store, read_settings(path), utc_now())
    one, two = (Daemon(path, postgresql_store, force) for _ in range(2))

    def claim(daemon, limit):
        return daemon._claim(urls.keys(), force.hosts, Counter(), limit, [])

    assert claim(one, 1) == ["a1"]
    assert claim(two, 9) == ["b1"]
    assert claim(one, 9) == ["a2"]
    release(postgresql_store, one.owner)
    assert claim(two, 9) == ["a1", "a2"]


def test_polled_once_the_sources_of_hosts_take_turns():
    hosts = [*("ministry.example",) * 3, "wire.example", "paper.example", "wire.example"]
    sources = [SourceSettings(name=f"s{n}", url=f"https://{host}/{n}") for n, host in enumerate(hosts)]
    by_name = {source.name: host for source, host in zip(sources, hosts, strict=True)}
    assert [source.name for source in by_turns(sources, by_name)] == ["s0", "s3", "s4", "s1", "s5", "s2"]


def test_the_daemon_records_that_it_is_at_work(sqlite_store, tmp_path):
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=True) as clock:
        path = tmp_path / "tocsin.toml"
        path.write_text(settings_text({}, free_port(), ""), encoding="utf-8")
        daemon = Daemon(path, sqlite_store, put_in_force(sqlite_store, read_settings(path), utc_now()))

        def hours():
            with sqlite_store.reading() as session:
                return len(session.scalars(select(Coverage)).all()), session.get(Chore, "volume")

        async def main():
            running = asyncio.create_task(daemon.run())
            await until(lambda: hours()[1])  # a new chore is done after its first interval
            clock.shift(VOLUME_EVERY)
            await until(lambda: hours()[0])
            daemon.stop()
            await running

        async def until(ready):
            for _ in range(400):
                if ready():
                    return
                await asyncio.sleep(0.05)
            pytest.fail("waited in vain")

        run(main)


def test_what_waits_for_a_time_of_day_stays_where_it_is_when_the_clock_is_set_back(store, now):
    with store.transaction() as session:
        session.add(SourceState(name="wire", next_poll_at=now + timedelta(minutes=15)))
        story = Story(opened_at=now, latest_at=now)
        article = Article(url_key="k", url="u", title="t", source="wire", seen_at=now, content_hash="h", story=story)
        session.add(article)
        session.flush()
        alert = Alert(watch="w", story=story, article=article, evidence=[], opened_at=now)
        session.add(alert)
        times = {"digest": ("pending", 8 * HOUR), "retry": ("failed", HOUR / 2), "instant": ("pending", timedelta())}
        for name, (status, wait) in times.items():
            at = now + wait
            tried = {"status": status, "attempts": int(status == "failed")}
            session.add(Delivery(alert=alert, channel=name, **tried, next_attempt_at=at, created_at=now))
        out = {"state": "open", "failures": 5, "opened_at": now, "probe_at": now + HOUR / 4}
        session.add(Breaker(channel="retry", **out))
        session.add(new_subscription("wire", "https://hub.example/", "https://news.example/feed", now + HOUR))
    with store.transaction() as session:
        rebase(session, now, -HOUR)
    with store.reading() as session:
        due = {d.channel: d.next_attempt_at - now for d in session.scalars(select(Delivery))}
        assert due == {"digest": 8 * HOUR, "retry": -HOUR / 2, "instant": -HOUR}
        assert session.get_one(SourceState, "wire").next_poll_at == now - timedelta(minutes=45)
        assert session.get_one(Breaker, "retry").probe_at == now - timedelta(minutes=45)
        assert subscriptions(session, ["wire"])["wire"].due_at == now


def test_what_was_to_go_at_once_waits_for_no_clock_that_was_set_back_while_nothing_ran(store, now):
    made = now + timedelta(minutes=2)
    with store.transaction() as session:
        session.add(SourceState(name="wire", next_poll_at=now + HOUR, last_polled_at=now - HOUR))
        session.add(Chore(name="health", done_at=now))
        notice = Notice(kind="source", about="wire", words="wire: failing", opened_at=made)
        session.add(notice)
        session.flush()
        session.add(Delivery(notice_id=notice.id, channel="desk", next_attempt_at=made, created_at=made))
    with store.transaction() as session:
        assert latest_time(session) == now
        rebase(session, now, -HOUR)
    with store.reading() as session:
        assert session.scalars(select(Delivery)).one().next_attempt_at == made - HOUR
        assert latest_time(session) == now - HOUR  # once moved, nothing is to be moved at the next start


def test_two_daemons_that_see_the_clock_set_back_move_what_is_due_once(postgresql_url, now):
    first, second = open_store(postgresql_url), open_store(postgresql_url)

    def moved(*times):
        """Have both see at once, each a little later, that the clock was set back by an hour; return who has moved."""

        def sees(store, at):
            both.wait(5)
            with store.transaction() as session:
                return rebase_once(session, at, -HOUR)

        both = threading.Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            return sorted(threads.map(sees, (first, second), times))

    def due():
        with first.reading() as session:
            return session.get_one(SourceState, "wire").next_poll_at

    def works(at):
        with first.transaction() as session:
            session.get_one(Chore, "health").done_at = at

    with first.transaction() as session:
        session.add_all([SourceState(name="wire", next_poll_at=now + HOUR), Chore(name="health", done_at=now)])
    assert moved(now, now + timedelta(seconds=1)) == [False, True]
    assert due() == now
    # An hour later it is set back to the very same time.
    works(now - timedelta(minutes=1))
    assert moved(now, now + timedelta(seconds=1)) == [False, True]
    assert due() == now - HOUR
    # And to another one, before anybody has done anything.
    assert moved(now - HOUR, now - HOUR) == [False, True]
    assert due() == now - 2 * HOUR
    first.close()
    second.close()


def test_a_running_daemon_tells_what_a_silence_held_when_it_ends(sqlite_store, tmp_path):
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=True) as clock:
        path, now = tmp_path / "tocsin.toml", utc_now()
        watch = '[[watches]]\nname = "w"\nquery = "drone"\nchannels = ["desk"]\n'
        path.write_text(settings_text({}, free_port(), watch), encoding="utf-8")
        with sqlite_store.transaction() as session:
            story = Story(opened_at=now, latest_at=now)
            article = Article(url_key="k", url="u", title="t", source="s", seen_at=now, content_hash="h", story=story)
            alert = Alert(watch="w", story=story, article=article, evidence=[], opened_at=now)
            silence = StoredSilence(watch="w", until=now + HOUR, made_at=now)
            session.add_all([alert, silence])
            session.flush()
            hold = {"silence": str(silence.id), "reason": "", "channels": ["desk"], "held_at": now}
            session.add(Hold(alert_id=alert.id, **hold))
        daemon = Daemon(path, sqlite_store, put_in_force(sqlite_store, read_settings(path), utc_now()))

        def deliveries():
            with sqlite_store.reading() as session:
                return session.scalars(select(Delivery.channel)).all()

        async def main():
            running = asyncio.create_task(daemon.run())
            await asyncio.sleep(1.5)
            assert deliveries() == []
            clock.shift(HOUR)
            for _ in range(200):
                if deliveries():
                    break
                await asyncio.sleep(0.05)
            assert deliveries() == ["desk"]
            daemon.stop()
            await running

        run(main)


def test_a_watch_that_is_saved_on_the_desk_is_put_in_force_as_one_edit(sqlite_store, tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(settings_text({}, free_port(), '[[watches]]\nname = "w"\nquery = "drone"\n'), encoding="utf-8")
    daemon = Daemon(path, sqlite_store, put_in_force(sqlite_store, read_settings(path), utc_now()))
    [before] = daemon.force.settings.watches

    async def main():
        running = asyncio.create_task(daemon.run())
        author = Author("Ann", utc_now())
        made = await asyncio.to_thread(
            save_watch, sqlite_store, path, "w", mark_of(before), {"query": "drone OR uav"}, author
        )
        for _ in range(200):
            if daemon.force.revision_id == made.revision:
                break
            await asyncio.sleep(0.05)
        daemon.stop()
        await running

    run(main)
    [watch] = daemon.force.settings.watches
    assert (watch.query, len(daemon.force.matcher)) == ("drone OR uav", 1)
    with sqlite_store.reading() as session:
        told = [(edit.by, edit.what) for edit in edits(session)]
    assert told == [("Ann", "watch w: query"), ("", "")]
