"""The selector of a page's articles, guessed from what repeats on it."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.item import ReadError
from crawler.link_patterns import guess_listing

URL = "https://ministry.example.org/news/"
TITLES = [
    "Minister opens the exercise in the north",
    "Contract signed for forty armoured vehicles",
    "Frigate returns from the Red Sea",
    "Budget goes to parliament on Thursday",
    "Two battalions move to the east",
]
NAVIGATION = "".join(
    f"<li class=menu><a href=/{n}>{n} of the whole ministry and more</a></li>"
    for n in ("Home", "Tasks", "Forces", "Jobs")
)


def page(*articles: str) -> bytes:
    body = f"<nav><ul>{NAVIGATION}</ul></nav><main>{''.join(articles)}</main>"
    side = "<div class=box><a href=/imprint>Imprint</a><a href=/press>Press office</a></div>"
    footer = "<footer><a href=/x>All the rights</a></footer>"
    return f"<!doctype html><html lang=en><body>{body}{side}{footer}</body></html>".encode()


def addresses(found):
    return [link.url for link in found[1]]


def wanted():
    return [f"https://ministry.example.org/news/{n}" for n in range(len(TITLES))]


@pytest.mark.parametrize(
    "article",
    [
        '<article class="teaser"><h3><a href="/news/{n}">{title}</a></h3><a href="/news/{n}">Read more</a></article>',
        '<div class="news-item x{n}a9"><a href="/news/{n}"><h2>{title}</h2></a><time>2026-02-0{d}</time></div>',
        '<li class="art-prev"><p><a href="/news/{n}">{title}</a> <b><a href="/topic/{n}">Topic</a></b></p></li>',
        '<div class="art-prev art-prev--near-menu"><a href="/news/{n}">{title}</a></div>',
        '<p><a class="headline-link" href="/news/{n}">{title}</a></p>',
        '<article><header class="entry"><h2><a href="/news/{n}">{title}</a></h2></header></article>',
        "<table><tr><td>0{d}.02.2026</td><td><a href=/news/{n}>{title}</a></td></tr></table>",
        "<dl><dt>2026.2.{d}</dt><dd><a href=/news/{n}>{title}</a></dd></dl>",
    ],
)
def test_the_articles_of_a_page_are_found_and_nothing_else(article):
    found = guess_listing(page(*(article.format(n=n, d=n + 1, title=title) for n, title in enumerate(TITLES))), URL)
    assert found is not None
    assert addresses(found) == wanted()
    assert [link.title for link in found[1]] == TITLES


@pytest.mark.parametrize("beside", ["most-read", "sidebar", "related-articles", "box popular"])
def test_what_stands_beside_the_list_of_a_page_is_not_taken_for_it(beside):
    rows = (f"<h2><a href=/news/{n}>{title}</a></h2>" for n, title in enumerate(TITLES))
    others = "".join(f"<li><a href=/old/{n}>The article of old that many read {n}</a></li>" for n in range(9))
    found = guess_listing(page(*rows, f"<div class='{beside}'><ul>{others}</ul></div>"), URL)
    assert addresses(found) == wanted()


def test_where_programs_name_all_elements_the_addresses_tell_the_articles():
    rows = "".join(f"<div class=css-{n}x><a href=/news/{n}><b>{title}</b></a></div>" for n, title in enumerate(TITLES))
    found = guess_listing(f"<html><body><a href=/about/us>About</a>{rows}</body></html>".encode(), URL)
    assert (found[0], addresses(found)) == ('a[href*="/news/"]', wanted())


def test_of_two_lists_the_one_with_dates_is_taken():
    dated = '<div class="card"><a href="/news/{n}">{title}</a><time datetime="2026-02-0{d}">then</time></div>'
    topics = '<div class="topic-box"><a href="/topic/{n}">All that we know of it {n}</a></div>'
    found = guess_listing(
        page(
            *(topics.format(n=n) for n in range(6)),
            *(dated.format(n=n, d=n + 1, title=title) for n, title in enumerate(TITLES)),
        ),
        URL,
    )
    assert found is not None
    assert addresses(found) == wanted()


LISTS = {
    "a menu of many levels whose elements are no menu's": (
        '<div class="mega"><div class="column"><div class="box"><div class="entry"><p class="text">'
        '<a class="plain" href="/theme/{n}">The {word}</a></p></div></div></div></div>',
        30,
        '<div class="rows"><div class="row-item"><p class="head-line"><a href="/n/{n}">{title}</a></p></div></div>',
    ),
    "names that are ids alone": (
        '<div id="left-menu"><p><a href="/m/{n}">All about our {word} here</a></p></div>',
        9,
        '<div id="news"><p><a href="/n{n}.html">{title}</a></p></div>',
    ),
    "tables of old": (
        '<table><tr><td><a href="page{n}.php">A page that stands for years {word}</a></td></tr></table>',
        9,
        '<table><tr><td>{day}</td><td><a href="show.php?id={n}">{title}</a></td></tr></table>',
    ),
    "cards that are alike, of news and of topics": (
        '<a class="card" href="/en/topic/{n}">Everything about the {word} here</a>',
        9,
        '<a class="card" href="/en/news/{n}"><i>{day}</i><b>{title}</b></a>',
    ),
    "months of an archive, which their numbers alone tell apart": (
        '<div class="archive"><a href="/archive/{n}">Archive of the month {n} of the year</a></div>',
        12,
        '<h2><a href="/n/{n}">{title}</a></h2>',
    ),
    "the same elements in what stands aside": (
        '<aside><h3><a href="/news/{n}x">What many have read of the {word}</a></h3></aside>',
        12,
        '<div class="latest"><h3><a href="/news/{n}">{title}</a></h3></div>',
    ),
}
WORDS = ("navy", "army", "budget", "fleet", "depot", "north", "border", "treaty", "office", "school", "reserve", "port")


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_told_from_what_is_built_like_it(name):
    beside, number, row = LISTS[name]
    others = "".join(beside.format(n=n, word=f"{WORDS[n % 12]} {WORDS[n // 12]}") for n in range(number))
    rows = "".join(row.format(n=n, day=f"0{n + 1}.02.2026", title=title) for n, title in enumerate(TITLES))
    found = guess_listing(f"<html lang=en><body>{others}{rows}</body></html>".encode(), URL)
    assert found is not None
    assert [link.title for link in found[1]] == TITLES


def test_of_selectors_that_find_the_same_the_one_that_finds_little_else_is_taken():
    rows = (f"<h3><a href=/news/{n}>{title}</a></h3><a href=/news/{n}>More</a>" for n, title in enumerate(TITLES))
    found = guess_listing(page(*rows, "<p><a href=#top>To the top</a></p>"), URL)
    assert (found[0], addresses(found)) == ("h3 a", wanted())


def test_titles_without_spaces_are_titles():
    titles = [
        "防衛大臣が北部方面隊の演習を視察した",
        "新しい護衛艦の契約が結ばれました",
        "予算案は木曜日に国会へ提出される",
        "二個大隊が東部へ移動を始めました",
    ]
    found = guess_listing(page(*(f'<li class="news"><a href="/n/{n}">{t}</a></li>' for n, t in enumerate(titles))), URL)
    assert found is not None
    assert len(found[1]) == 4


@pytest.mark.parametrize(
    "articles",
    [
        (),
        ('<article><h2><a href="/one">Only one article stands on this page</a></h2></article>',),
        tuple(f'<li class="menu-entry"><a href="/{n}">Section {n}</a></li>' for n in range(9)),
        tuple(
            f'<li class="link"><a href="https://other{n}.example.com/">A page of somebody else {n}</a></li>'
            for n in range(9)
        ),
    ],
)
def test_a_page_that_lists_no_articles_has_no_listing(articles):
    assert guess_listing(page(*articles), URL) is None


@pytest.mark.parametrize(
    "hostile", [b"<a href=/x class=abc>" * 100_000, b"<div class=abc>" * 100_000, b"<h2><a href=x>" * 90_000]
)
def test_hostile_pages_take_no_long_time(hostile):
    start = time.process_time()
    guess_listing(hostile, URL)
    assert time.process_time() - start < 10


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_page_raises_anything_but_a_read_error(data):
    with contextlib.suppress(ReadError):
        guess_listing(b"<ul class=abc>" + data * 5, URL)


@pytest.mark.parametrize("kind", ["tag", "category", "authors"])
def test_links_to_what_gathers_articles_are_no_articles(kind):
    stories = "".join(
        f"<a href='/2026/story-{n}'>Two more frigates will sail north {n}</a>" for n in ("one", "two", "three", "four")
    )
    gathered = "".join(f"<a href='/{kind}/{n}'>What we know of subject number {n}</a>" for n in range(9))
    page = f"<div class=wire>{stories}</div><div class=others>{gathered}</div>"
    selector, links = guess_listing(page.encode(), "https://e.org/news")
    assert (selector, len(links)) == (".wire a", 4)
