"""The tables of a new store and of one brought up to date are the same; several processes may upgrade at once."""

import threading

import pytest
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from store.errors import StoreError
from store.migrate import pending, upgrade
from store.models import Base
from store.session import open_store


def migration_context(connection) -> MigrationContext:
    options = {"target_metadata": Base.metadata, "compare_type": True, "compare_server_default": True}
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
    assert set(inspect(store.engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
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
