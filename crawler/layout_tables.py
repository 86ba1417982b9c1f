"""Tables by which old pages are laid out, told from those that are tables. Pure."""

from itertools import islice

from lxml.html import HtmlElement

from crawler.clean import LONG_PARAGRAPH

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

    Read as a table, a page is one row: its menu, its headline and all paragraphs of its article in a line. Those of one
    column beside its paragraphs, menus and pictures with a caption, are no data either.
    """
    opened: set[HtmlElement] = set()
    for table in list(islice(tree.iter("table"), _MOST)):
        is_within = not opened.isdisjoint(table.iterancestors("div"))
        if table.tag == "table" and (_lays_out(table) or (is_within and _is_column(table))):
            opened.update({table} if _holds_prose(table) else ())
            for part in _own_parts(table):
                part.tag = "div"


def _holds_prose(table: HtmlElement) -> bool:
    """Tell whether a table has two long paragraphs."""
    long = (one for one in table.iter("p") if len(one.text_content()) > LONG_PARAGRAPH)
    return sum(1 for _ in islice(long, 2)) > 1


def _is_column(table: HtmlElement) -> bool:
    own = _own_parts(table)
    has_heads = any(child.tag in _OF_DATA for part in own for child in part)
    return not has_heads and all(sum(1 for _ in part.iterchildren("td")) <= 1 for part in own if part.tag == "tr")


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
