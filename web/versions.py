"""The versions of an article: what went and what came from each to the next."""

from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import visible
from alerts.views import Outlet
from alerts.wording import iso, shown_link
from store.history import versions_of
from store.models import Article
from store.statements import row_of
from web.asked import answering
from web.desk import desk_of
from web.differences import MOST, Part, difference
from web.marking import NotThere
from web.pages import page
from web.stories import CURE
from web.tongue import time_text


@answering(CURE)
async def show(request: Request) -> Response:
    """Show what changed from each version of an article to the next."""
    desk = desk_of(request)
    found = await desk.read(partial(_versions, request.path_params["article"]))
    zone, [*_, newest] = desk.settings.zone, found
    changes = [
        {
            "number": new["version"],
            "seen": time_text(new["seen"], zone) if new["seen"] else "",
            "title": _fit(difference(old["title"], new["title"])),
            "text": _fit(difference(old["text"] or old["summary"], new["text"] or new["summary"])),
        }
        for old, new in pairwise(found)
    ]
    return page(
        request,
        "versions.html",
        title="Versions",
        link=shown_link(Outlet(newest["source"], newest["title"], newest["url"], newest["language"])),
        story=newest["story"],
        changes=list(reversed(changes)),
        most=f"{MOST:,}",
        json=f"/articles/{request.path_params['article']}/versions.json",
    )


@answering(CURE)
async def tell(request: Request) -> Response:
    """Return every version of an article as JSON, the first one first."""
    found = await desk_of(request).read(partial(_versions, request.path_params["article"]))
    return JSONResponse([one | {"seen": iso(one["seen"])} for one in found])


def _versions(number: int, session: Session) -> list[dict[str, Any]]:
    article = row_of(session, Article, number)
    if article is None:
        raise NotThere("There is no such article.")
    about = {"source": article.source, "url": article.url, "language": article.language, "story": article.story_id}
    earlier = [(v.number, v.seen_at, v.title, v.summary, v.text) for v in versions_of(session, number)]
    seen = article.changed_at or article.seen_at
    newest = (article.version, seen, article.title, article.summary, article.text)
    names = ("version", "seen", "title", "summary", "text")
    return [dict(zip(names, one, strict=True)) | about for one in (*earlier, newest)]


def _fit(parts: list[Part]) -> list[Part]:
    return [Part(part.kind, visible(part.text)) for part in parts]
