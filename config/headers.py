"""Headers that the user wants sent. Pure."""

import re
from collections.abc import Mapping

from pydantic import SecretStr

#: What frames a message or belongs to one connection (RFC 9110, RFC 9112).
FRAMING = r"content-(?:length|encoding)|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect"
#: RFC 9110 5.1 and 5.5: a token; visible characters with spaces and tabs between them.
_NAME, _VALUE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"), re.compile(r"[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?")


def fit_headers(headers: Mapping[str, SecretStr], ours: re.Pattern[str]) -> Mapping[str, SecretStr]:
    """Return headers if they may be sent; `ours` are the names (small letters) that are not the user's to set.

    Raises:
        ValueError: they may not.

    """
    for name, secret in headers.items():
        if not _NAME.fullmatch(name) or ours.fullmatch(name.lower()):
            raise ValueError(f"{name!r} cannot be set; name another header, as in Authorization")
        if not _VALUE.fullmatch(secret.get_secret_value()):
            raise ValueError(f"{name} is empty or holds what no header may; write one line of ASCII")
    return headers
