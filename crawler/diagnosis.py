"""Say in plain words how a source is: fine, or what is wrong with it and what to do. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from config.discretion import login_of, without_login
from crawler.dates import believable
from crawler.item import Item, ReadError, Reading

State = Literal[
    "fine", "moved", "not-a-feed", "empty", "stale", "undated", "blocked", "busy", "robots", "certificate", "dns",
    "connect", "timeout", "too-large", "gone", "failing", "redirect", "private-address", "broken",
    "no-browser",
]  # fmt: skip

#: Nothing new for so long, and for so many times the usual gap between two items, is stale.
STALE_AFTER = timedelta(days=45)
_USUAL_GAPS = 5
#: The newest items, by whose dates the usual gap is told.
_SAMPLE = 20
#: A source is undated when fewer of its items have a date that can be believed.
_DATED = 0.5
#: What feeds hold that have ended: a notice or two, and nothing else. Each names the RSS feed in which it stands, or
#: starts with «this feed»: feed, RSS, atom and «лента» alone are words of news (fodder, a party, power, a tape).
_NOTICES = 3
_NOTICE = re.compile(
    r"(?:\brss[ -]?(?:feeds?|лент[аыу]|канал|стрічк[аиу]|kanał|kanál)"
    r"|\b(?:flux|canal|feed|kanał|kanál|лента|канал|стрічка) rss"
    r"|^\W*(?:this|our|dieser|unser) (?:atom[ -]|news[ -]?)?feed)\b.{0,40}?"
    r"\b(?:discontinued|retired|no longer|moved|shut down|has ended|closed|unavailable|eingestellt|abgeschaltet"
    r"|umgezogen|nicht mehr|supprimé|arrêté|fermé|n[’']est plus|ya no|desactivad|non è più|disattivat|encerrad"
    r"|desativad|wyłączon|przeniesion|zrušen|закрыт|отключен|перемещен|закрит|вимкнен)",
    re.IGNORECASE,
)
_LEFT_OUT = "are left out"
_UNREADABLE = "a date is unreadable"

#: What to do, by state; '' where there is nothing to be done here.
_CURES: dict[State, str] = {
    "fine": "",
    "moved": "put the new address into the settings; `tocsin source check --fix` does",
    "not-a-feed": "`tocsin source add` with the address of the site finds its feed, or its list of articles",
    "empty": "look whether the site has another feed, or another layout",
    "stale": "look whether the site has another feed now",
    "undated": "its items take the time they are seen at",
    "blocked": "set [fetch] contact, so that the site can let you in, send it what you are let in with "
    "([fetch.headers]), or read the same news elsewhere",
    "busy": "set a longer every for it, or [fetch] per_host_delay",
    "robots": "read another source of the site; its owner does not want this one read by programs",
    "certificate": "tell its owner; to read it all the same, name its host under [fetch] unverified",
    "dns": "look whether its name is written right, or the site has a new one",
    "connect": "try it later; if it lasts, look whether the site has moved",
    "timeout": "try it later; if it lasts, set a longer [fetch] timeout",
    "too-large": "raise [fetch] max_size, or read a smaller feed of the site",
    "gone": "`tocsin source add` with the address of the site finds its feeds of today",
    "failing": "try it later; the fault is with the site",
    "redirect": "look at the address in a browser, and put the one that it ends at into the settings",
    "private-address": "",
    "no-browser": "",
    "broken": "tell its owner; read another feed of the site meanwhile",
}
#: Where a status of those that refuse us says more.
_CURES_BY_STATUS = {
    401: "if you have a name and password for it, write them into its address: https://NAME:PASSWORD@…",
    402: "read the same news elsewhere, or ask its owner for a feed for subscribers",
    451: "read the same news elsewhere: a law keeps it from being shown where Tocsin asks from",
}
_CURE_OF_A_LOGIN = "look whether the name and the password in its address are still right"
#: Where it is the site that cannot be read, not what stands there.
_AWAY = frozenset(
    ("dns", "connect", "timeout", "certificate", "blocked", "busy", "robots", "too-large", "failing", "redirect")
)
#: Kinds of ReadError that are called otherwise here.
_STATES: dict[str, State] = {"tls": "certificate", "parse": "broken", "crashed": "broken", "removed": "gone"}
_BY_STATUS: dict[int, State] = {404: "gone", 429: "busy"}


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """How a source is: `what` in words, `cure` what to do about it.

    `address` is where it has moved for good, or the feed that a page names; `newest` the newest date of its items,
    aware UTC, that can be believed.
    """

    state: State
    what: str
    cure: str = ""
    address: str | None = None
    items: int = 0
    newest: datetime | None = None

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to be done."""
        return self.state == "fine"


