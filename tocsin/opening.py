"""What commands share: the settings file they were pointed at, and the store it names."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from config import ChannelSettings, Settings
from config.load import Loaded, find_settings, load
from scheduler.clock import utc_now
from store.audit import COMMAND_LINE, note
from store.errors import StoreError
from store.migrate import pending, upgrade
from store.session import Store, open_store, sqlite_file
from store.statements import LARGEST, number_of

F = TypeVar("F", bound=Callable[..., Any])


class NoSuch(click.ClickException):
    """What the command names is not there: wrong usage, as an option that there is not."""

    exit_code = click.UsageError.exit_code


class _Number(click.ParamType[int]):
    """A number of something stored, or of how many are wanted: no larger one has a place in a statement."""

    name = "number"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = 0
        if not 1 <= number <= LARGEST:
            self.fail(f"{value} is no number from 1 to {LARGEST}", param, ctx)
        return number


NUMBER = _Number()


@dataclass(frozen=True)
class Opened:
    """Checked settings, where they stand, and their store with its tables up to date."""

    path: Path
    loaded: Loaded
    store: Store

    @property
    def settings(self) -> Settings:
        """The checked settings."""
        return self.loaded.settings

    def note(self, session: Session, about: str) -> None:
        """Note in the audit that the user at the command line gave this command; `about` as in `store.audit.note`."""
        context = click.get_current_context()
        undone = " --undo" if context.params.get("undo") else ""
        note(session, utc_now(), user(), context.command_path.partition(" ")[2] + undone, about, COMMAND_LINE)


@contextmanager
def opened(config: Path | None, *, to_look: bool = False) -> Iterator[Opened]:
    """Yield the settings at config (or where they usually stand) and their store; close it in the end.

    `to_look`: the command only shows what is stored, or notes what its user says of it. Secrets need not be in this
    shell's environment then, what only the daemon needs is not checked, and no database is made or brought up to
    date: one in the wrong folder would be empty.

    Raises:
        ConfigError: the settings are missing or wrong.
        StoreError: the database cannot be opened.

    """
    path = find_settings(config)
    loaded = load(path, environ=all_set()) if to_look else checked(path)
    store = stored(loaded.settings) if to_look else open_store(loaded.settings.database.get_secret_value())
    try:
        if not to_look:
            upgrade(store)
        elif pending(store):
            raise StoreError("tables", f"{store.name} is of an older version")
        yield Opened(path, loaded, store)
    finally:
        store.close()


def stored(settings: Settings) -> Store:
    """Return the store of settings, which somebody made. Raises StoreError: it is not there, or cannot be opened."""
    address = settings.database.get_secret_value()
    if (file := sqlite_file(address)) is not None and not file.exists():
        raise StoreError("missing", f"there is no database at {file.absolute()}")
    return open_store(address)


def checked(path: Path) -> Loaded:
    """Return the settings at path, checked by every room. Raises ConfigError."""
    # Imported here: it brings Scrapy along, which a command that only looks does not need.
    from scheduler.in_force import read_settings

    return read_settings(path)


def all_set() -> Mapping[str, str]:
    """Return an environment for who looks at settings and uses no secret: what is not set there stands for itself."""
    return _Unset(os.environ)


class _Unset(dict[str, str]):
    """An environment in which every variable is set, those that are not to a placeholder."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return "unset"


def key_of(address: str) -> str:
    """Return the key under which an address that the user gave is stored. Raises UsageError: it is no address."""
    # Imported here: it brings the list of public suffixes along.
    from crawler.addresses import url_key

    try:
        return url_key(address)
    except ValueError as error:
        raise click.UsageError(f"{address}: {error}") from error


def story_given(session: Session, text: str, hint: str = "STORY") -> int:
    """Return the story of that number, or of the article at that address; the one that a merged story is part of now.

    `hint` is how the command calls what it was given. Raises UsageError: there is none.
    """
    # Imported here: it brings numpy along, which few commands need.
    from store.regroup import CannotRegroup, current

    if not text.isdecimal():
        # Imported here: they bring the watch language and the list of public suffixes along.
        from alerts.silences import story_at
        from crawler.addresses import url_key

        story, wrong = story_at(session, text, url_key)
        if story is None:
            number = "" if ":" in text else "; it is no number of a story either"
            raise click.BadParameter(f"{wrong}{number}", param_hint=hint)
        return story
    try:
        if (given := number_of(text)) is None:
            raise CannotRegroup(f"there is no story {text}")
        return current(session, given)
    except CannotRegroup as error:
        cure = "`tocsin why ADDRESS` tells that of an article"
        raise click.BadParameter(f"{error}; {cure}", param_hint=hint) from error


def channel_given(name: str, settings: Settings) -> ChannelSettings:
    """Return the channel of that name. Raises NoSuch: there is none."""
    if name not in settings.channels:
        known = ", ".join(settings.channels) or "none"
        raise NoSuch(f"there is no channel {name!r} in the settings; known: {known}")
    return settings.channels[name]


def user() -> str:
    """Return the name of whoever gives the command; '' for a user without one, as in a container."""
    try:
        return getuser()
    except (KeyError, OSError):
        return ""


def config_option(command: F) -> F:
    """Give a command its `--config`."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The settings file; else ./tocsin.toml, then the user's and the system's folders.",
    )(command)


def json_option(command: F) -> F:
    """Give a command its `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)
