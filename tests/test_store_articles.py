"""What becomes of the items of a poll."""

import re
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import xxhash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plans import plans
from sqlalchemy import event, func, select

from store.articles import (
    MOST_VERSIONS,
    article_by_url_key,
    ids_at,
    record,
    sightings_of,
    to_read_again,
)
from store.incoming import Placement, write_waiting
from store.models import Article, ArticleVersion, Sighting, Story
from store.new_article import NewArticle

FULL = "Ministers agreed on a joint purchase of air defence. " * 20


def apart(session, articles) -> list[Placement]:
    return [Placement(None, {"kind": "new"})] * len(articles)


def key(url: str) -> str:
    return xxhash.xxh3_128_hexdigest(url.encode())


def item(url: str = "https://a.example/1", **changes) -> NewArticle:
    values = {"title": "Air defence for all", "summary": "A purchase.", "text": FULL, "complete": True}
    return NewArticle(url=url, url_key=key(url), **(values | changes))


def poll(store, now, *items, source="one", place=apart):
    with store.transaction() as session:
        return record(session, source, items, now, place)


def count(store, table) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def stored(store, url="https://a.example/1") -> Article:
    with store.reading() as session:
        return article_by_url_key(session, key(url))


def test_an_article_is_stored_once_however_often_and_wherever_it_is_seen(store, now):
    first = poll(store, now, item())
    again = poll(store, now, item())
    elsewhere = poll(store, now, item(title="Air defence for all | Two"), source="two")
    assert [a.title for a in first.new] == ["Air defence for all"]
    assert again.seen == elsewhere.seen == [first.new[0].id]
    assert not again.changed
    assert not elsewhere.changed
    with store.reading() as session:
        assert [s.source for s in sightings_of(session, first.new[0].id)] == ["one", "two"]
    assert (count(store, Article), count(store, Story), count(store, Sighting)) == (1, 1, 2)


def test_the_same_item_twice_in_one_poll_is_one_article_with_the_fuller_text(store, now):
    recorded = poll(store, now, item(text="Ministers agreed …", complete=False), item(), item(text="", complete=False))
    assert [a.text for a in recorded.new] == [FULL]


def test_a_changed_text_is_a_new_version_and_the_earlier_one_is_kept(store, now):
    poll(store, now, item())
    recorded = poll(store, now, item(text=FULL + "Corrected."))
    assert [a.version for a in recorded.changed] == [2]
    article = stored(store)
    assert article.text.endswith("Corrected.")
    assert article.changed_at == now
    with store.reading() as session:
        assert [(v.number, v.text, v.seen_at) for v in session.scalars(select(ArticleVersion))] == [(1, FULL, now)]


@pytest.mark.parametrize(
    "teaser",
    [
        {"text": "", "complete": False},
        {"text": "Ministers agreed …", "complete": False},
        {"text": "Ministers agreed …", "complete": True},
        {"text": "", "complete": False, "summary": "Read 5,012 times"},
        {"text": FULL + "Read also: …", "complete": False},
    ],
)
def test_a_teaser_never_replaces_the_full_text(store, now, teaser):
    poll(store, now, item())
    recorded = poll(store, now, item(**teaser))
    assert (len(recorded.seen), recorded.changed) == (1, [])
    assert stored(store).text == FULL


def test_an_address_alone_takes_nothing_from_what_is_stored(store, now):
    """So a sitemap names an article at each poll, and a list whose links say «Read more»."""
    poll(store, now, item())
    recorded = poll(store, now, item(title="", summary="", text="", complete=False))
    assert (recorded.changed, stored(store).title) == ([], "Air defence for all")


def test_a_new_title_on_a_teaser_is_a_new_version_that_keeps_the_full_text(store, now):
    poll(store, now, item())
    recorded = poll(store, now, item(title="Air defence for some", text="", summary="", complete=False))
    assert [(a.title, a.text, a.complete) for a in recorded.changed] == [("Air defence for some", FULL, True)]
    assert recorded.changed[0].summary == "A purchase."


def test_the_full_text_replaces_a_teaser_whichever_source_brings_it(store, now):
    poll(store, now, item(text="Ministers …", complete=False))
    recorded = poll(store, now, item(), source="two")
    assert [a.text for a in recorded.changed] == [FULL]


def test_two_sources_that_word_a_title_differently_make_no_versions(store, now):
    for _ in range(5):
        poll(store, now, item())
        poll(store, now, item(title="AIR DEFENCE: all of it"), source="two")
    assert count(store, ArticleVersion) == 0


def test_a_text_that_flips_to_and_fro_makes_two_versions_not_hundreds(store, now):
    for _ in range(10):
        poll(store, now, item())
        poll(store, now, item(text=FULL + "B"))
    assert count(store, ArticleVersion) == 1


