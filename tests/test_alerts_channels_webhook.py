"""Webhooks: signed, bounded in time and size, and only to addresses that are meant."""

import asyncio
import contextlib
import json
import re
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from certificates import certificate
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

import alerts.channels.webhook as webhook_module
from alerts.channel import DeliveryError, Message, make_channel
from config import ChannelSettings

LOOPBACK = ["127.0.0.0/8", "::1/128"]
DATA = {"type": "tocsin.alert", "id": "m-1", "alerts": [{"watch": "UDCG", "article": {"title": "Рамштайн \ud800 <b>"}}]}
MESSAGE = Message(id="m-1", subject="s", text="t", html="h", data=DATA)
FINAL = (400, 401, 404, 410, 413, 422)
PASSING = (301, 302, 304, 308, 408, 425, 429, 500, 502, 503, 504, 599)
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


def test_while_a_secret_is_changed_both_sign():
    _, [(_, headers, body)] = post(reply(200), secret=["the new one", "the old one"])
    assert Webhook(b"the new one").verify(body, headers) == Webhook(b"the old one").verify(body, headers) == DATA


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
    monkeypatch.setattr(webhook_module, "DEADLINE", 0.7)
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
    monkeypatch.setattr(webhook_module, "DEADLINE", 0.7)
    start = time.monotonic()
    said, _ = post(answer)
    assert said.startswith("200")
    assert len(said) < 500
    assert time.monotonic() - start < 4


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
    assert "private_addresses" in str(error)


def test_allowing_one_network_allows_no_other():
    with pytest.raises(DeliveryError, match="loopback"):
        post(reply(200), private_addresses=["10.0.0.0/8"])


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
    with pytest.raises(DeliveryError, match=r"(?i)certificate"):
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
