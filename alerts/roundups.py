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
        (?:^|\W)en direct
        revue de presse
        l[’']essentiel (?:de|du)
        ce qu[’']il faut retenir
        le point sur la situation
        à la une ce
        journal du (?:matin|soir)
        titres (?:du|de ce) (?:jour|matin|soir)
    """,
    "es": r"""
        en directo
        en vivo
        minuto a minuto
        revista de prensa
        resumen (?:del día|de la semana)
        claves del día
        titulares (?:del|de la|de hoy)
    """,
    "it": r"""
        \b(?:in|la) diretta\b
        rassegna stampa
        notizie (?:del|di questa|per cominciare)
        in breve
        il punto (?:sulla|di)
    """,
    "pt": r"""
        ao vivo
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
        na żywo
        relacja live
        przegląd (?:prasy|dnia|tygodnia|wydarzeń)
        poranny przegląd
        prasówka
        najważniejsze (?:wydarzenia|informacje)
        w skrócie
        podsumowanie (?:dnia|tygodnia|nocy)
    """,
    "cs": r"""
        on-?line přenos
        živě
        přehled (?:tisku|zpráv|dne|událostí)
        souhrn (?:dne|zpráv)
    """,
    "uk": r"""
        головне за
        (?::|\.|—|–)\s*головне
        онлайн-?(?:хроніка|трансляція)
        наживо
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
        早报
        晚报
        每日简报
        要闻(?:速览|汇总|回顾)
        一周回顾
        新闻汇总
    """,
}
_LIVE = (
    r"^(?:live|en direct|en vivo|en directo|diretta|canl[ıi]|na żywo|наживо|онлайн|مباشر|直播)"
    r"(?:\s*[:：|•·–—]|\s+-)"
)
#: «Day 1,234» of what goes on, as a headline has it: in figures, which are many by then.
_COUNTED_DAY = (
    r"\b(?:day|jour|tag|день|доба|dzień|día|dia|giorno|dag|den)\s+\d[\d.,\u00a0\u202f]{2,}"
    r"|\b\d{3,}\s*(?:-?[йіея]+)?\.?\s+(?:день|доба|dzień|den|gün\w*)\b|第\d{3,}[天日]|(?:اليوم|يوم)\s+(?:ال)?\d{3,}"
)


@lru_cache(maxsize=10_000)
def is_roundup(title: str, language: str) -> bool:
    """Tell whether a headline is that of a page which gathers news of many stories.

    >>> is_roundup("War in Ukraine: key events on day 1,460", "en"), is_roundup("Day 3 of talks in Geneva", "en")
    (True, False)

    """
    return bool(_pattern(language).search(title.casefold()))


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str]:
    own = [line.strip() for line in _FORMS.get(language, "").splitlines()]
    return re.compile("|".join([_LIVE, _COUNTED_DAY, *filter(None, own)]))
