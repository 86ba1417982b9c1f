"""The base of every channel, and the choice of one for the settings."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel

import alerts.channels
from alerts.masking import secrets_of
from config import ChannelSettings, FetchSettings
from config.plugins import kinds

Options = TypeVar("Options", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Message:
    """Alerts put into words. The id stays the same when it is sent again.

    `id` is `[a-z0-9-]+`. `recipient` is an e-mail address, or empty where the channel is the recipient. `html` is a
    whole document. `data` is the same for programs, ready for JSON. `thread` is the id of the first message on the
    same story to the same recipient, if there was one. `unsubscribe` is the address to which a mail program posts so
    that the recipient is sent no more (RFC 8058), where there is one.
    """

    id: str
    recipient: str = ""
    subject: str
    text: str
    html: str
    data: Mapping[str, Any] = field(default_factory=dict)
    thread: str | None = None
    priority: str = "normal"
    unsubscribe: str | None = None

    def for_programs(self) -> dict[str, Any]:
        """Return all of it but the HTML, ready for JSON: what files, commands and body templates are given."""
        told = {"subject": self.subject, "text": self.text, "priority": self.priority, "thread": self.thread}
        return {**self.data, "id": self.id, **told}


class DeliveryError(Exception):
    """A message was not accepted. Worth trying again unless permanent; `wait` is how long the other side asked for."""

    def __init__(self, reason: str, *, permanent: bool = False, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.wait = wait


class Channel(ABC, Generic[Options]):
    """Sends to one kind of destination. To add a kind, put a subclass in alerts/channels/.

    `Options` (a pydantic model, extra keys forbidden) says which keys the kind has in the settings; secrets are
    `SecretStr` there.
    """

    kind: ClassVar[str]
    Options: ClassVar[type[BaseModel]]
    #: Messages under way at once.
    at_once: ClassVar[int] = 8

    def __init__(self, settings: ChannelSettings, fetch: FetchSettings | None = None) -> None:
        self.settings = settings
        #: How the web is reached.
        self.fetch = fetch or FetchSettings()
        self.options: Options = self.Options.model_validate(dict(settings.options))  # type: ignore[assignment]

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may be shown, though the other side says it."""
        return secrets_of(self.options, self.fetch.proxy)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whom a message goes to, each in a delivery of its own."""
        return ("",)

    @abstractmethod
    async def send(self, message: Message) -> str:
        """Hand message over; return what the other side answered, only once it has accepted.

        Raises:
            DeliveryError: it was not accepted.

        """


@cache
def channel_kinds() -> dict[str, type[Channel[Any]]]:
    """Return every kind of channel by its name."""
    return kinds(alerts.channels, Channel)


def make_channel(settings: ChannelSettings, fetch: FetchSettings | None = None) -> Channel[Any]:
    """Return the channel for settings' kind; to send by it `fetch` says through which proxy, if any.

    Raises:
        KeyError: there is no such kind.
        pydantic.ValidationError: its options are wrong. Settings that were checked cause neither.

    """
    return channel_kinds()[settings.kind](settings, fetch)
