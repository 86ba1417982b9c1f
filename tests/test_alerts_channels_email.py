"""E-mail: handed in safely, one recipient at a time, whatever the server does and the feed says."""

import asyncio
import base64
import contextlib
import datetime as dt
import email
import email.policy
import email.utils
import re
import ssl
import time
from email.header import decode_header, make_header

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from certificates import certificate as make_certificate
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import alerts.channels.email as email_module
from alerts.channel import DeliveryError, Message, make_channel
from alerts.channels.email import server
from alerts.claims import LEASE
from alerts.delivery import SEND_DEADLINE
from alerts.mail import address, encode_mail
from alerts.smtp_reply import is_final
from config import ChannelSettings

NOW = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
EXPECTED = ["From", "To", "Subject", "Message-ID", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress", "Date"]
EXPECTED += ["Content-Type", "MIME-Version"]


def message(**keys):
    base = {"id": "m-1", "recipient": "desk@example.org", "subject": "UDCG: Ramstein"}
    return Message(**{**base, "text": "text äöü\n", "html": "<p>é", **keys})


def channel(smtp, **keys):
    options = {"to": ["desk@example.org"], "from": "Tocsin <tocsin@example.org>", "smtp": smtp, **keys}
    return make_channel(ChannelSettings(name="desk", kind="email", **options))


def send(smtp, msg=None, **keys):
    return asyncio.run(channel(smtp, **keys).send(msg or message()))


class Sink:
    """Keeps what it is given; refuses what it is told to."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        return "250 2.0.0 queued as 42"


class LimitedController(Controller):
    def __init__(self, *args, **keys):
        super().__init__(*args, hostname="127.0.0.1", port=0, **keys)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def sink(**keys):
    handler = Sink()
    controller = LimitedController(handler, **keys)
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls") / "tls.pem")


def tls_context(pem):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


async def play(what, reader, writer):
    """Do as the script says: reply, "drop", "hang", or a coroutine function that gets reader and writer."""
    if callable(what):
        await what(reader, writer)
    elif what == "drop":
        writer.transport.abort()
    elif what == "hang":
        await asyncio.sleep(60)
    else:
        writer.write(what.encode() + b"\r\n")
        await writer.drain()


async def talk(replies, reader, writer):
    """Speak SMTP by a script: verb → what to play."""
    with contextlib.suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
        await play(replies.get("banner", "220 ready"), reader, writer)
        while line := await reader.readline():
            verb = line.split()[0].decode().lower().strip(":")
            await play(replies.get(verb, "354 go on" if verb == "data" else "250 fine"), reader, writer)
            if verb == "data" and "data" not in replies:
                await reader.readuntil(b"\r\n.\r\n")
                await play(replies.get("end", "250 queued"), reader, writer)
    writer.close()


@contextlib.asynccontextmanager
async def scripted(**replies):
    """Serve SMTP by a script on loopback; yield the port."""
    before = asyncio.all_tasks()
    served = await asyncio.start_server(lambda r, w: talk(replies, r, w), "127.0.0.1", 0)
    try:
        yield served.sockets[0].getsockname()[1]
    finally:
        served.close()
        left = asyncio.all_tasks() - before
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def send_to_script(**replies):
    async def go():
        async with scripted(**replies) as port:
            return await channel(f"smtp://127.0.0.1:{port}?tls=none").send(message())

    return asyncio.run(go())


def test_a_mail_arrives_with_text_html_and_its_headers():
    with sink() as (kept, port):
        answer = send(f"smtp://127.0.0.1:{port}?tls=none", message(thread="m-0", priority="high"))
    assert answer == "250 2.0.0 queued as 42"
    (envelope,) = kept.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("tocsin@example.org", ["desk@example.org"])
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert mail["Message-ID"] == "<m-1@example.org>"
    assert mail["In-Reply-To"] == mail["References"] == "<m-0@example.org>"
    assert mail["List-Id"] == "<desk.tocsin.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Importance"] == "high"
    assert mail["From"] == '"Tocsin" <tocsin@example.org>' or mail["From"] == "Tocsin <tocsin@example.org>"
    assert mail["To"] == "desk@example.org"
    assert abs(email.utils.parsedate_to_datetime(mail["Date"]) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    assert mail.get_content_type() == "multipart/alternative"
    parts = [(p.get_content_type(), p.get_content().replace("\r\n", "\n")) for p in mail.iter_parts()]
    assert parts == [("text/plain", "text äöü\n"), ("text/html", "<p>é")]


def test_each_address_is_a_recipient_of_its_own():
    assert channel("smtp://h", to=["a@example.org", "b@example.org"]).recipients == ("a@example.org", "b@example.org")
    assert channel("smtp://h", to="a@example.org").recipients == ("a@example.org",)


def test_a_line_of_a_single_dot_does_not_end_the_mail():
    with sink() as (kept, port):
        send(f"smtp://127.0.0.1:{port}?tls=none", message(text="a\n.\nRCPT TO:<x@y>\nFrom here\n"))
    mail = email.message_from_bytes(kept.mails[0].content, policy=email.policy.default)
    assert next(mail.iter_parts()).get_content().replace("\r\n", "\n") == "a\n.\nRCPT TO:<x@y>\nFrom here\n"


def test_starttls_and_password(certificate):
    seen = []

    def login(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password, session.ssl is not None))
        return AuthResult(success=data.password == "p@ss/wörd?".encode())

    keys = {"tls_context": tls_context(certificate), "require_starttls": True, "auth_required": True}
    with sink(**keys, authenticator=login) as (kept, port):
        send(f"smtp://tocsin:p@ss/wörd?@127.0.0.1:{port}", ca=str(certificate))
    assert len(kept.mails) == 1
    assert seen == [(b"tocsin", "p@ss/wörd?".encode(), True)]


def test_a_wrong_password_is_worth_another_try_and_said_plainly(certificate):
    keys = {"tls_context": tls_context(certificate), "auth_required": True, "auth_require_tls": True}
    with (
        sink(**keys, authenticator=lambda *_: AuthResult(success=False, handled=False)) as (_, port),
        pytest.raises(DeliveryError, match="refuses user, password or token") as failed,
    ):
        send(f"smtp://tocsin:wrong-secret@127.0.0.1:{port}", ca=str(certificate))
    assert not failed.value.permanent
    assert "wrong-secret" not in str(failed.value)


@contextlib.contextmanager
def tokens(certificate):
    """A server that takes XOAUTH2 with one token; yields its port and the answers to clients that it read."""
    read = []

    class Handler(Sink):
        async def auth_XOAUTH2(self, server, args):
            read.append(base64.b64decode(args[1]))
            if read[-1] == b"user=desk@example.org\x01auth=Bearer good-token\x01\x01":
                return AuthResult(success=True, auth_data="desk")
            # RFC 7628: the error comes as a challenge, which is answered by an empty line.
            await server.challenge_auth('{"status": "401"}')
            return AuthResult(success=False, handled=False)

    handler = Handler()
    keys = {"tls_context": tls_context(certificate), "require_starttls": True, "auth_required": True}
    controller = LimitedController(handler, **keys)
    controller.start()
    try:
        yield controller.port, read, handler
    finally:
        controller.stop()


def test_a_server_whose_certificate_nobody_vouches_for_is_refused_with_what_to_do(certificate):
    controller = LimitedController(Sink(), tls_context=tls_context(certificate), require_starttls=True)
    controller.start()
    try:
        with pytest.raises(DeliveryError, match=r"self-signed.*; if it is yours, name its certificate") as failed:
            send(f"smtp://127.0.0.1:{controller.port}")
    finally:
        controller.stop()
    assert not failed.value.permanent


def test_an_access_token_is_got_for_each_mail_and_used_instead_of_a_password(certificate):
    keys = {"ca": str(certificate), "token_command": ["echo", "good-token"]}
    with tokens(certificate) as (port, read, handler):
        for _ in range(2):
            send(f"smtp://desk%40example.org@127.0.0.1:{port}", **keys)
    assert len(read) == len(handler.mails) == 2


def test_a_refused_token_is_worth_another_try_and_is_not_shown(certificate):
    keys = {"ca": str(certificate), "token_command": ["echo", "topsecret-token"]}
    with (
        tokens(certificate) as (port, _, handler),
        pytest.raises(DeliveryError, match="refuses user, password or token") as failed,
    ):
        send(f"smtp://desk%40example.org@127.0.0.1:{port}", **keys)
    assert handler.mails == []
    assert not failed.value.permanent
    assert "topsecret" not in str(failed.value)


@pytest.mark.parametrize("command", ["echo topsecret; exit 1", "echo", "echo two words", "echo é"])
def test_a_program_without_a_token_is_worth_another_try_and_its_words_are_not_shown(command):
    with pytest.raises(DeliveryError, match="printed no access token") as failed:
        send("smtp://desk@127.0.0.1:1", token_command=["sh", "-c", command])
    assert not failed.value.permanent
    assert "topsecret" not in str(failed.value)


def test_one_refused_recipient_keeps_the_mail_from_no_other():
    class Picky(Sink):
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address == "gone@example.org":
                return "550 5.1.1 no such user"
            envelope.rcpt_tos.append(address)
            return "250 fine"

    handler = Picky()
    controller = LimitedController(handler)
    controller.start()
    made = channel(f"smtp://127.0.0.1:{controller.port}?tls=none", to=["gone@example.org", "desk@example.org"])

    async def go():
        return await asyncio.gather(
            *(made.send(message(recipient=one)) for one in made.recipients), return_exceptions=True
        )

    try:
        gone, desk = asyncio.run(go())
    finally:
        controller.stop()
    assert isinstance(gone, DeliveryError)
    assert gone.permanent
    assert desk == "250 2.0.0 queued as 42"
    assert [envelope.rcpt_tos for envelope in handler.mails] == [["desk@example.org"]]


def test_an_internationalised_sender_goes_where_the_server_takes_it():
    keys = {"from": "Сторожа <сторожа@пример.рф>"}
    with sink(enable_SMTPUTF8=True) as (kept, port):
        send(f"smtp://127.0.0.1:{port}?tls=none", **keys)
    assert kept.mails[0].mail_from == "сторожа@xn--e1afmkfd.xn--p1ai"
    with sink(enable_SMTPUTF8=False) as (_, port), pytest.raises(DeliveryError, match="SMTPUTF8") as failed:
        send(f"smtp://127.0.0.1:{port}?tls=none", **keys)
    assert not failed.value.permanent


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ("desk@example.org", "<mailto:desk@example.org?subject=unsubscribe>"),
        ("https://example.org/lists?id=1", "<https://example.org/lists?id=1>"),
        ("https://example.org/" + "x" * 800, "<https://example.org/" + "x" * 800 + ">"),
    ],
    ids=["address", "page", "long page"],
)
def test_a_way_to_unsubscribe_is_given_where_the_settings_have_one(given, header):
    with sink() as (kept, port):
        send(f"smtp://127.0.0.1:{port}?tls=none", unsubscribe=given)
        send(f"smtp://127.0.0.1:{port}?tls=none")
    assert f"\r\nList-Unsubscribe: {header}\r\n".encode() in kept.mails[0].content
    assert b"List-Unsubscribe" not in kept.mails[1].content


CLICK = "https://tocsin.example.org/link/unsubscribe.0.123456789.1772323200." + "0" * 32


@pytest.mark.parametrize(
    ("given", "header"),
    [
        (None, f"<{CLICK}>"),
        ("desk@example.org", f"<{CLICK}>,\r\n <mailto:desk@example.org?subject=unsubscribe>"),
    ],
    ids=["alone", "beside an address"],
)
def test_one_click_unsubscribes_where_there_is_a_desk(given, header):
    more = {"unsubscribe": given} if given else {}
    with sink() as (kept, port):
        send(f"smtp://127.0.0.1:{port}?tls=none", message(unsubscribe=CLICK), **more)
    head = kept.mails[0].content.partition(b"\r\n\r\n")[0].decode()
    assert f"\r\nList-Unsubscribe: {header}\r\n" in head
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    parsed = email.message_from_bytes(kept.mails[0].content, policy=email.policy.default)
    assert str(parsed["List-Unsubscribe"]).startswith(f"<{CLICK}>")


def test_a_page_of_the_users_own_goes_before_one_click():
    """RFC 8058, 3.1: of web addresses there may be one alone."""
    with sink() as (kept, port):
        own = "https://example.org/lists"
        send(f"smtp://127.0.0.1:{port}?tls=none", message(unsubscribe=CLICK), unsubscribe=own)
    assert b"\r\nList-Unsubscribe: <https://example.org/lists>\r\n" in kept.mails[0].content
    assert b"List-Unsubscribe-Post" not in kept.mails[0].content


def test_tls_from_the_first_byte(certificate):
    with sink(ssl_context=tls_context(certificate)) as (kept, port):
        send(f"smtps://127.0.0.1:{port}", ca=str(certificate))
    assert len(kept.mails) == 1


def test_a_certificate_nobody_vouches_for_is_refused(certificate):
    with sink(tls_context=tls_context(certificate)) as (kept, port), pytest.raises(DeliveryError) as failed:
        send(f"smtp://127.0.0.1:{port}")
    assert kept.mails == []
    assert not failed.value.permanent
    assert "certificate" in str(failed.value).lower()


def test_a_server_that_hides_starttls_gets_neither_password_nor_mail():
    with sink() as (kept, port), pytest.raises(DeliveryError, match=r"(?i)starttls"):
        send(f"smtp://tocsin:secret@127.0.0.1:{port}")
    assert kept.mails == []


def test_an_internationalised_address_goes_where_the_server_takes_it():
    msg = message(recipient="дежурный@пример.рф")
    with sink(enable_SMTPUTF8=True) as (kept, port):
        send(f"smtp://127.0.0.1:{port}?tls=none", msg, to=["дежурный@пример.рф"])
    mail = kept.mails[0].content
    assert "To: дежурный@xn--e1afmkfd.xn--p1ai".encode() in mail
    with sink(enable_SMTPUTF8=False) as (_, port), pytest.raises(DeliveryError, match="SMTPUTF8") as failed:
        send(f"smtp://127.0.0.1:{port}?tls=none", message(recipient=address("дежурный@пример.рф")))
    assert failed.value.permanent


@pytest.mark.parametrize(
    ("replies", "permanent", "words"),
    [
        ({"rcpt": "550 5.1.1 no such user"}, True, "refuses the recipient: 550"),
        ({"rcpt": "451 4.7.1 greylisted, come back"}, False, "refuses the recipient: 451"),
        ({"rcpt": "530 5.7.0 authentication required"}, False, "530"),
        ({"mail": "553 5.7.1 sender rejected"}, False, "refuses the sender: 553"),
        ({"data": "554 5.7.1 spam"}, True, "refuses the message: 554"),
        ({"end": "554 5.7.1 spam"}, True, "refuses the message: 554"),
        ({"end": "452 4.3.1 disk full"}, False, "refuses the message: 452"),
        ({"end": "drop"}, False, "whether it took the message is unknown"),
        ({"banner": "554 go away"}, False, "554"),
        ({"banner": "drop"}, False, "127.0.0.1"),
        ({"banner": "HTTP/1.1 400 Bad Request"}, False, "127.0.0.1"),
        ({"rcpt": "drop"}, False, "closed the connection before it was given the message"),
        ({"mail": "421 4.3.2 shutting down"}, False, "421"),
        ({"rcpt": "552 5.2.2 mailbox full"}, False, "552 5.2.2"),
        ({"rcpt": "550 4.7.1 greylisted"}, False, "550 4.7.1"),
        ({"end": "554 5.7.8 authentication credentials invalid"}, False, "5.7.8"),
        ({"end": "552 5.3.4 message too big"}, True, "5.3.4"),
        ({"rcpt": "550 no such user", "rset": "hang", "quit": "hang"}, True, "550"),
    ],
    ids=str,
)
def test_what_the_server_says_decides_whether_it_is_tried_again(replies, permanent, words, monkeypatch):
    monkeypatch.setattr(email_module, "_FAREWELL", 0.2)
    with pytest.raises(DeliveryError, match=re.escape(words)) as failed:
        send_to_script(**replies)
    assert failed.value.permanent is permanent


@pytest.mark.parametrize("farewell", ["hang", "drop", "500 no"])
def test_a_mail_that_was_accepted_is_sent_however_the_server_says_goodbye(farewell, monkeypatch):
    monkeypatch.setattr(email_module, "_FAREWELL", 0.2)
    assert send_to_script(quit=farewell) == "250 queued"


def test_nobody_listening_is_worth_another_try():
    with pytest.raises(DeliveryError) as failed:
        send("smtp://127.0.0.1:1?tls=none")
    assert not failed.value.permanent


async def drip(reader, writer):
    while True:
        writer.write(b"2")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless(reader, writer):
    while True:
        writer.write(b"220-" + b"x" * 500 + b"\r\n")
        await writer.drain()


@pytest.mark.parametrize("banner", [drip, endless, "hang"])
def test_a_server_that_drips_babbles_or_hangs_cannot_hold_us(banner, monkeypatch):
    monkeypatch.setattr(email_module, "DEADLINE", 0.5)
    start = time.monotonic()
    with pytest.raises(DeliveryError) as failed:
        send_to_script(banner=banner)
    assert not failed.value.permanent
    assert time.monotonic() - start < 5


async def accept_late(reader, writer):
    await asyncio.sleep(0.5)
    writer.write(b"250 queued after all\r\n")


def test_a_server_that_looks_at_the_message_for_long_is_waited_for_lest_it_come_twice(monkeypatch):
    monkeypatch.setattr(email_module, "DEADLINE", 0.3)
    monkeypatch.setattr(email_module, "_STEP", 0.3)
    assert send_to_script(end=accept_late) == "250 queued after all"


def test_a_server_that_never_says_whether_it_took_the_message_cannot_hold_us(monkeypatch):
    monkeypatch.setattr(email_module, "VERDICT", 0.3)
    with pytest.raises(DeliveryError, match=r"0 s; whether it took the message is unknown") as failed:
        send_to_script(end="hang")
    assert not failed.value.permanent


def test_no_channel_waits_longer_than_a_claim_lasts():
    whole = email_module.DEADLINE + email_module.VERDICT
    assert whole < SEND_DEADLINE < LEASE.total_seconds()


@pytest.mark.parametrize(
    ("smtp", "found"),
    [
        ("smtp://mx.example.org", ("mx.example.org", 587, "starttls", "", "")),
        ("smtp://u:p@mx.example.org:25", ("mx.example.org", 25, "starttls", "u", "p")),
        ("smtps://u:p%40x@mx.example.org", ("mx.example.org", 465, "tls", "u", "p@x")),
        ("smtp://u@x.org:a:b/c?d#e@mx.example.org", ("mx.example.org", 587, "starttls", "u@x.org", "a:b/c?d#e")),
        ("smtp://localhost:25?tls=none", ("localhost", 25, "none", "", "")),
        ("smtp://[::1]:2525?tls=none", ("::1", 2525, "none", "", "")),
    ],
)
def test_the_servers_address_is_understood(smtp, found):
    read = server(smtp)
    assert (read.host, read.port, read.tls, read.user, read.password) == found
    assert "password" not in repr(read)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"smtp": "smtp://u:topsecret@h?tls=none"}, "never sent without TLS"),
        ({"smtp": "http://u:topsecret@h"}, "must begin with smtp://"),
        ({"smtp": "smtp://u:topsecret@h:99999"}, "may have a port"),
        ({"smtp": "smtp://u:topsecret@"}, "needs a host"),
        ({"smtp": "smtps://u:topsecret@h?tls=none"}, "always TLS"),
        ({"smtp": "smtp://u:topsecret@h?verify=no"}, "takes only"),
        ({"to": []}, "at least 1"),
        ({"to": ["desk"]}, "no e-mail address"),
        ({"to": ["a@x.org\r\nBcc: b@x.org"]}, "no e-mail address"),
        ({"to": ["a@x.org, b@x.org"]}, "no e-mail address"),
        ({"from": "Tocsin"}, "no e-mail address"),
        ({"ca": "/nowhere.pem"}, "no certificates"),
        ({"port": 25}, "Extra inputs"),
        ({"smtp": "smtp://h", "token_command": ["true"]}, "needs a user and no password"),
        ({"smtp": "smtp://u:topsecret@h", "token_command": ["true"]}, "needs a user and no password"),
        ({"smtp": "smtp://u@h", "token_command": ["no-such-program"]}, "there is no program"),
        ({"unsubscribe": "not an address"}, "no e-mail address"),
        ({"unsubscribe": "https://x.org/>\r\nBcc: a@b"}, "no e-mail address"),
        ({"unsubscribe": "дежурный@x.org"}, "in ASCII"),
    ],
    ids=str,
)
def test_wrong_settings_are_refused_in_plain_words_without_the_password(keys, words):
    with pytest.raises(ValidationError, match=re.escape(words)) as failed:
        channel(**{"smtp": "smtp://h", **keys})
    assert "topsecret" not in "".join(e["msg"] for e in failed.value.errors())


def header_names(mail):
    found = []
    for policy in (email.policy.default, email.policy.compat32, email.policy.SMTP):
        found.append([name for name, _ in email.message_from_bytes(mail, policy=policy).items()])
    head = mail.partition(b"\r\n\r\n")[0].decode()
    found.append([line.partition(":")[0] for line in head.split("\r\n") if line[0] not in " \t"])
    return found


hostile = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='=?utf-8qQbB_0AaDd:\r\n \t,;<>@"\\', max_size=300),
    st.lists(
        st.sampled_from(
            ["=?utf-8?q?x=0ABcc:_evil@x?=", "=?utf-8?b?", "?=", "=?", "\r\n", "\n\n<p>", "Bcc: a@b", "é", " "]
        ),
        max_size=20,
    ).map("".join),
)


@settings(max_examples=150)
@given(subject=hostile, text=hostile, name=hostile)
@example("=?utf-8?q?x=0ABcc:_evil@x?=", "", "")
@example("=?utf-8?q?=0D=0A=0D=0A<html>?=", "--=_m-1--\r\n\r\nBcc: x", "=?utf-8?q?x=0ABcc:_evil@x?=")
@example("x" * 1_000_000, "From x\n.\n", "Ж" * 500)
@example("\ud800", "\ud800", "\x00")
def test_no_title_adds_a_header_or_ends_the_head(subject, text, name):
    mail = encode_mail(
        message(subject=subject, text=text, html=text), from_="Tocsin <t@example.org>", list_name=name, now=NOW
    )
    for names in header_names(mail):
        assert sorted(names) == sorted(EXPECTED)
    assert all(len(line) <= 998 for line in mail.split(b"\r\n"))
    head = mail.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    parsed = email.message_from_bytes(mail, policy=email.policy.default)
    assert [p.get_content_type() for p in parsed.iter_parts()] == ["text/plain", "text/html"]


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=150))
@example("=?utf-8?q?x=0ABcc:?=")
@example("Рамштайн: міністри зустрілися 🇺🇦")
def test_the_subject_is_read_as_it_was_written(subject):
    mail = encode_mail(message(subject=subject), from_="t@example.org", list_name="d", now=NOW)
    assert str(make_header(decode_header(email.message_from_bytes(mail)["Subject"]))) == subject


def test_the_same_message_is_the_same_bytes_at_every_attempt():
    first, second = (encode_mail(message(), from_="t@example.org", list_name="d", now=NOW) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("code", "words", "final"),
    [
        (550, "no such user", True),
        (550, "5.1.1 no such user", True),
        (550, "5.1.10 recipient has a null MX", True),
        (550, "5.2.1 mailbox disabled", True),
        (552, "5.2.2 mailbox full", False),
        (552, "mailbox full", False),
        (503, "5.5.1 bad sequence of commands", False),
        (500, "what", False),
        (554, "5.3.2 system not accepting messages", False),
        (552, "5.3.4 message too big", True),
        (550, "5.4.1 no answer from host", False),
        (550, "5.4.6 routing loop", True),
        (501, "5.5.4 bad parameters", True),
        (554, "5.6.0 content", True),
        (554, "5.7.1 policy", True),
        (535, "5.7.8 credentials invalid", False),
        (550, "5.7.26 not authenticated", False),
        (554, "4.7.1 contradicts itself", False),
        (451, "5.7.1 contradicts itself", False),
        (550, "15.1.1 is no enhanced code", True),
        (421, "", False),
        (250, "2.0.0 fine", False),
    ],
)
def test_the_enhanced_status_code_decides_what_is_final(code, words, final):
    assert is_final(code, words) is final
