"""Time what one part of the program takes while the whole of it runs."""

import time
from collections.abc import Callable
from typing import Any


class Stopwatch:
    """A function as it is, timed."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.seconds = 0.0
        self.function = function

    def __call__(self, *args: Any) -> Any:
        """Return what the function returns."""
        begun = time.thread_time()
        try:
            return self.function(*args)
        finally:
            self.seconds += time.thread_time() - begun
