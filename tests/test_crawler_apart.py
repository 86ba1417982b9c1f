"""What stands apart from an article's paragraphs: other articles, requests and captions go, its own words stay."""

import pytest

from crawler.page import extract_page

TITLE = "Storm at sea keeps the fleet in port"
FIRST = "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port."
MIDST = "Nobody in the harbour has seen waves of that height since the winter of the great flood, a pilot said there."
THIRD = "A fourth official said that the tugs had been promised twice, and that he would believe it when he saw them."
LAST = "The ships are expected to leave before the end of the week, according to three officials who know of it."
PARAGRAPHS = (FIRST, MIDST, THIRD, LAST)
WHOLE = "\n".join(PARAGRAPHS)
SAID = "The captain counted eleven broken hatches on Monday."
SHORT = "Storm over the harbour"
OTHERS = ("Lifeboat crews rescue nine sailors", "Budget talks collapse over submarine bill")


def text_of(body: str, head: str = "") -> str:
    html = f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return extract_page(html.encode(), "https://www.example.org/a-storm").text


def below(what: str) -> str:
    paragraphs = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    byline = "<a href=/author/jane-roe>Jane Roe</a>"
    return text_of(f"<main><h1>{TITLE}</h1>{byline}<div class=txt>{paragraphs}</div>{what}</main>")


def amid(what: str) -> str:
    return text_of(f"<main><h1>{TITLE}</h1><div class=txt><p>{FIRST}</p><p>{MIDST}</p>{what}<p>{LAST}</p></div></main>")


#: Longer than the labels that are told at the end of any text by their length.
HURT = "Nobody was hurt in the incident, said the harbour master late on Sunday, and the boat is safe in port."
OFFER = "All articles, films and podcasts for a month at the price of a coffee, and the paper at your door on Sunday."


def cards(card: str, box: str) -> str:
    return box.replace("@", "".join(card.replace("#", f"/n/{len(one)}").replace("$", one) for one in OTHERS))


@pytest.mark.parametrize(
    "what",
    [
        cards("<article><h3><a href=#>$</a></h3><p>HURT</p></article>", "<section>@</section>"),
        cards(
            "<div class=y><a href=#><i style='background-image:url(1)'></i><b>$</b></a><div>HURT</div></div>",
            "<section><h2>Perhaps these as well</h2><div>@</div></section>",
        ),
        cards("<li><img src=1.jpg><h4><a href=#>$</a></h4><p>HURT</p></li>", "<div>More<ul>@</ul></div>"),
        cards("<div class=y><a href=#>$</a><p>HURT</p></div>", "<div>@</div>"),
        f"<div><a href=/n/1><img src=1.jpg></a><div><a href=/n/1>{OTHERS[0]}</a><p>HURT</p></div></div>",
    ],
    ids=["headings", "pictures of a style", "list", "links above a line", "one alone"],
)
def test_cards_of_other_articles_are_none_of_this_one_whatever_they_are_called(what):
    assert below(what.replace("HURT", HURT)) == WHOLE


def test_a_list_of_sources_is_the_article_s_though_each_begins_with_a_link():
    said = "<li><a href=/a>A report on the hatches</a>: eleven broke.</li><li><a href=/b>Another report</a>: none.</li>"
    assert "A report on the hatches: eleven broke." in amid(f"<ul>{said}</ul>")


def test_the_posts_of_a_live_blog_stay_though_each_leads_to_itself():
    post = (
        "<article class=post><h3><a href=/a-storm/{0}>Post {0} says more now</a></h3><p>Hatch {0} broke.</p></article>"
    )
    posts = post.format(1) + post.format(2)
    body = f"<main><h1>{TITLE}</h1><p>{FIRST}</p><p>{MIDST}</p><p>{LAST}</p><div>{posts}</div></main>"
    found = text_of(body, "<link rel=canonical href=https://www.example.org/a-storm>")
    assert "Hatch 1 broke." in found
    assert "Hatch 2 broke." in found


@pytest.mark.parametrize(
    "what",
    [
        "<div><h3>Read on</h3><p>OFFER</p><a href=https://abo.example.org/>Go</a></div>",
        "<div><h4>The Bell</h4><p>OFFER</p><form><input type=email></form></div>",
        "<section><h4>The Bell</h4><p>OFFER</p><button>Go</button></section>",
        "<section><h3><a href=/author/jane-roe>Jane Roe</a></h3><p>Jane wrote on the navy for years.</p></section>",
        "<div role=dialog aria-modal=true><p>We and 312 partners store what we like on your device.</p></div>",
        "<div class=c-detail__comments><h4>Two of you said</h4><p>HURT</p></div>",
    ],
    ids=["to be paid", "a field for an address", "a button", "on the author", "a dialog", "comments"],
)
def test_boxes_that_ask_their_reader_or_present_the_author_are_none_of_the_article(what):
    more = "<div>" + "".join(f"<p>{one[:-1]}, again.</p>" for one in PARAGRAPHS) + "</div>"
    what = what.replace("OFFER", OFFER).replace("HURT", HURT)
    assert below(f"{more}{what}").split("\n")[-1].endswith("again.")


