"""tocsin init: write a starter settings file."""

from pathlib import Path

import click

from config.load import load
from config.starter import starter_text


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default="tocsin.toml")
@click.option("--force", is_flag=True, help="Replace a file that is there; it is kept beside it as PATH.old.")
def command(path: Path, force: bool) -> int:
    """Write a starter tocsin.toml to PATH, ready to run and to be changed."""
    if path.exists():
        if not force:
            click.echo(f"{path} is there already and stays as it is; --force replaces it.", err=True)
            return 1
        path.replace(path.with_name(path.name + ".old"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(starter_text(), encoding="utf-8")
    settings = load(path).settings
    click.echo(f"Wrote {path}: {len(settings.sources)} sources, {len(settings.watches)} watches. Next:")
    click.echo(f"  tocsin check --config {path}    # says what is wrong in it, if anything")
    click.echo(f"  tocsin run --config {path}      # watches; alerts go to: {', '.join(settings.channels)}")
    return 0
