"""Languages that are nearly one: their news is compared by its words, too, and the same form is the same form."""

import pytest
from test_alerts_stories import put

from alerts.features import read_features, surfaces
from alerts.kindred import in_latin

CYRILLIC = "Медвед побио овце код Госпића. Власник Миле Ђукић тражи накнаду, а Жељка Џинић одстрел. Љутити су и Његоши."
LATIN = (
    "Medved pobio ovce kod Gospića. Vlasnik Mile Đukić traži naknadu, a Željka Džinić odstrel. Ljutiti su i Njegoši."
)

THEFT = {
    "ca": (
        "Roben un retaule gòtic en un poble d'Osona",
        "Uns lladres van forçar divendres a la nit la porta de l'església de Rupit i van robar un retaule "
        "gòtic. El rector ho va trobar al matí. Els Mossos investiguen si és el mateix grup que va actuar a "
        "l'estiu en altres esglésies de la comarca, i el bisbe Casanova demana més vigilància i més diners "
        "per a alarmes. L'obra, del taller d'un mestre de Vic, no estava assegurada i ningú no sap on és.",
    ),
    "es": (
        "Roban un retablo gótico en la Cataluña interior",
        "Los ladrones forzaron la puerta de la iglesia de Rupit en la noche del viernes. Los vecinos lamentan"
        " la pérdida. El párroco lo descubrió por la mañana y avisó a los Mossos, que investigan si es el "
        "mismo grupo que actuó en verano. El obispado pide vigilancia. El valor del retablo gótico lo calcula"
        " Sotheby en un millón de euros, según la Generalitat y el diputado Puig.",
    ),
}
FIRES = {
    "hr": (
        "Požar u tvornici kod Zadra, ozlijeđena dva radnika",
        "U požaru koji je jutros izbio u tvornici plastike kod Zadra ozlijeđena su dva radnika. Na terenu je bilo 40 "
        "vatrogasaca. Uzrok požara još nije poznat, a očevid je u tijeku.",
    ),
    "sr": (
        "Пожар у фабрици код Зрењанина, повређена два радника",
        "У пожару који је јутрос избио у фабрици пластике код Зрењанина повређена су два радника. На терену је било 30 "
        "ватрогасаца. Узрок пожара још није познат, увиђај је у току.",
    ),
}


def test_serbian_reads_the_same_in_both_alphabets():
    cyrillic, latin = read_features("", CYRILLIC, "sr"), read_features("", LATIN, "sr")
    assert cyrillic.words == latin.words
    assert set(cyrillic.common) == set(latin.common)


@pytest.mark.parametrize(("text", "language"), [("Играо је Ђоковић", "sr"), ("Igrao je Đoković", "hr")])
def test_names_are_folded_as_their_own_alphabet_is_read_abroad(text, language):
    assert "ndjokovic" in read_features("", text, language).common
    assert "ndjokovic" in read_features("", "He met Djokovic", "en").common


def test_the_cyrillic_of_other_languages_is_left_as_it_is():
    assert in_latin("Шапка, Цветан", "bg") == "Шапка, Цветан"


def test_a_name_is_shown_as_it_is_written():
    assert surfaces("", "Победила је Цвијановић", "sr")["ncvijanovic"] == "Цвијановић"


def stories(store, now, told):
    return {put(store, now, title=title, text=text, language=one).story_id for one, (title, text) in told}


@pytest.mark.parametrize("last", ["es", "ca"])
def test_what_kindred_languages_name_too_little_in_common_for_is_one_story_by_its_words(sqlite_store, now, last):
    assert len(stories(sqlite_store, now, sorted(THEFT.items(), key=lambda told: told[0] == last))) == 1


def test_two_fires_are_not_one_because_they_are_told_in_the_same_words(sqlite_store, now):
    assert len(stories(sqlite_store, now, FIRES.items())) == 2
