"""Sites as they are built: what who names one is shown, and what first. And what is said where nothing is found."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hosts import NOW, Hosts

from crawler.item import ReadError
from crawler.spellings import spellings

SITE = "https://news.example"


def page(head="", body="", lang="en"):
    return f"<!doctype html><html lang={lang}><head><title>A site</title>{head}</head><body>{body}</body></html>"


def link(href, kind="application/rss+xml", more=""):
    return f'<link rel=alternate type="{kind}" href="{href}" {more}>'


def feed(*paths, title="News", words="The frigate number {} has returned to port"):
    items = "".join(
        f"<item><title>{words.format(n)}</title><link>{SITE}{path}</link><description>A teaser.</description>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=n))}</pubDate></item>"
        for n, path in enumerate(paths)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def atom(*paths, text):
    items = "".join(
        f"<entry><id>t:{path}</id><title>The frigate number {n} has returned to port</title><link href='{SITE}{path}'/>"
        f"<updated>{(NOW - timedelta(hours=n)).isoformat()}</updated><content type='html'>{text}</content></entry>"
        for n, path in enumerate(paths)
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{items}</feed>'


ROWS = "".join(f"<h2><a href=/n/{n}>The ministry has told us of {n} things</a></h2>" for n in range(6))
NEWS = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/1</loc><n:news>'
    "<n:publication_date>2026-03-01T08:00:00Z</n:publication_date><n:title>A frigate has returned to port</n:title>"
    "</n:news></url></urlset>"
)
INDEX = (
    '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>https://news.example/google.xml</loc></sitemap></sitemapindex>"
)
SITEMAP = "<sitemap><loc>https://news.example/google.xml</loc></sitemap>"
PLAIN = '<?xml version="1.0"?><urlset><url><loc>https://news.example/{0}/a</loc><lastmod>2026-0{0}-01</lastmod></url></urlset>'
SOUND = '<enclosure url="https://news.example/1.mp3" type="audio/mpeg" length="1"/>'
SOME, MORE, OTHERS = feed("/1", "/2"), feed("/3", "/4", "/5"), feed("/6", words="Die Fregatte {} ist wieder im Hafen")
FIELDS = "?_fields=id,date_gmt,modified_gmt,link,title,excerpt,content"
POSTS = """[{"id": 1, "date_gmt": "2026-03-01T08:00:00", "link": "https://news.example/1",
    "title": {"rendered": "The frigate has returned"}, "excerpt": {"rendered": "<p>A teaser.</p>"}}]"""

#: What a site answers, the address that is given, and what is offered, the first first.
SITES = {
    "WordPress, and the comments on its articles": (
        {"": page(link("/comments/feed/") + link("/feed/")), "/feed/": SOME, "/comments/feed/": MORE},
        "news.example",
        ["/feed/", "/comments/feed/"],
    ),
    "comments by their title alone, in another language": (
        {
            "": page(link("/a") + link("/b")),
            "/a": feed("/1", "/2", "/3", title="Commentaires sur Mer"),
            "/b": SOME,
        },
        "news.example",
        ["/b", "/a"],
    ),
    "a podcast beside the news": (
        {"": page(link("/podcast.xml") + link("/all.xml")), "/podcast.xml": MORE, "/all.xml": SOME},
        "news.example",
        ["/all.xml", "/podcast.xml"],
    ),
    "the feed of what its page shows before those of its sections": (
        {"": page(link("/sport") + link("/all"), "<a href=/1>One</a><a href=/2>Two</a>"), "/sport": MORE, "/all": SOME},
        "news.example",
        ["/all", "/sport"],
    ),
    "the feed in the language of the page": (
        {
            "/de/": page(link("/en.xml", more="hreflang=en") + link("/de.xml", more="hreflang=de"), lang="de"),
            "/en.xml": SOME,
            "/de.xml": OTHERS,
        },
        "news.example/de/",
        ["/de.xml", "/en.xml"],
    ),
    "WordPress, where the feeds were switched off": (
        {"": page('<link rel="https://api.w.org/" href="/wp-json/">'), "/wp-json/wp/v2/posts" + FIELDS: POSTS},
        "news.example",
        ["/wp-json/wp/v2/posts" + FIELDS],
    ),
    "Squarespace, where the page of news says nothing": (
        {"": page(body="<nav><a href=/blog>Blog</a></nav>"), "/blog": page(), "/blog?format=rss": SOME},
        "news.example",
        ["/blog?format=rss"],
    ),
    "a ministry whose front page lists news, and the page of news has the feed": (
        {"": page(body=f"<a href=/presse>Pressemitteilungen</a>{ROWS}"), "/presse": page(link("/rss")), "/rss": SOME},
        "news.example",
        ["/rss", ""],
    ),
    "a button without words": (
        {"": page(body='<a href="/x?id=3"><img alt="RSS" src=x></a>'), "/x?id=3": SOME},
        "news.example",
        ["/x?id=3"],
    ),
    "a button that is read out": (
        {"": page(body='<a href=/x aria-label="RSS-Feed abonnieren"><i></i></a>'), "/x": SOME},
        "news.example",
        ["/x"],
    ),
    "a feed declared under a type that is none": (
        {"": page(link("/x", "application/rss")), "/x": SOME},
        "news.example",
        ["/x"],
    ),
    "links from a base": (
        {"": page("<base href=/sub/>", '<a href=x>RSS</a><a href="/other">Contact</a>'), "/sub/x": SOME},
        "news.example",
        ["/sub/x"],
    ),
    "the same as RSS and as Atom with the whole text": (
        {
            "": page(link("/rss") + link("/atom", "application/atom+xml")),
            "/rss": SOME,
            "/atom": atom("/1", "/2", text="The minister spoke at length of the exercise. " * 60),
        },
        "news.example",
        ["/atom"],
    ),
    "a page that sends on": (
        {"": page('<meta http-equiv=refresh content="0; url=/en/">'), "/en/": page(link("/rss")), "/rss": SOME},
        "news.example",
        ["/rss"],
    ),
    "a page that sends on by a script": (
        {"": "<!doctype html><script>window.location.href = '/en/'</script>", "/en/": page(link("/rss")), "/rss": SOME},
        "news.example",
        ["/rss"],
    ),
    "a feed that lies at a relay for now": (
        {"": page(link("/feed")), "/feed": "https://relay.example/x 302", "https://relay.example/x": SOME},
        "news.example",
        ["/feed"],
    ),
    "a feed that has moved for good": (
        {"": page(link("/feed")), "/feed": "https://new.example/x 301", "https://new.example/x": SOME},
        "news.example",
        ["https://new.example/x"],
    ),
    "a page to consent to before": (
        {"": "https://consent.example/?r 302", "https://consent.example/?r": page(), "/feed": SOME},
        "news.example",
        ["/feed"],
    ),
    "a sitemap of news that is not called so": (
        {"": page(), "/robots.txt": f"Sitemap: {SITE}/s.xml", "/s.xml": INDEX, "/google.xml": NEWS},
        "news.example",
        ["/google.xml"],
    ),
    "a sitemap of news whose number will be another one tomorrow": (
        {
            "": page(),
            "/robots.txt": f"Sitemap: {SITE}/s.xml",
            "/s.xml": INDEX.replace("google", "news-2026-03-01"),
            "/news-2026-03-01.xml": NEWS,
        },
        "news.example",
        ["/s.xml"],
    ),
    "sitemaps by the month, the newest last and none with a time": (
        {
            "": page(),
            "/robots.txt": f"Sitemap: {SITE}/s.xml",
            "/s.xml": INDEX.replace(SITEMAP, "".join(SITEMAP.replace("google", f"{month}") for month in (1, 2, 3))),
            **{f"/{month}.xml": PLAIN.format(month) for month in (1, 2, 3)},
        },
        "news.example",
        ["/s.xml"],
    ),
    "a feed that robots.txt names among the sitemaps, as of news": (
        {"": page(), "/robots.txt": f"Sitemap: {SITE}/news.rss\nSitemap: {SITE}/s.xml", "/news.rss": SOME},
        "news.example",
        ["/news.rss"],
    ),
    "a page that asks for a language": (
        {"": page(body="<a href=/en/>English</a><a href=/de>Deutsch</a><a href=/enquiries/>Enquiries</a>")}
        | {"/en/": page(link("/en.xml")), "/de": page(link("/de.xml")), "/en.xml": SOME, "/de.xml": OTHERS},
        "news.example",
        ["/en.xml", "/de.xml"],
    ),
    "a podcast that is not called so": (
        {"": page(link("/show") + link("/all")), "/show": MORE.replace("</item>", f"{SOUND}</item>"), "/all": SOME},
        "news.example",
        ["/all", "/show"],
    ),
    "the feed of all, named after those of its parts": (
        {"": page("".join(link(f"/rss/part/{n}") for n in range(12)) + link("/rss/all")), "/rss/all": SOME},
        "news.example",
        ["/rss/all"],
    ),
    "a feed that holds nothing yet, and a list of articles": (
        {"": page(link("/feed"), ROWS), "/feed": feed()},
        "news.example",
        ["", "/feed"],
    ),
    "the domain without www": ({"": page(link("/feed")), "/feed": SOME}, "www.news.example", ["/feed"]),
    "a domain that only www is of": (
        {"https://www.other.example/": page(link("/feed")), "https://www.other.example/feed": SOME},
        "other.example",
        ["https://www.other.example/feed"],
    ),
    "only http": (
        {"http://old.example/": page(link("/feed")), "http://old.example/feed": SOME},
        "old.example",
        ["http://old.example/feed"],
    ),
    "http, where only https is served": ({"": page(link("/feed")), "/feed": SOME}, "http://news.example", ["/feed"]),
    "a full stop at the end": ({"": page(link("/feed")), "/feed": SOME}, "news.example.", ["/feed"]),
    "as a browser hands it over": ({"/feed": SOME}, "feed:https://news.example/feed", ["/feed"]),
    "a name that is not ASCII": (
        {"https://xn--mller-kva.example/": page(link("/f")), "https://xn--mller-kva.example/f": SOME},
        "Müller.example",
        ["https://xn--mller-kva.example/f"],
    ),
}


def of_site(answers):
    return Hosts({one if "://" in one else f"{SITE}{one}": said for one, said in answers.items()})


@pytest.mark.parametrize("name", SITES)
def test_who_names_a_site_is_shown_its_sources_the_likeliest_first(name):
    answers, address, expected = SITES[name]
    found = of_site(answers).offers(address)
    assert [offer.url.removeprefix(SITE) for offer in found.offers] == expected


#: What is said where an address brings nothing, or less than there is.
NOTES = {
    "a PDF": ({"/x": b"%PDF-1.7"}, "/x", "it is no web page but application/pdf"),
    "nothing": ({"/x": " "}, "/x", "the answer is empty"),
    "data": ({"/x": "{}"}, "/x", "this is JSON, but no JSON Feed"),
    "a list": (
        {"/x": '<?xml version="1.0"?><opml><head/><body></body></opml>'},
        "/x",
        "this is a list of sources (OPML)",
    ),
    "a chain of redirects": ({"": "https://news.example 302"}, "", "more than 5 redirects"),
    "a wall": ({"": 403}, "", "refuses us (403 Forbidden); set [fetch] contact"),
    "a page of scripts": ({"": page(body="<div id=app></div><script>go()</script>")}, "", "javascript = true reads it"),
    "a lock": ({"": page(link("/x")), "/x": 401}, "", "write them into its address"),
    "a page for each address": ({"": page(link("/x")), "/x": page(link("/x"))}, "", "this is an HTML page, not a feed"),
    "many feeds": ({"": page("".join(link(f"/{n}") for n in range(15)))}, "", "15 feeds are named here, and 10 were"),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_is_no_source_is_said(name):
    answers, path, said = NOTES[name]
    found = of_site(answers).offers(SITE + path)
    assert found.offers == ()
    assert [note for note in found.notes if said in note]


def test_a_sitemap_by_the_month_is_shown_by_its_newest_and_what_has_no_titles_by_its_addresses():
    answers, address, _ = SITES["sitemaps by the month, the newest last and none with a time"]
    (offer,) = of_site(answers).offers(address).offers
    assert (offer.newest, offer.text, offer.language) == (datetime(2026, 3, 1, tzinfo=UTC), "addresses", "en")
    assert offer.headlines == (f"{SITE}/3/a",)


def test_a_page_that_could_not_be_read_is_not_said_to_offer_nothing():
    unread, empty = of_site({"": 403}).offers(SITE), of_site({"": page()}).offers(SITE)
    assert (unread.offers, unread.is_read, empty.offers, empty.is_read) == ((), False, (), True)


def test_a_site_that_gives_a_page_for_each_address_offers_nothing():
    site = Hosts({}, every={SITE: page(body="<h1>Page not found</h1>")})
    assert site.offers("news.example").offers == ()


def test_addresses_of_one_feed_are_known_as_one():
    answers = {"": page(link("/feed") + link("/rss")), "/rss": SOME, "/feed": "https://relay.example/x 302"}
    (offer,) = of_site(answers | {"https://relay.example/x": SOME}).offers("news.example").offers
    assert {offer.url, *offer.aliases} == {f"{SITE}/feed", f"{SITE}/rss", "https://relay.example/x"}


def test_a_name_and_password_go_to_their_server_alone():
    own = {"": page(link(f"{SITE}/feed") + link("https://relay.example/x")), "/feed": SOME}
    signed_in = {f"https://me:it@news.example{one}": said for one, said in own.items()}
    site = Hosts({**signed_in, "https://relay.example/x": MORE}, every={SITE: 401})
    found = site.offers("https://me:it@news.example")
    assert sorted(offer.url for offer in found.offers) == ["https://me:it@news.example/feed", "https://relay.example/x"]
    assert not any("it@" in one for one in site.asked if "news.example" not in one)


def test_whom_nobody_can_trust_is_not_asked_in_the_clear():
    site = of_site({"http://news.example/": page(link("/feed"))})
    site.broken = {SITE: "tls", "https://www.news.example": "dns"}
    with pytest.raises(ReadError) as raised:
        site.offers("news.example")
    assert raised.value.kind == "tls"
    assert not any(one.startswith("http:") for one in site.asked)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("example.org", "https://example.org"),
        (" <https://Example.org/a?b#c> ", "https://example.org/a?b#c"),
        ("//example.org/x", "https://example.org/x"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("view-source:http://example.org/", "http://example.org/"),
        ("https:example.org", "https://example.org"),
        ("http:/example.org", "http://example.org"),
        ("https//example.org", "https://example.org"),
        ("https.example.org", "https://https.example.org"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("localhost:8000", "https://localhost:8000"),
        ("[::1]:80/x", "https://[::1]:80/x"),
        ("me:secret@example.org/x", "https://me:secret@example.org/x"),
        ("https://example.org/feed,", "https://example.org/feed"),
        ("example.org.", "https://example.org"),
        ("https://example.org/feed).", "https://example.org/feed"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("http://https://example.org/x", "https://example.org/x"),
        ("hxxps://example[.]org/feed", "https://example.org/feed"),
        ("hxxp[://]example(.)org", "http://example.org"),
        ("@nato@social.example", "https://social.example/@nato"),
        ("bücher.example./ä", "https://xn--bcher-kva.example/ä"),
    ],
)
def test_an_address_is_understood_however_it_is_written(written, first):
    assert spellings(written)[0] == first


@pytest.mark.parametrize(
    "written",
    [
        *(" ", "two words", "/etc/passwd", "C:\\feeds.opml", "a@b.example", "@nato", "example.org:99999", "http://"),
        *("file:///etc/passwd", "ftp://example.org", "mailto:a@b.example", "javascript:alert(1)", "data:text/html,x"),
        *("http://[::1", "http://:80/"),
    ],
)
def test_what_names_no_site_is_refused_before_anybody_is_asked(written):
    with pytest.raises(ReadError, match=r"is no address that can be fetched; \w"):
        spellings(written)
