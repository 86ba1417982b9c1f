"""Which wanted terms the words of a language are, remembered by how they are written.

Folding and inflecting a word costs a hundred times what looking it up does, and news repeats its words. So a text is
parted at white space, and what stands between (a chunk) is understood once. This rests on `alerts.text.tokenize`
cutting a chunk alike wherever it stands.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import regex

from alerts.folding import same_letters
from alerts.terms import Term
from alerts.text import LETTER, SIGN, UNSPACED, analyse, tokenize, without_inflection
from alerts.wanted import START, Table, Wanted, insert, remove

#: Chunks remembered in a language. When there are more all are forgotten, and understood anew as they come.
MOST_CHUNKS = 150_000
#: A longer chunk is an address or an accident, and is not met again.
_LONGEST_CHUNK = 60
#: What may stand around a word without being part of it.
_AROUND = '.,;:!?()[]{}"«»“”„…–—/|<>*_#+=&%$€£@~^\\'
#: The last dot of initials is a part of them.
_AROUND_INITIALS = _AROUND.replace(".", "")
_PLAIN_WORD = regex.compile(rf"(?V1){LETTER}+")
_UNSPACED_LANGUAGES = frozenset(("zh", "ja", "th", "lo", "km", "my"))
_SIGN_OR_CHUNK = regex.compile(rf"(?V1){SIGN}|[^\s{UNSPACED}]+")

#: The first position that a word covers and the one after it, counted from the beginning of its chunk.
Span = tuple[int, int]
_ONE_WORD: tuple[Span, ...] = ((0, 1),)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a chunk, and what it can be recognised by."""

    span: Span
    surface: str
    forms: frozenset[str]
    lemmas: frozenset[str]


