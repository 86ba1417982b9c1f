"""Half a day of troubles, each told once: `python benchmarks/health.py [--speed 100]`, ten minutes; or `--smoke`.

The daemon reads some fifty sources over loopback, by a clock that runs fast. Each has a trouble of its own for five
hours (refused, moved, emptied, cut off, redesigned, dated 1970 …). Meanwhile the daemon is killed, its disk fills up,
and in the end an hour long nothing can be reached. Compared are what the sources sent with what is stored and what
rang, and what the operator was told with what there was to tell.

Printed is a line for each source. 1 where an item was lost, stored or told twice, or a trouble or its end not told,
told twice or told for nothing.
"""

import argparse
import http.server
import json
import re
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from certificates import certificate
from sqlalchemy import select

from benchmarks.invented.troubled import BEGIN, END, HOUR, Source, TroubledWeb, is_sought
from benchmarks.ordeal.daemon import Daemon
from benchmarks.ordeal.disk import small_disk
from benchmarks.ordeal.fast_clock import FastClock, hurry
from benchmarks.ordeal.receivers import told_of
from store.models import Article
from store.session import open_store

#: What the operator is to be told of each trouble, in order; nothing of what a reader is to take as it is.
FAILS, BLOCKS = ("failing", "fine"), ("blocked", "fine")
TELLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("404", "410", "500", "503", "204", "304 for all", "429 long", "429 short", "refused"), FAILS),
    **dict.fromkeys(("reset", "drips", "hangs", "gzip cut", "too large", "redirects", "page", "JSON"), FAILS),
    **dict.fromkeys(("sign-in", "certificate", "no TLS", "DNS", "robots of 500"), FAILS),
    **dict.fromkeys(("challenge", "401", "403", "451", "robots"), BLOCKS),
    **dict.fromkeys(("empty", "no bytes", "redesign"), ("empty", "fine")),
    "stuck": ("quiet", "fine"),
    **dict.fromkeys(("dates of 1970", "dates to come"), ("undated", "fine")),
    "slow": ("slow", "fine"),
    "stale": ("stale",),
    **dict.fromkeys(("moment of 500", "500 by turns", "moment of nothing", "moved", "listing", "longer"), ()),
    **dict.fromkeys(("no dates", "charset", "wrong charset", "guids", "guids and addresses", "tracking"), ()),
    **dict.fromkeys(("reversed", "well"), ()),
}
SETTINGS = """version = 1
database = "sqlite:///{database}"
operator = "operator"
[fetch]
per_host_delay = "0s"
timeout = "15s"
max_size = 2_000_000
concurrency = 64
private_addresses = ["127.0.0.0/8"]
full_text = false
[[watches]]
name = "Ships"
query = "frigate"
channels = ["desk"]
scope = "article"
"""
CHANNEL = """[channels.{name}]
kind = "webhook"
url = "http://127.0.0.1:{port}/{name}"
private_addresses = ["127.0.0.0/8"]
"""
#: When what happens to all, in hours; the last is when nothing can be reached any more, for an hour.
KILLS, FULL, OUTAGE, LENGTH = (4.5, 6.1, 8.2, 12.5), (10.0, 10.4), 14.0, 17.0
#: Until the end what came last need not have been read, nor told.
TO_SPARE = 2 * HOUR
_LINE = re.compile(r"^(s\d\d-[^:]+): (\w+)")


@dataclass
class Told:
    """What came to the operator and to the desk: states by source, other notices by kind, and alerts by item."""

    states: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    notices: list[str] = field(default_factory=list)
    rang: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Run:
    """One run: the sources, what was told of them, and where the daemon works."""

    sources: Sequence[Source]
    clock: FastClock
    told: Told
    folder: Path
    disk: Path
    port: int
    trusted: Path

    @property
    def database(self) -> str:
        """The store's address."""
        return f"sqlite:///{self.disk}/tocsin.db"

    def configure(self, *, resolved: bool) -> None:
        """Write the settings; without `resolved` the host of one source has no address."""
        channels = "".join(CHANNEL.format(name=name, port=self.port) for name in ("operator", "desk"))
        sources = "".join(_settings_of(source, resolved) for source in self.sources)
        text = SETTINGS.format(database=f"{self.disk}/tocsin.db") + channels + sources
        (self.folder / "tocsin.toml").write_text(text, "utf-8")

    def start(self) -> Daemon:
        """Start the daemon."""
        return Daemon(self.folder / "tocsin.toml", self.folder / "log", _prepare, (self.clock, self.trusted))


