"""The deck of an article: the summary that stands between its headline and its text. Pure."""

import re
from itertools import islice, takewhile

from lxml.html import HtmlElement

from crawler.boxes import is_box
from crawler.clean import BLOCKS
from crawler.datelines import tells_when
from crawler.dense import has_more_words
from crawler.page_metadata import loose, text_within
from crawler.places import is_of_others, names, place_of

#: What those who build sites call the summary beneath a headline, and how far from it it stands.
_DECK = re.compile(
    r"(?:^|[\s_-])(?:standfirst|sub-?title|sub-?head(?:line)?|chapo|chapeau|lead|lede|dec?k|teaser|intro(?:text)?|opener"
    r"|perex|sapo|summary|excerpt|desc(?:ription)?|abstract|spot|ingress|entradillas?|synopsis|bajada|sumario|sommario|occhiello"
    r"|vorspann|anrisser|zajawka|leading|anons)(?=$|[\s_-])",
    re.IGNORECASE,
)
_BESIDE, _LONGEST_DECK = 24, 600
#: So many elements may stand between a headline and its article, and in these stands something else.
_MOST_BETWEEN = 40
_CALLED_OTHERWISE = re.compile(
    r"caption|cutline|credit|legend|pie-?foto|bildunterschrift|cookie|consent|byline|author|banner|player|gallery|comment",
    re.IGNORECASE,
)
_NO_DECK = frozenset(("aside", "figure", "footer", "form", "nav", "noscript", "table", "template", "ul"))
_MOST_ELEMENTS = 10_000
#: What is shorter says nothing of the article, unless it is called so.
_LABEL_WORDS, _FEWEST_WORDS = 12, 6


def deck_of(tree: HtmlElement, title: str, text: str) -> str:
    """Return the summary that stands between title and the article in tree, where text leaves it out; or nothing.

    It says what the article is about, and often where, which nothing in the text says again.
    """
    elements = list(islice(tree.iter("h1", "h2", "h3", "h4", "p", "div", "span", "strong", "ul"), _MOST_ELEMENTS))
    at = place_of(title, elements)
    if at is None:
        return ""
    begins = loose(text.partition("\n")[0])
    beside = takewhile(
        lambda one: one.tag != "p" or not loose(text_within(one)).startswith(begins),
        elements[at + 1 : at + 1 + _BESIDE],
    )
    called = (one for one in beside if _DECK.search(names(one)) and not is_of_others(one))
    decks = (_said(one) for one in called if not any(map(_is_otherwise, (one, *one.iterancestors()))))
    deck = next((said for said in decks if len(said.split()) >= _FEWEST_WORDS and len(said) <= _LONGEST_DECK), "")
    deck = deck or _said_before(text, elements[at + 1 : at + 1 + _MOST_BETWEEN])
    return deck if loose(deck) not in loose(text) else ""


def _said(element: HtmlElement) -> str:
    """Return what the paragraphs in element say, without the label above them, or all that it says."""
    paragraphs = list(islice(element.iter("p"), _BESIDE))
    return " ".join(map(text_within, paragraphs)) if paragraphs else text_within(element)


def _said_before(text: str, elements: list[HtmlElement]) -> str:
    """Return the first paragraph among elements, which follow the title, that stands before text; or nothing.

    The first paragraph of many an article stands apart from the others, under whatever name.
    """
    begins = loose(text.partition("\n")[0])
    for one in elements:
        said = text_within(one)
        if loose(said).startswith(begins):
            return ""
        is_whole = len(said) <= _LONGEST_DECK and not any(child.tag in BLOCKS and child.tag != "br" for child in one)
        is_told = is_whole and has_more_words(said, _LABEL_WORDS) and not tells_when(said)
        if is_told and not any(map(_is_beside, (one, *one.iterancestors()))):
            return said
    return ""


def _is_beside(element: HtmlElement) -> bool:
    return element.tag in _NO_DECK or _is_otherwise(element)


def _is_otherwise(element: HtmlElement) -> bool:
    called = element.tag not in ("body", "html") and _CALLED_OTHERWISE.search(names(element)) is not None
    return called or is_box(element)
