"""What an operator's year brings: full and locked databases, locked files, signals at the wrong moment."""

import asyncio
import fcntl
import logging
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from journey import rss
from servers import plain, site
from sqlalchemy import func, select
from test_tocsin_run import ITEM, WATCH, daemon, stored, until

from alerts.channel import DeliveryError, Message, make_channel
from config import ChannelSettings
from scheduler.trouble import AGAIN, QUIET, Trouble
from store.alert_models import Delivery
from store.errors import StoreError
from store.models import Article


class Steady:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def web():
    with site() as one:
        one.answers["/wire"] = plain(rss(), content_type="application/rss+xml")
        yield one


def write_settings(folder, web):
    (folder / "tocsin.toml").write_text(
        f'version = 1\ndatabase = "sqlite:///{folder}/tocsin.db"\n'
        '[fetch]\nper_host_delay = "0s"\nprivate_addresses = ["127.0.0.0/8"]\nfull_text = false\n'
        f'[[sources]]\nname = "wire"\nurl = "{web.url}/wire"\nevery = "1s"\n'
        f'[channels.desk]\nkind = "file"\npath = "{folder}/out.jsonl"\n{WATCH}',
        encoding="utf-8",
    )


def writer_that_keeps_the_database(folder):
    other = sqlite3.connect(folder / "tocsin.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_trouble_that_lasts_is_said_once_and_again_later_and_so_is_its_end(caplog):
    clock = Steady()
    trouble = Trouble(clock)
    with caplog.at_level(logging.INFO, "scheduler"):
        for _ in range(int(AGAIN) - 1):
            clock.now += 1
            trouble.struck("poll_due", StoreError("full", "x.db: full"))
            trouble.eased("deliver_due")  # some steps may work while others fail
        assert len(caplog.records) == 1
        assert "free some space" in caplog.text
        clock.now += 2
        trouble.struck("poll_due", StoreError("full", "x.db: full"))
        trouble.struck("poll_due", StoreError("locked", "x.db: locked"))
        assert len(caplog.records) == 3
        clock.now += QUIET
        trouble.eased("poll_due")
        trouble.eased("poll_due")
    assert [r.getMessage() for r in caplog.records[3:]] == ["the store works again: failures=601 for=600s"]


def test_trouble_is_over_only_when_what_failed_was_done(caplog):
    clock = Steady()
    trouble = Trouble(clock)
    with caplog.at_level(logging.WARNING, "scheduler"):
        trouble.struck("poll of wire", StoreError("full", "x.db: full"))
        clock.now += 6 * QUIET
        trouble.eased("poll_due")  # what is small still finds room
        assert "works again" not in caplog.text
        trouble.eased("poll of wire")
        assert "works again: failures=1" in caplog.text
        trouble.struck("poll of a source that is then removed", StoreError("full", "x.db: full"))
        clock.now += AGAIN
        trouble.eased("poll_due")
    assert caplog.text.count("works again") == 2


def test_a_full_disk_is_said_in_a_line_and_work_goes_on_when_there_is_room(tmp_path, web):
    """The operating system's limit on a file's size stands for the disk: it is met at the same system calls."""
    write_settings(tmp_path, web)
    with daemon(tmp_path) as running:
        running.says("polled: source=wire")
        database = tmp_path / "tocsin.db"
        resource = pytest.importorskip("resource")
        if not hasattr(resource, "prlimit"):
            pytest.skip("prlimit(2) is Linux's")
        limit = max(f.stat().st_size for f in tmp_path.glob("tocsin.db*") if f != database)
        _, hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (limit, hard))
        said = len(running.log)
        web.answers["/wire"] = plain(
            rss((f"{web.url}/story", ITEM[1], ITEM[2] * 2000)), content_type="application/rss+xml"
        )
        running.says("the store fails:")
        time.sleep(3)
        lines = running.log[said:].splitlines()
        assert sum("the store fails" in line for line in lines) <= 2, lines
        assert "Traceback" not in running.log
        assert running.process.poll() is None
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        until(lambda: "polled: source=wire" in running.log[said:], running.log)  # long before its lease would end
        running.says("the store works again")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) == 0
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_stop_ends_in_seconds_though_another_program_keeps_the_database(tmp_path, web):
    write_settings(tmp_path, web)
    with daemon(tmp_path) as running:
        running.says("polled: source=wire")
        web.answers["/wire"] = plain(rss((f"{web.url}/story", *ITEM[1:])), content_type="application/rss+xml")
        other = writer_that_keeps_the_database(tmp_path)
        time.sleep(2.5)  # the steps of the next ticks stand and wait for it
        asked = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=30) == 0
        assert time.monotonic() - asked < 10
        assert "stopped in the middle" in running.log
        assert "skipped" not in running.log
        other.close()
    with daemon(tmp_path) as running:
        sent = select(func.count()).select_from(Delivery).where(Delivery.status == "sent")
        until(lambda: stored(tmp_path, sent) == [1], f"the delivery; log: {running.log}")
    assert stored(tmp_path, select(func.count()).select_from(Article)) == [1]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_sighup_while_it_starts_does_not_end_it(tmp_path, web):
    write_settings(tmp_path, web)
    with daemon(tmp_path) as running:
        ignoring = 1 << (signal.SIGHUP - 1)

        def ignored():
            status = Path(f"/proc/{running.process.pid}/status").read_text(encoding="utf-8")
            found = dict(line.split(":", 1) for line in status.splitlines())
            return any(int(found.get(name, "0"), 16) & ignoring for name in ("SigIgn", "SigCgt"))

        until(ignored, f"a process that minds SIGHUP; log: {running.log}")
        while "polled: source=wire" not in running.log and running.process.poll() is None:
            running.process.send_signal(signal.SIGHUP)
            time.sleep(0.02)
        assert running.process.poll() is None
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) == 0


def test_a_file_that_another_program_keeps_locked_is_tried_again_and_holds_up_nothing(tmp_path):
    path = tmp_path / "out.jsonl"
    channel = make_channel(ChannelSettings(name="box", kind="file", path=str(path)))
    message = Message(id="m-1", subject="s", text="t", html="h", data={"alerts": []})
    with path.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        asked = time.monotonic()
        with pytest.raises(DeliveryError, match="keeps it locked") as refused:
            asyncio.run(channel.send(message))
        assert time.monotonic() - asked < 5
        assert not refused.value.permanent
    asyncio.run(channel.send(message))
    assert path.read_text().count("\n") == 1


def test_a_stop_at_the_very_first_tick_is_no_error(tmp_path, web):
    write_settings(tmp_path, web)
    with daemon(tmp_path) as running:
        running.says("running:")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) == 0
        assert " ERROR " not in running.log
