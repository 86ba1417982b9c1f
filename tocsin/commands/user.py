"""tocsin user: who may use the desk, and as what."""

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from alerts.display import numbered
from scheduler.clock import utc_now
from store.people import (
    ROLES,
    CannotChange,
    add_user,
    fit_name,
    key_of,
    set_disabled,
    set_password,
    set_role,
    user_named,
    users_data,
)
from store.people_models import User
from store.throttle import forget, key
from tocsin.opening import F, NoSuch, config_option, json_option, opened
from tocsin.show import clock, show_json

_ROLE = click.Choice(ROLES)


@click.group()
def command() -> None:
    """Make and look after the users of the desk.

    Without any, it is open to whoever is at this machine, and to nobody else; from the first on, everybody signs in.
    """


def _password_option(function: F) -> F:
    return click.option("--password-stdin", is_flag=True, help="Read the password from standard input, up to its end.")(
        function
    )


@command.command("add")
@click.argument("name")
@click.option("--role", type=_ROLE, required=True, help="reader sees; editor works on alerts; admin does all.")
@_password_option
@config_option
def add(name: str, role: str, password_stdin: bool, config: Path | None) -> int:
    """Add user NAME. The password is asked for twice, and shown nowhere."""
    with opened(config, to_look=True) as house, _in_words():
        fit = fit_name(name)
        with house.store.reading() as session:
            if user_named(session, fit):
                raise CannotChange(f"there is a user {fit} already; `tocsin user password` gives another password")
        kept = _password(fit, password_stdin)
        with house.store.transaction() as session:
            add_user(session, fit, role, kept, utc_now())
            house.note(session, f"user {fit}: {role}")
    click.echo(f"user {fit} is added: {role}")
    return 0


@command.command("list")
@config_option
@json_option
def list_users(config: Path | None, as_json: bool) -> int:
    """List the users with their roles."""
    with opened(config, to_look=True) as house, house.store.reading() as session:
        rows = users_data(session)
        if as_json:
            show_json(rows)
            return 0
        for row in rows:
            state = "".join(f", {word}" for word in ("disabled", "codes") if row[word])
            click.echo(f"{row['name']:<30} {row['role']:<7} last here {clock(row['used'], house.settings.zone)}{state}")
        users = numbered(len(rows), "user", "users")
        click.echo(users if rows else f"{users}: the desk is open to whoever is at this machine")
    return 0


@command.command("password")
@click.argument("name")
@_password_option
@config_option
def password(name: str, password_stdin: bool, config: Path | None) -> int:
    """Give user NAME another password. Wherever they are signed in, they no longer are."""
    with opened(config, to_look=True) as house, _in_words():
        with house.store.reading() as session:
            fit = _named(session, name).name
        kept = _password(fit, password_stdin)

    def work(session: Session, one: User) -> None:
        set_password(session, one, kept)
        forget(session, key("name", key_of(one.name)))

    return _change(config, name, "has another password", work)


@command.command("role")
@click.argument("name")
@click.argument("role", type=_ROLE)
@config_option
def role(name: str, role: str, config: Path | None) -> int:
    """Give user NAME another role; it holds from the next page on."""
    return _change(config, name, f"is {role}", lambda session, one: set_role(session, one, role), f": {role}")


@command.command("disable")
@click.argument("name")
@config_option
def disable(name: str, config: Path | None) -> int:
    """Shut user NAME out, at once wherever they are signed in."""
    return _change(config, name, "is shut out", lambda session, one: set_disabled(session, one, True))


@command.command("enable")
@click.argument("name")
@config_option
def enable(name: str, config: Path | None) -> int:
    """Let user NAME in again."""
    return _change(config, name, "is let in again", lambda session, one: set_disabled(session, one, False))


@command.command("totp")
@click.argument("name")
@click.option("--off", is_flag=True, help="Ask for no one-time codes any more.")
@config_option
def totp(name: str, off: bool, config: Path | None) -> int:
    """Ask user NAME for one-time codes from now on.

    Prints the address with the secret that their program for such codes reads.
    """
    # Imported here: only this command draws.
    import segno

    from web.totp import address, new_secret

    secret = None if off else new_secret()

    links = []

    def work(session: Session, one: User) -> None:
        one.totp, one.totp_used = secret, None
        links.extend([address(secret, one.name)] if secret else [])

    said = "is asked for no codes" if off else "is asked for a one-time code at each sign-in"
    status = _change(config, name, said, work, " --off" if off else "")
    for link in links:
        if sys.stdout.isatty():
            segno.make(link, error="m", micro=False).terminal(compact=True)
        click.echo(link)
    return status


def _change(config: Path | None, name: str, said: str, work: Callable[[Session, User], None], more: str = "") -> int:
    with opened(config, to_look=True) as house, _in_words(), house.store.transaction() as session:
        one = _named(session, name)
        work(session, one)
        house.note(session, f"user {one.name}{more}")
    click.echo(f"user {one.name} {said}")
    return 0


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what cannot be done as a problem of the user's."""
    try:
        yield
    except CannotChange as error:
        raise click.ClickException(str(error)) from error


def _named(session: Session, name: str) -> User:
    found = user_named(session, name)
    if found is None:
        raise NoSuch(f"there is no user {name!r}; `tocsin user list` shows them")
    return found


def _password(name: str, from_stdin: bool) -> str:
    """Return the hash of a password that is read or asked for. Raises ClickException: it is none."""
    # Imported here: it brings argon2 along.
    from web.passwords import hashed, weakness

    given = sys.stdin.read().removesuffix("\n").removesuffix("\r") if from_stdin else _asked(name)
    if wrong := weakness(given, name):
        raise click.ClickException(f"the password will not do: {wrong}")
    return hashed(given)


def _asked(name: str) -> str:
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for the password at; give it with --password-stdin")
    first = getpass.getpass(f"Password for {name}: ")
    if getpass.getpass("Again: ") != first:
        raise click.ClickException("these were two passwords; nothing was changed")
    return first
