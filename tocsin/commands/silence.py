"""tocsin silence: keep something quiet for a time, and see what that held."""

from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.concepts import load_concepts
from alerts.display import numbered, one_line
from alerts.silences import NoSilence, all_silences, end_silence, silence_data
from alerts.silencing import Silence, subject_problems
from config import Settings
from config.durations import duration
from config.silences import SUBJECTS, begins, ends, moment
from crawler.addresses import url_key
from scheduler.clock import utc_now
from store.alert_models import StoredSilence
from store.alerts import held_by, latest
from tocsin.alert_report import facts_of, show_alert
from tocsin.opening import NUMBER, NoSuch, config_option, json_option, opened, story_given, user
from tocsin.show import clock, show_json

#: What is shown without --all: these still hold something, or are to.
_CURRENT = ("in force", "to come", "wrong")


@click.group()
def command() -> None:
    """Keep a watch, story, source or query quiet for a time; what is held is kept, shown and told in the end."""


@command.command("add")
@click.option("--watch", help="A watch by its name.")
@click.option("--story", metavar="ID|ADDRESS", help="A story by its number, or by the address of an article in it.")
@click.option("--source", help="A source by its name, or tag:… or country:… for all that have it.")
@click.option("--query", help="Articles for which this holds, in the watch language.")
@click.option("--for", "length", metavar="TIME", help="So long, as in 90m, 3h or 3d.")
@click.option(
    "--until", metavar="WHEN", help="To the end of this day (2026-03-29) or to this time ('2026-03-29 14:00')."
)
@click.option("--from", "since", metavar="WHEN", help="From this day or time on; else at once.")
@click.option("--reason", default="", help="Why; shown wherever it holds something.")
@click.option("--by", default=user, help="Who wants it so; else your user's name.")
@config_option
@json_option
def add(config: Path | None, as_json: bool, **given: Any) -> int:
    """Keep something quiet for a time.

    What all of --watch, --story, --source and --query that are given agree on.
    """
    now = utc_now()
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        row = _row(session, house.settings, given, now)
        session.add(row)
        session.flush()
        house.note(session, f"/alerts?silence={row.id}")
        added = _one(session, str(row.id), house.settings, now)
    _show_one(added, house.settings.zone, as_json)
    return 0


def _row(session: Session, settings: Settings, given: dict[str, Any], now: datetime) -> StoredSilence:
    if not any(given[subject] for subject in SUBJECTS):
        raise click.UsageError("it would hold every alert; give --watch, --story, --source or --query")
    for key, what, cure in subject_problems(given["watch"], given["source"], given["query"], settings):
        raise click.UsageError(f"--{key}: {what}{'; ' + cure if cure else ''}")
    since, until = _times(given, settings.zone, now)
    return StoredSilence(
        watch=given["watch"],
        story_id=None if given["story"] is None else story_given(session, given["story"], "--story"),
        source=given["source"],
        query=given["query"],
        since=since,
        until=until,
        reason=one_line(given["reason"], 1_000),
        made_by=one_line(given["by"], 100),
        made_at=now,
    )


def _times(given: dict[str, Any], zone: tzinfo, now: datetime) -> tuple[datetime | None, datetime]:
    """Return when a silence begins (None: at once) and ends. Raises UsageError: it cannot be told, or is no time."""
    if bool(given["length"]) == bool(given["until"]):
        raise click.UsageError("a silence ends by itself: give --for TIME or --until WHEN")
    since = begins(_when("--from", given["since"]), zone) if given["since"] else None
    if given["until"]:
        until = ends(_when("--until", given["until"]), zone)
    else:
        until = (since or now) + _length(given["length"])
    if until <= (since or now):
        raise click.UsageError(f"it would be over before it begins: it ends at {clock(until, zone)}")
    return since, until


def _length(text: str) -> timedelta:
    try:
        length: timedelta = duration(text)
    except ValueError as error:
        raise click.UsageError(f"--for: {error}") from error
    return length


