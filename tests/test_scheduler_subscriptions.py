"""How a subscription goes on: asked, asked again, renewed, refused, left, distrusted; with a real hub on loopback."""

import json
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from hubs import LoopbackHub, signed
from journey import page, rss
from servers import hang, plain, site
from sqlalchemy import select

from alerts.delivery import deliver_due
from crawler.download import ScrapyDownloader
from crawler.item import Hub, Reading
from crawler.loop import run
from crawler.open_web import open_web
from crawler.web import Web
from scheduler.cadence import AFTER_A_BARE_PUSH, LONGEST, PUSHED_SHORTEST, SHORTEST
from scheduler.in_force import put_in_force, read_settings
from scheduler.jobs import poll
from scheduler.jumps import Jump, follow
from scheduler.subscriptions import (
    COMES_BACK,
    LATEST,
    confirm,
    denied,
    mind_subscriptions,
    note_poll,
    note_push,
    poll_what_is_pushed,
    trusted,
)
from store.alert_models import Notice
from store.models import Article, SourceState
from store.push_models import Push, Subscription
from store.pushes import keep_push, of_token, offer
from store.sources import claim_due, due_now, state_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TOPIC = "https://news.example/feed"
DESK = '[desk]\npublic_url = "https://desk.example.org"\n'


class House:
    """A store, a source, a hub that verifies nothing by itself, and a clock that a test moves."""

    def __init__(self, store, folder, now, web):
        self.store, self.now, self.folder, self.web = store, now, folder, web
        self.hub = LoopbackHub(web)
        self.hub.verifies = False
        self.asked_at = []
        self.settle()

    def settle(self, desk=DESK, sources=("wire",), private='"127.0.0.0/8"'):
        tables = "".join(f'[[sources]]\nname = "{name}"\nurl = "{self.web.url}/{name}"\n' for name in sources)
        fetch = f'[fetch]\nper_host_delay = "0s"\nprivate_addresses = [{private}]\ntimeout = "2s"\n'
        box = f'[channels.box]\nkind = "file"\npath = "{self.folder}/box.jsonl"\n'
        text = f'version = 1\noperator = "box"\n{fetch}{tables}{box}{desk}'
        (self.folder / "tocsin.toml").write_text(text, "utf-8")
        self.force = put_in_force(self.store, read_settings(self.folder / "tocsin.toml"), self.now)

    def offered(self, hub=None):
        with self.store.transaction() as session:
            state_of(session, "wire", self.now)
            offer(session, "wire", hub or (self.hub.url, TOPIC), self.now)

    def mind(self, later=timedelta(), times=1):
        """Do what is due; return what the hub was asked for meanwhile, as (mode, callback)."""
        before = len(self.hub.asked)

        async def main():
            async with ScrapyDownloader(self.force.settings.fetch) as downloader:
                for _ in range(times):
                    self.now += later
                    asked = len(self.hub.asked)
                    await mind_subscriptions(self.store, Web(downloader, None), self.force, lambda: self.now)
                    self.asked_at += [self.now] * (len(self.hub.asked) - asked)

        run(main)
        return [(form["mode"], form["callback"]) for form in self.hub.asked[before:]]

    def comes_back(self, mode="subscribe", lease=HOUR):
        said = {"mode": mode, "topic": TOPIC, "lease_seconds": str(round(lease.total_seconds()))}
        token = self.hub.asked[-1]["callback"].rpartition("/")[2]
        with self.store.transaction() as session:
            return confirm(session, token, said, self.now)

    @property
    def rows(self):
        with self.store.reading() as session:
            return session.scalars(select(Subscription).order_by(Subscription.id)).all()

    @property
    def one(self):
        [only] = self.rows
        return only


@pytest.fixture
def house(store, tmp_path, now):
    with site() as web:
        yield House(store, tmp_path, now, web)


@pytest.fixture
def quick(sqlite_store, tmp_path, now):
    with site() as web:
        yield House(sqlite_store, tmp_path, now, web)


