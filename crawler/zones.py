"""Names of time zones as dates in the wild use them, and the clock of those who name none."""

import re
from collections.abc import Iterable
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

#: Minutes east of Greenwich. Where a name means several zones, the one with most feeds: BST is British, IST Indian,
#: CST and EST American. Military letters but Z are left out: RFC 5322 4.3 says they cannot be trusted.
#: Of other languages: MEZ is German, SEČ Czech, TSİ Turkish, HNE the French of Canada.
_MINUTES = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "uct": 0, "zulu": 0,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180, "nst": -210, "ndt": -150, "at": -240,
    "brt": -180, "brst": -120, "art": -180, "clt": -240, "clst": -180, "cot": -300, "pet": -300, "vet": -240,
    "bot": -240, "ect": -300, "gft": -180, "uyt": -180, "pyt": -240,
    "bst": 60, "west": 60, "cet": 60, "cest": 120, "met": 60, "mest": 120, "mez": 60, "mesz": 120, "wat": 60,
    "eet": 120, "eest": 180, "cat": 120, "sast": 120, "msk": 180, "msd": 240, "мск": 180, "eat": 180, "trt": 180,
    "idt": 180, "irst": 210, "irdt": 270, "gst": 240, "azt": 240, "amt": 240, "get": 240, "samt": 240, "aft": 270,
    "pkt": 300, "uzt": 300, "yekt": 300, "tjt": 300, "tmt": 300, "mvt": 300, "ist": 330, "npt": 345, "almt": 360,
    "omst": 360, "kgt": 360, "btt": 360, "mmt": 390, "novt": 420, "krat": 420, "ict": 420, "wib": 420, "hovt": 420,
    "sgt": 480, "hkt": 480, "pht": 480, "myt": 480, "wita": 480, "awst": 480, "irkt": 480, "ulat": 480,
    "jst": 540, "kst": 540, "wit": 540, "yakt": 540, "acst": 570, "acdt": 630, "aest": 600, "aedt": 660,
    "vlat": 600, "chst": 600, "magt": 660, "sakt": 660, "nzst": 720, "nzdt": 780, "pett": 720, "fjt": 720,
    "fet": 180, "tsi": 180, "sec": 60, "selc": 120, "bdt": 360, "slst": 330, "phst": 480, "pgt": 600, "hne": -300,
    "hae": -240,
}  # fmt: skip
#: Names that leave it to the reader whether summer time holds.
_PLACES = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "eastern": "America/New_York",
    "pacific": "America/Los_Angeles",
}
#: Countries behind a clock, in capitals, as papers write that are read in all of Spanish America: «12:17 p.m. AR».
_OF_SPANISH_PRESS = {
    "AR": "America/Argentina/Buenos_Aires", "CL": "America/Santiago", "CO": "America/Bogota", "EC": "America/Guayaquil",
    "ESP": "Europe/Madrid", "MX": "America/Mexico_City", "PE": "America/Lima", "UY": "America/Montevideo",
    "VE": "America/Caracas",
}  # fmt: skip
BEHIND_CLOCK = re.compile(rf"(?<=\d [ap]\.m\. )(?:{'|'.join(_OF_SPANISH_PRESS)})\b")
#: What names mean in the press of one country, as minutes or a place whose summer time they leave to the reader.
_OF_COUNTRIES: dict[str, dict[str, int | str]] = {
    "Australia/Sydney": {
        "est": "Australia/Sydney", "edt": "Australia/Sydney", "cst": "Australia/Adelaide", "cdt": "Australia/Adelaide",
        "wst": "Australia/Perth",
    },
    "Asia/Karachi": {"pst": 300}, "Asia/Dhaka": {"bst": 360}, "Asia/Kuala_Lumpur": {"mst": 480},
    "Asia/Yangon": {"mst": 390, "mmt": 390}, "Asia/Riyadh": {"ast": 180}, "Asia/Kuwait": {"ast": 180},
    "Asia/Qatar": {"ast": 180}, "Asia/Bahrain": {"ast": 180}, "Asia/Baghdad": {"ast": 180}, "Asia/Aden": {"ast": 180},
    "America/Sao_Paulo": {"amt": -240}, "America/Guayaquil": {"ect": -300},
}  # fmt: skip
#: Names in words, before «time» and its like.
_IN_WORDS = {
    "australian eastern": "Australia/Sydney", "central european": "Europe/Brussels", "british": "Europe/London",
    "eastern european": "Europe/Athens", "western european": "Europe/Lisbon", "irish": "Europe/Dublin",
    "greenwich mean": "Etc/UTC", "coordinated universal": "Etc/UTC", "universal": "Etc/UTC", "london": "Europe/London",
    "brussels": "Europe/Brussels", "paris": "Europe/Paris", "berlin": "Europe/Berlin", "warsaw": "Europe/Warsaw",
    "kyiv": "Europe/Kyiv", "kiev": "Europe/Kyiv", "moscow": "Europe/Moscow", "turkey": "Europe/Istanbul",
    "israel": "Asia/Jerusalem", "arabian": "Asia/Riyadh", "gulf": "Asia/Dubai", "tehran": "Asia/Tehran",
    "iran": "Asia/Tehran", "pakistan": "Asia/Karachi", "india": "Asia/Kolkata", "indian": "Asia/Kolkata",
    "singapore": "Asia/Singapore", "china": "Asia/Shanghai", "beijing": "Asia/Shanghai", "taipei": "Asia/Taipei",
    "hong kong": "Asia/Hong_Kong", "japan": "Asia/Tokyo", "tokyo": "Asia/Tokyo", "korea": "Asia/Seoul",
    "korean": "Asia/Seoul", "seoul": "Asia/Seoul", "new zealand": "Pacific/Auckland",
    "south african": "Africa/Johannesburg", "south africa": "Africa/Johannesburg", "eastern": "America/New_York",
    "central": "America/Chicago", "mountain": "America/Denver", "pacific": "America/Los_Angeles",
}  # fmt: skip
_WORDS = re.compile(
    rf"\b({'|'.join(sorted(_IN_WORDS, key=len, reverse=True))})(?: standard| daylight| summer)? time\b", re.IGNORECASE
)
_WORD = re.compile(r"(?<![\w/.])[^\W\d_]{1,8}(?![\w/])")
#: Zones of countries that write dates month first.
AMERICAN = frozenset(_PLACES) | {
    "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "akst", "akdt", "hst", "central", "mountain",
}  # fmt: skip

