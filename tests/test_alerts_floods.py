"""Floods of alerts on a real store: the first are told, the rest in summaries, and nothing is lost."""

import json
import threading
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from deliveries import EVIDENCE, Clock, deliver, played, refuse, settings_of
from hypothesis import given
from hypothesis import strategies as st
from journey import Mailbox, rss, settings_text, travel
from servers import plain, site
from sqlalchemy import func, select

from alerts.alerting import Found, channel_plans, open_alerts
from alerts.flood import HOURS_NEEDED, calm_in_an_hour, is_spared, most_in_an_hour, next_summary
from alerts.floods import end_over
from config import FloodSettings, WatchSettings
from scheduler.floods import end_floods
from store.alert_models import Alert, Delivery, Flood
from store.alerts import latest
from store.models import Article, Story
from store.session import open_store
from store.summary import summary
from tocsin.cli import run

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WATCH = '[[watches]]\nname = "drones"\nquery = "drone"\nchannels = ["desk"]\n'
NEWS = [
    *(("Polish", "Gdynia harbour"), ("Stolen", "a wedding in Lisbon"), ("Giant", "the Reykjavik air show")),
    *(("Toy", "Nuremberg fair"), ("Naval", "Toulon dockyard"), ("Secret", "Nevada desert"), ("Farm", "Kansas wheat")),
    ("Rescue", "the Matterhorn"),
]
FLOOD = FloodSettings(watch=5, source=1000)


class House:
    """A store, a clock, and a channel whose other side takes what comes."""

    def __init__(self, store, now, *more, flood=FLOOD, **keys):
        self.store, self.clock, self.flood = store, Clock(now), flood
        self.hook = played("hook", **keys)
        self.channels = [self.hook, *more]

    def find(self, count=1, watch="drones", source="wire", store=None, **keys):
        """Open an alert for each of so many new stories."""
        with (store or self.store).transaction() as session:
            first, found = session.scalar(select(func.count(Article.id))), []
            settings = WatchSettings(name=watch, query="q", channels=[c.settings.name for c in self.channels], **keys)
            for number in range(first, first + count):
                key, now = f"{source}-{number}".rjust(32, "0"), self.clock.now
                article = Article(
                    url_key=key, url=f"https://{source}.example/{number}", title=f"Drone {number}", source=source,
                    seen_at=now, content_hash=key, story=Story(opened_at=now, latest_at=now),
                )  # fmt: skip
                session.add(article)
                found.append(Found(settings, article, EVIDENCE))
            session.flush()
            plans = channel_plans({c.settings.name: c for c in self.channels}, settings_of(self.hook).zone)
            open_alerts(session, found, plans, self.clock.now, flood=self.flood)

    def deliver(self, later=timedelta()):
        self.clock.now += later
        return deliver(self.store, self.clock, *self.channels)

    def end(self, later=timedelta()):
        self.clock.now += later
        with self.store.transaction() as session:
            return end_over(session, self.flood, self.clock.now)

    def told(self, channel=None):
        """Return how many alerts each message told of; negative where it was a summary."""
        accepted = (channel or self.hook).accepted
        return [-m.data["count"] if m.data["type"] == "tocsin.summary" else len(m.data["alerts"]) for m in accepted]

    def occasions(self):
        with self.store.reading() as session:
            return session.scalars(select(Delivery.occasion).order_by(Delivery.id)).all()


@pytest.fixture
def house(store, now):
    return House(store, now)


def test_the_first_go_out_as_always_and_the_rest_in_one_summary(house):
    house.find(30)
    house.deliver()
    assert house.told() == [1] * 5
    house.clock.now += 10 * MINUTE
    house.find(7)
    house.deliver()
    assert house.told() == [1] * 5
    house.deliver(20 * MINUTE)
    assert house.told() == [1] * 5 + [-32]
    message = house.hook.accepted[-1]
    assert message.subject == "drones: 32 more alerts since 09:00, more than usual"
    assert "32 more alerts of the watch drones, Sun 1 Mar 2026, 09:00 UTC to Sun 1 Mar 2026, 09:10 UTC" in message.text
    assert "5 in an hour are told one by one, the rest in summaries like this one" in message.text
    assert "tocsin alert list --watch drones --since 2026-03-01" in message.text
    assert (len(message.data["alerts"]), len(message.data["further"])) == (10, 22)
    assert json.loads(json.dumps(message.data)) == message.data
    assert house.occasions() == ["first"] * 5 + ["summary"] * 32
    with house.store.reading() as session:
        assert set(session.scalars(select(Delivery.status))) == {"sent"}
        assert [one.alert.flood is not None for one in latest(session, 99)] == [True] * 32 + [False] * 5


