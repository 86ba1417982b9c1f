"""The text of the article on a page, without what surrounds it. Pure."""

import copy
import logging
import re
from collections.abc import Callable, Collection, Iterable
from configparser import ConfigParser
from functools import cache
from itertools import islice

from lxml.html import HtmlElement

from crawler import language
from crawler.boxes import drop_boxes, is_box
from crawler.clean import BLOCKS, FORBIDDEN, html_to_text
from crawler.datelines import is_imprint
from crawler.furniture import prose
from crawler.lists import with_lists
from crawler.page_metadata import line_of, loose, text_within
from crawler.paywall import says_shut
from crawler.places import is_of_others, names, place_of

# It reports every odd page, and blank ones as errors; what we cannot read, we say ourselves.
for _name in ("trafilatura", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

#: Text shorter than this, or in lines of fewer words, is looked at again with trafilatura's slower methods.
_SHORT = 800
_FEW_WORDS = 6
#: As is one of whose lines so many are links: a headline in a menu is none of the article's words.
_MOST_LINKED = 0.3
#: They take the square of the page's size and depth: no more elements than this for them.
_MOST_ELEMENTS = 10_000
#: A text from elsewhere on the page is preferred when it is so many times longer than what was found.
_LONGER_GIVEN = 2.0
_LONGER_CHUNKS = 1.3
_LONG_PARAGRAPH = 80
_MOST_PARAGRAPHS = 5_000
_SPACES = re.compile(r"\s+")
#: What those who build sites call the summary beneath a headline, and how far from it it stands.
_DECK = re.compile(
    r"(?:^|[\s_-])(?:standfirst|sub-?title|sub-?head(?:line)?|chapo|chapeau|lead|lede|dec?k|teaser|intro(?:text)?|opener"
    r"|perex|sapo|summary|excerpt|desc(?:ription)?|abstract|spot|ingress|entradilla|bajada|sumario|sommario|occhiello"
    r"|vorspann|anrisser|zajawka|leading|anons)(?=$|[\s_-])",
    re.IGNORECASE,
)
_BESIDE, _LONGEST_DECK = 8, 600
#: So many elements may stand between a headline and its article, and in these stands something else.
_MOST_BETWEEN = 40
_CALLED_OTHERWISE = re.compile(
    r"caption|cutline|credit|legend|pie-?foto|bildunterschrift|cookie|consent|byline|author|banner|player|gallery|comment",
    re.IGNORECASE,
)
_NO_DECK = frozenset(("aside", "figure", "footer", "form", "nav", "noscript", "table", "template", "ul"))
#: Lines at each end of a text that may be furniture, and how many words such a line has at most.
_EDGE_LINES = 4
_LABEL_WORDS, _LONGEST_LABEL = 12, 120
_SURELY = 0.8
_BOX_TAGS = ("div", "section", "article", "main", "td", "font", "center")
#: What may stand within a phrase.
_PHRASE_TAGS = "a abbr b cite code em font i mark q s small span strong u"
_PHRASES = frozenset(_PHRASE_TAGS.split())
#: Signs below which trafilatura takes all that a page says instead of its article; 250 where they are letters.
_FEWEST_DENSE = 50
#: Joiners, which words of Persian, Urdu and India have within them, and letters of no page that stand for them while
#: trafilatura reads it: it leaves out what is not printed.
_STAND_INS = {"\u200c": "\U00010080", "\u200d": "\U00010081"}
_TO_LETTERS = str.maketrans(_STAND_INS)
_TO_JOINERS = str.maketrans({letter: joiner for joiner, letter in _STAND_INS.items()})
#: Scripts that part no words.
_IDEOGRAPH = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffdc]")


def article_text(tree: HtmlElement, given: str = "", title: str = "") -> str:
    """Return the text of the article on a page, one paragraph a line; empty where it seems to have none.

    given is what the page's own data says the text is (`articleBody`), preferred when it is far longer; title is the
    article's. White space in tree is folded, as a browser shows it.
    """
    _fold(tree)
    _enclose(tree)
    bare = _without_programs(tree)
    has_boxes = drop_boxes(bare, title)
    text = _text_in(bare, given)
    if len(text) >= _LONG_PARAGRAPH or not has_boxes:
        return text
    # Where next to nothing is left, what was called a box held the article.
    return max(text, _text_in(_without_programs(tree), given), key=len)


def _without_programs(tree: HtmlElement) -> HtmlElement:
    """Return a copy of tree without what browsers run or fill in, which trafilatura's slower methods take for words."""
    bare = copy.deepcopy(tree)
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
    said = tree.text_content()
    lettered, is_dense = _with_letters(tree, said), _is_dense(said)
    text = _extracted(lettered, is_dense, fast=True)
    is_poor = len(text) < _SHORT or len(text.split()) < _FEW_WORDS * (text.count("\n") + 1)
    if (is_poor or _is_of_links(tree, text)) and sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS)) < _MOST_ELEMENTS:
        text = _extracted(lettered, is_dense, fast=False) or text
    text = with_lists(tree, text)
    chunks = _joined_chunks(tree, text)
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
    if sum(len(line.split()) <= _LABEL_WORDS for line in lines) <= _MOST_LINKED * len(lines):
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
    return text is not None and len(text.strip()) > _LONG_PARAGRAPH


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
        if before is None or before.tag != element.tag or len(element.text or "") < _LONG_PARAGRAPH:
            run = 1
            continue
        said = line_of(element)
        run = run + 1 if said == line_of(before) else 1
        times[said] = max(run, times.get(said, 1))
    return times


