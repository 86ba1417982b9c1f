"""The headline without what sites put around it."""

import re

import pytest

from crawler.page import extract_page

TITLE = "Ministry confirms delivery of air defence batteries"
SITE = "The Daily Herald"
TEXT = "<p>The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet.</p>"


def title_of(head, body="", lang="en", host="www.example.org"):
    html = f"<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8>{head}</head><body>{body}{TEXT}</body></html>"
    return extract_page(html.encode(), f"https://{host}/news/batteries").title


AROUND = [
    "{t} | {s}", "{t} - {s}", "{s}: {t}", "{s} — {t}", "{t} » News » {s}", "{t} | Politics | {s}", "{t} • {s}",
    "{t} ~ {s}", "{t} @ {s}", "{t}, {s}", "{t} ({s})", "{t} [{s}]", "{s} | {t}", "{t} :: {s}",
]  # fmt: skip


@pytest.mark.parametrize("pattern", AROUND)
def test_the_name_of_the_site_goes_where_the_page_tells_it(pattern):
    told = f"<meta property='og:site_name' content='{SITE}'>"
    whole = pattern.format(t=TITLE, s=SITE)
    assert title_of(f"{told}<title>{whole}</title>") == TITLE
    assert title_of(f"{told}<meta property='og:title' content='{whole}'>") == TITLE


@pytest.mark.parametrize("pattern", [*AROUND, "{t} – Defence – {s}"])
def test_the_name_of_the_site_goes_where_the_heading_tells_what_is_left(pattern):
    assert title_of(f"<title>{pattern.format(t=TITLE, s=SITE)}</title>", f"<h1>{TITLE}</h1>") == TITLE


def test_the_logo_is_no_headline():
    logo = f"<header><h1><a href='/'>{SITE}</a></h1></header><h2>{TITLE}</h2>"
    assert title_of(f"<title>{TITLE} | {SITE}</title>", logo) == TITLE


def test_a_headline_that_holds_a_link_is_no_logo():
    assert title_of("<title>Herald</title>", f"<main><h1>{TITLE} <a href='/'>home</a></h1></main>") == f"{TITLE} home"
    assert title_of("<title>Herald</title>", f"<main><h1>{TITLE}<a href='http://['></a></h1></main>") == TITLE


def test_what_a_site_says_of_itself_is_no_headline():
    head = f"<title>{TITLE} | Herald</title><meta property='og:site_name' content='Herald'>"
    slogan = "<meta property='og:title' content='Herald - latest news and analysis'>"
    assert title_of(head + slogan, f"<h1>{TITLE}</h1>") == TITLE


def test_the_title_of_a_picture_is_none_of_the_page():
    assert title_of("", f"<svg><title>Menu</title></svg><h1>{TITLE}</h1>") == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Ukraine: allies pledge new air defence systems",
        "Germany - France fighter project in doubt",
        "Frigates, minehunters, submarines: what the navy will buy",
    ],
)
def test_what_parts_a_headline_itself_stays(title):
    told = "<meta property='og:site_name' content='Herald'>"
    assert title_of(f"{told}<title>{title} | Herald</title>") == title


@pytest.mark.parametrize(
    ("whole", "title", "lang"),
    [
        ("国防部证实新防空导弹年底前交付-新华网", "国防部证实新防空导弹年底前交付", "zh"),
        ("防衛省、新防空装備の納入を確認：朝日新聞デジタル", "防衛省、新防空装備の納入を確認", "ja"),
    ],
)
def test_scripts_without_spaces_need_none_around_the_separator(whole, title, lang):
    assert title_of(f"<title>{whole}</title>", f"<h1>{title}</h1>", lang) == title


def test_words_that_styles_alone_part_are_parted():
    assert title_of("", f"<h1><span>Defence</span><span>{TITLE}</span></h1>") == f"Defence {TITLE}"
    assert title_of("", f"<h1><span>Defence</span><!-- of what --><b><i>{TITLE}</i></b></h1>") == f"Defence {TITLE}"
    assert title_of("", f"<h1>Defence<br>{TITLE}</h1>") == f"Defence {TITLE}"
    assert title_of("", f"<h1>Defence<div>{TITLE}</div></h1>") == f"Defence {TITLE}"


@pytest.mark.parametrize("word", ["<b>Mc</b>Donald", "Mc<b>Donald</b>", "<span>i</span>Phone", "Mc<!-- x -->Donald"])
def test_a_word_that_is_partly_in_an_element_is_one(word):
    bare = re.sub("<.*?>", "", word)
    assert title_of("", f"<h1>Ministry asks {word} for more</h1>") == f"Ministry asks {bare} for more"


