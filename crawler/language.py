"""The language of a text, and of a page that says one thing and is written in another. Pure."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from babel.core import get_global

from crawler.clean import TITLE_LIMIT

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Letters from which on a text is believed more than what is said of it.
_ENOUGH = 200
_FIRST_BEYOND_LATIN, _FIRST_IDEOGRAPH = "\u0370", "\u2e80"
_SURE, _FEWEST_LETTERS = 0.9, 2
_SAMPLE = 4_000
#: So much of a text is looked at first, and the whole sample only where that leaves a doubt: of 1,200 passages in many
#: languages none was told otherwise by 250 letters than by 500, and one by 200.
_BEGINNING, _BEYOND_DOUBT = 300, 0.97
#: Languages that are too near to one another to contradict what a page says.
_NEAR = (
    frozenset(("no", "nb", "nn", "da")),
    frozenset(("hr", "sr", "bs", "sh", "me", "cnr")),
    frozenset(("id", "ms")),
    frozenset(("cs", "sk")),
    frozenset(("gl", "pt")),
    frozenset(("es", "gl", "ca", "an", "oc")),
    frozenset(("fa", "prs", "tg")),
    frozenset(("tl", "fil")),
    frozenset(("zh", "yue", "wuu")),
)
#: Scripts in which few write but in one language, by their letters; what else is written in them follows.
_SCRIPTS = tuple(
    (re.compile(f"[{letters}]"), tuple(spoken.split()))
    for letters, spoken in (
        *(("ぁ-ゖァ-ヺ", "ja"), ("가-힣", "ko"), ("ก-ฮ", "th"), ("א-ת", "he yi"), ("Ͱ-Ͽἀ-῾", "el"), ("ა-ჿ", "ka xmf")),
        *(
            ("Ա-և", "hy hyw"),
            ("ກ-ຮ", "lo"),
            ("က-အ", "my"),
            ("ក-អ", "km"),
            ("ሀ-ፚ", "am ti"),
            ("අ-ෆ", "si"),
            ("அ-ஹ", "ta"),
        ),
        *(("అ-హ", "te"), ("ಅ-ಹ", "kn"), ("അ-ഹ", "ml"), ("અ-હ", "gu"), ("ਅ-ਹ", "pa"), ("অ-হ", "bn as")),
    )
)
_HAN = re.compile("[\u4e00-\u9fff]")
#: So many letters tell it.
_FEW = 4
_EAST = frozenset(("zh", "yue", "wuu", "ja", "ko"))
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_SAME = {"iw": "he", "in": "id", "nb": "no", "nn": "no", "ji": "yi", "jp": "ja", "cz": "cs", "ua": "uk", "gr": "el"}


def base_language(tag: str) -> str | None:
    """Return the language of a BCP 47 tag in lower case, or None where it is none.

    >>> base_language("en_GB"), base_language("ger"), base_language("x-default")
    ('en', 'de', None)

    """
    found = _TAG.fullmatch(tag.strip()[:40])
    if found is None:
        return None
    language = found[1].lower()
    # ISO 639-2, where two letters would do
    short = get_global("language_aliases").get(language, "") if len(language) > _FEWEST_LETTERS else ""
    return _SAME.get(language) or short.partition("_")[0] or language


def text_language(text: str) -> tuple[str, float]:
    """Return the likeliest language of text, and how sure that is, from 0 to 1."""
    language, sure = _identifier().classify(text[:_BEGINNING])
    if sure < _BEYOND_DOUBT and len(text) > _BEGINNING:
        language, sure = _identifier().classify(text[:_SAMPLE])
    return str(language), float(sure)


def page_language(said: list[str], text: str, hint: str | None = None) -> str | None:
    """Return the language of text: as identified where there is enough of it, else the first of said, else hint.

    Arguments: `said` are the tags that the page gives for itself, `hint` is what the source's settings say.
    """
    claims = [base for tag in (*said, hint or "") if (base := base_language(tag))]
    if not _has_enough(text):
        if spoken := _spoken(text):
            return next((claim for claim in claims if claim in spoken), spoken[0])
        return claims[0] if claims else (text_language(text)[0] if len(text) >= TITLE_LIMIT // 10 else None)
    found, sure = text_language(text)
    agreed = next((claim for claim in claims if are_near(claim, found)), None)
    if agreed or not claims or not _can_be(claims[0], text):
        return agreed or found
    return found if max(sure, _sure_of_kin(found, text)) >= _SURE else claims[0]


def languages(texts: Sequence[tuple[str | None, str]], hint: str | None) -> list[str | None]:
    """Return the language of each (what is said of it, text). Runs in a worker."""
    return [page_language([said] if said else [], text, hint) for said, text in texts]


def _spoken(text: str) -> Sequence[str]:
    """Return the languages that are written in the script of a short text, the likeliest first; none where many are.

    >>> _spoken("イラン、ミサイルを発射"), _spoken("Iran fires missiles"), _spoken("北约秘书长访问北京")
    (('ja',), (), ())

    """
    sample = text[:_BEGINNING]
    if max(sample, default="") < _FIRST_BEYOND_LATIN:
        return ()  # as of most
    letters = sum(map(str.isalpha, sample))
    for script, spoken in _SCRIPTS:
        found = len(script.findall(sample))
        if found >= _FEW:
            # Japanese has ideographs beside its own letters.
            of_it = found + (len(_HAN.findall(sample)) if spoken[0] == "ja" else 0)
            return spoken if 2 * of_it > letters else ()
    return ()


def _can_be(claim: str, text: str) -> bool:
    """Tell whether text can be in the language that is claimed: one with ideographs, or else most of it is none."""
    sample = text[:_SAMPLE]
    return claim in _EAST or 2 * sum(letter >= _FIRST_IDEOGRAPH for letter in sample) < len(sample)


def _sure_of_kin(found: str, text: str) -> float:
    """Return how sure it is that text is in the language found, or one too near to be told from it."""
    return sum(float(share) for language, share in _identifier().rank(text[:_SAMPLE]) if are_near(found, language))


def _has_enough(text: str) -> bool:
    weight, sample = 0, text[:_SAMPLE]
    for start in range(0, len(sample), _BEGINNING):
        letters = "".join(filter(str.isalpha, sample[start : start + _BEGINNING]))
        weight += len(letters) if letters.isascii() else sum(map(_weight, letters))
        if weight >= _ENOUGH:
            return True
    return False


def _weight(letter: str) -> int:
    """Return how much a letter tells: beyond Latin few languages share one, and an ideograph is a word."""
    return 4 if letter >= _FIRST_IDEOGRAPH else 2 if letter >= _FIRST_BEYOND_LATIN else 1


def are_near(one: str, other: str) -> bool:
    """Tell whether two languages are the same, or too near to be told apart for sure."""
    return one == other or any(one in group and other in group for group in _NEAR)


@cache
def _identifier() -> "LanguageIdentifier":
    # Here: most who speak of languages have none told from a text.
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
    from py3langid.modelio import load_model

    weights, priors, languages, automaton, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)
    # Text that is found to be Latin is the typesetters' Lorem ipsum. By `set_languages` the other weights would lie
    # so, and by the file be of such a kind, that each look at them takes twice as long.
    latin = languages.index("la")
    del languages[latin]
    weights = np.delete(weights, latin, axis=1).astype(np.float32)
    priors = np.delete(priors, latin)
    return LanguageIdentifier(weights, priors, languages, automaton, outputs, norm_probs=True, tk_row=rows)
