"""What `benchmarks/desk.py` asks for: for each route of the desk an address or more, so that none is left out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from starlette.routing import BaseRoute

from alerts.export import formats
from benchmarks.desk_store import CHANGED, NOW, WATCHES

#: A rare word, one in a thousand, one in all, one of its forms, a phrase, none, beginnings, a concept, a filter …
SEARCHES = [
    *(("halyard", ""), ("mooring", ""), ("navy", ""), ("moorings", ""), ('"the baltic sea"', ""), ("nowhere", "")),
    *(("moor*", ""), ("fri*", ""), ("@nato OR halyard", ""), ("title:navy OR title:halyard", "")),
    *(("mooring halyard", ""), ("mooring -navy", ""), ("frigate NEAR/3 halyard", ""), ("navy", "&source=wire-7")),
    *(("navy", "&until=2025-04-01"), ("mooring", "&since=2025-05-01&until=2025-05-20"), ("halyard", "&language=fr")),
    # Frequent words that never stand together: in one language there are no words of another.
    *(('"left the baltic"', ""), ("lang:uk lang:pl", ""), ("yard", "")),
]
#: Without a page: a stream without an end, what answers a hub, files for browsers to keep, the way to the first page.
NO_PAGES = ("/events", "/push/{token}", "/static", "/")


def addresses(routes: Iterable[BaseRoute], stories: int, articles: int, link: str) -> Iterator[str]:
    """Yield every address that is asked for; KeyError names a route for which there is none.

    Arguments: the routes of the desk; the numbers of the last story, which is the long one, and of its last article;
    the token of a link to an alert.
    """
    asked = _asked(stories, articles, link)
    for route in routes:
        path = getattr(route, "path", "")
        if path not in NO_PAGES and "GET" in (getattr(route, "methods", None) or ("GET",)):
            for one in asked.get(path) or asked[path.removesuffix(".json")]:
                yield _filled(path, one)


def _filled(path: str, asked: str) -> str:
    """Return the path of a route with its part filled in by what stands before the `?`, and what stands after it."""
    part, mark, query = asked.partition("?")
    return f"{re.sub('{.*}', part, path)}{mark}{query}"


def _asked(stories: int, articles: int, link: str) -> Mapping[str, Sequence[str]]:
    middle = stories // 2
    searches = [f"?q={quote(query)}{more}" for query, more in SEARCHES]
    files = [f"?format={kind}&limit=20" for kind in formats()]
    digest = "?channel=daily&recipient=ann@example.org"
    return {
        "/healthz": [""],
        "/link/{token}": [link],
        "/alerts": ["", *(f"?{one}" for one in _alerts(middle))],
        "/alerts/{alert:int}": [f"{middle}", f"{stories}", f"{stories + 1}"],
        "/silences": ["", "?all=1"],
        "/sources": ["", "?state=failing", "?after=fine+wire-500", "?find=wire-9"],
        "/sources.opml": [""],
        "/sources/add": [""],
        "/catalogue": ["", "?tag=press"],
        "/source": ["?name=wire-7"],
        "/source/remove": ["?name=wire-7"],
        "/source/progress": [f"?name=wire-7&asked={quote(NOW.isoformat())}"],
        "/deliveries": ["", "?status=dead", "?watch=Ships+7&channel=desk", "?status=pending"],
        "/deliveries/{delivery:int}": ["7", f"{middle}"],
        "/digests": ["", digest],
        "/digests/html": [digest],
        "/stories/{story:int}": [f"{middle}", f"{stories}", f"{stories}?after={articles - 250}"],
        "/stories/{story:int}/join": [f"{middle}", f"{middle}?q=mooring"],
        "/articles/{article:int}": [f"{CHANGED}", f"{articles}"],
        "/articles/{article:int}/versions": [f"{CHANGED}", f"{articles}"],
        "/preferences": [""],
        "/trends": ["", "?days=365", "?by=concept&days=365", "?by=language&days=90", "?name=Ships+7&days=365"],
        "/sign-in": [""],
        "/account": [""],
        "/account/codes": [""],
        "/users": [""],
        "/audit": ["", "?who=Reader+7", "?before=50000"],
        "/tokens": [""],
        "/channels": [""],
        "/watches": ["", "?after=Ships+150", "?find=Ships+9"],
        "/watch": ["?name=Ships+7"],
        "/watch/new": ["", "?like=Ships+7"],
        "/watch/history": ["?name=Ships+7", f"?name=Ships+{WATCHES - 1}"],
        "/watch/check.json": ["?query=frigate+OR+mooring", "?query=frigate+mooring&name=Ships+7"],
        "/subscribers": [""],
        "/concepts": ["", "?find=na"],
        "/search": ["", *searches],
        "/search.json": searches,
        "/openapi.json": [""],
        "/feeds/alerts.{format}": ["atom", "rss?watch=Ships+7", "json"],
        "/feeds/search.{format}": ["atom?q=mooring", "rss?q=navy", "json?q=mooring"],
        "/export/search": [f"{one}&q=mooring" for one in files],
        "/export/alerts": files,
    }


def _alerts(middle: int) -> Sequence[str]:
    states = ("state=not-useful", "state=held", "state=open&state=unrated", "state=acknowledged&state=useful")
    return (f"before={middle}", "watch=Ships+7", "silence=7", *states)
