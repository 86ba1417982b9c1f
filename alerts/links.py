"""Links in messages by which a reader acts without a password: what they say, and how they are signed. Pure.

A link names an action, its subject, the delivery it stood in and the end of its validity, with an HMAC over all of it
(RFC 2104, SHA-256, cut to 128 bits). Whoever has the message has the link: it is signed so that nobody can make one
for another alert, and it ends so that an old archive of mail is no set of keys.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

#: The first part of the path of each.
PATH = "/link/"
#: What a link can do; the first only shows, the second of each pair takes back the first.
SHOW = "show"
TAKEN_BACK_BY = {
    "acknowledge": "unacknowledge",
    "useful": "unrate",
    "not-useful": "unrate",
    "silence": "end-silence",
    "unsubscribe": "resubscribe",
}
ACTIONS = frozenset({SHOW, *TAKEN_BACK_BY, *TAKEN_BACK_BY.values()})
_TOKEN = re.compile(r"([a-z-]{4,20})\.([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,11})\.([0-9a-f]{32})", re.ASCII)
#: What else a key may come to sign must not pass for a link.
_PURPOSE = "tocsin link"


class BadLink(Exception):
    """A link is none of ours: cut off, changed or made up."""


class ExpiredLink(BadLink):
    """A link was ours and has ended, at `until` (aware UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"the link ended at {until}")
        self.until = until


@dataclass(frozen=True)
class Link:
    """What a link says. `until` is aware, in whole seconds.

    `subject` is the number of an alert, of a silence for end-silence, 0 where the delivery says it all. `delivery` is 0
    in a message that was only a test.
    """

    action: str
    subject: int
    delivery: int
    until: datetime


@dataclass(frozen=True)
class AlertLinks:
    """The addresses by which a reader of a message acts on one of its alerts."""

    show: str
    acknowledge: str
    silence: str
    useful: str
    not_useful: str


@dataclass(frozen=True)
class Signer:
    """Makes the addresses for one message: at `public_url`, valid until `until` (aware)."""

    public_url: str
    key: bytes
    until: datetime

    def url(self, action: str, subject: int, delivery: int) -> str:
        """Return the address that does `action` on its subject."""
        return self.public_url + PATH + token(Link(action, subject, delivery, self.until), self.key)

    def for_alert(self, alert: int, delivery: int) -> AlertLinks:
        """Return the addresses for an alert that travels in a delivery."""
        show, acknowledge, silence, useful, not_useful = (
            self.url(action, alert, delivery) for action in (SHOW, "acknowledge", "silence", "useful", "not-useful")
        )
        return AlertLinks(show, acknowledge, silence, useful, not_useful)


def token(link: Link, key: bytes) -> str:
    """Return a link as the last part of an address; it ends in a letter or digit, so that no mail program cuts it.

    >>> token(Link("useful", 7, 9, datetime(2026, 3, 1, tzinfo=UTC)), b"key")
    'useful.7.9.1772323200.df21164615854b871b97cb8aa8dcc656'

    """
    said = f"{link.action}.{link.subject}.{link.delivery}.{int(link.until.timestamp())}"
    return f"{said}.{_mac(said, key)}"


def read_token(text: str, keys: tuple[bytes, ...], now: datetime) -> Link:
    """Return what a token says, if one of the keys signed it and it holds at `now` (aware).

    Raises:
        ExpiredLink: it was ours.
        BadLink: it is not.

    """
    found = _TOKEN.fullmatch(text)
    said = text.rpartition(".")[0]
    # Each key is tried, so that the time it takes tells nothing of which one signed.
    if not found or not any([hmac.compare_digest(_mac(said, key), found[5]) for key in keys]):
        raise BadLink("the link is cut off, or not one of ours")
    action, subject, delivery, until = found[1], int(found[2]), int(found[3]), int(found[4])
    link = Link(action, subject, delivery, datetime.fromtimestamp(until, UTC))
    if action not in ACTIONS:
        raise BadLink(f"{action} is nothing that this version can do")
    if now >= link.until:
        raise ExpiredLink(link.until)
    return link


def _mac(said: str, key: bytes) -> str:
    return hmac.new(key, f"{_PURPOSE}\n{said}".encode(), sha256).hexdigest()[:32]
