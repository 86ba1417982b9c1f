"""HTML from outside, made fit to be shown."""

import unicodedata
from html.parser import HTMLParser
from typing import Any

import pytest
from hostile import MARKUP, quick, storable
from hypothesis import given

from crawler.clean import html_to_text
from crawler.sanitise import sanitise_html


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


@quick
@given(MARKUP)
def test_whatever_comes_in_html_comes_out_storable(raw):
    assert storable(html_to_text(raw))
    once = sanitise_html(raw, "https://example.org/")
    assert storable(once)
    assert_inert(once)
    assert unicodedata.is_normalized("NFC", once)
    assert sanitise_html(once, "https://example.org/") == once


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


def test_what_is_no_mere_drawing_leaves_its_title_and_a_formula_its_text():
    assert sanitise_html('<svg width="9"><title>A map</title><use href="#a"/></svg>') == "A map"
    assert sanitise_html("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>") == "x=1"
    assert sanitise_html("<math><mmultiscripts><mi>x</mi><none/><mn>2</mn></mmultiscripts></math>y") == "x2y"


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0"/>',
        '<circle r="1">',
        '<g><use href="#a"/></g><defs/>',
        "<defs><text>hidden</text><mask/></defs>",
        "<metadata>hidden</metadata>",
        '<animate to="1"/><set to="1"/>',
    ],
)
def test_the_words_around_a_drawing_stay(inside):
    assert sanitise_html(f"<p>a <svg><style/></style>{inside}</svg>b</p>") == "<p>a b</p>"


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
    assert sanitise_html(" &#x338; &#x338;<b>x</b>") == "<b>x</b>"


def test_links_are_resolved_and_marked():
    assert sanitise_html('<a href="../b?x=1&amp;y=2">l</a>', "https://example.org/a/c/") == (
        '<a href="https://example.org/a/b?x=1&amp;y=2" rel="noopener noreferrer">l</a>'
    )
    assert "href" not in sanitise_html('<a href="b">l</a>')
