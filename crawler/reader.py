"""The base of every reader, and the choice of one for a source."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

import crawler.readers
from config import FetchSettings, SourceSettings
from config.plugins import kinds
from crawler.item import Reading
from crawler.web import Web


class Reader(ABC):
    """Reads one kind of source. To add a kind, put a subclass in crawler/readers/."""

    kind: ClassVar[str]

    def __init__(self, source: SourceSettings, fetch: FetchSettings) -> None:
        self.source = source
        self.fetch = fetch

    @abstractmethod
    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return what is new since cursor.

        Raises:
            ReadError: the source could not be reached or understood.

        """


@cache
def readers() -> dict[str, type[Reader]]:
    """Return every kind of reader by its name."""
    return kinds(crawler.readers, Reader)


def reader_for(source: SourceSettings, fetch: FetchSettings) -> Reader:
    """Return the reader for source's kind.

    Raises:
        KeyError: there is no such kind; settings that were checked cannot cause it.

    """
    return readers()[source.kind](source, fetch)


def wants_pages(source: SourceSettings, fetch: FetchSettings) -> bool:
    """Tell whether the pages of a source's articles are to be fetched for their whole text."""
    return source.full_text if source.full_text is not None else fetch.full_text
