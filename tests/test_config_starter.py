"""The settings that a new user starts with hold, and show what can be done."""

import re
import tomllib

import pytest
from jsonschema import Draft7Validator
from pydantic import BaseModel, ConfigDict

from config.crosscheck import check_channels
from config.load import load
from config.schema import settings_schema
from config.starter import SCHEMA, starter_text

CONCEPTS = set(
    re.findall(
        r"\S+",
        "@nato @udcg @ukraine @russia @european-union @patriot @f-16 @air-defence @sanctions @ceasefire "
        "@defence-spending @drone",
    )
)


class File(BaseModel):
    """What the starter needs of the file channel."""

    model_config = ConfigDict(extra="forbid")
    path: str


@pytest.fixture
def starter(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(starter_text(), encoding="utf-8")
    return load(path, [check_channels({"file": File})], {}).settings


def test_it_loads_without_a_problem_and_without_any_variable_set(starter):
    assert starter.database.get_secret_value() == "sqlite:///tocsin.db"
    assert starter.channels["outbox"].options == {"path": "outbox.jsonl"}


def test_it_reads_official_trade_and_think_tank_sources_of_the_catalogue_in_many_languages(starter):
    assert 50 <= len(starter.sources) <= 90
    assert {"en", "fr", "de", "uk", "pl", "es", "it"} <= {source.language for source in starter.sources}
    assert {source.tags[0] for source in starter.sources} == {"official", "trade", "think-tank"}
    assert all(source.url.startswith("https://") for source in starter.sources)


def test_every_watch_reaches_the_outbox_and_is_held_by_samples_of_both_sorts(starter):
    assert 5 <= len(starter.watches) <= 8
    for watch in starter.watches:
        assert watch.channels == ("outbox",)
        assert watch.must_match
        assert watch.must_not_match


def test_it_uses_only_concepts_that_are_shipped(starter):
    text = " ".join(watch.query for watch in starter.watches)
    assert set(re.findall(r"@[\w-]+", text)) <= CONCEPTS


def test_what_is_commented_out_is_toml_as_well_and_loads_when_taken_in(tmp_path):
    lines = starter_text().splitlines()
    taken_in = [re.sub(r"^# (?=\[|[a-z_]+ = )", "", line) for line in lines]
    assert tomllib.loads("\n".join(taken_in))["channels"]["desk"]["kind"] == "email"
    path = tmp_path / "tocsin.toml"
    path.write_text("\n".join(taken_in), encoding="utf-8")
    found = load(path, (), {"SMTP_PASSWORD": "x", "WEBHOOK_SECRET": "y"}).settings
    assert (len(found.watches), list(found.channels)) == (8, ["outbox", "desk", "case-tool"])


def test_it_keeps_to_the_schema_that_editors_check_it_by():
    schema = settings_schema({"file": File}, ["feed", "listing", "sitemap", "spider"])
    assert [error.message for error in Draft7Validator(schema).iter_errors(tomllib.loads(starter_text()))] == []


def test_its_first_line_points_editors_at_the_shipped_schema():
    assert starter_text().splitlines()[0] == f"#:schema {SCHEMA.as_uri()}"
    assert SCHEMA.name == "tocsin.schema.json"
