"""Name and number every step that a process takes towards its database and the network; die at a chosen one.

A step is a statement of SQL (before it), a commit (before and after it), and a connect, send or receive on a socket
(before and after it). A step is known by its name and by how often that name has come before, so that other steps of
the process (the daemon asks its store every second) do not move it.
"""

import os
import signal
import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect


class Steps:
    """Writes each step into a file, a line each; `last` is the one at which the process kills itself."""

    def __init__(self, path: Path, last: str | None) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._last, self._seen, self._lock = last, Counter[str](), threading.Lock()

    def __call__(self, name: str) -> None:
        """Take a step; does not return if it is the last."""
        with self._lock:
            self._seen[name] += 1
            step = f"{name} #{self._seen[name]}"
            os.write(self._file, f"{step}\n".encode())
            if step == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


def watch_steps(path: Path, last: str | None, ports: Mapping[int, str]) -> None:
    """Write every step of this process into path, from now on, and die at `last`; `ports` names the other sides."""
    # uvloop's sockets are beyond Python's reach; without it the program takes asyncio's own loop, as on Windows.
    sys.modules["uvloop"] = None  # type: ignore[assignment]
    step = Steps(path, last)
    event.listen(Engine, "before_cursor_execute", lambda *args: step(f"before {statement(args[2])}"))
    _around(DefaultDialect, "do_commit", step, lambda *_: "commit")
    for method in ("connect", "connect_ex", "send", "sendall", "sendmsg", "recv", "recv_into"):
        _around(socket.socket, method, step, lambda *args, verb=method: _exchange(verb, args, ports))


def _around(owner: Any, method: str, step: Steps, name: Callable[..., str | None]) -> None:
    original = getattr(owner, method)

    def stepping(*args: Any, **keys: Any) -> Any:
        what = name(*args)
        if what is None:
            return original(*args, **keys)
        step(f"before {what}")
        result = original(*args, **keys)
        step(f"after {what}")
        return result

    setattr(owner, method, stepping)


def statement(sql: str) -> str:
    """Return what a statement does to which table: names enough for a person, and the same in every run."""
    words = sql.replace("(", " ").split()
    verb = words[0].upper()
    marks = {"SELECT": "FROM", "DELETE": "FROM", "INSERT": "INTO", "UPDATE": "UPDATE"}
    if verb not in marks or marks[verb] not in words:
        return " ".join(words[:3])
    return f"{verb} {words[words.index(marks[verb]) + 1]}"


def _exchange(verb: str, args: tuple[Any, ...], ports: Mapping[int, str]) -> str | None:
    """Return the name of a step on a socket to one of the ports; None for any other socket."""
    connection = args[0]
    try:
        peer = args[1] if verb.startswith("connect") else connection.getpeername()
    except OSError:
        return None
    side = ports.get(peer[1]) if isinstance(peer, tuple) else None
    return f"{verb} {side}" if side else None
