"""Pages of a site of which the settings say where things stand."""

from datetime import UTC, datetime

import pytest

from config import ConfigError, Settings, SiteSettings
from config.load import load
from crawler.checks import check_sources
from crawler.page import extract_page
from crawler.sites import Told, site_of

PAGE = """<!doctype html><html lang="en"><head><title>Portal</title></head><body>
<div class="top">Weather <h1>Portal of the region</h1></div>
<div class="c7"><h3 class="t">Twelve drones over the sea</h3><i class="when" data-x>3 March 2026, 14:05</i>
<b class="who">Olena Marchenko</b><b class="who">Peter Harlan</b>
<div class="body"><div class="promo">Subscribe now for a euro a month and read all that we have.</div>
<p>The ministry counted twelve drones over the sea on Tuesday.</p><p>None of them came near the coast.</p></div></div>
<div class="more"><p>Ten recipes for rainy days that you will not want to miss this year.</p></div></body></html>"""
SITE = SiteSettings(title=".t", text=".body", date=".when", authors=".who", drop=(".promo",))
URL = "https://www.portal.example.org/1"


def read(site, page=PAGE):
    return extract_page(page.encode(), URL, "text/html; charset=utf-8", Told(site=site))


def test_what_the_settings_point_at_is_what_is_read():
    page = read(SITE)
    assert page.title == "Twelve drones over the sea"
    assert page.text.split("\n") == [
        "The ministry counted twelve drones over the sea on Tuesday.",
        "None of them came near the coast.",
    ]
    assert page.published_at == datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
    assert page.published_exact
    assert page.authors == ("Olena Marchenko", "Peter Harlan")


def test_paragraphs_can_be_chosen_one_by_one_and_a_time_as_machines_read_it():
    dated = PAGE.replace("data-x", 'datetime="2026-03-04T10:00:00+01:00"')
    page = read(SiteSettings(text=".body p", date=".when"), dated)
    assert page.text.count("\n") == 1
    assert page.published_at == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_what_is_not_found_is_read_as_on_any_other_page():
    nothing = SiteSettings(title=".x", text=".x", date=".x", authors=".x", drop=(".x",))
    assert read(nothing) == read(None)


def test_even_the_whole_page_can_be_dropped_without_harm():
    assert read(SiteSettings(title=".t", drop=("html", "body > div"))).title == "Portal"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://example.org/1", "domain"),
        ("https://news.example.org/1", "domain"),
        ("https://www.portal.example.org/1", "host"),
        ("https://badexample.org/", None),
        ("https://example.org.evil.example/", None),
        ("no address", None),
    ],
)
def test_a_host_has_what_was_said_of_it_or_of_the_domain_above(url, found):
    sites = {"example.org": SiteSettings(title="domain"), "portal.example.org": SiteSettings(title="host")}
    site = site_of(sites, url)
    assert (site and site.title) == found


def test_a_selector_that_is_none_is_told_with_its_place():
    sites = {"example.org": {"text": "p[", "drop": ["aside", "::"]}}
    wrong = list(check_sources(Settings.model_validate({"version": 1, "sites": sites})))
    assert [problem.path for problem in wrong] == [("sites", "example.org", "text"), ("sites", "example.org", "drop")]
    assert "'p[' is no CSS selector" in str(wrong[0])


def test_they_can_stand_in_a_file_of_their_own(tmp_path):
    (tmp_path / "tocsin.toml").write_text('version = 1\ninclude = ["sites.toml"]\n', encoding="utf-8")
    (tmp_path / "sites.toml").write_text('[sites."example.org"]\ntext = "div.story"\n', encoding="utf-8")
    assert load(tmp_path / "tocsin.toml").settings.sites == {"example.org": SiteSettings(text="div.story")}
    (tmp_path / "sites.toml").write_text('[sites."https://example.org/"]\nbody = "p"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "tocsin.toml")
    assert any("sites.toml:" in str(problem) for problem in caught.value.problems)
