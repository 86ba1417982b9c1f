"""Send to one of the services that Apprise knows: Slack, Teams, Matrix, ntfy, Telegram and some 150 more."""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from alerts.answers import judge
from alerts.channel import Channel, DeliveryError, Message
from alerts.child import ChildError, ask_child
from alerts.display import one_line
from alerts.masking import masked
from alerts.services import instantiate, notify

#: For one message, the start of the process included.
DEADLINE = 30.0
#: Characters of the answer that are kept.
_KEPT = 300
#: What makes a chat ring for everyone: @everyone, @here, @channel, <!channel>, <@U123>.
_CALLS = re.compile(r"@(?=everyone|here|channel)|(?<!\w)@(?=(?:all|room)\b)|<(?=[!@])", re.IGNORECASE)


class AppriseOptions(BaseModel):
    """The keys of an Apprise channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr = Field(description="One service's Apprise address, such as ntfys://ntfy.example.org/topic.")

    @field_validator("url")
    @classmethod
    def _url_is_known_to_apprise(cls, value: SecretStr) -> SecretStr:
        try:
            known = _is_known(value.get_secret_value())
        except ImportError as error:
            raise ValueError("Apprise is not installed; install it: pip install 'tocsin[apprise]'") from error
        if not known:
            raise ValueError("url is no address of a service that Apprise knows; see its list of services for the form")
        return value


@lru_cache(maxsize=1000)
def _is_known(url: str) -> bool:
    # It would log addresses, and their secrets.
    logging.getLogger("apprise").disabled = True
    return instantiate(url) is not None


class AppriseChannel(Channel[AppriseOptions]):
    """Hands messages to a service through Apprise, in a process that is killed when it takes too long."""

    kind: ClassVar[str] = "apprise"
    Options: ClassVar[type[BaseModel]] = AppriseOptions

    async def send(self, message: Message) -> str:
        """Hand message over and return what the service answered.

        Raises:
            DeliveryError: not accepted; permanent for 4xx except timeouts and throttling.

        """
        given = {
            "url": self.options.url.get_secret_value(),
            "title": _calm(one_line(message.subject, 200)),
            "body": _calm(message.text),
            "proxy": self.fetch.proxy.get_secret_value() if self.fetch.proxy else None,
            "no_proxy": self.fetch.no_proxy,
        }
        try:
            return self._judge(await ask_child(notify, given, seconds=DEADLINE))
        except ChildError as error:
            raise DeliveryError(f"Apprise: {error}") from error

    def _judge(self, said: Mapping[str, Any]) -> str:
        answer, service = said["answer"], said["service"]
        if answer is None:
            words = f"{service}: {self._clean(said['said']) or 'Apprise says no more'}"
            if said["accepted"]:
                return words
            raise DeliveryError(words)
        beginning = self._clean(answer["beginning"])
        words = judge(answer["status"], answer["reason"], beginning, answer["after"], datetime.now(UTC))
        # A 2xx of a service that says more about itself may be a refusal; without a word it is none.
        if said["accepted"] or not answer["length"]:
            return f"{service}: {words}"
        raise DeliveryError(f"{service}: refused: {words}")

    def _clean(self, text: str) -> str:
        # Masked before it is cut: half a secret is one too.
        return one_line(masked(text, self.secrets), _KEPT)


def _calm(text: str) -> str:
    """Return text in which no title can call everyone in a chat."""
    return _CALLS.sub("\\g<0>\u200b", text)
