"""One headless Chromium, shut in and spoken to over its DevTools pipe.

Source: https://chromedevtools.github.io/devtools-protocol/
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.cage import NOBODY

#: Bytes of one thing it says, and of all of them.
LARGEST_SAID = 64 * 1024 * 1024
MOST_SAID = 4 * LARGEST_SAID
PREFIX = "tocsin-browser-"
#: Seconds between two looks at its memory.
_WATCH_EVERY = 0.2
_FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-startup-window",
    # It has no network where the kernel allows that; where not, it finds no name, and no way but this.
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--block-new-web-contents",
    "--blink-settings=imagesEnabled=false",
    # Lists that grow when scrolled to show their beginning.
    "--window-size=1280,4000",
    "--js-flags=--max-old-space-size=256",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--mute-audio",
)


class Gone(Exception):
    """The browser has ended, had to be ended, or does not start; the message says why, `kind` as in ReadError."""

    def __init__(self, reason: str, kind: str = "parse") -> None:
        super().__init__(reason)
        self.kind = kind


@dataclass(frozen=True)
class Event:
    """What the browser says unasked."""

    method: str
    session: str
    parameters: dict[str, Any]


class Chromium:
    """The browser as it is spoken to. Use it as `async with chromium(command, memory) as browser`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._number = 0
        self._gone: Gone | None = None

    async def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers to a command, in a session where one is given.

        Raises:
            Gone: it has ended, or refuses the command.

        """
        if self._gone is not None:
            raise Gone(str(self._gone))
        self._number += 1
        number, command = self._number, {"id": self._number, "method": method, "params": parameters}
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps(command | ({"sessionId": session} if session else {})).encode() + b"\0")
        try:
            said = await answer
        finally:
            self._answers.pop(number, None)
        if "error" in said:
            raise Gone(f"Chromium refuses {method}: {str(said['error'].get('message'))[:200]}")
        result: dict[str, Any] = said.get("result", {})
        return result

    async def event(self, within: float) -> Event | None:
        """Return what it says next, or None if it says nothing for so many seconds.

        Raises:
            Gone: it has ended.

        """
        if self._gone is not None:
            raise Gone(str(self._gone))
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                return await self._events.get()
        return None

    async def listen(self) -> None:
        """Pass on what it says until it ends."""
        left = MOST_SAID
        reason = "Chromium ended"
        try:
            while left > 0:
                said = await self._reader.readuntil(b"\0")
                left -= len(said)
                self._take(json.loads(said[:-1]))
            reason = "its page asked for far too much"
        except asyncio.LimitOverrunError:
            reason = "its page said far too much at once"
        except (asyncio.IncompleteReadError, OSError, ValueError):
            pass
        self.end(reason)

    def end(self, reason: str) -> None:
        """Let all who wait for it know that it is gone, the first reason given being the one that counts."""
        self._gone = self._gone or Gone(reason)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Gone(str(self._gone)))
                answer.exception()  # nobody may be waiting any more
        self._events.put_nowait(Event("Tocsin.gone", "", {}))

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    def _take(self, said: dict[str, Any]) -> None:
        if "id" not in said:
            self._events.put_nowait(Event(said["method"], said.get("sessionId", ""), said.get("params", {})))
        elif (answer := self._answers.get(said["id"])) is not None and not answer.done():
            answer.set_result(said)


@asynccontextmanager
async def chromium(command: Sequence[str], memory: int) -> AsyncIterator[Chromium]:
    """Yield a browser with a fresh profile; in the end it and all of its processes are killed, whatever they do.

    Arguments: `command` is the program by its absolute path, with arguments of its own; `memory` in bytes is what all
    of its processes together may have for themselves.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        async with _running(command, folder, memory) as browser:
            yield browser
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


@asynccontextmanager
async def _running(command: Sequence[str], folder: Path, memory: int) -> AsyncIterator[Chromium]:
    ours, theirs = socket.socketpair()
    with theirs, (folder / "complaints").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-c",
                _program(theirs.fileno(), [*command, *_FLAGS, f"--user-data-dir={folder}/profile"]),
            ),
            pass_fds=[theirs.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=errors,
            # Killed, it leaves what it has in the folder for temporary files: one more for each page, for a year.
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "LANG": "C.UTF-8",
            },
            start_new_session=True,
        )
    browser = Chromium(*await asyncio.open_unix_connection(sock=ours, limit=LARGEST_SAID))
    helpers: list[asyncio.Task[None]] = []
    try:
        helpers = [asyncio.create_task(browser.listen()), asyncio.create_task(_watch(browser, process.pid, memory))]
        try:
            await browser.call("Browser.getVersion")
        except Gone as error:
            complaints = (folder / "complaints").read_text("utf-8", "replace")
            raise Gone(_why_not_started(complaints), "no-browser") from error
        yield browser
    finally:
        for helper in helpers:
            helper.cancel()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        browser.close()


def _program(channel: int, command: Sequence[str]) -> str:
    return (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"from crawler.cage import enter\n"
        f"enter({channel}, {os.getpid()}, {list(command)!r})"
    )


def _why_not_started(complaints: str) -> str:
    if "sandbox" in complaints:
        return (
            "Chromium cannot shut its pages in on this machine; let users make namespaces, or, where nothing else is"
            ' at stake, set [fetch] browser = "chromium --no-sandbox"'
        )
    lines = [line for line in complaints.splitlines() if line.strip()]
    return f"Chromium does not start: {lines[-1][:300] if lines else 'it says nothing'}"


async def _watch(browser: Chromium, session: int, memory: int) -> None:
    """Kill the browser when it takes more memory than it may."""
    while await asyncio.to_thread(_memory_of, session) <= memory:
        await asyncio.sleep(_WATCH_EVERY)
    browser.end(f"its page took more than {memory >> 20} MiB of memory")
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def _memory_of(session: int) -> int:
    """Return the bytes that the processes of a session have for themselves, as far as the system tells."""
    pages = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            after_name = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(after_name[3]) == session:
                _, resident, shared = (process / "statm").read_text().split()[:3]
                pages += int(resident) - int(shared)
    return pages * os.sysconf("SC_PAGE_SIZE")
