"""The headline of an article, out of what its page calls it in several places. Pure."""

import re

import lxml.html

from crawler.clean import clean_title
from crawler.linked_data import text_of
from crawler.page_metadata import PageData, loose, site_names, text_within, words

#: What sites put between a headline and their name.
_SEPARATOR = re.compile(
    r"\s+(?:[|\-–—»«·•/\\>✩★]|::)\s+|\s*[|»]\s*|\s+[–—]|[_＿|｜]\s*(?=[^\x00-\x7f])|\s::\s?|:\s+|\s(?=[\[(（])"
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
    for text in (_said(page, headings), *page.meta(*_METAS)):
        title = without_site(clean_title(text), names, headings)
        if title and loose(title) not in names:
            return _whole(title, headings)
    title = next((element.text_content() for element in page.tree.iter("title")), "")
    title = without_site(clean_title(title, markup=False), names, headings)
    if title and loose(title) not in names:
        return _without_last(title) if title not in headings else title
    return headings[0] if headings else title


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
            head = title[: gap.start()].strip()
            if head in headings and len(head) > 9:
                return head
        shorter = _shorter(title, gaps, names)
        if shorter == title:
            break
        title = shorter
    return title


def _shorter(title: str, gaps: list[re.Match[str]], names: frozenset[str]) -> str:
    for gap in reversed(gaps[-3:]):
        head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
        if head and loose(tail) in names:
            return head
    for gap in gaps[:2]:
        head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
        if tail and loose(head) in names and gap[0].strip() not in ("(", "[", ""):
            return tail
    return title


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