@pytest.mark.parametrize(
    ("whole", "heading", "title"),
    [
        ("Deutscher Bundestag - Flugabwehr kommt", "<a href='/'>Deutscher Bundestag</a>", "Flugabwehr kommt"),
        ("Министерство обороны : Батареи поставлены", "Батареи поставлены", "Батареи поставлены"),
        ("NATO - News: Ministers meet again, 25-Nov.-2026", "Ministers meet again", "Ministers meet again"),
        ("防衛省・自衛隊：新防空装備の納入について", "新防空装備の納入について", "新防空装備の納入について"),
        ("Communiqué - Ministère", "Livraison des batteries antiaériennes", "Livraison des batteries antiaériennes"),
        ("Babies who eat nuts avoid allergy", "Allergies Health Center", "Babies who eat nuts avoid allergy"),
    ],
)
def test_official_sites_say_the_headline_in_their_heading(whole, heading, title):
    assert title_of(f"<title>{whole}</title>", f"<main><h1>{heading}</h1></main>") == title


@pytest.mark.parametrize(
    ("title", "host"),
    [
        ("China, Russia hold joint naval drills", "china.org.cn"),
        ("India - Pakistan talks end without a word", "india.com"),
        ("Ukraine: allies pledge new air defence systems", "ukraine.ua"),
        ("Kyiv receives batteries, thank Poland, NATO", "nato.int"),
        ("Kyiv @ NATO", "nato.int"),
        ("Київ-Варшава: нова угода про ракети", "київ.ua"),
    ],
)
@pytest.mark.parametrize("has_heading", [True, False])
def test_a_domain_called_like_a_country_takes_no_word_from_a_headline(title, host, has_heading):
    heading = f"<h1>{title}</h1>" if has_heading else ""
    assert title_of(f"<meta property='og:title' content='{title}'>", heading, host=host) == title


def test_what_a_heading_says_whole_is_the_headline_whatever_the_site_is_called():
    head = "<meta property='og:site_name' content='ロシア'>"
    for title in ("ロシア：新型防空装備を公開", "ロシア | 新型防空装備を公開"):
        assert title_of(f"{head}<meta property='og:title' content='{title}'>", f"<h1>{title}</h1>", "ja") == title
    assert title_of(f"{head}<title>ロシア：新型防空装備を公開</title>", "", "ja") == "ロシア：新型防空装備を公開"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Ministerul Apărării Naționale al României</h1><h2>Exercițiu la Cincu</h2>",
        "<main><h1>Ministerul Apărării Naționale al României</h1><h3>Exercițiu la Cincu</h3></main>",
        "<header><h1>Ministerul Apărării Naționale al României</h1></header>",
        "<article><h2>Ministerul Apărării Naționale al României</h2></article>",
    ],
)
@pytest.mark.parametrize("end", ["", " | Armata"])
def test_a_banner_and_headings_of_others_take_no_headline_s_place(body, end):
    assert title_of(f"<title>Exercițiu la Cincu{end}</title>", body, "ro").startswith("Exercițiu la Cincu")


def test_a_teaser_that_begins_alike_is_no_headline():
    head = "<meta property='og:title' content='Ukraine war – what the new sanctions mean'>"
    title = title_of(head, "<h1>Ukraine war talks in Geneva collapse</h1>")
    assert title == "Ukraine war – what the new sanctions mean"


def test_who_said_so_stays():
    head = "<meta property='og:site_name' content='Ukrinform'>"
    title = "Russia to deploy missiles in Belarus - Lukashenko"
    assert title_of(f"{head}<title>{title} - Ukrinform</title>", f"<h1>{title}</h1>") == title
    assert title_of(f"{head}<meta property='og:title' content='{title} - Ukrinform'>") == title


def test_without_any_other_heading_the_article_s_second_says_it():
    body = "<main><h2>Dostawa baterii potwierdzona</h2></main>"
    assert title_of("<title>Dostawa baterii - Portal</title>", body) == "Dostawa baterii potwierdzona"


#: What stands behind headlines, the site's name as it gives it, and its host.
OTHERWISE = [
    ("{t} - BBC News", "BBC", "www.bbc.example"),
    ("{t} | CNN Politics", "CNN", "edition.cnn.example"),
    ("{t} – DW – 26.11.2026", "", "www.dw.com"),
    ("{t} - Politik - SZ.de", "Süddeutsche Zeitung", "www.sueddeutsche.example"),
    ("{t} | Die Zeit", "ZEIT ONLINE", "www.zeit.example"),
    ("{t} | The Moscow Times - independent news from Russia", "The Moscow Times", "www.moscow.example"),
    ("{t} > U.S. Department of Defense > Release", "U.S. Department of Defense", "www.defence.example"),
    ("{t} - Ministerstwo Obrony Narodowej - Portal", "Ministerstwo Obrony Narodowej", "www.mon.example"),
    ("{t} :: Политика :: РБК", "РБК", "www.rbk.example"),
    ("{t} | Noticias | Example News", "Example", "www.other.example"),
    ("{t} - Mundo - ABC Color", "ABC Color", "www.color.example"),
    ("{t} | Новини | УП", "Українська правда", "www.up.example"),
    ("{t} | NZZ", "Neue Zürcher Zeitung", "www.zeitung.example"),
    ("{t} - Reuters News Agency", "Reuters", "www.agency.example"),
    ("{t} | Wirtschaft", "Herald", "www.herald.example"),
    ("Politics | {t}", "Herald", "www.herald.example"),
]


