"""What pages of many makers have in common in how they say who wrote an article, when, and in what markup."""

import pytest

from crawler.byline import clean_authors
from crawler.datelines import moment_in
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


POINTS = ("Two frigates sail on Thursday, whatever the weather.", "A third one follows them when its crew is back.")
LIST = f"<ul><li>{POINTS[0]}</li><li><b>Soon</b>: {POINTS[1]}</li></ul>"


@pytest.mark.parametrize("points", [LIST, f"<h3>What they agreed on</h3>{LIST}", f"<div class=x>{LIST}</div>"])
def test_the_points_that_a_press_release_makes_are_of_its_text_where_they_stand(points):
    found = page(body=f"<p>{TEXT[0]}</p>{points}<p>{TEXT[1]}</p>")
    lines = found.text.split("\n")
    assert [lines[0], *lines[-3:]] == [TEXT[0], POINTS[0], f"Soon: {POINTS[1]}", TEXT[1]]
    assert ("What they agreed on" in lines) == ("<h3>" in points)


def test_points_at_the_end_are_of_the_text_and_tags_and_menus_are_not():
    assert page(body=f"{PARAGRAPHS}{LIST}").text.endswith(POINTS[1])
    menu = f"<ul><li><a href=/a>{POINTS[0]}</a></li><li><a href=/b>{POINTS[1]}</a></li></ul>"
    for other in (menu, "<ul><li>navy</li><li>storm at sea</li></ul>", f"<h3>Most read</h3>{menu}"):
        assert page(body=PARAGRAPHS + other).text.split("\n") == list(TEXT)


def test_a_menu_is_not_read_where_the_article_has_no_paragraphs():
    menu = "".join(f"<li><a href=/{number}>Other news number {number} of the day</a></li>" for number in range(20))
    lines = "".join(f"<div>{paragraph}</div>" for paragraph in TEXT * 3)
    assert "Other news" not in page(body=lines, beside=f"<div class=menu><ul>{menu}</ul></div>").text


# --- title, picture, wall, address


@pytest.mark.parametrize(
    ("title", "headings"),
    [
        ("", f"<h2>{TITLE}</h2><h2>Other news of the day</h2>"),
        ("<title>example.com</title>", f"<h1>{TITLE}</h1>"),
        (f"<title>{TITLE} | Gazette</title>", f"<h1>{TITLE} <small>Officials say ships leave soon</small></h1>"),
    ],
)
def test_the_headline_is_what_the_page_shows_as_one(title, headings):
    whole = f"<html><head>{title}</head><body>{headings}<div>{PARAGRAPHS}</div></body></html>"
    assert extract_page(whole.encode(), URL).title == TITLE


def ld(text):
    return f"<script type='application/ld+json'>{text}</script>"


SHUT = '{"@type": "WebPage", "isAccessibleForFree": false}'
IMAGE = '{"@type": "ImageObject", "@id": "#i", "url": "https://www.example.org/ship.jpg"}'


@pytest.mark.parametrize(
    "parts",
    [
        {"head": ld('[{"@type": "NewsArticle", "image": {"@id": "#i"}}, ' + IMAGE + "]")},
        {"head": ld('[{"@type": "WebPage", "primaryImageOfPage": {"@id": "#i"}}, ' + IMAGE + "]")},
        {"head": ld('{"@type": "NewsArticle", "thumbnailUrl": "/ship.jpg"}')},
        {"head": "<meta itemprop=image content=/ship.jpg>"},
        {"head": "<base href=https://www.example.org/><meta property=og:image content=ship.jpg>", "url": f"{URL}/a/b"},
        {"body": f"<article><figure><img src='data:,' data-src=/ship.jpg></figure>{PARAGRAPHS}</article>"},
    ],
)  # fmt: skip
def test_the_picture_is_found_where_pages_put_it(parts):
    assert page(**parts).picture == "https://www.example.org/ship.jpg"


@pytest.mark.parametrize(
    "figure",
    [
        "<figure><img src=/anna.jpg width=80></figure>",
        "<div class=author-box><figure><img src=/anna.jpg></figure></div>",
        "<aside><figure><img src=/other.jpg></figure></aside>",
    ],
)
def test_who_wrote_and_other_articles_are_no_picture_of_this_one(figure):
    assert page(body=f"<article>{PARAGRAPHS}{figure}</article>").picture is None


@pytest.mark.parametrize(
    ("head", "paid"),
    [
        (ld(SHUT), True),
        (ld(f'[{SHUT}, {{"@type": "Article", "isAccessibleForFree": true}}]'), False),
        ("<meta itemprop=isAccessibleForFree content=False>", True),
        ("<meta itemprop=isAccessibleForFree content=true><meta itemprop=isAccessibleForFree content=false>", False),
    ],
)  # fmt: skip
def test_a_page_says_in_several_ways_that_it_must_be_paid_for(head, paid):
    assert page(head=head).paywalled == paid


def test_a_relative_canonical_address_is_meant_by_the_page_s_base():
    head = "<base href='https://www.example.org/b/'><link rel=canonical href=storm>"
    assert page(head=head).canonical == "https://www.example.org/b/storm"


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
        {"head": ld('{"@type": "NewsArticle", "author": {"givenName": "Anna", "familyName": "Berg"}}')},
        {"beside": "<span property='schema:author'>Anna Berg</span>"},
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
    "name", ["relative-time datetime='2026-11-25T14:32Z'", "x-timestamp data-timestamp=1795617120000"]
)
def test_elements_that_a_site_made_for_times_are_read(name):
    assert f"{page(beside=f'<{name}>today</{name.split()[0]}>').published_at:%Y-%m-%d %H:%M}" == "2026-11-25 14:32"


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


