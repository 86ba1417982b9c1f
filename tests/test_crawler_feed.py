"""Feeds of every format, sound, broken and hostile."""

import gzip
import json
import pickle
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.decode import tidy_xml
from crawler.feed import feed_items, parse_feed
from crawler.feed_loose import read_loose
from crawler.feed_skips import DAYS, listed, skipped
from crawler.feed_xml import read_xml
from crawler.inspect import inspect_feed
from crawler.item import ReadError

URL = "https://news.example.org/feeds/all.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Défense &amp; Sécurité</title><link>https://news.example.org/</link><language>fr-be</language><ttl>30</ttl>
<item><title>Le ministre &lt;b&gt;annonce&lt;/b&gt; AT&amp;amp;T</title><link>/a?x=1&amp;y=2</link>
<guid isPermaLink="false">tag-1</guid><pubDate>Tue, 05 Mar 2024 10:00:00 +0100</pubDate>
<dc:creator>Jeanne Dupont</dc:creator><description>&lt;p&gt;Un &lt;i&gt;résumé&lt;/i&gt;.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Un</p><script>alert(1)</script><p>Deux <a href="b">lien</a></p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://news.example.org/blog/">
<title type="html">News &amp;amp; Views</title><link rel="hub" href="https://hub.example.org/"/>
<link rel="self" href="atom.xml"/><link href="/"/><author><name>The Desk</name></author>
<entry><title>One</title><id>urn:x:1</id><link rel="alternate" type="text/html" href="one.html"/>
<updated>2024-03-05T10:00:00Z</updated><summary>Short</summary></entry>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two <em>2</em></div></title><id>urn:x:2</id>
<link href="two.html"/><published>2024-03-04T10:00:00+02:00</published><updated>2024-03-06T10:00:00Z</updated>
<author><name>Ann</name></author><author><email>bob@example.org</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Para<br/>graph</p><script>x</script></div></content></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example.org/"><title>RDF</title><link>https://news.example.org/</link></channel>
<item rdf:about="https://news.example.org/1"><title>One</title><link>https://news.example.org/1</link>
<dc:date>2024-03-05T10:00:00+01:00</dc:date><dc:creator>Ann</dc:creator></item></rdf:RDF>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "https://news.example.org/",
"language": "en", "authors": [{"name": "The Desk"}], "items": [
{"id": 7, "url": "/seven", "title": "Seven", "content_html": "<p>Body</p>", 
"date_published": "2024-03-05T10:00:00+01:00"},
{"id": "https://news.example.org/8", "content_text": "a < b", "authors": [{"name": "Ann"}]}]}"""
TEN = datetime(2024, 3, 5, 9, 0, tzinfo=UTC)


def rss(*items: str, head: str = "") -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{head}{''.join(items)}</channel></rss>".encode()


def item(inside: str, link: str = "https://news.example.org/1") -> str:
    return f"<item><title>t</title><link>{link}</link>{inside}</item>"


def only(data: bytes, **more):
    (entry,) = parse_feed(data, URL, **more).entries
    return entry


def test_rss_is_read():
    feed = parse_feed(RSS.encode(), URL, "application/rss+xml")
    (one,) = feed_items(feed)
    assert (feed.title, feed.url, feed.language, feed.wait) == (
        "Défense & Sécurité", "https://news.example.org/", "fr-be", timedelta(minutes=30),
    )  # fmt: skip
    assert (one.title, one.url, one.guid) == ("Le ministre annonce AT&T", "https://news.example.org/a?x=1&y=2", "tag-1")
    assert (one.published_at, one.authors, one.language) == (TEN, ("Jeanne Dupont",), "fr-be")
    assert (one.summary, one.text, one.complete) == ("Un résumé.", "Un\nDeux lien", False)


def test_rss_is_shown_as_html_that_does_nothing():
    (entry,) = inspect_feed(RSS.encode(), URL)["entries"]
    assert entry["summary"] == "<p>Un <i>résumé</i>.</p>"
    assert entry["content"] == (
        '<p>Un</p><p>Deux <a href="https://news.example.org/feeds/b" rel="noopener noreferrer">lien</a></p>'
    )
    assert entry["published"] == "2024-03-05T09:00:00+00:00"


def test_atom_is_read_with_its_bases_types_and_inherited_authors():
    feed = parse_feed(ATOM.encode(), URL)
    one, two = feed_items(feed)
    assert (feed.title, feed.url, feed.hubs) == (
        "News & Views",
        "https://news.example.org/",
        ("https://hub.example.org/",),
    )
    assert (one.url, one.authors, one.published_at) == (
        "https://news.example.org/blog/one.html", ("The Desk",), datetime(2024, 3, 5, 10, tzinfo=UTC),
    )  # fmt: skip
    assert (two.title, two.text, two.authors) == ("Two 2", "Para\ngraph", ("Ann", "bob@example.org"))
    assert two.published_at == datetime(2024, 3, 4, 8, tzinfo=UTC)


def test_a_language_that_only_the_words_name_is_theirs():
    title, summary = "<title xml:lang='uk'>Т</title>", "<summary xml:lang='pl'>S</summary>"
    text = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'>{title}<entry>{summary}</entry><entry><id>b:c</id></entry></feed>"
    )
    feed = parse_feed(text.encode(), URL)
    assert (feed.language, [entry.language for entry in feed.entries]) == ("uk", ["pl", "uk"])


def test_rdf_is_read():
    (one,) = feed_items(parse_feed(RDF.encode(), URL))
    assert (one.url, one.published_at, one.authors) == ("https://news.example.org/1", TEN, ("Ann",))


def test_json_feed_is_read():
    seven, eight = feed_items(parse_feed(JSON.encode(), URL, "application/feed+json"))
    assert (seven.guid, seven.url, seven.text, seven.published_at) == (
        "7",
        "https://news.example.org/seven",
        "Body",
        TEN,
    )
    assert seven.authors == ("The Desk",)
    assert (eight.url, eight.text, eight.authors) == ("https://news.example.org/8", "a < b", ("Ann",))


@pytest.mark.parametrize("version", ["0.90", "0.91", "0.92", "0.93", "0.94", "2.0"])
def test_every_rss_of_old_is_read(version):
    data = f"<rss version='{version}'><channel><title>x</title>{item('')}</channel></rss>"
    assert only(data.encode()).title == "t"


def test_atom_0_3_is_read():
    data = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>x</title><entry><title mode="escaped"
      type="text/html">a &amp;lt; b</title><link rel="alternate" href="https://e.org/1"/><issued>2024-03-05T09:00:00Z</issued>
      <content mode="base64" type="text/html">PGI+Qm9sZDwvYj4=</content></entry></feed>"""
    entry = only(data)
    assert (entry.title, entry.published, entry.content) == ("a < b", TEN, "<b>Bold</b>")


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("windows-1251", "application/rss+xml; charset=windows-1251"),
        ("koi8-r", "text/xml; charset=koi8-r"),
        ("gb18030", "text/xml; charset=gb18030"),
        ("utf-16", ""),
        ("utf-16-le", "application/xml"),
        ("utf-32", ""),
        ("utf-8-sig", "text/xml"),
        ("utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "text/xml; charset=no-such-thing"),
        ("utf-8", "text/xml; charset=rot13"),
    ],
)
def test_text_is_decoded_as_it_is_not_as_it_is_declared(encoding, content_type):
    title = "国防部长访问" if encoding == "gb18030" else "Министр обороны прибыл"
    data = f"<rss version='2.0'><channel><title>{title}</title>{item('')}</channel></rss>".encode(encoding)
    assert parse_feed(data, URL, content_type).title == title


