"""Opening the database, transactions, and what is said when it cannot do what is asked."""

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import exc, func, select, text

import store.session
from store.base import Base
from store.errors import CURES, StoreError
from store.migrate import upgrade
from store.models import Revision
from store.revisions import keep_revision
from store.session import Store, open_store, sqlite_file

ROOT = Path(__file__).parent.parent


def revisions(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Revision))


def keep(store: Store, now, words: str = "version = 1") -> None:
    with store.transaction() as session:
        keep_revision(session, words, now)


def test_what_raises_inside_a_transaction_keeps_nothing(store, now):
    def crash(session):
        keep_revision(session, "half", now)
        session.flush()
        raise RuntimeError("bug")

    with pytest.raises(RuntimeError, match="bug"), store.transaction() as session:
        crash(session)
    assert revisions(store) == 0


def test_a_broken_promise_between_tables_stays_an_integrity_error(store, now):
    same = {"digest": "0" * 32, "text": "", "first_at": now}
    with pytest.raises(exc.IntegrityError), store.transaction() as session:
        session.add_all([Revision(**same), Revision(**same)])
    with pytest.raises(exc.IntegrityError), store.transaction() as session:
        session.execute(
            text("INSERT INTO sighting (article_id, source, url, seen_at) VALUES (7, 'a', 'b', '2026-01-01')")
        )
    assert revisions(store) == 0


def test_a_reading_session_cannot_write(store, now):
    with pytest.raises(StoreError, match=r"read-?only") as refused, store.reading() as session:
        keep_revision(session, "x", now)
    assert refused.value.kind == "read-only"
    keep(store, now)
    assert revisions(store) == 1


def test_a_reader_keeps_no_writer_waiting_and_sees_one_state(store, now):
    with store.reading() as session:
        before = session.scalar(select(func.count()).select_from(Revision))
        keep(store, now)
    assert (before, revisions(store)) == (0, 1)


def test_threads_that_read_and_then_write_queue_and_none_fails(store, now):
    keep(store, now, "0")
    failed = []

    def work():
        try:
            for _ in range(10):
                with store.transaction() as session:
                    row = session.scalars(select(Revision).with_for_update()).one()
                    row.text = str(int(row.text) + 1)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with store.reading() as session:
        assert session.scalars(select(Revision.text)).one() == "80"


def test_a_thread_waits_for_another_of_ours_longer_than_sqlite_would(sqlite_url, now, monkeypatch):
    monkeypatch.setattr(store.session, "PATIENCE_MS", 20)
    house = open_store(sqlite_url)
    begun, failed = threading.Event(), []

    def hold():
        with house.transaction() as session:
            keep_revision(session, "first", now)
            begun.set()
            time.sleep(0.2)

    def work():
        try:
            keep(house, now)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=hold), threading.Thread(target=work)]
    threads[0].start()
    begun.wait(10)
    threads[1].start()
    for thread in threads:
        thread.join(10)
    assert failed == []
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 2
    house.close()


def test_a_transaction_inside_another_fails_instead_of_waiting_for_ever(sqlite_url, now, monkeypatch):
    monkeypatch.setattr(store.session, "PATIENCE_MS", 20)
    house = open_store(sqlite_url)
    with house.transaction() as session:
        keep_revision(session, "outer", now)
        with pytest.raises(StoreError, match="locked"):
            keep(house, now, "inner")
    assert revisions(house) == 1
    house.close()


def test_a_naive_time_is_refused_and_an_aware_one_comes_back_as_utc(store, now):
    from zoneinfo import ZoneInfo

    keep(store, now.astimezone(ZoneInfo("Asia/Tokyo")))
    with store.reading() as session:
        assert session.scalars(select(Revision.first_at)).one().isoformat() == "2026-03-01T09:00:00+00:00"
    with pytest.raises(exc.StatementError, match="naive"):
        keep(store, now.replace(tzinfo=None), "other")


