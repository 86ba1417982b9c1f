"""A month of news on a clock of its own: `python benchmarks/month.py [--sources 300] [--days 30]`, or `--smoke`.

Sources of many habits (wires, papers, ministries, journals that write once a week) publish items; the daemon's own poll
reads them over its own reader, store and matcher when its cadence says so. Only the network is invented: servers that
answer 304 or never do, that fail for hours, move for good, flood, or give every item a new guid, and one outage of our
own.

Printed are items missed although they could have been read, alerts doubled or lost, requests against a poll every
fifteen minutes, and how long news took from publication to the store. Ctrl-C ends the month early.
"""

import argparse
import asyncio
import heapq
import logging
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from operator import add
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select

from crawler.item import ReadError
from crawler.web import Response, Web
from scheduler.in_force import InForce, put_in_force, read_settings
from scheduler.jobs import poll
from scheduler.standing import look_at_sources
from store.alert_models import Alert, Notice
from store.migrate import upgrade
from store.models import Article
from store.session import Store, open_store

T = TypeVar("T")
START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FIXED = timedelta(minutes=15)
#: How often is looked how the sources stand; the daemon does it every minute.
LOOK = timedelta(hours=1)
#: Items a day, how many of a hundred sources are so, and how many items their feeds hold.
KINDS = {
    "wire": (150.0, 5, 50),
    "paper": (40.0, 15, 30),
    "trade": (8.0, 25, 20),
    "ministry": (3.0, 30, 10),
    "institute": (0.7, 20, 10),
    "journal": (0.15, 5, 10),
}
#: The share of a day's news by hour: a wire never sleeps, all else keeps office hours and rests at weekends.
WIRE_DAY = [3, 2, 2, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 3]
OFFICE_DAY = [0, 0, 0, 0, 0, 1, 3, 7, 11, 12, 11, 9, 8, 9, 9, 8, 6, 3, 1, 1, 1, 0, 0, 0]
#: Words that stand everywhere; of the others two parts make one, 24 million of them, so that hardly any comes twice.
COMMON = re.findall(
    r"\S+",
    "the of and to in a for on with that said by from as at is was it be has have will are not this which after their "
    "who more than its been would about new also one two but were they had government minister president country "
    "state people year week monday today official company market bank court police city council report law plan "
    "meeting talks leader party election vote budget school health water road house work energy trade prices",
)
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
PARTS = [a + b for a in _SYLLABLES for b in _SYLLABLES]
#: What the one watch looks for, in so many of a hundred items.
SOUGHT, SOUGHT_SHARE = "zephyrwatch", 3


@dataclass
class Feed:
    """An invented source: what it publishes when, how its server answers, and when it cannot be read."""

    name: str
    kind: str
    published: list[tuple[datetime, str]]
    holds: int
    #: Its server knows of conditional requests.
    conditional: bool
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    #: From then on every item has another guid; from then on it is at another address.
    new_guids: datetime | None = None
    moved: datetime | None = None

    @property
    def url(self) -> str:
        """Where it is configured."""
        return f"https://{self.name}.example.org/feed.xml"

    def held(self, now: datetime) -> list[tuple[datetime, str]]:
        """Return what stands in it at a time."""
        return [item for item in self.published if item[0] <= now][-self.holds :]

    def fails(self, now: datetime) -> bool:
        """Tell whether it cannot be read."""
        return any(since <= now < until for since, until in self.outages)


