"""Kill the daemon at every step from poll to recorded delivery: `python benchmarks/crashpoints.py [--postgresql]`.

`tocsin run` reads a feed and its pages from a loopback web, opens two alerts and sends each to a mail server and to a
webhook receiver. One run without a crash lists the steps (see `ordeal/steps.py`). Then, for each step, a new store and
a run that ends by SIGKILL at that step; the daemon is started again until all is delivered, and what the receivers
got is compared: no alert may be lost, and one may only come twice, under one message id, if the daemon died between
the receiver's acceptance and its own record of it.

`--pages` has it read the articles' pages as well, which adds steps and seconds before anything is stored; `--every N`
takes each N-th step only; `--smoke` one of them on SQLite. The steps and what followed go to stdout.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import postgres
import psycopg
from journey import Mailbox, page, rss, settings_text
from servers import plain, site
from sqlalchemy import MetaData, func, update

from benchmarks.ordeal.daemon import Daemon
from benchmarks.ordeal.ledger import recorded
from benchmarks.ordeal.steps import watch_steps
from store.migrate import upgrade
from store.session import open_store
from tocsin.demo.sinks import Receiver

#: Seconds from a start to the last delivery, on a busy machine.
PATIENCE = 60.0
SECRET = "whsec_dG9jc2luLWJlbmNobWFyay1zZWNyZXQ="  # noqa: S105 -- signs what never leaves this machine
#: Two stories: the path of each, its title and its text.
STORIES = (
    (
        "/harlan",
        "Harlan skips the Ukraine Defense Contact Group",
        "The minister has a cold, an official said in Brussels. ",
    ),
    ("/frigate", "Greece orders a fourth frigate", "The yard in Lorient will deliver the ship in 2031, it said. "),
)
TITLES = tuple(title for _, title, _ in STORIES)
#: The two deliveries of each alert.
EXPECTED = 2 * len(TITLES)
WATCH = """
[channels.hook]
kind = "webhook"
url = "{url}"
secret = "{secret}"
private_addresses = ["127.0.0.0/8"]
[[watches]]
name = "UDCG"
query = "@udcg OR frigate"
channels = ["desk", "hook"]
"""


@dataclass
class World:
    """The outside of the daemon: a web to read and the two receivers."""

    folder: Path
    web: str
    pages: bool
    mailbox: Mailbox
    receiver: Receiver
    ports: dict[int, str]

    def got(self) -> dict[tuple[str, str], list[str]]:
        """Return the message ids that each receiver accepted of each alert, by (receiver, title)."""
        found = defaultdict(list)
        for mail in list(self.mailbox.mails):
            found["desk", str(mail["subject"]).removeprefix("UDCG: ")].append(str(mail["message-id"]))
        for told in list(self.receiver.received):
            found["hook", told["alerts"][0]["article"]["title"]].append(told["id"])
        return dict(found)

    def forget(self) -> None:
        """Begin anew: what was received belongs to the run before."""
        self.mailbox.mails.clear()
        self.receiver.received.clear()


@dataclass
class Tally:
    """What became of the runs."""

    steps: int = 0
    killed: int = 0
    passed_by: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    other_id: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)

    @property
    def runs(self) -> int:
        """How many runs have ended."""
        return self.killed + len(self.passed_by)

    @property
    def fine(self) -> bool:
        """Whether everything held that must."""
        return bool(self.killed) and not (self.lost or self.beyond or self.other_id or self.wrong)


def main() -> int:
    """Kill, compare and print; 1 where an alert was lost or a repeat had another id."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--pages", action="store_true", help="read the articles' pages as well")
    parser.add_argument("--every", type=int, default=1, help="each N-th step only")
    parser.add_argument("--limit", type=int, help="at most so many steps")
    parser.add_argument("--at-once", type=int, default=1, help="so many daemons at once, each in a world of its own")
    parser.add_argument("--smoke", action="store_true", help="one step, on SQLite")
    args = parser.parse_args()
    if args.smoke:
        args.every, args.limit = 200, 1
    tally = Tally()
    try:
        crash(tally, args.postgresql, args.pages, args.every, args.limit, args.at_once)
    finally:  # an interrupted run has something to say as well
        show(tally, "PostgreSQL" if args.postgresql else "SQLite")
    return 0 if tally.fine else 1


