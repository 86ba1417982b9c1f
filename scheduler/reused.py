"""Which items are other news than what their source had at their address before: «/breaking», «/latest-statement».

By its address each would be a version of the first, whose story has rung already. But a headline that is rewritten
shares words with the one before, and an article that is rewritten keeps its guid.
"""

from collections.abc import Mapping
from datetime import timedelta

from crawler.item import Item
from crawler.shared_pages import anew
from crawler.wording import shares_nothing
from store.articles import Head
from store.new_article import guid_key

#: An article that is rewritten is dated anew by some, and soon.
_SOON = timedelta(hours=1)


def told_anew(known: Mapping[str, Item], heads: Mapping[str, Head]) -> dict[str, Item]:
    """Return those of the items at known addresses that are other news than what stands there, under addresses anew.

    Both are by the keys of the addresses.
    """
    return {key: anew(item) for key, item in known.items() if key in heads and is_other_news(item, heads[key])}


def is_other_news(item: Item, head: Head) -> bool:
    """Tell whether an item is other news than what its source has brought at its address."""
    if item.shared_page or (item.guid and guid_key(item.guid) == head.guid_key):
        return False
    if not item.published_at or not head.published_at or item.published_at - head.published_at <= _SOON:
        return False
    return shares_nothing(item.title, head.title) and shares_nothing(head.title, item.title)
