"""Entries to which a feed gives one page are articles of their own: posts of a live blog, a list of short news."""

from dataclasses import replace
from datetime import timedelta

import pytest
from journey import START, Journey, settings_text
from servers import plain, site
from sqlalchemy import select

from crawler.addresses import canonical_url, url_key
from crawler.download import ScrapyDownloader
from crawler.item import Item
from crawler.loop import run
from crawler.shared_pages import told_apart
from crawler.web import Web
from scheduler.in_force import put_in_force, read_settings
from scheduler.jobs import poll
from store.models import Article
from store.pushes import current, keep_push, offer
from store.sources import claim_due

PAGE = "https://news.example.org/live"
POSTS = (
    ("Flood warning lifted in Tewkesbury", "The Severn has fallen by 40 centimetres overnight, the agency said."),
    ("Drone seen over Lossiemouth", "A small drone was seen over the air base shortly before seven."),
    ("Ferry returns to port", "A ferry with 312 passengers returned to Holyhead after smoke in its engine room."),
)


def items(*urls, guids=None, titles=None):
    titles = titles or [title for title, _ in POSTS]
    guids = guids or [None] * len(urls)
    return [Item(url=u, guid=g, title=t, summary=f"{t}.") for u, g, t in zip(urls, guids, titles, strict=False)]


def addresses(*args, shared=None, **keys):
    return [item.url for item in told_apart(items(*args, **keys), shared or {})[0]]


def test_the_feeds_own_name_tells_them_apart_then_an_anchor_then_the_title():
    anchors = [f"{PAGE}#post-{n}" for n in range(3)]
    assert addresses(*anchors, guids=["a", "b", "c"]) == [f"{PAGE}#!{guid}" for guid in "abc"]
    assert addresses(*anchors, guids=["a", "a", "a"]) == [f"{PAGE}#!post-{n}" for n in range(3)]
    assert addresses(*[f"{PAGE}#rss"] * 3) == [f"{PAGE}#!{title}" for title, _ in POSTS]
    assert addresses(*[PAGE] * 2) == [f"{PAGE}#!{title}" for title, _ in POSTS[:2]]
    assert addresses(*[PAGE] * 3, guids=["x" * 2_000 + n for n in "abc"])[0].startswith(f"{PAGE}#!")


def test_each_has_its_own_key_and_is_not_completed_from_the_page():
    apart, _ = told_apart(items(*[PAGE] * 3, guids=["tag:x,2026:1", "tag:x,2026:2", "№ 3 / b"]), {})
    assert len({url_key(item.url) for item in apart}) == 3
    assert all(url_key(canonical_url(item.url)) == url_key(item.url) for item in apart)
    assert all(item.complete for item in apart)


def test_one_article_listed_twice_and_articles_with_pages_of_their_own_stay_as_they_are():
    for some in (
        items(f"{PAGE}#top", f"{PAGE}#comments", titles=["One", "One"]),
        items(PAGE, "https://news.example.org/2#comments"),
        items("https://app.example.org/#/a/1", "https://app.example.org/#/a/2"),
    ):
        assert told_apart(some, {}) == (tuple(some), {})
    assert len({url_key(f"https://app.example.org/#/a/{n}") for n in (1, 2)}) == 2


@pytest.mark.parametrize("guids", [["a", "b", "c"], None])
@pytest.mark.parametrize("urls", [[PAGE] * 3, [f"{PAGE}#post-{n}" for n in range(3)]])
def test_what_was_shared_once_has_the_same_addresses_however_much_of_it_is_read(urls, guids):
    together, shared = told_apart(items(*urls, guids=guids), {})
    for one, item in zip(items(*urls, guids=guids), together, strict=True):
        assert told_apart([one], shared) == ((item,), shared)
    assert told_apart(items("https://news.example.org/1"), shared)[1] == shared