def test_it_is_asked_for_confirmed_and_renewed_before_it_ends(house):
    house.offered()
    [(mode, callback)] = house.mind()
    assert mode == "subscribe"
    assert callback == f"https://desk.example.org/push/{house.one.token}"
    assert len(house.one.token) == 43
    assert house.mind() == []
    assert house.comes_back()
    assert house.one.state == "active"
    assert house.mind(47 * MINUTE) == []
    assert house.mind(MINUTE) == [("subscribe", callback)]  # 48 of 60 minutes are over
    assert house.one.state == "active"
    assert house.comes_back()
    assert house.one.until == house.now + HOUR


def test_a_hub_that_never_comes_back_is_asked_ever_more_rarely(quick):
    quick.offered()
    quick.mind(COMES_BACK, times=1 + 1 + 3 + 9 + 27)
    assert [(b - a) / COMES_BACK for a, b in pairwise(quick.asked_at)] == [1, 3, 9, 27]
    assert "never came back to see that it was ours; look whether it reaches [desk] public_url" in quick.one.error
    assert quick.one.state == "asked"


def test_a_hub_that_refuses_is_asked_again_tomorrow(quick):
    quick.hub.answer = plain("no such topic", status=404)
    quick.offered()
    assert len(quick.mind()) == 1
    assert (quick.one.state, quick.one.error) == ("refused", "the hub answers 404: no such topic")
    assert quick.mind(LATEST - MINUTE) == []
    quick.hub.answer = plain(status=202)
    assert len(quick.mind(MINUTE)) == 1
    assert quick.comes_back()


@pytest.mark.parametrize("answer", [plain(status=503), plain(status=429), hang], ids=["503", "429", "hangs"])
def test_what_passes_is_tried_again_soon_and_ends_nothing(quick, answer):
    quick.offered()
    quick.mind()
    quick.comes_back()
    quick.hub.answer = answer
    assert len(quick.mind(48 * MINUTE)) == 1
    assert (quick.one.state, bool(quick.one.error)) == ("active", True)
    quick.hub.answer = plain(status=202)
    assert len(quick.mind(COMES_BACK)) == 1
    assert quick.comes_back()
    assert quick.one.error is None


def test_a_lease_that_ran_out_is_not_trusted_until_it_is_confirmed(quick):
    quick.offered()
    quick.mind()
    quick.comes_back()
    quick.mind(2 * HOUR)
    assert quick.one.state == "asked"
    assert not trusted(quick.one, quick.now)


def test_one_that_denies_afterwards_is_not_asked_all_the_time(quick):
    quick.offered()
    quick.mind()
    quick.comes_back()
    with quick.store.transaction() as session:
        assert denied(session, quick.one.token, {"topic": TOPIC}, quick.now)
    assert (quick.one.state, quick.one.error) == ("refused", "the hub refuses")
    assert quick.mind(2 * HOUR) == []


def test_a_source_that_is_no_longer_read_is_unsubscribed(house):
    house.offered()
    [(_, callback)] = house.mind()
    house.comes_back()
    house.settle(sources=())
    assert house.mind() == [("unsubscribe", callback)]
    assert house.one.state == "leaving"
    assert house.comes_back("unsubscribe")
    assert house.rows == []


def test_a_hub_that_does_not_let_go_is_left_after_three_tries(quick):
    quick.offered()
    quick.mind()
    quick.comes_back()
    quick.settle(sources=())
    assert len(quick.mind(COMES_BACK, times=30)) == 3
    assert quick.rows == []


def test_another_hub_takes_the_place_of_the_first(house):
    house.offered()
    [(_, first)] = house.mind()
    house.comes_back()
    with house.store.transaction() as session:
        one = of_token(session, house.one.token)
        keep_push(session, one, b"", "", house.now)
    house.offered((house.hub.url, TOPIC + "?2"))
    modes = dict(house.mind())
    assert modes.pop("unsubscribe") == first
    assert modes["subscribe"] != first
    with house.store.reading() as session:
        assert session.scalars(select(Push)).all() == []


def denies(quick):
    with quick.store.transaction() as session:
        assert denied(session, quick.one.token, {"topic": TOPIC}, quick.now)


def lets_the_lease_run_out(quick):
    quick.hub.answer = plain(status=503)
    quick.mind(2 * HOUR)


def is_called_from_elsewhere(quick):
    quick.settle(desk=DESK.replace("desk.", "bell."))
    quick.mind()


