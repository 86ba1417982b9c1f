"""Feeds that an address tells."""

import pytest

from crawler.conventions import platform_feeds, usual_feeds

CHANNEL = "UC" + "a1-_" * 5 + "bc"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("https://youtube.com/playlist?si=x&list=PL-1", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL-1"),
        ("https://old.reddit.com/r/army/top", "https://www.reddit.com/r/army/.rss"),
        ("https://medium.com/@anna.berg", "https://medium.com/feed/@anna.berg"),
        ("https://medium.com/tag/air-defence/archive", "https://medium.com/feed/tag/air-defence"),
        ("https://www.tumblr.com/nasa", "https://nasa.tumblr.com/rss"),
        ("https://nasa.tumblr.com/post/1", "https://nasa.tumblr.com/rss"),
        ("https://anna.substack.com/p/storm", "https://anna.substack.com/feed"),
        ("https://anna.blogspot.co.uk/2026/", "https://anna.blogspot.co.uk/feeds/posts/default"),
        ("https://github.com/example/tool/releases", "https://github.com/example/tool/releases.atom"),
        ("https://social.example/@anna", "https://social.example/@anna.rss"),
        ("https://bsky.app/profile/anna.example", "https://bsky.app/profile/anna.example/rss"),
        ("https://news.google.com/search?q=frigate&hl=en", "https://news.google.com/rss/search?q=frigate&hl=en"),
    ],
)  # fmt: skip
def test_a_platform_tells_the_feed_by_the_address(page, feed):
    assert platform_feeds(page) == (feed,)


def test_elsewhere_feeds_of_the_section_are_asked_for_before_those_of_the_site():
    asked = usual_feeds("https://www.example.org/blog/?page=2")
    assert asked[0] == "https://www.example.org/blog/feed"
    assert "https://www.example.org/?feed=rss2" in asked
    assert usual_feeds("https://www.example.org/")[0] == "https://www.example.org/feed"


@pytest.mark.parametrize("address", ["example.org", "", "https://", "https://youtube.com/", "https://medium.com/"])
def test_any_address_gets_an_answer(address):
    assert all(isinstance(one, str) for one in (*platform_feeds(address), *usual_feeds(address)))
