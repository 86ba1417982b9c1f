"""RSS, RDF, Atom, JSON Feed, and what else tells entries in JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from config import SourceSettings
from crawler.conditional import fetch_changed, trusted
from crawler.feed_owner import owner_of, remembered
from crawler.hubs import hubs_of
from crawler.item import Item, Reading
from crawler.reader import Reader
from crawler.redirects import reading_at
from crawler.shared_pages import told_apart
from crawler.web import Response, Web
from crawler.wording import without_names_of_kinds

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
#: What is remembered of a feed while it stays as it is: pages that entries share, the wait that it asks for (seconds),
#: the hours of the week in which it is not to be read, whose it is, what was odd, and when its newest item came out.
_REMEMBERED = ("shared", "wait", "skips", "owner", "notes", "newest")


def entries(body: bytes) -> bytes:
    """Return a feed from its first entry to its last, or the whole of it where they are not marked so.

    Around them many servers write when they wrote it, and what their cache thinks of that.
    """
    begins = [at for at in (body.find(b"<item"), body.find(b"<entry")) if at >= 0]
    ends = max(body.rfind(b"</item>"), body.rfind(b"</entry>"))
    return body[min(begins) : ends] if begins and min(begins) < ends else body


class FeedReader(Reader):
    """Reads a feed."""

    kind = "feed"

    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return the feed's items, or that they have not changed."""
        fetched = await fetch_changed(self.source.url, cursor, web, ACCEPT, entries)
        is_same = cursor.get("url") == self.source.url
        known, now = cursor.get("items_hash") if is_same else None, datetime.now(UTC)
        if fetched.unchanged:
            told = {name: cursor[name] for name in _REMEMBERED if name in cursor}
            return replace(
                fetched.reading(hint=_hint(cursor)),
                cursor=_cursor(fetched.cursor, known, now, **told),
                notes=tuple(told.get("notes", ())),
            )
        from crawler.feed_contents import contents  # here: most polls bring nothing to be parsed

        answer = fetched.response
        country = self.source.country
        with reading_at(self.source.url, answer.url):
            found = await web.workers.run(contents, answer.body, answer.url, answer.content_type, now, known, country)
        notes = (*_oddity(answer), *found.notes)
        apart, shared = told_apart(found.items, cursor.get("shared", {}))
        items = without_names_of_kinds(apart)
        told = {
            "shared": shared,
            "wait": found.wait and found.wait.total_seconds(),
            "skips": found.skips,
            "owner": remembered(cursor.get("owner", {}) if is_same else {}, owner_of(items, found.title)),
            "notes": list(notes),
            "newest": _newest(items, now),
        }
        return replace(
            fetched.reading(hint=found.wait),
            items=items,
            cursor=_cursor(fetched.cursor, found.items_hash, now, **told),
            unchanged=found.items_hash == known,
            title=found.title or None,
            notes=notes,
            hubs=hubs_of(answer, found.hubs, found.topic),
            following=found.following or None,
        )


def _oddity(answer: Response) -> tuple[str, ...]:
    return (f"the server says {answer.status}, and sends the feed all the same",) if answer.status >= 400 else ()


def _newest(items: Iterable[Item], now: datetime) -> str | None:
    dates = [item.published_at for item in items if item.published_at and item.published_at <= now]
    return max(dates).isoformat() if dates else None


def _cursor(fetched: Mapping[str, Any], items_hash: str | None, now: datetime, **told: Any) -> Mapping[str, Any]:
    newest = told.get("newest")
    fetched = trusted(fetched, datetime.fromisoformat(newest) if newest else None, now)
    return {**fetched, "items_hash": items_hash} | {name: value for name, value in told.items() if value}


def _hint(cursor: Mapping[str, Any]) -> timedelta | None:
    return timedelta(seconds=cursor["wait"]) if "wait" in cursor else None


async def pushed_items(source: SourceSettings, body: bytes, content_type: str, web: Web) -> tuple[Item, ...]:
    """Return the items of a feed that was pushed instead of fetched. Raises ReadError."""
    from crawler.feed_contents import contents

    now = datetime.now(UTC)
    found = await web.workers.run(contents, body, str(source.url), content_type, now, None, source.country)
    return found.items


def pushed_reading(pushed: Iterable[Item], cursor: Mapping[str, Any], notes: Iterable[str]) -> Reading:
    """Return items that were pushed, the latest first, as one reading that leaves off where cursor does."""
    # Of an entry that was pushed twice the latest is left; one without a name of its own is known by its title.
    latest = {(item.url, item.guid or item.title): item for item in reversed(list(pushed))}
    items, shared = told_apart(reversed(latest.values()), cursor.get("shared", {}))
    return Reading(items=items, cursor={**cursor, "shared": shared} if shared else cursor, notes=tuple(notes))
