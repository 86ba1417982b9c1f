"""Put alerts into words, for people and for programs. Touches no database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alerts.channel import Message
from alerts.display import Piece, numbered, one_line, passages, pieces, visible, web_link
from alerts.links import AlertLinks
from alerts.views import AlertView, Finding
from alerts.voices import Voices, in_words, voices_data
from alerts.volume_view import VolumeView
from alerts.volume_words import held_data, held_text, in_short, shown_volume, volume_data
from alerts.wording import (
    TITLE_LIMIT,
    ShownLink,
    iso,
    language_name,
    of_long_ago,
    shown_link,
    time_text,
    told_title,
)

if TYPE_CHECKING:
    from jinja2 import Environment

SUBJECT_LIMIT = 200
#: Where the desk cannot be reached.
NO_LINKS: Mapping[int, AlertLinks] = {}
#: Reasons given for one alert; a watch that found a word a hundred times says so once.
_REASONS = 8
_KINDS = (("spike", "spikes"), ("silence", "silences"))
_PLACES = {"title": "title", "summary": "summary", "body": "text"}


@dataclass(frozen=True)
class Shown:
    """One alert, ready to be shown: clean texts, times in the user's zone."""

    id: int
    watch: str
    priority: str
    title: tuple[Piece, ...]
    link: ShownLink
    published: str
    seen: str
    passages: tuple[tuple[Piece, ...], ...]
    why: tuple[str, ...]
    outlets: tuple[ShownLink, ...]
    more: int
    #: It came out long before it was seen.
    is_old: bool = False
    held: str = ""
    changes: tuple[tuple[str, ShownLink], ...] = ()
    voices: str = ""
    follows: str = ""


def compose(
    message_id: str,
    recipient: str,
    alerts: Sequence[AlertView],
    zone: tzinfo,
    thread: str | None = None,
    volume: Sequence[VolumeView] = (),
    links: Mapping[int, AlertLinks] = NO_LINKS,
) -> Message:
    """Return one message that tells of all alerts: by watch, urgent ones first, then those most widely told.

    Spikes and silences (`volume`) stand before the stories, and are told apart from them.

    Arguments: `zone` is the user's, for the times shown; `thread` the id of the first message on the same story;
    `links` lead from an alert (by id) to the desk, where the desk can be reached.
    """
    ordered = _in_order(alerts)
    groups = [
        (watch, list(group)) for watch, group in groupby((shown_alert(a, zone, len(ordered)) for a in ordered), _watch)
    ]
    subject = subject_of(ordered, volume)
    shown = [shown_volume(v, zone) for v in volume]
    words = {"subject": subject, "groups": groups, "count": len(ordered) + len(shown), "volume": shown, "links": links}
    return Message(
        id=message_id,
        recipient=recipient,
        subject=subject,
        text=template("message.txt").render(words),
        html=template("message.html").render(words),
        data={
            "type": "tocsin.volume" if volume and not ordered else "tocsin.alert",
            "id": message_id,
            "alerts": [alert_data(a) | links_data(links, a.id) for a in ordered],
            **({"volume": [volume_data(v) | links_data(links, v.id) for v in volume]} if volume else {}),
        },
        thread=thread,
        priority=priority_of([*ordered, *volume]),
    )


def compose_plainly(message_id: str, recipient: str, alerts: Sequence[tuple[str, str, str]]) -> Message:
    """Return a message of (watch, title, address) alone: what still goes out when composing the full one failed."""
    lines = [f"{one_line(w, 100)}: {one_line(t, TITLE_LIMIT)}\n{web_link(u) or '(no address)'}" for w, t, u in alerts]
    text = "Tocsin could not lay this message out; here are the bare facts.\n\n" + "\n\n".join(lines) + "\n"
    told = [{"watch": w, "article": {"title": one_line(t, TITLE_LIMIT), "url": web_link(u)}} for w, t, u in alerts]
    subject = one_line(f"{alerts[0][0]}: {alerts[0][1]}", SUBJECT_LIMIT) if len(alerts) == 1 else _digest(alerts)
    return Message(
        id=message_id,
        recipient=recipient,
        subject=subject,
        text=text,
        html=plain_page(subject, text),
        data={"type": "tocsin.alert", "id": message_id, "alerts": told},
    )