class Lexicon:
    """What the chunks of one language hold: `terms` tells the numbers of the terms in those met so far.

    `widths` tells how many positions a chunk covers, where it is not one.
    """

    def __init__(self, language: str | None, wanted: Wanted) -> None:
        self.terms: dict[str, tuple[int, ...]] = {}
        self._language = language
        self._wanted = wanted
        self._by_form: Table = {}
        self._by_beginning: Table = {}
        #: How many positions a chunk covers, and its words, of those that are not one plain word.
        self.widths: dict[str, int] = {}
        self._words: dict[str, tuple[Word, ...]] = {}
        #: The chunks that differ from another only in the signs around it.
        self._variants: dict[str, list[str]] = {}
        self._chunks_of: dict[str, list[str]] = defaultdict(list)
        self._forms_from: dict[str, set[str]] = defaultdict(set)
        #: The chunks that hold a term, and where in those that are not one plain word it stands.
        self._holding: dict[int, list[str]] = {}
        self._spans: dict[tuple[str, int], list[Span]] = {}
        self._passing: list[str] = []
        #: Whether any term is inflected here; as long as none is, no dictionary is asked.
        self._inflects = False
        for number, term in wanted:
            self._inflects = self._inflects or term.inflects(language)
            self._enter(number, term)

    def chunks(self, text: str) -> list[str]:
        """Part a text into chunks that no word reaches over: at white space, and at signs of scripts without it."""
        if self._language and self._language.partition("-")[0] in _UNSPACED_LANGUAGES:
            return [found[0] for found in _SIGN_OR_CHUNK.finditer(text)]
        return text.split()

    def read(self, chunks: Collection[str]) -> set[int]:
        """Return the numbers of the terms that stand in any of the chunks; those not met before are learnt."""
        self._make_room()
        known = list(map(self.terms.get, chunks))
        if None in known:
            known = [self.terms[chunk] if chunk in self.terms else self._learn(chunk) for chunk in chunks]
        return set(chain.from_iterable(known))  # type: ignore[arg-type]

    def holding(self, number: int) -> Sequence[str]:
        """Return the chunks met so far that hold a term."""
        return self._holding.get(number, ())

    def spans(self, chunk: str, number: int) -> Sequence[Span]:
        """Return where in a chunk, which holds it, a term stands."""
        if chunk not in self._words:
            return _ONE_WORD
        if (chunk, number) not in self._spans:
            found = [word.span for word in self._words[chunk] if number in self._numbers(word)]
            self._spans[chunk, number] = found
        return self._spans[chunk, number]

    def add(self, number: int, term: Term) -> None:
        """Recognise a new term from now on, also in the chunks met before."""
        if term.inflects(self._language) and not self._inflects:
            self._inflects = True
            self._clear()
        self._enter(number, term)
        for chunk in self._holders(term):
            if number not in self.terms[chunk]:
                self._set(chunk, (*self.terms[chunk], number), number)

    def drop(self, number: int, term: Term) -> None:
        """Recognise a term no longer."""
        self._let_pass()
        for chunk in self._holders(term):
            self._set(chunk, tuple(other for other in self.terms[chunk] if other != number))
        self._holding.pop(number, None)
        for form in term.forms_in(self._language):
            remove(self._by_beginning if term.is_prefix else self._by_form, form, number)

    def _set(self, chunk: str, numbers: tuple[int, ...], *added: int) -> None:
        """Have a chunk, and those that are the same word between signs, hold these terms."""
        for variant in (chunk, *self._variants.get(chunk, ())):
            self.terms[variant] = numbers
            for number in added:
                self._holding.setdefault(number, []).append(variant)

    def _enter(self, number: int, term: Term) -> None:
        forms = term.forms_in(self._language)
        for form in forms:
            insert(self._by_beginning if term.is_prefix else self._by_form, form, number)
        if term.is_prefix:
            self._wanted.add_starts(forms)

    def _holders(self, term: Term) -> Iterator[str]:
        """Yield the remembered chunks that hold a term, some twice."""
        forms = term.forms | term.forms_in(self._language)
        if term.is_prefix:
            forms = frozenset(form for beginning in forms for form in self._beginning(beginning))
        for form in forms:
            for chunk in self._chunks_of.get(form, ()):
                if not term.is_exact or any(same_letters(term.surface) == w for w in self._letters(chunk)):
                    yield chunk
            if term.inflects(self._language) and not term.is_prefix:
                yield from self._chunks_of.get(f"~{form}", ())

    def _letters(self, chunk: str) -> Iterator[str]:
        words = self._words.get(chunk)
        return map(same_letters, (chunk,) if words is None else (word.surface for word in words))

    def _beginning(self, beginning: str) -> Iterator[str]:
        if len(beginning) >= START:
            return (form for form in self._forms_from.get(beginning[:START], ()) if form.startswith(beginning))
        starts = (start for start in self._forms_from if start.startswith(beginning))
        return chain.from_iterable(self._forms_from[start] for start in starts)

    def _make_room(self) -> None:
        self._let_pass()
        if len(self.terms) > MOST_CHUNKS:
            self._clear()

    def _let_pass(self) -> None:
        """Forget the long chunks of the last document, which no table leads to."""
        for chunk in self._passing:
            self._forget(chunk)
        self._passing.clear()

    def _clear(self) -> None:
        self._passing.clear()
        for table in (self.terms, self.widths, self._words, self._variants, self._chunks_of, self._forms_from):
            table.clear()
        self._holding.clear()
        self._spans.clear()

    def _learn(self, chunk: str) -> tuple[int, ...]:
        """Return the terms of a chunk met for the first time, and remember it."""
        word = chunk.strip(_AROUND)
        is_plain = len(word) <= _LONGEST_CHUNK and _PLAIN_WORD.fullmatch(word)
        if not is_plain:
            word = chunk.strip(_AROUND_INITIALS)
        if word == chunk:
            return self._learn_words(chunk, bool(is_plain))
        numbers = self.terms[word] if word in self.terms else self._learn_words(word, bool(is_plain))
        if not is_plain:
            self._words[chunk], self.widths[chunk] = self._words[word], self.widths[word]
        self._set(chunk, numbers, *numbers)
        if len(chunk) > _LONGEST_CHUNK:
            self._passing.append(chunk)
        else:
            self._variants.setdefault(word, []).append(chunk)
        return numbers

    def _learn_words(self, chunk: str, is_plain: bool) -> tuple[int, ...]:
        language = self._language if self._inflects else without_inflection(self._language)
        if is_plain:
            words: tuple[Word, ...] = (Word((0, 1), chunk, *analyse(chunk, language)),)
        else:
            cut = tokenize(chunk, language)
            words = self._words[chunk] = tuple(Word((t.position, t.after), t.surface, t.forms, t.lemmas) for t in cut)
            self.widths[chunk] = max((word.span[1] for word in words), default=0)
        numbers = tuple(dict.fromkeys(chain.from_iterable(map(self._numbers, words))))
        self._set(chunk, numbers, *numbers)
        if len(chunk) > _LONGEST_CHUNK:
            self._passing.append(chunk)
        else:
            self._index(chunk, words)
        return numbers

    def _index(self, chunk: str, words: Iterable[Word]) -> None:
        for key in dict.fromkeys(chain.from_iterable(map(_keys, words))):
            self._chunks_of[key].append(chunk)
            if key[0] != "~":
                self._forms_from[key[:START]].add(key)

    def _forget(self, chunk: str) -> None:
        for number in self.terms.pop(chunk):
            self._holding[number].remove(chunk)
            self._spans.pop((chunk, number), None)
        self._words.pop(chunk, None)
        self.widths.pop(chunk, None)

    def _numbers(self, word: Word) -> list[int]:
        """Return the numbers of the terms that a word is, some twice."""
        wanted, found = self._wanted, list[int]()
        for form in word.forms:
            for forms in (wanted.by_form, self._by_form):
                found += forms.get(form, ())
            if wanted.may_begin(form):
                for beginnings in (wanted.by_beginning, self._by_beginning):
                    for end in range(1, len(form) + 1):
                        found += beginnings.get(form[:end], ())
        for lemma in word.lemmas - word.forms:
            found += [n for n in wanted.by_form.get(lemma, ()) if wanted[n].inflects(self._language)]
            found += self._by_form.get(lemma, ())
        if wanted.by_letters:
            found += wanted.by_letters.get(same_letters(word.surface), ())
        return found


def _keys(word: Word) -> Iterator[str]:
    """Yield the forms of a word, and behind a tilde its dictionary forms."""
    yield from word.forms
    yield from (f"~{lemma}" for lemma in word.lemmas - word.forms)
