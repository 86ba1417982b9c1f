"""What other rooms say in English, said in the language of who asks.

They word it for messages, logs and the store, where much of it is kept; here it is recognised by the words that never
change. What is not was said by others (servers, the system, libraries), and is shown as it is, as a quotation.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from alerts.query_tree import Advice
from store.people import ROLES
from web.delivery_phrases import DELIVERY_PHRASES
from web.query_phrases import QUERY_PHRASES
from web.reading_phrases import NETWORKS, READING_PHRASES
from web.refusals import REFUSALS
from web.settings_phrases import SETTINGS_PHRASES, THINGS
from web.tongue import gettext as _
from web.tongue import language, language_name, looked_up, marked, with_points

#: Sentences, those that say more before those that they contain.
PHRASES = (
    # Why a watch fired (`alerts.message.reasons`).
    marked("“%(text)s” %(where)s: @%(concept)s, by its %(language)s name “%(name)s”"),
    marked("“%(text)s” %(where)s: @%(concept)s, by its name “%(name)s”"),
    marked("“%(text)s” %(where)s: @%(concept)s, by its %(language)s name"),
    marked("“%(text)s” %(where)s: @%(concept)s, by its name"),
    marked("“%(text)s” %(where)s: %(clause)s"),
    marked("“%(text)s” %(where)s"),
    marked("and %(more)s more"),
    # Why an article stands in its story (`alerts.placement_words`, `alerts.likeness`, `alerts.stories`).
    marked("it opened the story: %(rest)s"),
    marked("%(shares)s; but %(why)s, so it only follows that"),
    marked("it was seen first, though by its date %(name)s had the story before: %(rest)s"),
    marked("it is a copy: %(rest)s"),
    marked("it is made of passages of %(number)s stories"),
    marked("it is a translation, by the order of what it names: %(rest)s"),
    marked("it %(shares)s"),
    marked("shares %(names)s with article %(article)s; likeness %(number)s is enough, %(needed)s is needed"),
    marked("shares %(names)s with article %(article)s; likeness %(number)s is too little, %(needed)s is needed"),
    marked("shares no name; likeness %(number)s is too little, %(needed)s is needed"),
    marked("no earlier article is like it"),
    marked("it is older than what news is compared with"),
    marked("only templates and series are like it"),
    marked("%(number)s of the shorter text stands in both, this one and article %(article)s"),
    # Why it perhaps tells other news than that (`alerts.doubts`).
    marked("it gathers news of many stories"),
    marked("the quakes differ in magnitude"),
    marked("their headlines name other regions"),
    marked("their headlines name other cities"),
    marked("they begin with other weapons"),
    marked("their headlines name other countries"),
    marked("they share no name, figure or place"),
    marked("their headlines number them otherwise"),
    marked("their headlines fill one form with other names or figures"),
    marked("the others only announce what it may tell has come about"),
    marked("one of them denies by its headline what the others may tell"),
    marked("it tells by its headline the contrary of what the others do"),
    marked("their headlines begin with other names"),
    marked("they share wording that may be a template's"),
    marked("headlines and leads share no name"),
    marked("the likeness is little more than enough"),
    marked("their headlines speak of different things"),
    marked("they share one name and little else"),
    marked("they name other days"),
    marked("it comes %(length)s after the others, without a number of theirs"),
    marked("it comes %(length)s after the others"),
    marked("it comes %(length)s after the others, and its headline says other things"),
    # Spikes and silences (`alerts.volume_words`), and who tells a story (`alerts.voices`).
    marked("Spike: %(number)s articles in %(length)s, usually %(needed)s"),
    marked("Silence: %(number)s articles in %(length)s, usually %(needed)s"),
    marked("Silence: 1 article in %(length)s, usually %(needed)s"),
    marked("1 article"),
    marked("%(number)s articles"),
    marked("1 independent source"),
    marked("%(number)s independent sources"),
    marked("1 outlet"),
    marked("%(number)s outlets"),
    marked("%(number)s independent"),
    marked("1 country"),
    marked("%(number)s countries"),
    marked("1 language"),
    marked("%(number)s languages"),
    # What has changed in a story (`alerts.changes`).
    marked("now also an official source: %(value)s"),
    marked("now also told in another country: %(value)s, by %(name)s"),
    marked("%(number)s independent sources tell it; it was %(needed)s"),
    marked("new in a headline: %(rest)s"),
    marked("the words «%(words)s»"),
    marked("the figure %(figure)s"),
    marked("the name %(called)s"),
    marked("told again after %(length)s of rest"),
    # How a source stands (`scheduler.health`), and when it is polled next (`scheduler.cadence`).
    marked("not polled yet"),
    marked("not read yet: %(error)s"),
    marked("it can be read and holds nothing; look whether it has moved, or its page a new layout"),
    marked("its newest item is of %(day)s; look whether it has moved"),
    marked("nothing new since %(day)s UTC; usually %(number)s come in that time"),
    marked("its answers take %(number)s s"),
    marked("its dates cannot be right, as in %(day)s; its items take the time they are seen at"),
    marked("its dates cannot be read: %(cause)s; its items take the time they are seen at"),
    marked("%(error)s (%(number)s times in a row)"),
    marked("%(why)s, made %(length)s after a failure (%(kind)s)"),
    marked("%(why)s, made %(length)s after %(number)s failures (%(kind)s)"),
    marked("%(length)s, as it brings about %(number)s a day, for it has just brought news"),
    marked("%(length)s, as it brings about %(number)s a day, for it has been idle longer than usual"),
    marked("%(length)s, as it brings about %(number)s a day, for its readings hold little that is known"),
    marked("%(length)s, as it brings about %(number)s a day"),
    marked("%(length)s, for nothing is known of it yet"),
    marked("%(length)s, for its hub pushes what is new"),
    marked("%(length)s, for nothing at all can be reached, as if our own network were down"),
    marked("%(length)s, for the source asked to be left alone"),
    marked("%(length)s, for the source asks not to be read in the hours before"),
    marked("%(length)s, to see whether it still holds nothing"),
    # Why a watch does not find an article (`alerts.watch.why_not`, `alerts.near_misses`).
    marked("it is switched off"),
    marked("it does not read the source %(name)s"),
    marked("it does not read the language %(name)s"),
    marked("%(clause)s found %(where)s, not in the title: «%(text)s»"),
    marked("%(clause)s found %(where)s, not in the body: «%(text)s»"),
    marked("%(clause)s only in another form: «%(text)s»; this watch has inflect = false"),
    marked("%(clause)s of its words %(listed)s was not found"),
    marked("%(clause)s only words that begin so: «%(text)s»; write %(word)s to find them"),
    marked("%(clause)s its name %(name)s only in other case: «%(text)s»"),
    marked("%(clause)s its name %(name)s only with other accents or signs: «%(text)s»"),
    marked("%(clause)s its name %(name)s only in another form: «%(text)s»"),
    marked("%(clause)s %(text)s counts only from ever to %(day)s"),
    marked("%(clause)s %(text)s counts only from %(day)s to now"),
    marked("%(clause)s %(text)s counts only from %(day)s to %(until)s"),
    marked("%(clause)s %(text)s counts only beside another of its names"),
    marked("%(clause)s %(text)s stands only within a longer name"),
    marked("%(clause)s nothing is known of it"),
    marked("%(clause)s it is %(listed)s"),
    marked("%(clause)s was not found"),
    marked("%(clause)s was found, which is excluded"),
    marked("%(clause)s only within a longer word: «%(text)s»"),
    marked("%(clause)s only in other case: «%(text)s»"),
    marked("%(clause)s only with other accents or signs: «%(text)s»"),
    marked("%(clause)s only in another form: «%(text)s»"),
    marked("%(clause)s all its words are there, but not in a row"),
)
#: Where words were found, as a part of a phrase.
WHERE = (marked("in the title"), marked("in the summary"), marked("in the text"), marked("in the body"))
_FILL = re.compile(r"%\((\w+)\)s")
#: A word of a sentence; one of a phrase, in which what is filled in is a NUL, that no such thing touches.
_WORD, _OWN_WORD = re.compile(r"\w+"), re.compile(r"(?<![\w\0])\w+(?![\w\0])")
#: What is filled in: all that is short, without what parts a sentence; else anything.
_SHORT = "[^,;]+?"
_FILLED = {
    "where": "|".join(WHERE),
    "language": r"[\w ]+?",
    "article": r"\d+",
    # A comma parts clauses, but for those in quotation marks.
    "clause": r'(?:"[^"]*"|(?!, )[^"])+?',
    # Sentences of one form can follow each other: this is not to reach into the next.
    "listed": r"(?:(?! was (?:not )?found| it is ).)+?",
    "found": r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""",
    "place": r".+?:\d+:\d+",
    "sign": r"[^\s\"]+",
    "example": r"\S+(?: (?:OR|>=) \S+| = .+)?",
    "limit": r"[\d,]+",
    "figure": r"[\d,.]+(?:e\+\d+)?",
    "called": _SHORT,
    "most": r"\S+",
    "options": r'"[^"]*"(?:(?:, | or )"[^"]*")+|\d+',
    "status": r"\d+(?: \(\w+\))?",
    "shares": "shares .+",
    "thing": "|".join(THINGS),
    "network": "|".join(NETWORKS),
    "page": r"https?://\S+",
    "role": "|".join(ROLES),
}
_FILLED |= dict.fromkeys(("number", "needed", "length", "more"), _SHORT)
# What is wrong and what to do about it are parted so: a name does not reach from the one into the other.
_FILLED |= dict.fromkeys(("name", "other", "value", "names", "url"), "(?:(?!; ).)+?")
#: What is filled in and is a sentence itself; one that others may have said, and is a quotation then; a word of ours.
_NESTED = ("rest", "why", "shares")
_CAUSES = ("cause", "error")
_WORDS = ("where", "thing", "network", "role")
#: How the last line of an error begins, but for spaces, that says what to do (`alerts.query_tree.QueryError`).
_HINT = "hint: "
#: Nobody writes more in one; strangers could.
_LONGEST = 1_000
#: A sentence among others has commas and semicolons of its own, but not many.
_MOST_MARKS = 10


