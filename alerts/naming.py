"""Find which concepts a text names, quickly and roughly: good enough to tell what stories are about, not to alert.

A watch that asks for a concept is evaluated with care, in `alerts.evaluate`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from alerts import fingerprint
from alerts.attached import PREFIXING, is_korean, unprefixed, without_particles
from alerts.concepts import SUBJECT, Name, Written, shipped_settings
from alerts.fingerprint import MARKED, SPACELESS, marked_words
from alerts.folding import fold
from alerts.memo import WORDS_HELD, Memo
from alerts.whole_words import is_whole, may_be_a_piece

#: Under this stand the English names that are looked for in every language.
_ANYWHERE = "*"
#: What is shorter is looked for as a whole word only, even where a name ends in an asterisk.
_SHORTEST_BEGINNING = 3
#: Languages in which a word may begin, or end, with what is no part of the name: how it begins rules none out.
_ATTACHING = PREFIXING | {"ko"}
#: Kinds of concepts that are somebody.
_PEOPLE = ("person", "office")
_WEAPON = "weapon"
#: Kinds that `alerts.places` and `alerts.cities` find, in every language and case.
_FOUND_ELSEWHERE = ("country", "city")
#: A name as the words it is made of; each may be only the beginning of one.
_Words = tuple[tuple[str, bool], ...]
#: How the second word of a name begins, its words but the first, what has to stand in the text letter by letter, and
#: the concept.
_Candidate = tuple[str, _Words, str, str]
#: What a word names by itself, and the names that it may begin, by the letter with which their second word does.
_Begun = tuple[frozenset[str], Mapping[str, Sequence[_Candidate]]]


@cache
def shipped_names() -> "Naming":
    """Return the finder of the concepts that come with the program."""
    return Naming(shipped_settings())


class Naming:
    """Finds concepts by their names in the language of a text, and by English ones that are not everyday words.

    `people` are the keys of those that are somebody, as a person or in an office; `weapons` those of weapons.
    """

    def __init__(self, written: Written) -> None:
        self._written = written
        self._kinds = {key: kind for key in written if (kind := written.kind(key)) not in _FOUND_ELSEWHERE}
        self.people = frozenset(key for key, kind in self._kinds.items() if kind in _PEOPLE)
        self.weapons = frozenset(key for key, kind in self._kinds.items() if kind == _WEAPON)
        #: Read when the first text comes that they are looked for in: most languages never come.
        self._ready: dict[str, _Names] = {}

    def __call__(self, text: str, language: str) -> Iterator[str]:
        """Yield the key of a concept for each place where the text names it."""
        # Title and body each by themselves: so they were cut into words already.
        title, _, rest = text.partition("\n")
        words = (*_cut(title, language), *_cut(rest, language))
        yield from self._names(language).find(words, text)
        if language != "en" and language not in SPACELESS:
            yield from self._names(_ANYWHERE).find(words, text)

    def _names(self, listed: str) -> "_Names":
        ready = self._ready.get(listed)
        if ready is None:
            language = "en" if listed == _ANYWHERE else listed
            ready = self._ready[listed] = _Names(language, self._listed(language, everyday=listed != _ANYWHERE))
        return ready

    def _listed(self, language: str, *, everyday: bool) -> Iterator[tuple[Name, str]]:
        """Yield the names that tell what a story is about, each with the key of its concept.

        Neither a word that may mean something else nor whoever holds an office does. Everyday words are left out where
        texts of other languages are read: NATO is NATO everywhere, but a gift is poison in German.
        """
        for key, kind in self._kinds.items():
            if everyday or kind != SUBJECT:
                yield from ((n, key) for n in self._written.names_in(key, language) if not n.ambiguous)


class _Names:
    """The names of concepts in one language, by how their first word begins."""

    def __init__(self, language: str, names: Iterable[tuple[Name, str]]) -> None:
        self._language = language
        self._whole: dict[str, list[_Candidate]] = defaultdict(list)
        self._beginning: dict[str, list[_Candidate]] = defaultdict(list)
        #: How those of `_beginning` begin.
        self._starts: set[str] = set()
        #: How the first words of all begin.
        self._letters: set[str] = set()
        self._by_word = Memo(self._of, WORDS_HELD)
        for name, key in names:
            self._add(name, key)

    def _add(self, name: Name, key: str) -> None:
        words: _Words = tuple(
            (word, part.endswith("*") and i == len(cut) - 1)
            for part in name.text.split()
            for cut in (_cut(part, self._language),)
            for i, word in enumerate(cut)
        )
        if words:
            (first, open_ended), *rest = words
            # UN is not the French article: what is written in capitals is looked for in capitals. And what may be a
            # piece of other words is to stand there by itself.
            is_spelt = name.exact or name.text.isupper() or may_be_a_piece(name.text)
            letters = name.text.rstrip("*") if is_spelt else ""
            second = rest[0][0] if rest else ""
            begins = open_ended and len(first) >= _SHORTEST_BEGINNING
            (self._beginning if begins else self._whole)[first].append((second, tuple(rest), letters, key))
            self._letters.add(first[:_SHORTEST_BEGINNING])
            if begins:
                self._starts.add(first[:_SHORTEST_BEGINNING])

    def find(self, words: Sequence[str], text: str) -> Iterator[str]:
        for at in self._perhaps(words):
            begun, after = self._by_word[words[at]], at + 1
            if begun is None:
                continue
            named, longer = begun
            second = words[after] if after < len(words) else ""
            if candidates := longer.get(second[:1]) or longer.get(""):
                named = named.union(
                    key
                    for start, rest, spelt, key in candidates
                    if second.startswith(start) and _stand(rest, words, after) and _is_written(spelt, text)
                )
            yield from sorted(named)

    def _perhaps(self, words: Sequence[str]) -> Sequence[int]:
        """Return at which words a name may begin."""
        if self._language in _ATTACHING:
            return range(len(words))
        # The few letters to compare with stay in the processor's caches, where all the words that were met do not.
        begin = self._letters
        return [at for at, word in enumerate(words) if word[:_SHORTEST_BEGINNING] in begin]

    def _of(self, word: str) -> _Begun | None:
        found: list[_Candidate] = []
        cases = without_particles(word) if is_korean(word[-1]) else ()
        for one in (word, *unprefixed(word, self._language), *cases):
            found += self._whole.get(one, ())
            if one[:_SHORTEST_BEGINNING] in self._starts:
                for size in range(_SHORTEST_BEGINNING, len(one) + 1):
                    found += self._beginning.get(one[:size], ())
        if not found:
            return None
        longer: dict[str, list[_Candidate]] = defaultdict(list)
        for candidate in found:
            start, rest, letters, _ = candidate
            if rest or letters:
                longer[start[:1]].append(candidate)
        alone = longer.get("", [])
        named = frozenset(key for _, rest, letters, key in found if not (rest or letters))
        return named, {letter: some + (alone if letter else []) for letter, some in longer.items()}


def _cut(text: str, language: str) -> Sequence[str]:
    if language in MARKED:
        return [word for word in map(fold, marked_words(text)) if word]
    return fingerprint.tokens(text)


def _is_written(name: str, text: str) -> bool:
    """Tell whether a text holds a name letter by letter, and not only as a piece of other words."""
    at = text.find(name)
    if at < 0 or not may_be_a_piece(name):
        return at >= 0
    while at >= 0 and not is_whole(text, at, at + len(name)):
        at = text.find(name, at + 1)
    return at >= 0


def _stand(name: _Words, words: Sequence[str], at: int) -> bool:
    return len(words) - at >= len(name) and all(
        words[at + i].startswith(part) if open_ended else words[at + i] == part
        for i, (part, open_ended) in enumerate(name)
    )
