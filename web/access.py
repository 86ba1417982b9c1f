"""What each address of the desk asks of who uses it. Pure.

All of it stands in one table; an address that does not is closed to everybody, and a test says so.
"""

from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute, Match

from scheduler.subscriptions import PATH as PUSHES
from store.people import ADMIN, EDITOR, READER, ROLES

#: For whoever can reach the desk: what is behind it has a right of its own, or none is needed.
OPEN = "open"
#: For nobody: it does not stand in the table.
CLOSED = "closed"

#: Where strangers are sent.
SIGN_IN = "/sign-in"
#: The methods that change nothing.
SAFE = ("GET", "HEAD", "OPTIONS")

#: How and where something is asked for, and the role that may; what is shown is shown as `.json` as well.
NEEDS: Mapping[str, str] = {
    "GET /healthz": OPEN,
    "GET /static": OPEN,
    "GET /link/{token}": OPEN,
    "POST /link/{token}": OPEN,
    f"GET {PUSHES}{{token}}": OPEN,
    f"POST {PUSHES}{{token}}": OPEN,
    # What it opens is what the token in the address of a feed does.
    "POST /hub": OPEN,
    f"GET {SIGN_IN}": OPEN,
    f"POST {SIGN_IN}": OPEN,
    "POST /sign-out": READER,
    "GET /": READER,
    "GET /alerts": READER,
    "GET /alerts/{alert:int}": READER,
    "POST /alerts/{alert:int}/{action}": EDITOR,
    "GET /silences": READER,
    "POST /silences/{silence:int}/end": EDITOR,
    "GET /sources": READER,
    "GET /source": READER,
    "GET /source/progress": READER,
    "POST /source/poll": EDITOR,
    "GET /source/remove": ADMIN,
    "POST /source/remove": ADMIN,
    "POST /source/put-back": ADMIN,
    "GET /sources/add": ADMIN,
    "POST /sources/add": ADMIN,
    "POST /sources/look": ADMIN,
    "POST /sources/import": ADMIN,
    # With the passwords in addresses.
    "GET /sources.opml": ADMIN,
    "GET /catalogue": READER,
    "POST /catalogue/switch": ADMIN,
    "GET /deliveries": READER,
    "GET /deliveries/{delivery:int}": READER,
    "POST /deliveries/retry": EDITOR,
    "POST /deliveries/{delivery:int}/retry": EDITOR,
    "GET /stories/{story:int}": READER,
    "GET /stories/{story:int}/join": EDITOR,
    "POST /stories/{story:int}/join": EDITOR,
    "POST /stories/{story:int}/split": EDITOR,
    "POST /regroupings/{regrouping:int}/undo": EDITOR,
    "GET /articles/{article:int}": READER,
    "GET /articles/{article:int}/versions": READER,
    "GET /events": READER,
    "GET /digests": READER,
    "GET /digests/html": READER,
    "GET /trends": READER,
    "GET /preferences": READER,
    "POST /preferences": READER,
    "GET /search": READER,
    "GET /watches": READER,
    "GET /watch": READER,
    "GET /watch/new": EDITOR,
    "GET /watch/check": READER,
    "POST /watch/check": EDITOR,
    "POST /watch/save": EDITOR,
    "POST /watch/remove": EDITOR,
    "GET /watch/history": READER,
    "POST /watch/put-back": EDITOR,
    "GET /concepts": READER,
    "GET /channels": READER,
    "POST /channels/test": EDITOR,
    "GET /openapi": READER,
    "GET /feeds/alerts.{format}": READER,
    "GET /feeds/search.{format}": READER,
    "GET /subscribers": READER,
    "POST /subscribers/{subscriber:int}/end": EDITOR,
    "GET /export/search": READER,
    "GET /export/alerts": READER,
    "GET /account": READER,
    "POST /account/password": READER,
    "GET /account/codes": READER,
    "POST /account/codes": READER,
    "POST /account/no-codes": READER,
    "POST /account/end": READER,
    "GET /users": ADMIN,
    "POST /users/add": ADMIN,
    "POST /users/{user:int}/{action}": ADMIN,
    "GET /tokens": ADMIN,
    "POST /tokens/add": ADMIN,
    "POST /tokens/end": ADMIN,
    "GET /audit": ADMIN,
}


def need(method: str, path: str) -> str:
    """Return what a route, by the path that it is declared with, asks of who uses it.

    >>> need("HEAD", "/alerts.json"), need("POST", "/alerts"), need("DELETE", "/anything")
    ('reader', 'closed', 'closed')

    """
    asked = "GET" if method in SAFE else method
    shown = path.removesuffix(".json") if asked == "GET" else path
    return NEEDS.get(f"{asked} {shown}", CLOSED)


def needed(routes: Sequence[BaseRoute], method: str, path: str) -> str:
    """Return what a request asks of who makes it; where there is nothing, only readers are told so."""
    scope, otherwise = {"type": "http", "method": method, "path": path, "headers": []}, READER
    for route in routes:
        match = route.matches(scope)[0]
        if match is Match.FULL:
            return need(method, getattr(route, "path", ""))
        if match is Match.PARTIAL:
            # There it is asked for in another way: who may do that is told so.
            otherwise = need(min(getattr(route, "methods", None) or SAFE), getattr(route, "path", ""))
    return otherwise


def may(role: str, wanted: str) -> bool:
    """Whether a role ('' is nobody's) is enough.

    >>> may("", OPEN), may("", READER), may("admin", EDITOR), may("reader", EDITOR), may("admin", CLOSED)
    (True, False, True, False, False)

    """
    return wanted == OPEN or (role in ROLES and wanted in ROLES[: ROLES.index(role) + 1])
