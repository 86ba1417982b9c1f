"""Read the settings file: every problem is found at once, each with its file, line and column and what to do."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from pydantic import ValidationError

from config.crosscheck import Check, repeated, unknown_channels
from config.environment import Discretion, Expanded, Inserted, expand
from config.explain import explain
from config.files import SettingsFile, find_settings, stamp
from config.merge import Gathered, Merged, gather, merge
from config.problems import ConfigError, Keys, Problem
from config.settings import Settings

__all__ = ["Check", "Loaded", "find_settings", "load", "parts", "stamp"]

#: What stands before each file in the text of a revision.
_HEAD = re.compile(r"^# file: (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """Settings that hold, and what they were read from.

    `text` is the text of all files before the environment was put in, to be kept as a revision. `files` are the files,
    the main one first; `watched` adds the folders that `include` searches: what to `stamp` to notice a change.
    `notes` say what was taken in another way than it was written.
    """

    settings: Settings
    text: str
    files: tuple[Path, ...]
    watched: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


def load(
    path: Path,
    checks: Iterable[Check] = (),
    environ: Mapping[str, str] | None = None,
    instead: Mapping[Path, str] | None = None,
) -> Loaded:
    """Read the settings at path with all files it includes.

    Args:
        path: the main file.
        checks: further checks by rooms that know more, such as the kinds of channels or the watch language.
        environ: what `${NAME}` reads; the process's environment if None.
        instead: texts to be taken in place of what files hold, to try a change before it is written.

    Raises:
        ConfigError: something is wrong; each of its problems is one line `file:line:column: what; what to do`.

    """
    environ = os.environ if environ is None else environ
    gathered = gather(path, environ, instead)
    merged, problems = merge(gathered)
    expanded = expand(merged.data, environ)
    merged = Merged(expanded.data, merged.main, merged.origins)
    report = _Report(gathered, Discretion(_placed(merged, one) for one in expanded.inserted))
    for file, problem in problems:
        report.add_line(file, problem.path, problem)
    settings, notes = _check(merged, expanded, checks, report)
    if settings is None or report.lines or gathered.broken:
        raise ConfigError((*gathered.broken, *report.sorted()))
    files = tuple(file.path for file in gathered.files)
    return Loaded(settings, _text(gathered), files, (*files, *gathered.folders), notes)


def _placed(merged: Merged, inserted: Inserted) -> Inserted:
    """Give the path within the file, led by the file: other indices shift when a wrong entry is left out."""
    file, local = merged.origin(inserted.path)
    return replace(inserted, path=(str(file.path), *local))


def _check(
    merged: Merged, expanded: Expanded, checks: Iterable[Check], report: "_Report"
) -> tuple[Settings | None, tuple[str, ...]]:
    """Return the settings, if they can be read at all, and notes on what was taken otherwise than written."""
    report.add(merged, expanded.problems)
    report.add(merged, repeated(merged.data, merged.at))
    settings, sound = _validated(merged, [problem.path for problem in expanded.problems], report)
    if settings is None or report.incomplete:
        return settings, ()
    settings, notes = _with_catalogue(settings, sound, report)
    # Names are taken from all that was written, so that a channel with a mistake in it is not also called unknown.
    report.add(sound, unknown_channels(settings, merged.data.get("channels", ())))
    if all(_names(sound, section) == _names(merged, section) for section in ("sources", "concepts")):
        for check in checks:
            report.add(sound, check(settings))
    return settings, notes


def _with_catalogue(settings: Settings, sound: Merged, report: "_Report") -> tuple[Settings, tuple[str, ...]]:
    if not settings.catalogue:
        return settings, ()
    # Imported here: it is read from files of its own, which settings without it do not need.
    from config.catalogue import check_rules, with_catalogue

    report.add(sound, check_rules(settings))
    return with_catalogue(settings)


def _names(merged: Merged, section: str) -> int:
    return len(merged.data.get(section, ()))


def _validated(merged: Merged, bad: list[Keys], report: "_Report") -> tuple[Settings | None, Merged]:
    """Return the settings without what is wrong in them, so that further checks can still be made on the rest.

    First only the wrong keys are left out, then whole entries whose need for them shows.
    """
    merged = merged.without([path[:3] for path in bad]) if bad else merged
    for cut in (3, 2, 1):
        try:
            return Settings.model_validate(merged.data), merged
        except ValidationError as error:
            problems = explain(error, merged.data, Settings)
            report.add(merged, problems, follow_up=cut < 3)
            merged = merged.without([problem.path[:cut] for problem in problems])
    return None, merged


@dataclass
class _Report:
    """Problems as lines in the order of the files; what only follows from a problem reported before is left out."""

    gathered: Gathered
    discreet: Discretion
    lines: list[tuple[int, tuple[int, int], str]] = field(default_factory=list)
    seen: set[tuple[Path, Keys]] = field(default_factory=set)

    @property
    def incomplete(self) -> bool:
        """Whether a file is missing from the whole, so that names it gives seem unknown."""
        return bool(self.gathered.broken or self.gathered.problems)

    def add(self, merged: Merged, problems: Iterable[Problem], follow_up: bool = False) -> None:
        """Add problems, whose paths are those of merged; with follow_up, only in entries that had none before."""
        placed = [(merged.origin(problem.path), problem) for problem in problems]
        entries = {(file, path[:2]) for file, path in self.seen} if follow_up else set()
        new = [
            (file, path, problem)
            for (file, path), problem in placed
            if (file.path, path) not in self.seen and (file.path, path[:2]) not in entries
        ]
        for file, path, problem in new:
            self.add_line(file, path, problem)

    def add_line(self, file: SettingsFile, path: Keys, problem: Problem) -> None:
        """Add a problem at path within file, without anything the environment holds."""
        self.seen.add((file.path, path))
        place = file.positions.find(path)
        message = self.discreet(str(problem), (str(file.path), *path)).replace("\n", "\n    ")
        order = self.gathered.files.index(file)
        self.lines.append((order, place, f"{file.path}:{place[0]}:{place[1]}: {message}"))

    def sorted(self) -> tuple[str, ...]:
        """Return the lines from the top of the main file to the end of the last."""
        return tuple(dict.fromkeys(line for *_, line in sorted(self.lines)))


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file of a text that was kept as a revision."""
    heads = [*_HEAD.finditer(text)]
    for head, following in zip_longest(heads, heads[1:]):
        yield head[1], text[head.end() : following.start() if following else None]


def _text(gathered: Gathered) -> str:
    """Join the files' texts, each under its name relative to the main file: the same on every machine."""
    folder = gathered.main.path.parent
    parts = []
    for file in gathered.files:
        name = file.path.relative_to(folder) if file.path.is_relative_to(folder) else file.path.name
        parts.append(f"# file: {Path(name).as_posix()}\n{file.text}")
    return "\n".join(parts)
