"""Fold the spelling of one word: case, accents, width, look-alikes. Knows neither sentences nor languages."""

import re
import unicodedata
from collections.abc import Iterable

from alerts.attached import is_korean, without_particles

#: Invisible inside a word: soft hyphen, zero-width space, joiners and word joiner, byte order mark, marks of direction;
#: and what Armenian sets over the stressed vowel of a word to stress it, to call and to ask: Իրա՞նը.
IGNORED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u055b\u055c\u055e"
#: Everything that news copy uses for an apostrophe. U+02BC and U+02B9 count as letters for Unicode, U+00B4 becomes
#: a space under NFKC: each would tear a word or hide it.
APOSTROPHES = "'’‘‛ʼʻʹ＇`´′׳"
HYPHENS = "-‐‑﹣－־"
#: Between letters of Arabic script the joiner of no width is a hyphen, as in جنگ‌ها.
UNJOINED = r"(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])"
_UNJOINED = re.compile(UNJOINED)
#: What is typed for a hyphen in a designation, as in F–16; elsewhere they part words.
_DASHES = "‒–−"
#: Between two Hebrew letters these make initials of them, as in נאט״ו; a plain quotation mark is what keyboards have.
GERSHAYIM = '״"'
#: Characters of a word beyond these tell nothing more; a "word" of a megabyte must cost nothing.
LONGEST_WORD = 100
#: Of what has no forms; one for all, for Python makes each empty set anew and they take 216 bytes.
NO_FORMS = frozenset[str]()

#: Accents, those for symbols, and the signs that choose a glyph.
_COMBINING = frozenset({*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100)})
_GLYPH_SIGNS = range(0xFE00, 0xFE10)
_ARABIC_SIGNS = frozenset({*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), 0x640})
_HEBREW_POINTS = frozenset(range(0x591, 0x5C8))
#: The dot that makes Persian sounds of Hindi letters: newspapers leave it out as often as not.
_NUKTA = 0x93C
#: Signs that Arabic and Hebrew leave out as a rule.
VOWEL_SIGNS = "".join(map(chr, sorted(_ARABIC_SIGNS | _HEBREW_POINTS)))
#: Scripts whose words have particles written onto them begin here; those before it are met most.
_ARABIC = "\u0620"
#: Arabic letters as they are drawn within a word, each a character of its own.
_JOINED_FORM = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_UNSIGNED = str.maketrans("", "", VOWEL_SIGNS + IGNORED)
_DROPPED = _COMBINING | _ARABIC_SIGNS | _HEBREW_POINTS | {_NUKTA, *_GLYPH_SIGNS, *map(ord, IGNORED + APOSTROPHES)}
#: Letters that no normal form takes apart.
_LOOKALIKES = {
    **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"},
    **{"ŋ": "n", "ё": "е", "ѐ": "е", "ѝ": "и", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي"},
    **{"ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ە": "ه", "ہ": "ه", "ँ": "ं"},
}
#: The other customary spelling of a letter whose accent was dropped: Müller is Muller and Mueller.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SPELLED_OUT_LETTER = re.compile(f"[{''.join(map(chr, _SPELLED_OUT))}]")


#: How typographic signs are evened out where letters must be the same.
_PLAINEST = {
    # Chinese and Japanese copy has Latin letters and figures of double width.
    **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(HYPHENS + _DASHES, "-"),
    **dict.fromkeys(GERSHAYIM, '"'),
}


def _is_cyrillic(character: str) -> bool:
    return "\u0400" <= character <= "\u052f"


def _fold_character(character: str) -> str:
    """Return what one character of an NFC text becomes; й, ї and ў stay themselves."""
    if ord(character) in _DROPPED:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    wide = unicodedata.normalize("NFKC", character).casefold()
    letters = []
    for letter in wide:
        letter = _LOOKALIKES.get(letter, letter)
        if not letter.isascii() and not _is_cyrillic(letter):
            parts = unicodedata.normalize("NFD", letter)
            letter = unicodedata.normalize("NFC", "".join(p for p in parts if ord(p) not in _DROPPED))
        letters.append(_LOOKALIKES.get(letter, letter))
    return "".join(c for c in "".join(letters) if c.isalnum() or unicodedata.category(c)[0] == "M")


class _Folded(dict[int, str]):
    """What each character becomes, for str.translate; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_character(chr(code))
        return self[code]


_FOLDED = _Folded()
#: Tells of a word that it is surely met in one folded spelling alone, and loses no letter: it is short, of the letters
#: and figures that are met most. `Élysée` is, `Müller` and `l’OTAN` are not. No function: it is asked of each new word.
has_one_form = re.compile("[0-9A-Za-zÀ-ÃÇ-ÕÙ-ÛÝ-ãç-õù-ûý-ɏЀ-ҁҊ-ԯ]{1,60}").fullmatch
#: Of those letters the ones that do not fold to their small letter.
_UNLIKE = re.compile(
    f"[{''.join(c for c in map(chr, range(0xC0, 0x530)) if has_one_form(c) and _fold_character(c) != c.lower())}]"
)


def fold(word: str) -> str:
    """Return word in small letters without accents, signs and invisible characters; '' if nothing is left.

    >>> fold("ÉTATS"), fold("Łódź"), fold("ＮＡＴＯ"), fold("об’єкт"), fold("їжа")
    ('etats', 'lodz', 'nato', 'обєкт', 'їжа')

    """
    word = word[:LONGEST_WORD]
    if word.isascii() and word.isalnum():
        return word if word.islower() else word.lower()
    composed = unicodedata.normalize("NFC", word)
    # Composed once more: half-width kana carry their sound mark as a character of its own.
    return unicodedata.normalize("NFC", composed.translate(_FOLDED))


def folded_forms(word: str) -> frozenset[str]:
    """Return every folded spelling that word may be met in, whatever the language.

    >>> sorted(folded_forms("Müller"))
    ['mueller', 'muller']

    """
    plain = fold(word)
    if not plain:
        return NO_FORMS
    if word.isascii():
        return frozenset((plain,))
    forms = {plain}
    if plain >= _ARABIC or is_korean(plain[-1]):
        # Not of what is folded: with a hamza, as in إلبيت, it is no article.
        forms.update(map(fold, without_particles(unicodedata.normalize("NFKC", word).translate(_UNSIGNED))))
    small = unicodedata.normalize("NFC", word[:LONGEST_WORD]).casefold()
    if _SPELLED_OUT_LETTER.search(small):
        forms.add(fold(small.translate(_SPELLED_OUT)))
    return frozenset(forms)


def fold_all(words: Iterable[str]) -> list[str]:
    """Return what `fold` makes of each of many words that have one form, in half the time.

    >>> fold_all(["Élysée", "ЄС"])
    ['elysee', 'єс']

    """
    lines = "\n".join(words)
    if not lines:
        return []
    if not lines.isascii():
        lines = _UNLIKE.sub(lambda letter: _FOLDED[ord(letter[0])], lines)
    return lines.lower().split("\n")


def same_letters(text: str) -> str:
    """Return text such that two spellings to the letter are equal: only typography is evened out, never a letter.

    >>> same_letters("روســيا") == same_letters("ﺭﻭﺳﻴﺎ") == "روسيا"
    True

    """
    if text.isascii() and text.isalnum():
        return text
    if "\u200c" in text:
        text = _UNJOINED.sub("-", text)
    joined = _JOINED_FORM.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    visible = unicodedata.normalize("NFC", joined).translate(_UNSIGNED)
    evened = "".join(_PLAINEST.get(c, c) for c in visible)
    return " ".join(evened.split())
