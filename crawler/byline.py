"""The names in a byline, in the languages of those who write them. Pure."""

import re
from itertools import pairwise

from crawler.clean import clean_title
from crawler.given_names import is_bureau
from crawler.months import find_month, fold, weekdays
from crawler.page_metadata import loose

_CAPITALS = "".join(filter(str.isupper, map(chr, range(0x0530))))
#: Posts and what those do who hold them; a name follows where it begins with a capital, or behind a colon.
_POSTS = (
    r"teksty?|teksti|texte?|texto|testo(?:\sdi)?|текст|article\sde|penulis|pewarta|reporter|journalist(?:in)?|toimitta(?:ja|neet)"
    r"|toimeta(?:ja|s)|piš(?:e|u|ejo)|пише|пишува|napísala?|napisa(?:la|o)|autorica|avtor(?:ica|ji)?|autoři|autorė|rozmawiała?|opr\."
    r"|журналист(?:ка)?|журналістка?|корреспондент(?:ка)?|кореспондент(?:ка)?|подготовил[аи]?|підготува(?:в|ла|ли)"
    r"|автор(?:ка)?\s(?:текста|статьи|материала|тексту|статті|матеріалу)"
)
#: What says that a name follows: «written by», «Von», «Propos recueillis par», «Автор:», «بقلم».
_BY = re.compile(
    r"^(?:(?:aus\s\S+\s+(?:von|berichtet)|(?:von|van|door|de|par|da|af|av)\s+(?:unsere[mrn]?|onze|notre|nuestr[oa]|nostr[oa]|noss[oa])\s"
    r"+\w+(?:\s(?:à|in|en|aus|em)\s\w+)?,?|a[fv]\s+journalist|skriven\s+av|publicerad\s+av)\s+"
    rf"|(?:{_POSTS})(?:\s*[:：／/]\s*|\s+(?-i:(?=[{_CAPITALS}])))"
    r"|(?:"
    r"(?:(?:written|story|words|text|posted|published|submitted|report(?:ed|ing)?|edited|article|analysis|opinion|video)"
    r"(?:\s(?:and|&)\s\w+)?\s+)?by"
    r"|(?:(?:eine?\s+)?(?:analyse|bericht|eingestellt|gastbeitrag|geschrieben|interview|kommentar|leitartikel|reportage|text"
    r"|verfasst|veröffentlicht)\s+)?von"
    r"|(?:(?:analyse|article|écrite?|entretien|postée?|publiée?|rédigée?|recueillis?|propos recueillis|texte)\s+)?par"
    r"|(?:(?:escrit[oa]|publicad[oa]|redactad[oa]|texto|análisis|análise|entrevista)\s+)?por"
    r"|(?:(?:geschreven|gepubliceerd|geplaatst)\s+)?door"
    r"|(?:scris|publicat|articol)\s+de|(?:skrivet|skrevet|publicerat|publisert|udgivet)\s+a[vf]|scritto\s+da|a cura di"
    r"|dal(?:la)?\s+nostr[oa]\s+(?:inviat|corrispondent)[oae]"
    r"|przez|autor(?:a|en|e|i|ka|ul)?|auteure?s?|authors?|oprac\.|opracował[ao]?|opracowanie|parengė|sagatavoja|napsal[aio]?|napisał[ao]?"
    r"|від|от|автор(?:и|ы|ка)?|аутор(?:ка)?|опубліковано|опубликовал[ао]?|yazan|yazar|szerző|írta|kirjoittaja|kirjoittanut"
    r"|από|επιμέλεια|συντάκτης|συντάκτρια|(?:γράφει|γράφουν)(?:\s(?:ο|η|οι))?|του|της|作者|撰文|記者|记者|기자"
    r"|oleh|tác giả|लेखक|द्वारा|โดย|ผู้เขียน|เรื่อง|بقلم|كتب|كتبت|إعداد|تحرير|الكاتب|מאת|نویسنده"
    r")(?:\s*[:：／/]\s*|\s+)"
    r"|(?:haber|muhabir|aut(?:ors|ore|orius)|höfundur|müəllif|besedilo|ρεπορτάζ|گزارش|خبرنگار|گزارشگر|تحریر|رپورٹ|مراسل|כתבה|bài)"
    r"\s*[:：／/]\s*|文\s*[:：／/＝=・]\s*"
    # These begin names as well, with a capital: Di Maio Luigi is not by Maio, nor De la Cruz by la Cruz.
    r"|(?:di|da|de|per|av|af)\s*[:：]\s*|(?-i:(?:di|da|de|per|[Aa]v|[Aa]f)\s+(?=[A-ZÀ-Þ]\S*\s+\S)))",
    re.IGNORECASE,
)
#: What follows the names of those who wrote: who took the pictures, their names elsewhere, when it was.
_END = re.compile(
    r"\s+@\S*.*"
    r"|\s+(?:photos?|photographs?|pictures|foto(?:s|ğraf)?|fotky?|bild(?:er)?|фото|kuvat?|zdjęci[ae]|illustrations?)\b"
    r"(?:\s*[:：]|\s+(?:by|von|par)\b).*"
    r"|\s+(?:first\s+)?(?:published|updated|posted|publié|mis à jour|veröffentlicht|aktualisiert|publicado|pubblicato)"
    r"\b.*"
    r"|\s+e\s+(?:la\s)?redazione\b.*"
    r"|(?<=\w\s)(?-i:(?:in|à|aus|em|en)\s+[A-ZÀ-Þ]\w+(?:\s[A-ZÀ-Þ]\w+)?)$"
    r"|\s+(?:envoyée?s?\sspécia\w+|enviad[oa]s?\sespecial\w*|inviat[oaie]\sspecial\w*|staff\s(?:writer|reporter)s?"
    r"|special\scorrespondents?)\b.*"
    # What readers may press
    r"|\s+(?:follow(?:ing)?|folgen|suivre|seguir|подписаться|フォロー(?:する)?|팔로우)$",
    re.IGNORECASE,
)
#: Where nobody has but one name.
_WITH_PLACE = re.compile(r"[^\s,;]+(?:\s[^\s,;]+){1,3},\s[\u0370-\u04ff]+")
#: For whom those wrote whom a word introduces: an institute for studies has written by itself.
_FOR = re.compile(r"(?<=\w\s)(\S+)\s(?:[Ff]or|from)\s(?:[Tt]he\s)?[A-ZÀ-Þ][\w.’'&-]*(?:\s[A-ZÀ-Þ&][\w.’'&-]*){0,4}$")
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n、，]|\s/\s|(?-i:(?<=[^\W\d_]{3})/(?=[A-ZÀ-ÞА-ЯЄІЇҐ]))|\s[-–—]\s|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|ii|iii|esq)\b)"
    r"(?:\s*(?:and|und|et|och|og|en|и|та|y|e|&)\s)?"
    r"|\s(?:and|und|et|och|og|en|и|та|oraz|și|şi|ve|ja|és|και|και η|&)\s"
    # Family names have them as well: Costa e Silva, Ortega y Gasset.
    r"|\s(?:e|y|i)\s(?=[^\s,;|]+\s+\w)|\s\(?(?:with|avec|mit)\s)\s*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|de|fr)\b|\d|[<>{}=]"
    r"|^(?:published|posted|submitted|updated|publi[ée]e?|publicad[oa]|pubblicat[oa]|veröffentlicht|atualizado|actualizado)\b"
    r"|\bpublic affairs(?:\soffice)?$"
    r"|\b(?:correspondents?|reporters?|editors?|writers?|journalist\w*|korrespondent\w*|redakteur\w*|corresponsal|rédact\w+"
    r"|desk|newsroom|by)$",
    re.IGNORECASE,
)
#: Ranks and rates of armed forces with a figure in them, and what stands before that: «Petty Officer 2nd Class», MC2.
_RANK = re.compile(
    r"^(?:.{0,60}\b)?(?:1st|2nd|3rd|4th)\s(?:Class|Lt\b\.?|Lieutenant|Sgt\b\.?)(?:\s\([A-Z/.]+\))?\s+(?=[A-Z])"
    r"|^[A-Z]{2,4}\d\s+(?=[A-Z])"
)
#: As the navy has it; a line beside the title that begins so is none of these.
_FROM = re.compile(r"^From\s+(?=[A-Z]\S*\s+[A-Z])")
_MAIL = re.compile(r"\s?[<(\[]?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24}){1,3}[>)\]]?")
#: What stands in brackets behind a name is a post or an agency.
_REMARK = re.compile(r"\s?[(（](?!(?:with|avec|mit)\s)([^()（）]*)[)）](?=\s*(?:[,;|、，]|$))")
#: By which somebody is known at the site.
_HANDLE = re.compile(r"[a-z0-9_.-]+")
#: Where those are who wrote, and for whom: «à Bruxelles», «da Lusa».
_AT = re.compile(r"(?:à|in|aus|en|em|da|von|z|ze|v|u|in|із|из|з|в|у)\s[^\W\d_a-zß-ÿа-я]\S*")
#: «بروكسل: شوقي الريس», as papers of London and Beirut have it: where those are who wrote.
_IN_PLACE = re.compile(r"^[\u0621-\u064a]+(?:\s[\u0621-\u064a]+)?\s?:\s*(?=[\u0621-\u064a]+\s[\u0621-\u064a])")
_OTHER_HANDS = re.compile(
    r"(?:additional\s)?(?:edit(?:ed|ing)|photo\w*|pictures?|produced)\s+by\s|(?:editors?|fotos?|photos?|фото|editör|redakt\w+)\s?:",
    re.IGNORECASE,
)
#: No word before a family name is so long but these.
_SMALL_WORD = re.compile(r"(?!(?:bint|dalla|del[al]|dell[aeo]|degli|vande[rn]?)\s)(?=[^\W\d_]{4,}\s)[a-zß-ÿа-яіїєґα-ω]")
#: As companies are called, which no author is: that which owns a site.
_COMPANY = re.compile(
    r"(?:,\s?|\s)(?:a\.\s?s\.|s\.\s?r\.\s?o\.|sp\.?\s?z\s?o\.\s?o\.|d\.\s?o\.\s?o\.|gmbh(?:\s&\sco\.?\skg)?|ltd\.?|llc|inc\.?"
    r"|s\.p\.a\.|s\.r\.l\.|s\.l\.(?:u\.)?|b\.v\.|kft\.?|zrt\.?|a\.ş\.|oü)$|^(?:ТОВ|ООО|ЗАО|ПАО)\s",
    re.IGNORECASE,
)
#: What begins the end of a line that goes on to say when: «on Wed».
_WHEN = frozenset(("on", "at", "am", "um", "le", "el", "em", "il", "op", "den", "dne"))
_WRITES_FOR = re.compile(r"(?<=\w)\s(?:for|from|für|pour|para|per|voor)\s(.+)$")
#: «Author, Anna Berg, Role, Europe correspondent»
_POST_LABELS = frozenset(
    map(fold, ("role", "rôle", "fonction", "cargo", "função", "должность", "посада", "عہدہ", "سمت"))
)
#: «Ida Holm HS», on hs.example
_BEFORE_INITIALS = re.compile(r"(?<=[^\W\d_]{2})\s([A-ZÀ-Þ]{2,5})$")
_IN_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[:./]\d\d(?!\d)")
_PICTOGRAM = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+")
_FIGURE = re.compile(r"\s\S*\d")
_NOBODY_NAMES = """
    admin, administrator, editor, editors, redaktion, redaction, rédaction, la rédaction, redacción, redazione,
    redacția, redactia, redakcja, redakce, redakcia, redactie, redaksjonen, redaktionen, toimitus, szerkesztőség,
    redação, da redação, redação central, de la redacción, della redazione, newsdesk, news desk, web desk, newsroom,
    редакция, редакція, unknown, none, null, undefined, staff, our staff, staff reports, news staff, editorial staff,
    editorial team, from staff reports, staff report,
    editorial board, guest, guest author, guest contributor, guest post, agencies, news agencies,
    super user, webmaster, press release, follow author, courtesy story, courtesy photo, courtesy, web editor, web team,
    twitter, facebook, linkedin, instagram, google+, rss, e-mail, email, print, share, follow, subscribe,
    site admin, moderator, anonymous, author, online-redaktion, onlineredaktion, webredaktion, редактор, адмін, админ
"""
_NOBODY = frozenset(" ".join(name.split()) for name in _NOBODY_NAMES.split(","))
#: Agencies and the like are named by one word; another single word after a full name may be a place.
_AGENCY = re.compile(
    r"[A-ZÀ-ÞČŁŠŽ]{2,5}|dpa(?:-AFX)?|REUTERS|XINHUA|Reuters|Xinhua|Kyodo|Yonhap|Belga|Ritzau|Tanjug|Interfax|Ukrinform|Anadolu"
    r"|Agerpres|(?:The )?Associated Press|Agence France[ -]Presse|Deutsche Presse-Agentur|Anadolu Agency|Keystone-SDA"
    r"|(?:\S+ ){1,2}(?:News Agency|News Service)|(?:РИА|ИА|УНІАН|ТАСС|АФП)(?: \S+)?"
)
_ONE_WORD = re.compile(rf"[A-ZÀ-ÞА-ЯЄІЇҐ]{{2,8}}|{_AGENCY.pattern}|Интерфакс|Укр[иі]нформ|[^A-Za-zÀ-ӿ]+")

