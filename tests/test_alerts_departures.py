"""A spike or silence in a real store: told once, with what stands behind it, and ended."""

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from journey import START, Mailbox, rss, settings_text, travel
from lxml import html as lxml_html
from servers import plain, site
from sqlalchemy import func, select, update

from alerts.alerting import FIRST_POLL, Found, channel_plans, open_alerts
from alerts.channel import make_channel
from alerts.delivery import deliver_due
from alerts.departures import end_unwatched, note_departure, standing_of, under_way
from alerts.holding import tell_held
from alerts.message import compose
from alerts.silencing import Silence
from alerts.views import load_views
from alerts.volume import HOUR, hour_of
from alerts.volume_view import load_volume
from config import ChannelSettings, Settings, WatchSettings
from scheduler.volume import VOLUME_EVERY, look_at_volume
from store.alert_models import Alert, Delivery, Departure
from store.alerts import latest
from store.coverage import coverage_since, record_coverage
from store.models import Article, Chore, Coverage, Match, SourceState, Story
from store.session import open_store
from tocsin.cli import run
from tocsin.volumes import volume_words, volumes_of

RSS = "application/rss+xml; charset=utf-8"
NAMES = ["one", "two", "three", "four"]
WATCH = WatchSettings(name="drones", query="drone", channels=("desk",), volume={})
DESK = make_channel(ChannelSettings(name="desk", kind="file", path="unused"))
PLANS = channel_plans({"desk": DESK}, UTC)


def settings_of(*watches, names=NAMES):
    sources = [{"name": name, "url": f"https://example.org/{name}"} for name in names]
    return Settings.model_validate({"version": 1, "sources": sources, "watches": [w.model_dump() for w in watches]})


def matched(session, at, source, *, quiet=None, story=None, copy=False, watch=WATCH):
    """Store an article that the watch found, without an alert of its own unless it opens a story."""
    article = article_of(session.scalar(select(func.count(Article.id))), at, source, story, copy)
    session.add(article)
    session.flush()
    open_alerts(session, [Found(watch.model_copy(update={"channels": ()}), article, [], quiet)], {}, at)
    return article.story


def article_of(number, at, source, story=None, copy=False):
    key = f"{number:032x}"
    return Article(
        url_key=key, url=f"https://example.org/{number}", title=f"Drone number {number}", source=source, seen_at=at,
        content_hash=key, story=story or Story(opened_at=at, latest_at=at),
        story_why={"kind": "same-text"} if copy else {},
    )  # fmt: skip


def settled(session, now, names=NAMES):
    """Have sources that were read, and a daemon that was at work, for ten weeks."""
    then = now - timedelta(weeks=10)
    for name in names:
        read = {"first_success_at": then, "last_success_at": now, "last_polled_at": now}
        session.merge(SourceState(name=name, next_poll_at=now, **read))
    session.add_all(Coverage(hour=hour_of(now) - n * HOUR, missing=[]) for n in range(10 * 7 * 24))


