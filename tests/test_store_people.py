"""Users, sign-ins and tries to sign in, as the store keeps them."""

from datetime import timedelta
from threading import Thread

import pytest
from people import KEPT, users
from sqlalchemy.exc import IntegrityError

from store.audit import entries, note
from store.people import (
    CannotChange,
    add_user,
    fit_name,
    has_users,
    set_disabled,
    set_password,
    set_role,
    use_code,
    user_named,
)
from store.people_models import SignIn, Tries, User
from store.sign_ins import IDLE, LONGEST, hash_of, note_use, sign_in, sign_ins_of, signed_in
from store.throttle import FORGOTTEN, forgive, knock


def found(store, token, now):
    with store.reading() as session:
        known = signed_in(session, token, now)
        return known and known[0].name


def begun(store, now, name="anna"):
    with store.transaction() as session:
        return sign_in(session, user_named(session, name), now, "192.0.2.1", "Browser/1.0 " + "x" * 300)


def test_a_name_is_one_user_however_it_is_written(store, now):
    with store.transaction() as session:
        assert not has_users(session)
    users(store, now, Anna="admin")
    with store.transaction() as session:
        assert has_users(session)
        for written in ("anna", "ANNA", " Anna ", "Ａｎｎａ"):
            assert user_named(session, written).name == "Anna"
            with pytest.raises(CannotChange, match="there is a user"):
                add_user(session, written, "reader", KEPT, now)
        for none in ("", "an\x00na", "\ud800", "x" * 5_000, "' OR 1=1 --"):
            assert user_named(session, none) is None


@pytest.mark.parametrize("name", ["", " ", "a" * 101, "a\nb", "<b>x</b>", "a\x00", "\u202eanna", "a/b", "{{a}}", "-"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(CannotChange, match="a name has at most 100"):
        fit_name(name)


@pytest.mark.parametrize("name", ["Zoë", "Иван Петров", "a", "anna@example.org", "O'Neil-Smith", "Ａｎｎａ"])
def test_names_of_all_scripts_are_names(name):
    assert 0 < len(fit_name(name)) <= 100


def test_somebody_can_always_look_after_the_desk(store, now):
    with pytest.raises(CannotChange, match="the first user must be an admin"):
        users(store, now, rita="reader")
    users(store, now, anna="admin", bob="admin", rita="reader")
    with store.transaction() as session:
        anna, bob, rita = (user_named(session, name) for name in ("anna", "bob", "rita"))
        set_role(session, rita, "editor")
        set_disabled(session, bob, True)
        for work in (lambda: set_role(session, anna, "editor"), lambda: set_disabled(session, anna, True)):
            with pytest.raises(CannotChange, match="the last admin"):
                work()
        set_role(session, bob, "reader")
        set_role(session, rita, "admin")
        set_role(session, anna, "reader")


def test_a_sign_in_ends_when_it_is_not_used_and_after_two_weeks(store, now):
    users(store, now, anna="admin")
    token = begun(store, now)
    assert found(store, token, now + IDLE - timedelta(seconds=1)) == "anna"
    assert found(store, token, now + IDLE) is None
    last = now
    while last < now + LONGEST - timedelta(hours=11):
        last += timedelta(hours=11)
        with store.transaction() as session:
            note_use(session, hash_of(token), last)
        assert found(store, token, last + timedelta(hours=1)) == "anna"
    assert found(store, token, now + LONGEST) is None
    begun(store, now + LONGEST)
    with store.reading() as session:
        assert session.query(SignIn).count() == 1


def test_the_store_does_not_hold_what_browsers_hold(store, now):
    users(store, now, anna="admin")
    token = begun(store, now)
    with store.reading() as session:
        [one] = sign_ins_of(session, 1, now)
        assert token not in (one.token_hash, one.browser, one.address)
        assert found(store, one.token_hash, now) is None
        assert len(one.browser) == 200
    for wrong in ("", "x", token[:-1], token + "x", token.swapcase(), "\ud800"):
        assert found(store, wrong, now) is None


def test_a_new_password_and_a_shut_door_end_all_sign_ins(store, now):
    users(store, now, anna="admin", bob="admin")
    tokens = [begun(store, now), begun(store, now), begun(store, now, "bob")]
    with store.transaction() as session:
        set_password(session, user_named(session, "anna"), KEPT)
    assert [found(store, token, now) for token in tokens] == [None, None, "bob"]
    with store.transaction() as session:
        set_disabled(session, user_named(session, "bob"), True)
        set_disabled(session, user_named(session, "bob"), False)
    assert found(store, tokens[2], now) is None


def test_a_code_is_used_once(store, now):
    users(store, now, anna="admin")
    with store.transaction() as session:
        anna = user_named(session, "anna")
        assert [use_code(session, anna, step) for step in (7, 7, 6, 8)] == [True, False, False, True]


def tried(store, now, **keys):
    with store.transaction() as session:
        return knock(session, keys, now).total_seconds()


def test_each_failure_makes_the_next_try_wait_longer_up_to_five_minutes(store, now):
    waits = []
    for _ in range(5):
        assert tried(store, now, anna=5) == 0
    for _ in range(11):
        waits.append(tried(store, now, anna=5))
        now += timedelta(seconds=waits[-1])
        assert tried(store, now, anna=5) == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert tried(store, now, bob=5) == 0


def test_what_waits_is_not_counted_and_after_a_day_all_is_forgotten(store, now):
    for _ in range(5):
        tried(store, now, anna=5)
    for _ in range(50):
        assert tried(store, now, anna=5) == 1
    with store.reading() as session:
        assert session.get(Tries, "anna").failures == 5
    later = now + FORGOTTEN + timedelta(seconds=1)
    assert tried(store, later, bob=5) == 0
    with store.reading() as session:
        assert session.get(Tries, "anna") is None


def test_a_clock_that_is_set_back_keeps_nobody_out(store, now):
    for _ in range(30):
        tried(store, now, anna=5)
        now += timedelta(minutes=5)
    assert tried(store, now - timedelta(days=300), anna=5) == 0


def test_the_right_password_is_no_failure_of_its_address(store, now):
    for _ in range(40):
        assert tried(store, now, anna=5, there=20) == 0
        with store.transaction() as session:
            forgive(session, "anna", "there", now)
    for _ in range(20):
        assert tried(store, now, **{f"user{now.minute}{_}": 5}, there=20) == 0
    assert tried(store, now, bob=5, there=20) == 1


def test_many_tries_at_once_are_as_many(store, now):
    """Each is counted before its password is looked at: a hundred at once are a hundred."""
    waits = []
    threads = [Thread(target=lambda: waits.append(tried(store, now, anna=5))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0] * 5 + [1] * 7


def test_what_was_done_is_kept_as_it_was(store, now):
    with store.transaction() as session:
        for n in range(5):
            note(session, now + timedelta(days=n), "anna" if n % 2 else "w" * 300, "acknowledge", "/alerts/1", "::1")
    with store.reading() as session:
        assert [one["id"] for one in entries(session, 2)] == [5, 4]
        assert [one["id"] for one in entries(session, 9, before=4)] == [3, 2, 1]
        assert [one["id"] for one in entries(session, 9, since=now + timedelta(days=3))] == [5, 4]
        assert [one["who"] for one in entries(session, 9, who="anna")] == ["anna", "anna"]
        assert len(entries(session, 1)[0]["who"]) == 100


def test_a_role_that_there_is_not_cannot_be_kept(store, now):
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.add(User(name="x", name_key="x", role="owner", created_at=now))
