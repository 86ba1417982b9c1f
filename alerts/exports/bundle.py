"""A bundle of evidence: a zip file with the articles as they were kept, why they were found, and hashes of it all.

`manifest.json`, the last file in it, names every other with its SHA-256, so that whoever holds the hash of that one can
show that nothing was changed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC
from hashlib import sha256
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from alerts.evaluate import Explanation
from alerts.export import About, Exported, Format, facts, text_hash
from alerts.wording import iso
from store.models import Article, ArticleVersion


class Bundle(Format):
    """A zip file that is written as it goes."""

    kind = "bundle"
    title = "evidence bundle"
    suffix = ".zip"
    media_type = "application/zip"

    def write(self, articles: Iterable[Exported], about: About) -> Iterator[bytes]:
        """Yield what the export is of, a folder for each article, one in it for each further alert, the manifest."""
        written, hashes = _Written(), dict[str, str]()
        at = about.made_at.astimezone(UTC).timetuple()[:6]
        with ZipFile(written, "w", ZIP_DEFLATED) as archive:
            for name, data in self._files(articles, about):
                hashes[name] = sha256(data).hexdigest()
                archive.writestr(_info(name, at), data)
                yield written.take()
            archive.writestr(_info("manifest.json", at), _json({"made_at": iso(about.made_at), "sha256": hashes}))
        yield written.take()

    def _files(self, articles: Iterable[Exported], about: About) -> Iterator[tuple[str, bytes]]:
        made = {"title": about.title, "query": about.query, "made_at": iso(about.made_at), "program": about.program}
        yield "about.json", _json(made)
        known: set[int] = set()
        for one in articles:
            article, folder = one.article, f"articles/{one.article.id:09}"
            if article.id in known and one.alert:
                yield from self._evidence(one, f"{folder}/alert-{one.alert.id}", about)
                continue
            known.add(article.id)
            yield from self._evidence(one, folder, about)
            yield f"{folder}/text.txt", _text(article)
            for version in about.versions(article):
                kept = {"version": version.number, "seen": iso(version.seen_at), "sha256": text_hash(version)}
                yield f"{folder}/versions/{version.number}.json", _json(kept)
                yield f"{folder}/versions/{version.number}.txt", _text(version)

    def _evidence(self, one: Exported, folder: str, about: About) -> Iterator[tuple[str, bytes]]:
        told = facts(one) | {"revision": one.alert.revision if one.alert else None}
        yield f"{folder}/article.json", _json(told)
        hits = [asdict(hit) for hit in one.hits]
        yield f"{folder}/explanation.json", _json({"hits": hits, "query": _told(about.explain(one.article))})


class _Written(RawIOBase):
    """What a zip file has written since it was taken last."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def _info(name: str, at: Any) -> ZipInfo:
    info = ZipInfo(name, at)
    info.compress_type = ZIP_DEFLATED
    return info


def _text(kept: Article | ArticleVersion) -> bytes:
    """Return that of which `text_hash` is the hash."""
    return "".join(f"{part}\n" for part in (kept.title, kept.summary, kept.text)).encode()


def _told(explanation: Explanation | None) -> dict[str, Any] | None:
    if explanation is None:
        return None
    parts = [_told(child) for child in explanation.children]
    return {"clause": explanation.clause, "held": explanation.held, "note": explanation.note, "parts": parts}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
