"""Watches: which articles they read, what they find, and settings that are wrong."""

import pytest

from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.evaluate import explain
from alerts.query import QueryError, parse
from alerts.watch import check_watches, compile_watch, guessed_language, why_not
from config import Settings, SourceSettings, WatchSettings

CONCEPTS = load_concepts()


def watch(query="drone", **more):
    return compile_watch(WatchSettings(name=more.pop("name", "w"), query=query, **more), CONCEPTS)


def problems(*watches, **more):
    settings = Settings.model_validate({"version": 1, "watches": [{"name": "w", **w} for w in watches], **more})
    return list(check_watches(settings))


def source(name="nato-news", tags=("official", "alliance"), country="BE"):
    return SourceSettings(name=name, url="https://example.org/feed", tags=tags, country=country)


@pytest.mark.parametrize(
    ("rules", "reads"),
    [
        ((), True),
        (("nato-news",), True),
        (("NATO-News",), True),
        (("other",), False),
        (("other", "tag:official"), True),
        (("tag:sport",), False),
        (("country:BE",), True),
        (("country:FR",), False),
        (("not:tag:sport",), True),
        (("not:tag:official",), False),
        (("tag:official", "not:country:BE"), False),
        (("not:nato-news",), False),
        (("not:other",), True),
    ],
)
def test_a_watch_chooses_its_sources_by_name_tag_and_country(rules, reads):
    assert watch(sources=rules).applies_to(source()) == reads


def test_a_source_named_like_a_rule_is_still_a_name():
    assert watch(sources=("gov:pl",)).applies_to(source(name="gov:pl"))


def test_a_source_without_country_or_tags_is_of_none():
    assert not watch(sources=("country:BE", "tag:official")).applies_to(source(tags=(), country=None))


def test_an_article_of_unknown_language_is_read():
    assert [watch(languages=("en", "fr")).reads(tag) for tag in ("fr-BE", "en", "de", "fro", None)] == [
        *(True, True, False, False, True)
    ]


def test_a_query_that_is_none_or_names_an_unknown_concept_makes_no_watch():
    for query in ("drone OR (", "@udgc"):
        with pytest.raises(QueryError):
            watch(query)


def test_good_settings_have_no_problems():
    good = {
        "query": '@udcg OR ("contact group" NEAR/5 @ukraine)',
        "must_match": ["La réunion du Groupe de contact pour la défense de l’Ukraine (UDCG)", "Ukraine contact groups"],
        "must_not_match": ["le groupe de contact du projet"],
    }
    assert problems(good, {"query": "title:drone lang:de -source:x", "must_match": ["Neue Drohnen: drone"]}) == []


def test_each_bad_query_is_a_problem_with_the_caret_in_it():
    first, second = problems({"query": "drone"}, {"query": "drone OR (missile"}, {"query": "@udgc"})
    assert first.path == ("watches", 1, "query")
    assert str(first) == (
        "watch 'w': this parenthesis is never closed\n  drone OR (missile\n           ^\n  hint: put ) after the group"
    )
    assert second.path == ("watches", 2, "query")
    assert "did you mean @udcg" in str(second)


def test_a_line_that_must_match_and_does_not_is_a_problem_that_names_the_clause():
    (problem,) = problems({"query": "drone (missile OR tank) -toy", "must_match": ["drone and tank", "a drone"]})
    assert problem.path == ("watches", 0, "must_match", 1)
    assert str(problem) == (
        "watch 'w' does not find 'a drone': none of missile, tank was found; widen the query, or remove the line"
    )


def test_a_line_that_must_not_match_and_does_is_a_problem_that_shows_the_words():
    (problem,) = problems({"query": "@united-states", "must_not_match": ["they told us", "the US army"]})
    assert problem.path == ("watches", 0, "must_not_match", 1)
    assert "@united-states was found in 'US'" in str(problem)


def test_a_line_is_asked_nothing_that_it_cannot_know():
    assert problems({"query": "drone lang:fr tag:official NOT source:x", "must_match": ["a drone"]}) == []
    assert problems({"query": "source:nato-news", "must_match": ["anything"]}) == []


