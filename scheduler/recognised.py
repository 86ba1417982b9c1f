"""Items as articles to be stored, and which of them the store has though at no address that they have now."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from crawler.addresses import canonical_url, url_key
from crawler.dates import believable
from crawler.item import Item
from store.new_article import NewArticle
from store.recognition import Recognised


def article_of(item: Item, now: datetime) -> NewArticle:
    """Return an item as it is to be stored.

    Raises:
        ValueError: it has no address, or a text that cannot be kept.

    """
    return NewArticle(
        url=canonical_url(item.address),
        url_key=url_key(item.address),
        given_key=url_key(item.url) if item.page_url else None,
        page_key=url_key(item.shared_page) if item.shared_page else None,
        title=item.title,
        summary=item.summary,
        text=item.text,
        language=item.language,
        authors=item.authors,
        # A date beyond belief says less than the time it was seen.
        published_at=item.published_at if believable(item.published_at, now) else None,
        guid=item.guid,
        complete=item.complete,
        doubtful_date=_doubtful(item, now),
        paywalled=item.paywalled,
        picture=item.picture,
    )


def at_other_addresses(session: Session, source: str, items: Iterable[Item], now: datetime) -> set[str]:
    """Return which items of a reading, none of them known by its address, are stored all the same, by their addresses.

    A site may have moved; and there are sites whose addresses are others at each request.
    """
    given = {}
    for item in items:
        with suppress(ValueError):  # is dropped, and said, where it is recorded
            article = article_of(item, now)
            given[article.url_key] = (article, item.url)
    stored = Recognised(session, source, [article for article, _ in given.values()]).known_as
    return {given[article.url_key][1] for article, found in stored if found is not None}


def _doubtful(item: Item, now: datetime) -> str | None:
    """Return the date that an item gives and that nobody can believe."""
    given = item.published_at
    return given.isoformat() if given is not None and not believable(given, now) else None
