"""Why a page holds none of the links that it was to list. Pure."""

from crawler.answer import is_feed
from crawler.discovery import is_made_by_scripts
from crawler.item import ReadError
from crawler.markup import decode_html
from crawler.stand_ins import LARGEST, stand_in


def no_listing(data: bytes, content_type: str, selector: str, has_run: bool) -> ReadError:
    """Return why selector finds no link in what a server gave. Runs in a worker.

    has_run tells whether the scripts of the page have.
    """
    if is_feed(data):
        return ReadError("parse", 'this is no page but a feed; set kind = "feed"')
    if len(data) <= LARGEST and (found := stand_in(decode_html(data, content_type))):
        return found
    if not has_run and is_made_by_scripts(data):
        words = "it is empty until its scripts have run; a listing with javascript = true reads it as a browser does"
        return ReadError("empty", words)
    return ReadError("empty", f"the selector {selector!r} finds no link; the page may have a new layout")
