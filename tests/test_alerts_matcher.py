"""All watches at once find just what the plain evaluator finds for each."""

import threading
from datetime import date
from itertools import count

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts import lexicon, vocabulary
from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.evaluate import MOST_PLACES
from alerts.lexicon import Lexicon
from alerts.matcher import Matcher
from alerts.query import QueryError
from alerts.text import tokenize, tokenize_parts
from alerts.wanted import Wanted
from alerts.watch import Watch, compile_watch
from config import ConceptSettings, WatchSettings

CONCEPTS = load_concepts(
    {
        "scheme": ConceptSettings(en=["Lending for Arms", "~=LEAD"], uk=["позик* на зброю"], beside=["@nato", "Bonn"]),
        "chair": ConceptSettings(en=["chairwoman"], holders=[{"person": "ann", "until": date(2025, 6, 30)}]),
        "ann": ConceptSettings(kind="person", en=["Ann Alpha", '="O\'Alpha"'], fr=["Anne Alpha"]),
        "jet": ConceptSettings(en=["=F-16", "fighter jet"], de=["Kampfflugzeug*"], fr=["~=F-16", "~fighter jet"]),
        "fire": ConceptSettings(
            en=["fire", "=F-16", "drone*"], fr=["~Otan"], not_within=["@scheme", "cease fire", "drones F-16*", "@chair"]
        ),
    }
)
NAMES = count()


def watch(query, **more):
    return compile_watch(WatchSettings(name=more.pop("name", query), query=query, **more), CONCEPTS)


def found(watches, document):
    return [match.watch.name for match in Matcher(CONCEPTS, watches).match(document)]


def plain(watches, document):
    """Return the names of the watches that the plain evaluator finds, one by one."""
    return [w.name for w in watches if w.concerns(document) and w.evaluate(document) is not None]


def evidence(watches, document):
    """Return what the plain evaluator shows for the watches that it finds."""
    return {w.name: found for w in watches if w.concerns(document) and (found := w.evaluate(document)) is not None}


def test_matches_come_in_the_order_of_the_watches_with_their_evidence():
    watches = [
        watch("drone", name="one"),
        watch("zzz", name="two"),
        watch("@ukraine", name="three", sources=("tag:official",)),
        watch("@ukraine", name="four", sources=("not:tag:official",)),
        watch("drone", name="five", enabled=False),
        watch("drone", name="six", languages=("de",)),
        watch("title:drone", name="seven", inflect=False),
    ]
    document = Document(title="Drones over Ukraine", language="en", source="s", tags=("official",))
    matches = Matcher(CONCEPTS, watches).match(document)
    assert [(m.watch.name, [hit.text for hit in m.evidence.hits]) for m in matches] == [
        ("one", ["Drones"]),
        ("three", ["Ukraine"]),
    ]


