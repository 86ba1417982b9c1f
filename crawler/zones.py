"""Names of time zones as dates in the wild use them."""

from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

#: Minutes east of Greenwich. Where a name means several zones, the one with most feeds: BST is British, IST Indian,
#: CST and EST American. Military letters but Z are left out: RFC 5322 4.3 says they cannot be trusted.
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
#: Zones of countries that write dates month first.
AMERICAN = frozenset(_PLACES) | {
    "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "akst", "akdt", "hst",
}  # fmt: skip


@lru_cache(maxsize=512)
def zone(name: str) -> tzinfo | None:
    """Return the zone of an abbreviation («CEST») or an IANA name («Europe/Kyiv»); None where it is neither."""
    low = name.lower()
    if low in _MINUTES:
        return timezone(timedelta(minutes=_MINUTES[low])) if _MINUTES[low] else UTC
    place = _PLACES.get(low, name if "/" in name else "")
    try:
        return ZoneInfo(place) if place else None
    except (KeyError, ValueError, OSError):
        return None


def offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    """Return the zone so many hours and minutes east (+) or west (-) of Greenwich; None where that cannot be."""
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-away if sign in "-−–" else away) if away < timedelta(hours=24) else None
