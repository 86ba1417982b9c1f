"""What an address asks for, read: wrong words in it are said, not guessed at."""

from collections.abc import Awaitable, Callable, Collection
from functools import wraps
from math import inf

from starlette.requests import Request
from starlette.responses import Response

from web.marking import NotThere
from web.pages import problem
from web.tongue import gettext as _

#: The largest number that the store counts to has more digits.
_DIGITS = 18

Handler = Callable[[Request], Awaitable[Response]]


class BadFilter(Exception):
    """The address asks for what there is not; the message says what to write."""


def answering(cure: str) -> Callable[[Handler], Handler]:
    """Have a handler answer a BadFilter with 400, and NotThere with 404: in the words of the error, and what to do."""

    def around(handler: Handler) -> Handler:
        @wraps(handler)
        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except (BadFilter, NotThere) as error:
                return problem(request, 404 if isinstance(error, NotThere) else 400, str(error), cure)

        return answered

    return around


def known_in(value: str, known: Collection[str], refusal: str) -> None:
    """Refuse what is none of those known, in a marked text with `%(name)r` and `%(known)s`. Raises BadFilter."""
    if value not in known:
        raise BadFilter(_(refusal, name=value, known=", ".join(known)))


def number_in(text: str, name: str) -> int | None:
    """Return the number that an address gives under `name`; None where it gives none. Raises BadFilter."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise BadFilter(_("`%(name)s` is a number from a page before.", name=name))
    return int(text)


def seconds_in(text: str, most: float) -> float | None:
    """Return for how many seconds an address asks to be looked; None where it does not say. Raises BadFilter."""
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = inf
    if not 0 < seconds <= most:
        raise BadFilter(_("`within` is for how many seconds is looked: %(most)s at most.", most=f"{most:g}"))
    return seconds
