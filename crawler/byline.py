"""The names in a byline, in the languages of those who write them. Pure."""

import re
from itertools import pairwise

from crawler.byline_words import (
    AGENCY,
    AGENCY_OR_POST,
    AT,
    BY,
    CAPITALS,
    COMPANY,
    END,
    FOR,
    NO_NAME,
    NOBODY,
    ONE_WORD,
    OTHER_HANDS,
    OUTLET,
    PLACE_OR_POST,
    POST_LABELS,
    RANK,
    SMALL_WORD,
    SPLIT,
    WHEN,
    WRITES_FOR,
)
from crawler.clean import clean_title
from crawler.given_names import is_bureau
from crawler.months import find_month, fold, weekdays
from crawler.page_metadata import loose
from crawler.reporters import names_reporter, reporter_in, without_reporter

#: Where nobody has but one name.
_WITH_PLACE = re.compile(r"[^\s,;]+(?:\s[^\s,;]+){1,3},\s[\u0370-\u04ff]+")
#: As the navy has it; a line beside the title that begins so is none of these.
_FROM = re.compile(r"^From\s+(?=[A-Z]\S*\s+[A-Z])")
_MAIL = re.compile(r"\s?[<(\[]?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24}){1,3}[>)\]]?")
#: What stands in brackets behind a name is a post or an agency.
_REMARK = re.compile(r"\s?[(（](?!(?:with|avec|mit)\s)([^()（）]*)[)）](?=\s*(?:[,;|、，]|$))")
#: By which somebody is known at the site.
_HANDLE = re.compile(r"[a-z0-9_.-]+")
#: «بروكسل: شوقي الريس», as papers of London and Beirut have it: where those are who wrote.
_IN_PLACE = re.compile(r"^[\u0621-\u064a]+(?:\s[\u0621-\u064a]+)?\s?:\s*(?=[\u0621-\u064a]+\s[\u0621-\u064a])")
#: «Ida Holm HS», on hs.example
_BEFORE_INITIALS = re.compile(r"(?<=[^\W\d_]{2})\s([A-ZÀ-Þ]{2,5})$")
_IN_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[:./]\d\d(?!\d)")
_PICTOGRAM = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+")
_FIGURE = re.compile(r"\s\S*\d")

_INITIAL = re.compile(r"\s[^\W\d_]\.$")
#: Two words or more that begin as names do.
_FULL_NAME = re.compile(
    rf"[{CAPITALS}][\w.’'-]*(?:\s(?:[a-zà-ÿ]{{1,3}}['’\s])*[{CAPITALS}][\w.’'-]*){{1,4}}"
    # Where there are no capitals a name is told by the word before it alone.
    r"|[\u4e00-\u9fff·]{2,8}|[가-힣]{2,4}|[\u0590-\u06ff]+(?:\s[\u0590-\u06ff]+){1,3}"
)


def clean_authors(text: str, site_names: frozenset[str] = frozenset()) -> list[str]:
    """Return the names in a byline, without what introduces or follows them, places and those of the site.

    >>> clean_authors("By Anna Berg and  Luís Sá | example.org"), clean_authors("Von Hans Müller, Berlin")
    (['Anna Berg', 'Luís Sá'], ['Hans Müller'])

    """
    if COMPANY.search(text.strip()):
        return []
    # Behind a mark that nobody sees the place from which they write stands beside a name.
    text = text.strip("\u200b ").partition("\u200b")[0]
    said = _FROM.sub("By ", _REMARK.sub(_agency_in, _MAIL.sub("", clean_title(text))).strip())
    said = reporter_in(said) or said
    text = END.sub("", BY.sub("", said))
    # «By Anna Berg, Kyiv» has a place, «Anna Berg | Madrid» as well; what nothing else introduces or parts is a list of
    # names, and some have but one.
    is_introduced = BY.match(said) is not None
    is_list = not is_introduced and "|" not in said and "/" not in said and not _WITH_PLACE.fullmatch(said)
    told = _to_its_day(_from_label(SPLIT.split(text[:300])))
    parts = (_IN_PLACE.sub("", part) for part in told if not OTHER_HANDS.match(part))
    parts = (_undated(END.sub("", RANK.sub("", BY.sub("", part)))) for part in parts)
    parts = (FOR.sub(r"\1", part) if is_introduced else _without_paper(part, site_names) for part in parts)
    names = [name for part in parts if _is_name(name := _bare(part), site_names)]
    names = names[:1] + _without_posts(names)
    first = next((number for number, name in enumerate(names) if " " in name), len(names))
    # Of words in capitals one is an agency where the names before it, or family names, are not written so.
    alone = AGENCY if first < len(names) and names[first].split()[-1].isupper() else ONE_WORD
    # Links beside a name, «X | Twitter | Anna Berg», are mostly not of those who wrote.
    before = names[:first] if "|" not in said or first == len(names) else list(filter(is_agency, names[:first]))
    return before + [name for name in names[first:] if " " in name or is_list or alone.fullmatch(name)]


