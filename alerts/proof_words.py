"""Put into words what was read of the sources since the last digest. Touches no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from alerts.digest_view import DigestView
from alerts.display import one_line
from alerts.wording import time_text
from store.coverage import CoverageProof, Unread

#: Sources named one by one that could not be read; those named in one line.
_LINES, _NAMES = 25, 30


@dataclass(frozen=True)
class ShownProof:
    """What was read, ready to be shown: in a sentence, then what was not."""

    summary: str
    lines: tuple[str, ...]


def read_in_short(proof: CoverageProof) -> str:
    """Return how many sources were read, as in: 41 of 42 sources read."""
    return f"{proof.read} of {proof.sources} sources read" if proof.sources else "no sources"


def shown_proof(digest: DigestView, zone: tzinfo) -> ShownProof:
    """Return what was read since the last digest, and of the rest since when not and why; `zone` is the user's."""
    proof = digest.coverage
    late = [one for one in proof.unread if one.late]
    resting = [one for one in proof.unread if not one.late]
    lines = [_late_line(one, zone) for one in late[:_LINES]]
    if len(late) > _LINES:
        lines.append(f"and {len(late) - _LINES} more; `tocsin status` shows them")
    lines += _listed("Not due in that time", [_resting(one, zone) for one in resting])
    lines += _listed("Out of reach for a while, and read again", [_interrupted(*one) for one in proof.interrupted])
    lines += _absence(proof)
    was = "source was" if proof.sources == 1 else "sources were"
    summary = f"{proof.read} of {proof.sources} {was} read since {time_text(digest.since, zone)}."
    return ShownProof(summary, tuple(lines))


def _late_line(one: Unread, zone: tzinfo) -> str:
    since = f"not read since {time_text(one.last, zone)}" if one.last else "never read yet"
    name, why = one_line(one.source, 100), one_line(one.why, 200)
    if why:
        return f"{name}: {since} ({why})"
    due = f"due since {time_text(one.next_poll, zone)} and not polled" if one.next_poll else "not polled"
    return f"{name}: {since}, {due}"


def _resting(one: Unread, zone: tzinfo) -> str:
    if one.last is None:
        return f"{one_line(one.source, 100)} (new)"
    following = f", next poll {time_text(one.next_poll, zone)}" if one.next_poll else ""
    return f"{one_line(one.source, 100)} (read {time_text(one.last, zone)}{following})"


def _interrupted(source: str, hours: int) -> str:
    return f"{one_line(source, 100)} ({hours} h)"


def _listed(what: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return [f"{what}: {', '.join(names[:_NAMES])}{more}"]


def _absence(proof: CoverageProof) -> list[str]:
    gone = proof.hours - proof.at_work
    return [f"Tocsin itself was not at work in {gone} of the {proof.hours} hours"] if gone else []
