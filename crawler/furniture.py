"""Lines amid an article that lead elsewhere or speak of the site, told by their words. Pure.

They hold headlines of other articles, by which an article would be found that says nothing of the kind.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from crawler.clean import html_to_text
from crawler.counters import without_counters
from crawler.page_metadata import loose

#: Longer lines are prose, however they begin.
_LONGEST = 200
#: «Read also», in the languages of the catalogue: alone, or before a link to another article.
_ELSEWHERE = r"""
    read\ (?:also|more|next|the\ full\ (?:story|article))|also\ (?:read|see)|see\ also|more\ on\ this(?:\ story)?
    |related(?:\ (?:articles?|stor(?:y|ies)|news|coverage))?|recommended(?:\ reading)?|don['’]t\ miss
    |(?:[àa]\ )?(?:lire|voir)\ (?:aussi|également)|sur\ le\ même\ sujet
    |(?:lesen|sehen)\ sie\ (?:auch|dazu|mehr)|lies\ auch|mehr\ (?:zum\ thema|dazu)|auch\ interessant
    |lea\ (?:también|además)|lee\ también|leer\ más|ver\ también|[tl]e\ puede\ interesar
    |leia\ (?:também|mais)|veja\ também|leggi\ anche|vedi\ anche|potrebbe\ interessarti
    |lees\ (?:ook|meer)|zie\ ook|bekijk\ ook|(?:prze)?czytaj\ (?:też|także|również|więcej)
    |zobacz\ (?:też|także|również)|polecamy|čtěte\ (?:také|též)|přečtěte\ si\ (?:také|i)|čítajte\ (?:tiež|aj)
    |pročitajte\ i|citește\ și|citiţi\ şi|vezi\ și|olvas(?:sa|ta)\ (?:el\ (?:ezt\ )?is|már|tovább)
    |kapcsolódó(?:\ cikk(?:ek)?)?|läs\ (?:också|även|mer)|les\ (?:også|mer)|læs\ (?:også|mere)|lue\ (?:myös|lisää)
    |loe\ (?:ka|veel|lisaks)|lasi\ (?:arī|vēl)|skaitykite\ (?:taip\ pat|dar)|διαβάστε\ (?:επίσης|ακόμη|περισσότερα)
    |читайте\ (?:также|ещ[её]|по\ теме|також|ще|більше)|смотрите\ также|дивіться\ також|по\ теме
    |прочетете\ (?:още|също)|виж(?:те)?\ още|прочитајте\ и|bunu\ da\ okuyun|ayrıca\ (?:okuyun|bkz)
    |ilgili\ haber(?:ler)?|baca\ juga|[اإ]قرأ\ (?:أيضا[ًَ]?|المزيد)|شاهد\ أيضا[ًَ]?|קראו?\ (?:גם|עוד)
    |य[हे]\ भी\ पढ़ें|xem\ thêm|đọc\ thêm|อ่าน(?:เพิ่มเติม|ข่าวที่เกี่ยวข้อง)|بیشتر\ بخوانید|همچنین\ بخوانید|مطالب\ مرتبط
    |相关(?:阅读|新闻|报道)|延伸阅读|相關(?:新聞|報導)|延伸閱讀|関連記事|あわせて読みたい|관련\ ?기사
"""
#: Where a site asks to be followed, after at most one word («on our Telegram channel»).
_FOLLOW = r"""
    (?:follow|join|like)\ us\ (?:on|via)|suivez-nous\ sur|abonnez-vous\ (?:à|sur)|folgen\ sie\ uns\ (?:auf|bei)
    |abonnieren\ sie|síguenos\ en|seguici\ su|подписывайтесь\ на|підписуйтесь\ на
"""
_NETWORK = r"""
    (?:twitter|facebook|telegram|whatsapp|instagram|youtube|linkedin|threads|bluesky|mastodon|tiktok|viber|vkontakte
    |google\ news|newsletters?|podcast|канал|телеграмм?|вконтакте|ютуб|фейсбук)
"""
#: Where it asks so at more length, always for itself («us», «our»): a network is named a few words on.
_INVITE = r"""
    (?:follow|join)\ (?:us\ (?:on|at|via|in)(?:\ our)?|our)|suivez-nous|retrouvez-nous|folge(?:n\ sie)?\ uns|s[ií]guenos
    |siga-nos|seguici|подпи(?:сывайтесь|шитесь|шись)\ на\ на[сш]\w*|следите\ за\ на(?:ми|ш\w*)
    |підпи(?:суйтесь|шіться)\ на\ на[сш]\w*|приєднуйтесь\ до\ на[сш]\w*|стежте\ за\ на(?:ми|ш\w*)|ακολουθήστε\ μας
    |bizi\ takip|ikuti\ kami|bergabung(?:lah)?\ (?:dengan|bersama)\ kami|obserwuj\ nas|dołącz\ do\ nas|volg\ ons
    |följ\ oss|seuraa\ meitä|sledujte\ nás|kövess(?:en)?\ (?:minket|bennünket)|urmăr(?:iți|iţi|ește|eşte)-ne
    |theo\ dõi\ chúng\ tôi|تابعونا|עקבו\ אחרינו
"""
#: Where it asks to be paid, or says that it will be: whole lines, for so do sentences begin as well.
_PAY = r"""
    (?:jetzt\ )?weiterlesen\ mit(?:\s\S+){1,3}|testen\ sie\ unser\ angebot
    |(?:sie\ )?haben\ (?:sie\ )?bereits\ ein\ \S*abo(?:nnement)?(?:\?(?:\s\S+){0,4})?
    |nur\ \d+\ euro\ für\ den\ ersten\ monat(?:,?\s\S+){0,3}
    |already\ (?:an?\ |have\ an?\ )?(?:subscri\w+|account|member)\?(?:\s(?:log|sign)\ in\b(?:\s\S+){0,3})?
    |this\ (?:article|story)\ is\ (?:only\ )?for\ subscribers(?:\ only)?
    |start\ your\ (?:free\ )?trial(?:\ (?:now|today))?
    |to\ continue\ reading(?:\ this\ (?:article|story))?
     (?:,?\ (?:please\ )?(?:subscribe|log\ in|sign\ (?:in|up)|register))?
    |(?:subscribe|log\ in|sign\ in|register)\ (?:now\ )?to\ (?:(?:continue|keep)\ reading|read(?:\ more)?)
     (?:\ (?:this|the\ full|the\ rest\ of\ th(?:e|is))\ (?:article|story))?
    |(?:you\ (?:can|may)\ )?(?:cancel|unsubscribe)(?:\ at)?\ any\ ?time
    |(?:vous\ êtes\ )?déjà\ abonnée?(?:\(e\)|[·.]e)?(?:\s?\?(?:\s\S+){0,3})?
    |(?:cet\ )?article\ (?:est\ )?réservé\ (?:à\ nos|aux)\ abonnés|il\ vous\ reste\ [\d.,]+\s?%\ de\ cet\ article\b.*
    |la\ suite\ est\ réservée\ (?:à\ nos|aux)\ abonnés
    |tu\ suscripción\ se\ está\ usando\ en\ otro\ dispositivo|¿quieres\ añadir\ otro\ usuario\ a\ tu\ suscripción
    |(?:contenido|artículo)\ exclusivo\ para\ (?:nuestros\ )?(?:suscriptores|socios|abonados)
    |si\ continúas\ leyendo\ en\ este\ dispositivo\b.*
    |abbonati\ per\ (?:continuare|leggere)(?:\s\S+){0,4}|sei\ già\ abbonat\S{1,3}\s?\?(?:\s\S+){0,3}
    |pozostało\ (?:jeszcze\ )?\d+\ ?%\ (?:artykułu|tekstu)(?:\s\S+){0,2}
    |masz\ już\ (?:konto|prenumeratę)\?(?:\s\S+){0,3}
"""
#: What closes a page, in words that close no sentence.
_CLOSING = r"""
    end\ of\ article|about\ the\ authors?|share\ this(?:\ (?:page|article|story|post))?
    |advertisement(?:\ ·(?:\s\S+){0,4})?|\S+@[\w.-]+\.\w+|print\ this\ page|follow\ us\ on\ social\ media
    |privacy\ notice:\ newsletters\ may\ contain\ info.*|no\ spam(?:,\ ever|\.\ unsubscribe\ (?:at\ )?any\ ?time)?
    |(?:[【(（\[]?(?:责任编辑|責任編輯|纠错|编辑|編輯)(?:[:：]\s?\w{1,4}(?:[\s、]\w{1,4}){0,3}[】)）\]]?|[】\]])\s?){1,2}
    |版权所有(?:[\s©,，]\S{0,20}){0,3}|저작권자\s?(?:ⓒ|©|\(c\)|[:：]).{0,80}|.{0,50}무단\s?전재.{0,40}금지
