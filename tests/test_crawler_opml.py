"""Lists of sources in OPML, written by others and by us."""

import contextlib
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import SourceSettings
from config.catalogue import catalogue
from crawler.item import ReadError
from crawler.opml import _OWN_KEYS, read_opml, write_opml

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def opml(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{head}<opml version="2.0"><head><title>Mine</title></head><body>{body}</body></opml>'.encode()


def told(data: bytes):
    return [(entry.title, entry.url, entry.tags) for entry in read_opml(data).entries]


def test_sources_and_the_folders_they_lie_in_are_read():
    body = """<outline text="Defence"><outline text="Naval">
      <outline type="rss" text="Ships &amp; Boats" xmlUrl="https://e.org/ships" htmlUrl="https://e.org/"/></outline>
      <outline type="rss" title="Air" xmlUrl="https://e.org/air" category="/Forces/Air,wings"/></outline>
    <outline type="rss" text="Alone" xmlUrl="https://e.org/alone" language="en-us"/>"""
    assert told(opml(body)) == [
        ("Ships & Boats", "https://e.org/ships", ("Defence", "Naval")),
        ("Air", "https://e.org/air", ("Forces", "Air", "wings", "Defence")),
        ("Alone", "https://e.org/alone", ()),
    ]
    assert read_opml(opml(body)).entries[2].keys == {"language": "en-us"}


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ('XMLURL="https://e.org/f"', "https://e.org/f"),
        ('xmlUrl="feed://e.org/f"', "http://e.org/f"),
        ('xmlUrl="feed:https://e.org/f"', "https://e.org/f"),
        ('type="rss"', ""),
        ('url="https://e.org/p"', "https://e.org/p"),
        ('xmlUrl="https://e.org/f?a=1&amp;amp;b=2"', "https://e.org/f?a=1&b=2"),
        ('type="link" url="https://e.org/p"', ""),
    ],
)
def test_addresses_are_found_however_they_are_written(written, url):
    assert told(opml(f'<outline text="x" {written}/>')) == [("x", url, ())]


def test_broken_xml_is_read_as_far_as_it_makes_sense_and_this_is_said():
    found = read_opml(
        opml('<outline text="A & B" xmlUrl="https://e.org/f?a=1&b=2"/><outline text="C" xmlUrl="https://e.org/c">')
    )
    assert [entry.url for entry in found.entries] == ["https://e.org/f?a=1&b=2", "https://e.org/c"]
    assert "not well-formed" in found.notes[0]


def test_a_title_that_quotes_costs_no_source():
    body = (
        '<outline text="The "Echo"" xmlUrl="https://e.org/1"/>\n<outline text="A "B" C" xmlUrl="https://e.org/2" new/>'
    )
    assert told(opml(body)) == [('The "Echo"', "https://e.org/1", ()), ('A "B" C', "https://e.org/2", ())]


def test_an_entry_without_a_feed_is_kept_to_be_refused_and_an_included_list_is_told():
    body = """<outline text="Home" htmlUrl="https://e.org/"/><outline text="Spaced" xmlUrl=" https://e.org/f "/>
    <outline text="More" type="include" url="https://e.org/list.opml"/>"""
    assert told(opml(body)) == [("Home", "", ()), ("Spaced", "https://e.org/f", ())]
    assert "https://e.org/list.opml" in read_opml(opml(body)).notes[0]


def test_a_page_that_freshrss_scrapes_is_no_feed():
    body = (
        '<outline text="MoD" type="HTML+XPath" xmlUrl="https://e.org/news" htmlUrl="https://e.org/" xPathItem="//li"/>'
    )
    [entry] = read_opml(opml(body)).entries
    assert (entry.url, entry.page) == ("", "https://e.org/news")


def test_an_included_list_is_told_however_it_is_written_and_its_address_cannot_disguise_itself():
    body = '<outline text="More" Type="Include" URL="https://e.org/a&#x85;b&#x202E;c"/>'
    found = read_opml(opml(body))
    assert (found.entries, found.notes) == ((), ("it includes lists that were not read: https://e.org/a…bc",))


