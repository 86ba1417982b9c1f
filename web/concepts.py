"""The concepts that a query can ask for, found by any of their names."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.concepts import Concept, Concepts
from alerts.folding import fold
from web.desk import desk_of
from web.pages import page
from web.tongue import language_name

#: Concepts that are offered, and names told of each.
MOST, _NAMES = 20, 6


async def show(request: Request) -> Response:
    """Show the concepts of which a name begins so."""
    find = request.query_params.get("find", "").strip()
    found = [concept_data(one) for one in beginning(desk_of(request).force().concepts, find)]
    return page(request, "concepts.html", title="Concepts", find=find, concepts=found, most=MOST)


async def tell(request: Request) -> Response:
    """Return the same as JSON."""
    find = request.query_params.get("find", "").strip()
    found = beginning(desk_of(request).force().concepts, find)
    return JSONResponse({"concepts": [concept_data(one) for one in found]})


def beginning(concepts: Concepts, text: str) -> list[Concept]:
    """Return the concepts whose key, title or a name begins with a text, or has a word that does: keys first."""
    wanted = fold(text.lstrip("@"))
    ranked = sorted((rank, key) for key, one in concepts.items() if (rank := _rank(one, wanted)) is not None)
    return [concepts[key] for _, key in ranked[:MOST]]


def concept_data(one: Concept) -> dict[str, Any]:
    """Return a concept for programs, with its first name in each language; one that several share is told once."""
    first: dict[str, str] = {}
    for name in one.names:
        if name.since is None and name.until is None:
            first.setdefault(name.language, name.text)
    names: dict[str, str] = {}
    for code, text in first.items():
        names.setdefault(text, code)
    told = [{"language": code, "in": language_name(code), "name": text} for text, code in names.items()]
    return {"key": one.key, "title": one.title, "kind": one.kind, "names": told[:_NAMES]}


def _rank(one: Concept, wanted: str) -> int | None:
    if one.key.startswith(wanted):
        return 0
    texts = [fold(text) for text in _texts(one)]
    if any(text.startswith(wanted) for text in texts):
        return 1
    return 2 if any(f" {wanted}" in text for text in texts) else None


def _texts(one: Concept) -> Iterator[str]:
    yield one.title
    for name in one.names:
        yield name.text
