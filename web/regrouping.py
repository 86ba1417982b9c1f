"""Join and split stories on the desk, and take it back: what `tocsin story` does, with a search for what to join."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from alerts.display import one_line
from alerts.query import QueryError
from alerts.regrouped import open_untold
from config import Settings
from store.archive import first_titles
from store.models import Regrouping
from store.regroup import CannotRegroup, current, join, split, undo
from store.statements import LARGEST
from store.tellings import tellings
from web.asked import BadFilter, answering, number_in
from web.desk import Desk, desk_of
from web.forms import all_of, form, read_form
from web.marking import NotThere
from web.pages import page, problem
from web.phrases import begun, said_wrong
from web.search import PATIENT, filter_of, look_for
from web.stories import CURE
from web.tongue import gettext as _
from web.tongue import ngettext, time_text

#: Of a story that many tell, who told it first is enough to know it by.
_TOLD_BY = 5
_LONGEST = 1_000


@answering(CURE)
async def ask(request: Request) -> Response:
    """Show the stories that a query finds, or that of a number, each with a button that joins it into this one."""
    desk, number, wanted = desk_of(request), request.path_params["story"], filter_of(request)
    found, further, wrong = list[int](), None, ""
    try:
        if wanted.q.isdecimal():
            found = [number_in(wanted.q, "q") or 0]
        elif wanted.q:
            searched = await look_for(desk, wanted)
            found = list(dict.fromkeys(article.story_id for article, _ in searched.found))
            further = wanted.further(searched, PATIENT)
    except QueryError as error:
        wrong = said_wrong(str(error))
    story, title, others = await desk.read(partial(_candidates, desk.settings, number, found))
    words: dict[str, Any] = {"q": wanted.q, "wrong": wrong, "others": others, "further": further, "longest": _LONGEST}
    return page(request, "join.html", title=_("Join with “%(title)s”", title=title), story=story, **words)


@answering(CURE)
async def join_other(request: Request) -> Response:
    """Take all articles of another story into this one."""
    fields = await read_form(request)
    other = number_in(fields.get("other", ""), "other")
    if other is None:
        raise BadFilter("Choose the story to join.")
    return await _done(request, partial(_join, request.path_params["story"], other, _why(fields.get("why", ""))))


@answering(CURE)
async def split_off(request: Request) -> Response:
    """Take the chosen articles out of a story into one of their own."""
    chosen = [number_in(one, "article") or 0 for one in await all_of(request, "article")]
    if not chosen:
        raise BadFilter("Choose the articles that are to go.")
    why = _why((await read_form(request)).get("why", ""))
    return await _done(request, partial(_split, request.path_params["story"], chosen, why))


async def take_back(request: Request) -> Response:
    """Undo a join or a split."""
    return await _done(request, partial(_undo, request.path_params["regrouping"]))


def _candidates(
    settings: Settings, number: int, found: Sequence[int], session: Session
) -> tuple[int, str, list[dict[str, Any]]]:
    """Return the story that a number stands for now, its title, and the others that were found."""
    try:
        story = current(session, number)
    except CannotRegroup as error:
        raise NotThere("There is no such story.") from error
    titles = first_titles(session, [story, *found])
    others = [one for one in found if one in titles and one != story]
    told = tellings(session, others)
    shown = [
        {
            "story": one,
            "title": one_line(titles[one], 300) or _("(no title)"),
            "outlets": ", ".join(list(dict.fromkeys(one_line(t.source, 100) for t in told[one]))[:_TOLD_BY]),
            "articles": len(told[one]),
            "first": time_text(told[one][0].seen_at, settings.zone),
        }
        for one in others
    ]
    return story, one_line(titles.get(story, ""), 100) or _("(no title)"), shown


def _why(text: str) -> str:
    return one_line(text, _LONGEST)


def _join(story: int, other: int, why: str, session: Session, desk: Desk) -> tuple[Regrouping, int]:
    done = join(session, story, other, why=why, now=desk.clock(), by=desk.by)
    return done, done.to_id


def _split(story: int, chosen: Sequence[int], why: str, session: Session, desk: Desk) -> tuple[Regrouping, int]:
    done = split(session, chosen, why=why, now=desk.clock(), by=desk.by)
    if done.from_id != current(session, story):
        raise CannotRegroup(f"the articles stand in story {done.from_id} by now")
    open_untold(session, done, desk.settings.watches, desk.clock())
    return done, done.from_id


def _undo(regrouping: int, session: Session, desk: Desk) -> tuple[Regrouping, int]:
    if regrouping > LARGEST:
        raise CannotRegroup(f"there is no regrouping {regrouping}")
    done = undo(session, regrouping, now=desk.clock(), by=desk.by)
    open_untold(session, done, desk.settings.watches, desk.clock())
    return done, done.to_id if done.kind == "join" else done.from_id


async def _done(request: Request, change: Callable[..., tuple[Regrouping, int]]) -> Response:
    """Change what is asked for, and say what was done and how it is taken back."""
    desk = desk_of(request)
    try:
        done, story = await desk.change(partial(change, desk=desk))
    except CannotRegroup as error:
        return problem(request, 400, "Nothing was changed.", f"{begun(str(error))}.")
    stories = {"one": done.from_id, "other": done.to_id}
    words = {
        "join": _("Story %(one)s is joined into story %(other)s.", **stories),
        "split": ngettext(
            "%(num)s article is a story of its own now: %(other)s.",
            "%(num)s articles are a story of their own now: %(other)s.",
            len(done.moved["articles"]),
            **stories,
        ),
    }[done.kind]
    if done.undone_at is not None:
        words = _("Regrouping %(id)s is undone: stories %(one)s and %(other)s are as they were.", id=done.id, **stories)
    back = None if done.undone_at is not None else form("undo-regrouping", f"/regroupings/{done.id}/undo")
    return page(request, "done.html", title="Done", words=words, undo=back, back=f"/stories/{story}")
