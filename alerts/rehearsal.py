"""Send a test through a channel, the way a real alert goes: the last alert there was, or else an example."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from alerts.channel import Channel
from alerts.delivery import send
from alerts.display import Span
from alerts.links import AlertLinks
from alerts.message import compose
from alerts.settling import Outcome
from alerts.signing import signer
from alerts.views import AlertView, Finding, load_last_view
from config import Settings

TITLE = "Test alert: the Ukraine Defense Contact Group meets in Brussels"


@dataclass(frozen=True)
class Piece:
    """What a test tells: an alert, and its links by its number."""

    alert: AlertView
    links: Mapping[int, AlertLinks]


def last_alert(session: Session, settings: Settings, now: datetime) -> Piece | None:
    """Return the newest alert, as a test, with its links; None if there is none. `now` is aware."""
    found, by = load_last_view(session), signer(session, settings.desk, now)
    if found is None:
        return None
    return Piece(replace(found, watch=f"test: {found.watch}"), {found.id: by.for_alert(found.id, 0)} if by else {})


def example(now: datetime) -> Piece:
    """Return an alert as it would be on real coverage, marked as a test. `now` is aware."""
    start = TITLE.index("Ukraine")
    words = "Ukraine Defense Contact Group"
    evidence = Finding("@udcg", "title", words, Span(start, start + len(words)), "udcg", words, "en")
    alert = AlertView(
        id=0,
        watch="test",
        priority="normal",
        story=0,
        title=TITLE,
        url="https://example.org/tocsin-test",
        source="tocsin channel test",
        seen_at=now,
        language="en",
        body="This is a test that you asked for. A real alert looks like this.",
        evidence=(evidence,),
    )
    return Piece(alert, {})


async def send_test(channel: Channel[Any], piece: Piece, settings: Settings) -> list[tuple[str, Outcome]]:
    """Send it to every recipient of a channel; return what became of each."""
    outcomes = []
    for recipient in channel.recipients:
        number = f"test-{secrets.token_hex(8)}"
        message = compose(number, recipient, [piece.alert], settings.zone, links=piece.links)
        outcomes.append((recipient, await send(channel, message)))
    return outcomes


def in_words(outcome: Outcome) -> str:
    """Return what became of a test in a few words; the other side's answer says the rest."""
    if outcome.accepted:
        return "accepted"
    return "refused for good" if outcome.permanent else "refused; a real alert would be tried again"
