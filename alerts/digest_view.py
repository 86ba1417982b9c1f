"""What a digest says beside its alerts, as frozen values, and how widely each of its stories is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.departures import COPY
from store.coverage import CoverageProof, Unread
from store.models import Article
from store.statements import chunks


@dataclass(frozen=True)
class HeldBack:
    """What one silence holds: how many alerts, how many of them since the last digest, and the newest of them.

    `alerts` gives their watch and title. `until` is None where the silence is gone: what it holds is about to be told.
    """

    silence: str
    reason: str
    until: datetime | None
    count: int
    new: int
    alerts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StoryFacts:
    """How widely a story is told.

    `outlets` counts the sources with an article that is no copy of another, `languages` (tags, the most frequent
    first) are those of all its articles, `first` and `first_at` the source that told it first, and when.
    """

    outlets: int
    languages: tuple[str, ...]
    first: str
    first_at: datetime


@dataclass(frozen=True)
class DigestView:
    """A digest of a channel, of the time after `since` and up to `until`. Texts are not to be trusted."""

    channel: str
    since: datetime
    until: datetime
    coverage: CoverageProof
    held: tuple[HeldBack, ...] = ()
    stories: Mapping[int, StoryFacts] = field(default_factory=dict)


def told(facts: Any) -> Any:
    """Return facts ready for JSON: times as ISO 8601 in UTC."""
    if isinstance(facts, Mapping):
        return {key: told(value) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [told(value) for value in facts]
    return facts.astimezone(UTC).isoformat() if isinstance(facts, datetime) else facts


def from_facts(channel: str, since: datetime, until: datetime, facts: Mapping[str, Any]) -> DigestView:
    """Return a digest from what was written down of it: the fields of `CoverageProof` and of each `HeldBack`."""
    coverage = facts["coverage"]
    unread = (
        Unread(**{**one, "last": _time(one["last"]), "next_poll": _time(one["next_poll"])})
        for one in coverage["unread"]
    )
    held = (
        HeldBack(**{**one, "until": _time(one["until"]), "alerts": tuple((w, t) for w, t in one["alerts"])})
        for one in facts["held"]
    )
    interrupted = tuple((source, hours) for source, hours in coverage["interrupted"])
    proof = CoverageProof(**{**coverage, "unread": tuple(unread), "interrupted": interrupted})
    return DigestView(channel, since, until, proof, tuple(held))


def story_facts(session: Session, stories: Iterable[int]) -> dict[int, StoryFacts]:
    """Return how widely each of the stories (by id) is told."""
    columns = (Article.story_id, Article.source, Article.language, Article.seen_at)
    query = select(*columns, Article.story_why["kind"].as_string().label("kind")).order_by(Article.seen_at, Article.id)
    found: dict[int, list[Any]] = {}
    for part in chunks(sorted(set(stories))):
        for row in session.execute(query.where(Article.story_id.in_(part))):
            found.setdefault(row.story_id, []).append(row)
    return {story: _facts(rows) for story, rows in found.items()}


def _facts(rows: list[Any]) -> StoryFacts:
    counts: dict[str, int] = {}
    for row in rows:
        if row.language:
            counts[row.language] = counts.get(row.language, 0) + 1
    return StoryFacts(
        outlets=len({row.source for row in rows if row.kind != COPY}) or 1,
        languages=tuple(sorted(counts, key=lambda one: (-counts[one], one))),
        first=rows[0].source,
        first_at=rows[0].seen_at,
    )


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
