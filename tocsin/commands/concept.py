"""tocsin concept: list concepts, show all names of one, and find those that a text names."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from alerts.concepts import Concepts, concept_settings, load_concepts, shipped_settings
from alerts.display import numbered
from alerts.document import Document
from alerts.evaluate import Explanation, evaluate, explain
from alerts.folding import fold
from alerts.query import parse
from alerts.query_tree import ConceptName, Query, nodes
from config import ConceptSettings, Settings
from tocsin.days import DAY
from tocsin.given import given_document, settings_for_a_try, text_options
from tocsin.opening import NoSuch, config_option, json_option
from tocsin.show import excerpts, show_json

MARKS = "~ counts only beside another name · = to the letter · * any ending"


@click.group()
def command() -> None:
    """List and show concepts, and find those that a text names."""


@command.command("list")
@click.argument("word", default="")
@click.option("--kind", help="Only those of this kind, as in --kind alliance.")
@config_option
@json_option
def list_concepts(word: str, kind: str | None, config: Path | None, as_json: bool) -> int:
    """List the concepts, shipped and yours. With WORD only those with a name that holds it."""
    settings = settings_for_a_try(config)
    concepts = concept_settings(settings.concepts)
    if kind is not None and kind not in (kinds := sorted({c.kind for c in concepts.values() if c.kind})):
        raise NoSuch(f"there is no concept of kind {kind!r}; known: {', '.join(kinds)}")
    chosen = {key: c for key, c in concepts.items() if kind in (None, c.kind) and _holds(key, c, word)}
    rows = [_row(key, concept, settings) for key, concept in sorted(chosen.items())]
    if as_json:
        show_json(rows)
        return 0
    for row in rows:
        counts = f"{numbered(row['names'], 'name', 'names')} in {numbered(row['languages'], 'language', 'languages')}"
        click.echo(f"{click.style('@' + row['key'], bold=True)}  {row['title']}  ({_origin(row)}; {counts})")
    click.echo(numbered(len(rows), "concept", "concepts"))
    return 0


@command.command("show")
@click.argument("key")
@config_option
@json_option
def show(key: str, config: Path | None, as_json: bool) -> int:
    """Show concept KEY with all its names.

    By language, with who held the office, and which watches ask for it.
    """
    settings = settings_for_a_try(config)
    concepts = concept_settings(settings.concepts)
    key = _known(key, concepts, settings)
    facts = _row(key, concepts[key], settings) | {
        "names": concepts[key].names,
        "ambiguous_in": _ambiguous_in(concepts[key].names),
        "beside": concepts[key].beside,
        "not_within": concepts[key].not_within,
        "holders": [holder.model_dump() for holder in concepts[key].holders],
        "held": [
            {"office": office, "since": holder.since, "until": holder.until}
            for office, concept in concepts.items()
            for holder in concept.holders
            if holder.person.lower() == key
        ],
        "watches": [watch.name for watch in settings.watches if _asks_for(watch.query, key)],
    }
    if as_json:
        show_json(facts)
    else:
        _show(facts)
    return 0


@command.command("test")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--day", type=DAY, help="The day of the text: who held an office then.")
@text_options
@config_option
@json_option
def test(keys: tuple[str, ...], day: datetime | None, config: Path | None, as_json: bool, **given: object) -> int:
    """Find concepts KEY, or any that there are, in a text.

    Exits with 0 if all that were named are found, or any where none was named; with 1 if not.
    """
    settings = settings_for_a_try(config)
    concepts = load_concepts(settings.concepts)
    wanted = [_known(key, concepts, settings) for key in keys]
    document = replace(given_document(given, settings), day=day and day.date())
    named = wanted or [key for key in concepts if evaluate(_asking_for(key), document, concepts)]
    shown = {key: explain(_asking_for(key), document, concepts) for key in named}
    found = bool(shown) and all(explanation.held for explanation in shown.values())
    if as_json:
        show_json({"found": found, "language": document.language, "concepts": list(map(_facts, shown.values()))})
        return 0 if found else 1
    for key, explanation in shown.items():
        _show_found(key, concepts, explanation, document)
    if not wanted:
        click.echo(f"{numbered(len(shown), 'concept', 'concepts')} found in a text in {document.language!r}")
    return 0 if found else 1


def _known(key: str, concepts: Mapping[str, object], settings: Settings) -> str:
    """Return key as the concepts have it. Raises NoSuch: there is none; it names those that are called so."""
    plain = key.removeprefix("@").lower()
    if plain not in concepts:
        near = load_concepts(settings.concepts).called(plain)[:3] or get_close_matches(plain, concepts, 3, 0.6)
        cure = f"did you mean {', '.join(near)}?" if near else "`tocsin concept list` shows those that there are"
        raise NoSuch(f"there is no concept {key!r}; {cure}")
    return plain


def _holds(key: str, concept: ConceptSettings, word: str) -> bool:
    texts = (key, concept.title, *(name for names in concept.names.values() for name in names))
    return any(fold(word) in fold(text) for text in texts)


def _row(key: str, concept: ConceptSettings, settings: Settings) -> dict[str, Any]:
    """Return what a list says of a concept; `replaces` tells whether it stands in place of a shipped one."""
    own = key in {k.lower() for k in settings.concepts}
    return {
        "key": key,
        "title": concept.title or key,
        "kind": concept.kind,
        "own": own,
        "replaces": own and key in shipped_settings(),
        "names": sum(map(len, concept.names.values())),
        "languages": len(concept.names),
    }


def _origin(row: Mapping[str, Any]) -> str:
    whose = "yours, in place of the shipped one" if row["replaces"] else "yours" if row["own"] else "shipped"
    return ", ".join(filter(None, (row["kind"], whose)))


def _ambiguous_in(names: Mapping[str, Iterable[str]]) -> Mapping[str, list[str]]:
    """Return the languages in which a name is ambiguous that counts in the line of another one."""
    plain = {name for line in names.values() for name in line}
    found: dict[str, list[str]] = {}
    for language, line in names.items():
        for name in line:
            if name.startswith("~") and name[1:] in plain:
                found.setdefault(name[1:], []).append(language)
    return found


def _asks_for(query: str, key: str) -> bool:
    return ConceptName(key) in nodes(parse(query).root)


def _show(facts: Mapping[str, Any]) -> None:
    click.echo(f"{click.style('@' + facts['key'], bold=True)}  {facts['title']}  ({_origin(facts)})")
    for language, names in facts["names"].items():
        click.echo(f"  {language:3} {' · '.join(names)}")
    marks = [
        mark for mark in MARKS.split(" · ") if any(mark[0] in n for names in facts["names"].values() for n in names)
    ]
    lines = {
        "marks": " · ".join(marks),
        "~ in some languages alone": ", ".join(f"{name} ({', '.join(i)})" for name, i in facts["ambiguous_in"].items()),
        "~ also beside": ", ".join(facts["beside"]),
        "not within": ", ".join(facts["not_within"]),
        "held by": ", ".join(f"@{h['person']} {_term(h)}" for h in facts["holders"]),
        "held": ", ".join(f"@{h['office']} {_term(h)}" for h in facts["held"]),
        "watches": ", ".join(facts["watches"]) or "none asks for it",
    }
    for name, line in lines.items():
        if line:
            click.echo(f"  {name}: {line}")


def _term(holder: Mapping[str, Any]) -> str:
    return f"{holder['since'] or '…'}–{holder['until'] or ''}"


def _asking_for(key: str) -> Query:
    return Query(ConceptName(key), f"@{key}")


def _show_found(key: str, concepts: Concepts, found: Explanation, document: Document) -> None:
    names = ", ".join(_met(found))
    held = click.style("found", fg="green") if found.held else click.style("not found", fg="yellow")
    click.echo(f"{click.style('@' + key, bold=True)}  {concepts[key].title}: {held}  {names or found.note}".rstrip())
    for line in excerpts((("title", document.title), ("body", document.body)), found.hits):
        click.echo(f"    {line}")


def _met(found: Explanation) -> Iterable[str]:
    """Return the names that were met, each once, with what stood there."""
    return dict.fromkeys(f"«{hit.text}» as {hit.language or '?'} {hit.name!r}" for hit in found.hits)


def _facts(found: Explanation) -> dict[str, Any]:
    hits = [asdict(hit) for hit in found.hits]
    return {"key": found.clause.removeprefix("@"), "found": found.held, "note": found.note, "hits": hits}
