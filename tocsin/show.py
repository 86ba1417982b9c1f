"""Put what commands found on the terminal: highlighted words, times in the user's zone, JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

import click

from alerts.display import Span, one_line, passages
from alerts.evaluate import Hit
from store.models import Article

TITLE = 160


def show_json(value: Any) -> None:
    """Print value as JSON; times become ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def clock(at: datetime | None, zone: tzinfo) -> str:
    """Return a time in the user's zone, to the minute."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else "–"


def excerpts(texts: Iterable[tuple[str, str]], hits: Sequence[Hit], limit: int = 2) -> list[str]:
    """Return stretches of the texts, given as (field, text), around the hits, the words found in bold."""
    lines = []
    for field, text in texts:
        spans = [Span(h.start, h.end) for h in hits if h.field == field]
        for passage in passages(text, spans, limit):
            lines.append("".join(click.style(p.text, bold=True, fg="green") if p.marked else p.text for p in passage))
    return lines


def fields_of(article: Article) -> tuple[tuple[str, str], ...]:
    """Return the texts of an article in which words are found, by field."""
    return (("title", article.title), ("summary", article.summary), ("body", article.text))


def show_article(article: Article, hits: Sequence[Hit], zone: tzinfo) -> None:
    """Print an article as a search finds it."""
    when = clock(article.published_at or article.seen_at, zone)
    click.secho(one_line(article.title, TITLE), bold=True)
    click.echo(f"  {when}  {article.source} ({article.language or '?'})  story {article.story_id}  {article.url}")
    for line in excerpts(fields_of(article), hits)[:3]:
        click.echo(f"    {line}")


def article_facts(article: Article, hits: Sequence[Hit] = ()) -> dict[str, Any]:
    """Return an article for JSON, with where the words were found."""
    return {
        "url": article.url,
        "title": article.title,
        "source": article.source,
        "language": article.language,
        "published": article.published_at,
        "seen": article.seen_at,
        "story": article.story_id,
        "hits": [asdict(hit) for hit in hits],
    }
