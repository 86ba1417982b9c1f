"""The text of the article on a page, without what surrounds it. Pure."""

import copy
import logging
import re
from collections import Counter
from configparser import ConfigParser
from functools import cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.appeals import drop_appeals
from crawler.asides import drop_asides
from crawler.boxes import drop_boxes
from crawler.breaks import part_at_breaks
from crawler.callouts import enclose_callouts
from crawler.cards import drop_cards
from crawler.clean import BLOCKS, FORBIDDEN, LONG_PARAGRAPH, html_to_text
from crawler.dense import is_dense
from crawler.layout_tables import open_layout
from crawler.lists import with_lists
from crawler.page_metadata import line_of

# It reports every odd page, and blank ones as errors; what we cannot read, we say ourselves.
for _name in ("trafilatura", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

#: Text shorter than this, or in lines of fewer words, is looked at again with trafilatura's slower methods.
_SHORT = 800
_FEW_WORDS = 6
#: As is one of whose lines so many are links: a headline in a menu is none of the article's words.
_MOST_LINKED = 0.3
#: Longer ones are none: a paragraph may be all link.
_LINK_WORDS = 12
#: They take the square of the page's size and depth: no more elements than this for them.
_MOST_ELEMENTS = 10_000
#: A text from elsewhere on the page is preferred when it is so many times longer than what was found.
_LONGER_GIVEN = 2.0
_LONGER_CHUNKS = 1.3
_LONGER_ASIDES = 1.6
_MOST_PARAGRAPHS = 5_000
_SPACES = re.compile(r"\s+")
_BOX_TAGS = ("div", "section", "article", "main", "td", "font", "center")
#: What may stand within a phrase.
_PHRASE_TAGS = "a abbr b cite code em font i mark q s small span strong u"
_PHRASES = frozenset(_PHRASE_TAGS.split())
#: Those that stand for no way of writing, but for what something is.
_APART = ("span", "time")
#: Signs below which trafilatura takes all that a page says instead of its article; 250 where they are letters.
_FEWEST_DENSE = 50
#: Joiners, which words of Persian, Urdu and India have within them, and letters of no page that stand for them while
#: trafilatura reads it: it leaves out what is not printed.
_STAND_INS = {"\u200c": "\U00010080", "\u200d": "\U00010081"}
_TO_LETTERS = str.maketrans(_STAND_INS)
_TO_JOINERS = str.maketrans({letter: joiner for joiner, letter in _STAND_INS.items()})


def article_text(tree: HtmlElement, given: str = "", title: str = "") -> str:
    """Return the text of the article on a page, one paragraph a line; empty where it seems to have none.

    given is what the page's own data says the text is (`articleBody`), preferred when it is far longer; title is the
    article's. White space in tree is folded, as a browser shows it.
    """
    _fold(tree)
    _enclose(tree)
    bare = _without_programs(tree)
    has_boxes = drop_boxes(bare, title)
    has_others = drop_cards(bare, title) | drop_appeals(bare, title)
    has_asides = drop_asides(bare)
    enclose_callouts(bare)
    text = _text_in(bare, given)
    if has_asides and len(text) < _SHORT:
        text = _unless_of_links(text, tree, given, title)
    if len(text) >= LONG_PARAGRAPH or not (has_boxes or has_others or has_asides):
        return text
    # Where next to nothing is left, what was called a box held the article.
    return max(text, _text_in(_without_programs(tree), given), key=len)


def _unless_of_links(text: str, tree: HtmlElement, given: str, title: str) -> str:
    """Return text, or what stands there with the asides if those are most of it: a press review is but links."""
    whole = _without_programs(tree)
    drop_boxes(whole, title)
    drop_cards(whole, title)
    drop_appeals(whole, title)
    found = _text_in(whole, given)
    return found if len(found) >= _LONGER_ASIDES * len(text) else text


def _without_programs(tree: HtmlElement) -> HtmlElement:
    """Return a copy of tree without what browsers run or fill in, which trafilatura's slower methods take for words.

    What styles alone part is parted by a space.
    """
    bare = copy.deepcopy(tree)
    for one in bare.iter(*_APART):
        if not one.tail and _meets_another(one):
            one.tail = " "
    for one in list(bare.iter("script", "style", "template")):
        if "ld+json" not in (one.get("type") or ""):
            one.drop_tree()
    return bare


def _with_letters(tree: HtmlElement, said: str) -> HtmlElement:
    """Return tree, or where what it has said holds joiners a copy with letters that stand for them."""
    if _STAND_INS.keys().isdisjoint(said):
        return tree
    tree = copy.deepcopy(tree)
    for one in tree.iter():
        one.text, one.tail = (text and text.translate(_TO_LETTERS) for text in (one.text, one.tail))
    return tree


def _text_in(tree: HtmlElement, given: str) -> str:
    open_layout(tree)
    part_at_breaks(tree)
    said = tree.text_content()
    lettered, dense = _with_letters(tree, said), is_dense(said)
    text = _extracted(lettered, dense, fast=True)
    is_poor = len(text) < _SHORT or len(text.split()) < _FEW_WORDS * (text.count("\n") + 1)
    if (is_poor or _is_of_links(tree, text)) and sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS)) < _MOST_ELEMENTS:
        text = _extracted(lettered, dense, fast=False) or text
    text = with_lists(tree, text)
    chunks = max(_joined_chunks(tree, text), _whole_box(tree, text), key=len)
    if len(chunks) > _LONGER_CHUNKS * len(text):
        text = chunks
    given = html_to_text(given) if "<" in given else given
    # trafilatura reads it as well, but as one paragraph.
    if len(given) > max(_SHORT, _LONGER_GIVEN * len(text)) or given.split() == text.split():
        text = given
    times = _said_in_a_row(tree)
    lines = (line for raw in text.split("\n") if (line := " ".join(raw.split())))
    return "\n".join(line for line in lines for _ in range(times.get(line, 1)))


