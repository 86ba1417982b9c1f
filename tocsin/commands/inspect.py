"""tocsin inspect: the product's own understanding of one input, for users who wonder and for evaluators."""

import base64
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import click

from crawler.item import ReadError

#: Answers one request (the keys of a `--lines` request, `data` being bytes) with what becomes JSON.
Answer = Callable[[Mapping[str, Any]], Any]
#: What an answer raises where the request makes no sense; the last two of a timestamp.
_MAKES_NO_SENSE = (ReadError, ValueError, KeyError, TypeError, OverflowError, OSError)


@click.group()
def command() -> None:
    """Show how Tocsin understands one input: bytes on standard input, JSON on standard output.

    With --lines one request per line is answered by one line, where the request holds the bytes as data_b64.
    """


def _feed(request: Mapping[str, Any]) -> Any:
    from crawler.inspect import inspect_feed

    url, content_type = (_text(request, key) for key in ("url", "content_type"))
    return inspect_feed(request["data"], url, content_type, datetime.now(UTC))


def _page(request: Mapping[str, Any]) -> Any:
    from crawler.inspect_page import inspect_page

    return inspect_page(request["data"], _text(request, "url"))


def _discover(request: Mapping[str, Any]) -> Any:
    from crawler.inspect import inspect_discover

    return inspect_discover(request["data"], _text(request, "url"))


def _robots(request: Mapping[str, Any]) -> Any:
    from crawler.inspect import inspect_robots

    return inspect_robots(dict(request))


def _sign(request: Mapping[str, Any]) -> Any:
    from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

    secret, name, body = (_text(request, key) for key in ("secret", "id", "body"))
    when = datetime.fromtimestamp(request["timestamp"], UTC)
    try:
        signature = Webhook(secret).sign(name, when, body)
    except EmptyWebhookSecretError as error:
        raise ValueError("the secret is empty") from error
    return {
        "webhook-id": name,
        "webhook-timestamp": str(request["timestamp"]),
        "webhook-signature": signature,
    }


def _text(request: Mapping[str, Any], key: str) -> str:
    value = request.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text")
    return value


def _answered(answer: Answer, request: Mapping[str, Any]) -> Any:
    """Return the answer, or what is wrong with the request: one bad line must not end the others."""
    try:
        if "data_b64" in request:
            request = {**request, "data": base64.b64decode(request["data_b64"])}
        return answer(request)
    except _MAKES_NO_SENSE as error:
        return {"error": str(error) or type(error).__name__}


def _serve(answer: Answer) -> None:
    for line in sys.stdin:
        if line.strip():
            click.echo(json.dumps(_answered_line(answer, line), ensure_ascii=False))


def _answered_line(answer: Answer, line: str) -> Any:
    try:
        request = json.loads(line)
    except ValueError as error:
        return {"error": f"the request is no JSON: {error}"}
    return _answered(answer, request) if isinstance(request, dict) else {"error": "the request is no JSON object"}


def _add(name: str, answer: Answer, line: str, *, of_bytes: bool) -> None:
    def one(lines: bool, **told: str) -> int:
        if lines:
            _serve(answer)
            return 0
        data = sys.stdin.buffer.read()
        if of_bytes:
            reply = _answered(answer, {"data": data, **told})
        else:
            reply = _answered_line(answer, data.decode(errors="replace"))
        click.echo(json.dumps(reply, ensure_ascii=False, indent=2))
        return 1 if isinstance(reply, dict) and "error" in reply else 0

    if of_bytes:
        click.option("--content-type", default="", help="The Content-Type they came with.")(one)
        click.option("--url", default="", help="The address the bytes came from.")(one)
    click.option("--lines", is_flag=True, help="Answer one JSON request per line.")(one)
    command.command(name, help=line)(one)


_add("feed", _feed, "A feed: its entries as Tocsin reads them.", of_bytes=True)
_add("page", _page, "An article page: title, text, date, authors, language.", of_bytes=True)
_add("discover", _discover, "The feeds that a page names.", of_bytes=True)
_add("robots", _robots, "Whether {robots} lets {agent} visit {url}.", of_bytes=False)
_add("sign", _sign, "The Standard Webhooks signature of {secret, id, timestamp, body}.", of_bytes=False)


@command.command("url")
def url() -> int:
    """Canonical addresses, one a line. An empty line is an address that is refused."""
    from crawler.inspect_page import inspect_url

    for line in sys.stdin:
        click.echo(inspect_url(line.rstrip("\n")))
    return 0


@command.command("dedup")
def dedup() -> int:
    """Near-copies among documents.

    JSON lines {id, title, url, published, text} in, {id, group} per line out.
    """
    from alerts.copies import Document, group

    requests = [_document(number, line) for number, line in enumerate(sys.stdin, 1) if line.strip()]
    documents = [Document(r["id"], f"{r.get('title') or ''}\n{r.get('text') or ''}") for r in requests]
    for name, found in group(documents).items():
        click.echo(json.dumps({"id": name, "group": found}, ensure_ascii=False))
    return 0


def _document(number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise click.UsageError(f"line {number} is no JSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("id"), str | int):
        what = 'a document is {"id": "1", "title": "…", "text": "…"}'
        raise click.UsageError(f"line {number} is no document with an id; {what}, one on each line")
    return found
