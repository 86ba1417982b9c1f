"""A clock that runs many times as fast, the same for the daemon and for the web that it reads."""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import time_machine

#: By a fast clock what a process has in hand would be taken to be lost while it is at it.
_LEASE = timedelta(hours=3)


@dataclass(frozen=True)
class FastClock:
    """Begins at `start` (seconds since 1970) when the monotonic clock says `begun`, and runs `speed` times as fast."""

    start: float
    begun: float
    speed: float

    @property
    def passed(self) -> float:
        """How many of its seconds have passed."""
        return (time.monotonic() - self.begun) * self.speed

    @property
    def now(self) -> datetime:
        """What it says, aware UTC."""
        return datetime.fromtimestamp(self.start + self.passed, UTC)


def hurry(clock: FastClock) -> None:
    """Have this process, a daemon, live by the clock from now on; what it waits for on the network takes as long."""
    import alerts.claims
    import crawler.politeness
    import scheduler.daemon
    import scheduler.jumps

    # Each step of the fast clock is none that somebody has set.
    scheduler.jumps.CLOCK_JUMP = _LEASE
    scheduler.daemon.POLL_LEASE = alerts.claims.LEASE = _LEASE
    # How long robots.txt is kept is counted on the clock that nobody sets.
    crawler.politeness.time = SimpleNamespace(monotonic=lambda: clock.passed)  # type: ignore[assignment]
    traveller = time_machine.travel(clock.now, tick=True).start()

    def keep_up() -> None:
        while True:
            time.sleep(0.02)
            traveller.shift(clock.now.timestamp() - time.time())

    threading.Thread(target=keep_up, daemon=True).start()
