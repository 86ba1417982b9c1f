"""What pages of many makers have in common in how they say who wrote an article, when, and in what markup."""

import pytest

from crawler.byline import clean_authors
from crawler.page import extract_page

URL = "https://www.example.org/storm-at-sea"
TITLE = "Storm keeps the fleet in port"
TEXT = (
    "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port.",
    "The ships are expected to leave before the end of the week, according to three officials who know of the plans.",
)
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)


def page(*, head="", beside="", body=PARAGRAPHS, url=URL):
    whole = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{beside}<div>{body}</div></body></html>"
    )
    return extract_page(whole.encode(), url)


# --- markup


@pytest.mark.parametrize("stray", ["<script src='a.js'' async></script>", '<img alt="a"" src="a.png">', "<b title=a'>"])
def test_a_stray_quote_in_a_tag_takes_nothing_of_the_page_with_it(stray):
    links = "".join(f"<a class='a' href='/{number}'>x</a>" for number in range(300))
    assert TEXT[0] in page(beside=stray + links).text


@pytest.mark.parametrize(
    "body",
    [
        f"<p><div>Also: calm</div>{TEXT[0]} <b>Soon</b>, they say.</p><p>{TEXT[1]}</p>",
        f"{TEXT[0]} <b>Soon</b>, they say.<p>{TEXT[1]}</p>",
    ],
)
def test_a_paragraph_that_is_marked_as_none_is_one(body):
    assert page(body=body).text.split("\n")[-2:] == [f"{TEXT[0]} Soon, they say.", TEXT[1]]


@pytest.mark.parametrize("called", ["class='comentarios'", "id='comentarios_lectores'", "class='x kommentare-liste'"])
def test_what_readers_write_is_no_part_of_the_article_however_long(called):
    said = f"<li><p>{'Nobody at sea believes a word of what the udcg minister says. ' * 3}</p></li>" * 30
    found = page(body=f"{PARAGRAPHS * 8}<div {called}><ol>{said}</ol></div>")
    assert TEXT[0] in found.text
    assert "udcg" not in found.text


def test_an_article_in_a_box_called_comments_is_read():
    assert TEXT[0] in page(body=f"<div id='comentarios'>{PARAGRAPHS * 8}</div>").text


# --- who


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("By Anna Berg, Luís Sá, and Jörg Öz", ["Anna Berg", "Luís Sá", "Jörg Öz"]),
        ("By ANNA BERG and LUÍS SÁ, Staff Writers", ["ANNA BERG", "LUÍS SÁ"]),
        ("By Anna Berg For Daily Gazette Australia", ["Anna Berg"]),
        ("By Anna Berg for the Gazette and Luís Sá", ["Anna Berg", "Luís Sá"]),
        ("By Institute for Storm Studies", ["Institute for Storm Studies"]),
        ("International Institute for Storm Studies", ["International Institute for Storm Studies"]),
        ("ANNA BERG, LUÍS SÁ Envoyés spéciaux", ["ANNA BERG", "LUÍS SÁ"]),
        ("Anna Berg | Madrid", ["Anna Berg"]),
        ("Anna Berg | AFP", ["Anna Berg", "AFP"]),
    ],
)
def test_what_stands_beside_names_is_none(said, names):
    assert clean_authors(said) == names


@pytest.mark.parametrize(
    "parts",
    [
        {"head": "<meta property='og:author' content='By &lt;a href=/anna&gt;Anna Berg&lt;/a&gt;'>"},
        {"beside": "<div class='x1y2' data-component='Byline'>Anna Berg</div>"},
        {"beside": "<a class='x1y2' data-testid='AuthorURL' href='/by/1'>Anna Berg</a>"},
        {"beside": "<span id='author-name'>Anna Berg</span>"},
        {"beside": "<p class='firma'><em>Anna Berg</em> | <span>Madrid</span></p>"},
        {"beside": "<p class='dateplusauthor'><a href='/by/1'>Anna Berg</a></p>"},
    ],
)
def test_authors_are_found_whatever_their_classes_are(parts):
    assert page(**parts).authors == ("Anna Berg",)


# --- when


def test_beside_the_one_heading_stands_what_belongs_to_the_title_for_those_who_share_it():
    head = "<meta property=og:title content='Why nobody leaves the port this week'>"
    found = page(head=head, beside="<p>By Anna Berg</p><p>25 November 2026, 14:32</p>")
    assert (found.title, found.authors) == ("Why nobody leaves the port this week", ("Anna Berg",))
    assert f"{found.published_at:%Y-%m-%d %H:%M}" == "2026-11-25 14:32"


@pytest.mark.parametrize(
    ("said", "site", "hour"),
    [
        ("Wed Nov 25 09:24:00 CST 2026", "example.cn", "01:24"),
        ("Wed Nov 25 09:24:00 CST 2026", "example.org", "15:24"),
        ("25 November 2026, 09:24 IST", "example.co.il", "07:24"),
        ("25 November 2026, 09:24 IST", "example.in", "03:54"),
    ],
)
def test_a_zone_of_several_lands_is_the_site_s_own(said, site, hour):
    found = page(head=f"<meta name=pubdate content='{said}'>", url=f"https://www.{site}/storm")
    assert f"{found.published_at:%H:%M}" == hour


@pytest.mark.parametrize(
    "name", ["og:regDate", "dc:created", "article:published_date", "pub_date", "prism.publicationDate"]
)
def test_the_day_is_said_under_many_names(name):
    assert f"{page(head=f'<meta property={name} content=20260304>').published_at:%Y-%m-%d}" == "2026-03-04"


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("https://www.example.org/2026/3/4/storm-at-sea", ""),
        ("https://www.example.org/?p=1234", "<link rel=canonical href=/2026/03/04/storm-at-sea>"),
        (
            "https://www.example.org/?p=1234",
            "<meta property=og:url content=https://example.com/2026/03/04/storm-at-sea>",
        ),
    ],
)
def test_the_day_stands_in_the_address_under_which_the_page_knows_itself(url, head):
    found = page(url=url, head=head)
    assert (f"{found.published_at:%Y-%m-%d}", found.published_exact) == ("2026-03-04", False)


@pytest.mark.parametrize("path", ["2026/13/4/storm", "2026/3/storm", "2026/3/45/storm", "1/2026/3/4a"])
def test_other_figures_in_an_address_are_no_day(path):
    assert page(url=f"https://www.example.org/{path}").published_at is None
