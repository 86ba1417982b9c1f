"""How often volume watches cry wolf, and how soon they ring: `python benchmarks/volume.py`, or `--smoke`.

Invented news of several months go through the real decision: a habit by hour and weekday, in bursts (each event is
told by several articles: negative binomial, not Poisson), across a change of the clock, with outages of our own after
which the news of hours come at once, a source that fails for a day, and spikes and silences of known time. Printed
are false alarms per watch and year, what share of the injected was found, and after how many hours.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alerts.volume import HOUR, Kind, Past, Seen, change, hour_of, standing
from config import VolumeSettings

ZONE = ZoneInfo("Europe/Brussels")
#: Eight weeks before the clocks go forward; a year sees both changes.
START = datetime(2026, 2, 2, tzinfo=UTC)
#: The daemon looks every ten minutes; this costs a third, and may find an event twenty minutes later.
LOOK = timedelta(minutes=30)
SOURCES = [f"source-{n}" for n in range(20)]
#: The share of a working day's news in each hour by the clock on the wall; a weekend has a third of it.
DAY = [1, 1, 1, 1, 1, 2, 4, 6, 7, 7, 6, 6, 6, 6, 6, 6, 6, 6, 5, 4, 4, 3, 2, 1]


@dataclass
class Truth:
    """What was done to the news, and when; spikes and silences are to be found, outages are not."""

    spikes: list[tuple[datetime, datetime]] = field(default_factory=list)
    silences: list[tuple[datetime, datetime]] = field(default_factory=list)
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    failing: list[tuple[datetime, datetime]] = field(default_factory=list)


@dataclass
class Tally:
    """What came of it: alarms by kind, of them false ones, and the hours until each true one."""

    looked: timedelta = timedelta()
    found: dict[Kind, list[float]] = field(default_factory=lambda: {"spike": [], "silence": []})
    false: dict[Kind, int] = field(default_factory=lambda: {"spike": 0, "silence": 0})
    repeated: int = 0
    injected: dict[Kind, int] = field(default_factory=lambda: {"spike": 0, "silence": 0})


def main() -> int:
    """Measure and print; with --smoke fail where an injected spike is missed or rings twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a few weeks of one watch")
    parser.add_argument("--weeks", type=int, default=24)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--rate", type=int, action="append", help="articles a working day; several times, or all four")
    args = parser.parse_args()
    if args.smoke:
        tally = measure(rate=60, burst=2.0, weeks=11, seeds=range(1))
        show("60 a day", 2.0, tally)
        return 0 if tally.found["spike"] and not tally.repeated else 1
    print(f"{args.seeds} watches each, {args.weeks} weeks; alarms are counted after the first nine")
    for rate in args.rate or (5, 20, 60, 300):
        for burst in (1.0, 2.0, 4.0):
            show(f"{rate} a day", burst, measure(rate, burst, args.weeks, range(args.seeds)))
    return 0


def measure(rate: float, burst: float, weeks: int, seeds: Sequence[int]) -> Tally:
    """Return what became of as many watches as there are seeds: `rate` articles a working day, `burst` to an event."""
    tally = Tally()
    for seed in seeds:
        chance = random.Random(seed * 1000 + rate * 10 + burst)
        truth = invented_truth(chance, weeks)
        _watch(tally, truth, news(chance, truth, rate, burst, weeks), weeks)
    return tally


def invented_truth(chance: random.Random, weeks: int) -> Truth:
    """Return a spike and a silence, or an outage and failing sources, for each week from the tenth on."""
    truth = Truth()
    for week in range(9, weeks):
        monday = START + timedelta(weeks=week)

        def some(days: tuple[int, ...], hours: float, monday: datetime = monday) -> tuple[datetime, datetime]:
            at = monday + timedelta(days=chance.choice(days), hours=chance.uniform(7, 14))
            return at, at + timedelta(hours=hours)

        if week % 2:
            truth.outages.append(some((0, 1, 2), chance.choice([0.5, 3, 14])))
            truth.failing.append(some((3, 4, 5), 20))
        else:
            truth.spikes.append(some((0, 1, 2, 6), 6))
            truth.silences.append(some((3, 4), 10))
    return truth