@pytest.mark.parametrize("ends", [denies, lets_the_lease_run_out, is_called_from_elsewhere])
@pytest.mark.parametrize("why", ["4h, for its hub pushes what is new", "4h, for the source asked to be left alone"])
def test_where_pushes_end_what_was_polled_late_because_of_them_is_polled_now(quick, ends, why):
    quick.offered()
    quick.mind()
    quick.comes_back()
    late = quick.now + 4 * HOUR
    with quick.store.transaction() as session:
        due_now(session, "wire", late, why)
    ends(quick)
    with quick.store.reading() as session:
        state = session.get_one(SourceState, "wire")
        assert state.next_poll_at == (quick.now if "hub" in why else late)


@pytest.mark.parametrize("how", ["it starts", "it wakes"])
def test_after_a_time_in_which_nobody_listened_what_hubs_push_is_polled(quick, how):
    """Many a hub pushes once, and comes no more where it was refused."""
    late = quick.now + 4 * HOUR
    why = {"wire": "4h, for its hub pushes what is new", "polled": "4h, as it brings about 1 a day"}
    why["just polled"] = why["wire"]
    with quick.store.transaction() as session:
        for name in why:
            state_of(session, name, quick.now)
            offer(session, name, (quick.hub.url, TOPIC), quick.now)
            due_now(session, name, late, why[name])
            session.get_one(SourceState, name).last_polled_at = quick.now - (HOUR if name == "wire" else timedelta())
    if how == "it starts":
        with quick.store.transaction() as session:
            poll_what_is_pushed(session, quick.now)
    else:
        follow(quick.store, Jump(quick.now - HOUR, quick.now))
    with quick.store.reading() as session:
        due = {name: session.get_one(SourceState, name).next_poll_at - quick.now for name in why}
    assert due == {"wire": timedelta(), "polled": 4 * HOUR, "just polled": SHORTEST}


def names(house, *hubs):
    """Have the source name these hubs, in this order."""
    with house.store.transaction() as session:
        state, reading = state_of(session, "wire", house.now), Reading(hubs=tuple(Hub(one, TOPIC) for one in hubs))
        note_poll(session, house.force.settings, state, reading, house.now, new=False)


def test_a_hub_that_pushes_is_kept_wherever_among_others_it_is_named(quick):
    names(quick, quick.hub.url, "https://other.example/")
    quick.mind()
    quick.comes_back()
    names(quick, "https://other.example/", quick.hub.url)
    assert (quick.one.hub, quick.one.state) == (quick.hub.url, "active")
    assert quick.mind() == []


def test_where_a_hub_refuses_the_next_one_is_asked_and_each_once_a_day(quick):
    first, last = (f"{quick.web.url}/hub{number}" for number in (1, 2))
    quick.web.answers |= dict.fromkeys(("/hub1", "/hub2"), plain("no", status=404))

    def asked():
        names(quick, first, last)
        quick.mind()
        return quick.web.paths()

    assert asked() == ["/hub1"]
    assert asked() == ["/hub1", "/hub2"]
    assert asked() == asked() == ["/hub1", "/hub2"]
    quick.now += DAY
    asked()
    assert asked() == asked() == ["/hub1", "/hub2"] * 2


def test_one_that_was_never_asked_for_is_simply_forgotten(house):
    house.offered()
    with house.store.transaction() as session:
        offer(session, "wire", None, house.now)
        assert state_of(session, "wire", house.now).hub is None
    assert house.rows == []


def test_without_a_public_address_nothing_is_asked(quick):
    quick.settle(desk="")
    quick.offered()
    assert quick.mind() == []
    assert quick.one.state == "offered"
    quick.settle()
    assert len(quick.mind()) == 1


def test_at_another_public_address_it_is_asked_for_anew(quick):
    quick.offered()
    [(_, first)] = quick.mind()
    quick.comes_back()
    quick.settle(desk=DESK.replace("desk.", "bell."))
    [(mode, second)] = quick.mind()
    assert mode == "subscribe"
    assert second.startswith("https://bell.example.org/push/")
    assert second.rpartition("/")[2] != first.rpartition("/")[2]


def test_a_hub_at_a_private_address_is_not_asked(quick):
    quick.offered()
    quick.settle(private="")
    assert quick.mind() == []
    assert "is at an address that is not public" in quick.one.error


