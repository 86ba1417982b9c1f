"""Cut a query into its signs: words, phrases, operators, parentheses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

import regex

from alerts.folding import GERSHAYIM
from alerts.query_habits import CALLED, NUMBER_IN_PARENTHESES
from alerts.query_tree import QueryError

#: Which marks close a quotation, by the mark that opened it. German, French and Scandinavian use differ.
_CLOSES = {
    **{'"': '"', "＂": "＂", "“": '”“"', "”": '”"', "„": '“”"', "‟": "”‟"},
    **{"«": "»", "»": "«»", "‹": "›", "›": "‹›", "「": "」", "『": "』", "〝": "〞〟"},
}
QUOTES = frozenset("".join(_CLOSES) + "".join(_CLOSES.values()))
_OPENS, _SHUTS = "(（", ")）"
#: Not of the regex module: its \s leaves out what str.isspace() takes in.
_RUN = re.compile(f"[^\\s{re.escape(''.join(QUOTES) + _OPENS + _SHUTS)}]*")
_FIELD = regex.compile(r"([A-Za-z_]+)[:：]")
_NEAR = regex.compile(r"(O?)NEAR(?:/(.*))?", regex.DOTALL)
_INITIALS = regex.compile(rf"\p{{Hebrew}}[{GERSHAYIM}]\p{{Hebrew}}")
_REGEX = regex.compile(r"/((?:[^/\\]|\\.)*+)/([a-z]*)", regex.DOTALL)
_COMPARISON = regex.compile(r"\s*(>=|<=|=>|=<|>|<|==|=|≥|≤)\s*(\d{1,6})(?=[\s)）]|$)")
_SPELLING = {"≥": ">=", "=>": ">=", "==": "=", "≤": "<=", "=<": "<="}
#: Words between the two of a NEAR that names no number.
DEFAULT_DISTANCE = 4
MOST_DISTANCE = 100

_OPERATORS: dict[str, "Kind"] = {"AND": "and", "OR": "or", "NOT": "not", "SENTENCE": "sentence"}

# fmt: off
Kind = Literal[
    "word", "phrase", "exact", "concept", "regex", "field", "open", "count", "close", "compare",
    "and", "or", "not", "near", "sentence", "end",
]
# fmt: on


@dataclass(frozen=True)
class Sign:
    """One sign of a query: `text` is its content without marks, `number` a distance or a count, `extra` the rest."""

    kind: Kind
    text: str
    position: int
    number: int = 0
    extra: str = ""


def _run_end(text: str, start: int) -> int:
    found = _RUN.match(text, start)
    return found.end() if found else start


class Lexer:
    """Reads the signs of one query."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[bool] = []  # one for each parenthesis: whether COUNT opened it

    def signs(self) -> Iterator[Sign]:
        """Yield the signs, "end" last.

        Raises:
            QueryError: a quotation or regular expression that is not closed, a number that is none.

        """
        while True:
            while self._at < len(self._text) and self._text[self._at].isspace():
                self._at += 1
            if self._at == len(self._text):
                yield Sign("end", "", self._at)
                return
            yield from self._next()

    def _next(self) -> Iterator[Sign]:
        character, start = self._text[self._at], self._at
        if character in _OPENS:
            self._at += 1
            self._open.append(False)
            yield Sign("open", character, start)
        elif character in _SHUTS:
            yield from self._close()
        elif character in QUOTES:
            yield Sign("phrase", self._quotation(), start)
        elif character == "/":
            yield self._regex()
        elif character in "-−" and self._text[start + 1 : start + 2].strip():
            self._at += 1
            yield Sign("not", character, start)
        elif character == "=":
            yield self._exact()
        else:
            yield self._wordlike()

    def _close(self) -> Iterator[Sign]:
        start = self._at
        self._at += 1
        yield Sign("close", self._text[start], start)
        if self._open and self._open.pop():
            found = _COMPARISON.match(self._text, self._at)
            if not found:
                self._refuse("COUNT(…) needs a number to compare with", self._at, "write for example COUNT(drone) >= 3")
            self._at = found.end()
            yield Sign("compare", _SPELLING.get(found[1], found[1]), found.start(1), int(found[2]))

    def _quotation(self) -> str:
        """Read what stands in quotation marks."""
        start = self._at
        closing = _CLOSES.get(self._text[start], "")
        if not closing:
            self._refuse("this quotation mark closes nothing", start, 'put " before the first word of the phrase')
        following = range(start + 1, len(self._text))
        end = next((i for i in following if self._text[i] in closing and not self._is_letter(i)), None)
        if end is None:
            self._refuse("this quotation mark is never closed", start, 'put " after the last word of the phrase')
        self._at = end + 1
        within = range(start + 1, end)
        return "".join(" " if self._text[i] in QUOTES and not self._is_letter(i) else self._text[i] for i in within)

    def _regex(self) -> Sign:
        start = self._at
        found = _REGEX.match(self._text, start)
        if not found:
            self._refuse(
                "this regular expression is never closed", start, "put / after it; write \\/ for a slash in it"
            )
        self._at = found.end()
        if self._at < len(self._text) and not (self._text[self._at].isspace() or self._text[self._at] in _SHUTS):
            self._refuse("a regular expression ends at this slash", self._at - 1, "write \\/ for a slash inside it")
        if found[2] not in ("", "i"):
            self._refuse(f"unknown flag {found[2]!r} after a regular expression", found.start(2), "only i is known")
        return Sign("regex", found[1], start, extra=found[2])

    def _exact(self) -> Sign:
        start = self._at
        self._at += 1
        following = self._text[self._at : self._at + 1]
        text = self._quotation() if following and following in QUOTES else self._run()
        if not text.strip():
            self._refuse(
                "= must stand right before a word or a quotation", start, 'write for example =US or ="Patriot"'
            )
        return Sign("exact", text, start)

    def _wordlike(self) -> Sign:
        """Read an operator, a field, a concept or a plain word."""
        start = self._at
        found = _FIELD.match(self._text, start)
        if found and not self._text.startswith("//", found.end()):
            self._at = found.end()
            return Sign("field", found[1], start)
        run = self._run()
        if CALLED.fullmatch(run) and NUMBER_IN_PARENTHESES.match(self._text, self._at):
            self._refuse(f"the number of {run} stands after a slash", start, "write for example NEAR/5")
        if run in _OPERATORS:
            return Sign(_OPERATORS[run], run, start)
        if run == "COUNT" and self._text[self._at : self._at + 1] in tuple(_OPENS):
            self._at += 1
            self._open.append(True)
            return Sign("count", run, start)
        near = _NEAR.fullmatch(run)
        if near:
            return self._near(near, start)
        return Sign("concept", run[1:], start) if run.startswith("@") else Sign("word", run, start)

    def _near(self, near: "regex.Match[str]", start: int) -> Sign:
        number = near[2]
        if number is None:
            number = str(DEFAULT_DISTANCE)
        if not (number.isascii() and number.isdigit() and len(number) <= 3 and int(number) <= MOST_DISTANCE):
            self._refuse(
                f"{near[1]}NEAR needs a number of words from 0 to {MOST_DISTANCE}", start, "write for example NEAR/5"
            )
        return Sign("near", near[0], start, int(number), near[1])

    def _run(self) -> str:
        """Read up to the next space, parenthesis or quotation mark."""
        start = self._at
        self._at = _run_end(self._text, start)
        while self._at < len(self._text) and self._is_letter(self._at):
            self._at = _run_end(self._text, self._at + 1)
        return self._text[start : self._at]

    def _is_letter(self, at: int) -> bool:
        """Whether the quotation mark at that place is the sign of Hebrew initials, as in נאט"ו."""
        return self._text[at] in GERSHAYIM and at > 0 and bool(_INITIALS.match(self._text, at - 1))

    def _refuse(self, message: str, position: int, hint: str) -> NoReturn:
        raise QueryError(message, self._text, position, hint)
