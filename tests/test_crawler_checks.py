"""What is wrong with a source, said before it is polled."""

import pytest

from config import Settings
from crawler.checks import check_sources


def problems(**source):
    settings = Settings(version=1, sources=[{"name": "s", "url": "https://news.example/"} | source])
    return [(problem.path, str(problem)) for problem in check_sources(settings)]


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"kind": "sitemap"},
        {"url": "https://me:hunter%2F2@news.example:8443/@user?to=a@b.example"},
        {"kind": "listing", "links": "main > .teaser:not(.ad) a[href*='/news/']"},
        {"kind": "spider", "spider": "gov_uk_mod"},
    ],
)
def test_a_good_source_has_no_problem(source):
    assert problems(**source) == []


@pytest.mark.parametrize(
    ("source", "key", "words"),
    [
        ({"kind": "rsss"}, "kind", "unknown kind 'rsss'; known: feed, listing, sitemap, spider"),
        ({"url": "https://me:hunter/2@news.example/"}, "url", "write / ? # in a name or password as %2F %3F %23"),
        ({"url": "https://me:hunter#2@news.example/"}, "url", "source 's': the host of its address ends in no port"),
        ({"kind": "fed"}, "kind", "did you mean 'feed'?"),
        ({"kind": "spider", "spider": "gov_uk"}, "spider", "did you mean 'gov_uk_mod'?"),
        ({"kind": "listing", "links": "a["}, "links", "is no CSS selector"),
        ({"kind": "listing", "links": "a:hover::"}, "links", "is no CSS selector"),
    ],
)
def test_a_bad_source_is_told_with_its_cure(source, key, words):
    [(path, text)] = problems(**source)
    assert path == ("sources", 0, key)
    assert words in text
    assert "hunter" not in text
    assert "source 's'" in text
