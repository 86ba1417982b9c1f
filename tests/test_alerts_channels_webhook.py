"""Webhooks: signed, bounded in time and size, and only to addresses that are meant."""

import asyncio
import contextlib
import html
import json
import re
import resource
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from certificates import certificate
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

import alerts.body as body_module
import alerts.posting as posting_module
from alerts.channel import DeliveryError, Message, make_channel
from config import ChannelSettings

LOOPBACK = ["127.0.0.0/8", "::1/128"]
DATA = {"type": "tocsin.alert", "id": "m-1", "alerts": [{"watch": "UDCG", "article": {"title": "Рамштайн \ud800 <b>"}}]}
MESSAGE = Message(id="m-1", subject="s", text="t", html="h", data=DATA)
FINAL = (400, 404, 410, 413, 422)
PASSING = (301, 302, 304, 308, 401, 403, 407, 408, 425, 429, 500, 502, 503, 504, 599)
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def channel(url, **keys):
    options = {"url": url, "private_addresses": LOOPBACK, **keys}
    return make_channel(ChannelSettings(name="hook", kind="webhook", **options))


def reply(status, body=b"", **headers):
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Word\r\n{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


@contextlib.asynccontextmanager
async def receiver(answer, tls=None):
    """Answer every request with bytes, or by a coroutine function that gets the writer; yield port and requests."""
    requests, before = [], asyncio.all_tasks()

    async def serve(reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(re.search(r"(?i)content-length: (\d+)", head)[1])
            body = await reader.readexactly(length)
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head.split("\r\n")[1:])}
            requests.append((head.split("\r\n")[0], headers, body))
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        writer.close()

    served = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield served.sockets[0].getsockname()[1], requests
    finally:
        served.close()
        left = asyncio.all_tasks() - before
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def post(answer, message=MESSAGE, **keys):
    """Return what the channel says and the requests that came, or raise what it raises."""

    async def go():
        async with receiver(answer) as (port, requests):
            return await channel(f"http://127.0.0.1:{port}/hook?key=topsecret", **keys).send(message), requests

    return asyncio.run(go())


def test_a_message_arrives_as_json_with_its_id():
    answer, [(line, headers, body)] = post(reply(200, b"thanks"))
    assert answer == "200 Word: thanks"
    assert line == "POST /hook?key=topsecret HTTP/1.1"
    assert json.loads(body) == DATA
    assert body.isascii()
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == headers["idempotency-key"] == "m-1"


@pytest.mark.parametrize("secret", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "any words: öäü ✓", "c2hvcnQ="])
def test_the_signature_is_that_of_standard_webhooks(secret):
    _, [(_, headers, body)] = post(reply(204), secret=secret)
    key = secret if secret.startswith("whsec_") else secret.encode()
    assert Webhook(key).verify(body, headers) == DATA
    with pytest.raises(WebhookVerificationError):
        Webhook(key).verify(body + b" ", headers)


@pytest.mark.parametrize("secret", ["whsec_bm90IHNvIHNlY3JldCBhZnRlciBhbGw=", "any tèxt"])
def test_a_receiver_without_a_library_checks_it_as_the_manual_says(secret):
    manual = Path(__file__).parent.parent / "docs" / "channels.md"
    given = {}
    exec(re.search(r"```python\n(.+?)```", manual.read_text(encoding="utf-8"), re.DOTALL)[1], given)  # noqa: S102 (our own manual)
    _, [(_, headers, body)] = post(reply(204), secret=["the new one", secret])
    checked = [
        given["is_from_tocsin"](headers, *seen) for seen in ((body, secret), (body + b" ", secret), (body, "no"))
    ]
    assert checked == [True, False, False]
    assert headers["idempotency-key"] == headers["webhook-id"]


def test_while_a_secret_is_changed_both_sign():
    _, [(_, headers, body)] = post(reply(200), secret=["the new one", "the old one"])
    assert Webhook(b"the new one").verify(body, headers) == Webhook(b"the old one").verify(body, headers) == DATA


def test_the_newest_secret_signs_first():
    _, [(_, headers, body)] = post(reply(200), secret=["the new one", "the old one"])
    first, second = headers["webhook-signature"].split(" ")
    for signature, secret in ((first, b"the new one"), (second, b"the old one")):
        assert Webhook(secret).verify(body, headers | {"webhook-signature": signature}) == DATA
    with pytest.raises(WebhookVerificationError):
        Webhook(b"the old one").verify(body, headers | {"webhook-signature": first})


