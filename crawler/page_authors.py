"""Who wrote the article on a page. Pure."""

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler import linked_data
from crawler.clean import clean_title
from crawler.page_metadata import PageData, loose, text_within, words

_AUTHOR = words("""
    dc.creator dcterms.creator author article:author parsely-author sailthru.author byl byline
    dc.contributor.author citation_author article:author_name rbauthors shareaholic:article_author_name
    cxenseparse:author og:article:author
""")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|auteur|autore?|contributor|writer)(?:$|[\s_-])|byline|author[-_]*name", re.IGNORECASE
)
_BYLINE_TAGS = ("a", "span", "p", "div", "address", "li", "h4", "h5", "cite", "strong", "em")
_MOST_BYLINES = 20

_BY = re.compile(
    r"^(?:(?:(?:written|story|words|text|posted|published|report(?:ed|ing)?|edited|article|analysis|video)\s+by|by|von|par"
    r"|por|door|przez|autor(?:a|en)?|auteur|author|від|от|автор|текст|yazan)(?:\s*:\s*|\s+)"
    # These begin family names as well: De Niro is not by Niro.
    r"|(?:di|da|de|per|av|af)\s+(?=\S+\s+\S))",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n]|\s/\s|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|ii|iii|esq)\b)|\s(?:and|und|et|y|e|och|og|en|i|и|та|oraz|&)\s"
    r"|\s\(?(?:with|avec|mit)\s)\s*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|de|fr)\b|\d{3}|[<>{}=]|\b(?:correspondent|reporter|editor|journalist\w*|korrespondent\w*)$",
    re.IGNORECASE,
)
_NOBODY = words("""
    admin administrator editor redaktion redaction rédaction redacción redazione unknown none null undefined
    staff
""")


def authors(page: PageData, site_names: frozenset[str]) -> tuple[str, ...]:
    """Return the names of the article's authors, without «By», addresses and the names of the site."""
    given = (list(page.meta(name)) for name in _AUTHOR)
    for texts in (_said_authors(page), *given, _bylines(page.tree)):
        names = dict.fromkeys(name for text in texts for name in clean_authors(text, site_names))
        if names:
            return tuple(names)[:10]
    return ()


def _said_authors(page: PageData) -> list[str]:
    said = linked_data.each(page.article.get("author") or page.article.get("creator"))
    named = {node["@id"]: node for node in page.nodes if isinstance(node.get("@id"), str) and node.get("name")}
    people = [named.get(str(one.get("@id")), one) if isinstance(one, dict) else one for one in said]
    given = (one.get("name") if isinstance(one, dict) else one for one in people)
    return [linked_data.text_of(name) for names in given for name in linked_data.each(names)]


def _bylines(tree: HtmlElement) -> list[str]:
    """Return the text of the first element that is marked as a byline."""
    marked = (element for element in tree.iter(*_BYLINE_TAGS) if _is_byline(element))
    for element in islice(marked, _MOST_BYLINES):
        named = element.find(".//*[@itemprop='name']")
        text = text_within(element if named is None else named)
        if 0 < len(text) < 100:
            return [text]
    return []


def _is_byline(element: HtmlElement) -> bool:
    kind = element.get("class") or ""
    is_marked = element.get("rel") == "author" or "author" in (element.get("itemprop") or "").split()
    return is_marked or bool(_BYLINE_CLASS.search(kind))


def clean_authors(text: str, site_names: frozenset[str] = frozenset()) -> list[str]:
    """Return the names in a byline.

    >>> clean_authors("By Anna Berg and  Luís Sá | example.org")
    ['Anna Berg', 'Luís Sá']

    """
    text = _BY.sub("", clean_title(text))
    names = [_BY.sub("", part).strip(" \t,;:.-–—|•·\"'()") for part in _SPLIT.split(text[:300])]
    return [name for name in names if _is_name(name, site_names)]


def _is_name(name: str, site_names: frozenset[str]) -> bool:
    if not 1 < len(name) <= 60 or _NO_NAME.search(name) or name.casefold() in _NOBODY:
        return False
    return loose(name) not in site_names and len(name.split()) <= 6 and any(letter.isalpha() for letter in name)