def test_the_xml_declaration_names_the_encoding_where_the_header_does_not():
    data = f"<?xml version='1.0' encoding='windows-1251'?>{rss(item('<author>Иван</author>')).decode()}".encode(
        "cp1251"
    )
    assert only(data).authors == ("Иван",)


def test_the_one_accent_of_a_feed_tells_that_its_encoding_is_not_what_it_says():
    data = rss("<item><title>Café</title><link>/1</link></item>").decode().encode("latin-1")
    assert only(data, content_type="text/xml; charset=utf-8").title == "Café"


def test_a_stray_byte_costs_one_character_only():
    assert (
        parse_feed("<rss><channel><title>Überraschung schön".encode() + b"\xff</title></channel></rss>").title
        == "Überraschung schön\ufffd"
    )


@pytest.mark.parametrize("body", [b"/dev/zero", b"/etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:1/x"])
def test_a_body_that_is_a_path_or_an_address_opens_nothing(body):
    opened = []
    sys.addaudithook(
        lambda event, args: opened.append((event, args)) if event in ("open", "socket.connect") and listening else None
    )
    listening = True
    with pytest.raises(ReadError) as raised:
        parse_feed(body, URL)
    listening = False
    assert raised.value.kind == "not-a-feed"
    assert not [event for event in opened if body.decode() in str(event)]


def test_nothing_outside_is_opened_or_included():
    data = b"""<!DOCTYPE rss SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY ok "fine">]>
      <rss><channel><title>[&x;][&ok;]</title></channel></rss>"""
    assert parse_feed(data).title == "[&x;][fine]"


def test_an_entity_bomb_does_not_go_off():
    laughs = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 10))
    data = f"<!DOCTYPE r [<!ENTITY l0 'lol'>{laughs}]><rss><channel><title>&l9;</title></channel></rss>".encode()
    calls = "&b;" * 300_000
    flood = f"<!DOCTYPE r [<!ENTITY b '{'b' * 200}'>]><rss><channel><title>{calls}</title></channel></rss>".encode()
    for bomb in (data, flood):
        assert len(parse_feed(bomb).title) <= 500


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"", "empty", "empty"),
        (b" \n\x00", "empty", "empty"),
        (b"<!doctype html><html><body><article>x</article></body></html>", "not-a-feed", "HTML page"),
        (b"<html><head><title>404</title></head></html>", "gone", "nothing is found"),
        (b'{"error": "no"}', "not-a-feed", "JSON"),
        (b"[1, 2]", "not-a-feed", "JSON"),
        (b'{"items": [', "parse", "JSON"),
        (b"[" * 200_000, "parse", "JSON"),
        (b"<urlset><url/></urlset>", "not-a-feed", "sitemap"),
        (b"<catalogue><book/></catalogue>", "not-a-feed", "XML"),
        (b"Sorry, try again later", "not-a-feed", "Sorry"),
        (b"x" * (17 * 1024 * 1024), "too-large", "bytes"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_feed_is_called_by_its_name(body, kind, said):
    with pytest.raises(ReadError, match=said) as raised:
        parse_feed(body, URL)
    assert raised.value.kind == kind


@pytest.mark.parametrize(
    "broken",
    [
        rss(item("<description>Fish & Chips &nbsp; R&D</description>")),
        rss(item("<description>5 < 6</description>")),
        rss(item("<description>&#xD800;&#x110000;&#99999999999;</description>")),
        rss(item("<media:title>undeclared prefix</media:title>")),
        rss(item("<description>never closed")),
        rss(item("\x00\x08")),
        rss(item(""))[:-20],
        b"Warning: mysql_connect()\n" + rss(item("")),
        rss(item("<description><b>crossed <i>tags</b></i></description>")),
        rss(item("<description a=b>unquoted</description>")),
        rss(item("<!-- never closed")).replace(b"</item>", b"</item><item>x", 1),
    ],
    ids=range(11),
)
def test_broken_feeds_give_what_can_be_read(broken):
    assert [entry.url for entry in parse_feed(broken, URL).entries][:1] == ["https://news.example.org/1"]


@pytest.mark.parametrize(
    "first",
    [
        "<title><![CDATA[One</title><link>https://news.example.org/1</link></item>",
        "<title>One</title><link>https://news.example.org/1</link>",
    ],
    ids=["cdata", "item"],
)
def test_what_is_not_closed_takes_nothing_of_the_next_entry(first):
    second = item("<description><![CDATA[<p>Two</p>]]></description>", "https://news.example.org/2")
    entries = parse_feed(rss(f"<item>{first}", second), URL).entries
    assert [entry.url[-2:] for entry in entries] == ["/1", "/2"]
    assert entries[1].summary_text == "Two"


@pytest.mark.parametrize(
    "broken",
    [
        "<title>One & more<link>https://e.org/1</link><description>Body</description>",
        "<title><![CDATA[One & more]]><link>https://e.org/1<description>Body",
        "<title>One & more<title/><link>https://e.org/1<link/><description>Body</description>",
        "<description>Body<guid>https://e.org/1</guid><title>One & more",
        "<dc:date>2024<link>https://e.org/1<content:encoded>Body</content:encoded><title>One & more",
    ],
)
def test_a_word_that_is_not_closed_hides_no_other_of_its_entry(broken):
    entry = only(rss(f"<item>{broken}</item>"))
    said = entry.summary_text or entry.content_text
    assert (entry.title, entry.url, said) == ("One & more", "https://e.org/1", "Body")


@pytest.mark.parametrize(
    ("last", "urls"),
    [
        ("<item><title>Two</title><link>https://e.org/2", ["https://e.org/1"]),
        ("<item><title>Tw", ["https://e.org/1"]),
        ("<item", ["https://e.org/1"]),
        ("<entry><id>urn:2</id><link href='https://e.o", ["https://e.org/1"]),
        ("<item><link>https://e.org/2</link><title>Tw", ["https://e.org/1", "https://e.org/2"]),
        ("<entry><link href='https://e.org/2'/><title>Tw", ["https://e.org/1", "https://e.org/2"]),
        ("<item><title>Two</title></channel>", ["https://e.org/1", ""]),
    ],
)
def test_an_entry_that_breaks_off_before_its_address_ends_waits_for_the_whole_feed(last, urls):
    data = f"<rss><channel>{item('', 'https://e.org/1')}{last}"
    assert [entry.url for entry in parse_feed(data.encode(), URL).entries] == urls


@pytest.mark.parametrize(
    "raw",
    ["<description>Body & <o:p>more</o:p></description>", "<description>Body & <p>more</p></description>"],
)
def test_html_that_stands_bare_in_a_broken_feed_closes_nothing(raw):
    assert only(rss(item(raw))).summary_text.split() == ["Body", "&", "more"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&amp;lt;p&amp;gt;Fish &amp;amp;amp; chips&amp;lt;/p&amp;gt;", "<p>Fish &amp; chips</p>"),
        ("<![CDATA[&lt;b&gt;Fish&lt;/b&gt;&amp;nbsp;chips]]>", "<b>Fish</b>&nbsp;chips"),
        ("<![CDATA[5 &lt; 6 &gt; 4]]>", "<p>5 &lt; 6 &gt; 4</p>"),
        ("<![CDATA[<p>Write &lt;b&gt; for bold</p>]]>", "<p>Write &lt;b&gt; for bold</p>"),
    ],
)
def test_html_that_was_escaped_twice_is_read_as_it_was_meant(written, read):
    assert only(rss(item(f"<description>{written}</description>"))).summary == read


