"""What the product understands of one page or address, as plain values: for `tocsin inspect` and those who measure."""

from typing import Any

from crawler.addresses import canonical_url
from crawler.item import ReadError
from crawler.page import read_page


def inspect_page(data: bytes, url: str = "") -> dict[str, Any]:
    """Return title, published (ISO 8601 with zone; a bare day where the page gives no clock), authors, language, text.

    A page that tells only when or by whom it was written is answered as well: one sees what was understood of it.

    Raises:
        ReadError: data says nothing of an article, or cannot be read as HTML.

    """
    page = read_page(data, url)
    if not (page.title or page.text or page.published_at or page.authors):
        raise ReadError("empty", "the page has neither title nor text")
    published = page.published_at and (
        page.published_at.isoformat() if page.published_exact else page.published_at.date().isoformat()
    )
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