_INITIAL = re.compile(r"\s[^\W\d_]\.$")
#: What Korean and Japanese papers write after the name.
_TITLE_AFTER = re.compile(r"(?<=[가-힣])\s?(?:선임기자|기자|특파원)$|(?<=[\u3040-\u9fff])\s?記者$")
_REPORTER = re.compile(r"[가-힣]{2,4}\s?(?:선임기자|기자|특파원)|[\u3040-\u9fff]{3,6}\s?記者")
_HAN = "[\u4e00-\u9fff]{2,4}"
#: «記者王小明／台北報導», as Taiwan's press has it, «中央社記者王小明台北25日電», as its agency; names are short there.
_SHORT_HAN = "[\u4e00-\u9fff]{2,3}"
_PLACE_HAN = "[\u4e00-\u9fff]{2,4}"
_REPORTED = re.compile(
    rf"^[〔【（(［]?[\u4e00-\u9fff]{{0,8}}?(?:記者|记者)[:：\s]*({_HAN}(?:[、．・]{_HAN})*)\s?(?:[／/]\s?\S{{0,10}})?[〕】）)］]?$"
    rf"|^({_HAN}(?:[、．・]{_HAN})*)\s?[／/]\s?[\u4e00-\u9fff]{{0,8}}(?:報導|报道)$"
    r"|^[가-힣]{2,6}\s?[=＝]\s?([가-힣]{2,4})\s?(?:기자|특파원)$|^[\u30a0-\u30ff]{2,12}[=＝]([\u4e00-\u9fff\u3040-\u309f]{3,6})$"
)
_REPORTERS = (
    re.compile(
        rf"[〔【（(［](?:中央社|[\u4e00-\u9fff]{{1,3}}報)?記者({_SHORT_HAN}(?:、{_SHORT_HAN})*)"
        rf"(?:\s?[／/]|(?={_PLACE_HAN}(?:\d{{1,2}}日[\u4e00-\u9fff]{{0,4}}電|報導)))"
    ),
    re.compile(
        rf"[（(【\[][\u4e00-\u9fff]{{0,10}}?(?:记者|記者)[:：\s]*({_HAN}(?:[、，\s]+(?!通讯员|摄影|摄)"
        rf"{_HAN})*)(?:[\s，、]+(?:通讯员|摄)[^（()）【】]{{0,20}})?[）)】\]]"
    ),
    # «【ワシントン＝山田太郎】»; two letters there are an agency, 共同.
    re.compile(r"[【（](?!写真|撮影|画像|提供|出典|図)\S{1,12}[＝=]([\u4e00-\u9fff\u3040-\u30ff]{3,6})[】）]"),
    re.compile(r"=\s?([가-힣]{2,4})\s?(?:기자|특파원)\s?\]"),
    re.compile(r"([가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4})*)\s?(?:기자|특파원)\s?="),
    re.compile(r"(?:^|\n)\W?(?:[가-힣]{2,6}\s?[=＝]\s?)?([가-힣]{2,4})\s?(?:기자|특파원)\W?\s*(?:\S+@\S+)?(?=\n|$)"),
)
#: Characters at either end of a text in which it says who wrote it.
_TOLD_WITHIN = 300

