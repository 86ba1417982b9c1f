"""From a feed on a web server to a mail in an inbox, through every layer, on real parts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from journey import START, Mailbox, free_port, page, rss, settings_text, travel
from servers import plain, redirect, site
from sqlalchemy import func, select

from alerts.watch import compile_watch
from store.alert_models import Alert, Delivery
from store.models import Article, Match, SourceState
from store.session import open_store
from tocsin.backtesting import backtest
from tocsin.days import Days

SEED = Path(__file__).parent.parent.parent / "shared" / "seeds" / "000_69bb2a699ee90d40.txt"
WATCH = """[[watches]]
name = "UDCG"
query = '''@udcg OR ("contact group" NEAR/5 @ukraine)'''
channels = ["desk"]
"""
TITLE = "Harlan to skip Ukraine Defense Contact Group meeting"
TEXT = (
    "Defence Secretary Peter Harlan will not attend next week's meeting of the Ukraine Defense Contact Group in "
    "Brussels, three officials said on Thursday. It would be the first time since 2022 that no senior Pentagon leader "
    "sits at the table.",
    "Britain and Germany will chair the session at NATO headquarters on 11 April. Harlan is expected to join by video "
    "link, one of the officials said, and the Pentagon declined to comment on his schedule.",
    "Olena Marchenko, the minister in Kyiv, plans to ask for 12 more Patriot launchers and for 400 million euros for "
    "the production of drones. She told reporters that chairs do not count, missiles do.",
)
NOISE = ("Ferry timetable", "The ferry between the islands sails every forty minutes from Monday, the council said.")
RSS = "application/rss+xml; charset=utf-8"
HTML = "text/html; charset=utf-8"


def count(store, table):
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def publish(web, feed, *items):
    """Put a feed on the web with noise at its end, and the pages of its items: (path, title, paragraphs or page)."""
    entries = []
    for path, title, text in (*items, (f"{feed}-ferry", NOISE[0], NOISE[1:])):
        html = text if isinstance(text, str) else page(title, *text)
        web.answers[path] = plain(html, content_type=HTML)
        entries.append((web.url + path, title, "Read the whole story on our site."))
    web.answers[feed] = plain(rss(*entries), content_type=RSS)


def seed_page():
    """Return the seed's article as its publisher's system shows it, German label lines included."""
    title, *rest = [line for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    return title, page(title, *rest, language="fr")


@pytest.fixture
def web():
    with site() as one:
        yield one


@pytest.fixture
def mailbox():
    with Mailbox().listening() as one:
        yield one


def test_the_seed_rings_once_however_often_it_comes_back(store, tmp_path, web, mailbox):
    if not SEED.exists():
        pytest.skip(f"the seed article is not here: {SEED.name} belongs beside the checkout in shared/seeds")
    title, html = seed_page()
    sources = {"wire": f"{web.url}/wire", "paper": f"{web.url}/paper"}

    async def steps(journey):
        publish(web, "/wire")
        publish(web, "/paper")
        await journey.poll()
        publish(web, "/wire", ("/hegseth", title, html))
        first = await journey.poll("wire")
        await journey.deliver()
        assert (first["wire"].new, first["wire"].alerts) == (1, 1)
        publish(web, "/wire", ("/hegseth", title, html), ("/again?utm_source=feed", "Autre article", ("Rien.",)))
        await journey.poll("wire")
        publish(web, "/paper", ("/reprise/12345", title, html.replace("The Paper", "Le Journal")))
        await journey.poll("paper")
        publish(web, "/wire", ("/hegseth", "MISE À JOUR : " + title, html))
        changed = await journey.poll("wire")
        await journey.deliver()
        assert changed["wire"].changed == 1

    travel(store, tmp_path, settings_text(sources, mailbox.port, WATCH), steps)
    assert mailbox.subjects == [f"UDCG: {title}"]
    [mail] = mailbox.mails
    text = mail.get_body(("plain",)).get_content()
    assert "Groupe de contact" in text
    assert "Redaktionell" not in text
    assert "<mark" in mail.get_body(("html",)).get_content()
    with store.reading() as session:
        article = session.scalars(select(Article).where(Article.url.contains("hegseth"))).one()
        assert article.language == "fr"
        assert not article.text.startswith(("Transparenz", title))
        assert re.search("chronique.{1,40}croissante", article.text)


def test_what_a_new_source_already_holds_is_kept_and_alerts_nobody(store, tmp_path, web, mailbox):
    publish(web, "/wire", ("/harlan", TITLE, TEXT))

    async def steps(journey):
        polled = await journey.poll()
        assert polled["wire"].first
        await journey.deliver()

    travel(store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH), steps)
    assert (count(store, Article), count(store, Match), count(store, Alert)) == (2, 1, 0)
    assert mailbox.mails == []


def test_the_setting_to_alert_on_the_first_poll_is_obeyed(store, tmp_path, web, mailbox):
    publish(web, "/wire", ("/harlan", TITLE, TEXT))
    text = settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH)

    async def steps(journey):
        await journey.poll()
        await journey.deliver()

    travel(store, tmp_path, text.replace("[fetch]\n", "[fetch]\nalert_on_first_poll = true\n"), steps)
    assert mailbox.subjects == [f"UDCG: {TITLE}"]


def test_a_mail_still_comes_once_after_a_restart_between_poll_and_delivery(store_url, tmp_path, web):
    port = free_port()
    text = settings_text({"wire": f"{web.url}/wire"}, port, WATCH)

    async def before(journey):
        publish(web, "/wire")
        await journey.poll()
        publish(web, "/wire", ("/harlan", TITLE, TEXT))
        await journey.poll()
        assert (await journey.deliver()).failed == 1  # nobody listens there yet

    async def after(journey):
        for _ in range(4):
            await journey.deliver(timedelta(hours=1))

    store = open_store(store_url)
    travel(store, tmp_path, text, before)
    store.close()
    store = open_store(store_url)
    with Mailbox(port).listening() as mailbox:
        travel(store, tmp_path, text, after)
    assert mailbox.subjects == [f"UDCG: {TITLE}"]
    with store.reading() as session:
        delivery = session.scalars(select(Delivery)).one()
    store.close()
    assert (delivery.status, delivery.attempts) == ("sent", 2)
    assert delivery.message_id in mailbox.mails[0]["message-id"]


def test_one_broken_source_keeps_no_other_from_ringing(sqlite_store, tmp_path, web, mailbox):
    web.answers["/page"] = plain(
        "<!doctype html><title>Not found</title><h1>Our feed has moved</h1>", content_type=HTML
    )
    web.answers["/gone"] = plain("gone", 410)
    web.answers["/inward"] = redirect("http://[::1]:1/feed")
    sources = {name: f"{web.url}/{name}" for name in ("page", "gone", "inward", "missing", "wire")}

    async def steps(journey):
        publish(web, "/wire")
        await journey.poll()
        publish(web, "/wire", ("/harlan", TITLE, TEXT))
        polled = await journey.poll()
        await journey.deliver()
        return polled

    polled = travel(sqlite_store, tmp_path, settings_text(sources, mailbox.port, WATCH), steps)
    assert mailbox.subjects == [f"UDCG: {TITLE}"]
    assert polled["page"].kind == "not-a-feed"
    assert "HTML" in polled["page"].error
    assert polled["inward"].kind == "private-address"
    assert [polled[name].kind for name in ("gone", "missing")] == ["removed", "http"]
    with sqlite_store.reading() as session:
        failing = session.scalars(select(SourceState.name).where(SourceState.failures == 2)).all()
    assert sorted(failing) == ["gone", "inward", "missing", "page"]


def test_a_permanent_redirect_is_remembered_and_followed(sqlite_store, tmp_path, web, mailbox):
    publish(web, "/new-feed")
    web.answers["/wire"] = redirect(f"{web.url}/new-feed", 301)

    async def steps(journey):
        return (await journey.poll())["wire"]

    polled = travel(sqlite_store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH), steps)
    assert polled.error is None
    with sqlite_store.reading() as session:
        assert session.get_one(SourceState, "wire").moved_to == f"{web.url}/new-feed"


def test_dates_beyond_belief_are_replaced_by_the_time_seen(sqlite_store, tmp_path, web, mailbox):
    feed = rss((f"{web.url}/a", "From the past", "x"), (f"{web.url}/b", "From the future", "y"))
    dated = feed.replace("01 Mar 2026", "01 Jan 1970", 1).replace("01 Mar 2026", "01 Jan 2099", 1)
    web.answers["/wire"] = plain(dated, content_type=RSS)

    async def steps(journey):
        await journey.poll()

    travel(sqlite_store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH), steps)
    with sqlite_store.reading() as session:
        articles = session.scalars(select(Article)).all()
    assert [a.published_at for a in articles] == [None, None]
    assert all(a.seen_at for a in articles)


def test_what_slid_out_of_a_feed_during_an_outage_comes_from_the_sitemap(store, tmp_path, web, mailbox):
    def entry(path, at):
        return f"<url><loc>{web.url}{path}</loc><lastmod>{at.isoformat()}</lastmod></url>"

    def held(*names):
        items = [(f"{web.url}/{name}", f"The {name} sails", f"It is the {name}.") for name in names]
        web.answers["/wire"] = plain(rss(*items), content_type=RSS)
        web.answers |= {f"/{n}": plain(page(f"The {n} sails", f"It is the {n}."), content_type=HTML) for n in names}

    async def steps(journey):
        held("ferry", "barge")
        await journey.poll()
        web.answers["/harlan"] = plain(page("Harlan stays at home", *TEXT), content_type=HTML)
        entries = entry("/long-ago", START - timedelta(days=9)) + entry("/harlan", START)
        web.answers["/map"] = plain(f"<urlset>{entries}</urlset>", content_type="application/xml")
        held("yacht", "canoe")
        polled = (await journey.poll())["wire"]
        assert (polled.new, polled.alerts) == (3, 1)
        assert polled.notes == ("nothing in it was known, so 1 more were taken from the sitemap",)
        held("raft", "yacht")
        await journey.poll()
        assert web.paths().count("/map") == 1

    text = settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH)
    text = text.replace('every = "1s"', f'every = "1s"\nsitemap = "{web.url}/map"')
    travel(store, tmp_path, text, steps)


def test_a_page_out_of_reach_for_a_while_still_rings_once_it_is_back(store, tmp_path, web, mailbox):
    async def steps(journey):
        publish(web, "/wire")
        await journey.poll()
        publish(web, "/wire", ("/harlan", "Harlan stays at home", TEXT))
        web.answers["/harlan"], back = plain("maintenance", 503), web.answers["/harlan"]
        down = await journey.poll()
        assert (down["wire"].new, down["wire"].alerts) == (1, 0)
        web.answers["/harlan"] = back
        up = await journey.poll()
        assert (up["wire"].changed, up["wire"].alerts) == (1, 1)
        await journey.poll()
        await journey.deliver()

    travel(store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH), steps)
    assert mailbox.subjects == ["UDCG: Harlan stays at home"]


def test_a_page_of_the_first_poll_that_comes_late_alerts_nobody(sqlite_store, tmp_path, web, mailbox):
    async def steps(journey):
        publish(web, "/wire", ("/harlan", "Harlan stays at home", TEXT))
        web.answers["/harlan"], back = plain("maintenance", 503), web.answers["/harlan"]
        await journey.poll()
        web.answers["/harlan"] = back
        assert (await journey.poll())["wire"].changed == 1
        await journey.deliver()

    travel(sqlite_store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH), steps)
    assert mailbox.mails == []
    assert count(sqlite_store, Match) == 1


def test_an_article_under_an_aggregators_redirect_is_the_article_it_leads_to(sqlite_store, tmp_path, web, mailbox):
    sources = {"wire": f"{web.url}/wire", "news": f"{web.url}/news"}

    async def steps(journey):
        publish(web, "/wire", ("/harlan", TITLE, TEXT))
        await journey.poll("wire")
        publish(web, "/news", ("/go/4711", TITLE, ("-",)))
        web.answers["/go/4711"] = redirect(f"{web.url}/harlan")
        first = await journey.poll("news")
        again = await journey.poll("news")
        assert (first["news"].new, again["news"].new) == (1, 0)

    travel(sqlite_store, tmp_path, settings_text(sources, mailbox.port, WATCH), steps)
    assert web.paths().count("/go/4711") == 1
    with sqlite_store.reading() as session:
        [article] = session.scalars(select(Article).where(Article.title == TITLE))
    assert article.url == f"{web.url}/harlan"


def test_an_edit_that_makes_an_old_article_match_rings(sqlite_store, tmp_path, web, mailbox):
    async def steps(journey):
        publish(web, "/wire", ("/harlan", "Harlan stays at home", ("The secretary has a cold, his office said. " * 5,)))
        await journey.poll()
        publish(web, "/wire", ("/harlan", TITLE, TEXT))
        edited = await journey.poll()
        await journey.deliver()
        assert (edited["wire"].changed, edited["wire"].alerts) == (1, 1)

    travel(sqlite_store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH), steps)
    assert mailbox.subjects == [f"UDCG: {TITLE}"]


def test_an_item_that_cannot_be_stored_hides_no_other(sqlite_store, tmp_path, web, mailbox):
    async def steps(journey):
        publish(web, "/wire")
        await journey.poll()
        publish(web, "/wire", ("/harlan", TITLE, TEXT))
        addresses = (f"http://{'a' * 300}.example:99999/x", "x:y", "http://[::", "http://")
        odd = "".join(f"<item><title>Odd</title><link>{address}</link></item>" for address in addresses)
        feed = rss((f"{web.url}/harlan", TITLE, "Read the whole story on our site.")).replace(
            "<item>", odd + "<item>", 1
        )
        web.answers["/wire"] = plain(feed, content_type=RSS)
        await journey.poll()
        await journey.deliver()

    travel(sqlite_store, tmp_path, settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH), steps)
    assert mailbox.subjects == [f"UDCG: {TITLE}"]


def test_a_backtest_counts_the_alerts_that_the_daemon_opened(store, tmp_path, web, mailbox):
    watches = WATCH + '[[watches]]\nname = "Ferry"\nquery = "ferry"\n[[watches]]\nname = "Drones"\nquery = "drone*"\n'
    text = settings_text({"wire": f"{web.url}/wire", "paper": f"{web.url}/paper"}, mailbox.port, watches)
    about = {"/harlan": (TITLE, TEXT), "/strike": ("Drones strike a port", (TEXT[2], NOISE[1], "A strike, they say."))}

    async def steps(journey):
        # What wire holds is its baseline; paper brings the same news as its own news, then news alone.
        publish(web, "/wire", ("/harlan", *about["/harlan"]))
        publish(web, "/paper")
        await journey.poll()
        publish(web, "/paper", ("/reprint", *about["/harlan"]))
        await journey.poll("paper")
        publish(web, "/paper", ("/strike", *about["/strike"]))
        publish(web, "/wire", ("/again", TITLE + ", officials say", TEXT))
        await journey.poll("paper", "wire")
        return journey.force

    force = travel(store, tmp_path, text, steps)
    with store.reading() as session:
        opened = {(a.watch, _stands_for(a), a.article_id) for a in session.scalars(select(Alert))}
        matched = {
            (m.watch, m.article_id, m.quiet == "first poll of the source") for m in session.scalars(select(Match))
        }
    days = Days(START.date(), START.date())
    compiled = [compile_watch(watch, force.concepts) for watch in force.settings.watches]
    runs = [backtest(store, force.settings, days, watch, None, 99, lambda items, _: iter(items)) for watch in compiled]
    assert opened == {(run.watch.name, *alert) for run in runs for alert in run.done.alerts.items()}
    assert sum(quiet for *_, quiet in matched) == sum(run.done.quiet for run in runs) > 0
    assert len(matched) == sum(run.done.matches for run in runs)
    assert {watch for watch, *_ in opened} == {"UDCG", "Drones", "Ferry"}


def _stands_for(alert):
    return (alert.scope, alert.story_id if alert.scope == "story" else alert.article_id)
