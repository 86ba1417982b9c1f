"""Keep secrets out of what is stored, logged and shown. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel, SecretStr

#: Addresses of which the host is a host: in those of Apprise it may be a token.
_WITH_HOST = ("http", "https", "smtp", "smtps")
#: Shorter parts of other addresses are words, such as a topic.
_SHORTEST_PART = 8
#: Shorter secrets are not searched for: they would blot out half of every text.
_SHORTEST = 4


def secrets_of(options: BaseModel, *more: SecretStr | None) -> tuple[str, ...]:
    """Return every secret in a channel's options and `more`, longest first: addresses, their passwords and paths."""
    values = (*options.__dict__.values(), *more)
    found = {part for value in values for part in _secrets(value) if len(part) >= _SHORTEST}
    return tuple(sorted(found, key=len, reverse=True))


def masked(text: str, secrets: Iterable[str]) -> str:
    """Return text with every secret replaced by stars.

    >>> masked("535 s3cret is wrong", ["s3cret"])
    '535 *** is wrong'

    """
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield from _parts(value.get_secret_value())
    elif isinstance(value, Mapping):
        yield from (part for one in value.values() for part in _secrets(one))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (part for one in value for part in _secrets(one))


def _parts(secret: str) -> Iterator[str]:
    """Return a secret and, if it is an address, the parts of it that errors may quote by themselves."""
    yield secret
    scheme, separator, rest = secret.partition("://")
    if not separator:
        return
    if scheme.lower() not in _WITH_HOST:
        parts = {form for part in re.split(r"[/:@?&=#,]+", rest) for form in (part, unquote(part))}
        yield from (part for part in parts if len(part) >= _SHORTEST_PART)
    user, _, place = rest.rpartition("@")
    password = user.partition(":")[2]
    yield from (password, unquote(password))
    path = place.partition("/")[2]
    yield from (path, unquote(path))
