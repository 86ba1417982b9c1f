"""All the terms that watches ask for, and what the words of each language are to them."""

from alerts.lexicon import Lexicon
from alerts.terms import Term
from alerts.wanted import Wanted

#: Of so many chunks it is remembered in all languages together what they are, a few hundred bytes each.
MOST_CHUNKS = 600_000


class Vocabulary:
    """Numbers terms, and keeps the lexicons of all languages up to date with them."""

    def __init__(self) -> None:
        self._wanted = Wanted()
        self._lexicons: dict[str | None, Lexicon] = {}

    def __len__(self) -> int:
        return len(self._wanted)

    def __getitem__(self, number: int) -> Term:
        return self._wanted[number]

    @property
    def limit(self) -> int:
        """All numbers given so far are below it."""
        return self._wanted.limit

    def number(self, term: Term) -> int:
        """Return the number of a term, which is wanted once more from now on."""
        number, is_new = self._wanted.add(term)
        if is_new:
            for lexicon in self._lexicons.values():
                lexicon.add(number, term)
        return number

    def unused(self) -> int:
        """Return a number that no term has or will have."""
        return self._wanted.unused()

    def release(self, number: int) -> None:
        """Want a term once less; when nobody wants it, it is forgotten."""
        term = self._wanted.drop(number)
        if term is not None:
            for lexicon in self._lexicons.values():
                lexicon.drop(number, term)

    def lexicon(self, language: str | None) -> Lexicon:
        """Return the lexicon of a language (its tag; None for unknown). The first time takes a dictionary's reading."""
        key = language.lower() if language else None
        if key not in self._lexicons:
            self._lexicons[key] = Lexicon(key, self._wanted)
        if sum(map(len, self._lexicons.values())) > MOST_CHUNKS:
            max(self._lexicons.values(), key=len).forget()
        return self._lexicons[key]
