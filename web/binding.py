"""What binds a form to the sign-in of who sends it, written in other letters on every page.

Pages are compressed. What stood in all of them as it is could be guessed at, letter by letter, by whoever has a browser
ask for pages with a guess in their address: a right one makes them shorter (BREACH, 2013).
"""

import secrets

#: Bytes of what is bound.
_LONG = 32


def masked(csrf: str) -> str:
    """Return what forms carry, as a page may show it; '' where they carry nothing."""
    if not csrf:
        return ""
    mask = secrets.token_bytes(_LONG)
    return (mask + _either(mask, bytes.fromhex(csrf))).hex()


def unmasked(carried: str) -> str:
    """Return what was masked; '' if nothing of ours was.

    >>> unmasked(masked("ab" * 32)) == "ab" * 32, masked("ab" * 32) == masked("ab" * 32), unmasked("é"), unmasked("ab")
    (True, False, '', '')

    """
    try:
        both = bytes.fromhex(carried)
    except ValueError:
        return ""
    return _either(both[:_LONG], both[_LONG:]).hex() if len(both) == 2 * _LONG else ""


def _either(some: bytes, others: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(some, others, strict=True))
