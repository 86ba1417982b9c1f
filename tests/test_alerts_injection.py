"""Whatever a stranger writes stays where it is put: 500 hostile alerts through every kind of channel, for real.

A new kind of channel joins by a way to receive what it sends, in WAYS.
"""

import asyncio
import contextlib
import email
import email.policy
import json
import re
import socket
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from injection import BREAKS, COUNT, hostile_alerts
from lxml import html as lxml_html

from alerts.channel import Channel, channel_kinds, make_channel
from alerts.display import one_line
from alerts.message import compose
from config import ChannelSettings

#: Messages under way at once.
AT_ONCE = 8
MAIL_HEADERS = {
    *("From", "To", "Subject", "Message-ID", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress", "Date"),
    *("Content-Type", "MIME-Version", "Importance"),
}
WEBHOOK_HEADERS = {
    *("host", "user-agent", "accept-encoding", "accept", "connection", "content-type", "content-length"),
    *("idempotency-key", "webhook-id", "webhook-timestamp", "webhook-signature"),
}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td"),
    *("h1", "h2", "p", "a", "mark", "br", "ul", "li", "span", "strong"),
}


@pytest.fixture(scope="module")
def alerts():
    return hostile_alerts()


def messages(alerts, recipient="", together=1):
    groups = [alerts[at : at + together] for at in range(0, len(alerts), together)]
    return [compose(f"m-{at}", recipient, group, UTC) for at, group in enumerate(groups)]


@dataclass
class Received:
    """What came out at the other end, and the messages to send and to compare it with."""

    channel: Channel
    together: int = 1
    recipient: str = ""
    came: list = field(default_factory=list)
    check: Callable = None


class Sink:
    def __init__(self):
        self.came = []

    async def handle_DATA(self, server, session, envelope):
        self.came.append(envelope)
        return "250 kept"


@contextlib.contextmanager
def email_way(tmp_path):
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    options = {"to": ["desk@example.org"], "from": "Tocsin <tocsin@example.org>", "smtp": f"smtp://127.0.0.1:{port}"}
    options["smtp"] += "?tls=none"
    try:
        yield Received(made("email", **options), recipient="desk@example.org", came=sink.came, check=mail_is_safe)
    finally:
        controller.stop()


def mail_is_safe(envelope, message):
    assert (envelope.mail_from, envelope.rcpt_tos) == ("tocsin@example.org", ["desk@example.org"])
    content = envelope.content
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    for policy in (email.policy.default, email.policy.compat32):
        assert set(email.message_from_bytes(content, policy=policy).keys()) <= MAIL_HEADERS
    mail = email.message_from_bytes(content, policy=email.policy.default)
    # Read as it was written: what looks like an encoded word is no encoded word.
    subject = str(make_header(decode_header(email.message_from_bytes(content)["Subject"])))
    assert subject == one_line(message.subject, 200)
    assert harmless(subject)
    assert mail["Message-ID"] == f"<{message.id}@example.org>"
    plain, page = mail.iter_parts()
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    lines = plain.get_content().split("\n")
    assert all(map(harmless, lines))
    page_is_safe(page.get_content())


def harmless(line):
    """Return whether a line holds no control, no separator, no surrogate and no bidirectional mark."""
    bidi = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in bidi for c in line.rstrip("\r"))


def page_is_safe(page):
    tree = lxml_html.document_fromstring(page)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= TAGS
    assert len(list(tree.iter("style"))) == len(list(tree.iter("title"))) == 1
    for element in elements:
        assert not [name for name in element.attrib if name.startswith("on") or name in ("src", "srcset")]
        assert re.fullmatch(r"https?://[^\s\"'<>\\]+", element.get("href", "https://x"))
        assert element.text is None or "\u202e" not in element.text


