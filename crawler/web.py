"""What a reader needs of the world: a downloader for the network, workers for what came from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Response:
    """What a server answered, after redirects; `body` is decoded from its Content-Encoding.

    `headers` have lower-case names. `moved_to` is set when every redirect from the asked address on was permanent
    (301, 308).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None = None
    #: How long the server took for the last of its answers.
    took: timedelta = timedelta()

    @property
    def content_type(self) -> str:
        """The Content-Type as sent, or an empty string."""
        return self.headers.get("content-type", "")


class Downloader(Protocol):
    """Makes requests towards sources, politely and within limits."""

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, public: bool = False) -> Response:
        """Return the answer: a 200 with its body, or a 304.

        With `public`, addresses that are not public are refused even where the settings allow them.

        Raises:
            ReadError: there was none, or one that is no use (its `kind` says which).

        """
        ...

    async def post(self, url: str, form: Mapping[str, str]) -> Response:
        """Send a form and return the answer, whatever its status.

        Raises:
            ReadError: there was none.

        """
        ...


class Workers(Protocol):
    """Runs pure functions on hostile bytes in other processes, within limits of memory and time."""

    async def run(self, function: Callable[..., T], /, *args: Any) -> T:
        """Return what function (a module-level one) returns for args; both must pickle.

        Raises:
            ReadError: kind `parse`, when it took too long, too much memory, or killed its process; kind `crashed`,
                when it raised something else. A ReadError it raised comes through as it is.

        """
        ...


@dataclass(frozen=True)
class Web:
    """The network and the workers, as one argument; `browser` fetches pages and has their scripts run."""

    downloader: Downloader
    workers: Workers
    browser: Downloader | None = None

    def with_scripts(self, wanted: bool) -> "Web":
        """Return the web as pages are read through it whose scripts must run, or this one where it is not wanted."""
        return replace(self, downloader=self.browser) if wanted and self.browser else self
