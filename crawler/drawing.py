"""Drawings in HTML from outside: SVG that only draws, written anew. Touches no network.

They are taken out before the sanitiser reads the rest and put back afterwards. HTML has other rules inside SVG, and
where rules change, sanitisers are got round; so this one never sees any SVG, and here the rules are few: what does
more than show shapes and words is no drawing. Nothing in a drawing can run, move, load, link or refer to anything.

Source: https://www.w3.org/TR/SVG2/ (elements and presentation attributes)
"""

import re
from html import escape

from crawler.clean import unescape

#: Drawings of one text that are kept: as many as two noncharacters can count.
MOST = 32 * 32
DEEPEST = 30

_NAMESPACE = "http://www.w3.org/2000/svg"
_WORDS = frozenset(("text", "tspan", "title", "desc"))
_HOLDERS = frozenset(("svg", "g", "text", "tspan"))
_ELEMENTS = _WORDS | _HOLDERS | {"circle", "ellipse", "line", "path", "polygon", "polyline", "rect"}
_ATTRIBUTE_NAMES = """
    aria-hidden baseProfile color cx cy d display dominant-baseline dx dy fill fill-opacity fill-rule font-family
    font-size font-style font-weight height letter-spacing opacity points preserveAspectRatio r role rx ry stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor transform version viewBox visibility width x x1 x2 y y1 y2
"""
#: HTML does not care for their case, SVG does.
_ATTRIBUTES = {name.lower(): name for name in _ATTRIBUTE_NAMES.split()}
#: Numbers, lengths, colours, words, paths and transforms: no quote, escape, colon, or function that could load.
_VALUE = re.compile(r"(?:(?:rgba?|hsla?|matrix|translate|scale|rotate|skew[XY])\(|[\w\s#%.,+)-])*+", re.ASCII)

_OPENING = re.compile(r"<svg(?=[\s>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s++([\w:.-]++)(?:\s*+=\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)'|([^\s\"'<>=/`]++)))?+")
_TOKEN = re.compile(
    rf"<(?P<end>/?)(?P<name>[a-zA-Z]++)(?P<attributes>(?:{_ATTRIBUTE.pattern})*+)\s*+(?P<empty>/?)>|[^<]++"
)
_MARK = re.compile("<[^<>]*+>|([\ufdd0-\ufdef])([\ufdd0-\ufdef])")


def take_drawings(markup: str) -> tuple[str, list[str]]:
    """Return markup with a mark in place of each drawing, and the drawings, written anew.

    The marks are noncharacters, which clean text does not hold. SVG that is no drawing stays where it is.
    """
    kept: list[str] = []
    drawings: list[str] = []
    at = 0
    # An attempt ends at the next «<svg» at the latest, so all of them together are one walk through markup.
    for opening in _OPENING.finditer(markup):
        drawn = _drawing(markup, opening.start()) if len(drawings) < MOST else None
        if drawn:
            first, second = divmod(len(drawings), 32)
            kept += (markup[at : opening.start()], chr(0xFDD0 + first), chr(0xFDD0 + second))
            drawings.append(drawn[0])
            at = drawn[1]
    return "".join((*kept, markup[at:])), drawings


def put_back(written: str, drawings: list[str]) -> str:
    """Return sanitised HTML with the drawings at their marks: each once, and none inside a tag.

    A mark that was forged, by a character reference, moves a drawing or loses one, and does no more.
    """
    left = dict(enumerate(drawings))

    def drawing(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        return left.pop(32 * (ord(found[1]) - 0xFDD0) + ord(found[2]) - 0xFDD0, "")

    return _MARK.sub(drawing, written) if drawings else written


def _drawing(markup: str, at: int) -> tuple[str, int] | None:
    """Return the drawing that begins at a place in markup, and where it ends; None where it is none."""
    written: list[str] = []
    parents: list[str] = []
    while token := _TOKEN.match(markup, at):
        piece = _written(token, parents)
        if piece is None:
            break
        written.append(piece)
        at = token.end()
        if not parents:
            return "".join(written), at
    return None


def _written(token: re.Match[str], parents: list[str]) -> str | None:
    """Return what a token becomes, None where it does not belong in a drawing; parents are the open elements."""
    if not token["name"]:
        shown = parents[-1] in _WORDS or token[0].isspace()
        return escape(unescape(token[0]), quote=False) if shown else None
    name = token["name"].lower()
    if token["end"]:
        return f"</{name}>" if parents.pop() == name else None
    fits = name != "svg" and parents[-1] in _HOLDERS if parents else name == "svg" and not token["empty"]
    if not fits or name not in _ELEMENTS or len(parents) >= DEEPEST:
        return None
    if not token["empty"]:
        parents.append(name)
    return f"<{name}{_attributes(name, token['attributes'])}{token['empty']}>"


def _attributes(name: str, text: str) -> str:
    """Return the attributes of an element as they are kept: in one order, so that what is alike is written alike."""
    given = {found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)}
    # What style says goes before the attributes of the same names (SVG 2, 6.6).
    for declaration in given.get("style", "").split(";"):
        key, _, value = declaration.partition(":")
        given[key.strip().lower()] = value.strip()
    kept = {_ATTRIBUTES[key]: value for key, value in given.items() if key in _ATTRIBUTES and _VALUE.fullmatch(value)}
    if name == "svg":
        kept["xmlns"] = _NAMESPACE
    return "".join(f' {key}="{escape(value)}"' for key, value in sorted(kept.items()))
