"""Put the main settings file and those it includes together, and remember which file each part came from."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from glob import escape, glob
from pathlib import Path
from typing import Any

from config.environment import expand
from config.files import SettingsFile, read_file
from config.problems import ConfigError, Keys, Problem

#: What an included file may hold: lists are joined, tables are merged by name.
LISTS = {"sources": "source", "watches": "watch", "silences": "silence"}
TABLES = {"channels": "channel", "concepts": "concept", "sites": "site"}
#: What an entry cannot do without, so that the rest of it can still be checked when that is wrong.
_STAND_INS = {"name": "?", "kind": "?", "url": "http://source.invalid/", "query": "?", "until": "2000-01-01"}


@dataclass(frozen=True)
class Merged:
    """The values of all files, and for each entry of a list or table the file it stands in and its path there."""

    data: dict[str, Any]
    main: SettingsFile
    origins: Mapping[Keys, tuple[SettingsFile, Keys]]

    def origin(self, path: Keys) -> tuple[SettingsFile, Keys]:
        """Return the file that path belongs to, and the path within it."""
        file, head = self.origins.get(path[:2], (self.main, path[:2]))
        return file, head + path[2:]

    def at(self, path: Keys) -> str:
        """Return `file:line:column` of path."""
        file, local = self.origin(path)
        return file.at(local)

    def without(self, paths: Iterable[Keys]) -> "Merged":
        """Return what is left when the keys (or, for two parts and less, whole entries) at paths are taken out.

        What an entry must have is replaced by something harmless instead.
        """
        data = deepcopy(self.data)
        gone: dict[str, set[int]] = {name: set() for name in LISTS}
        for path in paths:
            if len(path) == 2 and path[0] in gone and isinstance(path[1], int):
                gone[str(path[0])].add(path[1])
            else:
                _remove(data, path)
        data.setdefault("version", 1)
        origins = {path: origin for path, origin in self.origins.items() if path[0] not in gone}
        for name, indices in gone.items():
            if name in data:
                kept = [index for index in range(len(data[name])) if index not in indices]
                data[name] = [data[name][index] for index in kept]
                origins |= {(name, new): self.origins[name, old] for new, old in enumerate(kept)}
        return Merged(data, self.main, origins)


def _remove(data: Any, path: Keys) -> None:
    for part in path[:-1]:
        data = data.get(part) if isinstance(data, dict) else data[part]
    if isinstance(data, dict) and len(path) == 3 and path[-1] in _STAND_INS:
        data[path[-1]] = _STAND_INS[str(path[-1])]
    elif isinstance(data, dict) and path:
        data.pop(path[-1], None)


@dataclass
class Gathered:
    """The main file and those it includes. `broken` are whole lines on files that could not be read."""

    main: SettingsFile
    included: list[SettingsFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    @property
    def files(self) -> tuple[SettingsFile, ...]:
        """All files that could be read, the main one first."""
        return (self.main, *self.included)


def gather(path: Path, environ: Mapping[str, str], instead: Mapping[Path, str] | None = None) -> Gathered:
    """Read the file at path and those it includes; patterns are relative to its folder.

    `instead` has texts to be taken in place of what files hold.

    Raises:
        ConfigError: the main file cannot be read or is no TOML.

    """
    texts = instead or {}
    result = Gathered(read_file(path, texts.get(path)))
    patterns = expand(result.main.data.get("include", []), environ).data
    seen = {_identity(path)}
    for index, pattern in enumerate(patterns if isinstance(patterns, list) else []):
        if isinstance(pattern, str) and "\0" not in pattern:  # which is a problem of its own, said later
            for found in _matches(pattern, ("include", index), result):
                if _identity(found) not in seen:
                    seen.add(_identity(found))
                    _read(found, result, texts.get(found))
    return result


def _identity(path: Path) -> Path | tuple[int, int]:
    """Return what is the same for one file under two names; for a file that cannot be reached, its name."""
    try:
        found = path.stat()
    except OSError:
        return path
    return found.st_dev, found.st_ino


def _matches(pattern: str, at: Keys, result: Gathered) -> list[Path]:
    folder = result.main.path.parent
    wild = any(sign in pattern for sign in "*?[")
    # Not Path.glob, which refuses absolute patterns and reads the hidden files that editors leave behind.
    found = [Path(name) for name in sorted(glob(str(Path(escape(str(folder))) / pattern), recursive=True))]  # noqa: PTH207
    files = [path for path in found if not path.is_dir()]
    if wild:
        result.folders.append(folder / _still_part(pattern))
    elif not found:
        cure = "correct the name, or take it out; a pattern such as watches/*.toml may match nothing"
        result.problems.append(Problem(at, f"there is no file {pattern!r} beside this one", cure))
    elif not files:
        cure = f'write "{pattern.rstrip("/")}/*.toml"'
        result.problems.append(Problem(at, f"{pattern!r} is a folder", cure))
    return files


def _still_part(pattern: str) -> Path:
    """Return the folders of pattern that stand before its first wildcard."""
    parts = Path(pattern).parts
    wild = next(index for index, part in enumerate(parts) if any(sign in part for sign in "*?["))
    return Path(*parts[:wild])


def _read(path: Path, result: Gathered, text: str | None) -> None:
    try:
        result.included.append(read_file(path, text))
    except ConfigError as error:
        result.broken += error.problems


def merge(gathered: Gathered) -> tuple[Merged, list[tuple[SettingsFile, Problem]]]:
    """Return all files as one, and what stands in the way: paths of these problems are those within their file."""
    problems = [(gathered.main, problem) for problem in gathered.problems]
    data = {key: value for key, value in gathered.main.data.items() if key not in LISTS and key not in TABLES}
    origins: dict[Keys, tuple[SettingsFile, Keys]] = {}
    for file in gathered.files:
        if file is not gathered.main:
            problems += [(file, problem) for problem in _out_of_place(file)]
        for section in [name for name in (*LISTS, *TABLES) if name in file.data]:
            add = _add_list if section in LISTS else _add_table
            problems += [(file, problem) for problem in add(section, file, data, origins)]
    return Merged(data, gathered.main, origins), problems


def _out_of_place(file: SettingsFile) -> list[Problem]:
    cure = "move it to the main settings file; an included one holds " + ", ".join((*LISTS, *TABLES))
    return [
        Problem((key,), f"{key!r} may stand only in the main settings file", cure)
        if key != "include"
        else Problem((key,), "an included file may not include others", "name them in the main settings file")
        for key in file.data
        if key not in LISTS and key not in TABLES
    ]


def _add_list(
    section: str, file: SettingsFile, data: dict[str, Any], origins: dict[Keys, tuple[SettingsFile, Keys]]
) -> list[Problem]:
    entries = file.data[section]
    if not isinstance(entries, list):
        return [Problem((section,), f"{section} must be a list of tables", f"write [[{section}]] in double brackets")]
    target = data.setdefault(section, [])
    for index, entry in enumerate(entries):
        origins[section, len(target)] = (file, (section, index))
        target.append(entry)
    return []


def _add_table(
    section: str, file: SettingsFile, data: dict[str, Any], origins: dict[Keys, tuple[SettingsFile, Keys]]
) -> list[Problem]:
    entries = file.data[section]
    if not isinstance(entries, dict):
        return [Problem((section,), f"{section} must be tables with names", f"write [{section}.NAME]")]
    target = data.setdefault(section, {})
    problems = []
    for name, entry in entries.items():
        if name in target:
            there, local = origins[section, name]
            what = f"{TABLES[section]} {name!r} is given twice, first in {there.at(local)}"
            problems.append(Problem((section, name), what, "rename or remove one of them"))
        else:
            origins[section, name] = (file, (section, name))
            target[name] = entry
    return problems
