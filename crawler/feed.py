"""From the bytes of a feed to items: RSS 0.9 to 2.0, RDF, Atom, JSON Feed. Pure; opens nothing, whatever the bytes say.

Three readers, from quick to tolerant: lxml for what is well-formed, lxml again after repairs, feedparser for the
rest. What they find is decided upon here, once for all formats.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from urllib.parse import urlsplit

from config.shortening import shortened
from crawler.boilerplate import without_boilerplate
from crawler.clean import (
    clean_text,
    clean_title,
    has_markup,
    html_to_text,
    is_sound_link,
    safe_link,
    to_paragraphs,
    unescape,
    unescaped_twice,
    unmangle,
    without_embedded,
)
from crawler.decode import decode, mend_xml, tidy_xml, without_cut_entry
from crawler.encoding import decode as decompress
from crawler.feed_dates import Dates, dates_of
from crawler.feed_json import read_json
from crawler.feed_links import is_web_link, join, page_after
from crawler.feed_loose import read_loose
from crawler.feed_raw import Markup, RawEntry, RawFeed
from crawler.feed_skips import skipped
from crawler.feed_xml import read_xml
from crawler.furniture import links_in, prose
from crawler.item import Item, ReadError
from crawler.link_slips import linked, public
from crawler.no_feed import HTML, no_feed, no_json_feed
from crawler.outlets import unless_quoted, without_outlet
from crawler.sanitise import sanitise_html
from crawler.shared_pages import at_page

MAX_SIZE = 16 * 1024 * 1024
MAX_ENTRIES = 1_000
#: Content this long that does not break off is the article, not a teaser.
WHOLE_ARTICLE = 1_200
#: A description without separate content has to be longer to be taken for one.
WHOLE_DESCRIPTION = 3_000
#: Some keep their feeds as they would be sent, all.xml.gz.
_GZIP = b"\x1f\x8b"
_LONGEST_URL = 4_000
#: So long is the title of an entry that has none, the beginning of its words.
_TITLE_OF_WORDS = 120
_LONGEST_WAIT = timedelta(days=7)

_FEED_ROOT = re.compile(r"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf|channel|item|entry)[\s>/]", re.IGNORECASE)
_SURE_ROOT = re.compile(r"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ENTRY_OPENING = re.compile(r"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8})*)")
_BROKEN_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|»|→|&hellip;|"
    r"(?:read|see|continue|full|more|lire|weiter|leer|leggi|czytaj|читать|читати|meer|läs|daha)\b[^\n.]{0,60})\W*$",
    re.IGNORECASE,
)
_MAIL = r"[<(\[]?(?:mailto:)?[^\s<>()\[\],;]+@[^\s<>()\[\],;]++[>)\]]?+"
#: What stands beside a name: its address, before it or after.
_BESIDE_NAME = re.compile(rf"^{_MAIL}[\s,;:–-]*(?=[^\s@])|(?<=[^\s@])[\s,;:–-]*(?<!\S){_MAIL}$", re.IGNORECASE)
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a feed, decided upon. Times are aware UTC; addresses are absolute http(s), or empty.

    `url` is the link as the feed has it; `original` the address behind it, where that is a relay's (FeedBurner).
    `outlet` is who published it, where an aggregator quotes it.
    """

    id: str
    url: str
    original: str
    title: str
    published: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    language: str | None
    raw_summary: Markup
    raw_content: Markup
    outlet: str = ""

    @cached_property
    def summary(self) -> str:
        """The summary as HTML that does nothing."""
        return _as_html(self.raw_summary)

    @cached_property
    def content(self) -> str:
        """The content as HTML that does nothing."""
        return _as_html(self.raw_content)

    @cached_property
    def summary_text(self) -> str:
        """The summary as plain text, paragraphs parted by newlines."""
        return _as_text(self.raw_summary)

    @cached_property
    def content_text(self) -> str:
        """The content as plain text, paragraphs parted by newlines."""
        return _as_text(self.raw_content)


@dataclass(frozen=True, kw_only=True)
class ParsedFeed:
    """What a feed says. `wait` is how long it asks to be left alone; `notes` say in plain words what was odd.

    `skips` are the hours of the week in which it is not to be read (see `crawler.feed_skips`).

    `hubs` push what is new in it (WebSub), under the address that it gives as its own, `topic`. `page` is where entries
    without a link are read: its site or itself. `following` is the page of it that holds what came before.
    """

    title: str
    url: str
    language: str | None
    entries: tuple[Entry, ...]
    wait: timedelta | None = None
    skips: tuple[int, ...] = ()
    hubs: tuple[str, ...] = ()
    topic: str = ""
    page: str = ""
    following: str = ""
    notes: tuple[str, ...] = ()


