"""tocsin store: copying the database, looking it over and dropping old texts, while polls go on."""

import io
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from store.backup import back_up
from store.errors import StoreError
from store.models import Article
from store.session import open_store, sqlite_file

DRONE = ("kyiv", "A drone was shot down over Kyiv", "Air defence units shot a drone down over the capital at dawn. ")
CAKE = ("cake", "Baker wins the prize for the best cake", "The jury in Ghent praised the almonds and the pears. ")
YEARS = timedelta(days=800)


@pytest.fixture
def years_ago(desk):
    """A desk whose source told a story that rang, and one that no watch found, more than two years ago."""
    desk.tell(*DRONE)
    desk.tell(*CAKE)
    desk.poll()
    desk.now += YEARS
    return desk


def texts(url):
    with closing(open_store(url)) as store, store.reading() as session:
        return dict(session.execute(select(Article.title, Article.text)).all())


def test_texts_that_no_watch_found_are_dropped_and_those_that_rang_stay(years_ago, store_url):
    facts = years_ago.facts("store", "prune", "--yes", "--keep", "730d")
    assert (facts["articles"], facts["dropped"]) == (1, 1)
    kept = texts(store_url)
    assert (kept[CAKE[1]], DRONE[2].strip() in kept[DRONE[1]]) == ("", True)
    assert years_ago.facts("store", "prune", "--yes", "--keep", "730d")["articles"] == 0
    assert "1 of them without their texts" in years_ago.ask("store", "check")[1]
    [entry] = [one for one in years_ago.facts("audit") if one["what"] == "store prune"]
    assert entry["about"].startswith("texts seen before 2026-")


def test_what_was_dropped_is_not_news_when_the_source_still_shows_it(years_ago, store_url):
    years_ago.facts("store", "prune", "--yes", "--keep", "730d")
    years_ago.poll()
    assert (texts(store_url)[CAKE[1]], len(years_ago.mailbox.mails)) == ("", 1)


def test_nothing_is_dropped_before_somebody_says_yes(years_ago, store_url, monkeypatch):
    status, out, _ = years_ago.ask("store", "prune", "--keep", "730d", "--dry-run")
    assert (status, "1 text of" in out, "would be dropped" in out) == (0, True, True)
    assert "give --yes" in years_ago.fails("store", "prune", "--keep", "730d", "--json")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert years_ago.ask("store", "prune", "--keep", "730d")[0] == 130
    assert texts(store_url)[CAKE[1]]
    assert "No text is old enough: 900d" in years_ago.ask("store", "prune", "--keep", "900d")[1]


@pytest.mark.parametrize(
    ("keep", "said"),
    [((), "for how long?"), (("--keep", "a year"), "is no duration"), (("--keep", "7d"), "between 30d and 3650d")],
)
def test_how_long_texts_are_kept_is_to_be_said(desk, keep, said):
    assert said in desk.fails("store", "prune", *keep)


def test_the_settings_may_say_it(years_ago, store_url):
    years_ago.write(years_ago.text.replace("version = 1", 'version = 1\nkeep_texts = "2d"'))
    assert "is not between 30d and 3650d" in years_ago.fails("store", "prune", status=1)
    years_ago.write(years_ago.text.replace('"2d"', '"730d"'))
    status, out, _ = years_ago.ask("store", "prune", "--yes")
    assert (status, "The room is used again" in out, texts(store_url)[CAKE[1]]) == (0, True, "")


def test_a_store_is_looked_over(desk):
    desk.tell(*CAKE)
    desk.poll()
    facts = desk.facts("store", "check")
    assert (facts["fine"], facts["problems"], facts["articles"]) == (True, [], 1)
    assert facts["size"] > 0
    status, out, _ = desk.ask("store", "upgrade")
    assert (status, "is up to date" in out) == (0, True)


@pytest.fixture
def on_sqlite(desk, store_url):
    """A desk before an SQLite store, and its file."""
    if (file := sqlite_file(store_url)) is None:
        pytest.skip("PostgreSQL has its own programs for this")
    return desk, file


def test_a_row_that_refers_to_one_that_is_gone_is_told(on_sqlite):
    desk, file = on_sqlite
    with closing(sqlite3.connect(file)) as broken:
        broken.execute("INSERT INTO fingerprint VALUES (1, 999)")
        broken.commit()
    status, out, err = desk.ask("store", "check")
    assert (status, "of table fingerprint refers to a row of article that is gone" in out) == (1, True)
    assert "restore the last backup" in err


def test_a_backup_is_a_whole_store_that_only_its_owner_reads(on_sqlite, tmp_path):
    desk, _ = on_sqlite
    desk.tell(*CAKE)
    desk.poll()
    to = Path(desk.facts("store", "backup", tmp_path)["file"])
    assert (to.parent, to.stat().st_mode & 0o777, list(tmp_path.glob("*.part"))) == (tmp_path, 0o600, [])
    assert CAKE[1] in texts(f"sqlite:///{to}")
    assert "is not written over" in desk.fails("store", "backup", to)
    assert "there is no folder" in desk.fails("store", "backup", tmp_path / "gone" / "copy.db")


def test_a_backup_is_as_all_was_when_it_began_whoever_writes_meanwhile(sqlite_url, tmp_path):
    file = sqlite_file(sqlite_url)
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY, room BLOB)")
        writer.executemany("INSERT INTO numbers (room) VALUES (zeroblob(4000))", [()] * 6_000)
        steps = []

        def write(copied, pages):
            steps.append((copied, pages))
            writer.execute("INSERT INTO numbers (room) VALUES (zeroblob(4000))")

        back_up(file, tmp_path / "copy.db", write)
        assert len(steps) > 2
        assert writer.execute("SELECT count(*) FROM numbers").fetchone()[0] == 6_000 + len(steps)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM numbers").fetchone() == (6_000,)


def test_a_backup_that_fails_leaves_nothing(sqlite_url, tmp_path, monkeypatch):
    file, to = sqlite_file(sqlite_url), tmp_path / "copies" / "copy.db"
    to.parent.mkdir()
    made = threading.Event()

    def take_its_name(*_):
        made.set()
        to.write_text("somebody else's")

    with pytest.raises(StoreError, match="File exists"):
        back_up(file, to, take_its_name)
    assert (made.is_set(), to.read_text(), [one.name for one in to.parent.iterdir()]) == (
        True,
        "somebody else's",
        ["copy.db"],
    )
    file.write_bytes(b"no database " * 1_000)
    with pytest.raises(StoreError, match="restore the last backup"):
        back_up(file, to.parent / "other.db", lambda *_: None)
    assert [one.name for one in to.parent.iterdir()] == ["copy.db"]
