"""Apprise: in a process of its own, its answers overheard, its address a secret everywhere."""

import asyncio
import builtins
import time
from datetime import timedelta

import pytest
from pydantic import ValidationError
from servers import endless, plain, redirect, reset, site

import alerts.channels.apprise as apprise_module
from alerts.channel import DeliveryError, Message, make_channel
from alerts.checks import check_channels
from alerts.masking import masked, secrets_of
from config import ChannelSettings, Settings

MESSAGE = Message(id="m-1", subject="UDCG: Ramstein", text="Ministers meet.\n", html="h")


def channel(url):
    return make_channel(ChannelSettings(name="phone", kind="apprise", url=url))


def send(answer, scheme="json", message=MESSAGE):
    """Return what the channel says and what was asked, or raise what it raises."""
    with site() as web:
        # ntfy names the topic in the body.
        web.answers |= {"/hook": answer, "/": answer}
        return asyncio.run(channel(f"{scheme}://127.0.0.1:{web.port}/hook").send(message)), web.paths()


def test_a_message_reaches_the_service_and_its_answer_is_shown():
    assert send(plain("thanks")) == ("JSON: 200 Said: thanks", ["/hook"])


def test_an_empty_acceptance_is_none_of_apprises_refusals():
    said, _ = send(plain(status=204), scheme="ntfy")
    assert said == "ntfy: 204 Said"


def test_a_2xx_that_says_more_and_that_apprise_takes_for_a_refusal_is_one():
    with pytest.raises(DeliveryError, match="refused: 201 Said: no such topic") as failed:
        send(plain("no such topic", 201), scheme="ntfy")
    assert not failed.value.permanent


@pytest.mark.parametrize(("status", "permanent"), [(404, True), (410, True), (429, False), (500, False), (503, False)])
def test_the_status_decides_whether_it_is_tried_again(status, permanent):
    with pytest.raises(DeliveryError, match=f"JSON: {status}|{status} Said: why") as failed:
        send(plain("why", status, Retry_After="120"))
    assert failed.value.permanent is permanent
    assert failed.value.wait == timedelta(minutes=2)


def test_a_redirect_is_not_followed():
    with pytest.raises(DeliveryError, match="redirects are not followed"):
        send(redirect("/elsewhere"))


@pytest.mark.parametrize(
    "answer",
    [
        lambda *_: time.sleep(8),
        endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.1),
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.1),
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
    ],
    ids=["hang", "dripping head", "dripping body", "endless body"],
)
def test_a_service_that_hangs_drips_or_never_ends_cannot_hold_us(answer, monkeypatch):
    monkeypatch.setattr(apprise_module, "DEADLINE", 2.0)
    start = time.monotonic()
    with pytest.raises(DeliveryError, match=r"no end within 2 s|too much memory") as failed:
        send(answer)
    assert time.monotonic() - start < 9
    assert not failed.value.permanent


def test_no_answer_is_said_in_apprises_words():
    with pytest.raises(DeliveryError, match="Connection error") as failed:
        send(reset)
    assert not failed.value.permanent
    assert "127.0.0.1" not in str(failed.value)


def test_no_title_calls_everyone_in_a_chat():
    for call in ("@everyone", "@here", "@CHANNEL", "<!channel>", "<@U123>"):
        assert call.lower() not in apprise_module._calm(f"News {call} now").lower()
    assert apprise_module._calm("desk@example.org <b> a@all-news.org") == "desk@example.org <b> a@all-news.org"


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
        "ntfys://topsecretuser:topsecretpass@ntfy.example.org/topsecrettopic",
    ],
)
def test_no_part_of_an_address_shows(url):
    options = channel(url).options
    assert url not in repr(options)
    for part in ("T1JJ3T3L2", "A1BRTD4JD", "TIiajkdnlazkcOXrIdevi7FQ", "abcdefg_hijklmnop", "topsecretpass"):
        assert part not in masked(f"went to {part} in vain", secrets_of(options)) or part not in url


@pytest.mark.parametrize("url", ["nosuchservice://topsecret", "slack://topsecret", "topsecret", "json://"])
def test_an_address_that_apprise_does_not_know_is_refused_without_telling_it(url, caplog):
    with pytest.raises(ValidationError, match="no address of a service that Apprise knows") as failed:
        channel(url)
    assert "topsecret" not in "".join(e["msg"] for e in failed.value.errors()) + caplog.text


def test_without_the_extra_the_check_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **keys):
        if name == "apprise":
            raise ModuleNotFoundError("No module named 'apprise'")
        return real(name, *args, **keys)

    monkeypatch.setattr(builtins, "__import__", without)
    apprise_module._is_known.cache_clear()
    channels = {"phone": {"kind": "apprise", "url": "json://127.0.0.1/topsecret"}}
    (problem,) = check_channels(Settings.model_validate({"version": 1, "channels": channels}))
    assert problem.path == ("channels", "phone", "url")
    assert "pip install 'tocsin[apprise]'" in str(problem)
    assert "topsecret" not in str(problem)
