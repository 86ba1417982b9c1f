"""One story: who told it when, in which languages and countries, and why each article belongs to it; and versions."""

from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line, visible
from alerts.wording import iso, language_name, shown_link, time_text
from config import Settings
from store.history import alerts_of
from store.models import Article
from store.retellings import Telling, articles, tellings, versions
from web.asked import answering, number_in
from web.desk import desk_of
from web.differences import MOST, Part, difference
from web.drawing import moments_drawn
from web.marking import NotThere
from web.pages import page

#: Articles on a page, and those that the drawing has at most, which are the first.
PAGE, DRAWN = 30, 1_000
#: Outlets that the drawing has at most, those first that told first.
_LANES = 25
_CURE = "The alerts, which lead to their stories, stand at /alerts."
_LARGEST = 2**63


@answering(_CURE)
async def show(request: Request) -> Response:
    """Show a story."""
    desk = desk_of(request)
    told = await desk.read(partial(_story, *_asked(request)))
    settings, every = desk.settings, told["tellings"]
    return page(
        request,
        "story.html",
        title=one_line(told["title"], 300) or "(no title)",
        story=told["story"],
        counted=_counted(every, settings),
        begin=time_text(every[0].seen_at, settings.zone),
        end=time_text(every[-1].seen_at, settings.zone),
        lanes=_lanes(every, settings)[:_LANES],
        more_lanes=max(0, len({one.source for one in every}) - _LANES),
        cut=len(every) == DRAWN,
        articles=[_shown(article, settings) for article in told["articles"]],
        alerts=[(alert.id, one_line(alert.watch, 100)) for alert in told["alerts"]],
        more=f"/stories/{told['story']}?after={told['after']}" if told["after"] else None,
        json=f"/stories/{told['story']}.json",
        zone=settings.timezone,
    )


@answering(_CURE)
async def tell(request: Request) -> Response:
    """Return a story as JSON."""
    desk = desk_of(request)
    told = await desk.read(partial(_story, *_asked(request)))
    after = f"/stories/{told['story']}.json?after={told['after']}" if told["after"] else None
    facts = {"story": told["story"], "alerts": [alert.id for alert in told["alerts"]]}
    return JSONResponse(facts | {"articles": [_data(one, desk.settings) for one in told["articles"]], "next": after})


@answering(_CURE)
async def show_versions(request: Request) -> Response:
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
        link=shown_link(newest["source"], newest["title"], newest["url"], newest["language"]),
        story=newest["story"],
        changes=list(reversed(changes)),
        most=f"{MOST:,}",
        json=f"/articles/{request.path_params['article']}/versions.json",
        zone=desk.settings.timezone,
    )


@answering(_CURE)
async def tell_versions(request: Request) -> Response:
    """Return every version of an article as JSON, the first one first."""
    found = await desk_of(request).read(partial(_versions, request.path_params["article"]))
    return JSONResponse([one | {"seen": iso(one["seen"])} for one in found])


def _asked(request: Request) -> tuple[int, int | None]:
    return request.path_params["story"], number_in(request.query_params.get("after", ""), "after")


def _story(number: int, after: int | None, session: Session) -> dict[str, Any]:
    """Return a story with its tellings, and a page of its articles: those after one, as they were seen."""
    every = tellings(session, number, DRAWN) if number < _LARGEST else []
    if not every:
        raise NotThere("There is no such story.")
    ids = [one.article for one in every]
    start = ids.index(after) + 1 if after in ids else 0
    found = articles(session, ids[start : start + PAGE])
    [first] = articles(session, ids[:1])
    more = ids[start + PAGE - 1] if len(ids) > start + PAGE else None
    about = {"story": number, "title": first.title, "tellings": every, "articles": found, "after": more}
    return about | {"alerts": alerts_of(session, number)}


def _versions(number: int, session: Session) -> list[dict[str, Any]]:
    article = session.get(Article, number) if number < _LARGEST else None
    if article is None:
        raise NotThere("There is no such article.")
    about = {"source": article.source, "url": article.url, "language": article.language, "story": article.story_id}
    earlier = [(v.number, v.seen_at, v.title, v.summary, v.text) for v in versions(session, number)]
    seen = article.changed_at or article.seen_at
    newest = (article.version, seen, article.title, article.summary, article.text)
    names = ("version", "seen", "title", "summary", "text")
    return [dict(zip(names, one, strict=True)) | about for one in (*earlier, newest)]


def _countries(settings: Settings) -> dict[str, str]:
    return {source.name: source.country for source in settings.sources if source.country}


def _counted(every: list[Telling], settings: Settings) -> str:
    """Return how many articles, outlets, languages and countries tell a story, in words."""
    countries = _countries(settings)
    numbers = {
        ("article", "articles"): len(every),
        ("outlet", "outlets"): len({one.source for one in every}),
        ("language", "languages"): len({one.language for one in every if one.language}),
        ("country", "countries"): len({countries[one.source] for one in every if one.source in countries}),
    }
    return ", ".join(f"{number} {one if number == 1 else many}" for (one, many), number in numbers.items() if number)


def _lanes(every: list[Telling], settings: Settings) -> list[dict[str, Any]]:
    """Return when each outlet told, those first that told first; a drawing runs from the first telling to the last."""
    begin, end, countries = every[0].seen_at, every[-1].seen_at, _countries(settings)
    by_outlet: dict[str, list[Telling]] = {}
    for one in every:
        by_outlet.setdefault(one.source, []).append(one)
    return [
        {
            "outlet": one_line(outlet, 100),
            "languages": ", ".join(dict.fromkeys(language_name(one.language) for one in told if one.language)),
            "country": countries.get(outlet, ""),
            "first": time_text(told[0].seen_at, settings.zone),
            "articles": len(told),
            "picture": moments_drawn([_share(one.seen_at, begin, end) for one in told]),
        }
        for outlet, told in by_outlet.items()
    ]


def _share(at: datetime, begin: datetime, end: datetime) -> float:
    return (at - begin) / (end - begin) if end > begin else 0.0


def _shown(article: Article, settings: Settings) -> dict[str, Any]:
    zone = settings.zone
    return {
        "id": article.id,
        "link": shown_link(article.source, article.title, article.url, article.language),
        "country": _countries(settings).get(article.source, ""),
        "seen": time_text(article.seen_at, zone),
        "published": time_text(article.published_at, zone) if article.published_at else "",
        "why": one_line(str(article.story_why.get("words", "")), 1_000),
        "versions": article.version,
    }


def _data(article: Article, settings: Settings) -> dict[str, Any]:
    return {
        "article": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "country": _countries(settings).get(article.source),
        "seen": iso(article.seen_at),
        "published": iso(article.published_at),
        "why": article.story_why,
        "versions": article.version,
    }


def _fit(parts: list[Part]) -> list[Part]:
    return [Part(part.kind, visible(part.text)) for part in parts]
