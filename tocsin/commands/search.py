"""tocsin search: the stored articles, in the watch language."""

import sys
from datetime import datetime
from pathlib import Path

import click

from alerts.concepts import load_concepts
from alerts.document import document_of
from alerts.evaluate import Hit, evaluate
from alerts.query import QueryError, parse
from store.articles import every
from store.models import Article
from tocsin.opening import Opened, config_option, json_option, opened
from tocsin.show import article_facts, show_article, show_json


@click.command()
@click.argument("query")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="Stop after so many.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was seen from that day on (UTC).")
@config_option
@json_option
def command(query: str, limit: int, since: datetime | None, config: Path | None, as_json: bool) -> int:
    """Search the stored articles in the watch language, last stored first."""
    with opened(config, to_look=True) as house:
        found = _search(house, query, limit, since)
        if as_json:
            show_json([article_facts(article, hits) for article, hits in found])
        else:
            for article, hits in found:
                show_article(article, hits, house.settings.zone)
            click.echo(f"{len(found)} found{' (more may follow; raise --limit)' if len(found) == limit else ''}")
    return 0


def _search(house: Opened, text: str, limit: int, since: datetime | None) -> list[tuple[Article, tuple[Hit, ...]]]:
    concepts = load_concepts(house.settings.concepts)
    try:
        query = parse(text, concepts)
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    sources = {s.name: s for s in house.settings.sources}
    found: list[tuple[Article, tuple[Hit, ...]]] = []
    with house.store.reading() as session:
        for number, article in enumerate(every(session), 1):
            if since and article.seen_at.replace(tzinfo=None) < since:
                continue
            evidence = evaluate(query, document_of(article, sources.get(article.source)), concepts)
            if evidence is not None:
                found.append((article, evidence.hits))
            if len(found) == limit:
                break
            if number % 500 == 0 and sys.stderr.isatty():
                click.echo(f"\r{number} articles looked at, {len(found)} found", nl=False, err=True)
    return found
