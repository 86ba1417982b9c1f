"""Which wanted terms the words of a language are, remembered by how they are written.

Folding and inflecting a word costs a hundred times what looking it up does, and news repeats its words. So a text is
parted at white space, and what stands between (a chunk) is understood once: as a row of runes, one character for each
position that its words cover. Words that are the same terms share a rune; so terms are looked for in a string. This
rests on `alerts.text.words_of` cutting a chunk alike wherever it stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, compress

import regex

from alerts.chunk_index import ChunkIndex
from alerts.folding import LONGEST_WORD, NO_FORMS, fold_all, folded_forms, has_one_form, same_letters
from alerts.packing import packed, unpacked
from alerts.terms import Term
from alerts.text import (
    COMMON,
    LETTER,
    SIGN,
    UNSPACED,
    Part,
    analyse,
    easily_parted,
    is_joined,
    parted,
    spellings,
    without_inflection,
)
from alerts.wanted import START, Table, Wanted, insert, remove

#: Chunks remembered in a language. When there are more all are forgotten, and understood anew as they come.
MOST_CHUNKS = 150_000
#: A longer chunk is an address or an accident, and is not met again.
_LONGEST_CHUNK = 60
#: What stands around words and never in one: it parts a text as white space does. The most frequent, for each costs.
_BETWEEN = ",;:!?()[]«»“”„…–—/|"
#: A full stop behind two letters is not of initials.
_FULL_STOP = re.compile(rf"\.(?<={COMMON}{COMMON}\.)")
_COMMON_WORD = re.compile(f"{COMMON}+")
_PLAIN_WORD = regex.compile(rf"(?V1){LETTER}+")
_UNSPACED_LANGUAGES = frozenset(("zh", "ja", "th", "lo", "km", "my"))
#: A mark of such a script stands in a word where a letter of another is before it.
_SIGN_OR_CHUNK = regex.compile(rf"(?V1){SIGN}|[^\s{UNSPACED}](?:[^\s{UNSPACED}]|\p{{M}})*+")

_BETWEEN_SPACES = re.compile(r"\S+")

#: The numbers of terms that a word is.
Numbers = tuple[int, ...]
#: What begins at a position: the terms that its word is, those that a word joined of it and the next ones is, and how
#: many positions that covers.
_Content = tuple[Numbers, Numbers, int]
#: The rune of a word that is no term.
BLANK = "\0"


class Lexicon:
    """What the words of one language are, in runes; each is told here by its code, the number of its character."""

    def __init__(self, language: str | None, wanted: Wanted) -> None:
        #: By the code of a rune: the numbers of the terms that begin where it stands, packed.
        self._terms: list[bytes] = []
        #: The runes at which a term begins, and some that stand for nothing any more.
        self._runes_with: dict[int, str] = {}
        self._language = language
        self._is_unspaced = (language or "").partition("-")[0] in _UNSPACED_LANGUAGES
        self._wanted = wanted
        self._by_form: Table = {}
        self._by_beginning: Table = {}
        #: What stands for a chunk; None if a term came or went since it was understood.
        self._runes: dict[str, str | None] = {}
        self._rune_of: dict[Numbers | _Content, str] = {}
        self._joined: dict[str, _Content] = {}
        self._index = ChunkIndex()
        #: Chunks that are forgotten after the text, for no table leads to them.
        self._passing: list[str] = []
        #: Whether any term is inflected here; as long as none is, no dictionary is asked.
        self._inflects = any(term.inflects(language) for _, term in wanted)
        self._analysed_as = language if self._inflects else without_inflection(language)
        self.forget()
        for number, term in wanted:
            self._enter(number, term)

    def __len__(self) -> int:
        """Of how many chunks it is remembered what they are."""
        return len(self._runes)

    def chunks(self, text: str) -> list[str]:
        """Part a text into chunks that no word reaches over: at white space, and at signs of scripts without it."""
        if self._is_unspaced:
            return [found[0] for found in _SIGN_OR_CHUNK.finditer(text)]
        return _parted(text).split()

    def parts_with(self, text: str, runes: Set[str]) -> Iterator[Part]:
        """Yield the chunks of a text, which was read just now, in which any of the runes stands."""
        position = 0
        for found in _SIGN_OR_CHUNK.finditer(text) if self._is_unspaced else _BETWEEN_SPACES.finditer(_parted(text)):
            chunk = self._runes[found[0]] or ""
            if not runes.isdisjoint(chunk):
                yield Part(found.start(), found.end(), position)
            position += len(chunk)

    def read(self, texts: Iterable[str]) -> list[str]:
        """Return texts as runes, one for each position. What was not met before is learnt."""
        self._make_room()
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> str:
        chunks = self.chunks(text)
        runes = list(map(self._runes.get, chunks))
        if None in runes:
            missing = [at for at, rune in enumerate(runes) if rune is None]
            self._learn(dict.fromkeys(chunks[at] for at in missing))
            for at in missing:
                runes[at] = self._runes[chunks[at]]
        return "".join(runes)  # type: ignore[arg-type]

    def terms_in(self, codes: Iterable[int]) -> set[int]:
        """Return the numbers of the terms that begin where any of the runes stands."""
        return set(unpacked(b"".join(map(self._terms.__getitem__, codes))))

    def terms_at(self, rune: str) -> list[int]:
        """Return the numbers of the terms that begin where a rune stands."""
        return unpacked(self._terms[ord(rune)])

    def runes_with(self, number: int, codes: Set[int]) -> str:
        """Return those of the runes at which a term begins."""
        among = self._runes_with.get(number, "")
        if len(among) == 1:
            return among if ord(among) in codes else ""
        if len(among) <= len(codes):
            return "".join([rune for rune in among if ord(rune) in codes])
        return "".join([rune for rune in map(chr, codes) if number in self.terms_at(rune)])

    def widths(self, rune: str, number: int) -> Sequence[int]:
        """Return how many positions a term covers that begins where a rune stands: a word, several joined, or both."""
        if rune not in self._joined:
            return (1,)
        alone, joined, width = self._joined[rune]
        return [1] * (number in alone) + [width] * (number in joined)

    def is_plain(self, runes: Iterable[str]) -> bool:
        """Whether all terms that begin where one of the runes stands cover one position."""
        return self._joined.keys().isdisjoint(runes)

    # Terms come and go.

    def add(self, number: int, term: Term) -> None:
        """Recognise a new term from now on, also in the chunks met before."""
        if term.inflects(self._language) and not self._inflects:
            self._inflects, self._analysed_as = True, self._language
            self.forget()
        self._enter(number, term)
        self._forget(term)

    def drop(self, number: int, term: Term) -> None:
        """Recognise a term no longer."""
        self._forget(term)
        for form in term.forms_in(self._language):
            remove(self._by_beginning if term.is_prefix else self._by_form, form, number)

    def _enter(self, number: int, term: Term) -> None:
        forms = term.forms_in(self._language)
        for form in forms:
            insert(self._by_beginning if term.is_prefix else self._by_form, form, number)
        if term.is_prefix:
            self._wanted.add_starts(forms)

    def _forget(self, term: Term) -> None:
        """Have the chunks that may hold a term understood anew when they are met again."""
        self._let_pass()
        for chunk in self._index.found(self._forms_met(term)):
            self._runes[chunk] = None

    def _forms_met(self, term: Term) -> Iterator[str]:
        """Yield the forms by which chunks are understood that may be a term."""
        forms = term.forms | term.forms_in(self._language)
        if term.is_prefix:
            return chain.from_iterable(map(self._index.forms, forms))
        return chain(forms, map(_lemma, forms) if term.inflects(self._language) else ())

    # What is remembered.

    def _make_room(self) -> None:
        self._let_pass()
        if len(self._runes) > MOST_CHUNKS or len(self._rune_of) > MOST_CHUNKS:
            self.forget()

    def _let_pass(self) -> None:
        for chunk in self._passing:
            self._runes.pop(chunk, None)
        self._passing.clear()

    def forget(self) -> None:
        """Forget all chunks: what is met again is understood anew."""
        self._passing.clear()
        for table in (self._runes, self._index, self._joined, self._runes_with):
            table.clear()
        self._rune_of = {(): BLANK}
        self._terms = [b""]

    def _learn(self, chunks: Iterable[str]) -> None:
        """Understand chunks that were not met before, or not since a term of them came or went, together."""
        words: dict[str, None] = {}
        parts: dict[str, Sequence[str]] = {}
        for chunk in chunks:
            if has_one_form(chunk):
                words[chunk] = None
                continue
            parts[chunk] = held = easily_parted(chunk)
            for word in (*held, "".join(held)) if len(held) > 1 else held:
                if has_one_form(word) and self._runes.get(word) is None:
                    words[word] = None
        if self._analysed_as is None:
            self._learn_words(list(words))
        else:
            for word in words:
                self._understand(word)
        for chunk, easily in parts.items():
            self._understand(chunk, easily)

    def _learn_words(self, words: Sequence[str]) -> None:
        """Understand words that have one form, and no dictionary form that matters."""
        forms, known, rune_of = fold_all(words), self._runes, self._rune_of
        by_form, by_beginning, by_letters = self._wanted.by_form, self._wanted.by_beginning, self._wanted.by_letters
        lengths, short = self._wanted.lengths, self._wanted.short
        if known.keys().isdisjoint(words):
            self._index.note(forms, words)
        else:
            new = [word not in known for word in words]
            self._index.note(compress(forms, new), list(compress(words, new)))
        for form, word in zip(forms, words, strict=True):
            numbers = by_form.get(form, ())
            for length in lengths.get(form[:START], short):
                numbers += by_beginning.get(form[:length], ())
            if by_letters:
                numbers += by_letters.get(same_letters(word), ())
            known[word] = rune_of.get(numbers) or self._rune(_once(numbers))

    def _understand(self, chunk: str, words: Sequence[str] | None = None) -> str:
        """Return what stands for a chunk that was not met before, or not since a term of it came or went.

        Args:
            chunk: the chunk.
            words: those in it, where they are known; hyphens join them together.

        """
        runes = self._runes.get(chunk)
        if runes is None:
            if words and words[0] != chunk:
                runes = self._runes_of_words(chunk, [words])
            elif words or _is_plain(chunk):
                runes = self._rune_of_word(chunk)
            else:
                runes = self._runes_of_words(chunk, parted(chunk))
            self._runes[chunk] = runes
        return runes

    def _rune_of_word(self, word: str) -> str:
        forms, lemmas = self._analysed(word)
        self._note(word, forms, lemmas)
        return self._rune(self._numbers(word, forms, lemmas)) if forms else ""

    def _runes_of_words(self, chunk: str, joined: Iterable[Sequence[str]]) -> str:
        is_new = chunk not in self._runes
        if len(chunk) > _LONGEST_CHUNK:
            self._passing.append(chunk)
            is_new = False
        runes = ""
        for surfaces in joined:
            starts = [self._word(surface, chunk, is_new) for surface in surfaces]
            # What is no word has none.
            number = len(starts) - starts.count("")
            if is_joined(number):
                surface = "".join(surface for surface, rune in zip(surfaces, starts, strict=True) if rune)
                whole = self._whole(surface, chunk, is_new)
                if whole:
                    first = next(at for at, rune in enumerate(starts) if rune)
                    starts[first] = self._rune(tuple(self.terms_at(starts[first])), whole, number)
            runes += "".join(starts)
        return runes

    def _word(self, surface: str, chunk: str, is_new: bool) -> str:
        """Return the rune of a word of a chunk; '' if it is no word. The word leads to a new chunk."""
        runes = self._runes.get(surface)
        if runes is not None or _is_plain(surface):
            if is_new:
                self._index.note_held(surface, chunk)
            return self._understand(surface) if runes is None else runes
        forms, lemmas = self._analysed(surface[:LONGEST_WORD])
        if is_new:
            self._note(chunk, forms, lemmas)
        return self._rune(self._numbers(surface, forms, lemmas)) if forms else ""

    def _whole(self, surface: str, chunk: str, is_new: bool) -> Numbers:
        """Return the terms that joined words are as one, whose letters are not those of the text."""
        rune = self._word(surface[:LONGEST_WORD], chunk, is_new)
        return tuple(number for number in self.terms_at(rune) if not self._wanted[number].is_exact) if rune else ()

    def _rune(self, numbers: Numbers, joined: Numbers = (), width: int = 1) -> str:
        """Return the rune of what begins at a position."""
        content = (numbers, joined, width) if joined else numbers
        rune = self._rune_of.get(content)
        if rune is None:
            rune = self._rune_of[content] = chr(len(self._terms))
            self._terms.append(packed(numbers + joined))
            for number in numbers + joined:
                self._runes_with[number] = self._runes_with.get(number, "") + rune
            if joined:
                self._joined[rune] = numbers, joined, width
        return rune

    def _analysed(self, word: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the forms of a word and, if any term is inflected, its dictionary forms."""
        # What is only folded is not worth remembering twice.
        return (folded_forms(word), NO_FORMS) if self._analysed_as is None else analyse(word, self._analysed_as)

    def _note(self, chunk: str, forms: frozenset[str], lemmas: frozenset[str]) -> None:
        """Note by which forms a chunk is understood, unless it was met before."""
        if chunk not in self._runes:
            noted = [*forms, *map(_lemma, lemmas - forms)]
            self._index.note(noted, [chunk] * len(noted))

    def _numbers(self, surface: str, forms: frozenset[str], lemmas: frozenset[str]) -> Numbers:
        """Return the numbers of the terms that a word is, which is recognised by these forms."""
        wanted, found = self._wanted, list[int]()
        for form in forms:
            found += wanted.by_form.get(form, ())
            for length in wanted.lengths.get(form[:START], wanted.short):
                found += wanted.by_beginning.get(form[:length], ())
                if self._inflects:
                    found += self._by_beginning.get(form[:length], ())
            if self._inflects:
                found += self._by_form.get(form, ())
        for lemma in lemmas:
            if lemma not in forms:
                found += [n for n in wanted.by_form.get(lemma, ()) if wanted[n].inflects(self._language)]
                found += self._by_form.get(lemma, ())
        if wanted.by_letters:
            found += chain.from_iterable(wanted.by_letters.get(s, ()) for s in spellings(surface, self._language))
        return _once(found)


def _parted(text: str) -> str:
    """Return text, as long as it is, with white space in place of other signs that part it."""
    for sign in _BETWEEN:
        text = text.replace(sign, " ")
    # Between two Hebrew letters a quotation mark is a part of the word.
    text = text.replace('" ', "  ").replace(' "', "  ")
    return _FULL_STOP.sub(" ", text)


def _once(numbers: Sequence[int]) -> Numbers:
    return tuple(dict.fromkeys(numbers)) if len(numbers) > 1 else tuple(numbers)


def _lemma(form: str) -> str:
    """Return the name under which the index has a dictionary form."""
    return f"~{form}"


def _is_plain(word: str) -> bool:
    """Whether it is one word of letters and figures alone."""
    if len(word) > _LONGEST_CHUNK:
        return False
    return bool((word.isascii() and word.isalnum()) or _COMMON_WORD.fullmatch(word) or _PLAIN_WORD.fullmatch(word))