def main() -> int:
    """Run and print; 1 where something was lost, doubled or not told as it was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", type=float, default=100.0, help="how many times as fast the clock runs")
    parser.add_argument("--only", nargs="*", help="sources with these troubles alone")
    parser.add_argument("--smoke", action="store_true", help="a source and half an hour")
    args = parser.parse_args()
    speed, troubles, hours = (400.0, ["well"], 0.5) if args.smoke else (args.speed, args.only or list(TELLS), LENGTH)
    sources = [Source(number, trouble, TELLS[trouble]) for number, trouble in enumerate(troubles, 2)]
    with ExitStack() as stack:
        run = _prepared(stack, sources, FastClock(time.time(), time.monotonic(), speed))
        _live(run, hours)
        wrong = sum(_judge(run, hours))
    print(f"{wrong} of {len(sources)} sources not as they should be; alerts {sum(run.told.rang.values())}; ", end="")
    print("else told: " + (", ".join(run.told.notices) or "nothing"))
    full = hours == LENGTH and not args.only
    return 1 if wrong or (full and run.told.notices != ["network", "online"]) else 0


def _prepared(stack: ExitStack, sources: Sequence[Source], clock: FastClock) -> Run:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    disk = stack.enter_context(small_disk(folder, megabytes=96))
    secure = {one.ip: certificate(folder / f"{one.ip}.pem", host=one.ip) for one in sources if one.scheme == "https"}
    other = certificate(folder / "other.pem")
    trusted = folder / "trusted.pem"
    trusted.write_bytes(b"".join(path.read_bytes() for path in secure.values()) or other.read_bytes())
    web = TroubledWeb(sources, clock, {**secure, "other": other})
    web.down = (OUTAGE * HOUR, (OUTAGE + 1) * HOUR)
    told = Told()
    run = Run(sources, clock, told, folder, disk, _receiver(told, clock), trusted)
    run.configure(resolved=True)
    (folder / "log").touch()
    return run


def _prepare(clock: FastClock, trusted: Path) -> None:
    import os

    os.environ["SSL_CERT_FILE"] = str(trusted)
    hurry(clock)


def _settings_of(source: Source, resolved: bool) -> str:
    host = source.host if resolved or source.trouble != "DNS" else "gone.invalid"
    kind = 'kind = "listing"\nlinks = "article.news a"\n' if source.is_listing else ""
    return f'[[sources]]\nname = "{source.name}"\nurl = "{source.scheme}://{host}/feed"\n{kind}'


def _receiver(told: Told, clock: FastClock) -> int:
    """Take what is posted, from now on; return the port."""

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            _take(told, body, clock.passed / HOUR)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


def _take(told: Told, body: dict[str, Any], hour: float) -> None:
    if body["type"] == "tocsin.notice":
        lines = [_LINE.match(line) for line in body["words"].split("\n")]
        for line in filter(None, lines):
            told.states[line[1]].append((hour, line[2]))
        if not any(lines):
            told.notices.append(body["kind"])
    for alert in told_of(body):
        told.rang[alert["article"]["title"].split(" — ")[0].rpartition(" ")[2]] += 1


def _live(run: Run, hours: float) -> None:
    """Let time pass, and happen what is to happen."""
    daemon = run.start()

    def kill() -> None:
        nonlocal daemon
        daemon.kill()
        daemon = run.start()

    happens: list[tuple[float, Callable[[], object]]] = [(hour, kill) for hour in KILLS]
    happens += [(FULL[0], lambda: _fill(run.disk)), (FULL[1], (run.disk / "ballast").unlink)]
    happens += [(BEGIN / HOUR, lambda: run.configure(resolved=False))]
    happens += [(END / HOUR, lambda: run.configure(resolved=True))]
    happens.sort(key=lambda one: one[0])
    try:
        daemon.until(lambda: "running:" in (run.folder / "log").read_text(), 60.0)
        end = max(hours, run.clock.passed / HOUR + 0.3)  # however long it took to start
        while (hour := run.clock.passed / HOUR) < end:
            while happens and happens[0][0] <= hour:
                happens.pop(0)[1]()
            assert not daemon.ended, "the daemon ended by itself: " + (run.folder / "log").read_text()[-3000:]
            time.sleep(0.1)
    finally:
        daemon.kill()


def _fill(disk: Path) -> None:
    with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
        while disk.is_mount():
            ballast.write(bytes(64 * 1024))


def _judge(run: Run, hours: float) -> list[bool]:
    """Print how each source fared; return for each whether anything was wrong."""
    store = open_store(run.database)
    with store.reading() as session:
        urls = session.scalars(select(Article.url)).all()
    store.close()
    stored = Counter(url.rpartition("/a/")[2].partition("?")[0] for url in urls)
    return [_is_wrong(source, stored, run.told, hours * HOUR - TO_SPARE) for source in run.sources]


def _is_wrong(source: Source, stored: Counter[str], told: Told, until: float) -> bool:
    states = told.states[source.name]
    first = min(source.sent.values(), default=0.0)
    baseline = {key for key, at in source.sent.items() if at == first}
    came = {key for at, key in source.published(until) if at > first} if source.trouble != "stale" else set()
    mine = {key for key in stored if key.startswith(f"{source.name}-")}
    due = {key for key in mine - baseline if is_sought(key) and source.sent.get(key, 0.0) < until}
    rang = {key: count for key, count in told.rang.items() if key.startswith(f"{source.name}-")}
    faults = {
        "LOST": [key for key, at in source.sent.items() if at < until and key not in stored] + sorted(came - mine),
        "STORED TWICE": [key for key in mine if stored[key] > 1],
        "DID NOT RING": sorted(due - rang.keys()),
        "RANG TWICE": [key for key, count in rang.items() if count > 1],
        "RANG FOR NOTHING": sorted(baseline & rang.keys()),
    }
    named = {fault: keys for fault, keys in faults.items() if keys}
    wrong = bool(named) or tuple(state for _, state in states) != source.tells
    said = ", ".join(f"{state} at {hour:.1f} h" for hour, state in states) or "nothing"
    found = "".join(f"; {fault} {len(keys)}, as {keys[0]}" for fault, keys in named.items())
    print(f"{'WRONG' if wrong else 'fine '} {source.name:<24} {source.requests:>4} requests; told: {said}{found}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
