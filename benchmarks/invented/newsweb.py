"""A web of invented feeds on loopback for `polling.py`: `python newsweb.py FEEDS ENTRIES FOLDER` serves until killed.

RSS, Atom and JSON Feed. How it stands is said in a file in FOLDER, so that it can be changed from outside. What the
feeds hold goes back from now as far as in sources of as many habits: hours of a wire, half a year of a journal.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.invented.feeds import KINDS

#: In each feed, and how many of them a turn adds.
ENTRIES, NEW = 30, 3
#: When the last of the entries came that are there at first, or a little later; further ones come by the minute.
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
#: How far apart the entries of sources are, for a hundred sources.
_APART = [timedelta(days=1) / a_day for a_day, share, _ in KINDS.values() for _ in range(share)]
_SAID = (
    "minister said on monday the government will buy more air defence systems after talks with allies in brussels "
    "about ammunition for ukraine and a new frigate for the navy which parliament approved despite doubts over the "
    "budget while an official spoke of delays in production drones sanctions exercise border patrol summit radar"
)
WORDS = _SAID.split()


class NewsWeb:
    """The feeds, in a process of its own that costs no measured program anything; `turn` adds entries to each."""

    def __init__(self, folder: Path, feeds: int, entries: int = ENTRIES) -> None:
        self.folder, self.feeds, self.entries = folder, feeds, entries
        self.port = 0

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve until the block ends."""
        command = [sys.executable, __file__, str(self.feeds), str(self.entries), str(self.folder)]
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
        # As web servers have it: else a body waits 40 ms for its head to be acknowledged where a connection is kept.
        disable_nagle_algorithm = True

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
    held = [entry(number, n, entries) for n in range(turn * NEW, turn * NEW + entries)]
    return {"rss": _rss, "atom": _atom, "json": _json}[_kind(number)](number, held[::-1])


def entry(number: int, place: int, entries: int = ENTRIES) -> tuple[str, str, str, datetime]:
    """Return address, title, text and time of the entry that came to a feed so manieth, which had as many at first."""
    chance = random.Random(number * 100_003 + place)
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()}.</p>" for _ in range(chance.randint(2, 5)))
    later = place - entries
    at = START + later * (_APART[37 * number % len(_APART)] if later < 0 else timedelta(minutes=1))
    return f"https://s{number}.example.org/{place}", title, text, at.replace(microsecond=0)


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


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        serve(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
