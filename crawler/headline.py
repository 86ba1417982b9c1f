"""The headline of an article, out of what its page calls it in several places. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.clean import clean_title
from crawler.linked_data import each, text_of
from crawler.page_metadata import PageData, loose, own_names, said_names, site_names, text_within, words
from crawler.places import names as names_of
from crawler.site_titles import (
    FEWEST_WORDS,
    MOST_NAME_WORDS,
    SEPARATOR,
    STRONG,
    is_section_name,
    sections_in,
    without_place,
    without_site,
)

#: Where no spaces stand between words, none have to stand around what parts a name from them.
_STRONG_EAST = re.compile(rf"{STRONG.pattern}|-{{2,}}")
#: So as well where one of the parts is shown alone.
_PARTS_EAST = re.compile(rf"{_STRONG_EAST.pattern}|\s*[｜：]\s*|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])|\s:\s")
#: What sites call themselves in a title that they give to all their pages.
_OF_SITE = re.compile(
    r"\b(?:official|home\s?page|web\s?(?:site|portal)|internet\s?(?:site|portal)|offizielle?|internetauftritt"
    r"|site officiel|sitio (?:web )?oficial|portal oficial|sito ufficiale|strona (?:główna|internetowa)|oficiální"
    r"|hivatalos|resmi|официальный сайт|офіційний|официален|званичн\w+|επίσημ\w+)\b|الموقع الرسمي"
    r"|官方网站|官網|官网|公式サイト|ホームページ|홈페이지|누리집",
    re.IGNORECASE,
)
_METAS = words("dc.title dcterms.title og:title twitter:title headline parsely-title sailthru.title title")
#: Words no longer than this stand in any title.
_SHORT_WORD = 3
#: As the name of a section has, which all its pages bear as their title.
_MOST_SECTION_WORDS = 2
_LONGEST_NAME_EAST = 12
_MOST_HEADINGS = 50
#: What sites show a headline in that make no heading of it.
_TITLE_TAGS = ("h5", "h6", "p", "div", "span", "strong", "b", "font", "td")
_MOST_TITLES = 5_000
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:article|content|detail|entry|news|page|post|story)[_-]?(?:title|headline|titre|titulo|titolo|titel)(?:$|\s)"
    r"|(?:^|\s)headline(?:$|\s)",
    re.IGNORECASE,
)
#: What stands above a headline, and in one heading with it.
_KICKER = re.compile(
    r"kicker|overline|topline|dachzeile|spitzmarke|roofline|antetitulo|surtitre|occhiello|pre-?title|eyebrow",
    re.IGNORECASE,
)
#: Where a word may be broken; no joiner, which Persian and the scripts of India have.
_UNSEEN_BREAKS = re.compile("[\u00ad\u200b\u2060]")
_CUT_SHORT = ("…", "...")
#: «- Page 2», «Halaman all», «(2/3)»
_PAGE_NUMBER = re.compile(
    r"\s+(?:[-–—|]\s*)?\(?(?:(?:halaman|page|seite|página|pagina|strona|strana|side|sida|sayfa|страница|сторінка)\s(?:\d{1,2}|all)"
    r"(?:\s?(?:of|von|de|di|z|/)\s?\d{1,2})?|\d{1,2}\s?/\s?\d{1,2})\)?$",
    re.IGNORECASE,
)
#: Scripts that part no words, and Korean, which writes many of them together.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U000fffff]")


def headline(page: PageData) -> str:
    """Return the article's title without the site's name and its section; an empty string where the page has none.

    What the page says for machines comes first (JSON-LD, Open Graph, Dublin Core), then its <title>, then its <h1>.
    """
    return _UNSEEN_BREAKS.sub("", _headline(page)).strip()


def sections_beside(page: PageData, title: str) -> frozenset[str]:
    """Return what the page's <title> says beside title, its article's: sections and the site, as `loose` text."""
    parts = (part for part in STRONG.split(_titled(page)) if not _is_long(part))
    return frozenset(filter(None, map(loose, parts))) - {loose(title)}


def _headline(page: PageData) -> str:
    names = site_names(page)
    headings, sections = _headings(page, names), _sections(page)
    title = _title(page, names, headings, sections)
    if title in headings:
        return title
    if (heading := _without_mark(title)) in headings:
        return heading
    if title.isupper() and (same := [one for one in headings if loose(one) == loose(title)]):
        return same[0]
    return without_place(title, own_names(page), sections | sections_in(page.url), names)


def _without_mark(title: str) -> str:
    """Return title without what says which page of the article it is, or behind a bar the section in one word.

    Two may be who wrote.
    """
    bare = _PAGE_NUMBER.sub("", title)
    first, _, last = bare.rpartition(" | ")
    return first if first and " " not in last else bare


def _title(page: PageData, names: frozenset[str], headings: list[str], sections: frozenset[str]) -> str:
    guessed, titled = names - said_names(page), _titled(page)
    shown = without_site(titled, names, headings, guessed)
    for text in map(clean_title, (_said(page, headings), *page.meta(*_METAS))):
        added = _added(text, titled, names, sections | sections_in(page.url))
        title = without_site(text, added or names, [] if added else headings, guessed)
        # «The Example - latest news» is what the site says of itself.
        is_slogan = title != text and text.endswith(title) and shown in headings and title not in headings
        if title and loose(title) not in names and not _is_of_all(page.tree, title, shown, headings, sections):
            return shown if is_slogan else _whole(title, headings)
    marked = "" if headings else _marked(page.tree, names)
    is_of_all = (headings and is_section_name(shown, frozenset())) or (marked and _OF_SITE.search(shown))
    if shown and loose(shown) not in names and not is_of_all and not _is_elsewhere(page.tree, shown, headings):
        return shown if shown in headings else _part_shown(page.tree, shown) or _without_last(shown)
    if headings:
        return headings[0]
    return marked or shown or next((text_within(one) for one in page.tree.iter("h2")), "")


def _part_shown(tree: HtmlElement, title: str) -> str:
    """Return the part of title that the page shows in an element of its own, as long as a headline; or nothing.

    Of two that are shorter, both shown, it is the one shown first below the other: a site's name heads its pages.
    """
    gaps = list((_PARTS_EAST if _is_ideographic(title) else STRONG).finditer(title))
    sides = {side for gap in gaps for side in (title[: gap.start()].strip(), title[gap.end() :].strip())}
    long = sorted(filter(_is_long, sides), key=len, reverse=True)
    shown = _shown(tree) if sides else {}
    if len(gaps) == 1 and not long and sides == {side for side in sides if loose(side) in shown}:
        return max(sides, key=lambda side: list(shown).index(loose(side)))
    return "" if loose(title) in shown else next((side for side in long if loose(side) in shown), "")


def _marked(tree: HtmlElement, names: frozenset[str]) -> str:
    """Return what the page calls its title in a class, where no heading says it."""
    marked = filter(_is_title, islice(tree.iter(*_TITLE_TAGS), _MOST_TITLES))
    said = (text_within(one) for one in marked if not _is_in_menu(one))
    return next((text for text in said if text and loose(text) not in names), "")


def _added(text: str, titled: str, names: frozenset[str], sections: frozenset[str]) -> frozenset[str]:
    """Return the site's name, `loose`, where <title> is text and then no more than that, or sections and that.

    So text is the whole headline, as the site has it before it adds where it stands: nothing of it is the site's but
    that name, whatever a heading repeats of it.
    """
    first, *rest = STRONG.split(titled.removeprefix(text)) if text and titled.startswith(text) else [titled]
    places = list(map(loose, rest))
    if first or not places or places[-1] not in names:
        return frozenset()
    return frozenset(places[-1:]) if all(is_section_name(place, sections) for place in places[:-1]) else frozenset()


def _is_of_all(tree: HtmlElement, title: str, shown: str, headings: list[str], sections: frozenset[str]) -> bool:
    """Tell whether title, said for machines, is one of all pages: the page's <title> or its one heading knows better.

    «Press corner» is no headline where <title> and <h1> agree on another; where <title> says it as well, it is one
    unless it is as short as that, or the name of the article's section.
    """
    if title in (shown, *STRONG.split(shown)):
        is_name = (
            loose(title) in sections
            or _OF_SITE.search(title)
            or (len(title.split()) <= _MOST_SECTION_WORDS and not _is_ideographic(title))
        )
        return bool(is_name) and _is_elsewhere(tree, title, headings)
    agreed = shown in headings and len(shown) > len(title) and len(shown.split()) > MOST_NAME_WORDS
    return agreed and _share_nothing(shown, title)


def _is_elsewhere(tree: HtmlElement, title: str, headings: list[str]) -> bool:
    """Tell whether the article has one heading, which is longer than the page's title and shares nothing with it.

    So it is where all pages of a section have one title; that of a page that a heading repeats is its own.
    """
    is_of_site = _OF_SITE.search(title) is not None
    if len(headings) != 1 or (not is_of_site and len(headings[0]) <= max(map(len, STRONG.split(title)))):
        return False
    boxes = list(tree.iter("article", "main"))
    ranks = ("h1", "h2") if is_of_site else ("h1",)
    # Where nothing is marked as the article, a heading in the page's head is its banner.
    own = {text_within(one) for box in boxes or [tree] for one in box.iter(*ranks) if boxes or not _is_in_head(one)}
    if headings[0] not in own or not _shown(tree).keys().isdisjoint(map(loose, (title, *STRONG.split(title)))):
        return False
    return len(headings[0].split()) > MOST_NAME_WORDS and _share_nothing(headings[0], title)


def _sections(page: PageData) -> frozenset[str]:
    """Return what the page calls the sections that its article is in, `loose`."""
    said = (*page.meta("article:section"), *map(text_of, each(page.article.get("articleSection"))))
    return frozenset(map(loose, filter(None, said)))


def _shown(tree: HtmlElement) -> dict[str, None]:
    """Return what the page shows in headings, and in elements of their own outside menus, `loose`, in this order."""
    headings = islice(tree.iter("h1", "h2", "h3", "h4"), _MOST_HEADINGS)
    others = (one for one in islice(tree.iter(*_TITLE_TAGS), _MOST_TITLES) if not len(one) and not _is_in_menu(one))
    return dict.fromkeys(loose(text_within(one)) for one in (*headings, *others) if not _is_link(one))


def _is_link(heading: HtmlElement) -> bool:
    """Tell whether a heading but leads somewhere else, as that of a teaser does."""
    link = heading.find(".//a[@href]")
    return link is not None and text_within(link) == text_within(heading)


def _is_in_menu(element: HtmlElement) -> bool:
    return next(element.iterancestors("nav", "li", "a", "footer"), None) is not None


def _is_in_head(element: HtmlElement) -> bool:
    return next(element.iterancestors("header", "nav"), None) is not None


def _share_nothing(heading: str, title: str) -> bool:
    said = loose(title)
    return not any(loose(word) in said for word in heading.split() if len(word) > _SHORT_WORD)


def _titled(page: PageData) -> str:
    # Pictures within the page have titles as well.
    titles = (element for element in page.tree.iter("title") if element.getparent().tag in ("head", "html", "body"))
    return clean_title(text_within(next(titles, page.tree.makeelement("title"))))


def _said(page: PageData, headings: list[str]) -> str:
    """Return the headline of the page's JSON-LD; some sites put a description there, and the title into its name."""
    name = text_of(page.article.get("name"))
    return name if name in headings else text_of(page.article.get("headline"))


