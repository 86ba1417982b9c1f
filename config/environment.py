"""Put environment variables into settings, and keep what they hold out of every message."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from config.problems import Keys, Problem

_REFERENCE = re.compile(r"\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-)([^}]*))?\}|(\{))")
_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")
#: From this length on a value is taken out of every message; a shorter one, such as "1", only out of its own.
_TELLING = 6
#: Parts of a path that name one entry: its file, its section, its name or number.
_ENTRY = 3


@dataclass(frozen=True)
class Inserted:
    """A string that the environment had a part in: as written, as it is now, and the variables' values by name."""

    path: Keys
    written: str
    value: str
    variables: Mapping[str, str]


@dataclass
class Expanded:
    """Settings with the environment put in; what is missing stays as written."""

    data: Any
    problems: list[Problem] = field(default_factory=list)
    inserted: list[Inserted] = field(default_factory=list)


def expand(data: Any, environ: Mapping[str, str]) -> Expanded:
    """Return data with `${NAME}` and `${NAME:-default}` replaced in every string, and `$$` made `$`.

    As in a shell, the default stands for a variable that is not set or empty. A `$` before anything else is left
    alone, for regular expressions and prices.
    """
    result = Expanded(None)
    result.data = _expand(data, (), environ, result)
    return result


def refers(value: Any) -> bool:
    """Whether a value, as written, names a variable of the environment somewhere in it."""
    match value:
        case dict():
            return any(map(refers, value.values()))
        case list():
            return any(map(refers, value))
        case str():
            return any(found[2] for found in _REFERENCE.finditer(value))
    return False


def _expand(value: Any, path: Keys, environ: Mapping[str, str], result: Expanded) -> Any:
    if isinstance(value, dict):
        return {key: _expand(inner, (*path, key), environ, result) for key, inner in value.items()}
    if isinstance(value, list):
        return [_expand(inner, (*path, index), environ, result) for index, inner in enumerate(value)]
    return _text(value, path, environ, result) if isinstance(value, str) else value


def _text(value: str, path: Keys, environ: Mapping[str, str], result: Expanded) -> str:
    variables: dict[str, str] = {}
    missing: list[str] = []

    def put(found: re.Match[str]) -> str:
        dollar, name, has_default, default, unclosed = found.groups()
        if dollar:
            return "$"
        if unclosed or (name not in environ and not has_default):
            missing.append(name or "")
            return found[0]
        if environ.get(name) or not has_default:
            variables[name] = environ[name]
            return environ[name]
        return str(default)

    expanded = _REFERENCE.sub(put, value)
    result.problems += [_problem(path, name) for name in dict.fromkeys(missing)]
    if "\0" in expanded:
        result.problems.append(Problem(path, "a NUL character (\\u0000) in it", "take it out"))
    if variables:
        result.inserted.append(Inserted(path, value, expanded, variables))
    return expanded


def _problem(path: Keys, name: str) -> Problem:
    if not name:
        return Problem(path, "${ begins no variable", "write ${NAME} or ${NAME:-default}, and $$ for a plain $")
    return Problem(
        path, f"environment variable {name} is not set", f"set it, or write ${{{name}:-default}} to do without"
    )


class Discretion:
    """Takes out of messages what came from the environment."""

    def __init__(self, inserted: Iterable[Inserted]) -> None:
        self._by_entry: dict[Keys, list[Inserted]] = defaultdict(list)
        for one in inserted:
            self._by_entry[one.path[:_ENTRY]].append(one)
        everything = _longest_first(chain.from_iterable(self._by_entry.values()))
        self._telling = [(value, name) for value, name in everything if len(value) >= _TELLING]

    def __call__(self, message: str, path: Keys) -> str:
        """Return message, about path, with everything from the environment put back as it was written."""
        near = self._near(path)
        for value, name in self._telling:
            message = message.replace(value, name)
        for value, name in _longest_first(near):
            message = re.sub(rf"(?<![\w${{]){re.escape(value)}(?!\w)", name, message)
        for one in near:
            message = _QUOTED.sub(partial(_as_written, one), message)
        return message

    def _near(self, path: Keys) -> list[Inserted]:
        """Return what was inserted at path or under it."""
        in_entry = self._by_entry.get(path[:_ENTRY], ())
        among = in_entry if len(path) >= _ENTRY else chain.from_iterable(self._by_entry.values())
        return [one for one in among if path[: len(one.path)] == one.path[: len(path)]]


def _longest_first(inserted: Iterable[Inserted]) -> list[tuple[str, str]]:
    """Return each value in the forms it may take in a message, with `${NAME}` for it."""
    forms = {
        form: f"${{{name}}}"
        for one in inserted
        for name, value in one.variables.items()
        for form in (value, repr(value)[1:-1], value.strip())
        if form.strip()
    }
    return sorted(forms.items(), key=lambda item: -len(item[0]))


def _as_written(one: Inserted, found: re.Match[str]) -> str:
    """Put the written text for a quoted piece of the value, such as the half of it that a message complains about."""
    piece = (found[1] or found[2]).casefold()
    if piece in one.value.casefold() and piece not in one.written.casefold():
        return repr(one.written)
    return found[0]
