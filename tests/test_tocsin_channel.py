"""`tocsin channel` on who has unsubscribed, and the links of a test message, as a user meets them."""

import json

import pytest
from deliveries import alert, played
from desks import PUBLIC

from alerts.links import PATH
from store.links import link_keys, unsubscribe
from tocsin.cli import run

TOML = """version = 1
timezone = "Europe/Kyiv"
database = "{url}"
{desk}
[channels.box]
kind = "file"
path = "{path}"
"""


@pytest.fixture
def config(store_url, tmp_path):
    path = tmp_path / "tocsin.toml"
    desk = f'[desk]\npublic_url = "{PUBLIC}"'
    path.write_text(TOML.format(url=store_url, path=tmp_path / "box.jsonl", desk=desk), encoding="utf-8")
    return path


@pytest.fixture
def ask(capsys, config):
    def asked(*arguments):
        status = run([*map(str, arguments), "--config", str(config)])
        return (status, *capsys.readouterr())

    return asked


def test_who_has_unsubscribed_is_listed_and_can_be_told_again(ask, store, now):
    with store.transaction() as session:
        unsubscribe(session, "box", "a@example.org", now)
        unsubscribe(session, "elsewhere", "b@example.org", now)
    status, out, _ = ask("channel", "list")
    assert status == 0
    assert "a@example.org has unsubscribed (2026-03-01 11:00)" in out
    assert "b@example.org" not in out
    [row] = json.loads(ask("channel", "list", "--json")[1])
    assert [one["recipient"] for one in row["unsubscribed"]] == ["a@example.org"]
    status, out, _ = ask("channel", "resubscribe", "box", "a@example.org")
    assert (status, out) == (0, "a@example.org is told again of what comes from now on by channel box\n")
    assert "unsubscribed" not in ask("channel", "list")[1]
    status, _, err = ask("channel", "resubscribe", "box", "a@example.org")
    assert status == 1
    assert "has not unsubscribed from a channel 'box'; `tocsin channel list` shows who has" in err


def test_before_there_is_a_store_nobody_has_unsubscribed(ask, config, tmp_path):
    text = config.read_text().replace(config.read_text().split('"')[3], f"sqlite:///{tmp_path}/none.db")
    config.write_text(text, encoding="utf-8")
    status, out, err = ask("channel", "list")
    assert (status, err) == (0, "")
    assert "box  (file)" in out


def test_links_that_were_sent_can_be_ended(ask, store):
    with store.reading() as session:
        before = link_keys(session)
    status, out, _ = ask("desk", "end-links")
    assert status == 0
    assert "no link in a message that was sent does anything any more" in out
    with store.reading() as session:
        assert set(link_keys(session)).isdisjoint(before)


def test_a_test_message_has_the_links_of_a_real_alert(ask, store, now, tmp_path):
    alert(store, now, played("box"))
    status, _, err = ask("channel", "test", "box")
    assert status == 0, err
    [line] = (tmp_path / "box.jsonl").read_text().splitlines()
    assert json.loads(line)["alerts"][0]["links"]["useful"].startswith(f"{PUBLIC}{PATH}useful.1.0.")
