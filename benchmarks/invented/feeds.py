"""Sources of many habits, what they publish when, and what befalls them."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
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
#: In so many of a hundred items is what the one watch looks for; their keys end so.
SOUGHT_SHARE, IS_SOUGHT = 3, "-s"
#: One of so many sources names a hub.
HUB_EVERY = 10


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
    #: It names a hub, which pushes what is new.
    hub: bool = False
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


def invented(count: int, days: int, chance: random.Random) -> list[Feed]:
    """Return sources of all kinds, with four weeks behind them, and what befalls them."""
    names = [kind for kind, (_, share, _) in KINDS.items() for _ in range(share)]
    feeds = []
    for n in range(count):
        kind = names[n * len(names) // count]
        a_day, _, holds = KINDS[kind]
        published = _published(f"s{n}", kind, a_day * chance.lognormvariate(0, 0.4), days, chance)
        feeds.append(Feed(f"s{n}", kind, published, holds, conditional=chance.random() < 0.7))
        feeds[-1].hub = n % HUB_EVERY == 3
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
        (at.replace(microsecond=0), f"{name}-{n}{IS_SOUGHT if chance.randrange(100) < SOUGHT_SHARE else ''}")
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
