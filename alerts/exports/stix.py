"""STIX 2.1 (OASIS): a bundle with a report for each article, and the address that it refers to.

Identifiers are the same in every export, so that whoever imports two of them has each article once.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from alerts.display import one_line
from alerts.export import OURS, About, Exported, Format, article_uuid, each_once, facts, link_of

#: By which identifiers of observables are made (STIX 2.1, 2.9).
_OBSERVABLES = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
_SINCE = "2026-01-01T00:00:00.000Z"
_LONGEST = 10_000


class Stix(Format):
    """A bundle of reports."""

    kind = "stix"
    title = "STIX 2.1"
    suffix = ".stix.json"
    media_type = "application/stix+json;version=2.1"

    def write(self, articles: Iterable[Exported], about: About) -> Iterator[bytes]:
        """Yield a bundle: who made it, and two objects for each article that has an address of the web."""
        made = uuid5(OURS, f"bundle {about.title} {about.made_at.isoformat()}")
        yield b'{"type": "bundle", "id": "bundle--%s", "objects": [\n' % str(made).encode()
        yield _written(_IDENTITY)
        for one in each_once(articles):
            if link := link_of(one.article):
                for thing in _things(one, link):
                    yield b",\n" + _written(thing)
        yield b"\n]}\n"


_IDENTITY = {
    **{"type": "identity", "spec_version": "2.1", "id": f"identity--{uuid5(OURS, 'identity')}"},
    **{"created": _SINCE, "modified": _SINCE, "name": "Tocsin", "identity_class": "system"},
}


def _things(one: Exported, link: str) -> Iterator[dict[str, Any]]:
    article = one.article
    url = f"url--{uuid5(_OBSERVABLES, json.dumps({'value': link}, ensure_ascii=False, separators=(',', ':')))}"
    yield {"type": "url", "spec_version": "2.1", "id": url, "value": link}
    report: dict[str, Any] = {
        "type": "report",
        "spec_version": "2.1",
        "id": f"report--{article_uuid(article)}",
        "created_by_ref": _IDENTITY["id"],
        "created": _time(article.seen_at),
        "modified": _time(max(article.seen_at, article.changed_at or article.seen_at)),
        "name": one_line(article.title, 300) or "(no title)",
        "description": one_line(article.summary or article.text, _LONGEST),
        "published": _time(article.published_at or article.seen_at),
        "object_refs": [url],
        "external_references": [_reference(one, link)],
        "labels": [f"story-{article.story_id}", *([f"watch-{one.alert.watch}"] if one.alert else [])],
    }
    yield report | ({"lang": article.language} if article.language else {})


def _reference(one: Exported, link: str) -> dict[str, Any]:
    told = facts(one)
    words = ", ".join(told["words"])
    said = f"found by: {words}; SHA-256 of the text kept: {told['sha256']}"
    return {"source_name": one.article.source or "unknown", "url": link, "description": said}


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _written(thing: dict[str, Any]) -> bytes:
    return json.dumps(thing, ensure_ascii=False).encode()
