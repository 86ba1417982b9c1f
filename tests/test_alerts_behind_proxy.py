"""Where only a proxy leads to the web, alerts go through it as sources are read through it."""

import asyncio

import pytest
from certificates import certificate
from proxies import proxy_to
from servers import plain, site

from alerts.channel import DeliveryError, Message, make_channel
from config import ChannelSettings, FetchSettings

MESSAGE = Message(id="m-1", subject="UDCG", text="Ministers meet.\n", html="h")
LOOPBACK = ["127.0.0.0/8"]


def send(url, kind="webhook", proxy=None, no_proxy=(), **options):
    fetch = FetchSettings(proxy=proxy, no_proxy=no_proxy)
    channel = make_channel(ChannelSettings(name="hook", kind=kind, url=url, **options), fetch)
    return asyncio.run(channel.send(MESSAGE))


def test_a_webhook_is_reached_through_the_proxy_whose_name_server_is_asked_and_not_ours():
    with site() as web, proxy_to(web.port) as proxy:
        web.answers["http://hooks.example.org/in"] = plain("taken")
        assert send("http://hooks.example.org/in", proxy=proxy.url) == "200 Said: taken"
        assert proxy.asked[0].startswith("POST http://hooks.example.org/in HTTP/1.1\r\n")
        assert "Proxy-Authorization: Basic ZGVzazpwYXNz" in proxy.asked[0]


def test_a_secure_webhook_goes_through_a_tunnel_in_which_the_proxy_sees_nothing(tmp_path):
    pem = certificate(tmp_path / "tls.pem", host="hooks.example.org")
    with site(pem) as web, proxy_to(web.port) as proxy:
        web.answers["/in"] = plain("taken")
        said = send("https://hooks.example.org/in", proxy=proxy.url, ca=str(pem), headers={"Authorization": "Bearer x"})
        asked = [one.partition(" HTTP/")[0] for one in proxy.asked]
    assert (said, asked) == ("200 Said: taken", ["CONNECT hooks.example.org:443"])
    assert "Bearer" not in proxy.asked[0]
    assert "proxy-authorization" not in web.asked[0].headers


def test_a_certificate_that_nobody_vouches_for_is_refused_behind_a_proxy_too(tmp_path):
    with site(certificate(tmp_path / "tls.pem", host="hooks.example.org")) as web, proxy_to(web.port) as proxy:
        with pytest.raises(DeliveryError, match="self-signed"):
            send("https://hooks.example.org/in", proxy=proxy.url)
        assert web.asked == []


def test_a_receiver_in_a_network_of_ones_own_is_asked_straight_as_are_those_that_the_user_names():
    with site() as web, proxy_to(web.port) as proxy:
        web.answers["/in"] = plain("taken")
        inside = send(f"http://127.0.0.1:{web.port}/in", proxy=proxy.url, private_addresses=LOOPBACK)
        assert inside == "200 Said: taken"
        with pytest.raises(DeliveryError, match="no answer"):
            send("http://hooks.invalid/in", proxy=proxy.url, no_proxy=["invalid"])
        assert proxy.asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_or_is_not_there_is_said_to_be_the_one_and_is_worth_another_try(scheme):
    with site() as web, proxy_to(web.port) as proxy:
        proxy.answer = b"HTTP/1.1 407 Authentication Required by pass\r\nContent-Length: 0\r\n\r\n"
        with pytest.raises(DeliveryError) as refused:
            send(f"{scheme}://hooks.example.org/in", proxy=proxy.url)
    with pytest.raises(DeliveryError) as gone:
        send(f"{scheme}://hooks.example.org/in", proxy=proxy.url)
    for failed, why in (refused, "407 Authentication Required by ***"), (gone, "Connection refused"):
        said = str(failed.value)
        assert said.startswith("the proxy of [fetch] does not lead to hooks.example.org: ")
        assert said.endswith(why)
        assert not failed.value.permanent


def test_apprise_reaches_its_service_through_the_proxy_and_those_that_the_user_names_straight():
    with site() as web, proxy_to(web.port) as proxy:
        web.answers |= {"http://hooks.example.org/in": plain("taken"), "/in": plain("straight")}
        assert send("json://hooks.example.org/in", "apprise", proxy.url) == "JSON: 200 Said: taken"
        assert send(f"json://127.0.0.1:{web.port}/in", "apprise", proxy.url) == "JSON: 200 Said: straight"
        with pytest.raises(DeliveryError):
            send("json://hooks.invalid/in", "apprise", proxy.url, no_proxy=["hooks.invalid"])
        assert len(proxy.asked) == 1
