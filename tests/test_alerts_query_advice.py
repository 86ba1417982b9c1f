"""What the writer of a query is told: what is said in the manual, no false alarms, and that it costs little."""

import gzip
import itertools
import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import query_sources
from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.evaluate import evaluate
from alerts.inflection import lemmas
from alerts.query import QueryError, parse
from alerts.query_advice import MOST_ADVICE, advise
from alerts.query_implies import Reasoner
from alerts.watch import compile_watch
from config import ConceptSettings, SourceSettings, WatchSettings
from config.starter import starter_text

MANUAL = (Path(__file__).parent.parent / "docs" / "watch-language.md").read_text("utf-8")
CONCEPTS = load_concepts()


def told(query, languages=()):
    return [str(advice) for advice in advise(parse(query), CONCEPTS, languages)]


def manual():
    table = re.search(r"<!-- advice -->\n(.*)<!-- /advice -->", MANUAL, re.DOTALL)[1]
    return re.findall(r"^\| `(.*?)` \| (.*?) \|$", table, re.MULTILINE)


@pytest.mark.parametrize(("query", "advice"), manual())
def test_the_manual_says_what_you_are_told(query, advice):
    assert any(note.startswith(advice) for note in told(query)), told(query)


def test_languages_of_a_watch_that_no_article_is_in_are_told():
    assert told("drone", ("fr", "ua", "french")) == [
        "lang:ua can never hold; that is a country; write lang:uk",
        "lang:french can never hold; write the code of a language, for example lang:uk",
    ]


def test_the_manual_lists_advice():
    assert len(manual()) >= 20


@pytest.mark.parametrize(
    "query",
    [
        "war AND peace lang:en",
        "gold AND or AND argent",
        "Derbyshire near",
        "“war and peace”",
        "(drone OR missile) Odesa",
        "drone OR (missile Odesa)",
        "drone -toy",
        "title:drone OR body:drone",
        "lang:(fr OR de) drone",
        "lang:fr drone NOT lang:de",
        "COUNT(drone) >= 2 NOT COUNT(drone) >= 5",
        "=SAFE",
        "=US OR =USA",
        "@nato",
        "OTAN",
        "XIII",
        "UDCG OR IAEA OR CSIS",
        "F1* OR S-3* OR 나토* OR 北约* OR дро́н*",
        "missil* OR rocket*",
        "NATO-led lang:en",
        "drone NEAR/5 missile",
        "(drone OR tank) NEAR/5 (tank OR drone)",
        "e-mail AND email",
        "cessez-le-feu AND feu",
        "source:nato-news OR source:mod-uk",
        "tag:official AND tag:alliance",
        "title:(drone NOT toy) NOT body:toy",
        "/drone/ OR /drone/i",
        "site:example.org NOT site:example.org/sport",
        "US SENTENCE Poland lang:fr",
        "l'otan d’Estaing 'ndrangheta",
    ],
)
def test_nobody_is_told_what_is_not_so(query):
    assert told(query) == []


TOLD = [
    ("(drone OR tank) AND NOT (tank OR drone)", "never hold"),
    ("zeppelin OR (drone AND missile NOT drone)", "never hold"),
    ("lang:(fr OR de) lang:en drone", "never hold"),
    ("source:mod* drone source:nato-news", "never hold"),
    ("title:(drone NOT drone)", "never hold"),
    ("COUNT(drone) = 2 COUNT(drone) > 2", "never hold"),
    ("drone NOT dron*", "never hold"),
    ("=NATO NOT nato", "never hold"),
    ("=NATO NOT @nato", "never hold"),
    ("drone NEAR/3 tank NOT drone NEAR/5 tank", "never hold"),
    ("drone ONEAR/3 tank NOT tank NEAR/3 drone", "never hold"),
    ('"iris t" NOT iris', "never hold"),
    ("drone NOT lang:fr NOT lang:fr-BE", "NOT lang:fr-BE adds nothing"),
    ("NOT drone NOT dron* tank", "NOT drone adds nothing"),
    ("COUNT(drone) >= 2 OR COUNT(drone) >= 5", "COUNT(drone) >= 5 adds nothing"),
    ("title:drone OR drone", "title:drone adds nothing"),
    ("tank OR tank SENTENCE drone", "tank SENTENCE drone adds nothing"),
    ("site:example.org OR site:www.example.org", "site:www.example.org adds nothing"),
    ("=NATO OR @nato", "=NATO adds nothing"),
    ('"air defence" OR air', '"air defence" adds nothing'),
    ("not toy drone", '"not" in small letters'),
    ("U.S. lang:en", 'U.S. is found in small letters, too: "us"'),
    ("WHO lang:en", "write =WHO"),
    ("NATO lang:it", "or @nato for all its names"),
    ("drone;missile", "words in a row"),
    ("(‘air defence system’ OR radar)", 'write "air defence system"'),
]


