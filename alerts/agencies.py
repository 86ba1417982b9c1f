"""Find which news agency an article is credited to: in its authors, its first or its last words. Pure.

A text that only quotes an agency ("told Reuters") is no copy of it: what counts is where a credit stands and how it is
set, as in "BERLIN (dpa) -", "/TASS/", "(AFP)" in the end, "Quelle: dpa", "© ANSA". That of a picture is none.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

#: A dateline and a credit stand within so many characters of the beginning and of the end.
OPENING = 400
ENDING = 300
#: A credit is no longer, and so many words stand before it in a dateline.
_LONGEST = 60
_MOST_WORDS = 8
#: So many lines may stand below it.
_LINES_BELOW = 3
#: "Source:" in the languages of the press.
_SOURCE = (
    "Sources?|Quellen?|Fuentes?|Fontes?|Fonti|Źródł[oa]|Za|Zdroje?|Forrás|Surs[ae]|Izvori?|Vir|Джерел[оа]|Источник|"
    "Източник|Извор|Крыніца|Bron|Kilde|Källa|Lähde|Šaltinis|Avots|Allikas|Kaynak|Πηγή|Mit Material von|Avec|With|"
    "المصدر|מקור|来源|來源|出典|출처"
)
#: What stands before the name of an agency where it signs, and after it.
_BEFORE = (
    "by|via|from|of|reporting|material|information|staff|von|der|des|agenturmaterial|informationen|agentur|nachrichtenagentur|"
    "par|de|la|agence|por|agencia|agência|di|da|agenzia|redazione|redaktion|redakcja|agencja|door|agentura|agentúra|"
    "агентство|агентства|агенція|агенції|ИА|ІА"
)
_AFTER = "staff|news agency|haber ajansı|fim"
#: Between those who sign together.
_TOGETHER = "with|and|avec|et|mit|und|con|com|y|e|z|oraz|met|en|og|och|та|і|и"
#: A credit that begins so is that of a picture.
_PICTURE = re.compile(
    r"\W*(?:photo|foto|fot\.|bild|image|imagen|immagin|zdjęci|фото|світлин|снимк|valokuva|kuva|φωτο|video|صور|图|写真)",
    re.IGNORECASE,
)
_OPEN, _CLOSE = r"[(（【［\[]", r"[)）】］\]]"
#: What stands around an agency in its bracket, as in "(awp/sda)" and "(dpa/lby)", and where the text begins after it.
_BRACKET_BEFORE = re.compile(rf"{_OPEN}(?:\w{{2,4}}/)*$")
_BRACKETED = re.compile(rf"(?:[/,;-][^()\n]{{0,20}})?{_CLOSE}")
_DASHED = re.compile(r"\s?[.:]?\s?[–—-]")
_BARE_DASHED = re.compile(r"\s?[–—|]\s|\s-\s")
_AGAIN = re.compile(r"[.:]*[^\S\n]+\W*(\w)")
_BRACKET_FIRST = re.compile(rf"{_OPEN}([^()（）【】［］\n]{{2,30}}){_CLOSE}")
_BRACKET_LAST = re.compile(rf"{_OPEN}([^()（）【】［］]{{2,{_LONGEST}}}){_CLOSE}$")
#: Japanese and Chinese agencies stand within what looks like one word: 新华社北京3月3日电, 【東京共同】.
_SPACELESS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+")
#: What agencies write below their texts, and nobody else.
_SIGN_OFFS = {
    "Reuters": re.compile(r"\bReporting by\b[^\n]*\bediting by\b|Thomson\s?Reuters", re.IGNORECASE),
    "dpa": re.compile(r"\bdpa:\d{6}-\d"),
}
#: Below a text stand the initials of who wrote it, as in "jk/ mal/ ap/", and then the end.
_INITIALS = re.compile(r"(?:\s\w{2,4}/)+\s*$|(?<=\w)/fim\b|[\s.。]+$", re.IGNORECASE)
#: Small words within names of places.
_SMALL = frozenset(re.findall(r"\w+", "am an der del di do da la le les el im in on upon sur i y e und and et na nad"))


#: The same articles stand on page after page.
@lru_cache(maxsize=4_096)
def credit(authors: tuple[str, ...], opening: str, ending: str) -> str | None:
    """Return the agency that an article is credited to, or None.

    Arguments: its authors, and its first and last words: at least `OPENING` and `ENDING` characters where there are.
    """
    found = next(_signed(authors), None)
    opening, ending = opening[:OPENING].strip(), ending[-ENDING:]
    if found is None and _hint().search(opening):
        found = next(_begun(opening), None)
    if found is None and _hint().search(ending):
        found = next(_ended(ending), None)
    return found


def writers(authors: Iterable[str]) -> tuple[str, ...]:
    """Return those of an article's authors who are no agency.

    >>> writers(["Anna Berg", "Reuters"])
    ('Anna Berg',)

    """
    return tuple(one for one in authors if _named(one.strip()) is None)


def _signed(lines: Iterable[str]) -> Iterator[str]:
    """Yield the agencies that sign: «Le Figaro avec AFP», «Sabine Siebold (Reuters)», «mau/dpa»."""
    for line in lines:
        if not _PICTURE.match(line):
            for part in _between().split(line):
                if name := _named(part.strip(" \t\n.:'„“”«»\"")):
                    yield name


def _named(part: str) -> str | None:
    known = _by_form()
    found = known.get(part) or known.get(_around().sub("", part))
    whole = next((form for form in _whole_names() if part.endswith(f" {form}") and not _small(part)), None)
    return found or (known[whole] if whole else None)


def _small(text: str) -> list[str]:
    """Return the words that begin with a small letter and follow no figure, as a month may, but those of places."""
    words = re.findall(r"[\w’']+", text)
    small = [(last, word) for last, word in zip(["", *words], words, strict=False) if word[0].islower()]
    return [word for last, word in small if word not in _SMALL and not last.isdigit()]


def _begun(opening: str) -> Iterator[str]:
    """Yield the agencies in a dateline."""
    for found in _any_form().finditer(opening):
        if _in_dateline(opening[: found.start()].rpartition("\n")[2], found[0], opening[found.end() :]):
            yield _by_form()[found[0]]
    first = _BRACKET_FIRST.match(opening)
    words = [] if first is None or _PICTURE.match(first[1]) else re.split(r"[=＝\s　]+", first[1])
    yield from _signed(words)
    for form in _spaceless():
        if (words[-1:] and words[-1].endswith(form)) or _wired(form, opening):
            yield _by_form()[form]


def _wired(form: str, opening: str) -> bool:
    """Tell whether a Chinese text begins as one that came by wire: 新华社北京3月3日电."""
    return re.match(rf"{form}[^\n，。]{{0,15}}[电電]", opening) is not None


def _in_dateline(before: str, form: str, after: str) -> bool:
    """Tell whether an agency stands in a dateline, given what stands before it on its line, and after it.

    As in "BERLIN (dpa/lby) -", "Berlin (AFP) Der", "/TASS/", "BERLIN dpa |", "МОСКВА, 3 мар — РИА Новости."
    """
    opened, closed = _BRACKET_BEFORE.search(before), _BRACKETED.match(after)
    if opened and closed:
        rest, place = after[closed.end() :], before[: opened.start()]
        if _DASHED.match(rest):
            return not _spells(place, form)
        again = _AGAIN.match(rest)
        return _is_dateline(place) and not _spells(place, form) and bool(again and not again[1].islower())
    if re.search(r"(?:^|\s)/$", before):
        return re.match(r"/(?!\w)", after) is not None
    if _BARE_DASHED.match(after):
        return _is_dateline(before)
    # "Київ. 3 березня. УНН." has a day.
    return bool(re.search(r"\d.*[.–—-]\s?$", before)) and _is_dateline(before)


def _is_dateline(before: str) -> bool:
    """Tell whether there is a place, and perhaps a day, and nothing else."""
    return 0 < len(re.findall(r"\w+", before)) <= _MOST_WORDS and not _small(before)


def _spells(before: str, form: str) -> bool:
    """Tell whether an abbreviation is that of the words before it, as in "the Space Development Agency (SDA)"."""
    words = re.findall(r"[^\W\d_]+", before)[-len(form) :]
    return "".join(word[0] for word in words).casefold() == form.casefold()


def _ended(ending: str) -> Iterator[str]:
    """Yield the agencies in the end: "(AFP)", "Quelle: ntv.de, mau/dpa", "© ANSA", "pap/"."""
    yield from (name for name, sign in _SIGN_OFFS.items() if sign.search(ending))
    text = re.sub(r"\bfot\.", "fot:", ending, flags=re.IGNORECASE)
    while (bare := _INITIALS.sub("", text)) != text:
        text = bare
    *above, final = text.split("\n")
    last = _BRACKET_LAST.search(final)
    # Below the credit there may stand what the site says of itself.
    for line in (final, *above[: -_LINES_BELOW - 1 : -1]):
        bracket = _BRACKET_LAST.search(line.rstrip(" .。"))
        if bracket and not _spells(line[: bracket.start()], bracket[1]):
            yield from _signed(_byline(bracket[1]))
    for source in reversed(_source().findall(text)):
        yield from _signed([source])
        if named := _any_form().match(source):
            yield _by_form()[named[0]]
    for owned in _owned().finditer(text):
        if not _PICTURE.search(re.split(r"\n|[.!?]\s", text[: owned.start()])[-1]):
            yield _by_form()[owned[1]]
    line = re.split(r"[.!?…»”\"]\s+", final)[-1]
    yield from _signed(_byline(re.sub(r"^[–—-]+\s*", "", line)) if last is None else ())


def _byline(line: str) -> list[str]:
    """Return a line that names who wrote a text; nothing if it is a sentence, as in "he was heard by Reuters, AFP"."""
    parts = [part.strip() for part in _between().split(line)]
    told = [part for part in parts if part.count(" ") and _small(part) and not _named(part)]
    return [] if len(line) > _LONGEST or any(not _around().match(part) for part in told) else [line]


@cache
def agencies() -> dict[str, dict[str, Any]]:
    """Return the agencies by name: how they sign (`signs`), and their own `sites`."""
    return tomllib.loads((Path(__file__).parent / "agencies.toml").read_text(encoding="utf-8"))


def of_site(domain: str) -> str | None:
    """Return the agency whose own site has this registered domain, or None."""
    return _by_site().get(domain)


@cache
def _by_site() -> dict[str, str]:
    return {site: name for name, agency in agencies().items() for site in agency.get("sites", ())}


@cache
def _by_form() -> dict[str, str]:
    return {form: name for name, agency in agencies().items() for form in agency["signs"]}


@cache
def _spaceless() -> tuple[str, ...]:
    return tuple(filter(_SPACELESS.fullmatch, _by_form()))


@cache
def _whole_names() -> tuple[str, ...]:
    return tuple(form for form in _by_form() if form.count(" ") and form.isascii())


def _forms() -> str:
    return "|".join(re.escape(form) for form in sorted(_by_form(), key=len, reverse=True))


@cache
def _hint() -> re.Pattern[str]:
    """The first letters of any form: few texts have them, and the others are done with much sooner.

    Not within a word, as in Thursday: before them stands no letter but the last of "Copyright", or one of a script
    without spaces.
    """
    begins = "|".join(sorted({re.escape(form[:3]) for form in _by_form()}))
    return re.compile(rf"(?<![^\W\dt\u3040-\u9fff])(?:{begins})|Reporting by|Thomson")


@cache
def _any_form() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_forms()})(?!\w)")


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf"[,;/|&+·=()（）\[\]、]|\s[–—-]\s|\.\s|\b(?:{_TOGETHER})\b", re.IGNORECASE)


@cache
def _around() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{_BEFORE})\s+|(?:l|d|dell)[’'])+|\s+(?:{_AFTER})$", re.IGNORECASE)


@cache
def _source() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s(（])(?:{_SOURCE})\s?[:：]\s*([^\n]{{2,{_LONGEST}}})")


@cache
def _owned() -> re.Pattern[str]:
    return re.compile(rf"(?:©|\(c\)|Copyright)\s*(?:\d{{4}}\s*)?(?:The\s)?({_forms()})(?!\w)")
