"""Make noise that desks and machines write by the hundred: one text with other facts, pages that touch many stories."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from benchmarks.labelled.copying import first_sentence
from benchmarks.labelled.record import Outlets, Record, record


def written(stem: str, rows: Sequence[Mapping[str, Any]], outlets: Outlets) -> Iterator[Record]:
    """Yield articles as a file has them."""
    for number, row in enumerate(rows, 1):
        yield record(f"{stem}/{number}", None, row["at"], row, outlets)


def from_templates(templates: Sequence[Mapping[str, Any]], outlets: Outlets) -> Iterator[Record]:
    """Yield an article for each row of facts of each template."""
    for number, template in enumerate(templates, 1):
        for index, facts in enumerate(template["facts"]):
            filled = {name: template[name].format(*facts) for name in ("title", "text")}
            at = _time(template, index)
            yield record(f"template-{number}/{index + 1}", None, at, template | filled, outlets)


def corrections(templates: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, text, its correction) for each row of facts of the templates that say what they correct."""
    for template in templates:
        for facts in template["facts"] if "corrects" in template else ():
            number = template["corrects"]
            right = [*facts[:number], _other_figure(facts[number]), *facts[number + 1 :]]
            yield template["kind"], template["text"].format(*facts), template["text"].format(*right)


def _other_figure(figure: str) -> str:
    """Return a figure with another last digit."""
    return figure[:-1] + str((int(figure[-1]) + 3) % 10)


def digests(forms: Sequence[Mapping[str, Any]], articles: Sequence[Record], outlets: Outlets) -> Iterator[Record]:
    """Yield pages made of the headlines and first sentences of the articles told before them."""
    for number, form in enumerate(forms, 1):
        language = outlets["outlets"][form["outlet"]]["language"]
        for index in range(form["count"]):
            at = _time(form, index)
            earlier = [a for a in articles if a.language == language and a.kind in _TOLD and a.seen < at]
            entries = [_entry(form, a) for a in earlier[-form["touches"] :]]
            text = "\n".join([form["opening"], *reversed(entries), form["closing"]])
            yield record(f"digest-{number}/{index + 1}", None, at, {**form, "text": text}, outlets)


#: Kinds of articles that are no copy.
_TOLD = ("original", "telling", "translation")


def _time(form: Mapping[str, Any], index: int) -> datetime:
    start: datetime = form["at"]
    return start + timedelta(hours=index * form["every"])


def _entry(form: Mapping[str, Any], article: Record) -> str:
    time = f"{article.seen:%H:%M} " if form["kind"] == "live-blog" else ""
    return f"{time}{article.title}. {first_sentence(article.text)}"
