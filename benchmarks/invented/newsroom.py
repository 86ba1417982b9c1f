"""Invented news for `archive.py`: new stories, retellings of them, and copies of a text with furniture around."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

from crawler.item import Item


class Newsroom:
    """Invents news: words as frequent as in a language, stories with names, figures and countries of their own."""

    def __init__(self, told_before: int) -> None:
        self.chance = random.Random(11)
        letters = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
        self.words = ["".join(self.chance.choices(letters, k=1 + n % 4)) for n in range(30_000)]
        self.shares = list(accumulate(1 / (n + 3) for n in range(len(self.words))))
        self.names = ["".join(self.chance.choices(letters, k=3)).capitalize() for _ in range(20_000)]
        self.told: list[tuple[list[str], str]] = []
        # News of another run are others: told again they would be known already.
        self.number = told_before
        self.chance.seed(told_before)

    def items(self, count: int) -> Iterator[Item]:
        """Yield articles: three in ten tell a story again, two copy a text with furniture around."""
        for _ in range(count):
            draw = self.chance.random()
            if draw < 0.5 or not self.told:
                yield self._item(self._story())
            elif draw < 0.8:
                yield self._item(self._recent()[0])
            else:
                own = f"Subscribe {self.chance.choice(self.names)} now."
                story, body = self._recent()
                yield self._item(story, f"{own} {body} Read more at {own}")

    def _recent(self) -> tuple[list[str], str]:
        return self.chance.choice(self.told[-300:])

    def _story(self) -> list[str]:
        figures = [str(self.chance.randrange(11, 90_000)) for _ in range(3)]
        subject = self.chance.choice(
            ("NATO summit", "Ukraine Defense Contact Group", "air defence", "elections", "football", "harvest")
        )
        country = self.chance.choice(("Ukraine", "Poland", "Norway", "Japan", "Brazil", "Canada", "Kenya"))
        return [*self.chance.sample(self.names, 7), *figures, subject, country, *self.chance.sample(self.words, 12)]

    def _item(self, story: list[str], copied: str = "") -> Item:
        body = copied or " ".join(self._sentence(story) for _ in range(25))
        if not copied:
            self.told.append((story, body))
        self.number += 1
        title = self._sentence(story).rstrip(".")
        url = f"https://news.example.org/{self.number}/{'-'.join(title.lower().split()[:5])}"
        return Item(url=url, title=title, text=body, language="en", complete=True)

    def _sentence(self, story: Sequence[str]) -> str:
        words = [*self.chance.choices(self.words, cum_weights=self.shares, k=11), *self.chance.sample(story, 4)]
        self.chance.shuffle(words)
        text = " ".join(words)
        return f"{text[0].upper()}{text[1:]}."
