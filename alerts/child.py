"""Run a function of ours in a fresh Python, within limits of memory and time: for what may hang or grow."""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from alerts.program import run_program

#: Bytes of memory for one call.
MEMORY = 512 * 1024 * 1024
#: Bytes of its answer.
_ANSWER = 4 * 1024 * 1024
#: Nothing of ours is inherited: no secret, no proxy, no .netrc.
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/"}


class ChildError(Exception):
    """The call had no result; says why in words that hold nothing of what was given."""


async def ask_child(function: Callable[[Any], Any], given: Any, *, seconds: float) -> Any:
    """Return what `function` (of a module, by its name) returns for `given`; both must be fit for JSON.

    Raises:
        ChildError: it took too long or too much memory, raised something, or killed its process.

    """
    call = (function.__module__, function.__name__, int(seconds) + 1)
    program = f"import sys; sys.path[:] = {sys.path!r}; from alerts.child import answer; answer{call!r}"
    command = [sys.executable, "-E", "-s", "-c", program]
    try:
        ended = await run_program(command, json.dumps(given).encode(), _ENVIRONMENT, seconds=seconds, kept=_ANSWER)
    except OSError as error:
        raise ChildError(f"no process could be started: {error.strerror or error}") from error
    if ended.status is None:
        raise ChildError(f"no end within {seconds:g} s")
    try:
        reply = json.loads(ended.output)
    except ValueError as error:
        raise ChildError(f"the process ended without an answer (status {ended.status})") from error
    if "error" in reply:
        raise ChildError(reply["error"])
    return reply["result"]


def answer(module: str, name: str, seconds: int) -> None:
    """Answer one call, read from standard input; the child's side of `ask_child`."""
    # Should our parent be killed, nobody else would end us.
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = os.dup(1)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 -- what libraries print is no answer
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    with os.fdopen(out, "w") as pipe:
        json.dump(_reply(module, name), pipe)


def _reply(module: str, name: str) -> dict[str, Any]:
    try:
        return {"result": getattr(import_module(module), name)(json.load(sys.stdin))}
    except MemoryError:
        return {"error": "it took too much memory"}
    except Exception as error:  # the process's edge: everything is carried over
        return {"error": f"{type(error).__name__}: {error}"[:1000]}
