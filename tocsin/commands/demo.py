"""tocsin demo: the whole way, offline."""

from pathlib import Path

import click

from tocsin.demo.play import play


@click.command()
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep settings, log and mails there.")
def command(keep: Path | None) -> int:
    """Show Tocsin at work on a small news web of its own, in under a minute; nothing leaves this machine."""
    return play(keep=keep)
