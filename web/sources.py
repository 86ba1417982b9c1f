"""The sources, those that need a person first; one source with what it brought; and the button to read it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from alerts.display import one_line
from alerts.wording import iso, shown_link
from config import Settings, SourceSettings
from store.models import Article, Sighting
from store.sightings import seen_in, seen_since
from store.sources import due_now, noted_health, states
from web.asked import BadFilter, answering, known_in, number_in
from web.desk import Desk, desk_of
from web.drawing import week_drawn
from web.forms import read_form
from web.marking import NotThere
from web.pages import page, problem
from web.source_cards import OFF, ORDER, discreet, hours, is_polled, shown, source_data, standings
from web.tongue import gettext as _
from web.tongue import marked, time_text

#: Sources, and articles of one, on a page.
PAGE = 30
_CURE = "All that there are stand at /sources."


@dataclass(frozen=True)
class Filter:
    """Which sources are wanted, as the address says: in this state, with this in name or address, after one.

    `after` is the state and the name of the last one seen, with a blank between.
    """

    state: str = ""
    find: str = ""
    after: str = ""

    def query(self, after: str = "") -> str:
        """Return it as the query of an address, with another place to begin at; '' if it asks for nothing."""
        given = urlencode([(k, v) for k, v in (("state", self.state), ("find", self.find), ("after", after)) if v])
        return f"?{given}" if given else ""


@answering(_CURE)
async def show_all(request: Request) -> Response:
    """Show a page of sources."""
    desk = desk_of(request)
    wanted = _filter(request)
    found, more, numbers = await desk.read(partial(_found, desk, wanted))
    now, settings = desk.clock(), desk.settings
    return page(
        request,
        "sources.html",
        title="Sources",
        sources=[shown(one, settings, now) for one in found],
        numbers=numbers,
        wanted=wanted,
        states=ORDER,
        more=f"/sources{more}" if more else None,
        json=f"/sources.json{wanted.query(wanted.after)}",
    )


@answering(_CURE)
async def list_all(request: Request) -> Response:
    """Return a page of sources as JSON, with the address of the one that follows."""
    desk = desk_of(request)
    wanted = _filter(request)
    found, more, numbers = await desk.read(partial(_found, desk, wanted))
    sources = [source_data(one, desk.clock()) for one in found]
    return JSONResponse({"sources": sources, "states": numbers, "next": f"/sources.json{more}" if more else None})


@answering(_CURE)
async def show_one(request: Request) -> Response:
    """Show one source and the articles seen in it last."""
    desk = desk_of(request)
    one, seen, more, rates = await desk.read(partial(_one, desk, *_asked(desk, request)))
    settings, asked = desk.settings, _since(request)
    source = shown(one, settings, desk.clock())
    return page(
        request,
        "source.html",
        title=_("Source %(name)s", name=source["source"]),
        source=source,
        poll=await desk.read(partial(_progress, desk, one.source, asked)) if asked else None,
        week=week_drawn(rates) if rates else None,
        articles=[_link(sighting, article, settings) for sighting, article in seen],
        more=f"/source{more}" if more else None,
        json=f"/source.json?{urlencode(request.query_params.multi_items())}",
        remove=f"/source/remove?{urlencode({'name': one.source.name})}",
    )


@answering(_CURE)
async def tell_one(request: Request) -> Response:
    """Return one source as JSON."""
    desk = desk_of(request)
    one, seen, more, rates = await desk.read(partial(_one, desk, *_asked(desk, request)))
    articles = [
        {"title": article.title, "url": article.url, "story": article.story_id, "seen": iso(sighting.seen_at)}
        for sighting, article in seen
    ]
    told = source_data(one, desk.clock()) | {"hours_of_the_week": rates, "articles": articles}
    return JSONResponse(told | {"next": f"/source.json{more}" if more else None})


@answering(_CURE)
async def poll(request: Request) -> Response:
    """Have a source read as soon as the daemon comes to it."""
    desk, name = desk_of(request), (await read_form(request)).get("name", "")
    source = _known(desk.settings, name)
    if not source.enabled:
        return problem(request, 400, "The settings switch this source off.", "Set enabled = true there first.")
    await desk.change(
        lambda session: due_now(session, name, desk.clock(), "asked for on the desk"), f"/source?name={name}"
    )
    asked = quote(desk.clock().isoformat(), safe="")
    return RedirectResponse(f"/source?name={quote(name, safe='')}&asked={asked}", 303)


@answering(_CURE)
async def progress(request: Request) -> Response:
    """Say how far a poll is that was asked for: the part of the page that asks again until it is over."""
    desk = desk_of(request)
    source, asked = _known(desk.settings, request.query_params.get("name", "")), _since(request)
    if asked is None:
        raise BadFilter("`asked` is a time.")
    return page(request, "source_progress.html", poll=await desk.read(partial(_progress, desk, source, asked)))


def _since(request: Request) -> datetime | None:
    """Return when a poll was asked for, as the address says; None if it does not. Raises BadFilter."""
    if not (text := request.query_params.get("asked", "")):
        return None
    try:
        asked = datetime.fromisoformat(text)
        if asked.tzinfo is None:
            raise ValueError("a time without a zone")
        return asked.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadFilter("`asked` is a time, as the button `Poll now` writes it.") from error


def _progress(desk: Desk, source: SourceSettings, asked: datetime, session: Session) -> dict[str, Any]:
    """Return how far the poll of a source is that was asked for then."""
    kept = states(session, [source.name]).get(source.name)
    over = kept is not None and kept.last_polled_at is not None and kept.last_polled_at >= asked
    new = seen_since(session, source.name, asked) if over else 0
    return {
        "over": over,
        "reading": kept is not None and is_polled(kept, desk.clock()),
        "new": new,
        "error": one_line(discreet(kept.last_error or "", source), 500) if over and kept else "",
        "again": "/source/progress?" + urlencode({"name": source.name, "asked": asked.isoformat()}),
    }


def _filter(request: Request) -> Filter:
    asked = request.query_params
    wanted = Filter(asked.get("state", ""), asked.get("find", "").strip(), asked.get("after", ""))
    if wanted.state:
        known_in(wanted.state, ORDER, marked("There is no state %(name)r; write one of %(known)s."))
    if wanted.after and _after(wanted.after) is None:
        raise BadFilter("`after` is the state of a source and its name.")
    return wanted


def _after(text: str) -> tuple[int, str] | None:
    """Return the place of a source in the order, from its state and name."""
    for rank, state in enumerate(ORDER):
        if text.startswith(f"{state} "):
            return rank, text.removeprefix(f"{state} ")
    return None


def _found(desk: Desk, wanted: Filter, session: Session) -> tuple[list[Any], str | None, dict[str, int]]:
    """Return a page of sources, the query of the one that follows, and how many are in each state.

    They stand in the order of how they stood when that was last looked at, which the daemon does every minute: to look
    at all of them for each page takes longer than the page.
    """
    noted, settings = noted_health(session), desk.settings
    placed = sorted((_place(source, noted), source) for source in _matching(settings.sources, wanted.find))
    numbers = {state: sum(rank == n for (rank, _), _ in placed) for n, state in enumerate(ORDER)}
    begin = _after(wanted.after) or (-1, "")
    rest = [(at, one) for at, one in placed if at > begin and (not wanted.state or ORDER[at[0]] == wanted.state)]
    more = None
    if len(rest) > PAGE:
        rank, name = rest[PAGE - 1][0]
        more = wanted.query(f"{ORDER[rank]} {name}")
    return standings(session, [one for _, one in rest[:PAGE]], settings, desk.clock()), more, numbers


def _matching(sources: Sequence[SourceSettings], find: str) -> list[SourceSettings]:
    wanted = find.casefold()
    return [one for one in sources if wanted in one.name.casefold() or wanted in one.url.casefold()]


def _place(source: SourceSettings, noted: dict[str, str]) -> tuple[int, str]:
    state = noted.get(source.name, "new") if source.enabled else OFF
    return ORDER.index(state), source.name


def _asked(desk: Desk, request: Request) -> tuple[SourceSettings, int | None]:
    asked = request.query_params
    return _known(desk.settings, asked.get("name", "")), number_in(asked.get("before", ""), "before")


def _known(settings: Settings, name: str) -> SourceSettings:
    source = settings.find_source(name)
    if source is None:
        raise NotThere("There is no such source in the settings.")
    return source


def _one(desk: Desk, source: SourceSettings, before: int | None, session: Session) -> tuple[Any, Any, str | None, Any]:
    [one] = standings(session, [source], desk.settings, desk.clock())
    seen = seen_in(session, source.name, PAGE + 1, before)
    last = seen[PAGE - 1][0].id if len(seen) > PAGE else None
    more = "?" + urlencode({"name": source.name, "before": last}) if last else None
    return one, seen[:PAGE], more, hours(one, desk.settings.zone, desk.clock())


def _link(sighting: Sighting, article: Article, settings: Settings) -> dict[str, Any]:
    return {
        "link": shown_link(article),
        "story": article.story_id,
        "seen": time_text(sighting.seen_at, settings.zone),
        "elsewhere": article.source != sighting.source,
    }
