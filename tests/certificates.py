"""Certificates made for the tests."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


def certificate(path: Path, *, host: str = "127.0.0.1", expired: bool = False) -> Path:
    """Write a certificate that vouches for itself, and its key, into the file at path; return path."""
    return Authority(host, host=host, expired=expired).write(path)


class Authority:
    """Who vouches for servers and for other authorities; for itself where there is no `issuer`.

    Arguments: `at` is where its certificate says that its issuer's is; `issuer_name` is another name in it.
    """

    def __init__(
        self,
        name: str,
        issuer: "Authority | None" = None,
        *,
        at: str | None = None,
        issuer_name: str | None = None,
        host: str | None = None,
        expired: bool = False,
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _named(name)
        built = _built(self.name, issuer.name if issuer else _named(issuer_name or name), self.key, at, host, expired)
        built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.certificate = built.sign(issuer.key if issuer else self.key, hashes.SHA256())

    def written(self, form: str) -> bytes:
        """Return its certificate: der, pem or pkcs7."""
        if form == "pkcs7":
            return pkcs7.serialize_certificates([self.certificate], DER)
        return self.certificate.public_bytes({"der": DER, "pem": PEM}[form])

    def write(self, path: Path) -> Path:
        """Write its certificate and key into the file at path; return path."""
        path.write_bytes(self.written("pem") + _secret(self.key))
        return path

    def vouch(self, path: Path, *, at: str | None = None, is_rsa: bool = False, host: str = "127.0.0.1") -> Path:
        """Write a certificate for a server, and its key, into the file at path; return path."""
        key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
        built = _built(_named("server"), self.name, key, at, host, expired=False)
        path.write_bytes(built.sign(self.key, hashes.SHA256()).public_bytes(PEM) + _secret(key))
        return path


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _built(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    at: str | None,
    host: str | None,
    expired: bool,
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder(issuer, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=-1 if expired else 1))
    )
    if host is not None:
        try:
            alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            alternative = x509.DNSName(host)
        built = built.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
    if at is not None:
        place = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(at))
        built = built.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
    return built


def _secret(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
