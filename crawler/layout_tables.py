"""Tables by which old pages are laid out, told from those that are tables. Pure."""

from itertools import islice

from lxml.html import HtmlElement

#: Far more of them are data.
_MOST = 2_000
#: A cell of a table says less.
_LONG = 400
#: What heads a table of data.
_OF_DATA = ("th", "caption", "thead", "colgroup")
_PARTS = frozenset(("table", "tbody", "tfoot", "tr", "td"))
#: What stands in no cell of a table of data.
_WITHIN = ["table", "h1", "h2", "h3", "article", "section"]


def open_layout(tree: HtmlElement) -> None:
    """Make boxes of the tables in tree that only lay it out: their cells are what else boxes are.

    Read as a table, a page is one row: its menu, its headline and all paragraphs of its article in a line.
    """
    for table in list(islice(tree.iter("table"), _MOST)):
        if table.tag == "table" and _lays_out(table):
            for part in _own_parts(table):
                part.tag = "div"


def _lays_out(table: HtmlElement) -> bool:
    own = _own_parts(table)
    if any(child.tag in _OF_DATA for part in own for child in part):
        return False
    cells = [part for part in own if part.tag == "td"]
    return any(_is_box(cell) for cell in cells)


def _is_box(cell: HtmlElement) -> bool:
    return next(cell.iter(*_WITHIN), None) is not None or len(cell.text_content()) > _LONG


def _own_parts(table: HtmlElement) -> list[HtmlElement]:
    """Return table with its rows and cells, without those of tables within."""
    parts, waiting = [], [table]
    while waiting:
        part = waiting.pop()
        parts.append(part)
        if part.tag != "td":
            waiting += [child for child in part if child.tag in _PARTS and child.tag != "table"]
    return parts
