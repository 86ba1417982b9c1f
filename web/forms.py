"""The buttons of the desk: what each asks, what it says, and where it leads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

from web.tongue import gettext as _
from web.tongue import marked

#: The letter for what is no text: what is no UTF-8 becomes it, and so does a NUL.
NO_TEXT = "\ufffd"
#: A page has fewer boxes to tick, beside a few other fields.
_MOST_FIELDS = 50
#: What a reader can do with an alert, in the order of the buttons.
ON_AN_ALERT = ("acknowledge", "useful", "not-useful", "silence")
#: For each action: the question, what is on the button, and what it does.
_ASKS = {
    "show": (marked("Alert"), "", ""),
    "acknowledge": (
        marked("Acknowledge this alert?"),
        marked("Acknowledge"),
        marked("Everybody sees that it was seen, and what has not gone out of it yet does not go out."),
    ),
    "unacknowledge": (
        marked("No longer acknowledged?"),
        marked("Take back the acknowledgement"),
        marked("What has not gone out of it then goes out."),
    ),
    "useful": (marked("Was this alert useful?"), marked("Useful"), marked("It counts in the precision of its watch.")),
    "not-useful": (
        marked("Was this alert of no use?"),
        marked("Not useful"),
        marked("It counts in the precision of its watch."),
    ),
    "unrate": (
        marked("Neither useful nor not?"),
        marked("Take back what was said"),
        marked("It does not count in the precision of its watch."),
    ),
    "silence": (
        marked("Silence it for a time?"),
        marked("Silence"),
        marked(
            "For everybody whom it reaches. "
            "Coverage is still collected; what is held back is kept, and told in the end."
        ),
    ),
    "end-silence": (marked("End the silence?"), marked("End the silence"), marked("What it held back is then told.")),
    "unsubscribe": (
        marked("Unsubscribe?"),
        marked("Unsubscribe"),
        marked("You are sent nothing more by this channel. Whoever runs Tocsin is told, and can have you told again."),
    ),
    "undo-regrouping": (
        marked("Undo it?"),
        marked("Undo"),
        marked("The articles stand where they stood before, and so do their alerts and silences."),
    ),
    "resubscribe": (
        marked("Subscribe again?"),
        marked("Subscribe again"),
        marked("You are told again of what comes from now on."),
    ),
}


@dataclass(frozen=True)
class Form:
    """One button and what goes with it; `target` is the path it is posted to."""

    action: str
    question: str
    button: str
    does: str
    target: str


def question(action: str) -> str:
    """Return what a page on an action asks."""
    return _(_ASKS[action][0])


def form(action: str, target: str) -> Form:
    """Return the form of an action."""
    asks, button, does = map(_, _ASKS[action])
    return Form(action, asks, button, does, target)


def forms(actions: Iterable[str], target: Callable[[str], str]) -> list[Form]:
    """Return the forms of several actions; `target` gives the path of each."""
    return [form(action, target(action)) for action in actions]


def offered(acknowledged: bool, rated: bool) -> list[str]:
    """Return what can be done with an alert as it stands: what was done is offered to be taken back."""
    seen = "unacknowledge" if acknowledged else "acknowledge"
    return [seen, *ON_AN_ALERT[1:], *(["unrate"] if rated else [])]


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form that was posted, the first of each name; none if it is no form of ours."""
    return {name: values[0] for name, values in (await read_fields(request)).items()}


async def read_fields(request: Request, most: int = 20) -> dict[str, list[str]]:
    """Return all fields of a form that was posted, at most so many; none if it is no form of ours."""
    if _is_multipart(request):
        told = [(name, data.decode("utf-8", "replace")) for name, file, data in await _parts(request) if file is None]
        fields = {name: [value for other, value in told if other == name] for name, _ in told[:most]}
    else:
        try:
            fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=most)
        except ValueError:
            return {}
    return {name: [without_nul(value) for value in values] for name, values in fields.items()}


def without_nul(text: str) -> str:
    """Return what somebody has sent without NULs, of which PostgreSQL takes none."""
    return text.replace("\0", NO_TEXT)


async def all_of(request: Request, name: str) -> list[str]:
    """Return all fields of one name of a form that was posted, as of boxes that were ticked."""
    return (await read_fields(request, _MOST_FIELDS)).get(name, [])


async def read_upload(request: Request, name: str) -> bytes:
    """Return the file that was sent as the field of that name; empty if none was."""
    found = [data for field, file, data in await _parts(request) if field == name and file is not None]
    return found[0] if found else b""


def _is_multipart(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


async def _parts(request: Request) -> list[tuple[str, str | None, bytes]]:
    """Return the parts of a form that holds files: the field, the file's name if it is one, and what it holds."""
    if not _is_multipart(request):
        return []
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + await request.body())
    parts = message.iter_parts() if message.is_multipart() else ()
    return [(_named(part, "name") or "", _named(part, "filename"), _payload(part)) for part in parts]


def _named(part: Any, what: str) -> str | None:
    found = part.get_param(what, header="content-disposition")
    return found if isinstance(found, str) else None


def _payload(part: Any) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