def test_ones_own_concepts_are_known_and_their_names_checked():
    own = {"mine": {"en": ["Zwiebelturm"]}, "nato": {"en": ["Alliance"]}, "bad": {"en": ["x", "--"]}}
    (problem,) = problems({"query": "@mine OR @nato", "must_match": ["ein Zwiebelturm", "the alliance"]}, concepts=own)
    assert problem.path == ("concepts", "bad", "en", 1)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("drone", ""),
        ("zzz", "zzz was not found"),
        ("drone zzz yyy", "zzz was not found, yyy was not found"),
        ("drone -title:drone*", "title:drone* was found, which is excluded"),
        ("body:drone", "drone was not found in the body"),
        ("drone NEAR/0 odesa", "drone NEAR/0 odesa does not hold: they stand too far apart"),
        ("drone NEAR/0 zzz", "zzz was not found"),
        ("drone SENTENCE odesa", ""),
        ("COUNT(drone) >= 2", "COUNT(drone) >= 2 does not hold: found 1 times"),
        ("title:(zzz OR yyy)", "none of zzz, yyy was found in the title"),
        ("lang:fr", "lang:fr was not found"),
        ("zz1 OR zz2 OR zz3 OR zz4 OR zz5 OR zz6 OR zz7 OR zz8 OR zz9",
         "none of zz1, zz2, zz3, zz4, zz5, zz6, zz7, zz8, and 1 more was found"),
    ],
)  # fmt: skip
def test_a_miss_is_put_into_words(query, why):
    document = Document(title="Drones over Odesa", language="en")
    assert why_not(explain(parse(query), document, CONCEPTS)) == why


def test_a_concept_that_stands_beside_or_not_within_an_unknown_one_or_names_an_unknown_holder_is_a_problem():
    holders = [{"person": "ann"}, {"person": "nobody"}]
    lists = {"beside": ["@natoo", "word"], "not_within": ["armchair", "@nowhere"]}
    concepts = {"chair": {"en": ["chair"], **lists, "holders": holders}, "ann": {"en": ["Ann"]}}
    assert [(p.path, str(p)) for p in problems({"query": "@chair"}, concepts=concepts)] == [
        (("concepts", "chair", "beside", 0), "concept 'chair': unknown concept 'natoo'; did you mean 'nato'?"),
        (("concepts", "chair", "not_within", 1), "concept 'chair': unknown concept 'nowhere'; "
         "give it names under [concepts]"),
        (("concepts", "chair", "holders", 1, "person"), "concept 'chair': unknown concept 'nobody'; "
         "give it names under [concepts]"),
    ]  # fmt: skip


def test_a_concept_that_can_never_be_found_or_asked_for_is_a_problem():
    concepts = {
        "Mine Own": {"en": ["mine"]},
        "unsure": {"en": ["~mine"], "fr": ["~le mien"]},
        "kept": {"en": ["~mine"], "fr": ["le mien"]},
        "Beside": {"en": ["~mine"], "beside": ["pit"]},
    }
    assert [(p.path, str(p)) for p in problems({"query": "drone"}, concepts=concepts)] == [
        (("concepts", "Mine Own"), "concept 'Mine Own': no watch can ask for a concept of this name; "
         "write it in letters, figures and hyphens"),
        (("concepts", "unsure"), "concept 'unsure': all its names have ~ and nothing to stand beside, so it is never "
         "found; remove ~ from one, or list under beside what it may stand beside"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Patriot missiles for Poland", "en"),
        ("La OTAN responde", "es"),
        ("NATO zirvesi", "tr"),
        ("Саміт НАТО", "uk"),
        ("Путин и Трамп", "ru"),
        ("Ukrainan puolustusvoimat torjui yöllä kymmeniä lennokkeja", "fi"),
    ],
)
def test_a_line_too_short_to_tell_is_in_a_language_that_concepts_are_named_in(text, language):
    assert guessed_language(text) == language
