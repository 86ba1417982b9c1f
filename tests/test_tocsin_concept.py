"""`tocsin concept`, as a user meets it: the shipped concepts and the user's own."""

import json

import pytest

from alerts.concepts import load_concepts
from tocsin.cli import run
from tocsin.commands import concept

SETTINGS = """version = 1
[concepts.chair]
kind = "office"
title = "Chair of the board"
beside = ["shareholder*"]
not_within = ["CHAIR lift"]
en = ["chair of the board", "~=CHAIR"]
holders = [{ person = "ann-alpha", since = 2024-01-01, until = 2025-06-30 }]
[concepts.ann-alpha]
kind = "person"
en = ["Ann Alpha", "=Ann"]
fr = ["Anne Alpha"]
nl = ["~=Ann"]
[concepts.nato]
en = ["=Alliance"]
[[watches]]
name = "Board"
query = 'takeover AND NOT title:(@chair NEAR/3 drone)'
[[watches]]
name = "Ferries"
query = 'ferry AND strike'
"""


@pytest.fixture
def ask(capsys, tmp_path):
    """Run a concept command with settings of one's own and return its exit status, output and error output."""
    config = tmp_path / "tocsin.toml"
    config.write_text(SETTINGS, encoding="utf-8")

    def asked(*arguments):
        status = run(["concept", *map(str, arguments), "--config", str(config)])
        out, err = capsys.readouterr()
        return status, out, err

    return asked


def test_list_tells_the_users_own_from_the_shipped_ones(ask):
    status, out, _ = ask("list")
    assert status == 0
    assert "@chair  Chair of the board  (office, yours; 2 names in 1 language)" in out
    assert "@nato  nato  (yours, in place of the shipped one; 1 name in 1 language)" in out
    assert "@european-union  European Union  (organisation, shipped; " in out


def test_list_is_narrowed_by_kind_and_by_a_word_of_any_name_in_any_spelling(ask):
    rows = json.loads(ask("list", "ОБСЄ", "--json")[1])
    assert [row["key"] for row in rows] == ["osce"]
    assert json.loads(ask("list", "sicurezza e la coop", "--kind", "organisation", "--json")[1])[0]["key"] == "osce"
    assert ask("list", "sicurezza e la coop", "--kind", "person")[1] == "0 concepts\n"
    status, _, err = ask("list", "--kind", "persons")
    assert status == 2
    assert "known: agency, alliance" in err


def test_show_tells_names_company_holders_and_watches(ask):
    status, out, _ = ask("show", "@Chair")
    assert status == 0
    assert "  en  chair of the board · ~=CHAIR\n" in out
    assert "  marks: ~ counts only beside another name · = to the letter\n" in out
    assert "  ~ also beside: shareholder*\n" in out
    assert "  not within: CHAIR lift\n" in out
    assert "  held by: @ann-alpha 2024-01-01–2025-06-30\n" in out
    assert "  watches: Board\n" in out
    assert "  held: @chair 2024-01-01–2025-06-30\n" in ask("show", "ann-alpha")[1]
    facts = json.loads(ask("show", "ann-alpha", "--json")[1])
    assert facts["names"] == {"en": ["Ann Alpha", "=Ann"], "fr": ["Anne Alpha"], "nl": ["~=Ann"]}
    assert facts["ambiguous_in"] == {"=Ann": ["nl"]}
    assert "  ~ in some languages alone: =Ann (nl)\n" in ask("show", "ann-alpha")[1]
    assert facts["watches"] == []


def test_an_unknown_concept_is_wrong_usage_with_a_suggestion(ask):
    status, _, err = ask("show", "chari")
    assert status == 2
    assert "did you mean chair" in err
    status, _, err = ask("test", "zzzzzz", "--text", "x")
    assert status == 2
    assert "`tocsin concept list` shows those that there are" in err


def test_a_concept_asked_for_by_one_of_its_names_is_told_under_its_key(ask):
    assert "did you mean chair, ann-alpha?" in ask("show", "anne-alpha")[2]  # who held an office is found by it
    assert "did you mean european-union?" in ask("show", "Europese-Unie")[2]


def test_test_shows_which_name_was_met_and_where(ask):
    status, out, _ = ask("test", "chair", "--text", "Shareholders heard CHAIR", "--language", "en")
    assert status == 0
    assert out.startswith("@chair  Chair of the board: found  «CHAIR» as en 'CHAIR'\n    Shareholders heard ")
    status, out, _ = ask("test", "chair", "--text", "They heard CHAIR", "--language", "en")
    assert status == 1
    assert "not found  'CHAIR' counts only beside another of its names" in out
    status, out, _ = ask("test", "chair", "--text", "Shareholders took the CHAIR lift", "--language", "en")
    assert status == 1
    assert "not found  'CHAIR' stands only within a longer name" in out


@pytest.mark.parametrize("language", ["deutsch", "ua", "e"])
def test_a_language_that_is_none_is_wrong_usage(ask, language):
    status, _, err = ask("test", "--text", "Der Vorsitzende", "--language", language)
    assert status == 2
    assert f"--language: '{language}' is no language code; write for example en, fr, uk or zh" in err


@pytest.mark.parametrize(("day", "status"), [("2024-01-01", 0), ("2025-07-01", 1)])
def test_test_knows_who_held_an_office_that_day(ask, day, status):
    found, out, _ = ask("test", "chair", "--text", "Ann Alpha said so", "--day", day)
    assert found == status
    assert ("'Ann Alpha' counts only from 2024-01-01 to 2025-06-30" in out) == bool(status)


def test_test_without_a_key_finds_all_that_a_text_names(ask):
    text = "Голова ОБСЄ зустрівся з президентом Зеленським у Пентагоні"
    status, out, _ = ask("test", "--text", text, "--language", "uk", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["language"] == "uk"
    assert {"osce", "volodymyr-zelenskyy", "pentagon"} <= {concept["key"] for concept in found["concepts"]}
    hit = next(concept for concept in found["concepts"] if concept["key"] == "pentagon")["hits"][0]
    assert (text[hit["start"] : hit["end"]], hit["name"], hit["language"]) == ("Пентагоні", "Пентагон", "uk")


def test_a_text_that_names_none_is_said_to(ask, monkeypatch):
    # Of the user's own alone: all the shipped ones take seconds.
    monkeypatch.setattr(concept, "load_concepts", lambda own: {key: load_concepts(own)[key] for key in own})
    status, out, _ = ask("test", "--text", "Nothing of the kind", "--language", "en")
    assert (status, out) == (1, "0 concepts found in a text in 'en'\n")


def test_test_wants_all_that_were_named(ask):
    assert ask("test", "chair", "osce", "--text", "the chair of the board of the OSCE")[0] == 0
    assert ask("test", "chair", "osce", "--text", "the chair of the board")[0] == 1
    assert ask("test", "chair")[0] == 2


def test_the_shipped_concepts_are_known_without_settings(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert run(["concept", "test", "nato", "--text", "l’OTAN"]) == 0
    assert "«OTAN»" in capsys.readouterr().out
