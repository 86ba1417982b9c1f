"""Where a request comes from, and in whose name: what proxies say of it, believed or not."""

import pytest

from config import DeskSettings
from web.who import address_of, is_inside, proxied_name, whole_of

BEHIND = DeskSettings(trusted_proxies=["127.0.0.1/32", "10.0.0.0/8"], proxy_user_header="X-User")


def scope(peer="127.0.0.1", **headers):
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (peer, 1), "headers": raw}


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.1", "192.0.2.1"),
        # Whoever asks may write what stands before what our proxies add.
        ("127.0.0.1", "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        ("127.0.0.1", "6.6.6.6, 192.0.2.1, 10.1.2.3", "192.0.2.1"),
        ("127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("127.0.0.1", "no address, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("192.0.2.9", "6.6.6.6", "192.0.2.9"),
    ],
)
def test_an_address_is_what_the_last_proxy_that_is_trusted_was_asked_from(peer, said, address):
    assert address_of(scope(peer, **({"X_Forwarded_For": said} if said else {})), BEHIND) == address
    assert address_of(scope(peer, X_Forwarded_For=said), DeskSettings()) == peer


def test_a_name_is_believed_from_a_trusted_proxy_alone():
    assert proxied_name(scope(X_User="Zoë"), BEHIND) == "Zoë"
    assert proxied_name(scope("192.0.2.9", X_User="anna"), BEHIND) == ""
    assert proxied_name(scope(X_User="anna"), DeskSettings(trusted_proxies=["127.0.0.1/32"])) == ""
    twice = scope(X_User="anna")
    twice["headers"] *= 2
    assert proxied_name(twice, BEHIND) == ""


def test_what_has_no_peer_comes_from_nowhere():
    nowhere = {"type": "http", "client": None, "headers": [(b"host", b"localhost"), (b"x-user", b"anna")]}
    assert (address_of(nowhere, BEHIND), proxied_name(nowhere, BEHIND), is_inside(nowhere)) == ("", "", False)


def test_all_addresses_of_one_who_asks_are_one():
    assert len({whole_of(f"2001:db8::{n}") for n in range(9)}) == 1
    assert whole_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert whole_of("unix") == "unix"