def test_an_entry_stands_right_in_another_only_where_that_was_not_closed():
    inner = "<gallery>" + item("", "https://news.example.org/3") + "</gallery>"
    outer = item(item(inner, "https://news.example.org/2"))
    assert [entry.url[-2:] for entry in parse_feed(rss(outer), URL).entries] == ["/1", "/2"]


def test_a_feed_whose_prefix_is_explained_nowhere_is_read():
    text = rss(item("")).decode().replace("<", "<rss:").replace("<rss:/", "</rss:").replace("<rss:rss", "<rss")
    assert only(text.replace("</rss:rss", "</rss").encode()).url == "https://news.example.org/1"


DC = "http://purl.org/dc/elements/1.1/"


@pytest.mark.parametrize(
    "namespace",
    [DC, DC.rstrip("/"), f"  {DC} ", DC.upper(), DC.replace("http:", "https:"), "http://purl.org/dc/terms/"],
)
def test_dublin_core_is_known_under_any_prefix_however_its_namespace_is_written(namespace):
    one = only(rss(f"<item xmlns:d='{namespace}'><link>/1</link><d:title>T</d:title><d:creator>Ann</d:creator></item>"))
    assert (one.title, one.authors) == ("T", ("Ann",))


def test_a_usual_prefix_is_believed_where_nobody_knows_its_namespace():
    said = "<content:encoded>Whole</content:encoded><dc:date>2024-03-05T09:00:00Z</dc:date><x:date>2020-01-01</x:date>"
    other = "xmlns:content='urn:a' xmlns:dc='http://dublincore.example/' xmlns:x='urn:b'"
    one = only(rss(f"<item {other}><link>/1</link>{said}</item>"))
    assert (one.content_text, one.published) == ("Whole", TEN)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&lt;![CDATA[Fish &amp; chips]]&gt;", "Fish & chips"),
        ("\n &lt;![CDATA[Fish &amp; chips]]&gt;\n ", "Fish & chips"),
        ("<![CDATA[<![CDATA[Fish & chips]]>]]>", "Fish & chips"),
        ("<![CDATA[<![CDATA[Fish & chips [new]]]]]><![CDATA[>]]>", "Fish & chips [new]"),
        # words about it are left alone
        ("Write &lt;![CDATA[x]]&gt; in XML", "Write <![CDATA[x]]> in XML"),
        # characters beyond 16 bits in two halves, and a half alone
        ("One &#xD83D;&#xDEA8; two", "One \N{POLICE CARS REVOLVING LIGHT} two"),
        ("One &#55357;&#57000; two", "One \N{POLICE CARS REVOLVING LIGHT} two"),
        ("One &#xD83D; two", "One two"),
        ("One &#xDEA8;&#xD83D; two", "One two"),
    ],
)
def test_what_was_escaped_by_mistake_is_read_as_it_was_meant(written, title):
    assert only(rss(f"<item><title>{written}</title><link>https://e.org/1</link></item>")).title == title


def test_a_mistyped_namespace_is_taken_for_the_one_that_was_meant():
    data = b"<feed xmlns='http://www.w3.org/2006/Atom'><title>x</title><entry><link href='https://e.org/1'/></entry></feed>"
    assert only(data).url == "https://e.org/1"
    assert only(data.replace(b"http:", b"https:").replace(b"2006", b"2005")).url == "https://e.org/1"
    plain = (
        b"<rss xmlns='http://www.w3.org/1999/xhtml'><channel><item><link>https://e.org/1</link></item></channel></rss>"
    )
    assert only(plain).url == "https://e.org/1"
    # Here the address is written with a reference, so that it cannot be found in the text.
    assert only(data.replace(b"2006", b"&#50;006")).url == "https://e.org/1"


