"""Pages that servers give with a 200 where a source was: sign-ins, «not found», domains for sale. Pure."""

import re

from crawler.item import ReadError
from crawler.markup import decode_html

_TITLE = re.compile(r"<title[^<>]*+>([^<]{0,500})", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^<>]{0,500}?\btype\s*=\s*[\"']?password", re.IGNORECASE)
_SIGN_IN = re.compile(
    r"log[ -]?in|sign[ -]?in|anmeld|einloggen|connexion|connectez|identifi|iniciar sesi[oó]n|acced[ei]|entrar|zaloguj"
    r"|logowani|přihl[aá]|inloggen|logga in|kirjaudu|giriş"
    r"|вход|войти|увійти|вхід|登录|登錄|ログイン|로그인|تسجيل الدخول",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b404\b|(?:page|site|file|content)\s(?:was\s|is\s|could\s?n[o']t\sbe\s|cannot\sbe\s)?not\sfound|^\W*not\sfound"
    r"|nicht\sgefunden|introuvable|n[’']existe\s(?:pas|plus)|no\s(?:se\s(?:ha\s)?encontr|encontrad|existe)|não\sencontrad"
    r"|non\strovat|nie\s(?:została\s)?znalezion|nenalezena|niet\sgevonden|hittades\sinte|ei\slöyt|bulunamadı"
    r"|не\sнайден|не\sзнайден|未找到|不存在|見つかりません|찾을\s수\s없",
    re.IGNORECASE,
)
_FOR_SALE = re.compile(
    r"(?:this|the)?\s?domain(?:\sname)?\s(?:[\w.-]+\s)?(?:is|may\sbe)\s(?:for\ssale|parked|available)|buy\sthis\sdomain"
    r"|domain(?:\sname)?\shas\sexpired|domain\ssteht\szum\sverkauf|domaine\sest\sà\svendre|dominio\sest[aá]\sen\sventa"
    r"|(?:sedoparking|parkingcrew|hugedomains|afternic|bodis)\.(?:com|net)",
    re.IGNORECASE,
)
#: Such pages are small; an article may well speak of all this.
LARGEST = 100_000


def stand_in(markup: str) -> ReadError | None:
    """Return what page stands where a source was, as the reason why that cannot be read; None for any other.

    The kinds are `blocked`, where one must sign in, and `gone`.
    """
    if len(markup) > LARGEST:
        return None
    title = found[1] if (found := _TITLE.search(markup)) else ""
    if _FOR_SALE.search(markup):
        return ReadError("gone", "its domain is for sale: whoever published there has left")
    if _PASSWORD.search(markup) and _SIGN_IN.search(title):
        return ReadError("blocked", "a page to sign in stands there: it is for those who have an account")
    if _NOT_FOUND.search(title):
        return ReadError("gone", "a page stands there that says that nothing is found, though the server says 200")
    return None


def stand_in_of(data: bytes, content_type: str) -> ReadError | None:
    """Return what page stands where a source was, as `stand_in` does, from what a server gave. Runs in a worker."""
    return stand_in(decode_html(data, content_type)) if len(data) <= LARGEST else None