#: Two words or more that begin as names do.
_FULL_NAME = re.compile(
    rf"[{_CAPITALS}][\w.’'-]*(?:\s(?:[a-zà-ÿ]{{1,3}}['’\s])*[{_CAPITALS}][\w.’'-]*){{1,4}}"
    # Where there are no capitals a name is told by the word before it alone.
    r"|[\u4e00-\u9fff·]{2,8}|[가-힣]{2,4}|[\u0590-\u06ff]+(?:\s[\u0590-\u06ff]+){1,3}"
)


_POST = (
    r"(?:\S+\s){0,4}\S*(?:correspondente?|korrespondent(?:in)?|corresponsal|corrispondente|correspondante?|reporter|editor)"
    r"(?:\s(?:à|in|en|em)\s\w+)?"
)
_FOR_WHOM = rf"{_AGENCY.pattern}|ČTK|(?i:{_POST})"
#: Two capitals are a state of America.
_AGENCY_OR_POST = re.compile(rf"(?!(?!TT)[A-Z]{{2}}$)(?:{_FOR_WHOM})")
_PLACE_OR_POST = re.compile(rf"{_FOR_WHOM}|[{_CAPITALS}]\w+")


def clean_authors(text: str, site_names: frozenset[str] = frozenset()) -> list[str]:
    """Return the names in a byline, without what introduces or follows them, places and those of the site.

    >>> clean_authors("By Anna Berg and  Luís Sá | example.org"), clean_authors("Von Hans Müller, Berlin")
    (['Anna Berg', 'Luís Sá'], ['Hans Müller'])

    """
    if _COMPANY.search(text.strip()):
        return []
    said = _FROM.sub("By ", _REMARK.sub(_agency_in, _MAIL.sub("", clean_title(text))).strip())
    if reported := _REPORTED.fullmatch(said):
        said = next(filter(None, reported.groups()))
    text = _END.sub("", _BY.sub("", said))
    # «By Anna Berg, Kyiv» has a place, «Anna Berg | Madrid» as well; what nothing else introduces or parts is a list of
    # names, and some have but one.
    is_introduced = _BY.match(said) is not None
    is_list = not is_introduced and "|" not in said and "/" not in said and not _WITH_PLACE.fullmatch(said)
    told = _to_its_day(_from_label(_SPLIT.split(text[:300])))
    parts = (_IN_PLACE.sub("", part) for part in told if not _OTHER_HANDS.match(part))
    parts = (_undated(_END.sub("", _RANK.sub("", _BY.sub("", part)))) for part in parts)
    parts = (_FOR.sub(r"\1", part) if is_introduced else _without_paper(part, site_names) for part in parts)
    names = [name for part in parts if _is_name(name := _bare(part), site_names)]
    names = names[:1] + _without_posts(names)
    first = next((number for number, name in enumerate(names) if " " in name), len(names))
    # Of words in capitals one is an agency where the names before it, or family names, are not written so.
    alone = _AGENCY if first < len(names) and names[first].split()[-1].isupper() else _ONE_WORD
    # Links beside a name, «X | Twitter | Anna Berg», are mostly not of those who wrote.
    before = names[:first] if "|" not in said or first == len(names) else list(filter(is_agency, names[:first]))
    return before + [name for name in names[first:] if " " in name or is_list or alone.fullmatch(name)]


