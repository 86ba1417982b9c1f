"""Migration 0002: the rows of an older store are kept; then the database holds deliveries to their states."""

from datetime import timedelta

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from deliveries import alert, played
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from store.alert_models import Attempt, Breaker, Delivery
from store.base import Base
from store.migrate import MIGRATIONS, upgrade
from store.session import open_store

ROWS = """
INSERT INTO story (id, opened_at, latest_at) VALUES (1, :at, :at);
INSERT INTO article (id, url_key, url, title, source, seen_at, content_hash, story_id, summary, text, authors, version,
  complete, story_why) VALUES (1, 'k', 'u', 't', 's', :at, 'h', 1, '', '', '[]', 1, {yes}, '{{}}');
INSERT INTO alert (id, watch, story_id, article_id, evidence, priority, opened_at)
  VALUES (1, 'w', 1, 1, '[]', 'normal', :at);
INSERT INTO delivery (id, alert_id, channel, recipient, occasion, status, message_id, attempts, next_attempt_at,
  lease_owner, lease_until, created_at, settled_at, last_error) VALUES
  (1, 1, 'a', '', 'first', 'pending', NULL, 0, :at, NULL, NULL, :at, NULL, NULL),
  (2, 1, 'b', '', 'first', 'pending', 'm-2', 1, :at, 'me', :at, :at, NULL, NULL),
  (3, 1, 'c', '', 'first', 'failed', 'm-3', 2, :at, NULL, NULL, :at, NULL, '503'),
  (4, 1, 'd', '', 'first', 'sent', 'm-4', 1, :at, NULL, NULL, :at, :at, NULL),
  (5, 1, 'e', '', 'first', 'dead', NULL, 1, :at, NULL, NULL, :at, :at, 'gone');
INSERT INTO attempt (id, delivery_id, number, at, outcome, answer) VALUES
  (1, 3, 1, :at, 'failed', '503'), (2, 3, 2, :at, 'failed', '503'), (3, 4, 1, :at, 'sent', '250'),
  (4, 5, 1, :at, 'dead', 'gone');
"""


@pytest.fixture
def old_store(bare_url, now):
    """A store as version 0001 left it, with a delivery in every state."""
    store = open_store(bare_url)
    scripts = ScriptDirectory(str(MIGRATIONS))
    with store.engine.begin() as connection:
        options = {"fn": lambda current, _: scripts._upgrade_revs("0001", current), "target_metadata": Base.metadata}
        context = MigrationContext.configure(connection, opts=options)
        with Operations.context(context):
            context.run_migrations()
        yes = "1" if connection.dialect.name == "sqlite" else "true"
        for statement in ROWS.format(yes=yes).split(";\n"):
            connection.execute(text(statement.replace(":at", f"'{now:%Y-%m-%d %H:%M:%S}'")))
    yield store
    store.close()


def test_the_rows_of_an_older_store_are_kept(old_store):
    def everything(columns):
        with old_store.engine.connect() as connection:
            found = connection.execute(text(f"SELECT {columns} ORDER BY id"))
            return found.all()

    columns = "id, alert_id, channel, status, message_id, attempts, lease_owner, settled_at, last_error FROM delivery"
    before = everything(columns), everything("* FROM attempt")
    assert "0002" in upgrade(old_store)
    assert everything(columns) == before[0]
    assert [tuple(row)[:6] for row in everything("* FROM attempt")] == [tuple(row) for row in before[1]]
    with old_store.transaction() as session:
        assert set(session.scalars(select(Delivery.spent))) == {0}
        assert set(session.scalars(select(Attempt.duration_ms))) == {None}
    assert "attempt_kept" not in inspect(old_store.engine).get_table_names()
    names = {index["name"] for index in inspect(old_store.engine).get_indexes("delivery")}
    assert {"ix_delivery_open", "ix_delivery_message_id"} <= names


@pytest.fixture
def row(store, now):
    """The id of a delivery that was not tried yet."""
    alert(store, now, played())
    with store.reading() as session:
        return session.scalars(select(Delivery.id)).one()


def change(store, row, **values):
    with store.transaction() as session:
        session.execute(update(Delivery).where(Delivery.id == row).values(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"status": "held"},
        {"status": "sent", "attempts": 1, "message_id": "m-1"},
        {"settled": True},
        {"status": "dead", "attempts": 1},
        {"status": "failed"},
        {"status": "sent", "attempts": 1, "settled": True},
        {"attempts": -1},
        {"attempts": 1, "spent": 2},
        {"lease_owner": "me"},
        {"leased": True},
        {"status": "dead", "attempts": 1, "settled": True, "lease_owner": "me", "leased": True},
        {"alert_id": None},
    ],
    ids=str,
)
def test_what_a_delivery_must_not_say_is_refused(store, row, now, values):
    values = dict(values)
    times = {"settled_at": now} if values.pop("settled", False) else {}
    times |= {"lease_until": now} if values.pop("leased", False) else {}
    with pytest.raises(IntegrityError):
        change(store, row, **values, **times)


def test_sent_stays_sent_a_message_id_stays_and_attempts_are_not_uncounted(store, row, now):
    change(store, row, attempts=2, message_id="m-1")
    for values in ({"message_id": "m-2"}, {"message_id": None}, {"attempts": 1}):
        with pytest.raises(IntegrityError):
            change(store, row, **values)
    change(store, row, status="dead", settled_at=now)
    change(store, row, status="failed", settled_at=None, spent=2)
    change(store, row, status="sent", settled_at=now)
    for status in ("pending", "failed", "dead"):
        with pytest.raises(IntegrityError, match="stays sent"):
            change(store, row, status=status, settled_at=None if status != "dead" else now)


@pytest.mark.parametrize("wrong", [{"number": 0}, {"outcome": "lost"}, {"duration_ms": -1}], ids=str)
def test_what_an_attempt_must_not_say_is_refused(store, row, now, wrong):
    keys = {"delivery_id": row, "number": 1, "at": now, "outcome": "sent", "answer": "", **wrong}
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.add(Attempt(**keys))


@pytest.mark.parametrize(
    "wrong",
    [{"state": "ajar"}, {"failures": -1}, {"state": "open"}, {"state": "closed", "timed": True}],
    ids=str,
)
def test_what_a_breaker_must_not_say_is_refused(store, now, wrong):
    wrong = dict(wrong)
    times = {"opened_at": now, "probe_at": now + timedelta(minutes=1)} if wrong.pop("timed", False) else {}
    with pytest.raises(DBAPIError), store.transaction() as session:
        session.add(Breaker(channel="hook", **wrong, **times))