@pytest.mark.parametrize(("query", "part"), TOLD)
def test_more_is_told(query, part):
    assert any(part in note for note in told(query)), told(query)


def test_advice_on_a_word_says_where_it_stands():
    (advice,) = advise(parse("drone AND SAFE"), CONCEPTS)
    assert advice.position == 10


def test_initials_are_looked_up_in_the_languages_of_the_watch():
    assert told("SAFE", ["fr"]) == []
    assert told("SAFE lang:fr") == []
    assert "a word in German;" in told("SAFE", ["de-AT"])[0]


@pytest.mark.parametrize("watch", tomllib.loads(starter_text())["watches"], ids=lambda w: w["name"])
def test_the_starter_watches_need_no_advice(watch):
    assert told(watch["query"], watch.get("languages", ())) == []


def test_of_real_watches_few_get_advice_and_it_costs_little():
    corpus = Path(__file__).parents[2] / "shared" / "corpora" / "matching" / "watches.txt.gz"
    if not corpus.exists():
        pytest.skip("the corpus of watches is not here: shared/corpora/matching/watches.txt.gz beside the checkout")
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        queries = [parse(line) for line in itertools.islice(lines, 2_000)]
    for language in ("en", "fr", "de", "es", "it", "nl", "pl", "tr", "uk", "ru"):
        lemmas("sanctions", language)  # reads its dictionary, as any article in it does
    started = time.process_time()
    notes = [advise(query, CONCEPTS) for query in queries]
    assert time.process_time() - started < 5
    assert sum(map(bool, notes)) < len(queries) / 50


# fmt: off
PARTS = st.recursive(
    st.sampled_from([
        "aa", "bb", "aab", "aa*", "=aa", "=AA", '"aa bb"', '"bb aa*"', "bb-aa", "aa NEAR/1 bb", "bb ONEAR/2 aa",
        "title:aa", "aa SENTENCE bb", "COUNT(aa) >= 2", "COUNT(aa) = 1", "COUNT(aa OR bb) > 1", "body:(aa OR bb)",
        "lang:fr", "lang:fr-BE", "lang:de", "title:(aa NOT bb)", "@both", "@unsure", "@part", "site:a.org",
        "site:b.a.org", "source:ab*", "source:abc", "bb-1", "bb1", '"bb 1"',
    ]),
    lambda part: st.builds("({} {} {})".format, part, st.sampled_from(["AND", "OR", "AND NOT"]), part),
    max_leaves=4,
)
# fmt: on
WORDS = st.lists(
    st.sampled_from(["aa", "bb", "cc", "aab", "AA", "bb-aa", "x", "aa bb", "bb 1", "BB 1", "bb-1", "."]), max_size=6
).map(" ".join)
DOCUMENTS = st.builds(
    Document,
    title=WORDS,
    body=WORDS,
    language=st.sampled_from(["fr", "fr-BE", "de", None]),
    source=st.sampled_from(["abc", "abd", "x"]),
    url=st.sampled_from(["https://a.org/", "https://b.a.org/", "https://c.org/"]),
)
BOTH = load_concepts(
    {
        "both": ConceptSettings(en=["aa", "=bb"]),
        "unsure": ConceptSettings(en=["~aa", "=bb cc"], beside=["x"]),
        "part": ConceptSettings(en=["aa", "=bb", "cc*"], not_within=["aa bb", "bb c*"]),
    }
)


@settings(max_examples=600)
@given(PARTS, PARTS, DOCUMENTS)
def test_what_follows_from_what_is_true_of_every_article(one, other, document):
    try:
        left, right = parse(one), parse(other)
    except QueryError:
        return
    reasoner = Reasoner(BOTH)
    held, also = (evaluate(query, document, BOTH) is not None for query in (left, right))
    if reasoner.implies(left.root, right.root):
        assert also or not held
        assert reasoner.marks(left.root) & reasoner.marks(right.root)
    if reasoner.excludes(left.root, right.root):
        assert not (held and also)


