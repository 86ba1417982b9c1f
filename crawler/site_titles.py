"""What sites put around a headline: their name, sections, and their name in other words. Pure."""

import re
from collections.abc import Iterable

from anyascii import anyascii

from crawler.page_metadata import loose

_GAP = re.compile(r"\s+(?:[|\-–—»·•\\/><‹›✩★_]|::|--)\s+|\s*\|\s*")
#: What sites put between a headline and their name.
SEPARATOR = re.compile(
    r"\s+(?:[|\-–—»«·•/\\><‹›✩★~@]|::|--)\s+|\s*[|：]\s*|\s*»(?!\s*[|–—-]\s)\s*|\s+[–—]|[_＿|｜]\s*(?=[^\x00-\x7f])|\s::\s?|[:,]\s+|\s(?=[\[(（])"
    r"|(?<=[^\x00-\x7f])-{1,2}(?=[^\x00-\x7f])"
)
#: Of these, what parts hardly anything else.
STRONG = re.compile(rf"{_GAP.pattern}|\s_(?=\S)")
#: What parts a headline itself as often as a name from it: no name is cut off before it.
_INNER = re.compile(r"-|\s*：\s*|,?\s+")
#: Of names that the domain alone tells, which are those of countries as well, none is cut off but before these.
_STRONGEST = frozenset("|»")
#: What parts a section from a name; between dashes it may be who said so.
_BEFORE_SECTION = frozenset("|»/")
#: So many words a site's name has at most, where a heading says the rest.
MOST_NAME_WORDS = 3
#: Words that a headline has at least, and a name has not: before so many a section's name is told from the end of a
#: headline by itself, and a part is taken for the site's name by its place only.
FEWEST_WORDS = 5
#: «SZ.de», «AP News» on apnews.com
_DOMAIN = re.compile(
    r"(?:www\.)?[\w-]{2,30}(?:\.(?:com|org|net|info|news|co|gov|gob|gouv|[a-z]{2})){1,2}", re.IGNORECASE
)
#: Words of a site's name that it may as well leave out, or add.
_ARTICLES = frozenset(("the", "a", "der", "die", "das", "le", "la", "les", "el", "los", "il", "lo", "de", "het", "en"))
_LOOSE_WORDS = _ARTICLES | {"news", "online", "newspaper", "portal", "site", "website", "official", "digital", "agency"}
_SECTION_NAMES = """
    news, latest news, breaking news, world, world news, international, politics, policy, business, economy,
    finance, markets, opinion, analysis, comment, commentary, sport, sports, culture, science, technology, tech,
    health, defence, defense, security, military, europe, asia, africa, americas, middle east, national, local,
    regional, press release, press releases, press corner, article, articles, home, nachrichten, politik,
    wirtschaft, ausland, inland, panorama, meinung, kultur, wissen, wissenschaft, technik, finanzen,
    pressemitteilung, pressemitteilungen, presse, aktuelles, meldungen, sicherheit, verteidigung, actualité,
    actualités, monde, politique, économie, société, sciences, opinions, communiqué de presse, communiqués de
    presse, défense, noticias, internacional, nacional, mundo, política, economía, sociedad, opinión, deportes,
    cultura, ciencia, notizie, mondo, esteri, politica, economia, cronaca, notícias, opinião, nieuws,
    buitenland, binnenland, economie, wiadomości, świat, kraj, polityka, gospodarka, biznes, aktualności,
    zprávy, svět, domácí, zahraničí, ekonomika, správy, svet, zahraničie, novice, vijesti, svijet, vesti, știri,
    externe, politică, hírek, külföld, belföld, nyheter, utrikes, inrikes, utenriks, innenriks, nyheder, udland,
    indland, uutiset, ulkomaat, kotimaa, politiikka, haberler, son dakika, son dakika haberler, dünya, gündem,
    siyaset, ekonomi, новости, новини, в мире, мир, світ, политика, політика, экономика, економіка, общество,
    суспільство, вести, свят, κόσμος, πολιτική, οικονομία, ειδήσεις, أخبار, سياسة, חדשות
"""
_SECTIONS = frozenset(loose(name) for name in _SECTION_NAMES.split(","))


def words_of_name(name: str) -> frozenset[str]:
    """Return the words by which a site's name is known however it is written, without those that come and go."""
    words = frozenset(re.findall(r"\w+", anyascii(name).lower()))
    return words - _LOOSE_WORDS - _SECTIONS


def sections_in(url: str) -> frozenset[str]:
    """Return the sections that an address names, `loose`: what its path has before the article."""
    path = url.partition("://")[2].partition("?")[0]
    return frozenset(loose(part) for part in path.split("/")[1:-1] if part.replace("-", "").isalpha())


