"""The language in which a request is answered: its words from the catalogues in locale/, times and names from Babel.

English texts are their own keys, so that one without a translation is shown in English. What `alerts/` words for
messages is said by `web.phrases`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, tzinfo
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

from alerts.display import one_line
from alerts.wording import time_text as english_time

LOCALE = Path(__file__).parent / "locale"
#: The languages there are, each by its own name.
LANGUAGES = {"en": "English", "fr": "Français", "de": "Deutsch"}
_spoken: ContextVar[str] = ContextVar("spoken", default="en")


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Speak one of `LANGUAGES` for the length of a with block: in this task, and in threads that it has work for it."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """Return the language that is spoken."""
    return _spoken.get()


def gettext(text: str, /, **values: Any) -> str:
    """Return a text in the language that is spoken, with its `%(name)s` filled in; in templates `_`."""
    return looked_up(text) % values


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """Return a text in the form that goes with a number, which is `%(num)s` in it."""
    return looked_up_for(one, many, num) % {"num": num, **values}


def looked_up(text: str) -> str:
    """Return a text in the language that is spoken, with nothing filled in."""
    # The empty text would be found: it stands for the head of a catalogue.
    return _catalogue(language()).ugettext(text) if text else text


def looked_up_for(one: str, many: str, num: int) -> str:
    """Return a text in the form that goes with a number, with nothing filled in."""
    return _catalogue(language()).ungettext(one, many, num)


def marked(text: str) -> str:
    """Return a text as it is: it is looked up where it is shown, and found here by who translates."""
    return text


def time_text(at: datetime, zone: tzinfo) -> str:
    """Return a time in a zone as the language writes it, as in: Sun 1 Mar 2026, 08:30 CET."""
    if language() == "en":
        return english_time(at, zone)
    try:
        local = at.astimezone(zone)
    except OverflowError:
        local = at
    name = local.tzname() or ""
    said = format_datetime(local, "EEE d MMM y, HH:mm", locale=language())
    return f"{said} {'UTC' * name.startswith(('+', '-'))}{name}"


def language_name(code: str | None) -> str:
    """Return the name of a language in the one that is spoken; empty where it is not known."""
    if not code:
        return ""
    return str(_locale(language()).languages.get(code.split("-")[0].lower(), one_line(code, 20)))


def decimal(number: float, places: int) -> str:
    """Return a number with so many places after its point, or comma, as the language has it.

    >>> decimal(1.5, 2)
    '1.50'

    """
    return format_decimal(round(number, places), f"#,##0.{'0' * places}", locale=language())


def with_points(text: str) -> str:
    """Return a text whose numbers have points as English has them with those of the language that is spoken."""
    return re.sub(r"\d+\.\d+", lambda found: decimal(float(found[0]), len(found[0].partition(".")[2])), text)


def percent(part: float, *, change: bool = False) -> str:
    """Return a part of one in percent; with `change` as how much more or less that is.

    >>> percent(0.66), percent(-0.66, change=True), percent(0.5, change=True)
    ('66%', '−66%', '+50%')

    """
    # Babel has a hyphen for a minus sign, which is hardly seen.
    sign = "" if not change else "−" if part < 0 else "+"
    return sign + format_percent(abs(part), locale=language())


def day_names() -> list[str]:
    """Return the days of the week in short, Monday first.

    >>> day_names()
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

    """
    return [str(name) for _, name in sorted(_locale(language()).days["format"]["abbreviated"].items())]


def offset(zone: tzinfo, now: datetime) -> str:
    """Return how far a zone is from UTC at a time.

    >>> from datetime import UTC
    >>> offset(UTC, datetime(2026, 3, 1, tzinfo=UTC))
    'UTC+00:00'

    """
    there = now.astimezone(zone).strftime("%z")
    return f"UTC{there[:3]}:{there[3:5]}"


def best_of(header: str) -> str:
    """Return which of `LANGUAGES` a browser wants most, by its Accept-Language (RFC 9110, 12.5.4); else English.

    >>> best_of("nl, fr-BE;q=0.8, en;q=0.5"), best_of("nl"), best_of("de;q=0, fr;q=x")
    ('fr', 'en', 'en')

    """
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, weight = part.partition(";")
        name = tag.strip().split("-")[0].lower()
        quality = _quality(weight)
        if name in LANGUAGES and quality > 0:
            wanted.append((-quality, place, name))
    return min(wanted)[2] if wanted else "en"


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


@cache
def _locale(language: str) -> Locale:
    return Locale(language)


@cache
def _catalogue(language: str) -> Translations:
    """Return the texts of a language; read from what translators write, so that nothing has to be built."""
    path = LOCALE / language / "LC_MESSAGES" / "tocsin.po"
    if not path.exists():
        return Translations()
    made = BytesIO()
    with path.open("rb") as file:
        write_mo(made, read_po(file, locale=language))
    made.seek(0)
    return Translations(made)
