"""Lines amid an article that lead elsewhere or speak of the site, told by their words. Pure.

They hold headlines of other articles, by which an article would be found that says nothing of the kind.
"""

import re

#: Longer lines are prose, however they begin.
_LONGEST = 200
#: «Read also», in the languages of the catalogue; what follows is another article.
_ELSEWHERE = r"""
    read\ (?:also|more|next|the\ full\ (?:story|article))|also\ (?:read|see)|see\ also|more\ on\ this(?:\ story)?
    |related(?:\ (?:articles?|stor(?:y|ies)|news|coverage))?|recommended(?:\ reading)?|don['’]t\ miss
    |(?:à\ )?(?:lire|voir)\ (?:aussi|également)|sur\ le\ même\ sujet
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
    |相关(?:阅读|新闻|报道)|延伸阅读|相關(?:新聞|報導)|延伸閱讀|関連記事|あわせて読みたい|관련\ ?기사
"""
#: What a site says of itself.
_OF_THE_SITE = r"""
    (?:©|\(c\)|copyright\s*(?:©|ⓒ|\(c\)|\d{4})).*|.*\ball\ rights\ reserved\b.*|advertisement
    |(?:follow|join)\ us\ on\b.*
    |(?:click\ here\ to\ )?(?:sign\ up|subscribe)\ (?:for|to)\b.*\b(?:newsletters?|channel|alerts?|inbox|reading)\b.*
    |suivez-nous\ sur\b.*|abonnez-vous\b.*|folgen\ sie\ uns\b.*|abonnieren\ sie\b.*|síguenos\ en\b.*|seguici\ su\b.*
    |подписывайтесь\ на\b.*|підписуйтесь\ на\b.*
    |the\ post\s.*\s(?:appeared\ first|first\ appeared)\ on\s.*|der\ beitrag\s.*\serschien\ zuerst\ auf\s.*
    |l['’]article\s.*\sest\ apparu\ en\ premier\ sur\s.*|la\ entrada\s.*\s(?:se\ publicó|apareció)\ primero\ en\s.*
    |l['’]articolo\s.*\sproviene\ da\s.*|o\ post\s.*\sapareceu\ primeiro\ em\s.*
    |het\ bericht\s.*\sverscheen\ eerst\ op\s.*
    |artykuł\s.*\spochodzi\ z\ serwisu\s.*|(?:запись|сообщение)\s.*\sпоявил[аи]сь\ (?:впервые|сначала)\s.*
"""
_FURNITURE = re.compile(rf"\W*(?:(?:{_ELSEWHERE})\s*(?:[:：|»>→–—-].*)?|{_OF_THE_SITE})", re.IGNORECASE | re.VERBOSE)


def prose(text: str) -> str:
    """Return text, whose paragraphs are parted by newlines, without lines that lead elsewhere."""
    return "\n".join(line for line in text.split("\n") if not is_furniture(line))


def is_furniture(line: str) -> bool:
    """Tell whether a line of an article leads to another one, or is of the site.

    >>> is_furniture("Read also: Ten ships lost at sea"), is_furniture("Read more than one paper.")
    (True, False)

    """
    return len(line) <= _LONGEST and bool(_FURNITURE.fullmatch(line))
