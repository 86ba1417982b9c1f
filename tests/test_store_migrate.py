"""The tables of a new store and of one brought up to date are the same; several processes may upgrade at once."""

import subprocess
import sys
import threading

import pytest
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from store.alert_models import Alert, Breaker, Delivery
from store.base import Base
from store.errors import StoreError
from store.index_rules import outdated, take_up
from store.migrate import MIGRATIONS, pending, upgrade
from store.models import ArticleVector, Fingerprint
from store.pushes import waiting
from store.revisions import edits
from store.session import open_store
from store.word_index import unindexed

#: It is another table in each kind of database, and on SQLite several.
WORD_INDEX = "word_index"


def migration_context(connection) -> MigrationContext:
    options = {"target_metadata": Base.metadata, "compare_type": True, "compare_server_default": True}
    options["include_name"] = lambda name, kind, _: kind != "table" or not str(name).startswith(WORD_INDEX)
    return MigrationContext.configure(connection, opts=options)


def test_the_migrations_make_the_tables_of_the_models(store):
    with store.engine.connect() as connection:
        context = migration_context(connection)
        differences = compare_metadata(context, Base.metadata)
        missing = render_python_code(produce_migrations(context, Base.metadata).upgrade_ops)
    assert differences == [], f"a new migration has to hold:\n{missing}"
    assert pending(store) == ()


def test_a_bare_database_is_brought_up_to_date_once(bare_url):
    store = open_store(bare_url)
    wanted = pending(store)
    assert wanted[0] == "0001"
    assert upgrade(store) == wanted
    assert upgrade(store) == ()
    made = {name for name in inspect(store.engine).get_table_names() if not name.startswith(WORD_INDEX)}
    assert made == {*Base.metadata.tables, "alembic_version"}
    store.close()


def test_the_migrations_follow_each_other_by_the_numbers_of_their_files(bare_url):
    store = open_store(bare_url)
    chain = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert pending(store) == tuple(reversed(chain))
    store.close()


def test_a_store_that_is_up_to_date_is_opened_without_the_tools_that_change_tables(bare_url):
    store = open_store(bare_url)
    upgrade(store)
    program = (
        "import sys; from store.session import *; from store.migrate import *; print(upgrade(open_store(sys.argv[1])))"
    )
    program += "; assert 'alembic' not in sys.modules"
    address = store.engine.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", program, address], capture_output=True, text=True, check=True)
    assert done.stdout == "()\n"
    store.close()


