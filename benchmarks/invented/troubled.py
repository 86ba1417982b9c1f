"""Feeds and listings on loopback that have one trouble each for some hours, on a clock that runs fast."""

import gzip
import random
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from pathlib import Path

from benchmarks.ordeal.fast_clock import FastClock
from benchmarks.ordeal.receivers import reset, server_context

HOUR = 3600.0
#: Every source has its trouble from then until then, or for a moment.
BEGIN, END, MOMENT = 3 * HOUR, 8 * HOUR, 240.0
#: Seconds that an answer takes that is slow, and one that never ends.
SLOW, FOR_EVER = 11.0, 20.0
HTML = {"Content-Type": "text/html; charset=utf-8"}
_PARTS = ("ba", "ke", "mi", "tor", "lun", "sev", "ag", "pri", "dol")


@dataclass(frozen=True)
class Answer:
    """What a server says, and how: `keys` are the items that can be read in it."""

    status: str = "200 OK"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    keys: Sequence[str] = ()
    manner: str = ""


@dataclass
class Source:
    """A source at an address of its own; `tells` are the states that its operator is to hear of, in their order."""

    number: int
    trouble: str
    tells: tuple[str, ...] = ()
    host: str = ""
    #: When each item was first sent whole, in seconds since the beginning.
    sent: dict[str, float] = field(default_factory=dict)
    requests: int = 0

    @property
    def name(self) -> str:
        """How the settings call it."""
        return f"s{self.number:02d}-{self.trouble.replace(' ', '-')}"

    @property
    def ip(self) -> str:
        """Its server."""
        return f"127.0.1.{self.number}"

    @property
    def scheme(self) -> str:
        """Https, where its trouble is one of that."""
        return "https" if self.trouble in ("certificate", "no TLS") else "http"

    @property
    def is_listing(self) -> bool:
        """Whether it is a page of links."""
        return self.trouble in ("redesign", "listing")

    def suffers(self, at: float) -> bool:
        """Tell whether it has its trouble at a second since the beginning."""
        return BEGIN <= at < (BEGIN + MOMENT if self.trouble.startswith("moment") else END)

    def published(self, until: float) -> list[tuple[float, str]]:
        """Return what it holds then, the newest first: when each came, in seconds since the beginning, and its key."""
        chance, stuck = random.Random(self.number), self.trouble.startswith("stuck")
        at, number, items = (-288 if stuck else -20) * HOUR, 0, []
        while at <= until:
            items.append((at, f"{self.name}-{number}"))
            at, number = at + 1500 * chance.uniform(0.5, 1.5), number + 1
        return items[::-1][: 900 if stuck else 45]


def title(key: str) -> str:
    """Return the headline of an item; every second has the word that is watched for."""
    chance = random.Random(key)
    words = " ".join("".join(chance.choices(_PARTS, k=3)) for _ in range(4))
    return f"{'Frigate' if is_sought(key) else 'Notice'} {words} {key}"


def is_sought(key: str) -> bool:
    """Tell whether an item is to ring."""
    return int(key.rpartition("-")[2]) % 2 == 0


@lru_cache(50_000)
def _text(key: str) -> str:
    chance = random.Random(f"text of {key}")
    return " ".join("".join(chance.choices(_PARTS, k=3)) + str(chance.randrange(1000)) for _ in range(40))


