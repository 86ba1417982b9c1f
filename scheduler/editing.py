"""Change the settings files, as a revision that says who did it; what is there only as its writer has seen it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from xxhash import xxh3_64_hexdigest

from config import SourceSettings, WatchSettings
from config.catalogue import switched_on
from config.choosing import asked_for, kind_and_value
from config.edit import Change, Editor
from config.kept import kept_table
from config.problems import ConfigError
from scheduler.in_force import checks
from store.audit import note
from store.models import Edit
from store.revisions import edits, keep_revision, note_edit
from store.session import Store

#: So many changes of the settings are gone back for a source that is to be put back.
_FURTHEST_BACK = 50


class Conflict(Exception):
    """The files hold something else than its writer has seen: `there`, or nothing under that name (None).

    `there` is the watch, where it is one that was to be changed.
    """

    def __init__(self, there: WatchSettings | None = None) -> None:
        super().__init__("the settings files have changed since this was opened")
        self.there = there


@dataclass(frozen=True)
class Author:
    """Who changes something, when (aware), and from which address, where that is known."""

    name: str
    at: datetime
    address: str = ""


@dataclass(frozen=True)
class Made:
    """A change that was written: into which file, and as which revision."""

    file: Path
    revision: int


def mark_of(there: SourceSettings | WatchSettings | None) -> str:
    """Return what differs once a source or watch does; '' for none."""
    return "" if there is None else xxh3_64_hexdigest(there.model_dump_json().encode())


def save_watch(store: Store, path: Path, name: str, seen: str, values: Mapping[str, Any], author: Author) -> Made:
    """Give a watch these values, by their keys (None: the default), or write a new one.

    `path` is the main settings file, `seen` the mark of the watch that the writer has seen ('': of none).

    Raises:
        Conflict: it is another by now.
        ConfigError: the settings would not hold with it, or cannot be written.

    """
    what = f"watch {name}: {', '.join(values)}" if seen else f"watch {name} written"
    return _made(store, path, name, seen, what, author, lambda editor: editor.with_watch(name, values))


def remove_watch(store: Store, path: Path, name: str, seen: str, author: Author) -> Made:
    """Take a watch out of the settings. Arguments and errors as of `save_watch`."""
    return _made(store, path, name, seen, f"watch {name} taken out", author, lambda editor: editor.without_watch(name))


def put_back(store: Store, path: Path, name: str, seen: str, edit_id: int, author: Author) -> Made:
    """Write a watch again as it was after an edit, with its comments.

    Arguments and errors as of `save_watch`; a ConfigError also where the watch was not there then.
    """
    with store.reading() as session:
        edit = session.get(Edit, edit_id)
        table = kept_table(edit.revision.text, "watches", name) if edit else None
        when = edit.at if edit else None
    if table is None:
        raise ConfigError(f"the settings of that time have no watch {name!r} in a table of its own")
    what = f"watch {name} put back as it was after edit {edit_id}, {when:%Y-%m-%d %H:%M} UTC"
    return _made(store, path, name, seen, what, author, lambda editor: editor.with_table("watches", name, table))


def add_sources(store: Store, path: Path, entries: Sequence[Mapping[str, Any]], author: Author) -> Made:
    """Write sources into the settings, each given by the keys of `[[sources]]`. Errors as of `save_watch`."""
    editor = Editor(path, checks())
    return _written(store, editor, editor.with_entries("sources", entries), added(entries), author)


def remove_source(store: Store, path: Path, name: str, seen: str, author: Author) -> Made:
    """Take a source out of the settings; what came of it stays in the store. Arguments and errors as of `save_watch`.

    One of the catalogue stands in no table that could be taken out: a ConfigError as well.
    """
    editor = _seen_so(Editor(path, checks()), name, seen)
    change = editor.without_entry("sources", name)
    if change is None:
        raise ConfigError(f"{name!r} stands in no table of its own")
    return _written(store, editor, change, f"source {name} taken out", author)


def put_source_back(store: Store, path: Path, name: str, author: Author) -> Made:
    """Write a source that was taken out as it was written last. Errors as of `put_back`."""
    with store.reading() as session:
        kept = (kept_table(edit.revision.text, "sources", name) for edit in islice(edits(session), _FURTHEST_BACK))
        table = next(filter(None, kept), None)
    if table is None:
        raise ConfigError(f"the last settings that were kept have no source {name!r} in a table of its own")
    editor = _seen_so(Editor(path, checks()), name, "")
    return _written(store, editor, editor.with_table("sources", name, table), f"source {name} put back", author)


def _seen_so(editor: Editor, name: str, seen: str) -> Editor:
    if mark_of(editor.present().find_source(name)) != seen:
        raise Conflict
    return editor


def added(entries: Sequence[Mapping[str, Any]]) -> str:
    """Return in words that these sources were added."""
    return f"sources added: {', '.join(str(entry['name']) for entry in entries)}"


def switch(store: Store, path: Path, name: str, on: bool, author: Author) -> Made:
    """Switch a source of the catalogue on or off, by its name under `catalogue`. Errors as of `save_watch`."""
    editor = Editor(path, checks())
    rules = [rule for rule in editor.present().catalogue if not _names(rule, name)]
    if any(source.name == name for source in switched_on(rules)) != on:
        rules.append(name if on else f"not:{name}")
    what = f"source {name} of the catalogue switched {'on' if on else 'off'}"
    return _written(store, editor, editor.with_rules(rules), what, author)


def _names(rule: str, name: str) -> bool:
    kind, value = kind_and_value(asked_for(rule))
    return kind == "name" and value.casefold() == name.casefold()


def _made(
    store: Store, path: Path, name: str, seen: str, what: str, author: Author, how: Callable[[Editor], Change]
) -> Made:
    editor = Editor(path, checks())
    there = editor.present().find_watch(name)
    if mark_of(there) != seen:
        raise Conflict(there)
    return _written(store, editor, how(editor), what, author)


def _written(store: Store, editor: Editor, change: Change, what: str, author: Author) -> Made:
    return Made(change.file.path, write_noted(store, editor, [change], what, author))


def write_noted(
    store: Store, editor: Editor, changes: Sequence[Change], what: str, author: Author, *, keep: bool = False
) -> int:
    """Write changes into the settings files, note who made them and what for; return the revision that came of it.

    `keep` as of `Editor.write`. Raises ConfigError: the settings would not hold, or cannot be written.
    """
    loaded = editor.tried(*changes)
    # The file is written last: a daemon that finds it changed finds the revision noted, with its author.
    with store.transaction() as session:
        revision = keep_revision(session, loaded.text, author.at).id
        note_edit(session, revision, author.at, author.name, what)
        note(session, author.at, author.name, "settings", what, author.address)
        editor.write(*changes, keep=keep)
    return revision