def is_agency(name: str) -> bool:
    """Tell whether a name in a byline is an agency's, or the like: short ones are all in capitals.

    >>> is_agency("AFP"), is_agency("Reuters"), is_agency("Anna Berg")
    (True, True, False)

    """
    return _AGENCY.fullmatch(name) is not None


def is_labelled(text: str) -> bool:
    """Tell whether a line that names an author begins with a label: «Author: Anna Berg».

    >>> is_labelled("Автор: Анна Берг"), is_labelled("By Popular Demand")
    (True, False)

    """
    start = _BY.match(text)
    return start is not None and start[0].rstrip().endswith((":", "："))


def is_introduction(label: str) -> bool:
    """Tell whether a label says that who wrote follows.

    >>> is_introduction("Written by"), is_introduction("Est. reading time")
    (True, False)

    """
    return bool(label) and any(not _BY.sub("", f"{label}{end}") for end in " :")


def names_author(text: str) -> bool:
    """Tell whether a line is a byline by its words alone: «By», «기자» or an agency, and full names beside it."""
    if _REPORTER.fullmatch(text) or _REPORTED.fullmatch(text):
        return True
    said = _REMARK.sub(_agency_in, text)
    start = _BY.match(said)
    told = [part for part in _SPLIT.split(_END.sub("", said[start.end() if start else 0 :])) if part]
    names = [part for part in told if not re.search(r"\d", part) and not _AT.fullmatch(part)]
    # Unless a word introduces a name, its agency or post does.
    behind = _PLACE_OR_POST if start else _AGENCY_OR_POST
    others = [part for part in names[1:] if behind.fullmatch(part)]
    is_told = start is not None or (bool(others) and len(names) == len(told) == 2)
    whole = all(_FULL_NAME.fullmatch(part) for part in names if part not in others)
    return bool(names) and is_told and whole


