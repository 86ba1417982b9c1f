"""Cities are known by their names in other languages, scripts and cases."""

import pytest

from alerts.cities import SHIPPED, cities_within, city, script_of
from alerts.features import names_written, read_features
from tocsin.cities import named


@pytest.mark.parametrize(
    ("language", "word", "called"),
    [
        ("de", "Neapel", "Naples"),
        ("it", "Napoli", "Naples"),
        ("fr", "Anvers", "Antwerp"),
        ("pl", "Wilno", "Vilnius"),
        ("hu", "Pozsony", "Bratislava"),
        ("tr", "Köstence", "Constanţa"),
        ("tr", "İstanbul", "Istanbul"),
        ("ru", "Неаполь", "Naples"),
        ("ru", "Вильнюсе", "Vilnius"),
        ("uk", "Харкові", "Kharkiv"),
        ("uk", "Харківщині", "Kharkiv"),
        ("pl", "Charkowie", "Kharkiv"),
        ("fi", "Tallinnan", "Tallinn"),
        ("el", "Κωνσταντινούπολη", "Istanbul"),
        ("bg", "Истанбул", "Istanbul"),
        ("ar", "نابولي", "Naples"),
        ("ar", "لبيروت", "Beirut"),
        ("fa", "تهران", "Tehran"),
        ("he", "נאפולי", "Naples"),
        ("he", "באילת", "Eilat"),
        ("hi", "नेपल्स", "Naples"),
        ("ka", "ბათუმის", "Batumi"),
        ("ka", "გორში", "Gori"),
        ("hy", "Երևանում", "Yerevan"),
        ("hy", "Կիևից", "Kyiv"),
        ("hy", "Բաքվում", "Baku"),
        ("bn", "ঢাকায়", "Dhaka"),
        ("bn", "সিলেটের", "Sylhet"),
        ("ko", "싱가포르에서", "Singapore"),
        ("ko", "뉴욕에서", "York"),
        ("uk", "Києва", "Kyiv"),
        ("en", "Hodeida", "Hodeidah"),
        ("el", "Χοντέιντα", "Hodeidah"),
        ("ar", "الحديدة", "Hodeidah"),
        ("ar", "لباخموت", "Bakhmut"),
        ("hi", "खारकीव", "Kharkiv"),
        ("ko", "하르키프에서", "Kharkiv"),
        ("cs", "Pokrovsku", "Pokrovsk"),  # and not Engels, which was called so
    ],
)
def test_a_city_is_known_by_its_name_elsewhere_and_in_its_cases(language, word, called):
    assert city(word, language) == called


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "Naples"),  # what it is called everywhere says nothing new
        ("de", "neapel"),
        ("de", "Kosten"),  # Kościan
        ("it", "Borgo"),  # Porvoo
        ("es", "OTAN"),
        ("fr", "Otan"),
        ("en", "More"),
        ("en", "Media"),
        ("he", "דובר"),  # spokesman, and Dover
        ("ar", "صور"),  # pictures, and Tyre
        ("ko", "코로나"),  # the virus, and Corona in California
        ("ka", "ქართული"),  # Georgian, and Mariupol
        ("ka", "ელჩის"),  # of the ambassador, and Elche
        ("ka", "დილის"),  # of the morning, and Dili
        ("bn", "বোমার"),  # of the bomb, and Boma
        ("bn", "পেয়ে"),  # having got, and Powai
        ("hu", "NIS"),  # initials, and Niš
        ("de", "Römern"),
        ("en", "F"),
        ("en", "2026"),
        ("am", "አዲስ"),  # a script without names of ours
    ],
)
def test_what_is_no_other_name_of_a_city_is_none(language, word):
    assert city(word, language) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("他在那不勒斯和日内瓦会谈", [("Naples", "那不勒斯"), ("Geneva", "日内瓦")]),
        ("釜山と平壌で", [("Busan", "釜山")]),
        ("กรุงเทพฯ และเนเปิลส์", [("Bangkok", "กรุงเทพฯ"), ("Naples", "เนเปิลส์")]),
        ("Naples", []),
        ("", []),
    ],
)
def test_in_scripts_without_spaces_cities_are_found_within_the_text(text, found):
    assert sorted(name for name in cities_within(text) if name[0] != "Pyongyang") == sorted(found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Beben bei Neapel"),
        ("it", "Scossa a Napoli"),
        ("uk", "Землетрус у Неаполі"),
        ("he", "רעידת אדמה בנאפולי"),
        ("ar", "زلزال قرب نابولي"),
        ("ko", "나폴리에서 지진"),
        ("ja", "イタリアのナポリで地震"),
        ("zh", "意大利那不勒斯发生地震"),
    ],
)
def test_articles_that_name_one_city_in_their_languages_share_its_name(language, text):
    features = read_features("", f"x {text}", language)
    assert {"nnaples", "snpls"} <= features.common.keys()


def test_why_shows_a_city_as_the_article_writes_it():
    assert dict(names_written("Beben bei Neapel", "", "de"))["nnaples"] == "Neapel"
    assert dict(names_written("", "רעידת אדמה בנאפולי", "he"))["nnaples"] == "בנאפולי"


def test_scripts_begin_where_they_begin():
    assert [script_of(word) for word in ("Ümit", "Ёлка", "ἄστυ", "ナポリ", "東京", "1", "«")] == [
        "latin", "cyrillic", "greek", "katakana", "han", "", "latin",
    ]  # fmt: skip


def test_of_two_cities_of_one_name_the_larger_is_meant_and_no_proper_name_is_another_city():
    def a_city(number, name, population, *others):
        about = {"geonameid": number, "name": name, "countrycode": "", "population": population}
        return {**about, "alternatenames": list(others)}

    names = named(
        [
            a_city(1, "Naples", 900_000, "Neapel", "NAP", "napl", "Pa", "Неаполь", "נאפולי", "Napoli Nuova"),
            a_city(2, "Neustadt", 200_000, "Neapel", "Naples"),
            a_city(3, "Kościan", 24_000, "Kosten", "Koscian"),
            a_city(4, "New Delhi", 300_000, "Nowe-Delhi", "नई"),
        ]
    )
    assert names == {
        "latin": {"neapel": "Naples", "koscian": "Kościan"},
        "cyrillic": {"неаполь": "Naples"},
        "hebrew": {"נאפולי": "Naples"},
    }


def test_the_files_that_are_shipped_say_where_their_names_come_from():
    files = sorted(SHIPPED.glob("*.tsv"))
    assert len(files) == 13
    assert all("GeoNames" in path.read_text("utf-8").splitlines()[0] for path in files)
