"""How far each source has been read, and who reads it now. When to read it next is decided elsewhere (cadence)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, Update, bindparam, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, load_only

from store.models import SourceState
from store.push_models import Push
from store.statements import chunks, insert_missing

#: No source is left alone for so long: a later time was written while the clock was wrong.
ABSURD = timedelta(days=7)
#: Nor was one polled so long from now: that was by a clock that was set back since. Those of two daemons may differ.
AHEAD = timedelta(minutes=5)
#: So many sources that fail at once are no chance, if they have not failed so often before.
_FEW = 3
_LONG_FAILING = 3
#: So many of them are looked at to see whether they are of one host: in an outage there may be thousands.
_ENOUGH = 200
#: So many times more sources are looked at than are to be claimed.
_TO_SPARE = 4
#: Errors may quote what a server sent.
_LONGEST_ERROR = 2_000
#: What a source keeps under another name, and what of its cursor would have it say that nothing has changed.
_SUCCEEDED = (
    *(SourceState.first_polled_at, SourceState.last_polled_at, SourceState.first_success_at),
    *(SourceState.last_success_at, SourceState.last_new_at, SourceState.cursor, SourceState.habit),
    *(SourceState.took, SourceState.items, SourceState.health, SourceState.health_at),
    *(SourceState.failures, SourceState.last_error_kind, SourceState.last_error),
)
_OF_AN_ANSWER = frozenset(("etag", "last_modified", "not_modified", "body_hash", "items_hash", "full_at"))
#: What a column becomes by what is given for it, where that is not the same: a first time stays.
_BECOMES: Mapping[str, Callable[[Any, Any], Any]] = {
    "first_polled_at": func.coalesce,
    "first_success_at": func.coalesce,
}
#: The statements here go past the session's objects.
_FRESH = select(SourceState).execution_options(populate_existing=True)
_ONE = _FRESH.where(SourceState.name == bindparam("name"))
_SOME = _FRESH.where(SourceState.name.in_(bindparam("names", expanding=True)))


@dataclass(frozen=True, kw_only=True)
class PollOutcome:
    """What a poll that could be read leaves for the next one; times aware UTC.

    `next_poll_at` and `why` are the decision when to poll again; `cursor`, `moved_to` and `notes` are those of the
    reading.
    """

    next_poll_at: datetime
    why: str
    cursor: Mapping[str, Any] = field(default_factory=dict)
    moved_to: str | None = None
    notes: Sequence[str] = ()
    #: What is now known of its habit, None if nothing was learnt; seconds its answers take; items of a whole reading.
    habit: Mapping[str, Any] | None = None
    took: float | None = None
    items: int | None = None


def claim_due(
    session: Session,
    names: Collection[str],
    now: datetime,
    owner: str,
    lease: timedelta,
    limit: int,
    allows: Callable[[str], bool] = lambda _: True,
    *,
    thorough: bool = True,
) -> list[str]:
    """Lease at most `limit` of the sources named that are due to `owner`, and return them, longest due first.

    Those of which a hub has pushed something are due as well. `allows` is asked of each that is due, in their order,
    whether it may be leased beside those it has allowed.

    A source not seen before is due at once, and so is one polled in times to come; that takes a look at every source,
    and is left out unless `thorough`. One no longer named is left alone. A lease that ran out, or that a clock set
    wrong made absurdly long, counts as none. Several processes may claim at once: each gets others.
    """
    wanted = names if isinstance(names, Set) else set(names)
    if limit <= 0 or not wanted:
        return []
    if thorough:
        _insert_missing(session, wanted - set(session.scalars(select(SourceState.name))), now)
    ready = _ready(session, now, lease, thorough=thorough)
    # Thousands may be configured and due, more than a statement takes: those named are told apart here. Some to spare,
    # for another process may be at the first ones.
    named = filter(wanted.__contains__, session.scalars(ready))
    first = list(islice(filter(allows, named), _TO_SPARE * limit))
    if not first:
        return []
    query = ready.where(SourceState.name.in_(first)).limit(limit)
    claimed = list(session.scalars(query.with_for_update(skip_locked=True)))  # SQLite has one writer and needs no more
    if claimed:
        leased = update(SourceState).where(SourceState.name.in_(claimed))
        session.execute(leased.values(lease_owner=owner, lease_until=now + lease))
    return claimed


def _ready(session: Session, now: datetime, lease: timedelta, *, thorough: bool) -> Select[str]:
    """Select the names of those that are due and free, longest due first."""
    free = or_(
        SourceState.lease_until.is_(None), SourceState.lease_until <= now, SourceState.lease_until > now + 2 * lease
    )
    due = or_(SourceState.next_poll_at <= now, SourceState.next_poll_at > now + ABSURD)
    if thorough:  # no index has this
        due = or_(due, SourceState.last_polled_at > now + AHEAD)
    if pushed := session.scalars(_pushed()).all():
        due = or_(due, SourceState.name.in_(pushed))
    return select(SourceState.name).where(due, free).order_by(SourceState.next_poll_at, SourceState.name)


def finish_poll(
    session: Session, name: str, outcome: PollOutcome, now: datetime, *, new: bool, owner: str | None = None
) -> bool:
    """Record that a source was read; `new` tells whether it brought anything. Ends the lease.

    With `owner` given, nothing is written unless the lease is still theirs: a poll that took so long that another
    process repeated it must not set the cursor back. Returns whether it was recorded.
    """
    changes = _read(outcome, now)
    if new:
        changes["last_new_at"] = now
    return _end_poll(session, name, now, owner, outcome.next_poll_at, outcome.why, changes)


def finish_polls(session: Session, finished: Iterable[tuple[str, PollOutcome, datetime, str | None]]) -> None:
    """Record that sources were read and brought nothing, as `finish_poll` does of one: name, outcome, now and owner."""
    alike: dict[Update, list[dict[str, Any]]] = {}
    for name, outcome, now, owner in finished:
        changes = _ended(now, outcome.next_poll_at, outcome.why) | _read(outcome, now)
        alike.setdefault(_writing(tuple(changes), owner is not None), []).append(_given(name, owner, changes))
    for statement, rows in alike.items():
        # Always in one order: two transactions that wait for each other's rows in turn would never end.
        session.execute(statement, sorted(rows, key=lambda row: str(row["of"])))


def fail_poll(
    session: Session,
    name: str,
    error: Exception | str,
    now: datetime,
    *,
    kind: str,
    next_poll_at: datetime,
    why: str,
    failures: int,
    owner: str | None = None,
) -> bool:
    """Record that a source could not be read, with this one `failures` times in a row; its cursor stays.

    Otherwise as `finish_poll`.
    """
    changes = {
        "failures": failures,
        "last_error_kind": kind[:30],
        "last_error": _printable(str(error))[:_LONGEST_ERROR],
    }
    return _end_poll(session, name, now, owner, next_poll_at, why, changes)


def finish_push(
    session: Session,
    name: str,
    now: datetime,
    *,
    new: bool,
    habit: Mapping[str, Any],
    cursor: Mapping[str, Any],
    sooner: tuple[datetime, str] | None,
    owner: str | None,
) -> bool:
    """Record that what was pushed of a source is kept. Ends the lease; otherwise as `finish_poll`.

    The next poll stays where it is, for somebody may have asked for one meanwhile, unless it is to come `sooner` (when,
    and why then).
    """
    changes: dict[str, Any] = {"habit": habit, "cursor": dict(cursor), "lease_owner": None, "lease_until": None}
    if sooner is not None:
        changes["next_poll_at"], changes["next_poll_why"] = sooner
    if new:
        changes["last_new_at"] = now
    return _write(session, name, owner, changes)


def due_now(session: Session, name: str, now: datetime, why: str = "asked for") -> None:
    """Have a source polled as soon as possible."""
    _insert_missing(session, [name], now)
    session.execute(update(SourceState).where(SourceState.name == name).values(next_poll_at=now, next_poll_why=why))


@dataclass(frozen=True)
class Known:
    """What the store knows of a source.

    The address that it was last read at, how often in a row it failed since, when it is polled next, and why then.
    """

    url: str | None
    failures: int
    next_poll_at: datetime
    next_poll_why: str


def known_sources(session: Session) -> dict[str, Known]:
    """Return what is known of each source that was seen before, also of those that have left the settings."""
    url = SourceState.cursor["url"].as_string()
    rows = session.execute(
        select(SourceState.name, url, SourceState.failures, SourceState.next_poll_at, SourceState.next_poll_why)
    )
    return {name: Known(*known) for name, *known in rows}


def succeed(session: Session, name: str, former: str, at: datetime, why: str) -> None:
    """Have a source that was not seen before go on where another one has ended, as if it had its name.

    It is due `at` that time, and read in full: the guids of what it holds are known by the name of the source.
    """
    kept = session.execute(select(*_SUCCEEDED).where(SourceState.name == former)).mappings().one()
    cursor = {key: value for key, value in kept["cursor"].items() if key not in _OF_AN_ANSWER}
    row = {**kept, "cursor": cursor, "name": name, "next_poll_at": at, "next_poll_why": why}
    session.execute(insert_missing(session, SourceState), [row])


def state_of(session: Session, name: str, now: datetime) -> SourceState:
    """Return how a source stands; one not seen before is due from now on."""
    _insert_missing(session, [name], now)
    return session.scalars(_ONE, {"name": name}).one()


def states(
    session: Session, names: Iterable[str], only: Sequence[InstrumentedAttribute[Any]] = ()
) -> dict[str, SourceState]:
    """Return how those of the sources stand that were seen before; with `only`, these columns of it are read."""
    query = _SOME.options(load_only(*only)) if only else _SOME
    parts = chunks(sorted(set(names)))
    return {state.name: state for part in parts for state in session.scalars(query, {"names": part})}


def unread_since(session: Session, kinds: Collection[str]) -> datetime | None:
    """Return since when nothing at all could be read, if sources that were well fail by one of `kinds`; else None.

    One such source, or two, are no sign, nor are all of one host, while others are not due; and those that fail for
    longer are none at all.
    """
    latest = session.scalar(select(func.max(SourceState.last_success_at)))
    if latest is None:
        return None
    kind, url = SourceState.last_error_kind, SourceState.cursor["url"].as_string()
    was_well = SourceState.last_success_at.is_not(None) & (SourceState.failures < _LONG_FAILING)
    failed = was_well & (SourceState.last_polled_at > latest) & kind.is_not(None)
    seen = {name: times for name, times in session.execute(select(kind, func.count()).where(failed).group_by(kind))}
    if sum(seen.values()) < _FEW or not seen.keys() <= set(kinds):
        return None
    some = session.execute(select(SourceState.name, url).where(failed).limit(_ENOUGH))
    return latest if len({_host(at) or name for name, at in some}) > 1 else None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def read_after(session: Session, at: datetime) -> bool:
    """Tell whether any source could be read later than that."""
    latest = session.scalar(select(func.max(SourceState.last_success_at)))
    return latest is not None and latest > at


def noted_health(session: Session) -> dict[str, str]:
    """Return how each source seen before stood when that was last looked at."""
    return {name: state for name, state in session.execute(select(SourceState.name, SourceState.health))}


def note_health(session: Session, healths: Mapping[str, str], now: datetime) -> None:
    """Record that sources, by name, stand otherwise than before, since now."""
    rows = [_given(name, None, {"health": state, "health_at": now}) for name, state in sorted(healths.items())]
    if rows:  # past the session's objects, of which each single update would look through all
        session.execute(_writing(("health", "health_at"), False), rows)


def baselines(session: Session) -> dict[str, datetime | None]:
    """Return when each source seen before was read for the first time; what it held then is no news. None: not yet."""
    return {name: at for name, at in session.execute(select(SourceState.name, SourceState.first_success_at))}


def _insert_missing(session: Session, names: Iterable[str], now: datetime) -> None:
    rows = [{"name": name, "next_poll_at": now} for name in sorted(names)]
    if rows:
        session.execute(insert_missing(session, SourceState), rows)


def _end_poll(
    session: Session, name: str, now: datetime, owner: str | None, at: datetime, why: str, changes: Mapping[str, Any]
) -> bool:
    always = _ended(now, at, why)
    if _write(session, name, owner, {**always, **changes}):
        return True
    if owner is not None:
        return False
    _insert_missing(session, [name], now)
    return _write(session, name, owner, {**always, **changes})


def _ended(now: datetime, at: datetime, why: str) -> dict[str, Any]:
    """Return what the end of any poll changes."""
    return {
        "next_poll_at": at,
        "next_poll_why": why,
        "first_polled_at": now,
        "last_polled_at": now,
        "lease_owner": None,
        "lease_until": None,
    }


def _read(outcome: PollOutcome, now: datetime) -> dict[str, Any]:
    """Return what the end of a poll that could be read changes."""
    changes: dict[str, Any] = {
        "first_success_at": now,
        "last_success_at": now,
        "failures": 0,
        "last_error_kind": None,
        "last_error": None,
        "notes": [_printable(note) for note in outcome.notes],
        "moved_to": outcome.moved_to,
        "cursor": dict(outcome.cursor),
    }
    learnt = {"habit": outcome.habit, "took": outcome.took, "items": outcome.items}
    return changes | {column: value for column, value in learnt.items() if value is not None}


def _write(session: Session, name: str, owner: str | None, changes: Mapping[str, Any]) -> bool:
    statement = _writing(tuple(changes), owner is not None)
    written = session.connection().execute(statement, _given(name, owner, changes))
    return bool(written.rowcount)


def _given(name: str, owner: str | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a statement that changes a source."""
    values = {f"new_{column}": value for column, value in changes.items()}
    return {"of": name, "by": owner, **values} if owner else {"of": name, **values}


@cache
def _writing(columns: tuple[str, ...], owned: bool) -> Update:
    """Return the statement that changes columns of a source, made once: making it costs more than running it."""
    state = SourceState.__table__.c
    theirs = update(SourceState.__table__).where(state.name == bindparam("of"))  # type: ignore[arg-type]
    if owned:
        theirs = theirs.where(state.lease_owner == bindparam("by"))
    new = {column: bindparam(f"new_{column}", type_=state[column].type) for column in columns}
    return theirs.values(
        {name: _BECOMES[name](state[name], new[name]) if name in _BECOMES else new[name] for name in new}
    )


def _pushed() -> Select[str]:
    """Select the sources of which something was pushed that is not recorded."""
    return select(SourceState.name).where(SourceState.name.in_(select(Push.source)), SourceState.hub.is_not(None))


def _printable(text: str) -> str:
    """Return text as any database takes it: what a server sent must not keep its failure from being recorded."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
