"""Advice on the words of a query, read sign by sign: what is probably meant otherwise than it is read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

import regex

from alerts import query_tree as tree
from alerts.common_words import COMMON_IN
from alerts.concepts import Concepts
from alerts.folding import fold
from alerts.inflection import is_word
from alerts.query_lexer import Kind, Lexer, Sign
from alerts.query_tree import Advice, Query, clause

# fmt: off
_NAMES = {
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pl": "Polish",
    "tr": "Turkish", "uk": "Ukrainian", "ru": "Russian", "ar": "Arabic", "zh": "Chinese",
}
#: Where initials are looked up, by script.
_LATIN, _CYRILLIC = ("en", "fr", "de", "es", "it", "nl", "pl", "tr"), ("uk", "ru")
_LONGEST_INITIALS = 6
_LONGEST_QUOTED = 8
_NUMERAL = regex.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
#: A prefix of fewer letters begins too many words; in scripts of syllables or consonants two say more.
_SHORT_PREFIX = 4
_SINGLE_OPENS, _SINGLE_CLOSES = ("'", "‘", "‚", "`"), ("'", "’", "‘", "`", "´")
_SMALL = {"and": "AND", "or": "OR", "not": "NOT", "near": "NEAR/5", "onear": "ONEAR/5", "sentence": "SENTENCE"}
#: What an operator is called by those who take it for a word of their language.
_TRANSLATED = {
    **dict.fromkeys(("ET", "UND", "EN", "ORAZ", "ТА", "VE"), "AND"),
    **dict.fromkeys(("OU", "ODER", "OF", "LUB", "АБО", "ИЛИ", "VEYA"), "OR"),
    **dict.fromkeys(("SAUF", "NICHT", "NON", "NIET", "NIE", "НЕ"), "NOT"),
}
_BEGINS: frozenset[Kind] = frozenset(
    {"word", "phrase", "exact", "concept", "regex", "field", "open", "count", "not"}
)
_ENDS: frozenset[Kind] = frozenset({"word", "phrase", "exact", "concept", "regex", "close", "compare"})
# fmt: on


def advise_on_words(query: Query, concepts: Concepts, languages: Collection[str]) -> Iterator[Advice]:
    """Yield advice on each word, and on how the words are joined.

    Args:
        query: as it was written.
        concepts: what its @names mean.
        languages: of the articles it is for; empty for all.

    """
    signs = list(_text_signs(query.text))
    yield from _small_operators(signs)
    yield from _mixed(signs, query)
    yield from _single_quotes(signs)
    for sign in signs:
        if sign.kind == "word" and sign.text not in _SMALL and sign.text not in _TRANSLATED:
            yield from _on_word(sign, concepts, languages)


def _text_signs(text: str) -> Iterator[Sign]:
    """Yield the signs of a query, with "exact" for each fact: something of which no more is to be said here."""
    signs = Lexer(text).signs()
    for sign in signs:
        if sign.kind == "field" and sign.text.lower() in (*tree.FACT_FIELDS, "language"):
            if next(signs).kind == "open":
                while next(signs).kind != "close":
                    pass
            yield replace(sign, kind="exact")
        elif sign.kind != "field":
            yield sign


def _small_operators(signs: Sequence[Sign]) -> Iterator[Advice]:
    """Yield advice on words that stand where an operator would, beside what they would join."""
    for before, sign, after in zip((None, *signs), signs, signs[1:], strict=False):
        joins = after.kind in _BEGINS and (before is None or before.kind in _ENDS | {"open", "or", "and"})
        if sign.kind != "word" or not joins:
            continue
        is_between = before is not None and before.kind in _ENDS
        wanted = _SMALL.get(sign.text) or _TRANSLATED.get(sign.text)
        if wanted and (is_between or (wanted == "NOT" and sign.text in _SMALL)):
            how = "in small letters " if sign.text in _SMALL else ""
            yield Advice(f'"{sign.text}" {how}is looked for as a word', f"write {wanted} to join", sign.position)


def _mixed(signs: Sequence[Sign], query: Query) -> Iterator[Advice]:
    """Yield advice if AND, or a space, and OR stand side by side without parentheses to say which comes first."""
    joined: list[set[str]] = [set()]
    for before, sign in pairwise(signs):
        if before.kind in ("open", "count"):
            joined.append(set())
        elif before.kind == "close":
            joined.pop()
        if sign.kind == "or":
            joined[-1].add("or")
        elif sign.kind == "and" or (before.kind in _ENDS and sign.kind in _BEGINS):
            joined[-1].add("and")
        if len(joined[-1]) == 2:
            read = clause(query.root)
            shown = read if len(read) <= 120 else f"{read[:120]}…"
            yield Advice(f"AND binds tighter than OR: this is read as {shown}", "put ( ) to say so", sign.position)
            return


def _single_quotes(signs: Sequence[Sign]) -> Iterator[Advice]:
    """Yield advice on words between what are apostrophes here, and quotation marks elsewhere."""
    for index, sign in enumerate(signs):
        if sign.kind == "word" and sign.text.startswith(_SINGLE_OPENS):
            row = list(takewhile(lambda following: following.kind == "word", signs[index : index + _LONGEST_QUOTED]))
            end = next((n for n, word in enumerate(row) if word.text.endswith(_SINGLE_CLOSES)), 0)
            if end:
                quoted = " ".join(word.text for word in row[: end + 1])
                yield Advice(f"{quoted} is no phrase", f'write "{quoted[1:-1]}"', sign.position)


def _on_word(sign: Sign, concepts: Concepts, languages: Collection[str]) -> Iterator[Advice]:
    word = sign.text.strip(",;:!?")
    word = word if "." in word[:-1] else word.strip(".")
    if sign.text.endswith("*"):
        yield from _short_prefix(sign)
    elif any(c in sign.text[:-1] for c in ",;") and not any(map(str.isdigit, sign.text)):
        yield Advice(f"{sign.text} is looked for as words in a row", "write OR for one of them", sign.position)
    elif sign.text.endswith((",", ";")):
        yield Advice(
            f'the sign after "{word}" joins nothing: a space is AND', "write OR for one of them", sign.position
        )
    elif _is_acronym(word):
        yield from _also_a_word(word, sign, concepts, languages)
    else:
        yield from _common(word, sign, languages)


def _short_prefix(sign: Sign) -> Iterator[Advice]:
    beginning = fold(sign.text.rstrip("*"))
    alphabetic = all("a" <= c <= "z" or "\u0370" <= c <= "\u058f" for c in beginning)
    if alphabetic and len(beginning) < _SHORT_PREFIX:
        hint = "write more letters, or the words themselves with OR"
        yield Advice(f"{sign.text} finds every word that begins so, of which there are many", hint, sign.position)


def _is_acronym(word: str) -> bool:
    letters = word.replace(".", "")
    is_short = 2 <= len(letters) <= _LONGEST_INITIALS
    return is_short and letters.isalpha() and letters.isupper() and not _NUMERAL.fullmatch(letters)


def _also_a_word(word: str, sign: Sign, concepts: Concepts, languages: Collection[str]) -> Iterator[Advice]:
    small = word.replace(".", "").lower()
    known = [name for language, name in _NAMES.items() if _is_for(language, languages) and _is_spoken(small, language)]
    if known:
        key = next((key for key, concept in concepts.items() if any(n.text == word for n in concept.names)), None)
        names = f", or @{key} for all its names" if key else ""
        message = f'{word} is found in small letters, too: "{small}" is a word in {_listed(known)}'
        yield Advice(message, f"write ={word} for these letters{names}", sign.position)


def _is_spoken(small: str, language: str) -> bool:
    if language in COMMON_IN.get(fold(small), ()):
        return True
    scripts = _LATIN if small.isascii() else _CYRILLIC
    return language in scripts and is_word(small, language)


def _common(word: str, sign: Sign, languages: Collection[str]) -> Iterator[Advice]:
    known = [_NAMES[language] for language in COMMON_IN.get(fold(word), ()) if _is_for(language, languages)]
    if known:
        message = f'"{word}" stands in nearly every article in {_listed(known)}'
        yield Advice(message, "leave it out, put it into a phrase, or ask for lang: as well", sign.position)


def _is_for(language: str, languages: Collection[str]) -> bool:
    return not languages or any(tag.lower().partition("-")[0] == language for tag in languages)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