def apply(store, number):
    """Apply the migrations up to one."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    with store.engine.begin() as connection:
        options = {"fn": lambda current, _: scripts._upgrade_revs(number, current), "render_as_batch": True}
        context = MigrationContext.configure(connection, opts=options)
        with Operations.context(context):
            context.run_migrations()


def test_what_was_pushed_and_waits_is_kept_by_a_store_that_no_longer_says_since_when(bare_url):
    store = open_store(bare_url)
    apply(store, "0027")
    at = "'2026-03-01 09:00:00'"
    asked = {"id": 1, "source": "'wire'", "hub": "'h'", "topic": "'t'", "state": "'active'", "token": "'k'"}
    asked |= {"callback": "''", "secret": "'s'", "due_at": at, "failures": 0, "missed": 0}
    pushed = {"id": 1, "subscription_id": 1, "source": "'wire'", "content_type": "''", "body": "''", "received_at": at}
    failed = {"channel": "'c'", "state": "'closed'", "failures": 2, "probes": 0, "failed_at": at, "answer": "'500'"}
    with store.engine.begin() as connection:
        for table, row in (("subscription", asked), ("push", pushed), ("breaker", failed)):
            values = ", ".join(map(str, row.values()))
            connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"))  # noqa: S608 -- ours
    upgrade(store)
    with store.transaction() as session:
        assert [push.id for push in waiting(session, "wire")] == [1]
        assert (session.get_one(Breaker, "c").failures, session.get_one(Breaker, "c").answer) == (2, "500")
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text("UPDATE breaker SET state = 'ajar'"))  # its constraints are kept
    store.close()


def test_alerts_of_a_store_that_was_in_use_are_kept_with_their_deliveries(bare_url):
    store = open_store(bare_url)
    apply(store, "0001")
    at, key = "'2026-03-01 09:00:00'", "'" + "0" * 32 + "'"
    rows = {
        "story (id, opened_at, latest_at)": f"1, {at}, {at}",
        "article (id, url_key, url, title, summary, text, authors, source, seen_at, version, content_hash, complete,"
        " story_id, story_why)": f"1, {key}, 'u', 't', '', '', '[]', 's', {at}, 1, {key}, false, 1, '{{}}'",
        "alert (id, watch, story_id, article_id, evidence, priority, opened_at)": f"7, 'w', 1, 1, '[]', 'normal', {at}",
        "delivery (id, alert_id, channel, recipient, occasion, status, attempts, next_attempt_at, created_at)": (
            f"1, 7, 'c', '', 'first', 'pending', 0, {at}, {at}"
        ),
    }
    with store.engine.begin() as connection:
        for table, values in rows.items():
            connection.execute(text(f"INSERT INTO {table} VALUES ({values})"))  # noqa: S608 -- ours alone
    upgrade(store)
    with store.transaction() as session:
        [delivery] = session.scalars(select(Delivery))
        assert (delivery.alert.watch, delivery.alert.story_id, delivery.alert.departure_id) == ("w", 1, None)
        assert (delivery.alert.scope, delivery.alert.merged_into_id, delivery.alert.follows_id) == ("story", None, None)
        assert delivery.alert.flood_id is None
        again = {"watch": "w", "story_id": 1, "article_id": 1, "evidence": [], "opened_at": delivery.created_at}
        for wrong in ({}, {"scope": "nothing"}, {"scope": "article", "story_id": None}):
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(insert(Alert).values(**again | wrong))
        session.add(Alert(**again, scope="article"))
        session.flush()
        assert unindexed(session) == 1
        article = delivery.alert.article
        assert (article.url, article.paywalled, article.picture, article.doubtful_date) == ("u", None, None, None)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text("DELETE FROM alert"))  # what refers to it is still watched over
    store.close()


def test_what_was_entered_by_rules_that_nobody_knows_is_entered_anew(bare_url):
    store = open_store(bare_url)
    apply(store, "0024")
    at, key = "'2026-03-01 09:00:00'", "'" + "0" * 31
    with store.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO story (id, opened_at, latest_at) VALUES (1, {at}, {at})"))  # noqa: S608
        for n in (1, 2, 3):
            columns = (
                "id, url_key, url, title, summary, text, authors, source, seen_at, version, content_hash, complete,"
            )
            values = f"{n}, {key}{n}', 'u', 't', '', '', '[]', 's', {at}, 1, {key}{n}', false, 1, '{{}}'"
            insert_one = f"INSERT INTO article ({columns} story_id, story_why) VALUES ({values})"  # noqa: S608
            connection.execute(text(insert_one))
        connection.execute(text("DELETE FROM unindexed WHERE article_id < 3"))
    upgrade(store)
    with store.transaction() as session:
        assert outdated(session) == 0
        take_up(session, "0" * 32)
        assert (outdated(session), unindexed(session)) == (2, 1)
    store.close()


def test_what_stories_are_found_by_is_kept_when_it_is_packed(bare_url):
    store = open_store(bare_url)
    apply(store, "0005")
    at, key = "'2026-03-01 09:00:00'", "'" + "0" * 32 + "'"
    rows = {
        "story (id, opened_at, latest_at)": f"1, {at}, {at}",
        "article (id, url_key, url, title, summary, text, authors, source, seen_at, version, content_hash, complete,"
        " story_id, story_why)": f"1, {key}, 'u', 't', '', '', '[]', 's', {at}, 1, {key}, false, 1, '{{}}'",
        "article_vector (article_id, at, language, words, features)": (
            f"""1, {at}, 'de', '{{"b\u00e4r": 0.9999, "x": 0.0123}}', """
            """'{"common": {"tUA": 0.5}, "headline": ["tUA", "z"]}'"""
        ),
        "fingerprint (hash, article_id)": f"{-(2**63)}, 1",
        "story_feature (hash, article_id, weight)": f"{2**63 - 1}, 1, 0.25), (-5, 1, 6.5",
        "feature_count (hash, articles)": "5, 3",
    }
    with store.engine.begin() as connection:
        for table, values in rows.items():
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({values})")  # noqa: S608 -- ours alone
    upgrade(store)
    with store.transaction() as session:
        [vector] = session.scalars(select(ArticleVector))
        assert (vector.article_id, vector.at.hour, vector.language) == (1, 9, "de")
        assert vector.words == {"bär": 0.9999, "x": 0.0123}
        assert (vector.common, vector.headline) == ({"tUA": 0.5}, "tUA\nz")
        assert session.execute(select(Fingerprint.hash, Fingerprint.article_id)).all() == [(-(2**63), 1)]
        assert vector.rarest == {-5: 6.5, 2**63 - 1: 0.25}
    store.close()


def test_rows_that_refer_to_nothing_stop_an_upgrade(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    apply(store, "0001")
    row = "INSERT INTO attempt VALUES (1, 99, 1, '2026-03-01 09:00:00', 'sent', '')"
    with store.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(text(row))
        connection.commit()
    with pytest.raises(StoreError, match="refer to rows that are not there"):
        upgrade(store)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
    store.close()


def test_four_upgrades_at_once_make_the_tables_once(bare_url):
    stores = [open_store(bare_url) for _ in range(4)]
    done, failed = [], []

    def work(store):
        try:
            done.append(upgrade(store))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sorted(map(len, done))[:3] == [0, 0, 0]
    for store in stores:
        store.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for look in (upgrade, pending):
        with pytest.raises(StoreError, match="newer") as refused:
            look(store)
        assert refused.value.kind == "newer"
        assert not refused.value.passing


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(bare_url):
    store = open_store(bare_url)
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE delivery (something_else integer)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(store)
    assert set(inspect(store.engine).get_table_names()) <= {"delivery"}
    store.close()


def test_what_was_in_force_before_there_were_edits_is_told_by_them(bare_url):
    store = open_store(bare_url)
    apply(store, "0014")
    with store.engine.begin() as connection:
        rows = "(2, 'a', 'later', '2026-03-02 09:00:00'), (5, 'b', 'first', '2026-03-01 09:00:00')"
        connection.execute(text(f"INSERT INTO revision (id, digest, text, first_at) VALUES {rows}"))  # noqa: S608
    upgrade(store)
    with store.reading() as session:
        assert [(edit.revision.text, edit.at.day, edit.by) for edit in edits(session)] == [
            ("later", 2, ""),
            ("first", 1, ""),
        ]
    store.close()
