"""Sitemaps as sites publish them, whole and broken."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.item import ReadError
from crawler.sitemap import Sitemap, SitemapEntry, parse_sitemap

URL = "https://www.example.org/sitemap.xml"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc>https://www.example.org/a?id=1&amp;utm_source=map</loc><lastmod>2026-03-04T13:00:00+01:00</lastmod></url>
  <url><loc>
     https://www.example.org/b </loc><priority>0.5</priority></url>
  <url><loc>https://www.example.org/a?id=1</loc></url>
  <url><loc>mailto:a@example.org</loc></url><url/>
</urlset>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://www.example.org/orage</loc>
    <news:news><news:publication><news:name>Exemple</news:name><news:language>fr-BE</news:language></news:publication>
      <news:publication_date>2026-03-04T13:00+01:00</news:publication_date>
      <news:title><![CDATA[L’OTAN & la tempête]]></news:title></news:news>
    <image:image><image:loc>https://www.example.org/x.jpg</image:loc><image:title>Une image</image:title></image:image>
  </url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>/news.xml.gz</loc><lastmod>2026-03-04</lastmod></sitemap>
  <sitemap><loc>https://www.example.org/old.xml</loc></sitemap></sitemapindex>"""
A = SitemapEntry(url="https://www.example.org/a?id=1", lastmod=NOON)
B = SitemapEntry(url="https://www.example.org/b")


def read(text):
    return parse_sitemap(text if isinstance(text, bytes) else text.encode(), URL)


def test_a_plain_sitemap_gives_its_addresses_each_once():
    assert read(PLAIN) == Sitemap(entries=(A, B))


def test_a_sitemap_of_news_gives_title_time_and_language():
    entry = SitemapEntry(
        url="https://www.example.org/orage", title="L’OTAN & la tempête", published_at=NOON, language="fr"
    )
    assert read(NEWS) == Sitemap(entries=(entry,))


def test_an_index_gives_other_sitemaps():
    old = ("https://www.example.org/old.xml", None)
    new = ("https://www.example.org/news.xml.gz", datetime(2026, 3, 4, tzinfo=UTC))
    assert read(INDEX) == Sitemap(indexes=(new, old))


@pytest.mark.parametrize(
    "text",
    [
        "<sitemapindex><url><loc>https://www.example.org/posts.xml</loc></url></sitemapindex>",
        "<urlset><url><loc>https://www.example.org/news-sitemap2.xml</loc></url></urlset>",
        "<urlset><url><loc>/sitemap_posts_2026.xml.gz</loc></url></urlset>",
    ],
)
def test_what_is_listed_as_a_page_and_is_a_sitemap_is_one(text):
    found = read(text)
    assert (found.entries, len(found.indexes)) == ((), 1)


@pytest.mark.parametrize(
    "written",
    ["https://www.example.orghttps://www.example.org/b", "http://https://www.example.org/b", "www.example.org/b"],
)
def test_an_address_is_taken_as_it_was_meant(written):
    assert read(f"<urlset><url><loc>{written}</loc></url></urlset>").entries == (B,)


@pytest.mark.parametrize(
    ("host", "language", "now", "hour"),
    [
        ("www.example.org", "fr", NOON, 11),
        ("www.example.com.au", "en", NOON, 1),
        ("www.example.org", "en", NOON, 12),
        # By the clock of Brazil it would be three hours ahead.
        ("www.example.com.br", "pt", NOON, 12),
        ("www.example.com.br", "pt", NOON + timedelta(hours=3), 15),
    ],
)
def test_a_time_without_a_zone_is_by_the_clock_of_the_country(host, language, now, hour):
    said = NEWS.replace("13:00+01:00", "12:00").replace("fr-BE", language).encode()
    assert parse_sitemap(said, f"https://{host}/news.xml", now=now).entries[0].published_at == NOON.replace(hour=hour)


def test_gzip_is_undone():
    assert read(gzip.compress(PLAIN.encode())) == read(PLAIN)


