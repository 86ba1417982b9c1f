"""The headlines of the articles that a page lists, out of what its links say. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from lxml.html import HtmlElement

from crawler.clean import clean_title
from crawler.datelines import is_dateline
from crawler.page_metadata import text_within
from crawler.wording import reads_like_a_title

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: A link's words are no title when they are so few, where a heading beside it says more («Read more»).
_FEW_WORDS = 3
#: Pieces of one link that are looked at.
_MOST_PIECES = 20


def link_titles(links: Mapping[HtmlElement, tuple[str, HtmlElement]]) -> dict[str, str]:
    """Return the title of each address; '' where its links say nothing that others do not say, such as «Read more».

    links has the address of each link and the widest element around it that holds no other article's. A title is the
    heading in a link, or what it says beside a day, a section and the like, or the heading beside it where that says
    more. Of several links to one article, as a picture, a headline and a teaser, the first that says enough counts.
    """
    pieces = {link: list(islice(_pieces(link), _MOST_PIECES)) for link in links}
    where: dict[str, set[str]] = defaultdict(set)
    for link, (address, _) in links.items():
        for piece in pieces[link]:
            where[piece].add(address)
    common = {piece for piece, some in where.items() if len(some) > 1 and not reads_like_a_title(piece)}
    said: dict[str, list[str]] = defaultdict(list)
    for link, (address, around) in links.items():
        said[address].append(_title(link, around, [piece for piece in pieces[link] if piece not in common]))
    return {address: _first_telling(titles) for address, titles in said.items()}


def _pieces(element: HtmlElement) -> Iterator[str]:
    """Yield what element says in its parts, where all of it stands in such: a day, a section, a headline, a teaser."""
    parts = [child for child in element if isinstance(child.tag, str)]
    apart = not any((text or "").strip() for text in (element.text, *(child.tail for child in element)))
    if parts and apart:
        for part in parts:
            yield from _pieces(part)
    elif text := text_within(element):
        yield text


def _title(link: HtmlElement, around: HtmlElement, pieces: Iterable[str]) -> str:
    inner = next((text for one in link.iter(*_HEADINGS) if (text := text_within(one))), "")
    own = _first_telling(piece for piece in pieces if not is_dateline(piece))
    title = inner or own or clean_title(link.get("title") or link.get("aria-label") or "")
    if len(title.split()) >= _FEW_WORDS:
        return title
    heading = next((text for one in around.iter(*_HEADINGS) if (text := text_within(one))), "")
    return max(title, heading, clean_title(link.get("title") or ""), key=len) or _pictured(link)


def _pictured(link: HtmlElement) -> str:
    """Return what the pictures in a link say for those who do not see them, where that may be a headline."""
    said = (clean_title(picture.get("alt") or "") for picture in link.iter("img"))
    return next(filter(reads_like_a_title, said), "")


def _first_telling(texts: Iterable[str]) -> str:
    """Return the first text that reads like a title, or else the longest."""
    told = list(texts)
    return next(filter(reads_like_a_title, told), max(told, key=len, default=""))
