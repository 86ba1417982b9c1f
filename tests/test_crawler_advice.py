"""What `tocsin check` says of sources that can be understood and are probably not meant so."""

import pytest

from config import Settings
from crawler.advice import advice_on_sources


def advice(fetch=None, **source):
    sources = [{"name": "s", "url": "https://news.example/"} | source]
    return " ".join(advice_on_sources(Settings(version=1, fetch=fetch or {}, sources=sources)))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            {"url": "http://192.168.1.5/feed"},
            "source 's': 192.168.1.5 is private, and is not read; name its network in",
        ),
        ({"url": "http://localhost:8080/feed"}, "127.0.0.1 is loopback, and is not read"),
        ({"url": "http://[::1]/feed"}, "::1 is loopback"),
        ({"links": "h2 a"}, 'links is heeded in a listing alone; write kind = "listing", or leave it out'),
        ({"kind": "sitemap", "next": "a.next"}, "next is heeded in a listing alone"),
        ({"country": "UK"}, "country UK is GB in ISO 3166"),
        ({"country": "EL"}, "country EL is GR in ISO 3166"),
    ],
)
def test_what_is_probably_not_meant_so_is_told(source, said):
    assert said in advice(**source)


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"url": "http://192.0.2.300.example/feed"},
        {"country": "GB"},
        {"kind": "listing", "links": "h2 a", "next": "a.next"},
        {"url": "http://10.1.0.9/feed", "fetch": {"private_addresses": ["10.1.0.0/16"]}},
    ],
)
def test_what_is_fine_is_passed_over(source):
    assert advice(**source) == ""