@pytest.mark.parametrize(
    ("query", "title", "body", "language", "holds"),
    [
        ("sanction", "", "new sanctions,", "en", True),
        ("sanction", "", "new sanctions,", None, False),
        ("sanctions", "", "a “sanction”", "en", True),
        ("missil*", "", "(missiles)", "fr", True),
        ('"cease fire"', "", "a cease-fire!", "en", True),
        ("ceasefire", "", "a cease-fire!", "en", True),
        ("cease-fire", "", "the ceasefire", "en", True),
        ("S-3*", "", "an S 300", "en", True),
        ('"air defen* system*"', "", "air defence systems", "en", True),
        ('"air defence"', "air", "defence", "en", False),
        ("title:drone", "", "drone", "en", False),
        ("body:drone", "", "drone", "en", True),
        ('title:"air defence"', "air defence", "", "en", True),
        ('body:"air defence"', "air defence", "", "en", False),
        ("=US", "", "they told us", "en", False),
        ("=US", "", "the US-led force", "en", True),
        ('="Storm Shadow"', "", "storm shadow Storm Shadow", "en", True),
        ('="Storm Shadow"', "", "storm shadow", "en", False),
        ('="F-16"', "", "an F16", "en", False),
        ("=email", "", "an e-mail", "en", False),
        ("=email", "", "an email", "en", True),
        ('="F-16"', "", "the F‑16s F‑16", "en", True),
        ("a1 NEAR/2 b1", "", "b1 x x a1", "en", True),
        ("a1 ONEAR/2 b1", "", "b1 x x a1", "en", False),
        ("a1 NEAR/1 b1", "", "b1 x x a1", "en", False),
        ("a1 NEAR/100 b1", "a1", "b1", "en", False),
        ("(a1 OR c1) NEAR/1 b1 NEAR/1 d1", "", "c1 b1 x d1", "en", True),
        ("a1 SENTENCE b1", "", "a1 is. But b1", "en", False),
        ("a1 SENTENCE b1", "", "a1 is b1", "en", True),
        ("title:(a1 SENTENCE b1)", "a1. B1", "a1 b1", "en", False),
        ("COUNT(drone) >= 2", "drone", "drones", "en", True),
        ("COUNT(drone) >= 2", "", "drone", "en", False),
        ("/[FJ]-\\d\\d/", "", "an F-16", "en", True),
        ("/[FJ]-\\d\\d/", "", "an F16", "en", False),
        ("plane -/[FJ]-\\d\\d/", "", "plane F16", "en", True),
        ("plane -/[FJ]-\\d\\d/", "", "plane F-16", "en", False),
        ("drone lang:fr", "", "drone", "fr-BE", True),
        ("drone lang:fr", "", "drone", "en", False),
        ("drone -toy", "", "drone toys", "en", False),
        ("drone NOT (toy OR game)", "", "drone", "en", True),
        ("@nato", "", "l’OTAN,", "fr", True),
        ("@nato -@ukraine", "", "OTAN et l’Ukraine", "fr", False),
        ("title:@nato", "", "NATO", "en", False),
        ("@scheme", "", "they LEAD", "en", False),
        ("@scheme", "LEAD in Bonn", "", "en", True),
        ("@jet NEAR/2 @nato", "", "F‑16 for NATO", "en", True),
        ("@fire", "", "a ceasefire, a cease-fire", "en", False),
        ("@fire", "", "a cease-fire, then fire", "en", True),
        ("@fire NEAR/2 @nato", "fire", "cease fire, NATO", "en", False),
        ("NATO -@fire", "", "NATO sees a cease-fire", "en", True),
        ("北约", "", "乌克兰与北约的关系", "zh", True),
        ("北约", "", "北方条约", "zh", False),
        ("F-16", "", "北约F-16战斗机", "zh", True),
        ("กลาโหม", "", "กระทรวงกลาโหม", "th", True),
        ("กลา*", "", "กระทรวงกลาโหม", "th", True),
        ("핀란드만*", "", "핀란드만에서", "ko", True),
        ("핀란드만*", "", "핀란드는", "ko", False),
        ("NATO", "", "NATO'nun", "tr", True),
        ("об'єкт", "", "«обʼєкт»", "uk", True),
        ("x OR @nowhere", "", "x", "en", True),
        ("@nowhere x", "", "x", "en", False),
    ],
)
def test_a_watch_is_found_where_the_evaluator_finds_it(query, title, body, language, holds):
    document = Document(title=title, body=body, language=language)
    # Parsed without concepts, as one that is not there may be named.
    watches = [Watch(WatchSettings(name=query, query=query), CONCEPTS)]
    assert (plain(watches, document) == [query]) == holds
    assert (found(watches, document) == [query]) == holds


def test_a_query_is_kept_by_each_of_its_alternatives_and_each_is_looked_at_alone():
    queries = [
        'rare OR "air defence" OR (tank common)',
        '(rare OR "air defence") common -drone',
        "(rare OR other) (tank OR jet)",
        '"air defence" OR lang:fr',
        "(source:a tank) OR (source:b rare)",
        "@nowhere OR tank",
    ]
    watches = [Watch(WatchSettings(name=query, query=query, inflect=False), CONCEPTS) for query in queries]
    together = Matcher(CONCEPTS, watches)
    for words in ("rare common", "air defence", "common air defence drone", "tank common", "jet other", "", "tank"):
        for source, language in (("a", "fr"), ("b", "en"), ("a", "en")):
            document = Document(body=words, source=source, language=language)
            assert [w.name for w in together.find(document)] == plain(watches, document), document


