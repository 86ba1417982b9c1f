"""Place some articles of the labelled set: `python tests/replay.py STORE FROM TO`; prints where all stand, and why."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import select

from alerts.stories import place
from benchmarks.labelled.records import read_records
from crawler.addresses import canonical_url, url_key
from store.articles import record
from store.models import Article
from store.new_article import NewArticle
from store.session import open_store

#: Articles in one transaction.
POLL = 7


def main(url: str, first: int, after: int) -> None:
    store = open_store(url)
    records = read_records()[first:after]
    for start in range(0, len(records), POLL):
        with store.transaction() as session:
            for r in records[start : start + POLL]:
                item = NewArticle(
                    url=canonical_url(r.url),
                    url_key=url_key(r.url),
                    title=r.title,
                    text=r.text,
                    language=r.language,
                    published_at=r.published,
                )
                record(session, r.outlet, [item], r.seen, lambda s, some, seen=r.seen: place(s, some, seen))
    with store.reading() as session:
        placed = session.execute(select(Article.url, Article.story_id, Article.story_why).order_by(Article.id))
        print(json.dumps([list(row) for row in placed], sort_keys=True))
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