def plain_page(subject: str, text: str) -> str:
    """Return a plain text as an HTML part."""
    return str(template("plain.html").render(subject=subject, text=text))


def _in_order(alerts: Sequence[AlertView]) -> list[AlertView]:
    urgent = {a.watch for a in alerts if a.priority == "high"}
    return sorted(alerts, key=lambda a: (a.watch not in urgent, a.watch, a.priority != "high", -a.outlets_in_all, a.id))


def _watch(shown: Shown) -> str:
    return shown.watch


def priority_of(alerts: Sequence[AlertView | VolumeView]) -> str:
    """Return the highest priority of these."""
    found = {a.priority for a in alerts}
    return next((p for p in ("high", "normal", "low") if p in found), "normal")


def subject_of(alerts: Sequence[AlertView], volume: Sequence[VolumeView]) -> str:
    """Return what a message that tells of all these says first."""
    if len(alerts) + len(volume) == 1:
        [(watch, what)] = [(_introduced(a), a.title) for a in alerts] or [(v.watch, in_short(v)) for v in volume]
        return one_line(f"{watch}: {what}", SUBJECT_LIMIT)
    kinds = Counter(v.kind for v in volume)
    more = [f"{kinds[k]} {k if kinds[k] == 1 else plural}" for k, plural in _KINDS if kinds[k]]
    told = [*((a.watch, "", "") for a in alerts), *((v.watch, "", "") for v in volume)]
    return _digest(told, stories=len({a.story for a in alerts}), more=more)


def _introduced(alert: AlertView) -> str:
    """Return the watch, and what must be known before a headline: that it is told again, or that it is an old one."""
    first = "update" if alert.changes else of_long_ago(alert.published_at, alert.seen_at)
    return f"{alert.watch}, {first}" if first else alert.watch


def _digest(alerts: Sequence[tuple[str, str, str]], stories: int | None = None, more: Sequence[str] = ()) -> str:
    count = len(alerts) if stories is None else stories
    watches = len({watch for watch, _, _ in alerts})
    told = [numbered(count, "story", "stories")] if count else []
    return f"Tocsin: {', '.join([*told, *more])} ({numbered(watches, 'watch', 'watches')})"


def shown_alert(alert: AlertView, zone: tzinfo, together: int = 1) -> Shown:
    """Return an alert as it may be shown, in fewer words where several stand `together`; `zone` is the user's."""
    cut = Piece("…") if len(alert.title) > TITLE_LIMIT else Piece("")
    spans = [e.span for e in alert.evidence if e.span and e.field == "title"]
    return Shown(
        id=alert.id,
        watch=one_line(alert.watch, 100),
        priority=alert.priority,
        title=tuple(p for p in (*pieces(told_title(alert.title), spans), cut) if p.text),
        link=shown_link(alert),
        published=time_text(alert.published_at, zone) if alert.published_at else "not given",
        is_old=bool(of_long_ago(alert.published_at, alert.seen_at)),
        seen=time_text(alert.seen_at, zone),
        passages=_passages(alert, 3 if together == 1 else 1),
        why=reasons(alert.evidence),
        outlets=tuple(map(shown_link, alert.outlets)),
        more=alert.outlets_in_all - len(alert.outlets),
        held=held_text(alert.held, zone) if alert.held else "",
        changes=tuple((one_line(c.words, 300), shown_link(c.by)) for c in alert.changes[:_REASONS]),
        voices=told_by(alert.voices, zone) if alert.voices and len(alert.voices.outlets) > 1 else "",
        follows=f"alert {alert.follows.id}, “{one_line(alert.follows.title, 200)}”" if alert.follows else "",
    )


