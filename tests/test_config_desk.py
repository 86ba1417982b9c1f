"""Where the desk listens and how it is reached, as a user writes it."""

import pytest
from pydantic import ValidationError

from config import DeskSettings
from config.desk import host_of, is_loopback, place


@pytest.mark.parametrize(
    ("listen", "found"),
    [("127.0.0.1:8300", ("127.0.0.1", 8300)), ("[::1]:0", ("::1", 0)), ("desk.internal:80", ("desk.internal", 80))],
)
def test_a_place_is_a_host_and_a_port(listen, found):
    assert place(DeskSettings(listen=listen).listen) == found


@pytest.mark.parametrize("listen", ["8300", "127.0.0.1", ":8300", "::1:8300", "[::1:8300", "x:65536", "x:-1", "x:٣"])
def test_what_is_no_place_is_refused_with_an_example(listen):
    with pytest.raises(ValidationError, match=r"no place to listen at; write host:port, as in 127\.0\.0\.1:8300"):
        DeskSettings(listen=listen)


def test_a_public_address_is_kept_without_its_last_slash():
    desk = DeskSettings(public_url="https://Tocsin.example.org:8443/")
    assert desk.public_url == "https://Tocsin.example.org:8443"
    assert host_of(desk.public_url) == "tocsin.example.org"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("tocsin.example.org", "no web address"),
        ("ftp://example.org", "no web address"),
        ("https://user:secret@example.org", "no web address"),
        ("https://bücher.example", "in ASCII"),
        ("https://example.org\r\nBcc: a@b", "no web address"),
        ('https://example.org">', "no web address"),
        ("https://example.org:99999", "out of range"),
        ("https://example.org/tocsin", "give the desk a name of its own"),
        ("https://example.org/?a=b", "give the desk a name of its own"),
    ],
)
def test_what_cannot_be_the_beginning_of_a_link_is_refused(url, why):
    with pytest.raises(ValidationError, match=why):
        DeskSettings(public_url=url)


def test_a_proxy_is_believed_only_if_it_is_named():
    with pytest.raises(ValidationError, match=r"would be believed from nobody; write where it asks from, for example"):
        DeskSettings(proxy_user_header="X-Forwarded-User")
    with pytest.raises(ValidationError, match="proxy_user_header"):
        DeskSettings(proxy_user_header="X-User: x", trusted_proxies=["127.0.0.1/32"])
    assert DeskSettings(proxy_user_header="Remote-User", trusted_proxies=["127.0.0.1/32"]).proxy_role == "reader"


def test_only_names_of_this_machine_are_loopback():
    assert all(map(is_loopback, ("localhost", "LOCALHOST", "127.0.0.1", "::1")))
    assert not any(map(is_loopback, ("localhost.example.org", "127.0.0.1.example.org", "0.0.0.0", "")))