def parse_feed(
    data: bytes, url: str = "", content_type: str = "", now: datetime | None = None, country: str | None = None
) -> ParsedFeed:
    """Return what the feed in data says: at most 1,000 entries, the newest where there are more.

    url is its address, against which links are resolved; content_type the header as sent, for its charset; now, aware,
    when it was read, which settles what some dates can mean; country that of its source, by the settings.

    Raises:
        ReadError: `empty`; `too-large`; `not-a-feed`, where data is something else, which the reason names; `gone` and
            `blocked`, where it is a page that stands for what is no more, or must be signed in to; `parse`, where it
            is a feed too broken to read.

    """
    if len(data) > MAX_SIZE:
        raise ReadError("too-large", f"the feed has {len(data):,} bytes; {MAX_SIZE:,} are the most that is read")
    if data.startswith(_GZIP):
        data = decompress(data, "gzip", MAX_SIZE)
    text = decode(data, content_type).strip("\ufeff\x00 \t\r\n")
    if not text:
        raise ReadError("empty", "the answer is empty")
    if text[0] in "{[":
        return _decide(_from_json(text, url), url, now, country)
    if not _FEED_ROOT.search(text) or (HTML.match(text) and not _SURE_ROOT.search(text)):
        raise no_feed(text)
    return _decide(_from_xml(text, url), url, now, country)


def feed_items(feed: ParsedFeed) -> tuple[Item, ...]:
    """Return the entries as items, in the feed's order; those that have no address stand at the feed's page."""
    items = (_item(entry, feed.language) for entry in feed.entries)
    placed = (item if item.url else at_page(item, feed.page) if feed.page else None for item in items)
    return tuple(item for item in placed if item)


def _from_json(text: str, url: str) -> RawFeed:
    try:
        feed = read_json(text, url)
    except ValueError as error:
        raise ReadError("parse", f"this looks like JSON but is broken: {str(error)[:200]}") from error
    if feed is None:
        raise no_json_feed(text)
    return feed


def _from_xml(text: str, url: str) -> RawFeed:
    tidy = tidy_xml(text)
    try:
        feed = read_xml(tidy, url)
    except ValueError:
        feed = _from_broken_xml(tidy, url)
    if feed is None and _SURE_ROOT.search(tidy[:2_000]):
        feed = _from_broken_xml(tidy, url)
    if feed is None:
        raise no_feed(text)
    return feed


def _from_broken_xml(text: str, url: str) -> RawFeed | None:
    mended = mend_xml(without_cut_entry(text))
    expected = min(len(_ENTRY_OPENING.findall(mended)), MAX_ENTRIES)
    best: RawFeed | None = None
    failure: ValueError | None = None
    for read in (read_xml, partial(read_xml, recover=True), read_loose):
        try:
            found = read(mended, url)
        except ValueError as error:
            failure = error
            continue
        if found and (best is None or len(found.entries) > len(best.entries)):
            best = found
        if best and len(best.entries) >= expected:
            break
    if best is None and failure:
        raise ReadError("parse", f"the feed is too broken to read: {str(failure)[:200]}") from failure
    if best:
        best.notes.append("the feed is not well-formed XML; it was read as far as it makes sense")
    return best


def _decide(raw: RawFeed, url: str, now: datetime | None, country: str | None) -> ParsedFeed:
    language = _language(raw.language)
    texts = [text for entry in raw.entries for text in (*entry.published, *entry.updated)]
    dates = dates_of(texts, url, raw.language, now, country)
    entries = [_entry(entry, raw, language, dates, url) for entry in raw.entries]
    notes = list(raw.notes)
    if len(entries) > MAX_ENTRIES:
        notes.append(f"of {len(entries):,} entries the newest {MAX_ENTRIES:,} were read")
        entries = _newest(entries)
    page = _address([raw.url, raw.topic, url])
    return ParsedFeed(
        title=_title(raw.title),
        url=_address([raw.url]),
        language=language,
        entries=tuple(entries),
        wait=_wait(raw),
        skips=skipped(raw.skip_hours, raw.skip_days),
        hubs=tuple(hub for hub in map(safe_link, raw.hubs[:5]) if hub),
        topic=_address([raw.topic]),
        page=page,
        following=_address([page_after(raw, url)]),
        notes=(*notes, *_oddities(entries, raw, dates, page)),
    )


def _oddities(entries: Sequence[Entry], raw: RawFeed, dates: Dates, page: str) -> Iterable[str]:
    homeless = [entry for entry in entries if not entry.url]
    if lost := sum(not page or not _says_something(entry) for entry in homeless):
        yield f"{lost} of {len(entries)} entries have no link to a page and are left out"
    texts = (text for entry in raw.entries[:MAX_ENTRIES] for text in (*entry.published, *entry.updated) if text)
    if unread := next((text for text in texts if dates.read(text, _language(raw.language)) is None), None):
        yield f"a date is unreadable: {clean_text(unread, 60, one_line=True)!r}"


def _says_something(entry: Entry) -> bool:
    return bool(entry.title or entry.summary_text or entry.content_text)


def _newest(entries: list[Entry]) -> list[Entry]:
    ever = datetime.min.replace(tzinfo=UTC)
    return sorted(entries, key=lambda entry: entry.published or ever, reverse=True)[:MAX_ENTRIES]