def _is_of_links(tree: HtmlElement, text: str) -> bool:
    """Tell whether many lines of text are what links on the page say: its menus have come with it."""
    lines = [line.removeprefix("- ").strip() for line in text.split("\n")]
    if sum(len(line.split()) <= _LINK_WORDS for line in lines) <= _MOST_LINKED * len(lines):
        return False
    links = {line_of(link) for link in tree.iter("a")}
    return sum(line in links for line in lines) > _MOST_LINKED * len(lines)


def _fold(tree: HtmlElement) -> None:
    """Make line ends in the source spaces: trafilatura takes many for the end of a paragraph, amid a phrase."""
    as_written = {inner for outer in tree.iter("pre", "script", "style", "textarea") for inner in outer.iter()}
    for element in tree.iter():
        if element.text and "\n" in element.text and element not in as_written:
            element.text = _one_line(element.text)
        if element.tail and "\n" in element.tail and element.getparent() not in as_written:
            element.tail = _one_line(element.tail)


def _meets_another(element: HtmlElement) -> bool:
    """Tell whether what element says ends in a figure or word where the next begins: «18:20» and «Views»."""
    after = element.getnext()
    if after is None or after.tag not in _APART:
        return False
    last, first = (element.text or "")[-1:], (after.text or "")[:1]
    return (last.isdigit() and first.isalpha()) or (last.islower() and first.isupper())


def _enclose(tree: HtmlElement) -> None:
    """Make paragraphs of long text that stands between paragraphs without being one: trafilatura leaves it out."""
    for box in list(islice(tree.iter(*_BOX_TAGS), _MOST_ELEMENTS)):
        if box.find("p") is None:
            continue
        if _is_paragraph(box.text):
            paragraph = _paragraph(box, box.text)
            box.text = None
            box.insert(0, paragraph)
            _take_phrases(paragraph)
        for child in list(box):
            if child.tag in BLOCKS and _is_paragraph(child.tail):
                paragraph = _paragraph(box, child.tail)
                child.tail = None
                child.addnext(paragraph)
                _take_phrases(paragraph)


def _is_paragraph(text: str | None) -> bool:
    return text is not None and len(text.strip()) > LONG_PARAGRAPH


def _paragraph(box: HtmlElement, text: str) -> HtmlElement:
    paragraph = box.makeelement("p")
    paragraph.text = text
    return paragraph