def said(sentence: str) -> str:
    """Return a sentence in the language that is spoken; as it is where it is no phrase that is known."""
    if language() == "en" or len(sentence) > _LONGEST:
        return sentence
    return _sentence(sentence) or sentence


def said_or_quoted(text: str) -> Markup:
    """Return what became of something: in the language that is spoken, or as others said it, as a quotation."""
    told = _sentence(text) if len(text) <= _LONGEST else None
    if text and told is None:
        return Markup("<q>{}</q>").format(text)
    return escape(text if language() == "en" else told or "")


def said_wrong(error: str) -> str:
    """Return what is wrong with a query or settings, in lines as the error has them: what, where, and what to do."""
    what, *rest = error.split("\n")
    indent, is_hint, hint = rest[-1].partition(_HINT) if rest else ("", "", "")
    if is_hint and not indent.strip():
        rest[-1] = indent + _("hint: %(hint)s", hint=said(hint))
    return "\n".join([said(what), *rest])


def said_advice(advice: Advice) -> str:
    """Return what the writer of a query should know, and what to do."""
    return _("%(message)s; %(hint)s", message=said(advice.message), hint=said(advice.hint))


def said_language(name: str) -> str:
    """Return the name of a language, given in English, in the language that is spoken."""
    return name if language() == "en" else language_name(_codes().get(name, name))