def _without_last(title: str) -> str:
    """Return title without its last part, where that may be a name and what is left is long enough to be a headline."""
    gaps = list((_STRONG_EAST if _is_ideographic(title) else STRONG).finditer(title))
    if not gaps:
        return title
    head, last = title[: gaps[-1].start()].strip(), title[gaps[-1].end() :].strip()
    is_name = len(last.split()) < FEWEST_WORDS and not last[:1].islower() and len(last) < len(head)
    if not is_name or not _is_long(head):
        return title
    # «…--国际--人民网»: the section stands before the name.
    return _without_last(head) if _is_ideographic(head) and len(last) <= _LONGEST_NAME_EAST else head


def _whole(title: str, headings: list[str]) -> str:
    """Return the heading that title is the cut beginning of, or title."""
    for end in _CUT_SHORT:
        beginning = title.removesuffix(end).rstrip()
        if beginning != title and len(beginning) > 15:
            return next((heading for heading in headings if heading.startswith(beginning)), title)
    return title


def _headings(page: PageData, names: frozenset[str]) -> list[str]:
    """Return what the page's headings of the first rank say, but for its site's names; or else what may be the title.

    That is the first heading in an article, or one that the page's <title> is, or ends with. Where words are not
    parted it may begin with it as well: elsewhere a heading that a name follows is known by its length.
    """
    of_first_rank = list(islice(page.tree.iter("h1"), 5))
    if not of_first_rank and (marked := _other_than(names, _marked_headings(page.tree))):
        return marked
    # «News» above an article that has its title in a heading of the second rank
    is_of_section = all(is_section_name(text_within(one), frozenset()) for one in of_first_rank)
    if of_first_rank and not is_of_section:
        return _other_than(names, of_first_rank)
    titled = _titled(page)
    gaps = list(SEPARATOR.finditer(titled))
    wholes = {loose(titled), *(loose(titled[gap.end() :]) for gap in gaps[:1])}
    beginnings = {loose(titled[: gap.start()]) for gap in gaps[-1:] if _is_ideographic(titled)}
    titles = _other_than(names, islice(page.tree.iter("h2", "h3", "h4"), _MOST_HEADINGS))
    agreed = [text for text in titles if loose(text) in wholes | beginnings and _is_long(text)]
    return agreed[:1] or _other_than(names, islice(_article_headings(page.tree), 1))


