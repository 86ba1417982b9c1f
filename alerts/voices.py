"""Tell how many independent voices there are among those who tell a story, and who had it first. Pure.

Articles speak with one voice if one has the text of the other, both carry the same agency, or they are of one site or
one owner (sources with the same tag `owner:…`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from alerts.agencies import credit, of_site
from alerts.display import numbered
from config.choosing import SourceFacts
from store.tellings import Telling

if TYPE_CHECKING:
    from tldextract import TLDExtract

#: A source so tagged is official: a ministry, an alliance, an agency of state.
OFFICIAL = "official"
_OWNER = "owner:"
#: A date of publication is believed if the article was seen no longer after it, and not before it. Midnight is how a
#: day without an hour is kept (`crawler.page_dates`), which says nothing of who was first on that day.
_OLDEST_DATE = timedelta(days=30)
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Voice:
    """Articles that count as one: `outlets` are their sites, `agency` whose text they carry, if known."""

    articles: tuple[int, ...]
    outlets: tuple[str, ...]
    agency: str | None = None


@dataclass(frozen=True)
class First:
    """Who had a story first, and when (aware UTC): by the date of publication, or by when it was seen."""

    article: int
    source: str
    url: str
    title: str
    at: datetime
    published: bool


@dataclass(frozen=True)
class Voices:
    """Who tells a story.

    Attributes:
        outlets: the sites, in the order they were seen.
        independent: the voices, in the order of their first articles.
        countries, languages: of the sources and articles, sorted; unknown ones are left out.
        official: the official sources among them, in the order they were seen.
        first: who had it first; None if nobody tells it.
        seen_first: who was seen first, where that is another: by its date, or later, `first` had it before.

    """

    outlets: tuple[str, ...] = ()
    independent: tuple[Voice, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    first: First | None = None
    seen_first: First | None = None

    def published_before(self, article: int) -> str | None:
        """Return the source that had the story before this article, by its own date, though that was seen first."""
        if self.first is None or self.seen_first is None or self.seen_first.article != article:
            return None
        return self.first.source


def voices_of(tellings: Sequence[Telling], sources: Mapping[str, SourceFacts]) -> Voices:
    """Return the voices among those who tell a story, given in the order they were seen; `sources` by name."""
    facts = {one.source: sources.get(one.source) for one in tellings}
    countries = {source.country for source in facts.values() if source and source.country}
    first = min(tellings, key=lambda one: (_when(one)[0], one.article), default=None)
    seen = min(tellings, key=lambda one: (one.seen_at, one.article), default=None)
    return Voices(
        outlets=tuple(dict.fromkeys(site(one) for one in tellings)),
        independent=tuple(_independent(tellings, facts)),
        countries=tuple(sorted(countries)),
        languages=tuple(sorted({one.language.split("-")[0].lower() for one in tellings if one.language})),
        official=tuple(name for name, source in facts.items() if source and OFFICIAL in source.tags),
        first=_told(first, *_when(first)) if first else None,
        seen_first=_told(seen, seen.seen_at, published=False) if seen and seen is not first else None,
    )


def site(telling: Telling) -> str:
    """Return the site an article is on: the domain that its owner registered, or its source where there is none."""
    return _domain(telling.url) or telling.source


@lru_cache(maxsize=4096)
def _domain(url: str) -> str:
    # The first call reads the list: each of the threads that make messages at once would read its own.
    with _ONE_AT_A_TIME:
        return _suffixes()(url).top_domain_under_public_suffix


@cache
def _suffixes() -> "TLDExtract":
    """Sites that share a host by contract (blogspot.com) are sites of their own; must not reach for the network."""
    import tldextract  # here, and not at each start: it is slow to load

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@dataclass
class _Group:
    """Articles that speak with one voice, by what they have in common; the first of them is the `number`th of all."""

    number: int
    keys: list[str] = field(default_factory=list)
    told: list[Telling] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)


def _independent(tellings: Iterable[Telling], facts: Mapping[str, SourceFacts | None]) -> Iterable[Voice]:
    by_key: dict[str, _Group] = {}
    for number, one in enumerate(tellings):
        agency = credit(one.authors, one.opening, one.ending) or of_site(site(one))
        alone = _Group(number, _keys(one, facts[one.source], agency), [one], [agency] if agency else [])
        first, *others = _in_order(by_key[key] for key in alone.keys if key in by_key) or [_Group(number)]
        for other in (*others, alone):
            first.keys += other.keys
            first.told += other.told
            first.agencies += other.agencies
            by_key.update(dict.fromkeys(other.keys, first))
    for group in _in_order(by_key.values()):
        outlets = tuple(dict.fromkeys(map(site, group.told)))
        articles = tuple(sorted(one.article for one in group.told))
        yield Voice(articles, outlets, group.agencies[0] if group.agencies else None)


def _keys(one: Telling, source: SourceFacts | None, agency: str | None) -> list[str]:
    """Return what an article has in common with those that speak with the same voice."""
    keys = [f"site {site(one)}", f"article {one.article}"]
    keys += [tag for tag in source.tags if tag.startswith(_OWNER)] if source else []
    keys += [f"agency {agency}"] if agency else []
    keys += [f"article {one.copy_of}"] if one.copy_of is not None else []
    return keys


def _in_order(groups: Iterable[_Group]) -> list[_Group]:
    """Return groups, each once, those first that began first."""
    return [group for _, group in sorted({one.number: one for one in groups}.items())]


def _told(one: Telling, at: datetime, published: bool) -> First:
    return First(one.article, one.source, one.url, one.title, at, published)


def _when(one: Telling) -> tuple[datetime, bool]:
    """Return since when an article tells it, and whether that is its date of publication."""
    published = one.published_at
    if published is None or not one.seen_at - _OLDEST_DATE <= published <= one.seen_at:
        return one.seen_at, False
    at_midnight = published.astimezone(UTC).time() == time()
    return (one.seen_at, False) if at_midnight else (published, True)


def in_words(voices: Voices) -> str:
    """Return who tells a story, as in: 7 outlets, 3 of them independent (4 carry AFP), 4 countries, 3 languages."""
    outlets, independent = len(voices.outlets), len(voices.independent)
    carried = [f"{len(v.outlets)} carry {v.agency}" for v in voices.independent if v.agency and len(v.outlets) > 1]
    said = f"{independent} independent" + (f" ({', '.join(carried[:3])})" if carried else "")
    counts = [numbered(outlets, "outlet"), said]
    counts += [numbered(len(voices.countries), "country", "countries")] if voices.countries else []
    counts += [numbered(len(voices.languages), "language")] if voices.languages else []
    return ", ".join(counts)


def voices_data(voices: Voices) -> dict[str, Any]:
    """Return the voices for JSON."""
    return {
        "words": in_words(voices),
        "outlets": len(voices.outlets),
        "independent": len(voices.independent),
        "countries": list(voices.countries),
        "languages": list(voices.languages),
        "official": list(voices.official),
        "voices": [
            {"outlets": list(v.outlets), "articles": list(v.articles), "agency": v.agency} for v in voices.independent
        ],
        "first": _first_data(voices.first),
        "seen_first": _first_data(voices.seen_first),
    }


def _first_data(first: First | None) -> dict[str, Any] | None:
    if first is None:
        return None
    about = {"article": first.article, "source": first.source, "title": first.title, "url": first.url}
    return about | {"at": first.at.isoformat(), "by": "published" if first.published else "seen"}
