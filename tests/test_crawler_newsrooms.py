"""Pages as newsrooms and ministries of many countries build them, each with its own way of saying things."""

import pytest

from crawler.page import extract_page
from crawler.sites import Told

TITLE = "Storm at sea keeps the fleet in port"
TEXT = (
    "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port.",
    "The ships are expected to leave before the end of the week, according to three officials who know of the plans.",
)


def read(
    beside="",
    *,
    head="",
    lang="en",
    host="www.example.org",
    path="/storm",
    title=TITLE,
    text=TEXT,
    after="",
    top="",
    country=None,
):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    heading = f"<h1>{title}</h1>" if title else ""
    body = f"<body>{top}<div class=story>{heading}{beside}{body}</div>{after}</body>"
    html = f"<html lang={lang}><head>{head}</head>{body}</html>"
    return extract_page(html.encode(), f"https://{host}{path}", "text/html; charset=utf-8", Told(country=country))


def clock_of(page):
    return f"{page.published_at:%d %H:%M}" if page.published_exact else f"{page.published_at:%d}"


# --- when


@pytest.mark.parametrize(
    ("lang", "host", "said", "clock"),
    [
        ("pl", "www.example.org", "25.11.2026, 14:32", "25 13:32"),
        ("ja", "www.example.org", "2026年11月25日 14時32分", "25 05:32"),
        ("ko", "www.example.org", "입력 2026. 11. 25 14:32", "25 05:32"),
        ("bg", "www.example.org", "25.11.2026 г. 14:32 ч.", "25 12:32"),
        ("pt-BR", "www.example.org", "Publicado em 25/11/2026 14h32", "25 17:32"),
        ("en", "www.example.in", "25 Nov 2026, 14:32", "25 09:02"),
        ("en", "www.example.co.jp", "25 Nov 2026, 00:10", "24 15:10"),
        ("en", "www.xn--e1afmkfd.xn--j1amh", "25 Nov 2026, 14:32", "25 12:32"),
        ("en", "www.xn--e1afmkfd.xn--p1ai", "25 Nov 2026, 14:32", "25 11:32"),
        ("fr", "www.example.bf", "25/11/2026 14:32", "25 14:32"),
        ("fr-FR", "www.example.cm", "25/11/2026 14:32", "25 13:32"),
        ("fr", "www.example.io", "25/11/2026 14:32", "25 13:32"),
        # Written in one country, in the language of another.
        ("fr-CA", "www.example.ca", "25/11/2026 14:32", "25 19:32"),
        ("fr-CA", "www.example.com", "25/11/2026 14:32", "25 19:32"),
        ("de-US", "www.example.com", "25.11.2026 14:32", "25 14:32"),
        ("zh", "www.example.au", "2026年11月25日 14:32", "25 03:32"),
        ("ru", "www.example.us", "25.11.2026 14:32", "25 14:32"),
        ("nl", "www.example.sr", "25-11-2026 14:32", "25 17:32"),
        # Nobody's clock is known to be meant.
        ("en", "www.example.org", "25 Nov 2026, 14:32", "25 14:32"),
        ("es", "www.example.org", "25/11/2026 14:32", "25 14:32"),
        # What names its zone needs none, and a day has none.
        ("ja", "www.example.org", "25 Nov 2026, 14:32 GMT", "25 14:32"),
        ("ja", "www.example.org", "2026年11月25日", "25"),
    ],
)
def test_a_time_without_a_zone_is_by_the_clock_of_its_country(lang, host, said, clock):
    assert clock_of(read(f"<p class=date>{said}</p>", lang=lang, host=host)) == clock


@pytest.mark.parametrize(
    ("lang", "host", "clock"),
    [
        ("en-GB", "www.example.com", "25 12:32"),
        ("en-US", "www.example.com.ua", "25 12:32"),
        # The page is another's.
        ("en", "www.example.com.au", "25 03:32"),
    ],
)
def test_the_settings_country_goes_before_what_a_program_calls_the_language(lang, host, clock):
    assert clock_of(read("<p class=date>25 Nov 2026, 14:32</p>", lang=lang, host=host, country="UA")) == clock