def test_further_headers_are_sent_and_are_secrets():
    made = {"headers": {"Authorization": "Bearer topsecret", "X-Tenant": "desk"}}
    with pytest.raises(DeliveryError) as failed:
        post(reply(500, b"no Bearer topsecret here"), **made)
    assert "topsecret" not in str(failed.value)
    _, [(_, headers, _)] = post(reply(200), **made)
    assert (headers["authorization"], headers["x-tenant"]) == ("Bearer topsecret", "desk")


def test_a_secret_is_masked_before_the_answer_is_cut():
    said, _ = post(reply(200, b"x" * 290 + b" /hook?key=topsecret"))
    assert "hook" not in said


def test_without_a_secret_there_is_no_signature():
    _, [(_, headers, _)] = post(reply(200))
    assert "webhook-signature" not in headers


@pytest.mark.parametrize(
    ("status", "permanent"),
    [*((s, True) for s in FINAL), *((s, False) for s in PASSING)],
)
def test_the_status_decides_whether_it_is_tried_again(status, permanent):
    with pytest.raises(DeliveryError, match=str(status)) as failed:
        post(reply(status, b"words", Location="http://127.0.0.1:1/"))
    assert failed.value.permanent is permanent


def test_a_redirect_is_not_followed():
    async def go():
        async with receiver(reply(200)) as (other, reached):
            moved = reply(302, Location=f"http://127.0.0.1:{other}/")
            async with receiver(moved) as (port, _):
                with pytest.raises(DeliveryError, match="redirects are not followed"):
                    await channel(f"http://127.0.0.1:{port}/").send(MESSAGE)
            return reached

    assert asyncio.run(go()) == []


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_handed_on(status):
    with pytest.raises(DeliveryError) as failed:
        post(reply(status, Retry_After="120"))
    assert failed.value.wait == timedelta(minutes=2)


