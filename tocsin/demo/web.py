"""The news web of the demonstration: outlets on the loopback interface that publish round by round."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from tocsin.demo.loopback import LoopbackServer, QuietHandler

COVERAGE = Path(__file__).with_name("coverage.toml")


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """A publisher of the demonstration; `format` is how its feed is written."""

    name: str
    title: str
    language: str
    format: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One article as an outlet publishes it in a round; the same slug again is the same page, edited."""

    round: int
    outlet: str
    slug: str
    title: str
    text: str
    before: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The text's paragraphs, each on one line."""
        return [" ".join(part.split()) for part in self.text.strip().split("\n\n")]


def coverage() -> tuple[dict[str, Outlet], list[Piece]]:
    """Return the outlets by name and everything they publish, in order."""
    data = tomllib.loads(COVERAGE.read_text(encoding="utf-8"))
    outlets = {name: Outlet(name=name, **facts) for name, facts in data["outlets"].items()}
    return outlets, [Piece(**{**facts, "before": tuple(facts.get("before", ()))}) for facts in data["articles"]]


class NewsWeb(LoopbackServer):
    """Serves every outlet's feed at /NAME/feed and its articles at /NAME/SLUG, up to the round published last."""

    def __init__(self) -> None:
        self.outlets, self._pieces = coverage()
        self._published: dict[tuple[str, str], tuple[Piece, datetime]] = {}
        super().__init__(_handler(self))
        self.publish(0)

    def publish(self, number: int) -> list[Piece]:
        """Let the outlets publish the pieces of that round and return them."""
        pieces = [p for p in self._pieces if p.round == number]
        for i, piece in enumerate(pieces):
            at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=3 * (len(pieces) - i))
            first = self._published.get((piece.outlet, piece.slug))
            self._published[piece.outlet, piece.slug] = (piece, first[1] if first else at)
        return pieces

    def answer(self, path: str) -> tuple[int, str, str] | None:
        """Return status, Content-Type and body for path, or None when there is no such page."""
        name, _, slug = path.strip("/").partition("/")
        outlet = self.outlets.get(name)
        if outlet and slug == "feed":
            return _FEEDS[outlet.format](self, outlet)
        if outlet and (name, slug) in self._published:
            return 200, "text/html; charset=utf-8", _page(outlet, *self._published[name, slug])
        return None

    def newest(self, outlet: Outlet) -> list[tuple[Piece, datetime, str]]:
        """Return what outlet has published, newest first, each with its time and address."""
        own = [(p, at, f"{self.origin}/{p.outlet}/{p.slug}") for p, at in self._published.values()]
        return sorted((one for one in own if one[0].outlet == outlet.name), key=lambda one: one[1], reverse=True)


def _handler(web: NewsWeb) -> type[QuietHandler]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:
            status, kind, body = web.answer(self.path) or (404, "text/plain", "There is no such page.")
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


def _rss(web: NewsWeb, outlet: Outlet, *, full: bool = True) -> tuple[int, str, str]:
    items = "".join(
        f"<item><title>{escape(p.title)}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>{escape(p.paragraphs[0])}</description>"
        + (f"<content:encoded>{escape(_paragraphs(p))}</content:encoded>" if full else "")
        + "</item>"
        for p, at, url in web.newest(outlet)
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(outlet.title)}</title><link>{web.origin}/{outlet.name}/</link>"
        f"<description>News</description><language>{outlet.language}</language>{items}</channel></rss>"
    )
    return 200, "application/rss+xml; charset=utf-8", body


def _rss_teaser(web: NewsWeb, outlet: Outlet) -> tuple[int, str, str]:
    return _rss(web, outlet, full=False)


def _atom(web: NewsWeb, outlet: Outlet) -> tuple[int, str, str]:
    entries = "".join(
        f'<entry><title>{escape(p.title)}</title><id>{url}</id><link href="{url}"/>'
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated>"
        f'<summary>{escape(p.paragraphs[0])}</summary><content type="html">{escape(_paragraphs(p))}</content></entry>'
        for p, at, url in web.newest(outlet)
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">'
        f"<title>{escape(outlet.title)}</title><id>{web.origin}/{outlet.name}/</id>"
        f"<updated>{datetime.now(UTC).isoformat()}</updated>{entries}</feed>"
    )
    return 200, "application/atom+xml; charset=utf-8", body


def _json(web: NewsWeb, outlet: Outlet) -> tuple[int, str, str]:
    items = [
        {"id": url, "url": url, "title": p.title, "date_published": at.isoformat(), "content_html": _paragraphs(p)}
        for p, at, url in web.newest(outlet)
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "language": outlet.language,
        "home_page_url": f"{web.origin}/{outlet.name}/",
        "items": items,
    }
    return 200, "application/feed+json", json.dumps(feed, ensure_ascii=False)


def _html(web: NewsWeb, outlet: Outlet) -> tuple[int, str, str]:
    return 200, "text/html; charset=utf-8", f"<!doctype html><title>{outlet.title}</title><h1>Our feed has moved</h1>"


_FEEDS: Mapping[str, Callable[[NewsWeb, Outlet], tuple[int, str, str]]] = {
    "rss": _rss,
    "rss-teaser": _rss_teaser,
    "atom": _atom,
    "json": _json,
    "html": _html,
}


def _paragraphs(piece: Piece) -> str:
    return "".join(f"<p>{escape(p)}</p>" for p in piece.paragraphs)


def _page(outlet: Outlet, piece: Piece, at: datetime) -> str:
    labels = "".join(f"<p>{escape(line)}</p>" for line in piece.before)
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": at.isoformat(),
        "author": {"@type": "Organization", "name": outlet.title},
    }
    return (
        f'<!doctype html><html lang="{outlet.language}"><head><meta charset="utf-8">'
        f"<title>{escape(piece.title)} | {escape(outlet.title)}</title>"
        f'<script type="application/ld+json">{json.dumps(facts)}</script></head>'
        f"<body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>{escape(piece.title)}</h1>"
        f"{labels}{_paragraphs(piece)}</article><footer>© {escape(outlet.title)}</footer></body></html>"
    )
