"""Tell entries of a feed apart that are given one page: the posts of a live blog, the items of a list of news. Pure.

By its address each of them would be the same article, and all but one would be lost. So each gets an address of its
own, which opens the page; the text of that is none of theirs. It must be the same at every reading, whatever else is
read then: which pages are shared, and what tells their entries apart, is remembered with the source.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import SequenceMatcher

from xxhash import xxh3_64_hexdigest

from crawler.addresses import ROUTES
from crawler.item import Item

#: What tells the entries of pages apart ("guid", "anchor" or "title"), by the hash of the page, the latest seen last.
Shared = Mapping[str, str]

#: A longer mark is shortened to its hash.
_LONGEST = 100
#: So many pages are remembered of a source.
_REMEMBERED = 200
#: Two titles as like as this are one headline that was edited (`difflib` calls what is above it a close match).
_ALIKE = 0.6
_EVER = datetime.min.replace(tzinfo=UTC)
#: The feed's own name for the entry, its anchor on the page, or its title.
_MARKS: Mapping[str, Callable[[Item], str]] = {
    "guid": lambda item: item.guid or "",
    "anchor": lambda item: item.url.partition("#")[2],
    "title": lambda item: item.title,
}


def told_apart(items: Iterable[Item], shared: Shared) -> tuple[tuple[Item, ...], Shared]:
    """Return items, those on a shared page under an address of their own and complete, and what is shared now.

    `shared` is what was after the last reading. Of a headline that stands twice, edited, the later one is left.
    """
    told, now = _told_apart(items, shared)
    # What told the entries of a page apart once, an anchor or a guid, may have become the same for several of them:
    # then that is a page which these share. What was stored under it while it was one entry's stays that one.
    return _told_apart(told, now) if any(item.shared_page for item in told) else (told, now)


def at_page(item: Item, page: str) -> Item | None:
    """Return an item that has no page, complete in itself, under an address of its own at page; None if it is wordless.

    RSS 2.0 lets an item be without a link, where its description is all of it.
    """
    address = _address(page.partition("#")[0], item.guid or item.title)
    return replace(item, url=address, complete=True) if item.title else None


def anew(item: Item) -> Item:
    """Return an item that is other news than what stood at its address before, under an address of its own there."""
    page = item.url.partition("#")[0]
    return replace(item, url=_address(page, item.guid or item.title), shared_page=page)


def known_as(item: Item, shared: Shared) -> Iterator[str]:
    """Yield the addresses under which an item may be stored, given what was shared after the last reading.

    One that was alone on its page until then is stored under the address of that.
    """
    yield item.url
    if item.shared_page and _hashed(item.shared_page) not in shared:
        yield item.shared_page


def _told_apart(items: Iterable[Item], shared: Shared) -> tuple[tuple[Item, ...], Shared]:
    now = dict(shared)
    told: dict[int, Item] = {}
    for page, some in _by_page(items).items():
        hashed = _hashed(page)
        by = now.pop(hashed, None) or _told_by(list(some.values()))
        if by:
            now[hashed] = by
            told |= {place: _marked(item, page, by) for place, item in some.items()}
        elif len({item.title for item in some.values()}) > 1:
            place = max(some, key=lambda place: some[place].updated_at or some[place].published_at or _EVER)
            told[place] = some[place]
        else:
            told |= some
    return tuple(told[place] for place in sorted(told)), dict(list(now.items())[-_REMEMBERED:])


def _by_page(items: Iterable[Item]) -> Mapping[str, dict[int, Item]]:
    """Return the items of each page by their places."""
    pages: dict[str, dict[int, Item]] = defaultdict(dict)
    for place, item in enumerate(items):
        page, _, fragment = item.url.partition("#")
        # What names a page of an application is an address of its own already.
        pages[item.url if fragment.startswith(ROUTES) else page][place] = item
    return pages


def _told_by(items: Sequence[Item]) -> str | None:
    """Return what tells the items of a page from those of other titles; None if all are one article."""
    titles = list(dict.fromkeys(item.title for item in items))
    if len(titles) < 2:
        return None
    for by in ("guid", "anchor"):
        marks = [_MARKS[by](item) for item in items]
        if all(marks) and len(set(marks)) >= len(titles):
            return by
    # One that is edited keeps the time of its publication; two strikes told alike do not.
    at_once = len({item.published_at for item in items}) == 1
    edited = at_once and len(titles) == 2 and SequenceMatcher(None, titles[0], titles[1]).ratio() > _ALIKE
    return "title" if all(titles) and not edited else None


def _marked(item: Item, page: str, by: str) -> Item:
    mark = _MARKS[by](item) or item.title
    # A guid that does not tell entries apart is none.
    guid = item.guid if by == "guid" else None
    return replace(item, url=_address(page, mark), shared_page=page, guid=guid, complete=True)


def _address(page: str, mark: str) -> str:
    return f"{page}#!{mark if len(mark) <= _LONGEST else _hashed(mark)}"


def _hashed(text: str) -> str:
    return xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass"))