@pytest.mark.parametrize("text", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_the_quick_and_the_tolerant_reader_agree(text):
    text = tidy_xml(text).replace("<script>x</script>", "")
    quick, tolerant = read_xml(text, URL), read_loose(text, URL)
    assert quick
    assert tolerant
    for one, other in zip(quick.entries, tolerant.entries, strict=True):
        assert (one.id, one.links[0], one.authors[:1]) == (other.id, other.links[0], other.authors[:1])
        assert (one.title.value.strip() != "", bool(one.content.value)) == (
            other.title.value != "",
            bool(other.content.value),
        )
        assert {*one.published, *one.updated} - {""} == {*other.published, *other.updated} - {""}


def test_a_refusal_travels_between_processes():
    error = pickle.loads(pickle.dumps(ReadError("parse", "why", wait=timedelta(1), status=200)))  # noqa: S301
    assert (error.kind, str(error), error.wait, error.status) == ("parse", "why", timedelta(1), 200)


def test_a_broken_feed_is_said_to_be_broken():
    assert "not well-formed" in parse_feed(rss(item("<x>"))).notes[0]


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link>https://e.org/1</link><guid>https://e.org/2</guid>", "https://e.org/1"),
        ("<guid>https://e.org/2</guid>", "https://e.org/2"),
        ("<guid isPermaLink='false'>https://e.org/2</guid>", "https://e.org/2"),
        ("<guid isPermaLink='false'>n1</guid><enclosure url='https://e.org/3.mp3'/>", "https://e.org/3.mp3"),
        ("<a:link xmlns:a='http://www.w3.org/2005/Atom' href='https://e.org/4'/>", "https://e.org/4"),
        ("<link href='https://e.org/5'/>", "https://e.org/5"),
        ("<link>javascript:alert(1)</link><guid>https://e.org/2</guid>", "https://e.org/2"),
        ("<link> \n https://e.org/a b </link>", "https://e.org/a%20b"),
        ("<link>//e.org/7</link>", "https://e.org/7"),
        ("<link> www.e.org/8?a=1 </link>", "http://www.e.org/8?a=1"),
        ("<link>www.archive/9</link>", "https://news.example.org/feeds/www.archive/9"),
        (
            "<a:content xmlns:a='http://www.w3.org/2005/Atom' type='text/html' src='/10'/>",
            "https://news.example.org/10",
        ),
        ("<link>at://did:plc:x/y</link><link>ftp://e.org/</link>", ""),
        ("<link>http://[</link>", ""),
    ],
)
def test_links_are_found_wherever_feeds_hide_them(inside, url):
    assert only(rss(f"<item><title>t</title>{inside}</item>")).url == url


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ('<link>&lt;a href="/1"&gt;Read&lt;/a&gt;</link>', "https://e.org/1"),
        ('<link><a href="/1">Read</a></link>', "https://e.org/1"),
        (
            '<title>&lt;a href="/1?a=1&amp;amp;b=2" hreflang="en"&gt;Minister&lt;/a&gt;</title>',
            "https://e.org/1?a=1&b=2",
        ),
        ("<link>https://e.org/https%3A//www.e.org/1</link>", "https://www.e.org/1"),
        ("<link>https://e.org/https%3A%2F%2Fe.org%2F1</link>", "https://e.org/1"),
        ("<link>https://e.org/%20https://e.org/1</link>", "https://e.org/1"),
        ("<link>https://e.orghttps://e.org/1</link>", "https://e.org/1"),
        ("<link>http://https://e.org/1</link>", "https://e.org/1"),
        ("<link>https//e.org/1</link>", "https://e.org/1"),
        ("<link>https:/e.org/1</link>", "https://e.org/1"),
        ("<link>https: //e.org/1</link>", "https://e.org/1"),
        ("<link>www.e.org/1</link>", "https://www.e.org/1"),
        ("<link>/go?to=https: //e.org/1</link>", "https://e.org/go?to=https:%20//e.org/1"),
        ("<link>e.org/1</link>", "https://e.org/1"),
        ("<link>http://localhost:1313/1?x=2</link>", "https://e.org/1?x=2"),
        ("<link>http://127.0.0.1/1</link>", "https://e.org/1"),
        # what leads elsewhere in earnest does
        ("<link>https://e.org/http://other.org/1</link>", "https://e.org/http://other.org/1"),
        ("<link>https://e.org/?to=https://e.org/1</link>", "https://e.org/?to=https://e.org/1"),
        ("<link>https://archive.org/web/2026/https://e.org/1</link>", "https://archive.org/web/2026/https://e.org/1"),
        ("<link>http.org/1</link>", "https://e.org/http.org/1"),
        ("<link>https-notes/1</link>", "https://e.org/https-notes/1"),
    ],
)
def test_links_are_taken_as_they_were_meant(inside, url):
    [entry] = parse_feed(rss(f"<item><description>t</description>{inside}</item>"), "https://e.org/feed").entries
    assert entry.url == url


def test_a_feed_made_on_its_author_s_machine_is_of_the_site_that_it_stands_on():
    feed = (
        b"<rss><channel><link>http://localhost:8080/</link><item><title>t</title><link>/1</link></item></channel></rss>"
    )
    [entry] = parse_feed(feed, "https://e.org/feed").entries
    [of_mine] = parse_feed(feed.replace(b"/1", b"http://localhost:8080/1"), "http://localhost/feed").entries
    assert (entry.url, of_mine.url) == ("https://e.org/1", "http://localhost:8080/1")


def test_the_outlet_is_no_word_of_what_an_aggregator_quotes():
    said = "<title>Talks go on - Kyiv Independent</title><link>https://news.google.com/rss/articles/x</link>"
    body = "<description>&lt;a&gt;Talks go on&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font&gt;Kyiv Independent&lt;/font&gt;"
    source = '<source url="https://kyivindependent.example">Kyiv Independent</source>'
    [item] = feed_items(parse_feed(rss(f"<item>{said}{body}</description>{source}</item>"), URL))
    assert (item.title, item.summary, item.text) == ("Talks go on", "", "")
    for other in ("<source>The Paper</source>", "<source/>", "<source>Talks go on - Kyiv Independent</source>"):
        [item] = feed_items(parse_feed(rss(f"<item>{said}{other}</item>"), URL))
        assert item.title == "Talks go on - Kyiv Independent"


def test_an_address_is_no_title():
    [item] = feed_items(
        parse_feed(
            rss("<item><title>https://e.org/1/</title><link>https://e.org/1</link>Words</item>"), "https://e.org/"
        )
    )
    assert item.title == ""


def test_a_page_around_a_feed_costs_nothing_of_it():
    feed = '<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>A &amp; B</title></item></channel></rss>'
    assert only(f"<html><body>{feed}</body></html>".encode()).title == "A & B"


def test_of_several_links_to_pages_the_surest_is_taken():
    links = '<a:link href="https://e.org/1"/><a:link href="https://e.org/2" rel="alternate" type="text/html"/>'
    atom = 'xmlns:a="http://www.w3.org/2005/Atom"'
    assert only(f"<a:feed {atom}><a:entry>{links}</a:entry></a:feed>".encode()).url == "https://e.org/2"
    assert only(f"<rss {atom}><item>{links}<link>https://e.org/3</link></item></rss>".encode()).url == "https://e.org/3"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("desk@e.org (Ann Lee)", "Ann Lee"),
        ("desk@e.org (Ann (Foreign Desk))", "Ann (Foreign Desk)"),
        ('"Ann Lee" &lt;desk@e.org&gt;', "Ann Lee"),
        ("Ann Lee [desk@e.org]", "Ann Lee"),
        ("Ann Lee (mailto:desk@e.org)", "Ann Lee"),
        ("(desk@e.org) Ann Lee", "Ann Lee"),
        ("Ann Lee, desk@e.org", "Ann Lee"),
        ("desk@e.org - Ann Lee", "Ann Lee"),
        ("Ann Lee (Reuters)", "Ann Lee (Reuters)"),
        ("mailto:desk@e.org", "desk@e.org"),
        ("ann@e.org (Ann), bo@e.org (Bo)", "ann@e.org (Ann), bo@e.org (Bo)"),
        ("@annlee", "@annlee"),
    ],
)
def test_an_author_is_named_without_the_address_beside_the_name(written, name):
    assert only(rss(item(f"<author>{written}</author>"))).authors == (name,)


