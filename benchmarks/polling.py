"""What polling costs, beside others: `python benchmarks/polling.py --feeds 1000 [--reader PYTHON]`, or `--smoke`.

For many feeds, of which only what is unchanged is asked for: `--feeds 20000 --entries 2 --rounds "unchanged, 304"
--without newsboat`. The cold round always comes first, for it fills the stores.

A web of invented feeds on loopback (RSS, Atom, JSON Feed; 30 entries each, 20 to 60 kB) is polled five times by each
program: cold, unchanged with servers that answer 304, unchanged with servers that do not, with the same entries in
other bytes (as of servers that write when they wrote), and with three new entries in each feed. Printed are seconds of
CPU (of the program and what it started, not of the web), wall time, entries kept and peak memory; and, in the same
table, what starting costs each without any feed, and the limits: bare requests, parsing alone, inserting rows alone.
Tocsin matches twenty watches, places every article in its story and opens alerts meanwhile; the others do nothing of
that. What of its CPU went into recording what came (storing, placing, matching, alerting, entering into the index of
words) is said beside it; the rest is starting, asking and reading. Each round's figure has the program's start in it,
and the milliseconds for each feed have not. (Less memory than this program has itself cannot be told.)

Beside it run a naive script (requests, feedparser and SQLite), lemon24's reader where PYTHON has it (`python -m venv x;
x/bin/pip install reader sgmllib3k`), and newsboat where it is installed; what is absent is said.
"""

import argparse
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
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import insert

from benchmarks.invented.newsweb import ENTRIES, NEW, START, WORDS, NewsWeb, entry, feed
from crawler.feed import parse_feed
from store.base import Base
from store.migrate import upgrade
from store.session import open_store

HERE = Path(__file__).parent
PEERS = ("naive", "reader", "newsboat")
STARTS = 3
#: Each with how many times entries were added, whether servers answer 304, and whether each answer is other bytes.
ROUNDS = {
    "cold": (0, True, False),
    "unchanged, 304": (0, True, False),
    "unchanged, 200": (0, False, False),
    "other bytes": (0, False, True),
    "3 new each": (1, True, False),
}
#: Those of the smoke run, besides the cold one.
SMOKE = ("unchanged, 304", "3 new each")


@dataclass(frozen=True)
class Cost:
    """What one round cost a program; seconds, and megabytes at the most."""

    cpu: float
    wall: float
    #: None where the program tells none, which newsboat does not.
    entries: int | None
    memory: float
    recording: float


class ProgramFailed(Exception):
    """A measured program ended with another status than 0."""


def main() -> int:
    """Measure and print; with --smoke fail where Tocsin keeps not every entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="four feeds, three rounds, without the others")
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="in each feed; few, and the cold round is quick")
    parser.add_argument("--rounds", nargs="+", choices=ROUNDS, default=list(ROUNDS), help="after the cold one")
    parser.add_argument("--without", nargs="+", choices=PEERS, default=[], help="others that are left out")
    parser.add_argument("--reader", type=Path, help="a Python that has lemon24's reader")
    args = parser.parse_args()
    if args.reader and not args.reader.exists():
        parser.error(f"--reader: {args.reader} is not there")
    feeds, after = (4, SMOKE) if args.smoke else (args.feeds, args.rounds)
    wanted = [name for name in ROUNDS if name in {"cold", *after}]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        web = NewsWeb(folder, feeds, args.entries)
        web.set(*ROUNDS["cold"])
        with web.served():
            (folder / "addresses").write_text("\n".join(web.addresses))
            print(f"{feeds} feeds of {args.entries} entries; seconds of CPU / wall, entries, MB at most")
            nothing = _nothing(folder)
            ours = _tocsin(nothing.folder, nothing), _tocsin(folder, web)
            kept = rounds("Tocsin", web, wanted, *ours, starts=1 if args.smoke else STARTS)
            if not args.smoke:
                starts = [command for _, command in _peers(nothing.folder, args.reader)]
                for (program, command), start in zip(_peers(folder, args.reader), starts, strict=True):
                    if program not in args.without:
                        _try(program, web, wanted, start, command)
                _say_who_is_absent(args.reader)
            asking = _timed(lambda: _bare_requests(web))
        print(f"limits     bare requests, one connection, {asking:.2f} s of CPU; ", end="")
        _limits(web, folder)
    return 0 if kept == [feeds * (args.entries + NEW * ROUNDS[name][0]) for name in wanted] else 1


def rounds(
    program: str,
    web: NewsWeb,
    wanted: Sequence[str],
    start: Sequence[str],
    command: Sequence[str],
    starts: int = STARTS,
) -> list[int]:
    """Run a program for each round that is wanted, print what each cost, and return how many entries it had after it.

    `start` runs it without any feed, so many times as `starts` says: what that costs is not counted in the milliseconds
    for each feed.
    """
    # The median of some, for it is taken off what is a fraction of it. (Newsboat fails for lack of feeds.)
    costs = [measured(start, failing=True) for _ in range(starts)]
    starting = sorted(costs, key=lambda cost: cost.cpu)[starts // 2]
    _say(program, "starting", starting)
    kept = []
    for name in wanted:
        web.set(*ROUNDS[name])
        cost = measured(command)
        kept.append(cost.entries or 0)
        _say(program, name, cost, f"  {1000 * (cost.cpu - starting.cpu) / web.feeds:7.2f} ms a feed")
    return kept


def _try(program: str, web: NewsWeb, wanted: Sequence[str], start: Sequence[str], command: Sequence[str]) -> None:
    """Run one of the others; that it fails takes no other's figures away."""
    try:
        rounds(program, web, wanted, start, command)
    except ProgramFailed as error:
        print(f"{program:<10} {error}", flush=True)


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
    """Run a command and return what it and all that it started cost. Raises ProgramFailed, unless it may fail.

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
        raise ProgramFailed(f"it ended with status {process.returncode}: {' '.join(command)}")
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


def _limits(web: NewsWeb, folder: Path) -> None:
    """Print what the parts of the work cost by themselves."""
    bodies = [(feed(n, 0, web.entries), f"https://s{n}.example.org/") for n in range(min(web.feeds, 200))]
    share = web.feeds / len(bodies)
    parsing = _timed(lambda: [parse_feed(body, url, "", START) for body, url in bodies]) * share
    store = open_store(f"sqlite:///{folder}/rows.db")
    upgrade(store)
    rows = [_row(n, place) for n in range(len(bodies)) for place in range(web.entries)]

    def inserting() -> None:
        with store.transaction() as session:
            session.execute(insert(Base.metadata.tables["revision"]), rows)

    print(
        f"limits     parsing alone {parsing:.2f} s, inserting bare rows alone {_timed(inserting) * share:.2f} s of CPU"
    )
    store.close()


def _row(number: int, place: int) -> dict[str, object]:
    url, title, text, at = entry(number, place)
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
