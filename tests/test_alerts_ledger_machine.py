"""The ledger beside a small model of it: whatever happens in whatever order, nothing is lost and ids stay.

Two daemons claim and record in turns, crash, start again; leases run out, the clock jumps, a channel is out of order,
somebody retries by hand. The model knows only what must hold, not how it is done.
"""

import asyncio
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from deliveries import Clock, alert, played, settings_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from alerts import delivery as delivering
from alerts.breaker import FAILURES
from alerts.breaker_store import health_of
from alerts.claims import LEASE, release_leases
from alerts.ledger import retry
from alerts.retry import MAX_ATTEMPTS
from alerts.settling import Outcome
from config import Settings
from store.alert_models import Alert, Attempt, Breaker, Delivery, Notice
from store.base import Base
from store.rebase import rebase

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
TOOK = timedelta(milliseconds=5)
OUTCOMES = {
    "ok": Outcome(True, "ok", took=TOOK),
    "refused": Outcome(False, "503", took=TOOK),
    "asked to wait": Outcome(False, "429", wait=timedelta(hours=1), took=TOOK),
    "for good": Outcome(False, "550", permanent=True, took=TOOK),
}
OWNERS = st.sampled_from(["one", "two"])
CHANNELS = st.sampled_from(["hook", "brief", "box"])