def crash(
    tally: Tally,
    on_postgresql: bool = False,
    pages: bool = False,
    every: int = 1,
    limit: int | None = None,
    at_once: int = 1,
) -> None:
    """Run without a crash, then once for each step (or each `every`-th, at most `limit`); count into tally."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres.server()) if on_postgresql else None
        worlds, making = SimpleQueue[World](), Lock()
        first = stack.enter_context(outside(pages))
        stores = databases(first.folder, server)
        steps = listed(first, next(stores))
        tally.steps = len(steps)
        for world in (first, *(stack.enter_context(outside(pages)) for _ in range(at_once - 1))):
            worlds.put(world)

        def one(step: str) -> None:
            world = worlds.get()
            with making:
                url = next(stores)
            crash_at(world, url, step, tally)
            discard(url, server)
            worlds.put(world)
            if tally.runs % 20 == 0:
                print(f"{tally.runs} runs", file=sys.stderr)

        chosen = steps[every - 1 :: every][:limit]
        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(one, chosen))


@contextmanager
def outside(pages: bool) -> Iterator[World]:
    """Start the web and the receivers."""
    with (
        tempfile.TemporaryDirectory() as name,
        site() as web,
        Mailbox().listening() as mailbox,
        Receiver(SECRET) as receiver,
    ):
        items = [(web.url + path, title, text) for path, title, text in STORIES]
        web.answers["/wire"] = plain(rss(*items, at=datetime.now(UTC)), content_type="application/rss+xml")
        for path, title, text in STORIES:
            web.answers[path] = plain(page(title, 6 * text), content_type="text/html; charset=utf-8")
        hook = int(receiver.origin.rsplit(":", 1)[1])
        yield World(
            Path(name), web.url, pages, mailbox, receiver, {web.port: "web", mailbox.port: "mail", hook: "hook"}
        )


def databases(folder: Path, server: str | None) -> Iterator[str]:
    """Yield the addresses of new stores with their tables, one after the other."""
    if server is None:
        migrated(f"sqlite:///{folder}/template.db")
        for number in count():
            yield f"sqlite:///{shutil.copy(folder / 'template.db', folder / f'{number}.db')}"
    assert server is not None
    administer(server, "CREATE DATABASE template_tocsin")
    migrated(server + "template_tocsin")
    for number in count():
        administer(server, f"CREATE DATABASE tocsin_{number} TEMPLATE template_tocsin")
        yield f"{server}tocsin_{number}"


def discard(url: str, server: str | None) -> None:
    """Do away with a store: hundreds of them take room."""
    if server is None:
        for path in (Path(url.removeprefix("sqlite:///") + end) for end in ("", "-wal", "-shm", ".lock")):
            path.unlink(missing_ok=True)
    else:
        administer(server, f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


def migrated(url: str) -> None:
    """Make the tables at url."""
    store = open_store(url)
    upgrade(store)
    store.close()


def administer(server: str, statement: str) -> None:
    """Execute a statement outside any transaction."""
    with psycopg.connect(server.replace("+psycopg", "") + "postgres", autocommit=True) as connection:
        connection.execute(statement)


def listed(world: World, url: str) -> list[str]:
    """Return the steps of a run that nobody disturbs, in their order."""
    trace = run(world, url, None)
    assert trace is not None, "the run without a crash did not deliver: " + (world.folder / "log").read_text()[-3000:]
    return trace


def crash_at(world: World, url: str, step: str, tally: Tally) -> None:
    """Run to a step, die there, start again, and enter into the tally what the receivers got."""
    if run(world, url, step) is not None:
        tally.passed_by.append(step)
        return
    if not (world.folder / "steps").read_text().endswith(f"{step}\n"):
        tally.wrong.append(f"{step}: within {PATIENCE:.0f} s it neither came there nor delivered")
    tally.killed += 1
    tally.by_kind[step.rpartition(" #")[0]] += 1
    told = recorded(url)
    let_leases_end(url)
    if run(world, url, None) is None:
        tally.wrong.append(f"{step}: not all was recorded as delivered after the restart")
    got = world.got()
    everyone = {(channel, title) for channel in ("desk", "hook") for title in TITLES}
    tally.lost += [f"{step}: {whom}" for whom in sorted(everyone - got.keys())]
    twice = {whom: ids for whom, ids in got.items() if len(ids) > 1}
    tally.repeated += [f"{step}: {channel}" for channel, _ in twice]
    tally.other_id += [f"{step}: {whom} {ids}" for whom, ids in twice.items() if len(set(ids)) > 1]
    tally.beyond += [f"{step}: {whom}" for whom, ids in twice.items() if whom in told or len(ids) > 2]


def run(world: World, url: str, last: str | None) -> list[str] | None:
    """Run the daemon until all is recorded as delivered; return its steps, or None if it died or did not get there.

    With a `last` step it is a first run, and the receivers begin anew.
    """
    config, trace = world.folder / "tocsin.toml", world.folder / "steps"
    watches = WATCH.format(url=world.receiver.address, secret=SECRET)
    text = settings_text({"wire": f"{world.web}/wire"}, world.mailbox.port, watches, url)
    fetch = f"[fetch]\nalert_on_first_poll = true\nfull_text = {str(world.pages).lower()}\n"
    text = text.replace("[fetch]\n", fetch).replace('every = "1s"', 'every = "1h"')
    config.write_text(text, encoding="utf-8")
    trace.unlink(missing_ok=True)
    if last is not None:
        world.forget()
    daemon = Daemon(config, world.folder / "log", watch_steps, (trace, last, world.ports))
    try:
        done = daemon.until(lambda: len(recorded(url)) == EXPECTED, PATIENCE)
    finally:
        daemon.kill()
    return trace.read_text().splitlines() if done else None


def let_leases_end(url: str) -> None:
    """Make it the time at which the leases of the dead end; on SQLite the daemon sees to that as it starts."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return
    store = open_store(url)
    tables = MetaData()
    tables.reflect(store.engine)
    with store.engine.begin() as connection:
        for table in tables.tables.values():
            if "lease_until" in table.c:
                held = update(table).where(table.c.lease_until.is_not(None))
                connection.execute(held.values(lease_until=func.timezone("UTC", func.now())))
    store.close()


def show(tally: Tally, database: str) -> None:
    """Print the table."""
    print(f"{database}: {tally.steps} steps from start to the last record")
    for kind, number in sorted(tally.by_kind.items()):
        print(f"  killed {number:3} times {kind}")
    print(f"killed {tally.killed}, step not met in {len(tally.passed_by)} runs, lost {len(tally.lost)}, ", end="")
    print(f"repeated {len(tally.repeated)}: of these with another id ", end="")
    print(f"{len(tally.other_id)}, after the record {len(tally.beyond)}; not delivered in the end {len(tally.wrong)}")
    for title, lines in (
        ("step not met", tally.passed_by), ("LOST", tally.lost), ("repeated after a death", tally.repeated),
        ("ANOTHER ID", tally.other_id), ("AFTER THE RECORD", tally.beyond), ("NOT DELIVERED", tally.wrong),
    ):  # fmt: skip
        for line in lines:
            print(f"  {title}: {line}")


if __name__ == "__main__":
    sys.exit(main())