def of_failure(error: ReadError, url: str = "") -> Diagnosis:
    """Return the diagnosis of a source that could not be read at url."""
    if error.kind == "http":
        state: State = _BY_STATUS.get(error.status or 0, "failing")
    else:
        state = _STATES.get(error.kind, error.kind if error.kind in _CURES else "failing")
    if error.kind == "internal":
        cure = ""
    elif error.status == 401 and login_of(url):
        cure = _CURE_OF_A_LOGIN
    else:
        cure = _cure(state, error.status)
    return Diagnosis(state=state, what=str(error), cure=cure)


def with_cure(error: ReadError, url: str = "") -> str:
    """Return what went wrong at url in words, and what can be done about it by who looks for a source there.

    Many an error says that itself.
    """
    found = of_failure(error, url)
    is_open = found.state in _AWAY and found.cure and "; " not in str(error)
    return f"{error}; {found.cure}" if is_open else str(error)


def _cure(state: State, status: int | None) -> str:
    return _CURES_BY_STATUS.get(status or 0, _CURES[state]) if state == "blocked" else _CURES[state]


def of_page(error: ReadError, feed: str | None) -> Diagnosis:
    """Return the diagnosis of a page that stands where a feed should, and names this feed, or none."""
    found = of_failure(error)
    return replace(found, cure=f"it names a feed: {feed}", address=feed) if feed else found


def of_reading(reading: Reading, now: datetime) -> Diagnosis:
    """Return the diagnosis of a source that was read in full; now is aware.

    Of several things that are wrong, the one that costs most news is told.
    """
    dates = believed_dates(reading.items, now)
    state, what = _of_items(reading, dates, now)
    if state == "fine" and reading.moved_to:
        state, what = "moved", f"has moved for good to {without_login(reading.moved_to)}"
    return Diagnosis(
        state=state,
        what=what,
        cure=_CURES[state],
        address=reading.moved_to,
        items=len(reading.items),
        newest=dates[0] if dates else None,
    )


def believed_dates(items: Iterable[Item], now: datetime) -> list[datetime]:
    """Return the dates of items that can be believed, the newest first."""
    return sorted((date for item in items if (date := _date(item, now))), reverse=True)


def is_stale(dates: Sequence[datetime], now: datetime) -> bool:
    """Tell whether a source with items of these dates (newest first) has brought nothing for too long, by its habit."""
    return bool(dates) and now - dates[0] > _patience(dates)


def _date(item: Item, now: datetime) -> datetime | None:
    return next((date for date in (item.published_at, item.updated_at) if date and believable(date, now)), None)


def _of_items(reading: Reading, dates: Sequence[datetime], now: datetime) -> tuple[State, str]:
    count = len(reading.items)
    if not count:
        left_out = next((note for note in reading.notes if note.endswith(_LEFT_OUT)), "")
        return "empty", f"answers, and holds nothing to read: {left_out}" if left_out else "answers, and holds nothing"
    if notice := _ended(reading):
        return "gone", f"says itself that it has ended: {notice!r}"
    if wrong := wrong_dates(reading, dates):
        return "undated", wrong
    if not dates:
        return "fine", f"{_items(count)}, without dates"
    if is_stale(dates, now):
        return "stale", f"nothing new since {dates[0]:%Y-%m-%d}"
    return "fine", f"{_items(count)}, newest {dates[0]:%Y-%m-%d}"


def _ended(reading: Reading) -> str:
    """Return the words in which a source of notices alone says that it is no more, '' where it does not."""
    titles = [item.title for item in reading.items]
    return titles[0] if len(titles) <= _NOTICES and all(map(_NOTICE.search, titles)) else ""


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def wrong_dates(reading: Reading, dates: Sequence[datetime]) -> str:
    """Return what is wrong with the dates of most items, '' where nothing is, or they have none.

    `dates` are those that can be believed.
    """
    if len(dates) >= _DATED * len(reading.items):
        return ""
    given = (date for item in reading.items if (date := item.published_at or item.updated_at))
    if wrong := next((date for date in given if date not in dates), None):
        return f"its dates cannot be right, as in {wrong:%Y-%m-%d}"
    return next((f"its dates cannot be read: {note}" for note in reading.notes if note.startswith(_UNREADABLE)), "")


def _patience(dates: Sequence[datetime]) -> timedelta:
    """Return how long after the newest of dates (newest first) a source is stale, by its own habit."""
    sample = dates[:_SAMPLE]
    gaps = sorted(later - earlier for later, earlier in pairwise(sample))
    return max(STALE_AFTER, _USUAL_GAPS * gaps[len(gaps) // 2]) if gaps else 2 * STALE_AFTER
