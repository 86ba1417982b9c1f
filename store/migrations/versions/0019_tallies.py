"""How much came on each day, by language, watch and concept; counted once for what is there already.

Countries stand in the settings, not in the store: they are counted from now on.

Revision ID: 0019
Revises: 0018
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain, groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

#: What a source held when it was read first came on no day of ours.
_ARTICLES = (
    "SELECT a.seen_at, a.language, a.story_why FROM article a "
    "JOIN source_state s ON s.name = a.source WHERE a.seen_at > s.first_success_at"
)
_MATCHES = (
    "SELECT article_id, matched_at, watch, evidence FROM match "
    "WHERE quiet IS NULL OR quiet <> 'first poll of the source' ORDER BY article_id, matched_at"
)


def upgrade() -> None:
    """Make the table, and count."""
    tally = op.create_table(
        "tally",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "day", "name", name=op.f("pk_tally")),
        sa.CheckConstraint(
            "kind IN ('all', 'copy', 'language', 'country', 'watch', 'concept')", name=op.f("ck_tally_kind")
        ),
        sqlite_with_rowid=False,
    )
    numbers = Counter(chain(_of_articles(), _of_matches()))
    rows = [
        {"kind": kind, "day": date.fromisoformat(day), "name": name, "number": number}
        for (kind, day, name), number in numbers.items()
    ]
    if rows:
        op.get_bind().execute(sa.insert(tally), rows)
    op.create_index("ix_tally_name", "tally", ["kind", "name", "day"])


def _of_articles() -> Iterator[tuple[str, str, str]]:
    for seen, language, why in _rows(_ARTICLES):
        yield "all", str(seen)[:10], ""
        yield "language", str(seen)[:10], (language or "").split("-")[0].lower()
        if _json(why).get("kind") == "same-text":
            yield "copy", str(seen)[:10], ""


def _of_matches() -> Iterator[tuple[str, str, str]]:
    for _, of_article in groupby(_rows(_MATCHES), key=lambda row: row[0]):
        named: set[str] = set()
        for _, at, watch, evidence in of_article:
            yield "watch", str(at)[:10], watch
            concepts = {str(hit["concept"]).lstrip("@")[:200] for hit in _json(evidence) if hit.get("concept")}
            for concept in concepts - named:
                yield "concept", str(at)[:10], concept
            named |= concepts


def _rows(query: str) -> Iterator[Any]:
    yield from op.get_bind().execute(sa.text(query).execution_options(yield_per=10_000))


def _json(value: Any) -> Any:
    """SQLite hands JSON back as text, PostgreSQL read."""
    return json.loads(value) if isinstance(value, str) else value