def _extracted(tree: HtmlElement, is_dense: bool, *, fast: bool) -> str:
    import trafilatura  # here, and not at each start: it is slow to load

    config = _for_dense() if is_dense else trafilatura.settings.DEFAULT_CONFIG
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


def _is_dense(said: str) -> bool:
    """Tell whether a text is mostly in a script that says in one sign what others say in several letters."""
    return 3 * len(_IDEOGRAPH.findall(said)) > len("".join(said.split()))


def _joined_chunks(tree: HtmlElement, text: str) -> str:
    """Return the article whose body is cut into boxes of one kind, where text holds only some of them."""
    best = ""
    held = {line[:60] for line in text.split("\n") if len(line) > _LONG_PARAGRAPH}
    for article in tree.iter("article", "main"):
        if article.find(".//article") is not None:
            continue
        for boxes in _parts(article).values():
            said = "\n".join(_said(box) for box in boxes)
            known = held & {line[:60] for line in said.split("\n")}
            if len(boxes) > 1 and known and 2 * len(known) >= len(held):
                best = max(best, said, key=len)
    return best


def _parts(article: HtmlElement) -> dict[str, list[HtmlElement]]:
    """Return the elements in article that hold long paragraphs, by the class they share."""
    found: dict[str, list[HtmlElement]] = {}
    for number, paragraph in enumerate(article.iter("p")):
        box = paragraph.getparent()
        kind = box.get("class") or ""
        if number > _MOST_PARAGRAPHS:
            break
        if kind and len(paragraph.text_content()) > _LONG_PARAGRAPH and box not in found.setdefault(kind, [])[-1:]:
            found[kind].append(box)
    return found


def _said(box: HtmlElement) -> str:
    lines = (line_of(child) for child in box if child.tag not in ("script", "style", "aside", "div"))
    return "\n".join(line for line in lines if line)


def deck_of(tree: HtmlElement, title: str, text: str) -> str:
    """Return the summary that stands between title and the article in tree, where text leaves it out; or nothing.

    It says what the article is about, and often where, which nothing in the text says again.
    """
    elements = list(islice(tree.iter("h1", "h2", "h3", "h4", "p", "div", "span"), _MOST_ELEMENTS))
    at = place_of(title, elements)
    if at is None:
        return ""
    beside = elements[at + 1 : at + 1 + _BESIDE]
    decks = (text_within(one) for one in beside if _DECK.search(names(one)) and not is_of_others(one))
    deck = next((said for said in decks if len(said.split()) >= _FEW_WORDS and len(said) <= _LONGEST_DECK), "")
    deck = deck or _said_before(text, elements[at + 1 : at + 1 + _MOST_BETWEEN])
    return deck if loose(deck) not in loose(text) else ""


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
        if is_whole and _says_enough(said) and not any(map(_is_beside, (one, *one.iterancestors()))):
            return said
    return ""


def _says_enough(said: str) -> bool:
    return len(said.split()) > _LABEL_WORDS or len(_IDEOGRAPH.findall(said)) > 2 * _LABEL_WORDS


def _is_beside(element: HtmlElement) -> bool:
    called = element.tag not in ("body", "html") and _CALLED_OTHERWISE.search(names(element)) is not None
    return called or element.tag in _NO_DECK or is_box(element)


def without_furniture(
    text: str,
    title: str,
    spoken: str | None,
    links: Callable[[], Iterable[str]] = tuple,
    authors: Collection[str] = (),
) -> str:
    """Return text without lines that repeat its title or lead elsewhere, and at its ends who wrote it when, and labels.

    Arguments: `spoken` is the language of the article; `links` gives the texts of the page's links; `authors` are the
    names of those who wrote it. Labels in another language are short
    lines («Transparenz: Redaktionell erstellt und geprüft.») that surely are in another language; a text of few lines
    keeps them all.
    """
    lines = prose(text, title, links).split("\n")
    name = loose(title)
    lines = [line for line in lines[:_EDGE_LINES] if not name or loose(line) != name] + lines[_EDGE_LINES:]
    lines = _without_imprint(_without_imprint(lines, authors)[::-1], authors)[::-1]
    edge = min(_EDGE_LINES, len(lines) // 3)
    head = [line for line in lines[:edge] if not _is_label(line, spoken)]
    tail = [line for line in lines[len(lines) - edge :] if not _is_label(line, spoken)]
    # That the rest is for those who pay
    tail = [line for line in tail if len(line) > _LONGEST_LABEL or not says_shut(line)]
    return "\n".join(head + lines[edge : len(lines) - edge] + tail)


def _without_imprint(lines: list[str], authors: Collection[str]) -> list[str]:
    """Return lines without those at their beginning that say but who wrote them and when."""
    end = next((number for number, line in enumerate(lines) if len(line) > _LONG_PARAGRAPH), len(lines))
    end = min(end, _EDGE_LINES)
    return [line for line in lines[:end] if not is_imprint(line, authors)] + lines[end:]


def _is_label(line: str, spoken: str | None) -> bool:
    is_long = len(line.split()) > _LABEL_WORDS or len(_IDEOGRAPH.findall(line)) > 2 * _LABEL_WORDS
    if not spoken or len(line) < 8 or is_long or line[-1] in "»”\"'":
        return False
    found, sure = language.text_language(line)
    return sure > _SURELY and not language.are_near(found, spoken)
