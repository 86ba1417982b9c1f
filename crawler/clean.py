"""The one gate for text from outside: what passes can be stored, encoded and shown. Touches no network.

Everything here is linear in its input, or refuses the inputs that are not: these functions run on what strangers
send.
"""

import html
import re
import unicodedata
from urllib.parse import urljoin, urlsplit

import regex

#: Characters of an article's text that are kept.
TEXT_LIMIT = 200_000
TITLE_LIMIT = 500
#: More letters than these are a paragraph of prose, and no label, caption or headline.
LONG_PARAGRAPH = 80

#: C1 controls in the wild are Windows-1252 taken for Latin-1 (HTML reads them so as well).
_WINDOWS = {code: bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c\x1d\x1e\u2028\u2029]")
#: Controls but newline and tab, lone surrogates, bidirectional overrides and isolates (Trojan Source,
#: CVE-2021-42574), byte order marks, interlinear marks, and noncharacters, which XML refuses as well.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
#: Longer runs of combining marks say nothing, and normalising them is quadratic (UAX 15, Stream-Safe Text).
_MARKS = regex.compile(r"(\p{M}{30})\p{M}+")
#: Where no such run is: a mark is no part of a word to `re`, which looks ten times as fast.
_NO_WORD = re.compile(r"\W{31}")
_MANGLED = re.compile("[\xc2-\xf4][\x80-\xbf\u0152-\u0192\u02c6-\u02dc\u2013-\u2122\u20ac]")
#: The same in Cyrillic letters («РњРёРЅ…»), of which two stand for one; no word has three such pairs in a row.
_MANGLED_CYRILLIC = re.compile(f"(?:[РС][{bytes({*range(0x80, 0xC0)} - {0x98}).decode('cp1251')}\x98]){{3}}")