class TroubledWeb:
    """Serves the sources on loopback until the process ends; `down` is when every connection is reset."""

    def __init__(self, sources: Sequence[Source], clock: FastClock, certificates: Mapping[str, Path]) -> None:
        self._by_ip, self._clock = {source.ip: source for source in sources}, clock
        self._contexts = {ip: server_context(path) for ip, path in certificates.items()}
        self.down = (0.0, 0.0)
        ports = {"http": self._listen(secure=False), "https": self._listen(secure=True)}
        for source in sources:
            source.host = f"{source.ip}:{ports[source.scheme]}"

    def _listen(self, *, secure: bool) -> int:
        listener = socket.create_server(("0.0.0.0", 0), backlog=512)  # noqa: S104 -- all that begin with 127.0.1
        threading.Thread(target=self._accept, args=(listener, secure), daemon=True).start()
        return int(listener.getsockname()[1])

    def _accept(self, listener: socket.socket, secure: bool) -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self._serve, args=(connection, secure), daemon=True).start()

    @property
    def _is_down(self) -> bool:
        return self.down[0] <= self._clock.passed < self.down[1]

    def _serve(self, connection: socket.socket, secure: bool) -> None:
        source = self._by_ip[connection.getsockname()[0]]
        trouble = source.trouble if source.suffers(self._clock.passed) else ""
        with connection, suppress(OSError):
            if self._is_down or trouble == "refused":
                reset(connection)
            elif trouble == "no TLS":
                connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")
            elif secure:
                context = self._contexts["other" if trouble == "certificate" else source.ip]
                with context.wrap_socket(connection, server_side=True) as safe:
                    self._talk(safe, source)
            else:
                self._talk(connection, source)

    def _talk(self, connection: socket.socket, source: Source) -> None:
        while (path := _asked(connection)) and not self._is_down:
            source.requests += 1
            now = self._clock.passed
            answer = self._answer(source, path, now)
            if not _send(connection, answer, self._clock.now):
                return
            for key in answer.keys:
                source.sent.setdefault(key, now)

    def _answer(self, source: Source, path: str, now: float) -> Answer:
        trouble = source.trouble if source.suffers(now) else ""
        if path == "/robots.txt":
            return _ROBOTS.get(trouble, Answer("404 Not Found", HTML))
        if path.startswith("/a/"):
            return Answer(headers=HTML, body=f"<h1>{title(path[3:])}</h1><p>{_text(path[3:])}.</p>".encode())
        if source.trouble == "moved" and now >= BEGIN and path == "/feed":
            return Answer("301 Moved Permanently", {"Location": "/new"})
        until = BEGIN if trouble.startswith("stuck") else 0.0 if source.trouble == "stale" else now
        items = source.published(until)
        if source.is_listing:
            return _listing(source, items, "redesigned" if trouble == "redesign" else "news")
        if source.trouble == "stale":
            items = [(at - 1680 * HOUR, key) for at, key in items]
        whole = Feed(source, items, self._clock.start)
        shown = TROUBLES.get(trouble)
        return shown(whole) if shown else whole.answer()


@dataclass(frozen=True)
class Feed:
    """A feed as it is when all is well, for a trouble to make worse. `start` is when the clock began."""

    source: Source
    items: Sequence[tuple[float, str]]
    start: float

    def answer(self, manner: str = "", headers: Mapping[str, str] | None = None, **changes: str) -> Answer:
        """Return the feed, read as `keys` say."""
        keys = [] if manner in ("reset", "drips", "hangs") else [key for _, key in self.items]
        return Answer(headers=headers or {}, body=self.body(**changes), keys=keys, manner=manner)

    def body(self, date: str = "", guid: str = "", query: str = "", encoding: str = "utf-8") -> bytes:
        """Return the feed with other dates, guids or addresses."""
        at = {"": self._date, "1970": lambda _: self._date(-self.start), "none": lambda _: ""}
        at["future"] = lambda second: self._date(second + 21_600 * HOUR)
        entries = "".join(
            f"<item><title>{escape(title(key))} — Störung Привет</title><guid isPermaLink='false'>{guid}{key}</guid>"
            f"<link>{self.source.scheme}://{self.source.host}/a/{key}{query}</link>{at[date](second)}"
            f"<description>{_text(key)}</description></item>"
            for second, key in self.items
        )
        head = (
            f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><title>{self.source.name}</title>"
        )
        return f"{head}{entries}</channel></rss>".encode(encoding, "xmlcharrefreplace")

    def _date(self, second: float) -> str:
        at = datetime.fromtimestamp(self.start, UTC) + timedelta(seconds=second)
        return f"<pubDate>{format_datetime(at)}</pubDate>"


def _says(status: str, body: bytes = b"<html><body>no</body></html>", **headers: str) -> Callable[[Feed], Answer]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(status, {**HTML, **told}, body)


def _without(feed: Feed) -> Answer:
    return Feed(feed.source, (), feed.start).answer()


def _by_turns(feed: Feed) -> Answer:
    return feed.answer() if feed.source.requests % 2 else Answer("500 Oops")


