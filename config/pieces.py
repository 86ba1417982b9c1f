"""Change one table of a TOML text and leave the rest letter for letter. Pure.

What comes of it is parsed and compared with what was wanted: a text written in a way that cannot be changed piece by
piece is refused, never damaged.
"""

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from config.files import SettingsFile
from config.locate import Block, block_at, value_at
from config.problems import ConfigError

#: Longer lists are written with an element a line.
_WIDEST = 90
#: What stands for something else in settings: `$$` for `$`, `${NAME}` for what the environment holds.
_REFERS = re.compile(r"\$(?=[${])")
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


def written(value: Any) -> str:
    """Return a value of the settings as a person would write it in TOML; strings as they are meant.

    Raises:
        TypeError: it is something else.

    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case dict():
            return "{ " + ", ".join(f"{key} = {written(one)}" for key, one in value.items()) + " }" if value else "{}"
        case str():
            return _string(value)
        case list() | tuple():
            items = [written(item) for item in value]
            line = f"[{', '.join(items)}]"
            return line if len(line) <= _WIDEST else "[\n" + "".join(f"    {item},\n" for item in items) + "]"
    raise TypeError(f"{value!r} has no place in a settings file")


def _string(text: str) -> str:
    """Return text in quotes of the kind in which it needs no escapes, if there is one: queries are full of quotes."""
    plain = text.isprintable() and not _REFERS.search(text)
    if plain and "\\" not in text and '"' not in text:
        return quoted(text).replace("$$", "$")
    if plain and "'" not in text:
        return f"'{text}'"
    lines = all(c.isprintable() or c == "\n" for c in text) and not _REFERS.search(text)
    if lines and "'''" not in text and not text.startswith("\n") and not text.endswith("'"):
        return f"'''{text}'''"
    return quoted(text)


def table(entry: Mapping[str, Any]) -> str:
    """Return the keys of a table, one a line."""
    return "".join(f"{key} = {written(value)}\n" for key, value in entry.items())


def with_keys(file: SettingsFile, section: str, index: int, values: Mapping[str, Any], after: str) -> str:
    """Return the text of a file in which one table of an array has other values.

    Args:
        file: what it holds now.
        section: the name of the array, as "watches".
        index: the number of the table among those of this file.
        values: as they are meant, by their keys; None takes a key out. Keys that are new are written after the key
            `after`, which the table has.
        after: see there.

    Raises:
        ConfigError: the table is not written in a way that can be changed piece by piece.

    """
    text, edits, new = file.text, list[tuple[int, int, str]](), dict[str, Any]()
    expected = deepcopy(file.data[section])
    for key, value in values.items():
        at = file.positions.offset((section, index, key))
        if value is None:
            expected[index].pop(key, None)
            edits += [] if at is None else [(*_whole_lines(text, at, value_at(text, at)[1]), "")]
            continue
        expected[index][key] = _as_written(value)
        if at is None:
            new[key] = value
        else:
            edits.append((*value_at(text, at), written(value)))
    if new:
        place = _end_of_line(text, value_at(text, file.positions.offset((section, index, after)) or 0)[1])
        edits.append((place, place, "\n" + table(new).rstrip("\n")))
    for start, end, put in sorted(edits, reverse=True):
        text = text[:start] + put + text[end:]
    return _checked(file, section, index, text, expected)


def with_value(file: SettingsFile, key: str, value: Any, after: str) -> str:
    """Return the text of a file with another value of a key that stands in no table; a new one after the key `after`.

    Raises ConfigError as `with_keys`.
    """
    text, at = file.text, file.positions.offset((key,))
    if at is not None:
        start, end = value_at(text, at)
        text = text[:start] + written(value) + text[end:]
    else:
        place = _end_of_line(text, value_at(text, file.positions.offset((after,)) or 0)[1])
        text = f"{text[:place]}\n{key} = {written(value)}{text[place:]}"
    try:
        came = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(file, key) from error
    if came != {**file.data, key: _as_written(value)}:
        raise _refused(file, key)
    return text


def without_table(file: SettingsFile, section: str, index: int) -> str:
    """Return the text of a file without one table of an array. Raises ConfigError as `with_keys`."""
    block = _block(file, section, index)
    start, end = _whole_lines(file.text, block.start, block.end)
    expected = [entry for number, entry in enumerate(file.data[section]) if number != index]
    before, after = file.text[:start], file.text[end:]
    # Of the blank lines on both sides one goes; what is left of a comment above keeps its distance.
    after = after.removeprefix("\n") if not before or before.endswith("\n\n") else after
    text = before + after if after.strip() else before.rstrip("\n") + "\n"
    return _checked(file, section, index, text, expected)


def with_table(file: SettingsFile, section: str, index: int, table_text: str) -> str:
    """Return the text of a file in which one table of an array is put in place of another.

    `table_text` is as `config.kept.kept_table` returns it. Raises ConfigError as `with_keys`.
    """
    block = _block(file, section, index)
    expected = deepcopy(file.data[section])
    [expected[index]] = tomllib.loads(table_text)[section]
    text = file.text[: block.start] + table_text + file.text[block.end :]
    return _checked(file, section, index, text, expected)


def _block(file: SettingsFile, section: str, index: int) -> Block:
    at = file.positions.offset((section, index))
    block = None if at is None else block_at(file.text, at)
    if block is None:
        raise _refused(file, section, index)
    return block


def _checked(file: SettingsFile, section: str, index: int, text: str, expected: Any) -> str:
    """Return text if it says what it did before but for the section, which is as expected."""
    try:
        came = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(file, section, index) from error
    if came != ({**file.data, section: expected} if expected else {k: v for k, v in file.data.items() if k != section}):
        raise _refused(file, section, index)
    return text


def _refused(file: SettingsFile, *path: str | int) -> ConfigError:
    return ConfigError(f"{file.at(path)}: this is written in a way that cannot be changed from here; change it there")


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the lines from start to end, their last line end included."""
    return text.rfind("\n", 0, start) + 1, min(_end_of_line(text, end) + 1, len(text))


def _end_of_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _as_written(value: Any) -> Any:
    """Return a value as the parser gives it back: with `$$` for a `$` that would refer to something."""
    if isinstance(value, str):
        return tomllib.loads(f"v = {written(value)}")["v"]
    if isinstance(value, dict):
        return {key: _as_written(one) for key, one in value.items()}
    return [_as_written(item) for item in value] if isinstance(value, list | tuple) else value
