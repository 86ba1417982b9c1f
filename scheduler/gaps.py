"""What came between two readings of a source and slid out unseen, as after an outage: looked for where it still stands.

So it may be where nothing that a reading holds is known. A feed may have further pages; a sitemap names what came last.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from crawler.addresses import url_key
from crawler.item import Item, ReadError, Reading
from crawler.reader import reader_for
from crawler.shared_pages import known_as
from crawler.web import Web
from scheduler.in_force import InForce
from scheduler.recognised import at_other_addresses
from scheduler.visits import Visit
from store.articles import ids_at
from store.recognition import CLOCKS_DIFFER
from store.session import Store

#: Further pages of a feed that are read at most, as of a listing.
MOST_PAGES = 10
#: A reading of fewer items is often new as a whole.
_FEW = 4


async def without_gap(store: Store, web: Web, force: InForce, visit: Visit, reading: Reading) -> Reading:
    """Return a reading that holds nothing known together with what else has come since the one before.

    That is taken from the feed's further pages up to one that holds something known or older, or else from the source's
    sitemap; where it has neither, a note says that something may be missing.
    """
    had_some = visit.state.last_success_at is not None and visit.state.last_new_at is not None
    is_long = visit.source.kind == "feed" and len(reading.items) >= _FEW
    # Else it is not asked what is known: nothing could be looked for, nor said.
    may_lack = bool(reading.following or visit.source.sitemap or is_long)
    if not (had_some and may_lack and reading.items) or await _known(store, visit, reading.items):
        return reading
    missed, is_whole = await _further(store, web, force, visit, reading)
    notes = [f"nothing in it was known, so {len(missed)} more were taken from its further pages"] if missed else []
    if not is_whole and visit.source.sitemap:
        found, note = await _in_sitemap(web, force, visit, [*reading.items, *missed])
        missed, notes = [*missed, *found], [*notes, note]
    elif not is_whole and is_long:
        notes.append("nothing in it was known: what came before it may be missing")
    items, notes = (*reading.items, *missed), [*reading.notes, *notes]
    return replace(reading, items=items, elsewhere=len(missed), notes=tuple(notes))


async def _further(store: Store, web: Web, force: InForce, visit: Visit, reading: Reading) -> tuple[list[Item], bool]:
    """Return what has come since the last reading and stands on further pages, and whether that is all of it."""
    found: list[Item] = []
    shared, there = visit.state.cursor.get("shared", {}), {item.url for item in reading.items}
    following, seen = reading.following, {visit.source.url}
    while following and following not in seen and len(seen) <= MOST_PAGES:
        seen.add(following)
        source = visit.source.model_copy(update={"url": following})
        try:
            page = await reader_for(source, force.settings.fetch).read({"shared": shared}, web)
        except ReadError:
            break
        fresh = [item for item in page.items if item.url not in there]
        known = await _known(store, visit, fresh)
        came = [item for item in fresh if item.url not in known and _came_since(item, visit)]
        found += came
        # A page of what is known already, or of what was there at the last reading, is the end of the gap.
        if known or (fresh and not came):
            return found, True
        if not fresh:
            break
        there |= {item.url for item in fresh}
        following = page.following
    return found, False


async def _in_sitemap(web: Web, force: InForce, visit: Visit, known: Iterable[Item]) -> tuple[list[Item], str]:
    source = visit.source.model_copy(update={"kind": "sitemap", "url": visit.source.sitemap})
    try:
        found = await reader_for(source, force.settings.fetch).read({}, web)
    except ReadError as error:
        return [], f"the sitemap that could fill a gap cannot be read: {error}"
    there = {item.url for item in known}
    missed = [item for item in found.items if item.url not in there and _came_since(item, visit)]
    return missed, f"nothing in it was known, so {len(missed)} more were taken from the sitemap"


async def _known(store: Store, visit: Visit, items: Collection[Item]) -> set[str]:
    """Return the addresses of those of items that are stored."""
    return await asyncio.to_thread(_held, store, visit, items) if items else set()


def _held(store: Store, visit: Visit, items: Collection[Item]) -> set[str]:
    shared: Mapping[str, str] = visit.state.cursor.get("shared", {})
    keys: dict[str, str] = {}
    for item in items:
        with suppress(ValueError):  # what has no address is dropped, and said, where it is recorded
            keys |= {url_key(address): item.url for address in known_as(item, shared)}
    with store.reading() as session:
        held = {keys[key] for key in ids_at(session, keys)}
        return held or at_other_addresses(session, visit.source.name, items, visit.now)


def _came_since(item: Item, visit: Visit) -> bool:
    at: datetime | None = item.published_at or item.updated_at
    since = visit.state.last_success_at
    return at is not None and since is not None and at >= since - CLOCKS_DIFFER
