"""What a change of tables may have broken is found, and what it has left alone is not looked at."""

import pytest

from store.references import broken_references, watched
from store.session import open_store

TABLES = (
    "CREATE TABLE story (id INTEGER PRIMARY KEY, title TEXT)",
    "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, story INTEGER REFERENCES story (id))",
    "CREATE TABLE print (id INTEGER PRIMARY KEY, article INTEGER REFERENCES article (id))",
    "INSERT INTO story VALUES (1, 'a'), (2, 'b')",
    "INSERT INTO article VALUES (1, 'a', 1), (2, 'b', 2)",
    "INSERT INTO print VALUES (1, 1), (2, 2)",
)
MADE_ANEW = (
    "CREATE TABLE _new (id INTEGER PRIMARY KEY, story INTEGER REFERENCES story (id))",
    "INSERT INTO _new SELECT id, story FROM article WHERE id < {before}",
    "DROP TABLE article",
    "ALTER TABLE _new RENAME TO article",
)


@pytest.fixture
def connection(tmp_path):
    """A store of three tables, in which SQLite does not look at references."""
    store = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    with store.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        for statement in TABLES:
            connection.exec_driver_sql(statement)
        yield connection
    store.close()


def change(connection, *statements):
    """Return the tables that refer to nothing after these statements, and those that were looked over."""
    with watched(connection) as changes:
        for statement in statements:
            connection.exec_driver_sql(statement)
    asked = []
    connection.connection.driver_connection.set_trace_callback(asked.append)
    broken = {table for table, *_ in broken_references(connection, changes)}
    connection.connection.driver_connection.set_trace_callback(None)
    return broken, {one.split('"')[1] for one in asked if "foreign_key_check" in one}


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (["INSERT INTO print VALUES (3, 9)"], "print"),
        (["UPDATE print SET article = 9 WHERE id = 2"], "print"),
        (["DELETE FROM article WHERE id = 2"], "print"),
        (["UPDATE story SET id = 9 WHERE id = 2"], "article"),
        (["ALTER TABLE print ADD COLUMN story INTEGER NOT NULL DEFAULT 9 REFERENCES story (id)"], "print"),
        ([one.format(before=2) for one in MADE_ANEW], "print"),
        (["CREATE TRIGGER t AFTER INSERT ON story BEGIN DELETE FROM article WHERE id = 2; END",
          "INSERT INTO story VALUES (3, 'c')"], "print"),
        (["UPDATE story SET rowid = 9 WHERE id = 2"], "article"),
        (["CREATE TABLE note (story REFERENCES STORY)", "INSERT INTO note VALUES (9)"], "note"),
        (["UPDATE article SET story = 2", "UPDATE STORY SET ID = 9 WHERE id = 2"], "article"),
        (["INSERT INTO print VALUES (3, 9)", "ALTER TABLE print RENAME TO fingerprint"], "fingerprint"),
    ],
)  # fmt: skip
def test_what_a_change_has_broken_is_found(connection, statements, broken):
    assert change(connection, *statements)[0] == {broken}


@pytest.mark.parametrize(
    ("statements", "looked_over"),
    [
        (["CREATE TABLE rules (id INTEGER PRIMARY KEY)", "INSERT INTO rules VALUES (1)"], {"rules"}),
        (["UPDATE article SET title = 'c'"], set()),
        (["CREATE INDEX ix_story ON article (story)"], set()),
        (["DELETE FROM print"], set()),
        (["INSERT INTO story VALUES (3, 'c')"], {"story", "article"}),
        ([one.format(before=3) for one in MADE_ANEW], {"article", "print"}),
    ],
)
def test_only_what_a_change_may_have_broken_is_looked_over(connection, statements, looked_over):
    assert change(connection, *statements) == (set(), looked_over)
