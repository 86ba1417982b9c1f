"""tocsin why: what happened to an address, and why."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.concepts import Concepts, concept_settings, load_concepts
from alerts.document import Document, document_of
from alerts.headlines import Text
from alerts.naming import Naming
from alerts.placement import sure_story
from alerts.placement_words import comparison, otherwise, reason
from alerts.query import QueryError
from alerts.regrouping_words import regrouping_facts
from alerts.stories import others_like
from alerts.updates import update_facts
from alerts.versions import difference, difference_data, in_words
from alerts.views import story_voices
from alerts.voices import voices_data
from alerts.watch import Watch, compile_watch, why_not
from config import Settings, WatchSettings
from crawler.addresses import canonical_url, url_key
from store.alerts import Standing, standings
from store.articles import article_by_url_key, sightings_of
from store.history import alerts_of, articles_of, matches_of, sent_of, updates_of, versions_of
from store.models import Article, Match
from store.regroup import moves_of
from tocsin.alert_report import marks_of, status_of
from tocsin.opening import config_option, json_option, opened
from tocsin.show import article_facts, show_json
from tocsin.why_report import Telling

#: So many stories that an article might have joined are told of.
_NEAREST = 3


@click.command()
@click.argument("url")
@click.option("--versions", is_flag=True, help="Show each sentence that newer versions added or took out.")
@config_option
@json_option
def command(url: str, versions: bool, config: Path | None, as_json: bool) -> int:
    """Tell what happened to URL: never seen, which story and why, which watches, which alert, sent where and when."""
    try:
        address, key = canonical_url(url), url_key(url)
    except ValueError as error:
        raise click.UsageError(f"{url}: {error}") from error
    with opened(config, to_look=True) as house:
        with house.store.reading() as session:
            article = article_by_url_key(session, key)
            facts = {"url": address, "seen": False} if article is None else _facts(session, article, house.settings)
        if as_json:
            show_json(facts)
        elif article is None:
            click.echo(f"{address}\nwas never seen: no poll of a source in {house.path} has brought this address.")
            click.echo("`tocsin status` says which sources were read, and when.")
        else:
            Telling(house.settings.zone, versions).tell(facts)
    return 0 if article is not None else 1


def _facts(session: Session, article: Article, settings: Settings) -> dict[str, Any]:
    document = document_of(article, settings.find_source(article.source))
    matches, concepts = matches_of(session, article.id), load_concepts(settings.concepts)
    alerts = alerts_of(session, article.story_id)
    return {
        **article_facts(article),
        "seen": article.seen_at,
        "versions": article.version,
        "changed": article.changed_at,
        "changes": _version_facts(session, article),
        "sources": [{"source": s.source, "url": s.url, "at": s.seen_at} for s in sightings_of(session, article.id)],
        "story": _story_facts(session, article, settings),
        "watches": [_watch_facts(w, concepts, document, matches.get(w.name)) for w in settings.watches],
        "alerts": [_alert_facts(session, one) for one in standings(session, alerts)],
    }


def _version_facts(session: Session, article: Article) -> list[dict[str, Any]]:
    """Return what each newer version changed, the oldest change first."""
    kept = [
        (v.number, v.seen_at, Text(v.title, v.text or v.summary, article.language))
        for v in versions_of(session, article.id)
    ]
    now = (article.version, article.changed_at, Text(article.title, article.text or article.summary, article.language))
    changes = (
        (number, at, difference(before, after)) for (_, _, before), (number, at, after) in pairwise([*kept, now])
    )
    return [
        {"version": number, "at": at, "words": in_words(change), **difference_data(change)}
        for number, at, change in changes
    ]


def _story_facts(session: Session, article: Article, settings: Settings) -> dict[str, Any]:
    why = article.story_why
    like = session.get(Article, why["article"]) if "article" in why else None
    voices = story_voices(session, [article.story_id], settings.sources)[article.story_id]
    return {
        "id": article.story_id,
        "why": why,
        "reason": reason(why, voices.published_before(article.id)),
        "otherwise": otherwise(why),
        "doubtful": sure_story(article) is None,
        "doubt": why.get("doubt"),
        "like": None if like is None else _named(like),
        "voices": voices_data(voices),
        "regroupings": [regrouping_facts(one) for one in moves_of(session, article)],
        "nearest": _nearest(session, article, settings),
        "others": [article_facts(a) for a in articles_of(session, article.story_id) if a.id != article.id],
    }


def _nearest(session: Session, article: Article, settings: Settings) -> list[dict[str, Any]]:
    """Return the stories that the article might have joined instead, as all stands now, most like it first."""
    naming = Naming(concept_settings(settings.concepts))
    found = others_like(session, article, article.seen_at, naming)[:_NEAREST]
    return [
        {
            "story": like.story_id,
            "likeness": round(like.score, 3),
            "needed": round(like.needed, 3),
            "shared": list(like.shared[:12]),
            "kept_apart": kept_apart or None,
            "words": comparison(like, kept_apart),
            "like": _named(session.get_one(Article, like.article_id)),
        }
        for like, kept_apart in found
    ]


def _named(article: Article) -> dict[str, Any]:
    return {"article": article.id, "title": article.title, "source": article.source, "url": article.url}


def _watch_facts(watch: WatchSettings, concepts: Concepts, document: Document, match: Match | None) -> dict[str, Any]:
    if match is not None:
        words = list(dict.fromkeys(hit["text"] for hit in match.evidence))
        return {"watch": watch.name, "found": True, "words": words, "quiet": match.quiet}
    try:
        why = _why_not(compile_watch(watch, concepts), document)
    except QueryError as error:
        why = f"its query is wrong: {error.message}"
    return {"watch": watch.name, "found": False, "why": why}


def _why_not(watch: Watch, document: Document) -> str:
    passed_over = watch.passes_over(document)
    if passed_over:
        return passed_over
    explanation = watch.explain(document)
    if explanation.held:
        return "it would match now; it was not there in this form when the article was stored"
    return why_not(explanation)


def _alert_facts(session: Session, one: Standing) -> dict[str, Any]:
    alert = one.alert
    return {
        "id": alert.id,
        "watch": alert.watch,
        "opened": alert.opened_at,
        "by": alert.article.url,
        "revision": alert.revision_id,
        "scope": alert.scope,
        "follows": alert.follows_id,
        **marks_of(one),
        "updates": list(map(update_facts, updates_of(session, alert.id))),
        "deliveries": [
            {
                "channel": sent.delivery.channel,
                "recipient": sent.delivery.recipient,
                "occasion": sent.delivery.occasion,
                "status": status_of(sent.delivery.status, sent.delivery.attempts, one),
                "next_attempt": sent.delivery.next_attempt_at,
                "attempts": [{"at": a.at, "outcome": a.outcome, "answer": a.answer} for a in sent.attempts],
            }
            for sent in sent_of(session, alert.id)
        ],
    }