@pytest.mark.parametrize("word", ["Drone", "DRONE", "Müller", "МІНІСТР", "ΝΑΤΟΣ", "Straẞe", "İstanbul", "ĲSSEL"])
def test_a_word_that_is_not_inflected_is_one_term_in_capitals_or_not(word):
    queries = {word, word.lower(), word.upper(), word.title()}
    watches = [watch(query, inflect=False) for query in queries]
    for text in queries:
        document = Document(body=text)
        assert found(watches, document) == plain(watches, document) == list(queries)


def test_an_office_counts_by_its_holders_of_the_day():
    watches = [watch("@chair")]
    days = [date(2025, 6, 30), date(2025, 7, 1), None]
    assert [found(watches, Document(body="Ann Alpha", day=day)) for day in days] == [["@chair"], [], ["@chair"]]


# Any query on any text.

#: Words in ten scripts, with forms, signs and spellings that tear or join them.
_WORDS = """
drone drones Drone UAV F-16 F16 F-16s e-mail email U.S. US us U.K. l’OTAN L'Otan OTAN d'accord aujourd’hui Macron’s
cessez-le-feu cease-fire ceasefire cease fire Défense defense Müller Mueller Straße NATO NATO'nun İstanbul Łódź
ракета ракети ракетами «Ракета» об’єкт обʼєкт Київ Києва министр министру ё Королёв С-300 S-300
حلف الناتو والناتو حِلْفُ θάλασσα θάλασσας ΝΑΤΟ צה״ל צבא में घर กลาโหม กระทรวงกลาโหม 北约 乌克兰与北约 ナトー ｶﾞｽ 나토 나토는
so\u00adft zero\u200bwidth ատոմ ნატო , . ! ( ) “ ” – ... 3.5 3,5 № 5 5% R&D AT&T x-y-z a/b @home #tag http://example.org/a-b
A10 a 10 A С300 с 300 С Su-27 Su su 27 CO2 co CO 2 , – 400M A400M
UAVs Умеровым Умеров шахедами об'єкти لأوكرانيا בנאט״ו נאט"ו 
می\u200cشود میشود جنگ\u200cهای NATO는 F-16을 F 16 EEUU EE.UU. EE. UU. وإف-16 Ruestungen Rüstung поражён поразить ज़ जे
NATO² CO₂ S-٣٠٠ 우크라이나에서 e-\u200bmail \u200fNATO\u200f Putins
アイランド イラン イランメディア ミサイル テロ サイバーテロ 白俄罗斯 俄罗斯 南スーダン スーダン เรือไทย ไทย
以北约30 ｲﾗﾝ 국방 장관 국방장관은
Ann Alpha O'Alpha LEAD Lending for Arms Bonn chairwoman fighter jet the of and
"""
WORDS = _WORDS.split()
LANGUAGES = (
    None,
    "en",
    "fr",
    "de",
    "uk",
    "ru",
    "ar",
    "tr",
    "zh",
    "ja",
    "th",
    "hi",
    "el",
    "fa",
    "ko",
    "es",
    "ro",
    "fr-BE",
    "xx",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=30)
