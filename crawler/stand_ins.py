"""Pages that servers give with a 200 where a source was: sign-ins, «not found», «are you a robot?». Pure.

That a source is gone is said only where the page leaves no doubt: one who is told so gives it up. Any other page is
«not a feed», which costs nothing.
"""

import re

from crawler.clean import clean_text, html_to_text, unescape
from crawler.item import ReadError

_TITLE = re.compile(r"<title[^<>]*+>([^<]{0,500})", re.IGNORECASE)
#: Parts of a title: «404 | The Example», «Log in ‹ The Example».
_BETWEEN = re.compile(r"[|–—:·•«»‹›!?]|\.\s|\s-+\s")
#: What names a feed is the site itself.
_NAMES_A_FEED = re.compile(r"application/(?:rss|atom)\+xml", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^<>]{0,500}?\btype\s*=\s*[\"']?password", re.IGNORECASE)
#: Whole parts of a title, as are those below: the words alone stand in headlines, and the names of papers.
_SIGN_IN = re.compile(
    r"(?:please )?(?:log|sign)[ -]?in(?: to (?:your account|continue))?|sign[ -]?on"
    r"|anmelden|anmeldung|einloggen|(?:se )?connexion|se connecter|connectez-vous|identifiez-vous|s'identifier"
    r"|iniciar sesi[oó]n|inicio de sesi[oó]n|acceder|entrar|iniciar sess[aã]o|fazer login|accedi"
    r"|zaloguj(?: się)?|logowanie|přihlášení|přihlásit se|prihlásenie|inloggen|logga in|logg? ind?|kirjaudu(?: sisään)?"
    r"|giriş yap|oturum aç|вход(?: в систему)?|войти|авторизация|увійти|вхід(?: в систему)?|авторизація"
    r"|登录|登錄|ログイン|로그인|تسجيل الدخول",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"(?:(?:http )?error |fehler |erreur |errore |ошибка |помилка )?404(?: error| (?:page )?not found)?"
    r"|(?:the |this |requested )*(?:page|file|content)(?: was| is| could not be| couldn't be| cannot be)? not found"
    r"|(?:the |this |requested )*page (?:(?:could not|couldn't|cannot|can't) be found|does not exist|doesn't exist)"
    r"|(?:die )?(?:angeforderte )?(?:seite|datei) (?:wurde )?(?:leider )?nicht gefunden"
    r"|(?:(?:la|cette) )?page (?:demandée )?(?:(?:est )?introuvable|non trouvée|n'existe (?:pas|plus))"
    r"|(?:la )?p[aá]gina (?:solicitada )?(?:no (?:encontrada|existe)|não (?:foi )?encontrada|não existe)"
    r"|pagina non trovata|nie znaleziono strony|strona nie (?:została )?znaleziona|strony nie znaleziono"
    r"|stránka (?:nenalezena|nebyla nalezena)|pagina niet gevonden|sidan (?:hittades inte|finns inte)"
    r"|sivua ei (?:löydy|löytynyt)"
    r"|sayfa bulunamadı|страница не найдена|сторінк[ау] не знайден[оа]"
    r"|(?:页面|頁面|网页|網頁)(?:未找到|不存在|找不到)|(?:お探しの)?ページ[がは]見つかりません(?:でした)?"
    r"|페이지를 찾을 수 없습니다",
    re.IGNORECASE,
)
_CHECKS = re.compile(
    r"just a moment|one moment,? please|please wait|attention required|pardon our interruption|security check(?:point)?"
    r"|(?:bot|human|browser|captcha|security) (?:verification|check|challenge)|client challenge|robot check|captcha"
    r"|(?:please )?verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser(?: before accessing .{1,80})?"
    r"|making sure you're not a bot|you are being redirected"
    r"|are you (?:a robot|human)|robot or human|ddos-guard|access (?:to this page has been )?denied|access blocked"
    r"|zugriff verweigert|sicherheitsüberprüfung|accès refusé|vérification de sécurité|acceso denegado|accesso negato"
    r"|acesso negado|dostęp zabroniony|доступ (?:к сайту )?(?:запрещ[её]н|ограничен)|проверка (?:браузера|безопасности)"
    r"|доступ (?:заборонено|обмежено)|перевірка (?:браузера|безпеки)|安全验证|访问被拒绝|アクセスが拒否されました",
    re.IGNORECASE,
)
_OUT_OF_ORDER = re.compile(
    r"(?:(?:this )?(?:account|site|website) (?:has been |is )?)?(?:suspended|under maintenance|temporarily unavailable)"
    r"|(?:scheduled |site )?maintenance(?: mode)?|database (?:connection )?error|(?:service|site) unavailable"
    r"|error establishing a database connection|bandwidth limit exceeded|(?:http )?(?:error )?50[0234](?: error)?"
    r"|(?:http )?(?:error )?(?:50[0234] )?(?:internal server error|bad gateway|service (?:temporarily )?unavailable"
    r"|gateway time-?out)|(?:wordpress|php|application|server|fatal|runtime|critical) error"
    r"|wartungs(?:arbeiten|modus|seite)|(?:site )?en maintenance|en mantenimiento|(?:sito )?in manutenzione"
    r"|em manutenção|przerwa techniczna|(?:ведутся )?технические работы|технічні роботи|bakım çalışması",
    re.IGNORECASE,
)
#: What PHP writes into a page where a program breaks down, and Python.
_BROKEN_DOWN = re.compile(
    r"\A\s*(?:<br\s*/?>\s*)*+(?:PHP |<b>)((?:fatal|parse|catchable fatal) error|warning|notice|deprecated)(?:</b>)?"
    r"\s*:\s*([^<\n]{1,200})|\A\s*(?:<h1>)?(Error establishing a database connection)"
    r"|^(Traceback) \(most recent call last\)",
    re.IGNORECASE | re.MULTILINE,
)
#: A page that gives its reader a cookie by a script, and asks again.
_GIVES_A_COOKIE = re.compile(r"document\.cookie\s*=(?=.{0,5000}(?:location|reload))", re.DOTALL)
_FOR_SALE = re.compile(
    r"\bthis domain(?: name)? (?:[\w.-]+ )?(?:is|may be) (?:for sale|parked|available for (?:sale|purchase))"
    r"|\bbuy this domain\b|\bthis domain(?: name)? has expired|\bdiese domain steht zum verkauf"
    r"|\bce (?:nom de )?domaine est à vendre|\beste dominio est[aá] en venta",
    re.IGNORECASE,
)
#: Who parks a domain loads its page from one of these; who writes of them only links to them.
_PARKED = re.compile(
    r"\b(?:src|action)\s*=\s*[\"']?(?:https?:)?//(?:[\w-]+\.)*(?:sedoparking|parkingcrew|hugedomains|afternic|bodis)\.(?:com|net)",
    re.IGNORECASE,
)
#: Characters of a page's text in which it says that it is for sale.
_OPENING = 500
#: A page that looks at its reader says no more; under a headline that reads so, an article does.
_SAYS_LITTLE = 1_000
_SAYS_NOTHING = 100
#: Such pages are small; an article may well speak of all this.
LARGEST = 100_000