def test_a_store_in_memory_is_one_for_all_threads(now):
    store = open_store("sqlite://")
    upgrade(store)
    threads = [threading.Thread(target=keep, args=(store, now, str(n))) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert revisions(store) == 5
    store.close()


def test_sqlite_commits_durably_and_keeps_promises(sqlite_store):
    with sqlite_store.reading() as session:
        values = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert values == ["wal", 2, 1]


def test_two_processes_that_open_a_new_database_at_once_both_get_it(tmp_path):
    program = "import sys; from store.session import *; from store.migrate import *; upgrade(open_store(sys.argv[1]))"
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'new.db'}"]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("sqlite:////nowhere/at/all/store.db", "open"),
        ("sqlite:////", "open"),
        ("sqlite://s3cret.db", "url"),
        ("not an address with s3cret", "url"),
        ("mysql://user:s3cret@host/name", "url"),
        ("postgresql://user:s3cret@127.0.0.1:1/name", "open"),
        ("postgresql://user:s3cret@127.0.0.1:x/name", "url"),
    ],
)
def test_what_cannot_be_opened_is_named_with_a_cure_and_without_its_password(url, kind):
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert refused.value.kind == kind
    assert str(refused.value).endswith(CURES[kind])
    assert "s3cret" not in str(refused.value)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StoreError, match=f"no folder {tmp_path / 'gone'}"):
        open_store(f"sqlite:///{tmp_path / 'gone' / 'store.db'}")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but something dear to me\n" * 100)
    with pytest.raises(StoreError) as refused:
        open_store(f"sqlite:///{path}")
    assert refused.value.kind == "damaged"
    assert path.read_text().startswith("not a database, but something dear to me")


def test_a_postgresql_database_that_is_not_there_is_named(postgresql_server):
    with pytest.raises(StoreError, match="nonesuch") as refused:
        open_store(postgresql_server.replace("+psycopg", "") + "nonesuch")
    assert refused.value.kind == "open"


def test_tables_that_are_missing_lead_to_the_upgrade(bare_url, now):
    store = open_store(bare_url)
    with pytest.raises(StoreError, match="tocsin run") as refused:
        keep(store, now)
    assert refused.value.kind == "tables"
    store.close()