DOCUMENTS = st.builds(
    Document,
    title=TEXTS,
    summary=TEXTS,
    body=TEXTS,
    language=st.sampled_from(LANGUAGES),
    source=st.sampled_from(("a", "b")),
    country=st.sampled_from((None, "FR")),
    day=st.sampled_from((None, date(2025, 1, 1), date(2026, 1, 1))),
)
_BARE = [w for w in WORDS if any(c.isalnum() for c in w) and not set(w) & set('.,/:#@"“”«»()') and w not in ("AND",)]
LEAVES = st.one_of(
    st.sampled_from(_BARE),
    st.sampled_from([w for w in _BARE if len(w) > 2]).map(lambda w: f"{w[:3].rstrip('-’')}*"),
    st.lists(st.sampled_from(_BARE), min_size=1, max_size=3).map(lambda ws: f'"{" ".join(ws)}"'),
    st.sampled_from(_BARE).map(lambda w: f'="{w}"'),
    st.lists(st.sampled_from(_BARE), min_size=2, max_size=2).map(lambda ws: f'="{" ".join(ws)}"'),
    st.sampled_from(["@nato", "@ukraine", "@scheme", "@chair", "@ann", "@jet", "@fire"]),
)
PLACED = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("NEAR/0", "NEAR/2", "ONEAR/3", "SENTENCE")), inner).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(inner, inner).map(lambda t: f"({t[0]} OR {t[1]})"),
    ),
    max_leaves=3,
)
PARTS = st.one_of(
    PLACED,
    st.tuples(st.sampled_from(("title:", "body:")), PLACED).map(lambda t: f"{t[0]}({t[1]})"),
    st.tuples(PLACED, st.sampled_from((">= 2", "= 1", "> 0"))).map(lambda t: f"COUNT({t[0]}) {t[1]}"),
    st.sampled_from(["lang:fr", "lang:uk", "source:a", "country:FR", "/[A-Z]{2}/", "/rak|рак/i"]),
)
QUERIES = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        inner.map(lambda part: f"NOT {part}"),
    ),
    max_leaves=6,
)


def understood(queries):
    """Return watches for those queries that are queries: one that would find everything is none."""
    watches = []
    for query, inflect in queries:
        try:
            watches.append(watch(query, name=f"{next(NAMES)} {query}"[:100], inflect=inflect))
        except QueryError:
            continue
    return watches


@settings(max_examples=150)
@given(
    # Where no watch at all is inflected, words are understood in another way.
    st.booleans().flatmap(
        lambda some: st.lists(st.tuples(QUERIES, st.booleans() if some else st.just(False)), min_size=1, max_size=8)
    ),
    st.lists(DOCUMENTS, min_size=1, max_size=4),
    st.data(),
)
def test_any_watches_find_in_any_texts_what_the_evaluator_finds(queries, documents, data):
    watches = understood(queries)
    late = data.draw(st.integers(0, len(watches)))
    together = Matcher(CONCEPTS, watches[:late])
    for document in documents:
        assert [w.name for w in together.find(document)] == plain(watches[:late], document)
    for added in watches[late:]:
        together.add(added)
    gone = data.draw(st.sets(st.sampled_from([w.name for w in watches]))) if watches else set()
    for name in gone:
        together.remove(name)
    left = [w for w in watches if w.name not in gone]
    for document in documents:
        assert [w.name for w in together.find(document)] == plain(left, document)
        # What is shown for it is what stands in the whole text, not in the parts that were looked at.
        assert {m.watch.name: m.evidence for m in together.match(document)} == evidence(left, document)


@settings(max_examples=200)
@given(TEXTS, st.sampled_from(LANGUAGES), st.data())
@example("0\u0e47 (\u0e47", "zh", None)
def test_a_text_parted_into_chunks_has_the_words_of_the_whole(text, language, data):
    lexicon = Lexicon(language, Wanted())
    (runes,) = lexicon.read([text])
    parts = list(lexicon.parts_with(text, {*runes}))
    whole = tokenize(text, language)
    assert [text[part.start : part.end] for part in parts] == [c for c in lexicon.chunks(text) if tokenize(c, language)]
    assert tokenize_parts(text, language, parts) == tuple(token._replace(sentence=0) for token in whole)
    some = data.draw(st.sets(st.sampled_from(parts))) if data and parts else set()
    within = [t for t in whole if any(part.start <= t.start < part.end for part in some)]
    assert tokenize_parts(text, language, sorted(some)) == tuple(token._replace(sentence=0) for token in within)


