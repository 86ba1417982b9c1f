"""Entries to which a feed gives one page are articles of their own: posts of a live blog, a list of short news."""

from journey import settings_text, travel
from servers import plain, site

from crawler.addresses import canonical_url, url_key
from crawler.item import Item
from crawler.shared_pages import told_apart
from store.models import Article

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


def addresses(*args, **keys):
    return [item.url for item in told_apart(items(*args, **keys))]


def test_an_anchor_tells_them_apart_then_the_feeds_own_name_then_the_title():
    anchors = [f"{PAGE}#post-{n}" for n in range(3)]
    assert addresses(*anchors, guids=["a", "b", "c"]) == [f"{PAGE}#!post-{n}" for n in range(3)]
    assert addresses(*[PAGE] * 3, guids=["a", "b", "c"]) == [f"{PAGE}#!{guid}" for guid in "abc"]
    assert addresses(*[f"{PAGE}#rss"] * 3, guids=["a", "b", "c"]) == [f"{PAGE}#!{guid}" for guid in "abc"]
    assert addresses(*[PAGE] * 3) == [f"{PAGE}#!{title}" for title, _ in POSTS]
    assert addresses(*[PAGE] * 3, guids=["x" * 2_000 + n for n in "abc"])[0].startswith(f"{PAGE}#!")


def test_each_has_its_own_key_and_is_not_completed_from_the_page():
    apart = told_apart(items(*[PAGE] * 3, guids=["tag:x,2026:1", "tag:x,2026:2", "№ 3 / b"]))
    assert len({url_key(item.url) for item in apart}) == 3
    assert all(url_key(canonical_url(item.url)) == url_key(item.url) for item in apart)
    assert {(item.complete, item.text == item.summary) for item in apart} == {(True, True)}


def test_one_article_listed_twice_and_articles_with_pages_of_their_own_stay_as_they_are():
    for some in (
        items(f"{PAGE}#top", f"{PAGE}#comments", titles=["One", "One"]),
        items(PAGE, "https://news.example.org/2#comments"),
        items("https://app.example.org/#/a/1", "https://app.example.org/#/a/2"),
    ):
        assert told_apart(some) == tuple(some)
    assert len({url_key(f"https://app.example.org/#/a/{n}") for n in (1, 2)}) == 2


def feed(posts):
    entries = "".join(
        f"<item><title>{title}</title><link>{PAGE}#{title[:3]}</link><guid isPermaLink='false'>{title[:3]}</guid>"
        f"<description>{text}</description></item>"
        for title, text in posts
    )
    return plain(f'<rss version="2.0"><channel>{entries}</channel></rss>', content_type="application/rss+xml")


def test_a_watch_hears_of_each_post_once(store, tmp_path):
    watches = "".join(f'[[watches]]\nname="{w}"\nquery="{w}"\nchannels=["desk"]\n' for w in ("drone", "ferry"))
    with site() as web:

        async def steps(journey):
            for known in ((), POSTS, POSTS, POSTS[1:], POSTS[1:2]):
                web.answers["/wire"] = feed(known)
                polled = await journey.poll()
                counts.append((polled["wire"].new, polled["wire"].changed, polled["wire"].alerts))

        counts = []
        travel(store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, 1, watches), steps)
    assert counts == [(0, 0, 0), (3, 0, 2), (0, 0, 0), (0, 0, 0), (0, 0, 0)]
    with store.reading() as session:
        assert {one.title for one in session.query(Article)} == {title for title, _ in POSTS}
