"""The links in messages: to look changes nothing, the button does, and each thing done can be taken back."""

from datetime import timedelta

import pytest
from deliveries import Clock, Played, alert, played
from desks import desk, settings_with_desk, tree, words
from sqlalchemy import func, select

from alerts.channel import channel_kinds
from alerts.links import Signer
from store.alert_models import Acknowledgement, Alert, Delivery, Feedback, StoredSilence
from store.base import Base
from store.link_models import Unsubscription
from store.links import link_keys

TO = "desk@example.org"
BY = f"link in mail to {TO}"


@pytest.fixture
def store(sqlite_store):
    """On PostgreSQL as well: test_web_on_both."""
    return sqlite_store


@pytest.fixture
def clock(now):
    return Clock(now + timedelta(hours=1))


@pytest.fixture
def given(store, now, monkeypatch):
    """An alert and its one delivery; the settings of its channel."""
    monkeypatch.setitem(channel_kinds(), "played", Played)
    channel = played("desk", to=(TO,))
    [number] = alert(store, now, channel, title="Drone over <b>Kyiv</b>")
    assert number == 1
    return settings_with_desk(channels={"desk": channel.settings.model_dump()})


@pytest.fixture
def readers(store, given, clock):
    with desk(store, given, clock) as both:
        yield both


@pytest.fixture
def there(readers):
    return readers[1]


@pytest.fixture
def link(store, now):
    """Return the path of a link in the message that was sent at `now`."""

    def path(action, subject=1, delivery=1, until=timedelta(days=14)):
        with store.reading() as session:
            return Signer("", link_keys(session)[0], now + until).url(action, subject, delivery)

    return path


def everything(store):
    """All that the store holds."""
    with store.reading() as session:
        return {t.name: session.execute(select(t)).all() for t in Base.metadata.sorted_tables}


def one(store, table):
    with store.reading() as session:
        return session.scalars(select(table)).one_or_none()


@pytest.mark.parametrize("action", ["show", "acknowledge", "silence", "useful", "not-useful", "unsubscribe"])
def test_who_only_follows_a_link_changes_nothing(store, there, link, action):
    before = everything(store)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        answer = there._ask(method, link(action))
        assert answer.status_code == (200 if method in ("GET", "HEAD") else 405), method
    assert everything(store) == before


def test_a_page_says_what_the_alert_is_and_has_one_button(there, link):
    page = there.get(link("acknowledge"))
    assert "Drone over <b>Kyiv</b>" in words(page)
    assert [button.text for button in tree(page).iter("button")] == ["Acknowledge"]
    assert [mark.text for mark in tree(page).iter("mark")] == ["Drone"]


def test_the_page_to_which_a_message_leads_has_a_button_for_everything(store, there, link):
    page = there.get(link("show"))
    assert [b.text for b in tree(page).iter("button")] == ["Acknowledge", "Useful", "Not useful", "Silence"]
    there.press(page, "Not useful")
    there.press(page, "Acknowledge")
    again = there.get(link("show"))
    assert "Take back the acknowledgement" in [b.text for b in tree(again).iter("button")]
    assert f"Acknowledged: Sun 1 Mar 2026, 11:00 CET, by {BY}" in words(again)
    assert f"Not useful: Sun 1 Mar 2026, 11:00 CET, by {BY}" in words(again)


def test_acknowledging_and_taking_it_back(store, there, link, clock):
    done = there.press(there.get(link("acknowledge")), "Acknowledge")
    assert "Alert 1 is acknowledged" in words(done)
    found = one(store, Acknowledgement)
    assert (found.alert_id, found.by, found.at) == (1, BY, clock.now)
    clock.now += timedelta(hours=1)
    again = there.post(link("acknowledge"))
    assert f"acknowledged before: Sun 1 Mar 2026, 11:00 CET, by {BY}" in words(again)
    assert one(store, Acknowledgement).at == found.at
    assert "no longer acknowledged" in words(there.press(done, "Take back the acknowledgement"))
    assert one(store, Acknowledgement) is None
    assert "not acknowledged" in words(there.press(done, "Take back the acknowledgement"))


@pytest.mark.parametrize(("action", "useful"), [("useful", True), ("not-useful", False)])
def test_saying_whether_it_was_useful_and_taking_it_back(store, there, link, action, useful):
    there.post(link("not-useful" if useful else "useful"))
    done = there.post(link(action))
    there.post(link(action))
    found = one(store, Feedback)
    assert (found.useful, found.by) == (useful, BY)
    there.press(done, "Take back what was said")
    assert one(store, Feedback) is None


