"""Decide what the answer of a web server means for a delivery. Pure."""

from datetime import datetime

from alerts.channel import DeliveryError
from alerts.display import one_line
from config.retry_after import retry_after

#: Answers of 4xx that are worth another try: timeout, too early, too many requests; and those that speak of who asks,
#: which the settings can mend.
_PASSING = (408, 425, 429, 401, 403, 407)


def judge(status: int, reason: str, beginning: str, after: str | None, now: datetime) -> str:
    """Return the answer in words if it is an acceptance (2xx).

    Arguments: `reason` and `beginning` are what the server said; `after` is its Retry-After header.

    Raises:
        DeliveryError: it is none; permanent for 4xx except timeouts, throttling and what is wrong with who asks.

    """
    words = f"{status} {one_line(reason, 60)}: {beginning}".rstrip(": ")
    if 200 <= status < 300:
        return words
    if 300 <= status < 400:
        raise DeliveryError(f"{words} (redirects are not followed; put the new address into the settings)")
    permanent = 400 <= status < 500 and status not in _PASSING
    raise DeliveryError(words, permanent=permanent, wait=retry_after(after, now))
