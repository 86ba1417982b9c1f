"""The demonstration, as a new user starts it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_demonstration_rings_twice_and_says_why_the_rest_did_not(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "tocsin", "demo", "--keep", str(tmp_path / "kept")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = ended.stdout
    assert "2 alerts, 2 mails, 1 webhook calls" in told
    assert told.count("story alerted already (alert 1)") == 4  # reprint and three translations
    assert "this is an HTML page, not a feed" in told
    assert "no watch matched" in told
    assert "tocsin init" in told
    assert sorted(p.name for p in (tmp_path / "kept").glob("*.eml")) == ["mail-1.eml", "mail-2.eml"]
