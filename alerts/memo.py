"""Remember what a function said of a word. Touches no database."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Memo(dict[str, T]):
    """What `ask` says of each word, asked once: `memo[word]`. Emptied when it holds `most` words.

    News repeat their words: a look-up costs a third of what a call of a method behind `lru_cache` does.
    """

    def __init__(self, ask: Callable[[str], T], most: int) -> None:
        super().__init__()
        self._ask = ask
        self._most = most

    def __missing__(self, word: str) -> T:
        if len(self) >= self._most:
            self.clear()
        self[word] = said = self._ask(word)
        return said
