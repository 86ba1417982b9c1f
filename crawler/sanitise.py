"""HTML from outside, made fit to be shown: what is left of it does nothing. Touches no network.

As in `crawler.clean`, everything is linear in its input, or refuses the inputs that are not.
"""

import re

import nh3

from crawler.clean import (
    FORBIDDEN,
    SCHEMES,
    clean_text,
    html_to_text,
    normalised,
    safe_link,
    sound_references,
    to_paragraphs,
)
from crawler.drawing import put_back, take_drawings

#: Sanitising gets quadratic in nesting: html past this many tags is shown as plain paragraphs.
MAX_TAGS = 10_000
MAX_TAG_LENGTH = 4_000
MAX_DEPTH = 400

#: Tags that open nothing deeper: void ones, and those that close their like.
_FLAT = re.compile(r"(?:br|hr|img|wbr|p|li|dt|dd|td|th|tr|input|option|!)(?=[\s/>\-]|$)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
#: Browsers read what these hold as mere text, or as formulas and drawings; here it is text like the rest. nh3 drops
#: shapes with all that follows them: in HTML they are unknown elements, and «/>» ends none.
_TRANSPARENT = re.compile(
    r"</?(?:iframe|noscript|noembed|noframes|xmp|plaintext|textarea|svg|math|semantics|annotation|text|tspan|desc|g|"
    r"m(?:i|n|o|s|row|text|frac|su[bp]|subsup|sqrt|root|style|table|tr|td|over|under|underover|padded|fenced|space|"
    r"action|enclose|error|multiscripts|prescripts)|none|"
    r"animate|circle|ellipse|line|mpath|path|polygon|polyline|rect|set|stop|switch|use|view)(?=[\s/>])[^<>]*+>|"
    r"<(?:defs|filter|marker|mask|metadata|pattern|symbol)(?=[\s/])[^<>]*+(?<=/)>",
    re.IGNORECASE,
)
#: What a drawing is called stands for it, as alt does for a picture (SVG 2, 5.5).
_DRAWING_TITLE = re.compile(r"(<svg(?=[\s>])[^<>]*+>\s*+)<title>([^<>]*+)</title>", re.IGNORECASE)
#: What begins like a declaration and meets another tag before it ends is text; a browser would swallow that tag.
_STRAY = re.compile(r"<(?=[!?](?!--|\[CDATA\[|doctype)[^<>]*+(?:<|$))", re.IGNORECASE)
_ALLOWED_TAGS = """
    a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins
    kbd li mark ol p pre q s samp section small span strong sub sup table tbody td tfoot th thead time tr u ul var
"""
_DROPPED_TAGS = frozenset(("script", "style", "template", "head", "title"))
_ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    # style and hidden are read and never come out: they tell of a picture that nobody is meant to see.
    "img": {"src", "alt", "width", "height", "title", "style", "hidden"},
    "time": {"datetime"},
    "*": {"lang", "dir"},
}
#: A start tag as nh3 writes it: no bare «"» in a value, no bare «<» in text, so one match never begins inside another.
_WRITTEN_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z]+="[^"]*+")*+)>')
_ANY_WRITTEN_TAG = re.compile("(<[^<>]*+>)")
#: What may not stand first, spaces and U+0338; taken together, for each bares the other.
_LEADING = re.compile(r"\A[\s\u0338]++")
_LENGTH = re.compile(r"\s*+\+?0*(\d{1,4})(?!\d)([.\d]*+\s*+%)?")
_OUT_OF_SIGHT = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:max-)?(?:width|height)\s*:\s*0*[01](?![\d%])|"
    r"opacity\s*:\s*0(?![\d.]))",
    re.IGNORECASE,
)
_NO_PICTURE = re.compile(r' (?:style="|hidden="|(?:width|height)="[01]")')
_PICTURE = re.compile(r' (?:src|alt)="[^"]')


def sanitise_html(markup: str, base_url: str = "") -> str:
    """Return an HTML fragment that does nothing: a few tags, no style, links to http, https and mailto only.

    Drawings stay where they only draw (`crawler.drawing`). Pictures stay, with an http or https address; whoever shows
    them decides whether they are loaded. Those that are there to count readers, not to be seen (0 or 1 pixel wide or
    high, hidden), are dropped. Relative addresses are resolved against base_url and dropped where there is none. What
    is too deep or too long to sanitise quickly comes back as plain paragraphs.
    """
    # Normalised before, and after only between tags: NFC merges «>» and U+0338, which would open a closed tag again.
    markup = clean_text(sound_references(markup))
    markup, drawings = take_drawings(markup)
    markup = _STRAY.sub("&lt;", _TRANSPARENT.sub("", _DRAWING_TITLE.sub(r"\1\2", markup)))
    if _is_costly(markup):
        return to_paragraphs(html_to_text(markup))

    def safe_attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name not in ("alt", "title"):
            return _of_picture(name, value, base_url)
        return safe_link(value, base_url) if name in ("href", "cite") else clean_text(value, 2_000, one_line=True)

    done = nh3.clean(
        markup,
        tags=set(_ALLOWED_TAGS.split()),
        clean_content_tags=set(_DROPPED_TAGS),
        attributes=_ALLOWED_ATTRIBUTES,
        attribute_filter=safe_attribute,
        link_rel="noopener noreferrer",
        url_schemes=set(SCHEMES),
    )
    done = put_back(_WRITTEN_TAG.sub(_without_pixels, done), drawings)
    return _LEADING.sub("", _joined(FORBIDDEN.sub("", done))).rstrip()


def _joined(written: str) -> str:
    """Return HTML that nh3 wrote in NFC: letters and their marks can meet where a tag was taken out from between."""
    if written.isascii():
        return written
    parts = (
        part if part.startswith("<") else normalised(part).lstrip("\u0338") for part in _ANY_WRITTEN_TAG.split(written)
    )
    return "".join(parts)


def _of_picture(name: str, value: str, base_url: str) -> str | None:
    if name == "src":
        link = safe_link(value, base_url) if value.strip() else None
        return link if link and not link.startswith("mailto:") else None
    if name in ("width", "height"):
        length = _LENGTH.match(value)
        return length[1] if length and (not length[2] or int(length[1]) < 2) else None
    if name == "style":
        return name if _OUT_OF_SIGHT.search(value[:MAX_TAG_LENGTH]) else None
    return name if name == "hidden" else clean_text(value, 100, one_line=True)


def _without_pixels(found: re.Match[str]) -> str:
    if found[1] != "img":
        return found[0]
    return found[0] if _PICTURE.search(found[2]) and not _NO_PICTURE.search(found[2]) else ""


def _is_costly(markup: str) -> bool:
    chunks = markup.split("<", MAX_TAGS + 1)
    if len(chunks) > MAX_TAGS or _depth(chunks[1:]) > MAX_DEPTH:
        return True
    long = (chunk for chunk in chunks[1:] if len(chunk) > MAX_TAG_LENGTH)
    return any(len(_QUOTED.sub("", chunk).partition(">")[0]) > MAX_TAG_LENGTH for chunk in long)


def _depth(chunks: list[str]) -> int:
    """Return how deep elements can be nested in markup that was split at each «<»."""
    deepest = depth = 0
    if len(chunks) > MAX_DEPTH:
        for chunk in chunks:
            if chunk.startswith("/"):
                depth -= 1
            elif not _FLAT.match(chunk):
                depth += 1
                deepest = max(deepest, depth)
    return deepest
