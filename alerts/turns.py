"""Tell by headlines that things have turned: who was arrested is free, what was agreed has failed. Pure.

News and its turn name the same people, places and things, as a report and its denial do (`alerts.denials`), and no word
says that anything is taken back.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from alerts.features import STEM
from alerts.fingerprint import SPACELESS, tokens
from alerts.likeness import View
from store.window import Member

#: Custody and freedom, a yes and a no, agreement and failure, closed and open again, sought and found, a beginning and
#: an end: how the words of either side begin by language, in the same order; `$` ends one that has longer ones with
#: another meaning. Who wins where another one loses is no turn.
_OPPOSITES: dict[str, Sequence[tuple[str, str]]] = {
    "en": (
        ("arrest detain jailed$", "releas freed$ frees$ acquit"),
        ("approv adopt$ adopts$ adopted pass$ passes$ passed$", "reject"),
        ("agree$ agreed$ agrees$ reached$ signed$ signs$", "collaps fail$ fails$ failed$ falter"),
        ("close$ closes$ closed$ shuts$ shut$", "reopen"),
        ("missing search seek$ seeks$ sought$ hunt$ hunts$ hunted$", "found$ rescued recover"),
        ("begin begins began starts$ started kick", "ends$ ended$ conclud"),
    ),
    "de": (
        ("festgen verhaft inhafti", "freigel freigek freiges"),
        ("billigt$ billigen$ beschli verabsc", "lehnt$ lehnen$ abgeleh ablehn verwirf"),
        ("einigen$ einigt$ geeinig einigun", "geschei scheite platzt$ geplatz abgebro"),
        ("gesperr schlies geschlo", "geöffne öffnet$"),
        ("vermiss gesucht suche$ sucht$ suchen$", "gefunde geborge gerette"),
        ("beginn begann startet gestart", "endet$ beendet beende$ endete"),
    ),
    "fr": (
        ("interpe incarcé arrêtée?s?$", "libér relâch acquit"),
        ("adopte approuv", "rejett rejet"),
        ("conclu parvien", "échou échec rompu rompen"),
        ("ferme$ fermés?$ fermées?$", "rouvr"),
        ("recherc disparu", "retrouv"),
        ("commenc débute démarre", "termine achevée?s?$ achève"),
    ),
    "es": (
        ("deteni detien arresta", "liberad liberan excarce"),
        ("aprueb aprob", "rechaz"),
        ("acuerda pactan", "fracas rompen"),
        ("cierra cerrad", "reabre reabier"),
        ("busca$ buscan$ búsqued desapar", "hallad halla$ hallan$ encuent encontr rescata"),
        ("comienz empieza inicia", "termina finaliz conclu"),
    ),
    "it": (
        ("arresta", "rilasci liberat scarcer"),
        ("approv", "respin boccia"),
        ("raggiun", "fallit fallisc"),
        ("chiude chiuso chiusa", "riapre riapert"),
        ("cercano ricerch dispers scompar", "trovat ritrova recuper"),
        ("inizia comincia avvia", "termina conclu finisc"),
    ),
    "pt": (
        ("detid detém", "libert solto$ solta$"),
        ("aprov", "rejeit"),
        ("acordam", "fracass"),
        ("fecha", "reabre"),
        ("buscas$ procura desapar", "encontr achado$ resgat"),
        ("começa inicia arranca", "termina conclu encerra"),
    ),
    "nl": (
        ("aangeho gearres", "vrijgel vrijgek"),
        ("goedgek", "verwerp verworp"),
        ("eens$", "mislukt"),
        ("dicht$", "heropen"),
        ("vermist zoekact gezocht", "gevonde geborge gered$"),
        ("begint begonne gestart", "eindigt afgerond beëindi"),
    ),
    "pl": (
        ("zatrzym areszto", "zwolnio uwolnio wypuszc"),
        ("przyję uchwali zatwier", "odrzuc"),
        ("uzgodni", "fiask"),
        ("zamkn", "wznow"),
        ("poszuki zaginą zagini", "odnale odnalez znalezi"),
        ("rozpocz rusza ruszył", "zakończ"),
    ),
    "ru": (
        ("задержа арестов", "освобож отпуст"),
        ("одобри утверд", "отклони отверг"),
        ("договор", "сорвали провали"),
        ("закры", "вновь"),
        ("пропал разыск ищут$ поиски", "найден нашли$ обнаруж"),
        ("начали начало старт", "заверши закончи"),
    ),
    "uk": (
        ("затрима арешто", "звільни відпуст"),
        ("ухвали схвали", "відхили"),
        ("домовил", "зірвали провали"),
        ("закри", "відновл"),
        ("зник шукают розшук пошук", "знайде знайшл виявил"),
        ("почали розпоч старту", "заверши закінчи"),
    ),
    "tr": (
        ("gözaltı tutukla", "serbest tahliye"),
        ("onayla kabul$", "reddet redded"),
        ("anlaştı uzlaştı", "çöktü başarıs"),
        ("kapatı kapandı", "yeniden"),
        ("kayıp aranıyo arama$", "bulundu kurtarı"),
        ("başladı başlıyo", "sona bitti$ tamamla"),
    ),
}


def turned(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article says by its headline the contrary of what a story does, of which that did not speak."""
    for pair, side in _sides(view.title, view.vector.language):
        contrary = any((pair, not side) in _sides(m.title, m.vector.language) for m in members)
        if contrary and not any(_speaks(m, pair, side) for m in members):
            return True
    return False


@lru_cache(maxsize=10_000)
def _sides(title: str, language: str) -> frozenset[tuple[int, bool]]:
    """Return which pairs of opposites a headline has one side of, and whether that is the second."""
    found = frozenset(_found(tokens(title), language)) if language not in SPACELESS else frozenset()
    return frozenset((pair, side) for pair, side in found if (pair, not side) not in found)


def _speaks(member: Member, pair: int, side: bool) -> bool:
    return (pair, side) in {
        *_found(tokens(member.title), member.vector.language),
        *_found(member.vector.words, member.vector.language),
    }


def _found(words: Iterable[str], language: str) -> list[tuple[int, bool]]:
    sides = _patterns(language)
    return [key for key, pattern in sides for word in words if pattern.match(word[:STEM])]


@lru_cache(maxsize=64)
def _patterns(language: str) -> Sequence[tuple[tuple[int, bool], re.Pattern[str]]]:
    pairs = enumerate(_OPPOSITES.get(language, ()))
    return [
        ((n, bool(side)), re.compile("|".join(words.split()))) for n, pair in pairs for side, words in enumerate(pair)
    ]
