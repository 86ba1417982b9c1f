"""Say once that the store fails, not at every tick: a disk that is full for a night must not fill the log as well."""

import logging
import time
from collections.abc import Callable

from store.errors import StoreError

log = logging.getLogger(__name__)

#: Seconds after which trouble that lasts is said again.
AGAIN = 600.0
#: Seconds without an error after which it counts as over.
QUIET = 10.0


class Trouble:
    """What the store has failed at, and what of it was said. `clock` counts seconds and is never set."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}
        self._failures = 0
        #: The work that failed, and was not done since.
        self._undone: set[str] = set()
        self._since = self._last = 0.0

    def struck(self, during: str, error: StoreError) -> None:
        """Count an error; say it if it is of a kind that was not said lately."""
        now = self._clock()
        if not self._failures:
            self._since = now
        self._failures, self._last = self._failures + 1, now
        self._undone.add(during)
        said = self._said.get(error.kind)
        if said is None or now - said >= AGAIN:
            self._said[error.kind] = now
            log.error("the store fails: during=%s failures=%d error=%s", during, self._failures, error)

    def eased(self, done: str) -> None:
        """Say that it is over, if all that failed was done since and nothing has failed for a while.

        `done` names, as in `struck`, the work that has just gone well. What is never tried again, such as the poll of a
        source that was removed, is not waited for longer than `AGAIN`.
        """
        self._undone.discard(done)
        now = self._clock()
        if self._failures and now - self._last >= (AGAIN if self._undone else QUIET):
            log.warning("the store works again: failures=%d for=%.0fs", self._failures, self._last - self._since)
            self._failures = 0
            self._undone.clear()
            self._said = {kind: at for kind, at in self._said.items() if now - at < AGAIN}