#: The clock by which the press of a country writes (IANA): that of its capital, where it has several. Those with no
#: common clock (US, CD) are left out; of Canada and Australia most of the press shares one.
_CLOCK_OF_COUNTRIES = """
    Europe/London gb uk|Europe/Dublin ie|Europe/Lisbon pt|Atlantic/Reykjavik is|Europe/Paris fr|Europe/Brussels be
    Europe/Amsterdam nl|Europe/Berlin de|Europe/Luxembourg lu|Europe/Zurich ch|Europe/Vienna at|Europe/Rome it va
    Europe/Madrid es|Europe/Copenhagen dk|Europe/Oslo no|Europe/Stockholm se|Europe/Warsaw pl|Europe/Prague cz
    Europe/Bratislava sk|Europe/Budapest hu|Europe/Ljubljana si|Europe/Zagreb hr|Europe/Sarajevo ba|Europe/Belgrade rs
    Europe/Skopje mk|Europe/Tirane al|Europe/Malta mt|Europe/Helsinki fi|Europe/Tallinn ee|Europe/Riga lv
    Europe/Vilnius lt|Europe/Bucharest ro|Europe/Chisinau md|Europe/Sofia bg|Europe/Athens gr|Asia/Nicosia cy
    Europe/Kyiv ua укр|Europe/Minsk by|Europe/Moscow ru su рф|Europe/Istanbul tr|Asia/Tbilisi ge|Asia/Yerevan am
    Asia/Baku az|Asia/Jerusalem il|Asia/Beirut lb|Asia/Amman jo|Asia/Damascus sy|Asia/Baghdad iq|Asia/Riyadh sa
    Asia/Kuwait kw|Asia/Qatar qa|Asia/Bahrain bh|Asia/Dubai ae|Asia/Muscat om|Asia/Aden ye|Asia/Tehran ir
    Asia/Kabul af|Asia/Karachi pk|Asia/Kolkata in|Asia/Kathmandu np|Asia/Dhaka bd|Asia/Colombo lk|Asia/Tashkent uz
    Asia/Almaty kz|Asia/Bishkek kg|Asia/Bangkok th|Asia/Ho_Chi_Minh vn|Asia/Jakarta id|Asia/Kuala_Lumpur my
    Asia/Singapore sg|Asia/Manila ph|Asia/Shanghai cn|Asia/Hong_Kong hk|Asia/Taipei tw|Asia/Tokyo jp|Asia/Seoul kr
    Asia/Pyongyang kp|Pacific/Auckland nz|Africa/Cairo eg|Africa/Tunis tn|Africa/Algiers dz|Africa/Casablanca ma
    Africa/Dakar sn|Africa/Abidjan ci|Africa/Lagos ng|Africa/Accra gh|Africa/Nairobi ke|Africa/Johannesburg za
    Africa/Addis_Ababa et|Africa/Ouagadougou bf|Africa/Bamako ml|Africa/Lome tg|Africa/Conakry gn|Africa/Banjul gm
    Africa/Bissau gw|Africa/Freetown sl|Africa/Monrovia lr|Africa/Nouakchott mr|Africa/Porto-Novo bj|Africa/Niamey ne
    Africa/Ndjamena td|Africa/Douala cm|Africa/Libreville ga|Africa/Brazzaville cg|Africa/Bangui cf|Africa/Malabo gq
    Africa/Luanda ao|Africa/Kigali rw|Africa/Bujumbura bi|Africa/Lusaka zm|Africa/Harare zw|Africa/Maputo mz
    Africa/Gaborone bw|Africa/Windhoek na|Africa/Blantyre mw|Africa/Kampala ug|Africa/Dar_es_Salaam tz
    Africa/Djibouti dj|Africa/Asmara er|Africa/Khartoum sd|Africa/Juba ss|Africa/Tripoli ly|Indian/Antananarivo mg
    Indian/Comoro km|Indian/Mauritius mu|America/Paramaribo sr|America/Port-au-Prince ht
    America/Sao_Paulo br|America/Argentina/Buenos_Aires ar|America/Santiago cl
    Australia/Sydney au|America/Toronto ca|America/Guayaquil ec|America/La_Paz bo|America/Asuncion py
    America/Montevideo uy|Asia/Yangon mm|Asia/Phnom_Penh kh|Asia/Dushanbe tj|Asia/Ashgabat tm|Pacific/Port_Moresby pg
    America/Lima pe|America/Caracas ve|America/Mexico_City mx|America/Havana cu
"""
_CLOCKS = {
    # Hosts are given as they are asked for: рф is xn--p1ai.
    country.encode("idna").decode("ascii"): place
    for place, *countries in map(str.split, re.split(r"[|\n]", _CLOCK_OF_COUNTRIES.strip()))
    for country in countries
}
#: Letters of countries that sites of all countries have: they tell of none.
_BORROWED = {
    "ac", "ag", "ai", "bz", "cc", "co", "cx", "eu", "fm", "gd", "gg", "gl", "hm", "im", "io", "la", "lc", "me", "mn",
    "ms", "nu", "pm", "pw", "sc", "sh", "so", "st", "tk", "to", "tv", "vc", "vg", "ws",
}  # fmt: skip
#: Countries that write the month or the year first, or now this, now that (Unicode CLDR).
_NOT_DAY_FIRST = frozenset(("ca", "cn", "hu", "jp", "ke", "kp", "kr", "lt", "ph", "tw", "za"))
#: Only in the United States these have no country behind them.
_AMERICAN = (".gov", ".mil")
_LETTERS = 2
#: Languages whose press keeps one clock, wherever they are spoken; not English, Spanish, Portuguese or Arabic.
_COUNTRY_OF_LANGUAGES = {
    "fr": "fr", "de": "de", "nl": "nl", "it": "it", "da": "dk", "no": "no", "sv": "se", "pl": "pl", "cs": "cz",
    "sk": "sk", "hu": "hu", "sl": "si", "hr": "hr", "bs": "ba", "sr": "rs", "mk": "mk", "sq": "al", "mt": "mt",
    "ca": "es", "fi": "fi", "et": "ee", "lv": "lv", "lt": "lt", "ro": "ro", "bg": "bg", "el": "gr", "uk": "ua",
    "be": "by", "ru": "ru", "tr": "tr", "ka": "ge", "hy": "am", "az": "az", "he": "il", "fa": "ir", "hi": "in",
    "te": "in", "ml": "in", "ne": "np", "th": "th", "vi": "vn", "id": "id", "ms": "my", "zh": "cn", "ja": "jp",
    "ko": "kr", "is": "is",
}  # fmt: skip
#: Countries whose press is in one language; but for those whose order of day and month it does not tell.
_LANGUAGE_OF_COUNTRIES = {
    country: language
    for language, country in _COUNTRY_OF_LANGUAGES.items()
    if country not in ("by", "es", "in", "my") and country not in _NOT_DAY_FIRST
}


