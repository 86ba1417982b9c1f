"""Text from outside, made fit to be stored and shown."""

import time
import unicodedata
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.clean import clean_text, clean_title, html_to_text, safe_link, sanitise_html, unmangle

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
MARKUP = st.lists(
    st.sampled_from(
        [
            "<b>",
            "</b>",
            "<p",
            ">",
            "<",
            "&",
            "&lt;",
            "&#",
            "x0;",
            ";",
            '"',
            "'",
            "=",
            " on",
            "href=",
            "<a ",
            "script",
            "</",
            "<!--",
            "<!",
            "<?",
            "-->",
            "javascript:",
            "//e.org/",
            "̸",
            "\ud800",
            "\x00",
            "‮",
            "e",
            "́",
            "\n",
            "<svg>",
            "<img ",
            "src=",
            "alt=",
            " width=1",
            "<math><mtext>",
            "<annotation-xml>",
            "<mglyph>",
            "<table>",
            "<title>",
            "<style>",
            "&amp;amp;",
        ]
    )
    | ANY_TEXT,
    max_size=20,
).map("".join)
quick = settings(max_examples=150, deadline=None)


class Written(HTMLParser):
    """The start tags of a fragment with their attributes, as a browser would act upon them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def pictures(markup: str, base_url: str = "https://example.org/a/") -> list[dict[str, Any]]:
    return [attrs for tag, attrs in Written(sanitise_html(markup, base_url)).tags if tag == "img"]


KNOWN_ATTRIBUTES = {"href", "title", "rel", "src", "alt", "width", "height", "datetime", "lang", "dir"}


def assert_inert(done: str) -> None:
    for tag, attrs in Written(done).tags:
        assert tag not in ("script", "style", "svg", "math", "form", "input", "title", "mglyph", "annotation-xml")
        assert set(attrs) <= KNOWN_ATTRIBUTES
        assert all(attrs[name].startswith(("http://", "https://")) for name in {"src"} & set(attrs))
        assert all(attrs[name].startswith(("http", "mailto:")) for name in {"href"} & set(attrs))


def storable(text: str) -> bool:
    text.encode()
    return "\x00" not in text


@quick
@given(MARKUP)
def test_whatever_comes_in_text_comes_out_storable_and_stays_as_it_is(raw):
    for clean in (clean_text, lambda t: clean_text(t, 40, one_line=True), clean_title):
        once = clean(raw)
        assert storable(once)
        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)


@quick
@given(MARKUP)
def test_whatever_comes_in_html_comes_out_storable(raw):
    assert storable(html_to_text(raw))
    once = sanitise_html(raw, "https://example.org/")
    assert storable(once)
    assert_inert(once)
    assert unicodedata.is_normalized("NFC", once)
    assert sanitise_html(once, "https://example.org/") == once


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x9d", "\ud800", "\u202e", "\u2066", "\ufeff", "\uffff"])
def test_forbidden_characters_are_dropped(bad):
    assert clean_text(f"a{bad}b") == "ab"


def test_lines_and_tabs_stay_in_bodies_and_fold_in_one_line_fields():
    assert clean_text("a\r\nb\tc\u2028d") == "a\nb\tc\nd"
    assert clean_text("a\r\nb\tc\u2028d", one_line=True) == "a b c d"


def test_windows_1252_taken_for_latin_1_is_read_as_it_was_meant():
    assert clean_text("don\x92t") == "don’t"
    assert unmangle("Itâ€™s") == "It’s"
    assert unmangle("Ã©tÃ©") == "été"
    assert unmangle("Été à São Paulo — naïve") == "Été à São Paulo — naïve"


def test_marks_that_join_letters_in_persian_and_emoji_stay():
    assert clean_text("می\u200cخواهم 👩\u200d🚀") == "می\u200cخواهم 👩\u200d🚀"


def test_lengths_are_clamped():
    assert len(clean_title("x" * 10_000_000)) == 500
    assert len(html_to_text("word " * 1_000_000)) <= 200_000


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("<b>Minister</b> resigns", "Minister resigns"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("a <b and c> d", "a d"),
        ("Sea Breeze <2026> begins", "Sea Breeze <2026> begins"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "alert(1)"),
        ("  Two\n lines ", "Two lines"),
        ("&#xD800;&#x110000;&#99999999999;ok", "ok"),
        ("&#" + "9" * 5000 + ";ok", "ok"),
    ],
)
def test_titles_lose_markup_and_keep_what_only_looks_like_it(raw, title):
    assert clean_title(raw) == " ".join(title.split())


def test_a_title_said_to_be_plain_is_taken_by_its_word():
    assert clean_title("The <b> tag &amp; you", markup=False) == "The <b> tag &amp; you"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("in<b>lin</b>e", "inline"),
        ("a<br/>b<br>c", "a\nb\nc"),
        ("<ul><li>x<li>y</ul>", "x\ny"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("one\ntwo", "one two"),
        ("<style>p{}</style><script>if(a<b){}</script>text", "text"),
        ("a<!-- b <p>c -->d", "ad"),
        ("a<!-->b", "ab"),
        ("text <!-- cut off", "text"),
        ('<a title="a > b" href="x">link</a>', "link"),
        ("x &lt;b&gt; &eacute;&nbsp;y", "x <b> é y"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("", ""),
    ],
)
def test_html_is_read_as_a_reader_sees_it(markup, text):
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<svg><a xlink:href="javascript:alert(1)">x</a></svg>',
        '<a href="&#14; javascript:alert(1)">x</a>',
        '<a href="java\tscript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        "<!--><img src=x onerror=alert(1)>-->",
        '<form action="https://e.org"><input></form>',
        '<p style="background:url(https://e.org/x)">x</p>',
        "<a href='https://e.org/'>\u0338 onmouseover=alert(1) <i>x",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    ],
)
def test_sanitised_html_does_nothing(markup):
    done = sanitise_html(markup, "https://example.org/")
    assert_inert(done)
    assert not any(sign in done.lower() for sign in ("javascript:", "data:", " onmouseover=alert(1) <"))


def test_a_picture_keeps_its_address_its_words_and_its_size():
    assert pictures('<img src="../p.jpg?a=1&amp;b=2" alt="A &quot;tank&quot;" title=t width=640 HEIGHT="480px">') == [
        {
            "src": "https://example.org/p.jpg?a=1&b=2",
            "alt": 'A "tank"',
            "title": "t",
            "width": "640",
            "height": "480",
        }
    ]


def test_all_else_about_a_picture_is_dropped():
    attributes = (
        'srcset="https://e.org/2x 2x" style="background:url(https://e.org/)" onerror=alert(1) onload=alert(1) '
        'class=c id=i name=n usemap=#m longdesc=/l lowsrc=/l dynsrc=/d data-src=/d loading=eager width="100%" is=x'
    )
    assert pictures(f"<img src=/p {attributes}>") == [{"src": "https://example.org/p"}]


@pytest.mark.parametrize(
    "src",
    [
        "data:image/png;base64,AAAA",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "javascript:alert(1)",
        " java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "file:///etc/passwd",
        "cid:1",
        "blob:https://e.org/1",
        "mailto:a@example.org",
        "http://",
        "",
    ],
)
def test_a_picture_from_anywhere_but_the_web_leaves_only_its_words(src):
    assert pictures(f"<img src='{src}' alt=words>") == [{"alt": "words"}]
    assert pictures(f"<img src='{src}' alt=''>") == []


def test_a_relative_picture_without_a_base_is_dropped():
    assert sanitise_html("a<img src=p.jpg>b") == "ab"


@pytest.mark.parametrize(
    "sign",
    [
        "width=1 height=1",
        "width=0",
        "height=1",
        "width=1px",
        "width=' 01 '",
        "height=0.5",
        "width=1%",
        "hidden",
        'style="DISPLAY : none"',
        'style="border:0;width:1px;height:1px"',
        'style="visibility:hidden"',
        'style="position:absolute;opacity:0"',
    ],
)
def test_pictures_that_only_count_readers_are_dropped(sign):
    assert sanitise_html(f"<p>a<img {sign} alt='x' src='https://e.org/count'>b</p>") == "<p>ab</p>"


@pytest.mark.parametrize(
    "sign",
    [
        "width=16 height=10",
        "width=100",
        'style="max-width:100%"',
        'style="opacity:0.9"',
        'title="width=1"',
        'alt="hidden="',
    ],
)
def test_pictures_that_are_to_be_seen_stay(sign):
    assert len(pictures(f"<img src='https://e.org/p' {sign}>")) == 1


def test_a_value_that_looks_like_a_picture_does_not_break_its_tag():
    done = sanitise_html("<a title='<img x=' href='https://e.org/' lang=' y='>l</a> \"<img width=\"1\"> z")
    assert Written(done).tags == [
        ("a", {"title": "<img x=", "href": "https://e.org/", "lang": "y=", "rel": "noopener noreferrer"})
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<math><mtext><table><mglyph><style><math><img src=1 onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<math><annotation-xml encoding='text/html'><style></math><img src=1 onerror=alert(1)></style>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style></mglyph></form>",
        '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>"></svg>',
        '<math><mi xlink:href="javascript:alert(1)" href="javascript:alert(1)">x</mi></math>',
        "<svg><title><style><img title='</style><img src=1 onerror=alert(1)>'></title></svg>",
        "<svg><title><img src=1 onerror=alert(1)></title></svg>",
        "<noscript><p title='</noscript><img src=1 onerror=alert(1)>'></noscript>",
        "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    ],
)
def test_formulas_and_drawings_leave_no_way_round_the_sanitiser(markup):
    done = sanitise_html(markup, "https://example.org/")
    assert_inert(done)
    assert sanitise_html(done, "https://example.org/") == done


def test_a_drawing_leaves_its_title_and_a_formula_its_text():
    assert sanitise_html('<svg width="9"><title>A map</title><circle/></svg>') == "A map"
    assert sanitise_html("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>") == "x=1"


@pytest.mark.parametrize(
    ("markup", "html", "text"),
    [
        ("prices <! <b>fell</b>", "prices &lt;! <b>fell</b>", "prices <! fell"),
        ("<?php echo '<i>x</i>'; ?> y", "&lt;?php echo '<i>x</i>'; ?&gt; y", "<?php echo 'x'; ?> y"),
        ("so <!", "so &lt;!", "so <!"),
        ("<!doctype html>a<?xml version='1.0'?>b<!x>c<!-- <b> -->d", "abcd", "abcd"),
    ],
)
def test_what_only_begins_like_a_declaration_swallows_nothing_in_html_and_text_alike(markup, html, text):
    assert (sanitise_html(markup), html_to_text(markup)) == (html, text)


def test_letters_and_marks_that_meet_where_a_tag_was_are_joined_but_never_a_tag_and_its_neighbour():
    assert sanitise_html("n<script></script>\u0301") == "\u0144"
    assert sanitise_html("<b>&#x323;&#x338;x</b>") == "<b>\u0323x</b>"


def test_links_are_resolved_and_marked():
    assert sanitise_html('<a href="../b?x=1&amp;y=2">l</a>', "https://example.org/a/c/") == (
        '<a href="https://example.org/a/b?x=1&amp;y=2" rel="noopener noreferrer">l</a>'
    )
    assert "href" not in sanitise_html('<a href="b">l</a>')


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://e.org/", "http://", "//[", "", "file:///etc/passwd"])
def test_links_that_lead_elsewhere_are_refused(link):
    assert safe_link(link) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--" * 250_000,
        "<div>" * 200_000,
        "<a " + " ".join(f"a{i}=1" for i in range(100_000)) + ">",
        "<" * 1_000_000,
        "<a '" * 250_000,
        "&#" * 500_000,
        "a" + "\u0301\u0323" * 300_000,
        "<script" * 140_000,
        "<script></script " * 60_000,
        "&" + "a" * 1_000_000,
        "<![CDATA[" * 100_000,
        "'\"<p " * 200_000,
    ],
    ids=lambda h: h[:12],
)
def test_a_megabyte_of_malice_takes_no_longer_than_one_of_prose(hostile):
    start = time.perf_counter()
    for clean in (clean_text, clean_title, html_to_text, sanitise_html):
        clean(hostile)
    assert time.perf_counter() - start < 3