def test_the_words_of_a_designation_apart_do_not_imply_it():
    apart, designation = parse('"a 10"').root, parse("A-10").root
    assert not Reasoner(CONCEPTS).implies(apart, designation)
    assert Reasoner(CONCEPTS).implies(designation, designation)


def test_a_hostile_query_gets_its_advice_in_bounded_time():
    deep = "(dr OR (ta AND " * 24 + "aa" + "))" * 24
    queries = [
        f"{deep} OR {deep} AND NOT ({deep})",
        " OR ".join(f"d{n}" for n in range(4_900)),
        " OR ".join(["dr"] * 4_900),
        " OR ".join(f"(a NEAR/{n % 90} b{n % 7})" for n in range(1_600)),
        " AND ".join(f"(d{n} OR d1*)" for n in range(1_600)),
        "NOT " * 40 + "(" + " AND ".join(f"(aa OR bb NOT b{n})" for n in range(900)) + ")",
        " OR ".join(["@nato", "@ukraine"] * 1_000),
    ]
    for query in queries:
        parsed = parse(query)
        started = time.process_time()
        notes = advise(parsed, CONCEPTS)
        assert time.process_time() - started < 5
        assert len(notes) <= MOST_ADVICE
        assert all(len(str(note)) < 300 for note in notes)


SOURCES = [
    SourceSettings(name="nato-news", url="https://nato.example/rss", country="BE", tags=("official",)),
    SourceSettings(name="Daily", url="https://daily.example/rss", country="GB"),
]


@pytest.mark.parametrize(
    ("query", "advice", "place"),
    [
        ("drone country:XX", "no source has country:XX; tocsin source list shows what they have", "XX"),
        ("drone Country:(BE OR UK)", "no source has country:UK; tocsin source list shows what they have", "UK"),
        ("drone NOT source:nato-new", "no source has source:nato-new; did you mean nato-news?", "nato-new"),
        ('drone source:"nato news"', 'no source has source:"nato news"; did you mean nato-news?', '"nato news"'),
        ("drone tag:oficial", "no source has tag:oficial; did you mean official?", "oficial"),
        ("(drone tag:x*) OR tank", "no source has tag:x*; tocsin source list shows what they have", "x*"),
    ],
)
def test_what_no_source_has_is_told_with_its_place(query, advice, place):
    told = [one for one in advise(parse(query), CONCEPTS, (), SOURCES) if str(one).startswith("no source")]
    assert [str(one) for one in told] == [advice]
    assert query[told[0].position :].startswith(place)


@pytest.mark.parametrize(
    "query",
    [
        *("drone country:be", "drone country:G*", "drone source:daily", "drone source:NATO*", "drone tag:(official)"),
        *("drone lang:xx", "drone site:nowhere.example", 'drone "source:x"', "drone =tag", "drone country:France"),
    ],
)
def test_of_what_a_source_has_or_does_not_tell_nothing_is_said(query):
    assert not [one for one in advise(parse(query), CONCEPTS, (), SOURCES) if str(one).startswith("no source")]


def test_a_watch_is_told_which_of_the_sources_it_chooses_there_are_not():
    rules = ("NATO-News", "tag:Official", "country:be", "name:daily", "nato-nwes", "not:tag:sport", "tag:off*")
    watch = compile_watch(WatchSettings(name="x", query="drone", sources=rules), CONCEPTS)
    assert [str(one) for one in watch.advice(SOURCES)] == [
        "no source has source:nato-nwes; did you mean nato-news?",
        "no source has tag:off*; tocsin source list shows what they have",
        "no source has tag:sport; tocsin source list shows what they have",
    ]
    assert watch.advice() == ()


def test_names_are_compared_no_more_often_than_is_told(monkeypatch):
    compared = []
    monkeypatch.setattr(query_sources, "get_close_matches", lambda *asked: compared.append(asked) or [])
    told = advise(parse("drone " + " ".join(f"-source:nobody{number}" for number in range(500))), CONCEPTS, (), SOURCES)
    assert len(told) == len(compared) == MOST_ADVICE


def test_without_sources_nothing_is_said_of_them():
    assert advise(parse("drone country:XX"), CONCEPTS) == ()
