"""tocsin export: what a search finds, or a watch found, goes to a file."""

import json
import zipfile
from datetime import timedelta

import click
import pytest
from deliveries import alert
from test_web_stories import tells

from store.session import open_store
from tocsin.cli import tocsin


@pytest.fixture
def export(tmp_path, sqlite_url, capsysbinary):
    settings = tmp_path / "tocsin.toml"
    settings.write_text(f'version = 1\ndatabase = "{sqlite_url}"\n[[watches]]\nname = "drones"\nquery = "drone"\n')

    def run(*args):
        status = tocsin.main(["export", *args, "--config", str(settings)], standalone_mode=False)
        return status, capsysbinary.readouterr().out

    return run


@pytest.fixture
def kept(sqlite_url, now):
    store = open_store(sqlite_url)
    for days, language in ((0, "en"), (1, "fr"), (2, "fr")):
        tells(store, now - timedelta(days=days), title=f"drone {days}", language=language)
    yield store
    store.close()


def titles(out):
    return [json.loads(line)["title"] for line in out.splitlines()]


def test_a_search_is_written_as_it_is_narrowed(export, kept):
    assert titles(export("drones OR drone")[1]) == ["drone 2", "drone 1", "drone 0"]
    assert titles(export("drone", "--language", "fr", "--limit", "1")[1]) == ["drone 2"]
    assert titles(export("drone", "--since", "2026-02-28", "--until", "2026-02-28")[1]) == ["drone 1"]
    status, out = export("nothing", "--format", "csv")
    assert (status, out.count(b"\r\n")) == (0, 1)


def test_a_watch_is_written_to_a_file(export, kept, now, tmp_path):
    alert(kept, now, count=2)
    path = tmp_path / "drones.zip"
    assert export("--watch", "drones", "--format", "bundle", "--output", str(path)) == (0, b"")
    with zipfile.ZipFile(path) as archive:
        assert sum(name.endswith("article.json") for name in archive.namelist()) == 2


def test_what_is_asked_wrongly_is_said(export, kept):
    for wrong in ([], ["drone", "--watch", "drones"], ["--watch", "drones", "--language", "fr"], ["drone AND ("]):
        with pytest.raises(click.UsageError):
            export(*wrong)