def _take_phrases(paragraph: HtmlElement) -> None:
    """Move what stands in one phrase with the text of paragraph, right behind it, into it."""
    while (phrase := paragraph.getnext()) is not None and phrase.tag in _PHRASES:
        paragraph.append(phrase)


def _one_line(text: str) -> str:
    return FORBIDDEN.sub("", _SPACES.sub(" ", text))


def _said_in_a_row(tree: HtmlElement) -> dict[str, int]:
    """Return how often the page says a paragraph in a row, of which trafilatura keeps one: no furniture stands so."""
    times: dict[str, int] = {}
    run = 1
    for element in tree.iter("p", "div"):
        before = element.getprevious()
        if before is None or before.tag != element.tag or len(element.text or "") < LONG_PARAGRAPH:
            run = 1
            continue
        said = line_of(element)
        run = run + 1 if said == line_of(before) else 1
        times[said] = max(run, times.get(said, 1))
    return times


def _extracted(tree: HtmlElement, dense: bool, *, fast: bool) -> str:
    import trafilatura  # here, and not at each start: it is slow to load

    config = _for_dense() if dense else trafilatura.settings.DEFAULT_CONFIG
    try:
        document = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, as_dict=False, config=config)
    except Exception:
        # Strangers' trees raise what no list of ours would hold (IndexError, TypeError, RecursionError …) out of a
        # library that is not ours; the page's other data is worth having without a text.
        return ""
    return str(getattr(document, "text", None) or "").translate(_TO_JOINERS)


@cache
def _for_dense() -> ConfigParser:
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(_FEWEST_DENSE)
    return config


def _joined_chunks(tree: HtmlElement, text: str) -> str:
    """Return the article whose body is cut into boxes of one kind, where text holds only some of them."""
    best = ""
    held = {line[:60] for line in text.split("\n") if len(line) > LONG_PARAGRAPH}
    for article in tree.iter("article", "main"):
        if article.find(".//article") is not None:
            continue
        for boxes in _parts(article).values():
            said = "\n".join(_said(box) for box in boxes)
            known = held & {line[:60] for line in said.split("\n")}
            if len(boxes) > 1 and known and 2 * len(known) >= len(held):
                best = max(best, said, key=len)
    return best


def _whole_box(tree: HtmlElement, text: str) -> str:
    """Return what the box says in which most long paragraphs of text stand, with the boxes in it that hold others.

    Such a box shows the rest of an article when asked to.
    """
    known = {line for line in text.split("\n") if len(line) > LONG_PARAGRAPH}
    boxes = Counter(
        paragraph.getparent() for paragraph in islice(tree.iter("p"), _MOST_PARAGRAPHS) if line_of(paragraph) in known
    )
    box, number = boxes.most_common(1)[0] if boxes else (tree, 0)
    rest = {one for one in box.iterchildren("div", "section") if _holds_text(one)}
    if not rest or 2 * number < len(known):
        return ""
    parts = (one for one in box if one in rest or one.tag not in _BOX_TAGS)
    return "\n".join(_said(one) if one in rest else line_of(one) for one in parts)


def _holds_text(box: HtmlElement) -> bool:
    """Tell whether a box has more than a teaser or a comment has: some long paragraphs of its own."""
    return sum(len(one.text_content()) > LONG_PARAGRAPH for one in islice(box.iterchildren("p"), _MOST_PARAGRAPHS)) > 2


def _parts(article: HtmlElement) -> dict[str, list[HtmlElement]]:
    """Return the elements in article that hold long paragraphs, by the class they share."""
    found: dict[str, list[HtmlElement]] = {}
    for number, paragraph in enumerate(article.iter("p")):
        box = paragraph.getparent()
        kind = box.get("class") or ""
        if number > _MOST_PARAGRAPHS:
            break
        if kind and len(paragraph.text_content()) > LONG_PARAGRAPH and box not in found.setdefault(kind, [])[-1:]:
            found[kind].append(box)
    return found


def _said(box: HtmlElement) -> str:
    lines = (line_of(child) for child in box if child.tag not in ("script", "style", "aside", "div"))
    return "\n".join(line for line in lines if line)
