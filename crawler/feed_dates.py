"""The dates of one feed or sitemap, by its language, its country's clock and its own way to write them. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from crawler.dates import EARLIEST, order_of, parse_date
from crawler.hosts import host_of
from crawler.zones import clock_of, order_of_host

#: So fast the clocks of servers may be.
_FAST = timedelta(minutes=10)
#: Most dates end in a zone, and refute no clock.
_ZONED = re.compile(r"(?:Z|GMT|UTC|[+-]\d{2}:?\d{2})\s*$")


@dataclass(frozen=True)
class Dates:
    """How the dates of a feed are read.

    `now`, aware, is when the feed was read; times without a zone are by `clock`; `order` is a language tag by which
    day and month are told apart where an entry's own language leaves that open.
    """

    now: datetime | None
    clock: tzinfo
    order: str | None

    def read(self, text: str, language: str | None) -> datetime | None:
        """Return the moment that text names, in UTC; None where it cannot be known."""
        read = parse_date(text, language, self.now, self.clock)
        return read or (parse_date(text, self.order, self.now, self.clock) if self.order else None)

    def first(self, texts: Iterable[str], language: str | None) -> datetime | None:
        """Return the first of texts, the better first, that is a believable date, or else any date."""
        dates = [date for text in texts if (date := self.read(text, language))]
        # 1970 and year 1 are what programs write when they know none.
        return next((date for date in dates if date >= EARLIEST), next(iter(dates), None))


def dates_of(texts: Sequence[str], url: str, language: str, now: datetime | None, country: str | None = None) -> Dates:
    """Return how the dates of the feed at url are read.

    Arguments: `texts` are all that are in it; `language` its own as it says; `now`, aware, when it was read; `country`
    of its source by the settings.

    Times without a zone are by the country's clock, unless what is out already refutes it: by the clock of Brazil, an
    entry that is written in UTC comes out in three hours.
    """
    host = host_of(url)
    order = order_of(texts) or order_of_host(host)
    dates = Dates(now, clock_of(host, [language], country), order)
    if now is None or dates.clock is UTC:
        return dates
    soon, in_utc = now + _FAST, replace(dates, clock=UTC)
    bare = (text for text in texts if not _ZONED.search(text))
    refuted = (_is_after(soon, text, language, dates) and not _is_after(soon, text, language, in_utc) for text in bare)
    return in_utc if any(refuted) else dates


def _is_after(moment: datetime, text: str, language: str, dates: Dates) -> bool:
    date = dates.read(text, language)
    return date is not None and date > moment