def test_evidence_is_of_the_whole_text_though_a_part_of_it_is_looked_at():
    text = (
        "Words “before” it, U.S. ones: l’OTAN e-mail. " * 3 + "A cease-fire held. Fire, cease! 🛰 The ceasefire of Kyiv."
    )
    asked = [
        '"cease fire"',
        "cease NEAR/2 fire",
        "cease SENTENCE fire",
        "COUNT(ceasefire) >= 2",
        "kyiv -/Lviv/ -(x /y/)",
    ]
    watches = [watch(query) for query in asked]
    document = Document(title="No news", summary="A cease-fire", body=text, language="en")
    matches = Matcher(CONCEPTS, watches).match(document)
    assert [m.watch.name for m in matches] == asked
    assert {m.watch.name: m.evidence for m in matches} == evidence(watches, document)


# Watches come and go.


def test_a_new_watch_finds_words_that_were_met_before_it_was_there():
    watches = Matcher(CONCEPTS, [watch("zzz")])
    document = Document(body="Les drones, l’OTAN et un cessez-le-feu (F-16) pour Bonn", language="fr")
    assert watches.find(document) == []
    queries = ["drone", "cessez*", "cessez-le-feu", "=OTAN", '"F 16 pour"', "@nato", "ces*", "ce*", "bon*"]
    for query in queries:
        watches.add(watch(query))
    assert [w.name for w in watches.find(document)] == queries


def test_designations_by_the_dozen_are_found_where_they_are_written_so():
    asked = [f"F{number}" for number in range(1, 30)] + ["A10", "=F7", "F3 NEAR/2 jets"]
    watches = [watch(query) for query in asked]
    document = Document(body="F1 and F 2, F-3 jets; a 10 km walk. F‑7 or F7, f 9, F11.", language="en")
    assert [w.name for w in Matcher(CONCEPTS, watches).find(document)] == plain(watches, document)
    assert plain(watches, document) == ["F1", "F2", "F3", "F7", "F11", "=F7", "F3 NEAR/2 jets"]


def test_a_watch_of_many_words_that_all_stand_in_a_text_is_found_once():
    words = [f"word{number}" for number in range(50)]
    together = Matcher(CONCEPTS, [watch(" OR ".join(words), name="any"), watch("word1 other", name="both")])
    text = Document(body=" ".join(words), language="en")
    assert [w.name for w in together.find(text)] == ["any"]


def test_a_watch_of_the_same_name_takes_the_place_of_the_old_one():
    watches = Matcher(CONCEPTS, [watch("drone", name="w"), watch("tank", name="v")])
    watches.add(watch("tank", name="w"))
    assert len(watches) == 2
    assert [w.query.text for w in watches.find(Document(body="tank"))] == ["tank", "tank"]
    assert watches.find(Document(body="drone")) == []


def test_a_watch_switched_off_takes_the_old_one_away():
    watches = Matcher(CONCEPTS, [watch("drone", name="w")])
    watches.add(watch("drone", name="w", enabled=False))
    assert len(watches) == 0
    assert watches.find(Document(body="drone")) == []


def test_what_no_watch_asks_for_any_more_is_forgotten():
    watches = Matcher(CONCEPTS, [watch("drone", name="stays")])
    document = Document(body="F-16s and drones for NATO", language="en")
    watches.find(document)
    before = _size(watches)
    asked = ('@nato OR "F-16s and"', "dro*", "title:@jet", "COUNT(@scheme) >= 2", "=NATO NEAR/2 drones")
    for query in (*asked, "drone -(f /g/)"):
        watches.add(watch(query))
        watches.find(document)
        watches.remove(query)
    assert _size(watches) == before
    assert [w.name for w in watches.find(document)] == ["stays"]


def _size(watches):
    wanted = watches._vocabulary._wanted
    tables = (
        wanted.by_form,
        wanted.by_beginning,
        wanted.by_letters,
        [*filter(None, watches._ways._under)],
        watches._triggers,
    )
    lexicon = watches._vocabulary.lexicon("en")
    terms = [lexicon.terms_at(rune) for rune in lexicon.read(["F-16s and drones for NATO"])[0]]
    return len(watches._vocabulary), [len(table) for table in tables], terms


