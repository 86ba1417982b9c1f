"""One daemon for each SQLite store."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.errors import StoreError
from store.lock import hold

ROOT = Path(__file__).parent.parent
HOLDER = (
    "import sys, time; from store.lock import hold\nwith hold(sys.argv[1]): print('held', flush=True); time.sleep(60)"
)


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def holder(url):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_daemon_is_refused_and_told_which_process_is_the_first(url, holder):
    with (
        pytest.raises(StoreError, match=rf"another tocsin \(pid {holder.pid}\) is at work on .*store.db") as refused,
        hold(url),
    ):
        pass
    assert refused.value.kind == "held"


def test_the_lock_ends_with_a_process_that_is_killed(url, holder):
    holder.kill()
    holder.wait()
    with hold(url):
        assert True


def test_the_lock_can_be_taken_again_and_is_held_inside_one_process_too(url):
    with hold(url), pytest.raises(StoreError, match="another tocsin"), hold(url):
        pass
    with hold(url):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://user@host/name"])
def test_what_one_process_alone_can_see_or_many_may_share_has_no_lock(url):
    with hold(url), hold(url):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StoreError, match="nowhere"), hold(f"sqlite:///{tmp_path / 'nowhere' / 'store.db'}"):
        pass


def test_a_store_reached_by_another_name_is_the_same_store(tmp_path, url, holder):
    (tmp_path / "other.db").symlink_to(tmp_path / "store.db")
    (tmp_path / "folder").symlink_to(tmp_path)
    for name in ("other.db", "folder/store.db"):
        with pytest.raises(StoreError, match="another tocsin"), hold(f"sqlite:///{tmp_path / name}"):
            pass