class Web(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.came.append((self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"fine")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def web():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.came = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server, f"127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def webhook_way(tmp_path):
    with web() as (server, place):
        options = {"url": f"http://{place}", "private_addresses": ["127.0.0.0/8"], "secret": "s"}
        yield Received(made("webhook", **options), came=server.came, check=post_is_safe)


def post_is_safe(request, message):
    path, headers, body = request
    assert path == "/hook"
    assert {name.lower() for name in headers} <= WEBHOOK_HEADERS
    assert headers["webhook-id"] == message.id
    assert body.isascii()
    assert json.loads(body) == json.loads(json.dumps(message.data))


@contextlib.contextmanager
def apprise_way(tmp_path):
    with web() as (server, place):
        # Each message is a process that imports Apprise: by 25, so that all 500 go through in reasonable time.
        yield Received(made("apprise", url=f"json://{place}"), together=25, came=server.came, check=service_is_safe)


def service_is_safe(request, message):
    path, headers, body = request
    assert path == "/hook"
    assert not [name for name in headers if "evil" in name.lower()]
    told = json.loads(body)
    assert "\n" not in told["title"]
    assert all(map(harmless, told["message"].split("\n")))
    assert not re.search(r"@everyone|@here|<!|<@", told["title"] + told["message"])
    assert len(numbers(told["message"])) == 25


class Lines:
    """The lines of a file, read when they are asked for."""

    def __init__(self, path):
        self.path = path

    def __iter__(self):
        return iter(self.path.read_bytes().split(b"\n")[:-1])


@contextlib.contextmanager
def file_way(tmp_path):
    path = tmp_path / "outbox.jsonl"
    yield Received(made("file", path=str(path)), came=Lines(path), check=line_is_safe)


def line_is_safe(line, message):
    assert line.isascii()
    assert json.loads(line) == json.loads(json.dumps(message.for_programs()))


@contextlib.contextmanager
def command_way(tmp_path):
    out, subjects = tmp_path / "out", tmp_path / "subjects"
    program = 'printf "%s %s\\n" "$TOCSIN_ID" "$TOCSIN_SUBJECT" >> "$2"; exec cat >> "$1"'
    command = ["sh", "-c", program, "ring", str(out), str(subjects)]
    yield Received(made("command", command=command), came=Lines(out), check=line_is_safe)
    told = subjects.read_text("utf-8").split("\n")[:-1]
    assert len(told) == COUNT
    assert all(re.match(r"m-\d+ ", line) and harmless(line) for line in told)


WAYS = {
    "email": email_way,
    "webhook": webhook_way,
    "apprise": apprise_way,
    "file": file_way,
    "command": command_way,
}


def made(kind, **options):
    return make_channel(ChannelSettings(name="desk", kind=kind, **options))


async def send_all(channel, told):
    waiting: Iterator = iter(told)

    async def work():
        for message in waiting:
            await channel.send(message)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


@pytest.mark.parametrize("kind", sorted(channel_kinds()))
def test_nothing_breaks_out(kind, alerts, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with WAYS[kind](tmp_path) as received:
        told = messages(alerts, received.recipient, received.together)
        asyncio.run(send_all(received.channel, told))
        came = list(received.came)
        assert len(came) == len(told)
        by_id = {message.id: message for message in told}
        for one in came:
            received.check(one, by_id.pop(id_of(one, told)))
        assert by_id == {}
    assert not list(tmp_path.rglob("CANARY"))


BODY = '{"text": {{ subject }}, "told": [{% for a in alerts %}{{ a.article.title ~ a.watch }}, {% endfor %}null]}'


def test_nothing_breaks_out_of_a_body_of_ones_own(alerts):
    with web() as (server, place):
        options = {"url": f"http://{place}", "private_addresses": ["127.0.0.0/8"], "body": BODY}
        told = messages(alerts, together=25)
        asyncio.run(send_all(made("webhook", **options), told))
        came = {headers["webhook-id"]: json.loads(body) for _, headers, body in server.came}
    for message in told:
        titles = [alert["article"]["title"] + alert["watch"] for alert in message.data["alerts"]]
        assert came[message.id] == {"text": message.subject, "told": [*titles, None]}


def id_of(one, told):
    """Return the id of the message that came, from wherever this kind of channel puts it."""
    if isinstance(one, bytes):
        return json.loads(one)["id"]
    if not isinstance(one, tuple):
        return re.search(rb"Message-ID: <(m-\d+)@", one.content)[1].decode()
    _, headers, body = one
    if "webhook-id" in headers:
        return headers["webhook-id"]
    return next(message.id for message in told if numbers(message.text) == numbers(json.loads(body)["message"]))


def numbers(text):
    """Return the numbers of the alerts that a text tells of, the stars around them left out."""
    return re.findall(r"^No\d+\.", text.replace("*", ""), re.MULTILINE)


def test_the_table_holds_every_way_to_break_out(alerts):
    assert len(alerts) == COUNT
    assert all(any(stretch in alert.title for alert in alerts) for stretch in BREAKS)
    assert sum(len(alert.title) > 9_000_000 for alert in alerts) == 5
    assert alerts == hostile_alerts()