@pytest.mark.parametrize("by", ["anchor", "guid"])
def test_entries_whose_anchors_or_names_become_the_same_are_still_told_apart_and_those_before_keep_theirs(by):
    def named(*names, titles):
        given = {"guids": names} if by == "guid" else {}
        return items(
            *([PAGE] * len(names) if by == "guid" else [f"{PAGE}#{name}" for name in names]), titles=titles, **given
        )

    before, shared = told_apart(named("a", "b", titles=["Flood", "Strike"]), {})
    now, then = told_apart(named("b", "b", "a", titles=["Ferry", "Strike", "Flood"]), shared)
    assert now[2] == before[0]
    assert len({item.url for item in now}) == 3
    # The store finds the one under the other, by its title.
    assert now[1].shared_page == before[1].url
    # And so they stay, whatever else is read.
    alone, _ = told_apart(named("b", titles=["Ferry"]), then)
    assert alone == (now[0],)


def test_pages_that_were_shared_long_ago_are_forgotten():
    shared = {}
    for n in range(300):
        _, shared = told_apart([*items(*[f"{PAGE}/{n}"] * 2), *items(*[PAGE] * 2)], shared)
    assert len(shared) == 200
    assert addresses(PAGE, shared=shared) != [PAGE]
    assert addresses(f"{PAGE}/0", shared=shared) == [f"{PAGE}/0"]


def test_a_headline_that_stands_twice_edited_is_one_article_of_which_the_later_is_left():
    titles = ["Blast at the depot kills 5", "Blast at the depot kills 3"]
    later, before = items(PAGE, PAGE, titles=titles)
    assert told_apart([later, before], {}) == ((later,), {})
    dated = [replace(before, published_at=START), replace(later, published_at=START, updated_at=START + timedelta(1))]
    assert told_apart(dated, {}) == ((dated[1],), {})


def test_posts_of_like_titles_at_different_times_are_two():
    alerts = items(PAGE, PAGE, titles=["Air raid alert in Kyiv oblast", "Air raid alert in Lviv oblast"])
    dated = [replace(one, published_at=START + timedelta(hours=hour)) for hour, one in enumerate(alerts)]
    assert [item.title for item in told_apart(dated, {})[0]] == [item.title for item in alerts]


def test_posts_of_one_title_do_not_overwrite_each_other(sqlite_store, tmp_path):
    second, third = ("Update", "Second: the bridge is open."), ("Kyiv", "Third: trains run again.")

    def named(page, posts):
        entries = [
            f"<item><title>{title}</title><link>{page}</link><guid>{text[:5]}</guid><description>{text}</description></item>"
            for title, text in posts
        ]
        return f'<rss version="2.0"><channel>{"".join(entries)}</channel></rss>'

    def polling(posts):
        async def read(journey, web):
            web.answers["/wire"] = plain(named(f"{web.url}/live", posts), content_type="application/rss+xml")
            return (await journey.poll())["wire"]

        return read

    first = ("Update", "First: the bridge is closed.")
    readings = [*polls([]), *map(polling, ([first], [first, second, third], [first, second, third]))]
    assert [new for new, _, _ in watched(sqlite_store, tmp_path, readings)] == [0, 1, 2, 0]
    assert titles_of(sqlite_store) == ["Kyiv", "Update", "Update"]


A, B, C, D = *POSTS, ("Bridge closed at Kerch", "Traffic over the bridge was stopped at noon for an hour.")


def feed(page, posts, anchors=True, guids=True):
    def entry(title, text):
        guid = f"<guid isPermaLink='false'>{title[:3]}</guid>" if guids else ""
        link = f"{page}#{title[:3]}" if anchors else page
        return f"<item><title>{title}</title><link>{link}</link>{guid}<description>{text}</description></item>"

    return f'<rss version="2.0"><channel>{"".join(entry(*post) for post in posts)}</channel></rss>'


class Inline:
    """Runs functions here; the processes have their own tests."""

    async def run(self, function, /, *args):
        return function(*args)


def watched(store, folder, readings):
    """Return for each reading how many articles were new, changed and rang; readings are functions of a journey."""
    words = ("flood", "drone", "ferry", "kerch")
    watches = "".join(f'[[watches]]\nname="{w}"\nquery="{w}"\nchannels=["desk"]\n' for w in words)
    with site() as web:

        async def steps(journey):
            for read in readings:
                counts.append(await read(journey, web))

        counts = []
        path = folder / "tocsin.toml"
        path.write_text(settings_text({"wire": f"{web.url}/wire"}, 1, watches), encoding="utf-8")
        force = put_in_force(store, read_settings(path), START)

        async def main():
            async with ScrapyDownloader(force.settings.fetch) as downloader:
                await steps(Journey(store, Web(downloader, Inline()), force))

        run(main)
    return [(polled.new, polled.changed, polled.alerts) for polled in counts]


