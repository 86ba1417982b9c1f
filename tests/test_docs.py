"""What the documents promise is there, and what is there is documented."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from alerts.body import render
from alerts.channel import channel_kinds
from alerts.checks import check_channels
from config import (
    ChannelSettings,
    DeskSettings,
    FetchSettings,
    FloodSettings,
    Settings,
    SilenceSettings,
    SiteSettings,
    SourceSettings,
    VolumeSettings,
    WatchSettings,
)
from crawler.reader import readers
from tocsin.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
#: Those that are run as scripts, but for the two ordeals: tests/test_benchmarks_ordeal.py goes further through them.
BENCHMARKS = [
    path
    for path in sorted(ROOT.glob("benchmarks/*.py"))
    if "__main__" in path.read_text(encoding="utf-8") and path.stem not in ("chaos", "crashpoints")
]
ROOMS = ("alerts", "config", "crawler", "scheduler", "store", "tocsin", "web")
#: A module as it is named in backquotes, without what it has; `tocsin.toml` is none.
NAMED = re.compile(rf"`((?:{'|'.join(ROOMS)})/(?!_app)\w+|(?:{'|'.join(set(ROOMS) - {'tocsin'})})\.[a-z]\w+)")
CHANNELS = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "model",
    [
        Settings,
        FetchSettings,
        DeskSettings,
        SourceSettings,
        ChannelSettings,
        WatchSettings,
        SilenceSettings,
        SiteSettings,
        VolumeSettings,
        FloodSettings,
    ],
)
def test_every_setting_is_documented(model):
    names = {field.alias or name for name, field in model.model_fields.items()}
    missing = {n for n in names if not re.search(rf"[`\[.]{n}\b", SETTINGS)}
    assert missing == set()


@pytest.mark.parametrize("kind", [*channel_kinds(), *readers()])
def test_every_kind_is_documented(kind):
    assert f"`{kind}`" in SETTINGS


@pytest.mark.parametrize("kind", channel_kinds().values(), ids=lambda kind: kind.kind)
def test_every_key_of_a_channel_is_documented_and_its_example_is_right(kind):
    _, _, section = CHANNELS.partition(f"\n## `{kind.kind}`\n")
    section = section.partition("\n## ")[0]
    names = {field.alias or name for name, field in kind.Options.model_fields.items()}
    assert {n for n in names if not re.search(rf"(`|^){n}\b", section, re.MULTILINE)} == set()
    example = tomllib.loads(section.partition("```toml\n")[2].partition("```")[0])
    for command in (c for c in example["channels"].values() if c["kind"] == "command"):
        command["command"][0] = "true"  # which there is on every machine
    for channel in (c for c in example["channels"].values() if c["kind"] == "apprise"):
        channel["url"] = "ntfys://ntfy.example.org/topic"  # which stands in the environment
    assert list(check_channels(Settings.model_validate({"version": 1, **example}))) == []


def test_the_example_of_a_body_is_right():
    options = tomllib.loads(
        CHANNELS.partition("### A body of your own")[2].partition("```toml\n")[2].partition("```")[0]
    )
    data = {"alerts": [{"watch": "UDCG", "article": {"title": t}} for t in ('"one"', "two")]}
    given = {"template": options["body"], "content_type": options["content_type"], "message": {"subject": "s", **data}}
    assert json.loads(render(given)) == {"text": "s", "titles": ['UDCG: "one"', "UDCG: two"]}


def test_the_example_of_the_desk_is_right():
    text = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
    example = tomllib.loads(text.partition("```toml\n")[2].partition("```")[0])
    assert Settings.model_validate({"version": 1, **example}).desk.public_url == "https://tocsin.example.org"


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`tocsin {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_one_link_from_the_readme():
    linked = re.findall(r"\]\((docs/[^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {f"docs/{page.name}" for page in PAGES if page.parent.name == "docs"} == set(linked)


def test_every_module_that_a_page_or_a_docstring_names_is_there():
    wrong = [
        (path.name, name)
        for path in (*PAGES, *(file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))))
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
        if not list(ROOT.glob(name.replace(".", "/").rstrip("/") + "*"))
    ]
    assert wrong == []


@pytest.mark.parametrize("script", BENCHMARKS, ids=lambda p: p.name)
def test_every_benchmark_still_works(script):
    ended = subprocess.run([sys.executable, str(script), "--smoke"], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
