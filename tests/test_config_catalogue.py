"""The sources that come with Tocsin: facts that hold, switched on by a line of settings."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from babel import Locale

from config import ConfigError
from config.catalogue import EVIDENCE, catalogue, switched_on
from config.load import load
from crawler.addresses import canonical_url, url_key
from crawler.reader import readers
from crawler.selectors import check_selector

ENGLISH = Locale("en")
SOURCES = list(catalogue().values())


@pytest.fixture
def read(tmp_path):
    """Load settings whose lines are given."""

    def loaded(*lines: str):
        path = tmp_path / "tocsin.toml"
        path.write_text("\n".join(("version = 1", *lines)), encoding="utf-8")
        return load(path)

    return loaded


def test_it_has_two_hundred_sources_in_twenty_languages_and_five_tiers():
    assert len(SOURCES) >= 200
    assert len({source.language for source in SOURCES}) >= 20
    assert {source.tier for source in SOURCES} == {"official", "wire", "trade", "press", "think-tank"}


def test_no_name_and_no_address_stands_in_it_twice():
    names = [entry for path in Path("config/catalogue").glob("*.toml") for entry in _names(path)]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    keys = Counter(url_key(source.url) for source in SOURCES)
    assert [source.url for source in SOURCES if keys[url_key(source.url)] > 1] == []


def _names(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("name = ")]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_each_is_a_source_that_can_be_read(source):
    assert source.kind in readers()
    assert canonical_url(source.url).startswith(("http://", "https://"))
    assert source.language in ENGLISH.languages
    assert source.country is None or source.country in ENGLISH.territories
    assert source.links is None or check_selector(source.links) is None
    assert (source.seen is not None) == (source.evidence == "answered")
    assert source.evidence in EVIDENCE


def test_a_tag_switches_on_what_is_verified_only():
    official = list(switched_on(["tag:official"]))
    assert {"nato-newsroom", "mod-uk", "bmvg"} <= {source.name for source in official}
    assert all(source.evidence in ("answered", "crawled", "listed") for source in official)
    assert {source.tier for source in official} == {"official"}


def test_what_is_not_verified_is_switched_on_by_its_name_or_its_tag():
    assert [source.name for source in switched_on(["oryx"])] == ["oryx"]
    assert [source.name for source in switched_on(["name:eda", "country:LT", "not:lrt-en"])] == ["eda", "lrt-lt"]
    assert {source.is_verified for source in switched_on(["tag:unverified"])} == {False}
    assert list(switched_on(["name:oryx", "not:tag:unverified"])) == []


@pytest.mark.parametrize("rule", ["country:UA", "tag:official", "tag:unverified", "not:country:RU", "name:oryx"])
def test_a_rule_means_the_same_in_any_case(rule):
    kind, _, value = rule.rpartition(":")
    as_it_is = [source.name for source in switched_on([rule])]
    assert as_it_is
    assert [source.name for source in switched_on([f"{kind.title()}:{value.swapcase()}"])] == as_it_is


def test_not_alone_switches_on_all_others():
    countries = {source.country for source in switched_on(["not:country:RU"])}
    assert "RU" not in countries
    assert len(countries) > 20
    assert list(switched_on([])) == []


def test_settings_read_what_they_switch_on_beside_their_own(read):
    loaded = read('catalogue = ["country:PL"]', "[[sources]]", 'name = "mine"', 'url = "https://example.org/feed"')
    names = [source.name for source in loaded.settings.sources]
    assert names[0] == "mine"
    assert "rzeczpospolita" in names
    assert loaded.notes == ()


def test_the_users_own_wins_over_the_same_name_and_the_same_address(read):
    named = catalogue()["mod-uk"]
    loaded = read(
        'catalogue = ["mod-uk", "bmvg"]',
        "[[sources]]",
        'name = "MOD-UK"',
        'url = "https://example.org/feed"',
        "[[sources]]",
        'name = "berlin"',
        f'url = "{catalogue()["bmvg"].url}"',
    )
    assert [source.name for source in loaded.settings.sources] == ["MOD-UK", "berlin"]
    assert loaded.settings.sources[0].url != named.url
    assert loaded.notes == (
        "the catalogue's source 'mod-uk' is left out: yours of that name stands",
        "the catalogue's source 'bmvg' is left out: your source 'berlin' reads it",
    )


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        ("tag:oficial", "did you mean 'tag:official'?"),
        ("country:XX", "did you mean 'country:"),
        ("not:mod-ukk", "did you mean 'mod-uk'"),
        ("PL", "known: country:PL "),
        ("Country:XX", "did you mean 'country:"),
        ("lang:pl", ", … `tocsin source list --catalogue`"),
    ],
)
def test_a_rule_that_nothing_meets_is_a_problem_with_its_place(read, rule, hint):
    with pytest.raises(ConfigError) as raised:
        read(f'catalogue = ["tag:official", "{rule}"]')
    (problem,) = raised.value.problems
    assert ":2:30: no source of the catalogue is" in problem
    assert hint in problem


def test_settings_without_a_catalogue_do_not_read_it(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text("version = 1\n")
    program = f"import sys; from pathlib import Path; from config.load import load; load(Path({str(path)!r})); "
    program += "print('config.catalogue' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"