@pytest.mark.parametrize(("pattern", "site", "host"), OTHERWISE)
def test_sections_go_and_the_name_of_the_site_however_it_is_written(pattern, site, host):
    whole, told = pattern.format(t=TITLE), f"<meta property='og:site_name' content='{site}'>"
    assert title_of(f"{told}<title>{whole}</title><meta property='og:title' content='{whole}'>", host=host) == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Peace is near after a long night of talks - Zelensky",
        "Six frigates for the north: how the navy wants them – and why",
        "What the army buys, and who pays for it | Eleanor Berg on procurement",
        "Russian offensive campaign assessment of the week – 26 November 2026",
        "War and politics in the north of Norway",
    ],
)
def test_what_may_be_said_by_the_headline_itself_stays(title):
    told = "<meta property='og:site_name' content='CNN'>"
    assert title_of(f"{told}<title>{title} | CNN</title><meta property='og:title' content='{title}'>") == title


@pytest.mark.parametrize(
    ("whole", "title", "host"),
    [
        ("暴风使舰队滞留港口一周--国际--某某网", "暴风使舰队滞留港口一周", "www.example.org"),
        ("嵐で艦隊が一週間港に足止め | 某某ニュース", "嵐で艦隊が一週間港に足止め", "www.example.org"),
        ("外国专家：中美合作共赢符合国际社会利益", "外国专家：中美合作共赢符合国际社会利益", "www.example.org"),
        ("Storm Weekly - Fleet stays in port for a week", "Fleet stays in port for a week", "stormweekly.org"),
        ("Fleet stays in port for a week | EL PAÍS | Mar", "Fleet stays in port for a week", "elpais.example"),
    ],
)
def test_without_a_heading_what_sites_put_around_a_headline_is_told_by_its_place_and_the_domain(whole, title, host):
    html = f"<html><head><title>{whole}</title></head><body><p>{'The fleet stays in port. ' * 9}</p></body></html>"
    assert extract_page(html.encode(), f"https://{host}/a/storm").title == title


@pytest.mark.parametrize(
    ("title", "behind"),
    [
        (f"{TITLE} | Eleanor Berg", " | Politics | The Daily Herald"),
        (f"{TITLE} - The Long War, part 4", " - The Daily Herald"),
        ("Herald — a daily for those who read at sea", " — The Daily Herald"),
    ],
)
def test_what_the_site_itself_adds_its_name_to_is_the_whole_headline(title, behind):
    told = f"<meta property='og:site_name' content='{SITE}'><meta name='twitter:site' content='@Herald'>"
    head = f"{told}<meta property='og:title' content='{title}'><title>{title}{behind}</title>"
    assert title_of(head, f"<h1>{TITLE}</h1>") == title


@pytest.mark.parametrize("title", [f"{TITLE} - {SITE}", f"{TITLE} | Politics", f"{TITLE} | Herald Group"])
def test_a_name_or_section_in_what_the_site_adds_its_name_to_still_goes(title):
    told = f"<meta property='og:site_name' content='{SITE}'><meta property='dc.publisher' content='Herald Group'>"
    assert title_of(f"{told}<meta property='og:title' content='{title}'><title>{title} | {SITE}</title>") == TITLE


def test_the_logo_that_leads_home_names_the_site():
    logo = f"<h1><a href='/'><span>{SITE}</span> <sup>beta</sup> <img alt='{SITE}' src='l.png'></a></h1>"
    assert title_of(f"<title>{TITLE} [{SITE}]</title>", f"{logo}<h2>Part one</h2>") == TITLE


@pytest.mark.parametrize("behind", [" - Page 2", " Halaman all", " – Seite 2 von 3", " (2/3)", " | Ulkomaat"])
def test_the_number_of_the_page_and_a_section_are_no_part_of_the_headline(behind):
    assert title_of(f"<meta property='og:title' content='{TITLE}{behind}'>", f"<h1>{TITLE}</h1>") == TITLE


@pytest.mark.parametrize("marked", ["itemprop=headline", "class='post-title entry-title'"])
def test_a_heading_marked_as_the_headline_is_it_where_there_is_none_of_the_first_rank(marked):
    html = f"<title>{TITLE} - Army Review</title><h2>Latest news</h2><h3 {marked}>{TITLE}</h3><p>The fleet stays.</p>"
    assert extract_page(html.encode(), "https://www.example.org/a/storm").title == TITLE