def test_a_full_disk_is_said_keeps_nothing_half_and_ends_when_there_is_room(sqlite_url, now):
    """SQLite itself gives the error of a full disk when the file may not grow beyond a number of pages."""
    store = open_store(sqlite_url)
    with store.engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
    limited = open_store(sqlite_url)
    limit_pages(limited, pages + 5)

    def fill(session):
        for number in range(100):
            keep_revision(session, f"{number}" * 5_000, now)
            session.flush()

    with pytest.raises(StoreError, match="full") as refused, limited.transaction() as session:
        fill(session)
    assert (refused.value.kind, refused.value.passing) == ("full", True)
    # A command, or a daemon at its start, ends: it is not said that this one goes on.
    assert "a running daemon goes on by itself" in str(refused.value)
    assert revisions(store) == 0
    limit_pages(limited, 1_000_000)
    keep(limited, now)
    assert revisions(store) == 1
    with closing(sqlite3.connect(sqlite_file(sqlite_url))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    limited.close()
    store.close()


def limit_pages(store: Store, pages: int) -> None:
    with store.engine.connect() as connection:  # the pool has this one connection while no other thread asks
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_database_that_may_only_be_read_says_so_and_can_still_be_read(sqlite_url, now):
    """Opened with mode=ro: the tests may run as root, whom file permissions do not stop."""
    store = open_store(sqlite_url)
    keep(store, now)
    reader = open_store(sqlite_url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true")
    assert revisions(reader) == 1
    with pytest.raises(StoreError) as refused:
        keep(reader, now, "other")
    assert refused.value.kind == "read-only"
    reader.close()
    store.close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user who may not write")
def test_a_file_of_another_user_says_that_it_may_not_be_written(sqlite_url):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        sqlite_file(sqlite_url).rename(path)
        path.parent.chmod(0o755)
        pid = os.fork()
        if pid == 0:
            os._exit(written_as_nobody(f"sqlite:///{path}"))
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def written_as_nobody(url: str) -> int:
    os.setuid(65534)
    try:
        keep(open_store(url), datetime.now(UTC))
    except StoreError as error:
        return 0 if error.kind in ("read-only", "open") else 2
    return 1


def test_a_postgresql_server_that_takes_no_writes_says_so(postgresql_store, now):
    with postgresql_store.engine.begin() as connection:
        name = postgresql_store.engine.url.database
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    postgresql_store.close()  # the setting counts from the next connection on
    with pytest.raises(StoreError) as refused:
        keep(postgresql_store, now)
    assert refused.value.kind == "read-only"


@pytest.mark.parametrize(("state", "kind"), [("53100", "full"), ("40P01", "locked"), ("57P01", "lost")])
def test_what_postgresql_reports_is_put_in_plain_words(postgresql_store, state, kind):
    """The server raises the error itself: to fill its disk would fill ours."""
    with pytest.raises(StoreError) as refused, postgresql_store.transaction() as session:
        session.execute(text(f"DO $$ BEGIN RAISE 'as if' USING ERRCODE = '{state}'; END $$"))
    assert (refused.value.kind, refused.value.passing) == (kind, True)


def test_a_connection_the_server_ended_is_said_and_the_next_transaction_has_a_new_one(postgresql_store, now):
    address = postgresql_store.engine.url.set(drivername="postgresql").render_as_string()

    def lose(session):
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        keep_revision(session, "lost", now)

    with pytest.raises(StoreError) as refused, postgresql_store.transaction() as session:
        lose(session)
    assert (refused.value.kind, refused.value.passing) == ("lost", True)
    keep(postgresql_store, now)
    assert revisions(postgresql_store) == 1


def test_a_server_that_vanishes_is_noticed_within_a_minute_unless_the_address_says_otherwise(postgresql_url):
    def waits(url):
        store = open_store(url)
        with store.engine.connect() as connection:
            server = socket.fromfd(connection.connection.driver_connection.pgconn.socket, socket.AF_INET, 0)
            with server:
                found = (socket.SO_KEEPALIVE, socket.TCP_KEEPIDLE, socket.TCP_USER_TIMEOUT)
                levels = (socket.SOL_SOCKET, socket.IPPROTO_TCP, socket.IPPROTO_TCP)
                told = [server.getsockopt(level, name) for level, name in zip(levels, found, strict=True)]
        store.close()
        return told

    assert waits(postgresql_url) == [1, 30, 60_000]
    assert waits(f"{postgresql_url}?keepalives_idle=7&tcp_user_timeout=9000") == [1, 7, 9_000]


def test_a_writer_that_waits_in_vain_is_told_so(sqlite_url, now):
    store, other = open_store(sqlite_url), open_store(sqlite_url)
    with other.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with store.transaction() as session:
        keep_revision(session, "first", now)
        with pytest.raises(StoreError, match="locked") as refused:
            keep(other, now)
    assert (refused.value.kind, refused.value.passing) == ("locked", True)
    keep(other, now + timedelta(days=1))
    store.close()
    other.close()


def test_nothing_is_written_into_a_file_that_was_moved_away_and_work_goes_on_when_it_is_back(sqlite_store, now):
    keep(sqlite_store, now)
    file = sqlite_file(sqlite_store.engine.url)
    away = file.rename(file.with_name("away.db"))
    for work in (lambda: keep(sqlite_store, now), lambda: revisions(sqlite_store)):
        with pytest.raises(StoreError, match="moved, removed or replaced") as refused:
            work()
        assert refused.value.passing
    assert not file.exists()
    file.touch()
    with pytest.raises(StoreError, match="put the file back, or restart"):
        keep(sqlite_store, now)
    away.rename(file)
    assert revisions(sqlite_store) == 1


def test_a_faulty_statement_stays_a_bug_of_ours(store):
    with pytest.raises(exc.DBAPIError), store.transaction() as session:
        session.execute(text("SELEKT 1"))


def test_every_table_is_in_the_migrated_template(store):
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            # The key that signs links is made with its table, and so is what tells the rules of the index.
            rows = 1 if table.name in ("link_key", "index_rules") else 0
            assert session.scalar(select(func.count()).select_from(table)) == rows
