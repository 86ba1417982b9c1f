"""Put what commands found on the terminal: highlighted words, times in the user's zone, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, TypeVar

import click

from alerts.display import Span, one_line, passages
from store.models import Article

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from alerts.evaluate import Hit

TITLE = 160
T = TypeVar("T")


def show_json(value: Any) -> None:
    """Print value as JSON; times become ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def show_json_list(rows: Sequence[Any], limit: int) -> None:
    """Print rows as JSON, and say beside it, for whoever takes them for all, that they end where the limit does."""
    show_json(rows)
    if len(rows) == limit:
        click.echo(f"{limit} listed; more may follow, raise --limit", err=True)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def clock(at: datetime | None, zone: tzinfo, *, seconds: bool = False) -> str:
    """Return a time in the user's zone, to the minute or to the second."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M") if at else "–"


def progress(items: Iterable[T], number: int) -> Iterator[T]:
    """Yield the items, of which there are about so many; on a terminal a bar shows how far it is."""
    terminal = sys.stderr.isatty()
    with click.progressbar(items, number, file=sys.stderr, hidden=not terminal, update_min_steps=50) as bar:
        yield from bar


def bar(length: int) -> "ProgressBar[int]":
    """Return a bar that shows on a terminal, and nowhere else, how much of so much is done; a context."""
    return click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty())


def in_colour() -> bool:
    """Tell whether what is printed may have colours: it goes to a terminal, and NO_COLOR does not forbid it."""
    context = click.get_current_context(silent=True)
    return sys.stdout.isatty() if context is None or context.color is None else context.color


def excerpts(texts: Iterable[tuple[str, str]], hits: "Sequence[Hit]") -> list[str]:
    """Return stretches of the texts, given as (field, text), around the hits; of each text two at most.

    The words found are in colour, or in asterisks where there can be none.
    """
    lines = []
    for field, text in texts:
        spans = [Span(h.start, h.end) for h in hits if h.field == field]
        for passage in passages(text, spans, 2):
            lines.append("".join(_marked(p.text) if p.marked else p.text for p in passage))
    return lines


def _marked(text: str) -> str:
    return click.style(text, bold=True, fg="green") if in_colour() else f"*{text}*"


def fields_of(article: Article) -> tuple[tuple[str, str], ...]:
    """Return the texts of an article in which words are found, by field."""
    return (("title", article.title), ("summary", article.summary), ("body", article.text))


def show_article(article: Article, hits: "Sequence[Hit]", zone: tzinfo) -> None:
    """Print an article as a search finds it."""
    when = clock(article.published_at or article.seen_at, zone)
    click.secho(one_line(article.title, TITLE), bold=True)
    walled = ", paywalled" if article.paywalled else ""
    about = f"{article.source} ({article.language or '?'}{walled})"
    click.echo(f"  {when}  {about}  story {article.story_id}  {article.url}")
    for line in excerpts(fields_of(article), hits)[:3]:
        click.echo(f"    {line}")


def article_facts(article: Article, hits: "Sequence[Hit]" = ()) -> dict[str, Any]:
    """Return an article for JSON, with where the words were found."""
    return {
        "url": article.url,
        "title": article.title,
        "source": article.source,
        "language": article.language,
        "published": article.published_at,
        "seen": article.seen_at,
        "doubtful_date": article.doubtful_date,
        "paywalled": article.paywalled,
        "picture": article.picture,
        "story": article.story_id,
        "hits": [asdict(hit) for hit in hits],
    }
