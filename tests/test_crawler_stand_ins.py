"""Pages that stand where a source was, told from one that only has another layout."""

import pytest

from crawler.diagnosis import of_failure
from crawler.feed import parse_feed
from crawler.item import ReadError
from crawler.stand_ins import stand_in


def page(title: str, body: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


#: Of newsrooms and headlines.
NAMES = (
    "404 Media",
    "Area Code 404: Atlanta news",
    "Leiche nicht gefunden | Lokalblatt",
    "El País no existe",
    "Такого не найдено - новости",
)
#: Of sites where one can sign in, and need not.
HEADINGS = (
    "Psychologin.info",
    "Virologin über Corona",
    "Blog in English",
    "Design in Italy",
    "Scientists identified",
    "Concentrar",
    "Girişimcilik",
    "Входит в историю",
    "The Connexion - French news",
    "Accede a El País",
)
ARTICLES = (
    "The .ai domain is available to all, says Anguilla",
    "What lies in the public domain is available to all",
    "The name was sold at <a href='https://www.hugedomains.com/'>hugedomains.com</a>, as sedoparking.com says",
    "A page of news. " * 60 + "It said: this domain is for sale.",
)


@pytest.mark.parametrize(
    ("markup", "kind", "words"),
    [
        (page("e.org", "This domain is for sale!"), "gone", "for sale"),
        (page("e.org", "<script src=//www.sedoparking.com/x.js></script>"), "gone", "for sale"),
        (page("Diese Domain steht zum Verkauf"), "gone", "for sale"),
        (page("Sign in - Intranet", "<input type=password name=p>"), "blocked", "sign in"),
        (page("Connexion | Le Journal", "<input name=p type='password'>"), "blocked", "sign in"),
        (page("Вход", "<input type=password>"), "blocked", "sign in"),
        (page("Attention Required! | Cloudflare", "<form id=challenge-form></form>"), "blocked", "a browser"),
        (page("Just a moment..."), "blocked", "a browser"),
        (page("Доступ ограничен"), "blocked", "a browser"),
        (page("Making sure you&#39;re not a bot!"), "blocked", "a browser"),
        (page("", "<script>document.cookie='k=1; path=/'; location.reload();</script>"), "blocked", "a browser"),
        (page("Account Suspended", "Contact your hosting provider."), "http", "out of order"),
        (page("Ministry | Site under maintenance"), "http", "out of order"),
        (page("502 Bad Gateway", "<center>nginx</center>"), "http", "out of order"),
        (page("Технические работы"), "http", "out of order"),
        (
            "<br />\n<b>Fatal error</b>:  Uncaught Error: no x in /var/www/x.php:12",
            "http",
            "down there: Fatal error: Unc",
        ),
        ("Error establishing a database connection", "http", "breaks down there: Error establishing"),
        ('{"code": 7, "message": "Daily quota exceeded"}', "not-a-feed", "it says 'Daily quota exceeded'"),
        (
            "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
            "not-a-feed",
            "it says 'Access De",
        ),
        (page("404 - Page not found"), "gone", "nothing is found"),
        (page("Seite nicht gefunden – Ministerium"), "gone", "nothing is found"),
        (page("Página no encontrada"), "gone", "nothing is found"),
        (page("ページが見つかりません"), "gone", "nothing is found"),
        (page("Oops! That&#8217;s a 404 &ndash; Page not found &#8211; The Example"), "gone", "nothing is found"),
        (page("Cette page n&#8217;existe plus"), "gone", "nothing is found"),
        (page("404 Not Found"), "gone", "nothing is found"),
        (page("Stránka nebyla nalezena"), "gone", "nothing is found"),
        (page("Sivua ei löytynyt"), "gone", "nothing is found"),
        (page("Log In &lsaquo; The Example &#8212; WordPress", "<input type=password>"), "blocked", "sign in"),
    ],
)
def test_what_stands_where_a_feed_was_is_said_plainly(markup, kind, words):
    with pytest.raises(ReadError) as failed:
        parse_feed(markup.encode(), "https://e.org/feed")
    assert (failed.value.kind, words in str(failed.value)) == (kind, True)
    assert of_failure(failed.value).cure


@pytest.mark.parametrize(
    "markup",
    [
        page("News of the ministry", "<form action=/search><input type=text></form>"),
        # A site where one can sign in is none to which one must.
        page("The Example: news", "<form><input type=password></form>"),
        page("Mine found, ship not: search goes on"),
        page("Highway 4040 opens"),
        *(page(title) for title in NAMES),
        *(page(title, "<form><input type=password></form>") for title in HEADINGS),
        *(page("The Example", f"<p>{text}</p>") for text in ARTICLES),
        page("Page not found", '<link rel=alternate type="application/rss+xml" href=/feed>'),
        page("Sign in", '<input type=password><link rel=alternate type="application/atom+xml" href=/feed>'),
        page("Page not found", "x" * 200_000),
        page("Maintenance | Navy News", "<p>The frigate left the dock on Tuesday after a refit.</p>" * 30),
        page(
            "News",
            "<script>document.cookie='seen=1'; if (0) location.reload()</script><p>Troops left the base.</p>" * 9,
        ),
        page("Access denied | The Paper", "<p>Reporters were kept from the base for a third day.</p>" * 30),
    ],
)
def test_any_other_page_is_taken_for_what_it_is(markup):
    assert stand_in(markup) is None


def test_a_sitemap_is_called_one():
    sitemap = b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>"
    with pytest.raises(ReadError, match="sitemap, not a feed"):
        parse_feed(sitemap, "https://e.org/sitemap.xml")
