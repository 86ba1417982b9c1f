"""JSON Lines: an object for each article, with its text and the places found."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from alerts.export import About, Exported, Format, facts


class JsonLines(Format):
    """One JSON object a line."""

    kind = "jsonl"
    title = "JSON Lines"
    suffix = ".jsonl"
    media_type = "application/jsonl"

    def write(self, articles: Iterable[Exported], about: About) -> Iterator[bytes]:
        """Yield a line for each article."""
        for one in articles:
            told = {**facts(one), "text": one.article.text, "hits": [asdict(hit) for hit in one.hits]}
            yield json.dumps(told, ensure_ascii=False).encode() + b"\n"
