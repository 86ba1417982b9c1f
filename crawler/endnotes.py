"""Lines below an article that say whom the press may ask, and whose opinions were told. Pure."""

import re
from collections.abc import Collection

from crawler.dense import has_more_words
from crawler.page_metadata import words

_MAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24}){1,3}\b")
#: A telephone number behind its label.
_TELEPHONE = re.compile(
    r"(?:\b(?:tel(?:[eé]f(?:on|oon|ono)|efonnummer|ephone|éphone)?|phone|mobile?|handy|fax|тел(?:ефон)?|τηλ)\b\W{0,3}"
    r"|☎\s?|電話\W{0,2}"
    r"|电话\W{0,2}|전화\W{0,2}|هاتف\W{0,2})[+(]{0,2}\d[\d\s()/.–-]{5,}",
    re.IGNORECASE,
)
#: What stands above those who may be asked.
_CONTACTS = re.compile(
    r"""(?:(?:media|press(?:e)?)\s?-?(?:contacts?|kontakte?|inquiries|enquiries|office|stelle)
    |(?:for\ )?(?:more|further)\ information(?:,?\ (?:please\ )?contact)?|contacts?(?:\ (?:presse|for\ media|us))?
    |ansprechpartner(?:in(?:nen)?)?(?:\ für\ .{3,30})?|(?:presse)?kontakt(?:\ für\ .{3,30})?|rückfragehinweis
    |contacto(?:s)?(?:\ (?:de\ )?prensa)?|contatti(?:\ stampa)?|kontakt\ dla\ mediów|contact(?:en)?\ (?:voor\ de\ )?pers
    |контакт(?:ы|и)(?:\ для\ (?:сми|змі|прес[иы]))?|お?問い合わせ(?:先)?|本件に関する.{0,12})\W*""",
    re.IGNORECASE | re.VERBOSE,
)
#: The heading of what a page leads to: nothing below it is the article's if no paragraph is.
_CLOSING = re.compile(
    r"""\W*(?:(?:media\ |press\ )?contacts?|(?:further|more|additional|product|background)\ information|further\ reading
    |related(?:\ (?:links|documents|content|topics|articles))?|useful\ links|links|downloads?|attachments|documents
     |see\ also
    |(?:suggested\ |related\ )?topics|tags|keywords|weitere\ (?:informationen|themen|links|meldungen)
     |(?:presse)?kontakt|ansprechpartner\S*
    |zum\ (?:download|thema)|mehr\ zum\ thema|en\ savoir\ plus|pour\ en\ savoir\ plus|pièces\ jointes
     |documents\ (?:à\ télécharger|associés)
    |contactos?|más\ información|enlaces(?:\ relacionados)?|documentos|imágenes|allegati|documenti|contatti|link\ utili
    |anexos|mais\ informações|załączniki|materiały|kontakt|přílohy|kontakty|темы|теги|лица|документы|ссылки|контакты
     |файлы
    |теми|документи|контакти|посилання|ekler|etiketler
     |関連(?:リンク|資料|情報)|添付(?:資料|ファイル)|첨부\ ?파일|附件|相关链接)\W*""",
    re.IGNORECASE | re.VERBOSE,
)
#: That opinions are not those of who prints them.
_OPINIONS = re.compile(
    r"""[^\w]{0,3}(?:
    (?:the\ |any\ |all\ )?(?:views?|opinions?|statements)(?:\ (?:and|or
     |,)\ (?:\w+\ ){0,2}\w+)?\ (?:\w+\ )?(?:expressed|represented|presented|contained)\b
     .*\b(?:authors?|own|not|solely)\b
    |this\ (?:article|commentary|paper|piece|publication)\ (?:represents|reflects)\ (?:only\ )?the\ (?:views
     |opinions?)\b
    |die\ (?:hier\ |in\ .{3,60}\ )?(?:geäußerten|vertretenen|ausgedrückten)\ (?:ansichten|meinungen)\b
     |(?:namentlich\ )?gekennzeichnete\ beiträge\ geben\b
    |les\ (?:opinions|vues|points\ de\ vue|propos|avis)\ (?:\w+\ ){0,3}(?:exprimée?s|émises?|tenus)\b.*\b(?:engagent
     |reflètent|appartiennent)
    |las\ opiniones\ (?:expresadas|vertidas|aquí|de\ los)\b|le\ opinioni\ (?:espresse|qui)\b
     |as\ opiniões\ (?:aqui\ )?(?:expressas|emitidas)\b
    |(?:opinie|poglądy)\ (?:wyrażone|przedstawione|autora)\b|názory\ (?:vyjádřené|autor\w*|uvedené)\b
    |(?:мнение|точка\ зрения|взгляды)\ (?:автор\w*|редакции)\ .*(?:не\ совпада|отража)|(?:думк[аи]
     |погляди)\ автор\w*\ .*(?:не\ (?:збіг|співпад)|відобража)
    |(?:bu\ )?(?:makale|yazı|analiz)\S*\ (?:yer\ alan\ |ifade\ edilen\ )?(?:görüşler|fikirler)\b|(?:ال)?آراء\ الواردة
    |οι\ απόψεις\ που\ (?:εκφράζονται|διατυπώνονται)|de\ (?:in\ .{3,40}\ )?(?:geuite|weergegeven)\ meningen\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_WORDS_OF_OPINION = words("""
    view opinion statement ansicht meinung beiträge vues avis propos points opini názory мнение зрения взгляды думк
    погляди görüş fikir
    آراء απόψεις meningen poglądy
""")
#: A line that is longer says more than how somebody is reached; one that disclaims may be a paragraph.
_LONGEST, _LONGEST_DISCLAIMER = 200, 600
_MOST_LINES = 12
#: A line of contacts or links has no more.
_FEW_WORDS = 12
#: Characters before a name, as of a rank, and up to its end.
_LONGEST_RANK, _BEFORE_NAME = 12, 80
#: Words of a sentence that has an address in it.
_SENTENCE = 3


def without_endnotes(lines: list[str], authors: Collection[str] = ()) -> list[str]:
    """Return lines without those at their end that tell whom to ask, whose opinions they hold and who authors are."""
    first = max(len(lines) // 2, len(lines) - _MOST_LINES)
    of_authors = _notes_on_authors(lines, first, [name.casefold() for name in authors if " " in name])
    late = [line for n, line in enumerate(lines[first:], first) if n not in of_authors and not _is_disclaimer(line)]
    lines = lines[:first] + late
    closing = (number for number in range(first, len(lines)) if _CLOSING.fullmatch(lines[number]))
    end = next((number for number in closing if not any(map(_is_prose, lines[number:]))), len(lines))
    while end > first and (is_contact(lines[end - 1]) or not lines[end - 1]):
        end -= 1
    return lines[:end]


def _is_prose(line: str) -> bool:
    is_sentence = line[-1:] in '.!?…»”。！？"' and has_more_words(line, _SENTENCE)
    return is_sentence or has_more_words(line, _FEW_WORDS)


def is_contact(line: str) -> bool:
    """Tell whether a line says how somebody is reached, or that it follows.

    >>> is_contact("Press office: Jane Roe, tel. +44 20 7946 0000")
    True
    >>> is_contact("She wrote to jane.roe@example.org that nothing would come of it.")
    False

    """
    if len(line) > _LONGEST or line.startswith("|"):
        return False
    if _CONTACTS.fullmatch(line):
        return True
    is_sentence = line[-1:] in ".!?»”" and len(_MAIL.sub("", line).split()) > _SENTENCE
    return not is_sentence and bool(_MAIL.search(line) or _TELEPHONE.search(line))


def _notes_on_authors(lines: list[str], first: int, people: list[str]) -> set[int]:
    """Return the numbers of the lines, from `first` on, that say who the authors are, given by their folded names.

    None does where the article goes on below it, or speaks of them above: it may be on somebody of that name, or tell
    what its author has seen.
    """
    above = "\n".join(filter(_is_prose, lines[:first])).casefold()
    strangers = [name for name in people if name not in above]
    found: set[int] = set()
    for number in range(len(lines) - 1, first - 1, -1):
        line = lines[number]
        if _is_of_author(line, strangers):
            found.add(number)
        elif has_more_words(line, _FEW_WORDS) and not (_is_disclaimer(line) or is_contact(line)):
            break
    return found


def _is_of_author(line: str, people: list[str]) -> bool:
    """Tell whether a line begins with one of people, not as who asks in an interview does."""
    begins = line[:_BEFORE_NAME].casefold()
    near = (name for name in people if name in begins[: len(name) + _LONGEST_RANK])
    return len(line) <= _LONGEST_DISCLAIMER and any(f"{name}:" not in begins for name in near)


def _is_disclaimer(line: str) -> bool:
    if len(line) > _LONGEST_DISCLAIMER:
        return False
    folded = line.lower()
    return any(word in folded for word in _WORDS_OF_OPINION) and _OPINIONS.match(line) is not None
