"""Particles that are written onto the noun: articles, prepositions and conjunctions before it, cases after it.

Works by script alone, on folded words: what is taken off leaves a further form, it never replaces the word.
"""

from collections.abc import Iterator

#: Arabic: and-the, in-the, like-the, so-the, and-for-the, for-the, the; longest first.
_ARABIC_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال")
#: Arabic without the article: and, so, in, for, like; and those after "and".
_ARABIC_PARTICLES = ("وب", "ول", "وك", "و", "ف", "ب", "ل", "ك")
_HEBREW_PARTICLES = frozenset("והבלמשכ")
#: Hebrew: what may stand before another particle: and, that.
_HEBREW_FIRST = frozenset("וש")
#: Korean: topic, subject, object, of, to, at, from, with, by, also, only, until, than; longest first.
# fmt: off
_KOREAN_CASES = (
    "에서는", "에게서", "으로는", "으로서", "이라고", "에서", "에게", "으로", "까지", "부터", "보다", "처럼", "라고",
    "에는", "에도", "과의", "와의", "은", "는", "이", "가", "을", "를", "의", "에", "로", "와", "과", "도", "만",
)
# fmt: on
#: So many letters must be left, else the particle is more likely a part of the word.
_ARABIC_LEFT, _ARABIC_LEFT_BARE, _HEBREW_LEFT, _KOREAN_LEFT = 3, 4, 3, 2


def without_particles(word: str) -> Iterator[str]:
    """Yield what may be left of a folded word without what is written onto it; nothing in other scripts.

    >>> list(without_particles("والناتو")), list(without_particles("나토는")), list(without_particles("nato"))
    (['ناتو'], ['나토'], [])

    """
    first = word[:1]
    if "\u0620" <= first <= "\u06ff":
        yield from _arabic(word)
    elif first in _HEBREW_PARTICLES:
        yield from _hebrew(word)
    elif "가" <= first <= "힣":
        yield from _korean(word)


def _arabic(word: str) -> Iterator[str]:
    for particles, left in ((_ARABIC_ARTICLES, _ARABIC_LEFT), (_ARABIC_PARTICLES, _ARABIC_LEFT_BARE)):
        for particle in particles:
            if word.startswith(particle) and len(word) - len(particle) >= left:
                yield word[len(particle) :]
                return


def _hebrew(word: str) -> Iterator[str]:
    if len(word) > _HEBREW_LEFT:
        yield word[1:]
    if len(word) > _HEBREW_LEFT + 1 and word[0] in _HEBREW_FIRST and word[1] in _HEBREW_PARTICLES:
        yield word[2:]


def _korean(word: str) -> Iterator[str]:
    for case in _KOREAN_CASES:
        if word.endswith(case) and len(word) - len(case) >= _KOREAN_LEFT:
            yield word[: -len(case)]
            return
