"""What the cities that news speaks of most are called in each language, as their concepts say. Touches no database.

GeoNames does not say in which language a city is called what, and knows few of its cases: Pokrovsk was once what the
Russian Engels was called, and Києва is no other name of Kyiv to it.
"""

from collections.abc import Mapping
from functools import cache

from alerts.concepts import Name, shipped_settings

_CITY = "city"
_ENGLISH = "en"
#: What stands between the words of a name, or for the rest of one.
_BETWEEN = frozenset(" -.*'’")


@cache
def written_in(language: str) -> Mapping[str, str]:
    """Return what the cities are called in English, by each word that names one in a language, in lower case.

    Neither names of several words nor words that may mean something else are among them.
    """
    shipped, found = shipped_settings(), dict[str, str]()
    for key, called in _called().items():
        for name in shipped.names_in(key, language):
            if _is_plain_word(name):
                found.setdefault(name.text.lower(), called)
    return found


@cache
def called_in_english() -> frozenset[str]:
    """Return what they are called in English, in lower case."""
    return frozenset(called.lower() for called in _called().values())


@cache
def _called() -> Mapping[str, str]:
    """Return by its key what a city is called in English, of those that are called by one word."""
    shipped = shipped_settings()
    names = {key: shipped.names_in(key, _ENGLISH) for key in shipped if shipped.kind(key) == _CITY}
    plain = {key: [name.text for name in some if _is_plain_word(name)] for key, some in names.items()}
    return {key: some[0] for key, some in plain.items() if some}


def _is_plain_word(name: Name) -> bool:
    return not name.ambiguous and _BETWEEN.isdisjoint(name.text)
