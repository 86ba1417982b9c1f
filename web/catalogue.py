"""The sources that Tocsin knows: found by name, tag and country, and switched on and off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from config import ConfigError, SourceSettings
from config.catalogue import EVIDENCE, CatalogueSource, catalogue
from scheduler.editing import Made, switch
from store.session import Store
from web.asked import answering
from web.desk import Desk, desk_of
from web.forms import read_form
from web.marking import NotThere
from web.pages import page, problem
from web.phrases import said_wrong
from web.saving import author, taken_up
from web.tongue import gettext as _
from web.tongue import language_name, marked

PAGE = 50
_CURE = "All that there are stand at /catalogue."


@dataclass(frozen=True)
class Filter:
    """Which sources are wanted, as the address says: with this in name, title or address, of a tag, of a country."""

    find: str = ""
    tag: str = ""
    country: str = ""
    after: str = ""

    def query(self, after: str = "") -> str:
        """Return it as the query of an address, with another place to begin at; '' if it asks for nothing."""
        wanted = (("find", self.find), ("tag", self.tag), ("country", self.country), ("after", after))
        given = urlencode([(key, value) for key, value in wanted if value])
        return f"?{given}" if given else ""

    def has(self, source: CatalogueSource) -> bool:
        """Whether a source is wanted, but for where the page begins."""
        texts = (source.name, source.title, source.url)
        found = any(self.find.casefold() in text.casefold() for text in texts)
        return found and self.tag in ("", *source.tags) and self.country in ("", source.country)


async def show(request: Request) -> Response:
    """Show a page of the catalogue."""
    desk, wanted = desk_of(request), _filter(request)
    found, more = _found(desk, wanted)
    sources = catalogue().values()
    return page(
        request,
        "catalogue.html",
        title="Catalogue",
        sources=found,
        wanted=wanted,
        tags=sorted({tag for source in sources for tag in source.tags}),
        countries=sorted({source.country for source in sources if source.country}),
        more=f"/catalogue{more}" if more else None,
        json=f"/catalogue.json{wanted.query(wanted.after)}",
    )


async def tell(request: Request) -> Response:
    """Return the same as JSON."""
    found, more = _found(desk_of(request), _filter(request))
    return JSONResponse({"sources": found, "next": f"/catalogue.json{more}" if more else None})


@answering(_CURE)
async def turn(request: Request) -> Response:
    """Switch a source of the catalogue on or off."""
    desk, fields = desk_of(request), await read_form(request)
    name, on = fields.get("name", ""), fields.get("on") == "1"
    if name not in catalogue():
        raise NotThere("There is no such source in the catalogue.")
    try:
        made = await desk.slowly(partial(_turn, desk, name, on))
    except ConfigError as error:
        return problem(request, 400, "Nothing was written.", "\n".join(map(said_wrong, error.problems)))
    said = marked("%(name)s is switched on, in %(file)s.") if on else marked("%(name)s is switched off, in %(file)s.")
    words = f"{_(said, name=name, file=made.file.name)} {await taken_up(desk, made)}"
    back = "/catalogue?" + urlencode({"find": name})
    return page(request, "done.html", title="Done", words=words, undo=None, back=back)


def _turn(desk: Desk, name: str, on: bool, store: Store) -> Made:
    return switch(store, desk.force().path, name, on, author(desk))


def _filter(request: Request) -> Filter:
    return Filter(**{key: request.query_params.get(key, "").strip() for key in ("find", "tag", "country", "after")})


def _found(desk: Desk, wanted: Filter) -> tuple[list[dict[str, Any]], str | None]:
    rest = sorted((one for one in catalogue().values() if wanted.has(one) and one.name > wanted.after), key=_name)
    more = wanted.query(rest[PAGE - 1].name) if len(rest) > PAGE else None
    own = desk.settings.sources_by_name
    return list(_told(rest[:PAGE], own)), more


def _told(sources: list[CatalogueSource], own: Mapping[str, SourceSettings]) -> Iterator[dict[str, Any]]:
    for source in sources:
        there = own.get(source.name)
        yield {
            **source.model_dump(include={"name", "title", "url", "kind", "country", "language", "note"}),
            "tags": list(source.tags),
            "spoken": language_name(source.language),
            "evidence": EVIDENCE[source.evidence],
            "seen": str(source.seen) if source.seen else None,
            "on": isinstance(there, CatalogueSource),
            # A source of one's own stands in its place.
            "own": there is not None and not isinstance(there, CatalogueSource),
        }


def _name(source: CatalogueSource) -> str:
    return source.name