def stand_in(markup: str) -> ReadError | None:
    """Return what page stands where a source was, as the reason why that cannot be read; None for any other.

    The kinds are `blocked`, where one must sign in or show that one is no program, `gone`, and `http` where the site
    says that it is out of order.
    """
    if len(markup) > LARGEST or _NAMES_A_FEED.search(markup):
        return None
    title = unescape(found[1]) if (found := _TITLE.search(markup)) else ""
    if _PARKED.search(markup) or _FOR_SALE.search(f"{title}\n{html_to_text(markup)[:_OPENING]}"):
        return ReadError("gone", "its domain is for sale: whoever published there has left")
    if _says(_SIGN_IN, title) and _PASSWORD.search(markup):
        return ReadError("blocked", "a page to sign in stands there: it is for those who have an account")
    said = len(html_to_text(markup))
    if (_says(_CHECKS, title) and said <= _SAYS_LITTLE) or (said <= _SAYS_NOTHING and _GIVES_A_COOKIE.search(markup)):
        return ReadError("blocked", "a page stands there that wants to see a browser, though the server says 200")
    if _says(_NOT_FOUND, title):
        return ReadError("gone", "a page stands there that says that nothing is found, though the server says 200")
    if _says(_OUT_OF_ORDER, title) and said <= _SAYS_LITTLE:
        return ReadError(
            "http", "a page stands there that says that the site is out of order, though the server says 200"
        )
    return None


def broken_down(text: str) -> ReadError | None:
    """Return what a program of the site wrote as it broke down, as the reason; None where text is something else."""
    found = _BROKEN_DOWN.search(text[:5_000])
    if found is None:
        return None
    words = clean_text(": ".join(filter(None, found.groups())).partition(" in /")[0], 100, one_line=True)
    return ReadError("http", f"a program of the site breaks down there: {words}")


def _says(words: re.Pattern[str], title: str) -> bool:
    parts = _BETWEEN.split(" ".join(title.replace("’", "'").split()))
    return any(words.fullmatch(part.strip(" .,()[]\"'…")) for part in parts)
