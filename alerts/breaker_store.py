"""Keep in the store how each channel answers, so that a breaker survives a restart and holds for every daemon."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.breaker import Health, after
from store.alert_models import Breaker
from store.statements import insert_missing


@dataclass(frozen=True)
class Change:
    """How a channel stood before an attempt and stands after it."""

    channel: str
    before: Health
    now: Health

    @property
    def opened(self) -> bool:
        """Whether this attempt showed that the channel is out of order."""
        return self.before.state == "closed" and self.now.state == "open"

    @property
    def closed(self) -> bool:
        """Whether this attempt showed that the channel works again."""
        return self.before.state != "closed" and self.now.state == "closed"

    @property
    def probe_failed(self) -> bool:
        """Whether this attempt was a probe, and in vain."""
        return self.before.state == "half-open" and self.now.state == "open"


def health_of(session: Session, channel: str) -> Health:
    """Return how a channel stands."""
    row = session.get(Breaker, channel)
    return Health() if row is None else _health(row)


def locked_health(session: Session, channel: str) -> Health:
    """Return how a channel stands; if it is held back, nobody else can change that until the transaction ends."""
    health = health_of(session, channel)
    return health if health.state == "closed" else _health(_locked(session, channel))


def keep(session: Session, channel: str, health: Health) -> None:
    """Write down how a channel stands. It has a row."""
    row = _locked(session, channel)
    for name, value in asdict(health).items():
        setattr(row, name, value)


def note(
    session: Session, channel: str, accepted: bool, now: datetime, answer: str, wait: timedelta | None = None
) -> Change | None:
    """Write down how a channel has answered; return what that changed, or None if all was well and still is."""
    if accepted and health_of(session, channel) == Health():
        return None
    session.execute(insert_missing(session, Breaker).values(channel=channel))
    row = _locked(session, channel)
    change = Change(channel, _health(row), after(_health(row), accepted, now, wait))
    keep(session, channel, change.now)
    if not accepted:
        row.answer = answer
    return change


def try_now(session: Session, channel: str, now: datetime) -> None:
    """Let a probe of a channel that is held back go at once."""
    row = session.get(Breaker, channel, with_for_update=True, populate_existing=True)
    if row is not None and row.state == "open" and row.probe_at is not None:
        row.probe_at = min(row.probe_at, now)


def _locked(session: Session, channel: str) -> Breaker:
    query = select(Breaker).where(Breaker.channel == channel).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _health(row: Breaker) -> Health:
    return Health(row.state, row.failures, row.probes, row.opened_at, row.probe_at)  # type: ignore[arg-type]
