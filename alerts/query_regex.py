"""Whether a regular expression of a query may be used: what it is, and that it costs little to keep."""

import regex

LONGEST_REGEX = 500
#: regex writes out what must be repeated, and once more what may be: `(a{60000}){60000}`, or thirty groups with a plus
#: inside each other, would fill the memory of the machine while they are read.
LARGEST_REGEX = 10_000
_SECONDS = 0.05
_PIECE = regex.compile(
    r"""\\. | \[\^?\]?(?:\\.|[^\]\\])*+\]? | (?P<open>\() | (?P<close>\))
      | (?P<repeat> \+ | \{ \s* (?P<least>\d+) \s* (?P<more>,[^}]*+)? \} ) | .""",
    regex.VERBOSE | regex.DOTALL,
)


class RegexError(ValueError):
    """A regular expression that may not be used: `message` says why, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def check_regex(pattern: str) -> None:
    """Refuse pattern if it is no regular expression, is too large, or is found in an empty text.

    Raises:
        RegexError: with what to do.

    """
    if len(pattern) > LONGEST_REGEX:
        raise RegexError(f"a regular expression may have {LONGEST_REGEX} characters", "part it with OR")
    if written_out(pattern) > LARGEST_REGEX:
        raise RegexError("this regular expression repeats too much", f"repeat up to {LARGEST_REGEX:,} signs in all")
    try:
        found = regex.compile(pattern).search("", timeout=_SECONDS)
    except (regex.error, OverflowError, RecursionError, MemoryError, TimeoutError) as error:
        raise RegexError(f"this is no regular expression: {error}", "write \\ before a sign meant as such") from error
    if found:
        raise RegexError("this regular expression matches every text", "let it ask for a character")


def written_out(pattern: str) -> int:
    r"""Return how many signs pattern has when each part is written out as often as it must occur, and once as it may.

    >>> written_out("ab{3}"), written_out("(a{10}b){20,}"), written_out(r"[(]\({5}x*"), written_out("(a+)+")
    (4, 231, 8, 4)

    """
    sizes, last = [0], 0
    for piece in _PIECE.finditer(pattern):
        if piece["open"]:
            sizes.append(0)
            continue
        if piece["repeat"]:
            size = last * (_copies(piece) - 1)
            last += size
        elif piece["close"]:
            # One too many stands in a comment, or closes what began before it: take all there is for its group.
            size, last = (sizes[0], sizes[0]) if len(sizes) == 1 else (sizes[-1], sizes.pop())
        else:
            size = last = 1
        sizes[-1] += size
    return sum(sizes)


def _copies(repeat: "regex.Match[str]") -> int:
    if repeat["least"] is None:
        return 2
    return max(int(repeat["least"]) + bool(repeat["more"]), 1)
