"""Decide when an alert may first go out on a channel: digests and quiet hours. Touches nothing.

Digest times and quiet hours are wall-clock times in the user's zone, so both follow daylight-saving changes: a time
that a change skips is the instant it would have been without the change; one that comes twice counts at its first.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from config import ChannelSettings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def first_attempt(now: datetime, channel: ChannelSettings, priority: str, zone: tzinfo) -> datetime:
    """Return when an alert opened at `now` (aware) is first tried on `channel`: aware UTC, not before now.

    High priority goes at once; the rest waits for the channel's digest, then for the end of its quiet hours.
    """
    now = now.astimezone(UTC)
    if priority == "high":
        return now
    return _after_quiet(_digest_after(now, channel.digest_rule, zone), channel.quiet, zone)


def is_quiet(now: datetime, channel: ChannelSettings, zone: tzinfo) -> bool:
    """Return whether the channel's quiet hours are on at `now` (aware), by the clock on the user's wall."""
    return _inside(now, channel.quiet, zone)


def last_digest(now: datetime, rule: time | timedelta, zone: tzinfo) -> datetime:
    """Return when a digest of this rule was due last: aware UTC, at `now` (aware) or before."""
    now = now.astimezone(UTC)
    if isinstance(rule, timedelta):
        return _EPOCH + (now - _EPOCH) // rule * rule if rule > timedelta() else now
    # From two days back on: a day may be skipped by a change of the zone itself.
    days = _days_from(now - timedelta(days=2), zone)
    return max(at for day in days if (at := _instant(day, rule, zone)) <= now)


def _digest_after(now: datetime, rule: time | timedelta | None, zone: tzinfo) -> datetime:
    if rule is None:
        return now
    if isinstance(rule, timedelta):
        # Windows start at the epoch, so that all alerts of one window come due at the same instant.
        return _EPOCH + ((now - _EPOCH) // rule + 1) * rule if rule > timedelta() else now
    days = _days_from(now, zone)
    return next(at for day in days if (at := _instant(day, rule, zone)) >= now)


def _after_quiet(moment: datetime, quiet: tuple[time, time] | None, zone: tzinfo) -> datetime:
    if quiet is None or not _inside(moment, quiet, zone):
        return moment
    # Both folds: when the clock goes back, the quiet hours may end twice; what matters is the next time they do.
    ends = (_instant(day, quiet[1], zone, fold) for day in _days_from(moment, zone) for fold in (0, 1))
    end = next(at for at in ends if at >= moment and not _inside(at, quiet, zone))
    change = _set_between(moment, end, zone)
    if change is None or _inside(change, quiet, zone):
        return end
    # The clock is set out of the quiet hours: back to before they begin, or forward over their end and the whole way
    # from there to their next beginning.
    forward = _offset(change, zone) - _offset(moment, zone)
    return end if end - change <= forward else change


def _set_between(begin: datetime, end: datetime, zone: tzinfo) -> datetime | None:
    """Return when the clock of a zone is set after begin and until end, if it is: the first instant of the new time."""
    before, after, old = int(begin.timestamp()), int(end.timestamp()), _offset(begin, zone)
    if _offset(end, zone) == old:
        return None
    while after - before > 1:
        middle = (before + after) // 2
        same = _offset(datetime.fromtimestamp(middle, UTC), zone) == old
        before, after = (middle, after) if same else (before, middle)
    return datetime.fromtimestamp(after, UTC)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _inside(moment: datetime, quiet: tuple[time, time] | None, zone: tzinfo) -> bool:
    if quiet is None:
        return False
    start, end = quiet
    wall = moment.astimezone(zone).time()
    return start <= wall < end if start <= end else wall >= start or wall < end


def _days_from(moment: datetime, zone: tzinfo) -> Iterator[date]:
    first = moment.astimezone(zone).date()
    yield from (first + timedelta(days=n) for n in range(8))


def _instant(day: date, clock: time, zone: tzinfo, fold: int = 0) -> datetime:
    return datetime.combine(day, clock.replace(fold=fold), tzinfo=zone).astimezone(UTC)