def _entry(raw: RawEntry, feed: RawFeed, language: str | None, dates: Dates, found_at: str) -> Entry:
    own = _language(raw.language) or language
    updated = dates.first(raw.updated, own)
    outlet = clean_title(raw.outlet, markup=False)
    guid = [raw.id] if is_web_link(raw.id.strip()) else []
    links = [*raw.links, raw.original]
    links += [*guid, *raw.enclosures] if raw.permalink else [*raw.enclosures, *guid]
    return Entry(
        id=clean_text(raw.id, 2_000, one_line=True),
        url=_address(public(found_at, link) for link in links)
        or _address([join(raw.title.base, link) for link in linked(raw.title.value)]),
        original=_address([raw.original]),
        title=without_outlet(_title(raw.title), outlet),
        outlet=outlet,
        published=dates.first(raw.published, own) or updated,
        updated=updated,
        authors=_authors(raw.authors or (feed.authors if feed.inherits else [])),
        language=own,
        raw_summary=_as_meant(raw.summary),
        raw_content=_as_meant(raw.content),
    )


def _as_meant(markup: Markup) -> Markup:
    return markup if markup.html is False else replace(markup, value=without_embedded(unescaped_twice(markup.value)))


def _title(title: Markup) -> str:
    return clean_title(unmangle(title.value), markup=title.html)


def _address(links: Iterable[str]) -> str:
    """Return the first of links that is absolute http(s)."""
    for link in links:
        if is_sound_link(link):
            return link
        found = safe_link(link) if link else None
        if found and urlsplit(found).scheme in ("http", "https") and len(found) <= _LONGEST_URL:
            return found
    return ""


def _authors(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(_person, names) if name))[:20]


def _person(name: str) -> str:
    """Return the name in «mail (name)», as RSS has it, «name <mail>» and their like; a mail that is all there is."""
    name = clean_title(name[:1_000])[:200]
    bare = _BESIDE_NAME.sub("", name, count=1).strip()
    if "@" in bare:  # several persons, or a mail alone
        return name.removeprefix("mailto:")
    return (bare[1:-1].strip() if bare != name and bare[0] == "(" and bare[-1] == ")" else bare).strip('"')


def _language(tag: str) -> str | None:
    """Return a language tag as BCP 47 writes it, or None where it is none."""
    found = _LANGUAGE.fullmatch(tag.strip().replace("_", "-")[:20])
    if not found:
        return None
    return found[1].lower() + found[2]


def _wait(raw: RawFeed) -> timedelta | None:
    """Return the wait that ttl (minutes, RSS 2.0) or the syndication module asks for; at most a week."""
    if re.fullmatch(r"\d{1,6}", raw.ttl) and int(raw.ttl):
        return min(timedelta(minutes=int(raw.ttl)), _LONGEST_WAIT)
    hours = _PERIODS.get(raw.update_period.strip().lower())
    if hours is None:
        return None
    times = int(raw.update_frequency) if re.fullmatch(r"[1-9]\d{0,3}", raw.update_frequency) else 1
    return min(timedelta(hours=hours) / times, _LONGEST_WAIT)


def _as_html(markup: Markup) -> str:
    plain = _as_plain(markup)
    return to_paragraphs(plain) if plain is not None else sanitise_html(unmangle(markup.value), markup.base)


def _as_text(markup: Markup) -> str:
    plain = _as_plain(markup)
    return plain if plain is not None else html_to_text(unmangle(markup.value))


def _as_plain(markup: Markup) -> str | None:
    """Return markup's text where it is plain: said to be, or left open and without a tag."""
    if markup.html is False:
        return clean_text(unmangle(markup.value))
    if markup.html is None and not has_markup(markup.value):
        return clean_text(unescape(unmangle(markup.value)))
    return None


def _item(entry: Entry, language: str | None) -> Item:
    summary, content = (
        unless_quoted(text, entry.title, entry.outlet) for text in (entry.summary_text, entry.content_text)
    )
    complete = is_whole(content, WHOLE_ARTICLE) and content != summary
    if not complete and not content and is_whole(summary, WHOLE_DESCRIPTION):
        content, complete = summary, True
    teaser = prose(summary, entry.title, lambda: links_in(entry.summary))
    text = prose(content, entry.title, lambda: links_in(entry.content or entry.summary))
    text = "\n".join(without_boilerplate(text.split("\n"))) if complete else text
    if not teaser and not text:
        # An entry that says nothing else is not left without words.
        teaser, text = summary, content
    named = entry.title if entry.title.rstrip("/") != entry.url.rstrip("/") else ""
    return Item(
        url=entry.original or entry.url,
        title=named or shortened(clean_title(summary or content, markup=False), _TITLE_OF_WORDS),
        summary=teaser,
        text=text,
        guid=entry.id or None,
        published_at=entry.published,
        updated_at=entry.updated,
        authors=entry.authors,
        language=entry.language or language,
        complete=complete,
    )


def is_whole(text: str, length: int) -> bool:
    """Tell whether text is a whole article: so long at least, and not broken off with «…» or «Read more»."""
    return len(text) >= length and not _BROKEN_OFF.search(text[-80:])
