"""Under which keys the index has an article: its words, folded and inflected as watches read them, and facts.

Every form of a word is a key, so that whatever `alerts.evaluate` could take the word for leads to the article. Words of
the title are keys a second time, as such. Where no spaces are written, two neighbouring signs are a key as well: single
ones stand nearly everywhere.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from itertools import chain, pairwise, product
from urllib.parse import urlsplit

import regex

from alerts.text import UNSPACED, Token, tokenize
from store.models import Article
from store.needs import Key

#: What stands before a key that is no word of just any text. No word has such a character (private use).
TITLE, LANGUAGE, SOURCE, SITE, AUTHOR, DAY, MONTH, YEAR, ANYTHING = map(chr, range(0xE000, 0xE009))
#: Letters of a key; what follows tells nothing more. PostgreSQL takes 2,046 bytes.
_LONGEST = 200
#: Bytes of all keys of an article, for PostgreSQL takes a megabyte; one that has more has ANYTHING for its only key.
_MOST_BYTES = 1_000_000
#: Chunks whose keys are remembered, of all languages together; when there are more all are forgotten.
MOST_CHUNKS = 200_000
#: A longer chunk is an address or an accident, and is not met again.
_LONGEST_CHUNK = 40
#: What may stand around a word without being part of it.
_AROUND = '.,;:!?()[]{}"«»“”„…–—/|<>*_#+=&%$€£@~^\\'
_SIGN = regex.compile(rf"(?V1)[{UNSPACED}]")
#: SQLite parts keys at the signs of ASCII, which names may have; so these are written otherwise.
_WRITTEN = {code: chr(0xE100 + code) for code in range(128) if not chr(code).isalnum()}

_remembered: dict[str | None, dict[str, tuple[str, ...]]] = {}


def keys_of(article: Article) -> set[str]:
    """Return all keys of an article."""
    language = article.language.lower() if article.language else None
    title = _words(article.title, language)
    texts = title.union(_words(article.summary, language), _words(article.text, language))
    keys = {key[:_LONGEST] for key in chain(texts, [TITLE + key for key in title], _facts(article))}
    is_long = len(keys) > _MOST_BYTES / (4 * _LONGEST) and sum(len(key.encode()) for key in keys) > _MOST_BYTES
    return {ANYTHING} if is_long else keys


def clipped(key: str, is_prefix: bool = False) -> Key:
    """Return what an article must have among its keys to have this one."""
    return Key(key[:_LONGEST], is_prefix)


def written(fact: str) -> str:
    """Return a fact as it stands in a key: in small letters, of one piece, and beginning as the fact does."""
    return fact.casefold().translate(_WRITTEN)


def is_sign(surface: str) -> bool:
    """Whether a word is a sign of a script that writes no spaces."""
    return bool(_SIGN.match(surface))


def _words(text: str, language: str | None) -> set[str]:
    if not text.isascii() and _SIGN.search(text):
        tokens = tokenize(text, language)
        return {*_forms(tokens), *_pairs(tokens)}
    known = _remembered.setdefault(language, {})
    chunks = {chunk.strip(_AROUND) for chunk in text.split()}
    return set(chain.from_iterable([known.get(chunk) or _learn(chunk, language, known) for chunk in chunks]))


def _learn(chunk: str, language: str | None, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    keys = tuple(dict.fromkeys(_forms(tokenize(chunk, language))))
    if len(chunk) <= _LONGEST_CHUNK:
        if sum(map(len, _remembered.values())) >= MOST_CHUNKS:
            for others in _remembered.values():
                others.clear()
        known[chunk] = keys
    return keys


def _forms(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        yield from token.forms
        yield from token.lemmas


def _pairs(tokens: Iterable[Token]) -> Iterator[str]:
    signs = (token for token in tokens if token.width == 1 and is_sign(token.surface))
    for one, other in pairwise(signs):
        if one.after == other.position:
            yield from map("".join, product(one.forms, other.forms))


def _facts(article: Article) -> Iterator[str]:
    yield SOURCE + written(article.source)
    tag = (article.language or "").lower().replace("_", "-")
    yield from (LANGUAGE + written(part) for part in _beginnings(tag, "-"))
    with suppress(ValueError):  # an address that is none is of no site
        host = (urlsplit(article.url).hostname or "").removesuffix(".")
        yield from (SITE + written(part[::-1]) for part in _beginnings(host[::-1], "."))
    for author in article.authors:
        yield from (AUTHOR + form for token in tokenize(author, None) for form in token.forms)
    yield from keys_of_day(article.seen_at.date())


def keys_of_day(day: date) -> tuple[str, str, str]:
    """Return the keys of what was seen on a day (UTC): those of the day, its month and its year."""
    return f"{DAY}{day:%Y%m%d}", f"{MONTH}{day:%Y%m}", f"{YEAR}{day.year:04}"


def _beginnings(text: str, parted_at: str) -> Iterator[str]:
    """Yield a text and its beginnings: of fr-be, fr-be and fr."""
    while text:
        yield text
        text = text.rpartition(parted_at)[0]
