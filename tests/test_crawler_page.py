"""Article pages: what is read of them, and what strangers may put into them without harm."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawler.byline import clean_authors
from crawler.edges import without_furniture
from crawler.inspect_page import inspect_page, inspect_url
from crawler.item import ReadError
from crawler.language import page_language, text_language
from crawler.markup import decode_html, parse_html, tame
from crawler.page import extract_page
from crawler.site_titles import without_site

URL = "https://www.example.org/world/storm-at-sea"
ENGLISH = (
    "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port.",
    "“We won’t wait for the weather,” said the minister, who met her colleagues in the harbour this morning.",
    "The ships are expected to leave before the end of the week, according to three officials who know of the plans.",
)
FRENCH = (
    "Les ministres de la Défense se sont mis d’accord mardi sur l’envoi de deux autres frégates en mer du Nord.",
    "« Nous n’attendrons pas le beau temps », a déclaré la ministre, qui recevait ses homologues dans un port breton.",
    "Les navires devraient appareiller avant la fin de la semaine, selon trois responsables qui ont vu les projets.",
)
GERMAN = (
    "Die Verteidigungsminister haben sich am Dienstag darauf geeinigt, zwei weitere Fregatten zu entsenden.",
    "»Wir werden nicht auf besseres Wetter warten«, sagte die Ministerin, die ihre Amtskollegen im Hafen empfing.",
)


def html(*paragraphs, head="", lang="en", top="<h1>Storm at sea</h1>", bottom=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or ENGLISH)
    body = f"<body><article>{top}{body}{bottom}</article></body>"
    return f"<!DOCTYPE html><html lang='{lang}'><head>{head}</head>{body}</html>".encode()


def ld(*nodes, raw=None):
    return f"<script type='application/ld+json'>{raw or json.dumps(nodes[0] if len(nodes) == 1 else nodes)}</script>"


def read(*paragraphs, url=URL, **parts):
    return extract_page(html(*paragraphs, **parts), url)


OTHER = {"@type": "NewsArticle", "headline": "Other news", "datePublished": "2020-01-01T00:00Z", "author": "Old Man"}
OWN = {
    "@type": "NewsArticle",
    "headline": "Storm at sea",
    "datePublished": "2026-03-01T08:15:00Z",
    "author": "Jane Roe",
}
LIST = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]}
AT, WHOLE = datetime(2026, 3, 1, 8, 15, tzinfo=UTC), "<title>Storm at sea | The Daily Bugle</title>"


@pytest.mark.parametrize(
    ("head", "authors", "at"),
    [
        (ld(LIST) + ld(OWN), ("Jane Roe",), AT),
        (WHOLE + ld(OTHER, OWN), ("Jane Roe",), AT),
        (WHOLE + ld(OWN, OTHER), ("Jane Roe",), AT),
        (ld(LIST), (), None),
        # What names the address is the page's own, in a list too.
        (ld({"@type": "ItemList", "itemListElement": [OTHER, OWN | {"url": URL}]}), ("Jane Roe",), AT),
    ],
)
def test_related_articles_lend_a_page_neither_their_date_nor_their_author(head, authors, at):
    page = read(head=head)
    assert (page.authors, page.published_at) == (authors, at)


@pytest.mark.parametrize(
    "bottom",
    [
        "<div class=related><article><time datetime='2026-01-05T09:00Z'>5 Jan</time><h3>Other</h3></article></div>",
        "<footer><time datetime='2020-01-01'>2020</time></footer>",
    ],
)
def test_times_of_other_articles_and_of_the_foot_of_the_page_are_none_of_this_one(bottom):
    assert read(top="<h1>Storm at sea</h1>", bottom=bottom).published_at is None


@pytest.mark.parametrize(("host", "month"), [("www.army.mil", 3), ("www.example.co.uk", 4), ("www.example.org", None)])
def test_day_and_month_are_told_apart_by_the_country_of_the_site(host, month):
    page = read(top="<h1>Storm at sea</h1><p class=date>03/04/2026</p>", url=f"https://{host}/storm")
    found = page.published_at
    assert (found and found.month) == month


def test_paragraphs_are_lines_and_what_surrounds_them_is_gone():
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
    page = read(top=menu + "<h1>Storm at sea</h1>", bottom="<footer>All rights reserved</footer>")
    assert page.text.split("\n") == list(ENGLISH)
    assert page.title == "Storm at sea"


@pytest.mark.parametrize("box", ["<div>{}</div>", "<p>Bergen, Tuesday.<br>{}</p>"])
def test_lines_of_the_source_are_no_lines_of_the_text(box):
    wrapped = [part.replace(", ", ",\n        ") for part in ENGLISH]
    page = read(top="<h1>Storm at sea</h1>" + box.format(wrapped[0]))
    assert ENGLISH[0] in page.text.split("\n")


def test_what_is_written_in_lines_keeps_them():
    poem = "The storm came late,\nthe storm came loud,\nand nobody had seen the cloud."
    page = read(top=f"<h1>Storm at sea</h1><pre>{poem}</pre>")
    assert poem in page.text


def test_what_an_article_says_several_times_in_a_row_is_kept_so_often():
    page = read(top="<h1>Storm at sea</h1>" + f"<p>{ENGLISH[0]}</p>" * 3 + f"<p>{ENGLISH[1]}</p>")
    assert page.text.split("\n")[:5] == [ENGLISH[0]] * 3 + [ENGLISH[1]] + [ENGLISH[0]]


def test_an_article_cut_into_boxes_is_read_whole():
    advert = "<div class='advert'><p>Buy a boat.</p></div>"
    boxes = advert.join(f"<div class='chunk'>{paragraphs(number)}</div>" for number in range(6))
    page = extract_page(f"<html><body><article><h1>Storm</h1>{boxes}</article></body></html>".encode(), URL)
    assert all(f"{part} {number}" in page.text for part in ENGLISH for number in range(6))


def paragraphs(number):
    return "".join(f"<p>{part} {number}</p>" for part in ENGLISH)


def test_a_body_in_the_page_data_stands_in_for_one_that_scripts_would_draw():
    said = "\n".join(ENGLISH * 4)
    data = ld({"@type": "NewsArticle", "articleBody": said})
    page = extract_page(f"<html><head>{data}</head><body><div id=app></div></body></html>".encode(), URL)
    assert page.text == said


# --- titles

SITE = "<meta property='og:site_name' content='The Example'>"


@pytest.mark.parametrize(
    "head",
    [
        "<title>Storm at sea | World | The Example</title>" + SITE,
        "<title>Storm at sea - example.org</title>",
        "<title>Example: Storm at sea</title>",
        "<meta property='og:title' content='Storm at sea – The Example'>" + SITE,
        "<meta name='twitter:title' content='Storm at sea'>" + "<title>The Example – news, sport, weather</title>",
        ld({"@type": "NewsArticle", "headline": "Storm at sea"}) + "<meta property='og:title' content='Not believed'>",
        ld({"@type": "NewsArticle", "headline": "Storm at sea | Example", "publisher": {"name": "Example"}}),
        ld({"@graph": [{"@type": "WebPage", "name": "x"}, {"@type": ["Article", "X"], "headline": "Storm at sea"}]}),
        ld({"@type": "Organization"}, {"@type": "NewsArticle", "headline": ["Storm at sea"]}),
        ld(raw='{"@type": "NewsArticle", "headline": "Storm at sea", }'),
        ld(raw='<!-- {"@type": "NewsArticle", "headline": "Storm at sea"} -->'),
        ld(raw='{"@type": "NewsArticle", "headline": "Storm at sea", "author": {"name": "broken'),
        ld(raw="{{{") + "<title>Storm at sea</title>",
        "<meta property='dc:title og:title' content='Storm at sea'>",
        "",
    ],
)  # fmt: skip
def test_the_headline_is_found_without_the_name_of_the_site(head):
    assert read(head=head).title == "Storm at sea"


def test_a_property_is_believed_before_a_name():
    told = "<meta name='dc.title' content='Weather'><meta property='dc:title' content='Storm at sea'>"
    assert read(head=told, top="").title == "Storm at sea"


def test_typographic_apostrophes_and_references_in_titles_are_kept_as_characters():
    assert (
        read(head="<meta property='og:title' content='L&#8217;OTAN &amp; l’Ukraine'>", top="").title
        == "L’OTAN & l’Ukraine"
    )


def test_a_headline_with_a_colon_or_a_dash_keeps_both_its_halves():
    title = "Analysis: why the fleet – and its crews – stays in port"
    assert read(head=f"<title>{title}</title>", top="").title == title


def test_a_headline_that_was_cut_short_is_taken_from_the_page():
    head = "<meta property='og:title' content='Storm keeps the northern fleet…'>"
    assert (
        read(head=head, top="<h1>Storm keeps the northern fleet in port</h1>").title
        == "Storm keeps the northern fleet in port"
    )


def test_the_name_of_the_site_is_cut_from_either_end_only():
    names = frozenset({"example"})
    assert without_site("Example wins the Example prize - Example", names, []) == "Example wins the Example prize"


# --- dates

DAY = ld({"@type": "NewsArticle", "datePublished": "2026-03-04"})


@pytest.mark.parametrize(
    "head",
    [
        ld({"@type": "NewsArticle", "datePublished": "2026-03-04T18:15:00+01:00"}),
        ld({"@graph": [{"@type": "BlogPosting", "datePublished": "2026-03-04T17:15:00Z"}]}),
        ld(raw='{"@type": "NewsArticle", "datePublished": "2026-03-04T18:15:00+01:00", "text": "bro"ken"}'),
        "<meta property='article:published_time' content='2026-03-04T18:15:00+01:00'>",
        "<meta itemprop='datePublished' content='2026-03-04T12:15:00-05:00'>",
        "<meta name='date' content='2026-03-04'><meta name='pubdate' content='2026-03-04 17:15:00 UTC'>",
        DAY + "<meta name='pubdate' content='Wed, 04 Mar 2026 17:15:00 GMT'>",
    ],
)  # fmt: skip
def test_publication_is_exact_to_the_minute_where_the_page_says_so(head):
    page = read(head=head)
    assert page.published_at == datetime(2026, 3, 4, 17, 15, tzinfo=UTC)
    assert page.published_exact


def test_a_time_element_of_the_article_gives_the_moment():
    page = read(top="<h1>Storm at sea</h1><time class='published' datetime='2026-03-04T18:15+01:00'>Wednesday</time>")
    assert (page.published_at, page.published_exact) == (datetime(2026, 3, 4, 17, 15, tzinfo=UTC), True)


@pytest.mark.parametrize("said", ["2026-03-04", "2026-03-04T00:00:00+01:00", "2026-03-04T00:00:00Z"])
def test_a_day_is_midnight_utc_and_marked_as_such(said):
    page = read(head=ld({"@type": "NewsArticle", "datePublished": said}))
    assert (page.published_at, page.published_exact) == (datetime(2026, 3, 4, tzinfo=UTC), False)


def test_the_day_in_the_address_is_better_than_none():
    page = read(url="https://www.example.org/2026/03/04/storm-at-sea")
    assert (page.published_at, page.published_exact) == (datetime(2026, 3, 4, tzinfo=UTC), False)


def test_a_page_without_a_date_has_none():
    assert read().published_at is None


def test_the_change_is_read_beside_the_publication():
    page = read(
        head=ld({"@type": "NewsArticle", "datePublished": "2026-03-04T08:00Z", "dateModified": "2026-03-05T09:30Z"})
    )
    assert page.updated_at == datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


# --- authors, site, address, wall


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("By Anna Berg and Luís Sá", ["Anna Berg", "Luís Sá"]),
        ("Von Anna Berg, Jörg Öz", ["Anna Berg", "Jörg Öz"]),
        ("Par Anna Berg (avec Luís Sá)", ["Anna Berg", "Luís Sá"]),
        ("Robert De Niro", ["Robert De Niro"]),
        ("De Gaulle", ["De Gaulle"]),
        ("di Anna Berg", ["Anna Berg"]),
        ("Anna Berg, Brussels correspondent", ["Anna Berg"]),
        ("https://www.facebook.com/annaberg", []),
        ("anna@example.org", []),
        ("The Example", []),
        ("admin", []),
        ("[[author]]", []),
        ("{{ article.author }}", []),
        ("Juan Pérez\u200b\u200b Barcelona", ["Juan Pérez"]),
        ("", []),
    ],
)
def test_bylines_become_names(said, names):
    assert clean_authors(said, frozenset({"theexample"})) == names


@pytest.mark.parametrize(
    "parts",
    [
        {"head": ld({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Anna Berg"}})},
        {"head": ld({"@type": "NewsArticle", "author": ["Anna Berg"]})},
        {"head": ld({"@type": "NewsArticle", "author": {"@id": "#a"}}, {"@id": "#a", "name": "Anna Berg"})},
        {"head": "<meta name='author' content='By Anna Berg'>"},
        {"head": "<meta property=article:author content=https://example.org/a><meta name='byl' content='Anna Berg'>"},
        {"top": "<h1>Storm</h1><p class='byline'>By <a rel='author'>Anna Berg</a></p>"},
    ],
)  # fmt: skip
def test_authors_are_found_where_pages_put_them(parts):
    assert read(**parts).authors == ("Anna Berg",)


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/world/storm-at-sea?utm_source=x", URL),
        ("https://amp.example.org/storm", "https://amp.example.org/storm"),
        ("https://evil.example.net/storm", None),
        ("https://www.example.org/", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
    ],
)
def test_a_canonical_address_is_believed_within_the_same_domain_only(link, canonical):
    assert read(head=f"<link rel='canonical' href='{link}'>").canonical == canonical


@pytest.mark.parametrize(
    ("read_at", "says", "believed"),
    [
        ("/news/frigate-leaves-the-yard", "/news", False),
        ("/news/frigate-leaves-the-yard", "/en/press-releases/", True),
        ("/news/2026/17/frigate-leaves-the-yard", "/news/2026/17", True),
        ("/news/frigate-leaves-the-yard/amp", "/news/frigate-leaves-the-yard", True),
        ("/show.aspx?id=17", "/show.aspx", False),
        ("/?lang=en&newsID=17", "/?lang=en", False),
        ("/show?newsID=17&lang=en", "/show", False),
        ("/frigate?page=2", "/frigate", True),
        ("/frigate?v=1764000000", "/frigate", True),
    ],
)
def test_a_list_or_the_program_that_shows_all_articles_is_no_address_of_one(read_at, says, believed):
    head = f"<link rel=canonical href='https://example.org{says}'>"
    found = extract_page(
        f"<html><head>{head}</head><body><h1>T</h1></body></html>".encode(), f"https://example.org{read_at}"
    )
    assert (found.canonical is not None) == believed


@pytest.mark.parametrize(("said", "paid"), [(False, True), ("False", True), (True, False), (None, False)])
def test_a_page_may_say_that_it_must_be_paid_for(said, paid):
    assert read(head=ld({"@type": "NewsArticle", "isAccessibleForFree": said})).paywalled is paid


def test_the_site_is_named_by_the_page():
    assert read(head="<meta property='og:site_name' content='The Example'>").site_name == "The Example"


# --- language


def test_a_long_text_is_believed_more_than_the_html_element():
    assert read(*FRENCH, lang="en").language == "fr"


def test_a_language_is_told_as_the_library_tells_it_that_is_forbidden_latin():
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    library.set_languages([language for language in library.labels if language != "la"])
    texts = (
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
        "Die Regierung will mehr Schiffe kaufen, sagte die Ministerin am Montag.",
        "Міністр заявив у понеділок, що уряд купить нові системи протиповітряної оборони.",
        "大臣は月曜日に新しい防空システムを購入すると述べた。",
        "",
    )
    assert [text_language(text) for text in texts] == [library.classify(text) for text in texts]


def test_a_short_text_is_believed_less():
    assert page_language(["fr-BE"], "Le navire") == "fr"
    assert page_language([], "", "nl") == "nl"
    assert page_language([], "") is None


def test_languages_that_are_near_do_not_contradict_the_page():
    assert (
        page_language(["nb-NO"], "Regjeringen sier at de nye skipene skal ligge i havnen til været blir bedre. " * 5)
        == "no"
    )


def test_labels_of_the_page_in_another_language_are_no_part_of_the_article():
    text = "\n".join(
        ("Veröffentlicht am 3. Mai um 12 Uhr", *FRENCH, *FRENCH, "Transparenz: Redaktionell erstellt und geprüft.")
    )
    assert without_furniture(text, "", "fr").split("\n") == [*FRENCH, *FRENCH]


def test_short_lines_of_the_article_itself_stay():
    text = "\n".join(("Paris, mardi", *FRENCH, "« We will not wait »", *FRENCH, "Fin de la dépêche."))
    assert without_furniture(text, "", "fr") == text


def test_the_title_is_not_repeated_in_the_text():
    assert without_furniture("\n".join(("Storm at sea", *ENGLISH)), "Storm at Sea!", "en").split("\n") == list(ENGLISH)


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "content_type", "declaration"),
    [
        ("utf-8", "", ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("utf-8-sig", "", ""),
        ("utf-16", "", ""),
        ("cp1252", "text/html; charset=ISO-8859-1", ""),
        ("cp1252", "", "<meta charset=iso-8859-1>"),
        ("cp1252", "text/html", "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>"),
        ("cp1252", "", ""),
    ],
)
def test_text_is_decoded_by_what_it_is(encoding, content_type, declaration):
    data = html(*GERMAN, head=declaration, top="<h1>Stürme über der Nordsee</h1>").decode().encode(encoding)
    page = extract_page(data, URL, content_type)
    assert page.title == "Stürme über der Nordsee"
    assert GERMAN[1] in page.text


def test_cyrillic_and_japanese_of_the_old_kind_are_read_as_declared():
    assert "Флот остаётся" in decode_html("<meta charset=koi8-r><p>Флот остаётся в порту".encode("koi8-r"))
    assert "艦隊は港に" in decode_html("<meta charset=Shift_JIS><p>艦隊は港に".encode("shift_jis"))


# --- hostile pages


@pytest.mark.parametrize("data", [b"", b"   ", b"\0", b"<!-- nothing -->", b"<html></html>", b"<script>var a</script>"])
def test_a_page_without_title_or_text_is_empty(data):
    with pytest.raises(ReadError) as caught:
        extract_page(data, URL)
    assert caught.value.kind == "empty"


KEYWORD = "udcg-meeting"
BOMBS = {
    "attributes": b"<div " + b" ".join(b"a%d=1" % number for number in range(100_000)) + b">",
    "nested": b"<div>" * 50_000,
    "nested lists": b"<ul><li>" * 30_000,
    "never closed": b"<font><b><i>" * 20_000,
    "comments": b"<!--x-->" * 50_000,
    "tiny elements": b"<b/>" * 400_000,
    "quotes": b"<a title=\"'" * 1_000 + b"\"'>",
    "less-than signs": b"<" * 300_000 + b" ",
    "references": b"&#xD800;&#x110000;&#99999999999;&" * 20_000,
    "one long text": b"<p>" + b"word " * 2_100_000 + b"</p>",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_what_stands_after_a_bomb_is_still_there(bomb):
    tree = parse_html(b"<html><body>" + bomb + f"<p>{KEYWORD}</p></body></html>".encode())
    assert KEYWORD in tree.text_content()


@pytest.mark.parametrize("name", ["attributes", "nested", "comments"])
def test_an_article_after_a_bomb_is_read(name):
    page = extract_page(BOMBS[name] + html(), URL)
    assert ENGLISH[0] in page.text


def test_what_stands_in_deep_elements_stays():
    tree = parse_html(b"<div>" * 5_000 + KEYWORD.encode() + b"</div>" * 5_000 + b"<p>after</p>")
    assert KEYWORD in tree.text_content()
    assert max(sum(1 for _ in element.iterancestors()) for element in tree.iter("p")) < 10


def test_ordinary_pages_pass_as_they_are():
    markup = html(head=ld({"@type": "NewsArticle"}) + "<style>a > b {}</style>", top="<img alt='a > b'><br/>").decode()
    assert tame(markup) == markup


def test_a_deep_or_endless_json_is_no_harm():
    for raw in ("[" * 100_000, '{"a":' * 100_000, '{"@graph":' + "[{}," * 5_000, '"' * 10_000):
        assert read(head=ld(raw=raw)).title == "Storm at sea"


@pytest.mark.parametrize(
    "node",
    [
        {"@type": 7, "headline": {"a": 1}},
        {"@type": ["NewsArticle", None], "headline": None, "author": [None, 3, {"name": {"name": 1}}, [["x"]]]},
        {"@type": "NewsArticle", "author": {"@id": {"x": 1}}, "publisher": [], "mainEntityOfPage": 5, "articleBody": 3},
        [[[["NewsArticle"]]]],
    ],
)  # fmt: skip
def test_json_of_the_wrong_shape_is_passed_over(node):
    assert read(head=ld(node)).title == "Storm at sea"


MARKUP = """<| >| </| <p>| <div | ='| "| <!--| -->| <script type='application/ld+json'>| </script>| {| }| ,| :| []
| "@type":"NewsArticle"| "datePublished":| <meta name='date' content='| <title>| <h1>| <link rel=canonical href='| &#x0;
| <time datetime='2026-13-45T99:99'>| <![CDATA[| <?xml| <html lang='🏴| <article>| <main>| <base href='http://['>
| charset=utf-7| <svg><title>"""
PIECE = st.sampled_from([*(piece.strip().encode() for piece in MARKUP.split("|")), b"\xff", b"\0", ENGLISH[0].encode()])


@settings(max_examples=150)
@given(st.lists(PIECE | st.binary(max_size=8), max_size=25).map(b"".join), st.sampled_from([URL, "", "http://[", "x"]))
def test_no_bytes_raise_anything_but_read_errors(data, url):
    try:
        page = extract_page(data, url, "text/html; charset=x-unknown")
    except ReadError:
        return
    assert page.title or page.text
    (page.title + page.text + "".join(page.authors)).encode()


def test_inspection_shows_plain_values():
    shown = inspect_page(
        html(head=ld({"@type": "NewsArticle", "headline": "Storm at sea", "datePublished": "2026-03-04T18:15+01:00"})),
        URL,
    )
    assert shown["published"] == "2026-03-04T18:15:00+01:00"
    assert (shown["title"], shown["language"], shown["authors"]) == ("Storm at sea", "en", [])
    assert json.dumps(shown)
    assert inspect_page(html(head="<meta name=date content=2026-03-04>"), URL)["published"] == "2026-03-04"


def test_inspection_of_an_address_refuses_with_an_empty_line():
    assert inspect_url("http://Example.org?utm_a=1") == "http://example.org/"
    assert inspect_url("mailto:a@example.org") == ""


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        (
            '<meta property="og:image" content="/p/storm.jpg?w=1200&amp;sig=b+a">',
            "https://www.example.org/p/storm.jpg?w=1200&sig=b+a",
        ),
        ('<meta name="twitter:image" content="//img.example.org/storm.jpg">', "https://img.example.org/storm.jpg"),
        (
            ld({"@type": "NewsArticle", "image": ["https://i.example.org/1.jpg", "https://i.example.org/2.jpg"]}),
            "https://i.example.org/1.jpg",
        ),
        (
            ld({"@type": "NewsArticle", "image": {"@type": "ImageObject", "url": "https://i.example.org/3.jpg"}}),
            "https://i.example.org/3.jpg",
        ),
        ('<meta property="og:image" content="https://www.example.org/static/site-logo.png">', None),
        ('<meta property="og:image" content="https://www.example.org/assets/img/share-1200x630.png">', None),
        ('<meta property="og:image" content="https://www.example.org/themes/x/facebook.jpg">', None),
        ('<meta property="og:image" content="https://www.example.org/img/no-image.png">', None),
        ('<meta property="og:image" content="https://cdn.example.org/x/example.png">', None),
        (
            '<meta property="og:image" content="https://i.example.org/news/42/share.jpg">',
            "https://i.example.org/news/42/share.jpg",
        ),
        (
            '<meta property="og:image" content="https://i.example.org/static/share-of-the-vote.jpg">',
            "https://i.example.org/static/share-of-the-vote.jpg",
        ),
        (
            '<meta property="og:image" content="https://i.example.org/a.png"><link rel="shortcut icon" href="/a.png">',
            None,
        ),
        (
            '<meta property="og:image" content="https://i.example.org/a.png">'
            + ld({"@type": "NewsArticle", "publisher": {"logo": {"url": "https://i.example.org/a.png?w=60"}}}),
            None,
        ),
        ('<meta property="og:image" content="data:image/png;base64,AAAA">', None),
        ('<meta property="og:image" content="javascript:alert(1)">', None),
        (ld({"@type": "NewsArticle", "image": {"@type": "ImageObject", "url": {"a": 1}}}), None),
        ("", None),
    ],
)
def test_the_picture_of_the_article_is_found_and_the_sites_logo_is_none(head, picture):
    assert read(head=head).picture == picture


@pytest.mark.parametrize(
    ("top", "picture"),
    [
        ('<a href="/"><img src="/a.png"></a>', None),
        ('<img class="site-logo" src="/a.png?v=2">', None),
        ('<img alt="Logo of the Herald" src="/a.png">', None),
        ('<a href="/storm"><img src="/a.png"></a>', "https://www.example.org/a.png"),
    ],
)
def test_a_picture_that_leads_to_the_front_page_is_the_sites(top, picture):
    head = '<meta property="og:image" content="https://www.example.org/a.png">'
    assert read(head=head, top=f"{top}<h1>Storm at sea</h1>").picture == picture


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        *(([], "イラン、ミサイルを発射", "ja"), (["en"], "북한, 탄도미사일 발사", "ko"), ([], "צה״ל תקף בעזה", "he")),
        *((["yi"], "די ארמיי האט אנגעגריפן", "yi"), (["en"], "กลาโหมแถลง", "th"), ([], "Ο υπουργός Άμυνας", "el")),
        *((["de"], "Was heißt δόξα in Athen heute", "de"), (["zh"], "北约秘书长访问北京", "zh"), ([], "NATO", None)),
    ],
)
def test_of_a_short_text_its_script_tells_the_language_where_few_write_another_in_it(said, text, language):
    assert page_language(said, text) == language