def test_machines_are_told_the_time_by_the_same_clock():
    head = "<meta property='article:published_time' content='2026-11-25 14:32:10'>"
    assert clock_of(read(head=head, host="www.example.gov.pl")) == "25 13:32"


@pytest.mark.parametrize(
    ("path", "lang", "said", "clock"),
    [
        ("/news/2026/11/25/7", "uk", "25 листопада, 14:32", "25 12:32"),
        ("/2026/11/25/storm", "fi", "25.11. 14:32", "25 12:32"),
        ("/20261125/c.html", "zh", "2026 11/25 16:48:21", "25 08:48"),
        # Of another day, or of a change.
        ("/news/2026/11/25/7", "uk", "24 листопада, 14:32", "25"),
        ("/2026/11/25/storm", "fi", "Päivitetty 25.11. 14:32", "25"),
    ],
)
def test_a_time_shown_without_its_year_is_of_the_day_in_the_address(path, lang, said, clock):
    assert clock_of(read(f"<div class=time>{said}</div>", path=path, lang=lang)) == clock


@pytest.mark.parametrize(
    ("lang", "said", "clock"),
    [
        ("de", "Die Explosionen begannen am 25.11. um 23:40 Uhr im Zentrum der Hauptstadt.", "25"),
        ("de", "Die Übertragung der Rede folgt am 25.11. um 23:40 Uhr.", "25"),
        ("uk", "Вибухи почалися 25 листопада о 14:32 у центрі.", "25"),
        ("de", "25.11., 14:32 Uhr", "25 13:32"),
        ("uk", "25 листопада, 14:32", "25 12:32"),
    ],
)
def test_a_clock_in_a_sentence_beside_the_title_is_none_of_publication(lang, said, clock):
    assert clock_of(read(f"<p class=deck>{said}</p>", path="/2026/11/25/a", lang=lang)) == clock


def test_where_only_a_change_is_told_the_article_is_of_then():
    page = read("<div class=byline>Ravi Nair | Updated: Nov 25, 2026, 21:55 IST</div>")
    assert (clock_of(page), page.updated_at) == ("25 16:25", page.published_at)


def test_of_two_times_the_one_that_is_called_an_update_is_none_of_publication():
    told = "<div>{} <time datetime='2026-11-{}T06:05:00+01:00'>then</time></div>"
    page = read(told.format("Uppdaterad", 26) + told.format("Publicerad", 25))
    assert clock_of(page) == "25 05:05"


def test_a_clock_in_brackets_that_tells_of_a_change_leaves_a_day():
    assert clock_of(read("<p class=date>25 novembre 2026 (modifica alle 22:40)</p>", lang="it")) == "25"


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("2026-11-24T19:00:00-05:00", "25 00:00"),
        ("2026-11-24T20:00-04:00", "25 00:00"),
        ("2026-11-25T09:00:00+09:00", "25 00:00"),
        ("2026-11-25T03:00:00+03:00", "25 00:00"),
        ("Tue, 24 Nov 2026 19:00:00 -0500", "25 00:00"),
        ("November 24, 2026 7:00 pm EST", "25 00:00"),
        ("2026-11-25T00:00:30Z", "25 00:00"),
        ("2026-11-25T00:00:00+02:00", "25"),
        ("2026-11-25T00:00:00.000Z", "25"),
        ("25.11.2026 00:00 Uhr", "25"),
        ("25 Nov 2026 12:00 am", "25"),
        ("25 Nov 2026 (14:32)", "25 14:32"),
        ("25.11.2026", "25"),
    ],
)
def test_midnight_means_the_day_only_where_it_is_so_written(said, clock):
    assert clock_of(read(head=f"<meta property='article:published_time' content='{said}'>")) == clock


def test_microformats_say_when_a_post_appeared_and_when_its_comments_did():
    foot = "<abbr class=published title='2026-11-25T19:26:00+01:00'>19:26</abbr>"
    comment = "<div class=comments><abbr class=published title='2026-11-26T07:00:00+01:00'>07:00</abbr></div>"
    assert clock_of(read("<p>Wednesday, 25 November 2026</p>", after=foot + comment)) == "25 18:26"


