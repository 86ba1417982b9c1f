"""Who wrote the article on a page. Pure."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml.html import HtmlElement

from crawler import linked_data
from crawler.byline import clean_authors, is_agency, is_introduction, is_labelled, is_outlet, names_author
from crawler.clean import BLOCKS
from crawler.datelines import DAY, author_in, is_dateline
from crawler.given_names import is_bureau, is_full_name
from crawler.page_metadata import PageData, text_within, words
from crawler.places import PAGE_OF_AUTHOR, is_in_comment, is_of_others, names, place_of
from crawler.reporters import reporters

_AUTHOR = words("""
    dc.creator dcterms.creator author article:author parsely-author sailthru.author byl byline
    dc.contributor.author citation_author article:author_name rbauthors shareaholic:article_author_name
    cxenseparse:author og:article:author og:author authors creator dcsext.author article_author
    content_author articleauthor
""")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:assinatura|auteurs?|autor(?:es?|en|i)?|by|contributors?|createdby|firma|f[oö]rfattare|forfattere?"
    r"|journalists?|kirjoittajat?|penulis|reporters?|signature|skribent(?:er)?|submitted|szerz[oő]k?|verfasser|writers?|yazar)"
    r"(?:$|[\s_-])|byline|auth[oe]r(?!i[stz])",
    re.IGNORECASE,
)
#: Where classes are made by a machine, what an element is stands elsewhere.
_NAMING = ("class", "id", "data-testid", "data-component", "data-qa", "property")
_BYLINE_TAGS = words("a span p div section address ul li h4 h5 cite strong em b i small dd td author")
#: Within a byline: what post somebody holds, where they are, and all else that is said of them.
_OF_PERSON = re.compile(
    r"(?:^|[\s_-])(?:title|role|position|job|bio|desc(?:ription)?|function|fonction|cargo|location|place|city)",
    re.IGNORECASE,
)
_PICTURED = re.compile(
    r"caption|(?:photo|image|picture)[_-]?credit|(?:^|\s)(?:figure|foto|imagen?|photo|picture)(?:$|\s)", re.IGNORECASE
)
_PERSON, _ORGANISATION = re.compile(r"Person$"), re.compile(r"Organi[sz]ation$")
_MOST_BYLINES, _LONGEST_BYLINE, _LONGEST_LIST = 50, 100, 300
#: A line that nothing marks as a byline stands within so many elements of the title, and has little else in it.
_BESIDE, _LONGEST_BARE, _MOST_ELEMENTS = 8, 80, 20_000
_PARTS = re.compile(r"\s*[|｜•·,;]\s*|\s[-–—/]\s|\s(?:and|und|et|y|e|i|og|och|ja|та|и|&)\s")
_OF_SUBJECT = re.compile(
    r"/(?:tags?|tagged|topics?|topic[as]|themes?|thema|sujets?|temas?|categor\w+|search|story|news)/"
)


def authors(page: PageData, site_names: frozenset[str], title: str = "", text: str = "") -> tuple[str, ...]:
    """Return the names of the article's authors, without «By», addresses and the names of the site.

    A line beside the title that begins so is one although nothing marks it. Where the page does not say, the
    article's text may, as in East Asia. An agency that an article is credited to stands behind those who wrote it, and
    where the page tells machines of papers and agencies alone, it may tell its readers of people.
    """
    outlets: tuple[str, ...] = ()
    for source, texts in enumerate(_told(page, site_names, title, text)):
        said = [name for text in texts for name in clean_authors(text, site_names)]
        found = list({name.casefold(): name for name in reversed(said)}.values())[::-1]
        if found and not all(map(is_outlet, found)):
            found = _with_others(page, found, site_names, title) if source == 0 else found
            return tuple(sorted(found, key=is_agency))[:10]
        outlets = outlets or tuple(found)
    return reporters(text) or outlets[:10]


def _with_others(page: PageData, told: list[str], site_names: frozenset[str], title: str) -> list[str]:
    """Return the names that the page links, where they are those told to machines and more: some tell but the first."""
    elements = list(islice(page.tree.iter("h1", "h2", "h3", "a"), _MOST_ELEMENTS))
    lines = _bylines(elements, place_of(title, elements), site_names)
    shown = list(dict.fromkeys(name for line in lines for name in clean_authors(line, site_names)))
    known = {name.casefold() for name in told}
    others = [name for name in shown if name.casefold() not in known]
    are_more = len(shown) - len(others) == len(known) and all(map(is_full_name, others))
    return shown if others and are_more else told


def _told(page: PageData, site_names: frozenset[str], title: str, text: str) -> Iterator[list[str]]:
    """Yield what the page says of its authors, the likeliest first."""
    yield _said_authors(page)
    yield from (list(page.meta(name)) for name in _AUTHOR)
    yield _labelled(page)
    elements = list(islice(page.tree.iter("h1", "h2", "h3", *_BYLINE_TAGS), _MOST_ELEMENTS))
    at = place_of(title, elements)
    yield _bylines(elements, at, site_names)
    yield _beside(elements, at)
    yield _labelled_line(elements)
    yield _bare(elements, at, title, text)


def _said_authors(page: PageData) -> list[str]:
    # Where no article is described, the page itself is.
    described = [page.article] if page.article else page.described
    said = [one for node in described for one in _first_given(node, "author", "creator", "contributor")]
    people = [one if isinstance(one, dict) and one.get("name") else page.named(one) for one in said]
    if any(isinstance(one, dict) and linked_data.is_kind(one, _PERSON) for one in people):
        people = [one for one in people if not _is_paper(one)]
    given = (_names_of(one) if isinstance(one, dict) else one for one in people)
    return [linked_data.text_of(name) for told in given for name in linked_data.each(told)]


def _first_given(node: linked_data.Node, *terms: str) -> list[object]:
    return next((said for term in terms if (said := linked_data.each(node.get(term)))), [])


def _is_paper(author: object) -> bool:
    """Tell whether an author is an organisation, but no agency: beside those who wrote it is whom they wrote for."""
    is_organisation = isinstance(author, dict) and linked_data.is_kind(author, _ORGANISATION)
    return is_organisation and not is_agency(linked_data.text_of(author))


def _labelled(page: PageData) -> list[str]:
    """Return what a page says to those who share it as `twitter:data1` and labels as who wrote."""
    pairs = (zip(page.meta(f"twitter:label{n}"), page.meta(f"twitter:data{n}"), strict=False) for n in "12")
    return [data for pair in pairs for label, data in pair if is_introduction(label)]


def _names_of(person: linked_data.Node) -> object:
    parts = (linked_data.text_of(person.get(part)) for part in ("givenName", "familyName"))
    return person.get("name") or " ".join(filter(None, parts))


def _bylines(elements: list[HtmlElement], at: int | None, site_names: frozenset[str]) -> list[str]:
    """Return the text of the element that is marked as the article's byline, and of those beside it marked alike.

    at is the place of the title among elements. The first after it goes before those above it, one in the article
    before one that stands around it; those of comments are nobody's here.
    """
    marked = islice(filter(_is_byline, chain(elements[at:], elements[: at or 0])), _MOST_BYLINES)
    own = (element for element in marked if not is_in_comment(element) and not _is_of_picture(element))
    lines = ((element, _name_in(element)) for element in own)
    said = ((element, author_in(line) or line) for element, line in lines)
    found = [
        (element, text) for element, text in said if len(text) < _longest(element) and clean_authors(text, site_names)
    ]
    found.sort(key=lambda one: at is None and is_of_others(one[0]))
    return [text for element, text in found if _are_beside(element, found[0][0])]


def _longest(element: HtmlElement) -> int:
    # Who says that all of it is authors may have many.
    return _LONGEST_LIST if element.get("itemprop") else _LONGEST_BYLINE


def _name_in(element: HtmlElement) -> str:
    named = element.find(".//*[@itemprop='name']")
    element = element if named is None else named
    whole = said = text_within(element, between=" | ")
    for one in element.iterdescendants():
        post = text_within(one) if one.tag == "time" or _OF_PERSON.search(names(one)) else ""
        # A day ends the names, but «today» looks like one.
        if post and (one.tag != "time" or not re.search(r"\d", post)):
            said = said.replace(post, " | ")
    return said if said.strip(" |") else whole


def _is_of_picture(element: HtmlElement) -> bool:
    if text_within(element).startswith("©"):
        return True
    around = (one for one in (element, *element.iterancestors()) if one.tag not in ("body", "article", "main"))
    return any(one.tag in ("figure", "figcaption") or _PICTURED.search(names(one)) for one in islice(around, 4))


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


def _bare(elements: list[HtmlElement], at: int | None, title: str, text: str) -> list[str]:
    """Return the names of persons in the first line beside the title that holds but these, with a day or next to one.

    Whom the headline or the article names is a subject of it, and a link may lead to all that is told of somebody.
    """
    near = elements[at + 1 : at + 1 + _BESIDE] if at is not None else []
    lines = [" ".join(" | ".join(element.itertext()).split()) for element in near]
    # The last line may be about who wrote; the first may be this one.
    prose = (line for line in text.split("\n")[:-1] if len(line) > _LONGEST_BARE)
    told = "\n".join((title, *prose)).casefold()
    for number, (element, line) in enumerate(zip(near, lines, strict=True)):
        parts = list(filter(None, _PARTS.split(line))) if len(line) <= _LONGEST_BARE else []
        names = [part for part in parts if is_full_name(part)]
        is_alone = names == [part for part in parts if not is_bureau(part)]
        siblings = (text_within(one) for one in (element.getprevious(), element.getnext()) if one is not None)
        around = (*lines[max(0, number - 1) : number + 2], *siblings)
        is_dated = DAY.search(line) or (is_alone and any(map(is_dateline, around)))
        is_linked = any(_OF_SUBJECT.search(one.get("href") or "") for one in element.iter("a"))
        if names and is_dated and not is_linked:
            return [name for name in names if name.casefold() not in told]
    return []


def _labelled_line(elements: list[HtmlElement]) -> list[str]:
    """Return the one line among elements, in or around an article, that begins with a label: «Pewarta: Anna Berg».

    In a line with a day it may stand behind that.
    """
    lines = ((one, line) for one in elements for line in _own_lines(one) if len(line) <= _LONGEST_BARE)
    parts = ((one, part) for one, line in lines for part in (_PARTS.split(line) if DAY.search(line) else [line]))
    said = ((one, line) for one, line in parts if is_labelled(line) and names_author(line))
    found = {line for one, line in said if not is_of_others(one) and not is_in_comment(one)}
    return list(found) if len(found) == 1 else []


def _own_lines(element: HtmlElement) -> list[str]:
    """Return the lines of element that stand in no block within it."""
    lines = [element.text or ""]
    for child in element:
        if child.tag in BLOCKS:
            lines.append(child.tail or "")
        else:
            lines[-1] += f"{text_within(child) if isinstance(child.tag, str) else ''}{child.tail or ''}"
    return [" ".join(line.split()) for line in lines]


def _leads_to_author(element: HtmlElement) -> bool:
    """Tell whether element is a link to what the site says of an author, and not amid prose."""
    is_link = element.tag == "a" and PAGE_OF_AUTHOR.search(element.get("href") or "") is not None
    return is_link and len(text_within(element.getparent())) <= _LONGEST_BYLINE


def _is_byline(element: HtmlElement) -> bool:
    kind = " ".join(filter(None, map(element.get, _NAMING)))
    is_marked = element.get("rel") == "author" or "author" in (element.get("itemprop") or "").split()
    is_marked = is_marked or _leads_to_author(element)
    return is_marked or element.tag == "author" or bool(_BYLINE_CLASS.search(kind))
