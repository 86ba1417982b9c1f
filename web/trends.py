"""Trends: how much came of each watch, concept, language and country, day by day; and the stories behind spikes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.bars import bars, span
from alerts.display import one_line
from alerts.views import story_voices
from alerts.volume_view import VolumeView, load_volume_alerts
from config import Settings
from store.alerts import last_stories, spikes
from store.tallies import by_day, totals
from web.asked import BadFilter, answering, known_in
from web.desk import Desk, desk_of
from web.drawing import Marked, bars_drawn
from web.pages import page
from web.telling import volume_told
from web.tongue import gettext as _
from web.tongue import language_name, marked, percent, time_text

#: What can be counted, and how far back.
KINDS = {
    "watch": marked("Watches"),
    "concept": marked("Concepts"),
    "language": marked("Languages"),
    "country": marked("Countries"),
}
PERIODS = {30: marked("30 days"), 90: marked("90 days"), 365: marked("a year")}
#: What a bar stands for.
_BARS = {"day": marked("A bar is a day."), "week": marked("A bar is a week."), "month": marked("A bar is a month.")}
#: Names on a page, those of which most came; spikes told of; stories whose voices are counted.
_NAMES, _SPIKES, _STORIES = 12, 10, 30
_CURE = "Begin again at /trends."


@dataclass(frozen=True)
class _Asked:
    """What is looked at, as the address says: which kind, how many days, of all names or one."""

    by: str
    days: int
    name: str | None

    def query(self, **other: Any) -> str:
        """Return it as the query of an address, with what is to be other."""
        asked = {"by": self.by, "days": self.days, "name": self.name, **other}
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})


@dataclass(frozen=True)
class _Series:
    """One name: how much there was in the time looked at, in as much time before it, and on each day."""

    name: str
    total: int
    before: int
    days: dict[date, int]
    spikes: Sequence[VolumeView] = ()


@dataclass(frozen=True)
class _Found:
    """What the store says. `voices` is (independent voices, outlets) of the last stories of a watch."""

    articles: dict[date, int]
    copies: dict[date, int]
    series: list[_Series]
    more: int
    voices: tuple[int, int] | None


@answering(_CURE)
async def show(request: Request) -> Response:
    """Show the trends."""
    desk = desk_of(request)
    asked = _asked(request)
    first, last = _days(asked, desk)
    found = await desk.read(partial(_found, asked, first, last, desk.settings))
    return page(
        request,
        "trends.html",
        title=_("Trends: %(name)s", name=_label(asked, asked.name)) if asked.name is not None else _("Trends"),
        asked=asked,
        kinds=[(kind, _(words), f"/trends{asked.query(by=kind, name=None)}") for kind, words in KINDS.items()],
        periods=[(days, _(words), f"/trends{asked.query(days=days)}") for days, words in PERIODS.items()],
        all=_all(found, first, last),
        series=[_shown(one, asked, first, last, desk.settings) for one in found.series],
        more=found.more,
        voices=found.voices,
        bar=_(_BARS[span(bars({}, {}, first, last))]),
        json=f"/trends.json{asked.query()}",
    )


@answering(_CURE)
async def tell(request: Request) -> Response:
    """Return the trends as JSON, day by day."""
    desk = desk_of(request)
    asked = _asked(request)
    first, last = _days(asked, desk)
    found = await desk.read(partial(_found, asked, first, last, desk.settings))
    own = sum(found.articles.values()) - sum(found.copies.values())
    series = [
        {"name": one.name, "total": one.total, "before": one.before, "days": _plain(one.days)}
        | {"spikes": [view.id for view in one.spikes]}
        for one in found.series
    ]
    told = {"by": asked.by, "since": first.isoformat(), "until": last.isoformat(), "articles": _plain(found.articles)}
    voices = None if found.voices is None else dict(zip(("independent", "outlets"), found.voices, strict=True))
    return JSONResponse(told | {"in_own_words": own, "voices": voices, "series": series, "more": found.more})


def _asked(request: Request) -> _Asked:
    given = request.query_params
    by, days = given.get("by") or "watch", given.get("days") or "30"
    known_in(by, KINDS, marked("There are no trends by %(name)r; write one of %(known)s."))
    if days not in map(str, PERIODS):
        raise BadFilter(_("`days` is one of %(known)s.", known=", ".join(map(str, PERIODS))))
    return _Asked(by, int(days), given.get("name"))


def _days(asked: _Asked, desk: Desk) -> tuple[date, date]:
    last = desk.clock().date()
    return last - timedelta(days=asked.days - 1), last


def _found(asked: _Asked, first: date, last: date, settings: Settings, session: Session) -> _Found:
    every = totals(session, asked.by, first, last) if asked.name is None else {asked.name: 0}
    names = list(every)[:_NAMES]
    days = by_day(session, asked.by, names, first, last)
    before = totals(session, asked.by, first - timedelta(days=asked.days), first - timedelta(days=1), names)
    noted = _spikes(session, asked, names, datetime.combine(first, time(), UTC))
    return _Found(
        by_day(session, "all", [""], first, last)[""],
        by_day(session, "copy", [""], first, last)[""],
        [
            _Series(name, sum(days[name].values()), before.get(name, 0), days[name], noted.get(name, ()))
            for name in names
        ],
        len(every) - len(names),
        _voices(session, asked.name, settings) if asked.by == "watch" and asked.name is not None else None,
    )


def _spikes(session: Session, asked: _Asked, names: Sequence[str], since: datetime) -> dict[str, list[VolumeView]]:
    """Return the latest spikes of each watch; the stories behind them are read for one watch alone."""
    if asked.by != "watch":
        return {}
    found: dict[str, list[VolumeView]] = {}
    for view in load_volume_alerts(session, spikes(session, names, since, _SPIKES)):
        found.setdefault(view.watch, []).append(view)
    return found


def _voices(session: Session, watch: str, settings: Settings) -> tuple[int, int]:
    """Return how many independent voices, of how many outlets, told the stories that a watch rang for last."""
    told = story_voices(session, last_stories(session, watch, _STORIES), settings.sources).values()
    return sum(len(one.independent) for one in told), sum(len(one.outlets) for one in told)


def _all(found: _Found, first: date, last: date) -> dict[str, Any]:
    articles = sum(found.articles.values())
    own = {day: number - found.copies.get(day, 0) for day, number in found.articles.items()}
    drawn = bars(found.articles, own, first, last)
    share = percent(sum(own.values()) / articles) if articles else ""
    words = _("%(number)s articles, %(own)s of them in words of their own", number=articles, own=sum(own.values()))
    return {"total": articles, "share": share, "picture": bars_drawn(drawn, _("All coverage"), words)}


def _shown(one: _Series, asked: _Asked, first: date, last: date, settings: Settings) -> dict[str, Any]:
    drawn = bars(one.days, {}, first, last)
    label = _label(asked, one.name)
    noted = [Marked(view.end.date(), _("spike: %(number)s", number=view.count)) for view in one.spikes]
    return {
        "label": label,
        "page": f"/trends{asked.query(name=one.name)}",
        "total": one.total,
        "change": _change(one),
        "picture": bars_drawn(drawn, label, _("%(number)s in all", number=one.total), noted),
        "bars": drawn,
        "most": max(bar.total for bar in drawn),
        "spikes": [_spike(view, settings) for view in one.spikes],
    }


def _spike(view: VolumeView, settings: Settings) -> dict[str, Any]:
    told = volume_told(view, settings.zone)
    behind = zip(view.stories, told.stories, strict=True)
    stories = [(story.id, shown.link.title, shown.how) for story, shown in behind]
    return {"alert": view.id, "at": time_text(view.end, settings.zone), "headline": told.headline, "stories": stories}


def _label(asked: _Asked, name: str | None) -> str:
    if asked.by == "language":
        return language_name(name) or _("language unknown")
    shown = one_line(name or "", 200)
    return f"@{shown}" if asked.by == "concept" else shown or _("country unknown")


def _change(one: _Series) -> str:
    """Return how much more or less that is than in as much time before, as in: +34%."""
    if not one.before:
        return _("none before") if one.total else ""
    change = (one.total - one.before) / one.before
    return percent(change, change=True) if round(100 * change) else _("as before")


def _plain(days: dict[date, int]) -> dict[str, int]:
    return {day.isoformat(): number for day, number in sorted(days.items())}
