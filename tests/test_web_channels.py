"""The desk's channels: whether each is in order, and a test through one with the real answer of its other side."""

from datetime import timedelta

import pytest
from deliveries import Clock, Played, alert, deliver, played, refuse
from desks import desk, settings_with_desk, tree, words
from journey import Mailbox
from servers import plain, site

from alerts.channel import channel_kinds
from store.links import unsubscribe

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} \u202e'


@pytest.fixture
def mailbox():
    box = Mailbox()
    with box.listening():
        yield box


@pytest.fixture
def web():
    with site() as served:
        yield served


@pytest.fixture
def settings(mailbox, web, monkeypatch):
    monkeypatch.setitem(channel_kinds(), "played", Played)
    mail = {"kind": "email", "to": ["a@example.org", "b@example.org"], "from": "tocsin@example.org"}
    channels = {
        "mail": {**mail, "smtp": f"smtp://127.0.0.1:{mailbox.port}?tls=none", "digest": "07:30", "rate": "5/1h"},
        "tool": {"kind": "webhook", "url": f"{web.url}/hook", "private_addresses": ["127.0.0.0/8"]},
        HOSTILE[:40]: {"kind": "played"},
    }
    watches = [{"name": "drones", "query": "drone", "channels": ["mail", "tool"]}]
    return settings_with_desk(channels=channels, watches=watches, operator="mail")


@pytest.fixture
def here(store, settings, now):
    with desk(store, settings, Clock(now)) as (reader, _):
        yield reader


def test_each_says_whom_it_reaches_when_and_whether_it_is_in_order(store, here, now):
    channel = played(HOSTILE[:40], refuse("gone <b>", permanent=True))
    alert(store, now, channel, count=6)
    deliver(store, Clock(now), channel)
    with store.transaction() as session:
        unsubscribe(session, "mail", "b@example.org", now)
    page = here.get("/channels")
    assert "<img" not in page.text
    broken, mail, tool = [" ".join(one.text_content().split()) for one in tree(page).iter("article")]
    assert "Out of order since Sun 1 Mar 2026, 10:00 CET" in broken
    assert "gone <b>" in broken
    assert "In order email to a@example.org, b@example.org · 1 watch tells by it · tells the operator" in mail
    assert "digest07:30 rate5/1h Unsubscribed, and told nothing: b@example.org" in mail
    assert "In order webhook · 1 watch tells by it" in tool
    told = {one["channel"]: one for one in here.get("/channels.json").json()}
    assert told["tool"]["broken"] is None
    assert told[HOSTILE[:40]]["broken"]["state"] == "open"


def test_a_test_goes_the_way_of_a_real_alert_and_shows_the_real_answer(store, here, mailbox, web, now):
    mailbox.answer = lambda: "451 the disk is full"
    page = here.get("/channels")
    refused = words(here.post("/channels/test", data={"channel": "mail"}))
    assert "There is no alert yet; an example was sent." in refused
    assert refused.count("Refused; a real alert would be tried again") == 2
    assert "451 the disk is full" in refused
    mailbox.answer = lambda: "250 kept as 1A2B"
    alert(store, now - timedelta(hours=1), played("mail"), title="Drone over Kyiv", watch="drones")
    accepted = words(here.post("/channels/test", data={"channel": "mail"}))
    assert "The last alert was sent once more, marked as a test." in accepted
    assert accepted.count("kept as 1A2B") == 2
    assert [str(mail["to"]) for mail in mailbox.mails] == ["a@example.org", "b@example.org"]
    assert "Drone over Kyiv" in mailbox.mails[0]["subject"]
    web.answers["/hook"] = plain("no such hook", 410, "Gone")
    gone = words(here.post("/channels/test", data={"channel": "tool"}))
    assert "Refused for good" in gone
    assert "410" in gone
    assert len(tree(page).xpath("//button[text()='Send test']")) == 3
    assert here.post("/channels/test", data={"channel": "nowhere"}).status_code == 404