def told_by(voices: Voices, zone: tzinfo) -> str:
    """Return who tells a story: 7 outlets, 3 independent, 4 countries, 3 languages; first: dpa, Sat 28 Mar 2026 …."""
    first = voices.first
    told = in_words(voices)
    return f"{told}; first: {one_line(first.source, 100)}, {time_text(first.at, zone)}" if first else told


def _passages(alert: AlertView, limit: int) -> tuple[tuple[Piece, ...], ...]:
    """Return the text around the words found; the beginning of the article where they are in the title only."""
    found: list[tuple[Piece, ...]] = []
    for field, text in (("summary", alert.summary), ("body", alert.body)):
        spans = [e.span for e in alert.evidence if e.span and e.field == field]
        found += [p for p in passages(text, spans, limit) if p not in found]
    if found:
        return tuple(found[:limit])
    opening = one_line(alert.summary or alert.body, 300)
    return ((Piece(opening),),) if opening else ()


def reasons(evidence: Iterable[Finding]) -> tuple[str, ...]:
    """Return why a watch fired, a reason in words for each thing found; the first ones, if they are many."""
    reasons = list(dict.fromkeys(_reason(e) for e in evidence))
    more = len(reasons) - _REASONS
    return (*reasons[:_REASONS], *([f"and {more} more"] if more > 0 else []))


def _reason(evidence: Finding) -> str:
    """Return why a watch fired, as in: “Ramstein-Gruppe” in the title: @udcg, by its German name “Ramstein-Gruppe”."""
    found = f"“{one_line(evidence.text, 100)}” in the {_PLACES.get(evidence.field, 'text')}"
    if evidence.concept:
        language = language_name(evidence.language)
        name = f"its {language} name" if language else "its name"
        given = f" “{one_line(evidence.name, 100)}”" if evidence.name else ""
        return f"{found}: @{one_line(evidence.concept.lstrip('@'), 100)}, by {name}{given}"
    clause = one_line(evidence.clause, 100)
    return found if clause.strip('"=').casefold() == evidence.text.casefold() else f"{found}: {clause}"


def alert_data(alert: AlertView) -> dict[str, Any]:
    """Return an alert of a story for programs, ready for JSON."""
    article = {"url": web_link(alert.url), "title": one_line(alert.title, 500), "source": alert.source}
    times = {"published": iso(alert.published_at), "seen": iso(alert.seen_at)}
    outlets = [
        {"source": o.source, "title": one_line(o.title, 500), "url": web_link(o.url), "language": o.language}
        for o in alert.outlets
    ]
    return {
        "id": alert.id,
        "watch": alert.watch,
        "priority": alert.priority,
        "story": alert.story,
        "article": {**article, "language": alert.language, **times},
        "evidence": [_evidence_data(e) for e in alert.evidence[:50]],
        "why": list(reasons(alert.evidence)),
        "excerpts": ["".join(piece.text for piece in passage) for passage in _passages(alert, 3)],
        "outlets": outlets,
        "outlets_in_all": alert.outlets_in_all,
        "held": held_data(alert.held),
        "changes": [{"words": one_line(c.words, 300), "url": web_link(c.by.url)} for c in alert.changes],
        "voices": voices_data(alert.voices) if alert.voices else None,
        "follows": alert.follows.id if alert.follows else None,
    }


def links_data(links: Mapping[int, AlertLinks], alert: int) -> dict[str, Any]:
    """Return the links of an alert for programs, ready for JSON; nothing if it has none."""
    return {"links": asdict(links[alert])} if alert in links else {}


def _evidence_data(evidence: Finding) -> Mapping[str, Any]:
    span = evidence.span
    return {
        "clause": evidence.clause,
        "field": evidence.field,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "text": visible(evidence.text[:500]),
        "concept": evidence.concept,
        "name": evidence.name,
        "language": evidence.language,
    }


def template(name: str) -> Any:
    """Return a template of messages."""
    return _environment().get_template(name)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape  # here: seldom needed

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
