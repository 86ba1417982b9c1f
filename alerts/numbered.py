"""Tell by their headlines that documents are numbered otherwise: notice No. 14 of an office, and its No. 16. Pure.

Each is news by itself, though an office writes all of them in the same words, and one refers to another.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from alerts.likeness import View
from alerts.numbers import YEARS
from store.window import Member

#: What stands before a document's number, in the languages of the press, or after it.
_BEFORE = (
    r"[№第제]|\bn[°ºo]\.?|\bno\.|\bnr\.?|\bnro|\bnúm(?:ero|\.)|\bnumero|\bnuméro|\bnummer|\bnumber|\bn\.|\bč\.|\bčíslo|"
    r"\bbr\.|\bбр\.|\bномер|\bαριθ\.|\bαρ\.|\bsố|\bnomor|رقم|شماره|نمبر|מס(?:'|׳|פר)|संख्या|นัมเบอร์|ฉบับที่|번호"
)
_AFTER = r"[号號호]|\.?\s?sz(?:\.|ámú)|\s?sayılı|\s?numaralı"
_NUMBER = r"\d+(?:[/-]\d+)*"
_NUMBERED = re.compile(rf"(?:{_BEFORE})\s?({_NUMBER})|({_NUMBER})(?:{_AFTER})", re.IGNORECASE)
#: Initials and a number too long for a designation, which is no year: UIN 118402.
_FILED = re.compile(r"\b[^\W\d_a-z]{2,}[ -]?(\d{4,})\b")


def other_number(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article and each of a story, at least one, have headlines of documents with other numbers."""
    return bool(members) and _other(view.title, (member.title for member in members))


def other_number_told(view: View, title: str) -> bool:
    """Tell the same of an article and of another one."""
    return _other(view.title, [title])


def _other(title: str, headlines: Iterable[str]) -> bool:
    ours = numbers_of(title)
    return bool(ours) and all((theirs := numbers_of(one)) and ours.isdisjoint(theirs) for one in headlines)


@lru_cache(maxsize=10_000)
def numbers_of(title: str) -> frozenset[str]:
    """Return the numbers of the documents that a headline names, in digits of our own.

    >>> sorted(numbers_of("商务部公告2026年第14号")), sorted(numbers_of("Written question UIN 118402, No. 7 of 2026"))
    (['14'], ['118402', '7'])
    >>> numbers_of("Four F-16s and 118,402 rounds for EUROPE 2026")
    frozenset()

    """
    numbered = (one or other for one, other in _NUMBERED.findall(title))
    filed = (number for number in _FILED.findall(title) if int(number) not in YEARS)
    return frozenset("".join(str(int(c)) if c.isdecimal() else c for c in number) for number in (*numbered, *filed))