def reporters(text: str) -> tuple[str, ...]:
    """Return who wrote text by its own words, as agencies and papers of China and Korea say it amid the text.

    >>> reporters("雅加达5月12日电（记者李明、王芳）印度尼西亚"), reporters("(서울=연합) 김지훈 기자 = 합참은")
    (('李明', '王芳'), ('김지훈',))

    """
    ends = text[:_TOLD_WITHIN], text[-_TOLD_WITHIN:]
    found = next((found for end in ends for one in _REPORTERS if (found := one.search(end))), None)
    return tuple(re.split(r"[、，,·\s]+", found[1].strip()))[:10] if found else ()


def _bare(part: str) -> str:
    """Return part without what stands around a name; an initial keeps its point."""
    bare = _TITLE_AFTER.sub("", _PICTOGRAM.sub("", part).strip(" \t,;:-–—|•·\"'()/¿¡"))
    if "(" in bare and ")" not in bare:
        bare += ")"
    return bare if _INITIAL.search(bare) else _without_when(bare.strip(" .,"))


def _without_when(name: str) -> str:
    words = name.split(" ")
    if len(words) > 2 and words[-2] in _WHEN and fold(words[-1]) in weekdays():
        words.pop()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in _WHEN else words)


def _from_label(parts: list[str]) -> list[str]:
    """Return parts from that which a label says to be who wrote; what stands before it is something else."""
    return parts[next((number for number, part in enumerate(parts) if is_labelled(part)), 0) :]


