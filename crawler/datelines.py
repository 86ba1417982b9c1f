"""Lines that say a day and little else, told from prose that speaks of one. Pure."""

import re
from collections.abc import Iterable

from crawler.byline import names_author
from crawler.months import find_month, fold, weekdays
from crawler.zones import zone

#: Months before years of two figures, by how they begin.
_SHORT_MONTH = (
    r"(?:jan|feb|f[ée]v|ene|gen|m[aä]r|apr|abr|avr|ma[yij]|jun|juin|giu|jul|juil|lug|aug|ago|août|sep|set|o[ck]t|ott|nov|de[czk]"
    r"|dic|déc|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру)[^\W\d_]{0,7}\.?"
    r"|[ก-๙]{1,3}\.(?:\s?[ก-๙]{1,2}\.)?"
)
#: Day, month and year side by side, as figures or with the month in words.
DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}\s?([-./])\s?\d{1,2}\s?\1\s?(?:\d{4}|\d{2})(?![\d:])"
    r"|\d{4}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}(?!\d)|(?<!\d)\d{4}\s\d{1,2}\s?/\s?\d{1,2}(?![\d/])"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|\.)?,?\s+(?:[^\s\d]{2,20}\s+){1,3}\d{4}(?!\d)"
    r"|(?<!\d)1[0-4]\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}|(?<![\d.,])1[0-4]\d([/.-])\d{1,2}\2\d{1,2}(?![\d.,])"
    r"|(?:令和|平成|民國|民国)\s?(?:\d{1,3}|元)\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}(?!\d))?"
    r"|\d{1,2}\s?(?:tháng|thg|th)\.?\s?\d{1,2}(?:\s?,|\snăm)?\s?\d{4}(?!\d)|\d{4}\s?оны?\s\d{1,2}\s?-?р?\s?сарын\s\d{1,2}(?!\d)"
    r"|\d{4}\.?\s+(?:[^\s\d]{2,20}\s+){1,2}\d{1,2}(?!\d))"
    r"|[^\W\d_]{3,20}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}(?!\d)"
    # Years of two figures
    rf"|(?<!\d)\d{{1,2}}[\s/-](?:{_SHORT_MONTH})[\s/,-]\s?['’]?(?:\d{{4}}|\d{{2}})(?![\d:])",
    re.IGNORECASE,
)
PUBLISHED = (
    r"(?:first )?published|posted|submitted|(?:for )?(?:immediate )?released?"
    r"|veröffentlicht|erschienen|publiée?|publicad[oa]|pubblicat[oa]|опубликован[оа]?"
    r"|опубліковано|opublikowano|publikováno|megjelent|yay[ıi](?:n|m)lan\w*|gepubliceerd|publicerad|publisert|julkaistu|publicat"
    r"|avaldatud|publicēts|paskelbta|objavljeno|објављено|објавено|z?uveřejněno|zveřejněno|vydáno|zverejnené|публикуван[аио]?|δημοσί?ε[υύ](?:θηκε|τηκε|ση)"
    r"|diterbitkan|发布|發布|(?:기사\s?)?입력|등록|송고(?:시간)?|승인|掲載|公開|نشر|תאריך|פורסם(?:\sב-?)?|đăng(?:\slúc)?|เผยแพร่|प्रकाशित"
    r"|publikálva|közzétéve|publikacja\s?[:：]|dodano\s?[:：]|giriş\s?[:：]|haber\sgirişi\s?[:：]"
    # «Date of publication:», and what those write who call it but «date»
    r"|(?:(?:release|publication|publishing|posting|issue)\s)?date(?:\s(?:published|posted|issued|of\s\w{5,11}))?\s?[:：]"
    r"|(?:fecha|data|date)(?:\sd[ei]\s(?:la\s)?(?:publica\w+|pubblica\w+|parution))?\s?[:：]"
    r"|data\s(?:publikacji|publicării|dodania|utworzenia)\s?[:：]|(?:veröffentlichungs|erscheinungs)?datum(?:\s(?:objave|vydání))?\s?[:：]"
    r"|(?:(?:giriş|yayın\w*|yayım\w*|haber|eklenme|oluşturulma)\s)?tarihi?\s?[:：]|дата(?:\s(?:публикации|публікації|размещения))?\s?[:：]"
    r"|dátum\s?[:：]|ημερομηνία\s?[:：]|(?:发布|發布)?(?:时间|時間|日期|日時)\s?[:：]|تاريخ(?:\s?النشر)?\s?[:：]|تاریخ(?:\s?انتشار)?\s?[:：]"
    r"|תאריך(?:\s?פרסום)?\s?[:：]|ngày\sđăng\s?[:：]|tanggal(?:\s\w+)?\s?[:：]"
)
#: Nouns stand for a change where a day follows alone: «Stand» and «update» are also words of headlines.
_THEN_A_DAY = r"(?:\s?(?:vom|am|du|le|del|van|z))?\s?[:：.,]?\s*(?=(?:\w{2,12}\.?,?\s)?\d)"
_LAST = (
    r"(?:(?:zuletzt|posledn[áíý]|naposledy|ostatnio|последн(?:ее|яя)|senast|sist|senest|viimati|viimeksi|laatst|dernière|son"
    r"|τελευταία|آخر) )?"
)
UPDATED = _LAST + (
    r"(?:(?:last )?(?:updated|modified|edited|changed|reviewed|revised)|last (?:update|change|modification)"
    r"|(?:aktualisiert|geändert|bearbeitet)|letzte (?:aktualisierung|änderung)|mise? à jour|modifiée?"
    r"|actualisée?|actualizad[oa]|atualizad[oa]|aggiornat[oa]|modificat?[oa]"
    r"|(?:[uú]ltim[oa] )?(?:aggiornamento|modifica|actualizaci[óo]n|atualização|actualizare)"
    r"|обновлен[оа]?|обновлён|обновлени[ея]|измен[её]н[оа]?|изменени[ея]|оновлен[оаня]?|змінено|абноўлена|обновен[ао]?"
    r"|актуализиран[ао]?|последна промяна|ажурирано|изм[иј]?ењено"
    r"|z?aktualizowano|(?:ostatnia )?(?:aktualizacja|modyfikacja)|aktualizov[aá]n[oaýáé]|aktualiz[aá]ci?[aeí]"
    r"|naposledy upraven[oaéá]|ažurirano|(?:posljednja|poslednja) (?:izmjena|izmena)|posodobljeno|zadnja sprememba"
    r"|frissítve|(?:utolsó )?frissítés|güncelle\w*|bijgewerkt|gewijzigd|laatste (?:update|wijziging)|uppdaterad|ändrad"
    r"|oppdatert|endret|opdateret|ændret|päivitetty|muokattu|uuendatud|muudetud|atjaunin?āts|atjaunots|atnaujint[aoi]s?"
    r"|actualizat|ενημερώθηκε|ενημέρωση|përditësuar|最(?:終|后|後)(?:更新|修改)|更新|(?:최종\s?)?수정|업데이트"
    r"|עודכן|עדכון(?: אחרון)?|تحديث|به\s?روز\s?(?:شده|رسانی)|بروزرسانی|cập nhật|diperba(?:ha)?rui"
    r"|अपडेट(?:ेड)?|अद्यतन|อัปเดต|อัพเดท"
    rf"|(?:stand|update|actualisation|modification){_THEN_A_DAY})"
)
_PUBLISHED = re.compile(PUBLISHED, re.IGNORECASE)
_TOLD = re.compile(
    rf"(?<!\w)(?:{PUBLISHED}|{UPDATED}|stand|update|(?:dernière )?modification|as of|about|share|save"
    # How long one reads
    r"|(?:reading time|lesezeit|temps de lecture|(?:مدة|وقت|زمن) القراءة|время чтения|okuma süresi)"
    r"(?:\s?[:：]?\s?\d+\s?[^\W\d_]+)?)(?!\w)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:[\w&'-]+\s){0,3}(?:correspondent|reporter|editor|korrespondent(?:in)?|corresponsal|corrispondente)"
    # Whose press office it is
    r"|.{3,60}\bpublic affairs(?:\s\w+){0,2}",
    re.IGNORECASE,
)
#: A day that is said without its year.
_DAY_AND_MONTH = re.compile(r"(?<![\d.:])\d{1,2}\.?\s+([^\W\d_]{3,12})(?:\s?,?\s?20\d\d)?(?!\d)")
_CLOCK = re.compile(
    r"\d{1,2}\s?(?:[:：.時时시点點]|h(?![^\W\d_])|óra)\s?(?:\d{2}(?:\s?[:：]\s?\d{2}|\s?[分분])?(?:\s?[ap]\.?m\b\.?)?)?|\d{1,2}(?=\s?(?:[ap]\.?m\b|uhr))"
    r"|(?<!\d)(?!20[12]\d)[012]\d[0-5]\d(?=\s?(?:gmt|utc|h(?:ou)?rs)\b)|(?:gmt|utc|\b|\s)[+-]\d{1,2}(?::?\d{2})?(?!\d)",
    re.IGNORECASE,
)
#: By whose clock, in words.
_ZONE_TOLD = re.compile(r"[(（][^()（）\d]{3,30}[)）]\s*$")
#: A word before a comma, or some that have capitals: «New York, 25 November 2026».
_CAPITAL = r"(?=[^\W\d_a-zß-ÿа-я])[^\W\d_]{2,20}"
_PLACE = re.compile(rf"^\W*(?:[^\W\d_]{{3,20}}|{_CAPITAL}(?:[ -]{_CAPITAL}){{1,2}})(?:\s?,|\s[-–—]\s)")
#: «25 November 2026 – New York»
_PLACE_AFTER = re.compile(rf"\s[-–—]\s{_CAPITAL}(?:[ -]{_CAPITAL}){{0,2}}\W*$")
#: Whose news it is, which Chinese sites say beside the day.
_SOURCE = re.compile(r"(?:来源|來源|出典)(?:\s?[:：]|[于於自])\s?\S{1,20}|(?:责任)?编辑\s?[:：]\s?\S{1,8}")
#: What parts a day from labels: who wrote, a section, how long one reads.
_BAR = re.compile(r"\s*[|｜•·‧]\s*")
_LABEL_WORDS = 5
_AT_CLOCK = re.compile(rf"(?:(?<!\w)[^\W\d_]{{1,3}}\.?\s+)?(?:{_CLOCK.pattern})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
#: What stands beside a clock or a day; shorter words may be anything («at», «um», «kl», «年»).
_BESIDE = frozenset(
    (
        *(
            "uhr",
            "ore",
            "hrs",
            "las",
            "godz",
            "saat",
            "час",
            "часа",
            "часов",
            "ora",
            "orele",
            "perc",
            "مساء",
            "صباحا",
            "tarihinde",
            "date",
            "dated",
            "datum",
            "fecha",
            "дата",
            "klo",
            "kell",
        ),
        *("klockan", "alle", "hora", "horas", "heures", "sati", "time", "года", "року"),
        *("ساعت", "الساعة", "الموافق", "בשעה", "pukul", "เวลา", "plkst", "uur", "hodin", "hod", "luc", "ngay"),
    )
)
_SHORT = 2
#: What stands between a name and a day: «on», «am», a comma.
_ENDS = re.compile(r"^\W+|(?:(?<=\s)[a-zß-ÿа-яα-ω]{1,3})?\W*$")
#: Characters beside a day in which its clock stands.
_BESIDE_DAY = 40
_FEW_LETTERS, _FIGURES = 4, 2
_LETTER = re.compile(r"[^\W\d_]")
#: What may stand between a clock and its zone, or be one.
_OF_CLOCK = re.compile(
    r"[ap]\.?m\.?|[ap]\.|m\.?|μ\.?μ\.?|π\.?μ\.?|م|ص|مساء\S*|صباح\S*|ب\.ظ|ق\.ظ|uhr|h|hrs?|(?:gmt|utc)?[+\-−–]\d{1,2}(?::?\d{2})?|\W*"
)
#: Lines that are longer say something.
_LONGEST = 120


def is_dateline(text: str) -> bool:
    """Tell whether text is a day, and beside it but a weekday, a clock, a place, «Published» or who wrote.

    >>> is_dateline("Published Wed, 25 Nov 2026, 2:32 pm ET"), is_dateline("Annexed by Russia on 18 March 2014, Crimea")
    (True, False)

    """
    # What a bar begins is the row of a table.
    if DAY.search(text) is None or _BAR.match(text):
        return False
    parts = list(filter(None, _BAR.split(text)))
    dated = [part for part in parts if DAY.search(part)]
    labels = (part for part in parts if part not in dated)
    return all(map(_is_of_day, dated or [text])) and all(len(label.split()) <= _LABEL_WORDS for label in labels)


def author_in(line: str) -> str:
    """Return what names who wrote in a line that is a dateline; nothing where it names nobody.

    >>> author_in("Published on 25 November 2026 by Jane Roe"), author_in("Posted by Jane Roe on 25 November 2026")
    ('by Jane Roe', 'by Jane Roe')

    """
    sides = (side for part in _BAR.split(line) for side in _sides(part))
    return next(filter(names_author, sides), "") if is_dateline(line) else ""


def moment_in(text: str) -> str:
    """Return what tells the moment in text that names a day: that, and a clock before or after it.

    Who wrote it may be called as a month is: «Von Mai Tran, 25. November 2026».
    """
    day = DAY.search(text)
    if day is None or not _is_whole(day[0]):
        return text
    after = text[day.end() :]
    clock = _CLOCK.search(after[:_BESIDE_DAY])
    between = after[: clock.start()] if clock else ""
    # «오후 2:32» is in the afternoon; who wrote it may stand there as well.
    is_near = not _long_words(between) or len(_LETTER.findall(between)) <= _FEW_LETTERS
    if clock and (is_near or _BAR.search(between) or names_author(_ENDS.sub("", between).strip())):
        return f"{day[0]}{between if is_near else ' '}{clock[0]}{_zone_after(after[clock.end() :])}"
    clocks = [clock for clock in _CLOCK.finditer(text[: day.start()]) if day.start() - clock.start() < _BESIDE_DAY]
    return text[clocks[-1].start() if clocks else day.start() : day.end()]


def _is_whole(day: str) -> bool:
    """Tell whether the month stands in what was found: «Nov 25 Wed 2026» has it before."""
    return len(re.findall(r"\d+", day)) > _FIGURES or find_month(fold(day)) is not None


def _zone_after(text: str) -> str:
    """Return the beginning of text, which stands after a clock, that still belongs to it."""
    end = 0
    for word in re.finditer(r"\S+", text[:_BESIDE_DAY]):
        bare = word[0].strip("().,;").lower()
        if not (_OF_CLOCK.fullmatch(bare) or zone(bare) or zone(word[0].strip("().,;"))):
            break
        # A bar is of the zone only where more follows.
        end = word.end() if bare.strip("|·•-–—/") else end
    return text[:end]


def _is_of_day(text: str) -> bool:
    return all(_is_silent(side) or names_author(side) for side in _sides(text))


def _is_silent(text: str) -> bool:
    return not re.search(r"\d", text) and all(zone(word) for word in _long_words(text))


def _sides(text: str) -> list[str]:
    """Return what stands before and after the day in text, without what else tells of a day."""
    day = DAY.search(text)
    before, after = (text[: day.start()], text[day.end() :]) if day else (text, "")
    before, after = (_PLACE.sub(" ", before), _PLACE_AFTER.sub(" ", after)) if day else (before, after)
    sides = (_AT_CLOCK.sub(" ", _SOURCE.sub(" ", _PUBLISHED.sub(" ", side))) for side in (before, after))
    return [_ENDS.sub("", " ".join(side.split())).strip() for side in sides]


def is_imprint(line: str, names: Iterable[str] = ()) -> bool:
    """Tell whether a line of a text says but when, by whom of names, or in what post of theirs it was written.

    >>> is_imprint("Jon Darby, 25 November 2026", ["Jon Darby"]), is_imprint("Jon Darby resigned", ["Jon Darby"])
    (True, False)

    """
    if len(line) > _LONGEST:
        return False
    line = line.removeprefix("- ")
    if is_dateline(line) or names_author(line) or _ROLE.fullmatch(line):
        return True
    rest = _DAY_AND_MONTH.sub(_without_month, DAY.sub(" ", _TOLD.sub(" ", line)))
    for name in names:
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)(?:\s?\([^()]*\))?", " ", rest, flags=re.IGNORECASE)
    # «Last update: 18:41 (by Mecca's time)»
    rest = _ZONE_TOLD.sub("", rest) if _TOLD.search(line) and _CLOCK.search(line) else rest
    # «Posted by Knut Harms at 19:26»
    timeless = _CLOCK.sub(" ", rest)
    if rest == line or re.search(r"\d", timeless):
        return False
    is_told = _TOLD.search(line) and _CLOCK.search(line) and any(name in line for name in names)
    return bool(is_told and line[-1] not in ".!?") or all(map(zone, _long_words(timeless)))


def tells_when(line: str) -> bool:
    """Tell whether a line begins by saying when it was published or changed, as labels do, and has no end.

    >>> tells_when("Published: 25 November 2026, 18:20 | ID 2041"), tells_when("Published 25 years ago, it was read.")
    (True, False)

    """
    start = _TOLD.match(line)
    return start is not None and line[-1:] not in ".!?…" and DAY.search(line[start.end() :]) is not None


def _without_month(found: re.Match[str]) -> str:
    return " " if find_month(fold(found[1])) else found[0]


def _long_words(text: str) -> list[str]:
    """Return the words in text that are none of a clock's or a day's: weekdays, «Uhr», «at»."""
    found = (word for word in _WORD.findall(fold(text)) if len(word) > _SHORT)
    return [word for word in found if word not in _BESIDE and word not in weekdays()]
