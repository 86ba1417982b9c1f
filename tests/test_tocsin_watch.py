"""tocsin watch list, test and explain on a real store."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.addresses import url_key
from store.articles import record
from store.incoming import Placement
from store.new_article import NewArticle
from tocsin.cli import run

NOW = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
ADDRESS = "https://mod.example/1"
WATCHES = """
[[sources]]
name = "mod"
url = "https://mod.example/f"
tags = ["official"]
[[watches]]
name = "Drones"
query = "title:drone tag:official"
[[watches]]
name = "Sport"
query = "drone"
sources = ["tag:sport"]
[[watches]]
name = "Off"
query = "drone"
enabled = false
"""


@pytest.fixture
def config(store_url, tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(f'version = 1\ndatabase = "{store_url}"\n{WATCHES}', encoding="utf-8")
    return path


@pytest.fixture
def article(store):
    facts = {"title": "Night over Odesa", "summary": "Drones came.", "text": "Many of them.", "language": "en"}
    item = NewArticle(url=ADDRESS, url_key=url_key(ADDRESS), **facts)
    with store.transaction() as session:
        return record(session, "mod", [item], NOW, lambda *_: [Placement(None, {"kind": "new"})]).new[0]


@pytest.fixture
def ask(config, capsys):
    def asked(*arguments):
        status = run(["watch", *map(str, arguments), "--config", str(config)])
        return status, *capsys.readouterr()

    return asked


def test_a_stored_article_is_explained_with_its_source_and_what_nearly_held(ask, article):
    status, out, _ = ask("explain", "Drones", "--article", f"{ADDRESS}?utm_source=mail")
    assert status == 1
    assert "✓ tag:official" in out
    assert "✗ drone  found in the summary, not in the title: «Drones»" in out
    assert "read as en" in out
    status, out, _ = ask("explain", "drone", "--article", ADDRESS)
    assert status == 0
    assert "*Drones* came." in out


def test_a_watch_that_does_not_look_at_an_article_says_why_although_its_query_holds(ask, article):
    status, out, _ = ask("explain", "Sport", "--article", ADDRESS)
    assert status == 1
    assert "not looked at: it does not read the source mod" in out
    assert "✓ drone" in out
    facts = json.loads(ask("test", "Off", "--article", ADDRESS, "--json")[1])
    assert (facts["held"], facts["passed_over"]) == (True, "it is switched off")


def test_an_address_that_is_not_stored_is_said(ask, article):
    status, _, err = ask("explain", "drone", "--article", "https://mod.example/2")
    assert status == 2
    assert "no article of this address is stored: https://mod.example/2" in err
    assert ask("explain", "drone", "--article", "mailto:x@example.org")[0] == 2
    assert ask("explain", "drone", "--article", ADDRESS, "--text", "x")[0] == 2


def test_a_file_that_is_no_text_is_wrong_usage(ask, tmp_path):
    (tmp_path / "text").write_bytes("Drohnen über Odesa".encode("latin-1"))
    status, _, err = ask("test", "drone", "--file", tmp_path / "text")
    assert status == 2
    assert "not UTF-8 (byte 8)" in err


def test_the_json_of_a_miss_holds_the_notes(ask):
    status, out, _ = ask(
        "explain", "=US OR minister NEAR/1 Poland", "--text", "They told us: the minister is of Poland", "--json"
    )
    assert status == 1
    parts = json.loads(out)["explanation"]["children"]
    assert [part["note"] for part in parts] == ["only in other case: «us»", "2 words between them, 1 allowed"]


def test_the_watches_are_listed_for_people_and_for_programs(ask):
    status, out, _ = ask("list")
    assert status == 0
    assert "Off  (off)" in out
    listed = json.loads(ask("list", "--json")[1])
    assert [(w["name"], w["query"], w["enabled"]) for w in listed] == [
        ("Drones", "title:drone tag:official", True),
        ("Sport", "drone", True),
        ("Off", "drone", False),
    ]


def test_a_volume_watch_is_listed_with_how_it_stands(ask, config, capsys):
    config.write_text(config.read_text() + "volume = {}\n[[watches]]\nname = 'Loud'\nquery = 'drone'\nvolume = {}\n")
    status, out, _ = ask("list")
    assert status == 0
    assert "volume: 0 in 6h; learning what is usual at this hour, 0 of 4 weeks known" in out
    listed = {w["name"]: w for w in json.loads(ask("list", "--json")[1])}
    assert listed["Loud"]["volume"]["window"] == "6h"
    assert listed["Loud"]["volume_now"]["state"] == "learning"
    assert (listed["Drones"]["volume"], listed["Drones"]["volume_now"], listed["Off"]["volume_now"]) == (None,) * 3
    run(["status", "--config", str(config), "--json"])
    [told] = json.loads(capsys.readouterr().out)["volume"]
    assert (told["watch"], told["under_way"]) == ("Loud", None)


def test_watches_can_be_listed_before_there_is_a_store(tmp_path, capsys):
    path = tmp_path / "new.toml"
    path.write_text("version = 1\n[[watches]]\nname = 'Loud'\nquery = 'drone'\nvolume = {}\n", encoding="utf-8")
    assert run(["watch", "list", "--config", str(path)]) == 0
    assert "Loud" in capsys.readouterr().out


def test_lines_that_must_and_must_not_match_are_checked_whenever_the_settings_are_read(ask, config, capsys):
    text = config.read_text()
    lines = 'must_match = ["A drone", "A missile"]\nmust_not_match = ["A drone show"]\n'
    config.write_text(text.replace('query = "title:drone tag:official"\n', f'query = "drone"\n{lines}'), "utf-8")
    for arguments in (["check"], ["watch", "list"], ["run", "--once"]):
        assert run([*arguments, "--config", str(config)]) == 1
        said = capsys.readouterr().err
        assert "does not find 'A missile': drone was not found" in said
        assert "finds 'A drone show': drone was found in 'drone'" in said
        assert f"{config}:11:26: " in said


def test_the_manual_shows_what_explain_prints(ask):
    manual = (Path(__file__).parent.parent / "docs" / "watches.md").read_text(encoding="utf-8")
    command, output = re.search(r"\$ (tocsin watch explain .*?)\n(\S.*?)```", manual, re.DOTALL).groups()
    arguments = shlex.split(command.replace("\\\n", " "))
    assert ask(*arguments[2:])[1] == output
