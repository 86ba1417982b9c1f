"""What an address asks for, read: wrong words in it are said, not guessed at."""

#: The largest number that the store counts to has more digits.
_DIGITS = 18


class BadFilter(Exception):
    """The address asks for what there is not; the message says what to write."""


def number_in(text: str, name: str) -> int | None:
    """Return the number that an address gives under `name`; None where it gives none. Raises BadFilter."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise BadFilter(f"`{name}` is a number from a page before.")
    return int(text)