# --- what it is called


@pytest.mark.parametrize("og", ["Press corner", "Newsroom"])
def test_a_title_that_all_pages_of_a_section_share_is_no_headline(og):
    head = f"<title>{TITLE}</title><meta property='og:title' content='{og}'>"
    assert read(head=head).title == TITLE


@pytest.mark.parametrize(
    ("said", "section"), [("Latest news", ""), ("News from all over the world", "News from all over the World")]
)
def test_a_section_s_title_for_machines_and_readers_gives_way_to_the_one_heading(said, section):
    head = f"<title>{said} | Television</title><meta property='og:title' content='{said}'>"
    assert read(head=f"{head}<meta property='article:section' content='{section}'>").title == TITLE


@pytest.mark.parametrize(
    ("heading", "beside"),
    [
        ("Subscribe now to our best offers ever", ""),
        ("Breaking coverage from around the world today", "<p class=title>Missiles hit Odesa</p>"),
        ("Sign up for the morning briefing newsletter today", "<h4>Missiles hit Odesa</h4>"),
    ],
)
def test_what_a_page_says_to_machines_and_readers_is_its_headline_whatever_a_heading_says(heading, beside):
    said = "Missiles hit Odesa"
    og = f"<meta property='og:title' content='{said}'>"
    for head in [f"<title>{said} | Television</title>{og}", *([f"<title>{said}</title>"] if beside else [])]:
        assert read(title="", text=(), head=head, after=article(heading, beside)).title == said


def article(heading, beside):
    return f"<article><h1>{heading}</h1>{beside}<p>{TEXT[0]}</p><p>{TEXT[1]}</p></article>"


def test_another_headline_for_machines_stands_where_it_speaks_of_the_same():
    other = "The fleet stays in port as a storm rages"
    assert read(head=f"<title>{TITLE}</title><meta property='og:title' content='{other}'>").title == other


def test_a_heading_of_lower_rank_shows_what_was_put_before_the_title():
    page = read(f"<h2>{TITLE}</h2>", head=f"<title>Printer Friendly Version: {TITLE}</title>", title="")
    assert page.title == TITLE


# --- who


@pytest.mark.parametrize(
    ("beside", "names"),
    [
        ("<div class=by>By Oscar Vale and Nina Roth</div>", ("Oscar Vale", "Nina Roth")),
        ("<span class=author>김지훈 기자</span>", ("김지훈",)),
        ("<span class=author>Vero K.</span>", ("Vero K.",)),
        ("<span class=post-author>Eingestellt von <b>Knut Harms</b></span>", ("Knut Harms",)),
        ("<div class=author>Από <a href=/x>Γιώργος Παππάς</a></div>", ("Γιώργος Παππάς",)),
        ("<div class=byline>Publicado em 25/11/2026</div>", ()),
        ("<div class=author>Da Redação</div>", ()),
    ],
)
def test_names_are_freed_of_what_stands_around_them(beside, names):
    assert read(beside).authors == names


def test_the_next_article_s_author_has_not_written_this_one():
    one = "<article><h1>{}</h1><p class=byline>By {}</p><p>{}</p></article>"
    both = one.format(TITLE, "Selin Arda", TEXT[0]) + one.format("Greece answers", "Nikos Vlachos", TEXT[1])
    assert read(title="", text=(), after=both, head=f"<title>{TITLE}</title>").authors == ("Selin Arda",)


