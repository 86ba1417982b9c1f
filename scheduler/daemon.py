"""The daemon: what is due is asked of the store at every tick, so nothing about schedules is lost with the process."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from alerts.claims import due_channels
from alerts.delivery import deliver_channel
from config import ConfigError
from config.load import stamp
from crawler.open_web import OpenWeb
from crawler.scrapy_settings import CONCURRENT_PER_HOST
from scheduler import leases
from scheduler.clock import utc_now
from scheduler.digests import tell_of_nothing
from scheduler.floods import end_floods
from scheduler.in_force import InForce, put_in_force, read_settings
from scheduler.indexing import Indexing
from scheduler.jobs import poll
from scheduler.jumps import Watched, follow, follow_from_before, right_clock
from scheduler.notify import notify
from scheduler.pruning import Pruning
from scheduler.silenced import tell_what_changed, tell_what_was_held
from scheduler.standing import look_at_sources
from scheduler.subscriptions import mind_subscriptions, poll_what_is_pushed
from scheduler.trouble import Trouble
from scheduler.visits import Visits
from scheduler.volume import look_at_volume
from store.chores import take
from store.errors import StoreError
from store.leaps import believes
from store.session import Store
from store.source_leases import leased_to_others, release, renew
from store.sources import claim_due, due_now
from store.stories import PAST, forget

log = logging.getLogger(__name__)

#: How often the store is asked what is due, and the settings files whether they changed.
TICK = timedelta(seconds=1)
RELOAD_TICK = timedelta(seconds=2)
TIDY_TICK = timedelta(hours=1)
VOLUME_TICK = timedelta(minutes=1)
HEALTH_TICK = timedelta(seconds=20)
HUB_TICK = timedelta(seconds=5)
INDEX_TICK = timedelta(seconds=2)
PRUNE_TICK = timedelta(minutes=1)
#: How often what only recent stories need is dropped.
FORGET_EVERY = timedelta(days=7)
#: So long a text that is published again word for word is known; with it the tables stop growing.
FORGET_COPIES_BEFORE = timedelta(days=400)
#: How often every source is looked at, for those that are new or were polled in times to come.
LOOK_AT_ALL = timedelta(minutes=1)
#: A poll whose lease was not renewed for so long is taken to be lost with its process; none is renewed for longer.
POLL_LEASE, LONGEST_POLL = timedelta(minutes=2), timedelta(minutes=10)
LEASE_TICK = timedelta(seconds=30)
#: A poll that the store could not keep is tried again after so long at most: each try reads the network.
POLL_AGAIN = timedelta(minutes=1)
#: What the store may fail at beside ticks, polls and deliveries.
_RELOAD = "reload of the settings"
#: What is under way at a stop may take so long to end by itself.
GRACE = timedelta(seconds=3)
#: A stop asked for takes no longer, whatever a thread is waiting for (a database that another program has locked).
STOP_WITHIN = timedelta(seconds=8)


@dataclass(frozen=True)
class _Underway:
    """What is being polled, since when on the monotonic clock; and where: a host that hangs leaves room for others."""

    name: str
    host: str
    since: float


class Daemon:
    """Polls, delivers and reloads until told to stop."""

    def __init__(self, path: Path, store: Store, force: InForce) -> None:
        self.path, self.store, self.force = path, store, force
        #: Names this process in leases.
        self.owner = leases.new_owner()
        self._stop = asyncio.Event()
        self._polls: dict[asyncio.Task[None], _Underway] = {}
        #: The sources whose polls the store could not keep, and from when on, on the monotonic clock, their leases end.
        self._unkept: dict[str, float] = {}
        self._visits = Visits(store)
        self._sending: dict[str, asyncio.Task[None]] = {}
        #: Held around each transaction of deliveries: SQLite has one writer, and those who wait for it sleep.
        self._writing = asyncio.Lock()
        self._stamp = stamp(force.watched)
        self._trouble = Trouble()
        self._indexing = Indexing(store)
        self._pruning = Pruning(store)
        #: How often the clock was set.
        self._jumps = 0
        #: The sources that are switched on, under which settings.
        self._enabled: tuple[InForce, dict[str, Any]] | None = None
        #: Under which settings every source was looked at, how often the clock had been set, and until when, on the
        #: monotonic clock, that is enough.
        self._looked: tuple[InForce, int, float] | None = None

    async def run(self) -> None:
        """Work until `stop` is called or SIGTERM or SIGINT comes; then let go of everything within seconds."""
        self._catch_signals()
        await right_clock(self.store, self._stop)
        if self.store.engine.dialect.name == "sqlite":
            # The one daemon such a store can have: whoever else holds a lease is dead.
            await asyncio.to_thread(leases.release, self.store, None)
        else:
            await asyncio.to_thread(leases.release_of_the_gone, self.store)
        await asyncio.to_thread(follow_from_before, self.store)
        await asyncio.to_thread(self._in_transaction, partial(poll_what_is_pushed, now=utc_now()))
        self._web = await OpenWeb.open(self.force.settings.fetch)
        scheduler = self._scheduler()
        scheduler.start()
        notify("READY=1")
        log.info("running: settings=%s sources=%d watches=%d", self.path, len(self._sources()), len(self.force.matcher))
        try:
            await self._stop.wait()
        finally:
            notify("STOPPING=1")
            scheduler.shutdown(wait=False)
            await self._let_go()
            await self._web.close()
            log.info("stopped")

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stop.set()

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop_asked)
        loop.add_signal_handler(signal.SIGHUP, self._reload_soon)

    def _stop_asked(self) -> None:
        self.stop()
        patience = threading.Timer(STOP_WITHIN.total_seconds(), _leave)
        patience.daemon = True
        patience.start()

    def _reload_soon(self) -> None:
        self._stamp = ()

    def _scheduler(self) -> AsyncIOScheduler:
        """Return APScheduler as a mere tick; its defaults drop late runs and double them after a clock step."""
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        ticks: list[tuple[Callable[[], Coroutine[Any, Any, None]], timedelta]] = [
            (self._poll_due, TICK),
            (self._renew_leases, LEASE_TICK),
            (self._deliver_due, TICK),
            (self._reload_if_changed, RELOAD_TICK),
            (self._tidy, TIDY_TICK),
            (self._look_at_volume, VOLUME_TICK),
            (self._look_at_sources, HEALTH_TICK),
            (self._end_floods, VOLUME_TICK),
            (self._mind_subscriptions, HUB_TICK),
            (self._index, INDEX_TICK),
            (self._prune, PRUNE_TICK),
        ]
        for job, every in ticks:
            scheduler.add_job(self._at_tick, "interval", [job], seconds=every.total_seconds(), next_run_time=utc_now())
        self._clock_task = asyncio.get_running_loop().create_task(self._mind_the_clock(scheduler))
        return scheduler

    async def _at_tick(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        name = job.__name__.strip("_")
        try:
            await job()
            self._trouble.eased(name)
        except StoreError as error:
            # Nothing was kept, so nothing is lost: the next tick tries it again.
            self._trouble.struck(name, error)
        except Exception:  # a bug in one tick may end that tick, never the daemon
            log.exception("job crashed: job=%s", name)

    async def _poll_due(self) -> None:
        free = self.force.settings.fetch.concurrency - len(self._polls)
        if free <= 0 or self._stop.is_set():
            return
        sources = self._sources()
        hosts = self.force.hosts
        again = [name for name, at in self._unkept.items() if at <= time.monotonic()]
        asked = Counter(one.host for one in self._polls.values())
        claimed = await asyncio.to_thread(self._claim, sources.keys(), hosts, asked, free, again)
        for name in again:
            del self._unkept[name]
        for name in claimed:
            task = asyncio.create_task(self._poll(name))
            self._polls[task] = _Underway(name, hosts[name], time.monotonic())
            task.add_done_callback(self._polls.pop)

    def _claim(
        self, names: Collection[str], hosts: Mapping[str, str], asked: Counter[str], limit: int, again: list[str]
    ) -> list[str]:
        """Return those of the sources to be polled, given the host of each, and how many of each are being polled.

        The leases of those to be tried `again` end first. Of several daemons one at a time polls at a host: it
        alone knows when it asked it last.
        """

        def allows(name: str) -> bool:
            asked[hosts[name]] += 1
            return asked[hosts[name]] <= CONCURRENT_PER_HOST and hosts[name] not in theirs

        looked, time_now = self._looked, time.monotonic()
        thorough = looked is None or looked[:2] != (self.force, self._jumps) or looked[2] <= time_now
        looking = (self.force, self._jumps, time_now + LOOK_AT_ALL.total_seconds())
        with self.store.transaction() as session:
            now = utc_now()
            theirs = {hosts.get(name) for name in leased_to_others(session, self.owner, now, POLL_LEASE)}
            if again:
                release(session, self.owner, again)
            claimed = claim_due(session, names, now, self.owner, POLL_LEASE, limit, allows, thorough=thorough)
        if thorough:
            self._looked = looking
        return claimed

    async def _renew_leases(self) -> None:
        long_ago = time.monotonic() - LONGEST_POLL.total_seconds()
        if names := [one.name for one in self._polls.values() if one.since > long_ago]:
            until = utc_now() + POLL_LEASE
            await asyncio.to_thread(self._in_transaction, partial(renew, owner=self.owner, names=names, until=until))

    async def _poll(self, name: str) -> None:
        source = self._sources().get(name)
        if source is None:
            return
        jumps = self._jumps
        try:
            with self._web.borrowed() as web:
                await poll(self.store, web, self.force, source, utc_now(), self.owner, self._visits)
            if jumps != self._jumps:
                # It was recorded by a clock that has been set meanwhile.
                await asyncio.to_thread(
                    self._in_transaction, partial(due_now, name=name, now=utc_now(), why="the clock was set")
                )
            self._trouble.eased(f"poll of {name}")
        except StoreError as error:
            # The poll comes due again: nothing was kept, so nothing is lost. A store that fails may not keep the end of
            # its lease either, so that is written when it is tried.
            wait = POLL_AGAIN if source.every == "auto" else min(source.every, POLL_AGAIN)
            self._unkept[name] = time.monotonic() + wait.total_seconds()
            self._trouble.struck(f"poll of {name}", error)
        except Exception:  # a bug in one poll may end that poll, never the daemon; its lease ends by itself
            log.exception("poll crashed: source=%s", name)

    def _sources(self) -> dict[str, Any]:
        """Return the sources that are switched on, by name; made once: each tick asks for them."""
        force = self.force
        if self._enabled is None or self._enabled[0] is not force:
            self._enabled = force, {s.name: s for s in force.settings.sources if s.enabled}
        return self._enabled[1]

    async def _deliver_due(self) -> None:
        """Start on every channel that has something due and is not at work yet: a slow one keeps no other waiting."""
        if self._stop.is_set():
            return
        await asyncio.to_thread(tell_what_was_held, self.store, self.force, utc_now())
        await asyncio.to_thread(tell_what_changed, self.store, self.force, utc_now())
        await asyncio.to_thread(tell_of_nothing, self.store, self.force, utc_now())
        due = await asyncio.to_thread(self._due_channels)
        for name in due - self._sending.keys():
            task = asyncio.create_task(self._deliver(name))
            self._sending[name] = task
            task.add_done_callback(partial(self._sent, name))

    def _sent(self, name: str, _: asyncio.Task[None]) -> None:
        del self._sending[name]

    def _due_channels(self) -> set[str]:
        with self.store.reading() as session:
            return set(due_channels(session, utc_now()))

    async def _deliver(self, name: str) -> None:
        force = self.force
        channel = force.channels.get(name)
        try:
            await deliver_channel(self.store, name, channel, force.settings, utc_now, self.owner, self._writing)
            self._trouble.eased(f"deliveries to {name}")
        except StoreError as error:
            # What was claimed comes due again when its lease ends, under the same message id.
            self._trouble.struck(f"deliveries to {name}", error)
        except Exception:  # a bug in one channel may end its round, never the daemon
            log.exception("deliveries crashed: channel=%s", name)

    async def _reload_if_changed(self) -> None:
        notify("WATCHDOG=1")
        seen = stamp(self.force.watched)
        if seen == self._stamp:
            return
        self._stamp = seen
        notify("RELOADING=1")
        try:
            await self._take_up(await asyncio.to_thread(self._read_again))
            log.info("settings reloaded: revision=%d sources=%d", self.force.revision_id, len(self._sources()))
            self._trouble.eased(_RELOAD)
        except ConfigError as error:
            for problem in error.problems:
                log.error("settings refused, the running ones go on: %s", problem)
        except StoreError as error:
            self._stamp = ()
            self._trouble.struck(_RELOAD, error)
        notify("READY=1")

    def _read_again(self) -> InForce:
        return put_in_force(self.store, read_settings(self.path), utc_now(), self.force.settings)

    async def _take_up(self, force: InForce) -> None:
        before, self.force = self.force.settings, force
        if force.settings.database != before.database:
            log.warning("the database is only changed by a restart: going on with %s", self.store.name)
        if force.settings.desk.listen != before.desk.listen:
            log.warning("where the desk listens is only changed by a restart: going on at %s", before.desk.listen)
        if force.settings.fetch != before.fetch:
            used, self._web = self._web, await OpenWeb.open(force.settings.fetch)
            used.close_when_returned()

    async def _tidy(self) -> None:
        await asyncio.to_thread(self._in_transaction, _forget)

    async def _look_at_volume(self) -> None:
        await asyncio.to_thread(look_at_volume, self.store, self.force, utc_now())

    async def _look_at_sources(self) -> None:
        await asyncio.to_thread(look_at_sources, self.store, self.force, utc_now())

    async def _end_floods(self) -> None:
        await asyncio.to_thread(end_floods, self.store, self.force, utc_now())

    async def _index(self) -> None:
        await asyncio.to_thread(self._indexing.work)

    async def _prune(self) -> None:
        await asyncio.to_thread(self._pruning.work, self.force.settings.keep_texts)

    async def _mind_subscriptions(self) -> None:
        with self._web.borrowed() as web:
            await mind_subscriptions(self.store, web, self.force, utc_now)

    async def _mind_the_clock(self, scheduler: AsyncIOScheduler) -> None:
        """Go on when the clock was set: APScheduler, and what is due, would wait the whole hour it went back."""
        clock = Watched()
        while True:
            await asyncio.sleep(1)
            if jump := clock.jump():
                self._jumps += 1
                await asyncio.to_thread(follow, self.store, jump)
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=jump.now)

    def _in_transaction(self, step: Callable[[Session], object]) -> None:
        with self.store.transaction() as session:
            step(session)

    async def _let_go(self) -> None:
        """End what is under way; what cannot end in time is given back to be done again."""
        self._clock_task.cancel()
        under_way = {*self._polls, *self._sending.values()}
        if under_way:
            await asyncio.wait(under_way, timeout=GRACE.total_seconds())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, self._clock_task, return_exceptions=True)
        try:
            await asyncio.to_thread(leases.release, self.store, self.owner)
        except StoreError as error:
            log.warning("leases end by themselves: error=%s", error)


def _forget(session: Session) -> None:
    now = utc_now()
    if believes(session, now) and take(session, "forget", FORGET_EVERY, now):
        forget(session, now - PAST, now - FORGET_COPIES_BEFORE)
        log.info("tidied: dropped what only stories of the last days need")


def _leave() -> None:
    """End the process as if it were killed, which loses nothing: its leases end at the next start, or by themselves."""
    log.warning("stopped in the middle: something under way did not end within %d s", STOP_WITHIN.total_seconds())
    os._exit(0)
