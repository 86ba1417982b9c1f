"""From bytes to text that an XML parser takes: encodings as they are, not as they are declared. Opens nothing."""

import codecs
import html.entities
import re
from collections.abc import Iterable

from crawler.clean import sound_references

#: What labels mean in practice (WHATWG Encoding Standard): the superset that browsers use.
_SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
#: Encodings of 16 and 32 bits, and ways in which Python writes names and literals.
_NO_ENCODINGS = ("utf-16", "utf-32", "idna", "punycode", "unicode-escape", "raw-unicode-escape")
_MULTIBYTE = frozenset(("gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "euc_jis_2004", "hz", "johab"))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: «<» and what follows it, in encodings that ASCII patterns cannot read (XML 1.0, appendix F).
_SIGNS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
#: Escape sequences that no XML may hold.
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp_2"), (b"\x1b$@", "iso2022_jp_2"))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
#: Western words have a letter of ASCII in four; where some have none, the label lies, as editors' defaults do.
_NO_WESTERN_WORD = re.compile(rb"[\xa1-\xff]{4,}")
_FEW_WORDS = 3
#: Amid ASCII, what is no UTF-8 is a letter that came in with a quotation.
_LONE_BYTE = re.compile(rb"(?<![\x80-\xff])[\x80-\xfd](?![\x80-\xff])")
#: A guess is asked for where the label is of no use; chardet would repeat it.
_LABEL = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?[\w.:-]+", re.IGNORECASE)
#: What opens CDATA is no tag: the words of a feed may all stand in it.
_MARKUP = re.compile(rb"<!\[CDATA\[|<[^<>\x80-\xff]*+>")
_SURE_ENOUGH = 0.05
#: Of so many characters beyond ASCII one may be lost in what is in the encoding that it is said to be in.
_SOUND = 10
_MULTIBYTE_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_MAX_SAMPLE = 100_000
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
#: Greek, Cyrillic, Armenian, Hebrew, Arabic and Thai: the alphabets of other code pages.
_OTHER_SCRIPT = re.compile("[\u0370-\u06ff\u0e00-\u0e7f]")

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,1000}+(?:\[(?P<subset>[^\]]*+)\]\s*+)?>", re.IGNORECASE)
_LONGEST_PROLOG = 50_000
_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]{1,50})\s+(?:\"([^\"<&]{0,200})\"|'([^'<&]{0,200})')\s*>")
#: All but the five that XML knows itself.
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][\w.-]{1,49});")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Those of ASCII: in UTF-8 they are no part of any other character.
_ILLEGAL_BYTES = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
#: Elements of feeds that hold words, and what comes after them; HTML that stands bare in them has other names.
_LEAF = "title|link|guid|id|pubdate|published|updated|description|summary|category|comments|dc:(?:date|creator)"
_AFTER_A_LEAF = (
    rf"{_LEAF}|author|source|enclosure|content|item|entry|channel|feed|rss|"
    r"(?:atom|content|dc|dcterms|feedburner|georss|itunes|media|prism|slash|sy|wfw):\w{1,30}"
)
_WHOLE_CDATA = r"<!\[CDATA\[(?:[^\]<]++|<(?!!\[CDATA)|\](?!\]>))*+\]\]>"
_UNCLOSED = re.compile(
    rf"<(?P<name>{_LEAF})(?:\s[^<>]{{0,500}})?(?<!/)>(?:[^<]++|{_WHOLE_CDATA})++"
    rf"(?=<(?:/(?:item|entry|channel|feed|rss)|{_AFTER_A_LEAF})[\s/>])"
    # Some close by opening anew, <title>…<title/>.
    r"(?:<(?P=name)\s?/>)?",
    re.IGNORECASE,
)
#: CDATA that was escaped with all that is in it, or put into CDATA again.
_CDATA_AS_TEXT = re.compile(
    r"(?<=>)\s*+&lt;!\[CDATA\[((?:[^<&\]]++|&(?!lt;!\[CDATA\[)|\](?!\]&gt;))*+)\]\]&gt;(?=\s*</)"
)
_CDATA_TWICE = re.compile(r"<!\[CDATA\[<!\[CDATA\[((?:[^\]<]++|<(?!!\[CDATA\[)|\](?!\]>))*+)\]\]>\s*+\]\]>")
#: The same, where a program that knows that CDATA ends with its first «]]>» wrote the outer one.
_CDATA_IN_TWO = re.compile(
    r"<!\[CDATA\[<!\[CDATA\[((?:[^\]<]++|<(?!!\[CDATA\[)|\](?!\]\]\]><!))*+)\]\]\]\]><!\[CDATA\[>\s*+\]\]>"
)
#: Amid the text, as where a page was put around the feed, it is none.
_XML_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,200}\?>")
_ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ENTRY_START = re.compile(r"<(?:\w{1,20}:)?(?:item|entry|url|sitemap)(?=[\s/>]|\Z)", re.IGNORECASE)
#: An entry's end, or that of all of them; its address.
_ENDED = re.compile(
    r"</(?:\w{1,20}:)?(?:item|entry|url|sitemap|channel|rss|feed|rdf|urlset|sitemapindex)\s*>"
    r"|</(?:\w{1,20}:)?(?:link|loc)\s*>|<(?:\w{1,20}:)?link\s[^<>]*>",
    re.IGNORECASE,
)
_MAX_EXPANSIONS = 10_000


