"""`tocsin delivery` and what `status` says of deliveries, as a user meets them."""

import json
from datetime import timedelta

import pytest
import time_machine
from deliveries import Clock, alert, attempts, deliver, played, refuse, rows, settings_of
from sqlalchemy import func, select

from alerts.breaker import FAILURES
from alerts.channel import make_channel
from alerts.delivery import Delivered
from alerts.ledger import attempts_of, entries, retry
from alerts.retry import MAX_ATTEMPTS
from config.load import load
from store.alert_models import Breaker, Delivery
from tocsin.cli import run

TOML = """version = 1
timezone = "Europe/Kyiv"
database = "{url}"
[channels.hook]
kind = "file"
path = "{path}"
[channels.box]
kind = "webhook"
url = "https://example.org/${{NEVER_SET_HERE}}"
"""


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def config(store, store_url, tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(TOML.format(url=store_url, path=tmp_path / "hook.jsonl"), encoding="utf-8")
    return path


@pytest.fixture
def ask(capsys, config):
    """Run `tocsin …` on these settings and return its exit status, output and error output."""

    def asked(*arguments):
        status = run([*map(str, arguments), "--config", str(config)])
        return (status, *capsys.readouterr())

    return asked


@pytest.fixture
def told(store, clock, now):
    """Deliveries 1 (sent) and 2 (dead) to hook, 3 (failed) to box."""
    hook, box = played(), played("box", refuse("503 later"))
    alert(store, now, hook)
    deliver(store, clock, hook)
    hook.play = refuse("550 no such user", permanent=True)
    alert(store, now + timedelta(days=1), hook, watch="ships", title="A ship\x1b[31m sails")
    clock.now += timedelta(days=1)
    deliver(store, clock, hook)
    alert(store, clock.now, box)
    deliver(store, clock, box)
    return hook


def test_list_shows_the_newest_first_and_filters(ask, told):
    status, out, _ = ask("delivery", "list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines() if line[:7].strip().isdigit()] == ["3", "2", "1"]
    assert "550 no such user" in out
    assert "\x1b[31m" not in out
    for filters, expected in [
        (["--status", "dead"], [2]),
        (["--channel", "hook"], [2, 1]),
        (["--watch", "ships"], [2]),
        (["--since", "2026-03-02"], [3, 2]),
        (["--limit", "1"], [3]),
        (["--limit", "1", "--before", "3"], [2]),
        (["--status", "sent", "--watch", "ships"], []),
    ]:
        status, out, _ = ask("delivery", "list", "--json", *filters)
        assert (status, [row["id"] for row in json.loads(out)]) == (0, expected), filters


def test_what_waits_is_due_from_a_time_to_come_or_since_one_that_is_past(ask, store, told):
    at = rows(store, Delivery.next_attempt_at)[2][0]
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        assert "after 1 attempt, next attempt 2026-03-02 11:0" in ask("delivery", "list")[1]
    with time_machine.travel(at, tick=False):
        assert "after 1 attempt, due since 2026-03-02 11:0" in ask("delivery", "list")[1]
        assert "failed, due since 2026-03-02 11:0" in ask("delivery", "show", 3)[1]
        assert "  given up: delivery 2 to hook after 1 try: 550 no such user" in ask("status")[1]
        assert "  the next is due since 2026-03-02 11:0" in ask("status")[1]


def test_pages_hold_every_delivery_once(ask, store, now):
    alert(store, now, played(), count=7)
    seen, before = [], []
    while True:
        _, out, _ = ask("delivery", "list", "--json", "--limit", "3", *before)
        page = [row["id"] for row in json.loads(out)]
        if not page:
            break
        seen, before = seen + page, ["--before", str(page[-1])]
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_show_tells_every_attempt_with_its_answer(ask, told):
    status, out, _ = ask("delivery", "show", 2)
    assert status == 0
    assert "1. 2026-03-02 11:00:00 dead in " in out
    assert "550 no such user" in out
    status, out, _ = ask("delivery", "show", 3, "--json")
    facts = json.loads(out)
    assert (status, facts["status"], facts["watch"], facts["settled"]) == (0, "failed", "drones", None)
    (attempt,) = facts["attempts"]
    assert attempt["duration_ms"] >= 0
    assert (attempt["number"], attempt["outcome"], attempt["answer"]) == (1, "failed", "503 later")


def test_show_says_so_of_what_is_not_there(ask, told):
    status, _, err = ask("delivery", "show", 99)
    assert status == 2
    assert "there is no delivery 99" in err


def test_retry_makes_the_dead_due_again_under_the_same_id_with_all_attempts_ahead(ask, store, clock, told):
    ((message,),) = rows(store, Delivery.message_id)[1:2]
    status, out, _ = ask("delivery", "retry", 2)
    assert (status, out) == (0, "1 delivery is due again\n")
    told.play, late = refuse("503"), rows(store, Delivery.next_attempt_at)[1][0]
    clock.now, known = late, settings_of(told, played("box"))
    assert deliver(store, clock, told, settings=known) == Delivered(failed=1)
    clock.now = rows(store, Delivery.next_attempt_at)[1][0]
    assert clock.now - late == timedelta(seconds=5), "the schedule begins anew"
    told.play = lambda message: "ok"
    assert deliver(store, clock, told, settings=known) == Delivered(sent=1)
    assert told.accepted[-1].id == message
    assert rows(store, Delivery.status, Delivery.attempts, Delivery.message_id)[1] == ("sent", 3, message)
    with store.reading() as session:
        assert [(a.number, a.outcome) for a in attempts_of(session, 2)] == [(1, "dead"), (2, "failed"), (3, "sent")]


@pytest.mark.parametrize(
    ("chosen", "again"), [(["--dead"], [2]), (["--channel", "box"], [3]), (["--channel", "hook", "--dead"], [2])]
)
def test_retry_takes_many_at_once(ask, told, chosen, again):
    status, out, _ = ask("delivery", "retry", "--json", *chosen)
    assert (status, json.loads(out)) == (0, {"due": again, "refused": []})


def test_retry_says_what_cannot_be_tried_again_and_does_the_rest(ask, store, now, told):
    alert(store, now, played())
    status, out, _ = ask("delivery", "retry", 1, 2, 4, 99)
    assert status == 1
    assert out.startswith("1 delivery is due again")
    for why in ("delivery 1 was sent already", "delivery 4 is due anyway", "there is no delivery 99"):
        assert f"not: {why}" in out


def test_what_was_meant_for_a_channel_that_is_gone_stays_dead(ask, store, clock, now):
    alert(store, now, played("old"))
    deliver(store, clock, settings=settings_of())
    status, out, _ = ask("delivery", "retry", "--dead")
    assert status == 1
    assert "no longer in the settings" in out
    assert rows(store, Delivery.status) == [("dead",)]


@pytest.mark.parametrize("arguments", [[], ["1", "--dead"], ["--channel", "hok"], ["x"]])
def test_retry_of_nothing_in_particular_is_wrong_usage(ask, told, arguments):
    assert ask("delivery", "retry", *arguments)[0] == 2


def test_a_digest_that_died_is_retried_whole(store, clock, now):
    brief = played(play=refuse("550 no", permanent=True), digest="1h")
    alert(store, now, brief, count=4)
    clock.now = now + timedelta(hours=1)
    assert deliver(store, clock, brief) == Delivered(dead=4)
    with store.transaction() as session:
        assert retry(session, clock.now, {"hook"}, [2]).due == (1, 2, 3, 4)
    brief.play = lambda message: "ok"
    assert deliver(store, clock, brief) == Delivered(sent=4)
    assert len(brief.accepted) == 1


def test_retry_of_what_is_under_way_changes_nothing(store, clock, now):
    hook = played()

    def play(message):
        with store.transaction() as session:
            assert retry(session, clock.now, {"hook"}, [1]).refused == ("delivery 1 is under way",)
        return "ok"

    hook.play = play
    alert(store, now, hook)
    assert deliver(store, clock, hook) == Delivered(sent=1)
    assert attempts(store) == [(1, "sent", "ok")]


def test_status_shows_a_channel_out_of_order_and_what_waits_and_retry_has_it_tried(ask, store, clock, now):
    hook = played(play=refuse("503 down"))
    alert(store, now, hook, count=FAILURES + 1)
    deliver(store, clock, hook)
    status, out, _ = ask("status")
    assert status == 1
    assert f"channel hook is out of order since 2026-03-01 11:00 ({FAILURES + 1} failures in a row): 503 down" in out
    status, out, _ = ask("status", "--json")
    (held,) = json.loads(out)["out_of_order"]
    assert (held["channel"], held["state"], held["waiting"]) == ("hook", "open", FAILURES + 1)
    with store.transaction() as session:
        session.get_one(Breaker, "hook").probe_at = now + timedelta(days=9000)
    assert ask("delivery", "retry", "--channel", "hook")[0] == 0
    with store.reading() as session:
        assert session.get_one(Breaker, "hook").probe_at < now + timedelta(days=9000)


def test_what_was_retried_goes_out_through_the_real_channel(ask, store, clock, config, tmp_path, told):
    ask("delivery", "retry", 2)
    settings = load(config, environ={"NEVER_SET_HERE": "x"}).settings
    clock.now = rows(store, Delivery.next_attempt_at)[1][0]
    assert deliver(store, clock, make_channel(settings.channels["hook"]), settings=settings) == Delivered(sent=1)
    (line,) = (tmp_path / "hook.jsonl").read_text().splitlines()
    assert json.loads(line)["alerts"][0]["watch"] == "ships"


def test_a_schedule_used_up_is_whole_again_after_a_retry(store, clock, now):
    hook = played(play=refuse("550 no", permanent=True))
    alert(store, now, hook)
    for _ in range(MAX_ATTEMPTS + 1):
        assert deliver(store, clock, hook).dead == 1
        with store.transaction() as session:
            session.query(Breaker).delete()
            assert retry(session, clock.now, {"hook"}, [1]).due == (1,)
    hook.play = lambda message: "ok"
    assert deliver(store, clock, hook) == Delivered(sent=1)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Delivery)) == 1
        assert [e.delivery.attempts for e in entries(session, 9)] == [MAX_ATTEMPTS + 2]
