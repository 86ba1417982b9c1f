"""How fast alerts go out: `python benchmarks/delivery.py [--postgresql]`; `--smoke` a few of each.

1. Claiming: a store that holds 100,000 pending deliveries, of one channel or of 1,000; what the daemon asks at each
   tick (which channels have something due) and what one round of a channel takes. Each must stay under a second.
2. Sending: deliveries per second to one webhook receiver, and to 1,000, on loopback in a process of its own; from the
   claim to the record, by the daemon's own steps.
"""

import argparse
import asyncio
import multiprocessing
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import postgres
from sqlalchemy import func, insert, select, text

from alerts.channel import Channel, make_channel
from alerts.claims import claim_due, due_channels
from alerts.delivery import deliver_channel
from config import ChannelSettings, Settings
from crawler.loop import run
from store.alert_models import Alert, Delivery
from store.base import Base
from store.migrate import upgrade
from store.models import Article, Story
from store.session import Store, open_store

#: A round may take so long.
LIMIT = 1.0
ROUNDS = 20
AT_ONCE = Channel.at_once


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    pending: int
    channels: int
    sent: int


FULL = Size(pending=100_000, channels=1_000, sent=3_000)
SMOKE = Size(pending=2_000, channels=20, sent=40)


def main() -> int:
    """Measure and print; 1 where a round took longer than it may, or something was not delivered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--smoke", action="store_true", help="a little of everything, on SQLite")
    args = parser.parse_args()
    size = SMOKE if args.smoke else FULL
    fine = True
    with (
        receiver() as port,
        tempfile.TemporaryDirectory() as folder,
        postgres.server() if args.postgresql else nullcontext(f"sqlite:///{folder}/") as server,
    ):
        url = server + ("postgres" if args.postgresql else "tocsin.db")
        print("PostgreSQL" if args.postgresql else "SQLite")
        for channels in (1, size.channels):
            fine &= claiming(url, size.pending, channels)
        for channels in (1, size.channels):
            fine &= sending(url, size.sent, channels, port)
    return 0 if fine else 1


@contextmanager
def filled(url: str, deliveries: int, channels: int) -> Iterator[Store]:
    """Yield a store that holds so many pending deliveries and nothing else, shared out among so many channels."""
    for end in ("", "-wal", "-shm"):
        Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)
    store = open_store(url)
    upgrade(store)
    now = datetime.now(UTC)
    ids = range(1, deliveries + 1)
    rows: list[tuple[type[Base], Callable[[int], dict[str, Any]]]] = [
        (Story, lambda n: {"id": n, "opened_at": now, "latest_at": now}),
        (Article, lambda n: _article(n, now)),
        (Alert, lambda n: _alert(n, now)),
        (Delivery, lambda n: _delivery(n, now, channels)),
    ]
    with store.transaction() as session:
        if not url.startswith("sqlite"):
            session.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)} CASCADE"))
        for model, row in rows:
            session.execute(insert(model), [row(n) for n in ids])
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    try:
        yield store
    finally:
        store.close()


def _article(n: int, now: datetime) -> dict[str, Any]:
    key = f"{n:032x}"
    title = f"Frigate {n} has left the yard"
    url = f"https://example.org/{n}"
    return {
        "id": n, "url_key": key, "url": url, "title": title, "source": "wire", "seen_at": now, "content_hash": key,
        "story_id": n, "text": f"{title}, the navy said on Thursday. " * 20, "language": "en",
    }  # fmt: skip


def _alert(n: int, now: datetime) -> dict[str, Any]:
    evidence = [{"clause": "frigate", "field": "title", "start": 0, "end": 7, "text": "Frigate"}]
    return {"id": n, "watch": "Ships", "story_id": n, "article_id": n, "evidence": evidence, "opened_at": now}


def _delivery(n: int, now: datetime, channels: int) -> dict[str, Any]:
    due = now - timedelta(milliseconds=n)
    return {"id": n, "alert_id": n, "channel": f"hook-{n % channels}", "next_attempt_at": due, "created_at": now}


def claiming(url: str, pending: int, channels: int) -> bool:
    """Print what a tick and a round cost; return whether both stay under the limit."""
    settings = {"hook-0": ChannelSettings(name="hook-0", kind="webhook")}
    ticks, rounds, claimed = [], [], 0
    with filled(url, pending, channels) as store:
        for _ in range(ROUNDS):
            with timed(ticks), store.reading() as session:
                due_channels(session, datetime.now(UTC))
            with timed(rounds), store.transaction() as session:
                claimed += len(claim_due(session, datetime.now(UTC), "benchmark", AT_ONCE, settings, UTC))
    print(f"  {pending} pending in {channels} channels: tick {_spread(ticks)}, claim of {AT_ONCE} {_spread(rounds)}")
    return max(*ticks, *rounds) < LIMIT and claimed == min(ROUNDS * AT_ONCE, pending // channels)


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Add to the list how many seconds the block took."""
    started = time.perf_counter()
    yield
    into.append(time.perf_counter() - started)


def _spread(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.1f} ms (at most {1000 * max(seconds):.1f})"


def sending(url: str, deliveries: int, channels: int, port: int) -> bool:
    """Print the rate at which deliveries go to so many receivers; return whether all were accepted."""
    with filled(url, deliveries, channels) as store:
        settings = settings_of(port, channels)
        made = {name: make_channel(one, settings.fetch) for name, one in settings.channels.items()}
        started = time.perf_counter()
        run(lambda: deliver(store, settings, made))
        took = time.perf_counter() - started
        with store.reading() as session:
            sent = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.status == "sent"))
    print(f"  to {channels} receivers: {sent} of {deliveries} sent in {took:.1f} s, {deliveries / took:.0f} a second")
    return sent == deliveries


async def deliver(store: Store, settings: Settings, channels: dict[str, Channel[Any]]) -> None:
    """Deliver all, each channel by itself, as the daemon does."""
    writing = asyncio.Lock()

    async def one(name: str, channel: Channel[Any]) -> None:
        step = partial(deliver_channel, store, name, channel, settings, lambda: datetime.now(UTC), "benchmark", writing)
        while (await step()).sent:
            pass

    await asyncio.gather(*(one(name, channel) for name, channel in channels.items()))


def settings_of(port: int, channels: int) -> Settings:
    """Return settings with so many webhook channels, each with a signature and an address of its own."""
    hooks = {
        f"hook-{n}": {
            "kind": "webhook",
            "url": f"http://127.0.0.1:{port}/{n}",
            "secret": "whsec_dG9jc2luLWJlbmNobWFyay1zZWNyZXQ=",
            "private_addresses": ["127.0.0.0/8"],
        }
        for n in range(channels)
    }
    return Settings.model_validate({"version": 1, "channels": hooks})


@contextmanager
def receiver() -> Iterator[int]:
    """Accept everything that is posted to the port, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        # Forked while this process has one thread: that spares it the imports.
        process = multiprocessing.get_context("fork").Process(target=receive, args=(listener,), daemon=True)
        process.start()
        try:
            yield listener.getsockname()[1]
        finally:
            process.kill()
            process.join()


def receive(listener: socket.socket) -> None:
    """Answer 204 to every request, for as long as the process lives."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-l"))
        await reader.readexactly(length)
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def serve() -> None:
        async with await asyncio.start_server(answer, sock=listener, backlog=1024) as server:
            await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    sys.exit(main())
