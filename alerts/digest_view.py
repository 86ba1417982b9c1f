"""What a digest says beside its alerts, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from alerts.voices import Voices
from store.coverage import CoverageProof, Unread


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
class DigestView:
    """A digest of a channel, of the time after `since` and up to `until`. Texts are not to be trusted.

    `stories` gives who tells each story, by its number.
    """

    channel: str
    since: datetime
    until: datetime
    coverage: CoverageProof
    held: tuple[HeldBack, ...] = ()
    stories: Mapping[int, Voices] = field(default_factory=dict)


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


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