def polls(*readings, **form):
    """Return functions that poll a feed of posts."""

    def polling(posts):
        async def read(journey, web):
            web.answers["/wire"] = plain(feed(f"{web.url}/live", posts, **form), content_type="application/rss+xml")
            return (await journey.poll())["wire"]

        return read

    return [polling(posts) for posts in readings]


def pushes(*waiting, **form):
    """Return functions that record what a hub has pushed meanwhile: feeds of posts that wait together."""

    def pushing(some):
        async def read(journey, web):
            journey.now += timedelta(minutes=1)
            with journey.store.transaction() as session:
                offer(session, "wire", ("https://hub.example", "https://news.example/feed"), journey.now)
                for posts in some:
                    one, body = current(session, "wire"), feed(f"{web.url}/live", posts, **form).encode()
                    assert keep_push(session, one, body, "application/rss+xml", journey.now)
                assert claim_due(session, ["wire"], journey.now, "me", timedelta(hours=1), 1) == ["wire"]
            [source] = journey.force.settings.sources
            return await poll(journey.store, journey.web, journey.force, source, journey.now, "me")

        return read

    return [pushing(some) for some in waiting]


def titles_of(store):
    with store.reading() as session:
        return sorted(session.scalars(select(Article.title)))


FORMS = [{"anchors": a, "guids": g} for a, g in ((True, True), (True, False), (False, False))]
NOTHING, ONE = (0, 0, 0), (1, 0, 1)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_watch_hears_of_each_post_once_however_many_stand_beside_it(store, tmp_path, form):
    readings = polls([], [A], [B, A], [B, A], [C, B, A], [C], [A], [D], [D, C], **form)
    counts = [NOTHING, ONE, ONE, NOTHING, ONE, NOTHING, NOTHING, ONE, NOTHING]
    assert watched(store, tmp_path, readings) == counts
    assert titles_of(store) == sorted(title for title, _ in (A, B, C, D))


def test_a_post_that_is_edited_while_the_second_comes_is_the_same(sqlite_store, tmp_path):
    edited = ("Flood warning lifted in Tewkesbury and Upton", A[1])
    assert watched(sqlite_store, tmp_path, polls([], [A], [B, edited], [edited])) == [NOTHING, ONE, (1, 1, 1), NOTHING]
    assert titles_of(sqlite_store) == sorted(title for title, _ in (edited, B))


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_posts_that_a_hub_pushes_one_by_one_do_not_overwrite_each_other(sqlite_store, tmp_path, form):
    readings = [*polls([], [B, A], **form), *pushes([[C]], [[D], [C]], **form), *polls([D, C, B, A], **form)]
    assert watched(sqlite_store, tmp_path, readings) == [NOTHING, (2, 0, 2), ONE, ONE, NOTHING]
    assert titles_of(sqlite_store) == sorted(title for title, _ in (A, B, C, D))


def test_posts_that_came_one_by_one_before_their_page_was_known_are_not_new_again(sqlite_store, tmp_path):
    readings = [*polls([]), *pushes([[A]], [[B]]), *polls([C, B, A], [D, C, B, A], [B], [A])]
    counts = [NOTHING, ONE, (0, 1, 1), ONE, ONE, NOTHING, NOTHING]
    assert watched(sqlite_store, tmp_path, readings) == counts
    assert titles_of(sqlite_store) == sorted(title for title, _ in (B, C, D))


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_posts_that_wait_in_two_pushes_are_both_kept_and_those_after_them(sqlite_store, tmp_path, form):
    readings = [*polls([], **form), *pushes([[A], [B]], [[C]], **form), *polls([C, B, A], **form)]
    assert watched(sqlite_store, tmp_path, readings) == [NOTHING, (2, 0, 2), ONE, NOTHING]


def test_of_an_entry_that_was_pushed_twice_the_latest_is_kept(sqlite_store, tmp_path):
    edited = ("Flood warning lifted in Tewkesbury and Upton", A[1])
    assert watched(sqlite_store, tmp_path, [*polls([]), *pushes([[A], [edited]])]) == [NOTHING, ONE]
    assert titles_of(sqlite_store) == [edited[0]]
