"""Read JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), and what people take for it."""

import json
from typing import Any

from crawler.feed_links import base_of, join
from crawler.feed_raw import Markup, RawEntry, RawFeed, ends


def read_json(text: str, url: str) -> RawFeed | None:
    """Return the JSON Feed in text, or None where the JSON is something else. url is the document's own.

    Raises:
        ValueError: it is not JSON.

    """
    try:
        data = json.loads(text, parse_int=str, parse_float=str)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    if "jsonfeed.org" not in _text(data.get("version")) and not any(map(_is_entry, data["items"])):
        return None
    notes: list[str] = []
    items = ends([item for item in data["items"] if _is_entry(item)], notes)
    feed = RawFeed(
        title=Markup(_text(data.get("title")), html=False),
        url=_link(url, data.get("home_page_url")),
        language=_text(data.get("language")),
        authors=_people(data),
        inherits=True,
        hubs=[_text(hub.get("url")) for hub in _list(data.get("hubs")) if _is_websub(hub)],
        topic=_link(url, data.get("feed_url")),
        notes=notes,
    )
    base = base_of(url, feed)
    feed.entries = [_entry(item, base) for item in items]
    return feed


def _is_websub(hub: Any) -> bool:
    # The other kind that the specification names is rssCloud.
    return isinstance(hub, dict) and _text(hub.get("type")).lower() in ("", "websub", "pubsubhubbub")


def _is_entry(item: Any) -> bool:
    return isinstance(item, dict) and any(
        item.get(key) for key in ("id", "url", "external_url", "title", "summary", "content_html", "content_text")
    )


def _entry(item: dict[str, Any], url: str) -> RawEntry:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    name = _text(item.get("id"))
    links = [link for key in ("url", "external_url") if (link := _link(url, item.get(key)))]
    attachments = [_text(a.get("url")) for a in _list(item.get("attachments")) if isinstance(a, dict)]
    return RawEntry(
        id=name,
        # The specification's advice: an id is ideally the full address of the item.
        permalink=True,
        links=links,
        enclosures=[join(url, link) for link in attachments if link],
        # Plain text by the specification; blogs write their titles as they stand in their pages.
        title=Markup(_text(item.get("title"))),
        summary=Markup(_text(item.get("summary")), html=False),
        content=Markup(html, html=True, base=url) if html else Markup(text, html=False),
        published=[_text(item.get("date_published"))],
        updated=[_text(item.get("date_modified"))],
        authors=_people(item),
        language=_text(item.get("language")),
    )


def _link(base: str, value: Any) -> str:
    return join(base, _text(value)) if _text(value) else ""


def _people(data: dict[str, Any]) -> list[str]:
    said = data.get("authors")
    people = _list(said) or [said or data.get("author")]
    names = (_text(p.get("name")) or _text(p.get("url")) if isinstance(p, dict) else _text(p) for p in people)
    return [name.removeprefix("mailto:") for name in names if name]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Return a string or number as text; numbers were kept as they stood."""
    return value.strip() if isinstance(value, str) else ""