def begun(text: str) -> str:
    """Return a text with its first letter large, and the others as they are: German has large ones within.

    >>> begun("in Ordnung")
    'In Ordnung'

    """
    return text[:1].upper() + text[1:]


def _sentence(sentence: str) -> str | None:
    """Return a sentence, or several in a row, in the language that is spoken; None where one is not known."""
    return _phrase(sentence) or _phrases(sentence, "; ") or _phrases(sentence, ", ") or _cured(sentence)


def _cured(sentence: str) -> str | None:
    """Return what others said of what is wrong, as a quotation, and what we say is to be done."""
    what, parted, cure = sentence.rpartition("; ")
    told = _sentence(cure) if parted else None
    return _joined("; ", _quoted(what), told) if told else None


def _quoted(words: str) -> str:
    return _("“%(words)s”", words=words)


def _phrase(sentence: str) -> str | None:
    index, words = _patterns(), {"", *_WORD.findall(sentence)}
    # Of hundreds of phrases few have their word in a sentence.
    for _rank, pattern, text in sorted(entry for word in words & index.keys() for entry in index[word]):
        if found := pattern.fullmatch(sentence):
            return looked_up(text) % {name: _part(name, value) for name, value in found.groupdict().items()}
    return None


def _phrases(sentence: str, mark: str) -> str | None:
    """Return sentences with a mark between them, each the shortest that is known; None where one is not."""
    told, parts = "", sentence.split(mark)
    while parts:
        ends = range(1, min(len(parts), _MOST_MARKS) + 1)
        known = ((end, one) for end in ends if (one := _between(mark.join(parts[:end]), mark)))
        end, one = next(known, (0, ""))
        if not end:
            return None
        told = _joined(mark, told, one) if told else one
        parts = parts[end:]
    return told


