"""A stranger's HTML as a tree: decoded, and with what would blow up the parser taken out. Pure."""

import re

import lxml.etree
import lxml.html
from w3lib.encoding import html_body_declared_encoding

from crawler.decode import decode
from crawler.item import ReadError

#: Bytes that are read of a page; what follows is left out.
LARGEST = 20_000_000
#: libxml2 gives up at 2,048 levels and drops the text in them, and extraction takes the square of the depth; pages that
#: people wrote stay below 100.
DEEPEST = 150
#: Elements cost a hundred times their bytes. Beyond this, tags are dropped and their text is kept.
MOST_TAGS = 100_000
#: libxml2 compares each attribute with all before it.
MOST_ATTRIBUTES = 200

_OPENING = re.compile(r"<(?:!--|[/a-zA-Z])")
#: A quote opens a value only after =, as in a browser: <script src="a.js""> ends where it seems to.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*+)((?>[^<>=]++|=\s*+(?>\"[^\"]*+\"|'[^']*+')?)*+)>")
#: A tag whose value has no end would swallow what follows; this one ends at the first > whatever the quotes say.
_PLAIN_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*+)([^<>]*+)>")
_ATTRIBUTE = re.compile(r"([^\s\"'=<>/]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++))?")
#: What stands in them is no markup.
_RAW = frozenset(("script", "style", "textarea", "title", "xmp"))
#: Elements that have no end, or whose end is the next of their kind: they do not nest by themselves.
_FLAT_NAMES = """
    area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th tbody thead html
    head body
"""
_FLAT = frozenset(_FLAT_NAMES.split())
_LONG_TAG = 2_000
_PROGRAMS = frozenset(("script", "style"))
_NAMED = re.compile(r"\s[\w:.-]{1,60}\s{0,4}=\s{0,4}$")
_LONGEST_NAME = 80


def parse_html(data: bytes, content_type: str = "") -> lxml.html.HtmlElement:
    """Return the page as a tree, without comments and processing instructions.

    Raises:
        ReadError: `empty` when there is no element in it, `parse` when it cannot be read as HTML.

    """
    markup = tame(decode_html(data[:LARGEST], content_type))
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree: lxml.html.HtmlElement = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError as error:
        raise ReadError("empty", "there is nothing on the page") from error
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError("parse", f"the page is no HTML: {error}") from error
    if len(tree) == 0 and not (tree.text or "").strip():
        raise ReadError("empty", "there is nothing on the page")
    for one in list(tree.iter("template")):
        if one.get("shadowrootmode"):  # browsers show it in its place, without a script
            one.tag = "div"
    return tree


def decode_html(data: bytes, content_type: str = "") -> str:
    """Return data as text, by `crawler.decode.decode` and what the page itself says of its encoding.

    Source: https://html.spec.whatwg.org/#determining-the-character-encoding
    """
    if "charset" not in content_type.lower() and (declared := html_body_declared_encoding(data[:4096])):
        content_type = f"text/html; charset={declared}"
    return decode(data, content_type).replace("\0", "")


def tame(markup: str) -> str:
    """Return markup without the tags that go too deep or are too many, and without attributes by the thousand.

    What stands between the tags stays. Runs in time linear in its input, and leaves ordinary pages as they are.
    """
    depths = _Depths()
    kept: list[str] = []
    start = at = tags = 0
    missing: set[str] = set()
    while found := _OPENING.search(markup, at):
        if found[0] == "<!--":
            at = _after(markup, "-->", found.end(), missing)
            continue
        tag = _tag_at(markup, found.start(), missing)
        if not tag:
            at = found.end()
            continue
        name, at, tags = tag[2].lower(), tag.end(), tags + 1
        if tags > MOST_TAGS:
            return "".join((*kept, markup[start : tag.start()], _PLAIN_TAG.sub(" ", markup[tag.start() :])))
        is_whole = _is_closed(tag[3])
        stays = is_whole or depths.allow(name, closing=bool(tag[1]))
        shown = _shown(tag, stays=stays)
        if shown is not None:
            kept += (markup[start : tag.start()], shown)
            start = at
        if name in _RAW and not tag[1] and not is_whole:
            at = _after(markup, f"</{name}", at, missing)
            # A program without its tags would be words.
            start = start if stays or name not in _PROGRAMS else at
    return "".join((*kept, markup[start:]))


def _is_closed(attributes: str) -> bool:
    """Tell whether a tag ends itself, as drawings have them: <path d="M0 0"/>.

    libxml2 lets any element do so; in <a href=/port/> the stroke is of the address.
    """
    rest = attributes[:-1]
    if not attributes.endswith("/") or (rest and rest[-1] not in "\"' \t\r\n\f"):
        return False
    if not rest or rest[-1].isspace():
        return True
    start = rest.rfind(rest[-1], 0, -1)
    return _NAMED.search(rest, max(0, start - _LONGEST_NAME), max(0, start)) is not None


def _tag_at(markup: str, at: int, missing: set[str]) -> re.Match[str] | None:
    tag = None if "tag" in missing else _TAG.match(markup, at)
    if tag is None:
        # One that has no end costs a walk to the end of the page: only once.
        tag = _PLAIN_TAG.match(markup, at)
    elif len(tag[0]) > 1_000_000:
        missing.add("tag")
    return tag


def _after(markup: str, end: str, at: int, missing: set[str]) -> int:
    """Return the place of end, or at where there is none; each end that is missing is looked for once."""
    if end in missing:
        return at
    place = re.compile(re.escape(end), re.IGNORECASE).search(markup, at)
    if place is None:
        missing.add(end)
        return at
    return place.start()


def _shown(tag: re.Match[str], *, stays: bool) -> str | None:
    """Return what stands for a tag, or None where it stays as it is."""
    if not stays:
        return " "
    if len(tag[3]) < _LONG_TAG:
        return None
    attributes = [found[0] for found in _ATTRIBUTE.finditer(tag[3])]
    return None if len(attributes) <= MOST_ATTRIBUTES else f"<{tag[2]} {' '.join(attributes[:MOST_ATTRIBUTES])}>"


class _Depths:
    """Knows how deep the elements nest, and which ends belong to beginnings that were dropped."""

    def __init__(self) -> None:
        self.depth = 0
        self.dropped: dict[str, int] = {}

    def allow(self, name: str, *, closing: bool) -> bool:
        if name in _FLAT:
            return True
        if closing:
            return self._close(name)
        if self.depth >= DEEPEST:
            self.dropped[name] = self.dropped.get(name, 0) + 1
            return False
        self.depth += 1
        return True

    def _close(self, name: str) -> bool:
        if self.dropped.get(name):
            self.dropped[name] -= 1
            return False
        self.depth = max(0, self.depth - 1)
        return True
