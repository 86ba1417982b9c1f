"""Feeds out: the alerts of the desk, under the filters of its page, and what a search finds, for feed readers.

An entry stands for the first alert of a watch on a story, and is updated whenever the story gains an article. Whoever
asks again with what was answered before (ETag, Last-Modified) is told that nothing changed, and who asks the hub that a
feed names has it pushed (`web.hub`).
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from uuid import uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from xxhash import xxh3_128_hexdigest

from alerts.display import Piece, one_line
from alerts.evaluate import Hit
from alerts.export import OURS, article_uuid
from alerts.query import QueryError
from alerts.wording import TITLE_LIMIT, shown_link
from store.alerts import latest
from store.models import Article
from web import alerts, search
from web.asked import answering, known_in
from web.cards import Card, cards
from web.desk import Desk, desk_of
from web.feed_formats import FORMATS, Entry, Feed
from web.hub import PATH as HUB
from web.hub import links
from web.pages import problem
from web.tongue import marked

#: Alerts of a feed; a reader that comes once a day should miss none.
MOST = 50
_CURE = "Begin again at /alerts or /search."


@answering(_CURE)
async def of_alerts(request: Request) -> Response:
    """Return the alerts that the page shows under the same filters as a feed."""
    desk, wanted = desk_of(request), alerts.filter_of(request)
    entries = await desk.read(partial(_alerts, desk, wanted))
    title = f"Tocsin: {wanted.watch or 'all watches'}"
    return _answer(request, title, f"/alerts{wanted.query()}", entries)


@answering(_CURE)
async def of_search(request: Request) -> Response:
    """Return what a query finds as a feed."""
    desk, wanted = desk_of(request), search.filter_of(request)
    try:
        # Whoever reads a feed does not come back for the rest of it.
        searched = await search.look_for(desk, replace(wanted, within=search.PATIENT))
    except QueryError as error:
        return problem(request, 400, error.message, error.hint or "Write it as docs/watch-language.md says.")
    entries = [_found(article, hits) for article, hits in searched.found]
    return _answer(request, f"Tocsin: {wanted.q}", f"/search{wanted.query()}", entries)


def _answer(request: Request, title: str, page: str, entries: Sequence[Entry]) -> Response:
    ending = request.path_params["format"]
    known_in(ending, FORMATS, marked("There is no feed of kind %(name)r; write one of %(known)s."))
    base = _base(request)
    # By its page, not by its address: that may hold a token.
    name = f"urn:uuid:{uuid5(OURS, f'feed {base}{page}')}"
    asked = f"?{request.url.query}" if request.url.query else ""
    address, hub = base + request.url.path + asked, base + HUB
    feed = Feed(name, one_line(title, TITLE_LIMIT), address, base + page, hub, entries)
    write, media_type = FORMATS[ending]
    body, updated = write(feed), feed.updated_at.astimezone(UTC).replace(microsecond=0)
    tag = f'"{xxh3_128_hexdigest(body)}"'
    # Weak, for an answer that is compressed has the same.
    headers = {"ETag": f"W/{tag}", "Last-Modified": format_datetime(updated, usegmt=True), "Link": links(hub, address)}
    if _is_known(request, tag, updated):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _base(request: Request) -> str:
    public = desk_of(request).settings.desk.public_url
    return (public or str(request.base_url)).rstrip("/")


def _is_known(request: Request, tag: str, updated: datetime) -> bool:
    """Whether who asks has this answer already (RFC 9110, 13.1: a tag, where there is one, decides alone)."""
    tags, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if tags is not None:
        return tags.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in tags.split(",")]
    try:
        return since is not None and parsedate_to_datetime(since) >= updated
    except (ValueError, TypeError):
        return False


def _alerts(desk: Desk, wanted: alerts.Filter, session: Session) -> list[Entry]:
    found = latest(session, MOST, **asdict(wanted))
    standing = [one for one in found if one.alert.departure_id is None and one.alert.merged_into_id is None]
    stories = {one.alert.story_id for one in standing}
    newest = select(Article.story_id, func.max(Article.seen_at)).where(Article.story_id.in_(stories))
    gained = {story: at for story, at in session.execute(newest.group_by(Article.story_id))}
    shown = cards(session, standing, desk.settings, voices=False)
    return [
        _alert(one.alert.article, one.alert.opened_at, gained.get(one.alert.story_id), card)
        for one, card in zip(standing, shown, strict=True)
    ]


def _alert(article: Article, opened_at: datetime, gained_at: datetime | None, card: Card) -> Entry:
    told = card.told
    return Entry(
        id=f"urn:uuid:{uuid5(OURS, f'alert {card.watch} {article.url_key}')}",
        title="".join(piece.text for piece in told.title) if told else "",
        link=told.link.url if told else None,
        source=told.link.source if told else "",
        published_at=opened_at,
        updated_at=max(opened_at, gained_at or opened_at),
        passages=told.passages if told else (),
        language=article.language,
        outlets=told.outlets if told else (),
        tags=[card.watch],
    )


def _found(article: Article, hits: Sequence[Hit]) -> Entry:
    link = shown_link(article)
    return Entry(
        id=article_uuid(article).urn,
        title=link.title,
        link=link.url,
        source=link.source,
        published_at=article.published_at or article.seen_at,
        updated_at=article.changed_at or article.seen_at,
        passages=search.around(article, hits) or [[Piece(one_line(article.summary or article.text, 300))]],
        language=article.language,
    )
