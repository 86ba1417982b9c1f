"""What a short script does: `python naive.py DATABASE ADDRESSES`; one feed after the other, into SQLite."""

import sqlite3
import sys
from pathlib import Path

import feedparser
import requests


def main(database: str, addresses: str) -> None:
    """Read every feed once, with conditional requests, and keep its entries."""
    kept = sqlite3.connect(database)
    kept.execute("CREATE TABLE IF NOT EXISTS feed (url PRIMARY KEY, etag, modified)")
    kept.execute("CREATE TABLE IF NOT EXISTS entry (feed, id, title, link, published, summary, UNIQUE (feed, id))")
    session = requests.Session()
    for url in Path(addresses).read_text().split():
        known = kept.execute("SELECT etag, modified FROM feed WHERE url = ?", (url,)).fetchone() or (None, None)
        asked = dict(zip(("If-None-Match", "If-Modified-Since"), known, strict=True))
        answer = session.get(url, headers={name: value for name, value in asked.items() if value}, timeout=20)
        if answer.status_code != 200:
            continue
        feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
        kept.executemany(
            "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?, ?)",
            [
                (url, e.get("id"), e.get("title"), e.get("link"), e.get("published"), e.get("summary"))
                for e in feed.entries
            ],
        )
        validators = (answer.headers.get("etag"), answer.headers.get("last-modified"))
        kept.execute("INSERT OR REPLACE INTO feed VALUES (?, ?, ?)", (url, *validators))
        kept.commit()
    print(kept.execute("SELECT count(*) FROM entry").fetchone()[0])


if __name__ == "__main__":
    main(*sys.argv[1:3])
