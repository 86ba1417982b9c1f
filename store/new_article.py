"""A piece of coverage that is to be stored, and what of it stands where something of it is stored already. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import xxhash

#: Stands between title, summary and text where they are hashed together: no text holds it.
_PART = "\0"
_FIGURES = re.compile(r"[\d.,\s]+")


@dataclass(frozen=True, kw_only=True)
class NewArticle:
    """A piece of coverage ready to be stored: cleaned text only, times aware UTC.

    `url_key` is the key of its canonical address (32 hex digits), `given_key` that of the address the source gave where
    it is another, `page_key` that of the page that it has in common with other entries of its source, under which
    it may be stored from when it was alone; `guid` the source's own name for it. `complete` tells that `text` is
    the whole article, not a teaser; `doubtful_date` is the date that it gives and that cannot be.

    Raises:
        ValueError: a NUL or a lone surrogate is in a text (no database keeps both), or a time has no zone.

    """

    url: str
    url_key: str
    title: str
    summary: str = ""
    text: str = ""
    language: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    guid: str | None = None
    complete: bool = False
    doubtful_date: str | None = None
    paywalled: bool | None = None
    picture: str | None = None
    given_key: str | None = None
    page_key: str | None = None

    def __post_init__(self) -> None:
        for value in (
            self.url,
            self.title,
            self.summary,
            self.text,
            self.language or "",
            self.guid or "",
            self.picture or "",
            *self.authors,
        ):
            if "\0" in value:
                raise ValueError(f"a NUL in an article of {self.url!r}: clean its text first")
            value.encode()  # UnicodeEncodeError, a ValueError, for a lone surrogate
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError(f"a time without a zone in an article of {self.url!r}")

    @property
    def content_hash(self) -> str:
        """What tells a new version from the same one seen again."""
        return xxhash.xxh3_128_hexdigest(_PART.join((self.title, self.summary, self.text)).encode())

    @property
    def guid_key(self) -> str | None:
        """The guid in a length that an index holds."""
        return guid_key(self.guid)


def guid_key(guid: str | None) -> str | None:
    """Return a guid in a length that an index holds, or None where there is none."""
    return xxhash.xxh3_128_hexdigest(guid.encode()) if guid else None


def merged(held: Any, item: NewArticle) -> NewArticle:
    """Return item with the stored text where its own is only a teaser of that, and with what it does not say at all.

    `held` has the stored title, summary, text and complete.
    """
    teaser = is_teaser(held, item)
    text, complete = (held.text, True) if teaser else (item.text, item.complete)
    title, summary = item.title or held.title, item.summary or held.summary
    return replace(item, title=title, text=text, summary=summary, complete=complete)


def is_teaser(held: Any, item: NewArticle) -> bool:
    """Tell whether an item is but a teaser of what is stored, which has title, text and complete.

    It does not claim to be the whole article, or is under half as long under the same title.
    """
    short = 2 * len(item.text) < len(held.text) and plain(item.title) == plain(held.title)
    return bool(held.complete and (not item.complete or short))


def differs_in_words(held: Any, item: Any) -> bool:
    """Tell whether an item says something else than what is stored, which has title, summary and text, figures aside.

    A counter is another figure at each reading.
    """
    then, now = (_FIGURES.sub("", _PART.join((one.title, one.summary, one.text))) for one in (held, item))
    return then != now


def plain(title: str) -> str:
    """Return a title as titles are compared."""
    return " ".join(title.casefold().split())