def habit(session, now, count, watch=WATCH):
    """Have so many matches in the six hours before this time on each of the last 58 days."""
    times = [now - timedelta(days=day, minutes=10 + n * 300 // count) for day in range(1, 59) for n in range(count)]
    articles = [article_of(n, at, NAMES[n % count % len(NAMES)]) for n, at in enumerate(times)]
    session.add_all(articles)
    session.flush()
    open_alerts(session, [Found(watch.model_copy(update={"channels": ()}), one, []) for one in articles], {}, now)
    # Each was found when it came, which is told to all that are found together.
    seen = select(Article.seen_at).where(Article.id == Match.article_id).scalar_subquery()
    session.execute(update(Match).values(matched_at=seen))
    opened = select(Story.opened_at).where(Story.id == Alert.story_id).scalar_subquery()
    session.execute(update(Alert).values(opened_at=opened))


def look(store, now, watch=WATCH, settings=None, silences=()):
    with store.transaction() as session:
        return note_departure(session, watch, settings or settings_of(watch), PLANS, now, silences=silences)


@pytest.fixture
def known(store, now):
    with store.transaction() as session:
        settled(session, now)
        habit(session, now, 1)
    return store


def spike(store, now, count=20):
    with store.transaction() as session:
        first = matched(session, now - timedelta(minutes=90), "one")
        matched(session, now - timedelta(minutes=80), "two", story=first)
        matched(session, now - timedelta(minutes=70), "three", story=first, copy=True)
        for n in range(count - 3):
            matched(session, now - timedelta(minutes=60 - n), NAMES[n % len(NAMES)])


def test_a_spike_is_told_once_and_its_end_is_known(known, now):
    assert look(known, now) is None
    spike(known, now)
    assert look(known, now) is not None
    assert look(known, now + timedelta(minutes=10)) is None
    with known.reading() as session:
        [(kind, began)] = session.execute(select(Departure.kind, Departure.began_at)).all()
        assert (kind, began) == ("spike", now)
        assert list(under_way(session)) == ["drones"]
    # Nothing records coverage in this test: the hours to come are covered by hand.
    with known.transaction() as session:
        session.add_all(Coverage(hour=hour_of(now) + n * HOUR, missing=[]) for n in range(1, 8))
    assert look(known, now + timedelta(hours=7)) is None
    with known.reading() as session:
        assert session.scalars(select(Departure.ended_at)).one() == now + timedelta(hours=7)
        of_departures = select(func.count(Alert.id)).where(Alert.departure_id.is_not(None))
        assert session.scalar(of_departures) == 1


def test_what_a_new_source_already_held_is_no_spike(known, now):
    with known.transaction() as session:
        for n in range(30):
            matched(session, now - timedelta(minutes=n), NAMES[n % 4], quiet=FIRST_POLL)
    assert look(known, now) is None


def test_a_source_that_is_new_or_gone_changes_no_habit(known, now):
    with known.transaction() as session:
        settled_late = {"first_success_at": now - timedelta(weeks=2), "last_success_at": now}
        session.add(SourceState(name="five", next_poll_at=now, **settled_late))
        for n in range(30):
            matched(session, now - timedelta(minutes=n), "five")
    with known.reading() as session:
        found = standing_of(session, WATCH, WATCH.volume, settings_of(WATCH, names=[*NAMES, "five"]), now)
        fewer = standing_of(session, WATCH, WATCH.volume, settings_of(WATCH, names=NAMES[1:]), now)
    assert (found.count, fewer.usual) == (0, 0)


def test_a_changed_query_begins_a_new_habit_and_ends_what_was_under_way(known, now):
    spike(known, now)
    assert look(known, now) is not None
    other = WATCH.model_copy(update={"query": "drone OR missile"})
    assert look(known, now + timedelta(minutes=10), other) is None
    with known.reading() as session:
        assert under_way(session) == {}
        assert standing_of(session, other, other.volume, settings_of(other), now).state == "learning"


def test_a_departure_ends_when_nobody_asks_of_the_watch_any_more(known, now):
    spike(known, now)
    look(known, now)
    with known.transaction() as session:
        end_unwatched(session, {"drones"}, now)
        assert list(under_way(session)) == ["drones"]
        end_unwatched(session, {"others"}, now)
        assert under_way(session) == {}


def test_several_who_look_at_once_open_one_alert(store_url, known, now):
    spike(known, now)
    stores = [open_store(store_url) for _ in range(4)]
    opened, failed, gate = [], [], threading.Barrier(4)

    def work(store):
        try:
            gate.wait()
            opened.append(look(store, now))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for store in stores:
        store.close()
    assert failed == []
    assert sorted(alert is not None for alert in opened) == [False, False, False, True]


def told(store, now):
    """Return the message that all pending deliveries make together."""
    with store.reading() as session:
        ids = list(session.scalars(select(Delivery.id)))
        views, volume = load_views(session, ids), load_volume(session, ids)
    return compose("m-1", "", views, UTC, volume=volume)


def test_a_spike_is_told_with_its_numbers_stories_and_sources(known, now):
    spike(known, now)
    look(known, now)
    message = told(known, now)
    assert message.subject == "drones: spike, 20 articles in 6h (usually 1 ± 1)"
    page = " ".join(lxml_html.document_fromstring(message.html).text_content().split())
    for words in (
        "Spike: 20 articles in 6h, usually 1 ± 1",
        "at this hour on Sundays, the median of 8 weeks",
        "4 independent; one 6, two 5, three 5, four 4",
        "3 articles, 2 independent sources; first one",
        "and 8 more",
    ):
        assert words in page
        assert words in " ".join(message.text.split())
    assert (message.data["type"], message.data["alerts"]) == ("tocsin.volume", [])
    [data] = json.loads(json.dumps(message.data["volume"]))
    assert (data["kind"], data["count"], data["usual"], data["weeks"]) == ("spike", 20, 1.0, 8)
    assert (data["stories_in_all"], data["independent_sources"]) == (18, 4)
    assert data["stories"][0]["independent_sources"] == 2
    assert data["stories"][0]["first"]["source"] == "one"


def test_a_digest_tells_spikes_and_stories_apart(known, now):
    spike(known, now)
    look(known, now)
    with known.transaction() as session:
        matched(session, now, "one", watch=WATCH)
        article = session.scalars(select(Article).order_by(Article.id.desc())).first()
        other = WATCH.model_copy(update={"name": "other"})
        open_alerts(session, [Found(other, article, [])], PLANS, now)
    message = told(known, now)
    assert message.subject == "Tocsin: 1 story, 1 spike (2 watches)"
    assert message.data["type"] == "tocsin.alert"
    assert [len(message.data[key]) for key in ("alerts", "volume")] == [1, 1]


def test_a_silence_on_the_watch_holds_its_spike_and_tells_it_in_the_end(known, now):
    spike(known, now)
    quiet = Silence("1", until=now + HOUR, watch="drones", reason="the fair")
    assert look(known, now, silences=[quiet]) is not None
    with known.reading() as session:
        assert session.scalar(select(func.count(Delivery.id))) == 0
        [standing] = latest(session, 10, silence="1")
        assert (standing.alert.departure.kind, standing.outlets, standing.hold.reason) == ("spike", (), "the fair")
    for later, told_of in ((HOUR / 2, 0), (HOUR, 1)):
        with known.transaction() as session:
            assert tell_held(session, [quiet], (), PLANS, now + later) == told_of
    assert "Held: by silence 1 (the fair) since Sun 1 Mar 2026, 09:00 UTC" in told(known, now).text


@pytest.mark.parametrize(
    "about", [{"watch": "others"}, {"source": "one"}, {"watch": "drones", "source": "one"}], ids=str
)
def test_a_silence_that_is_not_about_the_whole_watch_holds_no_spike(known, now, about):
    spike(known, now)
    assert look(known, now, silences=[Silence("1", until=now + HOUR, **about)]) is not None
    with known.reading() as session:
        assert session.scalar(select(func.count(Delivery.id))) == 1


def test_spikes_stand_in_the_lists_of_alerts_and_deliveries(known, now, store_url, tmp_path, capsys):
    spike(known, now)
    look(known, now)
    path = tmp_path / "tocsin.toml"
    path.write_text(f'version = 1\ndatabase = "{store_url}"\n', encoding="utf-8")
    assert run(["alert", "list", "--json", "--config", str(path)]) == 0
    [row] = [row for row in json.loads(capsys.readouterr().out) if row["kind"] == "spike"]
    assert (row["title"], row["url"], row["story"]) == ("spike, 20 articles in 6h (usually 1 ± 1)", None, None)
    for command in (["alert", "list"], ["alert", "show", str(row["id"])]):
        assert run([*command, "--config", str(path)]) == 0
        assert "drones  spike, 20 articles in 6h (usually 1 ± 1)" in capsys.readouterr().out
    assert run(["delivery", "list", "--config", str(path)]) == 0
    assert "spike" in capsys.readouterr().out


def test_hostile_texts_break_out_of_no_part_of_the_message(known, now):
    hostile = "<script>alert(1)</script>\r\nBcc: evil@example.org\u202e {{ 7*7 }}"
    spike(known, now)
    with known.transaction() as session:
        for article in session.scalars(select(Article).where(Article.seen_at > now - timedelta(hours=6))):
            article.title, article.url = hostile, "javascript:alert(1)"
    look(known, now)
    message = told(known, now)
    page = lxml_html.document_fromstring(message.html)
    assert not page.xpath("//script | //a[starts-with(@href, 'javascript')]")
    assert "\u202e" not in message.text
    assert "\nBcc:" not in message.text
    assert "{{ 7*7 }}" in message.text


def test_a_silence_gives_the_last_article_before_it(store, now):
    with store.transaction() as session:
        settled(session, now)
        habit(session, now, 16)
    assert look(store, now) is not None
    message = told(store, now)
    assert message.subject == "drones: silence, 0 articles in 6h (usually 16 ± 4)"
    assert "The last article before it:" in message.text
    assert message.data["volume"][0]["last"]["seen"] == "2026-02-28T08:50:00+00:00"


def test_a_silence_of_sources_that_fail_is_not_told(store, now):
    with store.transaction() as session:
        settled(session, now)
        habit(session, now, 16)
        for name in NAMES[:2]:
            state = session.get_one(SourceState, name)
            state.failures, state.last_success_at = 5, now - timedelta(hours=3)
        record_coverage(session, NAMES, now - timedelta(minutes=1))
        assert coverage_since(session, now - HOUR)[hour_of(now) - HOUR] == {"one", "two"}
    assert look(store, now) is None


def test_status_shows_what_the_daemon_saw_when_it_looked_last(known, now):
    with known.transaction() as session:
        session.add(Chore(name="volume", done_at=now - timedelta(minutes=5)))
    spike(known, now)
    look(known, now)
    with known.reading() as session:
        [seen] = volumes_of(session, settings_of(WATCH), now + timedelta(minutes=5))
        [later] = volumes_of(session, settings_of(WATCH), now + timedelta(hours=5))
    assert seen["under_way"] == {"kind": "spike", "since": now}
    assert volume_words(seen, UTC) == ("spike since 2026-03-01 09:00: 20 in 6h, usually 1 ± 1 at this hour (8 weeks)")
    assert later["state"] == "hidden"


def test_a_crash_while_an_alert_is_opened_leaves_nothing_and_the_next_look_opens_it(known, now, monkeypatch):
    spike(known, now)
    with monkeypatch.context() as crash:
        crash.setattr("alerts.departures.open_deliveries", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(known, now)
    with known.reading() as session:
        assert under_way(session) == {}
    assert look(known, now + timedelta(seconds=1)) is not None


def test_coverage_keeps_what_was_missing_once_in_an_hour(store, now):
    with store.transaction() as session:
        settled(session, now - 3 * HOUR)
        record_coverage(session, [*NAMES, "never read"], now)
        session.get_one(SourceState, "one").next_poll_at = now + HOUR
        session.get_one(SourceState, "two").next_poll_at = now + HOUR
        record_coverage(session, NAMES, now + timedelta(minutes=10))
        assert coverage_since(session, now) == {now: {*NAMES, "never read"}}
        record_coverage(session, NAMES, now + HOUR)
        assert coverage_since(session, now + HOUR) == {now + HOUR: {"three", "four"}}


def feed_of(web, source, *numbers):
    items = [(f"{web.url}/{source}/{n}", f"Drone sighting number {n} near {source}", "A drone.") for n in numbers]
    web.answers[f"/{source}"] = plain(rss(*items), content_type=RSS)


def test_what_goes_out_when_the_message_cannot_be_laid_out_still_tells_of_the_spike(known, now, tmp_path, monkeypatch):
    spike(known, now)
    look(known, now)
    monkeypatch.setattr("alerts.composing.load_volume", lambda *_: 1 / 0)
    desk = {"kind": "file", "path": str(tmp_path / "out")}
    settings = Settings.model_validate({"version": 1, "channels": {"desk": desk}})
    channels = {"desk": make_channel(settings.channels["desk"])}
    asyncio.run(deliver_due(known, channels, settings, lambda: now, "test"))
    assert json.loads((tmp_path / "out").read_text())["subject"] == "drones: spike"


def test_from_feeds_to_a_mail_that_tells_of_the_spike_once(store, tmp_path):
    with store.transaction() as session:
        settled(session, START)
        habit(session, START, 1)
    with site() as web, Mailbox().listening() as mailbox:
        sources = {name: f"{web.url}/{name}" for name in NAMES}
        watch = '[[watches]]\nname = "drones"\nquery = "drone"\nchannels = ["desk"]\nvolume = { stories = false }\n'
        text = settings_text(sources, mailbox.port, watch).replace("[fetch]\n", "[fetch]\nfull_text = false\n")

        async def steps(journey):
            look_at_volume(journey.store, journey.force, journey.now)  # the chore is new
            for name in NAMES:
                feed_of(web, name, 1, 2, 3, 4, 5)
            await journey.poll()
            opened = []
            for _ in range(3):
                journey.now += VOLUME_EVERY
                opened += look_at_volume(journey.store, journey.force, journey.now)
                opened += look_at_volume(journey.store, journey.force, journey.now)  # another daemon: not due
                await journey.deliver()
            assert len(opened) == 1

        travel(store, tmp_path, text, steps)
    assert mailbox.subjects == ["drones: spike, 20 articles in 6h (usually 1 ± 1)"]
    [mail] = mailbox.mails
    assert "independent sources" in mail.get_body(("plain",)).get_content()
    assert "Spike: 20 articles" in mail.get_body(("html",)).get_content()
    with store.reading() as session:
        assert session.scalar(select(func.count(Match.id)).where(Match.quiet.like("the watch tells%"))) == 20
        assert session.scalars(select(Delivery.status)).all() == ["sent"]


def test_the_database_keeps_an_alert_to_one_of_story_and_departure(store, now):
    with pytest.raises(Exception, match=r"ck_alert_of_story_or_departure"), store.transaction() as session:
        session.add(Alert(watch="drones", evidence=[], opened_at=datetime(2026, 3, 1, tzinfo=UTC)))
