"""`tocsin run` in a process of its own, started quickly and killed without warning.

The process is forked off one that has imported the program already and holds nothing else (multiprocessing's
forkserver), which saves the seconds that the imports take at each of hundreds of starts.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["benchmarks.ordeal.steps", "tocsin.commands.run", "aiosmtplib", "uvloop"])
#: Seconds that a daemon may take to end once it was told or killed.
_END = 20.0


class Daemon:
    """The daemon at work on a settings file. `prepare(*arguments)` is called in its process before it starts."""

    def __init__(
        self, config: Path, log: Path, prepare: Callable[..., object] | None = None, arguments: tuple[object, ...] = ()
    ) -> None:
        self._process = _CONTEXT.Process(target=_run, args=(config, log, prepare, arguments))
        self._process.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return int(self._process.pid or 0)

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return self._process.exitcode is not None

    @property
    def memory(self) -> int:
        """Its resident memory in KiB; 0 once it has ended."""
        with suppress(OSError):
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
            return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
        return 0

    def kill(self) -> None:
        """Kill it (SIGKILL) and wait until it is gone."""
        self._process.kill()
        self._process.join(_END)

    def until(self, ready: Callable[[], object], patience: float) -> bool:
        """Wait until ready() holds or the process ended, at most `patience` seconds; return whether it held."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if ready():
                return True
            if self.ended:
                return False
            time.sleep(0.1)
        return False


def _run(config: Path, log: Path, prepare: Callable[..., object] | None, arguments: tuple[object, ...]) -> None:
    with log.open("ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    threading.Thread(target=_end_with_the_script, daemon=True).start()
    if prepare is not None:
        prepare(*arguments)
    sys.argv = ["tocsin", "run", "--no-web", "--config", str(config)]
    from tocsin import main

    sys.exit(main())


def _end_with_the_script() -> None:
    """Leave no daemon behind when the script that started it is killed."""
    script = multiprocessing.parent_process()
    if script is not None:
        wait([script.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)
