"""Read JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), and what people take for it.

That is RSS and Atom as programs turn them into JSON (`crawler.feed_mirror`, and what rss2json.com makes of them), and
the posts of WordPress's own interface, which is left where a site's feeds were switched off.
"""

import json
from typing import Any

from crawler.feed_links import base_of, join
from crawler.feed_mirror import read_mirror
from crawler.feed_raw import Markup, RawEntry, RawFeed, ends


def read_json(text: str, url: str) -> RawFeed | None:
    """Return the feed in text, which is JSON, or None where that is something else. url is the document's own.

    Raises:
        ValueError: it is not JSON.

    """
    try:
        # Strings with bare line ends are many.
        data = json.loads(text, parse_int=str, parse_float=str, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if isinstance(data, list) and any(isinstance(item, dict) and _said(item, "link") for item in data):
        data = {"items": data}
    if not isinstance(data, dict):
        return None
    if not isinstance(data.get("items"), list):
        return read_mirror(data, url)
    if "jsonfeed.org" not in _text(data.get("version")) and not any(map(_is_entry, data["items"])):
        return None
    head = data["feed"] if isinstance(data.get("feed"), dict) else data
    notes: list[str] = []
    items = ends([item for item in data["items"] if _is_entry(item)], notes)
    feed = RawFeed(
        title=Markup(_text(head.get("title")), html=False),
        url=_link(url, _said(head, "home_page_url", "link")),
        language=_text(head.get("language")),
        authors=_people(data),
        inherits=True,
        hubs=[_text(hub.get("url")) for hub in _list(data.get("hubs")) if _is_websub(hub)],
        topic=_link(url, data.get("feed_url")),
        following=_link(url, data.get("next_url")),
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
        item.get(key)
        for key in ("id", "url", "external_url", "link", "title", "summary", "content_html", "content_text")
    )


def _entry(item: dict[str, Any], url: str) -> RawEntry:
    html, text = _said(item, "content_html", "content"), _text(item.get("content_text"))
    short = _text(item.get("summary"))
    links = [link for key in ("url", "external_url", "link") if (link := _link(url, item.get(key)))]
    attachments = [_text(a.get("url")) for a in _list(item.get("attachments")) if isinstance(a, dict)]
    return RawEntry(
        id=_said(item, "id", "guid"),
        # The specification's advice: an id is ideally the full address of the item.
        permalink=True,
        links=links,
        enclosures=[join(url, link) for link in attachments if link],
        # Plain text by the specification; blogs write their titles as they stand in their pages.
        title=Markup(_said(item, "title")),
        summary=Markup(short, html=False) if short else Markup(_said(item, "description", "excerpt")),
        content=Markup(html, html=True, base=url) if html else Markup(text, html=False),
        published=_dates(item, "date_published", "pubDate", "date_gmt"),
        updated=_dates(item, "date_modified", "modified_gmt"),
        authors=_people(item),
        language=_text(item.get("language")),
    )


def _dates(item: dict[str, Any], *keys: str) -> list[str]:
    said = {key: date for key in keys if (date := _text(item.get(key)))}
    return [f"{date}Z" if key.endswith("_gmt") else date for key, date in said.items()]


def _said(item: dict[str, Any], *keys: str) -> str:
    """Return the first text under keys; WordPress has it in an object, as it is rendered."""
    values = (item.get(key) for key in keys)
    texts = (_text(value.get("rendered") if isinstance(value, dict) else value) for value in values)
    return next(filter(None, texts), "")


def _link(base: str, value: Any) -> str:
    return join(base, _text(value)) if _text(value) else ""


def _people(data: dict[str, Any]) -> list[str]:
    said = data.get("authors")
    people = _list(said) or [said or data.get("author")]
    names = (_text(p.get("name")) or _text(p.get("url")) if isinstance(p, dict) else _text(p) for p in people)
    # WordPress gives the number of who wrote it.
    return [name.removeprefix("mailto:") for name in names if name and not name.isdigit()]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Return a string or number as text; numbers were kept as they stood."""
    return value.strip() if isinstance(value, str) else ""
