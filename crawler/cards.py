"""Cards: blocks of one shape, side by side, each of which leads to another article with a picture or heading. Pure.

Their headlines are the worst that can come with an article, by which it would be found though it says nothing of the
kind; sites call them what they like, but build them alike.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.clean import LONG_PARAGRAPH
from crawler.dense import has_more_words
from crawler.page_metadata import words

_HEADINGS = words("h2 h3 h4 h5 h6")
_CARD_TAGS = frozenset(words("article li div section a"))
_PLAIN_TAGS = frozenset(words("div section aside nav ul ol"))
_PICTURES = words("img picture svg video")
#: A card says no more, in letters, and hardly anything before its headline; a headline has more than so many words.
_LONGEST, _LONGEST_KICKER, _FEW_WORDS = 400, 60, 2
#: What stands above cards and says that others follow, in letters.
_LONGEST_LABEL = 60
_AROUND, _MOST_LINKS, _MOST_CARDS, _MOST_ELEMENTS = 5, 5_000, 100, 20_000
#: Where less prose than this is left, in letters, the article is a review made of such cards.
_FEWEST_LETTERS = 300
_PATH = re.compile(r"(?:(?:https?:)?//[^/?#]*)?([^?#]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def drop_cards(tree: HtmlElement, title: str) -> bool:
    """Take out of tree the cards of other articles with the label above them; tell whether there were any.

    None goes that holds title or leads to a part of the page, as the posts of a live blog do, and none where hardly any
    prose would be left.
    """
    own = _own_address(tree)
    groups = (*islice(_groups(tree), _MOST_CARDS), *_single(tree))
    found = [cards for cards in groups if not any(_is_of_article(one, title, own) for one in cards)]
    within = {one for cards in found for card in cards for one in card.iter()}
    prose = (one for one in islice(tree.iter("p", "td", "div"), _MOST_ELEMENTS) if one not in within)
    if not found or not _is_enough(prose):
        return False
    for box in (box for cards in found for box in _boxes_of(cards)):
        if box.getparent() is not None:
            box.drop_tree()
    return True


def _own_address(tree: HtmlElement) -> str:
    """Return the path that the page gives as its own, or nothing."""
    links = (one.get("href") or "" for one in tree.iter("link") if one.get("rel") == "canonical")
    return _path(next(links, "")).rstrip("/")


def _path(address: str) -> str:
    # Not urlsplit: it raises on what strangers write.
    found = _PATH.match(address.strip())
    return found[1] if found else ""


def _is_of_article(card: HtmlElement, title: str, own: str) -> bool:
    if title and title in card.text_content():
        return True
    link = _headline(card)
    return bool(own) and link is not None and _path(link.get("href") or "").startswith(own)


def _is_enough(elements: Iterator[HtmlElement]) -> bool:
    """Tell whether elements say enough prose of their own."""
    said = 0
    for one in elements:
        text = one.text_content() if one.tag == "p" else (one.text or "")
        said += len(text) if len(text) > LONG_PARAGRAPH else 0
        if said > _FEWEST_LETTERS:
            return True
    return False


def _groups(tree: HtmlElement) -> Iterator[list[HtmlElement]]:
    """Yield cards that stand side by side, each group once."""
    known: set[HtmlElement] = set()
    for link in islice(tree.iter("a"), _MOST_LINKS):
        if not has_more_words(link.text_content(), _FEW_WORDS):
            continue
        for one in (link, *islice(link.iterancestors(), _AROUND)):
            parent = one.getparent()
            if parent is None or one in known or parent.tag in ("tr", "table", "body"):
                break
            known.add(one)
            alike = _alike(one) if one.tag in _CARD_TAGS else []
            known.update(alike)
            if len(alike) > 1 and all(map(_is_card, alike)):
                yield alike
                break


def _single(tree: HtmlElement) -> Iterator[list[HtmlElement]]:
    """Yield the cards that stand alone: a picture leads where the headline beside it leads."""
    for picture in islice(tree.iter("img"), _MOST_CARDS):
        link = next(picture.iterancestors("a"), None)
        if link is None or _text(link):
            continue
        around = [one for one in islice(link.iterancestors(), _AROUND) if one.tag in _CARD_TAGS]
        told = (one for box in around[:2] for one in box.iter("a") if one is not link)
        is_told = any(one.get("href") == link.get("href") and has_more_words(_text(one), _FEW_WORDS) for one in told)
        if is_told and (cards := [box for box in around[:2] if _is_card(box)]):
            yield cards[-1:]


def _alike(element: HtmlElement) -> list[HtmlElement]:
    """Return the children of element's parent that are built as it is: of its tag and classes, but for figures."""
    kind = _NUMBER.sub("", element.get("class") or "")
    children = islice(element.getparent().iterchildren(element.tag), _MOST_CARDS)
    return [one for one in children if _NUMBER.sub("", one.get("class") or "") == kind]


def _is_card(element: HtmlElement) -> bool:
    said = _text(element)
    if not 0 < len(said) <= _LONGEST or element.find(".//h1") is not None:
        return False
    link = _headline(element)
    if link is None or (link.get("href") or "#").startswith("#"):
        return False
    headline = _text(link)
    is_first = 0 <= said.find(headline) <= _LONGEST_KICKER
    return is_first and has_more_words(headline, _FEW_WORDS) and _is_built(element, link)


def _headline(card: HtmlElement) -> HtmlElement | None:
    """Return the link that says most of those in a card, or the card if it is one."""
    links = list(islice(card.iter("a"), _MOST_CARDS))
    return max(links, key=lambda one: len(one.text_content()), default=None)


def _is_built(card: HtmlElement, link: HtmlElement) -> bool:
    """Tell whether a card has a picture or heading, or a link above what it says: a line with a link in it is none."""
    headings = [one for one in card.iter(*_HEADINGS) if _text(one)]
    if headings:
        inside = {*link.iter(), *link.iterancestors()}
        return any(one in inside for one in headings)
    has_picture = next(card.iter(*_PICTURES), None) is not None
    return has_picture or _is_line(link) or any(map(_is_pictured, card.iter("span", "div", "a", "i")))


def _is_pictured(element: HtmlElement) -> bool:
    return "background" in (element.get("style") or "")


def _is_line(link: HtmlElement) -> bool:
    """Tell whether a link stands by itself above a block."""
    after = link.getnext()
    is_alone = not (link.tail or "").strip() and not (link.getparent().text or "").strip()
    return is_alone and after is not None and after.tag in ("p", "div")


def _boxes_of(cards: list[HtmlElement]) -> list[HtmlElement]:
    """Return the cards, or the largest box around them that says no more than a label beside them."""
    boxes, inside = cards, sum(len(_text(one)) for one in cards)
    for box in islice(cards[0].iterancestors(), _AROUND):
        is_more = len(_text(box)) - inside > _LONGEST_LABEL or box.find(".//h1") is not None
        if box.tag not in _PLAIN_TAGS or is_more:
            break
        boxes = [box]
    return boxes


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
