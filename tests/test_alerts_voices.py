"""Who is an independent voice in a story, whose copy it is, and who had it first."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.agencies import agencies, credit
from alerts.voices import in_words, voices_data, voices_of
from store.models import Article, Story
from store.tellings import Telling, first_tellings, tellings

CREDITED = [
    ("BRUSSELS, March 3 (Reuters) - NATO said on Tuesday", "", "Reuters"),
    ("WARSAW, Poland (AP) — Poland's government", "", "AP"),
    ("Berlin (dpa/lby) - Die Bundeswehr", "", "dpa"),
    ("PARIS, 3 mars 2026 (AFP) - Le ministre", "", "AFP"),
    ("Madrid, 3 mar (EFE).- El ministro", "", "EFE"),
    ("(ANSA) - ROMA, 03 MAR - Il ministro", "", "ANSA"),
    ("MOSCOW, March 3. /TASS/. The ministry", "", "TASS"),
    ("Москва. 3 марта. INTERFAX.RU - Министр", "", "Interfax"),
    ("Київ. 3 березня. Інтерфакс-Україна - Міністр", "", "Interfax-Ukraine"),
    ("x", "la guerra continúa. (EFE)", "EFE"),
    ("x", "powiedział minister. (PAP)\n", "PAP"),
    ("x", "sagte der Minister. dpa/kna", "dpa"),
    ("x", "das Ende.\nQuelle: dpa", "dpa"),
    ("x", "повідомили в міністерстві. Джерело: Укрінформ", "Ukrinform"),
    ("x", "© 2026 AFP", "AFP"),
    ("Berlin (AFP) Der Minister hat am Dienstag", "", "AFP"),
    ("New Delhi, Mar 3 (PTI) Defence Minister", "", "PTI"),
    ("BERLIN/KIEW dpa | Der Minister", "", "dpa"),
    ("Bern (awp/sda) - Der Bundesrat", "", "Keystone-SDA"),
    ("ANKARA (AA) - Bakan", "", "Anadolu"),
    ("(STT) Ministeri sanoi", "", "STT"),
    ("КИЇВ, 3 березня (Укрінформ). Міністр", "", "Ukrinform"),
    ("МОСКВА, 3 мар — РИА Новости. Министр", "", "RIA Novosti"),
    ("القاهرة (رويترز) - قال", "", "Reuters"),
    ("新华社北京3月3日电（记者张三）国防部", "", "Xinhua"),
    ("【東京共同】防衛省は", "", "Kyodo"),
    ("［東京　３日　ロイター］ - 防衛省は", "", "Reuters"),
    ("(서울=연합뉴스) 홍길동 기자 = 국방부는", "", "Yonhap"),
    ("x", "(Reporting by Anna Berg; Editing by Max Muster)", "Reuters"),
    ("x", "he said.\nWith reporting by Reuters and AFP", "Reuters"),
    ("x", "he said.\n— AFP", "AFP"),
    ("x", "sagte er. (red, APA, 3.3.2026)", "APA"),
    ("x", "sagte er. (afp/dpa)", "AFP"),
    ("x", "Quelle: ntv.de, mau/dpa", "dpa"),
    ("x", "sagte er. Mit Material der dpa", "dpa"),
    ("x", "a-t-il dit.\nAvec AFP", "AFP"),
    ("x", "a-t-il dit. (ats)", "Keystone-SDA"),
    ("x", "Z Brukseli Jan Kowalski (PAP)\n\njk/ zm/", "PAP"),
    ("x", "disse.\n\nABC // DEF\n\nLusa/Fim", "Lusa"),
    ("x", "каза. /БТА/", "BTA"),
    ("x", "dodał. Źródło: PAP Autor: Jan Nowak kop/ lena", "PAP"),
    ("x", "a-t-il dit. (AFP)\nSuivez-nous sur Telegram\nLire plus tard", "AFP"),
    ("The minister went to Kyiv, and came back with a promise.\nBERLIN (dpa) - Der Minister", "", "dpa"),
    ("x", "(MTI)\nForrás: MTI", "MTI"),
    ("x", "rekao je. (Hina)", "Hina"),
    ("x", "Πηγή: ΑΠΕ-ΜΠΕ", "AMNA"),
    ("x", "المصدر: رويترز", "Reuters"),
    # Who quotes an agency, or has its letters for a name, does not carry it.
    ("The minister told Reuters, as AFP reported,", "that he had told AFP so on Monday.", None),
    ("The Awami Party (AP) said that", "and the AP won.", None),
    ("The Space Development Agency (SDA) – the Pentagon's", "of the Space Development Agency (SDA)", None),
    ("In an interview with AFP - the first this year -", "he was interviewed by Reuters, AFP.", None),
    ("He is here. He saw. Reuters reported", "(as he told AFP, Reuters)", None),
    ("Talks failed, Reuters reported", "Росія готує наступ — Reuters", None),
    # Nor does who shows its pictures.
    ("(Foto: dpa) Der", "Zdjęcie: PAP/Jan Nowak", None),
    ("A soldier stands in Kyiv (AFP)\nThe war", "(fot. PAP)", None),
    ("x", "Photo © AFP", None),
    ("Zdjęcie Papież Franciszek /Fabio Frustaci /PAP/EPA", "", None),
    ("x", "Der Minister in Kiew (Foto: dpa)\nMehr zum Thema", None),
    ("x", "AFP\nThe minister said no more.", None),
    ("", "", None),
]


@pytest.mark.parametrize(("opening", "ending", "agency"), CREDITED)
def test_an_agency_is_known_by_where_its_credit_stands(opening, ending, agency):
    assert credit((), opening, ending) == agency


@pytest.mark.parametrize(
    ("author", "agency"),
    [("AFP", "AFP"), ("By Reuters", "Reuters"), ("Le Figaro avec AFP", "AFP"), ("Jan Kowalski / PAP", "PAP"),
     ("Укрінформ", "Ukrinform"), ("mit Material der dpa", "dpa"), ("Agence France-Presse (AFP)", "AFP"),
     ("Sabine Siebold (Reuters)", "Reuters"), ("Reuters Staff", "Reuters"), ("JOHN DOE Associated Press", "AP"),
     ("Redazione Ansa", "ANSA"), ("afp", "AFP"), ("Anna Apa", None), ("dpa-Korrespondent Max Muster", None),
     ("Foto: dpa", None), ("Hina Khan", None)],
)  # fmt: skip
def test_an_author_may_be_an_agency(author, agency):
    assert credit((author,), "", "") == agency


@given(st.text(), st.text(), st.lists(st.text()))
def test_no_text_is_credited_to_what_is_no_agency(opening, ending, authors):
    assert credit(tuple(authors), opening, ending) in {None, *agencies()}


def source(country=None, *tags):
    return SimpleNamespace(name="", country=country, tags=tags)


def told(article, now, **keys):
    given_keys = {"source": "one", "url": "https://one-herald.org/a", "title": "t", "language": "en", "authors": (),
                  "opening": "", "ending": "", "copy_of": None, "published_at": None}  # fmt: skip
    return Telling(article=article, seen_at=now + timedelta(minutes=article), **(given_keys | keys))


def at(host, **keys):
    return {"source": host, "url": f"https://{host}/a", **keys}


def test_copies_agencies_sites_and_owners_are_one_voice(now):
    stream = [
        told(1, now, **at("www.one-herald.org"), ending="… (AFP)"),
        told(2, now, **at("deux-herald.org"), opening="PARIS (AFP) - Le", language="fr"),
        told(3, now, **at("three-herald.org"), copy_of=2),
        told(4, now, **at("news.one-herald.org")),
        told(5, now, **at("five-herald.org")),
        told(6, now, **at("six-herald.org"), language="de-AT"),
        told(7, now, **at("seven-herald.org")),
    ]
    sources = {
        "www.one-herald.org": source("GB"), "deux-herald.org": source("FR"),
        "five-herald.org": source("GB", "owner:axel"),
        "six-herald.org": source("AT", "owner:axel"), "seven-herald.org": source("BE", "official"),
    }  # fmt: skip
    voices = voices_of(stream, sources)
    assert [v.articles for v in voices.independent] == [(1, 2, 3, 4), (5, 6), (7,)]
    assert (len(voices.outlets), voices.independent[0].agency) == (6, "AFP")
    assert (voices.countries, voices.languages) == (("AT", "BE", "FR", "GB"), ("de", "en", "fr"))
    assert voices.official == ("seven-herald.org",)
    assert in_words(voices) == "6 outlets, 3 independent (3 carry AFP), 4 countries, 3 languages"
    assert voices_data(voices)["voices"][1] == {
        "outlets": ["five-herald.org", "six-herald.org"], "articles": [5, 6], "agency": None,
    }  # fmt: skip


def test_an_agency_and_who_carries_it_are_one_voice(now):
    stream = [
        told(1, now, **at("www.ukrinform.ua")),
        told(2, now, **at("b-herald.org"), ending="… Джерело: Укрінформ"),
        told(3, now, **at("c-herald.org"), ending="… заявив він Укрінформу."),
    ]
    assert [v.articles for v in voices_of(stream, {}).independent] == [(1, 2), (3,)]


def test_a_later_article_may_make_two_voices_one(now):
    stream = [
        told(1, now, **at("a-herald.org")),
        told(2, now, **at("b-herald.org")),
        told(3, now, **at("c-herald.org")),
    ]
    assert len(voices_of(stream, {}).independent) == 3
    stream.append(told(4, now, **at("b-herald.org"), copy_of=1))
    assert [v.articles for v in voices_of(stream, {}).independent] == [(1, 2, 4), (3,)]


def test_who_had_it_first_goes_by_dates_that_can_be_believed(now):
    late = told(1, now, **at("a-herald.org"))
    assert voices_of([late], {}).first.published is False
    early = told(2, now, **at("b-herald.org"), published_at=now - timedelta(hours=1))
    first = voices_of([late, early], {}).first
    assert (first.article, first.at, first.published) == (2, now - timedelta(hours=1), True)
    for date in (now.replace(year=1970), now.replace(year=2099)):
        assert voices_of([late, told(2, now, **at("b-herald.org"), published_at=date)], {}).first.article == 1


def test_whom_a_date_tells_to_have_had_it_before_the_one_seen_first_is_said_beside_it(now):
    seen = told(1, now, **at("a-herald.org"), published_at=now)
    before = told(2, now, **at("b-herald.org"), published_at=now - timedelta(hours=1))
    voices = voices_of([seen, before], {})
    assert (voices.first.article, voices.seen_first.article, voices.seen_first.at) == (2, 1, seen.seen_at)
    assert [voices.published_before(article) for article in (1, 2)] == ["b-herald.org", None]
    data = voices_data(voices)
    assert (data["first"]["by"], data["seen_first"]["by"], data["seen_first"]["article"]) == ("published", "seen", 1)
    alone = voices_of([seen], {})
    assert (alone.first.article, alone.seen_first, alone.published_before(1)) == (1, None, None)


def test_a_day_without_an_hour_says_nothing_of_who_had_it_first_on_that_day(now):
    seen = told(1, now, **at("a-herald.org"))
    that_day = told(2, now, **at("b-herald.org"), published_at=now.replace(hour=0, minute=0))
    assert voices_of([seen, that_day], {}).first.article == 1


def test_nobody_has_no_voice():
    assert in_words(voices_of([], {})) == "0 outlets, 0 independent"
    assert voices_data(voices_of([], {}))["first"] is None


KEYS = st.fixed_dictionaries(
    {
        "host": st.sampled_from("abcde"),
        "copy_of": st.none() | st.integers(1, 8),
        "ending": st.sampled_from(["", "(AFP)", "(PAP)"]),
    }
)


@given(st.lists(KEYS, max_size=8), st.randoms())
def test_voices_part_the_articles_and_their_order_does_not_matter(rows, chance):
    from datetime import UTC, datetime

    start = datetime(2026, 3, 1, tzinfo=UTC)
    stream = [
        told(n, start, **at(f"{row.pop('host')}-herald.org"), **row) for n, row in enumerate(map(dict, rows), start=1)
    ]
    found = voices_of(stream, {})
    assert sorted(a for v in found.independent for a in v.articles) == [one.article for one in stream]
    assert len(found.independent) <= len(found.outlets)
    chance.shuffle(stream)
    again = voices_of(stream, {})
    assert {v.articles for v in again.independent} == {v.articles for v in found.independent}
    assert (again.countries, again.languages, again.first) == (found.countries, found.languages, found.first)


def test_the_edges_of_texts_are_read_from_the_store(store, now):
    with store.transaction() as session:
        story = Story(opened_at=now, latest_at=now)
        texts = ["", "short", "x" * 400 + "end"]
        for number, text in enumerate(texts):
            key = f"{number:032x}"
            session.add(Article(url_key=key, url=f"https://a.example/{number}", title="t", source="one", seen_at=now,
                                content_hash=key, story=story, text=text, summary="teaser", authors=["AFP"],
                                story_why={"kind": "same-text", "article": 1} if number else {}))  # fmt: skip
        session.flush()
        found = tellings(session, [story.id, 99])[story.id]
    assert [(one.opening, one.ending) for one in found[:2]] == [("teaser", "teaser"), ("short", "short")]
    assert (len(found[2].opening), len(found[2].ending), found[2].ending[-3:]) == (400, 400, "end")
    assert [one.copy_of for one in found] == [None, 1, 1]
    assert found[0].authors == ("AFP",)
    with store.reading() as session:
        assert first_tellings(session, story.id, 2) == found[:2]
