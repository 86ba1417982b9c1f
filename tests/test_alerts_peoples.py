"""Who is of a country and what is of it, where neither the name of the country nor that of a language tells it."""

import pytest

from alerts.features import read_features
from alerts.places import place_hint


def countries(text: str, language: str) -> set[str]:
    return {feature[1:] for feature in read_features("", text, language).common if feature[0] == "t"}


@pytest.mark.parametrize(
    ("language", "words", "code"),
    [
        ("en", "Swiss", "CH"),
        ("en", "Filipino Filipinos Philippine", "PH"),
        ("en", "Nigerien", "NE"),
        ("en", "Dominican", "DO"),  # of Dominica are few
        ("fr", "grec grecque grecs grecques", "GR"),
        ("fr", "saoudien saoudienne saoudiens saoudiennes", "SA"),
        ("fr", "nigérien nigériennes", "NE"),
        ("fr", "nigérian nigérianes", "NG"),
        ("fr", "sud-coréen sud-coréennes", "KR"),
        ("fr", "malienne Maliens", "ML"),
        ("de", "österreichische österreichischen", "AT"),
        ("de", "Schweizer schweizerischen", "CH"),
        ("de", "Ire Iren irischer", "IE"),
        ("de", "ägyptisches Ägypter Ägypterin", "EG"),
        ("es", "brasileño brasileñas", "BR"),
        ("es", "iraquí iraquíes", "IQ"),
        ("es", "libanés libanesa libaneses", "LB"),
        ("es", "jordana", "JO"),
        ("es", "letón letona letones", "LV"),
        ("it", "greco greca greci greche", "GR"),
        ("it", "saudita sauditi saudite", "SA"),
        ("it", "belga belgi belghe", "BE"),
        ("it", "albanese albanesi", "AL"),
        ("pt", "afegão afegã afegãos", "AF"),
        ("pt", "alemão alemães alemãs", "DE"),
        ("pt", "sul-coreana", "KR"),
        ("nl", "Ierse", "IE"),
        ("nl", "Egyptische Egyptenaren", "EG"),
        ("nl", "Braziliaanse Brazilianen", "BR"),
        ("tr", "İngiliz ingiliz İngilizler", "GB"),
        ("tr", "Hintli", "IN"),
        ("tr", "Yunan Yunanlı", "GR"),
        ("el", "Ρώσο Ρώσων ρωσικού", "RU"),
        ("el", "Κύπριος Κυπρίων κυπριακή", "CY"),
        ("el", "Αιγύπτιοι αιγυπτιακών", "EG"),
        ("ca", "iraquià iraquiana iraquians", "IQ"),
        ("ro", "saudit saudită saudiți", "SA"),
        ("ro", "canadian canadieni", "CA"),
        ("sv", "egyptiska egyptiern", "EG"),
        ("da", "irakiske", "IQ"),
        ("nb", "sveitsisk sveitsere", "CH"),
        ("no", "syriske", "SY"),
        ("is", "egypskur", "EG"),
        ("fi", "irakilaisen", "IQ"),
        ("et", "albaanlased", "AL"),
        ("lv", "dāņu", "DK"),
        ("lt", "graikų graikiškas", "GR"),
        ("hu", "iraki irakiak", "IQ"),
        ("pl", "saudyjskiego", "SA"),
        ("cs", "egyptského Egypťané", "EG"),
        ("sk", "saudskej", "SA"),
        ("sl", "grškega", "GR"),
        ("hr", "grčkog", "GR"),
        ("bs", "iračkih", "IQ"),
        ("sr", "мађарске mađarske", "HU"),
        ("bg", "иракските", "IQ"),
        ("mk", "египетска", "EG"),
        ("ru", "датчане датчан", "DK"),
        ("uk", "ліванського", "LB"),
        ("be", "іракскі", "IQ"),
        ("sq", "kroate", "HR"),
        ("ka", "ჩინელი ჩინელმა", "CN"),
        ("hy", "եգիպտացի", "EG"),
        ("ar", "السعوديين", "SA"),
        ("he", "הבריטים", "GB"),
        ("fa", "افغان", "AF"),
        ("hi", "ब्रिटिश", "GB"),
        ("ur", "سعودی", "SA"),
        ("bn", "সিরীয়", "SY"),
    ],
)
def test_what_is_of_a_country_is_known_however_it_ends(language, words, code):
    assert [countries(word, language) for word in words.split()] == [{code}] * len(words.split())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Indianapolis Indiana polish"),
        ("fr", "congolais paris"),
        ("de", "Türkis Tschador Zypresse Schotter Kuban"),
        ("es", "chechenos Jordana Jordán indio"),
        ("it", "Francesco Francesca Belgrado cecchino ceceni Giordano usa"),
        ("it", "Albanese"),  # who leads Australia
        ("nl", "Frans service"),
        ("tr", "Maliye maliyeti türkü"),
        ("el", "γεωργία Γεωργίου δανεισμός"),
        ("pl", "niemal niemożliwe węgiel węgla"),
        ("uk", "угору токів"),  # upwards, of currents
        ("ru", "Поляков Греков швейцар"),
        ("hr", "često rusinski"),
        ("bg", "кажах Йордан"),
        ("cs", "Rakušan řek litovat Poláková"),  # a minister, of rivers, to regret
        ("sk", "slovách poliach"),  # in words, in fields
        ("sv", "Britta indiskret finnas"),
        ("nb", "finnes indiskret armen syrer"),  # there is, the arm, acids
        ("hu", "angolna oroszlán magyarázat Horváth Németh lettek"),  # an eel, a lion, an explanation
        ("lt", "lenktynės čekis"),  # a race
        ("et", "armee Belgrad"),
        ("is", "finna frakki"),  # to find, a coat
        ("fa", "ترک"),  # to leave
        ("he", "לובי"),  # a lobby
    ],
)
def test_what_only_begins_like_a_people_is_none(language, words):
    read = {word: place_hint(word, language) for word in words.split()}
    assert not {word: hint for word, hint in read.items() if hint and hint[1]}


def test_one_country_is_not_the_other_that_its_people_are_called_like():
    assert countries("Drei Südsudanesen, ein südkoreanischer Frachter", "de") == {"SS", "KR"}
    assert countries("l’armée nord-coréenne", "fr") == {"KP"}
    assert countries("A Sri Lankan officer and a Bissau-Guinean one", "en") == {"LK", "GW"}
