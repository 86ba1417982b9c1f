"""One-time codes of a telephone or a key ring: RFC 6238, as every such program reckons them."""

import binascii
import hmac
from base64 import b32decode, b32encode
from datetime import datetime
from secrets import token_bytes
from urllib.parse import quote

#: Seconds that a code is good for, and digits that it has: what programs take if they are told nothing.
STEP, _DIGITS = 30, 6
#: Steps that a clock may be behind or ahead.
_ASKEW = 1


def new_secret() -> str:
    """Return a secret by chance: 160 bits, as RFC 4226 recommends, in base 32."""
    return b32encode(token_bytes(20)).decode()


def is_secret(text: str) -> bool:
    """Whether this is a secret as `new_secret` makes them."""
    try:
        return len(b32decode(text)) == 20
    except (binascii.Error, ValueError):
        return False


def address(secret: str, name: str) -> str:
    """Return what a program is given to make codes for a user, as otpauth:// address.

    >>> address("ABC", "Anna B")
    'otpauth://totp/Tocsin:Anna%20B?secret=ABC&issuer=Tocsin'

    """
    return f"otpauth://totp/Tocsin:{quote(name, safe='')}?secret={secret}&issuer=Tocsin"


def code(secret: str, step: int) -> str:
    """Return the code of a time step.

    RFC 6238, appendix B:

    >>> code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111109 // STEP)
    '081804'

    """
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{int.from_bytes(digest[at : at + 4], 'big') % 2**31 % 10**_DIGITS:0{_DIGITS}}"


def step_of(given: str, secret: str, now: datetime) -> int | None:
    """Return the time step that a code is of; None if it is not one of now, or of one step before or after."""
    digits, current = "".join(given.split()).encode("utf-8", "replace"), int(now.timestamp()) // STEP
    near = range(current - _ASKEW, current + _ASKEW + 1)
    return next((step for step in near if hmac.compare_digest(code(secret, step).encode(), digits)), None)