def _when(option: str, text: str) -> date | datetime:
    try:
        return moment(text)
    except ValueError as error:
        raise click.UsageError(f"{option}: {error}") from error


@command.command("list")
@click.option("--all", "every", is_flag=True, help="Those that are over as well.")
@config_option
@json_option
def list_silences(every: bool, config: Path | None, as_json: bool) -> int:
    """List the silences with how many alerts each holds. Those of the settings stand first."""
    now = utc_now()
    with opened(config, to_look=True) as house, house.store.reading() as session:
        held = held_by(session)
        found = [one for one in _all(session, house.settings) if every or one.state(now) in _CURRENT]
        rows = [silence_data(one, house.settings, held, now) for one in found]
        if as_json:
            show_json(rows)
            return 0
        for row in rows:
            _show(row, house.settings.zone)
        click.echo(
            f"{numbered(len(rows), 'silence', 'silences')}{'' if every else '; --all shows those that are over'}"
        )
    return 0


@command.command("show")
@click.argument("silence")
@click.option("--limit", default=100, show_default=True, type=NUMBER, help="So many alerts at most.")
@config_option
@json_option
def show(silence: str, limit: int, config: Path | None, as_json: bool) -> int:
    """Show one silence and the alerts that it holds or held, newest first."""
    now = utc_now()
    with opened(config, to_look=True) as house, house.store.reading() as session:
        row = _one(session, silence, house.settings, now)
        found = latest(session, limit, silence=silence)
        if as_json:
            show_json({**row, "alerts": [facts_of(one) for one in found]})
            return 0
        _show(row, house.settings.zone)
        for one in found:
            show_alert(one, house.settings.zone)
    return 0


@command.command("end")
@click.argument("silence")
@config_option
@json_option
def end(silence: str, config: Path | None, as_json: bool) -> int:
    """End a silence before its time; the daemon then tells what it held."""
    now = utc_now()
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        _one(session, silence, house.settings, now)
        try:
            end_silence(session, silence, house.settings, now)
        except NoSilence as error:
            raise click.ClickException(str(error)) from error
        session.flush()
        house.note(session, f"/alerts?silence={silence}")
        ended = _one(session, silence, house.settings, now)
    _show_one(ended, house.settings.zone, as_json)
    return 0


def _all(session: Session, settings: Settings) -> list[Silence]:
    return all_silences(session, settings, load_concepts(settings.concepts), url_key)


def _one(session: Session, key: str, settings: Settings, now: datetime) -> dict[str, Any]:
    found = next((one for one in _all(session, settings) if one.key == key), None)
    if found is None:
        raise NoSuch(f"there is no silence {key!r}; `tocsin silence list --all` shows them")
    return silence_data(found, settings, held_by(session), now)


def _show_one(row: dict[str, Any], zone: tzinfo, as_json: bool) -> None:
    """Print what was done, once it is kept: whoever has no more ears for it must not undo it."""
    if as_json:
        show_json(row)
    else:
        _show(row, zone)


def _show(row: dict[str, Any], zone: tzinfo) -> None:
    about = "  ".join(f"{key} {row[key]}" for key in SUBJECTS if row[key] is not None)
    click.secho(f"{row['silence']}  {row['state']}", bold=True, nl=False)
    click.echo(f"  {one_line(about, 300)}")
    since = f"from {clock(row['since'], zone)} " if row["since"] else ""
    ended = f", ended {clock(row['ended'], zone)}" if row["ended"] else ""
    click.echo(f"  {since}until {clock(row['until'], zone)}{ended}{'  (settings)' if row['from_settings'] else ''}")
    if row["reason"] or row["by"]:
        click.echo(f"  {': '.join(filter(None, (row['by'], one_line(row['reason'], 300))))}")
    click.echo(f"  holds {numbered(row['holds'], 'alert', 'alerts')}, told {row['told']}")
    if row["wrong"]:
        click.secho(f"  it holds nothing new: {row['wrong']}", fg="yellow")
