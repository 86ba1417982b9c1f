"""Whether one must pay, or sign in, to read the rest of the article on a page, by what it says to its readers. Pure."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.linked_data import each
from crawler.page_metadata import PageData, text_within
from crawler.places import is_in_comment, names

#: An article of more characters is there, whatever is said below it.
LONGEST_SHUT = 2_500
#: What asks its readers to pay is on many a page, hidden until they have read their share.
LONGEST_ASKING = 1_200
#: A word of each of these lines.
_SPOKEN_OF = re.compile(
    r"subscri|member|reading|stor(?:y|ies)|article|sign in|abonn|mitglied|weiter|artikel|suscri|suscr[ií]b|socios"
    r"|leyendo|abbon|assin|prenum|subskry|pozosta|p[rř]edplat|zbývá|tilaaj|подпис|передплат|előfiz|abona|συνδρομ|abone|会員|文字|続き|有料|付费|付費"
    r"|订阅|訂閱|会员|會員|구독|유료|למנויים|للمشتركين|vous reste",
    re.IGNORECASE,
)
#: A line is in parts: «To read the full story <a>Subscribe</a>».
_PARENTS = 2
_MOST_ELEMENTS = 20_000
_LONGEST_LINE = 200
#: Of what stands in one element, with the white space around it.
_SHORTEST, _LONGEST_TEXT = 4, 400
_NO_TEXT = frozenset(("script", "style", "title", "option", "textarea"))
#: Characters that may stand before: a label, «Sorry,», «［有料会員限定］».
_BEFORE = r"(?:\s*[\[［【(（][^\n\]］】)）]{1,20}[\]］】)）])?(?:[^\w]{0,5}\w[^.:!?\n]{0,40}[.:!?,–—-]\s)?[^\w]{0,10}"
#: «This article is for subscribers only».
_SHUT = rf"""{_BEFORE}(?:
    (?:this|the|full|rest\ of\ (?:this|the)|remainder\ of\ (?:this|the))\ (?:full
     \ )?(?:article|story|content|post|page)
     \ (?:is|are)\ (?:(?:only|exclusively|available|exclusive|reserved|locked)\ ){{0,3}}(?:for|to)\ (?:our
     \ )?(?:\w+\ ){{0,2}}
     (?:subscribers|members)\b(?!\ of\b)
    |(?:subscriber|member|subscribers|members)[\s-](?:only|exclusive)\ (?:article|story|content|post)
    |(?:content|article|story)\ for\ (?:subscribers|members)\ only
    |(?:dieser|der\ ganze|der\ vollständige|der\ komplette)\ (?:artikel|beitrag|text|inhalt)\ (?:ist|steht)
     \ (?:(?:nur|exklusiv
     |ausschließlich|leider)\ ){{0,2}}(?:für\ )?(?:unsere[nr]?\ )?(?:\S+\ ){{0,2}}(?:abonnent\S*|leser\ mit
     \ abo|mitglieder[n]?)
    |(?:nur|exklusiv)\ für\ (?:unsere\ )?(?:\S+[-\s])?abonnent(?:en|innen|\S*)\W*$
    |(?:cet\ |l['’])?(?:article|contenu)\ (?:est\ )?(?:exclusivement\ )?réservé\ (?:à\ nos|aux)\ abonné
    |la\ suite\ (?:de\ (?:cet|l['’])\s?article\ )?est\ réservée\ (?:à\ nos|aux)\ abonné
    |il\ vous\ reste\ [\d.,]+\s?%\ de\ (?:cet|l['’])\s?article
    |(?:est[ea]\ )?(?:contenido|artículo|noticia|funcionalidad)\ (?:es\ )?(?:exclusiv[oa]
     |s[oó]l[oa]|reservad[oa])\ (?:para|a)
     \ (?:nuestros\ |los\ )?
     (?:suscriptores|socios|abonados)
    |(?:questo\ |è\ un\ )*(?:articolo|contenuto)\ (?:è\ )?(?:riservato|esclusivo|disponibile\ solo|solo)
     \ (?:agli|ai|per\ gli|per)\ (?:nostri\ )?abbonati
    |(?:este\ )?(?:conteúdo|artigo|texto)\ (?:é\ )?(?:exclusivo|reservado|só)\ (?:para|a|aos|dos)\ (?:os
     \ )?(?:nossos\ )?(?:assinantes|subscritores)
    |(?:dit\ artikel\ is\ )?(?:alleen|exclusief|uitsluitend)\ (?:toegankelijk\ |beschikbaar\ |te\ lezen
     \ )?voor\ (?:onze\ )?abonnees
    |(?:ten\ |cały\ )?(?:artykuł|tekst|materiał)\ (?:jest\ )?(?:dostępny\ )?(?:tylko\ |wyłącznie\ )?(?:dla
     \ (?:naszych\ )?(?:prenumerator|subskrybent|abonent)ów
     |w\ prenumeracie)
    |pozostało\ (?:jeszcze\ )?\d+\s?%\ (?:artykułu|tekstu)
    |(?:tento\ |celý\ )?(?:článek|článok|text|obsah)\ (?:je\ )?(?:dostupný\ |určený\ |určen
     \ )?(?:jen|pouze|len|iba)\ pr[oe]\ (?:naše\ |našich\ )?
     předplatitel|(?:tento\ |celý\ )?článok\ .{{0,30}}(?:len|iba)\ (?:pre\ )?predplatite[lľ]|zbývá\ (?:vám
     \ )?\d+\s?%\ článku
    |(?:den\ (?:här|här)\ |denna\ )?artikeln?\ är\ (?:endast\ |bara\ |exklusiv\ |låst\ )?för\ (?:våra\ )?prenumeranter
    |(?:denne\ )?(?:saken|artikkelen|artiklen)\ er\ (?:kun\ |bare\ |forbeholdt\ |for\ )*(?:våre\ |vores\ )?abonnente
    |(?:tämä\ )?(?:artikkeli|juttu|sisältö)\ on\ (?:vain\ )?(?:\S+\ )?tilaajille
    |(?:этот\ |данный\ |полный\ )?(?:материал|текст|статья|контент)\ (?:доступ\S+
     \ )?(?:только|лишь|исключительно)\ (?:для\ )?(?:наших\ )?подписчик
    |(?:этот\ |данный\ )?(?:материал|текст|статья)\ доступ\S+\ (?:только\ )?по\ подписке
    |(?:цей\ |повний\ )?(?:матеріал|текст|стаття)\ (?:доступ\S+\ )?(?:лише|тільки)\ (?:для\ )?(?:наших\ )?передплатник
    |(?:a\ |ez\ a\ )?(?:teljes\ )?cikk\ .{{0,30}}(?:csak|kizárólag)\ előfizető
    |(?:acest\ )?(?:articol|conținut)\S*\ (?:este\ )?(?:disponibil\ )?(?:doar|numai|exclusiv)\ pentru\ abona
    |(?:αυτό\ )?(?:το\ )?(?:άρθρο|περιεχόμενο)\ .{{0,25}}(?:μόνο|αποκλειστικά)\ (?:για|σε)\ (?:τους\ )?συνδρομητ
    |bu\ (?:haber|içerik|yazı)\ (?:sadece|yalnızca)\ abone
    |(?:この記事は|こちらは|これは)?\s?(?:有料)?会員限定(?:の)?(?:記事|です)|この記事は有料|残り\s?[\d,]+\s?文字|続きを読むには
    |(?:本文|此文|全文)(?:仅|僅)?(?:限|供|為|为)?\w{{0,6}}?(?:付费|付費|订阅|訂閱|会员|會員)
     (?:用户|用戶|读者|讀者|专享|專享|限定)|订阅后(?:继续|可)阅读
    |(?:이\ 기사는\ )?(?:유료\s?(?:회원|구독자)|구독자)\s?(?:전용|만|에게만)
    |(?:הכתבה|התוכן|המאמר)\ .{{0,15}}למנויים(?:\ בלבד)?|هذا\ (?:المحتوى|المقال)\ .{{0,15}}للمشتركين
)"""
#: «Subscribe to continue reading».
_ASKS = rf"""{_BEFORE}(?:
    (?:please\ )?(?:subscribe|log\ in|sign\ in|register|become\ a\ (?:member|subscriber))(?:\ or\ \w+(?:
     \ \w+)?)?(?:\ now|\ today)?
     \ to\ (?:(?:continue|keep)\ reading|read\ (?:(?:the\ )?(?:full|rest\ of\ (?:the|this)|whole|this)
     \ (?:article|story|post|piece)|more\ of\ this)|unlock\ this)
    |to\ (?:(?:continue|keep)\ reading|read\ (?:the\ )?(?:full|rest\ of\ (?:the|this)
     |whole|this)\ (?:article|story|post|piece)).{{0,40}}?(?:subscribe|log
     \ in|sign\ in|register)
    |(?:continue|keep)\ reading\ (?:this\ (?:article|story)\ )?with\ (?:a|your)
     \ .{{0,20}}(?:subscription|trial|account)
    |you(?:['’]ve|\ have)\ (?:reached|used|read)\ (?:all\ )?(?:of\ )?(?:your|the)\ .{{0,30}}free
     \ (?:articles?|stories)
    |(?:jetzt\ )?weiterlesen\ mit\ (?:\S+\ ){{0,2}}\S*(?:plus|\+|abo)\S*$|(?:um|zum)\ (?:diesen\ \S+
     \ )?weiter(?:zu)?lesen\b.{{0,60}}(?:abo|anmelden|registrier|einloggen)
    |(?:sie|du)\ (?:möchten|wollen|willst|möchtest)\ (?:diesen\ artikel\ )?(?:weiterlesen|den\ ganzen\ artikel\ lesen)
    |(?:diesen\ )?artikel\ (?:nur\ )?(?:mit|im)\ (?:\S+\ ){{0,2}}\S{{0,15}}abo\b.{{0,20}}(?:weiter)?lesen
    |abonnez[\s-]vous\ pour\ (?:lire|continuer|poursuivre|accéder\ à\ (?:cet|l))|pour\ lire\ la\ suite.{{0,30}}abonn
    |suscríb[ae]te\ para\ (?:seguir|continuar)\ leyendo|para\ (?:seguir|continuar)
     \ leyendo.{{0,20}}(?:suscrí|regístr|hazte)
    |abbonati\ per\ (?:continuare|leggere)|per\ continuare\ a\ leggere.{{0,30}}abbonat
    |assine\ para\ (?:continuar|ler)|para\ continuar\ (?:lendo|a\ ler).{{0,20}}(?:assine|subscreva)
    |(?:lees\ verder\ met|verder\ lezen\s?\?).{{0,30}}(?:abonne|account)|word\ abonnee\ (?:om|en\ lees)
    |aby\ (?:czytać|przeczytać)\ (?:dalej|cały).{{0,40}}(?:zaloguj|wykup|prenumerat|subskry)
    |läs\ (?:vidare|hela\ artikeln)\ med|(?:for\ å|for\ at)\ lese\ (?:videre|saken).{{0,30}}abonn
    |чтобы\ (?:читать\ дальше|продолжить\ чтение|прочитать).{{0,40}}(?:подпис|оформ|войд)
    |щоб\ (?:читати\ далі|продовжити\ читання|прочитати).{{0,40}}(?:передплат|підпис|увійд)
)"""
_SHUT_LINE = re.compile(_SHUT, re.IGNORECASE | re.VERBOSE)
_ASKING_LINE = re.compile(_ASKS, re.IGNORECASE | re.VERBOSE)
_UNSEEN_TAGS = frozenset(("template", "noscript", "dialog", "nav", "footer"))
_UNSEEN = re.compile(r"modal|popup|lightbox|newsletter|teaser|related|most-?read", re.IGNORECASE)
_STYLED_AWAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_paywalled(page: PageData, text: str) -> bool:
    """Tell whether one must pay or sign in to read the article on page, of which text is there.

    What it says to machines (https://schema.org/isAccessibleForFree) is believed before what it says to readers.
    """
    parts = [part for part in each(page.article.get("hasPart")) if isinstance(part, dict)]
    said = [str(one.get("isAccessibleForFree")).lower() for one in (page.article, *parts, *page.described)]
    # Teasers of other articles may have their own: only where all agree.
    marked = set(map(str.lower, page.meta("isaccessibleforfree")))
    said += marked if marked == {"false"} else ()
    tier = next(page.meta("article:content_tier"), "").lower()
    if tier == "locked" or (not said[0].endswith("true") and any(free.endswith("false") for free in said)):
        return True
    return not said[0].endswith("true") and tier != "free" and _says_shut(page.tree, text)


def says_shut(line: str) -> bool:
    """Tell whether a line says that the article it stands beside is for those who pay."""
    return _SPOKEN_OF.search(line) is not None and _SHUT_LINE.match(line) is not None


def _says_shut(tree: HtmlElement, text: str) -> bool:
    """Tell whether the page of tree says to its readers that the rest of text is for those who pay.

    Of text that is long it is no rest. What only asks to subscribe, to the paper or to its letters, is not said of this
    article.
    """
    if len(text) > LONGEST_SHUT:
        return False
    asking = len(text) <= LONGEST_ASKING
    return any(_SHUT_LINE.match(line) or (asking and _ASKING_LINE.match(line)) for line in _lines(tree))


def _lines(tree: HtmlElement) -> Iterator[str]:
    """Yield the short texts on the page that are shown with its article and speak of reading it or of those who may."""
    known: set[HtmlElement] = set()
    for holder in map(_speaks, islice(tree.iter(), _MOST_ELEMENTS)):
        if holder is None or holder in known or _is_unseen(holder):
            continue
        for one in (holder, *islice(holder.iterancestors(), _PARENTS)):
            line = text_within(one)
            known.add(one)
            if len(line) > _LONGEST_LINE:
                break
            yield line


def _speaks(element: HtmlElement) -> HtmlElement | None:
    """Return element, if its own first words may be such a line's, or its parent, if those after it may."""
    if _may_speak(element.text) and element.tag not in _NO_TEXT and isinstance(element.tag, str):
        return element
    return element.getparent() if _may_speak(element.tail) else None


def _may_speak(text: str | None) -> bool:
    return text is not None and _SHORTEST < len(text) <= _LONGEST_TEXT and _SPOKEN_OF.search(text) is not None


def _is_unseen(element: HtmlElement) -> bool:
    return is_in_comment(element) or any(map(_is_away, (element, *element.iterancestors())))


def _is_away(one: HtmlElement) -> bool:
    hidden = (
        one.get("hidden") is not None or one.get("aria-hidden") == "true" or _STYLED_AWAY.search(one.get("style") or "")
    )
    return bool(one.tag in _UNSEEN_TAGS or hidden or (one.tag not in ("body", "html") and _UNSEEN.search(names(one))))
