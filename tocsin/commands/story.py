"""tocsin story: which articles tell it, and joining and splitting stories by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.regrouped import open_untold
from scheduler.clock import utc_now
from store.articles import ids_at
from store.models import Regrouping
from store.regroup import CannotRegroup, join, split, undo
from tocsin.opening import NUMBER, F, NoSuch, Opened, config_option, json_option, key_of, opened, story_given, user
from tocsin.show import show_json
from tocsin.story_report import show_story, story_facts


@click.group()
def command() -> None:
    """Show a story, named by its number or by the address of any article in it; join stories, and split them."""


@command.command("show")
@click.argument("story")
@config_option
@json_option
def show(story: str, config: Path | None, as_json: bool) -> int:
    """Show who tells STORY, and why each article stands in it.

    With its alerts, and what was joined and split by whom.
    """
    with opened(config, to_look=True) as house:
        with house.store.reading() as session:
            number = story_given(session, story)
        _show(house, number, as_json)
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
    """Make one story of STORY and OTHERS. A watch that rang for both has rung once."""
    with opened(config, to_look=True) as house:
        with house.store.transaction() as session:
            into = story_given(session, story)
            for other in others:
                with _in_words():
                    to_go = story_given(session, other)
                    join(session, into, to_go, why=one_line(why, 1_000), now=utc_now(), by=by[:100])
            house.note(session, f"/stories/{into}")
        _show(house, into, as_json)
    return 0


@command.command("split")
@click.argument("articles", nargs=-1, required=True, metavar="ADDRESSES...")
@_by_hand
def split_(articles: tuple[str, ...], why: str, by: str, config: Path | None, as_json: bool) -> int:
    """Take articles out into a story of their own.

    Those at ADDRESSES, all of one story. A watch that found both and rang once rings for the other one as well.
    """
    with opened(config, to_look=True) as house:
        with house.store.transaction() as session:
            ids = [_article(session, address) for address in articles]
            with _in_words():
                done = split(session, ids, why=one_line(why, 1_000), now=utc_now(), by=by[:100])
            open_untold(session, done, house.settings.watches, utc_now())
            house.note(session, f"/stories/{done.to_id}")
        _show(house, done.to_id, as_json)
    return 0


@command.command("undo")
@click.argument("regrouping", type=NUMBER)
@click.option("--by", default=user, help="Whose hand it is; else your user's name.")
@config_option
@json_option
def undo_(regrouping: int, by: str, config: Path | None, as_json: bool) -> int:
    """Take back a join or split. `tocsin story show` lists them with their numbers."""
    with opened(config, to_look=True) as house:
        with house.store.transaction() as session:
            if session.get(Regrouping, regrouping) is None:
                raise NoSuch(f"there is no regrouping {regrouping}; `tocsin story show` lists those of a story")
            with _in_words():
                done = undo(session, regrouping, now=utc_now(), by=by[:100])
            open_untold(session, done, house.settings.watches, utc_now())
            story = done.to_id if done.kind == "join" else done.from_id
            house.note(session, f"/stories/{story}")
        _show(house, story, as_json)
    return 0


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what cannot be done as a problem of the user's."""
    try:
        yield
    except CannotRegroup as error:
        raise click.ClickException(f"{error}; nothing was changed") from error


def _article(session: Session, address: str) -> int:
    key = key_of(address)
    found = ids_at(session, [key]).get(key)
    if found is None:
        raise NoSuch(f"no article of this address is stored: {address}")
    return found


def _show(house: Opened, story: int, as_json: bool) -> None:
    """Print a story, once what was done is kept: whoever has no more ears for it must not undo it."""
    with house.store.reading() as session:
        facts = story_facts(session, story, house.settings.sources)
        if as_json:
            show_json(facts)
        else:
            show_story(session, facts, house.settings.zone)
