"""10,000 alerts through everything that goes wrong: `python benchmarks/chaos.py [--alerts N] [--seconds S]`.

Each alert goes to a mail server and to a webhook receiver that refuse, hang, drip, break off, answer 500, 429 and 410,
lie about length and change their certificate (`ordeal/receivers.py`); what they refuse for good goes to a file. A fifth
as many come from another watch in one flood, for the webhook receiver alone: the guard must tell them in few messages.

1. Storm: the daemon is killed every few seconds; in between its clock is set an hour forward or back, its database is
   locked by another program, or the disk fills up.
2. Calm: the daemon is left alone with the receivers, and its memory is looked at.
3. Mending: the receivers are well again, and hours pass until nothing is left to do.

No alert may be lost, none may come to a receiver again once the daemon has recorded that it was taken there, and the
flood must stay one of messages that a person can read.
"""

import argparse
import json
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from certificates import certificate
from sqlalchemy import func, select

from alerts.alerting import Found, open_alerts
from benchmarks.ordeal.clock import Clock, follow
from benchmarks.ordeal.daemon import Daemon
from benchmarks.ordeal.disk import small_disk
from benchmarks.ordeal.ledger import recorded
from benchmarks.ordeal.receivers import HOOK_FAULTS, MAIL_FAULTS, Acceptances, Hook, Mail, Mood, told_of
from config import WatchSettings
from scheduler.in_force import InForce, put_in_force, read_settings
from store.alert_models import Delivery
from store.migrate import upgrade
from store.models import Article, Story
from store.session import Store, open_store

HOUR = 3600
#: Alerts opened in one transaction.
BATCH = 500
#: Messages that may tell of the flood, which are twenty alerts one by one and then summaries.
FLOOD_IN = 100
#: Resident memory may end so much above where it was: a ratio, and KiB.
GROWTH, SLACK = 1.15, 20_000
SETTINGS = """version = 1
database = "sqlite:///{database}"
[channels.desk]
kind = "email"
to = ["desk@example.org"]
from = "tocsin@example.org"
smtp = "smtp://127.0.0.1:{mail}?tls=none"
fallback = "rest"
[channels.hook]
kind = "webhook"
url = "{hook}"
ca = "{ca}"
private_addresses = ["127.0.0.0/8"]
fallback = "rest"
[channels.rest]
kind = "file"
path = "{rest}"
[[watches]]
name = "Ships"
query = "frigate"
channels = ["desk", "hook"]
[[watches]]
name = "Torrent"
query = "frigate"
channels = ["hook"]
"""


