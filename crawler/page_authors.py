"""Who wrote the article on a page. Pure."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml.html import HtmlElement

from crawler import linked_data
from crawler.byline import clean_authors, is_agency, is_labelled, names_author, reporters
from crawler.datelines import DAY, author_in, is_dateline
from crawler.page_metadata import PageData, text_within, words
from crawler.places import is_in_comment, is_of_others, place_of

_AUTHOR = words("""
    dc.creator dcterms.creator author article:author parsely-author sailthru.author byl byline
    dc.contributor.author citation_author article:author_name rbauthors shareaholic:article_author_name
    cxenseparse:author og:article:author og:author authors creator dcsext.author article_author
""")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:auteur|autore?|autor|by|contributor|firma|journalist|penulis|reporter|verfasser|writer|yazar)"
    r"(?:$|[\s_-])|byline|author(?!i[stz])",
    re.IGNORECASE,
)
#: Where classes are made by a machine, what an element is stands elsewhere.
_NAMING = ("class", "id", "data-testid", "data-component", "data-qa", "property")
_BYLINE_TAGS = ("a", "span", "p", "div", "address", "li", "h4", "h5", "cite", "strong", "em")
_MOST_BYLINES = 50
#: A line that nothing marks as a byline stands within so many elements of the title, and has little else in it.
_BESIDE, _LONGEST_BARE, _MOST_ELEMENTS = 8, 80, 20_000


def authors(page: PageData, site_names: frozenset[str], title: str = "", text: str = "") -> tuple[str, ...]:
    """Return the names of the article's authors, without «By», addresses and the names of the site.

    A line beside the title that begins so is one although nothing marks it. Where the page does not say, the
    article's text may, as in East Asia. An agency that an article is credited to stands behind those who wrote it.
    """
    for texts in _told(page, site_names, title):
        names = dict.fromkeys(name for text in texts for name in clean_authors(text, site_names))
        if names:
            return tuple(sorted(names, key=is_agency))[:10]
    return reporters(text)


def _told(page: PageData, site_names: frozenset[str], title: str) -> Iterator[list[str]]:
    """Yield what the page says of its authors, the likeliest first."""
    yield _said_authors(page)
    yield from (list(page.meta(name)) for name in _AUTHOR)
    elements = list(islice(page.tree.iter("h1", "h2", "h3", *_BYLINE_TAGS), _MOST_ELEMENTS))
    at = place_of(title, elements)
    yield _bylines(elements, at, site_names)
    yield _beside(elements, at)


def _said_authors(page: PageData) -> list[str]:
    said = linked_data.each(page.article.get("author") or page.article.get("creator"))
    people = [one if isinstance(one, dict) and one.get("name") else page.named(one) for one in said]
    given = (_names_of(one) if isinstance(one, dict) else one for one in people)
    return [linked_data.text_of(name) for names in given for name in linked_data.each(names)]


def _names_of(person: linked_data.Node) -> object:
    parts = (linked_data.text_of(person.get(part)) for part in ("givenName", "familyName"))
    return person.get("name") or " ".join(filter(None, parts))


def _bylines(elements: list[HtmlElement], at: int | None, site_names: frozenset[str]) -> list[str]:
    """Return the text of the element that is marked as the article's byline, and of those beside it marked alike.

    at is the place of the title among elements. The first after it goes before those above it, one in the article
    before one that stands around it; those of comments are nobody's here.
    """
    marked = islice(filter(_is_byline, chain(elements[at:], elements[: at or 0])), _MOST_BYLINES)
    lines = ((element, _name_in(element)) for element in marked if not is_in_comment(element))
    said = ((element, author_in(line) or line) for element, line in lines)
    found = [(element, text) for element, text in said if len(text) < 100 and clean_authors(text, site_names)]
    found.sort(key=lambda one: at is None and is_of_others(one[0]))
    return [text for element, text in found if _are_beside(element, found[0][0])]


def _name_in(element: HtmlElement) -> str:
    named = element.find(".//*[@itemprop='name']")
    return text_within(element if named is None else named, between=" | ")


def _are_beside(one: HtmlElement, first: HtmlElement) -> bool:
    alike = one.tag == first.tag and one.get("class") == first.get("class")
    near = alike and one.getparent().getparent() is first.getparent().getparent()
    together = next(one.iterancestors("article"), None) is next(first.iterancestors("article"), None)
    return one is first or (near and together and is_of_others(one) == is_of_others(first))


def _beside(elements: list[HtmlElement], at: int | None) -> list[str]:
    """Return the first line beside the title that its words make a byline, and a label, a link, or a day with it.

    The day may stand next to it as well.

    «By Popular Demand» and «Von Hamburg Nach Kiel» are written like names.
    """
    near = elements[at + 1 : at + 1 + _BESIDE] if at is not None else []
    lines = [text_within(element, between=" | ") for element in near]
    for number, (element, line) in enumerate(zip(near, lines, strict=True)):
        if len(line) > _LONGEST_BARE:
            continue
        if said := author_in(line):
            return [said]
        if names_author(line):
            around = lines[max(0, number - 1) : number + 2]
            is_dated = DAY.search(line) or any(map(is_dateline, around))
            if is_labelled(line) or is_dated or element.find(".//a[@href]") is not None:
                return [line]
    return []


def _is_byline(element: HtmlElement) -> bool:
    kind = " ".join(filter(None, map(element.get, _NAMING)))
    is_marked = element.get("rel") == "author" or "author" in (element.get("itemprop") or "").split()
    return is_marked or bool(_BYLINE_CLASS.search(kind))