def clock_of(host: str, tags: Iterable[str] = (), country: str | None = None) -> tzinfo:
    """Return the zone of a site that names none beside its times: that of its country, as far as it can be told.

    Arguments: `host` of its pages, whose last part may be a country; `tags` the languages of its page (BCP 47), which
    may name a region (`pt-BR`), or be of one clock; `country` of its source by the settings (ISO 3166). The host goes
    before the settings, and these before tags, which are often a program's default. UTC where none tells, or the
    country is one whose clock is unknown: French is written in Haiti as well.
    """
    of_host = host.rpartition(".")[2].lower()
    if of_host not in _CLOCKS and len(of_host) == _LETTERS and of_host not in _BORROWED:
        return UTC
    said = [tag.lower().replace("_", "-").split("-") for tag in tags if tag]
    regions = [(language, part) for language, *parts in said for part in parts if len(part) == _LETTERS]
    elsewhere = {language for language, region in regions if region not in _CLOCKS}
    spoken = [_COUNTRY_OF_LANGUAGES.get(language, "") for language, *_ in said if language not in elsewhere]
    told = (of_host, (country or "").lower(), *(region for _, region in regions), *spoken)
    return zone(next((_CLOCKS[one] for one in told if one in _CLOCKS), "")) or UTC


def language_of(host: str) -> str:
    """Return the language of the country in which a host is, where most of its press is in one; or nothing.

    >>> language_of("www.example.pl"), language_of("www.example.ch")
    ('pl', '')

    """
    return _LANGUAGE_OF_COUNTRIES.get(host.rpartition(".")[2].lower(), "")