def test_other_encodings_are_read():
    head = '<?xml version="1.0" encoding="windows-1251"?>'
    data = opml('<outline text="Правда" xmlUrl="https://e.org/f"/>', head).decode().encode("cp1251")
    assert told(data) == [("Правда", "https://e.org/f", ())]


@pytest.mark.parametrize(
    ("data", "kind", "word"),
    [
        (b"", "empty", "no XML"),
        (b"https://e.org/f\n", "parse", "something else than XML"),
        (b"<rss><channel/></rss>", "parse", "a feed; `tocsin source add`"),
        (b"<html><body>x</body></html>", "parse", "a web page"),
        (b"<list/>", "parse", "<list>"),
        (b"x" * (16 * 1024 * 1024 + 1), "too-large", "16,777,216 bytes"),
    ],
)
def test_what_is_no_opml_is_said(data, kind, word):
    with pytest.raises(ReadError) as raised:
        read_opml(data)
    assert raised.value.kind == kind
    assert word in str(raised.value)


LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "hostile",
    [
        opml('<outline text="&j;" xmlUrl="https://e.org/&j;"/>', f'<!DOCTYPE opml [<!ENTITY a "ha">{LAUGHS}]>'),
        opml('<outline text="&a;" xmlUrl="https://e/"/>', '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        opml("<outline text='deep'>" * 200_000),
        opml('<outline text="x" xmlUrl="https://e.org/f"/>' * 200_000),
        opml(f'<outline text="{"x" * 10_000_000}" xmlUrl="https://e.org/f"/>'),
        opml("&" * 5_000_000),
    ],
    ids=["laughs", "file", "deep", "many", "long", "ampersands"],
)
def test_hostile_lists_take_no_long_time_and_open_nothing(hostile):
    start = time.process_time()
    found = read_opml(hostile)
    assert time.process_time() - start < 10
    assert "root:" not in repr(found.entries[:5])
    assert sum(len(entry.title) + len(entry.url) for entry in found.entries[:100]) < 100_000


KEYS = set(SourceSettings.model_fields)
SOURCES = (
    SourceSettings(name="plain", url="https://e.org/f"),
    SourceSettings(name='a "b" <c> & d', url="https://e.org/?a=1&b=2", tags=["one, two", "three/four"], language="uk"),
    SourceSettings(name="list", url="https://e.org/p", kind="listing", links="h2 > a", enabled=False, every="90m"),
    SourceSettings(name="map", url="https://e.org/s.xml", kind="sitemap", country="PL", full_text=False, tags=["x"]),
    SourceSettings(
        name="all",
        url="https://e.org/all",
        kind="listing",
        links="a",
        next="b",
        javascript=True,
        sitemap="https://e.org/news.xml",
        spider="nato",
        alert_on_first_poll=True,
    ),
    *(SourceSettings.model_validate(one.model_dump(include=KEYS)) for one in catalogue().values()),
)


def test_what_is_written_comes_back_whole():
    back = read_opml(write_opml(SOURCES, NOW))
    assert back.notes == ()
    read = [
        SourceSettings.model_validate({"name": e.name, "url": e.url, "tags": e.tags, **e.keys}) for e in back.entries
    ]
    assert sorted(read, key=lambda source: source.name) == sorted(SOURCES, key=lambda source: source.name)


def test_no_key_of_a_source_is_left_out():
    assert set(SourceSettings.model_fields) - {"name", "url", "language", "tags"} == set(_OWN_KEYS)


def test_what_is_written_is_for_other_readers_too():
    text = write_opml(SOURCES[:4], NOW).decode()
    assert '<outline text="plain" title="plain" type="rss" xmlUrl="https://e.org/f"' in text
    assert '<outline text="x">' in text
    assert 'category="one  two,three four"' in text
    assert text.count('type="rss"') == 2


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_no_list_raises_anything_but_a_read_error(data):
    for hostile in (data, opml("").replace(b"<body>", b"<body>" + data)):
        with contextlib.suppress(ReadError):
            read_opml(hostile)
