"""The same articles in the same order make the same stories, for the same reasons, wherever and however often."""

import json
import os
import subprocess
import sys
from pathlib import Path

REPLAY = Path(__file__).parent / "replay.py"
#: How many articles are placed, and after how many the program is started anew.
ARTICLES, RESTART = 240, 101


def replayed(url, seed, first, after):
    """Return (address, story, reason) of all articles in a store once a process of its own has placed some more."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, str(REPLAY), url, str(first), str(after)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_stories_are_the_same_for_another_hash_seed_after_a_restart_and_on_the_other_database(
    sqlite_url, postgresql_url
):
    at_once = replayed(sqlite_url, 1, 0, ARTICLES)
    replayed(postgresql_url, 2, 0, RESTART)
    in_two = replayed(postgresql_url, 3, RESTART, ARTICLES)
    assert in_two == at_once
    # Enough is joined and enough kept apart for this to say something.
    assert 230 <= len(at_once) <= 240
    assert 20 < len({story for _, story, _ in at_once}) < 220
