"""What a store says was sent, for whoever compares it with what was received."""

from sqlalchemy import select

from store.alert_models import Alert, Delivery
from store.models import Article
from store.session import open_store


def recorded(url: str) -> set[tuple[str, str]]:
    """Return what is recorded as sent in the store at url, as (channel, title)."""
    query = select(Delivery.channel, Article.title).join(Delivery.alert).join(Alert.article)
    store = open_store(url)
    try:
        with store.reading() as session:
            return {(row.channel, row.title) for row in session.execute(query.where(Delivery.status == "sent"))}
    finally:
        store.close()
