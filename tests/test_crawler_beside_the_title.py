"""Pages that say for machines neither when nor by whom: what their readers see beside the title counts."""

import time

import pytest

from crawler.byline import clean_authors
from crawler.page import extract_page

TITLE = "Storm at sea keeps the fleet in port"
TEXT = (
    "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port.",
    "The ships are expected to leave before the end of the week, according to three officials who know of the plans.",
)


def page(beside="", before="", after="", lang="en", heading=f"<h1>{TITLE}</h1>"):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    body = f"{before}<div class=story>{heading}{beside}{text}</div>{after}"
    html = f"<!DOCTYPE html><html lang={lang}><head><title>{TITLE}</title></head><body>{body}</body></html>"
    return extract_page(html.encode(), "https://www.example.org/storm-at-sea", "text/html; charset=utf-8")


# --- when


@pytest.mark.parametrize(
    ("beside", "clock"),
    [
        ("<p class=date>25. November 2026, 14:32 Uhr</p>", "14:32"),
        ("<p class=meta>Publié le 25/11/2026 à 14h32, mis à jour le 26/11/2026 à 08h00</p>", "14:32"),
        ("<p>Aktualisiert am 26.11.2026, 08:00 | Veröffentlicht am 25.11.2026, 14:32</p>", "14:32"),
        ("<span class=article__date>25 ноября 2026, 14:32</span>", "14:32"),
        ("<span class=article__date>25 листопада 2026, 14:32</span>", "14:32"),
        ("<span class=tarih>25 Kasım 2026 14:32</span>", "14:32"),
        ("<span class=data>25 novembre 2026 ore 14:32</span>", "14:32"),
        ("<span class=time>2026年11月25日 14時32分</span>", "14:32"),
        ("<span class=date>25 نوفمبر 2026 14:32</span>", "14:32"),
        ("<span class=posted>Published Nov. 25, 2026, 2:32 p.m. ET</span>", "19:32"),
        ("<span class=date data-datetime='2026-11-25T14:32:00+01:00'>yesterday</span>", "13:32"),
        ("<abbr class=published title='2026-11-25T14:32:00+01:00'>yesterday</abbr>", "13:32"),
        ("<p class=date>25.11.2026 (14:32)</p>", "14:32"),
        ("<p class=date>Nov 25, 2026 14:32 (GMT+2)</p>", "12:32"),
        ("<p class=event-date>25.11.2026</p>", None),
        ("<p class=release>令和８年１１月２５日<br>防衛省</p>", None),
        ("<p>25 November 2026</p>", None),
        ("<p>Brussels, 25 November 2026</p>", None),
        ("<p>Mittwoch, 25. November 2026 um 14:32 Uhr</p>", "14:32"),
        ("<p>Среда, 25 ноября 2026 г., 14:32</p>", "14:32"),
        ("<p>2026年11月25日 星期三 14:32</p>", "14:32"),
        ("<p>2026년 11월 25일 수요일</p>", None),
        ("<p>Wed, Nov 25, 2026 2:32 PM UTC</p>", "14:32"),
        ("<p>Thursday, 26 November 2026 00:32 (GMT+10)</p>", "14:32"),
        ("<p>By Anna Berg - November 25, 2026</p>", None),
        ("<div><span>Published</span> <span>25 November 2026</span></div>", None),
        ("<span data-timestamp=1795617120>yesterday</span>", "14:32"),
        ("<span class=date>٢٥ نوفمبر ٢٠٢٦</span>", None),
    ],
)
def test_the_date_beside_the_title_is_when_it_appeared(beside, clock):
    found = page(beside)
    assert (f"{found.published_at:%Y-%m-%d}", found.published_exact) == ("2026-11-25", clock is not None)
    assert clock is None or f"{found.published_at:%H:%M}" == clock