class Ledger(RuleBasedStateMachine):
    """`hook` has two recipients and falls back on `box`, where the operator reads; `brief` sends digests."""

    store = None

    def __init__(self):
        super().__init__()
        with self.store.transaction() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
        self.clock = Clock(START)
        self.channels = {
            "hook": played("hook", to=("a", "b"), fallback="box"),
            "brief": played("brief", digest="1h"),
            "box": played("box"),
        }
        box = {"name": "box", "kind": "file", "path": "/nowhere/at/all"}
        known = settings_of(self.channels["hook"], self.channels["brief"], box=box)
        self.settings = Settings.model_validate({**known.model_dump(), "operator": "box"})
        self.under_way = []
        # What must hold, by delivery: the fence, the message, what the receiver took.
        self.fence, self.message, self.status = {}, {}, {}
        self.accepted, self.failures = set(), Counter()
        self.opened, self.deaths = defaultdict(set), 0

    def turn(self, owner):
        return delivering._Round(self.store, self.settings, self.clock, owner, lambda: 0.0, asyncio.Lock())

    @rule(count=st.integers(1, 4), urgent=st.booleans())
    def open(self, count, urgent):
        priority = "high" if urgent else "normal"
        for opened in alert(self.store, self.clock.now, *self.channels.values(), count=count, priority=priority):
            self.opened[opened] = {("hook", "a"), ("hook", "b"), ("brief", ""), ("box", "")}

    @rule(owner=OWNERS, name=CHANNELS)
    def claim(self, owner, name):
        with self.store.reading() as session:
            before = health_of(session, name)
        claims = delivering._claim(self.turn(owner), self.channels[name])
        if before.probe_at is not None:
            assert len(claims) <= (before.probe_at <= self.clock.now), "a breaker lets one probe through, in its time"
        for claim in claims:
            for number, attempt in claim.deliveries.items():
                assert self.status.get(number, "pending") in ("pending", "failed")
                taken = self.fence.get(number)
                assert taken is None or taken[2] <= self.clock.now, "claimed while another holds it"
                assert self.message.setdefault(number, claim.message_id) == claim.message_id
                self.fence[number] = (owner, attempt, self.clock.now + LEASE)
            self.under_way.append((owner, claim))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), what=st.sampled_from(sorted(OUTCOMES)))
    def answer(self, data, what):
        """The other side answers one of the messages under way, and its sender writes that down."""
        self.answered(data.draw(st.integers(0, len(self.under_way) - 1)), what)

    @rule(first=OWNERS, second=OWNERS, name=CHANNELS, what=st.sampled_from(sorted(OUTCOMES)))
    def overtaken(self, first, second, name, what):
        """An answer comes after the lease has run out and somebody, perhaps the same daemon, has taken over."""
        self.open(1, urgent=True)
        others = len(self.under_way)
        self.claim(first, name)
        self.clock.now += LEASE
        self.claim(second, name)
        if len(self.under_way) > others:
            self.answered(others, what)

    @rule(name=CHANNELS, what=st.sampled_from(sorted(OUTCOMES.keys() - {"ok"})))
    def out_of_order(self, name, what):
        """A channel refuses whatever comes."""
        self.open(FAILURES, urgent=True)
        self.round(name, what)

    @rule(name=CHANNELS, what=st.sampled_from(sorted(OUTCOMES)), wait=st.sampled_from([900, 86400]))
    def some_time_later(self, name, what, wait):
        self.clock.now += timedelta(seconds=wait)
        self.round(name, what)

    def round(self, name, what):
        for _ in range(FAILURES):
            others = len(self.under_way)
            self.claim("two", name)
            while len(self.under_way) > others:
                self.answered(-1, what)

    def answered(self, index, what):
        owner, claim = self.under_way.pop(index)
        outcome, held = OUTCOMES[what], self.mine(owner, claim)
        if outcome.accepted:
            self.accepted |= {(n, claim.message_id) for n in claim.deliveries}
        delivering._record(self.turn(owner), claim, outcome, 0.0)
        for number in held:
            self.fence.pop(number)
        if held:
            self.failures[claim.channel] = 0 if outcome.accepted else self.failures[claim.channel] + 1
        self.follow(sent=held if outcome.accepted else (), dead=held if outcome.permanent else ())

    def mine(self, owner, claim):
        return [n for n, attempt in claim.deliveries.items() if (self.fence.get(n) or ())[:2] == (owner, attempt)]

    def follow(self, sent=(), dead=()):
        """Take over what the store says, if it may have come to that."""
        with self.store.reading() as session:
            rows = session.scalars(select(Delivery)).all()
        for row in rows:
            before = self.status.get(row.id, "pending")
            if row.id in sent:
                assert row.status == "sent"
            elif row.id in dead:
                assert row.status == "dead"
            elif row.status != before:
                assert row.status in ("failed", "dead"), "only an acceptance makes it sent"
                assert before in ("pending", "failed"), "what is settled stays so"
            self.deaths += row.status == "dead" and before != "dead" and row.alert_id is not None
            self.status[row.id] = row.status

    @rule(owner=OWNERS, received=st.booleans())
    def crash(self, owner, received):
        """A daemon is killed, before or after the other side took its messages."""
        for number, claim in [(n, c) for who, c in self.under_way if who == owner for n in c.deliveries]:
            if received:
                self.accepted.add((number, claim.message_id))
        self.under_way = [one for one in self.under_way if one[0] != owner]

    @rule(owner=st.sampled_from(["one", "two", None]))
    def let_go(self, owner):
        """A daemon stops in good order; None: one that starts finds itself alone."""
        with self.store.transaction() as session:
            release_leases(session, owner)
        self.under_way = [one for one in self.under_way if owner not in (one[0], None)]
        self.fence = {n: held for n, held in self.fence.items() if owner not in (held[0], None)}

    @rule(step=st.sampled_from([1, 30, 300, 3600, 7200, 86400, 400000]))
    def wait(self, step):
        self.clock.now += timedelta(seconds=step)

    @rule(step=st.sampled_from([60, 3600]))
    def clock_set_back(self, step):
        before, by = self.clock.now, -timedelta(seconds=step)
        with self.store.transaction() as session:
            rebase(session, before, by)
        self.clock.now += by
        self.fence = {n: (owner, attempt, until + by) for n, (owner, attempt, until) in self.fence.items()}

    @rule(channel=st.sampled_from([None, "hook", "box"]))
    def retry_by_hand(self, channel):
        with self.store.transaction() as session:
            due = retry(session, self.clock.now, set(self.channels), dead=channel is None, channel=channel).due
        for number in due:
            assert self.status[number] in ("dead", "failed")
            assert number not in self.fence
            self.status[number] = "failed"

    @invariant()
    def nothing_is_lost(self):
        with self.store.reading() as session:
            told = defaultdict(set)
            for row in session.scalars(select(Delivery).where(Delivery.alert_id.is_not(None))):
                told[row.alert_id].add((row.channel, row.recipient))
            assert set(session.scalars(select(Alert.id))) == self.opened.keys()
        assert told == self.opened

    @invariant()
    def each_delivery_has_one_message_id_and_what_is_sent_was_accepted(self):
        with self.store.reading() as session:
            rows = session.scalars(select(Delivery)).all()
        for row in rows:
            assert row.message_id == self.message.get(row.id)
            assert row.status == self.status.get(row.id, "pending")
            assert row.status != "sent" or (row.id, row.message_id) in self.accepted
        ways = defaultdict(set)
        for row in rows:
            ways[row.message_id].add((row.channel, row.recipient))
        assert all(len(way) == 1 for message, way in ways.items() if message)

    @invariant()
    def every_attempt_is_kept_and_every_death_told(self):
        with self.store.reading() as session:
            kept = dict(session.execute(select(Attempt.delivery_id, func.count()).group_by(Attempt.delivery_id)).all())
            for row in session.scalars(select(Delivery)):
                assert kept.get(row.id, 0) == row.attempts - (row.lease_owner is not None)
            told = session.execute(select(Notice.kind, Notice.about, Notice.count)).all()
        assert sum(count for kind, _, count in told if kind == "dead") == self.deaths
        assert not [about for kind, about, _ in told if kind != "dead" and about == "box"]

    @invariant()
    def breakers_are_open_after_failures_in_a_row(self):
        with self.store.reading() as session:
            for row in session.scalars(select(Breaker)):
                assert row.failures == self.failures[row.channel]
                assert (row.state == "closed") == (row.failures < FAILURES)

    def teardown(self):
        """Everything works again: in the end all is sent or dead, and no claim waits for anything."""
        self.under_way = []
        for _ in range(2 * MAX_ATTEMPTS):
            self.clock.now += timedelta(days=1)
            for channel in self.channels.values():
                while claims := delivering._claim(self.turn("last"), channel):
                    for claim in claims:
                        delivering._record(self.turn("last"), claim, OUTCOMES["ok"], 0.0)
        with self.store.reading() as session:
            assert set(session.scalars(select(Delivery.status))) <= {"sent", "dead"}


def machine(store, examples, steps):
    kind = type("LedgerOn", (Ledger,), {"store": store})
    quick = settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(kind, settings=quick)


def test_the_ledger_does_as_its_model(sqlite_store):
    machine(sqlite_store, 8, 20)


def test_the_ledger_does_as_its_model_on_postgresql(postgresql_store):
    machine(postgresql_store, 3, 15)
