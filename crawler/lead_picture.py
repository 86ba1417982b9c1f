"""The picture that a page gives its article, told from what stands for the site on all its pages. Pure."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.clean import safe_link
from crawler.hosts import host_of
from crawler.linked_data import each
from crawler.page_metadata import PageData, loose, words
from crawler.places import names as names_of

_METAS = words("""
    og:image:secure_url og:image:url og:image twitter:image twitter:image:src thumbnail image
""")
#: How sites call what stands for them, or for a picture that is not there.
_OF_SITE = re.compile(
    r"logo|placeholder|default[-_]?(?:image|img|share|og|thumb|picture|social|cover)|(?:^|[/_-])(?:icon|favicon)"
    r"|apple-touch-icon|(?:^|[/_-])(?:no[-_]?(?:image|photo|picture|img)|fallback|blank|spacer)(?:[-_.\d]|$)"
    # What is made for all pages lies among what the site is made of.
    r"|/(?:static|assets?|themes?|dist|build|public|resources)/(?:[^/]{1,60}/){0,6}"
    r"(?:og|open-?graph|fb|facebook|twitter|social|shar(?:e|ing)|default)(?:[-_]?(?:image|img|picture|card|shar(?:e|ing)"
    r"|default|preview|banner|thumb(?:nail)?|og|fb|facebook|twitter|social|media|large|[a-z]{2}|\d{1,4}(?:x\d{1,4})?)){0,4}"
    r"(?:\.[0-9a-f]{6,40})?\.(?:png|jpe?g|gif|webp)$|\.svg$",
    re.IGNORECASE,
)
_LOGO = re.compile(r"(?:^|[\s_-])(?:site-?)?logo(?:$|[\s_-])", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif)$", re.IGNORECASE)
#: What stands in an article with pictures of its own: other articles, who wrote.
_OF_OTHERS = re.compile(r"author|avatar|related|teaser|recommend|promo|newsletter|comment|gallery-thumb", re.IGNORECASE)
_AROUND, _SMALLEST = 6, 200
_LONGEST, _LONGEST_SET = 2_000, 20_000
_SIZE = re.compile(r"([^\s,]\S*)\s+(\d{1,6}(?:\.\d{1,3})?)[wx]")
#: Logos stand at the beginning of a page.
_MOST_PICTURES = 60


def picture(page: PageData, names: frozenset[str]) -> str | None:
    """Return the address of the picture that the page gives its article (Open Graph, JSON-LD), not the site's logo.

    names are what the site is called, `loose`: its logo bears its name, or stands on the page as such.
    """
    shown = (page.article.get(term) for term in ("image", "thumbnailUrl"))
    pages = (node.get("primaryImageOfPage") for node in page.described)
    images = (page.named(image) for value in (*shown, *pages) for image in each(value))
    said = [*page.meta(*_METAS), *map(_address, images)]
    said += [
        link.get("href") or "" for link in page.tree.iter("link") if "image_src" in (link.get("rel") or "").lower()
    ]
    links = (safe_link(link, page.base) for link in chain(said, _figures(page)) if link)
    usable = [link for link in links if link and link.startswith("http") and len(link) <= _LONGEST]
    usable = [link for link in usable if not _OF_SITE.search(urlsplit(link).path)]
    of_site = {_file(logo) for logo in _logos(page)} if usable else set()
    return next((link for link in usable if _file(link) not in of_site and _name(link) not in names), None)


def _figures(page: PageData) -> Iterator[str]:
    """Yield the addresses of the figures in the article, for a page that says none to machines."""
    boxes = list(page.tree.iter("article", "main"))
    for figure in islice((figure for box in boxes for figure in box.iter("figure")), _MOST_PICTURES):
        around = (figure, *islice(figure.iterancestors(), _AROUND))
        images = figure.findall(".//img") if not any(map(_is_aside, around)) else []
        yield from map(_source, filter(_is_large, images))


def _is_aside(element: HtmlElement) -> bool:
    return element.tag in ("aside", "nav", "footer") or bool(_OF_OTHERS.search(names_of(element)))


def _is_large(image: HtmlElement) -> bool:
    width = image.get("width") or ""
    return not width.isdecimal() or int(width[:6]) >= _SMALLEST


def _source(image: HtmlElement) -> str:
    """Return where a picture lies; what stands in for it until it is scrolled to is none."""
    said = [image.get(name) or "" for name in ("data-src", "data-original", "data-lazy-src", "src")]
    around = next(image.iterancestors("picture"), None)
    sources = (image, *(() if around is None else around.iter("source")))
    sets = (one.get(name) or "" for one in sources for name in ("srcset", "data-srcset"))
    return next((link for link in (*said, *map(_largest, sets)) if link and not link.startswith("data:")), "")


def _largest(sizes: str) -> str:
    """Return the largest of the pictures in a srcset (https://html.spec.whatwg.org/#srcset-attributes)."""
    found = _SIZE.findall(sizes[:_LONGEST_SET])
    return max(found, key=lambda one: float(one[1]))[0] if found else ""


def _logos(page: PageData) -> Iterator[str]:
    """Yield the addresses of pictures that the page has for its site: its icons, its publisher's logo, its own."""
    for node in (page.article.get("publisher"), *page.nodes):
        if isinstance(node, dict):
            yield from map(_address, each(node.get("logo")))
    icons = (link for link in page.tree.iter("link") if "icon" in (link.get("rel") or "").lower())
    yield from (icon.get("href") or "" for icon in icons)
    yield from (
        one.get("src") or "" for one in islice(page.tree.iter("img"), _MOST_PICTURES) if _is_logo(one, page.url)
    )


def _is_logo(image: HtmlElement, url: str) -> bool:
    if _LOGO.search(f"{image.get('class') or ''} {image.get('id') or ''} {image.get('alt') or ''}"):
        return True
    anchor = next(image.iterancestors("a"), None)
    link = None if anchor is None else safe_link(anchor.get("href") or "", url)
    # Only a logo leads to the front page; on that all that leads nowhere does.
    is_front = link is not None and host_of(link) == host_of(url) and urlsplit(link).path in ("", "/")
    return is_front and urlsplit(url).path not in ("", "/")


def _name(link: str) -> str:
    return loose(_file(link).rpartition("/")[2].rpartition(".")[0])


def _file(link: str) -> str:
    """Return what tells a picture from others in all its sizes: where it lies, where that is a picture's address."""
    path = urlsplit(link).path
    return path if _PICTURE.search(path) else link


def _address(value: object) -> str:
    found = (value.get("url") or value.get("contentUrl")) if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""
