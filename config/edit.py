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
from config.files import SettingsFile
from config.load import load
from config.merge import gather, merge
from config.problems import ConfigError

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

    def add_sources(self, entries: Sequence[Mapping[str, Any]]) -> Path:
        """Write a table for each of the entries (keys of `[[sources]]`) and return the file they now stand in.

        That is the last included file that has sources, else the main one.

        Raises:
            ConfigError: the settings would not hold, or cannot be written; nothing is changed then.

        """
        holding = [file for file in self._gathered.included if file.data.get("sources")]
        file = holding[-1] if holding else self._gathered.main
        tables = "".join(f"\n[[sources]]\n{_table(entry)}" for entry in entries)
        self._make([Change(file, file.text.rstrip("\n") + "\n" + tables)])
        return file.path

    def move_sources(self, addresses: Mapping[str, str]) -> list[Path]:
        """Give the sources of these names new addresses and return the files that changed.

        What a file held before is kept beside it, as FILE.old. Sources that stand in no file are passed over.

        Raises:
            ConfigError: as `add_sources`.

        """
        texts: dict[Path, str] = {}
        entries = self._merged.data.get("sources", [])
        # From the end of each file, so that the places above stay where they are.
        for index in reversed(range(len(entries))):
            if (name := entries[index].get("name")) in addresses:
                file, local = self._merged.origin(("sources", index, "url"))
                text = texts.get(file.path, file.text)
                texts[file.path] = _with_string(text, file.positions.find(local), addresses[name])
        changes = [Change(file, texts[file.path]) for file in self._gathered.files if file.path in texts]
        self._make(changes, keep=True)
        return [change.file.path for change in changes]

    def _make(self, changes: Sequence[Change], *, keep: bool = False) -> None:
        try:
            load(self._path, self._checks, self._environ, {change.file.path: change.after for change in changes})
        except ConfigError as error:
            raise ConfigError((*error.problems, "nothing was written: the settings would not hold")) from error
        for change in changes:
            _replace(change, keep=keep)


def _with_string(text: str, place: tuple[int, int], value: str) -> str:
    """Return text with the value of the key `url` at place (line, column) replaced."""
    line, column = place
    at = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
    assigned = _ASSIGNED.match(text, at)
    string = _STRING.match(text, assigned.end()) if assigned else None
    if string is None or "${" in string[0]:
        raise ConfigError(f"line {line}: the address is not written out here; change it yourself, to {value}")
    return text[: string.start()] + quoted(value) + text[string.end() :]


def _table(entry: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in entry.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    return f"[{', '.join(map(_value, value))}]"


_ESCAPES: Mapping[int, str] = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    ord("$"): "$$",
}


def quoted(text: str) -> str:
    r"""Return text as a TOML string that reads nothing from the environment.

    >>> quoted('say "a" for ${B}')
    '"say \\"a\\" for $${B}"'

    """
    return f'"{text.translate(_ESCAPES)}"'


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
