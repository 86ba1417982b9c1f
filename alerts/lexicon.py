"""Which wanted terms the words of a language are, remembered by how they are written.

Folding and inflecting a word costs a hundred times what looking it up does, and news repeats its words. So a text is
parted at white space, and what stands between (a chunk) is understood once. This rests on `alerts.text.tokenize`
cutting a chunk alike wherever it stands.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from itertools import chain

import regex

from alerts.folding import NO_FORMS, folded_forms, same_letters
from alerts.terms import Term
from alerts.text import LETTER, SIGN, UNSPACED, Token, analyse, tokenize, without_inflection
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
        self._words: dict[str, tuple[Token, ...]] = {}
        #: The chunks that differ from another only in the signs around it.
        self._variants: dict[str, tuple[str, ...]] = {}
        #: The chunks by each of their forms, and behind a tilde by their dictionary forms.
        self._chunks_of: dict[str, tuple[str, ...]] = {}
        self._forms_from: dict[str, set[str]] = defaultdict(set)
        #: Where a term stands in a chunk that is not one plain word.
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

    def spans(self, chunk: str, number: int) -> Sequence[Span]:
        """Return where in a chunk, which holds it, a term stands."""
        if chunk not in self._words:
            return _ONE_WORD
        if (chunk, number) not in self._spans:
            words = (word for word in self._words[chunk] if number in self._numbers_of(word))
            self._spans[chunk, number] = [(word.position, word.after) for word in words]
        return self._spans[chunk, number]

    def add(self, number: int, term: Term) -> None:
        """Recognise a new term from now on, also in the chunks met before."""
        if term.inflects(self._language) and not self._inflects:
            self._inflects = True
            self._clear()
        self._enter(number, term)
        for chunk in self._holders(term):
            if number not in self.terms[chunk]:
                self._set(chunk, (*self.terms[chunk], number))

    def drop(self, number: int, term: Term) -> None:
        """Recognise a term no longer."""
        self._let_pass()
        for chunk in self._holders(term):
            self._set(chunk, tuple(other for other in self.terms[chunk] if other != number))
        for form in term.forms_in(self._language):
            remove(self._by_beginning if term.is_prefix else self._by_form, form, number)

    def _set(self, chunk: str, numbers: tuple[int, ...]) -> None:
        """Have a chunk, and those that are the same word between signs, hold these terms."""
        for variant in (chunk, *self._variants.get(chunk, ())):
            self.terms[variant] = numbers

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
        self._spans.clear()

    def _learn(self, chunk: str) -> tuple[int, ...]:
        """Return the terms of a chunk met for the first time, and remember it."""
        word = chunk.strip(_AROUND)
        is_plain = _is_plain(word)
        if not is_plain:
            word = chunk.strip(_AROUND_INITIALS)
        if word == chunk:
            return self._learn_plain(chunk) if is_plain else self._learn_words(chunk)
        numbers = self.terms.get(word)
        if numbers is None:
            numbers = self._learn_plain(word) if is_plain else self._learn_words(word)
        if not is_plain:
            self._words[chunk], self.widths[chunk] = self._words[word], self.widths[word]
        self.terms[chunk] = numbers
        if len(chunk) > _LONGEST_CHUNK:
            self._passing.append(chunk)
        else:
            self._variants[word] = (*self._variants.get(word, ()), chunk)
        return numbers

    def _learn_plain(self, chunk: str) -> tuple[int, ...]:
        language = self._analysed_as
        # What is only folded is not worth remembering twice.
        forms, lemmas = (folded_forms(chunk), NO_FORMS) if language is None else analyse(chunk, language)
        numbers = self.terms[chunk] = self._numbers(chunk, forms, lemmas)
        self._index(chunk, forms, lemmas)
        return numbers

    def _learn_words(self, chunk: str) -> tuple[int, ...]:
        words = self._words[chunk] = tokenize(chunk, self._analysed_as)
        self.widths[chunk] = max((word.after for word in words), default=0)
        self.terms[chunk] = tuple(dict.fromkeys(chain.from_iterable(map(self._numbers_of, words))))
        if len(chunk) > _LONGEST_CHUNK:
            self._passing.append(chunk)
        else:
            forms, lemmas = (set().union(*found) for found in ([w.forms for w in words], [w.lemmas for w in words]))
            self._index(chunk, forms, lemmas)
        return self.terms[chunk]

    @property
    def _analysed_as(self) -> str | None:
        """The language by which words are inflected: as long as no term is, no dictionary is asked."""
        return self._language if self._inflects else without_inflection(self._language)

    def _index(self, chunk: str, forms: Set[str], lemmas: Set[str]) -> None:
        chunks_of = self._chunks_of
        for form in forms:
            if form not in chunks_of:
                self._forms_from[form[:START]].add(form)
            chunks_of[form] = (*chunks_of.get(form, ()), chunk)
        for lemma in lemmas:
            if lemma not in forms:
                key = f"~{lemma}"
                chunks_of[key] = (*chunks_of.get(key, ()), chunk)

    def _forget(self, chunk: str) -> None:
        for number in self.terms.pop(chunk):
            self._spans.pop((chunk, number), None)
        self._words.pop(chunk, None)
        self.widths.pop(chunk, None)

    def _numbers_of(self, word: Token) -> tuple[int, ...]:
        """Return the numbers of the terms that a word of a chunk is."""
        if word.surface in self.terms and word.surface not in self.widths:
            return self.terms[word.surface]
        return self._numbers(word.surface, word.forms, word.lemmas)

    def _numbers(self, surface: str, forms: frozenset[str], lemmas: frozenset[str]) -> tuple[int, ...]:
        """Return the numbers of the terms that a word is, which is recognised by these forms."""
        wanted, found = self._wanted, list[int]()
        for form in forms:
            found += wanted.by_form.get(form, ())
            found += self._by_form.get(form, ())
            for length in wanted.lengths(form):
                found += wanted.by_beginning.get(form[:length], ())
                found += self._by_beginning.get(form[:length], ())
        for lemma in lemmas:
            if lemma not in forms:
                found += [n for n in wanted.by_form.get(lemma, ()) if wanted[n].inflects(self._language)]
                found += self._by_form.get(lemma, ())
        if wanted.by_letters:
            found += wanted.by_letters.get(same_letters(surface), ())
        return tuple(dict.fromkeys(found))


def _is_plain(word: str) -> bool:
    """Whether a chunk without the signs around it is one word of letters and figures alone."""
    return len(word) <= _LONGEST_CHUNK and ((word.isascii() and word.isalnum()) or bool(_PLAIN_WORD.fullmatch(word)))
