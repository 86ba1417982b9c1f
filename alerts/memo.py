"""Remember what a function said of a word. Touches no database."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Of so many words of a language it is remembered what was found out about them: who reads fifteen languages for a year
#: needs little more memory than in the first weeks.
WORDS_HELD = 40_000


class Memo(dict[str, T]):
    """What `ask` says of each word, asked once: `memo[word]`; of those asked for last it holds `most` or fewer.

    News repeat their words: a look-up costs a third of what a call of a method behind `lru_cache` does. When half of
    the room is full, what was not asked for since then is forgotten: words that come every day are kept, those that
    came once make room.
    """

    def __init__(self, ask: Callable[[str], T], most: int) -> None:
        super().__init__()
        self._ask = ask
        self._half = most // 2
        self._older: dict[str, T] = {}

    def __missing__(self, word: str) -> T:
        if len(self) >= self._half:
            self._older = dict(self)
            self.clear()
        try:
            said = self._older.pop(word)
        except KeyError:
            said = self._ask(word)
        self[word] = said
        return said