def writes_day_first(host: str) -> bool:
    """Tell whether the last part of a host's name is a country where 03/11 is in November."""
    country = host.rpartition(".")[2].lower()
    return country in _CLOCKS and country not in _BORROWED and country not in _NOT_DAY_FIRST


def order_of_host(host: str) -> str | None:
    """Return a language tag by whose order of day and month dates are written at host, as far as its name tells.

    >>> order_of_host("www.army.mil"), order_of_host("www.gov.uk"), order_of_host("www.example.org")
    ('en-us', 'en-gb', None)

    """
    if host.lower().endswith(_AMERICAN):
        return "en-us"
    return language_of(host) or ("en-gb" if writes_day_first(host) else None)


def zone_in(text: str, clock: tzinfo) -> tuple[str, tzinfo | None]:
    """Return the name of a zone that stands in text, in small letters, and what it means to those who live by clock.

    EST is Australian in Australia, IST Irish, Israeli or Indian. Both are empty where text names none.
    """
    if found := _WORDS.search(text):
        return found[1].lower(), zone(_IN_WORDS[found[1].lower()])
    key = getattr(clock, "key", "")
    for word in _WORD.findall(text):
        name = word.lower()
        own = _OF_COUNTRIES.get(key, {}).get(name)
        if found_zone := (zone(own) if isinstance(own, str) else _fixed(own) if own is not None else zone(name)):
            return "" if own is not None else name, found_zone
    return "", None


@lru_cache(maxsize=512)
def zone(name: str) -> tzinfo | None:
    """Return the zone of an abbreviation («CEST») or an IANA name («Europe/Kyiv»); None where it is neither."""
    low = name.lower()
    if low in _MINUTES:
        return _fixed(_MINUTES[low])
    place = _OF_SPANISH_PRESS.get(name) or _PLACES.get(low, name if "/" in name else "")
    try:
        return ZoneInfo(place) if place else None
    except (KeyError, ValueError, OSError):
        return None


def _fixed(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    """Return the zone so many hours and minutes east (+) or west (-) of Greenwich; None where that cannot be."""
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-away if sign in "-−–" else away) if away < timedelta(hours=24) else None
