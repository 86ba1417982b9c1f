"""What the documents promise is there, and what is there is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from alerts.channel import channel_kinds
from config import ChannelSettings, FetchSettings, Settings, SourceSettings, VolumeSettings, WatchSettings
from crawler.reader import readers
from tocsin.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "model", [Settings, FetchSettings, SourceSettings, ChannelSettings, WatchSettings, VolumeSettings]
)
def test_every_setting_is_documented(model):
    names = {field.alias or name for name, field in model.model_fields.items()}
    missing = {n for n in names if not re.search(rf"[`\[.]{n}\b", SETTINGS)}
    assert missing == set()


@pytest.mark.parametrize("kind", [*channel_kinds(), *readers()])
def test_every_kind_is_documented(kind):
    assert f"`{kind}`" in SETTINGS


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`tocsin {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("script", sorted(ROOT.glob("benchmarks/*.py")), ids=lambda p: p.name)
def test_every_benchmark_still_works(script):
    ended = subprocess.run([sys.executable, str(script), "--smoke"], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
