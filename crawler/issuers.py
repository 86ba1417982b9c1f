"""The certificates between a server's and its root, from where each says that its issuer's is (RFC 5280 4.2.2.1)."""

import contextlib
from collections.abc import Awaitable, Callable

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

_MOST = 4
#: What reading a strange certificate can raise.
_STRANGE = (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, UnsupportedAlgorithm)

#: Returns what stands at an address; raises OSError or ValueError.
Fetch = Callable[[str], Awaitable[bytes]]


async def between_root_and(shown: bytes, fetch: Fetch) -> list[bytes]:
    """Return the certificates between one (DER) and its root, as far as each says where the next one is.

    Raises:
        OSError: the first one cannot be fetched.
        ValueError: what stands there is no certificate.

    """
    certificate, between = shown, list[bytes]()
    while len(between) < _MOST:
        try:
            issuer = await _issuer_of(certificate, fetch)
        except (OSError, ValueError):
            if not between:
                raise
            break  # what there is may do: the next one may be a root
        if issuer is None:
            break
        certificate = issuer
        between.append(certificate)
    return between


async def _issuer_of(certificate: bytes, fetch: Fetch) -> bytes | None:
    """Return the certificate that stands where one says that its issuer's is; None if that is a root, or not said.

    Which roots are trusted is the system's to say. Raises as `between_root_and`.
    """
    try:
        address = _issuers_address(_read(certificate))
        if address is None:
            return None
        issuer = _read(await fetch(address))
        return None if _is_root(issuer) else issuer.public_bytes(Encoding.DER)
    except _STRANGE as error:
        raise ValueError(f"a certificate that cannot be read: {error}") from error


def _issuers_address(certificate: x509.Certificate) -> str | None:
    """Return where a certificate says that its issuer's is."""
    try:
        told = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return None
    issuers = (one.access_location for one in told if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS)
    places = (place.value for place in issuers if isinstance(place, x509.UniformResourceIdentifier))
    return next((place for place in places if place.startswith("http://")), None)


def _read(data: bytes) -> x509.Certificate:
    """Return the first certificate in what stands at such an address: DER by the rules, PEM or PKCS #7 besides.

    Raises:
        ValueError: there is none in it.

    """
    for read in (x509.load_der_x509_certificate, x509.load_pem_x509_certificate):
        with contextlib.suppress(ValueError):
            return read(data)
    found = pkcs7.load_der_pkcs7_certificates(data)
    if not found:
        raise ValueError("no certificate")
    return found[0]


def _is_root(certificate: x509.Certificate) -> bool:
    """Tell whether OpenSSL might take a certificate for one that vouches for itself.

    In its names case, spaces and the order of what stands together are one.
    """
    issuer, subject = (
        sorted(" ".join(str(part.value).casefold().split()) for part in name)
        for name in (certificate.issuer, certificate.subject)
    )
    return issuer == subject
