"""Read JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), and what people take for it."""

import json
from typing import Any

from crawler.feed_raw import Markup, RawEntry, RawFeed, ends
from crawler.feed_xml import join


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
    return RawFeed(
        title=Markup(_text(data.get("title")), html=False),
        url=join(url, _text(data.get("home_page_url"))) if data.get("home_page_url") else "",
        language=_text(data.get("language")),
        authors=_people(data),
        inherits=True,
        hubs=[_text(hub.get("url")) for hub in _list(data.get("hubs")) if _is_websub(hub)],
        topic=_text(data.get("feed_url")),
        entries=[_entry(item, url) for item in items],
        notes=notes,
    )


def _is_websub(hub: Any) -> bool:
    # The other kind that the specification names is rssCloud.
    return isinstance(hub, dict) and _text(hub.get("type")).lower() in ("", "websub", "pubsubhubbub")


def _is_entry(item: Any) -> bool:
    return isinstance(item, dict) and any(
        item.get(key) for key in ("id", "url", "title", "content_html", "content_text")
    )


def _entry(item: dict[str, Any], url: str) -> RawEntry:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    name = _text(item.get("id"))
    links = [join(url, _text(item[key])) for key in ("url", "external_url") if _text(item.get(key))]
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


def _people(data: dict[str, Any]) -> list[str]:
    people = _list(data.get("authors")) or [data.get("author")]
    names = (_text(p.get("name")) or _text(p.get("url")) if isinstance(p, dict) else _text(p) for p in people)
    return [name.removeprefix("mailto:") for name in names if name]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Return a string or number as text; numbers were kept as they stood."""
    return value.strip() if isinstance(value, str) else ""
