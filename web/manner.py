"""How pages are shown to who asks: in which zone, language and colours; a cookie has each that was chosen."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote
from zoneinfo import available_timezones

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from web.tongue import LANGUAGES, best_of, marked

#: Colours, by their name in the cookie.
THEMES = {"": marked("as your system is"), "light": marked("light"), "dark": marked("dark")}
#: What can be chosen, as the form calls it.
CHOICES = ("zone", "language", "theme")


@dataclass(frozen=True)
class Manner:
    """How pages are shown; what was not chosen is empty, but for the language, which the browser says then."""

    zone: str = ""
    language: str = "en"
    theme: str = ""
    #: The language was chosen here.
    chosen: bool = False


@lru_cache(maxsize=1_000)
def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name; remembered, for to list all that there are takes longer than a page.

    >>> is_zone("Europe/Paris"), is_zone("../etc/passwd")
    (True, False)

    """
    return bool(name) and name in available_timezones()


def cookie(choice: str) -> str:
    """Return the name of the cookie that has a choice."""
    return f"tocsin-{choice}"


def manner_of(headers: Headers) -> Manner:
    """Return how the pages of a request are to be shown; what its cookies say wrongly is passed over."""
    cookies = cookie_parser(headers.get("cookie", ""))
    zone, language, theme = (unquote(cookies.get(cookie(choice), "")) for choice in CHOICES)
    known = language in LANGUAGES
    return Manner(
        zone if is_zone(zone) else "",
        language if known else best_of(headers.get("accept-language", "")),
        theme if theme in THEMES else "",
        known,
    )
