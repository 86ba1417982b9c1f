"""Send e-mail by SMTP submission, one recipient per message."""

import asyncio
import contextlib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from alerts.certificates import cure_of, readable_ca
from alerts.channel import Channel, DeliveryError, Message
from alerts.mail import address, encode_mail, sender, unsubscribe_link
from alerts.program import Argument, checked_program, inherited, run_program
from alerts.smtp_reply import is_final

#: For one message, from the first packet until all of it is with the server: one that drips cannot hold us longer.
DEADLINE = 60.0
#: For the server's word for it after that. Many look for viruses first, and whoever does not wait sends the message
#: again and again (RFC 5321 4.5.3.2.6, which would have ten minutes; so many are within the lease).
VERDICT = 150.0
#: For one command, and for the farewell after the message was accepted.
_STEP, _FAREWELL = 30.0, 3.0


@dataclass(frozen=True)
class Server:
    """Where mail is handed in. `tls`: starttls (demanded), tls (from the first byte) or none."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)


class EmailOptions(BaseModel):
    """The keys of an e-mail channel."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    to: tuple[str, ...] = Field(min_length=1, description="Addresses; each gets a message of its own.")
    from_: str = Field(alias="from", description="The sender: an address, or Name <address>.")
    smtp: SecretStr = Field(description="smtp://user:password@host:587 (STARTTLS), smtps:// or ?tls=none.")
    ca: Path | None = Field(None, description="Certificates to trust instead of the system's, as a PEM file.")

    token_command: tuple[Argument, ...] = Field(
        (), description="Prints an OAuth 2 access token, used instead of a password (XOAUTH2)."
    )
    unsubscribe: str | None = Field(None, description="An address or web page for List-Unsubscribe.")

    @field_validator("to", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("to")
    @classmethod
    def _to_is_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(address(one) for one in value)

    @field_validator("from_")
    @classmethod
    def _from_is_an_address(cls, value: str) -> str:
        sender(value)
        return value

    @field_validator("smtp")
    @classmethod
    def _smtp_is_a_server(cls, value: SecretStr) -> SecretStr:
        server(value.get_secret_value())
        return value

    @field_validator("token_command")
    @classmethod
    def _token_command_can_be_run(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return checked_program(value) if value else ()

    @field_validator("unsubscribe")
    @classmethod
    def _unsubscribe_is_a_link(cls, value: str | None) -> str | None:
        return None if value is None else unsubscribe_link(value)

    @model_validator(mode="after")
    def _token_has_a_user(self) -> "EmailOptions":
        target = server(self.smtp.get_secret_value())
        if self.token_command and (not target.user or target.password):
            raise ValueError("token_command needs a user and no password in smtp; write smtp://user@host:587")
        return self

    @field_validator("ca")
    @classmethod
    def _ca_can_be_read(cls, value: Path | None) -> Path | None:
        return readable_ca(value)


def server(url: str) -> Server:
    """Return the server of an address such as smtp://user:password@host:587?tls=none.

    The password may hold any character but may also be percent-encoded. Passwords are never sent without TLS.

    Raises:
        ValueError: it is no such address; the message never repeats it, for the password in it.

    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("smtp", "smtps"):
        raise ValueError("smtp must begin with smtp:// or smtps://; write for example smtp://user:password@host:587")
    user_part, _, place = rest.rpartition("@")
    netloc, _, query = place.partition("?")
    user, _, password = user_part.partition(":")
    tls = _tls(scheme, query)
    if user and tls == "none":
        raise ValueError("a password is never sent without TLS; leave out ?tls=none, or the user and password")
    host, port = _host_and_port(netloc.rstrip("/"), 465 if tls == "tls" else 587)
    return Server(host, port, tls, unquote(user), unquote(password))


def _tls(scheme: str, query: str) -> str:
    wish = {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}
    tls = wish.pop("tls", "tls" if scheme == "smtps" else "starttls")
    if wish or tls not in ("starttls", "tls", "none") or (scheme == "smtps" and tls != "tls"):
        raise ValueError("smtp takes only ?tls=starttls, ?tls=tls or ?tls=none, and smtps:// is always TLS")
    return tls


def _host_and_port(netloc: str, default: int) -> tuple[str, int]:
    bracket = netloc.startswith("[")
    host, _, rest = netloc[1:].partition("]") if bracket else (netloc.partition(":")[0], "", netloc.partition(":")[2])
    port = rest.removeprefix(":")
    if not host or "/" in host or (port and not (port.isdecimal() and 0 < int(port) < 65536)):
        raise ValueError("smtp needs a host and may have a port; write for example smtp://user:password@host:587")
    return host, int(port) if port else default


class EmailChannel(Channel[EmailOptions]):
    """Hands messages to a mail server, which says at once whether it takes them for this recipient."""

    kind: ClassVar[str] = "email"
    #: Many servers take few connections of one client, Exchange Online three, and turn away what is more.
    at_once: ClassVar[int] = 3
    Options: ClassVar[type[BaseModel]] = EmailOptions

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses of `to`."""
        return self.options.to

    async def send(self, message: Message) -> str:
        """Hand message in and return what the server said to it.

        Raises:
            DeliveryError: not accepted; permanent where the server refuses this recipient or this message (5xx).

        """
        mail = encode_mail(
            message,
            from_=self.options.from_,
            list_name=self.settings.name,
            unsubscribe=self.options.unsubscribe,
            now=datetime.now(UTC),
        )
        client = self._client()
        try:
            async with asyncio.timeout(DEADLINE):
                await self._connect(client)
                await self._announce(client, address(message.recipient))
            return await _verdict(client, mail)
        except TimeoutError as error:
            raise DeliveryError(f"{client.hostname}: no end within {DEADLINE:.0f} s") from error
        except ssl.SSLError as error:
            raise DeliveryError(f"{client.hostname}: no safe connection: {error}{cure_of(error)}") from error
        except SMTPException as error:
            raise _failure(error, str(client.hostname)) from error
        except (OSError, ValueError) as error:
            raise DeliveryError(f"{client.hostname}: {error}") from error
        finally:
            await _farewell(client)

    def _client(self) -> SMTP:
        target = server(self.options.smtp.get_secret_value())
        ca = str(self.options.ca) if self.options.ca else None
        return SMTP(
            hostname=target.host,
            port=target.port,
            use_tls=target.tls == "tls",
            start_tls=target.tls == "starttls",
            tls_context=ssl.create_default_context(cafile=ca) if target.tls != "none" else None,
            # Its default asks the resolver for our own name, which may take long where there is none.
            local_hostname=sender(self.options.from_)[1].rpartition("@")[2],
            timeout=_STEP,
        )

    async def _connect(self, client: SMTP) -> None:
        target = server(self.options.smtp.get_secret_value())
        token = await self._token() if self.options.token_command else None
        await client.connect()
        if token is not None:
            await client.auth_xoauth2(target.user, token)
        elif target.user:
            await client.login(target.user, target.password)

    async def _token(self) -> str:
        """Return an access token. They live for an hour; how to get a new one only the user's program knows."""
        command = self.options.token_command
        ended = await run_program(command, b"", inherited(), seconds=_STEP)
        lines = ended.output.decode("ascii", "replace").split()
        if ended.status != 0 or len(lines) != 1 or "\ufffd" in lines[0]:
            how = "no end in time" if ended.status is None else f"exit {ended.status}, {len(lines)} words"
            # What it wrote is not repeated: it may be a token.
            raise DeliveryError(f"{command[0]} printed no access token ({how}); run it by hand to see why")
        return lines[0]

    async def _announce(self, client: SMTP, recipient: str) -> None:
        # Step by step and not by sendmail(): after a refusal that one waits for the answer to RSET, and a server
        # that hangs there would turn a clear refusal into a timeout.
        envelope = sender(self.options.from_)[1]
        options, encoding = await _internationalised(client, envelope, recipient)
        await client.mail(envelope, options=options, encoding=encoding)
        await client.rcpt(recipient, encoding=encoding)


async def _verdict(client: SMTP, mail: bytes) -> str:
    """Hand over the message and return what the server says to it."""
    try:
        async with asyncio.timeout(VERDICT):
            answer = await client.data(mail, timeout=VERDICT)
    except TimeoutError as error:
        host = client.hostname
        words = f"{host} said nothing of the message within {VERDICT:.0f} s; whether it took the message is unknown"
        raise DeliveryError(words) from error
    except SMTPServerDisconnected as error:
        words = f"{client.hostname} closed the connection; whether it took the message is unknown: {error}"
        raise DeliveryError(words) from error
    return f"{answer.code} {answer.message}"


async def _internationalised(client: SMTP, envelope: str, recipient: str) -> tuple[Sequence[str], str]:
    """Return options and encoding of the envelope; RFC 6531 where sender or recipient is beyond ASCII."""
    if envelope.isascii() and recipient.isascii():
        return (), "ascii"
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    if client.supports_extension("smtputf8"):
        return ("SMTPUTF8",), "utf-8"
    beyond = envelope if recipient.isascii() else recipient
    reason = f"{client.hostname} takes no internationalised addresses (SMTPUTF8) such as {beyond}"
    # Another sender can be written into the settings; the recipient is who it is.
    raise DeliveryError(reason, permanent=not recipient.isascii())


async def _farewell(client: SMTP) -> None:
    """Say goodbye politely but not for long; whether the message was accepted is known by now."""
    transport = client.transport
    with contextlib.suppress(SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(_FAREWELL):
            await client.quit()
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        # Over TLS close() waits for the other side's goodbye; the socket is freed in the next turn of the loop.
        transport.abort()
    await asyncio.sleep(0)


def _failure(error: SMTPException, host: str) -> DeliveryError:
    if isinstance(error, SMTPAuthenticationError):
        words = f"{host} refuses user, password or token ({error.code} {error.message}); check smtp in the settings"
        return DeliveryError(words)
    if isinstance(error, SMTPResponseException):
        # What is said of the sender or before it speaks of us, and the settings can mend it.
        about_it = isinstance(error, SMTPRecipientRefused | SMTPDataError)
        return DeliveryError(_words(error, host), permanent=about_it and is_final(error.code, error.message))
    if isinstance(error, SMTPServerDisconnected):
        return DeliveryError(f"{host} closed the connection before it was given the message: {error}")
    return DeliveryError(f"{host}: {error}")


def _words(error: SMTPResponseException, host: str) -> str:
    about: dict[type, str] = {
        SMTPRecipientRefused: "refuses the recipient",
        SMTPSenderRefused: "refuses the sender",
        SMTPDataError: "refuses the message",
    }
    return f"{host} {about.get(type(error), 'answers')}: {error.code} {error.message}"
