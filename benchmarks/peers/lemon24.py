"""lemon24/reader (pip install reader): `python lemon24.py DATABASE ADDRESSES`."""

import sys
from pathlib import Path

from reader import make_reader  # type: ignore[import-not-found]


def main(database: str, addresses: str) -> None:
    """Read every feed once."""
    reader = make_reader(database)
    for url in Path(addresses).read_text().split():
        reader.add_feed(url, exist_ok=True)
    reader.update_feeds(workers=8, scheduled=False)
    print(reader.get_entry_counts().total)


if __name__ == "__main__":
    main(*sys.argv[1:3])
