"""Messages carry links to the desk where there is a desk that their readers can reach, and only there."""

import re
from datetime import timedelta

import pytest
from deliveries import Clock, alert, deliver, played, settings_of

from alerts.links import PATH, read_token
from config import DeskSettings
from store.alert_models import Delivery
from store.link_models import LinkKey
from store.links import link_keys

PUBLIC = "https://tocsin.example.org"
TO = "desk@example.org"


@pytest.fixture
def sent(store, now):
    """Deliver alerts to a channel under [desk] settings, and return its messages."""

    def sending(desk, count=1, **keys):
        channel = played("desk", **keys)
        settings = settings_of(channel).model_copy(update={"desk": DeskSettings.model_validate(desk)})
        alert(store, now, channel, count=count)
        deliver(store, Clock(now + timedelta(seconds=1)), channel, settings=settings)
        return channel.accepted

    return sending


def links_in(store, text, now):
    with store.reading() as session:
        keys = link_keys(session)
    return [read_token(found, keys, now) for found in re.findall(rf"{PUBLIC}{PATH}([\w.-]+)", text)]


def test_an_alert_carries_its_links_in_both_parts_and_for_programs(store, sent, now):
    [message] = sent({"public_url": PUBLIC, "links_for": "2d"}, to=(TO,))
    links = links_in(store, message.text, now)
    assert [link.action for link in links] == ["acknowledge", "silence", "useful", "not-useful", "show"]
    assert {(link.subject, link.delivery, (link.until - now).days) for link in links} == {(1, 1, 2)}
    assert {link.action for link in links_in(store, message.html, now)} == {link.action for link in links}
    assert links_in(store, message.data["alerts"][0]["links"]["useful"], now)[0].action == "useful"
    [gone] = links_in(store, message.unsubscribe, now)
    assert (gone.action, gone.delivery) == ("unsubscribe", 1)


def test_in_a_digest_each_alert_has_the_links_of_its_own_delivery(store, sent, now):
    [message] = sent({"public_url": PUBLIC}, count=3, to=(TO,), digest="1s")
    shown = [link for link in links_in(store, message.text, now) if link.action == "show"]
    assert sorted((link.subject, link.delivery) for link in shown) == [(1, 1), (2, 2), (3, 3)]
    assert len(links_in(store, message.text, now)) == 3  # in plain text one address each is enough
    assert len(links_in(store, message.html, now)) == 15


def test_without_a_public_address_there_is_no_link(store, sent):
    [message] = sent({}, to=(TO,))
    assert PATH not in message.text + message.html + str(message.data)
    assert message.unsubscribe is None


@pytest.mark.parametrize(
    ("url", "to"), [("http://tocsin.example.org", (TO,)), (PUBLIC, ("",))], ids=["without tls", "no recipient"]
)
def test_one_click_unsubscribes_only_a_recipient_and_only_by_https(sent, url, to):
    [message] = sent({"public_url": url}, to=to)
    assert message.unsubscribe is None
    assert f"{url}{PATH}acknowledge." in message.text


def test_without_a_key_messages_go_out_without_links(store, sent):
    with store.transaction() as session:
        session.query(LinkKey).delete()
    [message] = sent({"public_url": PUBLIC}, to=(TO,))
    assert PATH not in message.text
    with store.reading() as session:
        assert session.query(Delivery).one().status == "sent"