@pytest.mark.parametrize(
    ("mail", "names"),
    [
        ("ann@example.org", ("Ann",)),
        ("bob@example.org (Bob)", ("Bob", "Ann")),
        ("Bob", ("Bob", "Ann")),
    ],
)
def test_a_mail_address_is_no_second_author_beside_a_name(mail, names):
    written = f"<author>{mail}</author><d:creator xmlns:d='{DC}'>Ann</d:creator>"
    assert only(rss(item(written))).authors == names
    assert only(rss(item("<author>ann@example.org</author>"))).authors == ("ann@example.org",)


def test_each_of_the_authors_in_a_list_is_one():
    names = "<rdf:Bag><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Bag>"
    assert only(RDF.replace("<dc:creator>Ann", f"<dc:creator>{names}").encode()).authors == ("Ann", "Bob")


@pytest.mark.parametrize("name", ["1234567", "7bd204c6-1655-4c27-aeee-53f933c5395f", "2024-03-05 desk 1"])
def test_a_guid_that_is_a_mere_word_is_no_address(name):
    entry = only(rss(f"<item><title>t</title><guid>{name}</guid><enclosure url='https://e.org/3.mp3'/></item>"))
    assert (entry.id, entry.url) == (name, "https://e.org/3.mp3")


@pytest.mark.parametrize("guid", ["<guid>/feeds/1</guid>", '<guid isPermaLink="true">1</guid>'])
def test_a_guid_that_is_an_address_is_resolved_like_any_link(guid):
    entry = only(rss(f"<item><title>t</title>{guid}</item>"))
    assert entry.id == entry.url == "https://news.example.org/feeds/1"


@pytest.mark.parametrize(
    ("inside", "content"),
    [
        ("<x:div>a <x:b>b</x:b> c</x:div>", "a <b>b</b> c"),
        (" \n<x:div>a</x:div> ", "a"),
        ('<x:div dir="rtl">a</x:div>', '<div dir="rtl">a</div>'),
        ("<x:div>a</x:div><x:div>b</x:div>", "<div>a</div><div>b</div>"),
        ("a <x:div>b</x:div>", "a <div>b</div>"),
    ],
)
def test_the_bare_div_around_xhtml_is_no_part_of_it(inside, content):
    names = 'xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://www.w3.org/1999/xhtml"'
    data = f'<feed {names}><entry><content type="xhtml">{inside}</content></entry></feed>'
    assert only(data.encode()).content == content


def test_an_item_goes_by_the_address_behind_a_relay():
    inside = "<o:origLink xmlns:o='http://rssnamespace.org/feedburner/ext/1.0'>https://e.org/own</o:origLink>"
    (one,) = feed_items(parse_feed(rss(item(inside, link="http://feedproxy.example.com/~r/1")), URL))
    assert one.url == "https://e.org/own"


def test_entries_without_a_link_stand_at_the_page_of_their_feed():
    ticker = "<item><title>Siren in Lviv</title></item><item><description>All clear</description><guid>7</guid></item>"
    feed = parse_feed(rss(ticker, head="<link>https://news.example.org/ticker#top</link>"), URL)
    siren, clear = feed_items(feed)
    assert (siren.url, siren.complete) == ("https://news.example.org/ticker#!Siren in Lviv", True)
    assert (clear.url, clear.title, clear.summary) == ("https://news.example.org/ticker#!7", "All clear", "All clear")
    assert ([entry.url for entry in feed.entries], feed.notes) == (["", ""], ())
    assert feed_items(parse_feed(rss(ticker), URL))[1].url == f"{URL}#!7"


def test_entries_that_say_nothing_are_left_out_and_counted():
    date, guid = "<pubDate>Tue, 05 Mar 2024 10:00:00 +0100</pubDate>", "<guid isPermaLink='false'>17</guid>"
    feed = parse_feed(rss(item(""), f"<item>{date}</item>", f"<item>{guid}</item>"), URL)
    assert len(feed_items(feed)) == 1
    assert "2 of 3 entries have no link" in feed.notes[0]


@pytest.mark.parametrize(
    ("head", "url", "link", "absolute"),
    [
        ("<link>https://e.org/</link>", "https://news.e.org/rss/all.xml", "a.html", "https://news.e.org/rss/a.html"),
        ("<link>https://e.org/news/</link>", "https://feeds.relay.net/x", "a.html", "https://e.org/news/a.html"),
        ("<link>https://e.org/news/</link>", "", "/a.html", "https://e.org/a.html"),
        ("<link>/news/</link><a:link rel='self' href='https://e.org/r/x'/>", "", "a.html", "https://e.org/r/a.html"),
        ("<link>/news/</link>", "https://e.org/rss", "a.html", "https://e.org/a.html"),
    ],
)
def test_relative_links_are_of_the_site_that_the_feed_is_of(head, url, link, absolute):
    names = "xmlns:a='http://www.w3.org/2005/Atom'"
    data = f"<rss {names}><channel>{head}<item><link>{link}</link></item></channel></rss>"
    assert parse_feed(data.encode(), url).entries[0].url == absolute


def test_an_empty_link_is_the_base_that_the_entry_names():
    entry = '<entry xml:base="https://e.org/1"><link href=""/></entry><entry><link href=""/></entry>'
    feed = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode(), URL)
    assert [one.url for one in feed.entries] == ["https://e.org/1", ""]


def test_json_feeds_are_read_as_people_write_them():
    items = """[{"external_url": "a.html", "authors": {"name": "Ann"}}, {"summary": "Short", "url": "b.html"}]"""
    data = f'{{"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://e.org/", "items": {items}}}'
    one, two = parse_feed(data.encode(), "https://cdn.example.net/feed.json").entries
    assert (one.url, one.authors) == ("https://e.org/a.html", ("Ann",))
    assert (two.url, two.summary_text) == ("https://e.org/b.html", "Short")


