"""Worker processes that stay from test to test, as those of a daemon stay from poll to poll: starting them is slow."""

import asyncio
from typing import ClassVar

from crawler.workers import ProcessWorkers


class KeptWorkers(ProcessWorkers):
    """Workers that outlive the web they were opened for. Opened anew, they take up where they were."""

    _resting: ClassVar[list["KeptWorkers"]] = []

    @classmethod
    def take(cls) -> "KeptWorkers":
        """Return workers that nobody uses."""
        return cls._resting.pop() if cls._resting else cls()

    async def __aenter__(self):
        if not hasattr(self, "_threads"):
            return await super().__aenter__()
        self._all_idle()
        return self

    async def __aexit__(self, *_):
        for worker in self._workers:
            if worker._current is not None:
                worker.kill(worker._current)
        self._resting.append(self)

    @classmethod
    def end(cls) -> None:
        """End those that nobody uses."""
        while cls._resting:
            asyncio.run(ProcessWorkers.__aexit__(cls._resting.pop(), None, None, None))
