"""What the product understands of one page or address, as plain values: for `tocsin inspect` and those who measure."""

from typing import Any

from crawler.addresses import canonical_url
from crawler.item import ReadError
from crawler.page import read_page


def inspect_page(data: bytes, url: str = "") -> dict[str, Any]:
    """Return title, published, authors, language and text, as the page says them.

    `published` is ISO 8601 with the zone that the page tells it by; a bare day where it gives no clock.

    A page that tells only when or by whom it was written is answered as well: one sees what was understood of it.

    Raises:
        ReadError: data says nothing of an article, or cannot be read as HTML.

    """
    page = read_page(data, url)
    if not (page.title or page.text or page.published_at or page.authors):
        raise ReadError("empty", "the page has neither title nor text")
    at = page.published_at and page.published_at.astimezone(page.clock)
    published = at and (at.isoformat() if page.published_exact else at.date().isoformat())
    return {
        "title": page.title,
        "published": published,
        "authors": list(page.authors),
        "language": page.language,
        "text": page.text,
    }


def inspect_url(line: str) -> str:
    """Return the canonical address of the one in line; an empty string where it is refused."""
    try:
        return canonical_url(line)
    except ValueError:
        return ""