#: What a server answers while its source has a trouble; those that are not here are no answers, or not of its feed.
TROUBLES: Mapping[str, Callable[[Feed], Answer]] = {
    "challenge": _says("403 Forbidden", b"<title>Just a moment...</title>", cf_mitigated="challenge"),
    "401": _says("401 Unauthorized", WWW_Authenticate="Basic"),
    "403": _says("403 Forbidden"),
    "404": _says("404 Not Found"),
    "410": _says("410 Gone"),
    "451": _says("451 Legal"),
    "429 short": _says("429 Too Many", Retry_After="120"),
    "429 long": _says("429 Too Many", Retry_After="14400"),
    "500": _says("500 Oops"),
    "moment of 500": _says("500 Oops"),
    "500 by turns": _by_turns,
    "503": _says("503 Down", Retry_After="14400"),
    "204": _says("204 No Content", b""),
    "304 for all": _says("304 Not Modified", b""),
    "no bytes": _says("200 OK", b""),
    "page": _says("200 OK", b"<html><title>Domain for sale</title><body><p>Buy this domain.</p></body></html>"),
    "JSON": lambda _: Answer(headers={"Content-Type": "application/json"}, body=b'{"error":"internal"}'),
    "redirects": lambda feed: Answer("302 Found", {"Location": f"/loop{feed.source.requests}"}),
    "sign-in": _says("302 Found", b"", Location="/a/sign-in-1"),
    "empty": _without,
    "moment of nothing": _without,
    "too large": lambda feed: Answer(body=feed.body() + b" " * 3_000_000),
    "gzip cut": lambda feed: Answer(headers={"Content-Encoding": "gzip"}, body=gzip.compress(feed.body())[:-400]),
    "reset": lambda feed: feed.answer("reset"),
    "drips": lambda feed: feed.answer("drips"),
    "hangs": lambda feed: feed.answer("hangs"),
    "slow": lambda feed: feed.answer("slow"),
    "longer": lambda feed: feed.answer("longer"),
    "dates of 1970": lambda feed: feed.answer(date="1970"),
    "dates to come": lambda feed: feed.answer(date="future"),
    "no dates": lambda feed: feed.answer(date="none"),
    "charset": lambda feed: feed.answer(
        headers={"Content-Type": "application/rss+xml; charset=windows-1251"}, encoding="windows-1251"
    ),
    "wrong charset": lambda feed: feed.answer(headers={"Content-Type": "application/rss+xml; charset=iso-8859-1"}),
    "guids": lambda feed: feed.answer(guid="again-"),
    "guids and addresses": lambda feed: feed.answer(guid="again-", query="?v=2"),
    "tracking": lambda feed: feed.answer(query="?utm_source=rss&utm_medium=x"),
    "reversed": lambda feed: Feed(feed.source, feed.items[::-1], feed.start).answer(),
}
_ROBOTS = {
    "robots": Answer(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\nDisallow: /\n"),
    "robots of 500": Answer("500 Oops"),
}


def _listing(source: Source, items: Sequence[tuple[float, str]], kind: str) -> Answer:
    links = "".join(f"<article class='{kind}'><a href='/a/{key}'>{title(key)}</a></article>" for _, key in items)
    keys = [key for _, key in items] if kind == "news" else []
    return Answer(headers=HTML, body=f"<title>{source.name}</title>{links}".encode(), keys=keys)


def _asked(connection: socket.socket) -> str:
    head = b""
    while b"\r\n\r\n" not in head:
        if not (part := connection.recv(65536)):
            return ""
        head += part
    return head.split(b" ", 2)[1].decode()


def _send(connection: socket.socket, answer: Answer, now: datetime) -> bool:
    """Send an answer in its manner; return whether the connection goes on."""
    length = len(answer.body) + (5_000 if answer.manner == "longer" else 0)
    headers = {"Content-Type": "application/rss+xml", "Content-Length": str(length), "Date": _http_date(now)}
    said = "".join(f"{name}: {value}\r\n" for name, value in {**headers, **answer.headers}.items())
    head = f"HTTP/1.1 {answer.status}\r\n{said}\r\n".encode()
    if answer.manner in ("hangs", "slow"):
        time.sleep(SLOW if answer.manner == "slow" else FOR_EVER)
    if answer.manner == "reset":
        connection.sendall(head + answer.body[: len(answer.body) // 2])
        time.sleep(0.05)
        reset(connection)
    elif answer.manner == "drips":
        connection.sendall(head)
        for at in range(int(FOR_EVER) * 2):
            connection.sendall(answer.body[at : at + 1])
            time.sleep(0.5)
    elif answer.manner != "hangs":
        connection.sendall(head + answer.body)
    return answer.manner in ("", "slow")


def _http_date(now: datetime) -> str:
    return format_datetime(now, usegmt=True)