def test_a_text_that_changes_at_every_poll_is_kept_a_limited_number_of_times(sqlite_store, now):
    for number in range(MOST_VERSIONS + 10):
        poll(sqlite_store, now, item(text=f"{FULL} {number}"))
    assert count(sqlite_store, ArticleVersion) == MOST_VERSIONS
    article = stored(sqlite_store)
    assert article.version == MOST_VERSIONS + 10
    assert article.text.endswith(str(MOST_VERSIONS + 9))


def test_a_figure_that_changes_is_kept_and_no_sign_that_the_source_lives(store, now):
    assert poll(store, now, item(summary="Popularity 999")).is_news
    counted = poll(store, now, item(summary="Popularity 1,000"))
    assert ([a.version for a in counted.changed], counted.reworded, counted.is_news) == ([2], [], False)
    assert not poll(store, now, item(summary="Popularity 1,000")).is_news
    assert poll(store, now, item(summary="Corrected: popularity 1,001")).is_news


def test_an_article_whose_address_changed_is_found_by_its_guid_and_both_addresses_are_known(store, now):
    (first,) = poll(store, now, item(guid="g1")).new
    moved = "https://a.example/2026/air-defence"
    assert len(poll(store, now, item(moved, guid="g1")).seen) == 1
    with store.reading() as session:
        assert ids_at(session, [key("https://a.example/1"), key(moved), key("https://a.example/other")]) == {
            key("https://a.example/1"): first.id,
            key(moved): first.id,
        }
    assert len(poll(store, now, item(moved), source="two").seen) == 1
    assert count(store, Article) == 1


def test_an_article_whose_address_is_edited_with_its_headline_is_a_version(store, now):
    at = now.replace(minute=7)
    poll(store, now, item(guid="?p=17", published_at=at))
    moved = item("https://a.example/five-dead", guid="?p=17", published_at=at, title="Five dead", text="Rewritten.")
    [changed] = poll(store, now, moved).changed
    assert (changed.title, changed.version, count(store, Article)) == ("Five dead", 2, 1)
    assert len(poll(store, now, moved).seen) == 1


def test_a_site_that_moves_with_new_guids_brings_nothing_new(store, now):
    old = [item(f"https://a.example/{n}", guid=f"?p={n}", title=f"News {n}", published_at=now) for n in range(3)]
    poll(store, now, *old)
    new = [replace(one, url=f"https://b.example/{n}", url_key=key(f"b{n}"), guid=f"b{n}") for n, one in enumerate(old)]
    for _ in range(2):
        recorded = poll(store, now, *new)
        assert (recorded.new, recorded.changed, len(recorded.seen)) == ([], [], 3)
    assert count(store, Sighting) == 3


def moved(old, now, **more):
    """Return items as they are after their site has moved: at other addresses, by another clock, with other words."""
    at = {"published_at": now.replace(hour=0, minute=0), "summary": "Anew.", "text": FULL[:300], "complete": False}
    return [
        replace(one, url=f"https://b.example/{n}", url_key=key(f"b{n}"), guid=f"b{n}", **(at | more))
        for n, one in enumerate(old)
    ]


def test_a_site_that_moves_with_other_times_and_teasers_brings_nothing_new(store, now):
    old = [item(f"https://a.example/{n}", title=f"The news of {n}", published_at=now, guid=f"{n}") for n in range(4)]
    poll(store, now, *old)
    latest = item("https://b.example/5", title="The latest news", published_at=now)
    for expected in (["The latest news"], []):
        recorded = poll(store, now, latest, *moved(old, now))
        assert [one.title for one in recorded.new] == expected
    assert count(store, Article) == 5


@pytest.mark.parametrize(
    "more",
    [
        {"published_at": None},
        {"published_at": timedelta(days=1)},
        # A warning that is issued anew every six hours, for each region.
        {"published_at": timedelta(hours=6)},
        {"title": "Bulletin"},
    ],
)
def test_what_is_called_the_same_another_day_is_news(sqlite_store, now, more):
    if more.get("published_at"):
        more = {"published_at": now + more["published_at"]}
    old = [item(f"https://a.example/{n}", title=f"The news of {n}", published_at=now, guid=f"{n}") for n in range(4)]
    poll(sqlite_store, now, *old)
    assert len(poll(sqlite_store, now, *moved(old, now, **more)).new) == 4


def test_where_addresses_change_at_every_request_undated_items_are_no_news_either(store, now):
    def listed(poll, *names, text=FULL):
        return [item(f"https://a.example/{name}?v={poll}", title=name, text=f"{name} {text}") for name in names]

    poll(store, now, *listed(0, "a", "b", "c", "d"))
    assert [one.title for one in poll(store, now, *listed(1, "e", "a", "b", "c")).new] == ["e"]
    assert poll(store, now, *listed(2, "e", "a", "b", "c")).new == []
    assert count(store, Article) == 5


