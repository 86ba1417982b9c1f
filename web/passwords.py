"""Passwords: what is one, and whether it is the right one. Pure but for the salt."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.tongue import gettext as _
from web.tongue import marked

#: NIST SP 800-63B asks for length, and for no kinds of characters.
SHORTEST, LONGEST = 12, 200
#: The least that OWASP's Password Storage Cheat Sheet asks of argon2id: a daemon shares its machine with others' work.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def weakness(password: str, name: str) -> str:
    """Return why a password is none for the user of this name, as a request to them; '' if it will do.

    >>> weakness("correct horse battery staple", "Anna"), weakness("anna", "Anna")
    ('', 'use 12 to 200 characters, for example four words that nobody would say together')

    """
    if not SHORTEST <= len(password) <= LONGEST:
        said = marked("use %(least)s to %(most)s characters, for example four words that nobody would say together")
        return _(said, least=SHORTEST, most=LONGEST)
    if len(set(password)) < 5 or password.casefold().replace(name.casefold(), "") in ("", "password", "tocsin"):
        return _("this is guessed at once; use for example four words that nobody would say together")
    return ""


def hashed(password: str) -> str:
    """Return what is kept of a password: its argon2id hash with salt and parameters. Takes a core some 20 ms."""
    return _HASHER.hash(_bytes(password))


def is_right(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept. Takes as long where nothing was kept, and is wrong then."""
    try:
        return _HASHER.verify(kept or _nobodys(), _bytes(password[: 4 * LONGEST])) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than are usual now."""
    return _HASHER.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    # The same letters, however a keyboard composes them.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody's")