async def drip_head(writer):
    while True:
        writer.write(b"H")
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_headers(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def informational(writer):
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def hang(_writer):
    await asyncio.sleep(60)


async def reset(writer):
    writer.transport.abort()


@pytest.mark.parametrize(
    "answer", [drip_head, drip_headers, informational, hang, reset, b"", b"SSH-2.0-x\r\n", reply(102)]
)
def test_no_whole_answer_is_worth_another_try_and_never_holds_us(answer, monkeypatch):
    monkeypatch.setattr(posting_module, "DEADLINE", 0.7)
    start = time.monotonic()
    with pytest.raises(DeliveryError) as failed:
        post(answer)
    assert time.monotonic() - start < 4
    assert not failed.value.permanent
    assert "topsecret" not in str(failed.value)


async def drip_body(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await drip_head(writer)


async def broken_body(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort")


async def bad_chunks(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")


async def endless_body(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


@pytest.mark.parametrize("answer", [drip_body, broken_body, bad_chunks, endless_body, reply(200, b"x" * 10_000_000)])
def test_an_acceptance_counts_whatever_comes_after_it(answer, monkeypatch):
    monkeypatch.setattr(posting_module, "DEADLINE", 0.7)
    start = time.monotonic()
    said, _ = post(answer)
    assert said.startswith("200")
    assert len(said) < 500
    assert time.monotonic() - start < 4


@pytest.mark.parametrize("before", ["100 Continue", "102 Processing", "103 Early Hints\r\nLink: </style.css>"])
def test_what_only_announces_the_answer_is_not_taken_for_it(before):
    async def answer(writer):
        writer.write(f"HTTP/1.1 {before}\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n".encode())

    said, _ = post(answer)
    assert said == "204 No Content"


def test_the_answer_is_kept_short_and_clean():
    said, _ = post(reply(200, b"a\r\nb\x1b[31m\x00" + "é\u202e".encode() * 5000))
    assert said.isprintable()
    assert len(said) <= 400


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_a_private_address_is_refused_before_anything_is_sent(host):
    async def go():
        async with receiver(reply(200)) as (port, requests):
            with pytest.raises(DeliveryError) as failed:
                await channel(f"http://{host}:{port}/", private_addresses=[]).send(MESSAGE)
            return failed.value, requests

    error, requests = asyncio.run(go())
    assert requests == []
    assert "allow it under private_addresses of this channel" in str(error)


def test_allowing_one_network_allows_no_other():
    with pytest.raises(DeliveryError, match="loopback"):
        post(reply(200), private_addresses=["10.0.0.0/8"])


@pytest.fixture
def rebinding(monkeypatch):
    """A name that is public when it is first asked for and loopback ever after; the list of the questions."""
    asked, real = [], socket.getaddrinfo

    def resolve(host, port, *args, **keys):
        if host != "rebind.example.org":
            return real(host, port, *args, **keys)
        asked.append(host)
        place = "192.0.2.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("first", ["allowed", "refused"])
def test_a_name_that_changes_its_address_is_asked_once_and_that_address_is_kept_to(rebinding, first):
    # 192.0.2.1 stands for a public address: nothing answers there, and the loopback one must not be tried instead.
    async def go():
        async with receiver(reply(200)) as (port, requests):
            allowed = ["192.0.2.0/24"] if first == "allowed" else []
            with pytest.raises(DeliveryError):
                await channel(f"http://rebind.example.org:{port}/", private_addresses=allowed).send(MESSAGE)
            return requests

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting_module, "_CONNECT", 0.5)
        assert asyncio.run(go()) == []
    assert rebinding == ["rebind.example.org"]


HOSTILE = "\"}, <b>&{{ 7 * 7 }}{% raw %}\r\n\x00\u202e' %00 ="


def with_title(title):
    data = {"type": "tocsin.alert", "alerts": [{"watch": "W", "article": {"title": title, "url": None}}]}
    return Message(id="m-1", subject=title, text="t", html="h", data=data)


def test_a_body_of_ones_own_is_made_signed_and_typed():
    body = '{"text": {{ subject }}, "titles": {{ alerts | map(attribute="article.title") | list }}}'
    _, [(_, headers, sent)] = post(reply(200), with_title(HOSTILE), body=body, secret="s")
    assert json.loads(sent) == {"text": HOSTILE, "titles": [HOSTILE]}
    assert headers["content-type"] == "application/json"
    assert Webhook(b"s").verify(sent, headers) == json.loads(sent)


@pytest.mark.parametrize(
    ("content_type", "body", "read"),
    [
        ("text/html", "<p>{{ subject }}</p>", lambda sent: html.unescape(sent[3:-4])),
        ("application/xml", "<p>{{ subject }}</p>", lambda sent: html.unescape(sent[3:-4])),
        ("application/x-www-form-urlencoded", "a={{ subject }}&b=1", lambda sent: parse_qs(sent)["a"][0]),
        ("text/plain", "{{ subject }}", lambda sent: sent),
    ],
)
def test_a_title_stays_where_the_template_puts_it(content_type, body, read):
    _, [(_, headers, sent)] = post(reply(200), with_title(HOSTILE), body=body, content_type=content_type)
    assert headers["content-type"] == f"{content_type}; charset=utf-8"
    assert read(sent.decode()) == HOSTILE
    assert content_type == "text/plain" or b"<b>" not in sent


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"a":\n {{ subjct }}}', "body, line 2: there is no 'subjct'; known: alerts, id"),
        ("\n\n{% if %}", "body, line 3: "),
        ("{{ subject | nosuch }}", "body, line 1: No filter named 'nosuch'"),
        ('{"text":\n "{{ subject }}"}', "body, line 2: a value stands in quotes"),
        ("{% autoescape 'a' * 10**12 %}{% endautoescape %}", "autoescape cannot be switched"),
        ("x" * 20_001, "longer than 20000"),
        ("{{" + "(" * 5000 + "1" + ")" * 5000 + "}}", "nested too deeply"),
    ],
    ids=lambda text: text[:20],
)
def test_a_wrong_template_is_refused_with_its_line(body, words):
    with pytest.raises(ValidationError) as failed:
        channel("https://h/", body=body)
    assert words in failed.value.errors()[0]["msg"]


def test_checking_a_template_evaluates_none_of_it():
    start, most = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    channel("https://h/", body="{{ 'a' * 10**10 }}{% set b = 'a' * 10**10 %}{{ b }}", content_type="text/plain")
    assert time.monotonic() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most < 1_000_000


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ subject.__class__ }}",
    "{{ (subject | attr('__class__')).__mro__ }}",
    "{{ '{0.__class__}'.format(subject) }}",
    "{{ alerts.append(1) }}",
    "{% include '/etc/passwd' %}",
    "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
]
GROWING = [
    "{{ 'a' * 10**9 }}",
    "{{ 'a'.ljust(2 * 10**9) }}",
    "{{ '%2000000000d' % 1 }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% set x = a * b %}{% endfor %}{% endfor %}",
    "{{ lipsum(n=10**6) }}",
]