def news(chance: random.Random, truth: Truth, rate: float, burst: float, weeks: int) -> list[Seen]:
    """Return the matches as the daemon would make them: what came during an outage is seen at its end."""
    seen = []
    for hour in range(weeks * 7 * 24):
        at = START + hour * HOUR
        wall = at.astimezone(ZONE)
        usual = rate * DAY[wall.hour] / sum(DAY) * (1 if wall.weekday() < 5 else 1 / 3)
        many = usual * (8 if _within(at, truth.spikes) else 0 if _within(at, truth.silences) else 1)
        # What an event brings by itself, so that a spike is to be seen for a small watch as well.
        many += 4 if _within(at, truth.spikes) else 0
        for _ in range(_poisson(chance, many / burst)):
            moment = at + chance.random() * HOUR
            for _ in range(1 + _poisson(chance, burst - 1)):
                seen.append(Seen(moment + chance.random() * HOUR, chance.choice(SOURCES)))
    return sorted(_as_seen(seen, truth), key=lambda one: one.at)


def _as_seen(seen: Sequence[Seen], truth: Truth) -> Iterator[Seen]:
    for one in seen:
        at = next((end for start, end in truth.outages if start <= one.at < end), one.at)
        if one.source in SOURCES[:6]:
            at = next((end for start, end in truth.failing if start <= at < end), at)
        yield Seen(at, one.source)


def _watch(tally: Tally, truth: Truth, seen: Sequence[Seen], weeks: int) -> None:
    rule, past = VolumeSettings(), Past(seen, _coverage(truth, weeks), START)
    now, end = START + timedelta(weeks=9), START + timedelta(weeks=weeks)
    tally.looked += end - now
    for kind, injected in (("spike", truth.spikes), ("silence", truth.silences)):
        tally.injected[kind] += len(injected)
    ongoing: Kind | None = None
    ended: datetime | None = None
    told: set[datetime] = set()
    while now < end:
        now += LOOK
        if _within(now, truth.outages):
            continue
        step = change(rule, standing(rule, past, now, ZONE), ongoing, None if ended is None else now - ended)
        if step == "end":
            ongoing, ended = None, now
        elif step is not None:
            ongoing = step
            _count(tally, truth, step, now, told)


def _count(tally: Tally, truth: Truth, kind: Kind, now: datetime, told: set[datetime]) -> None:
    injected = truth.spikes if kind == "spike" else truth.silences
    # An event is in the window for six hours more.
    start = next((start for start, end in injected if start <= now <= end + timedelta(hours=6)), None)
    if start is None:
        tally.false[kind] += 1
    elif start in told:
        tally.repeated += 1
    else:
        told.add(start)
        tally.found[kind].append((now - start) / HOUR)


def _coverage(truth: Truth, weeks: int) -> dict[datetime, frozenset[str]]:
    rows = {}
    for hour in range(weeks * 7 * 24 + 1):
        at = START + hour * HOUR
        down = any(start <= at and at + HOUR <= end for start, end in truth.outages)
        failing = any(hour_of(start) < at < end for start, end in truth.failing)
        if not down:
            rows[at] = frozenset(SOURCES[:6] if failing else ())
    return rows


def _within(at: datetime, stretches: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(start <= at < end for start, end in stretches)


def _poisson(chance: random.Random, mean: float) -> int:
    count, at = 0, chance.expovariate(1.0)
    while at < mean:
        count, at = count + 1, at + chance.expovariate(1.0)
    return count


def show(name: str, burst: float, tally: Tally) -> None:
    """Print one line: false alarms per watch and year, and found of injected with the median delay."""
    years = tally.looked / timedelta(days=365.25)
    words = [f"{name:>9}, {burst:.0f} to an event:"]
    for kind, delays in tally.found.items():
        middle = f" after {sorted(delays)[len(delays) // 2]:.1f} h" if delays else ""
        words.append(
            f"{kind} {len(delays)}/{tally.injected[kind]} found{middle}, {tally.false[kind] / years:.1f} false a year;"
        )
    print(*words, f"told twice {tally.repeated}")


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    print(f"{time.monotonic() - started:.1f} s")
    sys.exit(code)
