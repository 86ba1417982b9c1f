"""The article on a web page: its text without what surrounds it, and what the page says of it. Pure.

Made for pages of strangers; to be run in a worker, within limits of memory and time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from crawler import language, page_metadata
from crawler.body import article_text
from crawler.clean import clean_text
from crawler.deck import deck_of
from crawler.edges import without_furniture
from crawler.headline import headline, sections_beside
from crawler.item import ReadError
from crawler.lead_picture import picture
from crawler.linked_data import text_of
from crawler.markup import parse_html
from crawler.page_authors import authors
from crawler.page_dates import clock_at, published, read_moment, updated
from crawler.page_metadata import PageData, line_of, text_within
from crawler.paywall import is_paywalled
from crawler.sites import NOTHING, Hints, Told, read_hints


@dataclass(frozen=True, kw_only=True)
class Page:
    """An article page as it was read; not to be trusted.

    `title` is the headline without the site's name. `text` is plain, paragraphs parted by newlines, and empty where
    the page has no article; `deck` is the summary above it, where the page has one that is not in the text. Times are
    aware UTC; `published_exact` is False when the page gave a day only, which is then midnight UTC. `language` is a
    language code (`fr`), by the text itself where it is long enough. `canonical` is the address that the page gives as
    its own, believed only within the same owner's domain. `clock` is that by which it says when it was published.
    """

    url: str
    title: str
    text: str
    deck: str = ""
    published_at: datetime | None = None
    published_exact: bool = False
    clock: tzinfo = UTC
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    canonical: str | None = None
    site_name: str = ""
    paywalled: bool = False
    picture: str | None = None


def extract_page(data: bytes, url: str, content_type: str = "", told: Told = NOTHING) -> Page:
    """Return the article in data, an HTML page fetched from url; content_type is as the server sent it.

    The language that the settings tell is used where neither the text nor the page does.

    Raises:
        ReadError: `empty` when there is neither title nor text, `parse` when it cannot be read as HTML.

    """
    page = read_page(data, url, content_type, told)
    if not page.title and not page.text:
        raise ReadError("empty", "the page has neither title nor text")
    return page


def read_page(data: bytes, url: str, content_type: str = "", told: Told = NOTHING) -> Page:
    """Return what a page says, as `extract_page` does, though it may hold no article.

    Raises:
        ReadError: `parse` when it cannot be read as HTML.

    """
    tree = parse_html(data, content_type)
    hints = read_hints(tree, told.site)
    return _read(PageData.of(tree, url, told.country), hints, told.language)


def _read(page: PageData, hints: Hints, told_language: str | None) -> Page:
    title = hints.title or headline(page)
    body = hints.text or article_text(page.tree, text_of(page.article.get("articleBody")), title)
    said = page_metadata.languages(page)
    spoken = language.page_language(said, body or title, told_language)
    site_names = page_metadata.site_names(page)
    names = hints.authors or authors(page, site_names, title, body)
    links = map(text_within, page.tree.iter("a"))
    headings = set(map(line_of, page.tree.iter("h1", "h2", "h3", "h4")))
    text = clean_text(
        without_furniture(body, title, spoken, lambda: links, names, sections_beside(page, title), headings)
    )
    changed = updated(page, title, spoken)
    appeared = read_moment(hints.date, spoken, clock_at(page, spoken)) or published(page, title, spoken) or changed
    return Page(
        url=page.url,
        title=title,
        text=text,
        deck=deck_of(page.tree, title, text) if text else "",
        published_at=appeared.at.astimezone(UTC) if appeared else None,
        published_exact=bool(appeared and appeared.exact),
        clock=(appeared.at.tzinfo if appeared else None) or UTC,
        updated_at=changed.at.astimezone(UTC) if changed else None,
        authors=names,
        language=spoken,
        canonical=page_metadata.canonical(page),
        site_name=page_metadata.site_name(page),
        paywalled=is_paywalled(page, text),
        picture=picture(page, site_names),
    )
