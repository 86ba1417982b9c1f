"""A source that a site offers, what it would bring, and which of several is likeliest to be wanted. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from crawler.addresses import url_key

_KINDS = ("feed", "sitemap", "listing")
_TEXTS = ("addresses", "headlines", "teasers", "full text")
#: Of comments, and not of commentaries; and what is told by voice.
_ASIDE = re.compile(r"(?<![a-z])comments?(?![a-z])|podcast", re.IGNORECASE)
#: As those who make sites write it over the comments on an article, or on all: «Kommentare zu: …», «Comments on …».
_COMMENTS = re.compile(
    r"^\W*(?:comments?|kommentare?r?|commentaires?|comentarios|comentários|commenti|reacties|komentarze|komentáře"
    r"|комментарии|коментарі)\b\W{0,3}(?:on|for|für|zu|zum|sur|pour|en|em|a|su|per|op|do|k|ke|u|til|till|к|на|до)\b"
    r"|[-–—|:]\s*comments\b|podcast|コメント",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A source that a site offers, and what it would bring now.

    `text` is what of an article comes with it: full text, teasers, headlines or addresses; `headlines` are some of
    them, or addresses. `podcast` tells that its articles are sound. `newest` is aware UTC, None where no
    item has a date that can be believed; `stale` tells that it is too long ago for what usually comes. `links` is the
    selector of a listing. `aliases` are other addresses under which the same comes; `on_page` is how many of its items
    the page that was looked at links to.
    """

    kind: str
    url: str
    links: str | None = None
    title: str = ""
    items: int = 0
    newest: datetime | None = None
    stale: bool = False
    headlines: tuple[str, ...] = ()
    text: str = "headlines"
    language: str | None = None
    aliases: tuple[str, ...] = ()
    on_page: int = 0
    podcast: bool = False

    @property
    def is_live(self) -> bool:
        """Whether it holds something, and still brings more."""
        return bool(self.items) and not self.stale


def ranked(offers: Iterable[Offer], language: str | None = None) -> tuple[Offer, ...]:
    """Return offers, the likeliest first; language is the one of the page that was looked at.

    A site may still name a feed that ended years ago, and comments are no news. Of several feeds the one that brings
    what the page shows, in its language, is what who gave its address is after.
    """

    def place(one: Offer) -> tuple[bool, bool, int, bool, int]:
        aside = one.podcast or bool(_ASIDE.search(one.url) or _COMMENTS.search(one.title))
        foreign = None not in (language, one.language) and one.language != language
        return not one.is_live, aside, _KINDS.index(one.kind), foreign, -one.on_page

    return tuple(sorted(offers, key=place))


def widest_first(feeds: Iterable[str]) -> list[str]:
    """Return addresses of feeds, those first that are likely of all a site has: they stand above those of its parts.

    >>> widest_first(["https://e.org/rss/topic/navy.xml", "https://e.org/comments.xml", "https://e.org/rss/all.xml"])
    ['https://e.org/rss/all.xml', 'https://e.org/rss/topic/navy.xml', 'https://e.org/comments.xml']

    """
    return sorted(feeds, key=lambda one: (bool(_ASIDE.search(one)), urlsplit(one).path.count("/")))


def added(offers: list[Offer], one: Offer) -> list[Offer]:
    """Return offers with one more; of two that bring the same the fuller stays, with the other's address."""
    for number, other in enumerate(offers):
        if _brings(one) == _brings(other) or one.url == other.url:
            best, rest = (one, other) if _TEXTS.index(one.text) > _TEXTS.index(other.text) else (other, one)
            known = dict.fromkeys((*best.aliases, rest.url, *rest.aliases))
            merged = replace(best, aliases=tuple(alias for alias in known if alias != best.url))
            return [*offers[:number], merged, *offers[number + 1 :]]
    return [*offers, one]


def _brings(one: Offer) -> tuple[object, ...]:
    # What holds nothing is alike by that alone.
    return one.kind, one.items, one.newest, one.headlines or one.url


def lasting_address(asked: str, ended: str, moved_to: str | None) -> str:
    """Return under which address to read what was asked for and found where redirects ended.

    A redirect for now may lead elsewhere tomorrow (a relay, a page of today); one to another spelling does not.
    """
    if moved_to:
        return moved_to
    try:
        return ended if url_key(asked) == url_key(ended) else asked
    except ValueError:
        return ended
