"""Whose feed it is: by the sites that its items stand on, and by what it is called. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from crawler.hosts import host_of, registrable_domain
from crawler.item import Item

#: The hosts of its items and the words of its titles, of this reading or of all so far, as a cursor keeps them.
Owner = Mapping[str, Sequence[str]]

#: So many hosts and words are remembered of a source, the latest.
_REMEMBERED = 60
#: Fewer items say nothing: a digest of three may link to anybody.
_FEW = 4
#: What had items of more sites gathers what others write, and may gather others tomorrow.
_MOST_SITES = 3
#: What feeds of anybody are called.
_ANYBODYS_WORDS = """
    the and rss atom feed feeds news newsfeed latest all recent posts articles blog com org www
"""
_OF_ANYBODY = frozenset(_ANYBODYS_WORDS.split())


def owner_of(items: Iterable[Item], title: str | None) -> Owner:
    """Return whose feed it is that holds these items and is called so."""
    words = dict.fromkeys(re.findall(r"\w{3,}", (title or "").casefold()))
    return {
        "hosts": sorted({host_of(item.url) for item in items}),
        "called": [word for word in words if word not in _OF_ANYBODY],
    }


def remembered(known: Owner, owner: Owner) -> Owner:
    """Return what is known of a feed after a reading: a feed that comes and goes is no other one each time."""
    together = {part: dict.fromkeys((*known.get(part, ()), *owner[part])) for part in owner}
    return {part: list(found)[-_REMEMBERED:] for part, found in together.items()}


def is_of_another(known: Owner, owner: Owner, items: int) -> bool:
    """Tell whether so many items are of another feed than what is known: no site and no word of its title is the same.

    A site that moves to another domain keeps what it is called.
    """
    if items < _FEW or not known.get("hosts") or not set(known.get("called", ())).isdisjoint(owner["called"]):
        return False
    before = sites_of(known)
    return len(before) <= _MOST_SITES and before.isdisjoint(sites_of(owner))


def sites_of(owner: Owner) -> set[str]:
    """Return the sites that the items of a feed stand on."""
    return set(map(registrable_domain, owner["hosts"]))
