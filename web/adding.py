"""New sources: found at an address and shown before they are added, or taken from another reader's list (OPML)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from alerts.display import one_line
from config import ConfigError
from config.discretion import bare
from scheduler.adding import Adding, Unreadable, as_opml, entry_for, look, outlines, tags_of
from scheduler.editing import Made, add_sources
from store.session import Store
from web.desk import Desk, desk_of
from web.forms import read_form, read_upload
from web.pages import page
from web.phrases import said_wrong
from web.saving import author, taken_up
from web.tongue import gettext as _
from web.tongue import language_name, marked, time_text

_LONGEST = 300
#: What of an article comes with an offer (`crawler.offers`).
_TEXTS = (marked("full text"), marked("teasers"), marked("headlines"), marked("addresses"))
#: Characters of an address that is looked at.
_LONGEST_ADDRESS = 2_000


async def ask(request: Request) -> Response:
    """Show the form that asks for an address, or for a list."""
    return _page(request)


async def find(request: Request) -> Response:
    """Look at an address, politely and guarded as in a poll, and show what it offers and what that would bring."""
    desk, address = desk_of(request), (await read_form(request)).get("address", "").strip()
    if not address or len(address) > _LONGEST_ADDRESS:
        return _page(request, 400, problems=[_("Write the address of a site, a page or a feed, such as example.org.")])
    try:
        async with desk.looking:
            found = await look(address, desk.settings.fetch, desk.clock())
    except Unreadable as error:
        wrong = f"{one_line(address, _LONGEST)}: {said_wrong(str(error))}"
        return _page(request, 400, problems=[wrong], address=address)
    into = Adding(desk.settings)
    offers = [_offer(asdict(one), into.there_as(one), into.name_of(one, found.url), desk) for one in found.offers]
    return _page(request, address=address, offers=offers, notes=found.notes, looked=True)


async def add(request: Request) -> Response:
    """Write an offer into the settings as a source."""
    desk, fields = desk_of(request), await read_form(request)
    into = Adding(desk.settings)
    try:
        if there := into.existing(fields.get("url", ""), fields.get("links") or None):
            return _page(request, 400, problems=[_("It is read already, as %(name)r.", name=there)])
        source = into.take(_entry(fields))
    except ValueError as error:
        return _page(request, 400, problems=[said_wrong(str(error))])
    return await _add(request, into, [{"title": source.name, "result": "added", "name": source.name}], ())


async def take(request: Request) -> Response:
    """Add the sources of a list; what is read already is left as it is."""
    desk, data = desk_of(request), await read_upload(request, "file")
    tags = tags_of((await read_form(request)).get("tags", "").split(","))
    try:
        found = outlines(data)
    except Unreadable as error:
        return _page(request, 400, problems=[said_wrong(str(error))])
    into = Adding(desk.settings)
    return await _add(request, into, [into.take_outline(outline, tags) for outline in found.entries], found.notes)


async def give(request: Request) -> Response:
    """Return all sources as a list for other readers, with what may be a password in their addresses."""
    desk = desk_of(request)
    head = {"Content-Disposition": 'attachment; filename="tocsin.opml"'}
    return Response(as_opml(desk.settings.sources, desk.clock()), media_type="text/x-opml", headers=head)


async def _add(request: Request, into: Adding, results: Sequence[Mapping[str, Any]], notes: Sequence[str]) -> Response:
    desk, words = desk_of(request), _("Nothing was written.")
    if into.entries:
        try:
            made = await desk.slowly(partial(_write, desk, into))
        except ConfigError as error:
            return _page(request, 400, problems=list(map(said_wrong, error.problems)))
        words = _("Written, in %(file)s.", file=made.file.name) + f" {await taken_up(desk, made)}"
    told = [{key: one_line(str(value), _LONGEST) for key, value in one.items()} for one in results]
    counts = Counter(one["result"] for one in results)
    return page(request, "sources_added.html", title="Sources", words=words, results=told, counts=counts, notes=notes)


def _write(desk: Desk, into: Adding, store: Store) -> Made:
    return add_sources(store, desk.force().path, into.entries, author(desk))


def _entry(fields: Mapping[str, str]) -> dict[str, Any]:
    others = {key: fields.get(key, "").strip() or None for key in ("links", "language")}
    others["country"] = fields.get("country", "").strip().upper() or None
    tags = tags_of(fields.get("tags", "").split(","))
    return entry_for(fields.get("name", "").strip(), fields.get("url", ""), fields.get("kind", "feed"), tags, **others)


def _page(request: Request, status: int = 200, **words: Any) -> Response:
    told: dict[str, Any] = {"address": "", "offers": [], "notes": (), "problems": (), "looked": False}
    return page(request, "sources_add.html", status, title="Add sources", **told | words)


def _offer(offer: dict[str, Any], there: str | None, name: str, desk: Desk) -> dict[str, Any]:
    newest = offer["newest"]
    return {
        **offer,
        "shown": bare(offer["url"]),
        "title": one_line(offer["title"], _LONGEST),
        "newest": time_text(newest, desk.settings.zone) if newest else "",
        "headlines": [one_line(one, _LONGEST) for one in offer["headlines"]],
        "spoken": language_name(offer["language"]),
        "there": there,
        "name": name,
    }