def test_a_label_makes_a_byline_of_a_line_that_nothing_else_marks():
    assert read("<p>Автор: Анна Берг</p>", lang="ru").authors == ("Анна Берг",)
    assert read("<p>By Popular Demand</p>").authors == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "雅加达11月25日电（记者李明、王芳）印度尼西亚国防部25日宣布，来自九个国家的海军开始联合演习。",
            ("李明", "王芳"),
        ),
        (
            "（中央社記者王小明、陳大文台北25日電）國防部今天表示，海軍巡防艦已返抵左營軍港。",
            ("王小明", "陳大文"),
        ),
        ("〔記者王小明／台北報導〕國防部今天表示，海軍巡防艦已返抵左營軍港。", ("王小明",)),
        ("【环球时报记者 李明】来自九个国家的海军25日开始联合演习，国防部对此作了说明。", ("李明",)),
        ("（解放军报记者李明 通讯员王芳）来自九个国家的海军25日开始联合演习。", ("李明",)),
        ("【ワシントン＝山田太郎】防衛省は25日、新型の護衛艦が母港に戻ったと発表した。", ("山田太郎",)),
        ("防衛省は25日、新型の護衛艦が母港に戻ったと発表した（写真＝共同通信）。", ()),
        ("[한국경제=김지훈 기자] 합동참모본부는 25일 오전 북한이 미사일을 발사했다고 밝혔다.", ("김지훈",)),
        ("(서울=연합) 김지훈 기자 = 합동참모본부는 25일 오전 북한이 미사일을 발사했다고 밝혔다.", ("김지훈",)),
        ("해군은 25일 울산에서 신형 호위함 진수식을 거행했다고 밝혔다.\n박성민 기자 park@example.org", ("박성민",)),
        ("기자들은 25일 울산에서 신형 호위함을 보았다고 기자 회견에서 밝혔다.", ()),
    ],
)
def test_the_papers_of_east_asia_say_in_the_text_who_wrote_it(text, names):
    assert read(text=text.split("\n"), lang="ko").authors == names


# --- what it says


@pytest.mark.parametrize(
    "box",
    [
        "<div class='newsletter-box'><p>Read our best stories every morning before breakfast.</p></div>",
        "<section class=RelatedStories><h3>More</h3><p>Shipyards cannot find enough welders.</p></section>",
        "<div class=author-bio><p>Anna Berg has covered the navies of the north for fifteen years.</p></div>",
        "<gu-island name=EmailSignUp><p>Our morning email tells you what matters.</p></gu-island>",
        "<div class=talkbacks><p>It is high time that they bought ships that can sail in a storm.</p></div>",
        "<div class=jp-relatedposts id=jp-relatedposts><p>Shipyards cannot find enough welders.</p></div>",
        "<div data-component=related_articles><p>The fleet of the south has not left its port for a year.</p></div>",
        "<p>Jetzt weiterlesen mit P+</p><p>Sie haben bereits ein Digital-Abonnement? Hier anmelden</p>",
        "<p>Приєднуйтесь до наших каналів Telegram, Instagram та YouTube.</p>",
        "<p>Ikuti kami di WhatsApp Channel</p><p>End of Article</p>",
        "<p>【责任编辑：赵丽】</p><p>저작권자 ⓒ 국방신문 무단전재 및 재배포 금지</p><p>desk@example.org</p>",
    ],
)
def test_what_stands_amid_an_article_and_is_not_of_it_is_left_out(box):
    assert read(text=(TEXT[0], f"</p>{box}<p>", TEXT[1])).text.split("\n") == list(TEXT)


def test_a_box_within_what_is_called_one_and_holds_the_article_is_left_out():
    box = "<div class=newsletter><p>Read our best stories every morning before breakfast.</p></div>"
    parts = "".join(f"<p>{part}</p>" for part in TEXT)
    assert read(text=(), beside=f"<div class='share related'>{parts}{box}</div>").text.split("\n") == list(TEXT)


def test_a_box_that_holds_the_article_is_none_whatever_it_is_called():
    within = "<div class='share newsletter'>{}</div>".format("".join(f"<p>{part}</p>" for part in TEXT))
    assert read(text=(), beside=within).text.split("\n") == list(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "Already members of NATO, Finland and Sweden follow closely, said the minister.",
        "Join us or leave us alone, the general told the sailors in the port of Bergen.",
        "Anna Berg resigned on Wednesday as the minister of defence of the kingdom.",
    ],
)
def test_sentences_that_begin_as_furniture_does_are_kept(line):
    page = read("<p class=byline>By Anna Berg</p>", text=(line, *TEXT))
    assert page.text.split("\n") == [line, *TEXT]


