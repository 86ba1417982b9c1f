"""Decide whether a channel that keeps failing is tried: a circuit breaker. Touches nothing.

```
                 FAILURES in a row                    probe_at comes
      ┌────────┐ ────────────────▶ ┌──────┐ ────────────────────────▶ ┌───────────┐
      │ closed │                   │ open │                           │ half-open │ one delivery is the probe
      └────────┘ ◀──────────────── └──────┘ ◀──────────────────────── └───────────┘
          ▲        accepted late               not accepted                 │
          └──────────────────────────── accepted ───────────────────────────┘
```

The probe is a delivery that is owed, not a test message: a test that is accepted tells nothing of the alert behind
it, and each would reach people, or start what a webhook starts, at every recovery. By turns it is the one tried least
often, so that a message that the other side cannot stomach does not keep all others waiting, and one that was tried
before: who is too slow at first answers at once when asked again, for what it was asked is done by then.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from alerts.retry import asked

#: So many in a row, of whatever deliveries, and the channel is taken to be out of order.
FAILURES = 5
#: The first probe comes after so long, each further one after twice that, …
FIRST_PROBE = timedelta(seconds=30)
#: … but never later: a probe costs one send, waiting longer costs every alert on the way.
LONGEST_PAUSE = timedelta(minutes=15)
#: A probe without an outcome by then is taken to be lost with its process. As long as a lease.
PROBE_LEASE = timedelta(minutes=5)

State = Literal["closed", "open", "half-open"]
#: What is due longest; what was tried least often; what was tried before.
First = Literal["due", "fresh", "tried"]


@dataclass(frozen=True)
class Health:
    """How a channel has answered: failures in a row, and since when it is out of order.

    `probes` counts those that failed since then; `probe_at` is when the next may go, or when the one under way is
    taken to be lost. Times are aware UTC.
    """

    state: State = "closed"
    failures: int = 0
    probes: int = 0
    opened_at: datetime | None = None
    probe_at: datetime | None = None


def allowed(health: Health, now: datetime, most: int) -> int:
    """Return how many messages may be sent now: `most` if all is well, one as a probe, or none."""
    if health.probe_at is None:
        return most
    return 1 if health.probe_at <= now else 0


def first(health: Health) -> First:
    """Return what goes first of all that is due: what is due longest, or for a probe by turns."""
    if health.state == "closed":
        return "due"
    return "tried" if health.probes % 2 else "fresh"


def probing(health: Health, now: datetime) -> Health:
    """Return how the channel stands once a probe is on its way."""
    return replace(health, state="half-open", probe_at=now + PROBE_LEASE)


def after(health: Health, accepted: bool, now: datetime, wait: timedelta | None = None) -> Health:
    """Return how the channel stands after an attempt.

    A permanent refusal counts like any other failure: a receiver that refuses all it gets is out of order, and what
    waits is better off than what is given up. `wait` is how long the other side asked for (Retry-After).

    >>> from datetime import UTC
    >>> after(Health(failures=4), False, datetime(2026, 3, 1, tzinfo=UTC)).state
    'open'

    """
    if accepted:
        return Health()
    failures = health.failures + 1
    if health.state == "half-open":
        return _open(health, failures, health.probes + 1, now, wait)
    if health.probe_at is not None:
        # Sent before it opened: it tells nothing new, but what it was asked for holds.
        return replace(health, failures=failures, probe_at=max(health.probe_at, now + asked(wait)))
    if failures >= FAILURES:
        return _open(health, failures, 0, now, wait)
    return replace(health, failures=failures)


def _open(health: Health, failures: int, probes: int, now: datetime, wait: timedelta | None) -> Health:
    pause = min(FIRST_PROBE * 2 ** min(probes, 10), LONGEST_PAUSE)
    return Health("open", failures, probes, health.opened_at or now, now + max(pause, asked(wait)))