@pytest.mark.parametrize("body", ESCAPES + GROWING)
def test_a_template_neither_breaks_out_nor_grows(body, monkeypatch):
    # What breaks out does so at once, however slowly its process starts; what grows would go on for days.
    monkeypatch.setattr(body_module, "SECONDS", 1.5 if body in GROWING else 8.0)
    start = time.monotonic()
    with pytest.raises(DeliveryError, match="body cannot be made") as failed:
        asyncio.run(channel("http://127.0.0.1:1/", body=body, content_type="text/plain").send(MESSAGE))
    assert time.monotonic() - start < 12
    assert not failed.value.permanent


def test_the_environment_cannot_put_a_proxy_in_between(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert post(reply(200))[0].startswith("200")


def test_nobody_listening_and_no_such_host_are_worth_another_try():
    for url in ("http://127.0.0.1:1/", "http://nowhere.invalid/", f"http://{'a' * 70}.example/"):
        with pytest.raises(DeliveryError) as failed:
            asyncio.run(channel(url).send(MESSAGE))
        assert not failed.value.permanent


def test_a_certificate_that_nobody_vouches_for_is_refused_and_one_that_is_trusted_is_not(tmp_path):
    pem = certificate(tmp_path / "tls.pem")

    async def go(**keys):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        async with receiver(reply(200), tls=context) as (port, _):
            return await channel(f"https://127.0.0.1:{port}/", **keys).send(MESSAGE)

    assert asyncio.run(go(ca=str(pem))).startswith("200")
    with pytest.raises(DeliveryError, match=r"self-signed.*; if it is yours, name its certificate under ca"):
        asyncio.run(go())


def test_ending_the_daemon_does_not_wait_for_an_answer():
    async def go():
        async with receiver(hang) as (port, requests):
            sending = asyncio.create_task(channel(f"http://127.0.0.1:{port}/").send(MESSAGE))
            while not requests:
                await asyncio.sleep(0.01)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            assert sending.cancelled()

    start = time.monotonic()
    asyncio.run(go())
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"url": "ftp://h/topsecret"}, "no web address"),
        ({"url": "https://h\\@x/topsecret"}, "no web address"),
        ({"secret": ""}, "secret is empty"),
        ({"secret": "whsec_"}, "secret is empty"),
        ({"secret": "whsec_topsecret!é"}, "no base64"),
        ({"private_addresses": ["localhost"]}, ""),
        ({"ca": "/nowhere.pem"}, "no certificates"),
        ({"method": "PUT"}, "Extra inputs"),
        ({"headers": {"X-Key": "topsecret\r\nX-Other: 1"}}, "what no header may"),
        ({"headers": {"X-Key": "topsecret\x00"}}, "what no header may"),
        ({"headers": {"X-Key": "topsecreté"}}, "what no header may"),
        ({"headers": {"X-Key": " topsecret"}}, "what no header may"),
        ({"headers": {"X-Key\r\nX-Other": "1"}}, "cannot be set"),
        ({"headers": {"X Key": "1"}}, "cannot be set"),
        ({"headers": {"Host": "elsewhere"}}, "cannot be set"),
        ({"headers": {"content-LENGTH": "5"}}, "cannot be set"),
        ({"headers": {"Transfer-Encoding": "chunked"}}, "cannot be set"),
        ({"headers": {"webhook-signature": "v1,x"}}, "cannot be set"),
        ({"content_type": "image/png"}, "not known"),
        ({"content_type": "text/plain"}, "add body"),
    ],
    ids=str,
)
def test_wrong_settings_are_refused_without_telling_secrets(keys, words):
    with pytest.raises(ValidationError) as failed:
        channel(**{"url": "https://h/", **keys})
    said = "".join(e["msg"] for e in failed.value.errors())
    assert words in said
    assert "topsecret" not in said


def test_networks_are_read_as_such():
    assert channel("https://h/").options.private_addresses == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