def test_a_flood_ends_by_itself_and_the_next_alert_goes_out_as_always(house, caplog):
    house.find(30)
    assert "flood, the rest is summarised: watch=drones more_than=5 an_hour, usual=unknown" in caplog.text
    assert house.end(59 * MINUTE) == 0
    with house.store.reading() as session:
        [flood] = summary(session, house.clock.now).floods
        assert (flood.kind, flood.name, flood.alerts) == ("watch", "drones", 25)
    assert house.end(2 * MINUTE) == 1
    assert "flood over: watch=drones" in caplog.text
    assert house.end() == 0
    house.find()
    house.deliver()
    assert sorted(house.told()) == [-25, 1, 1, 1, 1, 1, 1]


def test_a_flood_that_nobody_ended_is_over_for_the_next_alert(house):
    house.find(30)
    house.clock.now += 2 * HOUR
    house.find()
    with house.store.reading() as session:
        assert [b.ended_at is not None for b in session.scalars(select(Flood))] == [True]
    assert house.occasions()[-1] == "first"


def test_a_flood_that_goes_on_is_told_at_intervals(house):
    for _ in range(12):
        house.find(6)
        house.deliver(10 * MINUTE)
    house.end(2 * HOUR)
    house.deliver()
    assert house.told()[:5] == [1] * 5
    assert all(told < 0 for told in house.told()[5:])
    assert len(house.told()) <= 5 + 5
    assert sum(map(abs, house.told())) == 72


def test_other_watches_go_on_as_always(house):
    house.find(30)
    house.find(3, watch="ports")
    house.deliver()
    assert house.told() == [1] * 8


def test_a_source_that_bursts_is_summarised_over_all_its_watches(store, now):
    house = House(store, now, flood=FloodSettings(watch=100, source=6))
    for watch in ("a", "b", "c"):
        house.find(4, watch=watch)
    house.find(3, source="calm")
    house.deliver()
    assert house.told() == [1] * 9
    house.deliver(HOUR / 2)
    assert house.told()[9:] == [-6]
    message = house.hook.accepted[-1]
    assert message.subject == "source wire: 6 more alerts since 09:00, more than usual"
    assert message.data["flood"]["kind"] == "source"


def test_a_source_that_bursts_delays_no_other_source_of_the_same_watch(house):
    house.find(3, source="gazette")
    house.find(30, source="broken")
    house.find(2, source="herald")
    house.deliver()
    assert house.told() == [1] * 7
    house.deliver(HOUR / 2)
    assert house.told()[7:] == [-28]
    summary_of = house.hook.accepted[-1]
    assert {one["article"]["source"] for one in summary_of.data["further"]} == {"broken"}
    assert "28 of these are from the source broken." in summary_of.text


def test_the_others_are_summarised_beside_it_when_they_are_a_flood_themselves(house):
    house.find(30, source="broken")
    for number in range(9):
        house.find(source=f"s{number}")
    house.deliver()
    assert house.told() == [1] * 10
    house.deliver(HOUR / 2)
    assert house.told()[10:] == [-29]


def test_the_others_go_on_ringing_when_a_source_stops_to_burst(house):
    house.find(30, source="broken")
    for _ in range(8):
        house.clock.now += 15 * MINUTE
        house.find(source="gazette")
        house.deliver()
    assert house.told().count(1) == 5 + 8


def test_what_another_source_brings_begins_no_flood(house, caplog):
    house.find(5, source="broken")
    house.find(source="gazette")
    assert house.occasions() == ["first"] * 6
    assert "flood" not in caplog.text


@pytest.mark.parametrize(
    ("lately", "spared"),
    [
        ({"broken": 19, "wire": 8}, {"wire"}),
        ({"broken": 500, "wire": 15}, {"wire"}),
        # A publisher's feeds come back together; and a war is on, of which all tell.
        ({"politics": 90, "sport": 90, "culture": 60, "wire": 9, "gazette": 4}, {"wire", "gazette"}),
        ({f"s{number}": 2 for number in range(30)}, set()),
        ({"wire": 30} | {f"s{number}": 2 for number in range(30)}, set()),
        ({"wire": 15, "gazette": 15}, set()),
    ],
)
def test_in_a_flood_those_ring_that_do_not_make_it(lately, spared):
    assert {source for source in lately if is_spared(source, lately, 20)} == spared


