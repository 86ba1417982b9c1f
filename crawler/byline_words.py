"""The words of bylines, in the languages of those who write them: what introduces names, follows or is none. Pure."""

import re

from crawler.months import fold

CAPITALS = "".join(filter(str.isupper, map(chr, range(0x0530))))
#: Posts and what those do who hold them; a name follows where it begins with a capital, or behind a colon.
_POST_BEFORE = (
    r"teksty?|teksti|texte?|texto|testo(?:\sdi)?|текст|article\sde|penulis|pewarta|reporter|journalist(?:in)?|toimitta(?:ja|neet)"
    r"|toimeta(?:ja|s)|piš(?:e|u|ejo)|пише|пишува|napísala?|(?:na|za)pisa(?:la?|o)|zapsala?|запис(?:ал[аи]?|ав)|autorica|avtor(?:ica|ji)?|autoři|autorė|rozmawiała?|opr\."
    r"|журналист(?:ка)?|журналістка?|корреспондент(?:ка)?|кореспондент(?:ка)?|подготовил[аи]?|підготува(?:в|ла|ли)"
    r"|автор(?:ка)?\s(?:текста|статьи|материала|тексту|статті|матеріалу)"
)
#: What says that a name follows: «written by», «Von», «Propos recueillis par», «Автор:», «بقلم».
BY = re.compile(
    r"^(?:(?:aus\s\S+\s+(?:von|berichtet)|(?:von|van|door|de|par|da|af|av)\s+(?:unsere[mrn]?|onze|notre|nuestr[oa]|nostr[oa]|noss[oa])\s"
    r"+\w+(?:\s(?:à|in|en|aus|em)\s\w+)?,?|a[fv]\s+journalist|skriven\s+av|publicerad\s+av)\s+"
    rf"|(?:{_POST_BEFORE})(?:\s*[:：／/]\s*|\s+(?-i:(?=[{CAPITALS}])))"
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
END = re.compile(
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
#: For whom those wrote whom a word introduces: an institute for studies has written by itself.
FOR = re.compile(r"(?<=\w\s)(\S+)\s(?:[Ff]or|from)\s(?:[Tt]he\s)?[A-ZÀ-Þ][\w.’'&-]*(?:\s[A-ZÀ-Þ&][\w.’'&-]*){0,4}$")
#: What parts names.
SPLIT = re.compile(
    r"\s*(?:[;|•·\n、，]|\s/\s|(?-i:(?<=[^\W\d_]{3})/(?=[A-ZÀ-ÞА-ЯЄІЇҐ]))|\s[-–—]\s|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|ii|iii|esq)\b)"
    r"(?:\s*(?:and|und|et|och|og|en|и|та|y|e|&)\s)?"
    r"|\s(?:and|und|et|och|og|en|и|та|oraz|și|şi|ve|ja|és|και|και η|&)\s"
    # Family names have them as well: Costa e Silva, Ortega y Gasset.
    r"|\s(?:e|y|i)\s(?=[^\s,;|]+\s+\w)|\s\(?(?:with|avec|mit)\s)\s*",
    re.IGNORECASE,
)
#: What stands in no name, or ends what is none.
NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|de|fr)\b|\d|[][<>{}=]"
    r"|^(?:powered by|©|copyright|published|posted|submitted|updated|publi[ée]e?)\b"
    r"|^(?:publicad[oa]|pubblicat[oa]|veröffentlicht|atualizado|actualizado)\b"
    r"|\bpublic affairs(?:\soffice)?$"
    r"|\b(?:correspondents?|reporters?|editors?|writers?|journalist\w*|korrespondent\w*|redakteur\w*|corresponsal|rédact\w+"
    r"|desk|newsroom|by)$",
    re.IGNORECASE,
)
#: Ranks and rates of armed forces with a figure in them, and what stands before that: «Petty Officer 2nd Class», MC2.
RANK = re.compile(
    r"^(?:.{0,60}\b)?(?:1st|2nd|3rd|4th)\s(?:Class|Lt\b\.?|Lieutenant|Sgt\b\.?)(?:\s\([A-Z/.]+\))?\s+(?=[A-Z])"
    r"|^[A-Z]{2,4}\d\s+(?=[A-Z])"
)
#: Where those are who wrote, and for whom: «à Bruxelles», «da Lusa».
AT = re.compile(r"(?:à|in|aus|en|em|da|von|z|ze|v|u|in|із|из|з|в|у)\s[^\W\d_a-zß-ÿа-я]\S*")
#: What introduces those who did something else.
OTHER_HANDS = re.compile(
    r"(?:additional\s)?(?:edit(?:ed|ing)|photo\w*|pictures?|produced)\s+by\s|(?:editors?|fotos?|photos?|фото|editör|redakt\w+)\s?:",
    re.IGNORECASE,
)
#: No word before a family name is so long but these.
SMALL_WORD = re.compile(r"(?!(?:bint|dalla|del[al]|dell[aeo]|degli|vande[rn]?)\s)(?=[^\W\d_]{4,}\s)[a-zß-ÿа-яіїєґα-ω]")
#: As companies are called, which no author is: that which owns a site.
COMPANY = re.compile(
    r"(?:,\s?|\s)(?:a\.\s?s\.|s\.\s?r\.\s?o\.|sp\.?\s?z\s?o\.\s?o\.|d\.\s?o\.\s?o\.|gmbh(?:\s&\sco\.?\skg)?|ltd\.?|llc|inc\.?"
    r"|s\.p\.a\.|s\.r\.l\.|s\.l\.(?:u\.)?|b\.v\.|kft\.?|zrt\.?|a\.ş\.|oü)$|^(?:ТОВ|ООО|ЗАО|ПАО)\s",
    re.IGNORECASE,
)
#: What begins the end of a line that goes on to say when: «on Wed».
WHEN = frozenset(("on", "at", "am", "um", "le", "el", "em", "il", "op", "den", "dne"))
#: Behind whom no word introduces: the paper.
WRITES_FOR = re.compile(r"(?<=\w)\s(?:for|from|für|pour|para|per|voor)\s(.+)$")
#: What stands where a name would.
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
NOBODY = frozenset(" ".join(name.split()) for name in _NOBODY_NAMES.split(","))
#: Agencies and the like are named by one word; another single word after a full name may be a place.
AGENCY = re.compile(
    r"[A-ZÀ-ÞČŁŠŽ]{2,5}|dpa(?:-AFX)?|REUTERS|XINHUA|Reuters|Xinhua|Kyodo|Yonhap|Belga|Ritzau|Tanjug|Interfax|Ukrinform|Anadolu"
    r"|Agerpres|(?:The )?Associated Press|Agence France[ -]Presse|Deutsche Presse-Agentur|Anadolu Agency|Keystone-SDA"
    r"|(?:\S+ ){1,2}(?:News Agency|News Service)|(?:РИА|ИА|УНІАН|ТАСС|АФП)(?: \S+)?"
)
OUTLET = re.compile(
    r"네이버|다음|\S{0,12}(?:일보|신문|뉴스|방송|통신|신보|경제|타임스|포털"
    r"|新闻|新聞|日报|日報|时报|時報|晚报|晚報|通讯社|通訊社|通信社|新闻网|網|网|社|台|テレビ|放送|ニュース)"
)
ONE_WORD = re.compile(rf"[A-ZÀ-ÞА-ЯЄІЇҐ]{{2,8}}|{AGENCY.pattern}|Интерфакс|Укр[иі]нформ|[^A-Za-zÀ-ӿ]+")
#: What somebody is, behind a name.
_POST_BEHIND = (
    r"(?:\S+\s){0,4}\S*(?:correspondente?|korrespondent(?:in)?|corresponsal|corrispondente|correspondante?|reporter|editor)"
    r"(?:\s(?:à|in|en|em)\s\w+)?"
)
_FOR_WHOM = rf"{AGENCY.pattern}|ČTK|(?i:{_POST_BEHIND})"
#: Two capitals are a state of America.
AGENCY_OR_POST = re.compile(rf"(?!(?!TT)[A-Z]{{2}}$)(?:{_FOR_WHOM})")
PLACE_OR_POST = re.compile(rf"{_FOR_WHOM}|[{CAPITALS}]\w+")
#: «Author, Anna Berg, Role, Europe correspondent»
POST_LABELS = frozenset(
    map(fold, ("role", "rôle", "fonction", "cargo", "função", "должность", "посада", "عہدہ", "سمت"))
)
