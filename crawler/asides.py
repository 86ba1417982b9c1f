"""Blocks amid an article that are but links, with a word or two that say why: «Read also», in any language. Pure."""

import re
from itertools import islice, takewhile

from lxml.html import HtmlElement

from crawler.dense import has_more_words
from crawler.page_metadata import words

_TAGS = frozenset(words("div section aside ul ol p blockquote"))
#: What such a block says beside its links, and all in all, in letters.
_MOST_BESIDE, _MOST_SHARE, _LONGEST = 40, 0.4, 400
#: A link of no more words may be anything: a name, a tag, the title of what is spoken of. Headlines have more.
_FEW_WORDS = 3
#: Where a picture and its caption stand together, as far around it.
_PICTURE_TAGS = frozenset(words("div p figure center span a picture"))
_AROUND, _MOST_PICTURES, _CAPTION_WORDS, _MOST_LINES = 4, 100, 30, 1
_NO_CAPTION = frozenset(words("a math h2 h3 h4 h5 h6 li b strong time blockquote"))
#: Who took a picture: its agency behind a bar or in brackets, or a label.
_CREDIT = re.compile(
    r"©|\b(?:photos?|fotos?|фото|bild|images?|picture|imagen|imagem|zdj\.|kuva|nuotr\.|ảnh|fotoğraf)\s?(?:credits?|source|by|quelle)?\s?[:：/]"
    r"|\b(?:photo|image|picture)\s(?:by|via|courtesy)\b|[/(](?:AFP|AP|EPA|EFE|ANSA|dpa|Reuters|REUTERS|Getty|TT|NTB|ANP|ČTK|PAP|AA|TASS)\b"
    r"|Getty Images|写真|撮影|提供|사진|제공|صورة|[摄攝][)）]|צילום|φωτ[οό]|ΦΩΤΟ",
    re.IGNORECASE,
)
_CREDIT_AT_END = re.compile(
    r"(?:[(（].{1,20}[摄攝影][)）]|[(（\[](?:photo|foto|фото|image|사진|写真)\b.{1,60}[)）\]])\W*$", re.IGNORECASE
)
#: A note leads elsewhere, or has no more letters; there are paragraphs above it.
_SHORT = 60
_FEWEST = 3
_MOST_ELEMENTS, _MOST_LINKS = 20_000, 20


def drop_asides(tree: HtmlElement) -> bool:
    """Take out of tree the blocks that are but links to other articles; tell whether there were any."""
    found = _link_boxes(tree)
    found += _notes(tree)
    found += _captions(tree)
    for one in found:
        if one.getparent() is not None:
            one.drop_tree()
    return bool(found)


def _link_boxes(tree: HtmlElement) -> list[HtmlElement]:
    """Return the blocks, from the innermost out, that are but links."""
    judged: dict[HtmlElement, bool] = {}
    for link in islice(tree.iter("a"), _MOST_ELEMENTS):
        if not has_more_words(link.text_content(), _FEW_WORDS):
            continue
        around = (one for one in islice(link.iterancestors(), _AROUND) if one.tag in _TAGS)
        for one in takewhile(lambda box: box not in judged, around):
            judged[one] = _is_aside(one)
            if not judged[one]:
                break
    return [one for one, is_aside in judged.items() if is_aside]


def _is_aside(element: HtmlElement) -> bool:
    links = list(islice(element.iter("a"), _MOST_LINKS))
    # Old pages are tables, and what they say about the article stands in them as well.
    if element.getparent() is None or next(element.iterancestors("table"), None) is not None:
        return False
    text = element.text_content().rstrip()
    whole = _length(text)
    # A paragraph that is all link is one of the article's; headlines end in no full stop.
    if (
        (element.tag == "p" and text.endswith((".", "。")))
        or not 0 < whole <= _LONGEST
        or element.find(".//h1") is not None
    ):
        return False
    said = [link.text_content() for link in links if not (link.get("href") or "").startswith("#")]
    beside = whole - sum(map(_length, said))
    is_of_links = beside <= _MOST_BESIDE and beside <= _MOST_SHARE * whole
    return is_of_links and 2 * sum(has_more_words(text, _FEW_WORDS) for text in said) > len(links)


def _notes(tree: HtmlElement) -> list[HtmlElement]:
    """Return the last paragraphs of those that stand side by side, where they and no others are slanted throughout."""
    found: list[HtmlElement] = []
    for last in islice(tree.iter("p"), _MOST_ELEMENTS):
        if next(last.itersiblings("p"), None) is not None:
            continue
        beside = [last, *last.itersiblings("p", preceding=True)]
        notes = list(takewhile(_is_slanted, beside))
        says_more = any(one.find(".//a") is None and _length(one.text_content()) > _SHORT for one in notes)
        if (
            notes
            and not says_more
            and len(beside) >= len(notes) + _FEWEST
            and not any(map(_is_slanted, beside[len(notes) :]))
        ):
            found += notes
    return found


def _captions(tree: HtmlElement) -> list[HtmlElement]:
    """Return the boxes that hold a picture and little but who took it, and lines below a picture that say so."""
    found: list[HtmlElement] = []
    for picture in islice(tree.iter("img"), _MOST_PICTURES):
        boxes = list(takewhile(_is_of_picture, islice(picture.iterancestors(), _AROUND)))
        largest = boxes[-1] if boxes else None
        if largest is None:
            continue
        said = " ".join(largest.text_content().split())
        if _CREDIT.search(said) or _is_bare_caption(largest, said):
            found.append(largest)
        elif (below := largest.getnext()) is not None and below.tag == "p" and not _length(largest.text_content()):
            said = below.text_content().strip()
            found += [below] if not _is_long(said) and _CREDIT_AT_END.search(said) else []
    return found


def _is_bare_caption(box: HtmlElement, said: str) -> bool:
    """Tell whether a box with a picture says one line behind it, no heading or link, that ends as no sentence does."""
    within = list(box.iter())
    first = next(one for one in within if one.tag == "img" or (one.text or "").strip())
    is_other = first.tag != "img" or any(one.tag in _NO_CAPTION for one in within)
    return not is_other and has_more_words(said, _FEW_WORDS) and said[-1:].isalnum()


def _is_of_picture(box: HtmlElement) -> bool:
    """Tell whether a box says no more than a caption does: a line or two."""
    if box.tag not in _PICTURE_TAGS or box.find(".//h1") is not None or _is_long(box.text_content()):
        return False
    return all(sum(1 for _ in islice(box.iter(tag), _MOST_LINES + 1)) <= _MOST_LINES for tag in ("p", "br"))


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST or has_more_words(text, _CAPTION_WORDS)


def _is_slanted(paragraph: HtmlElement) -> bool:
    said = paragraph.text_content().strip()
    slanted = "".join(one.text_content() for one in paragraph.iterchildren("em", "i")).strip()
    return bool(said) and said == slanted and said[0] not in "“„«\"'"


def _length(text: str) -> int:
    return len("".join(text.split()))
