"""Post messages as JSON to a web address, signed as Standard Webhooks 1.0 wants it."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from alerts.body import JSON, check_template, content_types, make_body
from alerts.certificates import readable_ca
from alerts.channel import Channel, Message
from alerts.display import web_link
from config.headers import FRAMING, fit_headers

#: Headers that are ours to set, and those by which a request could be made into two.
_OURS = re.compile(rf"{FRAMING}|content-type|user-agent|accept-encoding|idempotency-key|webhook-.*")


class WebhookOptions(BaseModel):
    """The keys of a webhook channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr = Field(description="Where to post; https, or http where the way is safe.")
    secret: tuple[SecretStr, ...] = Field(
        (), description="Signs each message: whsec_… or any text; a list while changing, newest first."
    )
    private_addresses: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks that may be posted to although they are not public."
    )
    ca: Path | None = Field(None, description="Certificates to trust instead of the usual ones, as a PEM file.")
    headers: Mapping[str, SecretStr] = Field({}, description="Further headers, such as Authorization.")
    body: str | None = Field(None, description="A Jinja template of the body, where the receiver wants its own form.")
    content_type: str = Field(JSON, description="What the body is; values are written into it accordingly.")

    @field_validator("url")
    @classmethod
    def _url_is_of_the_web(cls, value: SecretStr) -> SecretStr:
        if web_link(value.get_secret_value()) is None:
            raise ValueError("url is no web address; write for example https://hooks.example.org/tocsin")
        return value

    @field_validator("secret", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str | SecretStr) else value

    @field_validator("secret")
    @classmethod
    def _secret_can_sign(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in value:
            _signer(secret)
        return value

    @field_validator("headers")
    @classmethod
    def _headers_are_fit(cls, value: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
        return fit_headers(value, _OURS)

    @field_validator("content_type")
    @classmethod
    def _content_type_is_known(cls, value: str) -> str:
        if value not in content_types():
            raise ValueError(f"{value!r} is not known; write one of {', '.join(content_types())}")
        return value

    @model_validator(mode="after")
    def _body_can_be_made(self) -> "WebhookOptions":
        if self.body is not None:
            check_template(self.body, self.content_type)
        elif self.content_type != JSON:
            raise ValueError("content_type is for a body of your own; add body, or leave it out")
        return self

    @field_validator("ca")
    @classmethod
    def _ca_can_be_read(cls, value: Path | None) -> Path | None:
        return readable_ca(value)


def _signer(secret: SecretStr) -> Webhook:
    text = secret.get_secret_value()
    try:
        # The library takes any text for base64; only what says so is.
        return Webhook(text if text.startswith("whsec_") else text.encode())
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ValueError("secret is empty or no base64 after whsec_; write whsec_ and base64, or any text") from error


class WebhookChannel(Channel[WebhookOptions]):
    """Posts JSON. Redirects are not followed: they would carry the message to an address nobody chose."""

    kind: ClassVar[str] = "webhook"
    Options: ClassVar[type[BaseModel]] = WebhookOptions

    async def send(self, message: Message) -> str:
        """Post message and return status and beginning of the answer.

        Raises:
            DeliveryError: no 2xx; permanent for 4xx except timeouts, throttling and what is wrong with who asks.

        """
        from alerts.posting import Target, post  # here: it is slow to load

        options = self.options
        body = await self._body(message)
        url, allowed = options.url.get_secret_value(), options.private_addresses
        proxy = self.fetch.proxy_for(urlsplit(url).hostname or "")
        target = Target(url, allowed, ca=options.ca, takes_ca=True, secrets=self.secrets, proxy=proxy)
        return await post(target, body, self._headers(message.id, body, datetime.now(UTC)))

    async def _body(self, message: Message) -> bytes:
        if self.options.body is not None:
            return await make_body(self.options.body, self.options.content_type, message)
        return json.dumps(message.data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()

    def _headers(self, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
        headers = {name: value.get_secret_value() for name, value in self.options.headers.items()}
        headers |= {
            "Content-Type": self.options.content_type
            + ("" if self.options.content_type == JSON else "; charset=utf-8"),
            "User-Agent": "Tocsin",
            "Accept-Encoding": "identity",
            "Idempotency-Key": message_id,
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
        }
        if secrets := self.options.secret:
            # Several signatures while a secret is being changed: the receiver accepts any that it knows.
            signed = (_signer(secret).sign(message_id, now, body.decode()) for secret in secrets)
            headers["webhook-signature"] = " ".join(signed)
        return headers
