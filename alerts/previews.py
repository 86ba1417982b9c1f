"""Tell by its headline what only announces news: a meeting tomorrow, a visit to come. Pure.

A preview and the report of the same meeting name the same people, places and things, and are two pieces of news: who
was told that ministers will meet has not heard what they agreed upon.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from alerts.likeness import View
from store.window import Member

#: What was announced for tomorrow may have come about so long afterwards.
COMES_ABOUT = timedelta(hours=6)

#: What people of the news do on a day that was fixed before.
_PLANNED = r"(?:meet|visit|host|hold|attend|sign|discuss|address|press|urge|unveil|receive|travel|vote)\b"
#: As they stand in headlines: words for tomorrow, and of what was fixed before the form that says it is to come.
#: Hindi is left out: it has one word for tomorrow and yesterday.
_FORMS = {
    "en": rf"\btomorrow\b|\b(?:will|(?<!failed )(?<!fails )(?<!refused )(?<!refuses )to) {_PLANNED}",
    "de": r"(?<!heute )(?<!gestern )\bmorgen\b",
    "nl": r"(?<!goede )\bmorgen\b",
    "sv": r"\bi ?morgon\b",
    "da": r"\bi morgen\b",
    "no": r"\bi morgen\b",
    "nb": r"\bi morgen\b",
    "fi": r"\bhuomenna\b",
    "fr": r"\bdemain\b|\b(?:va|vont|doit|doivent) (?:rencontrer|recevoir|signer|accueillir|se (?:rendre|réunir))\b",
    "es": r"(?<!esta )(?<!la )(?<!una )\bmañana\b|\b(?:reunir|visitar|viajar|firmar|recibir|asistir)án?\b",
    "it": r"\bdomani\b|\b(?:incontrer|visiter|firmer|ricever)(?:à|anno)\b",
    "pt": r"\bamanhã\b|\b(?:reunir|visitar|viajar|assinar|receber)(?:á|ão)\b",
    "ro": r"\bm[âa]ine\b",
    "pl": r"\bjutro\b|\b(?:spotka(?:ją)? się|odwiedz(?:i|ą)|podpisz(?:e|ą)|omówią?)\b",
    "cs": r"\bzítra\b",
    "sk": r"\bzajtra\b",
    "hr": r"\bsutra\b",
    "hu": r"\bholnap\b",
    "el": r"\bαύριο\b",
    "bg": r"\bутре\b",
    "sr": r"\b(?:сутра|sutra)\b",
    "uk": r"\bзавтра\b|\b(?:зустрін[еу]ться|відвіда(?:є|ють)|обговор[ия]ть|підпиш(?:е|уть)|прибуде)\b",
    "ru": r"\bзавтра\b|\b(?:встрет[ия]тся|посет[ия]т|обсуд[ия]т|подпиш[еу]т|прибуд[еу]т)\b",
    "tr": r"\byarın\b|[ae]c[ae]k(?:l[ae]r)?$",
    "ar": r"\bغد(?:ا|ًا|اً)\b|\bس[يت](?:لتقي|زور|جتمع|بحث|وقع|ستقبل)",
    "fa": r"\bفردا\b",
    "he": r"\bמחר\b",
    "ja": r"明日|(?:へ|予定|方針)$",
    "zh": r"明[天日]|[将將](?:于|於|在|访|訪|会见|會見|举行|舉行|赴|出席|签署|簽署)",
    "ko": r"내일|예정$",
}


def only_announced(view: View, members: Sequence[Member]) -> bool:
    """Tell whether all of a story, at least one, announce what an article, coming later, may tell has come about."""
    if announces(view.title, view.vector.language):
        return False
    return all(m.at + COMES_ABOUT <= view.at and announces(m.title, m.vector.language) for m in members)


@lru_cache(maxsize=10_000)
def announces(title: str, language: str) -> bool:
    """Tell whether a headline is that of news to come.

    >>> announces("Fidan yarın Rubio ile görüşecek", "tr"), announces("Rubio ve Fidan görüştü", "tr")
    (True, False)

    """
    pattern = _pattern(language)
    return pattern is not None and bool(pattern.search(title.rstrip(" .!?…\"'’”»")))


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str] | None:
    # In German a capital letter makes tomorrow the morning.
    flags = re.NOFLAG if language == "de" else re.IGNORECASE
    return re.compile(_FORMS[language], flags) if language in _FORMS else None