def test_a_list_in_plain_text_is_read():
    assert read("\ufeffhttps://www.example.org/b\r\n\r\nnonsense\nhttps://www.example.org/b#x\n").entries == (B,)


@pytest.mark.parametrize(
    "broken",
    [
        PLAIN.replace("&amp;", "&"),
        PLAIN.replace("</urlset>", ""),
        PLAIN.replace("<url/>", "<url><loc>https://www.exam"),
        "\n\n" + PLAIN,
        "<br />\n<b>Warning</b>: no such file\n" + PLAIN,
        "Warning: no such file\n" + PLAIN,
        f"<pre>{PLAIN}</pre>",
        PLAIN.replace("<url><loc>", "<url><image:loc>https://www.example.org/x.jpg</image:loc><loc>"),
        PLAIN.replace("</lastmod></url>", "</lastmod><image:loc>https://www.example.org/x.jpg</image:loc></url>"),
        PLAIN.replace('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', ""),
        PLAIN.replace("http://www.sitemaps.org/schemas/sitemap/0.9", "https://www.google.com/schemas/sitemap/0.84"),
        PLAIN.replace("<priority>0.5</priority>", "<news:x>\x0b&nbsp;</news:x>"),
        PLAIN.replace("UTF-8", "UTF-16"),
    ],
)
def test_what_is_broken_is_read_as_far_as_it_goes(broken):
    assert read(broken).entries[:2] == (A, B)


def test_half_an_address_is_none():
    assert read(PLAIN.replace("<url/></urlset>", "<url><loc>https://www.exam")).entries == (A, B)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("", "empty", "empty"),
        ("  \n", "empty", "empty"),
        ("Not found", "parse", "neither XML nor a list"),
        ("<!DOCTYPE html><html><body>Not found</body></html>", "parse", "a web page"),
        ("<rss version='2.0'><channel/></rss>", "parse", 'kind = "feed"'),
        ("<!-- -->", "parse", "no"),
        (b"\x1f\x8b\x08garbage", "parse", "gzip"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_what_it_is(text, kind, reason):
    with pytest.raises(ReadError, match=reason) as caught:
        read(text)
    assert caught.value.kind == kind


def test_an_empty_sitemap_names_nothing():
    assert read("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>") == Sitemap()


def test_a_file_of_this_machine_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://www.example.org/secret")
    entity = f"<!DOCTYPE urlset [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    assert "secret" not in str(read(entity + "<urlset><url><loc>&x;</loc></url><url><loc>/b</loc></url></urlset>"))


def test_entities_do_not_explode():
    levels = "".join(f"<!ENTITY x{number} '{f'&x{number - 1};' * 10}'>" for number in range(1, 12))
    text = f"<!DOCTYPE urlset [<!ENTITY x0 'lol'>{levels}]><urlset><url><loc>/&x11;</loc></url></urlset>"
    assert len(str(read(text))) < 100_000


def test_a_bomb_of_gzip_is_refused():
    with pytest.raises(ReadError) as caught:
        read(gzip.compress(b" " * 60_000_000))
    assert caught.value.kind == "too-large"


def test_no_more_entries_are_read_than_the_protocol_allows():
    text = "<urlset>" + "".join(f"<url><loc>/{number}</loc></url>" for number in range(50_100)) + "</urlset>"
    assert len(read(text).entries) == 50_000


PIECES = st.sampled_from(
    [b"<urlset>", b"<url>", b"<loc>", b"</loc>", b"</url>", b"https://example.org/", b"&", b"<![CDATA[", b"<news:news>"]
)


@settings(max_examples=150)
@given(st.lists(PIECES | st.binary(max_size=6), max_size=15).map(b"".join))
def test_no_bytes_raise_anything_but_read_errors(data):
    for given_data in (data, b"<urlset><url><loc>" + data, b"\x1f\x8b" + data):
        try:
            parse_sitemap(given_data, URL)
        except ReadError as error:
            assert str(error)  # noqa: PT017