class InventedWeb:
    """Answers for all feeds at the time that `now` says; counts requests."""

    def __init__(self, feeds: list[Feed]) -> None:
        self.feeds = {feed.url: feed for feed in feeds}
        self.now = START
        self.requests: Counter[str] = Counter()

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Return the feed as it stands, or that it has not changed."""
        feed = self.feeds[url]
        self.requests[feed.name] += 1
        if feed.fails(self.now):
            raise ReadError("connect", f"no connection to {feed.name}")
        held = feed.held(self.now)
        tag = f'"{len(held)}-{held[-1][0].timestamp() if held else 0}-{self._renamed(feed)}"'
        moved_to = url.replace("feed.xml", "new.xml") if feed.moved and self.now >= feed.moved else None
        answered = {"content-type": "application/rss+xml"} | ({"etag": tag} if feed.conditional else {})
        if feed.conditional and (headers or {}).get("If-None-Match") == tag:
            return Response(url=url, status=304, headers=answered, body=b"", moved_to=moved_to)
        return Response(url=url, status=200, headers=answered, body=self._body(feed, held), moved_to=moved_to)

    async def run(self, function: Callable[..., T], /, *args: Any) -> T:
        """Run what a worker would, here: the bytes are our own."""
        return function(*args)

    def _renamed(self, feed: Feed) -> bool:
        return feed.new_guids is not None and self.now >= feed.new_guids

    def _body(self, feed: Feed, held: list[tuple[datetime, str]]) -> bytes:
        again = "again-" if self._renamed(feed) else ""
        items = "".join(_item(feed.name, at, key, again) for at, key in reversed(held))
        return f'<rss version="2.0"><channel><title>{feed.name}</title>{items}</channel></rss>'.encode()


@lru_cache(30_000)  # more than stand in all feeds at a time: the web is none of what is measured
def _item(name: str, at: datetime, key: str, again: str) -> str:
    """Return an item, under a headline no other has; the key of those with what the watch looks for ends in -s."""
    title, text = _words(f"title {key}", 3).capitalize(), _words(f"text {key}", 14)
    sought = f" {SOUGHT}" if key.endswith("-s") else ""
    return (
        f"<item><title>{title}{sought}</title><link>https://{name}.example.org/{key}</link>"
        f"<guid isPermaLink='false'>{again}{key}</guid><pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{text}</description></item>"
    )


def _words(key: str, count: int) -> str:
    """Return so many words that are hardly ever said, each between two that always are."""
    chance = random.Random(key)
    parts, common = chance.choices(PARTS, k=2 * count), chance.choices(COMMON, k=2 * count)
    rare = map(add, parts[::2], parts[1::2])
    return " ".join(f"{a} {word} {b}" for a, word, b in zip(common[::2], rare, common[1::2], strict=True))


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


def invented(count: int, days: int, chance: random.Random) -> list[Feed]:
    """Return sources of all kinds, with four weeks behind them, and what befalls them."""
    names = [kind for kind, (_, share, _) in KINDS.items() for _ in range(share)]
    feeds = []
    for n in range(count):
        kind = names[n * len(names) // count]
        a_day, _, holds = KINDS[kind]
        published = _published(f"s{n}", kind, a_day * chance.lognormvariate(0, 0.4), days, chance)
        feeds.append(Feed(f"s{n}", kind, published, holds, conditional=chance.random() < 0.7))
    _befall(feeds, days, chance)
    return feeds


def _published(name: str, kind: str, a_day: float, days: int, chance: random.Random) -> list[tuple[datetime, str]]:
    shape, zone = (WIRE_DAY, 0) if kind == "wire" else (OFFICE_DAY, chance.choice((-6, -1, 0, 0, 1, 2, 8)))
    times = []
    for day in range(-28, days):
        start = START + timedelta(days=day)
        factor = 1.0 if kind == "wire" or start.weekday() < 5 else 0.15
        for hour in range(24):
            rate = a_day * factor * shape[(hour + zone) % 24] / sum(shape)
            arrivals = chance.expovariate(rate) if rate else 2.0
            while arrivals < 1:
                times.append(start + (hour + arrivals) * HOUR)
                arrivals += chance.expovariate(rate)
    return [
        (at.replace(microsecond=0), f"{name}-{n}{'-s' if chance.randrange(100) < SOUGHT_SHARE else ''}")
        for n, at in enumerate(sorted(times))
    ]


def _befall(feeds: list[Feed], days: int, chance: random.Random) -> None:
    def some_time() -> datetime:
        return START + chance.random() * timedelta(days=days)

    for feed in feeds:
        for _ in range(chance.choice((0, 0, 1, 2))):
            since = some_time()
            feed.outages.append((since, since + chance.expovariate(1 / 4) * HOUR))
    for feed in chance.sample(feeds, max(1, len(feeds) // 20)):
        feed.new_guids = some_time()
    for feed in chance.sample(feeds, max(1, len(feeds) // 20)):
        feed.moved = some_time()
    for feed in chance.sample(feeds, max(1, len(feeds) // 20)):
        at = some_time().replace(microsecond=0)
        burst = [(at + n * timedelta(seconds=20), f"{feed.name}-flood{n}") for n in range(feed.holds)]
        feed.published = sorted([*feed.published, *burst])
    ours = START + timedelta(days=days / 2)
    for feed in feeds:
        feed.outages.append((ours, ours + 2 * HOUR))


async def month(feeds: list[Feed], length: timedelta, folder: Path) -> int:
    """Poll until the time is over, and print what came of it."""
    asyncio.get_running_loop().set_default_executor(AtOnce())
    store = open_store(f"sqlite:///{folder}/month.db")
    upgrade(store)
    force = _force(store, feeds, folder)
    world = InventedWeb(feeds)
    web = Web(world, world)
    sources = {source.name: source for source in force.settings.sources}
    chance = random.Random(2)
    due = [(START + chance.random() * 10 * MINUTE, name) for name in sources]
    heapq.heapify(due)
    begun, looked, end = time.process_time(), START, START + length
    try:
        while due[0][0] < end:
            world.now, name = heapq.heappop(due)
            if world.now - looked > LOOK:
                looked = world.now
                look_at_sources(store, force, looked)
            polled = await poll(store, web, force, sources[name], world.now)
            if polled.next_poll is not None:
                heapq.heappush(due, (polled.next_poll.at, name))
    except asyncio.CancelledError:  # Ctrl-C
        end = world.now
    lived = (end - START) / timedelta(days=1)
    print(f"{len(feeds)} sources, {lived:.1f} days, {time.process_time() - begun:.0f} s of CPU")
    fine = _report(store, world, feeds, end)
    store.close()
    return 0 if fine else 1


def _force(store: Store, feeds: list[Feed], folder: Path) -> InForce:
    sources = "".join(f'[[sources]]\nname = "{feed.name}"\nurl = "{feed.url}"\nfull_text = false\n' for feed in feeds)
    watch = f'[[watches]]\nname = "sought"\nquery = "{SOUGHT}"\nchannels = ["box"]\n'
    box = f'[channels.box]\nkind = "file"\npath = "{folder}/box.jsonl"\n'
    path = folder / "tocsin.toml"
    path.write_text(f'version = 1\noperator = "box"\n{sources}{watch}{box}', "utf-8")
    return put_in_force(store, read_settings(path), START)


@dataclass
class Outcome:
    """What became of the items: minutes to the store by kind of source; addresses missed, and alerts lost."""

    waits: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
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
    for kind, minutes in outcome.waits.items():
        polls = [world.requests[feed.name] / days for feed in feeds if feed.kind == kind]
        if len(minutes) > 1:
            wait = f"median {median(minutes):5.1f}, p90 {quantiles(minutes, n=10)[8]:5.0f}"
            print(f"  {kind:<10} {sum(polls) / len(polls):5.0f} polls a day; {wait}")
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
            if key.endswith("-s") and url not in alerted:
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
