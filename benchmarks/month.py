"""A month of news on a clock of its own: `python benchmarks/month.py [--sources 300] [--days 30]`, or `--smoke`.

Sources of many habits (wires, papers, ministries, journals that write once a week) publish items; the daemon's own poll
reads them over its own reader, store and matcher when its cadence says so. Only the network is invented: servers that
answer 304 or never do, that fail for hours, move for good, flood, or give every item a new guid, and one outage of our
own. One source of ten names a hub, which pushes what is new while it reaches the source.

Printed are items missed although they could have been read, alerts doubled or lost, requests against a poll every
fifteen minutes, and how long news took from publication to the store. Ctrl-C or SIGTERM ends the month early.
"""

import argparse
import asyncio
import heapq
import logging
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select

from benchmarks.invented.feeds import HOUR, IS_SOUGHT, KINDS, MINUTE, START, Feed, invented
from benchmarks.invented.web import SOUGHT, InventedWeb
from crawler.web import Web
from scheduler.in_force import InForce, put_in_force, read_settings
from scheduler.jobs import poll
from scheduler.standing import look_at_sources
from scheduler.subscriptions import confirm, mind_subscriptions
from store.alert_models import Alert, Notice
from store.migrate import upgrade
from store.models import Article
from store.pushes import current, keep_push
from store.session import Store, open_store
from store.sources import claim_due

T = TypeVar("T")
FIXED = timedelta(minutes=15)
#: How often is looked how the sources stand; the daemon does it every minute.
LOOK = timedelta(hours=1)
#: How soon a hub pushes what is published.
PUSHED_AFTER = timedelta(seconds=20)
OWNER = "month"