@dataclass
class Ordeal:
    """The parts of one run, and what happened in it."""

    folder: Path
    database: Path
    accepted: Acceptances
    moods: tuple[Mood, ...]
    clock: Clock
    random: random.Random
    daemon: Daemon | None = None
    events: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    #: How much had been accepted at each death or trouble of the store, and what was recorded as sent by then.
    marks: list[tuple[int, set[tuple[str, str]]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The store's address."""
        return f"sqlite:///{self.database}"

    def start(self) -> Daemon:
        """Start the daemon."""
        log = self.folder / "log"
        log.write_text("")
        self.daemon = Daemon(self.folder / "tocsin.toml", log, follow, (self.clock.path,))
        return self.daemon

    def running(self) -> bool:
        """Return whether the daemon has started."""
        return "running:" in (self.folder / "log").read_text()

    def mark(self) -> None:
        """Note how far things are: what is taken twice from here on is judged by it."""
        taken = len(self.accepted.seen)
        self.marks.append((taken, recorded(self.url)))


@dataclass(frozen=True)
class Verdict:
    """What the receivers got, beside what they should have got."""

    alerts: int
    lost: list[str]
    repeats: int
    doubled: list[str]
    other_id: list[str]
    open: int
    flat: bool
    flood: int
    flood_in: int

    @property
    def fine(self) -> bool:
        """Whether all held that must."""
        return self.flat and self.flood_in <= FLOOD_IN and not (self.lost or self.doubled or self.other_id or self.open)


def main() -> int:
    """Run and print; 1 where an alert was lost or doubled, or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=600.0, help="at most so long a storm, calm and mending, each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smoke", action="store_true", help="20 alerts and one death")
    args = parser.parse_args()
    if args.smoke:
        args.alerts, args.seconds = 20, 4.0
    return 0 if chaos(args.alerts, args.seconds, args.seed).fine else 1


def chaos(alerts: int, seconds: float, seed: int = 1) -> Verdict:
    """Take so many alerts through storm, calm and mending, each bounded by `seconds`; print and return the verdict."""
    with prepared(alerts, seed) as ordeal:
        storm(ordeal, alerts, seconds)
        calm(ordeal, seconds)
        mend(ordeal, max(seconds, 60.0))
        verdict = judge(ordeal, alerts)
    show(ordeal, verdict)
    return verdict


@contextmanager
def prepared(alerts: int, seed: int) -> Iterator[Ordeal]:
    """Start the receivers and fill a store with alerts, none of them delivered."""
    accepted, moods = Acceptances(), (Mood(MAIL_FAULTS, seed), Mood(HOOK_FAULTS, seed + 1))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        disk = stack.enter_context(small_disk(folder, megabytes=16 + flood_of(alerts).stop // 50))
        trusted = certificate(folder / "trusted.pem")
        mail = stack.enter_context(Mail(accepted, moods[0]))
        hook = stack.enter_context(Hook(accepted, moods[1], trusted, certificate(folder / "other.pem")))
        ordeal = Ordeal(folder, disk / "tocsin.db", accepted, moods, Clock(folder / "clock"), random.Random(seed))
        text = SETTINGS.format(
            database=ordeal.database, mail=mail.port, hook=hook.url, ca=trusted, rest=folder / "rest.jsonl"
        )
        (folder / "tocsin.toml").write_text(text, encoding="utf-8")
        open_all(ordeal, alerts)
        try:
            yield ordeal
        finally:
            if ordeal.daemon is not None:
                ordeal.daemon.kill()


def open_all(ordeal: Ordeal, alerts: int) -> None:
    """Open the alerts by the product's own way, a story each; those of the flood after the others."""
    store = open_store(ordeal.url)
    upgrade(store)
    force = put_in_force(store, read_settings(ordeal.folder / "tocsin.toml"), datetime.now(UTC))
    ships, torrent = force.settings.watches
    for watch, numbers in ((ships, range(alerts)), (torrent, flood_of(alerts))):
        for first in numbers[::BATCH]:
            open_some(store, force, watch, range(first, min(first + BATCH, numbers.stop)))
    store.close()


def flood_of(alerts: int) -> range:
    """Return the numbers of the alerts that come in a flood."""
    return range(alerts, alerts + max(alerts // 5, 40))


def open_some(store: Store, force: InForce, watch: WatchSettings, numbers: range) -> None:
    """Open the alerts with these numbers; only those of the second watch are guarded against a flood."""
    now = datetime.now(UTC)
    flood = force.settings.flood if watch.name == "Torrent" else None
    evidence = [{"clause": "frigate", "field": "title", "start": 0, "end": 7, "text": "Frigate"}]
    with store.transaction() as session:
        articles = [_article(number, now, watch.name) for number in numbers]
        session.add_all(articles)
        session.flush()
        opened = open_alerts(
            session, [Found(watch, a, evidence) for a in articles], force.plans, now, force.revision_id, flood
        )
        assert len(opened) == len(numbers)


def _article(number: int, now: datetime, source: str) -> Article:
    key = f"{number:032x}"
    return Article(
        url_key=key, url=f"https://example.org/{number}", title=title(number), source=source, seen_at=now,
        content_hash=key, text="The ship has left the yard, the navy said. " * 10, language="en",
        story=Story(opened_at=now, latest_at=now),
    )  # fmt: skip


def title(number: int) -> str:
    """Return the title of an alert's article."""
    return f"Frigate {number} leaves the yard"


def storm(ordeal: Ordeal, alerts: int, seconds: float) -> None:
    """Kill the daemon again and again, with something else wrong in each of its lives."""
    end = time.monotonic() + seconds
    troubles = (forward, back, lock, fill)
    # Two thirds of the deliveries, then the rest has calm.
    while time.monotonic() < end and len(ordeal.accepted.seen) < 4 * alerts // 3:
        daemon = ordeal.start()
        # One in five dies while it starts. That a full disk ends a start with a clear word is as it should be.
        if ordeal.random.random() < 0.8 and daemon.until(ordeal.running, 60.0):
            time.sleep(ordeal.random.uniform(0.0, 2.0))
            ordeal.random.choice(troubles)(ordeal)
        time.sleep(ordeal.random.uniform(0.0, 3.0))
        assert not daemon.ended, "the daemon ended by itself: " + (ordeal.folder / "log").read_text()[-3000:]
        daemon.kill()
        ordeal.events["killed"] += 1
        ordeal.mark()


def forward(ordeal: Ordeal) -> None:
    """Set the clock an hour forward."""
    ordeal.clock.step(HOUR)
    ordeal.events["clock set forward"] += 1


def back(ordeal: Ordeal) -> None:
    """Set the clock an hour back."""
    ordeal.clock.step(-HOUR)
    ordeal.events["clock set back"] += 1


def lock(ordeal: Ordeal) -> None:
    """Hold the write lock of the database for some seconds."""
    other = sqlite3.connect(ordeal.database, isolation_level=None, timeout=5)
    with suppress(sqlite3.OperationalError):  # it is the daemon that holds it, all the time
        other.execute("BEGIN IMMEDIATE")
        time.sleep(ordeal.random.uniform(1.0, 3.0))
        other.execute("ROLLBACK")
        ordeal.events["database locked"] += 1
    other.close()


def fill(ordeal: Ordeal) -> None:
    """Leave no byte free on the disk for some seconds; where it is not ours, let no file of the daemon grow."""
    disk, daemon = ordeal.database.parent, ordeal.daemon
    assert daemon is not None
    if disk.is_mount():
        with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(64 * 1024))
    else:
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    time.sleep(ordeal.random.uniform(2.0, 6.0))
    ordeal.events["disk full"] += 1
    if disk.is_mount():
        (disk / "ballast").unlink()
    else:
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ordeal.mark()


def calm(ordeal: Ordeal, seconds: float) -> None:
    """Leave the daemon alone until each delivery was tried, and look at its memory every second."""
    daemon, end = ordeal.start(), time.monotonic() + seconds
    while time.monotonic() < end and count(ordeal.url, Delivery.attempts == 0):
        time.sleep(1)
        ordeal.memory.append(daemon.memory)


def mend(ordeal: Ordeal, seconds: float) -> None:
    """Let the receivers be well and hours pass until no delivery is open."""
    for mood in ordeal.moods:
        mood.well = True
    end = time.monotonic() + seconds
    while time.monotonic() < end and count(ordeal.url, Delivery.status.in_(("pending", "failed"))):
        ordeal.clock.step(6 * HOUR)
        ordeal.events["six hours passed"] += 1
        time.sleep(3)


def count(url: str, condition: object) -> int:
    """Return how many deliveries are so."""
    store = open_store(url)
    try:
        with store.reading() as session:
            return session.scalar(select(func.count(Delivery.id)).where(condition)) or 0  # type: ignore[arg-type]
    finally:
        store.close()


def judge(ordeal: Ordeal, alerts: int) -> Verdict:
    """Compare what was accepted with what should have been, and with what the daemon knew at each death."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    flood = {("hook", title(number)) for number in flood_of(alerts)}
    everyone = {(channel, title(number)) for channel in ("desk", "hook") for number in range(alerts)} | flood
    for place, (channel, name, message) in enumerate(ordeal.accepted.seen):
        if (channel, name) not in everyone:
            continue  # what the daemon has to say about itself
        places[channel, name].append(place)
        ids[channel, name].add(message)
    rest = fallen_back(ordeal.folder / "rest.jsonl")
    lost = sorted(f"{c}: {t}" for c, t in everyone - places.keys() if t not in rest)
    doubled = [f"{whom}: {at}" for whom, at in places.items() if not excused(whom, at, ordeal.marks)]
    return Verdict(
        alerts=alerts,
        lost=lost,
        repeats=sum(len(at) - 1 for at in places.values()),
        doubled=doubled,
        other_id=[f"{whom}: {found}" for whom, found in ids.items() if len(found) > 1],
        open=count(ordeal.url, Delivery.status.in_(("pending", "failed"))),
        flat=flat(ordeal.memory),
        flood=len(flood),
        flood_in=len(set().union(*(ids[whom] for whom in flood))),
    )


def excused(whom: tuple[str, str], places: list[int], marks: list[tuple[int, set[tuple[str, str]]]]) -> bool:
    """Return whether between any two acceptances something happened before which the first had no record."""
    pairs = pairwise(places)
    return all(any(one < taken <= two and whom not in known for taken, known in marks) for one, two in pairs)


def fallen_back(path: Path) -> set[str]:
    """Return the titles that went to the fallback."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {alert["article"]["title"] for line in lines for alert in told_of(json.loads(line))}


def flat(memory: list[int]) -> bool:
    """Return whether the last quarter of the samples lies about where the second did; the first is the start."""
    quarter = len(memory) // 4
    if quarter < 5:
        return True
    early, late = (statistics.median(memory[n * quarter : (n + 1) * quarter]) for n in (1, 3))
    return late <= GROWTH * early + SLACK


def show(ordeal: Ordeal, verdict: Verdict) -> None:
    """Print what happened and the verdict."""
    print(f"{verdict.alerts} alerts to two receivers; " + ", ".join(f"{n} × {e}" for e, n in ordeal.events.items()))
    print("faults shown: " + ", ".join(f"{n} × {fault}" for fault, n in sorted(ordeal.accepted.faults.items())))
    samples = [ordeal.memory[n * (len(ordeal.memory) - 1) // 9] for n in range(10)] if ordeal.memory else []
    print("memory in calm, MiB: " + " ".join(str(kib // 1024) for kib in samples) + f" ({len(ordeal.memory)} s)")
    print(
        f"lost {len(verdict.lost)}, repeated before the record {verdict.repeats}, repeated after the record "
        f"{len(verdict.doubled)}, under another id {len(verdict.other_id)}, still open {verdict.open}, "
        f"memory {'flat' if verdict.flat else 'GROWS'}"
    )
    print(f"flood: {verdict.flood} alerts told to the webhook receiver in {verdict.flood_in} messages")
    for what, lines in (("LOST", verdict.lost), ("DOUBLED", verdict.doubled), ("ANOTHER ID", verdict.other_id)):
        for line in lines[:20]:
            print(f"  {what}: {line}")


if __name__ == "__main__":
    sys.exit(main())
