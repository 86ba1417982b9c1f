"""Certificates that the user trusts for a channel."""

import ssl
from pathlib import Path


def readable_ca(value: Path | None) -> Path | None:
    """Return value if certificates can be read from it.

    Raises:
        ValueError: they cannot.

    """
    if value is not None:
        try:
            ssl.create_default_context(cafile=str(value))
        except (OSError, ssl.SSLError) as error:
            raise ValueError(f"no certificates can be read from {value} ({error.strerror or error})") from error
    return value
