"""Words that stand in nearly every article of a language: alone in a query they find everything, or add nothing."""

from collections.abc import Mapping

from alerts.folding import fold

_BY_LANGUAGE = {
    "en": "a an the of to in on at by for from with and or not as is are was were be been has have had he she it its "
    "they their his her this that these those who which what when where will would can could but if than then there "
    "we you your our us i said says more all about after over new",
    "fr": "le la les l un une des du de d et ou ne pas en dans sur sous par pour avec sans que qui dont est sont été "
    "être a ont avait il elle ils elles ce cet cette ces son sa ses leur leurs au aux se plus mais comme nous vous",
    "de": "der die das des dem den ein eine einer eines einem einen und oder nicht in im an am auf aus bei mit nach "
    "von vom zu zum zur für über unter vor ist sind war waren wird werden wurde hat haben hatte er sie es ich wir ihr "
    "sich auch als wie so noch nur aber dass wenn man",
    "es": "el la los las un una unos unas de del y o no en a al con por para sin sobre que quien se su sus es son fue "
    "ha han había lo le les más pero como este esta esto estos estas ese esa eso entre ya muy",
    "it": "il lo la i gli le un una uno di del della dello dei delle degli da dal dalla in nel nella a al alla con su "
    "sul per tra e ed o non che chi è sono era ha hanno si più ma come anche questo questa suo sua loro ci",
    "nl": "de het een en of niet in op aan bij met naar van voor uit over te is zijn was waren wordt worden werd heeft "
    "hebben had hij zij ze het er dat die dit deze als ook maar om door nog wel",
    "pl": "i w we z ze na do od o u po za przy przez dla nie to jest są był była było się że który która które jak ale "
    "lub oraz czy tym tej ten ta te jego jej ich już tylko także",
    "uk": "і й та в у на з із зі до від о об по за для про при не це є був була було були що як який яка яке які але "
    "або чи його її їх він вона вони ми ви також вже бути",
    "ru": "и в во на с со к ко от из у о об по за для при не ни это был была было были что как который которая которые "
    "но или а же его её их он она они мы вы также уже быть все",
    "tr": "ve veya bir bu şu o ile için de da ki mi değil gibi daha çok en olarak olan oldu ise ne her kadar sonra",
    "ar": "في من على إلى عن مع أن إن ما لا هذا هذه التي الذي الذين كان كانت قد هو هي هم ثم أو بين بعد قبل كل",
    "zh": "的 了 在 是 和 有 不 这 那 他 我 也 就 与 对 将 为",
}
_FOLDED = {language: frozenset(map(fold, words.split())) for language, words in _BY_LANGUAGE.items()}
#: The languages in which a folded word is that common.
COMMON_IN: Mapping[str, tuple[str, ...]] = {
    word: tuple(language for language, words in _FOLDED.items() if word in words)
    for word in frozenset().union(*_FOLDED.values())
}
