"""What organisations say of themselves below each of their press releases: «About Example Systems». Pure.

It names what they make and where they are whatever the news is, and would have watches for that ring each time.
"""

import re

#: Only below an article, and no longer than this.
_MOST_LINES, _LONGEST = 10, 4_000
_LONGEST_HEADING = 90
#: A heading that names somebody, or such words before what is said of them in the same line.
_ABOUT = re.compile(
    r"\W{0,3}(?:(?i:about|über|zu[mr]?|à propos d(?:e|u|es)|acerca de|sobre|informazioni su|over|om|про|о)\s"
    r"|(?i:à propos d|informazioni sull)['’])\s?(?:(?:the|die|der|das|den|la|le|les|el|il|de|het)\s|l['’])?"
    r"(?P<name>[A-ZÀ-ÞА-ЯЄІЇҐ0-9][^:.!?\n]{1,70}?)\s*(?:[:–]\s+(?P<said>.+))?\Z",
    re.DOTALL,
)
_FORWARD_LOOKING = re.compile(
    r"\W*(?:(?:cautionary|safe harbou?r)\b.{0,60})?forward[- ]looking statements?\W*", re.IGNORECASE
)
#: What is said of companies, agencies and institutes, and hardly of what is in the news.
_OF_FIRMS = re.compile(
    r"\b(?:headquarter|employ|founded in|company|compan|corporation|group\b|plc\b|gmbh\b|s\.?p\.?a\b|inc\b|ltd\b|llc\b"
    r"|nyse\b|nasdaq|euronext|stock exchange|listed|turnover|revenue|annual sales|provider of|leading|think[ -]tank"
    r"|non-?profit|mitarbeite|konzern|unternehmen|hauptsitz|umsatz|führend|entreprise|collaborateurs|leader|siège"
    r"|chiffre d['’]affaires|empresa|emplead|compañía|líder|azienda|dipendenti|società|företag|anställda|koncern"
    r"|bedrijf|werknemers|spółk|pracownik|компани|сотрудник|співробітник|www\.)",
    re.IGNORECASE,
)


def without_boilerplate(lines: list[str]) -> list[str]:
    """Return lines without those at their end in which somebody says who they are.

    >>> without_boilerplate(["News.", "More.", "About Acme", "Acme is a leading maker of rockets."])
    ['News.', 'More.']
    >>> without_boilerplate(["News.", "More.", "About Ukraine", "Ukraine will get ten more."])
    ['News.', 'More.', 'About Ukraine', 'Ukraine will get ten more.']

    """
    first = max(len(lines) // 2, len(lines) - _MOST_LINES, 1)
    end = next((at for at in range(first, len(lines)) if _begins(lines, at)), None)
    if end is None:
        return lines
    # «# # #» ends a release.
    while end > first and not any(map(str.isalnum, lines[end - 1])):
        end -= 1
    return lines[:end]


def _begins(lines: list[str], at: int) -> bool:
    if _FORWARD_LOOKING.fullmatch(lines[at]):
        return True
    found = _ABOUT.match(lines[at]) if len(lines[at]) <= _LONGEST else None
    if found is None or (found["said"] is None and len(lines[at]) > _LONGEST_HEADING):
        return False
    said = "\n".join([found["said"] or "", *lines[at + 1 :]]).strip()
    is_again = found["name"].split()[0].casefold() in said[:100].casefold()
    return is_again and len(said) <= _LONGEST and _OF_FIRMS.search(said) is not None
