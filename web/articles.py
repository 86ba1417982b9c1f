"""The stored copy of an article: what was kept of it when it was read, with the words marked that an alert found."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.agencies import ENDING, OPENING, credit, writers
from alerts.display import Piece, Span, one_line, pieces
from alerts.views import load_alerts
from alerts.wording import iso, shown_link, told_title
from store.alert_models import Alert
from store.models import Article
from store.statements import row_of
from web.asked import answering, number_in
from web.desk import desk_of
from web.marking import NotThere
from web.pages import page
from web.search import article_data
from web.stories import CURE
from web.tongue import time_text


@answering(CURE)
async def show(request: Request) -> Response:
    """Show what is kept of an article; `alert` marks what that found."""
    desk, alert = desk_of(request), number_in(request.query_params.get("alert", ""), "alert")
    article, spans = await desk.read(partial(_found, request.path_params["article"], alert))
    zone = desk.settings.zone
    return page(
        request,
        "article.html",
        title=one_line(told_title(article.title), 300),
        heading=pieces(told_title(article.title), spans.get("title", ())),
        link=shown_link(article),
        article=article,
        authors=one_line(", ".join(writers(map(str, article.authors))), 300),
        agency=_agency(article),
        seen=time_text(article.seen_at, zone),
        published=time_text(article.published_at, zone) if article.published_at else "",
        pruned=time_text(article.pruned_at, zone) if article.pruned_at else "",
        summary=paragraphs(article.summary if article.summary != article.text else "", spans.get("summary", ())),
        text=paragraphs(article.text, spans.get("body", ())),
        json=f"/articles/{article.id}.json",
    )


@answering(CURE)
async def tell(request: Request) -> Response:
    """Return what is kept of an article as JSON."""
    article, _ = await desk_of(request).read(partial(_found, request.path_params["article"], None))
    kept = {"summary": article.summary, "text": article.text, "authors": article.authors, "agency": _agency(article)}
    times = {"published": iso(article.published_at), "version": article.version, "story": article.story_id}
    times |= {"pruned": iso(article.pruned_at)}
    return JSONResponse(article_data(article) | kept | times)


def _agency(article: Article) -> str | None:
    return credit(tuple(map(str, article.authors)), article.text[:OPENING], article.text[-ENDING:])


def paragraphs(text: str, spans: Sequence[Span]) -> list[tuple[Piece, ...]]:
    r"""Return a text by its paragraphs, each cut into pieces; those without anything in them are left out.

    >>> paragraphs("One two.\n\nThree.", [Span(4, 7)])[0]
    (Piece(text='One ', marked=False), Piece(text='two', marked=True), Piece(text='.', marked=False))

    """
    found, at = list[tuple[Piece, ...]](), 0
    for line in text.split("\n"):
        end = at + len(line)
        inside = [Span(one.start - at, one.end - at) for one in spans if at <= one.start < one.end <= end]
        found += [pieces(line, inside)] if line.strip() else []
        at = end + 1
    return found


def _found(number: int, alert: int | None, session: Session) -> tuple[Article, dict[str, list[Span]]]:
    article = row_of(session, Article, number)
    if article is None:
        raise NotThere("There is no such article.")
    return article, _spans(session, article, alert) if alert is not None else {}


def _spans(session: Session, article: Article, number: int) -> dict[str, list[Span]]:
    """Return where an alert found what it was for, by the fields of its article; nothing if that is another one."""
    alert = row_of(session, Alert, number)
    spans: dict[str, list[Span]] = {}
    if alert is not None and alert.article_id == article.id:
        for one in (one for view in load_alerts(session, [number]) for one in view.evidence):
            if one.span:
                spans.setdefault(one.field, []).append(one.span)
    return spans
