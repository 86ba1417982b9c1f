"""Change the user's settings files by a command, and note who did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from config.edit import Change, Editor
from config.load import find_settings, load
from crawler.checks import check_sources
from scheduler.adding import Adding
from scheduler.clock import utc_now
from scheduler.editing import Author, added, write_noted
from store.audit import COMMAND_LINE
from store.errors import StoreError
from tocsin.opening import all_set, opened, user


@dataclass
class IntoFile(Adding):
    """The settings at path, and what is to be added to them."""

    path: Path

    def write(self) -> Path:
        """Write what was taken and return the file it now stands in. Raises ConfigError: nothing was written."""
        editor = Editor(self.path, [check_sources], all_set())
        change = editor.with_entries("sources", self.entries)
        write_into(self.path, editor, [change], added(self.entries))
        return change.file.path


def write_into(path: Path, editor: Editor, changes: Sequence[Change], what: str, *, keep: bool = False) -> None:
    """Write changes of the settings at path, and note who made them where there is a store to note it in.

    `what` and `keep` as of `scheduler.editing.write_noted`. Raises ConfigError: nothing was written.
    """
    try:
        with opened(path, to_look=True) as house:
            write_noted(house.store, editor, changes, what, Author(user(), utc_now(), COMMAND_LINE), keep=keep)
    except StoreError as error:
        # Settings are written before there is a database, too, and while it cannot be reached.
        editor.tried(*changes)
        editor.write(*changes, keep=keep)
        if error.kind != "missing":
            click.echo(f"written, and not noted in the audit: {error}", err=True)


def adding(config: Path | None) -> IntoFile:
    """Return the settings at config, or where they usually stand, ready to be added to. Raises ConfigError."""
    path = find_settings(config)
    return IntoFile(load(path, [check_sources], all_set()).settings, path)