def _to_its_day(parts: list[str]) -> list[str]:
    """Return parts up to the day behind the first, and to a label of somebody's post: what follows is about these."""
    end = next((number for number, part in enumerate(parts) if number and _IN_DAY.search(part)), len(parts))
    post = next((number for number, part in enumerate(parts) if fold(part) in _POST_LABELS), len(parts))
    return parts[: min(end + 1, post)]


def _agency_in(remark: re.Match[str]) -> str:
    if _HANDLE.fullmatch(remark[1]) and not is_agency(remark[1]):
        return remark[0]
    return f", {remark[1]}" if is_agency(remark[1]) else " "


def _without_posts(names: list[str]) -> list[str]:
    """Return names but the first without posts and places: «Anna Berg, head of news for Belgium and EU»."""
    pairs = [(before, name) for before, name in pairwise(names) if not _AT.fullmatch(name)]
    some = [(before, name) for before, name in pairs if not _is_post(name, names[0])]
    return [name for before, name in some if " " in name or not _is_post(before, names[0])]


def _is_post(name: str, first: str) -> bool:
    """Tell whether a part behind the name first begins as no name does: «corrispondente da Bruxelles»."""
    begins_small = name.islower() or (len(name.split()) > 1 and _SMALL_WORD.match(name) is not None)
    return begins_small and not first[:1].islower() and not is_agency(name)


def _without_paper(part: str, site_names: frozenset[str]) -> str:
    """Return part without the site for which who is named in it wrote."""
    paper = _WRITES_FOR.search(part) or _BEFORE_INITIALS.search(part)
    return part[: paper.start()] if paper and loose(paper[1]) in site_names else part


def _undated(part: str) -> str:
    """Return part without a date at its end."""
    day = _FIGURE.search(part)
    if day is None:
        return part
    before, _, last = part[: day.start()].rstrip(" ,").rpartition(" ")
    if last.endswith(":"):
        return ""
    return before if find_month(fold(last)) or fold(last) in weekdays() else f"{before} {last}"


def _is_name(name: str, site_names: frozenset[str]) -> bool:
    if not 1 < len(name) <= 60 or _NO_NAME.search(name) or name.casefold() in _NOBODY or is_introduction(name):
        return False
    if is_bureau(name):
        return False
    return loose(name) not in site_names and len(name.split()) <= 6 and any(letter.isalpha() for letter in name)