def without_site(title: str, names: frozenset[str], headings: list[str], guessed: frozenset[str] = frozenset()) -> str:
    """Return title without the site's names at either end.

    names are `loose`, and guessed are those of them that the site does not give itself; a part of title that is one of
    the page's headings is the title.

    >>> without_site("Storm at sea | World | The Example", frozenset({"theexample"}), ["Storm at sea"])
    'Storm at sea'

    """
    for _ in range(4):
        if title in headings:
            return title
        gaps = list(SEPARATOR.finditer(title[:500]))
        for gap in gaps:
            head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
            is_begun = len(head) > len(tail) or loose(tail) in names
            if found := _heading_in(head, tail, headings, is_begun=is_begun and gap[0].strip() not in (":", ",")):
                return found
        shorter = _shorter(title, gaps, names, guessed)
        if shorter == title:
            break
        title = shorter
    return title


def _heading_in(head: str, tail: str, headings: list[str], *, is_begun: bool) -> str:
    """Return the heading that is the one or the other side of a gap in a title, or what one of them begins.

    is_begun tells whether the first side may be the cut beginning of a heading.
    """
    long_enough = len(head) > (9 if head.isascii() else 5)
    wholes = (one for one in headings if one == head or (is_begun and one.startswith(f"{head} ")))
    if long_enough and (found := next(wholes, "")):
        return found
    # «The Example: Storm at sea», where nothing else tells the name.
    is_name = max(len(part.split()) for part in STRONG.split(head)) <= MOST_NAME_WORDS or len(tail) > 2 * len(head)
    return next((one for one in headings if is_name and len(one) > 9 and _begins(tail, one)), "")


def _begins(text: str, heading: str) -> bool:
    return text.startswith(heading) and not text[len(heading) : len(heading) + 1].isalnum()


def _shorter(title: str, gaps: list[re.Match[str]], names: frozenset[str], guessed: frozenset[str]) -> str:
    for gap in reversed(gaps[-3:]):
        head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
        if head and loose(tail) in (names if STRONG.fullmatch(gap[0]) else names - guessed):
            return _without_section(head, gap[0].strip())
    for gap in gaps[:2]:
        head, tail = title[: gap.start()].strip(), title[gap.end() :].strip()
        # No country's name is two words that a domain writes as one.
        called = names if gap[0].strip() in _STRONGEST or " " in head else names - guessed
        if tail and loose(head) in called and not _INNER.fullmatch(gap[0]):
            return tail
    return title


def _without_section(title: str, separator: str) -> str:
    """Return title without what stood before the site's name, parted alike: «… | Politics | The Example»."""
    head, between, last = title.rpartition(f" {separator} ")
    has_section = between and separator in _BEFORE_SECTION and len(last.split()) < FEWEST_WORDS <= len(head.split())
    return head.strip() if has_section else title


def without_place(
    title: str, names: Iterable[str], sections: frozenset[str], called: frozenset[str] = frozenset()
) -> str:
    """Return title without what stands around the headline of its place: sections, and the site by another spelling.

    Arguments: names are what the site calls itself; sections are those of the page, and called is whatever the site is
    called, both `loose`. What is left is long enough to be a headline.

    >>> without_place("Storm at sea keeps fleet in | Politics | CNN World", ["CNN"], frozenset())
    'Storm at sea keeps fleet in'

    """
    first, bar, rest = title.partition(" | ")
    if bar and loose(first) in _SECTIONS and len(rest.split()) >= FEWEST_WORDS:
        title = rest
    told = list(names)
    known = {words for name in told if (words := words_of_name(name))}
    short = {"".join(word[0] for word in name.split()).upper() for name in told if len(name.split()) > 1}
    for _ in range(4):
        gaps = [gap for gap in _GAP.finditer(title) if len(title[: gap.start()].split()) >= FEWEST_WORDS]
        ends = [gap.start() for gap in gaps[1:]] + [len(title)]
        parts = [(gap.start(), title[gap.end() : end].strip()) for gap, end in zip(gaps, ends, strict=False)]
        # What follows the name is of the site as well: its slogan, the day, «Portal».
        of_site = (
            not called.isdisjoint((loose(part), loose(anyascii(part)))) or words_of_name(part) in known or part in short
            for _, part in parts
        )
        cut = next((start for (start, _), found in zip(parts, of_site, strict=True) if found), None)
        if cut is None and parts and (is_section_name(parts[-1][1], sections) or _DOMAIN.fullmatch(parts[-1][1])):
            cut = parts[-1][0]
        if cut is None:
            return title
        title = title[:cut].strip()
    return title


def is_section_name(part: str, sections: frozenset[str]) -> bool:
    """Tell whether part is what a section is called: one of sections, those of the page, or of many sites (`loose`)."""
    name = loose(part)
    return name in _SECTIONS or name in sections or (name.endswith("news") and name.removesuffix("news") in sections)
