"""Tell by its headline what takes back what others told: a denial, a correction, a retraction. Pure.

The report that a minister has resigned and her denial name the same people, places and things, often in the same words:
who was told the one has not heard the other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from alerts.features import STEM
from alerts.fingerprint import SPACELESS, tokens
from alerts.likeness import View
from store.vectors import Vector
from store.window import Member

#: How words that deny begin, by language; `$` ends one that has longer ones with another meaning.
_WORDS = {
    "en": "deny$ denie[sd]$ denying$ refut retract debunk disavow untrue$ hoax$",
    "de": "dementi bestrei bestrit widerle entkräf falschm unwahr$",
    "fr": "démen réfut infox$ intox$",
    "es": "desmien desmint niega$ niegan$ negó$ negaron bulo$",
    "it": "smenti smentì nega$ negano$ bufala$",
    "pt": "desment nega$ negam$ negou$",
    "ro": "dezmin neagă$",
    "nl": "ontken ontkracht",
    "sv": "dement förneka",
    "da": "dement benægte",
    "no": "dement avkreft benekte",
    "nb": "dement avkreft benekte",
    "is": "neita hafnar$ hafnaði$",
    "fi": "kiisti kiistä",
    "pl": "zaprzec dementu zdement sprosto",
    "cs": "popír popře(?:l|n|$) dementu vyvrát",
    "sk": "popier poprel poprie dementu vyvrát",
    "hr": "demant negira zanijek",
    "sr": "demant negira porekao$ демант негира порекао$",
    "bg": "отрич отреч отрек опровер",
    "uk": "запереч спросту",
    "ru": "опровер отрица[елю]",
    "hu": "cáfol tagad",
    "el": "διαψεύ διαψευ διέψευ διεψευ",
    "tr": "yalanla",
    "ar": "نفى$ نفت$ ينفي$ تنفي$ تكذيب$ يكذب$",
    "fa": "تکذیب$",
    "he": "הכחיש מכחיש הכחש",
    "ka": "უარყ",
    "ja": "否定 誤報",
    "zh": "否认 否認 辟谣 闢謠 不实 不實",
    "ko": "부인했 부인하 사실무",
}
#: What is refused is not denied, though it is called so.
_REFUSED = {
    "en": re.compile(
        r"\bden(?:y|ies|ied|ying) (?:[\w’']+ ){0,2}(?:bail|parole|entry|access|visas?|permi\w+|requests?|asylum|"
        r"motions?|appeals?|bids?)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(r"\bse (?:niegan?|negó|negaron) a\b", re.IGNORECASE),
}
#: What happened is denied in English headlines as often without such a word: «has not resigned»; but not by
#: «has not been confirmed», «did not say» or «was not a».
_DID_NOT = re.compile(
    r"\b(?:has|have|had|did|was|were)(?: not|n['’]t)\b"
    r"(?! (?:yet|an?|only|just|say|specify|comment|elaborate|disclose|respond|immediately|"
    r"been (?:confirmed|announced|released|identified|named|decided|disclosed))\b)",
    re.IGNORECASE,
)


def takes_back(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article and a story are to each other as a report and its denial, by their headlines.

    One denies, and nothing of the other speaks of a denial; so what was denied first may have come about.
    """
    if denial(view.title, view.vector.language):
        return not any(_speaks(m.title, m.vector) for m in members)
    return all(denial(m.title, m.vector.language) for m in members) and not _speaks(view.title, view.vector)


def text_takes_back(view: View, title: str, body: str) -> bool:
    """Tell the same of an article and of another one in its language, that seems to be a copy."""
    language = view.vector.language
    ours, theirs = denial(view.title, language), denial(title, language)
    return bool(ours or theirs) and not (
        speaks_of_denial(f"{title}\n{body}", language) and speaks_of_denial(f"{view.title}\n{view.body}", language)
    )


@lru_cache(maxsize=10_000)
def denial(title: str, language: str) -> str:
    """Return the word by which a headline takes something back, '' if none does.

    >>> denial("Minister denies resignation", "en"), denial("Minister has not resigned", "en")
    ('denies', 'has not')
    >>> denial("カルドーゾ国防相、辞任を否定", "ja"), denial("Minister resigns", "en")
    ('否定', '')

    """
    return _did_not(title, language) or next(_denying(_words(title, language), language), "")


def speaks_of_denial(text: str, language: str) -> bool:
    """Tell whether a text speaks of a denial."""
    return bool(_did_not(text, language)) or any(_denying(_words(text, language), language))


def _speaks(title: str, vector: Vector) -> bool:
    return bool(denial(title, vector.language)) or any(_denying(vector.words, vector.language))


def _did_not(text: str, language: str) -> str:
    found = _DID_NOT.search(text) if language == "en" else None
    return found[0].lower() if found else ""


def _words(text: str, language: str) -> Iterable[str]:
    refused = _REFUSED.get(language)
    words = tokens(refused.sub(" ", text) if refused else text)
    return (one + other for one, other in pairwise(words)) if language in SPACELESS else words


def _denying(words: Iterable[str], language: str) -> Iterator[str]:
    """Yield those of some words, whole or as articles are compared by them, that deny."""
    pattern = _pattern(language)
    return (word for word in words if pattern.match(word[:STEM])) if pattern else iter(())


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str] | None:
    return re.compile("|".join(_WORDS[language].split())) if language in _WORDS else None
