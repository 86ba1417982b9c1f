"""By which rules articles are in the index of words (`store.word_index`), and which are to be entered anew.

Those are asked for from the newest down, a few at a time: all at once they would be looked through one by one by every
search. Until its turn comes an article is found by the words that it was entered under.
"""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from store.models import Article, IndexRules, Unindexed
from store.statements import insert_missing


def take_up(session: Session, rules: str) -> None:
    """Have articles entered by these rules from now on; what the index has by others is to be entered anew.

    Whoever goes by others leaves entering to those who go by these: so two releases at one store do not undo each
    other's work in turn.
    """
    session.execute(insert_missing(session, IndexRules), [{"id": 1, "rules": "", "below": 0}])
    row = session.get_one(IndexRules, 1, with_for_update=True)
    if row.rules != rules:
        waits = exists().where(Unindexed.article_id == Article.id)
        last = session.scalar(select(Article.id).where(~waits).order_by(Article.id.desc()).limit(1))
        row.rules, row.below = rules, 0 if last is None else last + 1


def are_in_force(session: Session, rules: str) -> bool:
    """Tell whether articles are entered by these rules; nobody takes up others before the transaction ends."""
    row = session.get(IndexRules, 1, with_for_update={"read": True})
    return row is not None and row.rules == rules


def ask_for_outdated(session: Session, rules: str, limit: int) -> bool:
    """Have the newest articles entered that the index has by other rules than these; tell whether there are any."""
    row = session.get(IndexRules, 1, with_for_update=True)
    if row is None or row.rules != rules or not row.below:
        return False
    below = select(Article.id).where(Article.id < row.below).order_by(Article.id.desc())
    ids = session.scalars(below.limit(limit)).all()
    if ids:
        # In the order in which a poll changes them, so that neither waits for the other in turn.
        session.execute(insert_missing(session, Unindexed), [{"article_id": id_} for id_ in sorted(ids)])
    row.below = ids[-1] if len(ids) == limit else 0
    return bool(ids)


def outdated(session: Session) -> int:
    """Return how many articles the index has by other rules than those in force, at most: numbers may be missing."""
    # Counting them would read the whole table.
    row = session.get(IndexRules, 1)
    return max(row.below - 1, 0) if row else 0
