"""The index of words leads to every article that a query finds, and to few others."""

from datetime import UTC, datetime, timedelta
from itertools import count
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching import cases
from sqlalchemy import delete
from test_alerts_matcher import CONCEPTS, DOCUMENTS, LANGUAGES, QUERIES, understood, watch

from alerts.document import Document, document_of
from alerts.index_keys import keys_of
from alerts.index_needs import Asked
from alerts.indexing import index_waiting
from alerts.searching import Where, look
from alerts.watch import Watch
from config import SourceSettings, WatchSettings
from store import word_index
from store.archive import Period
from store.models import Article, Story
from store.needs import AllOf, AnyOf, Key
from store.word_index import unindexed

NUMBERS = count(1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def article(document, at=NOW):
    """Return a document as an article that is not stored yet."""
    n = next(NUMBERS)
    return Article(
        id=n,
        url_key=f"{n:032x}",
        content_hash="",
        url=document.url or f"https://x.example/{n}",
        title=document.title,
        summary=document.summary,
        text=document.body,
        language=document.language,
        source=document.source,
        authors=list(document.authors),
        seen_at=at,
    )


def put(store, *articles):
    """Store articles, as whoever knows nothing of the index does."""
    with store.transaction() as session:
        for one in articles:
            one.story = Story(opened_at=one.seen_at, latest_at=one.seen_at)
        session.add_all(articles)
    return [one.id for one in articles]


def entered(store, *articles):
    """Store articles and enter them into the index; return their ids."""
    ids = put(store, *articles)
    assert index_waiting(store, inf) == 0
    return ids


def sought(store, query, where=None, sources=()):
    """Return the ids that a search finds and those at which it looked, both in its order."""
    looking = look(store, watch(query, name="search"), where or Where(Period()), {one.name: one for one in sources})
    looked = [(one.id, hits) for one, hits in looking.articles]
    return [id_ for id_, hits in looked if hits is not None], [id_ for id_, _ in looked]


def meets(need, keys):
    """Whether keys meet a need, in plain code."""
    match need:
        case None:
            return True
        case Key(key, is_prefix):
            return any(one.startswith(key) for one in keys) if is_prefix else key in keys
        case AllOf(parts):
            return all(meets(part, keys) for part in parts)
        case AnyOf(parts):
            return any(meets(part, keys) for part in parts)


@settings(max_examples=150)
@given(st.lists(st.tuples(QUERIES, st.booleans()), min_size=1, max_size=5), st.lists(DOCUMENTS, min_size=1, max_size=3))
def test_whatever_any_query_finds_has_the_keys_that_it_needs(queries, documents):
    languages = [one for one in LANGUAGES if one]
    sources = {"b": SourceSettings(name="b", url="https://b.example/", country="FR")}
    articles = [article(document) for document in documents]
    keys = [keys_of(one) for one in articles]
    for one in understood(queries):
        need = Asked(CONCEPTS, one.settings.inflect, languages, sources).need(one.query.root)
        for stored, its_keys in zip(articles, keys, strict=True):
            if one.evaluate(document_of(stored, sources.get(stored.source))) is not None:
                assert meets(need, its_keys), one.query.text


def test_each_case_of_the_table_is_found_by_the_index_and_no_whole_archive_is_looked_through(store):
    found = [case for case in cases() if case.found]
    ids = entered(store, *(article(Document(body=case.text, language=case.language)) for case in found))
    shares = []
    for case, id_ in zip(found, ids, strict=True):
        here, looked = sought(store, case.query)
        assert id_ in here, case
        shares.append(len(looked) / len(ids))
    assert sorted(shares)[len(shares) // 2] < 0.02


@pytest.mark.parametrize(
    ("query", "looked_at"),
    [
        ("source:w*", [1, 0]),  # the newest are, where it is sought by a beginning
        ("source:WIRE-1", [0]),
        ("tag:official", [0]),
        ("country:DE", []),
        ("lang:fr", [1]),
        ("lang:fr-BE", [1]),
        ('author:"Jane Doe"', [0]),
        ("site:example.org", [0]),
        ("site:www.example.org/news", [0]),
        ("title:drone", [0]),
        ("body:drone", [1, 0]),
        ("drone ship", [1]),
        ('"drone ship"', [1]),
        ("drone OR /zz/", [1, 0]),
        ("dr* ship", [1]),
        ("COUNT(ship) >= 1", [1]),
        ("ship NEAR/3 drone", [1]),
        ("北约", []),
        ("@nowhere", []),
    ],
)
def test_only_what_has_the_words_and_facts_of_a_query_is_looked_at(sqlite_store, query, looked_at):
    first = Document(title="A drone", source="wire-1", authors=("Jane Doe",), url="https://www.example.org/news/1")
    second = Document(body="A ship and a drone. 北方条约", source="dpa", language="fr-BE")
    ids = entered(sqlite_store, article(first), article(second))
    sources = [SourceSettings(name="wire-1", url="https://w.example/", tags=["official"])]
    # Parsed without concepts, as one that is not there may be named.
    parsed = Watch(WatchSettings(name="search", query=query), CONCEPTS)
    looking = look(sqlite_store, parsed, Where(Period()), {one.name: one for one in sources})
    assert [ids.index(one.id) for one, _ in looking.articles] == looked_at


def test_beginnings_of_words_are_found_among_the_newest_and_by_the_index_each_once(store, monkeypatch):
    monkeypatch.setattr(word_index, "UNASKED", 2)
    ids = entered(store, *(article(Document(body=text)) for text in ("missiles", "ship", "missile", "ship", "missile")))
    put(store, article(Document(body="a new missile")))
    new = ids[-1] + 1
    assert sought(store, "missil*") == ([new, ids[4], ids[2], ids[0]], [new, ids[4], ids[2], ids[0]])
    assert sought(store, "missil*", Where(Period(), after=ids[4])) == ([ids[2], ids[0]], [ids[3], ids[2], ids[0]])


def test_what_is_not_in_the_index_yet_is_searched_as_well(store):
    old = entered(store, article(Document(body="drone one")), article(Document(body="ship")))
    new = put(store, article(Document(body="a drone too")), article(Document(body="ship")))
    assert sought(store, "drone") == ([new[0], old[0]], [new[1], new[0], old[0]])
    assert index_waiting(store, inf) == 0
    assert sought(store, "drone") == ([new[0], old[0]], [new[0], old[0]])
    assert sought(store, "drone", Where(Period(), after=new[0]))[0] == [old[0]]


def test_a_changed_article_is_found_by_its_new_words_and_no_longer_by_the_old(store):
    [id_] = entered(store, article(Document(body="drone")))
    with store.transaction() as session:
        session.get_one(Article, id_).text = "frigate"
    assert sought(store, "frigate")[0] == [id_]
    assert index_waiting(store, inf) == 0
    assert (sought(store, "frigate")[0], sought(store, "drone")[0]) == ([id_], [])


def test_an_article_that_is_gone_is_not_found(store):
    gone, kept = entered(store, article(Document(body="drone")), article(Document(body="drone")))
    waits = put(store, article(Document(body="drone")))
    with store.transaction() as session:
        session.execute(delete(Article).where(Article.id.in_([gone, *waits])))
    assert sought(store, "drone") == ([kept], [kept])
    assert index_waiting(store, inf) == 0


def test_nothing_is_lost_where_entering_is_broken_off(store):
    ids = entered(store, article(Document(body="drone")))
    ids += put(store, *(article(Document(body=f"drone {n}")) for n in range(250)))
    ticks = iter(range(100))
    assert index_waiting(store, 1, clock=lambda: next(ticks)) == 150
    assert sought(store, "drone")[0] == ids[::-1]


def test_days_and_other_filters_are_looked_up_in_the_index(store):
    days = [NOW - timedelta(days=400), NOW - timedelta(days=31), NOW - timedelta(hours=12), NOW]
    ids = entered(store, *(article(Document(body="drone", language="fr", source="afp"), at) for at in days))
    for since, until, wanted in [
        (days[1], None, [3, 2, 1]),
        (None, days[1], [0]),
        (days[2], days[3], [2]),
        (NOW - timedelta(days=500), NOW + timedelta(days=1), [3, 2, 1, 0]),
        (datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC), [3, 2, 1, 0]),
        (NOW, NOW, []),
    ]:
        assert sought(store, "drone", Where(Period(since, until)))[0] == [ids[n] for n in wanted]
    here, looked = sought(store, "drone", Where(Period(days[2] - timedelta(days=1), days[2] + timedelta(hours=1))))
    assert here == looked == [ids[2]]
    assert sought(store, "drone", Where(Period(), "afp", "fr"))[0] == ids[::-1]
    for elsewhere in (Where(Period(), "dpa"), Where(Period(), None, "de")):
        assert sought(store, "drone", elsewhere) == ([], [])


def test_pages_and_blocks_have_no_seams(store, monkeypatch):
    monkeypatch.setattr(word_index, "PAGE", 7)
    monkeypatch.setattr(word_index, "_SMALL", 2)
    monkeypatch.setattr(word_index, "_LARGE", 4)
    monkeypatch.setattr(word_index, "_LARGE_TOGETHER", 2)
    monkeypatch.setattr(word_index, "_FEW", 5)
    monkeypatch.setattr(word_index, "_BLOCKS", {2: "\ue010", 4: "\ue011"})
    ids = entered(store, *(article(Document(body="drone" if n % 3 else "ship")) for n in range(100)))
    drones = [id_ for n, id_ in enumerate(ids) if n % 3][::-1]
    drones = put(store, *(article(Document(body="drone")) for n in range(9)))[::-1] + drones
    assert sought(store, "drone")[0] == drones
    for after in (drones[3], ids[50], ids[16], ids[0], drones[0] + 5):
        assert sought(store, "drone", Where(Period(), after=after))[0] == [id_ for id_ in drones if id_ < after]


def test_what_was_seen_before_a_time_is_found_wherever_its_number_lies(store, monkeypatch):
    monkeypatch.setattr(word_index, "_SMALL", 2)
    monkeypatch.setattr(word_index, "_LARGE", 4)
    monkeypatch.setattr(word_index, "_LARGE_TOGETHER", 2)
    monkeypatch.setattr(word_index, "_FEW", 3)
    monkeypatch.setattr(word_index, "_BLOCKS", {2: "\ue010", 4: "\ue011"})
    hours = [n if n % 17 else 0 for n in range(120)]  # some came late
    ids = entered(store, *(article(Document(body="drone"), NOW + timedelta(hours=n)) for n in hours))
    for until in (0, 1, 2, 31, 70, 119, 200):
        wanted = [id_ for id_, hour in zip(ids, hours, strict=True) if hour < until][::-1]
        where = Where(Period(until=NOW + timedelta(hours=until)))
        assert sought(store, "drone", where)[0] == wanted
        assert sought(store, "dro*", where)[0] == wanted


def test_what_is_entered_while_a_search_goes_on_is_found(store, monkeypatch):
    monkeypatch.setattr(word_index, "MISSING", 10)
    monkeypatch.setattr(word_index, "PAGE", 3)
    ids = put(store, *(article(Document(body="drone")) for _ in range(150)))
    looking = look(store, watch("drone", name="search"), Where(Period()), {})
    seen = []
    for one, _ in looking.articles:
        seen.append(one.id)
        if len(seen) % 40 == 1:
            ticks = iter(range(100))
            index_waiting(store, 1, clock=lambda ticks=ticks: next(ticks))
    assert seen == ids[::-1]


def test_an_article_of_too_many_words_for_the_index_is_found_by_any(postgresql_store):
    hostile = " ".join(f"{n}" + "ﷺ" * 99 for n in range(5_000))
    [huge, long, _] = entered(
        postgresql_store,
        article(Document(body=hostile + " drone")),
        article(Document(title="ﷺ" * 120, body="frigate", url="https://" + "a" * 3_000 + "/")),
        article(Document(body="ship")),
    )
    assert sought(postgresql_store, "drone") == ([huge], [huge])
    assert sought(postgresql_store, "title:" + "ﷺ" * 100) == ([long], [long, huge])


def test_a_query_of_groups_in_groups_is_understood_by_the_index(store):
    ids = entered(store, article(Document(body="w0 w1")), article(Document(body="w0 w7")))
    query = "w7"
    for n in range(40):
        query = f"({query} OR v{n}) AND (w0 OR u{n})" if n % 2 else f"({query})"
    assert sought(store, query)[0] == [ids[1]]


def test_with_no_word_that_must_be_there_all_are_looked_through(sqlite_store):
    ids = entered(sqlite_store, article(Document(body="drone")), article(Document(body="ship F-16")))
    for query in ("/F-\\d/", "lang:en OR /F/", "sh*"):
        looking = look(sqlite_store, watch(query, name="search"), Where(Period()), {})
        assert (looking.by_words, [one.id for one, _ in looking.articles]) == (False, ids[::-1])
    with sqlite_store.reading() as session:
        assert unindexed(session) == 0
