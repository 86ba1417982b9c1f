"""Change settings files as a careful person would: one place, the rest letter for letter, and only if it then holds.

tomlkit would bring tables together that stand apart, and so move what its user has put in order; here a new table is
put at the end, and a value replaced where it stands.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.crosscheck import Check
from config.environment import expand, refers
from config.files import SettingsFile
from config.load import Loaded, load
from config.merge import gather, merge
from config.pieces import quoted, table, with_keys, with_table, with_value, without_table
from config.problems import ConfigError
from config.settings import Settings

_BOM = b"\xef\xbb\xbf"
_ASSIGNED = re.compile(r"""(?:url|"url"|'url')[ \t]*=[ \t]*""")
_STRING = re.compile(r'"""(?:\\[\s\S]|[^\\])*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')


@dataclass(frozen=True)
class Change:
    """A settings file, and what it is to hold."""

    file: SettingsFile
    after: str


class Editor:
    """Changes the settings whose main file is at path.

    Arguments: `checks` and `environ` as in `config.load.load`, which every change has to pass.

    Raises:
        ConfigError: the settings cannot be read.

    """

    def __init__(self, path: Path, checks: Iterable[Check] = (), environ: Mapping[str, str] | None = None) -> None:
        self._path, self._checks, self._environ = path, tuple(checks), environ
        self._gathered = gather(path, os.environ if environ is None else environ)
        self._merged, _ = merge(self._gathered)

    def with_addresses(self, addresses: Mapping[str, str]) -> list[Change]:
        """Return the changes that give the sources of these names new addresses.

        Sources that stand in no file are passed over. Raises ConfigError as `with_watch`.
        """
        texts: dict[Path, str] = {}
        entries = self._merged.data.get("sources", [])
        # From the end of each file, so that the places above stay where they are.
        for index in reversed(range(len(entries))):
            if (name := entries[index].get("name")) in addresses:
                file, local = self._merged.origin(("sources", index, "url"))
                text = texts.get(file.path, file.text)
                texts[file.path] = _with_string(text, file.positions.find(local), addresses[name])
        return [Change(file, texts[file.path]) for file in self._gathered.files if file.path in texts]

    def places(self) -> dict[str, tuple[Path, int]]:
        """Return the file and the line in which each watch is written, by its name."""
        return {
            str(entry.get("name")): (file.path, file.positions.find(("watches", index))[0])
            for file in self._gathered.files
            for index, entry in enumerate(file.data.get("watches", ()))
        }

    def with_watch(self, name: str, values: Mapping[str, Any]) -> Change:
        """Return the change that gives a watch these values, by their keys; None takes a key out.

        What it has already stays as it is written. A watch that is not there is put at the end of the last included
        file that has watches, else of the main one.

        Raises:
            ConfigError: it is written in a way that cannot be changed from here, or reads the environment.

        """
        found = self._entry("watches", name)
        if found is None:
            given = {key: value for key, value in values.items() if value is not None}
            return self.with_entries("watches", [{"name": name, **given}])
        file, index = found
        entry = file.data["watches"][index]
        now = expand(entry, os.environ if self._environ is None else self._environ).data
        other = {key: value for key, value in values.items() if now.get(key) != _plain(value)}
        if any(refers(entry.get(key)) for key in other):
            raise ConfigError(f"{file.at(('watches', index))}: a part of this reads the environment; change it there")
        return Change(file, with_keys(file, "watches", index, other, "query"))

    def with_table(self, section: str, name: str, text: str) -> Change:
        """Return the change that writes a source or watch as text has it, a table with its header.

        In its place if it has one. `section` is "sources" or "watches". Raises ConfigError as `with_watch`.
        """
        found = self._entry(section, name)
        if found is not None:
            return Change(found[0], with_table(found[0], section, found[1], text))
        file = self._last_with(section)
        return Change(file, file.text.rstrip("\n") + f"\n\n{text}\n")

    def without_watch(self, name: str) -> Change:
        """Return the change that takes a watch out, which is there. Raises ConfigError as `with_watch`."""
        change = self.without_entry("watches", name)
        if change is None:
            raise ConfigError(f"there is no watch {name!r} in the settings any more")
        return change

    def without_entry(self, section: str, name: str) -> Change | None:
        """Return the change that takes a source or watch out, None where none of that name stands in a file.

        `section` is "sources" or "watches". Raises ConfigError as `with_watch`.
        """
        found = self._entry(section, name)
        return None if found is None else Change(found[0], without_table(found[0], section, found[1]))

    def with_rules(self, rules: Sequence[str]) -> Change:
        """Return the change that makes these the rules under `catalogue`. Raises ConfigError as `with_watch`."""
        main = self._gathered.main
        if refers(main.data.get("catalogue")):
            raise ConfigError(f"{main.at(('catalogue',))}: a part of this reads the environment; change it there")
        return Change(main, with_value(main, "catalogue", tuple(rules), "version"))

    def with_entries(self, section: str, entries: Sequence[Mapping[str, Any]]) -> Change:
        """Return the change that writes a table for each entry: into the last included file that has such, or the main.

        `section` is "sources" or "watches".
        """
        file = self._last_with(section)
        tables = "".join(f"\n[[{section}]]\n{table(entry)}" for entry in entries)
        return Change(file, file.text.rstrip("\n") + "\n" + tables)

    def present(self) -> Settings:
        """Return the settings as they stand, unchecked by other rooms. Raises ConfigError: they cannot be read."""
        return load(self._path, (), self._environ).settings

    def tried(self, *changes: Change) -> Loaded:
        """Return the settings as the changes would have them.

        Raises:
            ConfigError: they would not hold.

        """
        try:
            return load(self._path, self._checks, self._environ, {one.file.path: one.after for one in changes})
        except ConfigError as error:
            raise ConfigError((*error.problems, "nothing was written: the settings would not hold")) from error

    def write(self, *changes: Change, keep: bool = False) -> None:
        """Write changes that were tried.

        `keep`: what a file held before is kept beside it, as FILE.old.

        Raises:
            ConfigError: one cannot be written, or its file has changed since it was read.

        """
        for change in changes:
            _replace(change, keep=keep)

    def _entry(self, section: str, name: str) -> tuple[SettingsFile, int] | None:
        """Return the file that has the source or watch of that name, and its number among those of that file."""
        for file in self._gathered.files:
            for index, entry in enumerate(file.data.get(section, ())):
                if entry.get("name") == name:
                    return file, index
        return None

    def _last_with(self, section: str) -> SettingsFile:
        holding = [file for file in self._gathered.included if file.data.get(section)]
        return holding[-1] if holding else self._gathered.main


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _with_string(text: str, place: tuple[int, int], value: str) -> str:
    """Return text with the value of the key `url` at place (line, column) replaced."""
    line, column = place
    at = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
    assigned = _ASSIGNED.match(text, at)
    string = _STRING.match(text, assigned.end()) if assigned else None
    if string is None or "${" in string[0]:
        raise ConfigError(f"line {line}: the address is not written out here; change it yourself, to {value}")
    return text[: string.start()] + quoted(value) + text[string.end() :]


def _replace(change: Change, *, keep: bool) -> None:
    """Write the file in one step: a reader sees what it held or what it is to hold, never half of it."""
    path = change.file.path.resolve()  # a link stays one
    try:
        before = path.read_bytes()
        if before.removeprefix(_BOM).decode().replace("\r\n", "\n") != change.file.text:
            raise ConfigError(f"{path} has changed meanwhile, and was left alone; try again")
        if keep:
            shutil.copy2(path, path.with_name(path.name + ".old"))
        _write(path, _in_its_style(change.after, before))
    except OSError as error:
        reason = error.strerror or error
        raise ConfigError(f"{path}: cannot be written ({reason}); make it and its folder writable") from error


def _in_its_style(text: str, before: bytes) -> bytes:
    ends = "\r\n" if b"\r\n" in before else "\n"
    return (_BOM if before.startswith(_BOM) else b"") + text.replace("\n", ends).encode()


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        owner = path.stat()
        shutil.copymode(path, new)
        with suppress(OSError, AttributeError):  # root edits a file that the daemon's user must go on reading
            os.chown(new, owner.st_uid, owner.st_gid)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
