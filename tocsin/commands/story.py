"""tocsin story: which articles tell it, and joining and splitting stories by hand."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.display import one_line
from scheduler.clock import utc_now
from store.alerts import standings
from store.archive import ids_at
from store.history import alerts_of, articles_of
from store.models import Regrouping, Story
from store.regroup import CannotRegroup, join, regroupings_of, split, undo
from tocsin.alert_report import facts_of, show_alert
from tocsin.opening import F, Opened, config_option, json_option, key_of, opened, story_given, user
from tocsin.show import TITLE, article_facts, clock, show_json


@click.group()
def command() -> None:
    """Show a story, named by its number or by the address of any article in it; join stories, and split them."""


@command.command("show")
@click.argument("story")
@config_option
@json_option
def show(story: str, config: Path | None, as_json: bool) -> int:
    """Show who tells STORY and why each article stands in it, its alerts, and what was joined and split by whom."""
    with opened(config, to_look=True) as house, house.store.reading() as session:
        _show(session, house, story_given(session, story), as_json)
    return 0


def _by_hand(function: F) -> F:
    """Give a command what all have that change stories."""
    for option in (
        json_option,
        config_option,
        click.option("--by", default=user, help="Whose hand it is; else your user's name."),
        click.option("--why", default="", help="Why; shown with the story."),
    ):
        function = option(function)
    return function


@command.command("join")
@click.argument("story")
@click.argument("others", nargs=-1, required=True)
@_by_hand
def join_(story: str, others: tuple[str, ...], why: str, by: str, config: Path | None, as_json: bool) -> int:
    """Make one story of STORY and OTHERS: a watch that rang for both has rung once."""
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        into = story_given(session, story)
        for other in others:
            with _refusals():
                join(session, into, story_given(session, other), why=one_line(why, 1_000), now=utc_now(), by=by[:100])
        _show(session, house, into, as_json)
    return 0


@command.command("split")
@click.argument("articles", nargs=-1, required=True, metavar="ADDRESSES...")
@_by_hand
def split_(articles: tuple[str, ...], why: str, by: str, config: Path | None, as_json: bool) -> int:
    """Take the articles at ADDRESSES, all of one story, out into a story of their own."""
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        ids = [_article(session, address) for address in articles]
        with _refusals():
            done = split(session, ids, why=one_line(why, 1_000), now=utc_now(), by=by[:100])
        _show(session, house, done.to_id, as_json)
    return 0


@command.command("undo")
@click.argument("regrouping", type=click.IntRange(1, 2**63 - 1))
@click.option("--by", default=user, help="Whose hand it is; else your user's name.")
@config_option
@json_option
def undo_(regrouping: int, by: str, config: Path | None, as_json: bool) -> int:
    """Take back the join or split of that number, as `tocsin story show` lists them."""
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        with _refusals():
            done = undo(session, regrouping, now=utc_now(), by=by[:100])
        _show(session, house, done.to_id if done.kind == "join" else done.from_id, as_json)
    return 0


class _refusals:
    """Say what cannot be done as a problem of the user's."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, CannotRegroup):
            raise click.ClickException(f"{error}; nothing was changed") from error


def _article(session: Session, address: str) -> int:
    key = key_of(address)
    found = ids_at(session, [key]).get(key)
    if found is None:
        raise click.UsageError(f"no article of this address is stored: {address}")
    return found


def _facts(session: Session, story: int) -> dict[str, Any]:
    told = session.get_one(Story, story)
    return {
        "id": story,
        "opened": told.opened_at,
        "latest": told.latest_at,
        "articles": [article_facts(one) | {"why": one.story_why} for one in articles_of(session, story)],
        "alerts": [facts_of(one) for one in standings(session, alerts_of(session, story))],
        "regroupings": [_regrouping_facts(one) for one in regroupings_of(session, story)],
    }


def _regrouping_facts(one: Regrouping) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "from": one.from_id,
        "to": one.to_id,
        "articles": one.moved["articles"],
        "by": one.by,
        "why": one.why,
        "at": one.at,
        "undone": one.undone_at,
        "undone_by": one.undone_by,
    }


def _show(session: Session, house: Opened, story: int, as_json: bool) -> None:
    facts = _facts(session, story)
    if as_json:
        show_json(facts)
        return
    zone = house.settings.zone
    click.secho(f"Story {story}", bold=True, nl=False)
    click.echo(f"  told from {clock(facts['opened'], zone)} to {clock(facts['latest'], zone)}")
    for one in facts["articles"]:
        click.echo(f"  {clock(one['seen'], zone)}  {one['source']} ({one['language'] or '?'})  ", nl=False)
        click.echo(one_line(one["title"], TITLE))
        click.echo(f"    {one['url']}")
        click.echo(f"    {one['why'].get('words') or one['why'].get('kind', '')}")
    for standing in standings(session, alerts_of(session, story)):
        show_alert(standing, zone)
    for done in facts["regroupings"]:
        click.echo(_in_words(done, zone))


def _in_words(done: dict[str, Any], zone: Any) -> str:
    what = (
        f"story {done['from']} joined into {done['to']}"
        if done["kind"] == "join"
        else (f"{len(done['articles'])} articles of story {done['from']} split off into {done['to']}")
    )
    who = "by itself" if done["by"] is None else f"by {one_line(done['by'], 100) or 'somebody'}"
    why = f" ({one_line(done['why'], 200)})" if done["why"] else ""
    undone = f"; undone {clock(done['undone'], zone)} by {done['undone_by'] or 'somebody'}" if done["undone"] else ""
    return f"Regrouping {done['id']}: {what} {clock(done['at'], zone)} {who}{why}{undone}"
