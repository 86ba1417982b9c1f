"""Looks that are begun for one request and go on in those that follow, so that none of them takes long."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

from alerts.checking import Checking

#: Looks that are kept: those asked for last. Each holds a hundred articles and what it has found.
MOST = 8
#: An older one is begun anew, for it knows nothing of what came meanwhile.
LONGEST = timedelta(minutes=10)


class Begun:
    """The looks that go on, by what they look for. A process of its own knows none of them: there they begin anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[datetime, Checking]] = OrderedDict()
        self._turn = threading.Lock()

    def going_on(self, key: Hashable, now: datetime, begin: Callable[[], Checking]) -> Checking:
        """Return the look that goes on under a key, or one that begins; `now` is aware."""
        with self._turn:
            began, look = self._kept.pop(key, (now, None))
            if look is None or now - began > LONGEST:
                began, look = now, begin()
            self._kept[key] = began, look
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return look

    def ended(self, key: Hashable) -> None:
        """Keep a look no longer: whoever asks again wants to know how it is then."""
        with self._turn:
            self._kept.pop(key, None)
