"""Words that only look like a name of a concept, spelt so in another language or case; and the names that do count.

A name counts in articles of every language; what it means in each was looked up in dictionaries and counts of words.
"""

import pytest

from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.evaluate import evaluate
from alerts.query import parse

CONCEPTS = load_concepts()

LOOK_ALIKES = [
    ("china", "id", "Kini pemerintah menilai situasi ini"),
    ("saab", "et", "Eesti saab uued laevad"),
    ("saab", "et", "Saab näha, ütles minister"),
    ("prague", "cs", "Evropa stojí na prahu války"),
    ("prague", "bg", "Европа е на прага на война"),
    ("prague", "pt", "A praga de gafanhotos"),
    ("prague", "ro", "Pe prag de război"),
    ("prague", "sl", "Na pragu vojne"),
    ("gripen", "sv", "En man har gripen misstänkt"),
    ("benin", "tr", "Benim adım Ali"),
    ("vienna", "lt", "Viena iš partijų pasitraukė"),
    ("vienna", "lv", "Viena no partijām"),
    ("nato", "fi", "Otan kantaa asiaan"),
    ("sanaa", "fi", "Hän ei sanonut sanaakaan, ei sanaa"),
    ("jenin", "fi", "Jenin kurssi laski; jenin arvo"),
    ("lviv", "pl", "W zoo jest dziesięć lwów"),
    ("lviv", "pl", "Lwa widziano w lesie"),
    ("kyiv", "pl", "dwadzieścia kijów bejsbolowych"),
    ("lviv", "ru", "В цирке пять львов"),
    ("sloviansk", "uk", "слов'янська мова"),
    ("sloviansk", "ru", "на церковнославянском и славянском языке"),
    ("tokyo", "lt", "Tokio karo dar nebuvo, sakė jis; tokia padėtis"),
    ("tokyo", "lt", "tokiu metu"),
    ("ankara", "fi", "ankara kuri"),
    ("ankara", "el", "άγκυρα του πλοίου"),
    ("riga", "el", "μια ρίγα"),
    ("munich", "sk", "päť mníchov"),
    ("munich", "cs", "mnichova cela"),
    ("vilnius", "lv", "viļņa augstums; vilna"),
    ("cyprus", "hu", "ciprus és fenyő"),
    ("amman", "id", "Aman, kata menteri"),
    ("cuba", "id", "Kubu lawan"),
    ("peru", "id", "Perut buncit"),
    ("kabul", "tr", "Kabul edildi"),
    ("mali", "tr", "Mali kriz"),
    ("mali", "sl", "Mali princ"),
    ("mali", "hr", "Mali Lošinj"),
    ("ghana", "lt", "Gana karo"),
    ("ghana", "lv", "Gana runāt"),
    ("rome", "hu", "Roma származású"),
    ("nauru", "fi", "Nauru pidentää ikää"),
    ("palau", "fi", "Palauta kirja"),
    ("oman", "et", "Oman maja"),
    ("peru", "fi", "Perus asiat"),
    ("donald-trump", "lt", "Trumpa istorija"),
    ("comoros", "cs", "Komory parlamentu"),
    ("new-delhi", "ru", "дели на два"),
    ("angola", "it", "Angolo di strada"),
    ("the-hague", "nl", "haag om de tuin; Haag"),
    ("vienna", "nl", "Wiens schuld is het"),
    ("vienna", "pl", "Wina nie leży po stronie"),
    ("aden", "tr", "Adem konuştu"),
    ("togo", "sr", "Toga dana"),
    ("jenin", "ar", "جنين عمره أسابيع"),
    ("jenin", "fa", "سقط جنین"),
    ("hebron", "ar", "الخليل بن أحمد"),
    ("cuba", "ja", "スキューバダイビング"),
    ("united-states", "en", "The SAD man with an ASV"),
    ("united-states", "pt", "Benfica SAD"),
    ("south-africa", "en", "An RPA pilot opened a JAR file"),
    ("dr-congo", "de", "Das DRK hilft"),
    ("ceasefire", "sl", "V tem primeru in drugih primerih, primeri"),
    ("darpa", "sv", "Därpå kom han"),
    ("skopje", "id", "Uskup agung"),
    ("jerusalem", "id", "kota kudus"),
    ("russia", "sk", "Strany rušia dohodu"),
    ("syria", "sk", "šíria sa správy"),
]
NAMES = [
    ("china", "hr", "Kini prijete sankcije"),
    ("saab", "en", "Saab wins order; SAAB shares"),
    ("saab", "et", "Saab ja Gripen: Rootsi firma"),
    ("prague", "cs", "V Praze; do Prahy; nad Prahou"),
    ("prague", "bg", "Прага и София"),
    ("prague", "sk", "Praha rokuje, do Prahy"),
    ("prague", "fi", "Prahassa kokoontui"),
    ("prague", "en", "PRAGUE (AP) - Talks"),
    ("prague", "cs", "PRAHA - Jednání"),
    ("gripen", "sv", "Ukraina får Gripen"),
    ("benin", "pt", "Governo do Benim"),
    ("vienna", "lt", "Viena, Austrijos sostinė: OSCE"),
    ("nato", "fi", "Naton kokous"),
    ("nato", "fr", "Otan : sommet"),
    ("sanaa", "fi", "Sanaassa räjähti"),
    ("sanaa", "en", "SANAA, Yemen"),
    ("lviv", "pl", "We Lwowie i Lwów"),
    ("kyiv", "pl", "Kijów pod ostrzałem, w Kijowie"),
    ("lviv", "ru", "Львов под ударом"),
    ("sloviansk", "uk", "Слов'янськ під обстрілом, до Слов'янська"),
    ("tokyo", "de", "Tokio warnt, Tokios Regierung"),
    ("tokyo", "pl", "w Tokio, Tokia"),
    ("ankara", "fi", "Ankarassa"),
    ("ankara", "el", "Άγκυρα και Αθήνα"),
    ("munich", "cs", "v Mnichově"),
    ("munich", "sk", "v Mníchove"),
    ("vilnius", "lv", "Viļņā"),
    ("cyprus", "hu", "Ciprus és Görögország, Cipruson"),
    ("amman", "en", "AMMAN, Jordan"),
    ("kabul", "en", "KABUL (Reuters)"),
    ("kabul", "de", "in Kabul"),
    ("ghana", "lt", "Ganoje"),
    ("beijing", "en", "BEIJING, Nov 27"),
    ("baku", "tr", "BAKÜ"),
    ("istanbul", "tr", "İSTANBUL"),
    ("jenin", "ar", "الاحتلال يقتحم جنين"),
    ("hebron", "ar", "الاحتلال يغلق الخليل"),
    ("cuba", "ja", "キューバ危機"),
    ("united-states", "hr", "SAD i Kina"),
    ("south-africa", "cs", "JAR a Namibie"),
    ("ceasefire", "cs", "Příměří platí"),
    ("darpa", "en", "DARPA funds drones"),
]


def holds(key, language, text):
    return evaluate(parse(f"@{key}"), Document(body=text, language=language), CONCEPTS) is not None


@pytest.mark.parametrize(("key", "language", "text"), LOOK_ALIKES)
def test_a_word_that_is_spelt_as_a_name_elsewhere_is_none(key, language, text):
    assert not holds(key, language, text)


@pytest.mark.parametrize(("key", "language", "text"), NAMES)
def test_a_name_is_found_in_its_cases_and_in_the_capitals_of_datelines(key, language, text):
    assert holds(key, language, text)
