"""The headline of an article, out of what its page calls it in several places. Pure."""

import re

import lxml.html

from crawler.clean import clean_title
from crawler.linked_data import text_of
from crawler.page_metadata import PageData, loose, site_names, text_within, words

#: What sites put between a headline and their name.
_SEPARATOR = re.compile(
    r"\s+(?:[|\-–—»«·•/\\>✩★~@]|::)\s+|\s*[|»：]\s*|\s+[–—]|[_＿|｜]\s*(?=[^\x00-\x7f])|\s::\s?|[:,]\s+|\s(?=[\[(（])"
    r"|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])"
)
_STRONG = re.compile(r"\s+(?:[|\-–—»·•\\/>✩★_]|::)\s+|\s*\|\s*|\s_(?=\S)")
_METAS = words("dc.title dcterms.title og:title twitter:title headline parsely-title sailthru.title title")
#: Words that a headline has at least, and a name has not, when a part is taken for the site's name by its place only.
_FEWEST_WORDS = 5
_CUT_SHORT = ("…", "...")


def headline(page: PageData) -> str:
    """Return the article's title without the site's name; an empty string where the page has none.

    What the page says for machines comes first (JSON-LD, Open Graph, Dublin Core), then its <title>, then its <h1>.
    """
    names = site_names(page)
    headings = _headings(page.tree, names)
    shown = without_site(_titled(page), names, headings)
    for text in map(clean_title, (_said(page, headings), *page.meta(*_METAS))):
        title = without_site(text, names, headings)
        # «The Example - latest news» is what the site says of itself.
        is_slogan = title != text and text.endswith(title) and shown in headings and title not in headings
        if title and loose(title) not in names:
            return shown if is_slogan else _whole(title, headings)
    if shown and loose(shown) not in names:
        return _without_last(shown) if shown not in headings else shown
    return headings[0] if headings else shown


def _titled(page: PageData) -> str:
    # Pictures within the page have titles as well.
    titles = (element for element in page.tree.iter("title") if element.getparent().tag in ("head", "html", "body"))
    return text_within(next(titles, page.tree.makeelement("title")))


def _said(page: PageData, headings: list[str]) -> str:
    """Return the headline of the page's JSON-LD; some sites put a description there, and the title into its name."""
    name = text_of(page.article.get("name"))
    return name if name in headings else text_of(page.article.get("headline"))


def without_site(title: str, names: frozenset[str], headings: list[str]) -> str:
    """Return title without the site's names at either end.

    names are `loose`; a part of title that is one of the page's headings is the title.

    >>> without_site("Storm at sea | World | The Example", frozenset({"theexample"}), ["Storm at sea"])
    'Storm at sea'

    """
    for _ in range(4):
        gaps = list(_SEPARATOR.finditer(title[:500]))
        for gap in gaps:
            head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
            if head in headings and len(head) > 9:
                return head
            # «The Example: Storm at sea», where nothing else tells the name.
            if tail in headings and len(tail) > 2 * len(head):
                return tail
        shorter = _shorter(title, gaps, names)
        if shorter == title:
            break
        title = shorter
    return title


def _shorter(title: str, gaps: list[re.Match[str]], names: frozenset[str]) -> str:
    for gap in reversed(gaps[-3:]):
        head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
        if head and loose(tail) in names:
            return _without_section(head, gap[0].strip())
    for gap in gaps[:2]:
        head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
        if tail and loose(head) in names and gap[0].strip() not in ("(", "[", ""):
            return tail
    return title


def _without_section(title: str, separator: str) -> str:
    """Return title without what stood before the site's name, parted alike: «… | Politics | The Example»."""
    head, between, last = title.rpartition(f" {separator} ")
    is_section = between and separator and len(last.split()) < _FEWEST_WORDS <= len(head.split())
    return head.strip() if is_section else title


def _without_last(title: str) -> str:
    """Return title without its last part, where that may be a name and what is left is long enough to be a headline."""
    gaps = list(_STRONG.finditer(title))
    if not gaps:
        return title
    head, last = title[: gaps[-1].start()].strip(), title[gaps[-1].end() :].strip()
    is_name = len(last.split()) < _FEWEST_WORDS and not last[:1].islower()
    return head if is_name and len(head.split()) >= _FEWEST_WORDS else title


def _whole(title: str, headings: list[str]) -> str:
    """Return the heading that title is the cut beginning of, or title."""
    for end in _CUT_SHORT:
        beginning = title.removesuffix(end).rstrip()
        if beginning != title and len(beginning) > 15:
            return next((heading for heading in headings if heading.startswith(beginning)), title)
    return title


def _headings(tree: lxml.html.HtmlElement, names: frozenset[str]) -> list[str]:
    texts = [text_within(heading) for heading in list(tree.iter("h1"))[:5]]
    return [text for text in texts if text and loose(text) not in names]
