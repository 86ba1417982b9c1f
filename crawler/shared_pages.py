"""Tell entries of a feed apart that are given one page: the posts of a live blog, the items of a list of news. Pure.

By its address each of them would be the same article, and all but one would be lost. So each gets an address of its
own, which opens the page; the text of that is none of theirs.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from xxhash import xxh3_64_hexdigest

from crawler.addresses import ROUTES
from crawler.item import Item

#: A longer mark is shortened to its hash.
_LONGEST = 100


def told_apart(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return items, those of other titles on one page under an address of their own, and complete as they are."""
    pages: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        page, _, fragment = item.url.partition("#")
        # What names a page of an application is an address of its own already.
        if not fragment.startswith(ROUTES):
            pages[page].append(item)
    marks = {id(item): mark for some in pages.values() if len(some) > 1 for item, mark in _marks(some)}
    return tuple(_marked(item, marks[id(item)]) if id(item) in marks else item for item in items)


def _marks(items: Sequence[Item]) -> Sequence[tuple[Item, str]]:
    """Return each item of a page with what tells it from those of other titles; nothing if all have one title."""
    titles = {item.title for item in items}
    for mark in _MARKS if len(titles) > 1 else ():
        found = [mark(item) for item in items]
        if all(found) and len(set(found)) >= len(titles):
            return list(zip(items, found, strict=True))
    return ()


#: An anchor on the page, the feed's own name for the entry, or its title.
_MARKS: tuple[Callable[[Item], str], ...] = (
    lambda item: item.url.partition("#")[2],
    lambda item: item.guid or "",
    lambda item: item.title,
)


def _marked(item: Item, mark: str) -> Item:
    short = mark if len(mark) <= _LONGEST else xxh3_64_hexdigest(mark.encode("utf-8", "surrogatepass"))
    page = item.url.partition("#")[0]
    return replace(item, url=f"{page}#!{short}", text=item.text or item.summary, complete=True)