def decode(data: bytes, content_type: str = "") -> str:
    """Return data as text, by the encoding it is in.

    A byte order mark decides; then, bytes that are valid UTF-8 are UTF-8 whatever they are declared to be; then the
    charset of content_type (RFC 7303), the XML declaration, and a guess, which goes first where the text cannot be what
    is declared. What cannot be decoded becomes U+FFFD.
    """
    if marked := _by_mark(data):
        return marked
    declared = _escaped(data) or _declared(data, content_type)
    if _is_utf8(data, declared):
        return data.decode("utf-8")
    if _is_nearly_utf8(data, in_doubt=bool(declared) and declared[0] in _MULTIBYTE):
        return _LONE_BYTE.sub(_as_western, data).decode("utf-8", "replace")
    lies = bool(declared) and declared[0] == "cp1252" and len(_NO_WESTERN_WORD.findall(data[:_MAX_SAMPLE])) > _FEW_WORDS
    found = None if lies else _strictly(data, declared) or _nearly(data, declared)
    if found is None:
        likely = _guess(data)
        found = _strictly(data, [likely]) or _nearly(data, [likely]) or _strictly(data, declared)
    return found or _mend(data, declared)


def _strictly(data: bytes, encodings: Iterable[str]) -> str | None:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return None


def _nearly(data: bytes, encodings: Iterable[str]) -> str | None:
    """Return data by the first of encodings in which it is but for a few bytes: teasers are cut amid a character.

    Bytes that Windows-1252 has no character for tell that its label is an editor's default.
    """
    for encoding in encodings:
        if encoding in ("", "cp1252"):
            continue
        text = data.decode(encoding, "replace")
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        if text.count("\ufffd") * _SOUND <= foreign:
            return text
    return None