@pytest.mark.parametrize(
    "line",
    """
    Stand: 25.11.2026 14:32 Uhr
    Stand: Mittwoch, 25. November 2026, 14:32 Uhr
    Letzte Änderung: 25.11.2026 14:32
    Update 25.11.2026 14:32
    Last updated: November 25, 2026 2:32 pm
    Last reviewed 25 November 2026 14:32
    Mis à jour le 25 novembre 2026 à 14h32
    Actualisé le 25/11/2026 à 14h32
    Dernière modification le 25/11/2026 à 14:32
    Última actualización: 25/11/2026 14:32
    Ultimo aggiornamento: 25 novembre 2026, 14:32
    Última atualização: 25/11/2026 14:32
    Laatste update: 25 november 2026 14:32
    Aktualizacja: 25.11.2026 14:32
    Aktualizováno 25. 11. 2026 14:32
    Posledná aktualizácia: 25.11.2026 14:32
    Обновлено: 25.11.2026, 14:32
    Последнее изменение: 25.11.2026 14:32
    Оновлено: 25.11.2026 14:32
    Ažurirano: 25.11.2026. 14:32
    Posodobljeno: 25. 11. 2026 14:32
    Senast uppdaterad 2026-11-25 14:32
    Endret: 25.11.2026 14:32
    Viimati uuendatud 25.11.2026 14:32
    Atnaujinta 2026-11-25 14:32
    Utolsó frissítés: 2026.11.25. 14:32
    Ultima actualizare: 25.11.2026 14:32
    Ενημερώθηκε: 25/11/2026 14:32
    最終更新 2026年11月25日 14:32
    עודכן: 25.11.2026 14:32
    آخر تحديث: 25 نوفمبر 2026 14:32
    Cập nhật: 25/11/2026 14:32
    """.strip().split("\n"),
)
def test_where_only_a_change_is_told_it_appeared_then_and_the_line_is_no_part_of_its_text(line):
    found = page(f"<p>{line.strip()}</p>")
    assert f"{found.published_at:%Y-%m-%d %H:%M}" == f"{found.updated_at:%Y-%m-%d %H:%M}" == "2026-11-25 14:32"
    assert found.text == "\n".join(TEXT)


def test_a_change_is_read_to_the_minute_where_it_is_written_for_machines():
    found = page("<p>Stand: <time datetime='2026-11-25T14:32:00+01:00'>25.11.2026</time></p>")
    assert (f"{found.published_at:%H:%M}", found.published_exact) == ("13:32", True)


@pytest.mark.parametrize("line", ["Stand with us on 25 November 2026 in the square", "Update on the fleet of 25 ships"])
def test_words_that_also_tell_of_a_change_are_words(line):
    found = page(f"<p>{line}</p>")
    assert (found.published_at, line in found.text) == (None, True)


@pytest.mark.parametrize(
    "parts",
    [
        {"beside": "<p>F-16 deal signed in May 2024</p>"},
        {"beside": "<p>The treaty was signed on 24 May 1997 in Paris.</p>"},
        {"beside": "<p>The treaty was signed on <b>24 May 1997</b> in Paris.</p>"},
        {"beside": "<p>Annexed by Russia on 26 March 2014, Crimea is claimed by both.</p>"},
        {"beside": "<p>War since 24.02.2022: what we know</p>"},
        {"beside": "<p>Archive photo, 24 June 2019</p>"},
        {"beside": "<p>Signed 24 May 1997</p>"},
        {"beside": "<p>Deal on carriers runs out on 26 November 2026, ministry warns</p>"},
        {"beside": "<p class=info>1795617120</p>"},
        {"before": "<header><span class=date>Thursday, 26 November 2026</span></header>"},
        {"after": "<div class=related-news><span class=date>26 November 2026</span><a href=/x>Fish</a></div>"},
        {"after": "<div class=comments><span class=date>26 November 2026 10:00</span></div>"},
        {"after": "<footer><span class=date>26 November 2026</span></footer>"},
        {"after": "<p class=date>26 November 2026</p><p class=date>24 November 2026</p>", "heading": ""},
    ],
)  # fmt: skip
def test_dates_of_today_of_other_articles_and_of_comments_do_not_count(parts):
    found = page(**parts)
    assert found.published_at is None or f"{found.published_at:%d}" not in ("24", "26")


def test_a_date_above_the_title_counts_when_none_is_below():
    assert f"{page(before='<p>Publié le 25 novembre 2026</p>').published_at:%d}" == "25"


