"""Tell by its headline what gathers news of many stories: a daily briefing, a live blog, a review of the press. Pure.

What such a page tells stands in few words beside much else. So it is like the first article of any of them, and the
first article of one is like it: neither may keep an alert of the other back.
"""

import re
from functools import lru_cache

#: As they stand in headlines, in small letters: live blogs, briefings and reviews of the press, by language.
_FORMS = {
    "en": r"""
        live (?:updates?|blog|coverage|report(?:ing)?|news)
        \blive\s?[:|–—]
        as it happened
        (?:war|morning|evening|daily|news|weekend|week(?:ly)?) (?:briefing|round-?up|digest|wrap|summary)
        news in brief
        at a glance
        key (?:events|developments)
        what (?:we know )?(?:on|happened on) day
        papers say
        press review
        (?:top|latest) (?:stories|headlines|news)
        stories to (?:read|start)
        things to know
    """,
    "de": r"""
        live-?(?:blog|ticker)
        news-?(?:blog|ticker)
        presse(?:schau|stimmen|spiegel)
        im überblick
        lage am (?:morgen|abend)
        nachrichten (?:des tages|in kürze|am (?:morgen|abend))
        das wichtigste
        tageszusammenfassung
    """,
    "fr": r"""
        revue de presse
        l[’']essentiel (?:de|du)
        ce qu[’']il faut retenir
        le point sur la situation
        à la une ce
        journal du (?:matin|soir)
        titres (?:du|de ce) (?:jour|matin|soir)
    """,
    "es": r"""
        última hora en (?:directo|vivo)
        minuto a minuto
        revista de prensa
        resumen (?:del día|de la semana)
        claves del día
        titulares (?:del|de la|de hoy)
    """,
    "it": r"""
        rassegna stampa
        notizie (?:del|di questa|per cominciare)
        notizie in breve
        ^in breve\s*[:|–—]
        il punto sulla (?:guerra|situazione)
    """,
    "pt": r"""
        minuto a minuto
        revista de imprensa
        resumo do dia
        notícias do dia
    """,
    "nl": r"""
        liveblog
        nieuwsoverzicht
        persoverzicht
        in het kort
        het belangrijkste nieuws
    """,
    "pl": r"""
        relacja (?:live|na żywo)
        przegląd (?:prasy|dnia|tygodnia|wydarzeń)
        poranny przegląd
        prasówka
        najważniejsze (?:wydarzenia|informacje)
        w skrócie
        podsumowanie (?:dnia|tygodnia|nocy)
    """,
    "cs": r"""
        on-?line přenos
        přehled (?:tisku|zpráv|dne|událostí)
        souhrn (?:dne|zpráv)
    """,
    "uk": r"""
        головне за
        (?::|\.|—|–)\s*головне
        онлайн-?(?:хроніка|трансляція)
        дайджест
        огляд преси
        підсумки (?:дня|доби|тижня)
        хроніка (?:дня|подій|війни)
    """,
    "ru": r"""
        главное за
        (?::|\.|—|–)\s*главное
        онлайн-?(?:хроника|трансляция)
        прямая трансляция
        дайджест
        обзор (?:прессы|дня)
        итоги (?:дня|недели)
        хроника (?:дня|событий|войны)
    """,
    "tr": r"""
        canl[ıi] (?:anlat[ıi]m|blog)
        dakika dakika
        günün (?:özeti|haberleri|gelişmeleri)
        basın özeti
    """,
    "ar": r"""
        (?:بث|تغطية) مباشرة?
        لحظة بلحظة
        موجز
        أبرز (?:أحداث|أنباء|عناوين|التطورات)
        جولة الصحافة
        الصحافة اليوم
    """,
    "zh": r"""
        图文直播
        [:：|｜]\s*直播
        直播$
        (?:^|【)[早晚]报\s*[】:：|｜丨]
        每日简报
        要闻(?:速览|汇总|回顾)
        一周回顾
        新闻汇总
    """,
}
#: What a broadcast is as well: it says that the page is live where it is set off from the rest.
_BROADCAST = r"(?:en direct|en vivo|en directo|(?:in|la) diretta|ao vivo|na żywo|živě|наживо)"
_SET_OFF = r"(?:\s*[:：|•·–—]|\s+-\s)"
_LIVE = (
    rf"^(?:live|diretta|canl[ıi]|онлайн|مباشر|直播){_SET_OFF}"
    rf"|\b{_BROADCAST}{_SET_OFF}|(?:^|[,:|•·–—]\s*){_BROADCAST}(?:\s*,|$)"
)
_MANY = r"(?<![\d.,])\d(?:[.,\u00a0\u202f]?\d){2,}(?!\d)"
_BEGINS = r"(?:^|[:,;.!?|•·–—(\[«“\"]\s*|\s-\s)"
#: «Day 1,234» of what goes on, as a headline has it: in figures, which are many by then. Nothing stands before the day,
#: for «in one day 1,234 …» counts something else; nor does a figure without a sign of order where it may count days.
_COUNTED_DAY = {
    "en": rf"(?:{_BEGINS}|\bon\s)day\s{_MANY}",
    "de": rf"{_BEGINS}tag\s{_MANY}|{_MANY}\.\stag\b",
    "fr": rf"{_BEGINS}jour\s{_MANY}|{_MANY}\s?(?:e|è?me)\sjour\b",
    "es": rf"{_BEGINS}día\s{_MANY}",
    "it": rf"{_BEGINS}giorno\s{_MANY}",
    "pt": rf"{_BEGINS}dia\s{_MANY}",
    "nl": rf"{_BEGINS}dag\s{_MANY}|{_MANY}e\sdag\b",
    "pl": rf"{_BEGINS}dzień\s{_MANY}|{_MANY}\.?\sdzień\b",
    "cs": rf"{_BEGINS}den\s{_MANY}|{_MANY}\.\sden\b",
    "uk": rf"{_BEGINS}(?:день|доба)\s{_MANY}|{_MANY}(?:-?(?:ий|[йаія])|(?<!1))\s(?:день|доба)\b",
    "ru": rf"{_BEGINS}день\s{_MANY}|{_MANY}(?:-?(?:ый|й)|(?<!1))\sдень\b",
    "tr": rf"{_BEGINS}gün\s{_MANY}|{_MANY}(?:\.|[’']?[ıiuü]nc[ıiuü])\sgün",
    "ar": r"اليوم\sالـ?\s?\d{3,}",
    "zh": r"第\d{3,}[天日]",
}


@lru_cache(maxsize=10_000)
def is_roundup(title: str, language: str) -> bool:
    """Tell whether a headline is that of a page which gathers news of many stories.

    >>> is_roundup("War in Ukraine: key events on day 1,460", "en"), is_roundup("Day 3 of talks in Geneva", "en")
    (True, False)

    """
    return bool(_pattern(language).search(title.casefold()))


def without_counted_day(title: str, language: str) -> str:
    """Return a headline, in small letters, without the «day 1,234» in it."""
    counted = _COUNTED_DAY.get(language)
    return _days(counted).sub(" ", title.casefold()) if counted else title


@lru_cache(maxsize=64)
def _days(counted: str) -> re.Pattern[str]:
    return re.compile(counted)


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str]:
    own = [line.strip() for line in _FORMS.get(language, "").splitlines()]
    return re.compile("|".join(filter(None, [_LIVE, _COUNTED_DAY.get(language, ""), *own])))