MIRRORED = {
    "RSS in JSON": """{"rss": {"version": "2.0", "channel": {"title": "T", "link": "https://e.org/", "language": "en",
        "item": {"title": "One", "link": "/1", "guid": {"isPermaLink": "false", "#value": "7"},
        "pubDate": "Tue, 05 Mar 2024 10:00:00 +0100", "dc:creator": "Ann", "description": "<p>Body</p>"}}}}""",
    "xml2js": """{"rss": {"$": {"version": "2.0"}, "channel": [{"title": ["T"], "link": ["https://e.org/"],
        "item": [{"title": ["One"], "link": ["/1"], "guid": [{"_": "7", "$": {"isPermaLink": "false"}}],
        "pubDate": ["Tue, 05 Mar 2024 10:00:00 +0100"], "dc:creator": ["Ann"], "description": ["<p>Body</p>"]}]}]}}""",
    "GData": """{"version": "1.0", "feed": {"title": {"$t": "T"}, "link": [{"href": "https://e.org/"}],
        "entry": [{"id": {"$t": "7"}, "title": {"type": "text", "$t": "One"},
        "published": {"$t": "2024-03-05T09:00:00Z"},
        "summary": {"type": "html", "$t": "<p>Body</p>"}, "author": [{"name": {"$t": "Ann"}}],
        "link": [{"rel": "edit", "href": "/2"}, {"rel": "alternate", "type": "text/html", "href": "/1"}]}]}}""",
    "rss2json": """{"status": "ok", "feed": {"title": "T", "link": "https://e.org/"}, "items": [{"title": "One",
        "guid": "7", "link": "https://e.org/1", "pubDate": "2024-03-05 09:00:00", "author": "Ann",
        "description": "<p>Body</p>"}]}""",
}
MEMBERS = ["item", "title", "$", "_", "@x:y", "dc:date", "a b", "#text", "url"]


@pytest.mark.parametrize("data", MIRRORED.values(), ids=MIRRORED)
def test_feeds_that_were_turned_into_json_are_read(data):
    feed = parse_feed(data.encode(), "https://e.org/feed.json")
    (one,) = feed.entries
    assert (feed.title, feed.url) == ("T", "https://e.org/")
    assert (one.id, one.url, one.title, one.published) == ("7", "https://e.org/1", "One", TEN)
    assert (one.summary, one.authors) == ("<p>Body</p>", ("Ann",))


def test_posts_as_wordpress_lists_them_are_read():
    post = """[{"id": 5, "date": "2024-03-05T10:00:00", "date_gmt": "2024-03-05T09:00:00", "link": "https://e.org/1",
        "title": {"rendered": "One &#8211; two"}, "content": {"rendered": "<p>Body</p>"}, "author": 3}]"""
    one = only(post.encode())
    assert (one.url, one.title, one.published, one.content) == ("https://e.org/1", "One – two", TEN, "<p>Body</p>")
    assert one.authors == ()


@settings(max_examples=100)
@given(
    st.recursive(
        st.text(max_size=5) | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner),
        max_leaves=12,
    )
)
def test_whatever_json_mirrors_is_read_or_refused(inside):
    for root in ("rss", "feed", "items"):
        try:
            feed_items(parse_feed(json.dumps({root: {"channel": inside, "entry": inside}}).encode(), URL))
        except ReadError as error:
            assert error.kind in ("not-a-feed", "parse")  # noqa: PT017


@pytest.mark.parametrize(
    ("url", "language", "dates", "first"),
    [
        ("https://www.wojsko.example.pl/rss", "", ["5 lis 2026 10:00 +0100"], datetime(2026, 11, 5, 9, tzinfo=UTC)),
        ("https://www.mod.gov.uk/rss", "en", ["03/11/2026 10:00:00"], datetime(2026, 11, 3, 10, tzinfo=UTC)),
        ("https://e.com/rss", "", ["03/11/2026", "26/11/2026"], datetime(2026, 11, 3, tzinfo=UTC)),
        ("https://e.com/rss", "en", ["11/03/2026", "11/26/2026"], datetime(2026, 11, 3, tzinfo=UTC)),
        ("https://www.mod.gov.uk/rss", "en-us", ["11/03/2026"], datetime(2026, 11, 3, tzinfo=UTC)),
        ("https://e.com/rss", "en", ["03/11/2026"], None),
    ],
)
def test_a_feed_tells_in_which_order_it_writes_day_and_month(url, language, dates, first):
    items = [item(f"<pubDate>{date}</pubDate>", f"https://e.com/{date}") for date in dates]
    feed = parse_feed(rss(*items, head=f"<language>{language}</language>"), url)
    assert feed.entries[0].published == first
    assert bool(feed.notes) == (first is None)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("16th Nov 2023 3:09pm", datetime(2023, 11, 16, 15, 9, tzinfo=UTC)),
        ("Tue, 05 Mar 2024 11:00:00 Europe/Kyiv", TEN),
        ("mar. 5 mars 2024 10:00:00 +0100", TEN),
        ("<time datetime='2024-03-05T09:00:00Z'>05/03/2024 - 04:00</time>", TEN),
        ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("10000-01-01", None),
        ("0000-00-00", None),
        ("soon", None),
    ],
)
def test_dates_are_read_from_the_feed_s_own_words(text, published):
    feed = parse_feed(rss(item(f"<pubDate>{text}</pubDate>")), URL)
    assert feed.entries[0].published == published
    assert any("unreadable" in note for note in feed.notes) == (published is None)


def test_a_date_that_means_none_gives_way_to_another_of_the_entry():
    dates = "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate><dc:date>2024-03-05T09:00:00Z</dc:date>"
    data = rss(item(dates)).replace(b"<rss ", b"<rss xmlns:dc='https://purl.org/dc/elements/1.1/' ")
    assert only(data).published == TEN


def test_a_feed_that_is_kept_compressed_is_read_and_its_bomb_is_not():
    assert only(gzip.compress(rss(item("")))).title == "t"
    with pytest.raises(ReadError) as raised:
        parse_feed(gzip.compress(b" " * 20_000_000), URL)
    assert raised.value.kind == "too-large"


def test_a_title_in_lines_keeps_its_words_apart():
    assert only(rss("<item><title>Storm&lt;br/&gt;at sea</title><link>/1</link></item>")).title == "Storm at sea"


def test_a_json_feed_of_a_blog_has_its_titles_as_its_pages_have_them():
    feed = parse_feed(JSON.replace("Seven", "A &amp; B&#8217;s 5 < 6").encode(), URL)
    assert feed.entries[0].title == "A & B’s 5 < 6"


def test_when_a_feed_was_read_settles_what_its_dates_can_mean():
    data = rss(item("<pubDate>03-12-31</pubDate>"))
    before, after = (parse_feed(data, URL, now=now) for now in (TEN, TEN.replace(year=2032)))
    assert before.entries[0].published == datetime(2003, 12, 31, tzinfo=UTC)
    assert (before.notes, after.entries[0].published) == ((), None)
    assert inspect_feed(data, URL, now=TEN)["entries"][0]["published"].startswith("2003-12-31")


