"""Tell by its headline what gathers news of many stories: a daily briefing, a live blog, a review of the press. Pure.

What such a page tells stands in few words beside much else. So it is like the first article of any of them, and the
first article of one is like it: neither may keep an alert of the other back.
"""

import re
from functools import lru_cache

#: Live blogs, briefings and reviews of the press, by language, as they stand in headlines that are case folded (a Greek
#: ς is σ then).
_FORMS = {
    "en": r"""
        ^(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:morning |evening )?brief(?:ing)?\s*(?:[:|–—-]|$)
        ^(?:today|this week|the week|the day) in [^:|]{2,40}[:|–—]
        \bweek in review
        (?:^|[:|–—]\s*)(?:in brief|briefs|recap)\b\s*(?:[:|–—]|$)
        \b(?:morning|evening|daily) (?:brief|headlines|newsletter|update)\b
        newspaper headlines
        \bthe papers\s*:
        \b(?:war|crisis|conflict) latest\s*[:|–—-]
        what happened (?:today|overnight|this week)
        minute by minute|rolling coverage|latest updates
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
        das war (?:der tag|die (?:woche|nacht))
        so war der tag
        nachrichten(?:überblick|übersicht)
        kurz(?:meldungen|nachrichten)
        meldungen (?:des tages|vom tage?)
        themen des tages
        (?:tages|wochen)(?:rückblick|überblick|übersicht|vorschau)|wochenschau
        morgen-?briefing|abend-?update
        was (?:heute|morgen|in der nacht) wichtig (?:war|ist|wird)
        (?:ukraine|kriegs|nahost)-?(?:ticker|blog)\b
        ^ticker\b|\bticker\s*[:|]
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
        ^direct\s*[.,|:–—-]
        ^(?:la )?matinale\b\s*[|:–—]
        ce qu[’']il s[’']est passé (?:ce|cette|hier|aujourd|dans la nuit)
        les (?:faits marquants|événements du jour|infos? (?:du jour|à retenir))
        le récap
        résumé (?:de la (?:journée|nuit|semaine)|du (?:jour|week-end))
        (?:^|[|:–—]\s*)en bref\s*(?:[|:–—]|$)
        revue de la presse
        minute par minute
        revue de presse
        l[’']essentiel (?:de|du)
        ce qu[’']il faut retenir
        le point sur la situation
        à la une ce
        journal du (?:matin|soir)
        titres (?:du|de ce) (?:jour|matin|soir)
    """,
    "es": r"""
        ^(?:en )?directo\s*[|:.,–—-]
        última hora de la guerra
        (?:las )?noticias (?:del día|de hoy|más importantes)
        las portadas|portadas de (?:hoy|los periódicos)
        (?:^|[|:–—]\s*)en breve\s*(?:[|:–—]|$)
        lo más (?:importante|destacado) del día
        qué ha pasado hoy
        última hora en (?:directo|vivo)
        minuto a minuto
        revista de prensa
        resumen (?:del día|de la semana)
        claves del día
        titulares (?:del|de la|de hoy)
    """,
    "it": r"""
        (?:le )?notizie di oggi
        le prime pagine
        minuto per minuto
        (?:riassunto|sintesi) (?:del giorno|della (?:giornata|settimana))
        rassegna stampa
        notizie (?:del|di questa|per cominciare)
        notizie in breve
        ^in breve\s*[:|–—]
        il punto sulla (?:guerra|situazione)
    """,
    "pt": r"""
        (?:as )?notícias (?:da manhã|da semana|de hoje)
        primeiras páginas|capas d[oe]s? jorna
        resumo da (?:semana|noite|manhã)
        minuto a minuto
        revista de imprensa
        resumo do dia
        notícias do dia
    """,
    "nl": r"""
        (?:dag|week)overzicht
        het nieuws van (?:vandaag|gisteren|de dag|deze week)
        ^live\s*[:|]
        minuut tot minuut
        liveblog
        nieuwsoverzicht
        persoverzicht
        in het kort
        het belangrijkste nieuws
    """,
    "pl": r"""
        podsumowanie (?:doby|weekendu)
        najważniejsze (?:wiadomości|wieści)
        skrót (?:dnia|wydarzeń|informacji)
        przegląd mediów
        minuta po minucie
        relacja (?:live|na żywo)
        przegląd (?:prasy|dnia|tygodnia|wydarzeń)
        poranny przegląd
        prasówka
        najważniejsze (?:wydarzenia|informacje)
        w skrócie
        podsumowanie (?:dnia|tygodnia|nocy)
    """,
    "cs": r"""
        shrnutí (?:dne|týdne|událostí)
        ranní (?:přehled|briefing)
        minutu po minutě
        ^online\s*[:|]
        on-?line přenos
        přehled (?:tisku|zpráv|dne|událostí)
        souhrn (?:dne|zpráv)
        v kostce
        ve zkratce
    """,
    "uk": r"""
        головні (?:новини|події) (?:дня|доби|тижня|за|на|ранку)
        новини (?:за добу|дня\b|до ранку)
        (?:текстова|пряма) трансляція
        (?:ранкове|вечірнє|оперативне) зведення
        ранковий (?:дайджест|огляд)
        що (?:сталося|відбулося) (?:за (?:добу|ніч|день)|вночі)
        ^наживо\s*[:.|]
        головне за
        (?::|\.|—|–)\s*головне
        онлайн-?(?:хроніка|трансляція)
        дайджест
        огляд преси
        підсумки (?:дня|доби|тижня)
        хроніка (?:дня|подій|війни)
    """,
    "ru": r"""
        главные (?:новости|события) (?:дня|недели|за|к утру|часа)
        новости (?:за сутки|дня\b|к утру)
        текстовая трансляция
        (?:утренняя|вечерняя|оперативная) сводка
        утренний (?:дайджест|обзор)
        что (?:произошло|случилось) (?:за (?:сутки|ночь|день)|ночью)
        коротко о главном
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
        günün (?:manşetleri|öne çıkan)
        gazete manşetleri
        haftanın özeti
        haber bülteni
        canl[ıi] (?:anlat[ıi]m|blog)
        dakika dakika
        günün (?:özeti|haberleri|gelişmeleri)
        basın özeti
    """,
    "ar": r"""
        تغطية مستمرة
        حصاد (?:اليوم|الأسبوع)
        ^أهم (?:الأخبار|الأنباء)
        عناوين الصحف
        (?:بث|تغطية) مباشرة?
        لحظة بلحظة
        موجز
        أبرز (?:أحداث|أنباء|عناوين|التطورات)
        جولة الصحافة
        الصحافة اليوم
    """,
    "sk": r"""
        on-?line prenos
        prehľad (?:dňa|správ|tlače|udalostí)
        súhrn (?:dňa|udalostí|správ|týždňa)
        minút[au] po minúte
    """,
    "ja": r"""
        (?:ライブ|live)(?:更新|ブログ|中継)?\s*[:：|｜]
        【(?:随時更新|ライブ|タイムライン|まとめ)】
        \d{1,2}日の(?:動き|出来事|まとめ)
        (?:今日|きょう|今週)の(?:ニュース|主な|まとめ)
        ニュース(?:まとめ|ダイジェスト)
    """,
    "ko": r"""
        오늘의 (?:주요|뉴스)
        (?:아침|조간|석간|모닝) 브리핑
        주요 ?뉴스
        뉴스 (?:브리핑|다이제스트)
    """,
    "el": r"""
        λεπτό προσ λεπτό
        επισκόπηση τύπου
        πρωτοσέλιδα
        όλεσ οι εξελίξεισ
    """,
    "ro": r"""
        live ?text
        revista presei
        știrile (?:zilei|dimineții|săptămânii)
        rezumatul (?:zilei|săptămânii)
    """,
    "hu": r"""
        percről percre
        (?:lap|sajtó)szemle
        hírösszefoglaló|napi összefoglaló
    """,
    "sv": r"""
        live(?:rapport|blogg)|direktrapport
        nyheter i korthet
        detta har hänt
        minut för minut
    """,
    "da": r"""
        live ?blog
        (?:avis|presse|nyheds)overblik
        minut for minut
        dagens (?:nyheder|overblik)
    """,
    "fi": r"""
        hetki hetkeltä
        lehtikatsaus
        päivän (?:uutiset|tärkeimmät)
    """,
    "bg": r"""
        преглед на (?:печата|деня|седмицата)
        минута по минута
        на живо\s*[:|–—]
    """,
    "hr": r"""
        iz minute u minut[ou]
        uživo\s*[:|–—]
        pregled (?:dana|tiska|tjedna)
        najvažnije vijesti
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
_BROADCAST = r"(?:en direct|en vivo|en directo|(?:in|la) diretta|ao vivo|em direto|na żywo|živě|наживо)"
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
