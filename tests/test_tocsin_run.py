"""The daemon as a process of its own: started, reloaded, stopped, killed."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from journey import Mailbox, free_port, rss, settings_text
from servers import endless, plain, site
from sqlalchemy import select

from store.alert_models import Delivery
from store.models import SourceState
from store.session import open_store
from tocsin.commands.run import take_descriptors

ROOT = Path(__file__).parent.parent
WATCH = '[[watches]]\nname = "UDCG"\nquery = "@udcg"\nchannels = ["desk"]\n'
ITEM = ("/story", "The Ukraine Defense Contact Group meets in Brussels", "Ministers of 57 countries meet on Thursday.")
#: Starting Python with all its libraries takes its time on a busy machine.
PATIENCE = 60


def until(ready, what):
    """Wait for something to become true; it must within a bounded time."""
    end = time.monotonic() + PATIENCE
    while not (found := ready()):
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)
    return found


class Running:
    """A daemon at work in a folder, and its log."""

    def __init__(self, folder, environment, no_web):
        self.log_path = folder / "log"
        self._log = self.log_path.open("ab")
        command = [sys.executable, "-m", "tocsin", "run", "--config", str(folder / "tocsin.toml")]
        command += ["--no-web"] * no_web
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=self._log, stderr=self._log
        )

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def says(self, words):
        until(lambda: words in self.log or self.process.poll() is not None, f"{words!r} in {self.log}")
        assert words in self.log

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._log.close()


@contextmanager
def daemon(folder, no_web=True, **environment):
    running = Running(folder, environment, no_web)
    try:
        yield running
    finally:
        running.end()


@pytest.fixture
def web():
    with site() as one:
        one.answers["/wire"] = feed(one)
        yield one


def feed(web, *items):
    return plain(
        rss(*((web.url + path, title, text) for path, title, text in items)), content_type="application/rss+xml"
    )


def write_settings(folder, web, port, watches=WATCH, database=None):
    text = settings_text({"wire": f"{web.url}/wire"}, port, watches, database or f"sqlite:///{folder}/tocsin.db")
    (folder / "tocsin.toml").write_text(text.replace("full_text = true", ""), encoding="utf-8")


def stored(folder, query):
    store = open_store(f"sqlite:///{folder}/tocsin.db")
    try:
        with store.reading() as session:
            return session.scalars(query).all()
    finally:
        store.close()


def test_it_rings_and_ends_on_sigterm_within_seconds(tmp_path, web):
    with Mailbox().listening() as mailbox:
        write_settings(tmp_path, web, mailbox.port)
        with daemon(tmp_path) as running:
            running.says("polled: source=wire")
            web.answers["/wire"] = feed(web, ITEM)
            until(lambda: mailbox.mails, f"a mail; log: {running.log}")
            asked = time.monotonic()
            running.process.send_signal(signal.SIGTERM)
            assert running.process.wait(timeout=20) == 0
            assert time.monotonic() - asked < 10
        assert mailbox.subjects == [f"UDCG, of Mar 2026: {ITEM[1]}"]
        assert "stopped" in running.log
        assert "Traceback" not in running.log


def test_killed_between_poll_and_delivery_it_still_rings_once(tmp_path, web):
    port = free_port()
    write_settings(tmp_path, web, port)
    with daemon(tmp_path) as running:
        running.says("polled: source=wire")
        web.answers["/wire"] = feed(web, ITEM)
        failed = select(Delivery).where(Delivery.attempts > 0)
        until(lambda: stored(tmp_path, failed), f"an attempt; log: {running.log}")
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
    with Mailbox(port).listening() as mailbox, daemon(tmp_path) as running:
        until(lambda: mailbox.mails, f"a mail after the restart; log: {running.log}")
        until(lambda: stored(tmp_path, select(Delivery).where(Delivery.status == "sent")), "the delivery recorded")
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(timeout=20)
    assert mailbox.subjects == [f"UDCG, of Mar 2026: {ITEM[1]}"]


def test_a_change_of_the_settings_is_taken_up_and_a_bad_one_refused(tmp_path, web):
    write_settings(tmp_path, web, free_port())
    with daemon(tmp_path) as running:
        running.says("running:")
        good = (tmp_path / "tocsin.toml").read_text()
        (tmp_path / "tocsin.toml").write_text(good.replace('"@udcg"', '"(@udcg"'), encoding="utf-8")
        running.says("settings refused, the running ones go on")
        assert "tocsin.toml:" in running.log
        (tmp_path / "tocsin.toml").write_text(good + '[[watches]]\nname = "Two"\nquery = "drone"\n', encoding="utf-8")
        running.says("settings reloaded: revision=2")
        running.process.send_signal(signal.SIGHUP)
        until(lambda: running.log.count("settings reloaded") == 2, "the reload that SIGHUP asks for")
        assert running.process.poll() is None


def test_new_fetch_settings_are_used_without_a_restart(tmp_path, web):
    write_settings(tmp_path, web, free_port())
    with daemon(tmp_path) as running:
        running.says("polled: source=wire")
        text = (tmp_path / "tocsin.toml").read_text()
        changed = text.replace("[fetch]\n", '[fetch]\ncontact = "new@example.org"\n')
        (tmp_path / "tocsin.toml").write_text(changed, encoding="utf-8")
        running.says("settings reloaded: revision=2")
        until(
            lambda: any("new@example.org" in a.headers["user-agent"] for a in web.asked), "a poll by the new settings"
        )
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) == 0
        assert "Traceback" not in running.log


def test_a_second_daemon_on_the_same_store_is_refused_with_a_clear_word(tmp_path, web):
    write_settings(tmp_path, web, free_port())
    with daemon(tmp_path) as first:
        first.says("running:")
        second = subprocess.run(
            [sys.executable, "-m", "tocsin", "run", "--config", str(tmp_path / "tocsin.toml")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert second.returncode == 1
        assert f"another tocsin (pid {first.process.pid}) is at work" in second.stderr
        assert "Traceback" not in second.stderr


def test_a_stop_in_the_middle_of_a_poll_gives_the_source_back(tmp_path, web):
    web.answers["/wire"] = endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>", b" ", 0.5)
    write_settings(tmp_path, web, free_port())
    text = (tmp_path / "tocsin.toml").read_text()
    (tmp_path / "tocsin.toml").write_text(text.replace('timeout = "5s"', 'timeout = "60s"'), encoding="utf-8")
    with daemon(tmp_path) as running:
        until(lambda: "/wire" in web.paths(), "the poll under way")
        asked = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) == 0
        assert time.monotonic() - asked < 10
    [state] = stored(tmp_path, select(SourceState))
    assert (state.lease_owner, state.last_polled_at) == (None, None)


def test_systemd_is_told_when_it_is_ready_alive_and_stopping(tmp_path, web):
    write_settings(tmp_path, web, free_port())
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(PATIENCE)
        with daemon(tmp_path, NOTIFY_SOCKET=address) as running:
            assert manager.recv(100) == b"READY=1"
            assert manager.recv(100) == b"WATCHDOG=1"
            running.process.send_signal(signal.SIGTERM)
            while (said := manager.recv(100)) == b"WATCHDOG=1":
                pass
            assert said == b"STOPPING=1"


def test_once_polls_everything_and_tells_what_failed(tmp_path, web):
    text = settings_text(
        {"wire": f"{web.url}/wire", "missing": f"{web.url}/missing"},
        free_port(),
        WATCH,
        f"sqlite:///{tmp_path}/tocsin.db",
    )
    (tmp_path / "tocsin.toml").write_text(text, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "tocsin", "run", "--once", "--config", str(tmp_path / "tocsin.toml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ended.returncode == 1
    assert "✓ wire: 0 items" in ended.stdout
    assert "✗ missing:" in ended.stdout
    assert "2 sources polled, 1 failed" in ended.stdout


def test_it_takes_as_many_descriptors_as_the_system_allows():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = min(256, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        take_descriptors()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
