"""What nearly held, where a query did not."""

from datetime import date

import pytest

from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.near_misses import nearly
from alerts.query import parse
from alerts.watch import compile_watch
from config import ConceptSettings, WatchSettings

CONCEPTS = load_concepts(
    {"rig": ConceptSettings.model_validate({"en": ["=RIG", "oil platform"], "fr": ["plateforme"]})}
)
ARTICLE = Document(
    title="Storm Shadow over Odesa",
    summary="A résumé of the day.",
    body="They told us that drones fly over the Bundeskanzleramt. Yesterday the minister of foreign affairs of Poland "
    "resigned from the rig, beside two plateformes.",
    language="en",
    source="wire",
    tags=("official",),
    authors=("Jane Doe",),
    url="https://news.example.org/a",
)


def explained(query, document=ARTICLE, **more):
    watch = compile_watch(WatchSettings(name="w", query=query, **more), CONCEPTS)
    return nearly(watch.explain(document), watch, document)


def notes(part):
    """Return the notes of a tree, those of what was not found, from the top."""
    own = [part.note] if part.note and not part.held else []
    return own + [note for child in part.children for note in notes(child)]


MISSES = [
    ("title:drone", "found in the body, not in the title: «drones»"),
    ("body:shadow", "found in the title, not in the body: «Shadow»"),
    ("title:resume", "found in the summary, not in the title: «résumé»"),
    ("=US", "only in other case: «us»"),
    ("=résume", "only with other accents or signs: «résumé»"),
    ("=drone", "only in another form: «drones»"),
    ('="shadow over"', "only in other case: «Shadow over»"),
    ("@rig", "its name =RIG only in other case: «rig»"),
    ("minister NEAR/3 Poland", "4 words between them, 3 allowed"),
    ("minister NEAR/1 of NEAR/0 affairs", "1 word between them, 0 allowed"),
    ("Poland ONEAR/9 minister", "only in the other order, 4 words between them"),
    ("Poland ONEAR minister", "only in the other order, 4 words between them"),
    ("drone SENTENCE minister", "in different sentences, 6 words between them"),
    ("Odesa NEAR minister", "never in the same field without overlapping"),
    ("minister NEAR minister", "never in the same field without overlapping"),
    ('"over shadow"', "all its words are there, but not in a row"),
    ('"storm shadow missile"', "of its words missile was not found"),
    ("Bundeskanzler", "only words that begin so: «Bundeskanzleramt»; write Bundeskanzler* to find them"),
    ("kanzler", "only within a longer word: «Bundeskanzleramt»"),
    ("kanz*", "only within a longer word: «Bundeskanzleramt»"),
    ("/STORM/", "only in other case: «Storm»"),
    ("COUNT(drone) >= 2", "found 1 times"),
    ("drone lang:de", "it is en"),
    ("drone source:other", "it is wire"),
    ("drone tag:sport", "it is official"),
    ("drone country:FR", "nothing is known of it"),
    ("drone author:Smith", "it is Jane Doe"),
    ("drone site:other.org", "it is https://news.example.org/a"),
]


@pytest.mark.parametrize(("query", "note"), MISSES)
def test_each_kind_of_near_miss_is_told(query, note):
    assert notes(explained(query)) == [note]


def test_a_name_that_is_there_in_another_form_is_told():
    document = Document(body="two oil platforms", language="en")
    assert notes(explained("@rig", document, inflect=False)) == [
        "its name oil platform (en) only in another form: «oil platforms»"
    ]


def test_a_name_that_does_not_count_at_that_time_or_alone_is_told():
    holders = [{"person": "rutte", "since": date(2024, 10, 1)}]
    office = ConceptSettings.model_validate({"en": ["Secretary General of the treaty"], "holders": holders})
    rutte = ConceptSettings.model_validate({"en": ["Rutte", "~Mark"]})
    concepts = load_concepts({"office": office, "rutte": rutte})
    watch = compile_watch(WatchSettings(name="w", query="@office"), concepts)
    early = Document(body="Rutte spoke", language="en", day=date(2020, 1, 1))
    assert notes(nearly(watch.explain(early), watch, early)) == ["'Rutte' counts only from 2024-10-01 to now"]
    watch = compile_watch(WatchSettings(name="w", query="@rutte"), concepts)
    alone = Document(body="Mark spoke", language="en")
    assert notes(nearly(watch.explain(alone), watch, alone)) == ["'Mark' counts only beside another of its names"]


def test_what_stands_together_in_the_wrong_field_is_told_of_the_whole_and_of_its_parts():
    assert notes(explained("title:(drone NEAR fly)")) == [
        "found in the body, not in the title: «drones»",
        "found in the body, not in the title: «drones»",
        "found in the body, not in the title: «fly»",
    ]


def test_a_watch_without_inflection_tells_of_the_other_form():
    assert notes(explained("drone", inflect=False)) == [
        "only in another form: «drones»; this watch has inflect = false",
    ]


def test_nothing_is_said_of_what_held_of_alternatives_that_were_not_needed_and_of_what_is_excluded():
    assert notes(explained("drone OR =US")) == []
    assert notes(explained("drone NOT storm")) == []
    assert notes(explained("zebra")) == notes(explained("zebra NEAR storm")) == notes(explained("/zebra/")) == []


def test_an_empty_article_is_near_to_nothing():
    empty = Document()
    for query in ("a NEAR b", "title:a", '"a b"', "=a", "a SENTENCE b", "@rig", "lang:en", "ab*"):
        assert notes(explained(query, empty)) in ([], ["nothing is known of it"])


def test_a_query_of_thousands_of_parts_is_explained_in_bounded_time_with_some_notes():
    words = " OR ".join(f"=US{n} OR dron{n}" for n in range(2_000))
    assert notes(explained(words)) == []
    assert 0 < len(notes(explained(" AND ".join(["=US"] * 500)))) <= 60


def test_the_tree_is_the_one_that_was_explained():
    watch = compile_watch(WatchSettings(name="w", query="(=US OR title:drone) AND storm"), CONCEPTS)
    plain = watch.explain(ARTICLE)
    found = nearly(plain, watch, ARTICLE)

    def shape(part):
        return (part.clause, part.held, part.hits, [shape(child) for child in part.children])

    assert shape(found) == shape(plain)
    assert found.node == parse("(=US OR title:drone) AND storm").root


@pytest.mark.parametrize(
    ("query", "text", "word"),
    [
        ("イラン", "ロングアイランドの軍", "ロングアイランド"),
        ("インド", "インドネシア軍", "インドネシア"),
        ("俄罗斯", "白俄罗斯", "白俄罗斯"),
    ],
)
def test_of_a_piece_of_a_word_without_spaces_the_word_is_told(query, text, word):
    document = Document(body=text, language="ja")
    assert notes(explained(query, document)) == [f"only within a longer word: «{word}»"]
