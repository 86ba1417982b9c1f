"""What many open pages cost: `python benchmarks/live.py [--listeners 475] [--minutes 2] [--postgresql]`; `--smoke`.

Serves the desk from a process of its own, has so many listen for new alerts on connections of their own, and opens an
alert every half second; a twentieth more listen and read nothing. Prints how long an alert takes from its commit to a
listener, and what the serving process needed: its processor, its memory with nobody listening, with all of them, and
at the end, and how many it let go. 1 where a listener missed an alert, the median took more than 2 seconds (the store
is looked at once a second), or memory grew by more than a tenth while alerts went out.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import postgres
from deliveries import alert, played
from desks import desk, settings_with_desk

from store.migrate import upgrade
from store.session import Store, open_store

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
EVERY, MEDIAN, GROWTH = 0.5, 2.0, 1.1
#: One in so many reads nothing; browsers come back after so many seconds.
SLOW, AGAIN = 20, 3.0


def main() -> int:
    """Measure and print; 1 where it costs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listeners", type=int, default=475, help="who read; a twentieth more do not")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--smoke", action="store_true", help="twenty for five alerts; nothing is held against it")
    args = parser.parse_args()
    listeners, alerts = (20, 5) if args.smoke else (args.listeners, int(args.minutes * 60 / EVERY))
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.server() if args.postgresql else nullcontext(f"sqlite:///{folder}/") as server,
    ):
        url = server + ("postgres" if args.postgresql else "tocsin.db")
        store = open_store(url)
        upgrade(store)
        with _served(url) as (port, process):
            fine = asyncio.run(_measured(store, port, process, listeners, alerts))
        store.close()
    return 0 if args.smoke or fine else 1


def _serve(url: str, pipe: Connection) -> None:
    with desk(open_store(url), settings_with_desk(), lambda: NOW) as (here, _):
        pipe.send(here.root)
        pipe.recv()


@contextlib.contextmanager
def _served(url: str) -> Iterator[tuple[int, Path]]:
    """Serve a desk from another process; yield its port and where /proc tells of it."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, theirs))
    process.start()
    try:
        yield int(ours.recv().rpartition(":")[2]), Path(f"/proc/{process.pid}")
    finally:
        ours.send(None)
        process.join(20)


async def _measured(store: Store, port: int, process: Path, listeners: int, alerts: int) -> bool:
    opened: dict[int, float] = {}
    took: list[float] = []
    alone = _megabytes(process)
    idle = [await _connected(port) for _ in range(listeners // SLOW)]
    reading = [asyncio.create_task(_read(port, opened, took)) for _ in range(listeners)]
    # Of those who come all at once some are turned away, and come back.
    await asyncio.sleep(2 if listeners < 100 else 5 * AGAIN)
    before = busy = 0.0
    for number in range(alerts):
        if number == alerts // 4:  # until then caches fill
            before, busy = _megabytes(process), _seconds(process)
        began = time.perf_counter()
        [made] = await asyncio.to_thread(alert, store, NOW, played("desk"), title=f"Drone {number} over Kyiv")
        opened[made] = time.perf_counter()
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - began)))
    await asyncio.sleep(3)
    after, spent = _megabytes(process), _seconds(process) - busy
    for task in reading:
        task.cancel()
    for _, writer in idle:
        writer.close()
    told = sorted(took)
    middle, rare = told[len(told) // 2], told[int(len(told) * 0.99)]
    seconds = (alerts - alerts // 4) * EVERY + 3
    print(f"  {listeners} read, {len(idle)} do not; {alerts} alerts, {len(told)} of {alerts * listeners} told")
    print(f"  from commit to listener  median {middle:.2f} s  p99 {rare:.2f} s")
    print(f"  processor  {100 * spent / seconds:.1f} % of one while {1 / EVERY:.0f} alerts a second went out")
    print(f"  memory  {alone:.0f} MB alone, {before:.0f} MB with all of them, {after:.0f} MB at the end")
    return len(told) == alerts * listeners and middle < MEDIAN and after < before * GROWTH


async def _connected(port: int, last: int = 0) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    writer.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: %d\r\n\r\n" % last)
    return reader, writer


async def _read(port: int, opened: dict[int, float], took: list[float]) -> None:
    """Note how long each alert took to come; come back as browsers do where the connection ends."""
    last = 0
    while True:
        with contextlib.suppress(ConnectionError):
            reader, writer = await _connected(port, last)
            with contextlib.closing(writer):
                last = await _heard(reader, last, opened, took)
        await asyncio.sleep(AGAIN)


async def _heard(reader: asyncio.StreamReader, last: int, opened: dict[int, float], took: list[float]) -> int:
    """Return the number of the alert that was heard of last, at the end of a connection; it stands before its data."""
    rest = b""
    try:
        while data := await reader.read(65_536):
            *lines, rest = (rest + data).split(b"\n")
            now = time.perf_counter()
            told = [int(line[4:]) for line in lines if line.startswith(b"id: ")]
            # An alert may be heard of before the thread that opened it says so.
            took.extend(now - opened.get(number, now) for number in told)
            last = max([last, *told])
    except ConnectionError:
        pass
    return last


def _megabytes(process: Path) -> float:
    status = (process / "status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def _seconds(process: Path) -> float:
    """Return how long a process has kept a processor busy, for itself and in the kernel (proc(5), fields 14 and 15)."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    sys.exit(main())