def test_a_watch_that_is_not_there_cannot_be_removed():
    with pytest.raises(KeyError):
        Matcher(CONCEPTS).remove("nobody")


def test_watches_are_kept_anew_when_it_is_known_which_words_are_common():
    # "extraordinary" is believed rare until it has been met in every document.
    watches = Matcher(CONCEPTS, [watch("extraordinary tank")])
    for _ in range(300):
        assert watches.find(Document(body="extraordinary", language="en")) == []
    ((kept,),) = (watched.ways for watched in watches._watches.values())
    assert [watches._vocabulary[number].surface for number in kept.group] == ["tank"]
    assert watches.find(Document(body="extraordinary tanks", language="en"))


# Documents that are hostile.


@pytest.mark.parametrize("query", ["a1 NEAR/1 a1", '"a1 a1"', "NOT (a1 NEAR/3 b1) a1", "@many", "a1 -@many"])
def test_one_word_said_a_hundred_thousand_times_is_left_to_the_evaluator(query):
    concepts = load_concepts({"many": ConceptSettings(en=["a1 a1 b1", "~a1"])})
    watches = [compile_watch(WatchSettings(name="w", query=query), concepts)]
    document = Document(body="a1 " * (50 * MOST_PLACES) + "b1")
    assert [w.name for w in Matcher(watches[0].concepts, watches).find(document)] == plain(watches, document)


def test_a_text_without_spaces_is_read_and_not_remembered():
    watches = Matcher(CONCEPTS, [watch("needle"), watch("北约")])
    for number in range(20):
        document = Document(body=f"{'x' * 5000}{number}-needle {'乌克兰与' * 500}北约", language="en")
        assert [w.name for w in watches.find(document)] == ["needle", "北约"]
    assert sum(map(len, watches._vocabulary.lexicon("en")._runes)) < 20_000


@pytest.mark.parametrize("long", [f"drone{'.' * 70}", f"{'x-' * 40}drone"])
def test_watches_come_and_go_after_a_text_without_spaces(long):
    document = Document(body=long, language="en")
    watches = Matcher(CONCEPTS, [watch("drone", inflect=False), watch("zzz", inflect=False)])
    assert [w.name for w in watches.find(document)] == ["drone"]
    watches.remove("drone")
    assert watches.find(document) == []
    watches.add(watch("drones"))
    assert [w.name for w in watches.find(document)] == ["drones"]


def test_more_chunks_than_are_remembered_cost_no_match(monkeypatch):
    monkeypatch.setattr(lexicon, "MOST_CHUNKS", 50)
    watches = Matcher(CONCEPTS, [watch("drone"), watch("w7*"), watch('"F 16"')])
    for number in range(60):
        document = Document(body=f"w{number} x{number} drones the F-16", language="en")
        assert [w.name for w in watches.find(document)] == plain(
            [watch("drone"), watch("w7*"), watch('"F 16"')], document
        )
        assert len(watches._vocabulary.lexicon("en")._runes) < 60


def test_many_languages_together_remember_no_more_chunks_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(vocabulary, "MOST_CHUNKS", 50)
    wanted = [watch("drone"), watch('"F 16"')]
    watches = Matcher(CONCEPTS, wanted)
    for number in range(60):
        document = Document(body=f"w{number} x{number} drone, the F-16", language=("en", "de", "fr", None)[number % 4])
        assert [w.name for w in watches.find(document)] == plain(wanted, document)
        assert sum(map(len, watches._vocabulary._lexicons.values())) < 60


def test_threads_take_turns():
    watches = Matcher(CONCEPTS)
    wrong = []

    def work(mine):
        for number in range(60):
            watches.add(watch(f"word{mine}x{number}", name=f"{mine} {number}"))
            hits = watches.find(Document(body=f"word{mine}x{number} for all", language="en"))
            wrong.extend([] if [w.name for w in hits] == [f"{mine} {number}"] else [hits])
            watches.remove(f"{mine} {number}")

    threads = [threading.Thread(target=work, args=(mine,)) for mine in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (wrong, len(watches)) == ([], 0)
