"""tocsin status: how sources, alerts and deliveries stand."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from alerts.display import numbered
from config.discretion import without_login
from scheduler.clock import utc_now
from scheduler.habit import from_json
from scheduler.standing import health_of, unattended_since
from store.models import SourceState
from store.pushes import subscriptions
from store.sources import states
from store.summary import OutOfOrder, Summary, summary
from tocsin.opening import Opened, config_option, json_option, opened
from tocsin.pushes import push_data, push_words
from tocsin.show import clock, show_json
from tocsin.volumes import volume_words, volumes_of

#: What is told of a source though it needs nobody's hand.
_ODD = ("slow", "undated")
#: States of a source that need nobody's hand.
_WELL = ("new", "fine", *_ODD)
#: What of a source is not known before it is polled.
_KNOWN_BY_POLLS = (
    *("state_why", "state_since", "a_day", "took", "error", "error_kind", "since"),
    *("last_poll", "last_new", "moved_to", "next_poll"),
)


@click.command()
@config_option
@json_option
def command(config: Path | None, as_json: bool) -> int:
    """Show every source with its next poll and why, and what became of alerts; exit 1 if something needs a person."""
    with opened(config, to_look=True) as house:
        enabled = [s for s in house.settings.sources if s.enabled]
        with house.store.reading() as session:
            known = states(session, [s.name for s in enabled])
            hubs = subscriptions(session, known)
            counts = summary(session, utc_now())
            volumes = volumes_of(session, house.settings, utc_now())
            unattended = unattended_since(session, utc_now())
        broken = [one for one in counts.out_of_order if one.channel in house.settings.channels]
        rows = [
            _row(s.name, s.url, known.get(s.name), utc_now()) | {"push": push_data(hubs.get(s.name), utc_now())}
            for s in enabled
        ]
        fine = all(row["state"] in _WELL for row in rows) and not (counts.dead or broken or unattended)
        if as_json:
            numbers = asdict(counts) | {"alerts_by_day": {str(d): n for d, n in counts.alerts_by_day.items()}}
            orders = {"out_of_order": [asdict(one) for one in broken], "unattended_since": unattended}
            show_json({"fine": fine, "sources": rows, "volume": volumes, **numbers, **orders})
        else:
            _show(rows, counts, house)
            _show_out_of_order(broken, house)
            for volume in volumes:
                click.echo(f"volume of {volume['watch']}: {volume_words(volume, house.settings.zone)}")
            if unattended:
                cure = "look whether `tocsin run` still runs, and what its log says"
                since = clock(unattended, house.settings.zone)
                click.secho(f"no daemon has been at work since {since}; {cure}", fg="red")
    return 0 if fine else 1


def _row(name: str, url: str, state: SourceState | None, now: datetime) -> dict[str, Any]:
    known = {"name": name, "url": without_login(url)}
    if state is None or state.last_polled_at is None:
        nothing: dict[str, Any] = dict.fromkeys(_KNOWN_BY_POLLS)
        return known | nothing | {"state": "new", "why": "not polled yet", "failures": 0, "notes": []}
    health = health_of(state, now)
    return known | {
        "state": health.state,
        "state_why": health.why,
        "state_since": state.health_at if state.health == health.state else now,
        "a_day": round(sum(from_json(state.habit).rates) / 7, 2),
        "took": state.took,
        "failures": state.failures,
        "error": state.last_error,
        "error_kind": state.last_error_kind,
        "since": state.last_success_at if state.failures else None,
        "last_poll": state.last_polled_at,
        "last_new": state.last_new_at,
        "moved_to": without_login(state.moved_to) if state.moved_to else None,
        "notes": list(state.notes),
        "next_poll": state.next_poll_at,
        "why": state.next_poll_why,
    }


def _show(rows: list[dict[str, Any]], counts: Summary, house: Opened) -> None:
    zone = house.settings.zone
    for row in sorted(rows, key=lambda r: (r["state"] in _WELL, r["name"])):
        _show_source(row, lambda at: clock(at, zone), bool(house.settings.desk.public_url))
    articles = numbered(counts.articles, "article", "articles")
    stories = numbered(counts.stories, "story", "stories")
    click.secho(f"\n{articles} in {stories}, {numbered(counts.alerts, 'alert', 'alerts')}", bold=True)
    _show_index(counts)
    for day, number in list(counts.alerts_by_day.items())[:7]:
        click.echo(f"  {day}  {number:>4}  {'▇' * min(number, 60)}")
    told = ", ".join(f"{number} {status}" for status, number in sorted(counts.deliveries.items()))
    click.echo(f"deliveries: {told or 'none yet'}")
    if counts.held:
        click.echo(f"  {numbered(counts.held, 'alert is', 'alerts are')} held by silences: `tocsin silence list`")
    for flood in counts.floods:
        since = clock(flood.began_at, zone)
        alerts = numbered(flood.alerts, "alert", "alerts")
        click.echo(f"  flood of {flood.kind} {flood.name} since {since}: {alerts} told in summaries")
    if counts.oldest_due_at:
        since = " since" if counts.oldest_due_at <= utc_now() else ""
        click.echo(f"  the next is due{since} {clock(counts.oldest_due_at, zone)}")
    for dead in counts.dead:
        where = f"{dead.channel} {dead.recipient}".strip()
        tries = numbered(dead.attempts, "try", "tries")
        click.secho(f"  given up: delivery {dead.id} to {where} after {tries}: {dead.last_error}", fg="red")


def _show_index(counts: Summary) -> None:
    if counts.unindexed:
        waiting = numbered(counts.unindexed, "article is", "articles are")
        click.echo(f"  {waiting} not in the index of words yet; searches look through those one by one")
    if counts.outdated:
        articles = numbered(counts.outdated, "article is", "articles are")
        cure = "the daemon enters them anew, and searches may miss them until then"
        click.echo(f"  up to {articles} in the index of words as an older version read their words; {cure}")


def _show_out_of_order(broken: list[OutOfOrder], house: Opened) -> None:
    for one in broken:
        since, probe = (clock(at, house.settings.zone) for at in (one.opened_at, one.probe_at))
        trying = "it is being tried now" if one.state == "half-open" else f"next try {probe}"
        click.secho(
            f"  channel {one.channel} is out of order since {since} ({one.failures} failures in a row): {one.answer}",
            fg="red",
        )
        click.echo(f"    {numbered(one.waiting, 'delivery waits', 'deliveries wait')} for it; {trying}")


def _times(failures: int) -> str:
    return "once" if failures == 1 else f"{failures} times in a row"


def _show_source(row: dict[str, Any], when: Any, public: bool) -> None:
    if row["last_poll"] is None:
        click.echo(f"· {row['name']:<28} not polled yet")
        return
    if row["state"] in _WELL and not row["failures"]:
        odd = f"; {row['state']}: {row['state_why']}" if row["state"] in _ODD else ""
        click.echo(f"✓ {row['name']:<28} read {when(row['last_poll'])}, news {when(row['last_new'])}{odd}")
    elif row["failures"]:
        click.secho(f"✗ {row['name']:<28} {row['error']}", fg="red")
        since: datetime | None = row["since"]
        click.echo(f"    failed {_times(row['failures'])}, {f'last read {when(since)}' if since else 'never read yet'}")
    else:
        click.secho(f"✗ {row['name']:<28} {row['state']}: {row['state_why']}", fg="red")
        click.echo(f"    so since {when(row['state_since'])}; read {when(row['last_poll'])}")
    click.echo(f"    next poll {when(row['next_poll'])} ({row['why']})")
    if row["push"]:
        click.echo(f"    {push_words(row['push'], public, when)}")
    if row["moved_to"]:
        click.secho(
            f"    has moved for good to {row['moved_to']}; `tocsin source check --fix` writes that", fg="yellow"
        )
    for note in row["notes"]:
        click.echo(f"    note: {note}")