#: Byline and day as they stand in one line or two beside a headline, and who wrote by it; always on 25 November 2026.
LINES = [
    ("<p>Published on November 25, 2026 by Anna Berg</p>", "Anna Berg", ""),
    ("<p>Posted by Anna Berg on November 25, 2026</p>", "Anna Berg", ""),
    ("<div>By Anna Berg • November 25, 2026 • 5 min read</div>", "Anna Berg", ""),
    ("<p>November 25, 2026 | By Anna Berg</p>", "Anna Berg", ""),
    ("<p>Press release | 25 November 2026 | Brussels</p>", "", ""),
    ("<p>NEW DELHI, November 25, 2026 10:30 UTC</p>", "", "10:30"),
    ("<p>25 November 2026 – New York</p>", "", ""),
    ("<p>Release date: 25 November 2026</p>", "", ""),
    ("<div class=byline><span>Anna Berg</span><span>25 November 2026</span><span>World</span></div>", "Anna Berg", ""),
    ("<p class=byline>Written and reviewed by Anna Berg, head of news</p><p>25 November 2026</p>", "Anna Berg", ""),
    ("<p>Veröffentlicht am 25. November 2026 von Jan Kempe</p>", "Jan Kempe", ""),
    ("<p>Door Jan de Vries, 25 november 2026</p>", "Jan de Vries", ""),
    ("<p>Publié le 25/11/2026 à 10:30 par Anne Berger</p>", "Anne Berger", "10:30"),
    ("<p>Publicado em 25 de novembro de 2026 por João Sá</p>", "João Sá", ""),
    ("<p class=fecha>25/11/2026 - 10:30h</p><p class=autor>ANA SÁ / MADRID</p>", "ANA SÁ", "10:30"),
    ("<p>Fecha de publicación: 25/11/2026</p>", "", ""),
    ("<p>Av Ola Berg</p><p>Publisert 25. november 2026 kl. 10.30</p>", "Ola Berg", "10:30"),
    ("<p>Julkaistu 25.11.2026 klo 10.30</p><p>Teksti: Matti Virtanen</p>", "Matti Virtanen", "10:30"),
    ("<p>Data publikacji: 25.11.2026</p>", "", ""),
    ("<p>Objavljeno: 25.11.2026. u 10:30</p>", "", "10:30"),
    ("<p>Avaldatud 25.11.2026</p>", "", ""),
    ("<p>Paskelbta 2026-11-25 10:30</p>", "", "10:30"),
    ("<p>Giriş Tarihi: 25.11.2026 10:30</p>", "", "10:30"),
    ("<p>Опубликовано 25.11.2026 Автор Иван Петров</p>", "Иван Петров", ""),
    ("<p>Публикувана: 25 ноември 2026 г., 10:30</p>", "", "10:30"),
    ("<p>Δημοσίευση: 25 Νοεμβρίου 2026, 10:30</p><p>Της Άννας Βέργου</p>", "Άννας Βέργου", "10:30"),
    ("<p>2026年11月25日 10:30 来源：新华社</p>", "", "10:30"),
    ("<p><span>25 November 2026</span><span>10:30 UTC</span></p>", "", "10:30"),
    ("<div><b>World</b><span>25 November 2026</span><span>10:30 UTC</span><a href=/w>Follow</a></div>", "", "10:30"),
    ("<div><b>World</b><i class=t1>10:30</i><i class=d1>25.11.2026</i><a href=/w>Follow</a></div>", "", "10:30"),
    ("<p>25 Kasım 2026 Çarşamba 10:30</p>", "", "10:30"),
    ("<p>Madrid - 25 NOV 2026 - 10:30</p>", "", "10:30"),
    ("<p>25 בנובמבר 2026, 10:30</p>", "", "10:30"),
    ("<p>نشر في: 25 نوفمبر 2026 - 10:30</p><p>بقلم: أحمد علي</p>", "أحمد علي", "10:30"),
]


@pytest.mark.parametrize(("beside", "author", "clock"), LINES)
def test_a_line_beside_the_title_tells_who_wrote_and_when(beside, author, clock):
    found = page(beside=beside)
    assert found.authors == tuple(filter(None, [author]))
    assert found.published_exact == bool(clock)
    assert f"{found.published_at:%Y-%m-%d %H:%M}" == f"2026-11-25 {clock or '00:00'}"


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("11 February 2026 (updated at 22:40)", "11 February 2026"),
        ("25 November 2026 by Jan Kempe at 14:32", "25 November 2026 14:32"),
        ("Wed, 25 Nov 2026, 2:32 p.m. Eastern, Kyiv", "25 Nov 2026, 2:32 p.m. Eastern,"),
        ("9:30 a.m. ET March 12, 2026", "9:30 a.m. ET March 12, 2026"),
        ("Nov 25 Wed 2026 14:32", "Nov 25 Wed 2026 14:32"),
        ("no day", "no day"),
    ],
)
def test_of_a_line_that_names_a_day_what_tells_the_moment_is_read(line, moment):
    assert moment_in(line) == moment
