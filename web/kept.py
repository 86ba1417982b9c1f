"""What was made for one request and serves those that follow: looks that go on, previews asked for in parts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
#: So many are kept: those asked for last.
MOST = 8


class Kept(Generic[T]):
    """Things by what they are of, none for `longest` or more. Another process has none of them: it makes them anew."""

    def __init__(self, longest: timedelta) -> None:
        self._longest = longest
        self._kept: OrderedDict[Hashable, tuple[datetime, T]] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Hashable, now: datetime, make: Callable[[], T]) -> T:
        """Return what is kept under a key, or what is made now (aware): once, whoever else asks for it meanwhile."""
        with self._turn:
            kept = self._kept.pop(key, None)
            if kept is None or now - kept[0] >= self._longest:
                kept = now, make()
            self._kept[key] = kept
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return kept[1]

    def drop(self, key: Hashable) -> None:
        """Keep it no longer: whoever asks again wants to know how it is then."""
        with self._turn:
            self._kept.pop(key, None)
