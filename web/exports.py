"""The links by which a page offers what it shows as a file or feed (`web.exporting`, `web.feeds`)."""

from urllib.parse import urlencode

from alerts.export import formats
from web.feed_formats import FORMATS
from web.tongue import marked


def exports(kind: str, query: str) -> list[tuple[str, str]]:
    """Return the formats there are: what each is called, and the address of the file.

    Arguments: `kind` is search or alerts, `query` the query of the page's address.
    """
    rest = query.removeprefix("?")
    return [(one.title, f"/export/{kind}?{urlencode({'format': name})}&{rest}") for name, one in formats().items()]


def feeds(kind: str, query: str) -> list[tuple[str, str, str]]:
    """Return the feeds there are: what each is called, its address and its type; arguments as for `exports`."""
    return [(_NAMES[name], f"/feeds/{kind}.{name}{query}", media_type) for name, (_, media_type) in FORMATS.items()]


#: Of the names of formats, those that are words (`alerts.exports`).
_WORDS = (marked("evidence bundle"), marked("CSV for Excel"))
_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
