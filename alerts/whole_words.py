"""Tell whether what stands in a text without spaces is a word there, or a piece of another: イラン in アイランド.

Words of such scripts are read as the rows of their characters, which finds all that stands there and more. Japanese
writes foreign words in letters of their own, katakana: those that follow each other are one word, or some written
together (パトリオットミサイル). Thai and Lao have vowels that belong to the letter beside them. And of some words it is
known what holds them: 白俄罗斯, which is not 俄罗斯. Touches no database.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from alerts.cities import lines_of
from alerts.concepts import shipped_settings

_KATAKANA = "ァ-ヺー-ヿｦ-ﾟ"
_RUN = re.compile(f"[{_KATAKANA}]+")
_RUN_BEFORE = re.compile(f"[{_KATAKANA}]+\\Z")
#: Letters of Thai and Lao.
_VOWELLED = "\u0e01-\u0e4e\u0e81-\u0ecd"
_AT_AN_EDGE = re.compile(f"[{_KATAKANA}{_VOWELLED}]|.*[{_KATAKANA}{_VOWELLED}]\\Z", re.DOTALL)
#: Their vowels that belong to the letter after them, and those that belong to the one before.
_OF_THE_NEXT, _OF_THE_LAST = frozenset("เแโใไເແໂໃໄ"), frozenset("ะาำๅະາຳ")
#: No word begins with them: small letters, which belong to the one before, the sign that makes it long, and n.
_NEVER_FIRST = frozenset("ァィゥェォッャュョヮヵヶーヽヾン")
#: What is shorter is a word of its own only beside words that are known.
_SHORTEST = 3
#: So many letters beside are looked at: no word has more.
_LONGEST = 30
#: What others are often written together with, beside what concepts and cities are called.
_PARTS = (
    "アナリスト ウイルス エネルギー カード ガイド キャンプ グループ ケース コスト コース "
    "サイクル サポート サミット システム ショック スタイル ステーション センター タイプ タワー "
    "タンク チーム デモ デー トップ ニュース ネット ハウス バンク ビジネス "
    "ビル ファンド プラン プラント プログラム プロジェクト ベース ホテル マネー マーケット "
    "ミッション メディア メーカー メール ユーザー ライン リスク リスト リーダー ルート "
    "ルール レベル レポート ワーク"
)
_FIGURES = "0123456789一二两兩三四五六七八九十百数數几幾"
#: What holds a word that is often asked for, and is something else: names of places with that of another one, and words
#: that meet. 以北约30公里 is no NATO but some 30 km north of it, 两国会谈 no parliament but talks of two.
OTHERS = {
    "俄罗斯": "白俄罗斯",
    "俄羅斯": "白俄羅斯",
    "印度": "印度尼西亚 印度尼西亞",
    "苏丹": "南苏丹",
    "蘇丹": "南蘇丹",
    "马里": "索马里 马里兰 马里乌波尔 马里亚纳 马里博尔",
    "馬里": "索馬里 馬里蘭 馬里烏波爾 馬里亞納 馬里博爾",
    "几内亚": "赤道几内亚 几内亚比绍 新几内亚",
    "幾內亞": "赤道幾內亞 幾內亞比紹 幾內亞比索 新幾內亞",
    "尼日": "尼日利亚 尼日利亞 尼日尔 尼日爾",
    "约旦": "约旦河",
    "約旦": "約旦河",
    "蒙古": "内蒙古 內蒙古",
    "墨西哥": "新墨西哥",
    "伊拉克": "伊拉克利翁",
    "萨尔瓦多": "圣萨尔瓦多",
    "スーダン": "南スーダン",
    "ギニア": "赤道ギニア ギニアビサウ ニューギニア",
    "インド": "インドネシア",
    "リビア": "ボリビア",
    "マリ": "ソマリア マリアナ",
    "ซูดาน": "ซูดานใต้",
    "กินี": "ปาปัวนิวกินี อิเควทอเรียลกินี กินีบิสเซา",
    "อินเดีย": "อินเดียนา",
    "京都": "东京都 東京都",
    "北海": "北海道",
    "东海": "广东海 山东海",
    "東海": "廣東海 山東海",
    "南海": "海南海 南海岸 越南海军 越南海警 越南海防 越南海軍",
    "空军": "太空军",
    "空軍": "太空軍",
    "陆军": "大陆军",
    "陸軍": "大陸軍",
    "以军": "以军事 可以军 予以军 所以军",
    "国会": "两国会 中国会 各国会 全国会 両国会談 三国会談",
    "國會": "兩國會 中國會 各國會 全國會",
    "中东": "其中东部 其中东南 其中东北",
    "日本": "今日本报 昨日本报 日本报讯 日本报记者",
    **{nato: " ".join(side + nato + figure for side in "以东東西" for figure in _FIGURES) for nato in ("北约", "北約")},
}


def may_be_a_piece(asked: str) -> bool:
    """Tell whether what is asked for may stand as a piece of other words, so that it is to be seen whether it does."""
    return bool(_AT_AN_EDGE.match(asked)) or asked in OTHERS


def is_whole(text: str, start: int, end: int, *, goes_on: bool = False) -> bool:
    """Tell whether text[start:end], which may be a piece, is no piece of a word.

    `goes_on`: the word that ends there may go on, for only its beginning is asked for.

    >>> [is_whole(text, text.index("イラン"), text.index("イラン") + 3) for text in ("アイランド", "イランメディア")]
    [False, True]

    """
    if _other_around(text, start, end, goes_on) or text[max(0, start - 1) : start] in _OF_THE_NEXT:
        return False
    if not goes_on and text[end : end + 1] in _OF_THE_LAST:
        return False
    before, after = _joined_before(text, start), "" if goes_on else _joined_after(text, end)
    if not (before or after):
        return True
    asked, long_enough = text[start:end], end - start >= _SHORTEST
    if (before and asked[0] in _NEVER_FIRST) or after[:1] in _NEVER_FIRST:
        return False
    return all(not part or part in _words() or (long_enough and len(part) >= _SHORTEST) for part in (before, after))


def word_around(text: str, start: int, end: int) -> str:
    """Return the word of which text[start:end] is a piece, or what is written together with it.

    >>> word_around("ロングアイランドで", 4, 7), word_around("白俄罗斯总统", 1, 4)
    ('ロングアイランド', '白俄罗斯')

    """
    if longer := _other_around(text, start, end):
        return longer
    return _joined_before(text, start) + text[start:end] + _joined_after(text, end)


def _joined_before(text: str, start: int) -> str:
    """Return the katakana that end where the first one from start on follows them."""
    before = _RUN_BEFORE.search(text[max(0, start - _LONGEST) : start + 1])
    return unicodedata.normalize("NFKC", before[0][:-1]) if before else ""


def _joined_after(text: str, end: int) -> str:
    """Return the katakana that begin where the last one before the end goes on."""
    after = _RUN.match(text, end - 1, end + _LONGEST)
    return unicodedata.normalize("NFKC", after[0][1:]) if after else ""


def _other_around(text: str, start: int, end: int, goes_on: bool = False) -> str:
    """Return what stands there around what is asked for and is something else; "" if nothing does."""
    for longer, before in _others().get(text[start:end], ()):
        if start >= before and text.startswith(longer, start - before) and (before or not goes_on):
            return longer
    return ""


@cache
def _others() -> Mapping[str, Sequence[tuple[str, int]]]:
    """Return `OTHERS` one by one, each with how many characters stand before the word that it holds."""
    return {word: [(longer, longer.index(word)) for longer in some.split()] for word, some in OTHERS.items()}


@cache
def _words() -> frozenset[str]:
    """Return words in katakana that are known."""
    concepts = shipped_settings()
    named = (name.text for key in concepts for name in concepts.names_in(key, "ja"))
    cities = (line.partition("\t")[2] for line in lines_of("katakana.tsv"))
    found = {word for text in (*named, *cities, _PARTS) for word in _RUN.findall(text)}
    return frozenset(word for word in found if len(word) > 1)
