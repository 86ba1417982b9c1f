"""A clock that another process steps: the daemon's wall clock, as if somebody had set it."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine


class Clock:
    """Says in a file by how many seconds the daemon's clock differs from ours; outlives the daemon."""

    def __init__(self, path: Path) -> None:
        self.path, self.ahead = path, 0
        self.step(0)

    def step(self, seconds: int) -> None:
        """Set the daemon's clock that much forward, or back."""
        self.ahead += seconds
        beside = self.path.with_suffix(".new")
        beside.write_text(str(self.ahead))
        beside.replace(self.path)


def follow(path: Path) -> None:
    """Have this process's clock differ as the file says, from now on; time.monotonic() goes on as it does."""
    ahead = int(path.read_text())
    traveller = time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True).start()

    def keep_up() -> None:
        nonlocal ahead
        while True:
            if (now := int(path.read_text())) != ahead:
                traveller.shift(now - ahead)
                ahead = now
            time.sleep(0.1)

    threading.Thread(target=keep_up, daemon=True).start()