def main() -> int:
    """Live through a month and print what came of it; 1 where something was missed, lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="eight sources, one day")
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    sources, days = (8, 1) if args.smoke else (args.sources, args.days)
    logging.disable(logging.WARNING)
    feeds = invented(sources, days, random.Random(args.seed))
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(month(feeds, timedelta(days=days), Path(folder)))


class AtOnce(ThreadPoolExecutor):
    """Runs what the product gives to threads where it is: one source is polled at a time, so they would only wait."""

    def submit(self, function: Callable[..., T], /, *args: Any, **more: Any) -> Future[T]:
        """Return the outcome, which is there."""
        outcome: Future[T] = Future()
        try:
            outcome.set_result(function(*args, **more))
        except Exception as error:
            outcome.set_exception(error)
        return outcome


async def month(feeds: list[Feed], length: timedelta, folder: Path) -> int:
    """Live until the time is over, and print what came of it."""
    loop, living = asyncio.get_running_loop(), asyncio.current_task()
    loop.set_default_executor(AtOnce())
    assert living is not None
    # By ourselves: a shell has what it starts in the background ignore Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, living.cancel)
    store = open_store(f"sqlite:///{folder}/month.db")
    upgrade(store)
    begun, end = time.process_time(), START + length
    one = Month(store, _force(store, feeds, folder), feeds)
    try:
        await one.live(end)
    except asyncio.CancelledError:
        end = one.world.now
    lived = (end - START) / timedelta(days=1)
    print(f"{len(feeds)} sources, {lived:.1f} days, {time.process_time() - begun:.0f} s of CPU")
    fine = _report(store, one.world, feeds, end)
    store.close()
    return 0 if fine else 1


class Month:
    """The parts of the daemon that read sources, the world they read, and what is to happen when."""

    def __init__(self, store: Store, force: InForce, feeds: list[Feed]) -> None:
        self.store, self.force, self.world = store, force, InventedWeb(feeds)
        self.web = Web(self.world, self.world)
        self._sources = {source.name: source for source in force.settings.sources}
        chance = random.Random(2)
        #: When what happens to which source: a poll, or a push of an item.
        self._ahead: list[tuple[datetime, str, tuple[datetime, str] | None]] = [
            (START + chance.random() * 10 * MINUTE, name, None) for name in self._sources
        ]
        for feed in feeds:
            if feed.hub:
                self._ahead += [(item[0] + PUSHED_AFTER, feed.name, item) for item in feed.published if item[0] > START]
        heapq.heapify(self._ahead)

    async def live(self, end: datetime) -> None:
        """Do one thing after the other until then."""
        looked = START
        while self._ahead[0][0] < end:
            self.world.now, name, item = heapq.heappop(self._ahead)
            if self.world.now - looked > LOOK:
                looked = self.world.now
                look_at_sources(self.store, self.force, looked)
                await self._ask_hubs()
            await (self._push(name, item) if item else self._poll(name))

    async def _poll(self, name: str) -> None:
        polled = await poll(self.store, self.web, self.force, self._sources[name], self.world.now)
        if polled.next_poll is not None:
            heapq.heappush(self._ahead, (polled.next_poll.at, name, None))

    async def _push(self, name: str, item: tuple[datetime, str]) -> None:
        """Have the hub push an item, if it was asked to and reaches the source, and the daemon read that at once."""
        source, now = self._sources[name], self.world.now
        feed = self.world.feeds[source.url]
        if feed.fails(now):
            return
        with self.store.transaction() as session:
            asked = current(session, name)
            if asked is None or asked.state != "active":
                return
            keep_push(session, asked, self.world.body(feed, [item]), "application/rss+xml", now)
            claim_due(session, [name], now, OWNER, LOOK, 1)
        await poll(self.store, self.web, self.force, source, now, OWNER)

    async def _ask_hubs(self) -> None:
        """Ask the hub for what is due, and have it see that it was we who asked."""
        now = self.world.now
        await mind_subscriptions(self.store, self.web, self.force, lambda: now)
        for form in self.world.asked:
            said = {key.removeprefix("hub."): value for key, value in form.items()}
            with self.store.transaction() as session:
                confirm(session, said["callback"].rpartition("/")[2], said, now)
        self.world.asked.clear()


def _force(store: Store, feeds: list[Feed], folder: Path) -> InForce:
    sources = "".join(f'[[sources]]\nname = "{feed.name}"\nurl = "{feed.url}"\nfull_text = false\n' for feed in feeds)
    watch = f'[[watches]]\nname = "sought"\nquery = "{SOUGHT}"\nchannels = ["box"]\n'
    # Hubs are asked only by a desk that they can reach.
    box = (
        f'[desk]\npublic_url = "https://desk.example.org"\n[channels.box]\nkind = "file"\npath = "{folder}/box.jsonl"\n'
    )
    path = folder / "tocsin.toml"
    path.write_text(f'version = 1\noperator = "box"\n{sources}{watch}{box}', "utf-8")
    return put_in_force(store, read_settings(path), START)


@dataclass
class Outcome:
    """What became of the items: minutes to the store, by kind of source; addresses missed; alerts lost."""

    waits: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    #: Those of sources with a hub once more.
    pushed: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def _report(store: Store, world: InventedWeb, feeds: list[Feed], end: datetime) -> bool:
    with store.reading() as session:
        seen = dict(session.execute(select(Article.url, Article.seen_at)).all())
        alerted = Counter(session.scalars(select(Article.url).join(Alert, Alert.article_id == Article.id)))
        notices = dict(session.execute(select(Notice.kind, func.sum(Notice.count)).group_by(Notice.kind)).all())
    outcome = Outcome()
    for feed in feeds:
        _judge(outcome, feed, seen, alerted, end)
    doubled = sum(n - 1 for n in alerted.values())
    everything = [wait for kind in outcome.waits.values() for wait in kind]
    print(f"items {len(everything)}, of those that could be read missed {len(outcome.missed)}; ", end="")
    print(f"alerts {sum(alerted.values())}, lost {len(outcome.lost)}, doubled {doubled}; told the operator {notices}")
    requests, fixed = sum(world.requests.values()), len(feeds) * (end - START) / FIXED
    print(f"requests {requests}, {1 - requests / fixed:.1%} fewer than a poll every 15 minutes")
    print(f"minutes to the store: median {median(everything):.1f}, p90 {quantiles(everything, n=10)[8]:.0f}")
    days = (end - START) / timedelta(days=1)
    rows = [(kind, minutes, [f for f in feeds if f.kind == kind]) for kind, minutes in outcome.waits.items()]
    for kind, minutes, group in (*rows, ("with a hub", outcome.pushed, [feed for feed in feeds if feed.hub])):
        if len(minutes) > 1:
            polls = sum(world.requests[feed.name] for feed in group) / len(group) / days
            wait = f"median {median(minutes):5.1f}, p90 {quantiles(minutes, n=10)[8]:5.0f}"
            print(f"  {kind:<10} {polls:5.0f} polls a day; {wait}")
    for url in (*outcome.missed[:5], *outcome.lost[:5]):
        print(f"  missed or lost: {url}")
    return not (outcome.missed or outcome.lost or doubled)


def _judge(
    outcome: Outcome, feed: Feed, seen: Mapping[str, datetime], alerted: Mapping[str, int], end: datetime
) -> None:
    """Tell what became of the items that a source published since it was first read."""
    urls = [f"https://{feed.name}.example.org/{key}" for _, key in feed.published]
    started = min((seen[url] for url in urls if url in seen), default=end)
    for place, ((at, key), url) in enumerate(zip(feed.published, urls, strict=True)):
        if not started < at < end:
            continue
        if url in seen:
            outcome.waits[feed.kind].append((seen[url] - at) / MINUTE)
            if feed.hub:
                outcome.pushed.append((seen[url] - at) / MINUTE)
            if key.endswith(IS_SOUGHT) and url not in alerted:
                outcome.lost.append(url)
        elif _could_be_read(feed, place, at, end):
            outcome.missed.append(url)


def _could_be_read(feed: Feed, place: int, since: datetime, end: datetime) -> bool:
    """Tell whether an item stood in its feed for ten minutes while that could be read; at the end for six hours."""
    gone = feed.published[place + feed.holds][0] if place + feed.holds < len(feed.published) else end
    until = min(gone, end)
    unreadable = sum((max(timedelta(), min(until, b) - max(since, a)) for a, b in feed.outages), start=timedelta())
    return until - since - unreadable > (6 * HOUR if until == end else 10 * MINUTE)


if __name__ == "__main__":
    sys.exit(main())
