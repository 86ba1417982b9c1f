"""Make feed text safe to look at: no control or bidirectional characters, links only to the web. Pure.

What a source sent may stand in a mail header, in HTML, on a terminal and in a log line. Everything here keeps the
length of a text, so that spans found in the original still fit.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from config.shortening import shortened

#: Controls, line and paragraph separators, bidirectional marks, lone surrogates, the byte order mark, noncharacters.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_LINK = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)
#: Longest address that is shown as a link; beyond it mail programs break it.
_LONGEST_LINK = 2000
#: Characters shown on either side of a found word, and passages per article.
_AROUND = 140
_PASSAGES = 3


@dataclass(frozen=True)
class Span:
    """A stretch of text, from start to before end, in characters."""

    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """Some text; marked if it is what the watch found."""

    text: str
    marked: bool = False


def visible(text: str) -> str:
    """Return text with every character that must not be shown replaced by a space; the length stays the same."""
    return _UNFIT.sub(" ", text)


def one_line(text: str, limit: int) -> str:
    r"""Return text on one line, cut at a word to at most `limit` characters.

    >>> one_line("Ships\r\nBcc: x", 40)
    'Ships Bcc: x'

    """
    # Four times as much as needed is looked at: a title of 10 MB costs no more than one of 1 kB.
    return shortened(" ".join(visible(text[: 4 * limit]).split()), limit)


def numbered(number: int, one: str, more: str = "") -> str:
    """Return a number with its word, of which `more` is the plural; an s makes it, unless it is given.

    >>> numbered(1, "try", "tries"), numbered(2, "try", "tries"), numbered(0, "alert")
    ('1 try', '2 tries', '0 alerts')

    """
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def last_words(text: str, limit: int) -> str:
    r"""Return the end of text on one line, cut at its beginning to at most `limit` characters.

    >>> last_words("Traceback\n  ...\nKeyError: 'x'", 14)
    "…KeyError: 'x'"

    """
    line = " ".join(visible(text[-4 * limit :]).split())
    return line if len(line) <= limit else "…" + line[1 - limit :]


#: An outlet's address stands in the text, the HTML and the data of a message, and again on the next page.
@lru_cache(maxsize=2_048)
def web_link(url: str) -> str | None:
    """Return url if it leads to the web by http or https and is fit to be a link, else None.

    Backslashes are refused because browsers and parsers disagree about the host then.
    """
    if len(url) > _LONGEST_LINK or not _LINK.fullmatch(url) or _UNFIT.search(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return url if parts.hostname else None


def shown_host(url: str) -> str:
    """Return the host that a link of `web_link` leads to; names in other alphabets with their ASCII form.

    >>> shown_host("https://user@Example.org/a")
    'example.org'

    """
    host = urlsplit(url).hostname or ""
    if host.isascii():
        return host
    try:
        return f"{host} ({host.encode('idna').decode()})"
    except UnicodeError:
        return unicodedata.normalize("NFKC", host)


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Return text cut into pieces, those of the spans marked. Overlapping spans become one; spans outside are left."""
    text, at, found = visible(text), 0, []
    for span in _joined(spans, len(text), gap=0):
        found += [Piece(text[at : span.start]), Piece(text[span.start : span.end], marked=True)]
        at = span.end
    return tuple(p for p in (*found, Piece(text[at:])) if p.text)


def passages(text: str, spans: Sequence[Span], limit: int = _PASSAGES) -> tuple[tuple[Piece, ...], ...]:
    """Return the first stretches of text around the spans, each cut into pieces, at most `limit` of them."""
    inside = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    wide = (Span(s.start - _AROUND, s.end + _AROUND) for s in inside)
    return tuple(_passage(text, window, inside) for window in _joined(wide, len(text), gap=20)[:limit])


def _passage(text: str, window: Span, spans: Sequence[Span]) -> tuple[Piece, ...]:
    start, end = _at_words(text, window)
    local = [Span(s.start - start, s.end - start) for s in spans if start <= s.start and s.end <= end]
    body = pieces(text[start:end], local)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return tuple(p for p in (Piece(before), *body, Piece(after)) if p.text)


def _at_words(text: str, window: Span) -> tuple[int, int]:
    """Move the ends of a window inwards to the next space, if one is near."""
    start, end = max(window.start, 0), min(window.end, len(text))
    if start and (space := text.find(" ", start, start + 30)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", end - 30, end)) >= 0:
        end = space
    return start, end


def _joined(spans: Iterable[Span], length: int, gap: int) -> list[Span]:
    """Return the spans in order, held within the text, those that overlap or nearly touch as one."""
    held = (Span(max(s.start, 0), min(s.end, length)) for s in spans)
    joined: list[Span] = []
    for span in sorted((s for s in held if s.start < s.end), key=lambda s: (s.start, s.end)):
        if joined and span.start <= joined[-1].end + gap:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
