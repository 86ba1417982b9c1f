"""Join two stories, or take articles out of one, so that it can be undone and no alert is told twice or lost.

Alerts go with the article that opened them. Of two alerts of a watch in one story the later is merged into the
earlier: what has gone out of it stays, what has not does not. Every step is kept, with who did it and why. What is
split by hand is never joined again by Tocsin itself, and what is joined by hand never split.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from store.alert_models import Acknowledgement, Alert, Feedback, Hold, StoredSilence
from store.marks import go_alone
from store.models import Article, Regrouping, Story
from store.statements import chunks, row_of
from store.stories import take_turn
from store.window import window

#: The marks of an alert that the one it is merged into gets, if it has none of its own.
_MARKS: dict[str, type[Acknowledgement] | type[Feedback]] = {"acknowledged": Acknowledgement, "rated": Feedback}


class CannotRegroup(Exception):
    """Stories cannot be joined or split so; the message says why, and what to do where something can be done."""


def join(session: Session, into: int, other: int, *, why: str, now: datetime, by: str | None = None) -> Regrouping:
    """Take all articles of the story `other` into the story `into`, and return what is kept of that.

    Stories that are merged stand for the one they are merged into. Silences of `other` go along.

    Arguments: `why` in words; `by` is whose hand it was, None for Tocsin itself.

    Raises:
        CannotRegroup: there is no such story, the two are one already, or a hand has said that they are not one.

    """
    take_turn(session)
    into, other = current(session, into), current(session, other)
    if into == other:
        raise CannotRegroup(f"they are one story already, {into}")
    if by is None and other in kept_apart(session, into):
        raise CannotRegroup(f"stories {into} and {other} were parted by hand")
    articles = _articles(session, other)
    silences = _take_silences(session, other, into)
    moved = {"articles": articles, "silences": silences, **_one_alert_each(session, into, other)}
    session.get_one(Story, other).merged_into_id = into
    _move(session, articles, other, into)
    return _keep(session, Regrouping(kind="join", from_id=other, to_id=into, moved=moved, why=why, by=by, at=now))


def split(session: Session, articles: Collection[int], *, why: str, now: datetime, by: str | None = None) -> Regrouping:
    """Take articles (by id) out of their story into one of their own, and return what is kept of that.

    Arguments: as for `join`.

    Raises:
        CannotRegroup: they do not stand in one story, they are all of it, or its articles were joined by hand.

    """
    take_turn(session)
    story = _story_of(session, articles)
    if by is None and _joined_by_hand(session, story):
        raise CannotRegroup(f"articles of story {story} were joined by hand")
    fresh = Story(opened_at=now, latest_at=now)
    session.add(fresh)
    session.flush()
    taken = sorted(set(articles))
    _move(session, taken, story, fresh.id)
    _settle(session, [story])
    _settle(session, [fresh.id])
    moved = {"articles": taken}
    return _keep(session, Regrouping(kind="split", from_id=story, to_id=fresh.id, moved=moved, why=why, by=by, at=now))


def undo(session: Session, regrouping: int, *, now: datetime, by: str) -> Regrouping:
    """Take back a join or a split, and return it; what Tocsin had joined by itself it does not join again.

    What came to the stories since stays where it is: after a split that is undone in the story they came from.

    Raises:
        CannotRegroup: there is none of that number, it is undone, or its articles stand elsewhere by now.

    """
    take_turn(session)
    done = session.get(Regrouping, regrouping, with_for_update=True)
    if done is None:
        raise CannotRegroup(f"there is no regrouping {regrouping}; `tocsin story show` lists those of a story")
    if done.undone_at is not None:
        raise CannotRegroup(f"regrouping {regrouping} is undone already")
    for story in {done.to_id, current(session, done.from_id) if done.kind == "split" else done.to_id}:
        if (now_in := current(session, story)) != story:
            raise CannotRegroup(f"story {story} was joined into {now_in} since: undo that first")
    if done.kind == "join":
        _part_again(session, done)
    else:
        _join_again(session, done)
    done.undone_at, done.undone_by = now, by
    session.flush()
    return done


def current(session: Session, story: int) -> int:
    """Return the story that has the articles of a story now: itself, unless it is merged into another.

    Raises CannotRegroup: there is none of that number.
    """
    found = row_of(session, Story, story)
    while found is not None and found.merged_into_id is not None:
        found = session.get(Story, found.merged_into_id)
    if found is None:
        raise CannotRegroup(f"there is no story {story}")
    return found.id


def kept_apart(session: Session, story: int) -> frozenset[int]:
    """Return the stories that Tocsin itself must not join with a story: hands have parted them."""
    family = _family(session, current(session, story))
    parted = (Regrouping.kind == "split") & Regrouping.by.is_not(None) & Regrouping.undone_at.is_(None)
    undone = (Regrouping.kind == "join") & Regrouping.undone_at.is_not(None)
    of = select(Regrouping.from_id, Regrouping.to_id).where(parted | undone)
    rows = session.execute(of.where(Regrouping.from_id.in_(family) | Regrouping.to_id.in_(family)))
    others = {id_ for row in rows for id_ in row} - family
    return frozenset(current(session, other) for other in others)


def regroupings_of(session: Session, story: int) -> list[Regrouping]:
    """Return all that was joined with a story or split from it, or from those merged into it, oldest first."""
    family = _family(session, story)
    of = select(Regrouping).where(Regrouping.from_id.in_(family) | Regrouping.to_id.in_(family))
    return list(session.scalars(of.order_by(Regrouping.id)))


def moves_of(session: Session, article: Article) -> list[Regrouping]:
    """Return the joins and splits that took an article from one story to another, oldest first."""
    found: dict[int, Regrouping] = {}
    stories = {article.story_id}
    while stories:
        of_these = [one for story in sorted(stories) for one in regroupings_of(session, story)]
        moved = {one.id: one for one in of_these if article.id in one.moved["articles"] and one.id not in found}
        found |= moved
        stories = {one.from_id for one in moved.values()}
    return [found[id_] for id_ in sorted(found)]


def _family(session: Session, story: int) -> set[int]:
    """Return a story and all that are merged into it, however far."""
    found, new = {story}, {story}
    while new:
        new = set(session.scalars(select(Story.id).where(Story.merged_into_id.in_(new)))) - found
        found |= new
    return found


def _story_of(session: Session, articles: Collection[int]) -> int:
    stories: dict[int, int] = {}
    for part in chunks(sorted(set(articles))):
        rows = session.execute(select(Article.id, Article.story_id).where(Article.id.in_(part)))
        stories |= {article: story for article, story in rows}
    if gone := sorted(set(articles) - stories.keys()):
        raise CannotRegroup(f"there is no article {gone[0]}")
    if len(set(stories.values())) != 1:
        told = ", ".join(map(str, sorted(set(stories.values())))) or "none"
        raise CannotRegroup(f"the articles must stand in one story; these stand in {told}")
    [story] = set(stories.values())
    if len(_articles(session, story)) == len(stories):
        raise CannotRegroup(f"these are all articles of story {story}: leave one there")
    return story


def _joined_by_hand(session: Session, story: int) -> bool:
    of = select(Regrouping.id).where(Regrouping.kind == "join", Regrouping.by.is_not(None))
    joined = of.where(Regrouping.undone_at.is_(None), Regrouping.to_id.in_(_family(session, story)))
    return session.scalar(joined.limit(1)) is not None


def _articles(session: Session, story: int) -> list[int]:
    return list(session.scalars(select(Article.id).where(Article.story_id == story).order_by(Article.id)))


def _keep(session: Session, done: Regrouping) -> Regrouping:
    session.add(done)
    session.flush()
    return done


def _move(session: Session, articles: Sequence[int], source: int, target: int) -> None:
    """Take those of the articles that are in one story to another, with the alerts that they opened."""
    session.flush()
    for part in chunks(articles):
        there = select(Article.id).where(Article.id.in_(part), Article.story_id == source)
        opened = update(Alert).where(Alert.article_id.in_(there), Alert.story_id == source)
        session.execute(opened.values(story_id=target))
        session.execute(update(Article).where(Article.id.in_(part), Article.story_id == source).values(story_id=target))
    window(session).changed(session, articles)
    for story in (source, target):
        _date(session, story)


def _date(session: Session, story: int) -> None:
    """Set from when until when a story was told; one without articles keeps what it had."""
    seen = select(func.min(Article.seen_at), func.max(Article.seen_at)).where(Article.story_id == story)
    first, last = session.execute(seen).one()
    if first is not None:
        told = session.get_one(Story, story)
        told.opened_at, told.latest_at = first, last


def _settle(session: Session, stories: Iterable[int]) -> list[tuple[Alert, Alert]]:
    """Let each watch have one alert in stories that are one, and return (merged, into which) for each other.

    It is the earliest, of those that a silence does not hold where there is one: what was told is not told again.
    An alert whose other is in these stories no longer is open again.
    """
    of = select(Alert, Hold).outerjoin(Hold, (Hold.alert_id == Alert.id) & Hold.told_at.is_(None))
    rows = session.execute(
        of.where(Alert.story_id.in_(list(stories)), Alert.scope == "story").order_by(Alert.id).with_for_update(of=Alert)
    )
    ordered = sorted(rows, key=lambda row: (row[1] is not None, row[0].opened_at, row[0].id))
    first: dict[str, Alert] = {}
    pairs = [(a, f) for a, _ in ordered if (f := first.setdefault(a.watch, a)) is not a]
    for alert, other in pairs:
        alert.merged_into_id = other.id
    session.flush()  # two of one watch must not be open at once
    again = [alert for alert in first.values() if alert.merged_into_id is not None]
    for alert in again:
        alert.merged_into_id = None
        go_alone(session, alert.id)
    session.flush()
    return pairs


def _one_alert_each(session: Session, into: int, other: int) -> dict[str, list[int]]:
    """Settle the alerts of two stories that become one; return which of them got marks of others, by kind."""
    carried: dict[str, list[int]] = {name: [] for name in _MARKS}
    for merged, alert in _settle(session, [into, other]):
        for name, table in _MARKS.items():
            mark = session.get(table, merged.id)
            if mark is not None and session.get(table, alert.id) is None:
                columns = {c.key: getattr(mark, c.key) for c in table.__table__.columns if c.key != "alert_id"}
                session.add(table(alert_id=alert.id, **columns))
                session.flush()
                carried[name].append(alert.id)
    return carried


def _take_silences(session: Session, source: int, target: int, ids: Collection[int] | None = None) -> list[int]:
    """Let silences of one story (all, or these) be of another; return their numbers."""
    of = select(StoredSilence).where(StoredSilence.story_id == source).order_by(StoredSilence.id).with_for_update()
    found = session.scalars(of if ids is None else of.where(StoredSilence.id.in_(ids))).all()
    for silence in found:
        silence.story_id = target
    return [silence.id for silence in found]


def _part_again(session: Session, done: Regrouping) -> None:
    articles = done.moved["articles"]
    if not set(articles) & set(_articles(session, done.to_id)):
        raise CannotRegroup(f"no article that regrouping {done.id} moved stands in story {done.to_id} any more")
    session.get_one(Story, done.from_id).merged_into_id = None
    _take_silences(session, done.to_id, done.from_id, done.moved["silences"])
    for name, table in _MARKS.items():
        session.execute(delete(table).where(table.alert_id.in_(done.moved[name]), table.at <= done.at))
    _move(session, articles, done.to_id, done.from_id)
    for story in (done.to_id, done.from_id):
        _settle(session, [story])


def _join_again(session: Session, done: Regrouping) -> None:
    into = current(session, done.from_id)
    _take_silences(session, done.to_id, into)
    _one_alert_each(session, into, done.to_id)
    session.get_one(Story, done.to_id).merged_into_id = into
    _move(session, _articles(session, done.to_id), done.to_id, into)
