"""The text that a command is given to try something on, and the settings that go with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from alerts.document import Document
from alerts.query_implies import never_known
from alerts.query_tree import Fact
from alerts.watch import guessed_language
from config import ConfigError, Settings
from config.load import find_settings
from scheduler.in_force import read_settings
from tocsin.opening import F


def text_options(function: F) -> F:
    """Give a command the ways to name a text; `given_document` takes what they bring."""
    for option in (
        click.option("--language", help="The language of the text; else it is found out."),
        click.option("--title", default="", help="A title to go with the text."),
        click.option("--url", help="Fetch this page and take its article."),
        click.option("--file", "file", type=click.File(encoding="utf-8"), help="Read the text from FILE, - for stdin."),
        click.option("--text", help="The text itself."),
    ):
        function = option(function)
    return function


def settings_for_a_try(config: Path | None) -> Settings:
    """Return the user's settings; without a file only the shipped concepts are known, which is fine for a try.

    Raises:
        ConfigError: config is named and not there, or what was found is wrong.

    """
    try:
        path = find_settings(config)
    except ConfigError:
        if config is not None:
            raise
        return Settings(version=1)
    return read_settings(path).settings


def given_document(given: Mapping[str, object], settings: Settings) -> Document:
    """Return the text that the user named with `text_options`.

    Raises:
        UsageError: none is named, or more than one, a file is not UTF-8, or the language is none.

    """
    named = [name for name in ("text", "file", "url") if given[name] is not None]
    if len(named) != 1:
        stored = ", --article ADDRESS" if "article" in given else ""
        raise click.UsageError(f"name one text: --text TEXT, --file FILE{stored} or --url URL")
    title, language = str(given["title"] or ""), str(given["language"] or "")
    if language and never_known(Fact("lang", language)):
        raise click.UsageError(f"--language: {language!r} is no language code; write for example en, fr, uk or zh")
    if given["url"] is not None:
        # Imported here: it brings Scrapy along, which a text at hand does not need.
        from tocsin.fetching import fetch_page

        page = fetch_page(str(given["url"]), settings)
        return Document(title=page.title, body=page.text, language=page.language, url=str(given["url"]))
    body = str(given["text"]) if given["text"] is not None else _read(given["file"])
    return Document(title=title, body=body, language=language or guessed_language(f"{title}\n{body}"))


def _read(file: Any) -> str:
    try:
        return str(file.read())
    except UnicodeDecodeError as error:
        raise click.UsageError(f"--file: the text is not UTF-8 (byte {error.start})") from error
