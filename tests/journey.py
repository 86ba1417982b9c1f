"""The whole way with real parts: a web on loopback, a mail server, a store, and the daemon's own steps."""

import email
import email.policy
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from alerts.delivery import Delivered, deliver_due
from crawler.loop import run
from crawler.open_web import open_web
from crawler.web import Web
from scheduler.in_force import InForce, put_in_force, read_settings
from scheduler.jobs import Polled, poll
from store.session import Store

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Mailbox:
    """A mail server that keeps what it is sent; say with `answer` what it replies to each message."""

    def __init__(self, port: int | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.answer: Callable[[], str] = lambda: "250 kept"
        self.port = port or free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        reply = self.answer()
        if reply.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.original_content, policy=email.policy.default))
        return reply

    @property
    def subjects(self) -> list[str]:
        return [str(mail["subject"]) for mail in self.mails]

    @contextmanager
    def listening(self) -> Iterator["Mailbox"]:
        self._controller.start()
        try:
            yield self
        finally:
            self._controller.stop()


def free_port() -> int:
    """Return a port that nobody has, and nobody will be given: the system hands out those above."""
    while True:
        port = 10_000 + secrets.randbelow(22_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def rss(*items: tuple[str, str, str], at: datetime = START) -> str:
    """Return a feed of (address, title, teaser)."""
    entries = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link><guid>{escape(url)}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>{escape(teaser)}</description></item>"
        for url, title, teaser in items
    )
    return f'<rss version="2.0"><channel><title>News</title><link>http://x/</link>{entries}</channel></rss>'


def page(title: str, *paragraphs: str, language: str = "en", before: tuple[str, ...] = ()) -> str:
    """Return an article page with the furniture pages have around the text."""
    body = "".join(f"<p>{escape(p)}</p>" for p in (*before, *paragraphs))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)} - The Paper</title>'
        f"</head><body><nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav><main><article><h1>{escape(title)}</h1>"
        f"{body}</article></main><footer>© The Paper. All rights reserved.</footer></body></html>"
    )


def settings_text(sources: dict[str, str], smtp_port: int, watches: str, database: str = "sqlite:///unused.db") -> str:
    """Return settings for sources (name to address) on loopback and one mail channel."""
    tables = "".join(f'[[sources]]\nname = "{n}"\nurl = "{u}"\nevery = "1s"\n' for n, u in sources.items())
    return (
        f'version = 1\ndatabase = "{database}"\n'
        '[fetch]\nper_host_delay = "0s"\nprivate_addresses = ["127.0.0.0/8"]\ntimeout = "5s"\n'
        f"{tables}"
        '[channels.desk]\nkind = "email"\nto = ["desk@example.org"]\nfrom = "tocsin@example.org"\n'
        f'smtp = "smtp://127.0.0.1:{smtp_port}?tls=none"\n{watches}'
    )


class Journey:
    """Polls and delivers by a clock that a test moves."""

    def __init__(self, store: Store, web: Web, force: InForce) -> None:
        self.store, self.web, self.force = store, web, force
        self.now = START

    async def poll(self, *names: str) -> dict[str, Polled]:
        """Poll the sources (all if none is named), one after the other, a minute later than before."""
        self.now += timedelta(minutes=1)
        sources = [s for s in self.force.settings.sources if not names or s.name in names]
        return {s.name: await poll(self.store, self.web, self.force, s, self.now) for s in sources}

    async def deliver(self, later: timedelta = timedelta()) -> Delivered:
        """Deliver what is due, `later` than the last step."""
        self.now += later
        return await deliver_due(self.store, self.force.channels, self.force.settings, lambda: self.now, "test")


def travel(store: Store, folder: Path, text: str, steps: Callable[[Journey], Any]) -> Any:
    """Run steps (a coroutine function) with everything open."""
    path = folder / "tocsin.toml"
    path.write_text(text, encoding="utf-8")
    force = put_in_force(store, read_settings(path), START)

    async def main() -> Any:
        async with open_web(force.settings.fetch) as web:
            return await steps(Journey(store, web, force))

    return run(main)
