"""`tocsin source`, as a user meets it."""

import json

import pytest

from tocsin.cli import run

SETTINGS = """version = 1
catalogue = ["tag:wire", "mod-pl", "not:country:RU"]
[[sources]]
name = "mine"
url = "https://example.org/feed"
language = "en"
tags = ["official"]
[[sources]]
name = "asleep"
url = "https://example.org/other"
enabled = false
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return path


@pytest.fixture
def ask(capsys, config):
    """Run a source command with these settings and return its exit status, output and error output."""

    def asked(*arguments):
        status = run(["source", *map(str, arguments), "--config", str(config)])
        out, err = capsys.readouterr()
        return status, out, err

    return asked


def test_list_shows_ones_own_and_those_switched_on(ask):
    status, out, _ = ask("list")
    assert status == 0
    assert "● mine  (en, feed, official)" in out
    assert "○ asleep  (feed)" in out
    assert "● mod-pl  (pl, PL, listing, official, ministry, unverified)" in out
    assert "tass-ru" not in out


def test_list_of_the_catalogue_tells_what_is_on_and_what_was_seen_when(ask):
    rows = {row["name"]: row for row in json.loads(ask("list", "--catalogue", "--json")[1])}
    assert len(rows) >= 200
    assert rows["mod-pl"]["on"]
    assert not rows["tass-ru"]["on"]
    assert (rows["bmvg"]["seen"], rows["bmvg"]["evidence"], rows["bmvg"]["tier"]) == (
        "2026-03-19",
        "answered",
        "official",
    )
    assert "answered a visit on 2026-03-19" in ask("list", "--catalogue", "--tag", "ministry", "--language", "de")[1]


@pytest.mark.parametrize(
    ("narrow", "holds"),
    [
        (("--tag", "official", "--country", "gb"), {"mod-uk"}),
        (("--language", "lt"), {"lrt-lt"}),
        (("--tag", "nothing"), set()),
    ],
)
def test_list_is_narrowed(ask, narrow, holds):
    assert {row["name"] for row in json.loads(ask("list", "--catalogue", "--json", *narrow)[1])} == holds
