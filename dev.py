#!/usr/bin/env python3
"""Make an environment and run, demonstrate or test Tocsin in it: `python3 dev.py run|demo|test`.

Standard library only. Takes the versions of uv.lock, with uv where it is there and with pip otherwise;
pip's own settings (PIP_INDEX_URL, PIP_CERT, ...) reach it through the environment.
"""

import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(f"Tocsin needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
import tomllib

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")

#: What looks at pages for those who cannot see them. Not ours (MPL-2.0), and for the tests alone.
AXE = ("axe-core", "4.14.1")
NOT_INSTALLED = """Is the package index reached? Behind a proxy, set PIP_INDEX_URL and PIP_CERT. Without a network,
fill a folder with `pip download` on another machine and set PIP_NO_INDEX=1 PIP_FIND_LINKS=FOLDER.
On Debian, virtual environments need: apt-get install python3-venv."""
NO_POSTGRESQL = """The tests run on SQLite and on PostgreSQL, and PostgreSQL's server is not here.
Install it (Debian: sudo apt-get install postgresql), or set TOCSIN_TEST_POSTGRES=off to leave that half out."""


def locked(lock: str) -> list[str]:
    """Return uv.lock's versions as constraints for pip."""
    pins = []
    for package in tomllib.loads(lock)["package"]:
        if "registry" in package["source"]:
            marker = " or ".join(f"({m})" for m in package.get("resolution-markers", ()))
            pins.append(f"{package['name']}=={package['version']}" + (f" ; {marker}" if marker else ""))
    return pins


def install_with_pip(pyproject: str, lock: str) -> None:
    """Install the project and its tools with pip, held to the lock."""
    if not (BIN / "python").exists():
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    constraints = VENV / "constraints.txt"
    constraints.write_text("\n".join(locked(lock)), encoding="utf-8")
    tools = tomllib.loads(pyproject)["dependency-groups"]["dev"]
    pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", constraints, "-e", ROOT, *tools], check=True)


def environment() -> None:
    """Make .venv hold what uv.lock says; do nothing when it does already."""
    pyproject, lock = ((ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "uv.lock"))
    stamp, mark = VENV / "installed", hashlib.sha256((pyproject + lock + sys.version).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    print("Installing into .venv (a minute or two, once) ...", flush=True)
    # uv takes the addresses written in the lock; behind a package proxy only pip knows the way.
    uv = None if os.environ.get("PIP_INDEX_URL") else shutil.which("uv")
    sync = [uv, "sync", "--quiet", "--frozen", "--python", sys.executable]
    if not uv or subprocess.run(sync, cwd=ROOT).returncode:
        install_with_pip(pyproject, lock)
    stamp.write_text(mark)


def have_programs() -> None:
    """Install from Debian's packages what the tests start, where it is missing and we may.

    Without PostgreSQL nothing is tested unless that is asked for; without Chromium tests of pages are skipped.
    """
    missing = []
    if os.environ.get("TOCSIN_TEST_POSTGRES") != "off" and not (
        shutil.which("initdb") or glob.glob("/usr/lib/postgresql/*/bin/initdb")
    ):
        missing.append("postgresql")
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        missing.append("chromium")
    may = shutil.which("apt-get") and os.geteuid() == 0
    if missing and may:
        how = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": "postgresql" in missing}
        subprocess.run(["apt-get", "update", "-qq"], **how)
        subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing], **how)
    elif "postgresql" in missing:
        sys.exit(NO_POSTGRESQL)


def have_axe() -> None:
    """Install axe-core where there is npm; without it the tests that need it are skipped and say so."""
    name, version = AXE
    told = VENV / "node_modules" / name / "package.json"
    npm = shutil.which("npm")
    if not npm or (told.exists() and json.loads(told.read_text(encoding="utf-8"))["version"] == version):
        return
    quiet = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run([npm, "install", "--prefix", VENV, *quiet, f"{name}@{version}"])


def test(arguments: list[str]) -> int:
    """Run ruff, mypy and pytest; stop at the first that fails."""
    have_programs()
    have_axe()
    # What was compiled is kept: each program that the tests start would compile it again.
    around = {**os.environ, **in_memory(), "PYTHONDONTWRITEBYTECODE": ""}
    # Two at a time: each starts a PostgreSQL of its own.
    tests = ["pytest", "-n", "2", "--dist", "worksteal", *arguments]
    for tool in (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], tests):
        print("$", " ".join(tool), flush=True)
        if code := subprocess.run([BIN / "python", "-m", *tool], cwd=ROOT, env=around).returncode:
            return code
    return 0


def in_memory(folder: str = "/dev/shm", needed: int = 2 << 30) -> dict[str, str]:  # noqa: S108
    """Return the setting that has temporary files in memory, where there is a folder for that with room (bytes).

    A database for each test is made and dropped on a disk in 200 ms, and in memory in 25.
    """
    if "TMPDIR" in os.environ or not os.access(folder, os.W_OK):
        return {}
    # Where programs cannot be started, as in Docker's by default, those of the tests cannot either.
    starts_programs = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return {"TMPDIR": folder} if starts_programs and shutil.disk_usage(folder).free >= needed else {}


def main() -> int:
    """Do what the first argument says; the rest is passed on."""
    task, arguments = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    if task not in ("run", "demo", "test"):
        sys.exit(__doc__)
    try:
        environment()
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"Could not install what Tocsin needs: {error}\n{NOT_INSTALLED}")
    if task == "test":
        return test(arguments)
    tocsin = [str(BIN / "python"), "-m", "tocsin"]
    if task == "run" and not (ROOT / "tocsin.toml").exists():
        subprocess.run([*tocsin, "init"], cwd=ROOT, check=True)
    os.chdir(ROOT)
    os.execv(tocsin[0], [*tocsin, task, *arguments])


if __name__ == "__main__":
    sys.exit(main())
