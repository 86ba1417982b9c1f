"""A link can be used by whoever has it, until it ends, and made by nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hostile import ANY_TEXT, quick
from hypothesis import given
from hypothesis import strategies as st

from alerts.links import ACTIONS, PATH, TAKEN_BACK_BY, BadLink, ExpiredLink, Link, Signer, read_token, token

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
KEY, OTHER = b"k" * 32, b"o" * 32
LINK = Link("acknowledge", 12, 34, NOW + timedelta(days=14))
TOKEN = token(LINK, KEY)


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_what_was_signed_is_read_again(action):
    link = replace(LINK, action=action)
    assert read_token(token(link, KEY), (OTHER, KEY), NOW) == link


def test_everything_that_can_be_done_can_be_taken_back():
    assert set(TAKEN_BACK_BY.values()).isdisjoint(TAKEN_BACK_BY)
    assert {"show", *TAKEN_BACK_BY, *TAKEN_BACK_BY.values()} == ACTIONS


@pytest.mark.parametrize("at", range(len(TOKEN)))
def test_a_link_cut_off_anywhere_is_none(at):
    with pytest.raises(BadLink):
        read_token(TOKEN[:at], (KEY,), NOW)


@quick
@given(at=st.integers(0, len(TOKEN) - 1), letter=st.characters())
def test_a_link_with_one_letter_changed_is_none(at, letter):
    changed = TOKEN[:at] + letter + TOKEN[at + 1 :]
    if changed != TOKEN:
        with pytest.raises(BadLink):
            read_token(changed, (KEY,), NOW)


@quick
@given(text=ANY_TEXT)
def test_nothing_made_up_is_a_link(text):
    with pytest.raises(BadLink):
        read_token(text, (KEY,), NOW)


@pytest.mark.parametrize(
    "other",
    [
        replace(LINK, action="silence"),
        replace(LINK, subject=13),
        replace(LINK, delivery=35),
        replace(LINK, until=LINK.until + timedelta(seconds=1)),
        replace(LINK, subject=1, delivery=234),
    ],
    ids=str,
)
def test_a_signature_does_for_nothing_else(other):
    forged = token(other, b"guess").rpartition(".")[0] + "." + TOKEN.rpartition(".")[2]
    with pytest.raises(BadLink):
        read_token(forged, (KEY,), NOW)


def test_a_link_ends_at_its_time():
    assert read_token(TOKEN, (KEY,), LINK.until - timedelta(seconds=1)) == LINK
    with pytest.raises(ExpiredLink) as refused:
        read_token(TOKEN, (KEY,), LINK.until)
    assert refused.value.until == LINK.until


def test_a_forged_link_is_not_said_to_have_ended():
    with pytest.raises(BadLink) as refused:
        read_token(token(LINK, OTHER), (KEY,), LINK.until)
    assert not isinstance(refused.value, ExpiredLink)


def test_without_keys_no_link_holds():
    with pytest.raises(BadLink):
        read_token(TOKEN, (), NOW)


def test_the_links_of_an_alert_are_web_addresses_that_no_mail_program_cuts():
    links = Signer("https://tocsin.example.org", KEY, LINK.until).for_alert(12, 34)
    for url in vars(links).values():
        assert url.startswith(f"https://tocsin.example.org{PATH}")
        assert url[-1].isalnum()
        assert len(url) < 200
    assert read_token(links.not_useful.rpartition("/")[2], (KEY,), NOW) == replace(LINK, action="not-useful")
