"""Run a program for each message, with the message as JSON on its standard input."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from alerts.channel import Channel, DeliveryError, Message
from alerts.display import last_words, one_line
from alerts.masking import masked, secrets_of
from alerts.program import Argument, Ended, checked_program, inherited, run_program
from config.durations import PositiveDuration

#: Longest time that may be asked for; the deadline of a delivery stands above it.
LONGEST = timedelta(seconds=60)
#: Exit codes that mean: never this message, or never to this place (sysexits.h: DATAERR, NOUSER, NOHOST). All others
#: may pass, or the settings can mend them; an alert is not given up for a missing file or a full disk.
_PERMANENT = {65: "EX_DATAERR", 67: "EX_NOUSER", 68: "EX_NOHOST"}
#: Characters of the answer that are kept.
_KEPT = 300


class CommandOptions(BaseModel):
    """The keys of a command channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    command: tuple[Argument, ...] = Field(min_length=1, description="The program and its arguments; there is no shell.")
    environment: Mapping[str, SecretStr] = Field({}, description="Variables that the program is given.")
    timeout: PositiveDuration = Field(
        timedelta(seconds=30), description="It is killed, with all it started, after so long; at most 60s."
    )

    @field_validator("command")
    @classmethod
    def _command_can_be_run(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return checked_program(value)

    @field_validator("environment")
    @classmethod
    def _environment_can_be_set(cls, value: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
        for name, secret in value.items():
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name.startswith("TOCSIN_"):
                raise ValueError(f"{name!r} cannot be set; write letters, digits and _, and nothing after TOCSIN_")
            if "\0" in secret.get_secret_value():
                raise ValueError(f"{name} holds a NUL character; leave it out")
        return value

    @field_validator("timeout")
    @classmethod
    def _timeout_is_short(cls, value: timedelta) -> timedelta:
        if value > LONGEST:
            raise ValueError(f"timeout must be at most {LONGEST.total_seconds():.0f}s; let the program hand work on")
        return value


class CommandChannel(Channel[CommandOptions]):
    """Hands each message to a program of the user's; its exit status says whether it was accepted."""

    kind: ClassVar[str] = "command"
    Options: ClassVar[type[BaseModel]] = CommandOptions

    async def send(self, message: Message) -> str:
        """Run the program and return the last of what it wrote.

        Raises:
            DeliveryError: it did not end with 0 in time; permanent for EX_DATAERR, EX_NOUSER and EX_NOHOST.

        """
        options = self.options
        given = json.dumps(message.for_programs()).encode() + b"\n"
        seconds = options.timeout.total_seconds()
        try:
            ended = await run_program(options.command, given, self._environment(message), seconds=seconds)
        except OSError as error:
            raise DeliveryError(f"{options.command[0]} cannot be run: {error.strerror or error}") from error
        return _judge(ended.status, self._said(ended), seconds)

    def _said(self, ended: Ended) -> str:
        # Masked before it is cut: half a secret is one too.
        return last_words(masked(ended.output.decode("utf-8", "replace"), secrets_of(self.options)), _KEPT)

    def _environment(self, message: Message) -> dict[str, str]:
        own = {name: value.get_secret_value() for name, value in self.options.environment.items()}
        told = {
            "TOCSIN_CHANNEL": self.settings.name,
            "TOCSIN_ID": message.id,
            "TOCSIN_SUBJECT": one_line(message.subject, 200),
            "TOCSIN_PRIORITY": message.priority,
            "TOCSIN_THREAD": message.thread or "",
        }
        return {**inherited(), **own, **told}


def _judge(status: int | None, said: str, seconds: float) -> str:
    """Return the end in words, or raise what it means."""
    name = _PERMANENT.get(status or 0)
    if status is None:
        how = f"no end within {seconds:g} s, killed"
    elif status < 0:
        how = f"ended by signal {-status}"
    else:
        how = f"exit {status}{f' ({name})' if name else ''}"
    words = f"{how}: {said}" if said else how
    if status != 0:
        raise DeliveryError(words, permanent=name is not None)
    return words
