"""One story: who told it when, in which languages and countries, why each article belongs to it, what was joined."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from alerts.display import one_line
from alerts.placement_words import reason
from alerts.regrouping_words import moved_by, regrouping_facts
from alerts.voices import Voices, voices_data, voices_of
from alerts.wording import iso, shown_link
from config import Settings
from store.alert_models import Alert
from store.archive import articles
from store.history import alerts_of, changed_at
from store.models import Article, Regrouping
from store.regroup import CannotRegroup, current, regroupings_of
from store.tellings import Telling, first_tellings
from web.asked import answering, number_in
from web.desk import desk_of
from web.forms import form
from web.marking import NotThere
from web.pages import for_json, page
from web.phrases import begun
from web.search import article_data
from web.telling import told_by
from web.timeline import Lane, Mark, shape_drawn, shapes_of, timeline_drawn, version_drawn
from web.tongue import gettext as _
from web.tongue import language_name, ngettext, time_text
from web.words import by_whom

#: Articles on a page, and those that the drawing has at most, which are the first.
PAGE, DRAWN = 30, 1_000
#: Outlets that the drawing has at most, those first that told first.
_LANES = 25
CURE = "The alerts, which lead to their stories, stand at /alerts."


@dataclass(frozen=True)
class _Told:
    """A story as it is stored: who tells it, a page of its articles, and when those changed that did."""

    story: int
    title: str
    tellings: Sequence[Telling]
    changed: Mapping[int, Sequence[datetime]]
    articles: Sequence[Article]
    after: int | None
    alerts: Sequence[Alert]
    regroupings: Sequence[Regrouping]


@answering(CURE)
async def show(request: Request) -> Response:
    """Show a story; one that was joined into another leads there."""
    desk = desk_of(request)
    told = await desk.read(partial(_story, *_asked(request)))
    if told.story != request.path_params["story"]:
        return RedirectResponse(f"/stories/{told.story}", 307)
    settings, every = desk.settings, told.tellings
    lanes, shapes = _lanes(told, settings), shapes_of(one.language for one in every)
    voices = voices_of(every, settings.sources_by_name)
    moved = moved_by(map(regrouping_facts, told.regroupings), told.story)
    return page(
        request,
        "story.html",
        title=one_line(told.title, 300) or _("(no title)"),
        story=told.story,
        counted=_counted(every, settings),
        voices=told_by(voices, settings.zone),
        begin=time_text(every[0].seen_at, settings.zone),
        end=time_text(every[-1].seen_at, settings.zone),
        drawing=timeline_drawn(lanes, shapes, settings.zone, _("Who told it when"), _in_words(lanes, every, settings)),
        legend=_legend(shapes, every),
        outlets=[_row(lane, settings) for lane in lanes],
        more_lanes=max(0, len({one.source for one in every}) - _LANES),
        cut=len(every) == DRAWN,
        articles=[_shown(article, voices, settings) | {"moved": moved.get(article.id)} for article in told.articles],
        alerts=[(alert.id, one_line(alert.watch, 100)) for alert in told.alerts],
        regroupings=[_regrouping(one, settings) for one in told.regroupings],
        more=f"/stories/{told.story}?after={told.after}" if told.after else None,
        json=f"/stories/{told.story}.json",
    )


@answering(CURE)
async def tell(request: Request) -> Response:
    """Return a story as JSON."""
    desk = desk_of(request)
    told = await desk.read(partial(_story, *_asked(request)))
    settings, after = desk.settings, f"/stories/{told.story}.json?after={told.after}" if told.after else None
    voices = voices_of(told.tellings, settings.sources_by_name)
    facts = {"story": told.story, "alerts": [alert.id for alert in told.alerts], "voices": voices_data(voices)}
    done = [for_json(regrouping_facts(one)) for one in told.regroupings]
    found = [_data(one, settings) for one in told.articles]
    return JSONResponse(facts | {"articles": found, "regroupings": done, "next": after})


def _asked(request: Request) -> tuple[int, int | None]:
    return request.path_params["story"], number_in(request.query_params.get("after", ""), "after")


def _story(number: int, after: int | None, session: Session) -> _Told:
    """Return a story, or the one it was joined into, with those of its articles that were seen after one."""
    try:
        story = current(session, number)
    except CannotRegroup as error:
        raise NotThere("There is no such story.") from error
    every = first_tellings(session, story, DRAWN)
    if not every:
        raise NotThere("There is no such story.")
    ids = [one.article for one in every]
    start = ids.index(after) + 1 if after in ids else 0
    return _Told(
        story,
        every[0].title,
        every,
        changed_at(session, story),
        articles(session, ids[start : start + PAGE]),
        ids[start + PAGE - 1] if len(ids) > start + PAGE else None,
        alerts_of(session, story),
        regroupings_of(session, story),
    )


def countries(settings: Settings) -> dict[str, str]:
    """Return the country of each source that has one."""
    return {source.name: source.country for source in settings.sources if source.country}


def _counted(every: Sequence[Telling], settings: Settings) -> str:
    """Return how many articles, outlets, languages and countries tell a story, in words."""
    known = countries(settings)
    languages = len({one.language for one in every if one.language})
    lands = len({known[one.source] for one in every if one.source in known})
    told = [
        ngettext("%(num)s article", "%(num)s articles", len(every)),
        ngettext("%(num)s outlet", "%(num)s outlets", len({one.source for one in every})),
        ngettext("%(num)s language", "%(num)s languages", languages) if languages else "",
        ngettext("%(num)s country", "%(num)s countries", lands) if lands else "",
    ]
    return ", ".join(filter(None, told))


def _lanes(told: _Told, settings: Settings) -> list[Lane]:
    """Return the outlets of the drawing with their articles, those first that told first."""
    known, by_outlet = countries(settings), dict[str, list[Telling]]()
    for one in told.tellings:
        by_outlet.setdefault(one.source, []).append(one)
    return [
        Lane(
            one_line(outlet, 100),
            known.get(outlet, ""),
            tuple(
                Mark(one.seen_at, one.language, one.copy_of is not None, tuple(told.changed.get(one.article, ())))
                for one in of_it
            ),
        )
        for outlet, of_it in list(by_outlet.items())[:_LANES]
    ]


def _in_words(lanes: Sequence[Lane], every: Sequence[Telling], settings: Settings) -> str:
    """Return what the drawing shows, for who does not see it; the table beside it says it all."""
    first, last = lanes[0], every[-1]
    zone = settings.zone
    told = [begun(_("first seen in %(source)s", source=f"{first.outlet}, {time_text(first.marks[0].at, zone)}"))]
    if len(every) > 1:
        seen = time_text(last.seen_at, zone)
        told.append(_("%(source)s last, %(when)s", source=one_line(last.source, 100), when=seen))
    return f"{_counted(every, settings)}. {'; '.join(told)}. {_('The table below has every outlet.')}"


def _legend(shapes: Mapping[str | None, int], every: Sequence[Telling]) -> list[dict[str, Any]]:
    counts = Counter(one.language for one in every)
    shown = [{"shape": shape_drawn(n), "words": _language(one), "articles": counts[one]} for one, n in shapes.items()]
    copies = sum(one.copy_of is not None for one in every)
    return [
        *shown,
        {"shape": shape_drawn(0, copy=True), "words": _("hollow: a copy of another's text"), "articles": copies},
        {"shape": version_drawn(), "words": _("a later version of an article"), "articles": None},
    ]


def _language(code: str | None) -> str:
    return language_name(code) or _("language unknown")


def _row(lane: Lane, settings: Settings) -> dict[str, Any]:
    """Return an outlet as a line of the table beside the drawing."""
    return {
        "outlet": lane.outlet,
        "country": lane.about,
        "languages": ", ".join(dict.fromkeys(_language(mark.language) for mark in lane.marks)),
        "first": time_text(lane.marks[0].at, settings.zone),
        "articles": len(lane.marks),
        "copies": sum(mark.copy for mark in lane.marks),
        "versions": sum(len(mark.later) for mark in lane.marks),
    }


def _regrouping(one: Regrouping, settings: Settings) -> dict[str, Any]:
    stories = {"id": one.id, "one": one.from_id, "other": one.to_id}
    words = {
        "join": _("Regrouping %(id)s: story %(one)s joined into story %(other)s", **stories),
        "split": ngettext(
            "Regrouping %(id)s: %(num)s article of story %(one)s split off into story %(other)s",
            "Regrouping %(id)s: %(num)s articles of story %(one)s split off into story %(other)s",
            len(one.moved["articles"]),
            **stories,
        ),
    }[one.kind]
    return {
        "id": one.id,
        "words": words,
        "made": by_whom(one.at, one.by, settings.zone),
        "why": one_line(one.why or "", 200),
        "undone": by_whom(one.undone_at, one.undone_by or "", settings.zone) if one.undone_at else "",
        "undo": None if one.undone_at else form("undo-regrouping", f"/regroupings/{one.id}/undo"),
    }


def _shown(article: Article, voices: Voices, settings: Settings) -> dict[str, Any]:
    zone, why = settings.zone, article.story_why
    return {
        "id": article.id,
        "link": shown_link(article),
        "country": countries(settings).get(article.source, ""),
        "seen": time_text(article.seen_at, zone),
        "published": time_text(article.published_at, zone) if article.published_at else "",
        "why": one_line(reason(why, voices.published_before(article.id)), 1_000) if why else "",
        "doubtful": bool(why.get("doubtful")),
        "doubt": one_line(str(why.get("doubt") or ""), 200),
        "versions": article.version,
    }


def _data(article: Article, settings: Settings) -> dict[str, Any]:
    return article_data(article) | {
        "country": countries(settings).get(article.source),
        "published": iso(article.published_at),
        "why": article.story_why,
        "versions": article.version,
    }