def test_a_whole_article_is_told_from_a_teaser():
    def complete(summary: str, content: str) -> bool:
        encoded = (
            f"<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>{content}</c:encoded>" if content else ""
        )
        return feed_items(parse_feed(rss(item(f"<description>{summary}</description>{encoded}")), URL))[0].complete

    long = "A sentence of some length. " * 60
    assert complete("Short", long)
    assert not complete("Short", long + "Read more")
    assert not complete("Short", long + "[…]")
    assert not complete("Short", "A sentence.")
    assert not complete(long, "")
    assert complete(long * 2, "")


def test_an_item_without_a_title_goes_by_its_first_words():
    data = rss("<item><link>https://e.org/1</link><description>Something has happened</description></item>")
    assert feed_items(parse_feed(data, URL))[0].title == "Something has happened"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("The ministry has said so. " * 9, "The ministry has said so. " * 4 + "The ministry…"),
        ("国防部证实新的防空导弹" * 11, "国防部证实新的防空导弹" * 10 + "国防部证实新的防空…"),
        ("w" * 119 + " ends", "w" * 119 + "…"),
        ("w" * 120, "w" * 120),
    ],
)
def test_of_many_words_the_title_ends_with_a_whole_one(words, title):
    data = rss(f"<item><link>https://e.org/1</link><description>{words}</description></item>")
    assert feed_items(parse_feed(data, URL))[0].title == title


def test_only_the_newest_thousand_entries_are_kept():
    days = [
        f"<pubDate>{datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=n):%a, %d %b %Y} 00:00:00 GMT</pubDate>"
        for n in range(1_500)
    ]
    feed = parse_feed(rss(*(item(day) for day in days)), URL)
    assert len(feed.entries) == 1_000
    assert min(entry.published for entry in feed.entries) == datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=500)
    assert "newest 1,000" in feed.notes[0]


HOSTILE = {
    "comments": rss(item(f"<description><![CDATA[{'<!--' * 250_000}]]></description>")),
    "escaped comments": rss(item(f"<description>{'&lt;!--' * 160_000}</description>")),
    "bare comments": rss(item("<!--" * 250_000)),
    "prolog comments": b"<!--" * 250_000 + rss(item("")),
    "doctypes": b"<!DOCTYPE[" * 100_000 + rss(item("")),
    "cdata": rss(item("<![CDATA[" * 110_000)),
    "cdata as text": rss(item("<description>" + ">&lt;![CDATA[" * 80_000 + "</description>")),
    "unclosed cdata": rss(item("</item><![CDATA[" * 15_000 + "]]>")),
    "10 MB title": rss(item(f"<description>x</description><title>{'t' * 10_000_000}</title>")),
    "nesting": rss(item("<a>" * 200_000)),
    "attributes": rss(item("<a " + " ".join(f"a{n}='1'" for n in range(60_000)) + "/>")),
    "items": rss("<item/>" * 100_000),
    "open items": rss("<item>" * 100_000),
    "ampersands": rss(item("&" * 1_000_000)),
    "angles": rss(item("<" * 1_000_000)),
    "deep descriptions": rss(item(f"<description>{'&lt;div&gt;' * 9_000}</description>") * 10),
    "author": rss(item(f"<author>{'a' * 1_000_000}</author>")),
    "broken author": rss(item(f"<author>{'a' * 1_000_000}</author><x>")),
    "namespaces": rss(item("".join(f"<x:a xmlns:x='urn:{n}'/>" for n in range(20_000)))),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_malice_costs_no_more_than_its_size(data):
    start = time.process_time()
    try:
        feed_items(parse_feed(data, URL))
        inspect_feed(data, URL)
    except ReadError:
        pass
    assert time.process_time() - start < 6


def storable(value) -> bool:
    if isinstance(value, dict):
        return all(map(storable, value.values()))
    if isinstance(value, list | tuple):
        return all(map(storable, value))
    if isinstance(value, str):
        value.encode()
        return "\x00" not in value
    return True


PIECES = [
    b"<item>",
    b"</item>",
    b"<entry>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&#xD800;",
    b"&#0;",
    b"\x00",
    b"\xff",
    b"<a:b>",
    b"&x;",
    b"<gml:pos>1",
    b"<media:content width='x'>",
    b"xml:base='http://['",
    b"type='xhtml'",
    b"<link href='javascript:x'/>",
    b"{",
    b"<?",
    b"<!DOCTYPE",
]


@settings(max_examples=120)
@given(
    st.sampled_from([RSS.encode(), ATOM.encode(), RDF.encode(), JSON.encode(), RSS.encode("utf-16")]),
    st.lists(
        st.tuples(st.integers(0, 2_000), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=8)),
        max_size=6,
    ),
    st.sampled_from([URL, "", "http://["]),
    st.sampled_from(["", "text/xml; charset=gb2312", "application/json"]),
)
def test_a_mutated_feed_is_read_or_refused_and_never_more(data, changes, url, content_type):
    for at, cut, piece in changes:
        data = data[:at] + piece + data[at + cut :]
    try:
        shown = inspect_feed(data, url, content_type)
        items = feed_items(parse_feed(data, url, content_type))
    except ReadError:
        return
    assert storable(shown)
    assert all(item.url.startswith(("http://", "https://")) and storable(vars(item)) for item in items)


@pytest.mark.parametrize(
    ("url", "language", "clock"),
    [
        ("https://www.example.cn/rss.xml", "", "06:32"),
        ("https://news.example.org/rss.xml", "ko-kr", "05:32"),
        ("https://news.example.org/rss.xml", "en-us", "14:32"),
        ("https://news.example.org/rss.xml", "", "14:32"),
    ],
)
def test_a_date_without_a_zone_is_by_the_clock_of_the_feed_s_country(url, language, clock):
    item = "<item><title>t</title><link>https://e.org/1</link><pubDate>2026-11-25 14:32:00</pubDate></item>"
    feed = f"<rss version='2.0'><channel><language>{language}</language>{item}</channel></rss>"
    assert f"{parse_feed(feed.encode(), url).entries[0].published:%H:%M}" == clock


