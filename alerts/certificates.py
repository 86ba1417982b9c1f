"""Certificates that the user trusts for a channel."""

import ssl
from pathlib import Path

#: Self-signed, by itself or at the end of its chain, or of an unknown issuer: OpenSSL's X509_V_ERR_ (x509_vfy.h).
_NOBODY_VOUCHES = (18, 19, 20)


def is_unvouched(error: ssl.SSLError) -> bool:
    """Whether a connection failed over a certificate that nobody vouches for, as that of a server of one's own."""
    return isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in _NOBODY_VOUCHES


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