def _between(part: str, mark: str) -> str | None:
    return _phrase(part) or (_phrases(part, ", ") if mark != ", " and ", " in part else None)


def _joined(mark: str, one: str, other: str) -> str:
    return _("%(message)s; %(hint)s", message=one, hint=other) if mark == "; " else f"{one}{mark}{other}"


def _part(name: str, value: str) -> str:
    if name in _NESTED:
        return said(value)
    if name in _CAUSES:
        return _sentence(value) or _quoted(value)
    if name in _WORDS:
        return looked_up(value)
    return _VALUES[name](value) if name in _VALUES else value


def _either(parts: list[str]) -> str:
    return format_list(parts, style="or", locale=language())


def _all_of(parts: list[str]) -> str:
    return format_list(parts, locale=language())


def _count(value: str) -> str:
    number = value.replace(",", "")
    return format_decimal(number, locale=language()) if number.isdecimal() else value


#: What is filled in and written otherwise in each language.
_VALUES: Mapping[str, Callable[[str], str]] = {
    "language": said_language,
    "languages": lambda value: _all_of([said_language(one) for one in re.split(", | and ", value)]),
    "choices": lambda value: _either(value.split(" or ")),
    "options": lambda value: _either(re.split(", | or ", value)),
    "limit": _count,
    "most": _count,
    "number": with_points,
    "needed": with_points,
    "seconds": with_points,
}


@cache
def _patterns() -> Mapping[str, Sequence[tuple[int, re.Pattern[str], str]]]:
    """Return by a word that every sentence of a phrase has ('': none) its rank, what it looks like, and the phrase."""
    texts = [*SETTINGS_PHRASES, *READING_PHRASES, *DELIVERY_PHRASES, *PHRASES, *QUERY_PHRASES, *REFUSALS]
    # Those that begin with any name would take what others say plainer.
    texts.sort(key=lambda text: text.startswith(("%(name)", "%(value)", "%(rest)", "%(clause)")))
    index = defaultdict(list)
    for rank, text in enumerate(texts):
        entry = (rank, re.compile("".join(_pieces(text)), re.DOTALL), text)
        index[max(_OWN_WORD.findall(_FILL.sub("\0", text)), key=len, default="")].append(entry)
    return dict(index)


def _pieces(text: str) -> Iterator[str]:
    """Yield a pattern for a phrase, piece by piece."""
    for number, piece in enumerate(_FILL.split(text)):
        yield f"(?P<{piece}>{_FILLED.get(piece, '.+?')})" if number % 2 else re.escape(piece)


@cache
def _codes() -> dict[str, str]:
    """Return the codes of languages by their English names."""
    return {name: code for code, name in Locale("en").languages.items()}
