"""The key of links is made once, and who has unsubscribed is remembered, on both databases."""

from sqlalchemy import select
from test_store_migrate import apply

from store.link_models import LinkKey
from store.links import has_unsubscribed, link_keys, renew_key, resubscribe, unsubscribe, unsubscriptions
from store.migrate import upgrade
from store.session import open_store


def test_a_store_that_was_in_use_gets_a_key_of_its_own_and_keeps_it(bare_url):
    store = open_store(bare_url)
    apply(store, "0005")
    upgrade(store)
    with store.reading() as session:
        [key] = link_keys(session)
    assert len(key) == 32
    assert upgrade(store) == ()
    with store.reading() as session:
        assert link_keys(session) == (key,)
    store.close()


def test_the_newest_key_stands_first(store):
    with store.transaction() as session:
        [old] = link_keys(session)
        session.add(LinkKey(key="ab" * 32))
    with store.reading() as session:
        assert link_keys(session) == (b"\xab" * 32, old)


def test_a_new_key_takes_the_place_of_all_others(store):
    with store.transaction() as session:
        [old] = link_keys(session)
        session.add(LinkKey(key="ab" * 32))
        session.flush()
        renew_key(session)
    with store.reading() as session:
        [new] = link_keys(session)
    assert len(new) == 32
    assert new not in (old, b"\xab" * 32)


def test_unsubscribing_twice_is_unsubscribing_once(store, now):
    with store.transaction() as session:
        assert unsubscribe(session, "desk", "a@example.org", now)
    with store.transaction() as session:
        assert not unsubscribe(session, "desk", "a@example.org", now.replace(year=2027))
        [one] = unsubscriptions(session)
        assert (one.channel, one.recipient, one.at) == ("desk", "a@example.org", now)
        assert has_unsubscribed(session, "desk", "a@example.org")
        assert not has_unsubscribed(session, "desk", "b@example.org")
        assert not has_unsubscribed(session, "duty", "a@example.org")
        assert resubscribe(session, "desk", "a@example.org")
        assert not resubscribe(session, "desk", "a@example.org")
        assert not has_unsubscribed(session, "desk", "a@example.org")


def test_a_channel_that_is_its_own_recipient_cannot_unsubscribe(store, now):
    with store.transaction() as session:
        unsubscribe(session, "hook", "", now)
        assert not has_unsubscribed(session, "hook", "")
        assert session.scalars(select(LinkKey)).one()
