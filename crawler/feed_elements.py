"""The elements of feeds in XML by their usual names, whatever namespace or case they are written in. Pure."""

from functools import lru_cache
from itertools import chain
from typing import Any

XML = "{http://www.w3.org/XML/1998/namespace}"
#: Namespaces whose elements are those of RSS and Atom themselves get no prefix.
_PREFIXES = {
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/net/rss1.1#": "",
    "http://example.com/newformat#": "",
    "http://example.com/necho": "",
    "http://purl.org/echo/": "",
    "uri/of/echo/namespace#": "",
    "http://purl.org/pie/": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/elements/1.0/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://prismstandard.org/namespaces/basic/1.2/": "prism:",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism:",
    "http://prismstandard.org/namespaces/basic/2.1/": "prism:",
    "http://news.yandex.ru": "yandex:",
    "http://turbo.yandex.ru": "yandex:",
    "http://news.rambler.ru": "yandex:",
}
#: Some leave out the end of a namespace, or add one.
_ENDS = "/#"
_KNOWN = {namespace.rstrip(_ENDS): prefix for namespace, prefix in _PREFIXES.items()}
_USUAL = frozenset(filter(None, _PREFIXES.values()))
#: What the later vocabulary of Dublin Core took over from the earlier.
_OF_BOTH = frozenset(("title", "creator", "description", "date", "language", "identifier"))
#: Prefixes that some use for the feed's own elements without a word of what they stand for.
_UNDECLARED = ("rss:", "atom:")

#: An lxml element; lxml has no types.
Element = Any


def name_of(element: Element) -> str:
    """Return the element's name in small letters, with the usual prefix of its namespace.

    Where that is not known but written with a usual prefix, it is mistyped.
    """
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    name = _name(tag)
    if "}" in name and (prefix := f"{element.prefix or ''}:".lower()) in _USUAL:
        return prefix + name.rpartition("}")[2]
    return name


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    namespace, _, local = tag.rpartition("}")
    if not namespace and local.lower().startswith(_UNDECLARED):
        return local.lower().partition(":")[2]
    prefix = prefix_of(namespace[1:])
    if prefix == "dcterms:" and local.lower() in _OF_BOTH:
        prefix = "dc:"
    return f"{namespace}}}" * (prefix is None) + (prefix or "") + local.lower()


def prefix_of(namespace: str) -> str | None:
    """Return the usual prefix of a namespace, '' for those of RSS and Atom themselves; None where it is not known."""
    low = namespace.strip().lower().replace("https:", "http:", 1)
    return "" if "backend.userland.com/rss" in low else _KNOWN.get(low.rstrip(_ENDS))


class Children:
    """The children of one element, by name."""

    def __init__(self, parent: Element) -> None:
        self.named: dict[str, list[Element]] = {}
        for child in parent:
            name = name_of(child)
            if name in self.named:
                self.named[name].append(child)
            else:
                self.named[name] = [child]
        for child in chain.from_iterable(self.named.get("media:group", ())):
            self.named.setdefault(name_of(child), []).append(child)
        # A picture's title may be all there is; what else is said of it is not said of the entry.
        for child in chain.from_iterable(self.named.get("media:content", ())):
            if name_of(child) == "media:title":
                self.named.setdefault("media:title", []).append(child)

    def all(self, *names: str) -> list[Element]:
        """Return the children of these names, the better first."""
        named = self.named
        return [element for name in names if name in named for element in named[name]]

    def first(self, *names: str) -> Element:
        """Return the first child of these names, the better first, that has something in it."""
        for element in self.all(*names):
            if len(element) or (element.text or "").strip():
                return element
        return None

    def texts(self, *names: str) -> list[str]:
        """Return what stands in the children of these names; of several of one name the last comes first."""
        return [text for text in map(text_of, self._last_first(names)) if text]

    def dates(self, *names: str) -> list[str]:
        """Return the same, but that a time of HTML says which one it is (Drupal's templates leave it in the date)."""
        return [text for text in map(_date_of, self._last_first(names)) if text]

    def _last_first(self, names: tuple[str, ...]) -> list[Element]:
        named = self.named
        return [element for name in names if name in named for element in reversed(named[name])]

    def text(self, *names: str) -> str:
        """Return the first of what `texts` returns, or an empty string."""
        return next(iter(self.texts(*names)), "")


def language_of(element: Element) -> str:
    """Return the element's own xml:lang."""
    return element.get(f"{XML}lang") or ""


def text_of(element: Element) -> str:
    """Return the text in element, its children's included."""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def _date_of(element: Element) -> str:
    said = [step.get("datetime") for step in element] if len(element) else []
    return next(filter(None, said), "") or text_of(element)