def test_what_is_summarised_is_so_until_there_is_half_as_much():
    told = [count for count in range(1, 30) if is_spared("wire", {"wire": count}, 20, summarised=True)]
    assert told == list(range(1, 11))


def test_what_is_urgent_is_summarised_sooner(house):
    house.find(30, priority="high")
    house.deliver(5 * MINUTE)
    assert sorted(house.told()) == [-25] + [1] * 5


def test_a_watch_or_all_can_be_left_unguarded(store, now):
    house = House(store, now)
    house.find(10, flood=False)
    house.flood = FloodSettings(enabled=False)
    house.find(10, watch="ports")
    house.deliver()
    assert house.told() == [1] * 20


def test_switching_the_guard_off_ends_floods(house):
    house.find(30)
    house.flood = FloodSettings(enabled=False)
    assert house.end() == 1


def test_a_summary_that_fails_goes_on_as_one_message_and_falls_back_as_one(store, now):
    box = played("box")
    house = House(store, now, fallback="box")
    house.find(30)
    house.deliver()
    house.hook.play = refuse(permanent=True)
    house.clock.now += HOUR / 2
    settings = settings_of(house.hook, box)
    settings = settings.model_copy(update={"channels": settings.channels | {"box": box.settings}})
    assert deliver(store, house.clock, house.hook, settings=with_file(settings)).dead == 25
    with store.reading() as session:
        fallback = session.execute(select(Delivery).where(Delivery.occasion == "fallback")).scalars().all()
        assert len(fallback) == 25
    deliver(store, house.clock, box, settings=settings)
    assert house.told(box) == [-25]


def with_file(settings):
    """Have the fallback be of a kind that there is: only its plan is asked for."""
    box = settings.channels["box"].model_copy(update={"kind": "file", "path": "unused"})
    return settings.model_copy(update={"channels": {**settings.channels, "box": box}})


def test_by_mail_the_rest_of_a_flood_is_one_mail(store, tmp_path):
    with site() as web, Mailbox().listening() as mailbox:
        text = settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH)
        text = text.replace("[fetch]", "[flood]\nwatch = 3\n[fetch]\nfull_text = false")

        def tell(count):
            items = [
                (f"{web.url}/{n}", f"{word} drone seen at {place}", "") for n, (word, place) in enumerate(NEWS[:count])
            ]
            web.answers["/wire"] = plain(rss(*items), content_type="application/rss+xml")

        async def steps(journey):
            tell(0)
            await journey.poll()
            tell(8)
            await journey.poll()
            await journey.deliver()
            await journey.deliver(HOUR / 2)
            assert end_floods(journey.store, journey.force, journey.now) == 0
            assert end_floods(journey.store, journey.force, journey.now + HOUR) == 1

        travel(store, tmp_path, text, steps)
    assert len(mailbox.mails) == 4
    assert mailbox.subjects[-1] == "drones: 5 more alerts since 09:02, more than usual"
    for kind in ("plain", "html"):
        body = mailbox.mails[-1].get_body((kind,)).get_content()
        assert sum(place in body for _, place in NEWS) == 5


def test_on_a_digest_channel_a_flood_stands_in_the_digest(store, now):
    house = House(store, now, digest="1h")
    house.find(30)
    house.deliver(HOUR)
    [message] = house.hook.accepted
    assert (message.data["type"], len(message.data["alerts"])) == ("tocsin.digest", 30)
    assert set(house.occasions()) == {"first"}


def test_a_habit_of_many_alerts_is_no_flood(sqlite_store, now):
    house = House(sqlite_store, now)
    for hour in range(HOURS_NEEDED):
        house.clock.now += timedelta(hours=1 + hour % 5)
        house.find(10, flood=False)
    house.clock.now += 2 * HOUR
    house.find(30)
    assert set(house.occasions()) == {"first"}
    house.find(20)
    assert house.occasions().count("summary") == 18
    with house.store.reading() as session:
        assert session.execute(select(Flood.most, Flood.usual)).all() == [(32, 10.0)]