def noted(house, *, new, hub=True, why="due", last_new_at=None):
    with house.store.transaction() as session:
        state = state_of(session, "wire", house.now)
        state.next_poll_why, state.last_new_at = why, last_new_at
        reading = Reading(hubs=(Hub(house.hub.url, TOPIC),) if hub else (), unchanged=not hub)
        return note_poll(session, house.force.settings, state, reading, house.now, new=new)


def pushed(house, body=b"", *, new=False):
    with house.store.transaction() as session:
        assert keep_push(session, of_token(session, house.one.token), body, "application/rss+xml", house.now)
        if new:
            note_push(session, "wire")


def test_it_is_trusted_while_it_pushes_what_polls_would_find(quick):
    assert not noted(quick, new=True)
    quick.mind()
    quick.comes_back(lease=30 * DAY)
    assert not noted(quick, new=True)  # nothing has come yet
    pushed(quick)
    assert noted(quick, new=False)
    assert noted(quick, new=True)  # a poll may be quicker than a hub
    assert noted(quick, new=False, hub=False)
    assert quick.one.due_at > quick.now
    assert not noted(quick, new=True)
    assert quick.one.due_at <= quick.now  # it may have forgotten us, and is asked again
    assert not noted(quick, new=True)
    run(lambda: deliver_due(quick.store, quick.force.channels, quick.force.settings, lambda: quick.now + HOUR, "t"))
    [line] = (quick.folder / "box.jsonl").read_text().splitlines()
    assert "wire: polls find news that its hub does not push" in json.loads(line)["text"]
    pushed(quick)  # what is known already
    assert not noted(quick, new=False)
    pushed(quick, new=True)
    assert noted(quick, new=False)


def test_a_hub_that_is_slower_than_the_polls_is_not_said_to_push_nothing(quick):
    noted(quick, new=True)
    quick.mind()
    quick.comes_back(lease=30 * DAY)
    for _ in range(4):
        quick.now += MINUTE
        noted(quick, new=True, last_new_at=quick.now - MINUTE)
        quick.now += MINUTE / 2
        pushed(quick)  # what the poll has found
        quick.now -= MINUTE / 2
    assert quick.one.missed == 3
    assert not noted(quick, new=False)
    assert quick.one.due_at > quick.now
    with quick.store.reading() as session:
        assert session.scalars(select(Notice)).all() == []


def test_a_hub_that_only_says_that_there_is_something_new_is_trusted_as_well(quick):
    noted(quick, new=True)
    quick.mind()
    quick.comes_back(lease=30 * DAY)
    for _ in range(3):
        pushed(quick)
        assert noted(quick, new=True, why=AFTER_A_BARE_PUSH)
    assert quick.one.missed == 0


def test_a_hub_that_refuses_is_asked_no_sooner_for_what_polls_find(quick):
    noted(quick, new=False)
    quick.mind()
    quick.comes_back(lease=30 * DAY)
    pushed(quick)
    with quick.store.transaction() as session:
        assert denied(session, quick.one.token, {"topic": TOPIC}, quick.now)
    due = quick.one.due_at
    assert [noted(quick, new=True) for _ in range(2)] == [False, False]
    assert quick.one.due_at == due > quick.now


def poll_due(house):
    """Claim the source, which must be due, and poll it."""

    async def main():
        async with open_web(house.force.settings.fetch) as web:
            with house.store.transaction() as session:
                assert claim_due(session, ["wire"], house.now, "me", HOUR, 1) == ["wire"]
            return await poll(house.store, web, house.force, house.force.settings.sources[0], house.now, "me")

    return run(main)


def publish(house, *items):
    """Have the source hold these items, and name its hub."""
    links = f'<a:link rel="hub" href="{house.hub.url}"/><a:link rel="self" href="{TOPIC}"/>'
    named = rss(*items).replace("<channel>", f'<channel xmlns:a="http://www.w3.org/2005/Atom">{links}')
    house.web.answers["/wire"] = plain(named, content_type="application/rss+xml")


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Look!</body></html>", rss().encode()], ids=["bare", "page", "empty"]
)
def test_a_push_that_tells_nothing_has_the_source_polled_but_no_more_often_than_any(quick, body):
    publish(quick)
    poll_due(quick)
    quick.mind()
    quick.comes_back(lease=30 * DAY)
    for title in ("Drones over the sea", "A ferry runs aground"):
        began = quick.now
        quick.now += SHORTEST / 2
        pushed(quick, body)
        following = poll_due(quick).next_poll
        assert (following.at, following.why) == (began + SHORTEST, AFTER_A_BARE_PUSH)
        quick.now = following.at
        publish(quick, (f"{quick.web.url}/{title[:5]}", title, f"{title}, says a mayor."))
        assert poll_due(quick).new == 1
    assert trusted(quick.one, quick.now)


