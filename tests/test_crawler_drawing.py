"""Drawings in HTML from outside: what only draws stays, what does more is no drawing."""

import re
import time
import unicodedata

import nh3
import pytest
from hostile import ANY_TEXT, quick, storable
from hypothesis import given
from hypothesis import strategies as st

from crawler.drawing import DEEPEST, MOST, take_drawings
from crawler.sanitise import sanitise_html

SVG = 'xmlns="http://www.w3.org/2000/svg"'
SHAPE = '<path d="M0 0 9,9z"/>'
SHOWN = f"<svg {SVG}>{SHAPE}</svg>"
SHAPES = {"circle", "ellipse", "line", "path", "polygon", "polyline", "rect"}
ELEMENTS = SHAPES | {"svg", "g", "text", "tspan", "title", "desc"}
HARMLESS = re.compile(r"[\w\s#%.,+()-]*", re.ASCII)


def as_parsed(done: str) -> str:
    """Return sanitised HTML as an HTML5 parser reads it, with all the elements and attributes in it."""
    attributes = set(re.findall(r" ([\w:-]+)=", done)) | {"onload", "onerror", "style"}
    tags = set(re.findall(r"<(\w+)", done)) | {"img", "image", "a", "form", "math"}
    return nh3.clean(
        done, tags=tags, attributes={"*": attributes}, link_rel=None, clean_content_tags=set(), strip_comments=False
    )


def assert_only_draws(done: str) -> None:
    for drawing in re.findall(r"<svg.*?</svg>", done, re.DOTALL):
        for name, attributes in re.findall(r"<(\w+)([^<>]*)>", drawing):
            assert name in ELEMENTS
            for key, value in re.findall(r' ([\w:-]+)="([^"]*)"', attributes):
                assert (key, value) == ("xmlns", "http://www.w3.org/2000/svg") or HARMLESS.fullmatch(value)
                assert "url" not in value
                assert not key.startswith(("on", "style", "href", "xlink", "id", "class"))
    # No parser sees anything in it that was not written: an empty element, and a space, have two spellings each.
    spelt = re.sub(r"<(\w+)([^<>]*)/>", r"<\1\2></\1>", done).replace("\xa0", "&nbsp;")
    assert as_parsed(done) == spelt


@pytest.mark.parametrize(
    ("markup", "drawing"),
    [
        (f"<svg>{SHAPE}</svg>", SHOWN),
        (
            "<svg WIDTH='24' viewbox='0 0 9 9' class=x id=y aria-hidden=true focusable>"
            "<CIRCLE r=5 fill=#f00 cx='1px'></CIRCLE></svg>",
            f'<svg aria-hidden="true" viewBox="0 0 9 9" width="24" {SVG}>'
            '<circle cx="1px" fill="#f00" r="5"></circle></svg>',
        ),
        (
            '<svg><g transform="translate(1, -2) scale(2)" style="fill:none; STROKE : rgb(1,2,3)">'
            '<rect fill="#fff" style="fill:red" width="50%"/></g></svg>',
            f'<svg {SVG}><g fill="none" stroke="rgb(1,2,3)" transform="translate(1, -2) scale(2)">'
            '<rect fill="red" width="50%"/></g></svg>',
        ),
        (
            "<svg><title>A &lt;map&gt;</title>\n<text x=1>Ky&iuml;v <tspan dy=2>1 < 2</tspan></text></svg>".replace(
                " < ", " &lt; "
            ),
            f'<svg {SVG}><title>A &lt;map&gt;</title>\n<text x="1">Kyïv <tspan dy="2">1 &lt; 2</tspan></text></svg>',
        ),
        (f"<p>a {SHOWN} b</p>{SHOWN}", f"<p>a {SHOWN} b</p>{SHOWN}"),
    ],
)
def test_shapes_and_words_stay(markup, drawing):
    assert sanitise_html(markup) == drawing
    assert sanitise_html(drawing) == drawing
    assert_only_draws(drawing)


