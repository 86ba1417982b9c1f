"""How pages are shown to who asks: in which zone, language and colours; a cookie has each that was chosen."""

from dataclasses import dataclass
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


def cookie(choice: str) -> str:
    """Return the name of the cookie that has a choice."""
    return f"tocsin-{choice}"


def manner_of(headers: Headers) -> Manner:
    """Return how the pages of a request are to be shown; what its cookies say wrongly is passed over."""
    cookies = cookie_parser(headers.get("cookie", ""))
    zone, language, theme = (unquote(cookies.get(cookie(choice), "")) for choice in CHOICES)
    known = language in LANGUAGES
    return Manner(
        zone if zone in available_timezones() else "",
        language if known else best_of(headers.get("accept-language", "")),
        theme if theme in THEMES else "",
        known,
    )