@pytest.mark.parametrize(
    ("again", "text"), [("ab", FULL), ("abcwxyz", FULL), ("abc", "Read on.")], ids=["two", "few of many", "mere titles"]
)
def test_undated_items_that_are_given_again_in_the_same_words_are_news(sqlite_store, now, again, text):
    def told(day, names):
        return [item(f"https://a.example/{day}/{name}", title=name, summary="", text=text) for name in names]

    poll(sqlite_store, now, *(replace(one, text=one.title + one.text) for one in told(1, "abcd")))
    later = [replace(one, text=one.title + one.text) for one in told(2, again)]
    assert len(poll(sqlite_store, now, *later).new) == len(again)


def test_what_is_published_again_beside_the_first_or_on_another_day_is_new(sqlite_store, now):
    notice, again = item(published_at=now), item("https://a.example/2", published_at=now)
    poll(sqlite_store, now, notice)
    assert len(poll(sqlite_store, now, notice, again).new) == 1
    later = item("https://a.example/3", published_at=now + timedelta(days=7))
    assert len(poll(sqlite_store, now, later).new) == 1
    assert len(poll(sqlite_store, now, replace(again, url_key=key("two")), source="two").new) == 1


def test_a_guid_that_is_used_again_within_the_day_is_other_news(store, now):
    midnight = now.replace(hour=0, minute=0, second=0)
    poll(store, now, item(guid="latest", published_at=midnight))
    other = item("https://a.example/2", guid="latest", published_at=midnight, title="Something else")
    later = item("https://a.example/3", guid="latest", published_at=now.replace(minute=9), title="Something more")
    assert (len(poll(store, now, other).new), len(poll(store, now, later).new)) == (1, 1)


def test_a_source_that_gives_all_its_items_one_guid_loses_none(store, now):
    items = [item(f"https://a.example/{n}", guid="same", title=f"News {n % 2}") for n in range(4)]
    assert len(poll(store, now, *items[:3]).new) == 3
    assert len(poll(store, now, items[3], item("https://a.example/9", guid="same", title="Other")).new) == 2


def test_a_source_that_reuses_a_guid_for_other_news_loses_none(store, now):
    poll(store, now, item(guid="latest"))
    assert len(poll(store, now, item("https://a.example/2", guid="latest", title="Something else")).new) == 1


def test_a_guid_of_one_source_says_nothing_about_another(store, now):
    poll(store, now, item(guid="1"))
    assert len(poll(store, now, item("https://b.example/1", guid="1"), source="two").new) == 1


def test_what_a_poll_looks_up_costs_the_same_however_much_is_stored(sqlite_store, now):
    items = [item(f"https://a.example/{n}", guid=str(n), published_at=now) for n in range(30)]
    found = plans(sqlite_store, lambda session: record(session, "one", items, now, apart))
    assert all(any(index in plan for plan in found) for index in ("ix_sighting_source_guid", "ix_article_content_hash"))
    assert not [plan for plan in found if re.search(r"SCAN (article|sighting|story)", plan)]


def test_a_guid_of_10_kB_and_a_long_language_tag_are_stored(store, now):
    poll(store, now, item(guid="ж" * 10_000, language="de-Latn-DE-1996-x-very-long-tag"))
    assert len(poll(store, now, item("https://a.example/2", guid="ж" * 10_000)).seen) == 1


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("field", ["url", "title", "summary", "text", "guid", "language"])
def test_text_that_was_not_cleaned_is_refused_before_it_reaches_the_poll(bad, field):
    with pytest.raises(ValueError, match=r"clean|surrogates"):
        NewArticle(**({"url": "https://a.example", "url_key": "0" * 32, "title": ""} | {field: bad}))


CLEAN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=CLEAN, text=CLEAN, authors=st.lists(CLEAN, max_size=3))
def test_clean_text_comes_back_as_it_was(store, now, title, text, authors):
    url = f"https://a.example/{count(store, Article)}"
    given = item(url, title=title, text=text, authors=tuple(authors))
    poll(store, now, given)
    article = stored(store, url)
    assert (article.title, article.text, article.authors) == (title, text, authors)
    assert poll(store, now, given).seen == [article.id]


def test_an_article_joins_the_story_it_is_placed_in(store, now):
    seen = []

    def place(session, articles):
        for article in articles:
            seen.append((article.id, article.title))
            write_waiting(session)
            story = session.scalar(select(func.min(Story.id)))
            yield Placement(story, {"kind": "new" if story is None else "like"})

    recorded = poll(store, now, *(item(f"https://a.example/{n}", title=f"{n}") for n in range(3)), place=place)
    assert len({a.story_id for a in recorded.new}) == 1
    assert [a.story_why["kind"] for a in recorded.new] == ["new", "like", "like"]
    assert seen == [(None, "0"), (None, "1"), (None, "2")]