def _marked_headings(tree: HtmlElement) -> list[HtmlElement]:
    """Return the one heading below the first rank that is marked as a headline, if there are no more of such."""
    below = islice(tree.iter("h2", "h3", "h4"), _MOST_HEADINGS)
    marked = [one for one in below if "headline" in (one.get("itemprop") or "") or _is_title(one)]
    return marked if len(marked) == 1 else []


def _is_title(element: HtmlElement) -> bool:
    return _TITLE_CLASS.search(element.get("class") or "") is not None


def _is_ideographic(text: str) -> bool:
    return _UNSPACED.search(text) is not None


def _is_long(text: str) -> bool:
    return len(text.split()) >= FEWEST_WORDS or (_is_ideographic(text) and len(text) > 2 * FEWEST_WORDS)


def _other_than(names: frozenset[str], headings: Iterable[HtmlElement]) -> list[str]:
    return [text for heading in headings if (text := _said_by(heading)) and loose(text) not in names]


def _said_by(heading: HtmlElement) -> str:
    """Return what a heading says, but for what it says in small letters, a subtitle or who wrote, and a kicker."""
    whole = text_within(heading)
    small = next((text_within(one) for one in heading.iter("small")), "")
    kicker = next((text_within(one) for one in heading.iter("span", "em", "div") if _KICKER.search(names_of(one))), "")
    return whole.removesuffix(small).removeprefix(kicker).strip(" \t:") or whole


def _article_headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    return (heading for article in tree.iter("article", "main") for heading in article.iter("h2"))
