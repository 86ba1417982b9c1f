"""How often a page was read, shared or spoken of, and how long ago, which sites write beside their articles. Pure.

Such a figure is another at each reading: it would make a new version of the article each time, and of a source that
brings nothing any more one that lives.
"""

import re

#: What is counted, by language; words that may be counted in news are none but in such company («12 comments»).
_COUNTED = r"""
    (?:page\s?)?views?|reads?|readers?|hits|shares?|comments?|likes?|reactions?|repl(?:y|ies)|downloads?
    |vues?|lectures?|consultations?|partages?|commentaires?|réactions?
    |aufrufe?|zugriffe|(?:mal\s)?gelesen|(?:mal\s)?angesehen|kommentare?|leser|weergaven|(?:keer\s)?gelezen|reacties?
    |visitas?|vistas?|visualizaciones|lecturas?|comentarios?|compartidos?|visualizações|leituras?|comentários?
    |visualizzazioni|letture|visite|commenti|condivisioni|visualizări|vizualizări|citiri|comentarii
    |wyświetle(?:ń|nia|nie)|odsłon[ya]?|komentarz[ey]?|komentarzy|zobrazení|zhlédnutí|přečteno|komentář[ůe]?|prečítané
    |pregleda|komentara|megtekintés|olvasás|hozzászólás|visningar|kommentarer|visninger|katselukertaa|kommenttia
    |προβολές|σχόλια|просмотр(?:ов|а|ы)?|прочтени[йея]|комментари(?:ев|й|я|и)|прегледа|коментара
    |перегляд(?:ів|и|у)?|коментар(?:ів|і|ь)?|преглед(?:а|и|ания)?|görüntülen?me|okunma|okundu|yorum
    |مشاهدات?|مشاهدة|قراءات?|قراءة|تعليقات?|تعليق|بازدید|صفيات|צפיות|תגובות
    |(?:次|人)?(?:阅读|浏览|閱讀|瀏覽|播放|评论|評論|点击|點擊)(?:量|数|數|次数)?|閲覧(?:数)?|コメント|조회(?:수)?|댓글
"""
_FIGURE = r"\d++(?:[\s.,'’\u00a0\u202f]\d{3}\b)*+(?:[.,]\d++)?\s?(?:k|m|mio\.?|tys\.?|тыс\.?|тис\.?|bin|[万萬千만천])?"
#: How long ago something was, as sites write it instead of when: that is another time at each reading.
_AGO = r"""
    (?:(?:posted|published|updated|added)[:\ ]+)?\d++\ (?:sec(?:ond)?|min(?:ute)?|hour|day|week)s?\ ago
    |vor\ \d++\ (?:sekunde|minute|stunde|tage|woche)n?|il\ y\ a\ \d++\ (?:minute|heure|jour)s?
    |(?:hace|há)\ \d++\ (?:minuto|hora|d[íi]a)s?|\d++\ (?:minuti|ore|giorni)\ fa
    |\d++\ (?:minut[yę]?|godzin[yę]?|dni)\ temu|\d++\ (?:минут[уы]?|час(?:ов|а)?|дн(?:я|ей)|день)\ назад
    |\d++\ (?:хвилин[уи]?|годин[уи]?|дн[ія]в?)\ тому|\d++\ (?:dakika|saat|gün)\ önce
    |\d++\ ?(?:分钟|小时|天|分鐘|小時|分|時間|日)前|\d++\ ?(?:분|시간|일)\ ?전
"""
_COUNTER = rf"""
    (?:{_FIGURE}\s?(?:{_COUNTED})(?!\w)|(?:{_COUNTED})\s?[:：]?\s?[(\[]?{_FIGURE}|[👁👀💬👍🔥❤]\ufe0f?\s?{_FIGURE}
     |{_AGO})
"""
_SIGN = r"[\W_]{0,6}"
_ALONE = re.compile(rf"[^\w👁👀💬👍🔥❤]{{0,4}}{_COUNTER}(?:{_SIGN}{_COUNTER})*{_SIGN}", re.IGNORECASE | re.VERBOSE)
#: Behind the last sentence, or in brackets.
_AT_END = re.compile(rf"(?:(?<=[.!?…»”\"])\s+|\s*[(\[])\s?{_COUNTER}{_SIGN}$", re.IGNORECASE | re.VERBOSE)
#: Behind a clock.
_AT_END_OF_DAY = re.compile(rf"(?<=\d:\d\d)\s+(?:{_COUNTED})\s?[:：]\s?{_FIGURE}$", re.IGNORECASE | re.VERBOSE)
_BETWEEN = re.compile(r" [|·•/] ")
#: No counter is longer, nor a line that is nothing but such and the like of them.
_LONGEST, _LONGEST_LINE = 40, 120
_DIGIT = re.compile(r"\d")


def without_counters(line: str) -> str:
    """Return line without what counts its readers, at its end or among other facts; '' where it is nothing else.

    >>> without_counters("26 November 2026 | 1,234 views"), without_counters("The film has 1,234 views.")
    ('26 November 2026', 'The film has 1,234 views.')

    """
    if len(line) <= _LONGEST_LINE and _DIGIT.search(line):
        parts = _BETWEEN.split(line)
        kept = [part for part in parts if len(part) > _LONGEST or not _ALONE.fullmatch(part)]
        if len(kept) < len(parts):
            return " | ".join(kept)
    end = max(0, len(line) - _LONGEST)
    found = (_AT_END.search(line, end) or _AT_END_OF_DAY.search(line, end)) if _DIGIT.search(line, end) else None
    return line[: found.start()].rstrip() if found else line