@pytest.mark.parametrize(
    ("about", "length", "silence"),
    [("story", "1d", (None, 1, 1)), ("watch", "7d", ("drones", None, 7))],
    ids=["story", "watch"],
)
def test_a_silence_is_chosen_on_the_page_and_can_be_ended(store, there, link, clock, about, length, silence):
    page = there.get(link("silence"))
    done = there.press(page, "Silence", **{"about": about, "for": length, "reason": "election\r\nnight"})
    found = one(store, StoredSilence)
    assert (found.watch, found.story_id, (found.until - clock.now).days) == silence
    assert (found.reason, found.made_by, found.ended_at) == ("election night", BY, None)
    there.press(page, "Silence", **{"about": about, "for": length})
    assert one(store, StoredSilence).reason == "election night"  # still the only one
    assert "is ended" in words(there.press(done, "End the silence"))
    assert one(store, StoredSilence).ended_at == clock.now
    assert "is over already" in words(there.press(done, "End the silence"))


def test_a_longer_silence_of_the_same_is_one_silence_made_longer(store, there, link, clock):
    for length in ("1d", "7d", "1d"):
        there.post(link("silence"), data={"about": "watch", "for": length})
    assert one(store, StoredSilence).until == clock.now + timedelta(days=7)


@pytest.mark.parametrize(
    "fields",
    [{}, {"about": "story"}, {"for": "1d"}, {"about": "source", "for": "1d"}, {"about": "watch", "for": "99d"}],
    ids=str,
)
def test_a_form_that_asks_for_what_it_does_not_offer_silences_nothing(store, there, link, fields):
    answer = there.post(link("silence"), data=fields)
    assert answer.status_code == 400
    assert "Nothing was changed." in words(answer)
    assert one(store, StoredSilence) is None


def test_a_link_that_ended_says_when_and_changes_nothing(store, there, link):
    before = everything(store)
    for ask in (there.get, there.post):
        answer = ask(link("acknowledge", until=timedelta(minutes=30)))
        assert answer.status_code == 410
        assert "This link could be used until Sun 1 Mar 2026, 10:30 CET." in words(answer)
    assert everything(store) == before


def test_a_link_that_was_cut_off_or_changed_says_so_and_changes_nothing(store, there, link):
    before, whole = everything(store), link("acknowledge")
    for path in (
        whole[:-1],
        whole[:20],
        whole.replace(".1.", ".2.", 1),
        whole.replace("acknowledge", "silence"),
        "/link/x",
    ):
        for ask in (there.get, there.post):
            answer = ask(path)
            assert answer.status_code == 404
            assert "cut off, or was changed" in words(answer)
    assert everything(store) == before


@pytest.mark.parametrize(("subject", "delivery"), [(99, 1), (1, 99)], ids=["alert", "delivery"])
def test_a_link_to_what_is_gone_says_so(there, link, subject, delivery):
    for ask in (there.get, there.post):
        answer = ask(link("useful", subject=subject, delivery=delivery))
        assert answer.status_code == 404
        assert "no longer there" in words(answer)


def test_the_link_that_shows_cannot_be_posted(store, there, link):
    before = everything(store)
    assert there.post(link("show")).status_code == 400
    assert everything(store) == before


def test_the_link_of_a_test_message_works_and_says_where_it_stood(store, there, link):
    there.post(link("useful", delivery=0))
    assert one(store, Feedback).by == "link in a test message"


def test_one_click_of_a_mail_program_unsubscribes(store, there, link):
    """RFC 8058: a POST of one field, without cookies, from no page, and nothing more."""
    answer = there.post(link("unsubscribe", subject=0), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    gone = one(store, Unsubscription)
    assert (gone.channel, gone.recipient) == ("desk", TO)
    assert [d.status for d in _deliveries(store)] == ["dead"]
    assert "had unsubscribed" in words(there.post(link("unsubscribe", subject=0)))
    done = there.press(answer, "Subscribe again")
    assert "is told again" in words(done)
    assert one(store, Unsubscription) is None


def test_one_click_may_also_come_as_multipart(store, there, link):
    parts = {"List-Unsubscribe": (None, "One-Click")}
    assert there.post(link("unsubscribe", subject=0), files=parts).status_code == 200
    assert one(store, Unsubscription) is not None


def test_an_alert_of_a_spike_has_no_story_to_silence(store, given, there, link, now):
    from store.alert_models import Departure

    figures = {"count": 9, "usual": 2, "spread": 1, "score": 7, "weeks": 4, "sources": 3}
    times = {"window_start": now - timedelta(hours=6), "began_at": now}
    with store.transaction() as session:
        spike = Departure(watch="drones", kind="spike", figures=figures, **times)
        session.add(spike)
        session.flush()
        session.add(Alert(watch="drones", departure_id=spike.id, evidence=[], opened_at=now))
    with store.reading() as session:
        number = session.scalar(select(func.max(Alert.id)))
    page = there.get(link("silence", subject=number))
    assert "Spike: 9 articles in 6h" in words(page)
    assert "This story" not in words(page)
    assert there.post(link("silence", subject=number), data={"about": "story", "for": "1d"}).status_code == 400
    there.press(page, "Silence")
    assert one(store, StoredSilence).watch == "drones"


def _deliveries(store):
    with store.reading() as session:
        return session.scalars(select(Delivery)).all()