"""
#: What a site says of itself. (c) without its word is also the third item of a list.
_OF_THE_SITE = rf"""
    (?:©|copyright\s*(?:©|ⓒ|\(c\))|\(c\)\s*copyright).*|(?:{_FOLLOW})(?:\s\S+)?\s(?:x|{_NETWORK})\b.*
    |(?:{_INVITE})(?:\s[^\s,.:;!?]+){{0,3}}\s{_NETWORK}\b(?:[\s,]+\S+){{0,5}}|(?:{_PAY})\W*|(?:{_CLOSING})\W*
    |(?:click\ here\ to\ )?(?:sign\ up|subscribe)\ (?:for|to)\s
     (?:.*\b(?:newsletters?|our\ (?:\w+\ )?(?:channel|alerts?))|(?:continue|keep)\ reading)\b.*
"""
#: «The post … appeared first on …», as WordPress ends what it gives to feeds: with the title between.
_FOOTPRINT = re.compile(
    r"""(?:the\ post|der\ beitrag|l['’]article|la\ entrada|l['’]articolo|o\ post|het\ bericht|artykuł|запись|сообщение)
    \s(.+)\s(?:appeared\ first\ on|first\ appeared\ on|erschien\ zuerst\ auf|est\ apparu\ en\ premier\ sur
    |(?:se\ publicó|apareció)\ primero\ en|proviene\ da|apareceu\ primeiro\ em|verscheen\ eerst\ op
    |pochodzi\ z\ serwisu|появил[аи]сь\ (?:впервые|сначала))\s.*""",
    re.IGNORECASE | re.VERBOSE,
)
#: What stands before a label, such as a bullet, but not quotation marks: who is quoted is no site.
_START = r"""[^\w"'“”„‘’«»]*+"""
_LEADS = re.compile(
    rf"{_START}(?:{_ELSEWHERE})(?:\W*+$|(?:\s*[:：|»>→]|\s+[–—-]\s)(?P<title>.*))", re.IGNORECASE | re.VERBOSE
)
_SITE_LINE = re.compile(rf"{_START}(?:{_OF_THE_SITE})", re.IGNORECASE | re.VERBOSE)
#: A sentence of its own at the end of a line, written with a capital: treaties reserve rights as well.
_RIGHTS = re.compile(r"\bA(?i:ll rights reserved)\W*+$")
#: No match begins within another, whatever is left open.
_LINK = re.compile(r"<a\b[^<>]*+>((?:[^<]|<(?!/?a\b))*+)", re.IGNORECASE)


def prose(text: str, title: str = "", links: Callable[[], Iterable[str]] = tuple) -> str:
    """Return text, paragraphs parted by newlines, without lines that lead elsewhere, are of the site, or count.

    title is the article's, and links gives the texts of the links amid it; it is called only where a line may be one.
    """
    linked: frozenset[str] | None = None
    kept = []
    for line in text.split("\n"):
        if len(line) <= _LONGEST and (lead := _LEADS.fullmatch(line)):
            if linked is None:
                linked = frozenset(map(loose, links()))
            if not lead["title"] or not linked.isdisjoint((loose(lead["title"]), loose(line))):
                continue
        elif is_of_site(line, title):
            continue
        # One that is empty parts paragraphs.
        if (told := without_counters(line)) or not line:
            kept.append(told)
    return "\n".join(kept)


def is_of_site(line: str, title: str = "") -> bool:
    """Tell whether a line of the article of this title speaks of the site that brings it.

    >>> is_of_site("Follow us on Telegram!"), is_of_site("“Follow us on to Kyiv,” the colonel said.")
    (True, False)

    """
    if len(line) > _LONGEST:
        return False
    footprint = _FOOTPRINT.fullmatch(line)
    if footprint and title and loose(footprint[1]) == loose(title):
        return True
    return bool(_SITE_LINE.fullmatch(line) or _RIGHTS.search(line))


def links_in(markup: str) -> Iterator[str]:
    """Yield the texts of the links in markup, a fragment of HTML."""
    return (html_to_text(found[1]) for found in _LINK.finditer(markup))
