"""What stands where a feed should stand, by its name and in its own words. Pure."""

import re

from crawler.clean import clean_text
from crawler.item import ReadError
from crawler.stand_ins import broken_down, stand_in

HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_OPML = re.compile(r"\s*(?:<[?!][^<>]*>\s*)*<opml\b", re.IGNORECASE)
_SITEMAP = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)")
#: Where services say why there is no feed.
_COMPLAINT = re.compile(r'"(?:message|error|error_description|detail)"\s*:\s*"([^"\\]{2,200})"', re.IGNORECASE)
_COMPLAINT_XML = re.compile(r"<(?:message|faultstring|error|detail)>\s*([^<>]{2,200}?)\s*</", re.IGNORECASE)


def no_feed(text: str) -> ReadError:
    """Return why text, which holds no feed, cannot be read as one."""
    is_page = HTML.search(text[:5_000]) and not _OPML.match(text)
    return (stand_in(text) if is_page else broken_down(text)) or ReadError("not-a-feed", _what_it_is(text))


def no_json_feed(text: str) -> ReadError:
    """Return why text, which is JSON, cannot be read as a feed."""
    if said := _complaint(text, _COMPLAINT):
        return ReadError("not-a-feed", f"this is JSON, but no JSON Feed: it says {said!r}")
    return ReadError("not-a-feed", "this is JSON, but no JSON Feed: it has no list of items")


def _what_it_is(text: str) -> str:
    if _OPML.match(text):  # which has a head and a body as well
        return "this is a list of sources (OPML), not a feed; import it"
    if HTML.search(text[:5_000]):
        return "this is an HTML page, not a feed; name the address of its feed, or watch it as a listing"
    if text.startswith("<"):
        found = re.search(r"<(?![?!])[\w:.-]{0,40}", text)
        root = found[0] if found else "<"
        if _SITEMAP.fullmatch(root):
            return "this is a sitemap, not a feed; read it as one: kind = 'sitemap'"
        if said := _complaint(text, _COMPLAINT_XML):
            return f"this is XML, but no feed: it says {said!r}"
        return f"this is XML, but no feed: it starts with {root!r}"
    return f"this is no feed: it starts with {clean_text(text[:60], one_line=True)!r}"


def _complaint(text: str, pattern: re.Pattern[str]) -> str:
    """Return what an answer that is no feed says of the reason why, or nothing."""
    found = pattern.search(text[:5_000])
    return clean_text(found[1], 100, one_line=True) if found else ""
