"""Lay a message out as an e-mail, header by header. Pure but for the date.

The headers are written here and not by `email.message.EmailMessage`: on CPython 3.11.7 and 3.12.1 it decodes encoded
words in a *given* subject and writes what they hold, so that the feed title `=?utf-8?q?x=0ABcc:_evil@x?=` becomes a
real Bcc (gh-121650). It also folds long References into encoded words, which breaks threading.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from email.charset import QP, Charset
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, parseaddr
from urllib.parse import quote

import idna

from alerts.channel import Message
from alerts.display import one_line, web_link

SUBJECT_LIMIT = 200
#: A header line holds 998 characters (RFC 5322); folding would break a link.
_LONGEST_LINK = 900
_PLAIN = re.compile(r"[\x20-\x7e]*")
_ATOM = r"[^\s\x00-\x1f\x7f<>()\[\]\\,;:\"@]+"
_ADDRESS = re.compile(f"{_ATOM}@{_ATOM}")
#: Bytes per encoded word: with their base64 and the frame a line stays within RFC 2047's 75 characters.
_WORD = 42


def address(text: str) -> str:
    """Return an e-mail address fit for an envelope, its host in ASCII.

    Raises:
        ValueError: it is none.

    >>> address("desk@bücher.example")
    'desk@xn--bcher-kva.example'

    """
    local, _, host = text.strip().rpartition("@")
    if not _ADDRESS.fullmatch(text.strip()) or len(text) > 320:
        raise ValueError(f"{text!r} is no e-mail address; write for example desk@example.org")
    try:
        return f"{local}@{host if host.isascii() else idna.encode(host, uts46=True).decode()}"
    except idna.IDNAError as error:
        raise ValueError(f"{text!r} is no e-mail address; its host {host!r} cannot be a name") from error


def sender(text: str) -> tuple[str, str]:
    """Return name and address of 'Tocsin <tocsin@example.org>' or of a bare address.

    Raises:
        ValueError: there is no address in it.

    """
    name, found = parseaddr(text)
    return name, address(found or text)


def unsubscribe_link(text: str) -> str:
    """Return an e-mail address or web page as a link for List-Unsubscribe (RFC 2369).

    Raises:
        ValueError: it is neither, or too long for one line of a header.

    >>> unsubscribe_link("desk@example.org")
    'mailto:desk@example.org?subject=unsubscribe'

    """
    if web_link(text) and text.isascii() and len(text) <= _LONGEST_LINK:
        return text
    found = address(text)
    if not found.isascii():
        raise ValueError(f"{text!r} cannot stand in a header; write an address in ASCII")
    return f"mailto:{quote(found, safe='@+')}?subject=unsubscribe"


def encode_mail(
    message: Message, *, from_: str, list_name: str, now: datetime, unsubscribe: str | None = None
) -> bytes:
    """Return message as the bytes of an e-mail.

    Arguments: `from_` as for `sender`; `list_name` tells the channel in List-Id; `now` (aware) is the Date;
    `unsubscribe` as `unsubscribe_link` returns it.
    The To header holds the recipient as it is: bytes beyond ASCII only where it is an internationalised address.
    """
    name, envelope = sender(from_)
    host = envelope.rpartition("@")[2]
    headers = [*_headers(message, name, envelope, host, list_name)]
    headers += _unsubscribing(message.unsubscribe, unsubscribe)
    headers.append(("Date", format_datetime(now)))
    lines = "".join(f"{header}: {value}\r\n" for header, value in headers)
    return lines.encode() + _body(message).as_bytes(policy=compat32.clone(linesep="\r\n"))


def _headers(message: Message, name: str, envelope: str, host: str, list_name: str) -> Iterator[tuple[str, str]]:
    yield "From", f"{header_text(name, quoted=True)} <{envelope}>" if name else envelope
    yield "To", address(message.recipient)
    yield "Subject", header_text(one_line(message.subject, SUBJECT_LIMIT))
    yield "Message-ID", f"<{message.id}@{host}>"
    if message.thread:
        yield "In-Reply-To", f"<{message.thread}@{host}>"
        yield "References", f"<{message.thread}@{host}>"
    slug = re.sub(r"[^a-z0-9]+", "-", list_name.lower()).strip("-") or "alerts"
    yield "List-Id", f"<{slug}.tocsin.{host}>"
    # RFC 3834, and the same for Exchange: no out-of-office notes to an alarm.
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    if message.priority == "high":
        yield "Importance", "high"


def _unsubscribing(one_click: str | None, given: str | None) -> Iterator[tuple[str, str]]:
    """Yield the headers that say how to be sent no more: RFC 2369, and RFC 8058 where one click does it.

    RFC 8058 wants one web address alone: that of the settings is the user's own and goes before ours.
    """
    ours = None if given and web_link(given) else one_click
    ways = [f"<{way}>" for way in (ours, given) if way]
    if ways:
        yield "List-Unsubscribe", ",\r\n ".join(ways)
    if ours:
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def header_text(text: str, *, quoted: bool = False) -> str:
    r"""Return text as the value of a header: as it is if that is safe, in encoded words (RFC 2047) if not.

    Text that looks like an encoded word is encoded, so that it is read as the letters it is made of.

    >>> header_text("=?utf-8?q?x=0ABcc:?=")
    '=?utf-8?B?PT91dGYtOD9xP3g9MEFCY2M6Pz0=?='

    """
    if not _PLAIN.fullmatch(text) or "=?" in text:
        return "\r\n ".join(f"=?utf-8?B?{b64encode(word).decode()}?=" for word in _words(text))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else text


def _words(text: str) -> Iterator[bytes]:
    """Cut text into stretches of UTF-8 for one encoded word each, never within a character."""
    word = b""
    for letter in text:
        octets = letter.encode("utf-8", "replace")
        if len(word) + len(octets) > _WORD:
            yield word
            word = b""
        word += octets
    yield word


def _body(message: Message) -> MIMEMultipart:
    readable = Charset("utf-8")
    readable.body_encoding = QP
    # Quoted-printable never holds "=_", so that no text can end the part it stands in.
    body = MIMEMultipart("alternative", boundary=f"=_{message.id}")
    for kind, text in (("plain", message.text), ("html", message.html)):
        body.attach(MIMEText(text.encode("utf-8", "replace").decode(), kind, readable))  # type: ignore[arg-type]
    return body
