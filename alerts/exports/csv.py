"""CSV for spreadsheets (RFC 4180, UTF-8): a line for each article, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from alerts.display import one_line
from alerts.export import About, Exported, Format, facts

#: What a spreadsheet takes for the beginning of a formula, in either width (OWASP, CSV Injection).
_FORMULA = tuple("=+-@|%\t\r＝＋－＠")
#: Characters of a cell; the whole text is in the other formats.
_LONGEST = 1_000
_COLUMNS = ("article", "url", "title", "summary", "source", "language", "authors", "published", "seen", "version")
_MORE = ("story", "sha256", "words", "alert", "watch", "priority", "opened")


class Csv(Format):
    """One line for each article, with the names of the columns in the first."""

    kind = "csv"
    title = "CSV"
    suffix = ".csv"
    media_type = "text/csv; charset=utf-8"
    #: What begins the file.
    mark: ClassVar[bytes] = b""

    def write(self, articles: Iterable[Exported], about: About) -> Iterator[bytes]:
        """Yield the names of the columns, then a line for each article."""
        yield self.mark + _line([*_COLUMNS, *_MORE])
        for one in articles:
            told = facts(one)
            yield _line([_cell(told.get(column)) for column in (*_COLUMNS, *_MORE)])


class MarkedCsv(Csv):
    """The same with a byte order mark, without which Excel does not read it as UTF-8."""

    kind = "csv-excel"
    title = "CSV for Excel"
    mark = b"\xef\xbb\xbf"


def _line(cells: list[Any]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return "" if value is None else value
    text = one_line("; ".join(value) if isinstance(value, list) else str(value), _LONGEST)
    return f"'{text}" if text.startswith(_FORMULA) else text
