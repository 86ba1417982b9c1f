"""A wheel installs one name, and runs beside strangers that are called like our rooms."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STRANGER = "raise SystemExit('a stranger was imported')\n"


def python(*arguments: str, cwd: Path, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(path), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=240
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel and packages named config and scheduler that are not ours."""
    dist = tmp_path_factory.mktemp("dist")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(ROOT)],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    [wheel] = dist.glob("*.whl")
    site = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(site)
    for name in ("config", "scheduler"):
        (site / name).mkdir()
        (site / name / "__init__.py").write_text(STRANGER)
    return site


def test_the_wheel_has_one_name_at_the_top(installed):
    ours = {p.name for p in installed.iterdir() if not p.name.endswith(".dist-info")}
    assert ours - {"config", "scheduler"} == {"tocsin"}


def test_data_files_travel_in_the_wheel(installed):
    app = installed / "tocsin" / "_app"
    for pattern in (
        "config/concepts/*.toml",
        "config/starter/tocsin.toml",
        "config/tocsin.schema.json",
        "alerts/templates/*",
        "web/templates/*.html",
        "web/static/desk.css",
        "web/static/htmx.min.js",
    ):
        assert list(app.glob(pattern)), pattern
    assert list(app.glob("store/migrations/versions/0001*.py"))


def test_an_installed_tocsin_writes_and_checks_beside_strangers(installed, tmp_path):
    init = python("-m", "tocsin", "init", cwd=tmp_path, path=installed)
    assert init.returncode == 0, init.stderr
    check = python("-m", "tocsin", "check", cwd=tmp_path, path=installed)
    assert check.returncode == 0, check.stdout + check.stderr
    assert "a stranger was imported" not in init.stderr + check.stderr


def test_an_installed_tocsin_plays_the_demonstration_to_its_end(installed, tmp_path):
    kept = tmp_path / "kept"
    demo = python("-m", "tocsin", "demo", "--keep", str(kept), cwd=tmp_path, path=installed)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "2 alerts, 2 mails, 1 webhook call in" in demo.stdout
    assert demo.stdout.count("story alerted already (alert 1)") == 4  # a reprint and three translations
    assert "this is an HTML page, not a feed" in demo.stdout
    assert "no watch matched" in demo.stdout
    assert "tocsin init" in demo.stdout
    assert sorted(p.name for p in kept.glob("*.eml")) == ["mail-1.eml", "mail-2.eml"]
