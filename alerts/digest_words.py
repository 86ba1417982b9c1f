"""Put a digest into words: a briefing by watch and story, with what was held and what was read. Touches no database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import tzinfo
from typing import Any

from alerts.channel import Message
from alerts.digest_view import DigestView, HeldBack, told
from alerts.display import numbered, one_line
from alerts.links import AlertLinks
from alerts.message import NO_LINKS, SUBJECT_LIMIT, alert_data, links_data, priority_of
from alerts.proof_words import ShownProof, read_in_short, shown_proof
from alerts.sections import ShownHeld, in_order, laid_out, places, sections
from alerts.views import AlertView
from alerts.volume_view import VolumeView
from alerts.volume_words import shown_volume, volume_data
from alerts.wording import time_text


def compose_digest(
    message_id: str,
    recipient: str,
    digest: DigestView,
    alerts: Sequence[AlertView],
    zone: tzinfo,
    volume: Sequence[VolumeView] = (),
    links: Mapping[int, AlertLinks] = NO_LINKS,
    desk: str | None = None,
) -> Message:
    """Return a digest as one message: by watch, urgent ones first, within it what most independent voices tell first.

    Then what silences hold, and what was read of the sources. Arguments as for `alerts.message.compose`; `desk` is the
    address by which readers reach the desk.
    """
    placed = places(in_order(alerts, digest.stories))
    proof = shown_proof(digest, zone)
    subject = _subject(digest, alerts, volume)
    lead = f"{time_text(digest.since, zone)} to {time_text(digest.until, zone)}"
    held = [_shown_held(one, zone) for one in digest.held]
    shown = sections(placed, digest.stories, digest.since, zone, desk)
    text, html = laid_out(subject, lead, shown, [shown_volume(v, zone) for v in volume], held, proof, links)
    return Message(
        id=message_id,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        data=_data(message_id, digest, [place.alert for place in placed], volume, proof, links),
        priority=priority_of([*alerts, *volume]),
    )


def _shown_held(held: HeldBack, zone: tzinfo) -> ShownHeld:
    reason = f" ({one_line(held.reason, 200)})" if held.reason else ""
    until = f"until {time_text(held.until, zone)}" if held.until else "which is over"
    new = f", {held.new} of them new" if held.new != held.count else ""
    count = f"{numbered(held.count, 'alert')}{new}"
    return ShownHeld(
        count=held.count,
        line=f"{count}: silence {one_line(held.silence, 100)}{reason}, {until}",
        alerts=tuple(f"{one_line(watch, 100)}: {one_line(title, 200)}" for watch, title in held.alerts),
        more=held.count - len(held.alerts),
    )


def _subject(digest: DigestView, alerts: Sequence[AlertView], volume: Sequence[VolumeView]) -> str:
    """Return how much there is.

    As in: Tocsin digest: 12 stories (3 watches), 1 spike, 5 held; 41 of 42 sources read.
    """
    stories, watches = len({a.story for a in alerts}), len({a.watch for a in alerts})
    told_of = []
    if stories:
        told_of.append(f"{numbered(stories, 'story', 'stories')} ({numbered(watches, 'watch', 'watches')})")
    for kind in ("spike", "silence"):
        if count := sum(v.kind == kind for v in volume):
            told_of.append(numbered(count, kind))
    if held := sum(one.count for one in digest.held):
        told_of.append(f"{held} held")
    if not alerts and not volume:
        told_of.insert(0, "nothing matched")
    return one_line(f"Tocsin digest: {', '.join(told_of)}; {read_in_short(digest.coverage)}", SUBJECT_LIMIT)


def _data(
    message_id: str,
    digest: DigestView,
    alerts: Sequence[AlertView],
    volume: Sequence[VolumeView],
    proof: ShownProof,
    links: Mapping[int, AlertLinks],
) -> dict[str, Any]:
    return {
        "type": "tocsin.digest",
        "id": message_id,
        "channel": digest.channel,
        "since": told(digest.since),
        "until": told(digest.until),
        "alerts": [alert_data(a) | links_data(links, a.id) for a in alerts],
        **({"volume": [volume_data(v) | links_data(links, v.id) for v in volume]} if volume else {}),
        "held": [{**told(asdict(one)), "alerts": [list(pair) for pair in one.alerts]} for one in digest.held],
        "coverage": {**told(asdict(digest.coverage)), "words": [proof.summary, *proof.lines]},
    }
