"""What other rooms say in English is recognised in sentences of theirs, and said in the language of who asks."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from inspect import getsource
from types import SimpleNamespace

import pytest
from deliveries import Clock
from desks import desk, settings_with_desk, words
from test_alerts_message import SPIKE
from test_alerts_near_misses import MISSES, explained
from test_web_sources import stands
from test_web_stories import tells

from alerts.changes import changes_of
from alerts.concepts import load_concepts
from alerts.copies import read_text
from alerts.document import Document
from alerts.doubts import BY_HEADLINES, FORM, GATHERED, LITTLE, NO_NAME, OTHER_TOPIC, PLAIN, other_news, unproven
from alerts.evaluate import explain
from alerts.headlines import Said
from alerts.likeness import Likeness, View
from alerts.message import reasons
from alerts.near_misses import nearly
from alerts.placement_words import reason
from alerts.query import parse
from alerts.views import Finding, Outlet
from alerts.voices import Voice, Voices, in_words
from alerts.volume_view import VolumeStory
from alerts.volume_words import shown_volume
from alerts.watch import compile_watch, why_not
from config import ConceptSettings, WatchSettings
from config.again import read_again
from scheduler.cadence import Failing, next_poll, when_nothing_is_reached
from scheduler.habit import Habit
from scheduler.health import Standing, health
from store.tellings import Telling
from store.vectors import Vector
from store.window import Member
from web.phrases import PHRASES, said
from web.tongue import spoken

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def why_fired():
    concept = Finding("@udcg", "title", "Ramstein-Gruppe", concept="@udcg", name="Ramstein-Gruppe", language="de")
    yield from (concept, replace(concept, language=None), replace(concept, name=None))
    yield replace(concept, name=None, language=None)
    yield from (Finding("drone*", "summary", "drones"), Finding("drone", "body", "drone"))


def placements():
    view = View("", "", read_text(""), Vector("en", {}, {}), NOW)
    like = Likeness(1, 7, 2.0, 1.0, ("nNATO", "nKyiv"), view)
    yield from (
        like.why("same-news"),
        like.why("same-news") | {"translation": True},
        replace(like, score=0.5).why("new"),
        like.why("new") | {"doubt": GATHERED, "follows": [7]},
        replace(like, features=(), score=0.1).why("new"),
    )
    yield from ({"kind": "new", "words": "no earlier article is like it"},)
    yield {"kind": "new", "words": "it is older than what news is compared with"}
    yield {"kind": "new", "words": "only templates and series are like it"}
    yield {"kind": "new", "words": "it is made of passages of 3 stories"}
    yield {"kind": "same-text", "words": "93% of the shorter text stands in both, this one and article 7"}


def doubts():
    """Yield why an article perhaps tells other news: by its headline, and whatever these functions return."""
    yield from (GATHERED, FORM, NO_NAME, LITTLE, OTHER_TOPIC, *(words for _, words in BY_HEADLINES))
    source = getsource(unproven) + getsource(other_news)
    for returned in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Return)):
        parts = {id(part) for one in ast.walk(returned) if isinstance(one, ast.JoinedStr) for part in one.values}
        yield from (
            one.value
            for one in ast.walk(returned)
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in parts
        )
    view = View("", "", read_text(""), Vector("en", {}, {}), NOW)
    like = Likeness(1, 7, PLAIN, 1.0, ("nNATO", "nKyiv"), view, rest=timedelta(hours=26))
    yield from (other_news(replace(like, same_number=shared), []) for shared in (False, True))
    yield other_news(replace(like, score=2 * PLAIN), [Member(1, 7, NOW, "", view.vector)])


def standings():
    read = Standing(NOW, NOW, NOW, items=3)
    yield from (Standing(), Standing(NOW, failures=1, error_kind="http", error="500"), replace(read, items=0))
    yield replace(read, failures=9, error_kind="http", error="503")
    yield replace(read, took=timedelta(seconds=12))
    yield replace(read, last_new_at=NOW - timedelta(days=90))


def polls():
    habit = Habit(at=NOW, weeks=4, counts={hour: 2.0 for hour in range(168)}, gap=timedelta(hours=1))
    yield next_poll(NOW, "auto", Habit())
    yield next_poll(NOW, "auto", habit)
    yield next_poll(NOW, "auto", habit, last_new=NOW - timedelta(minutes=5))
    yield next_poll(NOW, "auto", habit, last_new=NOW - timedelta(days=20))
    yield next_poll(NOW, "auto", replace(habit, rush=4.0))
    yield next_poll(NOW, "auto", habit, pushed=True)
    yield next_poll(NOW, timedelta(minutes=15), habit, wait=timedelta(hours=3))
    yield next_poll(NOW, timedelta(hours=1), habit, emptied=True)
    yield next_poll(NOW, timedelta(minutes=15), Habit(at=NOW, weeks=8), skips=range(168))
    for times in (1, 3):
        yield next_poll(NOW, "auto", habit, failing=Failing(times, "tls"))
    yield when_nothing_is_reached(NOW)


def misses():
    yield from ("missile", "drones NOT odesa", "kanzler", "=storm", '="resume"', "=drone")
    yield from (query for query, _ in MISSES)


def names_missed():
    """Yield why a concept is not found though one of its names is there, in one way or another."""
    first, last = {"since": date(2018, 1, 1)}, {"until": date(2019, 1, 1)}
    times = ({"since": date(2024, 10, 1)}, last, first | last)
    names = {"en": ["Rutte", "=RUT", "=Bâle", "=treaty", "~Mark"], "not_within": ["Rutte street"]}
    offices = {f"office{n}": {"en": ["Chair"], "holders": [{"person": "rutte"} | time]} for n, time in enumerate(times)}
    concepts = load_concepts(
        {key: ConceptSettings.model_validate(one) for key, one in ({"rutte": names} | offices).items()}
    )
    early = Document(body="Rutte spoke", language="en", day=date(2020, 1, 1))
    for key in offices:
        yield why_not(explain(parse(f"@{key}"), early, concepts))
    for text in ("Mark spoke", "Rutte street", "Bale", "treaties", "rut"):
        document = Document(body=text, language="en")
        watch = compile_watch(WatchSettings(name="w", query="@rutte"), concepts)
        yield why_not(nearly(watch.explain(document), watch, document))
    yield why_not(explained("drone", inflect=False))
    for keys in ({"enabled": False}, {"sources": ["b"]}, {"languages": ["fr"]}):
        watch = compile_watch(WatchSettings(name="w", query="@rutte", **keys), concepts)
        yield watch.passes_over(Document(body="Rutte", language="en", source="a"))


def changes():
    """Yield what changes in a story that its watch wants to be told of again."""
    wish = read_again(["official", "country", "sources:2", "headline", "wakes:3d"])
    one = Telling(1, "one", "https://one.example/", "", "en", (), "", "", None, None, NOW)
    late = replace(one, article=2, source="nato", url="https://nato.example/", seen_at=NOW + timedelta(days=4))
    sources = {"nato": SimpleNamespace(name="nato", country="BE", tags=("official",))}
    found = changes_of(wish, [one], [late], {2: Said(("1,500", "3.5"), ("Marlow",), "denies")}, sources)
    assert len({change.kind for change in found}) == 5
    yield from (change.words for change in found)


def sentences():
    yield from reasons(why_fired())
    yield reasons(Finding(f"w{n}", "body", "drone") for n in range(40))[-1]
    yield from map(reason, placements())
    yield reason({"kind": "new", "words": "no earlier article is like it"}, "bbc")
    yield from doubts()
    for view in (SPIKE, replace(SPIKE, kind="silence"), replace(SPIKE, kind="silence", count=1)):
        yield shown_volume(view, UTC).headline
    few, many = (VolumeStory(n, Outlet("dpa", "A drone", ""), NOW, n, n) for n in (1, 2))
    yield from (story.how for story in shown_volume(replace(SPIKE, stories=(few, many)), UTC).stories)
    one, two = Voice((1,), ("a",), None), Voice((2,), ("b",), None)
    yield in_words(Voices(("a",), (one,), ("FR",), ("fr",)))
    yield in_words(Voices(("a", "b"), (one, two), ("FR", "DE"), ("fr", "de")))
    for standing in standings():
        yield health(standing, Habit(), NOW).why
    for wrong in ("its dates cannot be right, as in 2031-01-01", "its dates cannot be read: a date is unreadable: 'x'"):
        yield health(Standing(NOW, NOW, NOW, items=3), Habit(undated=wrong), NOW).why
    habit = Habit(at=NOW, weeks=4, counts={hour: 6.0 for hour in range(168)}, gap=timedelta(hours=1))
    yield health(Standing(NOW, NOW, NOW - timedelta(days=3), items=3), habit, NOW).why
    yield from (poll.why for poll in polls())
    yield from (why_not(explained(query)) for query in misses())
    yield from names_missed()
    yield from changes()


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_sentence_is_said_in_the_language_of_who_asks(language):
    with spoken(language):
        for sentence in filter(None, sentences()):
            assert said(sentence) != sentence, sentence
            assert not {"the", "with", "after", "found"} & set(said(sentence).split()), said(sentence)


def test_every_phrase_is_one_that_is_said(monkeypatch):
    used = set()
    monkeypatch.setattr("web.phrases.looked_up", lambda text: used.add(text) or text)
    with spoken("de"):
        for sentence in sentences():
            said(sentence)
    assert set(PHRASES) - used == set()


def test_states_and_languages_are_said_as_the_language_writes_them(sqlite_store, now):
    tells(sqlite_store, now, language="uk")
    stands(sqlite_store, now, "one")
    settings = settings_with_desk(sources=[{"name": "one", "url": "https://one.example/"}])
    with desk(sqlite_store, settings, Clock(now)) as (here, _):
        for path, told in (("/sources", "In Ordnung"), ("/articles/1", "Ukrainisch")):
            assert told in words(here.get(path, headers={"Accept-Language": "de"})), path


def test_what_is_no_phrase_and_what_strangers_wrote_stays_as_it_is():
    hostile = "“%(x)s %s <b>” in the title” in the text: @” in the title"
    with spoken("fr"):
        for sentence in ("", "550 5.1.1 no such user", "it", "x" * 5_000, "a, b was found"):
            assert said(sentence) == sentence
        assert "%(x)s %s <b>" in said(hostile)
    assert said("not polled yet") == "not polled yet"