def test_an_address_names_the_day_when_nothing_else_does():
    html = f"<html><body><h1>{TITLE}</h1><p>{TEXT[0]}</p></body></html>".encode()
    found = extract_page(html, "https://www.example.org/2026/11/25/storm-at-sea")
    assert (f"{found.published_at:%Y-%m-%d}", found.published_exact) == ("2026-11-25", False)


def test_what_the_page_says_to_machines_goes_before_what_it_shows():
    said = "<meta itemprop=datePublished content='2026-11-24T10:00:00Z'>"
    assert (
        page(f"{said}<p class=date>25 November 2026, 14:32</p>").published_at.isoformat() == "2026-11-24T10:00:00+00:00"
    )


def test_a_day_said_to_machines_takes_the_minute_that_is_shown():
    said = "<meta itemprop=datePublished content='2026-11-25'>"
    assert (
        page(f"{said}<p class=date>25 November 2026, 14:32</p>").published_at.isoformat() == "2026-11-25T14:32:00+00:00"
    )


def test_a_day_said_to_machines_takes_no_minute_from_prose():
    said = "<meta name=date content=2026-11-25><p>Fleet day was on 25 November 2026, 10:30</p>"
    assert not page(said).published_exact


# --- by whom


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Propos recueillis par Jean Dupont", ["Jean Dupont"]),
        ("Ein Kommentar von Hans Müller", ["Hans Müller"]),
        ("Von Hans Müller, Berlin", ["Hans Müller"]),
        ("Ursula von der Leyen", ["Ursula von der Leyen"]),
        ("Anna Berg in Brussels", ["Anna Berg"]),
        ("By Anna Berg, AFP", ["Anna Berg", "AFP"]),
        ("By Anna Berg | Reuters", ["Anna Berg", "Reuters"]),
        ("Jong, Michiel de", ["Jong", "Michiel de"]),
        ("Park In Soo", ["Park In Soo"]),
        ("Budi Santoso, Wahyudi", ["Budi Santoso", "Wahyudi"]),
        ("João Costa e Silva", ["João Costa e Silva"]),
        ("João Costa e Silva, Ana Gil e Luís Sá", ["João Costa e Silva", "Ana Gil", "Luís Sá"]),
        ("Per Anders Johansen", ["Per Anders Johansen"]),
        ("Di Maio Luigi", ["Di Maio Luigi"]),
        ("De Wever Bart", ["De Wever Bart"]),
        ("De La Cruz Maria", ["De La Cruz Maria"]),
        ("de la Cruz Maria", ["de la Cruz Maria"]),
        ("Av: Anna Svensson", ["Anna Svensson"]),
        ("av Anna Svensson", ["Anna Svensson"]),
        ("By Anna Berg @annaberg", ["Anna Berg"]),
        ("By Anna Berg | Nov 25, 2026", ["Anna Berg"]),
        ("By Anna Berg Published 25 November 2026", ["Anna Berg"]),
        ("By Anna Berg March 25, 2026 3:46 PM", ["Anna Berg"]),
        ("Text: Anna Svensson Foto: Bo Ek", ["Anna Svensson"]),
        ("Escrito por María López y Ana Gil", ["María López", "Ana Gil"]),
        ("Συντάκτης: Νίκος Παππάς", ["Νίκος Παππάς"]),
        ("Szerző: Nagy Péter", ["Nagy Péter"]),
        ("作者：王小明", ["王小明"]),
        ("بقلم: أحمد علي", ["أحمد علي"]),
        ("Опубліковано: Олена Коваль", ["Олена Коваль"]),
        # armed forces
        ("By Mass Communication Specialist 2nd Class Anna Berg, USS Example Public Affairs", ["Anna Berg"]),
        ("Story by Petty Officer 1st Class Anna Berg", ["Anna Berg"]),
        ("2nd Lt. Anna Berg and Staff Sgt. Bo Ek", ["Anna Berg", "Staff Sgt. Bo Ek"]),
        ("From MC2 Anna Berg", ["Anna Berg"]),
        ("From Anna Berg in Kyiv", ["Anna Berg"]),
        ("From staff reports", []),
        # Taiwan
        ("記者王小明／台北報導", ["王小明"]),
        ("〔記者王小明、陳大文／綜合報導〕", ["王小明", "陳大文"]),
        ("王小明／台北報導", ["王小明"]),
        ("本报记者 王小明", ["王小明"]),
        ("Anna Berg ✍️", ["Anna Berg"]),
        ("By Staff Writer", []),
        ("Web Desk", []),
        ("Redacția", []),
    ],
)
def test_bylines_of_many_tongues_become_names(said, names):
    assert clean_authors(said) == names


