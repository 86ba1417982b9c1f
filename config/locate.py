"""Find where each key of a TOML text stands: tomllib gives values without lines, and tomlkit has no positions either.

The text must be one that tomllib accepts: this walks its grammar (TOML 1.0) and does not check it.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field

from config.problems import Keys

_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_QUOTED = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: A string of several lines may end in up to two quotes of its own, before the three that close it.
_STRING = re.compile(
    r'"""(?:\\[\s\S]|[^\\])*?"""(?:"{0,2})|\'\'\'[\s\S]*?\'\'\'(?:\'{0,2})|' + _QUOTED.pattern,
)
#: A number, boolean or date; a date may hold one space.
_SCALAR = re.compile(r"[^,\]}#\n]*")


@dataclass(slots=True)
class _Node:
    offset: int
    children: dict[str | int, "_Node"] = field(default_factory=dict)

    def child(self, key: str | int, offset: int) -> "_Node":
        return self.children.setdefault(key, _Node(offset))

    def last(self) -> "_Node":
        """Return the element that a header goes on with: an array of tables stands for its last table."""
        return self.children[len(self.children) - 1] if 0 in self.children else self


@dataclass(frozen=True)
class Positions:
    """Where each key and each element of an array stands in one text."""

    root: _Node
    lines: tuple[int, ...]

    def find(self, path: Keys) -> tuple[int, int]:
        """Return line and column (both from 1, in characters) of path, or of the innermost table around it."""
        node = self.root
        for part in path:
            if part not in node.children:
                break
            node = node.children[part]
        line = bisect_right(self.lines, node.offset)
        return line, node.offset - self.lines[line - 1] + 1

    def offset(self, path: Keys) -> int | None:
        """Return the place of path in the text, in characters from its beginning; None if it is not there."""
        node = self.root
        for part in path:
            if part not in node.children:
                return None
            node = node.children[part]
        return node.offset


def locate(text: str) -> Positions:
    """Return the positions of all keys in text, which tomllib accepts and whose line ends are plain newlines."""
    scanner = _Scanner(text)
    scanner.document()
    return Positions(scanner.root, (0, *(found.end() for found in re.finditer("\n", text))))


def value_at(text: str, key: int) -> tuple[int, int]:
    """Return where the value begins and ends whose key stands at offset `key`."""
    scanner = _Scanner(text, key)
    scanner.key()
    scanner.at += 1  # the equals sign
    scanner.skip(_SPACE)
    start = scanner.at
    scanner.value(_Node(0))
    return start, len(text[: scanner.at].rstrip())


@dataclass(frozen=True)
class Block:
    """A table of an array of tables: from its header to the end of its last value, tables under it included."""

    start: int
    end: int


def block_at(text: str, header: int) -> Block | None:
    """Return the table whose header `[[name]]` stands at an offset; None if no such header does."""
    if not text.startswith("[[", header):
        return None
    scanner = _Scanner(text, header)
    name, end = scanner.names(), scanner.at
    scanner.skip(_GAP)
    while scanner.at < len(text):
        if text[scanner.at] != "[":
            scanner.pair(_Node(0))
        elif (inner := scanner.names())[: len(name)] != name or len(inner) == len(name):
            break
        end = scanner.at
        scanner.skip(_GAP)
    return Block(header, len(text[:end].rstrip()))


def headers(text: str, array: str) -> list[int]:
    """Return where the headers `[[array]]` stand in a text that tomllib accepts; much sooner than `locate` does."""
    name = re.escape(array)
    # What is a string or a comment is gone past as a whole, so that no header is found in it.
    marks = rf"{_STRING.pattern}|#[^\n]*|^[ \t]*(\[\[[ \t]*(?:{name}|\"{name}\"|'{name}')[ \t]*\]\])"
    return [found.start(1) for found in re.finditer(marks, text, re.MULTILINE) if found[1]]


class _Scanner:
    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self.root = _Node(0)

    def document(self) -> None:
        table = self.root
        self.skip(_GAP)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_GAP)

    def header(self) -> _Node:
        start = self.at
        of_array = self.text.startswith("[[", start)
        *parents, (key, offset) = self.path(of_array)
        node = self.root
        for name, place in parents:
            node = node.child(name, place).last()
        node = node.child(key, offset)
        if of_array:
            return node.child(len(node.children), start)
        node.offset = offset
        return node

    def path(self, of_array: bool) -> list[tuple[str, int]]:
        """Read a header; return the parts of its name with their offsets."""
        self.at += 2 if of_array else 1
        parts = self.key()
        self.at += 2 if of_array else 1
        return parts

    def names(self) -> tuple[str, ...]:
        """Read a header; return the parts of its name."""
        return tuple(name for name, _ in self.path(self.text.startswith("[[", self.at)))

    def pair(self, table: _Node) -> None:
        for name, offset in self.key():
            table = table.child(name, offset)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.value(table)

    def key(self) -> list[tuple[str, int]]:
        """Read a dotted key and the space around it; return its parts with their offsets."""
        parts = []
        while True:
            self.skip(_SPACE)
            start = self.at
            quoted = self.skip(_QUOTED)
            parts.append((tomllib.loads(f"key = {quoted}")["key"] if quoted else self.skip(_BARE), start))
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def value(self, node: _Node) -> None:
        match self.text[self.at]:
            case "[":
                self.array(node)
            case "{":
                self.inline_table(node)
            case '"' | "'":
                self.skip(_STRING)
            case _:
                self.skip(_SCALAR)

    def array(self, node: _Node) -> None:
        self.at += 1
        while self.after_gap() != "]":
            self.value(node.child(len(node.children), self.at))
            if self.after_gap() == ",":
                self.at += 1
        self.at += 1

    def inline_table(self, node: _Node) -> None:
        self.at += 1
        while self.after_gap() != "}":
            self.pair(node)
            if self.after_gap() == ",":
                self.at += 1
        self.at += 1

    def after_gap(self) -> str:
        self.skip(_GAP)
        return self.text[self.at]

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Go past pattern if it stands here; return what it was."""
        found = pattern.match(self.text, self.at)
        if not found:
            return ""
        self.at = found.end()
        return found[0]
