"""Who wrote, as the press of China, Taiwan, Japan and Korea says it: in a line of its own, or amid the text. Pure."""

import re

#: What Korean and Japanese papers write after the name.
_TITLE_AFTER = re.compile(r"(?<=[가-힣])\s?(?:선임기자|기자|특파원)$|(?<=[\u3040-\u9fff])\s?記者$")
_REPORTER = re.compile(r"[가-힣]{2,4}\s?(?:선임기자|기자|특파원)|[\u3040-\u9fff]{3,6}\s?記者")
_HAN = "[\u4e00-\u9fff]{2,4}"
#: Names in Taiwan's press are short.
_SHORT_HAN = "[\u4e00-\u9fff]{2,3}"
#: A line of its own.
_REPORTED = re.compile(
    rf"^[〔【（(［]?[\u4e00-\u9fff]{{0,8}}?(?:記者|记者)[:：\s]*({_HAN}(?:[、．・]{_HAN})*)\s?(?:[／/]\s?\S{{0,10}})?[〕】）)］]?$"
    rf"|^({_HAN}(?:[、．・]{_HAN})*)\s?[／/]\s?[\u4e00-\u9fff]{{0,8}}(?:報導|报道)$"
    r"|^[가-힣]{2,6}\s?[=＝]\s?([가-힣]{2,4})\s?(?:기자|특파원)$|^[\u30a0-\u30ff]{2,12}[=＝]([\u4e00-\u9fff\u3040-\u309f]{3,6})$"
)
#: Amid a text.
_AMID = (
    # «記者王小明／台北報導», as Taiwan's press has it, «中央社記者王小明台北25日電», as its agency.
    re.compile(
        rf"[〔【（(［](?:中央社|[\u4e00-\u9fff]{{1,3}}報)?記者({_SHORT_HAN}(?:、{_SHORT_HAN})*)"
        rf"(?:\s?[／/]|(?={_HAN}(?:\d{{1,2}}日[\u4e00-\u9fff]{{0,4}}電|報導)))"
    ),
    re.compile(
        rf"[（(【\[][\u4e00-\u9fff]{{0,10}}?(?:记者|記者)[:：\s]*({_HAN}(?:[、，\s]+(?!通讯员|摄影|摄)"
        rf"{_HAN})*)(?:[\s，、]+(?:通讯员|摄)[^（()）【】]{{0,20}})?[）)】\]]"
    ),
    # «【ワシントン＝山田太郎】»; two letters there are an agency, 共同.
    re.compile(r"[【（](?!写真|撮影|画像|提供|出典|図)\S{1,12}[＝=]([\u4e00-\u9fff\u3040-\u30ff]{3,6})[】）]"),
    re.compile(r"=\s?([가-힣]{2,4})\s?(?:기자|특파원)\s?\]"),
    re.compile(r"([가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4})*)\s?(?:기자|특파원)\s?="),
    re.compile(r"(?:^|\n)\W?(?:[가-힣]{2,6}\s?[=＝]\s?)?([가-힣]{2,4})\s?(?:기자|특파원)\W?\s*(?:\S+@\S+)?(?=\n|$)"),
)
#: Characters at either end of a text in which it says who wrote it.
_TOLD_WITHIN = 300


def without_reporter(name: str) -> str:
    """Return a name without what Korean and Japanese papers write after it.

    >>> without_reporter("김지훈 기자")
    '김지훈'

    """
    return _TITLE_AFTER.sub("", name)


def reporter_in(line: str) -> str:
    """Return who wrote by a line that says nothing else, '' where it is none; several stand side by side.

    >>> reporter_in("記者王小明／台北報導"), reporter_in("王小明")
    ('王小明', '')

    """
    said = _REPORTED.fullmatch(line)
    return next(filter(None, said.groups())) if said else ""


def names_reporter(line: str) -> bool:
    """Tell whether a line says but who wrote."""
    return bool(_REPORTER.fullmatch(line) or _REPORTED.fullmatch(line))


def reporters(text: str) -> tuple[str, ...]:
    """Return who wrote text by its own words, as agencies and papers of China and Korea say it amid the text.

    >>> reporters("雅加达5月12日电（记者李明、王芳）印度尼西亚"), reporters("(서울=연합) 김지훈 기자 = 합참은")
    (('李明', '王芳'), ('김지훈',))

    """
    ends = text[:_TOLD_WITHIN], text[-_TOLD_WITHIN:]
    found = next((found for end in ends for one in _AMID if (found := one.search(end))), None)
    return tuple(re.split(r"[、，,·\s]+", found[1].strip()))[:10] if found else ()