def is_agency(name: str) -> bool:
    """Tell whether a name in a byline is an agency's, or the like: short ones are all in capitals.

    >>> is_agency("AFP"), is_agency("Reuters"), is_agency("Anna Berg")
    (True, True, False)

    """
    return AGENCY.fullmatch(name) is not None


def is_outlet(name: str) -> bool:
    """Tell whether a name in a byline is that of an agency, or of a paper or station as East Asia calls them.

    >>> is_outlet("AFP"), is_outlet("東都新聞"), is_outlet("王小明")
    (True, True, False)

    """
    return is_agency(name) or OUTLET.fullmatch(name) is not None


def is_labelled(text: str) -> bool:
    """Tell whether a line that names an author begins with a label: «Author: Anna Berg».

    >>> is_labelled("Автор: Анна Берг"), is_labelled("By Popular Demand")
    (True, False)

    """
    start = BY.match(text)
    return start is not None and start[0].rstrip().endswith((":", "："))


def is_introduction(label: str) -> bool:
    """Tell whether a label says that who wrote follows.

    >>> is_introduction("Written by"), is_introduction("Est. reading time")
    (True, False)

    """
    return bool(label) and any(not BY.sub("", f"{label}{end}") for end in " :")


def names_author(text: str) -> bool:
    """Tell whether a line is a byline by its words alone: «By», «기자» or an agency, and full names beside it."""
    if names_reporter(text):
        return True
    said = _REMARK.sub(_agency_in, text)
    start = BY.match(said)
    told = [part for part in SPLIT.split(END.sub("", said[start.end() if start else 0 :])) if part]
    names = [part for part in told if not re.search(r"\d", part) and not AT.fullmatch(part)]
    # Unless a word introduces a name, its agency or post does.
    behind = PLACE_OR_POST if start else AGENCY_OR_POST
    others = [part for part in names[1:] if behind.fullmatch(part)]
    is_told = start is not None or (bool(others) and len(names) == len(told) == 2)
    whole = all(_FULL_NAME.fullmatch(part) for part in names if part not in others)
    return bool(names) and is_told and whole


def _bare(part: str) -> str:
    """Return part without what stands around a name; an initial keeps its point."""
    bare = without_reporter(_PICTOGRAM.sub("", part).strip(" \t,;:-–—|•·\"'()/¿¡"))
    if "(" in bare and ")" not in bare:
        bare += ")"
    return bare if _INITIAL.search(bare) else _without_when(bare.strip(" .,"))


def _without_when(name: str) -> str:
    words = name.split(" ")
    if len(words) > 2 and words[-2] in WHEN and fold(words[-1]) in weekdays():
        words.pop()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in WHEN else words)


def _from_label(parts: list[str]) -> list[str]:
    """Return parts from that which a label says to be who wrote; what stands before it is something else."""
    return parts[next((number for number, part in enumerate(parts) if is_labelled(part)), 0) :]


def _to_its_day(parts: list[str]) -> list[str]:
    """Return parts up to the day behind the first, and to a label of somebody's post: what follows is about these."""
    end = next((number for number, part in enumerate(parts) if number and _IN_DAY.search(part)), len(parts))
    post = next((number for number, part in enumerate(parts) if fold(part) in POST_LABELS), len(parts))
    return parts[: min(end + 1, post)]


def _agency_in(remark: re.Match[str]) -> str:
    if _HANDLE.fullmatch(remark[1]) and not is_agency(remark[1]):
        return remark[0]
    return f", {remark[1]}" if is_agency(remark[1]) else " "


def _without_posts(names: list[str]) -> list[str]:
    """Return names but the first without posts and places: «Anna Berg, head of news for Belgium and EU»."""
    pairs = [(before, name) for before, name in pairwise(names) if not AT.fullmatch(name)]
    some = [(before, name) for before, name in pairs if not _is_post(name, names[0])]
    return [name for before, name in some if " " in name or not _is_post(before, names[0])]


def _is_post(name: str, first: str) -> bool:
    """Tell whether a part behind the name first begins as no name does: «corrispondente da Bruxelles»."""
    begins_small = name.islower() or (len(name.split()) > 1 and SMALL_WORD.match(name) is not None)
    return begins_small and not first[:1].islower() and not is_agency(name)


def _without_paper(part: str, site_names: frozenset[str]) -> str:
    """Return part without the site for which who is named in it wrote."""
    paper = WRITES_FOR.search(part) or _BEFORE_INITIALS.search(part)
    return part[: paper.start()] if paper and loose(paper[1]) in site_names else part


def _undated(part: str) -> str:
    """Return part without a date at its end."""
    day = _FIGURE.search(part)
    if day is None:
        return part
    before, _, last = part[: day.start()].rstrip(" ,").rpartition(" ")
    if last.endswith(":"):
        return ""
    return before if find_month(fold(last)) or fold(last) in weekdays() else f"{before} {last}"


def _is_name(name: str, site_names: frozenset[str]) -> bool:
    if not 1 < len(name) <= 60 or NO_NAME.search(name) or name.casefold() in NOBODY or is_introduction(name):
        return False
    if is_bureau(name):
        return False
    return loose(name) not in site_names and len(name.split()) <= 6 and any(letter.isalpha() for letter in name)
