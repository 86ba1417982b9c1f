"""Bodies that a user's template makes: read within the settings, rendered in a sandbox in a process of its own.

Jinja's sandbox keeps a template from reaching Python, not from growing: `'a' * 10**9` is a gigabyte. So nothing of a
template is evaluated here, not even a constant; `render` runs in a child within limits (`alerts.child`).
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from alerts.channel import DeliveryError, Message
from alerts.child import ChildError, ask_child

#: Seconds for one body, and characters of it: Standard Webhooks asks for far less (20 kB).
SECONDS = 10.0
LONGEST = 256 * 1024
#: Characters of a template.
LONGEST_TEMPLATE = 20_000
#: What a template may name: the keys of `Message.for_programs`.
NAMES = ("alerts", "id", "priority", "subject", "text", "thread", "type")
JSON = "application/json"


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _form(value: Any) -> str:
    return quote_plus(_text(value))


def _markup(value: Any) -> str:
    return escape(_text(value))


#: How a value is written into a body, by the type of the content: so that no title can end the place it stands in.
_WRITERS: Mapping[str, Callable[[Any], str]] = {
    JSON: _json,
    "application/x-www-form-urlencoded": _form,
    "text/html": _markup,
    "application/xml": _markup,
    "text/xml": _markup,
    "text/plain": _text,
}


def content_types() -> tuple[str, ...]:
    """Return the types of content for which it is known how to write a value."""
    return tuple(_WRITERS)


def check_template(template: str, content_type: str) -> None:
    """Say what is wrong in a template without evaluating any of it.

    Raises:
        ValueError: it is too long, not Jinja, or names what is not there; with the line.

    """
    if len(template) > LONGEST_TEMPLATE:
        raise ValueError(f"body is longer than {LONGEST_TEMPLATE} characters; shorten it")
    environment = _environment(content_type)
    try:
        tree = environment.parse(template)
        for block in tree.find_all(nodes.EvalContextModifier):
            raise ValueError(f"body, line {block.lineno}: autoescape cannot be switched; leave it out")
        environment.compile(template, raw=True)
    except TemplateSyntaxError as error:
        raise ValueError(f"body, line {error.lineno}: {error.message}") from error
    except RecursionError as error:
        raise ValueError("body is nested too deeply; make it simpler") from error
    _check_names(tree, {*NAMES, *environment.globals})
    if content_type == JSON:
        _check_quotes(tree)


def _check_names(tree: nodes.Template, known: set[str]) -> None:
    """Refuse a name that nothing has: not `jinja2.meta`, which evaluates constants on its way."""
    names = list(tree.find_all(nodes.Name))
    made = {name.name for name in names if name.ctx != "load"} | {macro.name for macro in tree.find_all(nodes.Macro)}
    for name in names:
        if name.name not in known | made | {"loop", "caller", "varargs", "kwargs"}:
            raise ValueError(f"body, line {name.lineno}: there is no {name.name!r}; known: {', '.join(NAMES)}")


def _check_quotes(tree: nodes.Template) -> None:
    """Refuse {"text": "{{ subject }}"}: a value brings its own quotes."""
    quotes = 0
    for part in (part for output in tree.find_all(nodes.Output) for part in output.nodes):
        if isinstance(part, nodes.TemplateData):
            quotes += len(re.findall(r'(?<!\\)"', part.data))
        elif quotes % 2:
            cure = 'leave the quotes out, and join texts inside as in {{ "News: " ~ subject }}'
            raise ValueError(f"body, line {part.lineno}: a value stands in quotes and brings its own; {cure}")


async def make_body(template: str, content_type: str, message: Message) -> bytes:
    """Return what a template makes of a message.

    Raises:
        DeliveryError: it makes nothing of it, in time; worth trying again, for the settings can mend it.

    """
    given = {"template": template, "content_type": content_type, "message": message.for_programs()}
    try:
        return str(await ask_child(render, given, seconds=SECONDS)).encode()
    except ChildError as error:
        raise DeliveryError(f"body cannot be made from its template: {error}") from error


def render(given: Mapping[str, Any]) -> str:
    """Return the body for a template, content type and message; the child's side of `make_body`.

    Raises:
        ValueError: it is too long, or no JSON where it should be.
        jinja2.TemplateError: it cannot be rendered.

    """
    environment = _environment(given["content_type"])
    names = {name: None for name in NAMES}
    body, length = [], 0
    for part in environment.from_string(given["template"]).generate({**names, **given["message"]}):
        body.append(part)
        length += len(part)
        if length > LONGEST:
            raise ValueError(f"it is longer than {LONGEST} characters")
    made = "".join(body)
    if given["content_type"] == JSON:
        try:
            json.loads(made)
        except ValueError as error:
            raise ValueError(f"it is no JSON: {error}") from error
    return made


def _environment(content_type: str) -> ImmutableSandboxedEnvironment:
    write = _WRITERS[content_type]

    # Asking for the context keeps Jinja from evaluating constants while it compiles, as does `optimized`.
    @pass_context
    def written(_: Any, value: Any) -> Any:
        if isinstance(value, Undefined):
            return str(value)  # which says what is missing, as an error
        return value if isinstance(value, Markup) else Markup(write(value))  # noqa: S704 -- written for its place

    return ImmutableSandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        finalize=written,
        optimized=False,
        keep_trailing_newline=True,
    )
