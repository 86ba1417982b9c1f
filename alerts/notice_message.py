"""Put into words what the operator is told of Tocsin itself."""

import shlex

from alerts.channel import Message
from alerts.display import numbered, one_line
from alerts.message import SUBJECT_LIMIT, plain_page

_OF_A_CHANNEL = frozenset(("dead", "open", "closed", "left", "digest"))
_LONGEST_LINE = 1_000


def compose_notice(message_id: str, recipient: str, kind: str, about: str, words: str, count: int) -> Message:
    """Return what the operator is told. `kind` and `about` are those of the notice, `count` how often it happened."""
    subject = one_line(f"Tocsin: {_subject(kind, about, words, count)}", SUBJECT_LIMIT)
    lines = words.split("\n")
    said = "\n".join(one_line(line, _LONGEST_LINE) for line in lines)
    text = f"{said}\n\n{_cure(kind, about, count, len(lines))}"
    return Message(
        id=message_id,
        recipient=recipient,
        subject=subject,
        text=text,
        html=plain_page(subject, text),
        data={
            "type": "tocsin.notice",
            "id": message_id,
            "kind": kind,
            "count": count,
            "words": words,
        }
        | ({"channel": one_line(about, 100)} if kind in _OF_A_CHANNEL else {}),
    )


def _subject(kind: str, about: str, words: str, count: int) -> str:
    shown = one_line(about, 100)
    if kind == "source":
        return f"source {words}" if count == 1 else f"{count} sources have changed: {words}"
    return {
        "dead": f"{numbered(count, 'delivery', 'deliveries')} to {shown} given up",
        "left": f"{numbered(count, 'recipient has', 'recipients have')} unsubscribed from channel {shown}",
        "open": f"channel {shown} is out of order",
        "closed": f"channel {shown} works again",
        "digest": f"nothing matched for {shown}",
        "network": "nothing can be read, as if our own network were down",
        "unsteady": "our own network comes and goes",
        "online": "sources can be read again",
        "push": f"a feed is pushed to {shown} no more",
    }[kind]


def _cure(kind: str, about: str, count: int, lines: int) -> str:
    name = shlex.quote(one_line(about, 100))
    more = f"{count - lines} more have changed. " if kind == "source" and count > lines else ""
    return {
        "dead": f"{'It is' if count == 1 else 'This was the first; all are'} shown by\n"
        f"  tocsin delivery list --status dead --channel {name}\nand sent again by\n"
        f"  tocsin delivery retry --dead --channel {name}\n",
        "left": "Take them out of the settings; or, where it was a mistake, have them told again by\n"
        f"  tocsin channel resubscribe {name} ADDRESS\nWho has unsubscribed is shown by\n  tocsin channel list\n",
        "open": "What is meant for it waits, and it is tried again every few minutes. To try it at once:\n"
        f"  tocsin delivery retry --channel {name}\n",
        "closed": "What waited for it is on its way.\n",
        # Of a digest of nothing that could not be laid out, or goes to the fallback.
        "digest": "",
        "source": f"{more}How all sources stand, and when each is polled next, is shown by\n  tocsin status\n",
        **dict.fromkeys(
            ("network", "unsteady"), "Nothing is lost that the sources still hold when they can be read again.\n"
        ),
        "online": "What came meanwhile is told as the sources are read, as far as they still hold it.\n",
        "push": "Nothing is lost: the feed holds it. It is pushed again once it is subscribed to again.\n",
    }[kind]
