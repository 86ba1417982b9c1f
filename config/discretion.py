"""What of an address may be shown, to whom: not the name and password before its host, nor keys in its query. Pure."""

import re
from urllib.parse import urlsplit

_LOGIN = re.compile(r"\A(\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]*)[^/\\?#]*@")
_QUERY = re.compile(r"[?#].*", re.DOTALL)


def without_login(url: str) -> str:
    """Return an address as messages, logs and reports may show it: without the name and password before its host.

    >>> without_login("https://me:secret@example.org/feed?page=2")
    'https://example.org/feed?page=2'
    """
    return _LOGIN.sub(r"\1", url, count=1)


def bare(url: str) -> str:
    """Return an address as those may see it who did not write it: without login, query and fragment, often keys.

    >>> bare("https://me:secret@example.org/feed?key=secret#top")
    'https://example.org/feed'
    """
    return _QUERY.sub("", without_login(url), count=1)


def login_of(url: str) -> str:
    """Return the name and password before the host of url, as they stand there, or an empty string."""
    try:
        return urlsplit(url).netloc.rpartition("@")[0]
    except ValueError:
        return ""
