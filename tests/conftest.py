"""Fixtures shared by all tests."""

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import postgres
import psycopg
import pytest
from chromium import chromium, pytest_pyfunc_call, visit  # noqa: F401 - fixtures, and a hook
from hypothesis import settings
from kept_workers import KeptWorkers
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from store.migrate import upgrade
from store.session import Store, open_store

NUMBERS = count(1)

# Whatever is first looked up takes longer than later on, and all does on a busy machine.
settings.register_profile("tocsin", settings(), deadline=None)
settings.load_profile("tocsin")


def pytest_collection_finish() -> None:
    """Leave alone what is there before the first test, half a million objects, and look seldom for garbage."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture
def now() -> datetime:
    """A fixed time; no test reads the clock."""
    return datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def one_process() -> Iterator[None]:
    """Let one process play thousands of daemons: what is costly once for each of them is done once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.open_web.ProcessWorkers", KeptWorkers.take)
        # It looks through all that there is, here all that the tests before have left.
        patch.setattr("scheduler.in_force.settle", lambda: None)
        yield
    KeptWorkers.end()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Have all stores of one kind share what SQLAlchemy compiles: each test opens its own, and says much the same."""
    compiled: dict[object, object] = {}

    def sharing(*address: Any, **settings: Any) -> Engine:
        return create_engine(*address, **settings, execution_options={"compiled_cache": compiled})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.session.create_engine", sharing)
        for kind in (PGDialect_psycopg, SQLiteDialect_pysqlite):  # the keys hold the dialect, which each engine makes
            patch.setattr(kind, "__eq__", lambda self, other: type(self) is type(other), raising=False)
            patch.setattr(kind, "__hash__", lambda self: hash(type(self)), raising=False)
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a store whose tables are there and empty; on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store whose tables are there and empty; on SQLite and on PostgreSQL."""
    yield from opened(store_url)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """For tests that have nothing to do with the kind of database."""
    yield from opened(sqlite_url)


@pytest.fixture
def postgresql_store(postgresql_url: str) -> Iterator[Store]:
    """For tests of what only PostgreSQL does."""
    yield from opened(postgresql_url)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str], tmp_path: Path, store_url: str) -> Iterator[Any]:
    """A user at the command line, with a source to tell news and a mail box to read alerts."""
    from desk import Desk
    from journey import Mailbox
    from servers import site

    mailbox = Mailbox()
    with site() as web, mailbox.listening():
        yield Desk(capsys, tmp_path, web, mailbox, store_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables; on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
    else:
        yield from database(request.getfixturevalue("postgresql_server"), "template0")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an SQLite store whose tables are there and empty."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'store.db')}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The address of a PostgreSQL database whose tables are there and empty; dropped afterwards."""
    yield from database(postgresql_server, postgresql_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    if os.environ.get("TOCSIN_TEST_POSTGRES") == "off":
        pytest.skip("TOCSIN_TEST_POSTGRES=off: not tried on PostgreSQL")
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    with administration(postgresql_server) as connection:
        connection.execute("CREATE DATABASE tocsin_template")
    migrated(postgresql_server + "tocsin_template")
    return "tocsin_template"


def opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.close()


def migrated(url: str) -> None:
    store = open_store(url)
    upgrade(store)
    store.close()


def database(server: str, template: str) -> Iterator[str]:
    name = f"tocsin_{next(NUMBERS)}"
    with administration(server) as connection:
        # File by file, as before version 15: in memory, where ours are, that takes half of the time that a log does.
        how = "STRATEGY file_copy" if connection.info.server_version >= 150000 else ""
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}")
    yield server + name
    with administration(server) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def administration(server: str) -> psycopg.Connection:
    return psycopg.connect(server.replace("+psycopg", "") + "postgres", autocommit=True)


@pytest.fixture
def patient(monkeypatch):
    """Wait for what was written to be in force, and for what is searched, however busy the machine is."""
    for limit in ("web.saving.WITHIN", "web.search.WITHIN"):
        monkeypatch.setattr(limit, 60.0)
