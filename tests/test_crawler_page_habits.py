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


# --- who


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("By Anna Berg, Luís Sá, and Jörg Öz", ["Anna Berg", "Luís Sá", "Jörg Öz"]),
        ("By ANNA BERG and LUÍS SÁ, Staff Writers", ["ANNA BERG", "LUÍS SÁ"]),
        ("By Anna Berg For Daily Gazette Australia", ["Anna Berg"]),
        ("By Anna Berg for the Gazette and Luís Sá", ["Anna Berg", "Luís Sá"]),
        ("Forrest From", ["Forrest From"]),
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
    ],
)
def test_authors_are_found_whatever_their_classes_are(parts):
    assert page(**parts).authors == ("Anna Berg",)


# --- when


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