@pytest.mark.parametrize(
    ("url", "language", "times", "read"),
    [
        ("https://example.com.br/rss", "", ["14:00"], ["14:00"]),
        ("https://example.cl/rss", "", ["14:00"], ["14:00"]),
        ("https://example.tv/rss", "es-MX", ["14:00"], ["14:00"]),
        # One refutes it for all.
        ("https://example.com.br/rss", "", ["14:00", "09:00"], ["14:00", "09:00"]),
        ("https://example.com.br/rss", "", ["11:00", "09:00"], ["14:00", "12:00"]),
        # A clock that is fast by minutes, and an event to come, refute nothing.
        ("https://example.com.br/rss", "", ["11:09"], ["14:09"]),
        ("https://example.com.br/rss", "", ["19:00", "09:00"], ["22:00", "12:00"]),
        ("https://example.com.br/rss", "", ["14:00 GMT", "19:00 GMT", "09:00"], ["14:00", "19:00", "12:00"]),
        ("https://example.de/rss", "", ["15:00"], ["14:00"]),
    ],
)
def test_the_country_s_clock_is_not_believed_where_by_it_the_entries_are_still_to_come(url, language, times, read):
    items = "".join(
        f"<item><title>t</title><link>https://e.org/{time[:5]}</link><pubDate>Thu, 26 Nov 2026 {time}</pubDate></item>"
        for time in times
    )
    feed = f"<rss version='2.0'><channel><language>{language}</language>{items}</channel></rss>"
    found = parse_feed(feed.encode(), url, now=datetime(2026, 11, 26, 14, 5, tzinfo=UTC)).entries
    assert [f"{entry.published:%H:%M}" for entry in found] == read


def test_the_country_in_the_settings_tells_the_clock_of_a_host_without_one():
    feed = rss(item("<pubDate>2026-11-25 14:32</pubDate>"), head="<language>en-us</language>")
    hours = [
        parse_feed(feed, url, country=country).entries[0].published.hour
        for url, country in [(URL, "UA"), (URL, "US"), (URL, None), ("https://news.example.pl/rss", "UA")]
    ]
    assert hours == [12, 14, 14, 13]


def test_the_whole_text_is_found_where_feeds_for_search_engines_have_it():
    space = "xmlns:yandex='http://news.yandex.ru'"
    entry = f"{item('<description>Short</description><yandex:full-text>Whole</yandex:full-text>')}"
    (one,) = parse_feed(f"<rss version='2.0' {space}><channel>{entry}</channel></rss>".encode()).entries
    assert (one.summary_text, one.content_text) == ("Short", "Whole")


def test_a_picture_within_the_text_hides_none_of_it():
    picture = f"<img src='data:image/png;base64,{'QUJD' * 100_000}'>"
    one = only(rss(item(f"<description><![CDATA[<p>One</p>{picture * 3}<p>Two</p>]]></description>")))
    assert (one.summary_text, "Two" in one.summary) == ("One\nTwo", True)


def test_an_entry_is_called_as_its_picture_is_where_it_has_no_name():
    space = "xmlns:m='http://search.yahoo.com/mrss/'"
    media = "<m:group><m:content><m:title>One</m:title><m:description>Two</m:description></m:content></m:group>"
    data = f"<rss version='2.0' {space}><channel><item><link>/1</link>{media}</item></channel></rss>"
    assert (only(data.encode()).title, only(data.encode()).summary_text) == ("One", "")


def test_home_made_names_are_understood():
    one = only(
        rss("<item><title>t</title><guid isPermaLink='false'>7</guid><url>/1</url><date>2026-11-25</date></item>")
    )
    assert (one.url, f"{one.published:%d}") == ("https://news.example.org/1", "25")


def test_a_publisher_s_own_word_for_the_date_is_known():
    item = "<item><title>t</title><link>https://e.org/1</link><p:publicationDate>2026-11-25</p:publicationDate></item>"
    space = "xmlns:p='http://prismstandard.org/namespaces/basic/2.0/'"
    feed = f"<rss version='2.0' {space}><channel>{item}</channel></rss>"
    assert f"{parse_feed(feed.encode(), URL).entries[0].published:%Y-%m-%d}" == "2026-11-25"


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Шторм в море держит флот в порту", "cp1251"),
        ("Καταιγίδα στη θάλασσα κρατά τον στόλο", "cp1253"),
        ("عاصفة في البحر تبقي الأسطول في الميناء", "cp1256"),
        ("해군 신형 호위함 진수식 거행", "euc-kr"),
    ],
)
def test_a_few_words_amid_markup_tell_their_encoding_where_the_label_lies(title, encoding):
    item = f"<item><title>{title}</title><link>https://e.org/1</link><guid>https://e.org/1</guid></item>"
    feed = f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>{item}</channel></rss>"
    read = parse_feed(feed.encode(encoding), URL, "text/xml; charset=utf-8")
    assert read.entries[0].title == title


def week(*hours: int, days=range(7)) -> tuple[int, ...]:
    return tuple(24 * day + hour for day in days for hour in hours)


WEEKEND = week(*range(24), days=(5, 6))


@pytest.mark.parametrize(
    ("head", "skips"),
    [
        ("", ()),
        ("<skipHours><hour>0</hour><hour> 23 </hour></skipHours>", week(0, 23)),
        # RSS 0.91 counts from 1 to 24.
        ("<skipHours><hour>24</hour><hour>05</hour><hour>5</hour></skipHours>", week(0, 5)),
        ("<skipDays><day>Saturday</day><day> sunday </day></skipDays>", WEEKEND),
        ("<skipDays><day>Sat</day><day>SUN</day></skipDays>", WEEKEND),
        ("<skipDays><day>Sunday</day></skipDays><skipHours><hour>3</hour></skipHours>", None),
        # Who names all of them says nothing, of whatever kind.
        (f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(25))}</skipHours>", ()),
        (f"<skipDays>{''.join(f'<day>{day}</day>' for day in DAYS)}</skipDays>", ()),
        ("<skipHours><hour>25</hour><hour>-1</hour><hour>x</hour><hour>1.5</hour><hour/></skipHours>", ()),
        ("<skipDays><day>Caturday</day><day>s</day><day></day></skipDays>", ()),
    ],
)
@pytest.mark.parametrize("reader", [read_xml, read_loose])
def test_the_hours_in_which_a_feed_asks_not_to_be_read_are_read(head, skips, reader):
    if skips is None:
        skips = tuple(sorted({*week(*range(24), days=(6,)), *week(3)}))
    data = rss(item("<description>a</description>"), head=head)
    raw = reader(data.decode(), URL)
    assert skipped(raw.skip_hours, raw.skip_days) == skips == parse_feed(data, URL).skips


def test_a_feed_that_opens_lists_without_end_is_not_looked_through_for_them():
    began = time.process_time()
    assert listed("<skipDays>" * 200_000) == ([], [])
    assert time.process_time() - began < 1


def test_what_an_entry_quotes_of_another_feed_asks_for_nothing():
    quoted = "<skipHours><hour>7</hour></skipHours>"
    for inside in (f"<description><![CDATA[{quoted}]]></description>", quoted):
        assert parse_feed(rss(item(inside)), URL).skips == ()


@given(st.lists(st.text(max_size=5)), st.lists(st.text(max_size=12)))
def test_whatever_a_feed_lists_some_hours_are_left_to_read_it(hours, days):
    found = skipped(hours, days)
    assert len(found) < 168
    assert list(found) == sorted({hour for hour in found if 0 <= hour < 168})
