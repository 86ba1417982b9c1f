"""Find and read settings files as TOML, and say in plain words what stops them from being read."""

import ast
import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config.locate import Positions, locate
from config.problems import ConfigError, Keys

NAME = "tocsin.toml"
SYSTEM = Path("/etc/tocsin") / NAME
#: Characters of one file; far above what a person writes.
LARGEST = 8 * 1024 * 1024
#: Keys under keys. Settings need five; what is nested deeper would only exhaust the stack later.
DEEPEST = 20

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TWICE = re.compile(r"Cannot declare (\(.*\)) twice")
#: What tomllib says, and what to do about it.
_CURES = (
    ("Cannot overwrite a value", "the same key stands here twice; remove one of them"),
    ("Unescaped '\\'", r"a backslash in a string; put the string in single quotes, as in 'C:\folder'"),
    ("Invalid hex value", r"a backslash in a string; put the string in single quotes, as in 'C:\folder'"),
    ("Illegal character '\\n'", 'a string that does not end on its line; close it, or use """ for several lines'),
    ("Unterminated string", "a string that never ends; close its quotes"),
    ("Expected '='", "a key without a value; write key = value"),
    ("Invalid value", "no value TOML knows; put text in quotes, write true and false small"),
    ("Expected newline or end of document after a statement", "something follows the value; start a new line for it"),
    ("Expected ']]'", "a table's name that is not closed; write [[name]] in double brackets on both sides"),
    ("Expected ']'", "a table's name that is not closed; write [name] or [[name]]"),
    ("Unclosed array", "a list that is not closed; end it with ], and put commas between its elements"),
    ("Unclosed inline table", "an inline table that is not closed; end it with }"),
    ("Invalid statement", "neither a key nor a table; write key = value, [table] or # comment"),
    ("Invalid initial character for a key part", "a key that does not begin like one; put it in quotes"),
    ("Invalid date or datetime", "no date there is; correct it"),
)
_ENDED_EARLY = "the text ends at the quote before this; put a text with quotes in it between ''' and '''"
#: A text that goes on to another quote.
_GOES_ON = re.compile(r"\s*\w.*[\"']")
_CURLY = "a quotation mark that TOML does not know; write \" or '''"
#: Another setting on the same line, as in a = "x" b = "y".
_SETTING = re.compile(r"\s*[\w.-]+\s*=")


@dataclass(frozen=True)
class SettingsFile:
    """One file that was read: its text (line ends made plain) and its values."""

    path: Path
    text: str
    data: Mapping[str, Any]

    @cached_property
    def positions(self) -> Positions:
        """Where each value stands; looked for when it is asked for, which takes as long as reading them did."""
        return locate(self.text)

    def at(self, path: Keys) -> str:
        """Return `file:line:column` of path."""
        line, column = self.positions.find(path)
        return f"{self.path}:{line}:{column}"


def find_settings(
    explicit: Path | None = None, environ: Mapping[str, str] | None = None, system: Path = SYSTEM
) -> Path:
    """Return the settings file: explicit if given, else the first there is in ./, the user's and the system's folder.

    Raises:
        ConfigError: there is none; it says where it looked. That an explicit file exists is left to `load`.

    """
    if explicit is not None:
        return explicit
    looked = (Path(NAME), _user_folder(os.environ if environ is None else environ) / "tocsin" / NAME, system)
    found = next((path for path in looked if _exists(path)), None)
    if found is None:
        places = ", ".join(str(path) for path in (Path.cwd() / NAME, *looked[1:]))
        raise ConfigError(f"no settings file; looked for {places}; `tocsin init` makes one, --config names one")
    return found


def _user_folder(environ: Mapping[str, str]) -> Path:
    # The XDG specification: a relative path in the variable is to be ignored.
    folder = Path(environ.get("XDG_CONFIG_HOME", ""))
    return folder if folder.is_absolute() else Path(environ.get("HOME") or "~").expanduser() / ".config"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def stamp(paths: Iterable[Path]) -> tuple[tuple[str, int, int, int] | tuple[str], ...]:
    """Return a value that differs once one of paths was written, replaced, made or removed.

    Take it before `load`, so that a change while loading is not lost. Folders count when a file in them comes or goes.
    """
    return tuple(_stamp(path) for path in paths)


