"""What polling costs, beside others: `python benchmarks/polling.py --feeds 1000 [--reader PYTHON]`, or `--smoke`.

For many feeds, of which only what is unchanged is asked for: `--feeds 20000 --entries 2 --rounds "unchanged, 304"
--without newsboat`. The cold round always comes first, for it fills the stores.

A web of invented feeds on loopback (RSS, Atom, JSON Feed; 30 entries each, 20 to 60 kB) is polled five times by each
program: cold, unchanged with servers that answer 304, unchanged with servers that do not, with the same entries in
other bytes (as of servers that write when they wrote), and with three new entries in each feed. Printed are seconds of
CPU (of the program and what it started, not of the web), wall time, entries kept and peak memory; and, in the same
table, what starting costs each without any feed, and the limits: bare requests, parsing alone, inserting rows alone.
Tocsin matches twenty watches, places every article in its story and opens alerts meanwhile; the others do nothing of
that. What of its CPU went into recording what came (storing, placing, matching, alerting) is said beside it; the rest
is starting, asking and reading. (Less memory than this program has itself cannot be told.)

Beside it run a naive script (requests, feedparser and SQLite), lemon24's reader where PYTHON has it (`python -m venv x;
x/bin/pip install reader sgmllib3k`), and newsboat where it is installed; what is absent is said.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import insert

from crawler.feed import parse_feed
from store.base import Base
from store.migrate import upgrade
from store.session import open_store

HERE = Path(__file__).parent
ENTRIES, NEW = 30, 3
PEERS = ("naive", "reader", "newsboat")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
STARTS = 3
#: Each with how many times entries were added, whether servers answer 304, and whether each answer is other bytes.
ROUNDS = {
    "cold": (0, True, False),
    "unchanged, 304": (0, True, False),
    "unchanged, 200": (0, False, False),
    "other bytes": (0, False, True),
    "3 new each": (1, True, False),
}
_SAID = (
    "minister said on monday the government will buy more air defence systems after talks with allies in brussels "
    "about ammunition for ukraine and a new frigate for the navy which parliament approved despite doubts over the "
    "budget while an official spoke of delays in production drones sanctions exercise border patrol summit radar"
)
WORDS = _SAID.split()


@dataclass(frozen=True)
class Cost:
    """What one round cost a program; seconds, and megabytes at the most."""

    cpu: float
    wall: float
    #: None where the program tells none, which newsboat does not.
    entries: int | None
    memory: float
    recording: float


class NewsWeb:
    """The feeds, in a process of its own that costs no measured program anything; `turn` adds entries to each."""

    def __init__(self, folder: Path, feeds: int, entries: int = ENTRIES) -> None:
        self.folder, self.feeds, self.entries = folder, feeds, entries
        self.port = 0

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve until the block ends."""
        command = [sys.executable, __file__, "--serve", str(self.feeds)]
        command += ["--entries", str(self.entries), "--folder", str(self.folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            self.port = int(server.stdout.readline())
            try:
                yield
            finally:
                server.terminate()

    def set(self, turn: int, conditional: bool, restless: bool) -> None:
        """Have the web stand at a turn, with or without 304; or restless: the same entries in other bytes each time."""
        (self.folder / "state").write_text(json.dumps([turn, conditional, restless]))

    @property
    def addresses(self) -> list[str]:
        """Where the feeds are."""
        return [f"http://127.0.0.1:{self.port}/{n}.{_kind(n)}" for n in range(self.feeds)]


class Server(ThreadingHTTPServer):
    """Takes as many connections at a time as anybody opens: one that is dropped costs its client a minute."""

    request_queue_size = 1024


def serve(feeds: int, entries: int, folder: Path) -> None:
    """Serve the feeds until killed; the port goes to stdout."""
    bodies: dict[tuple[int, int], bytes] = {}
    state = folder / "state"
    answers = count(1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            turn, conditional, restless = json.loads(state.read_text())
            name = self.path.strip("/").split(".")[0]
            if not name.isdigit() or int(name) >= feeds:
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            number, tag = int(name), f'"{name}-{turn}"'
            if conditional and self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.send_header("ETag", tag)
                self.end_headers()
                return
            body = bodies.get((number, turn)) or bodies.setdefault((number, turn), feed(number, turn, entries))
            if restless:
                body += b"\n" * next(answers)
            self.send_response(200)
            self.send_header("Content-Type", {"json": "application/feed+json"}.get(_kind(number), "application/xml"))
            self.send_header("Content-Length", str(len(body)))
            if conditional:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    for number in range(feeds):
        bodies[number, 0] = feed(number, 0, entries)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def _kind(number: int) -> str:
    return "json" if number % 16 == 5 else "atom" if number % 4 == 1 else "rss"


def feed(number: int, turn: int, entries: int = ENTRIES) -> bytes:
    """Return a feed as it stands after so many turns: each pushes the oldest entries out."""
    held = [_entry(number, n) for n in range(turn * NEW, turn * NEW + entries)]
    return {"rss": _rss, "atom": _atom, "json": _json}[_kind(number)](number, held[::-1])


def _entry(number: int, place: int) -> tuple[str, str, str, datetime]:
    chance = random.Random(number * 100_003 + place)
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()}.</p>" for _ in range(chance.randint(2, 5)))
    return f"https://s{number}.example.org/{place}", title, text, START + timedelta(minutes=37 * place)


def _rss(number: int, entries: Sequence[tuple[str, str, str, datetime]]) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{escape(text)}</description></item>"
        for url, title, text, at in entries
    )
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()


def _atom(number: int, entries: Sequence[tuple[str, str, str, datetime]]) -> bytes:
    items = "".join(
        f'<entry><title>{title}</title><link href="{url}"/><id>{url}</id><updated>{at.isoformat()}</updated>'
        f'<content type="html">{escape(text)}</content></entry>'
        for url, title, text, at in entries
    )
    head = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed {number}</title><id>urn:{number}</id>'
    return f"{head}<updated>{START.isoformat()}</updated>{items}</feed>".encode()


def _json(number: int, entries: Sequence[tuple[str, str, str, datetime]]) -> bytes:
    items = [
        {"id": url, "url": url, "title": title, "content_html": text, "date_published": at.isoformat()}
        for url, title, text, at in entries
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": f"Feed {number}", "items": items}
    ).encode()


def main() -> int:
    """Measure and print; with --smoke fail where Tocsin keeps not every entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="four feeds, without the others")
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="in each feed; few, and the cold round is quick")
    parser.add_argument("--rounds", nargs="+", choices=ROUNDS, default=list(ROUNDS), help="after the cold one")
    parser.add_argument("--without", nargs="+", choices=PEERS, default=[], help="others that are left out")
    parser.add_argument("--reader", type=Path, help="a Python that has lemon24's reader")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve is not None:
        serve(args.serve, args.entries, args.folder)
        return 0
    feeds = 4 if args.smoke else args.feeds
    wanted = [name for name in ROUNDS if name in {"cold", *args.rounds}]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        web = NewsWeb(folder, feeds, args.entries)
        web.set(*ROUNDS["cold"])
        with web.served():
            (folder / "addresses").write_text("\n".join(web.addresses))
            print(f"{feeds} feeds of {args.entries} entries; seconds of CPU / wall, entries, MB at most")
            nothing = _nothing(folder)
            kept = rounds("Tocsin", web, wanted, _tocsin(nothing.folder, nothing), _tocsin(folder, web))
            if not args.smoke:
                starts = [command for _, command in _peers(nothing.folder, args.reader)]
                for (program, command), start in zip(_peers(folder, args.reader), starts, strict=True):
                    if program not in args.without:
                        rounds(program, web, wanted, start, command)
                _say_who_is_absent(args.reader)
            asking = _timed(lambda: _bare_requests(web))
        print(f"limits     bare requests, one connection, {asking:.2f} s of CPU; ", end="")
        _limits(feeds, folder)
    return 0 if kept == [feeds * (args.entries + NEW * ROUNDS[name][0]) for name in wanted] else 1


def rounds(
    program: str, web: NewsWeb, wanted: Sequence[str], start: Sequence[str], command: Sequence[str]
) -> list[int]:
    """Run a program for each round that is wanted, print what each cost, and return how many entries it had after it.

    `start` runs it without any feed: what that costs is not counted in the milliseconds for each feed.
    """
    # The median of some, for it is taken off what is a fraction of it. (Newsboat fails for lack of feeds.)
    starts = [measured(start, failing=True) for _ in range(STARTS)]
    starting = sorted(starts, key=lambda cost: cost.cpu)[STARTS // 2]
    _say(program, "starting", starting)
    kept = []
    for name in wanted:
        web.set(*ROUNDS[name])
        cost = measured(command)
        kept.append(cost.entries or 0)
        _say(program, name, cost, f"  {1000 * (cost.cpu - starting.cpu) / web.feeds:7.2f} ms a feed")
    return kept


def _say(program: str, name: str, cost: Cost, more: str = "") -> None:
    entries = "-" if cost.entries is None else cost.entries
    line = f"{program:<10} {name:<16} {cost.cpu:7.2f} / {cost.wall:7.2f} s  {entries:>8}  {cost.memory:6.0f} MB"
    recording = f"  recording {cost.recording:.2f} s" if cost.recording else ""
    print(line + more + recording, flush=True)


def _nothing(folder: Path) -> NewsWeb:
    """Return a web without feeds, and a folder to poll it from."""
    empty = folder / "nothing"
    empty.mkdir()
    (empty / "addresses").write_text("")
    return NewsWeb(empty, 0)


def measured(command: Sequence[str], *, failing: bool = False) -> Cost:
    """Run a command and return what it and all that it started cost; end here where it fails, unless it may.

    The last number that it prints are its entries; one with a fraction before it, the seconds that recording took.
    """
    begun = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        said: list[str] = []
        assert process.stdout is not None
        out = process.stdout
        reader = threading.Thread(target=lambda: said.extend(out))
        reader.start()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        reader.join()
    if process.returncode and not failing:
        sys.exit(f"it ended with status {process.returncode}: {' '.join(command)}")
    wall = time.monotonic() - begun
    words = [word for line in said for word in line.split()]
    entries = [int(word) for word in words if word.isdigit()]
    recording = [float(word) for word in words if re.fullmatch(r"\d+\.\d+", word)]
    return Cost(
        cpu=used.ru_utime + used.ru_stime,
        wall=wall,
        entries=entries[-1] if entries else None,
        memory=used.ru_maxrss / 1024,
        recording=recording[-1] if recording else 0.0,
    )


def _tocsin(folder: Path, web: NewsWeb) -> list[str]:
    chance = random.Random(7)
    sources = "".join(
        f'[[sources]]\nname = "s{n}"\nurl = "{url}"\nfull_text = false\n' for n, url in enumerate(web.addresses)
    )
    watches = "".join(
        f'[[watches]]\nname = "w{n}"\nquery = \'"{" ".join(chance.sample(WORDS, 3))}"\'\nchannels = ["box"]\n'
        for n in range(20)
    )
    text = (
        f'version = 1\ndatabase = "sqlite:///{folder}/tocsin.db"\n'
        '[fetch]\nper_host_delay = "0s"\nprivate_addresses = ["127.0.0.0/8"]\nrobots = false\nconcurrency = 64\n'
        f'{sources}[channels.box]\nkind = "file"\npath = "{folder}/box.jsonl"\n{watches}'
    )
    path = folder / "tocsin.toml"
    path.write_text(text, "utf-8")
    return [sys.executable, str(HERE / "peers" / "tocsin.py"), str(path)]


def _peers(folder: Path, python: Path | None) -> Iterator[tuple[str, list[str]]]:
    addresses = str(folder / "addresses")
    yield "naive", [sys.executable, str(HERE / "peers" / "naive.py"), str(folder / "naive.db"), addresses]
    if python is not None:
        yield "reader", [str(python), str(HERE / "peers" / "lemon24.py"), str(folder / "reader.db"), addresses]
    newsboat = shutil.which("newsboat")
    if newsboat is not None:
        settings = folder / "newsboat"
        settings.write_text("reload-threads 32\nmax-items 0\n")
        yield (
            "newsboat",
            [newsboat, "-u", addresses, "-c", str(folder / "boat.db"), "-C", str(settings), "-x", "reload"],
        )


def _say_who_is_absent(python: Path | None) -> None:
    if python is None:
        print("reader     skipped: name a Python that has it with --reader")
    if shutil.which("newsboat") is None:
        print("newsboat   skipped: it is not installed (apt-get install newsboat)")


def _bare_requests(web: NewsWeb) -> None:
    connection = HTTPConnection("127.0.0.1", web.port)
    for address in web.addresses:
        connection.request("GET", address.split(str(web.port))[1])
        connection.getresponse().read()
    connection.close()


def _limits(feeds: int, folder: Path) -> None:
    """Print what the parts of the work cost by themselves."""
    bodies = [(feed(n, 0), f"https://s{n}.example.org/") for n in range(min(feeds, 200))]
    share = feeds / len(bodies)
    parsing = _timed(lambda: [parse_feed(body, url, "", START) for body, url in bodies]) * share
    store = open_store(f"sqlite:///{folder}/rows.db")
    upgrade(store)
    rows = [_row(n, place) for n in range(len(bodies)) for place in range(ENTRIES)]

    def inserting() -> None:
        with store.transaction() as session:
            session.execute(insert(Base.metadata.tables["revision"]), rows)

    print(
        f"limits     parsing alone {parsing:.2f} s, inserting bare rows alone {_timed(inserting) * share:.2f} s of CPU"
    )
    store.close()


def _row(number: int, place: int) -> dict[str, object]:
    url, title, text, at = _entry(number, place)
    return {"digest": f"{number}-{place}", "text": f"{url} {title} {text}", "first_at": at}


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
