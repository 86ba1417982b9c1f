"""The editor of watches: the form, what it would find, saving and taking out; what is saved stands in the files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from config import ConfigError, WatchSettings
from config.settings import VolumeSettings
from scheduler.editing import Conflict, Made, mark_of, remove_watch, save_watch
from store.session import Store
from web.asked import answering, number_in
from web.desk import Desk, desk_of
from web.forms import read_fields
from web.marking import NotThere
from web.pages import page, problem
from web.saving import author, taken_up
from web.tongue import gettext as _
from web.watch_check import Verdict, data, is_news, shown, verdict
from web.watch_form import KEYS, BadForm, Draft, draft_of, read_draft
from web.watches import address, standings, watch_data
from web.watches import shown as shown_watch

#: Fields that a form may have: its own, and a box for each channel.
_MOST_FIELDS = 1_000
CURE = "All that there are stand at /watches."
#: What the form of a new watch begins with.
EMPTY = WatchSettings(name="new", query="new")


@answering(CURE)
async def edit(request: Request) -> Response:
    """Show a watch with the form that changes it."""
    watch = _known(request)
    return await form_page(request, draft_of(watch, mark_of(watch)))


@answering(CURE)
async def tell(request: Request) -> Response:
    """Return a watch as JSON."""
    [one] = await standings(desk_of(request), [_known(request)])
    return JSONResponse(watch_data(one))


async def new(request: Request) -> Response:
    """Show the form for a new watch; `like` fills it as another one, `query` with a query."""
    desk, asked = desk_of(request), request.query_params
    like = desk.settings.find_watch(asked.get("like", ""))
    values = draft_of(like or EMPTY, "").values
    return await form_page(request, Draft("", "", values if like else {**values, "query": asked.get("query", "")}))


@answering(CURE)
async def check(request: Request) -> Response:
    """Say what a draft would find: as a part of the page where a script asks, else as the page."""
    fields = await read_fields(request, _MOST_FIELDS)
    draft, desk = read_draft(fields), desk_of(request)
    now = await verdict(request, draft)
    if "hx-request" not in request.headers:
        return await form_page(request, draft, said=now)
    said, before = shown(now, desk), number_in(fields.get("shown", [""])[0], "shown") or 0
    if before and not is_news(now, before):
        return page(request, "watch_looking.html", said=said, shown=before)
    part = page(request, "watch_said.html", said=said)
    # Whoever asks for further articles stands in for no more than the line that says so.
    part.headers["HX-Retarget"], part.headers["HX-Reswap"] = "#found", "innerHTML"
    return part


@answering(CURE)
async def tell_check(request: Request) -> Response:
    """Return what a draft would find, as JSON: its keys as the form has them; with `name`, against that watch.

    Until that is `complete`, it looks further when it is asked again.
    """
    asked = request.query_params
    fields = {name: asked.getlist(name) for name in asked}
    if asked.get("inflect", "1") == "1":
        fields["inflect"] = ["1"]
    else:
        fields.pop("inflect")
    draft = replace(read_draft(fields), seen=asked.get("name", ""))
    said = await verdict(request, draft)
    if said.wrong:
        return problem(request, 400, said.wrong, "Write it as docs/watch-language.md says.")
    return JSONResponse(data(said))


async def save(request: Request) -> Response:
    """Write what stands in the form into the settings files, and wait until it is in force."""
    desk, draft = desk_of(request), read_draft(await read_fields(request, _MOST_FIELDS))
    there = desk.settings.find_watch(draft.name) if draft.seen else None
    try:
        changed = draft.changed(there)
    except BadForm as error:
        return await form_page(request, draft, error.problems, status=400)
    if there and not changed:
        return await form_page(request, draft, [_("Nothing was changed: this is the watch as it is.")], status=400)
    work = partial(_save, desk, draft, changed)
    return await written(request, draft, work, _("Saved"))


async def remove(request: Request) -> Response:
    """Take a watch out of the settings files."""
    desk, fields = desk_of(request), await read_fields(request)
    name, seen = (fields.get(key, [""])[0] for key in ("name", "seen"))
    there = desk.settings.find_watch(name)
    if there is None:
        return problem(request, 404, "There is no such watch in the settings.", CURE)
    work = partial(_remove, desk, name, seen)
    return await written(request, draft_of(there, seen), work, _("Taken out"))


async def written(request: Request, draft: Draft, work: Callable[[Store], Made], done: str) -> Response:
    """Do work that writes a watch into the files; return a page that says so, or the form with what is in the way."""
    desk = desk_of(request)
    try:
        made = await desk.slowly(work)
    except Conflict as error:
        return await form_page(request, draft, conflict=error, status=409)
    except ConfigError as error:
        return await form_page(request, draft, error.problems, status=400)
    words = _("%(done)s, in %(file)s.", done=done, file=made.file.name) + f" {await taken_up(desk, made)}"
    there = desk.settings.find_watch(draft.name)
    back = address("/watch", draft.name) if there else "/watches"
    history = address("/watch/history", draft.name)
    return page(request, "watch_done.html", title=done, words=words, back=back, history=history)


async def form_page(
    request: Request,
    draft: Draft,
    problems: Sequence[str] = (),
    *,
    said: Verdict | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    """Return the page of a watch, or of one to be, with the form as it is filled and what is to be said of that."""
    desk = desk_of(request)
    there = desk.settings.find_watch(draft.name) if draft.seen or conflict else None
    standing = await standings(desk, [there]) if there else []
    if conflict is not None:
        draft = Draft(draft.name, mark_of(conflict.there), draft.values)
    return page(
        request,
        "watch.html",
        status,
        title=_("Watch %(name)s", name=one_line(draft.name, 100)) if there else _("New watch"),
        watch=shown_watch(standing[0], desk) if standing else None,
        draft=draft,
        channels=list(desk.settings.channels),
        usual_volume=draft_of(EMPTY.model_copy(update={"volume": VolumeSettings()}), "").values["volume"],
        problems=problems,
        conflict=conflict,
        both=_both(draft, conflict.there) if conflict and conflict.there else [],
        said=shown(said, desk) if said else None,
        history=address("/watch/history", draft.name),
        json=address("/watch.json", draft.name),
    )


def _known(request: Request) -> WatchSettings:
    """Return the watch that an address names. Raises NotThere."""
    watch = desk_of(request).settings.find_watch(request.query_params.get("name", ""))
    if watch is None:
        raise NotThere("There is no such watch in the settings.")
    return watch


def _save(desk: Desk, draft: Draft, changed: dict[str, Any], store: Store) -> Made:
    return save_watch(store, desk.force().path, draft.name, draft.seen, changed, author(desk))


def _remove(desk: Desk, name: str, seen: str, store: Store) -> Made:
    return remove_watch(store, desk.force().path, name, seen, author(desk))


def _both(draft: Draft, there: WatchSettings) -> list[tuple[str, str, str]]:
    """Return what differs between the form and the files: the key, what stands in the form, what in the files."""
    theirs = draft_of(there, "").values
    return [(key, _text(draft.values[key]), _text(theirs[key])) for key in KEYS if draft.values[key] != theirs[key]]


def _text(value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case tuple():
            return "\n".join(value)
        case dict():
            return "\n".join(f"{key} = {_text(one)}" for key, one in value.items())
        case None:
            return ""
    return str(value)