def _by_mark(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    head = data[:64].lstrip(b" \t\r\n")
    sign = next((encoding for sign, encoding in _SIGNS if head.startswith(sign)), None)
    return data.decode(sign, "replace") if sign else None


def _declared(data: bytes, content_type: str) -> list[str]:
    labels = (_CHARSET.search(content_type[:500]), _DECLARATION.match(data[:500].decode("latin-1")))
    return [name for name in (_known(found[1]) for found in labels if found) if name]


def _escaped(data: bytes) -> list[str]:
    return [encoding for sign, encoding in _ESCAPES if sign in data[:_MAX_SAMPLE]] if data.isascii() else []


def _known(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    # The bytes before us are 8-bit: a label of UTF-16 or 32 lies, and codecs such as rot13 are no encodings.
    return "" if name.startswith(_NO_ENCODINGS) or not _is_text_codec(name) else _SUPERSETS.get(name, name)


def _is_text_codec(name: str) -> bool:
    try:
        return b"<".decode(name) in ("<", "\x14", "«") or name.startswith("cp")
    except (LookupError, ValueError):
        return False


def _is_utf8(data: bytes, declared: list[str]) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if data.isascii():
        return not declared or not declared[0].startswith(("iso2022", "hz", "utf_7"))
    # A few Chinese characters may be valid UTF-8 by chance; a sentence of them is not.
    return not (declared and declared[0] in _MULTIBYTE) or len(_MULTIBYTE_UTF8.findall(data[:_MAX_SAMPLE])) > 20


def _guess(data: bytes) -> str:
    """Return the encoding that the texts between data's markup look like, or nothing.

    One character that is cut makes no East Asian encoding possible for all of them; two thirds of them tell it then.
    """
    # Markup is mostly ASCII, and so much of it makes chardet doubt what it says of a few words.
    texts = [text for text in _MARKUP.split(_LABEL.sub(b"", data[:_MAX_SAMPLE])) if not text.isascii()]
    thirds = [_guessed(b" ".join(texts[third::3])) for third in range(3)] if len(texts) > _FEW_WORDS else []
    agreed = next((name for name in _MULTIBYTE if thirds.count(name) > 1), "")
    return agreed or _guessed(b" ".join(texts))


def _guessed(text: bytes) -> str:
    import chardet  # here: what is UTF-8, as most is, needs no guess

    found = chardet.detect(text)
    name = _known(found["encoding"] or "") if (found["confidence"] or 0) > _SURE_ENOUGH else ""
    return "" if name and _mixes_scripts(text.decode(name, "replace")) else name


def _mixes_scripts(text: str) -> bool:
    """Tell whether most words with letters of another script have Latin ones too, as Western words read as Cyrillic."""
    words = [word for word in _WORD.findall(text) if _OTHER_SCRIPT.search(word)]
    return sum(_LATIN.search(word) is not None for word in words) * 2 > len(words)


def _is_nearly_utf8(data: bytes, *, in_doubt: bool) -> bool:
    """Tell whether most of what is not ASCII is UTF-8: a few broken bytes, as of a text cut in two.

    It is nearly all where that is in doubt: characters of other encodings may be so by chance.
    """
    if data.isascii():
        return False
    lost, sound = data.decode("utf-8", "replace").count("\ufffd"), len(_MULTIBYTE_UTF8.findall(data))
    return lost * _SOUND <= sound > 20 if in_doubt else lost * 2 <= sound


def _as_western(found: re.Match[bytes]) -> bytes:
    return found[0].decode("cp1252", "replace").encode()


def _mend(data: bytes, declared: list[str]) -> str:
    for encoding in declared:
        text = (_LONE_BYTE.sub(_as_western, data) if encoding == "utf-8" else data).decode(encoding, "replace")
        if text.count("\ufffd") * 50 <= len(text):
            return text
    return data.decode("cp1252", "replace")


def tidy_xml(text: str) -> str:
    """Return text without what keeps XML from being read: declarations, DTD, illegal characters, unknown entities.

    Entities of HTML and simple ones of the document's own DTD become what they stand for; no other is ever expanded.
    """
    start, subset = _prolog(text)
    known = {found[1]: found[2] or found[3] or "" for found in _ENTITY.finditer(subset)}
    body = _with_plain_cdata(legal(text[start:]))
    if "&" not in body:
        return body
    left = _MAX_EXPANSIONS

    def expand(found: re.Match[str]) -> str:
        nonlocal left
        name = found[1]
        if name in known:
            left -= 1
            return known[name] if left >= 0 else ""
        return html.entities.html5.get(f"{name};", found[0])

    return _NAMED.sub(expand, sound_references(body))


def _with_plain_cdata(text: str) -> str:
    if "&lt;![CDATA[" in text:
        text = _CDATA_AS_TEXT.sub(r"\1", text)
    if "<![CDATA[<![CDATA[" in text:
        for written in (_CDATA_IN_TWO, _CDATA_TWICE):
            text = written.sub(r"<![CDATA[\1]]>", text)
    return text


def legal(text: str) -> str:
    """Return text without the characters that XML does not allow."""
    # Most have none, and bytes are looked through twenty times as fast.
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return _ILLEGAL.sub("", text)
    sound = len(data.translate(None, _ILLEGAL_BYTES)) == len(data) and "\ufffe" not in text and "\uffff" not in text
    return text if sound else _ILLEGAL.sub("", text)


def _prolog(text: str) -> tuple[int, str]:
    """Return where the first element starts, and what the document type declaration declares."""
    at, subset = max(text.find("<"), 0), ""
    if doctype := _DOCTYPE.search(text[:_LONGEST_PROLOG]):
        subset = doctype["subset"] or ""
    while at >= 0 and text.startswith(("<?", "<!"), at):
        if doctype and doctype.start() == at:
            end = doctype.end() - 1
        else:
            end = text.find("-->" if text.startswith("<!--", at) else ">", at)
        if end < 0:
            break
        at = text.find("<", end)
    return (at, subset) if at >= 0 else (len(text), subset)


def without_cut_entry(text: str) -> str:
    """Return a feed or sitemap without a last entry that breaks off before its address ends, with all of the rest.

    Half an address is that of another page, and an entry without one would come again when the feed is whole.
    """
    starts = [found.start() for found in _ENTRY_START.finditer(text)]
    return text if not starts or _ENDED.search(text, starts[-1]) else text[: starts[-1]]


def mend_xml(text: str) -> str:
    """Return text with stray ampersands and less-than signs escaped, outside CDATA; comments and declarations go.

    Elements of a feed that hold words end where another begins, closed or not.
    """
    text = _UNCLOSED.sub(r"\g<0></\g<name>>", text)
    kept = []
    for is_markup, section in _sections(text):
        if is_markup:
            section = _XML_DECLARATION.sub("", section)
            section = _BARE_LESS.sub("&lt;", _BARE_AMPERSAND.sub("&amp;", section))
        kept.append(section)
    return "".join(kept)


def _sections(text: str) -> list[tuple[bool, str]]:
    """Part text into markup (True) and CDATA (False), in linear time; an unclosed CDATA or comment is mere text.

    CDATA is unclosed, too, where its entry ends and another CDATA begins before the end that is found.
    """
    sections, at = [], 0
    closings = {"<![CDATA[": "]]>", "<!--": "-->"}
    ends = dict.fromkeys(closings, 0)
    while found := re.compile("|".join(map(re.escape, closings))).search(text, at) if closings else None:
        opening = found[0]
        sections.append((True, text[at : found.start()]))
        at = found.end()
        if ends[opening] < at:
            ends[opening] = text.find(closings[opening], at)
        end = ends[opening]
        if end < 0:
            del closings[opening]
        elif opening == "<!--":
            at = end + 3
        elif not _ENTRY_END.search(text, at, max(text.find(opening, at, end), at)):
            at = end + 3
            sections.append((False, text[found.start() : at]))
    return [*sections, (True, text[at:])]