def test_two_processes_that_find_a_flood_at_once_begin_one(store_url, store, now):
    house = House(store, now)
    stores, gate, failed = [open_store(store_url) for _ in range(3)], threading.Barrier(3), []

    def work(number):
        try:
            gate.wait(10)
            for _ in range(4):
                house.find(4, source=f"s{number}", store=stores[number])
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for one in stores:
        one.close()
    assert failed == []
    with store.reading() as session:
        assert session.scalar(select(func.count(Flood.id))) == 1
        assert session.scalar(select(func.count(Delivery.id))) == 48
    # Each poll sees what others have committed: three of them at once may tell three times as many.
    assert 5 <= house.occasions().count("first") <= 15


@pytest.mark.parametrize("seed", [1])
def test_whatever_comes_every_alert_is_told_once(sqlite_store, now, seed):
    dice = Random(seed)
    house, opened = House(sqlite_store, now, play=lambda m: "ok" if dice.random() < 0.7 else refuse()(m)), 0
    for _ in range(30):
        count = dice.choice([0, 1, 1, 3, 12])
        opened += count
        who = {"watch": dice.choice(["a", "b"]), "source": dice.choice(["wire", "gazette", "herald"])}
        house.find(count, priority=dice.choice(["normal", "high"]), **who)
        house.deliver(dice.choice([MINUTE, 10 * MINUTE, 40 * MINUTE]))
        house.end()
    house.hook.play = lambda message: "ok"
    house.deliver(24 * HOUR)
    assert sum(map(abs, house.told())) == opened
    with sqlite_store.reading() as session:
        assert set(session.scalars(select(Delivery.status))) == {"sent"}
        assert session.scalar(select(func.count(Alert.id))) == opened


def test_lists_and_status_show_a_flood(store, store_url, now, tmp_path, capsys):
    house = House(store, now)
    house.find(8)
    path = tmp_path / "tocsin.toml"
    path.write_text(f'version = 1\ndatabase = "{store_url}"\n', encoding="utf-8")

    def ask(*arguments):
        run([*arguments, "--config", str(path)])
        return capsys.readouterr().out

    assert ask("alert", "list").count("summarised: in a flood of watch drones since 2026-03-01 09:00") == 3
    assert [row["flood"] is None for row in json.loads(ask("alert", "list", "--json"))] == [False] * 3 + [True] * 5
    assert ask("delivery", "list").count("(summary)") == 3
    assert "flood of watch drones since 2026-03-01 09:00: 3 alerts told in summaries" in ask("status")


hours = st.lists(st.integers(1, 500), max_size=200)


@given(hours, st.integers(1, 100))
def test_no_flood_begins_below_the_floor_or_the_habit_or_before_it_is_known(counts, floor):
    most, usual = most_in_an_hour(counts, floor)
    assert most >= floor
    if len(counts) < HOURS_NEEDED:
        assert (most, usual) == (floor, None)
    else:
        assert usual is not None
        assert most > usual
    assert calm_in_an_hour(most) < most


@given(st.lists(st.integers(1, 500), min_size=HOURS_NEEDED, max_size=200), st.integers(1, 50))
def test_a_wild_hour_changes_a_habit_no_more_than_a_busy_one(counts, floor):
    busy, _ = most_in_an_hour([*counts, 4 * max(counts) + 2], floor)
    wild, _ = most_in_an_hour([*counts, 100_000], floor)
    assert wild == busy


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 60), min_size=1), st.integers(1, 60))
def test_those_spared_in_a_flood_are_no_flood_by_themselves_nor_delayed_by_one(lately, most):
    spared = {source for source in lately if is_spared(source, lately, most)}
    assert sum(lately[source] for source in spared) <= most
    burst = {**lately, "broken": 1000}
    assert {source for source in burst if is_spared(source, burst, most)} == spared


@given(st.integers(0, 10**6), st.integers(1, 10**5), st.booleans())
def test_a_summary_is_due_after_now_and_within_an_interval(
    later,
    every,
    urgent,
):
    began = datetime(2026, 3, 1, tzinfo=UTC)
    now, length = began + timedelta(seconds=later), timedelta(seconds=every)
    due = next_summary(began, length, urgent, now)
    assert now < due <= now + length
    assert not urgent or due <= now + 5 * MINUTE