@pytest.mark.parametrize(
    ("beside", "names"),
    [
        ("<p>By Anna Berg</p><p>25 November 2026</p>", ("Anna Berg",)),
        ("<p>25 November 2026</p><p>By Anna Berg</p>", ("Anna Berg",)),
        ("<p>By <a href=/anna>Anna Berg</a></p>", ("Anna Berg",)),
        ("<p>By Popular Demand</p>", ()),
        ("<p>Von Hamburg Nach Kiel</p>", ()),
        ("<p>By Anna Berg - November 25, 2026</p>", ("Anna Berg",)),
        ("<div class=byline><span>Anna Berg</span><span>Defence editor</span></div>", ("Anna Berg",)),
        ("<span class=author>Anna Berg</span>, <span class=author>Luís Sá</span>", ("Anna Berg", "Luís Sá")),
        ("<em class=byline__by>By</em> <span class=byline__author>Anna Berg</span>", ("Anna Berg",)),
        ("<p>By law, the fleet stays in port.</p>", ()),
        ("<p>By Tuesday</p>", ()),
    ],
)
def test_authors_are_found_beside_the_title(beside, names):
    assert page(beside).authors == names


def test_who_comments_has_not_written_the_article():
    assert page(after="<div class=comments><span class=comment-author>Anna Berg</span></div>").authors == ()


def test_an_author_in_the_article_goes_before_one_beside_it():
    teaser = "<aside><span class=author>Luís Sá</span></aside>"
    assert page("<span class=author>Anna Berg</span>", before=teaser).authors == ("Anna Berg",)


# --- what else it says


CHINESE = (
    "国防部周四证实，新的防空导弹连将在年底前交付，首批操作人员将于春季开始接受培训，预计为期六个月。",
    "官员们表示，该协议涵盖十年的培训、备件和维修服务，并将由两国共同出资，具体金额尚未公布，预计将在下个月提交议会审议。",
)
RUSSIAN = (
    "Министерство обороны в четверг подтвердило, что новые зенитные батареи будут поставлены до конца года.",
    "Первые экипажи начнут курсы весной.",
)


@pytest.mark.parametrize(("text", "language"), [(CHINESE, "zh"), (RUSSIAN, "ru")])
def test_a_short_text_in_another_script_is_believed_more_than_the_page(text, language):
    html = f"<html lang=en><body><article>{''.join(f'<p>{line}</p>' for line in text)}</article></body></html>"
    found = extract_page(html.encode(), "https://www.example.org/a-story")
    assert (found.language, found.text) == (language, "\n".join(text))


@pytest.mark.parametrize("shared", ["/news", "/news/another-story"])
def test_an_address_for_sharing_which_many_pages_have_in_common_is_no_page_s_own(shared):
    assert page(f"<meta property=og:url content='https://www.example.org{shared}'>").canonical is None


@pytest.mark.parametrize("agency", ["Reuters", "AFP", "dpa", "Associated Press", "Xinhua News Agency"])
def test_an_agency_stands_behind_who_wrote(agency):
    said = f'{{"@type":"NewsArticle","author":[{{"name":"{agency}"}},{{"name":"Anna Berg"}}]}}'
    assert page(f"<script type='application/ld+json'>{said}</script>").authors == ("Anna Berg", agency)


def test_the_picture_for_previews_of_old_is_the_article_s():
    assert page("<link rel=image_src href='/lead.jpg'>").picture == "https://www.example.org/lead.jpg"


@pytest.mark.parametrize(
    ("whole", "part", "paid"), [("null", "false", True), ("true", "false", False), ("null", "true", False)]
)
def test_a_part_that_must_be_paid_for_makes_a_wall(whole, part, paid):
    said = f'{{"@type":"NewsArticle","isAccessibleForFree":{whole},"hasPart":{{"isAccessibleForFree":{part}}}}}'
    assert page(f"<script type='application/ld+json'>{said}</script>").paywalled is paid


