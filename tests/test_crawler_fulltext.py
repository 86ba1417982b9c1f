"""Fetching the pages of items that have only a teaser."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from servers import hang, plain, site

from config import FetchSettings, SiteSettings, SourceSettings
from crawler import fulltext
from crawler.download import ScrapyDownloader
from crawler.fulltext import NO_SITES, complete, merged
from crawler.item import Item
from crawler.loop import run
from crawler.page import Page
from crawler.web import Web

SOURCE = SourceSettings(name="s", url="https://news.example/feed")
FETCH = FetchSettings(private_addresses=["127.0.0.0/8"], per_host_delay="0s", timeout="2s")
SENTENCE = "The ministers agreed on Tuesday to buy further interceptors together, as the talks went on. "
DAY = datetime(2026, 3, 1, tzinfo=UTC)
MINUTE = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)


def page(title="Ministers agree", text=SENTENCE * 12):
    head = f'<title>{title}</title><meta property="article:published_time" content="2026-03-01T08:15:00Z">'
    return plain(
        f"<html lang=en><head>{head}</head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>",
        Content_Type="text/html; charset=utf-8",
    )


class Inline:
    async def run(self, function, /, *args):
        return await asyncio.to_thread(function, *args)


@pytest.fixture
def web():
    with site() as started:
        yield started


def completed(*items, source=SOURCE, fetch=FETCH, sites=NO_SITES):
    async def main():
        async with ScrapyDownloader(FETCH) as downloader:
            return await complete(items, Web(downloader, Inline()), source, fetch, sites)

    return run(main)


def test_where_the_settings_say_where_things_stand_the_page_is_read_there(web):
    web.answers["/1"] = page()
    sites = {"127.0.0.1": SiteSettings(title="p", drop=("h1",))}
    [item] = completed(Item(url=web.url + "/1", title=""), sites=sites)
    assert item.title.startswith("The ministers agreed on Tuesday")


def test_an_item_with_a_teaser_gets_the_text_and_the_minute_of_its_page(web):
    web.answers["/1"] = page()
    [item] = completed(Item(url=web.url + "/1", title="Agreed", summary="Ministers agreed."))
    assert (item.title, item.summary, item.published_at) == ("Agreed", "Ministers agreed.", MINUTE)
    assert (item.text.startswith("The ministers agreed"), item.complete, item.language) == (True, True, "en")


@pytest.mark.parametrize(
    "way",
    [
        plain('<html><head><meta http-equiv="refresh" content="0; url=/real"></head></html>', content_type="text/html"),
        plain("<script>window.location.replace('/real')</script><title>Redirecting</title>", content_type="text/html"),
        plain("", content_type="text/plain", refresh="0;URL=/real"),
    ],
)
def test_an_article_is_read_where_its_page_sends_its_readers_on_to(web, way):
    web.answers |= {"/short": way, "/real": page()}
    [item] = completed(Item(url=web.url + "/short", title="Ministers agree", summary="Ministers agreed."))
    assert (item.complete, item.page_url, item.published_at) == (True, web.url + "/real", MINUTE)


def test_a_page_that_sends_its_readers_on_to_nothing_or_in_a_circle_leaves_the_teaser(web):
    on_to = '<meta http-equiv=refresh content="0; url={}">'
    web.answers |= {
        "/lost": plain(on_to.format("/nowhere"), content_type="text/html"),
        "/to": plain(on_to.format("/fro"), content_type="text/html"),
        "/fro": plain(on_to.format("/to"), content_type="text/html"),
    }
    items = completed(*(Item(url=web.url + path, title="Agreed", summary="Teaser") for path in ("/lost", "/to")))
    assert [(item.summary, item.text, item.complete) for item in items] == [("Teaser", "", False)] * 2


def test_a_feed_that_says_en_and_is_written_in_french_is_in_french():
    text = "Les ministres de la défense se sont réunis mardi à Bruxelles et ont décidé de nouvelles livraisons. " * 4
    [item] = completed(Item(url="https://n.example/", title="Réunion", text=text, language="en", complete=True))
    assert item.language == "fr"


def test_an_item_that_is_complete_is_not_fetched(web):
    item = Item(url=web.url + "/1", title="t", text="all of it", language="en", complete=True)
    assert completed(item) == (item,)
    assert web.asked == []


def test_the_order_stays_and_a_page_that_fails_costs_only_its_own_text(web):
    web.answers |= {"/1": page("One"), "/3": page("Three"), "/2": plain("", 500)}
    items = completed(*(Item(url=f"{web.url}/{n}", title=str(n), summary="teaser") for n in (1, 2, 3)))
    assert [(item.title, item.complete) for item in items] == [("1", True), ("2", False), ("3", True)]
    assert items[1].summary == "teaser"


def test_an_item_without_a_title_gets_that_of_its_page_or_of_its_address(web):
    web.answers["/a"] = page("From the page")
    items = completed(
        Item(url=web.url + "/a", title=""), Item(url=web.url + "/news/123/air-defence_stocks.html", title="")
    )
    assert [item.title for item in items] == ["From the page", "air defence stocks"]


def test_where_no_full_text_is_wanted_only_titles_are_fetched(web):
    web.answers |= {"/1": page(), "/2": page("Found")}
    unwanted = SOURCE.model_copy(update={"full_text": False})
    items = completed(Item(url=web.url + "/1", title="has one"), Item(url=web.url + "/2", title=""), source=unwanted)
    assert web.paths() == ["/2"]
    assert [item.title for item in items] == ["has one", "Found"]


def test_a_site_that_refuses_is_left_alone_after_a_few_tries(web, caplog):
    with caplog.at_level(logging.INFO):
        items = completed(*(Item(url=f"{web.url}/{n}", title="t") for n in range(40)))
    assert len(items) == 40
    assert len(web.paths()) < 12
    assert next(r.getMessage() for r in caplog.records if r.name == "crawler.fulltext").startswith(
        "pages not read: source=s read=0 of=40 reason=nothing is there"
    )


def test_pages_that_take_too_long_leave_the_teaser(web, monkeypatch):
    monkeypatch.setattr(fulltext, "LONGEST", 0.5)
    web.answers |= {"/1": page(), "/2": hang}
    items = completed(Item(url=web.url + "/1", title="1"), Item(url=web.url + "/2", title="2"))
    assert [item.complete for item in items] == [True, False]


def test_the_newest_pages_come_first(web, monkeypatch):
    monkeypatch.setattr(fulltext, "MOST_PAGES", 1)
    web.answers |= {"/old": page(), "/new": page(), "/undated": page()}
    dates = {"/undated": None, "/old": DAY, "/new": MINUTE}
    completed(*(Item(url=web.url + path, title="t", published_at=date) for path, date in dates.items()))
    assert web.paths() == ["/new"]


def test_what_is_no_web_page_is_not_read(web):
    web.answers["/1"] = plain(b"%PDF-1.7", Content_Type="application/pdf")
    assert not completed(Item(url=web.url + "/1", title="t"))[0].complete


ITEM = Item(url="https://news.example/1", title="t", summary="x" * 300)
PAGE = Page(url=ITEM.url, title="Page", text="y" * 900, published_at=MINUTE, published_exact=True)


def test_a_page_that_shows_less_than_the_teaser_is_something_else():
    got = merged(ITEM, replace(PAGE, text="Please accept our cookies."))
    assert (got.text, got.complete) == ("", False)


def test_the_sources_own_title_authors_and_minute_stand():
    item = replace(ITEM, authors=("A",), published_at=datetime(2026, 3, 1, 7, 59, tzinfo=UTC))
    got = merged(item, replace(PAGE, authors=("B",)))
    assert (got.title, got.authors, got.published_at) == ("t", ("A",), item.published_at)


def test_a_day_gives_way_to_the_pages_minute_of_that_day_only():
    assert merged(replace(ITEM, published_at=DAY), PAGE).published_at == MINUTE
    other = DAY.replace(month=1)
    assert merged(replace(ITEM, published_at=other), PAGE).published_at == other
    assert merged(replace(ITEM, published_at=DAY), replace(PAGE, published_exact=False)).published_at == DAY


def test_a_date_that_means_none_gives_way_to_that_of_the_page():
    assert merged(replace(ITEM, published_at=datetime(1970, 1, 1, tzinfo=UTC)), PAGE).published_at == MINUTE


def test_an_article_behind_a_wall_is_not_complete_and_marked():
    got = merged(ITEM, replace(PAGE, paywalled=True))
    assert (got.complete, got.paywalled) == (False, True)
    assert (merged(ITEM, PAGE).paywalled, ITEM.paywalled) == (False, None)


def test_the_summary_above_an_article_is_its_teaser_where_the_source_gave_none():
    bare = Item(url="https://news.example/1", title="Ministers agree")
    found = Page(url=bare.url, title=bare.title, text=SENTENCE, deck="They meet in Tallinn on 11 June.")
    told = [merged(replace(bare, summary=given), found).summary for given in ("", "They met.")]
    assert told == ["They meet in Tallinn on 11 June.", "They met."]


def test_an_item_gets_the_picture_of_its_page():
    assert merged(ITEM, replace(PAGE, picture="https://news.example/p.jpg")).picture == "https://news.example/p.jpg"


STORM = replace(ITEM, title="Storm delays frigate", url="https://go.example.net/r/1?to=storm")
AT_HOME = replace(PAGE, title="Storm delays frigate | Harbour Times", url="https://www.example.org/2026/storm")


def test_where_redirects_lead_is_the_address_of_the_article():
    assert merged(STORM, AT_HOME).address == AT_HOME.url


def test_the_address_that_the_page_calls_its_own_comes_before_that_it_was_read_at():
    page = replace(AT_HOME, url="https://www.example.org/2026/storm/a/mobile", canonical=AT_HOME.url)
    assert merged(STORM, page).address == AT_HOME.url


@pytest.mark.parametrize(
    "page",
    [
        replace(AT_HOME, title="Sign in to read on"),
        replace(AT_HOME, title=""),
        replace(AT_HOME, url="https://www.example.org/"),
        replace(AT_HOME, text="Sign in."),
        replace(AT_HOME, canonical=f"{STORM.url}&utm_source=feed#top"),
        replace(AT_HOME, canonical="https://[nowhere"),
    ],
    ids=["another title", "no title", "a front page", "too short", "the same but for its spelling", "no address"],
)
def test_what_may_be_another_page_is_not_taken_for_the_article(page):
    assert merged(STORM, page).address == STORM.url


CONSENT = Page(
    url="https://www.example.org/consent",
    title="Before you continue",
    text="We and our partners store cookies on your device, with your consent, to measure what is read after that. "
    * 9,
)


@pytest.mark.parametrize(
    ("title", "found", "nothing"),
    [
        ("Frigate crew returns from the Baltic with new orders", CONSENT, True),
        ("Fregatte kehrt nach Monaten aus der Ostsee zurück", replace(CONSENT, title="404 – nicht gefunden"), True),
        # Under another headline, or in other forms of its words, it is the article,
        (
            "Frigate crew returns from the Baltic",
            replace(CONSENT, title="Back home: frigate's crew from Baltic"),
            False,
        ),
        (
            "Frigate crew returns from Baltic",
            replace(CONSENT, text="A frigate returned. Its crew was in the Baltics."),
            False,
        ),
        # and of a headline of few words nothing is told by them.
        ("Statement by NATO", CONSENT, False),
        ("北约秘书长 访问 乌克兰 首都 基辅", CONSENT, False),
    ],
)
def test_a_page_that_says_nothing_of_the_article_is_something_else(title, found, nothing):
    assert fulltext.says_nothing_of(title, found) == nothing


def test_a_consent_is_not_taken_for_the_text_of_each_article(web):
    web.answers |= dict.fromkeys(("/1", "/2"), page("Your privacy", CONSENT.text))
    titles = ("Frigate crew returns from the Baltic", "Minister orders sixteen howitzers")
    items = [Item(url=f"{web.url}/{n}", title=title) for n, title in enumerate(titles, 1)]
    assert [(item.text, item.complete) for item in completed(*items)] == [("", False)] * 2


POLISH = (
    "Załoga fregaty wróciła we wtorek z Bałtyku, gdzie przez pół roku strzegła podmorskich kabli i rurociągów. " * 9
)


@pytest.mark.parametrize(
    ("title", "published_at", "is_text"),
    [
        ("Frigate crew comes home after half a year in northern waters", DAY, True),
        # Another day than the page's, none at all, or a headline in its language: it shows something else.
        ("Frigate crew comes home after half a year in northern waters", DAY.replace(day=4), False),
        ("Frigate crew comes home after half a year in northern waters", None, False),
        ("Minister zapowiada zakup szesnastu haubic dla brygady pancernej", DAY, False),
    ],
)
def test_a_headline_in_another_language_than_its_page_is_known_by_the_day(web, title, published_at, is_text):
    web.answers["/1"] = page("Fregata znów w domu", POLISH)
    item = Item(url=f"{web.url}/1", title=title, summary="A teaser.", published_at=published_at)
    [found] = completed(item)
    assert (found.title, found.summary, found.text.startswith("Załoga"), found.complete) == (
        *(title, "A teaser."),
        *(is_text, is_text),
    )


def test_an_address_that_several_articles_call_their_own_is_that_of_none(web):
    def read(*titles):
        own = f'<link rel=canonical href="{web.url}/news/all">'
        for title in titles:
            html = f"<html><head><title>{title}</title>{own}</head><body><article><p>{title}. {SENTENCE * 9}</p></body>"
            web.answers[f"/{title[:3]}"] = plain(html, Content_Type="text/html")
        return [item.page_url for item in completed(*(Item(url=f"{web.url}/{t[:3]}", title=t) for t in titles))]

    assert read("Frigate returns", "Minister resigns") == [None, None]
    assert read("Frigate returns") == [f"{web.url}/news/all"]