def test_who_wrote_it_and_when_is_no_line_of_the_text():
    told = "<p>By Anna Berg</p><p>Defence correspondent</p><p>Published Wed, 25 Nov 2026, 2:32 pm</p>"
    page = read(told, text=(*TEXT, "Anna Berg (Brussels)"), head="<meta name=author content='Anna Berg'>")
    assert page.text.split("\n") == list(TEXT)


def test_other_articles_on_the_page_are_none_of_the_text():
    one = "<article><h1>{}</h1><p>{}</p></article><article><h3><a href=/b>Bridge closed</a></h3><p>{}</p></article>"
    page = read(title="", text=(), after=one.format(TITLE, TEXT[0], "It stays closed until May."))
    assert page.text == TEXT[0]


PARAGRAPHS = [f"{TEXT[0][:-1]}, said spokesman number {number} on Monday." for number in range(12)]


def paragraphs(start=0, end=12, kind="p"):
    return "".join(f"<{kind}>{said}</p>" for said in PARAGRAPHS[start:end])


def posts(start, end):
    return "".join(f"<article><h2>Update {n}</h2>{paragraphs(n, n + 2)}</article>" for n in range(start, end, 2))


@pytest.mark.parametrize(
    ("told", "number"),
    [
        (f"<article><h1>{TITLE}</h1>{paragraphs(0, 2)}{posts(2, 12)}</article>", 12),
        (f"<main><article><h1>{TITLE}</h1>{paragraphs(0, 2)}</article>{posts(2, 12)}</main>", 12),
        (
            f"<main><article class=hero><h1>{TITLE}</h1></article>"
            f"<article class=body><h2>What happened</h2>{paragraphs()}</article></main>",
            12,
        ),
        (f"<article><h1>{TITLE}</h1>{paragraphs(kind='p class=newsletter-paragraph')}</article>", 12),
        (
            f"<article><h1>{TITLE}</h1>"
            + "".join(f"<section id=related-to-{n}>{paragraphs(n, n + 3)}</section>" for n in range(0, 12, 3))
            + "</article>",
            12,
        ),
        (
            f"<article><h1>{TITLE}</h1>"
            + "".join(f"<gu-island name=table-of-{n}>{paragraphs(n, n + 1)}</gu-island>" for n in range(12))
            + "</article>",
            12,
        ),
        (f"<h1>{TITLE}</h1><div class='entry-content no-sharing'>{paragraphs(0, 1)}</div>", 1),
        (
            f"<h1>{TITLE}</h1><div class='hentry category-newsletter tag-cookies'>{paragraphs(0, 3)}</div>"
            f"<div>{'<p>I think that it is quite a thing to say about a fleet and a storm.</p>' * 9}</div>",
            3,
        ),
    ],
    ids=["live blog", "live blog beside", "headline apart", "paragraphs", "sections", "islands", "short", "tags"],
)
def test_no_box_is_the_article_itself_whatever_its_parts_are_called(told, number):
    text = read(title="", text=(), after=told, head=f"<title>{TITLE}</title>").text
    assert [said for said in PARAGRAPHS if said in text] == PARAGRAPHS[:number]


def test_an_article_of_a_widget_that_repeats_the_headline_leaves_the_text():
    text = "".join(f"<p>{part}</p>" for part in TEXT)
    page = read(title="", text=(), after=f"<article>{text}</article><aside><article><h2>{TITLE}</h2></article></aside>")
    assert page.text.split("\n") == list(TEXT)


@pytest.mark.parametrize("kind", ["standfirst", "article__desc", "chapo", "a_subtitle sub-title"])
def test_the_summary_above_the_text_is_the_deck(kind):
    deck = "The thirty-two allies will meet in Tallinn on 11 June, said the secretary general."
    page = read(f"<header><p class='{kind}'>{deck}</p></header>")
    assert (page.deck or page.text.split("\n")[0], page.text.split("\n")[-2:]) == (deck, list(TEXT))
