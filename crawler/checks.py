"""What can be wrong with the settings of a source beyond their form; for `config.load`."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from config import Problem, Settings, SiteSettings, SourceSettings
from config.explain import near
from crawler.reader import readers
from crawler.selectors import check_selector
from crawler.spider_step import spiders


def check_sources(settings: Settings) -> Iterable[Problem]:
    """Yield a problem for each source whose kind or spider does not exist, or whose selector cannot be understood.

    So too for each site.
    """
    for number, source in enumerate(settings.sources):
        for key, what, cure in _problems(source):
            yield Problem(("sources", number, key), f"source {source.name!r}: {what}", cure)
    for name, site in settings.sites.items():
        for key, selector in _selectors(site):
            if wrong := check_selector(selector):
                cure = (
                    f'write for example {key} = "div.story p"'
                    if key != "drop"
                    else 'write for example drop = ["aside"]'
                )
                yield Problem(("sites", name, key), f"site {name!r}: {wrong}", cure)


def _selectors(site: SiteSettings) -> Iterator[tuple[str, str]]:
    given = (("title", site.title), ("text", site.text), ("date", site.date), ("authors", site.authors))
    yield from ((key, selector) for key, selector in given if selector)
    yield from (("drop", selector) for selector in site.drop)


def _problems(source: SourceSettings) -> Iterator[tuple[str, str, str]]:
    if not _ends_its_host(source.url):
        yield "url", "the host of its address ends in no port", "write / ? # in a name or password as %2F %3F %23"
    if source.kind not in readers():
        yield "kind", f"unknown kind {source.kind!r}", near(source.kind, readers())
    if source.spider and source.spider not in spiders():
        yield "spider", f"unknown spider {source.spider!r}", near(source.spider, spiders())
    if source.links and (wrong := check_selector(source.links)):
        yield "links", wrong, 'write for example links = "h2 a"'
    if source.next and (wrong := check_selector(source.next)):
        yield "next", wrong, 'write for example next = "a[rel=next]"'


def _ends_its_host(url: str) -> bool:
    """Whether a number is all that follows the colon after a host: a / in a password makes its beginning the port."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
