"""The shipped concepts, and the user's own beside them."""

from collections import Counter
from datetime import date

import pytest

from alerts.concepts import SHIPPED, load_concepts
from alerts.document import Document
from alerts.evaluate import evaluate, explain
from alerts.query import parse
from alerts.text import tokenize
from config import ConceptSettings

LANGUAGES = {"en", "fr", "de", "uk", "ru", "pl", "es", "it"}
CONCEPTS = load_concepts()
#: A name that is written alike in all languages needs no line of its own.
SAME_EVERYWHERE = {"aukus", "rheinmetall", "saab", "lockheed-martin", "f-16", "f-35", "gripen", "himars", "atacms"}
SAME_EVERYWHERE |= {"storm-shadow", "iris-t", "s-300", "s-400", "shahed", "joint-expeditionary-force", "safe"}


def finds(key, text, language=None, day=None, concepts=CONCEPTS):
    found = evaluate(parse(f"@{key}"), Document(body=text, language=language, day=day), concepts)
    return found and [hit.text for hit in found.hits]


def test_at_least_sixty_are_shipped():
    assert len(CONCEPTS) >= 60
    assert {path.stem for path in SHIPPED.glob("*.toml")} == {
        *("alliances", "countries", "offices", "organisations", "topics", "weapons")
    }


@pytest.mark.parametrize("key", sorted(CONCEPTS))
def test_every_shipped_concept_can_be_written_in_a_watch_and_is_named_in_eight_languages(key):
    concept = CONCEPTS[key]
    assert parse(f"@{key}", CONCEPTS)
    assert concept.title
    assert concept.kind
    if key not in SAME_EVERYWHERE:
        assert {name.language for name in concept.names} >= LANGUAGES


@pytest.mark.parametrize("key", sorted(CONCEPTS))
def test_every_name_of_a_shipped_concept_is_found_where_it_stands(key):
    company = next((name.text.replace("*", "") for name in CONCEPTS.company(key) if name.is_current(None)), "")
    for name in CONCEPTS[key].names:
        plain = name.text.replace("*", "")
        assert plain.rstrip(".") in "|".join(finds(key, f"x {plain} y; {company if name.ambiguous else ''}")), name
        assert 0 < len(tokenize(name.text, None)) <= 12, name
        assert all(len(word) > 2 for word in name.text.split() if word.endswith("*")), name


def test_no_name_stands_twice_in_a_language():
    doubled = {
        (concept.key, name)
        for concept in CONCEPTS.values()
        for name, times in Counter(concept.names).items()
        if times > 1
    }
    assert not doubled


@pytest.mark.parametrize(
    ("key", "language", "text", "found"),
    [
        ("udcg", "fr", "Groupe de contact sur la défense ukrainienne", "Groupe de contact sur la défense ukrainienne"),
        ("udcg", "fr", "réunion du Groupe de contact pour la défense ukrainienne (UDCG)", "UDCG"),
        ("udcg", "uk", "у Контактній групі з питань оборони України", "Контактній групі з питань оборони України"),
        ("udcg", "uk", "у форматі «Рамштайн»", "форматі «Рамштайн"),
        ("udcg", "ru", "встреча Контактной группы по обороне Украины", "Контактной группы по обороне Украины"),
        ("udcg", "pl", "spotkanie Grupy Kontaktowej ds. Obrony Ukrainy", "Grupy Kontaktowej ds. Obrony Ukrainy"),
        ("udcg", "de", "Sitzung der Ukraine-Kontaktgruppe", "Ukraine-Kontaktgruppe"),
        ("nato", "fr", "l’OTAN", "OTAN"),
        ("nato", "pl", "państwa Sojuszu Północnoatlantyckiego", "Sojuszu Północnoatlantyckiego"),
        ("nato", "uk", "у Північноатлантичному альянсі", "Північноатлантичному альянсі"),
        ("nato", "zh", "乌克兰与北约的关系", "北约"),
        ("nato", "ar", "قرر حلف شمال الأطلسي أمس", "حلف شمال الأطلسي"),
        ("ukraine", None, "війна в Україні", "Україні"),
        ("safe", "en", "the SAFE loans", "SAFE"),
        ("f-16", "en", "two F16s landed", "F16s"),
        ("leopard-2", "de", "der Leopard 2A6", "Leopard 2A6"),
        ("air-defence", "uk", "сили протиповітряної оборони", "протиповітряної оборони"),
        ("us-secretary-of-defense", "fr", "le secrétaire américain à la Défense", "secrétaire américain à la Défense"),
    ],
)  # fmt: skip
def test_a_concept_is_found_under_its_name_in_any_language(key, language, text, found):
    assert found in (finds(key, text, language) or ())


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("udcg", "le groupe de contact du projet"),
        ("udcg", "the contact group of the school"),
        ("safe", "It is safe to say so. Safe!"),
        ("united-states", "they told us so"),
        ("patriot", "he is a patriot of the Patriot Act"),
        ("edf", "EDF va construire une centrale"),
        ("taurus", "born under Taurus"),
        ("quad", "a quad bike"),
        ("poland", "polishing the glass"),
        ("crimea", "Krimi im Fernsehen"),
    ],
)
def test_a_word_that_only_looks_like_a_name_is_not_it(key, text):
    assert finds(key, text) is None


