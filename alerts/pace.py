"""How many messages a recipient may be sent now: the `rate` of a channel.

What is beyond the rate waits, and then travels together. High priority passes a rate that is used up, for it may be
worth being woken; but only as often again, or a watch on everything with high priority would know no limit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import ChannelSettings, Rate
from store.alert_models import StoredMessage
from store.statements import alone

T = TypeVar("T")
#: The clocks of several daemons may differ by so much; what is further ahead was written by one that was set back.
SKEW = timedelta(minutes=1)
#: A channel and a recipient.
Whom = tuple[str, str]


def room(rate: Rate, begun: int, urgent: bool = False) -> int:
    """Return how many more messages may be begun, after so many within the last period.

    >>> room(Rate(10, timedelta(hours=1)), 8), room(Rate(10, timedelta(hours=1)), 12, urgent=True)
    (2, 8)

    """
    return max(rate.count * (2 if urgent else 1) - begun, 0)


@dataclass(frozen=True)
class Pace:
    """How many messages were begun within the last period of their channel's rate, by channel and recipient."""

    rates: Mapping[str, Rate] = field(default_factory=dict)
    begun: Mapping[Whom, int] = field(default_factory=dict)

    def room(self, whom: Whom) -> int | None:
        """Return how many more messages may go to them, urgent ones if nothing else may; None: as many as there are."""
        rate = self.rates.get(whom[0])
        if rate is None:
            return None
        begun = self.begun.get(whom, 0)
        return room(rate, begun) or room(rate, begun, urgent=True)

    def full(self, urgent: bool) -> list[Whom]:
        """Return to whom nothing more may go now, or nothing urgent either."""
        return [whom for whom, begun in self.begun.items() if not room(self.rates[whom[0]], begun, urgent)]

    def within(self, wanted: Iterable[tuple[T, Whom]]) -> list[T]:
        """Return those new messages, given with whom they are for, for which there is room: the first ones."""
        left: dict[Whom, int] = {}
        allowed = []
        for message, whom in wanted:
            room_left = left.get(whom, self.room(whom))
            if room_left is None or room_left > 0:
                allowed.append(message)
            if room_left is not None:
                left[whom] = room_left - 1
        return allowed


def pace_of(session: Session, channels: Mapping[str, ChannelSettings], now: datetime) -> Pace:
    """Return how many messages were begun lately on those of the channels that have a rate.

    Until the transaction ends nobody else is told: two daemons must not use the same room.
    """
    rates = {name: one.rate_rule for name, one in sorted(channels.items()) if one.rate_rule is not None}
    begun: dict[Whom, int] = {}
    for name, rate in rates.items():
        alone(session, f"rate {name}")
        lately = (StoredMessage.begun_at > now - rate.period, StoredMessage.begun_at <= now + SKEW)
        query = select(StoredMessage.recipient, func.count()).where(StoredMessage.channel == name, *lately)
        for recipient, count in session.execute(query.group_by(StoredMessage.recipient)):
            begun[name, recipient] = count
    return Pace(rates, begun)
