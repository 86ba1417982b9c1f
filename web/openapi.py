"""The description of what programs may read (OpenAPI 3.1), written from the routes: a new one stands in it by itself.

What an address may be asked with, and what its answer looks like, is added here where it is known.
"""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from alerts.export import formats
from store.alerts import STATES
from web import search, watch_check
from web.feed_formats import FORMATS
from web.tokens import SCOPES, scope_for

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
_DAY: Schema = {
    "type": "string",
    "format": "date",
    "description": "A day from 1900 to 2999, in the time zone of the desk.",
}
_QUERY: Schema = {"type": "string", "minLength": 1, "maxLength": 2000, "description": "In the watch language."}
_SEARCH: Schema = {"q": _QUERY, "since": _DAY, "until": _DAY, "source": _TEXT, "language": _TEXT}
_ALERTS: Schema = {"watch": _TEXT, "silence": _TEXT, "state": {"type": "array", "items": {"enum": list(STATES)}}}
_AFTER: Schema = {**_NUMBER, "description": "From `next` of a page before."}
_WITHIN: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": search.PATIENT}
_WITHIN |= {"description": "For how many seconds is looked; `next` goes on from there."}
_STEP: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": watch_check.PATIENT}
_STEP |= {"description": "For how many seconds is looked; asked again it looks further, until `complete`."}
_FILE: Schema = {"format": {"enum": list(formats())}, "limit": {"type": "integer", "minimum": 1, "maximum": 10_000}}
_LINES: Schema = {"type": "string", "description": "One a line."}
_DRAFT: Schema = {"sources": _LINES, "languages": _TEXT, "must_match": _LINES, "must_not_match": _LINES}
_DRAFT |= {"inflect": {"enum": ["0", "1"]}}
_TOKEN: Schema = {"token": {"type": "string", "description": "For feed readers, which send no header."}}

#: What an address may be asked with; a `!` marks what it must be.
PARAMETERS: Mapping[str, Mapping[str, Schema]] = {
    "/alerts.json": {**_ALERTS, "before": _AFTER},
    "/search.json": {"q!": _QUERY, **_SEARCH, "after": _AFTER, "within": _WITHIN},
    "/silences.json": {"all": {"enum": ["1"]}},
    "/sources.json": {"state": _TEXT, "find": _TEXT, "after": _TEXT},
    "/source.json": {"name!": _TEXT, "before": _AFTER},
    "/watch/check.json": {"query!": _QUERY, "name": _TEXT, "within": _STEP, **_DRAFT},
    "/deliveries.json": {"status": _TEXT, "channel": _TEXT, "watch": _TEXT, "before": _AFTER},
    "/feeds/alerts.{format}": {**_ALERTS, **_TOKEN},
    "/feeds/search.{format}": {"q!": _QUERY, **_SEARCH, **_TOKEN},
    "/export/alerts": {"format!": _FILE["format"], "limit": _FILE["limit"], **_ALERTS},
    "/export/search": {"format!": _FILE["format"], "limit": _FILE["limit"], "q!": _QUERY, **_SEARCH},
}
#: The lists that are read page by page, by the name under which their answer has them.
_LISTS = {f"/{name}.json": name for name in ("alerts", "sources", "deliveries")} | {"/search.json": "articles"}
_ERROR: Schema = {"type": "object", "required": ["error", "cure"], "properties": {"error": _TEXT, "cure": _TEXT}}
_WRONG = {
    "400": "It is asked wrongly: `error` says what is wrong, `cure` what to do.",
    "401": "There is no such token.",
    "403": "The token is not for this, or the desk is asked from elsewhere without one.",
    "404": "There is no such thing.",
    "503": "The store does not answer; ask again in a minute.",
}


async def show(request: Request) -> JSONResponse:
    """Return the description of what programs may read."""
    return JSONResponse(describe(request.app.routes, str(request.base_url)))


def describe(routes: Iterable[BaseRoute], server: str) -> Schema:
    """Return the description of those routes that programs may read, as OpenAPI 3.1."""
    read = [one for one in routes if isinstance(one, Route) and scope_for(_plain(one.path))]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tocsin",
            "version": "1",
            "description": "Lists are read page by page, by the address in `next`.",
        },
        "servers": [{"url": server.rstrip("/")}],
        "paths": {_plain(one.path): {"get": _operation(one)} for one in read},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": ", ".join(SCOPES)}},
            "schemas": {"Error": _ERROR},
        },
    }


def _plain(path: str) -> str:
    return path.replace(":int}", "}")


def _operation(route: Route) -> Schema:
    path = _plain(route.path)
    in_path = [_parameter(name, _in_path(name), "path", True) for name in route.param_convertors]
    asked = PARAMETERS.get(path, {})
    known = [name for name in asked if f"{name}!" not in asked]
    in_query = [_parameter(name.rstrip("!"), asked[name], "query", name.endswith("!")) for name in known]
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    content = error if path.endswith(".json") else {**error, "text/html": {}}
    wrong = {status: {"description": why, "content": content} for status, why in _WRONG.items()}
    return {
        "operationId": path.strip("/").replace("/", "-").replace(".", "-").replace("{", "").replace("}", ""),
        "summary": (inspect.getdoc(route.endpoint) or "").partition("\n")[0],
        "security": [{"token": [scope_for(path)]}, {}],
        "parameters": [*in_path, *in_query],
        "responses": {"200": {"description": "What was asked for.", "content": _answer(path)}, **wrong, **_also(path)},
    }


def _parameter(name: str, schema: Schema, where: str, required: bool) -> Schema:
    return {"name": name, "in": where, "required": required, "schema": schema}


def _in_path(name: str) -> Schema:
    return {"enum": list(FORMATS)} if name == "format" else _NUMBER


def _answer(path: str) -> Schema:
    if path.startswith("/feeds/"):
        return {media_type.partition(";")[0]: {} for _, media_type in FORMATS.values()}
    if path.startswith("/export/"):
        return {form.media_type.partition(";")[0]: {} for form in formats().values()}
    schema: Schema = {"type": ["object", "array"]}
    if path in _LISTS:
        items: Schema = {"type": "array", "items": {"type": "object"}}
        properties: Schema = {_LISTS[path]: items, "next": {"type": ["string", "null"]}}
        schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"application/json": {"schema": schema}}


def _also(path: str) -> Schema:
    return {"304": {"description": "Nothing changed since it was answered."}} if path.startswith("/feeds/") else {}
