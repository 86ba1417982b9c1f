"""The links by which a page offers what it shows as a file; `web.exporting` makes the files."""

from urllib.parse import urlencode

from alerts.export import formats


def exports(kind: str, query: str) -> list[tuple[str, str]]:
    """Return the formats there are: what each is called, and the address of the file.

    Arguments: `kind` is search or alerts, `query` the query of the page's address.
    """
    rest = query.removeprefix("?")
    return [(one.title, f"/export/{kind}?{urlencode({'format': name})}&{rest}") for name, one in formats().items()]
