"""The shipped concepts, and the user's own beside them."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from alerts import inflection
from alerts.concepts import PLACES, SHIPPED, SUBJECT, Name, concept_settings, load_concepts, shipped_settings
from alerts.document import Document
from alerts.evaluate import evaluate, explain
from alerts.folding import fold
from alerts.matcher import Matcher
from alerts.query import parse
from alerts.text import parted, tokenize
from alerts.watch import compile_watch
from config import ConceptSettings, WatchSettings

CONCEPTS = load_concepts()
SETTINGS = shipped_settings()
FILES = sorted((Path(__file__).parent / "data").glob("concepts_*.toml"))
CASES = [case for path in FILES for case in tomllib.loads(path.read_text("utf-8"))["case"]]

#: Raise it with what is shipped, so that none gets lost.
AT_LEAST = 1294
LANGUAGES = {"en", "fr", "de", "uk", "ru", "pl", "es", "it"}
#: Of these languages not every concept has a name: in how many it has one at least. Raise it with what is shipped.
ALSO_NAMED_IN = {
    **{"nl": 900, "ar": 1267, "tr": 922, "zh": 1254, "he": 1126, "fa": 1151, "hi": 1106, "ko": 1195, "ja": 1212},
    **{"sv": 750, "ro": 708, "pt": 705, "cs": 738, "fi": 997, "no": 799, "da": 798, "et": 898, "lt": 903, "lv": 898},
    **{"el": 1101, "bg": 1104, "hu": 921, "sk": 897, "hr": 906, "sr": 1095, "sl": 895, "is": 284, "vi": 282, "id": 281},
    **{"th": 372, "ka": 753, "hy": 750, "ur": 768, "bn": 759},
}
#: Everyday words have names in each of these.
SUBJECTS_IN = LANGUAGES | {
    *("nl", "ar", "tr", "zh", "he", "fa", "hi", "ko"),
    *("ja", "sv", "ro", "pt", "cs", "hr", "is", "ha"),
    *("fi", "no", "da", "et", "lt", "lv"),
    *("el", "bg", "sr", "hu", "sk", "sl"),
}
#: A person, company or weapon has one proper name in Latin letters; only in Cyrillic it needs one of its own.
NAMED_ALIKE = {"person", "company", "weapon"}
IN_EACH_ALPHABET = {"en", "uk", "ru"}
#: Others that all languages in Latin letters call the same.
SAME_EVERYWHERE = {
    "aukus": IN_EACH_ALPHABET,
    "joint-expeditionary-force": {"en", "fr", "pl", "uk", "ru"},
    "safe": {"en", "fr", "de", "es", "it", "pl"},
    "s-300": {"en", "uk"},
    "s-400": {"en", "uk"},
    "iris-t": {"en"},
}
DICTIONARIES = ("en", "fr", "de", "es", "it", "nl", "pl", "uk", "ru", "tr", "ar")
#: These kinds are called by the words of a language, and by nothing else.
CALLED_BY_WORDS = {"topic", "country", "city", "place", "procedure"}
#: Concepts with a name that is in a dictionary, and why it may stand all the same.
ARE_WORDS = {
    **dict.fromkeys(
        (
            *("aselsan", "benjamin-netanyahu", "boeing", "bundeswehr", "donald-trump", "hamas", "hezbollah", "houthis"),
            *("kremlin", "mossad", "nato", "recep-tayyip-erdogan", "state-duma", "taliban", "vladimir-putin"),
            "wagner-group",
        ),
        "dictionaries know whom it names",
    ),
    "pentagon": "news seldom speaks of the figure",
}
#: Concepts that share a name, and why they may.
SHARED: dict[tuple[str, str], str] = {
    **dict.fromkeys(
        (
            *(("paracel-islands", "south-china-sea"), ("scarborough-shoal", "south-china-sea")),
            *(("second-thomas-shoal", "south-china-sea"), ("south-china-sea", "spratly-islands")),
            *(("gulf-of-aden", "red-sea"), ("greenland", "pituffik")),
        ),
        "who watches the wider one wants news of the narrower",
    ),
    **dict.fromkeys(
        (
            *(("awacs", "e-7-wedgetail"), ("magura-drone", "naval-drone"), ("naval-drone", "sea-baby")),
            *(("borei-class", "nuclear-submarine"), ("nuclear-submarine", "virginia-class")),
            *(("nuclear-submarine", "yasen-class"), ("aster-missile", "samp-t")),
        ),
        "one is of the other's kind, or a part of it",
    ),
    ("patria", "patria-amv"): "a maker known by what it makes",
    ("patria", "patria-6x6"): "a maker known by what it makes",
}
#: Countries, cities and places whose name stands in that of another, and why it counts there all the same.
OF_ANOTHER: dict[str, dict[str, tuple[str, ...]]] = {
    "it lies there, belongs there or is claimed from there": {
        "bosnia-and-herzegovina": ("republika-srpska",),
        "china": ("east-china-sea", "south-china-sea"),
        "crimea": ("kerch-bridge",),
        "denmark": ("danish-straits",),
        "finland": ("gulf-of-finland",),
        "france": ("french-guiana",),
        "greenland": ("giuk-gap",),
        "iceland": ("giuk-gap",),
        "istanbul": ("bosphorus",),
        "japan": ("kuril-islands", "sea-of-japan"),
        "kerch-strait": ("kerch-bridge",),
        "north-korea": ("korean-demilitarised-zone",),
        "norway": ("norwegian-sea",),
        "panama": ("panama-canal",),
        "paracel-islands": ("south-china-sea",),
        "philippines": ("philippine-sea",),
        "second-thomas-shoal": ("south-china-sea",),
        "south-korea": ("korean-demilitarised-zone",),
        "spratly-islands": ("south-china-sea",),
        "sudan": ("port-sudan",),
        "taiwan": ("taiwan-strait",),
        "united-kingdom": ("english-channel", "giuk-gap"),
        "united-states": ("ramstein-air-base",),
        "zaporizhzhia": ("zaporizhzhia-nuclear-plant",),
    },
    "who watches the capital wants news of its country": {"kinshasa": ("dr-congo",)},
    "a name that says where the other is, or names both": {
        "black-sea": ("snake-island",),
        "bulgaria": ("sofia",),
        "cambodia": ("phnom-penh", "thailand"),
        "caribbean-sea": ("haiti",),
        "china": ("india",),
        "darfur": ("sudan",),
        "estonia": ("narva",),
        "france": ("paris",),
        "israel": ("haifa",),
        "italy": ("rome",),
        "latvia": ("riga",),
        "new-delhi": ("india",),
        "pakistan": ("india",),
        "port-au-prince": ("haiti",),
        "qatar": ("doha",),
        "syria": ("homs",),
        "tbilisi": ("georgia",),
        "tripoli": ("libya",),
        "ukraine": ("snake-island", "sumy"),
        "vietnam": ("hanoi", "laos"),
        "yemen": ("aden",),
    },
    "a name that is to the letter, and spelt otherwise in the other": {
        "dr-congo": ("jordan",),
        "japan": ("united-arab-emirates",),
        "russia": ("ivory-coast",),
        "thailand": ("australia", "austria", "belgium", "laos"),
    },
}
#: Persons whom news calls by the surname alone, which nobody else of note bears.
UNMISTAKABLE = {
    *("alexander-lukashenko", "benjamin-netanyahu", "donald-trump", "oleksandr-syrskyi", "pete-hegseth"),
    *("recep-tayyip-erdogan", "sergei-shoigu", "valerii-zaluzhnyi", "vladimir-putin", "volodymyr-zelenskyy"),
    "xi-jinping",  # in Korean the whole name is one word
}


def finds(key, text, language=None, day=None, concepts=CONCEPTS):
    found = evaluate(parse(f"@{key}"), Document(body=text, language=language, day=day), concepts)
    return found and [hit.text for hit in found.hits]


def is_proper(names):
    """Whether each word begins with a capital or is a designation: Storm Shadow, MQ-9, but not cruise missile."""
    words = {word for name in names for word in name.lstrip("~=").split()} - {"and", "der", "von"}
    return all(not word[0].islower() for word in words)


def own_names(kept=lambda concept: True) -> Iterator[tuple[str, Name]]:
    """Yield the names that count alone, by their concepts, without those of holders of an office."""
    for key, concept in CONCEPTS.items():
        for name in concept.names if kept(concept) else ():
            if not (name.ambiguous or name.since or name.until):
                yield key, name


def test_no_watch_asks_for_what_all_news_speaks_of():
    assert {SETTINGS.kind(key) for key in SETTINGS.keys() - CONCEPTS.keys()} == {SUBJECT}
    assert len(SETTINGS) >= AT_LEAST + 114


def test_everyday_words_are_read_in_all_of_these_languages():
    subjects = {key for key in SETTINGS if SETTINGS.kind(key) == SUBJECT}
    assert {key for key in subjects if not SETTINGS[key].names.keys() >= SUBJECTS_IN} == set()


@pytest.mark.parametrize("language", sorted({language for one in SETTINGS.values() for language in one.names}))
def test_the_names_of_a_language_are_the_same_without_the_other_lines(language):
    # Places stand in capitals as well, which are not written.
    for key in (key for key in CONCEPTS if SETTINGS.kind(key) not in PLACES):
        own = (name for name in CONCEPTS[key].names if name.language == language and not (name.since or name.until))
        assert {name.text for name in SETTINGS.names_in(key, language)} == {name.text for name in own}, key


def test_a_concept_of_the_users_own_is_named_as_they_say_and_not_as_the_shipped_one():
    written = concept_settings({"NATO": ConceptSettings(en=["the pact"])})
    assert [name.text for name in written.names_in("nato", "en")] == ["the pact"]
    assert written.names_in("nato", "fr") == []


def test_the_kind_of_a_shipped_concept_is_known_without_reading_it():
    assert {key: shipped_settings().kind(key) for key in SETTINGS} == {key: SETTINGS[key].kind for key in SETTINGS}


def test_a_shipped_concept_is_read_as_toml_reads_it():
    for path in SHIPPED.glob("*.toml"):
        for key, read in tomllib.loads(path.read_text("utf-8")).items():
            assert SETTINGS[key] == ConceptSettings(**read), key


def test_none_of_the_shipped_ones_is_lost():
    assert len(CONCEPTS) >= AT_LEAST


@pytest.mark.parametrize(("language", "at_least"), ALSO_NAMED_IN.items())
def test_no_name_in_a_language_that_not_all_have_is_lost(language, at_least):
    assert sum(language in SETTINGS[key].names for key in CONCEPTS) >= at_least


def test_every_shipped_concept_can_be_written_in_a_watch_and_is_named_in_eight_languages():
    for key, concept in CONCEPTS.items():
        assert parse(f"@{key}", CONCEPTS)
        assert concept.title[0] not in "~=", key
        assert concept.kind, key
        alike = IN_EACH_ALPHABET if concept.kind in NAMED_ALIKE and is_proper(SETTINGS[key].names["en"]) else LANGUAGES
        assert SETTINGS[key].names.keys() >= SAME_EVERYWHERE.get(key, alike), key


def test_what_a_shipped_concept_refers_to_is_there():
    for key in CONCEPTS:
        settings = SETTINGS[key]
        named = {text[1:] for text in (*settings.beside, *settings.not_within) if text.startswith("@")}
        assert named <= CONCEPTS.keys(), key
        assert {CONCEPTS[holder.person].kind for holder in settings.holders} <= {"person"}, key
        assert CONCEPTS.company(key) or not any(name.ambiguous for name in CONCEPTS[key].names), key


@pytest.mark.parametrize("key", [key for key in sorted(SETTINGS) if SETTINGS[key].holders])
def test_nobody_holds_an_office_before_the_one_before_has_left_it(key):
    """The day of a handover may be in both terms."""
    for one, other in pairwise(sorted(SETTINGS[key].holders, key=lambda holder: holder.since or date.min)):
        assert other.since is not None, other
        assert one.until is not None, one
        assert one.until <= other.since, (one, other)


def test_no_name_that_counts_alone_is_a_word_of_a_dictionary():
    dictionaries = {language: inflection.DICTIONARIES.get_dictionary(language) for language in DICTIONARIES}
    found = defaultdict(set)
    for key, name in own_names(lambda concept: concept.kind not in CALLED_BY_WORDS):
        word = name.text.removesuffix("*").lower()
        if not name.exact and len(tokenize(word, None)) == 1:
            found[key] |= {(word, lang) for lang in DICTIONARIES if word in dictionaries[lang]}
    assert {key: words for key, words in found.items() if words and key not in ARE_WORDS} == {}
    assert [key for key in ARE_WORDS if not found[key]] == []


def test_no_two_concepts_share_a_name_that_counts_alone():
    by_name = defaultdict(set)
    for key, name in own_names():
        by_name[" ".join(map(fold, name.text.split())), name.text.endswith("*")].add(key)
    shared = {tuple(sorted(keys)) for keys in by_name.values() if len(keys) > 1}
    assert shared == SHARED.keys()


def test_a_surname_alone_is_ambiguous_unless_nobody_else_bears_it():
    def is_known_by_one_word(person):
        sure = (name for name in person.names if not name.ambiguous and name.language not in ("zh", "ja"))
        return any(len(tokenize(name.text, None)) == 1 for name in sure)

    persons = {key: concept for key, concept in CONCEPTS.items() if concept.kind == "person"}
    assert {key for key, person in persons.items() if is_known_by_one_word(person)} == UNMISTAKABLE


def test_concepts_of_the_cases_are_shipped():
    assert {case["key"] for case in CASES} <= CONCEPTS.keys()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['key']}-{case['language']}-{case['text'][:30]}")
def test_a_concept_is_found_in_what_news_writes_and_nowhere_else(case):
    found = finds(case["key"], case["text"], case["language"], case.get("day"))
    assert (found or []) == case["found"]


def test_watches_for_all_concepts_at_once_find_the_same_and_one_may_ask_for_any_of_them():
    watches = [compile_watch(WatchSettings(name=key, query=f"@{key}"), CONCEPTS) for key in CONCEPTS]
    matcher = Matcher(CONCEPTS, watches)
    for case in CASES:
        document = Document(body=case["text"], language=case["language"], day=case.get("day"))
        names = {watch.name for watch in matcher.find(document)}
        assert (case["key"] in names) == bool(case["found"]), case
    # By the same matcher: understanding all their names takes longer than all else.
    matcher.add(compile_watch(WatchSettings(name="any", query=" OR ".join(f"@{key}" for key in CONCEPTS)), CONCEPTS))
    texts = {"title": "Of words", "summary": "Some words", "body": "words " * 1_000 + "and NATO"}
    found = {match.watch.name: match.evidence.hits for match in matcher.match(Document(language="en", **texts))}
    assert found.keys() == {"nato", "any"}
    assert [(hit.concept, hit.text) for hit in found["any"]] == [("nato", "NATO")]


def not_found_of(key, names, beside=""):
    """Return which of the names, each in a line of its own, are not found there."""
    # An article has evidence of two hundred places at most.
    some, others = sorted(names)[:60], sorted(names)[60:]
    lines = {f"x {name} y;": name for name in some}
    found = evaluate(parse(f"@{key}"), Document(body="\n".join((*lines, beside))), CONCEPTS)
    at, missing = 0, set()
    for line, name in lines.items():
        said = "|".join(hit.text for hit in found.hits if at <= hit.start < at + len(line)) if found else ""
        missing |= {name} if name.rstrip(".²") not in said else set()
        at += len(line) + 1
    return missing | not_found_of(key, others, beside) if others else missing


@pytest.mark.parametrize("kind", sorted({concept.kind for concept in CONCEPTS.values()}))
def test_every_name_of_a_shipped_concept_is_found_where_it_stands(kind):
    for key, concept in ((key, concept) for key, concept in CONCEPTS.items() if concept.kind == kind):
        company = next((name.text.replace("*", "") for name in CONCEPTS.company(key) if name.is_current(None)), "")
        ambiguous = {name.text.replace("*", "") for name in concept.names if name.ambiguous}
        sure = {name.text.replace("*", "") for name in concept.names if not name.ambiguous}
        assert not_found_of(key, sure) == set(), key
        assert not_found_of(key, ambiguous, company) == set(), key
        assert all(0 < len(tokenize(name.text, None)) <= 12 for name in concept.names), key
        words = (word for name in concept.names for word in name.text.split() if word.endswith("*"))
        assert all(len(word) > 2 for word in words), key


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


@pytest.mark.parametrize(
    ("key", "language", "text"),
    [
        ("narendra-modi", "it", "Dieci modi per viaggiare in India"),
        ("narendra-modi", "de", "Neue Modi für Spieler in Indien"),
        ("narendra-modi", "en", "Nirav Modi loses appeal against extradition to India"),
        ("vladimir-putin", "ja", "怪僧ラスプーチンの生涯"),
        ("vladimir-putin", "ko", "캐나다의 푸틴은 감자 요리"),
        ("keir-starmer", "ja", "モンスターマーケット開催"),
        ("boris-pistorius", "ja", "オスカー・ピストリウス仮釈放"),
        ("kirill-dmitriev", "ja", "ピアニストのアレクサンドル・ドミトリエフ"),
        ("kirill-dmitriev", "ru", "Кирилл Дмитриевич Иванов"),
        ("mykhailo-fedorov", "ru", "Царь Михаил Федорович Романов"),
        ("viktor-orban", "ja", "ルーマニアのオルバン首相"),
        ("antonio-guterres", "ja", "東ティモールのグテレス大統領"),
        ("giorgia-meloni", "ja", "俳優クリストファー・メローニ"),
        ("ali-khamenei", "ja", "最高指導者モジタバ・ハメネイ師が声明"),
        ("ali-khamenei", "fa", "مجتبی خامنه‌ای رهبر شد"),
        ("sergei-lavrov", "ja", "ブルガリアのラブロフ選手"),
        ("rajnath-singh", "ja", "アシン国防相"),
        ("xi-jinping", "ja", "講習主席"),
        ("ahmed-al-sharaa", "ja", "ファルーク・シャラア副大統領"),
        ("ahmed-al-sharaa", "zh", "伊拉克政治家艾哈迈德·沙拉比去世"),
        ("ahmed-al-sharaa", "pl", "Ahmed asz-Szarif w Libii"),
        ("ahmed-al-sharaa", "en", "Ahmed, Sara and Tom"),
        ("hakan-fidan", "tr", "Bakan fidan dikti"),
        ("hakan-fidan", "tr", "Hakan fidan dikti"),
        ("dong-jun", "zh", "古董军表拍卖"),
        ("dong-jun", "en", "Lee Dong Jun scores against China"),
        ("dong-jun", "ar", "اللاعب لي دونغ جون"),
        ("dong-jun", "uk", "Дун Цзюньши"),
        ("david-mcguinty", "zh", "安省前省长麦坚迪"),
        ("maia-sandu", "zh", "环球小姐哈娜兹·桑杜"),
        ("dan-driscoll", "zh", "乔丹·德里斯科尔"),
        ("kyriakos-mitsotakis", "zh", "希腊前总理康斯坦丁诺斯·米佐塔基斯"),
        ("donald-trump", "ko", "여의도 트럼프월드 매매"),
        ("donald-trump", "ko", "트럼프 카드 마술"),
        ("friedrich-merz", "ko", "메르츠 독일 부동산 투자"),
        ("john-healey", "ko", "존 힐리어드 별세"),
        ("mark-carney", "ko", "마크 카니발"),
        ("kim-jong-un", "ko", "배우 김정은 결혼"),
        ("peter-magyar", "hu", "A magyar Péter Pan"),
        ("peter-magyar", "hu", "Kovács Péter magyar színész Magyarországon"),
        ("peter-magyar", "uk", "Петер мадярський"),
        ("lee-jae-myung", "zh", "小李在明天出发"),
        ("lee-jae-myung", "zh", "总理李在明年访问"),
        ("robertas-kaunas", "lt", "Roberto Kauno klube"),
        ("wellington-koo", "en", "The diplomat Wellington Koo at Paris in 1919"),
        ("matthew-whitaker", "en", "The pianist Matthew Whitaker plays Monk"),
    ],
)  # fmt: skip
def test_a_person_is_not_found_in_words_or_in_others_of_like_name(key, language, text):
    assert finds(key, text, language) is None


@pytest.mark.parametrize(
    ("key", "language", "text"),
    [
        ("narendra-modi", "en", "PM Modi visits Kyiv"),
        ("vladimir-putin", "ja", "プーチン氏、停戦案を拒否"),
        ("vladimir-putin", "ko", "푸틴, 러시아 예산에 서명"),
        ("keir-starmer", "ja", "スターマー英首相が訪米"),
        ("viktor-orban", "ja", "ハンガリーのオルバン首相"),
        ("ali-khamenei", "fa", "سید علی خامنه ای گفت"),
        ("ahmed-al-sharaa", "pl", "Spotkanie Ahmeda asz-Szary z Trumpem"),
        ("hakan-fidan", "tr", "Bakan Fidan'ın açıklaması"),
        ("dong-jun", "zh", "中国国防部长董军发表讲话"),
        ("dong-jun", "en", "China's defence minister, Dong Jun, spoke"),
        ("kirill-dmitriev", "ru", "встреча с Кириллом Дмитриевым"),
        ("donald-trump", "ko", "트럼프 대통령과의 회담"),
        ("peter-magyar", "hu", "Magyar Péterrel tárgyalt"),
        ("peter-magyar", "uk", "Зустріч із Петером Мадяром"),
        ("lee-jae-myung", "ko", "이재명 대통령이 말했다"),
        ("lee-jae-myung", "zh", "韩国总统李在明访问"),
        ("xi-jinping", "ko", "시진핑이 방북"),
        ("kim-jong-un", "ko", "김정은 국무위원장은"),
        ("maia-sandu", "zh", "桑杜称摩尔多瓦将入盟"),
        ("matthew-whitaker", "en", "Matthew Whitaker, the envoy to NATO"),
    ],
)  # fmt: skip
def test_a_person_is_found_as_newspapers_of_the_language_write(key, language, text):
    assert finds(key, text, language)


def words(name):
    """Return the words of a name, folded; of a script without spaces, its signs."""
    return tuple(fold(word) for row in parted(name.text.replace("*", "")) for word in row)


def test_a_land_within_the_name_of_another_does_not_count_there_unless_that_is_of_it():
    lands = {key: concept for key, concept in CONCEPTS.items() if concept.kind in ("country", "city", "place")}
    rows = {key: {words(name) for name in concept.names} for key, concept in lands.items()}
    called = defaultdict(set)
    for key in lands:
        for row in rows[key]:
            called[row].add(key)
    within = {
        (shorter, longer)
        for longer in lands
        for row in rows[longer]
        for start, end in combinations(range(len(row) + 1), 2)
        if end - start < len(row)
        for shorter in called.get(row[start:end], ())
    }
    counting = {(one, other) for one, other in within if one != other and other not in lands[one].not_within_concepts}
    known = ((one, other) for pairs in OF_ANOTHER.values() for one, others in pairs.items() for other in others)
    assert counting == set(known)


@pytest.mark.parametrize("key", [key for key in sorted(SETTINGS) if SETTINGS[key].not_within])
def test_every_longer_name_holds_a_name_of_the_concept(key):
    names = {lang: sorted({name.lstrip("~") for name in names}) for lang, names in SETTINGS[key].names.items()}
    bare = load_concepts({key: ConceptSettings(**names)})
    for longer in SETTINGS[key].not_within:
        if not (longer.startswith("@") or "*" in longer):
            assert finds(key, longer.lstrip("="), concepts=bare), longer
            assert not finds(key, longer.lstrip("=")), longer


def test_every_country_and_city_is_called_by_its_english_name():
    lands = [concept for concept in CONCEPTS.values() if concept.kind in ("country", "city")]
    assert len(lands) >= 350
    assert [c.key for c in lands if not any(fold(name.text) == fold(c.title) for name in c.names)] == []


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
        "ann": ConceptSettings(kind="person", en=["Ann Alpha", "~Alpha"], beside=["shareholders"]),
        "bob": ConceptSettings(kind="person", en=["Bob Beta"]),
        "pact": ConceptSettings(en=["=Gift", "pact"], sv=["=Gift"], de=["~=Gift", "Pakt"], beside=["der Gift"]),
        "north": ConceptSettings(en=["Upper Land"], fi=["Ylä-Maa"], cs=["Horn* Zem*"]),
        "land": ConceptSettings(en=["Land"], fi=["Maa"], cs=["Zem*"], not_within=["@north", "Land Rover"]),
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


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Gift grows", "en", ["Gift"]),
        ("Gift im Essen", "de", None),
        ("Gift im Essen", "de-AT", None),
        ("Gift, der neue Pakt", "de", ["Gift", "Pakt"]),
        ("Gift: was der Gift fehlt", "de", ["Gift", "Gift"]),
        ("Gift växer", "sv", ["Gift"]),
        ("Gift grows", "xx", ["Gift"]),
        ("Gift grows", None, ["Gift"]),
    ],
)
def test_how_a_name_counts_is_said_by_the_line_of_the_articles_own_language(text, language, found):
    assert finds("pact", text, language, concepts=OWN) == found


def test_a_name_that_does_not_count_in_a_language_is_no_company_there():
    explanation = explain(parse("@pact"), Document(body="Gift im Essen", language="de"), OWN)
    assert explanation.note == "'Gift' counts only beside another of its names"


def test_a_name_cannot_be_ambiguous_and_not_in_one_line():
    with pytest.raises(ValueError, match="de: '=Gift' stands there with ~ and without; remove one of them"):
        ConceptSettings(en=["Gift"], de=["Pakt", "=Gift", "~=Gift"])


@pytest.mark.parametrize(
    ("key", "text", "language", "found"),
    [
        ("nato", "Nato a Roma nel 1950, ha studiato in Francia.", "it", None),
        ("nato", "Attore e regista. Nato il 3 maggio 1950 a Genova, vive in Svezia.", "it", None),
        ("nato", "Nato sotto le bombe, emigrò negli Stati Uniti.", "it", None),
        ("nato", "Vertice Nato a Bruxelles", "it", ["Nato"]),
        ("nato", "Nato, Rutte: «Siamo pronti»", "it", ["Nato"]),
        ("nato", "Nato a un bivio: la Nato cerca soldi", "it", ["Nato", "Nato"]),
        ("nato", "Esercitazioni Nato nel Baltico", "it", ["Nato"]),
        ("nato", "Per la NATO", "it", ["NATO"]),
        ("nato", "Nato at 75", "en", ["Nato"]),
        ("united-nations", "UN MORT ET DEUX BLESSÉS", "fr", None),
        ("united-nations", "La UN, comme on appelle les Nations unies", "fr", ["UN", "Nations unies"]),
        ("united-nations", "UN envoy arrives", "en", ["UN"]),
        ("european-union", "México y EU firman acuerdo", "es", None),
    ],
)
def test_a_shipped_name_that_is_a_word_of_the_articles_language_does_not_count_alone(key, text, language, found):
    assert finds(key, text, language) == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Upper Land votes", "en", None),
        ("Upper Land’s army drives a Land Rover", "en", None),
        ("Upper Land borders Land", "en", ["Land"]),
        ("Land, then Upper Land", "en", ["Land"]),
        ("The upper chamber of Land", "en", ["Land"]),
        ("Volby v Horní Zemi", "cs", None),
        ("Země a Horní Země", "cs", ["Země"]),
        ("Ylä-Maa äänestää", "fi", None),
        ("Ylä-Maa ja Maa", "fi", ["Maa"]),
    ],
)
def test_a_name_does_not_count_within_a_longer_one_of_something_else(text, language, found):
    assert finds("land", text, language, concepts=OWN) == found


def test_an_explanation_says_that_a_name_stood_only_within_a_longer_one():
    explanation = explain(parse("@land"), Document(body="Upper Land votes", language="en"), OWN)
    assert explanation.note == "'Land' stands only within a longer name"


def test_what_excludes_a_concept_does_not_exclude_what_has_a_longer_name():
    assert evaluate(parse("votes NOT @land"), Document(body="Upper Land votes", language="en"), OWN)


def test_a_text_of_longer_names_alone_is_looked_through_quickly():
    assert evaluate(parse("@land"), Document(body="Upper Land " * 1_500 + "Land", language="en"), OWN)


def test_what_lets_an_ambiguous_name_count_may_stand_in_another_field():
    document = Document(title="LEAD grows", body="The Lending for Arms programme", language="en")
    assert evaluate(parse("title:@scheme"), document, OWN)


def test_an_explanation_names_the_ambiguous_name_that_stood_alone():
    explanation = explain(parse("@scheme"), Document(body="They LEAD", language="en"), OWN)
    assert explanation.note == "'LEAD' counts only beside another of its names"


def test_an_explanation_names_whoever_held_the_office_at_another_time():
    document = Document(body="Ann Alpha said", language="en", day=date(2025, 7, 1))
    assert explain(parse("@chair"), document, OWN).note == "'Ann Alpha' counts only from 2024-01-01 to 2025-06-30"
    assert explain(parse("@chair"), Document(body="Ann Beta said", language="en"), OWN).note == ""


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
        ("Alpha at the meeting of shareholders", date(2024, 5, 1), ["Alpha"]),
        ("the chair of the board", date(1990, 1, 1), ["chair of the board"]),
    ],
)
def test_an_office_is_found_by_the_name_of_whoever_held_it_that_day(text, day, found):
    assert finds("chair", text, "en", day, OWN) == found


def test_a_person_is_found_whether_in_office_or_not():
    assert finds("ann", "Ann Alpha said", "en", date(2030, 1, 1), OWN)
