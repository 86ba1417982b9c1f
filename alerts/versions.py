"""Tell what a newer version of an article changed: headline, sentences, figures and names. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from alerts.display import numbered
from alerts.headlines import Text, facts_in
from alerts.sentences import split

#: A text of more sentences is compared by those.
_SENTENCES = 1_000


@dataclass(frozen=True)
class Difference:
    """What became of an article's texts: of its headline, if it changed, and of its sentences, in their order."""

    headline: tuple[str, str] | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    figures: tuple[str, ...]
    names: tuple[str, ...]


def difference(before: Text, after: Text) -> Difference:
    """Return what the later of two versions changed; figures and names are those that only the later one has."""
    added, removed = _sentences_changed(_sentences(before.body), _sentences(after.body))
    figures, names = facts_in(after)
    known_figures, known_names = facts_in(before)
    return Difference(
        headline=(before.title, after.title) if before.title != after.title else None,
        added=tuple(added),
        removed=tuple(removed),
        figures=tuple(f"{figure:,.15g}" for figure in sorted(figures - known_figures)),
        names=tuple(sorted({word for word, features in names.items() if not features & _all(known_names)})),
    )


def in_words(change: Difference) -> str:
    """Return a difference in a line, as in: headline «A» → «B»; 2 sentences added, 1 removed; new figures: 21."""
    parts = [f"headline «{change.headline[0]}» → «{change.headline[1]}»"] if change.headline else []
    counts = [(len(change.added), "added"), (len(change.removed), "removed")]
    told = [f"{numbered(n, 'sentence')} {what}" for n, what in counts if n]
    parts += [", ".join(told)] if told else []
    parts += [f"new figures: {', '.join(change.figures[:6])}"] if change.figures else []
    parts += [f"new names: {', '.join(change.names[:6])}"] if change.names else []
    return "; ".join(parts) or "only the white space or the summary changed"


def difference_data(change: Difference) -> dict[str, Any]:
    """Return a difference for JSON."""
    headline = None if change.headline is None else {"from": change.headline[0], "to": change.headline[1]}
    lists = {"added": change.added, "removed": change.removed, "figures": change.figures, "names": change.names}
    return {"headline": headline, **{name: list(value) for name, value in lists.items()}}


def _sentences(body: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in islice(split(body), _SENTENCES)]


def _sentences_changed(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    added: list[str] = []
    removed: list[str] = []
    for tag, i, j, k, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            removed += before[i:j]
            added += after[k:end]
    # One that only moved was neither taken out nor put in.
    return _without(added, removed), _without(removed, added)


def _without(some: Sequence[str], others: Sequence[str]) -> list[str]:
    elsewhere = set(others)
    return [one for one in some if one not in elsewhere]


def _all(names: Mapping[str, frozenset[str]]) -> set[str]:
    return {feature for features in names.values() for feature in features}
