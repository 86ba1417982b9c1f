"""Single words that watches ask for, each in one of the ways a word can be asked for."""

from dataclasses import dataclass

from alerts.document import same_language
from alerts.folding import LONGEST_WORD
from alerts.text import analyse, beginnings

#: Of a term that is inflected in the article's language, whatever that is.
ANY_LANGUAGE = "*"


def inflects(wanted: str | None, language: str | None) -> bool:
    """Whether what is inflected in one language (ANY_LANGUAGE: in all, None: in none) is in articles of another."""
    return wanted is not None and (wanted == ANY_LANGUAGE or same_language(wanted, language))


@dataclass(frozen=True, slots=True)
class Term:
    """A word as a watch asks for it.

    `surface` is the word as written, without an asterisk. `language` says where it is met in its other forms too:
    nowhere (None), in articles of one language, or in all (ANY_LANGUAGE). `is_prefix`: words that begin so are meant.
    `is_exact`: it must be met to the letter. `is_base`: what a dictionary takes it for is not meant, only words
    that are forms of it.
    """

    surface: str
    language: str | None = None
    is_prefix: bool = False
    is_exact: bool = False
    is_base: bool = False

    def inflects(self, language: str | None) -> bool:
        """Whether it is met in its other forms in articles of that language."""
        return inflects(self.language, language)

    @property
    def forms(self) -> frozenset[str]:
        """The folded spellings by which it is met in articles of every language."""
        forms, _ = analyse(self.surface[:LONGEST_WORD], None)
        return beginnings(forms) if self.is_prefix or self.is_base else forms

    def forms_in(self, language: str | None) -> frozenset[str]:
        """Return the further forms by which it is met in articles of that language; None if that is unknown."""
        if self.is_base or not self.inflects(language):
            return frozenset()
        forms, lemmas = analyse(self.surface[:LONGEST_WORD], language, asked=True)
        return (beginnings(forms) if self.is_prefix else forms | lemmas) - self.forms