def test_a_push_that_tells_nothing_has_no_source_polled_that_is_to_be_left_alone(quick):
    publish(quick)
    poll_due(quick)
    quick.mind()
    quick.comes_back(lease=30 * DAY)
    quick.web.answers["/wire"] = plain(status=429, Retry_After="7200")
    with quick.store.transaction() as session:
        due_now(session, "wire", quick.now)
    left_until = poll_due(quick).next_poll.at
    assert left_until >= quick.now + 2 * HOUR
    quick.now += HOUR
    pushed(quick)
    assert poll_due(quick).next_poll.at == left_until


def test_a_push_takes_away_no_poll_that_is_asked_for_while_it_is_read(quick):
    item = (f"{quick.web.url}/a", "Drones over the sea", "Twelve of them, the ministry says.")
    publish(quick)
    poll_due(quick)
    quick.mind()
    quick.comes_back(lease=30 * DAY)
    quick.now += HOUR / 10
    pushed(quick, rss(item).encode())

    def asked_for_meanwhile(connection, asked):
        with quick.store.transaction() as session:
            due_now(session, "wire", quick.now)
        plain(page("Drones over the sea", "Twelve of them."), content_type="text/html")(connection, asked)

    quick.web.answers["/a"] = asked_for_meanwhile
    poll_due(quick)
    assert quick.web.paths()[-1] == "/a"
    with quick.store.reading() as session:
        assert session.get_one(SourceState, "wire").next_poll_at == quick.now


def test_what_is_pushed_takes_the_way_of_a_poll(house):
    item = (f"{house.web.url}/a", "Drones over the sea", "Twelve of them, the ministry says.")
    publish(house)

    polled = partial(poll_due, house)
    assert polled().items == 0
    house.mind()
    house.comes_back(lease=30 * DAY)
    house.now += 10 * MINUTE
    pushed(house, rss(item).encode())
    pushed(house, b"no feed at all")
    pushed(house, rss(item, at=house.now).encode())
    done = polled()
    assert (done.items, done.new, done.alerts) == (1, 1, 0)
    assert house.web.paths().count("/wire") == 1
    with house.store.reading() as session:
        assert session.scalars(select(Push)).all() == []
        assert session.scalars(select(Article.title)).all() == ["Drones over the sea"]
        state = session.get_one(SourceState, "wire")
        assert (state.next_poll_at, state.next_poll_why) == (house.now, "what its hub pushed could not be read")
        assert state.last_success_at == house.now - 10 * MINUTE
    then = polled()
    assert PUSHED_SHORTEST <= then.next_poll.at - house.now <= LONGEST * 1.1
    assert then.next_poll.why.endswith("for its hub pushes what is new")
    assert house.web.paths().count("/wire") == 2


def test_a_push_over_which_our_own_code_breaks_down_is_not_read_again_for_ever(house):
    house.offered()
    house.mind()
    house.comes_back(lease=30 * DAY)
    pushed(house, rss((f"{house.web.url}/a", "Drones", "Twelve.")).encode())

    def due():
        with house.store.transaction() as session:
            return claim_due(session, ["wire"], house.now, "me", HOUR, 1)

    assert due() == ["wire"]
    broken = Web(None, None)
    done = run(lambda: poll(house.store, broken, house.force, house.force.settings.sources[0], house.now, "me"))
    assert done.kind == "internal"
    assert due() == []
    house.now = done.next_poll.at
    assert due() == ["wire"]


def test_what_is_pushed_is_signed_as_the_recommendation_says():
    # RFC 2202, case 2 of HMAC-SHA-1, so that our hub and our check are not wrong alike.
    headers = signed(b"what do ya want for nothing?", "Jefe", "sha1")
    assert headers["X-Hub-Signature"] == "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