@pytest.mark.parametrize(
    "attribute",
    [
        'onload="alert(1)"',
        "onclick=alert(1)",
        'ONBEGIN="alert(1)"',
        'style="background:url(https://e.org/)"',
        'style="fill:url(https://e.org/#a)"',
        'style="position:fixed;behavior:url(#x)"',
        'fill="url(https://e.org/#a)"',
        'fill="u&#114;l(#a)"',
        'fill="\\75rl(#a)"',
        'fill="rgb(url(x)"',
        'fill="image-set(1)"',
        'fill="var(--x)"',
        'filter="url(#a)"',
        'clip-path="url(#a)"',
        'mask="url(https://e.org/)"',
        'marker-end="url(#a)"',
        'cursor="url(https://e.org/),auto"',
        'href="https://e.org/"',
        'xlink:href="javascript:alert(1)"',
        'xml:base="javascript:"',
        'src="https://e.org/"',
        'd="M0 0" x="javascript:alert(1)"',
        'width="expression(alert(1))"',
        'font-family="a&quot; onload=&quot;alert(1)"',
        'id="a" class="b" data-x="c" tabindex="1" is="x"',
    ],
)
def test_an_attribute_that_does_more_than_draw_is_dropped(attribute):
    done = sanitise_html(f"<svg {attribute}><path {attribute}/></svg>", "https://example.org/")
    assert done in (f"<svg {SVG}><path/></svg>", f'<svg d="M0 0" {SVG}><path d="M0 0"/></svg>')


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<script href='https://e.org/'/>",
        "<style>*{background:url(https://e.org/)}</style>",
        "<foreignObject><img src=x onerror=alert(1)></foreignObject>",
        "<use href='https://e.org/#a'/>",
        "<use xlink:href='data:image/svg+xml;base64,AA#a'/>",
        "<image href='https://e.org/p.png'/>",
        "<feImage href='https://e.org/p.png'/>",
        "<a href='javascript:alert(1)'><text>x</text></a>",
        "<a xlink:href='javascript:alert(1)'><text>x</text></a>",
        "<animate attributeName=href values=javascript:alert(1) />",
        "<set attributeName=onload to=alert(1) />",
        "<animateTransform onbegin=alert(1) />",
        "<handler>alert(1)</handler>",
        "<defs><linearGradient id=a></linearGradient></defs>",
        "<textPath href='#a'>x</textPath>",
        "<svg:script>alert(1)</svg:script>",
        "<img src=x onerror=alert(1)>",
        "<p>x</p>",
        "<title><img src=x onerror=alert(1)></title>",
        "<title><style></title><img src=x onerror=alert(1)></style>",
        "<desc><g><img src=x onerror=alert(1)></g></desc>",
        "<title></svg><img src=x onerror=alert(1)></title>",
        "<text><![CDATA[</text><img src=x onerror=alert(1)>]]></text>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<?xml-stylesheet href='https://e.org/'?>",
        "<path><g></g></path>",
        "<g><path/>",
        "</g>",
        "<g></text>",
        "words",
        f"<svg>{SHAPE}</svg>",
        "<path d='<'/>",
        "<path d='M0 0>",
        "<path/ onload=alert(1)>",
        "<svg/>",
    ],
)
def test_svg_that_does_more_than_draw_is_no_drawing(inside):
    done = sanitise_html(f"<svg>{SHAPE}{inside}</svg>", "https://example.org/")
    # An inner drawing that is one in itself stays.
    assert done.startswith(SHOWN) if inside.startswith("<svg>") else "<svg" not in done
    assert not re.search("javascript:|url|href|<img[^>]* on|<(script|style|use|image|set|animate)", done, re.IGNORECASE)
    assert as_parsed(done) == done.replace("/>", "></path>")


@pytest.mark.parametrize(
    "markup",
    [
        f'<a title="{SHOWN}" href="https://e.org/{SHOWN}">x</a>',
        f"<img alt='{SHOWN}' src='https://e.org/p'>",
        f"<script>{SHOWN}</script><style>{SHOWN}</style><!-- {SHOWN} -->",
        "<p title=\"&#xFDD0;&#xFDD0;\" lang='&#xFDD0;&#xFDD0;'>&#xFDD0;&#xFDD0;</p>",
        f"&#xFDD0;&#xFDD0;{SHOWN}&#xFDD0;&#xFDD0;&#xFDD0;&#xFDD1;",
        f"&#{{}}xFDD0;&#xFDD0;{SHOWN}".format("&#0;"),
        f"<table>{SHOWN}<tr>{SHOWN}<td>{SHOWN}</table>",
        f"<math><mtext>{SHOWN}<annotation-xml encoding='text/html'>{SHOWN}</annotation-xml></math>",
    ],
)
def test_a_drawing_comes_back_once_at_most_and_never_inside_a_tag(markup):
    done = sanitise_html(markup, "https://example.org/")
    assert done.count("<svg") <= markup.count("<svg")
    assert_only_draws(done)
    assert storable(done)


def test_what_is_too_deep_or_too_much_is_no_drawing():
    assert take_drawings(f"<svg>{'<g>' * (DEEPEST - 2)}{SHAPE}{'</g>' * (DEEPEST - 2)}</svg>")[1]
    assert not take_drawings(f"<svg>{'<g>' * (DEEPEST - 1)}{SHAPE}{'</g>' * (DEEPEST - 1)}</svg>")[1]
    left, drawings = take_drawings("<svg></svg>" * (MOST + 5))
    assert (len(drawings), left.count("<svg>")) == (MOST, 5)


PIECES = st.sampled_from(
    [
        "<svg>", "<svg ", "</svg>", "<svg/>", SHAPE, SHOWN, "<g>", "</g>", "<g ", "<text>", "</text>", "<title>",
        "</title>", "<desc>", "</desc>", "<style>", "</style>", "<script>", "<foreignObject>", "<p>", "</p>", "<math>",
        "<mtext>", "<table>", "<!--", "-->", "<![CDATA[", "]]>", " fill=", " style=", " onload=", "'", '"', "/>", ">",
        "<", "&lt;", "&#xFDD0;", "&#x338;", "&#x301;", "url(", "rgb(1)", "x", " ", "\u0301", "\ufdd0",
    ]
)  # fmt: skip


@quick
@given(st.lists(PIECES | ANY_TEXT, max_size=25).map("".join))
def test_whatever_comes_as_a_drawing_only_draws(raw):
    done = sanitise_html(f"<svg>{raw}</svg>{SHOWN}", "https://example.org/")
    assert_only_draws(done)
    assert storable(done)
    assert unicodedata.is_normalized("NFC", done)
    assert sanitise_html(done, "https://example.org/") == done


@pytest.mark.parametrize(
    "hostile",
    ["<svg>" * 200_000, "<svg><g>" * 125_000, "<svg " + "a " * 500_000, "<svg a='" * 125_000, "<svg/>" * 166_000],
    ids=lambda h: h[:12],
)
def test_a_megabyte_of_svg_takes_no_longer_than_one_of_prose(hostile):
    start = time.perf_counter()
    sanitise_html(hostile)
    assert time.perf_counter() - start < 2