def _stamp(path: Path) -> tuple[str, int, int, int] | tuple[str]:
    try:
        found = path.stat()
    except OSError:
        return (str(path),)
    return (str(path), found.st_mtime_ns, found.st_size, found.st_ino)


def read_file(path: Path, text: str | None = None) -> SettingsFile:
    """Read path as TOML in UTF-8, or text as what path is to hold.

    Raises:
        ConfigError: it cannot be read, or is no TOML.

    """
    text = _decoded(path, _bytes(path)) if text is None else text
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_broken(path, text, str(error))) from error
    except RecursionError as error:
        raise ConfigError(_nested(path)) from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise ConfigError(f"{path}:1:1: a number that is too long ({error}); shorten it") from error
    if _is_deeper(data, DEEPEST):
        raise ConfigError(_nested(path))
    return SettingsFile(path, text, data)


def _is_deeper(value: Any, levels: int) -> bool:
    """Tell whether a value lies more than so many keys and indices under the top of another."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _is_deeper(one, levels - 1) for one in inner)


def _nested(path: Path) -> str:
    return f"{path}:1:1: nested deeper than {DEEPEST} levels; no setting needs that, so look for a stray [ or {{"


def _bytes(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ConfigError(f"{path}:1:1: is a folder; name the file in it, as in {path / NAME}")
        if not stat.S_ISREG(found.st_mode):
            raise ConfigError(f"{path}:1:1: is no ordinary file; name one that is")
        if found.st_size > LARGEST:
            raise ConfigError(f"{path}:1:1: is larger than {LARGEST >> 20} MB; is it the right file?")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(f"{path}:1:1: there is no such file; `tocsin init` makes one") from error
    except PermissionError as error:
        raise ConfigError(f"{path}:1:1: may not be read by this user; change its owner or mode") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ConfigError(f"{path}:1:1: cannot be read ({reason}); check its name and folder") from error


def _decoded(path: Path, raw: bytes) -> str:
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{_place(path, error.object[: error.start].decode())}: "
            f"byte 0x{error.object[error.start]:02X} is no UTF-8; save the file as UTF-8"
        ) from error
    before, nul, _ = text.partition("\0")
    if nul:
        raise ConfigError(f"{_place(path, before)}: a NUL byte; save the file as UTF-8 text")
    return text


def _place(path: Path, before: str) -> str:
    """Return the position that follows the text `before`."""
    return f"{path}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def _broken(path: Path, text: str, message: str) -> str:
    where = _WHERE.search(message)
    if where and where[1]:
        line, column = int(where[1]), int(where[2])
    else:
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    reason = _WHERE.sub("", message)
    twice = _TWICE.match(reason)
    if twice:
        return f"{path}:{line}:{column}: {_declared_twice(path, text, line, twice[1])}"
    cure = _seen_there(text.split("\n")[line - 1], column - 1, reason) or next(
        (cure for start, cure in _CURES if reason.startswith(start)), ""
    )
    return f"{path}:{line}:{column}: no valid TOML: {cure or reason + '; compare the lines around it'}"


def _seen_there(line: str, at: int, reason: str) -> str:
    """Return what to do about what stands in a line where tomllib stopped, if that alone tells; else ''."""
    found = line[at : at + 1]
    if found and found in "“”„‟«»‘’‚‹›":
        return _CURLY
    if not found.isascii() and unicodedata.category(found) in ("Zs", "Cf"):
        return f"a character that only looks like a space (U+{ord(found):04X}); write a plain one"
    after_text = reason.startswith("Expected newline") and line[:at].rstrip().endswith(('"', "'"))
    return _ENDED_EARLY if after_text and _GOES_ON.match(line, at) and not _SETTING.match(line, at) else ""


def _declared_twice(path: Path, text: str, line: int, keys: str) -> str:
    """Name the first place as well: all above the repeated header is valid, so it can be located."""
    names = ast.literal_eval(keys)
    first = locate("\n".join(text.split("\n")[: line - 1]) + "\n").find(names)
    table = ".".join(names)
    return f"[{table}] is given twice, first in {path}:{first[0]}:{first[1]}; rename or remove one of them"