@pytest.mark.parametrize(
    "what",
    [
        f"<section><h2>Hatches</h2><p>{SAID}</p><button>Copy link</button></section>",
        f"<div class=member><h3><a href=/people/ann>Ann Eck</a></h3><p>{SAID}</p></div>",
        f"<p>{SAID} <a href=/subscribe>Subscribers</a> of the paper had known it since the morning, he said.</p>",
        f"<div><h3><button aria-expanded=false>Hatches</button></h3><div><p>{SAID}</p></div></div>",
        f"<figure><blockquote><p>{SAID}</p></blockquote></figure>",
        f"<aside class=factbox><h3>Background</h3><p>{SAID}</p></aside>",
        f"<div class=card-7><div>📡</div><div>{SAID}</div></div>",
        f"<center><b>{SAID}</b></center>",
        f"<x-callout>{SAID}</x-callout>",
        f"<dl><dt>Hatches</dt><dd>{SAID}</dd></dl>",
    ],
    ids=["button", "person", "link", "unfolded", "quotation", "facts", "callout", "centred", "own name", "definitions"],
)
def test_what_the_article_says_between_its_paragraphs_is_kept_however_it_is_built(what):
    assert SAID in amid(what)


@pytest.mark.parametrize(
    "what", ["<div><img src=1.jpg><p>@</p></div>", "<p><img src=1.jpg><br>@</p>", "<p class=bildtext>@</p>"]
)
def test_a_line_below_a_picture_that_is_no_sentence_is_its_caption(what):
    assert amid(what.replace("@", "Waves break over the pier on Monday")) == f"{FIRST}\n{MIDST}\n{LAST}"


def test_a_list_is_kept_below_a_few_words_that_promise_it():
    listed = "<p>Three things broke:</p><ol><li>The hatch of the bow.</li><li>The mast of the tug.</li></ol>"
    assert "- The hatch of the bow." in amid(listed).replace("\nThe hatch", "\n- The hatch")


def test_an_old_page_laid_out_in_tables_gives_its_paragraphs_and_neither_menu_nor_notices():
    menu = "<table><tr><td><a href=1>Home</a></td></tr><tr><td><a href=2>The society</a></td></tr></table>"
    text = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    page = (
        "<table><tr><td colspan=3><b>Society of Pilots</b></td></tr>"
        f"<tr><td>{menu}</td><td><table><tr><td><font><b>{TITLE}</b></font><br>"
        "<font>Objavljeno: 30. 6. 2025, zapisal: Ann Eck</font>"
        f"<hr>{text}</td></tr></table></td><td>Notices<br>The fee is 15 EUR, to be paid by June.</td></tr></table>"
    )
    page = f"<html><title>Society of Pilots - {SHORT}</title><body>{page}"
    found = extract_page(page.replace(TITLE, SHORT).encode(), "https://www.example.org/old.htm")
    assert (found.title, found.text, found.authors) == (SHORT, WHOLE, ("Ann Eck",))
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2025-06-30"


def test_a_table_of_data_keeps_its_rows():
    table = "<table><tr><th>Ship</th><th>Hatches</th></tr><tr><td>Hydra</td><td>11</td></tr></table>"
    assert "| Hydra | 11 |" in amid(table)


def test_the_rest_of_an_article_that_is_unfolded_by_a_click_belongs_to_it():
    rest = "".join(f"<p>{one[:-1]}, he said for the {n}th time.</p>" for n, one in enumerate(PARAGRAPHS * 3))
    text = f"<div class=txt><p>{FIRST}</p><p>{MIDST}</p><p>{LAST}</p><div class=rest>{rest}</div></div>"
    body = f"<div><h1>{TITLE}</h1>{text}</div>"
    assert "for the 11th time." in text_of(body)


@pytest.mark.parametrize(
    "line",
    ["<ul class=tools><li>4 мин.</li><li>...</li></ul>", "<p>آخر تحديث: 18:41 (توقيت مكة)</p>", "<p>9. 4.</p>"],
)
def test_figures_and_clocks_above_an_article_are_none_of_it(line):
    paragraphs = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    assert text_of(f"<article><h1>{TITLE}</h1>{line}{paragraphs}</article>") == WHOLE


def test_a_headline_repeated_behind_its_kicker_is_no_line_of_the_text():
    paragraphs = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    assert text_of(f"<article><h3><span>Navy — No. 241</span> {TITLE}</h3>{paragraphs}</article>") == WHOLE


def test_what_a_label_leads_to_goes_with_it_however_short():
    assert amid("<div><p>Читайте также</p><a href=/n/1>Ледоколы ждут</a></div>") == f"{FIRST}\n{MIDST}\n{LAST}"


def test_the_office_whose_address_closes_a_release_goes_with_the_address():
    assert (
        below(
            "<div><p>Press and Information Office of the Ministry<br>press@example.org | Tel. 021 319 00 00</p></div>"
        )
        == WHOLE
    )
