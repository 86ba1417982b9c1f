"""MISP: an event with a `report` object for each article, as MISP imports it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid5

from alerts.display import one_line
from alerts.export import OURS, About, Exported, Format, article_uuid, each_once, facts, link_of

#: MISP's template for reports (misp-objects, objects/report).
_TEMPLATE = {"template_uuid": "70a68471-df22-4e3f-aa1a-5a3be19f82df", "template_version": "8", "meta-category": "misc"}
#: Its numbers for: nobody but us, no threat level, analysis done.
_EVENT = {"distribution": "0", "threat_level_id": "4", "analysis": "2", "published": False}
_LONGEST = 10_000


class Misp(Format):
    """One event."""

    kind = "misp"
    title = "MISP"
    suffix = ".misp.json"
    media_type = "application/json"

    def write(self, articles: Iterable[Exported], about: About) -> Iterator[bytes]:
        """Yield an event, with an object for each article that has an address of the web."""
        made = about.made_at
        event = {
            "uuid": str(uuid5(OURS, f"event {about.title} {made.isoformat()}")),
            "info": one_line(f"Tocsin: {about.title}", 300),
            "date": f"{made:%Y-%m-%d}",
            "timestamp": str(int(made.timestamp())),
            **_EVENT,
            "Tag": [{"name": 'osint:source-type="newspaper"'}],
        }
        yield b'{"Event": %s, "Object": [\n' % json.dumps(event, ensure_ascii=False).encode().removesuffix(b"}")
        first = True
        for one in each_once(articles):
            if link := link_of(one.article):
                yield (b"" if first else b",\n") + json.dumps(_object(one, link), ensure_ascii=False).encode()
                first = False
        yield b"\n]}}\n"


def _object(one: Exported, link: str) -> dict[str, Any]:
    article, told = one.article, facts(one)
    texts = {"title": one_line(article.title, 300), "summary": one_line(article.summary or article.text, _LONGEST)}
    attributes = [_attribute(one, "link", "link", link, "External analysis")]
    attributes += [_attribute(one, name, "text", text, "Other") for name, text in texts.items() if text]
    found = f"{told['source']}, {told['language'] or 'language unknown'}; found by: {', '.join(told['words'])}"
    watch = f"; watch {one.alert.watch}" if one.alert else ""
    return {
        **_TEMPLATE,
        "name": "report",
        "description": "Coverage found by Tocsin",
        "uuid": str(article_uuid(article)),
        "timestamp": str(int(article.seen_at.timestamp())),
        "distribution": "5",
        "comment": f"{found}{watch}; story {told['story']}; SHA-256 {told['sha256']}",
        "Attribute": attributes,
    }


def _attribute(one: Exported, name: str, kind: str, value: str, category: str) -> dict[str, Any]:
    return {
        "uuid": str(uuid5(article_uuid(one.article), name)),
        "object_relation": name,
        "type": kind,
        "category": category,
        "value": value,
        "to_ids": False,
        "distribution": "5",
        "timestamp": str(int(one.article.seen_at.timestamp())),
    }
