"""Pages that list articles: the links that a selector chooses, with their titles and dates."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.item import ReadError
from crawler.listing import Link, read_listing
from crawler.selectors import check_selector

URL = "https://www.example.org/news/"
PAGE = """
<html lang=en><body><nav><a href=/>Home</a></nav>
<ul class=list>
  <li><a href="/news/storm?utm_source=list"><img src=x></a>
      <h3><a href="/news/storm">Storm at sea</a></h3><time datetime="2026-03-04T18:15:00+01:00">Wednesday</time></li>
  <li><h3>Ministers meet in the harbour</h3><p>They talked.</p><a href="ministers.html#top">Read more</a>
      <span class="teaser-date">5 March 2026</span></li>
  <li><a href="https://other.example.net/fleet" title="The fleet stays in port for a week">Fleet</a></li>
  <li><a href="javascript:void(0)">Share</a><a href="mailto:a@example.org">Write</a><a>Nowhere</a></li>
</ul></body></html>"""


def links(page=PAGE, selector=".list a", url=URL):
    return read_listing(page.encode(), url, selector, None).links


def test_links_come_in_their_order_each_once_with_title_and_date():
    assert links() == (
        Link(url=f"{URL}storm", title="Storm at sea", published_at=datetime(2026, 3, 4, 17, 15, tzinfo=UTC)),
        Link(
            url=f"{URL}ministers.html",
            title="Ministers meet in the harbour",
            published_at=datetime(2026, 3, 5, tzinfo=UTC),
        ),
        Link(url="https://other.example.net/fleet", title="The fleet stays in port for a week"),
    )


def test_a_selector_may_choose_what_holds_the_links_or_what_stands_in_them():
    assert [link.url for link in links(selector=".list li")] == [link.url for link in links()]
    page = "<a href=/a><h2>One of <b>many</b> stories</h2><p>Teaser</p></a>"
    assert links(page, "h2 b") == (Link(url="https://www.example.org/a", title="One of many stories"),)


def test_dates_of_neighbours_are_not_borrowed():
    page = "<p><a href=/a>The first of the stories</a></p><p><a href=/b>Another of them</a> <time>2026-03-04</time></p>"
    assert [link.published_at for link in links(page, "a")] == [None, datetime(2026, 3, 4, tzinfo=UTC)]


@pytest.mark.parametrize("item", ["25.11.2026 – <a href=/1>{}</a>", "<a href=/1>{}</a> (25 November 2026)"])
def test_a_date_may_stand_beside_the_link_itself(item):
    said = "Deal of 3 June 2019 runs out"
    (link,) = links(f"<ul><li>{item.format(said)}</li></ul>", "li a")
    assert (link.title, link.published_at) == (said, datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize("date", ["<span>25.11.2026</span>", "<em>25. November 2026</em>", "<p>2026年11月25日</p>"])
def test_a_date_needs_no_mark(date):
    page = f"<div class=teaser>{date}<h3><a href=/1>F-16 deal signed in May 2024</a></h3></div>".encode()
    (link,) = read_listing(page, "https://www.example.org/", "h3 a", None).links
    assert link.published_at == datetime(2026, 11, 25, tzinfo=UTC)


def test_the_base_of_the_page_counts():
    page = "<head><base href='https://static.example.org/x/'></head><a href=a>A story of the sea</a>"
    assert links(page, "a")[0].url == "https://static.example.org/x/a"


def test_the_page_itself_is_none_of_its_articles():
    assert links(f"<a href='{URL}#top'>Back to the top</a><a href='?page=2'>More of the same</a>", "a") == (
        Link(url=f"{URL}?page=2", title="More of the same"),
    )


def test_nothing_chosen_is_no_error():
    assert links(selector=".nothing") == ()


@pytest.mark.parametrize("selector", ["", "a[", "..x", "a::text", "a:unknown()", "div >", "h2" * 1_000, ":not(" * 150])
def test_a_selector_that_cannot_be_understood_is_refused_in_words(selector):
    assert check_selector(selector)
    with pytest.raises(ReadError, match="selector") as caught:
        links(selector=selector)
    assert caught.value.kind == "parse"


@pytest.mark.parametrize(
    "selector", ["a", ".art-prev a", "article > h2 a[href*='news']", "li:not(.ad) a, h2 a", "#x a"]
)
def test_usual_selectors_are_understood(selector):
    assert check_selector(selector) is None


def test_an_empty_page_is_said_to_be_empty():
    with pytest.raises(ReadError) as caught:
        links("")
    assert caught.value.kind == "empty"


def test_a_page_of_a_hundred_thousand_links_is_read_in_part():
    assert len(links("<ul>" + "".join(f"<li><a href=/{number}>x</a>" for number in range(100_000)), "a")) == 500


@settings(max_examples=100)
@given(st.binary(max_size=60), st.sampled_from(["a", "li", "*", "a b"]))
def test_no_bytes_raise_anything_but_read_errors(data, selector):
    try:
        read_listing(b"<base href='http://['><li><a href='" + data + b"'>" + data, URL, selector, selector)
    except ReadError as error:
        assert str(error)  # noqa: PT017


MENUS = [
    "<nav><ul><li><a href=/{}>{}</a></ul></nav>",
    "<header><a href=/{}>{}</a></header>",
    "<footer><p><a href=/{}>{}</a></p></footer>",
    "<div class='site-footer'><a href=/{}>{}</a></div>",
    "<div id=main-navigation><a href=/{}>{}</a></div>",
    "<ul class='top menu'><li><a href=/{}>{}</a></ul>",
    "<div role=navigation><a href=/{}>{}</a></div>",
]
ARTICLE = "<p class=t><a href=/a>Ministers meet in the harbour</a></p>"


@pytest.mark.parametrize("menu", MENUS)
def test_entries_of_menus_are_no_articles(menu):
    page = menu.format("contact", "Contact") + ARTICLE + menu.format("imprint", "Legal notice")
    found = read_listing(page.encode(), URL, "a", None)
    assert ([link.title for link in found.links], found.in_menus) == (["Ministers meet in the harbour"], 2)


@pytest.mark.parametrize(
    "kept",
    [
        "<nav><a href=/b>Parliament debates the fleet tonight</a></nav>",
        "<nav><a href=/b>The fleet</a> <time>2026-03-04</time></nav>",
        "<nav><a href=/b>The fleet</a></nav><p><a href=/b>The fleet</a></p>",
        "<main><a href=/b>The fleet</a></main>",
        "<nav><article><a href=/b>The fleet</a></article></nav>",
        "<div class=card><header><a href=/b>The fleet</a></header></div>",
        "<div class='card-footer'><a href=/b>The fleet</a></div>",
    ],
)
def test_what_is_shown_as_an_article_is_one_wherever_it_stands(kept):
    found = read_listing((ARTICLE + kept).encode(), URL, "a", None)
    assert ([link.url for link in found.links], found.in_menus) == ([f"{URL[:-5]}a", f"{URL[:-5]}b"], 0)


def test_a_list_that_is_built_like_a_menu_is_read():
    found = read_listing(b"<nav><a href=/1>Order No 1</a> <a href=/2>Order No 2</a></nav>", URL, "a", None)
    assert ([link.title for link in found.links], found.in_menus) == (["Order No 1", "Order No 2"], 0)


def cards(card, *names):
    return (
        "<div class=list>"
        + "".join(card.format(name, f"Ministers meet on {name} in Kiel") for name in names)
        + "</div>"
    )


@pytest.mark.parametrize(
    "card",
    [
        "<a href=/{0}><span>26 November 2026</span><span>Politics</span><p>{1}</p><em>Read more</em></a>",
        "<a href=/{0}><div><i>News</i></div><div><div>{1}</div><p>A teaser, which says far more of it.</p></div></a>",
        "<a href=/{0}><img src=x></a><a href=/{0}>{1}</a><a href=/{0}>A teaser, which says far more of it.</a>",
        "<div><h3>{1}</h3><a href=/{0}>Read more</a></div>",
        "<a href=/{0}>Ministers <em>meet on {0}</em> in Kiel</a>",
    ],
)
def test_a_title_is_told_from_what_stands_beside_it_in_links(card):
    found = links(cards(card, "sea", "land", "air"))
    assert [link.title for link in found] == [f"Ministers meet on {name} in Kiel" for name in ("sea", "land", "air")]


def test_a_picture_that_is_all_of_a_link_says_its_title():
    said = '<li><a href="/1"><img src=a alt="Minister visits the port of Rostock"></a><li><a href="/2"><img alt=x></a>'
    titles = [link.title for link in links(f"<ul class=list>{said}</ul>")]
    assert titles == ["Minister visits the port of Rostock", ""]


def test_what_several_links_say_is_the_title_of_none():
    found = links(cards("<div><p>{1}</p><a href=/{0}>Read more</a></div>", "sea", "land"))
    assert [(link.url.rpartition("/")[2], link.title) for link in found] == [("sea", ""), ("land", "")]


@pytest.mark.parametrize(
    "terms",
    [
        "<dt>令和8年3月4日</dt><dd><a href=/1>Storm at sea</a></dd><dd><a href=/2>Ten ships lost</a></dd>",
        "<dt><a href=/1>Storm at sea</a></dt><dd>4 March 2026</dd>"
        "<dt><a href=/2>Ten ships lost</a></dt><dd>4 March 2026</dd>",
    ],
)
def test_a_list_of_terms_has_its_days_beside_its_links(terms):
    said = links(f"<html lang=en><body><dl class=list>{terms}</dl></body></html>")
    assert [link.published_at for link in said] == [datetime(2026, 3, 4, tzinfo=UTC)] * 2


def test_a_term_without_its_own_day_has_not_that_of_the_next():
    terms = "<dt><a href=/1>Storm at sea</a></dt><dt><a href=/2>Ten ships lost</a></dt><dd>4 March 2026</dd>"
    assert links(f"<html lang=en><body><dl class=list>{terms}</dl></body></html>")[0].published_at is None
