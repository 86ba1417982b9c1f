"""Particles that are written onto the noun: articles, prepositions and conjunctions before it, cases after it.

What is taken off leaves a further form under which the word may be found; it never replaces the word.
"""

from collections.abc import Iterator

#: Arabic: and-the, in-the, like-the, so-the, and-for-the, for-the, the; longest first.
_ARABIC_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال")
# fmt: off
#: Korean: topic, subject, object, of, to, at, from, with, by, also, only, even, until, than, plural, says; the longest
#: first.
_KOREAN_CASES = (
    "으로부터", "에서는", "에서도", "에서의", "에서만", "에게서", "에게는", "에게도", "으로는", "으로도", "으로서",
    "이라고", "이라는", "이라며", "이라도", "로부터", "까지도", "께서는", "한테", "이랑", "조차", "마저", "라는",
    "라며", "라도", "이며", "이나", "에선", "만의", "만은", "만을", "에서", "에게", "으로", "까지", "부터", "보다",
    "처럼", "라고", "에는", "에도", "과의", "와의", "로는", "들은", "들이", "들을", "들의", "들에", "들과", "들도",
    "께서", "들", "은", "는", "이", "가", "을", "를", "의", "에", "서", "로", "와", "과", "도", "만",
)
# fmt: on
#: And, so, in, for, like; Hebrew: and, the, in, for, from, that, like. Several may stand before each other.
_PARTICLES = {"ar": ("ال", *"وفبلك"), "he": tuple("והבלמשכ")}
_MOST_PARTICLES = 3
#: So many letters must be left, else what is taken off is more likely a part of the word.
_LEFT, _KOREAN_LEFT = 3, 2
#: Fewer if they are how Arabic spells the Latin letters of a designation: F, S, M, R, T, Su, B, K, C, G, D, U.
_LETTER_NAMES = frozenset({"إف", "إس", "إم", "آر", "تي", "سو", "بي", "كي", "سي", "جي", "دي", "يو"})
#: The languages whose words may have lost their particles.
PREFIXING = frozenset(_PARTICLES)


def is_korean(letter: str) -> bool:
    """Whether it is a syllable of Hangul."""
    return "가" <= letter <= "힣"


def without_particles(word: str) -> Iterator[str]:
    """Yield what is left of a word without its Arabic article or its Korean case; nothing for other words.

    The word is composed and without vowel signs, but not folded: where a hamza begins it (إلبيت, Elbit) is no article.
    A Korean case may stand behind letters and figures of other scripts.

    >>> list(without_particles("والناتو")), list(without_particles("NATO는")), list(without_particles("إلبيت"))
    (['ناتو'], ['NATO'], [])

    """
    if "\u0620" <= word[:1] <= "\u06ff":
        for article in _ARABIC_ARTICLES:
            if word.startswith(article) and len(word) - len(article) >= _LEFT:
                yield word[len(article) :]
                return
    elif is_korean(word[-1:]):
        for case in _KOREAN_CASES:
            if word.endswith(case) and len(word) - len(case) >= _KOREAN_LEFT:
                yield word[: -len(case)]
                return


def unprefixed(word: str, language: str) -> Iterator[str]:
    """Yield what a word that no dictionary has may be without the particles before it, one taken off after the other.

    Only of such words: وزارة, ministry, begins like "and". `language` is the name of a dictionary, as in "ar".

    >>> list(unprefixed("وبالناتو", "ar")), list(unprefixed("ושבנאטו", "he")), list(unprefixed("nato", "en"))
    (['بالناتو', 'الناتو', 'ناتو'], ['שבנאטו', 'בנאטו', 'נאטו'], [])

    """
    for _ in range(_MOST_PARTICLES):
        particle = next((p for p in _PARTICLES.get(language, ()) if word.startswith(p)), None)
        if particle is None:
            return
        word = word[len(particle) :]
        if len(word) < _LEFT and word not in _LETTER_NAMES:
            return
        yield word