def test_ones_own_concept_stands_in_place_of_the_shipped_one():
    own = load_concepts({"nato": ConceptSettings(en=["=Alliance"]), "Mine": ConceptSettings(en=["zwiebelturm"])})
    assert [name.text for name in own["nato"].names] == ["Alliance"]
    assert own["nato"].names[0].exact
    assert own["mine"].title == "mine"
    assert len(own) == len(CONCEPTS) + 1


OWN = load_concepts(
    {
        "scheme": ConceptSettings(en=["Lending for Arms", "~=LEAD"], beside=["@nato", "procure*"]),
        "chair": ConceptSettings(
            en=["chair of the board"],
            holders=[
                {"person": "ann", "since": date(2024, 1, 1), "until": date(2025, 6, 30)},
                {"person": "bob", "since": date(2025, 7, 1)},
            ],
        ),
        "ann": ConceptSettings(kind="person", en=["Ann Alpha", "~Alpha"]),
        "bob": ConceptSettings(kind="person", en=["Bob Beta"]),
    }
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They LEAD the way", None),
        ("LEAD, which is Lending for Arms", ["LEAD", "Lending for Arms"]),
        ("LEAD and l’OTAN", ["LEAD"]),
        ("procurement with LEAD", ["LEAD"]),
        ("procurement; they lead", None),
        ("NATO alone", None),
    ],
)
def test_an_ambiguous_name_counts_only_beside_another_or_what_the_concept_names(text, found):
    assert finds("scheme", text, "en", concepts=OWN) == found


def test_what_lets_an_ambiguous_name_count_may_stand_in_another_field():
    document = Document(title="LEAD grows", body="The Lending for Arms programme", language="en")
    assert evaluate(parse("title:@scheme"), document, OWN)


def test_an_explanation_names_the_ambiguous_name_that_stood_alone():
    explanation = explain(parse("@scheme"), Document(body="They LEAD", language="en"), OWN)
    assert explanation.note == "'LEAD' counts only beside another of its names"


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("Ann Alpha said", date(2024, 1, 1), ["Ann Alpha"]),
        ("Ann Alpha said", date(2025, 6, 30), ["Ann Alpha"]),
        ("Ann Alpha said", date(2025, 7, 1), None),
        ("Bob Beta said", date(2025, 6, 30), None),
        ("Bob Beta said", date(2030, 1, 1), ["Bob Beta"]),
        ("Ann Alpha said", None, ["Ann Alpha"]),
        ("Alpha spoke", date(2024, 5, 1), None),
        ("Alpha, chair of the board, spoke", date(2024, 5, 1), ["Alpha", "chair of the board"]),
        ("the chair of the board", date(1990, 1, 1), ["chair of the board"]),
    ],
)
def test_an_office_is_found_by_the_name_of_whoever_held_it_that_day(text, day, found):
    assert finds("chair", text, "en", day, OWN) == found


def test_a_person_is_found_whether_in_office_or_not():
    assert finds("ann", "Ann Alpha said", "en", date(2030, 1, 1), OWN)