_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
#: A character beyond 16 bits as programs have it that count in 16 bits.
_SURROGATES = re.compile(
    r"&#([xX][dD][89abAB][0-9a-fA-F]{2}|5[56]\d{3});&#([xX][dD][c-fC-F][0-9a-fA-F]{2}|5[67]\d{3});"
)
_UNSEEN = re.compile(r"<!--|<(script|style|template|head|title|noembed|noframes|svg)(?=[\s/>])", re.IGNORECASE)
#: Left open, these and comments take the rest of the page with them, as in a browser.
_SWALLOWING = frozenset(("script", "style"))
_EMBEDDED = re.compile(r"data:[\w.+-]{1,40}/[\w.+-]{1,60};base64,[A-Za-z0-9+/=\s]{200,}+")
#: Shorter ones have room for both.
_ROOMY = 10_000
_EMPTY_COMMENT = re.compile(r"-?>")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*+)(?>[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+>|<[!?][^<>]*+>")
_TITLE_TAG = re.compile(
    r"</?(a|abbr|acronym|b|bdi|bdo|big|blink|blockquote|br|center|cite|code|del|dfn|div|em|embed|figure|font|h[1-6]|hr|i|iframe|"
    r"img|ins|kbd|li|mark|nobr|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|sup|svg|table|td|th|time|"
    r"tr|tt|u|ul|var|wbr)(?=[\s/>])(?>[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+>",
    re.IGNORECASE,
)
#: Elements that stand in lines of their own.
_BLOCK_NAMES = """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary table
    tbody tfoot thead tr ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset(("td", "th"))

#: Links lead there and nowhere else.
SCHEMES = frozenset(("http", "https", "mailto"))
_LONGEST_LINK = 4_000
_OF_A_LINK = r"[\w/.~%+,=&@:!*'()$-]"
_SOUND_LINK = re.compile(
    rf"https?://[a-zA-Z0-9.-]+(?::[0-9]{{1,5}})?(?:/{_OF_A_LINK}*)?(?:\?{_OF_A_LINK}+)?(?:#{_OF_A_LINK}+)?", re.ASCII
)


def clean_text(text: str, limit: int = TEXT_LIMIT, *, one_line: bool = False) -> str:
    r"""Return text that every store, encoding and page can hold; at most limit characters, in NFC.

    Line ends of every kind become newlines; with one_line, all whitespace folds to single spaces.

    >>> clean_text("a\x00b\ud800\r\nc")
    'ab\nc'

    """
    text = text[: 4 * limit]
    if not text.replace("\n", "").isprintable():  # which most texts are
        text = FORBIDDEN.sub("", _BREAKS.sub("\n", text.translate(_WINDOWS)))
    if not text.isascii():
        text = normalised(text)
    text = " ".join(text.split()) if one_line else text.strip()
    return text[:limit].strip()


def normalised(text: str) -> str:
    """Return text in NFC, without endless marks."""
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", text) if _NO_WORD.search(text) else text)


def clean_title(text: str, *, markup: bool | None = None) -> str:
    """Return a title as one line of plain text, at most 500 characters.

    markup says whether text is HTML; None that the source does not know, when only tags that HTML has are taken for
    markup, so that «5 < 6» and «<2026>» stay.
    """
    text = text[: 20 * TITLE_LIMIT]
    if markup:
        return clean_text(html_to_text(text), TITLE_LIMIT, one_line=True)
    if markup is None and ("<" in text or "&" in text or len(text) > TITLE_LIMIT):
        # Titles escaped twice are common. To the fixed point: a title that was cleaned stays as it is.
        text = _settle(text)
    return clean_text(text, TITLE_LIMIT, one_line=True)


def _settle(text: str) -> str:
    for _ in range(50):
        plain = clean_text(unescape(_TITLE_TAG.sub(_title_gap, text)), TITLE_LIMIT * 20, one_line=True)
        if plain == text:
            break
        text = plain
    return text


def _title_gap(found: re.Match[str]) -> str:
    return " " if found[1].lower() in BLOCKS else ""


def unmangle(text: str) -> str:
    """Return text with UTF-8 that was taken for Latin-1 or Windows («â€™») put right; any other as it is."""
    if text.isascii():
        return text
    encodings = ("latin-1", "cp1252") if _MANGLED.search(text) else ()
    for encoding in encodings or (("cp1251",) if _MANGLED_CYRILLIC.search(text) else ()):
        try:
            # Windows-1251 has no character there, and what reads it leaves the byte.
            return b"\x98".join(part.encode(encoding) for part in text.split("\x98")).decode()
        except ValueError:
            continue
    return text


def unescape(text: str) -> str:
    """Return text with its HTML character references decoded; those of no character are dropped."""
    return html.unescape(sound_references(text)) if "&" in text else text


def sound_references(text: str) -> str:
    """Return text without numeric character references to what is no character; two halves of one become it."""
    if "&#" not in text:
        return text
    return _REFERENCE.sub(_sound_reference, _SURROGATES.sub(_paired, text))


def _paired(found: re.Match[str]) -> str:
    high, low = (int(digits[1:], 16) if digits[0] in "xX" else int(digits) for digits in found.groups())
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found[0]
    return f"&#{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00};"


def _sound_reference(found: re.Match[str]) -> str:
    # html.unescape raises on references of more than 4,300 digits (sys.set_int_max_str_digits).
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    if len(digits) > 7:
        return ""
    code = int(digits, base)
    sound = (code >= 32 or code in (9, 10, 13)) and code < 0x110000 and not 0xD800 <= code < 0xE000
    return f"&#{code};" if sound else ""


def has_markup(text: str) -> bool:
    """Tell whether there is a tag or comment in text."""
    return "<" in text and bool(_TAG.search(text) or "<!--" in text)


def unescaped_twice(text: str) -> str:
    """Return HTML that was escaped once too often as it was meant: it has no tag, but describes some.

    >>> [unescaped_twice(text) for text in ("&lt;p&gt;R&amp;amp;D&lt;/p&gt;", "5 &lt; 6", "<p>&lt;p&gt;</p>")]
    ['<p>R&amp;D</p>', '5 &lt; 6', '<p>&lt;p&gt;</p>']

    """
    if "&lt;" not in text or "<" in text:
        return text
    meant = unescape(text)
    return meant if _TITLE_TAG.search(meant) else text


def without_embedded(markup: str) -> str:
    """Return markup without the pictures that it holds instead of naming them: they leave no room for its words."""
    return _EMBEDDED.sub("", markup) if len(markup) > _ROOMY and ";base64," in markup else markup


def html_to_text(markup: str) -> str:
    r"""Return what a reader would see of an HTML fragment: paragraphs parted by newlines, without scripts and styles.

    >>> html_to_text("<p>One <b>t</b>wo</p><script>x</script>three&amp;four")
    'One two\nthree&four'

    """
    text = _in_one_line(seen(_beginning(markup)))
    text = unescape(_TAG.sub(_gap, text)).replace("\xa0", " ")
    return "\n".join(filter(None, map(_in_one_line, clean_text(text).split("\n"))))


def _beginning(markup: str) -> str:
    """Return as much of markup as is read, without a tag that is cut."""
    kept = markup[: 4 * TEXT_LIMIT]
    opened = kept.rfind("<") if len(kept) < len(markup) else -1
    return kept[:opened] if opened > kept.rfind(">") else kept


def _in_one_line(text: str) -> str:
    """Return text with its white space as single spaces."""
    text = text.strip()
    # What is printable holds no other; to part it into words and join these again takes ten times as long.
    return text if "  " not in text and text.isprintable() else " ".join(text.split())


def _gap(found: re.Match[str]) -> str:
    name = (found[2] or "").lower()
    return "\n" if name in BLOCKS else " " if name in _CELLS else ""


def seen(markup: str, unseen: re.Pattern[str] = _UNSEEN) -> str:
    """Return markup without comments and the elements that unseen names.

    unseen finds a comment's opening, or a tag's with its name as group 1; by default of elements that hold no text.
    """
    kept: list[str] = []
    at, open_ended = 0, set[str]()
    while found := unseen.search(markup, at):
        name = (found[1] or "").lower()
        end = -1 if name in open_ended else _end_of_unseen(markup, found)
        if end < 0 and (not name or name in _SWALLOWING):
            return "".join((*kept, markup[at : found.start()]))
        if end < 0:
            open_ended.add(name)
            kept.append(markup[at : found.end()])
        else:
            kept.append(markup[at : found.start()])
        at = max(end, found.end())
    return "".join((*kept, markup[at:]))


def _end_of_unseen(markup: str, found: re.Match[str]) -> int:
    if found[1]:
        close = re.compile(rf"</{found[1]}[^>]*+>", re.IGNORECASE).search(markup, found.end())
        return close.end() if close else -1
    if empty := _EMPTY_COMMENT.match(markup, found.end()):
        return empty.end()
    end = markup.find("-->", found.end())
    return end if end < 0 else end + 3


def to_paragraphs(text: str) -> str:
    """Return plain text as HTML paragraphs, one a line."""
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n") if line.strip())


def is_sound_link(link: str) -> bool:
    """Tell whether link is an absolute http or https address in which nothing is to be cleaned or joined, as most are.

    To take an address apart and put it together again costs more than all else that is done with it.
    """
    return len(link) <= _LONGEST_LINK and _SOUND_LINK.fullmatch(link) is not None


def safe_link(link: str, base_url: str = "") -> str | None:
    """Return link as an absolute http, https or mailto address, or None where it is no such thing."""
    if is_sound_link(link):
        return link
    link = clean_text(link, _LONGEST_LINK, one_line=True).replace(" ", "%20")
    try:
        absolute = urljoin(base_url, link)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or (parts.scheme != "mailto" and not parts.hostname):
        return None
    return absolute
