"""tocsin why: what happened to an address, and why."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.concepts import Concepts, load_concepts
from alerts.document import Document, document_of
from alerts.query import QueryError
from alerts.watch import Watch, compile_watch, why_not
from config import Settings, WatchSettings
from crawler.addresses import canonical_url, url_key
from store.alerts import Standing, standings
from store.articles import article_by_url_key, sightings_of
from store.history import alerts_of, articles_of, matches_of, sent_of
from store.models import Article, Match
from tocsin.alert_report import marks_in_words, marks_of, status_of
from tocsin.opening import config_option, json_option, opened
from tocsin.show import article_facts, clock, show_json


@click.command()
@click.argument("url")
@config_option
@json_option
def command(url: str, config: Path | None, as_json: bool) -> int:
    """Tell what happened to URL: never seen, no match, which story, which alert, sent where and when."""
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
            _Telling(house.settings).tell(facts)
    return 0 if article is not None else 1


def _facts(session: Session, article: Article, settings: Settings) -> dict[str, Any]:
    source = next((s for s in settings.sources if s.name == article.source), None)
    document = document_of(article, source)
    matches, concepts = matches_of(session, article.id), load_concepts(settings.concepts)
    alerts = alerts_of(session, article.story_id)
    return {
        **article_facts(article),
        "seen": article.seen_at,
        "versions": article.version,
        "changed": article.changed_at,
        "sources": [{"source": s.source, "url": s.url, "at": s.seen_at} for s in sightings_of(session, article.id)],
        "story": {
            "id": article.story_id,
            "why": article.story_why,
            "others": [article_facts(a) for a in articles_of(session, article.story_id) if a.id != article.id],
        },
        "watches": [_watch_facts(w, concepts, document, matches.get(w.name)) for w in settings.watches],
        "alerts": [_alert_facts(session, one) for one in standings(session, alerts)],
    }


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
        **marks_of(one),
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


class _Telling:
    """Tells the facts on the terminal, in the user's time zone."""

    def __init__(self, settings: Settings) -> None:
        self._zone = settings.zone

    def tell(self, facts: dict[str, Any]) -> None:
        click.secho(facts["title"], bold=True)
        click.echo(f"  {facts['url']}")
        for seen in facts["sources"]:
            click.echo(f"  seen in {seen['source']} at {clock(seen['at'], self._zone)}")
        if facts["versions"] > 1:
            click.echo(f"  version {facts['versions']}, last changed {clock(facts['changed'], self._zone)}")
        self._story(facts["story"])
        for watch in facts["watches"]:
            self._watch(watch)
        if not all(watch["found"] for watch in facts["watches"]):
            click.echo(f"`tocsin watch explain WATCH --article {facts['url']}` shows part by part what nearly held.")
        for alert in facts["alerts"]:
            self._alert(alert)
        if not facts["alerts"]:
            click.echo("No alert was opened for its story.")

    def _story(self, story: dict[str, Any]) -> None:
        why = story["why"].get("words") or story["why"].get("kind", "")
        click.echo(f"Story {story['id']}: {why}")
        for other in story["others"]:
            click.echo(f"  also: {other['title']}  ({other['source']}, {other['language'] or '?'}) {other['url']}")

    def _watch(self, watch: dict[str, Any]) -> None:
        if not watch["found"]:
            click.echo(f"Watch {watch['watch']}: not found: {watch['why']}")
            return
        words = ", ".join(f"«{w}»" for w in watch["words"][:6])
        click.secho(f"Watch {watch['watch']}: found {words}", fg="green")
        if watch["quiet"]:
            click.echo(f"  it opened no alert: {watch['quiet']}")

    def _alert(self, alert: dict[str, Any]) -> None:
        click.echo(
            f"Alert {alert['id']} ({alert['watch']}) opened {clock(alert['opened'], self._zone)} by {alert['by']}"
        )
        for line in marks_in_words(alert, self._zone):
            click.echo(f"  {line}")
        for delivery in alert["deliveries"]:
            where = f"{delivery['channel']} {delivery['recipient']}".strip()
            click.echo(f"  to {where}: {delivery['status']}")
            for attempt in delivery["attempts"]:
                click.echo(f"    {clock(attempt['at'], self._zone)} {attempt['outcome']}: {attempt['answer']}")
            if delivery["status"] in ("pending", "failed"):
                click.echo(f"    next attempt {clock(delivery['next_attempt'], self._zone)}")
