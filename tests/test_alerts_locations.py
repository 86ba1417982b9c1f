"""News of one city is not that of another, in whatever languages the two are told."""

from datetime import timedelta

import pytest
from test_alerts_doubts import told

from alerts.locations import cities_in
from tocsin.cities import proper_names

CITIES, COUNTRIES = "their headlines name other cities", "their headlines name other countries"


@pytest.mark.parametrize(
    ("language", "headline", "called"),
    [
        ("cs", "Nehoda autobusu u Brna má tři oběti", ["brno"]),
        ("sk", "Nehoda autobusu pri Žiline", ["zilina"]),
        ("fi", "Kerrostalopalo Oulussa", ["oulu"]),
        ("lv", "Rīgas lidosta apturēja lidojumus", ["riga"]),
        ("de", "Beben bei Neapel", ["naples"]),
        ("ru", "Снова удар по Одессе", ["odesa"]),
        ("he", "תאונה ליד חיפה", ["haifa"]),
        ("ja", "福岡の飲食店でガス爆発", ["fukuoka"]),
        ("en", "Police Hit Deal in Reading", []),
        ("en", "a flood in lviv", []),
        ("es", "Armenia vota", []),
        ("hu", "NIS: új igazgató", []),
    ],
)
def test_the_cities_of_a_headline_are_known_in_their_cases_and_from_words_and_countries(language, headline, called):
    assert [city.called for city in cities_in(headline, language)] == called


FIRE = {
    "cs": ("Požár skladu {at}: 200 hasičů v akci", "Sklad {at} v noci úplně vyhořel. S plameny bojovalo 200 hasičů."),
    "nl": (
        "Grote brand in loods {at}: 200 brandweerlieden",
        "Een loods {at} brandde uit. 200 brandweerlieden kwamen.",
    ),
    "pl": ("Pożar hali {at}: 200 strażaków w akcji", "Hala {at} spłonęła w nocy. Z ogniem walczyło 200 strażaków."),
}


@pytest.mark.parametrize(
    ("language", "at", "more", "in_doubt"),
    [
        ("nl", "in Groningen", "", True),
        ("pl", "we Wrocławiu", "", True),
        # What is told of Brno as well may be the same fire.
        ("nl", "in Groningen", " De loods in Brno was van hetzelfde bedrijf.", False),
        ("pl", "w Brnie", "", False),
    ],
)
def test_news_of_another_city_is_joined_in_doubt_across_languages(sqlite_store, now, language, at, more, in_doubt):
    told(sqlite_store, now, *(text.format(at="v Brně") for text in FIRE["cs"]), "cs")
    title, text = (text.format(at=at) for text in FIRE[language])
    kind, why = told(sqlite_store, now + timedelta(hours=1), title, text + more, language)
    assert (kind, why == CITIES) == ("same-news", in_doubt)


ORDER = (
    "{who} orders {count} Naval Strike Missile launchers from Kongsberg",
    "{who} has ordered {count} Naval Strike Missile launchers, Kongsberg said on Monday. Its shares rose in Oslo.",
)
COMMANDE = (
    "{who} commande {count} lanceurs Naval Strike Missile à Kongsberg",
    "{who} a commandé {count} lanceurs Naval Strike Missile, a annoncé lundi Kongsberg. L’action a monté à Oslo.",
)


@pytest.mark.parametrize(("who", "count", "doubt"), [("La Roumanie", 16, COUNTRIES), ("La Pologne", 24, None)])
def test_news_of_another_country_is_joined_in_doubt(sqlite_store, now, who, count, doubt):
    told(sqlite_store, now, *(text.format(who="Poland", count=24) for text in ORDER), "en")
    later = [text.format(who=who, count=count) for text in COMMANDE]
    assert told(sqlite_store, now + timedelta(hours=1), *later, "fr") == ("same-news", doubt)


SUBMARINES = (
    (
        "Norway buys submarines from Germany",
        "Norway has ordered submarines in Kiel, Germany. NATO welcomed the contract.",
    ),
    (
        "Le Portugal achète des sous-marins à l’Allemagne",
        "Le Portugal a commandé des sous-marins à Kiel, en Allemagne. L’OTAN a salué le contrat.",
    ),
    (
        "Sous-marins : Kiel obtient la commande norvégienne",
        "La Norvège a commandé des sous-marins à Kiel, en Allemagne. L’OTAN a salué le contrat.",
    ),
)


@pytest.mark.parametrize(("later", "doubt"), [(1, COUNTRIES), (2, None)])
def test_one_country_in_common_does_not_make_two_others_one(sqlite_store, now, later, doubt):
    told(sqlite_store, now, *SUBMARINES[0], "en")
    assert told(sqlite_store, now + timedelta(hours=1), *SUBMARINES[later], "fr") == ("same-news", doubt)


BLAST = (
    "{at}一化工厂爆炸 致3人死亡",
    "12日下午,{at}一家化工厂发生爆炸,造成3人死亡、8人受伤。当地已成立应急指挥部,明火已被扑灭,未造成环境污染。事故原因正在调查中。",
)


def test_the_same_words_of_another_city_are_no_copy_where_names_have_no_capitals(sqlite_store, now):
    told(sqlite_store, now, *(text.format(at="山东济南") for text in BLAST), "zh")
    at = now + timedelta(hours=3)
    assert told(sqlite_store, at, *(text.format(at="四川成都") for text in BLAST), "zh")[0] != "same-text"
    assert told(sqlite_store, at, *(text.format(at="山东济南") for text in BLAST), "zh")[0] == "same-text"


def test_proper_names_are_of_one_word_and_none_that_begins_a_headline_otherwise():
    def a_city(number, name, population):
        return {"geonameid": number, "name": name, "population": population}

    cities = [
        a_city(1, "Žilina", 85_000),
        a_city(2, "New York", 8_000_000),
        a_city(3, "Police", 33_000),
        a_city(4, "Este", 16_000),
        a_city(5, "Nice", 342_000),
        a_city(6, "Niš", 250_000),
        a_city(7, "Ufa", 1_100_000),
    ]
    assert proper_names(cities) == ["ufa", "zilina"]


FRIGATES = (
    "Estonia orders 12 Kestrel frigates in Vlissingen",
    "Estonia has ordered frigates of the Kestrel class in Vlissingen. Latvia is to follow, said the Dutch yard.",
)
MORE_FRIGATES = (
    "{who} buys {count} frigates of the Kestrel class",
    "{who} buys Kestrel frigates from the yard in Vlissingen, Netherlands. The Dutch built for Estonia and Latvia.",
)


@pytest.mark.parametrize(
    ("who", "count", "doubt"), [("Latvia", 14, COUNTRIES), ("Latvia", 12, None), ("Estonia", 14, None)]
)
def test_an_order_of_another_number_by_another_country_is_told_apart_though_the_texts_name_both(
    sqlite_store, now, who, count, doubt
):
    told(sqlite_store, now, *FRIGATES, "en")
    later = [text.format(who=who, count=count) for text in MORE_FRIGATES]
    assert told(sqlite_store, now + timedelta(hours=1), *later, "en") == ("same-news", doubt)
