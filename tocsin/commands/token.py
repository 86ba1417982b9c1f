"""tocsin token: by which programs ask the desk."""

from datetime import timedelta
from pathlib import Path

import click

from scheduler.clock import utc_now
from store.token_models import Token
from store.tokens import MOST_DAYS, fit_name, tokens
from store.tokens import add as add_token
from store.tokens import remove as remove_token
from tocsin.opening import NoSuch, config_option, json_option, opened
from tocsin.show import clock, show_json
from web.tokens import SCOPES


@click.group()
def command() -> None:
    """Make, list and end the tokens by which programs ask the desk: its JSON, feeds and exports."""


@command.command()
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="What it may read.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), help="End it by itself after so many days.")
@config_option
def add(name: str, scopes: tuple[str, ...], days: int | None, config: Path | None) -> int:
    """Make a token called NAME and print it. It is shown this once, and not kept."""
    if not fit_name(name):
        raise click.UsageError("a name has 1 to 100 characters that can be seen")
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        now = utc_now()
        token = add_token(session, name, scopes, now, now + timedelta(days=days) if days else None)
        if token:
            house.note(session, f"token {name}: {', '.join(sorted(set(scopes)))}")
    if token is None:
        raise click.ClickException(f"there is a token called {name!r}; end it with: tocsin token remove {name!r}")
    click.echo(token)
    click.echo("send it as  Authorization: Bearer TOKEN ; it is not kept, so note it now", err=True)
    return 0


@command.command("list")
@config_option
@json_option
def list_all(config: Path | None, as_json: bool) -> int:
    """List the tokens there are, what each may read, and until when."""
    with opened(config, to_look=True) as house:
        with house.store.reading() as session:
            found = tokens(session)
        if as_json:
            show_json([_facts(one) for one in found])
        elif not found:
            click.echo("0 tokens: no program reads the desk from elsewhere")
        for one in [] if as_json else found:
            until = f"until {clock(one.until, house.settings.zone)}" if one.until else "until it is removed"
            click.echo(f"{one.name}: {', '.join(one.scopes)}; made {clock(one.made_at, house.settings.zone)}, {until}")
    return 0


@command.command()
@click.argument("name")
@config_option
def remove(name: str, config: Path | None) -> int:
    """End the token called NAME."""
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        gone = remove_token(session, name)
        if gone:
            house.note(session, f"token {name}")
    if not gone:
        raise NoSuch(f"there is no token called {name!r}; `tocsin token list` shows them")
    click.echo(f"the token {name!r} opens nothing any more")
    return 0


def _facts(one: Token) -> dict[str, object]:
    return {"name": one.name, "scopes": one.scopes, "made_at": one.made_at, "until": one.until}
