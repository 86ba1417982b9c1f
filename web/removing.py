"""A source is taken out of the settings: asked first, said what becomes of it, and put back as it was."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from alerts.display import one_line
from config import ConfigError
from config.catalogue import CatalogueSource
from config.discretion import bare
from scheduler.editing import Conflict, Made, mark_of, put_source_back, remove_source
from store.session import Store
from web.asked import answering
from web.desk import Desk, desk_of
from web.forms import read_form
from web.marking import NotThere
from web.pages import page, problem
from web.phrases import said_wrong
from web.saving import author, taken_up
from web.tongue import gettext as _

_CURE = "All that there are stand at /sources."


@answering(_CURE)
async def ask(request: Request) -> Response:
    """Ask whether a source is to be taken out, and say which watches name it."""
    desk, name = desk_of(request), request.query_params.get("name", "")
    source = desk.settings.find_source(name)
    if source is None:
        raise NotThere("There is no such source in the settings.")
    return page(
        request,
        "source_remove.html",
        title=_("Take out source %(name)s?", name=one_line(name, 100)),
        name=name,
        seen=mark_of(source),
        address=bare(source.url),
        watches=[one_line(watch.name, 100) for watch in desk.settings.watches if name in watch.sources],
        of_catalogue=isinstance(source, CatalogueSource),
        catalogue="/catalogue?" + urlencode({"find": name}),
        back="/source?" + urlencode({"name": name}),
    )


@answering(_CURE)
async def remove(request: Request) -> Response:
    """Take a source out of the settings files."""
    desk, fields = desk_of(request), await read_form(request)
    name, seen = fields.get("name", ""), fields.get("seen", "")
    if desk.settings.find_source(name) is None:
        raise NotThere("There is no such source in the settings.")
    return await _written(request, partial(_remove, desk, name, seen), _("Taken out"), undo=name)


async def put_back(request: Request) -> Response:
    """Write a source that was taken out as it was written last."""
    desk, name = desk_of(request), (await read_form(request)).get("name", "")
    return await _written(request, partial(_put_back, desk, name), _("Put back"))


async def _written(request: Request, work: Callable[[Store], Made], done: str, undo: str | None = None) -> Response:
    desk = desk_of(request)
    try:
        made = await desk.slowly(work)
    except Conflict:
        return problem(request, 409, "The source is another one by now, and nothing was written.", _CURE)
    except ConfigError as error:
        return problem(request, 400, "Nothing was written.", "\n".join(map(said_wrong, error.problems)))
    words = _("%(done)s, in %(file)s.", done=done, file=made.file.name) + f" {await taken_up(desk, made)}"
    return page(request, "source_removed.html", title=done, words=words, undo=undo)


def _remove(desk: Desk, name: str, seen: str, store: Store) -> Made:
    return remove_source(store, desk.force().path, name, seen, author(desk))


def _put_back(desk: Desk, name: str, store: Store) -> Made:
    return put_source_back(store, desk.force().path, name, author(desk))
