"""Fetch an address only if it has changed since the last time (RFC 9110 13), and know it when it has not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import xxhash

from crawler.answer import fresh_for, goes_back
from crawler.item import ReadError, Reading
from crawler.onward import get_onward
from crawler.web import Response, Web

#: What Cache-Control, ttl and updatePeriod ask for is honoured up to here: many sites send a day, or WordPress's
#: «hourly», without thinking of it, and a conditional request costs them little. Retry-After is honoured in full.
LONGEST_HINT = timedelta(minutes=30)
#: After so many 304 in a row, or so long, a full answer is asked for: there are servers that say 304 for ever.
TRUST, TRUST_FOR = 50, timedelta(days=1)
#: So far a time may be off that is right: feeds are not always sure of their zone.
_OFF = timedelta(days=1)
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_LONGEST_VALIDATOR = 1_000
#: What servers and guards say to conditions that they cannot make sense of: 412 is for who wants to change something.
_TRIPPED = (400, 412, 500)


@dataclass(frozen=True)
class Fetched:
    """An answer, the cursor for the next time, and whether anything has changed since the last one."""

    response: Response
    cursor: Mapping[str, Any]
    unchanged: bool

    def reading(self, *, hint: timedelta | None = None) -> Reading:
        """Return a reading without items; `hint` is how long the document itself asks to be left alone."""
        hints = [asked for asked in (hint, fresh_for(self.response.headers)) if asked is not None]
        return Reading(
            cursor=self.cursor,
            unchanged=self.unchanged,
            moved_to=self.response.moved_to,
            wait=min(max(hints), LONGEST_HINT) if hints else None,
            took=self.response.took,
        )


async def fetch_changed(
    url: str,
    cursor: Mapping[str, Any],
    web: Web,
    accept: str = "*/*",
    counts: Callable[[bytes], bytes] = lambda body: body,
) -> Fetched:
    """Ask for url, with what the cursor knows of it; `counts` returns the part of an answer that counts as its change.

    The cursor holds `url`, `etag`, `last_modified`, `body_hash`, `not_modified` (304s in a row) and `full_at`, when an
    answer was full last (seconds since 1970); one of another url is not used.

    Raises:
        ReadError: see `crawler.web.Downloader.get`; `http`, where it says 304 though all was asked for.

    """
    known = cursor if cursor.get("url") == url else {}
    count, now = int(known.get("not_modified", 0)), int(datetime.now(UTC).timestamp())
    # A clock that was set back since says nothing of how long ago it was.
    is_recent = abs(now - known.get("full_at", now)) < TRUST_FOR.total_seconds()
    conditions = _conditions(known) if count < TRUST and is_recent else {}
    response = await _answer(url, web, {"Accept": accept}, conditions)
    if response.status == 304 and not conditions:
        raise ReadError("http", "the server says that nothing has changed (304), and shows nothing", status=304)
    if response.status == 304:
        return Fetched(response, {**known, "not_modified": count + 1}, unchanged=True)
    body_hash = xxhash.xxh3_128_hexdigest(counts(response.body))
    after = {"url": url, "body_hash": body_hash, "full_at": now} | _validators(response)
    return Fetched(response, after, unchanged=known.get("body_hash") == body_hash)


async def _answer(url: str, web: Web, headers: Mapping[str, str], conditions: Mapping[str, str]) -> Response:
    """Return what url answers; of who trips over the conditions, without them: else each poll of a day would fail."""
    try:
        return await get_onward(web, url, {**headers, **conditions})
    except ReadError as error:
        if not conditions or error.status not in _TRIPPED:
            raise
    return await get_onward(web, url, headers)


def trusted(cursor: Mapping[str, Any], newest: datetime | None, now: datetime) -> Mapping[str, Any]:
    """Return cursor without validators that cannot be right: of a time that lies ahead, or long before what came along.

    Arguments: `newest`, aware, is when the newest of what came along was published; `now` aware.

    A server that goes by such a time (a cache of WordPress's that stands still, a post dated 2041) says 304 whatever
    comes new, and what it writes as its ETag is made of the same time.
    """
    said = _moment(cursor.get(_key("last-modified"), ""))
    if said is None or (said <= now + _OFF and (newest is None or newest <= said + _OFF)):
        return cursor
    return {name: value for name, value in cursor.items() if name not in map(_key, _VALIDATORS)}


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _conditions(known: Mapping[str, Any]) -> dict[str, str]:
    told = ((header, known.get(_key(name))) for name, header in _VALIDATORS.items())
    return {header: value for header, value in told if value and goes_back(value)}


def _validators(response: Response) -> dict[str, str]:
    sent = ((name, response.headers.get(name, "")) for name in _VALIDATORS)
    return {_key(name): value for name, value in sent if 0 < len(value) <= _LONGEST_VALIDATOR}


def _key(header: str) -> str:
    return header.replace("-", "_")