def test_a_changed_article_stays_in_its_story(store, now):
    poll(store, now, item())
    recorded = poll(store, now, item(text=FULL + "B"))
    assert count(store, Story) == 1
    assert recorded.changed[0].story_id is not None


def test_a_crash_in_the_middle_of_a_poll_keeps_nothing(store, now):
    def crash(session, articles):
        yield from [Placement(None, {})] * 2
        raise RuntimeError("bug")

    with pytest.raises(RuntimeError, match="bug"):
        poll(store, now, *(item(f"https://a.example/{n}", title=f"{n}") for n in range(3)), place=crash)
    assert (count(store, Article), count(store, Story), count(store, Sighting)) == (0, 0, 0)


def test_four_polls_at_once_store_each_article_once_and_lose_none(store, now):
    barrier, failed, new = threading.Barrier(4), [], []

    def work(number):
        items = [item(f"https://a.example/{n}") for n in range(20)]
        try:
            barrier.wait()
            new.extend(poll(store, now, *items[:: 1 if number % 2 else -1], source=f"s{number}").new)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert len(new) == 20
    assert (count(store, Article), count(store, Sighting)) == (20, 80)


def test_a_thousand_items_are_stored_quickly_and_seen_again_in_a_few_statements(store, now):
    items = [item(f"https://a.example/{n}", guid=str(n)) for n in range(1000)]
    before = time.perf_counter()
    assert len(poll(store, now, *items).new) == 1000
    assert time.perf_counter() - before < 20  # about 2 s alone on a slow machine
    statements = []
    event.listen(store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert len(poll(store, now, *items).seen) == 1000
    assert len(statements) < 12


def test_what_a_page_says_beside_its_text_is_kept(store, now):
    walled = item(
        text="A", complete=False, paywalled=True, picture="https://a.example/p.jpg", doubtful_date="1970-01-01"
    )
    poll(store, now, walled)
    article = stored(store)
    assert (article.paywalled, article.picture, article.doubtful_date) == (
        True,
        "https://a.example/p.jpg",
        "1970-01-01",
    )
    poll(store, now, item(title="Another headline", text="A", complete=False))
    assert (stored(store).title, stored(store).paywalled) == ("Another headline", True)
    poll(store, now, item(title="Another headline"))
    article = stored(store)
    assert (article.paywalled, article.picture) == (False, "https://a.example/p.jpg")


def test_an_article_behind_a_wall_is_not_asked_for_again(store, now):
    poll(store, now, item("https://a.example/w", text="", complete=False, paywalled=True))
    poll(store, now, item("https://a.example/t", text="", complete=False))
    with store.reading() as session:
        assert [a.url for a in to_read_again(session, "one", now - timedelta(hours=1))] == ["https://a.example/t"]


def test_what_may_be_the_beginning_of_a_text_is_read_again_at_an_age(store, now):
    minute = timedelta(minutes=1)
    poll(store, now, item("https://a.example/short", text="More follows."), item("https://a.example/whole"))
    poll(store, now, item("https://a.example/page#!1", text="One of several on a page."))
    poll(store, now, item("https://a.example/paid", text="Pay.", complete=False, paywalled=True))
    with store.reading() as session:

        def asked(after, until):
            spans = [(now + after * minute, now + until * minute)]
            return [a.url.rpartition("/")[2] for a in to_read_again(session, "one", now, spans)]

        assert (asked(-1, 0), asked(0, 1), asked(-9, -1)) == (["short"], [], [])


def test_two_given_addresses_of_one_page_are_one_article_and_both_are_known(store, now):
    page = {"url": "https://a.example/1", "given_key": key("https://go.example/x")}
    first = poll(store, now, item(**page))
    other = poll(store, now, item("https://a.example/1", given_key=key("https://go.example/y")), source="two")
    assert other.seen == [first.new[0].id]
    with store.reading() as session:
        given = [key("https://go.example/x"), key("https://go.example/y")]
        assert ids_at(session, given) == dict.fromkeys(given, first.new[0].id)
        assert [article_by_url_key(session, one).id for one in given] == [first.new[0].id] * 2
    again = poll(store, now, NewArticle(url="https://go.example/x", url_key=given[0], title="Air defence for all"))
    assert again.seen == [first.new[0].id]


def test_a_page_that_could_not_be_read_at_first_stays_the_article_it_was(store, now):
    first = poll(store, now, item("https://go.example/x", text="", complete=False))
    late = poll(store, now, item(given_key=key("https://go.example/x")))
    assert [article.id for article in late.changed] == [first.new[0].id]
    assert poll(store, now, item()).seen == [first.new[0].id]
