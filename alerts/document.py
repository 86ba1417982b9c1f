"""An article as a watch sees it: its text cut into words, and what is known about it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice

from alerts.text import Part, Token, tokenize, tokenize_parts
from config.choosing import SourceFacts
from store.models import Article


@dataclass(frozen=True)
class Field:
    """One stretch of text that a phrase cannot leave: the title, the summary, the body, or one author.

    `parts` are those of the text that are looked at, in order; None for all of it.
    """

    name: str
    text: str
    language: str | None
    parts: tuple[Part, ...] | None = None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words in order."""
        if self.parts is None:
            return tokenize(self.text, self.language)
        return tokenize_parts(self.text, self.language, self.parts)

    @cached_property
    def by_form(self) -> Mapping[str, tuple[Token, ...]]:
        """The words by each of their folded and dictionary forms."""
        found: dict[str, list[Token]] = defaultdict(list)
        for token in self.tokens:
            for form in token.forms | token.lemmas:
                found[form].append(token)
        return {form: tuple(tokens) for form, tokens in found.items()}

    def beginning(self, prefix: str) -> Iterator[Token]:
        """Yield the words that have a form beginning so, in no order; some twice."""
        for form in islice(self._forms, bisect_left(self._forms, prefix), None):
            if not form.startswith(prefix):
                break
            yield from self.by_form[form]

    @cached_property
    def _forms(self) -> list[str]:
        return sorted(self.by_form)

    def at(self, position: int) -> tuple[Token, ...]:
        """Return the words that begin at position: none, one, or a hyphenated one and its first part."""
        return self._by_position.get(position, ())

    @cached_property
    def _by_position(self) -> Mapping[int, tuple[Token, ...]]:
        found: dict[int, tuple[Token, ...]] = {}
        for token in self.tokens:
            found[token.position] = (*found.get(token.position, ()), token)
        return found


@dataclass(frozen=True, kw_only=True)
class Document:
    """An article with what is known about it; it is cut into words once, however many watches look at it.

    `language` is a tag such as "fr", None if unknown. `source` is the name of a source, `tags` and `country` are
    that source's. `day` is the day it was published (UTC), None if unknown. Offsets in a match refer to `title`,
    `summary` and `body` as they are given here. `parts` are those of the three that are looked at (None: all is): with
    those in which the words of a query stand it finds what it does in the whole, but does not know the sentences.
    """

    title: str = ""
    summary: str = ""
    body: str = ""
    language: str | None = None
    source: str = ""
    tags: tuple[str, ...] = ()
    country: str | None = None
    authors: tuple[str, ...] = ()
    url: str = ""
    day: date | None = None
    parts: tuple[tuple[Part, ...], ...] | None = None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The texts in which words are looked for."""
        texts = (("title", self.title), ("summary", self.summary), ("body", self.body))
        parts = self.parts or (None, None, None)
        return tuple(Field(name, text, self.language, part) for (name, text), part in zip(texts, parts, strict=True))

    @cached_property
    def author_fields(self) -> tuple[Field, ...]:
        """The names of the authors, each by itself; names are not inflected."""
        return tuple(Field("author", author, None) for author in self.authors)


def document_of(article: Article, source: SourceFacts | None) -> Document:
    """Return a stored article as watches see it, with the facts of the source it was first seen in (None: unknown)."""
    return Document(
        title=article.title,
        summary=article.summary,
        body=article.text,
        language=article.language,
        source=article.source,
        tags=source.tags if source else (),
        country=source.country if source else None,
        authors=tuple(article.authors),
        url=article.url,
        day=(article.published_at or article.seen_at).date(),
    )


@lru_cache(maxsize=1_000)
def same_language(wanted: str, tag: str | None) -> bool:
    """Whether tag is that language: fr is asked for by fr, and so is fr-BE."""
    have, want = (tag or "").lower().replace("_", "-"), wanted.lower()
    return have == want or have.startswith(f"{want}-")
