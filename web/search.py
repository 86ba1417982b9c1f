"""Search the stored articles in the watch language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import Piece, Span, one_line, passages, pieces
from alerts.evaluate import Hit
from alerts.query import QueryError
from alerts.searching import Searched, Where, search
from alerts.watch import Watch, bare, compile_watch
from alerts.wording import iso, shown_link, told_title
from config import Settings
from store.archive import Period
from store.models import Article
from web.asked import BadFilter, answering, number_in, seconds_in
from web.desk import Desk, desk_of
from web.exports import exports, feeds
from web.pages import page, problem
from web.phrases import said_wrong
from web.tongue import gettext as _
from web.tongue import language_name, time_text

#: Articles on a page; for how many seconds they are looked for, and for how many at most where somebody asks for that.
PAGE, WITHIN, PATIENT = 20, 0.025, 2.0
#: When more articles are not in the index that is said: they make searches slow.
MANY = 1_000
#: A query of more characters is longer than any address should be.
_LONGEST = 2_000

#: What to do where an address asks wrongly.
_CURE = "Begin again at /search."


@dataclass(frozen=True)
class Filter:
    """What is looked for, as the address says; days are those of the user's zone, `until` is included.

    It is looked for during `within` seconds, if the address says so; so many were `found` in the steps before, which
    one page shows together.
    """

    q: str = ""
    since: date | None = None
    until: date | None = None
    source: str | None = None
    language: str | None = None
    after: int | None = None
    found: int = 0
    within: float | None = None

    def query(self, after: int | None = None, found: int = 0, within: float | None = None) -> str:
        """Return it as the query of an address, with another place to begin at."""
        asked: dict[str, Any] = {"q": self.q, "since": self.since, "until": self.until, "source": self.source}
        asked |= {"language": self.language, "after": after, "found": found, "within": within}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def further(self, searched: Searched, within: float | None = None) -> str | None:
        """Return the query of the address at which looking goes on, for so long; None where there are no more.

        What ran out of time goes on with its page, what has filled one begins another.
        """
        if searched.last is None:
            return None
        found = self.found + len(searched.found)
        return self.query(searched.last, found, within) if searched.out_of_time else self.query(searched.last)


@answering(_CURE)
async def show(request: Request) -> Response:
    """Show what a query finds, or the form to ask with."""
    desk = desk_of(request)
    wanted = filter_of(request)
    searched, wrong = None, ""
    if wanted.q:
        try:
            searched = await look_for(desk, wanted)
        except QueryError as error:
            wrong = said_wrong(str(error))
    settings = desk.settings
    return page(
        request,
        "search.html",
        title="Search",
        wanted=wanted,
        wrong=wrong,
        articles=[shown_article(*one, settings) for one in searched.found] if searched else [],
        searched=searched,
        reached=time_text(searched.reached, settings.zone) if searched and searched.reached else "",
        found=wanted.found + len(searched.found) if searched else 0,
        patient=f"{PATIENT:g}",
        many_unindexed=searched is not None and searched.unindexed > MANY,
        languages=_languages(settings, wanted),
        more=wanted.further(searched) if searched else None,
        patiently=wanted.further(searched, PATIENT) if searched else None,
        json=f"/search.json{wanted.query(wanted.after)}",
        exports=exports("search", wanted.query()),
        feeds=feeds("search", wanted.query()),
    )


@answering(_CURE)
async def tell(request: Request) -> Response:
    """Return what a query finds as JSON, with the address at which looking goes on."""
    try:
        wanted = filter_of(request)
        searched = await look_for(desk_of(request), wanted)
    except QueryError as error:
        return problem(request, 400, error.message, error.hint or "Write it as docs/watch-language.md says.")
    return JSONResponse(
        {
            "articles": [_data(*one) for one in searched.found],
            "looked_at": searched.looked_at,
            "reached": iso(searched.reached),
            "out_of_time": searched.out_of_time,
            "by_words": searched.by_words,
            "unindexed": searched.unindexed,
            "outdated": searched.outdated,
            "next": f"/search.json{wanted.query(searched.last, within=wanted.within)}" if searched.last else None,
        }
    )


def filter_of(request: Request) -> Filter:
    """Return what an address asks for. Raises BadFilter."""
    asked = request.query_params
    q = asked.get("q", "").strip()
    if len(q) > _LONGEST:
        what = _("A query may have %(most)s characters here; `tocsin search` takes longer ones.", most=_LONGEST)
        raise BadFilter(what)
    since, until = (_day(asked.get(name, ""), name) for name in ("since", "until"))
    after, found = (number_in(asked.get(name, ""), name) for name in ("after", "found"))
    within = seconds_in(asked.get("within", ""), PATIENT)
    source, language = (asked.get(name) or None for name in ("source", "language"))
    return Filter(q, since, until, source, language, after, min(found or 0, PAGE - 1), within)


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadFilter(_("`%(name)s` is a day, as in 2026-03-01.", name=name)) from error
    if not 1900 <= day.year < 3000:
        raise BadFilter(_("`%(name)s` is a day from 1900 to 2999.", name=name))
    return day


async def look_for(desk: Desk, wanted: Filter) -> Searched:
    """Return what is found. Raises QueryError: the query is none."""
    settings, watch = desk.settings, watch_for(desk, wanted)
    sources, limit = settings.sources_by_name, PAGE - wanted.found
    looking = partial(search, watch=watch, where=where(wanted, settings), sources=sources, limit=limit)
    within = wanted.within or WITHIN
    return await desk.looks(partial(looking, within=within), within)


def watch_for(desk: Desk, wanted: Filter) -> Watch:
    """Return a watch for what is looked for. Raises QueryError: the query is none."""
    return compile_watch(bare(wanted.q, "search"), desk.force().concepts)


def where(wanted: Filter, settings: Settings) -> Where:
    """Return in which articles is looked."""
    until = wanted.until + timedelta(days=1) if wanted.until else None
    begin, end = (datetime.combine(day, time(), settings.zone) if day else None for day in (wanted.since, until))
    return Where(Period(begin, end), wanted.source, wanted.language, wanted.after)


def _languages(settings: Settings, wanted: Filter) -> list[tuple[str, str]]:
    codes = {*(one.language for one in settings.sources if one.language), *filter(None, [wanted.language])}
    return sorted(((code, language_name(code)) for code in codes), key=lambda one: one[1])


def _spans(hits: Sequence[Hit], field: str) -> list[Span]:
    return [Span(hit.start, hit.end) for hit in hits if hit.field == field]


def around(article: Article, hits: Sequence[Hit]) -> list[tuple[Piece, ...]]:
    """Return stretches of the texts of an article around what was found there; none where that is the title alone."""
    texts = (("summary", article.summary), ("body", article.text))
    found = (part for field, text in texts for part in passages(text, _spans(hits, field), 2))
    # A text often begins with its summary.
    return list({"".join(piece.text for piece in part): part for part in found}.values())[:3]


def shown_article(article: Article, hits: Sequence[Hit], settings: Settings) -> dict[str, Any]:
    """Return an article for a template, with the text around what was found in it."""
    found = around(article, hits)
    return {
        "id": article.id,
        "link": shown_link(article),
        "title": pieces(told_title(article.title), _spans(hits, "title")),
        "passages": found,
        "opening": "" if found else one_line(article.summary or article.text, 300),
        "seen": time_text(article.seen_at, settings.zone),
        "story": article.story_id,
    }


def _data(article: Article, hits: Sequence[Hit]) -> dict[str, Any]:
    words = list(dict.fromkeys(hit.text for hit in hits))
    return article_data(article) | {"story": article.story_id, "words": words}


def article_data(article: Article) -> dict[str, Any]:
    """Return what programs are told of any article."""
    return {
        "article": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "seen": iso(article.seen_at),
    }