def test_spaces_in_broken_json_take_no_long_time():
    said = '{"@type":"NewsArticle",' + f'"author":{" " * 200_000}x'
    start = time.process_time()
    page(f"<script type='application/ld+json'>{said}</script>")
    assert time.process_time() - start < 10


def test_authors_are_saved_from_broken_json():
    said = '{"@type":"NewsArticle","description":"he said "no"","author":[{"@type":"Person","name":"Anna Berg"}]}'
    assert page(f"<script type='application/ld+json'>{said}</script>").authors == ("Anna Berg",)


# --- who, where nothing marks them


@pytest.mark.parametrize(
    ("beside", "names"),
    [
        ("<div><span>Rachel Moreland</span> <span>Nov 25, 2026 4:15 PM EST</span></div>", ["Rachel Moreland"]),
        ("<p>25.11.2026 | Claudia Berger &amp; Jens Kraus</p>", ["Claudia Berger", "Jens Kraus"]),
        ("<div>Νίκος Παπαδάκης · 25 Νοεμβρίου 2026, 17:05</div>", ["Νίκος Παπαδάκης"]),
        ("<p>Giulia De Santis - 25 novembre 2026</p>", ["Giulia De Santis"]),
        ("<p>Kovács Péter, 2026. november 25.</p>", ["Kovács Péter"]),
        ("<p>Paweł Nowicki, Bruksela, 25.11.2026</p>", ["Paweł Nowicki"]),
        ("<div>Олена Коваль, Ігор Мельник</div><div>25 листопада 2026, 18:10</div>", ["Олена Коваль", "Ігор Мельник"]),
        ("<div><a href=/@tomreed>Tom Reed</a></div><div>25 November 2026 · 6 min</div>", ["Tom Reed"]),
        ("<p>Тарас Бондаренко, Брюссель</p><p>25 листопада 2026, 16:20</p>", ["Тарас Бондаренко"]),
        ("<p>Erik Sandström, Bryssel</p><time>25 november 2026 13:40</time>", ["Erik Sandström"]),
        ("<p>Press Release | 25 November 2026</p>", []),
        ("<p>Ministerio de Defensa | 25 de noviembre de 2026</p>", []),
        ("<p>San Salvador, 25 de noviembre de 2026</p>", []),
        ("<p>George Marshall Center, 25 November 2026</p>", []),
        ("<p><a href=/tag/joe-biden>Joe Biden</a> · 25 November 2026</p>", []),
        ("<p>Sarah Kline</p><p>The fleet waits.</p>", []),
        ("<figure><figcaption>Maria Stone / AFP</figcaption></figure><p>25 November 2026</p>", []),
    ],
)
def test_names_of_persons_beside_the_day_are_of_those_who_wrote(beside, names):
    assert list(page(beside).authors) == names


def test_whom_the_article_names_has_not_written_it():
    said = "<p>Peter Holm, who leads the fleet, told the ministers in the north that his ships were ready.</p>"
    assert page(f"<p>Peter Holm · 25 November 2026</p>{said}").authors == ()


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Marie Lefèvre, Bruxelles", ["Marie Lefèvre"]),
        ("Marie Lefèvre, Nairobi", ["Marie Lefèvre"]),
        ("Mehmet Yıldız - Brüksel", ["Mehmet Yıldız"]),
        ("خالد المطيري - الرياض", ["خالد المطيري"]),
        ("Matti Virtanen, Helsinki", ["Matti Virtanen"]),
        ("Soekarno, Hatta", ["Soekarno", "Hatta"]),
        ("Author, Anna Berg, Role, BBC News Ukraine", ["Anna Berg"]),
    ],
)
def test_where_somebody_is_and_in_what_post_is_no_name(byline, names):
    assert clean_authors(byline) == names


@pytest.mark.parametrize(
    "marked",
    [
        "<div class=people><h4><a href=/people/ann-clark>Ann Clark</a></h4><p>Senior Fellow</p></div>",
        "<section class=byline><ul><li><a>Ann Clark</a></li><li>Journalist</li></ul></section>",
        "<div class=kirjoittaja>Ann Clark</div>",
    ],
)
def test_a_byline_is_marked_in_many_ways(marked):
    assert page(marked).authors == ("Ann Clark",)
