"""Look up host names without holding anything up, and leave out the addresses that may not be connected to."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Sequence
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from config.network import Network, refused

#: Lookups under way at once; a thread each, for the system's resolver blocks.
LOOKUPS = 16


class PrivateAddressError(OSError):
    """The address to connect to is not public. An OSError, so that another address of the host is tried."""


class GuardedResolver(AbstractResolver):
    """The system's resolver, less the addresses that may not be connected to.

    Each lookup has its own daemon thread: a dead name server then holds up neither the threads that the database
    works in nor the end of the process.
    """

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._free = asyncio.Semaphore(LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of host.

        Raises:
            PrivateAddressError: none of them is public.
            OSError: there is none.

        """
        await self._free.acquire()
        found = await asyncio.shield(self._look_up(host, port, family))
        reasons = [refused(str(address[4][0]), self._allowed) for address in found]
        usable = [address for address, reason in zip(found, reasons, strict=True) if not reason]
        if found and not usable:
            raise PrivateAddressError(reasons[0])
        return [
            ResolveResult(
                hostname=host, host=str(to[0]), port=to[1], family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for kind, _, protocol, _, to in usable
        ]

    def _look_up(self, host: str, port: int, family: int) -> "asyncio.Future[list[Any]]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Any]] = loop.create_future()

        def tell(found: list[Any], error: OSError | UnicodeError | None) -> None:
            self._free.release()
            if answer.cancelled():
                return
            answer.set_exception(error) if error else answer.set_result(found)
            answer.exception()  # nobody may be waiting any more

        def work() -> None:
            found, failure = [], None
            try:
                found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
            except (OSError, UnicodeError) as error:
                failure = error
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(tell, found, failure)

        threading.Thread(target=work, name="dns", daemon=True).start()
        return answer

    async def close(self) -> None:
        """Nothing is kept open."""
