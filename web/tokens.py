"""What programs may ask for by a token: reading alone, and only what their scopes name.

A token stands in the header `Authorization: Bearer …`; for feed readers, which send none, also in the address of a feed
(`?token=…`). Whoever sends one is held to it, from wherever he asks.
"""

from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

from store.errors import StoreError
from store.tokens import scopes_of
from web.desk import Desk

#: What may be read; each is the first part of the addresses that it opens.
SCOPES = tuple(
    f"read:{part}"
    for part in (
        "alerts", "articles", "catalogue", "channels", "concepts", "deliveries", "digests", "search", "silences",
        "sources", "stories", "subscribers", "trends", "watches",
    )
)  # fmt: skip
#: The description of the API opens to every token.
DESCRIPTION = "/openapi.json"
_FEEDS, _EXPORTS = "/feeds/", "/export/"
#: What is of people stays with them: a token that is lost tells nothing of who, or what, may do what.
_OF_PEOPLE = ("account", "audit", "tokens", "users")
#: Addresses that say the same of one and of many.
_SAME = {"source": "sources", "watch": "watches"}


def token_of(scope: Scope) -> str | None:
    """Return the token that a request carries; None if it carries none."""
    kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    if scope["path"].startswith(_FEEDS):
        return QueryParams(scope["query_string"]).get("token")
    return None


def scope_for(path: str) -> str | None:
    """Return the scope that an address wants of a token; None if it is none for programs.

    >>> scope_for("/alerts/12.json"), scope_for("/feeds/search.rss"), scope_for("/alerts/12"), scope_for("/users.json")
    ('read:alerts', 'read:search', None, None)

    """
    if path.startswith((_FEEDS, _EXPORTS)):
        part = path.split("/")[2]
    elif path.endswith(".json") and path != DESCRIPTION:
        part = path.split("/")[1]
    else:
        return None
    name = part.partition(".")[0]
    return None if name in _OF_PEOPLE else f"read:{_SAME.get(name, name)}"


async def refusal(scope: Scope, desk: Desk, token: str) -> tuple[int, str, str] | None:
    """Return why a token does not let a request pass, as status, what is wrong and what to do; None if it does."""
    try:
        granted = await desk.read(lambda session: scopes_of(session, token, desk.clock()))
    except StoreError:
        return 503, "The store does not answer.", "Try again in a minute."
    if granted is None:
        return 401, "There is no such token, or it has ended.", "Make one: tocsin token add NAME --scope read:alerts"
    wanted = scope_for(scope["path"])
    if scope["method"] not in ("GET", "HEAD") or (wanted is None and scope["path"] != DESCRIPTION):
        return 403, "Tokens are for what programs read.", f"{DESCRIPTION} says what that is."
    if wanted is not None and wanted not in granted:
        return 403, "The token is not for this.", f"Make one that is: tocsin token add NAME --scope {wanted}"
    return None
