"""dev.py: two commands on a machine with Python and pip only."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCK = """
[[package]]
name = "numpy"
version = "2.4.6"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.12'"]
[[package]]
name = "numpy"
version = "2.5.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version == '3.12.*'", "python_full_version >= '3.13'"]
[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "tocsin"
source = { editable = "." }
"""


@pytest.fixture(scope="module")
def dev():
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pip_is_held_to_the_locked_versions_each_for_its_python(dev):
    assert dev.locked(LOCK) == [
        "numpy==2.4.6 ; (python_full_version < '3.12')",
        "numpy==2.5.0 ; (python_full_version == '3.12.*') or (python_full_version >= '3.13')",
        "six==1.17.0",
    ]


def test_the_lock_names_public_addresses_only(dev):
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = {line.split("://")[1].split("/")[0] for line in text.splitlines() if "://" in line}
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def test_temporary_files_lie_in_memory_where_there_is_room(dev, tmp_path, monkeypatch):
    monkeypatch.delenv("TMPDIR", raising=False)
    assert dev.in_memory(str(tmp_path), needed=1) == {"TMPDIR": str(tmp_path)}
    assert dev.in_memory(str(tmp_path), needed=1 << 60) == {}
    assert dev.in_memory(str(tmp_path / "nowhere"), needed=1) == {}
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert dev.in_memory(str(tmp_path), needed=1) == {}


def test_it_needs_the_standard_library_only():
    ended = subprocess.run([sys.executable, "-I", "-S", "dev.py"], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "dev.py run|demo|test" in ended.stderr


def test_where_nothing_can_be_installed_it_says_what_to_do(tmp_path):
    for name in ("dev.py", "pyproject.toml", "uv.lock", "README.md", "hatch_build.py"):
        shutil.copy(ROOT / name, tmp_path)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    ended = subprocess.run(
        [sys.executable, "dev.py", "run"],
        cwd=tmp_path,
        env={**os.environ, **nowhere, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 1
    assert "Could not install what Tocsin needs" in ended.stderr
    assert "PIP_INDEX_URL" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "tocsin.toml").exists()
