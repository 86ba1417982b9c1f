"""Where an element stands on a page: in the article, or in what surrounds it. Pure."""

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.page_metadata import loose, text_within

_OF_OTHERS = re.compile(
    r"comment|related|modif|updat|teaser|sidebar|footer|copyright|recent|popular|latest|most-?read|newsletter",
    re.IGNORECASE,
)
#: What sites call a list of other articles, each in an element of its own.
_RELATED = re.compile(r"(?:^|[\s_-])(?:related|recommended|see-?also|read-?also|most-?read)(?:$|[\s_-])", re.IGNORECASE)
_RELATED_AROUND = 6
_MOST_HEADINGS = 50
#: A heading of fewer words may be the site's name.
_FEWEST_WORDS = 4
#: What sites call what their readers write, beside «comment»; one of these in German or Swedish is an editorial.
COMMENTS = frozenset(
    (
        *("kommentare", "leserkommentare", "commentaires", "comentarios", "comentaris", "comentarii", "commenti"),
        *("komentarze", "komentare", "komentari", "komentarji", "komentarai", "reacties", "kommentarer", "kommentit"),
        *("kommentaarid", "hozzaszolasok", "kommentek", "yorumlar", "sxolia"),
    )
)
_IN_COMMENT = re.compile(rf"comment|{'|'.join(sorted(COMMENTS))}", re.IGNORECASE)
_MODIFIER = re.compile(r"(?<=\w)--[\w-]+")
#: Where sites have what they say of who wrote.
PAGE_OF_AUTHOR = re.compile(
    r"/(?:auth?ors?|aute?urs?|autori|autor(?:es|en|zy)|byline|columnists?|contributors?|journalists?|reporters?"
    r"|signataires|writers?|people|persons?|experts?|fellows?|profiles?|yazar(?:lar)?|avtor(?:y|i|s)?|novinari|penulis)/[^/?#]{3,80}/?(?:[?#].*)?$",
    re.IGNORECASE,
)
_AROUND = frozenset(("nav", "footer", "aside", "figcaption"))


def names(element: HtmlElement) -> str:
    """Return what the page's makers call element: its classes and its id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def plain_names(element: HtmlElement) -> str:
    """Return `names` without what follows two hyphens in one, which says how it looks there (https://getbem.com).

    A teaser `card--near-menu` is no menu.
    """
    return _MODIFIER.sub("", names(element))


def is_of_others(element: HtmlElement) -> bool:
    """Tell whether element stands in what surrounds the article, not in it or in its own head."""
    heads = False
    for one in (element, *element.iterancestors()):
        if one.tag in ("article", "main"):
            return one.tag == "article" and one.find(".//h1") is None and is_related(one)
        if one.tag in _AROUND or (one.tag != "body" and _OF_OTHERS.search(names(one))):
            return True
        heads = heads or (one.tag == "header" and one.find(".//h1") is None)
    return heads


def is_related(element: HtmlElement) -> bool:
    """Tell whether element stands in what is called related to the article."""
    around = islice(element.iterancestors(), _RELATED_AROUND)
    return any(_RELATED.search(names(one)) for one in around if one.tag not in ("body", "html", "main"))


def is_in_footer(element: HtmlElement) -> bool:
    """Tell whether element stands at the foot of the page, not of an article."""
    around = (one.tag for one in element.iterancestors() if one.tag in ("article", "main", "footer"))
    return next(around, "") == "footer"


def is_in_comment(element: HtmlElement) -> bool:
    """Tell whether element stands in what a reader has written."""
    return any(_IN_COMMENT.search(names(one)) for one in (element, *element.iterancestors()) if one.tag != "body")


def place_of(title: str, elements: list[HtmlElement]) -> int | None:
    """Return the number of the heading among elements that says title, one of the highest rank, or None.

    Where none does, as pages have another title for those who share them, it is the one heading of the first rank.
    """
    name = loose(title)
    for ranks in (("h1", "h2"), ("h3", "h4")):
        headings = islice((number for number, one in enumerate(elements) if one.tag in ranks), _MOST_HEADINGS)
        found = next((number for number in headings if name and name in loose(text_within(elements[number]))), None)
        if found is not None:
            return found
    first = [number for number, one in enumerate(elements) if one.tag == "h1"]
    is_headline = len(first) == 1 and len(text_within(elements[first[0]]).split()) >= _FEWEST_WORDS
    return first[0] if is_headline else None
