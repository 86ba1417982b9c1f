"""Certificates that the user trusts for a channel."""

import ssl
from pathlib import Path

#: Self-signed, by itself or at the end of its chain, or of an unknown issuer: OpenSSL's X509_V_ERR_ (x509_vfy.h).
_NOBODY_VOUCHES = (18, 19, 20)


def cure_of(error: BaseException) -> str:
    """Return what to do where a certificate is one that nobody vouches for, as a server's of one's own; else ''."""
    if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in _NOBODY_VOUCHES:
        return "; if it is yours, name its certificate under ca"
    return ""


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
