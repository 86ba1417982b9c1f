"""Poll every source once and deliver what is due: the daemon's work without its clock."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.delivery import deliver_due
from alerts.indexing import index_waiting
from config import SourceSettings
from crawler.web import Web
from scheduler.digests import tell_of_nothing
from scheduler.in_force import InForce
from scheduler.indexing import WITHIN
from scheduler.jobs import Polled, poll
from scheduler.silenced import tell_what_changed, tell_what_was_held
from scheduler.standing import expect_no_daemon
from scheduler.visits import Visits
from scheduler.volume import look_at_volume
from store.session import Store


@dataclass(frozen=True)
class Summary:
    """What came of it: one entry per source, the spikes and silences, and the deliveries sent, waiting and given up."""

    polls: tuple[Polled, ...]
    volume: int = 0
    sent: int = 0
    waiting: int = 0
    dead: int = 0

    @property
    def failed(self) -> int:
        """How many sources could not be read."""
        return sum(1 for p in self.polls if p.error)

    @property
    def new(self) -> int:
        """How many articles were new."""
        return sum(p.new for p in self.polls)

    @property
    def alerts(self) -> int:
        """How many alerts were opened."""
        return sum(p.alerts for p in self.polls) + self.volume

    @property
    def fine(self) -> bool:
        """Whether every source was read and no delivery failed."""
        return not (self.failed or self.waiting or self.dead)


async def run_once(store: Store, web: Web, force: InForce, clock: Callable[[], datetime]) -> Summary:
    """Poll every enabled source, as many at once as the settings allow, look at volumes, then deliver.

    `clock` returns aware UTC.
    """
    visits, places = Visits(store), asyncio.Semaphore(force.settings.fetch.concurrency)
    started = clock()

    async def one(source: SourceSettings) -> Polled:
        async with places:
            return await poll(store, web, force, source, started, visits=visits)

    enabled = [source for source in force.settings.sources if source.enabled]
    polled = await asyncio.gather(*(one(source) for source in by_turns(enabled, force.hosts)))
    by_name = {one.source: one for one in polled}
    polls = [by_name[source.name] for source in enabled]
    for tell in (tell_what_was_held, tell_what_changed):
        while await asyncio.to_thread(tell, store, force, clock()):
            pass
    await asyncio.to_thread(expect_no_daemon, store)
    alerts = await asyncio.to_thread(look_at_volume, store, force, clock())
    await asyncio.to_thread(tell_of_nothing, store, force, clock())
    await asyncio.to_thread(index_waiting, store, WITHIN)
    delivered = await deliver_due(store, force.channels, force.settings, clock, "once")
    return Summary(tuple(polls), len(alerts), delivered.sent, delivered.failed, delivered.dead)


def by_turns(sources: Iterable[SourceSettings], hosts: Mapping[str, str]) -> list[SourceSettings]:
    """Return the first source of each host, then the second: those of one that is slow would take all places.

    `hosts` are those of the sources by their names.
    """
    before: Counter[str] = Counter()
    turns = []
    for source in sources:
        host = hosts[source.name]
        turns.append((before[host], source))
        before[host] += 1
    return [source for _, source in sorted(turns, key=lambda turn: turn[0])]
