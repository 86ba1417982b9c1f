"""Tables that old pages are laid out in, made plain boxes: who looks for prose takes them for data. Pure."""

from itertools import islice

from lxml.html import HtmlElement

_OF_DATA = ("th", "caption", "thead")
_MOST_TABLES, _MOST_CELLS, _LONG_PARAGRAPH = 500, 50, 80


def unfold_tables(tree: HtmlElement) -> None:
    """Make boxes of the tables in tree of which a cell holds several paragraphs, and of those of one column in these.

    A table of data keeps its rows; layout is told by its having neither headings nor a caption (WCAG 2.2, F46).
    """
    unfolded: set[HtmlElement] = set()
    for table in list(islice(tree.iter("table"), _MOST_TABLES)):
        around = {*table.iterancestors("div")}
        if _is_layout(table, within=not unfolded.isdisjoint(around)):
            unfolded.add(table)
            _unfold(table)


def _is_layout(table: HtmlElement, *, within: bool) -> bool:
    """Tell whether a table is there for its looks; within says that it stands in such a one."""
    if any(next(one.iterancestors("table")) is table for one in table.iter(*_OF_DATA)):
        return False
    cells = list(islice(table.iter("td"), _MOST_CELLS))
    rows = (list(row.iterchildren("td")) for row in islice(table.iter("tr"), _MOST_CELLS))
    return any(map(_holds_prose, cells)) or (within and all(len(row) <= 1 for row in rows))


def _holds_prose(cell: HtmlElement) -> bool:
    """Tell whether a cell has two long paragraphs, as no cell of data has."""
    long = (one for one in cell.iter("p") if len(one.text_content()) > _LONG_PARAGRAPH)
    return sum(1 for _ in islice(long, 2)) > 1


def _unfold(table: HtmlElement) -> None:
    parts = [table, *table.iterchildren("tbody", "tfoot")]
    rows = [row for part in parts for row in part.iterchildren("tr")]
    for one in (*parts, *rows, *(cell for row in rows for cell in row.iterchildren("td"))):
        one.tag = "div"
