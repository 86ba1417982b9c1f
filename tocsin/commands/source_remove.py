"""tocsin source remove: take sources out of the settings files."""

from pathlib import Path

import click

from config.edit import Editor
from config.load import find_settings
from crawler.checks import check_sources
from tocsin.adding import write_into
from tocsin.opening import NoSuch, all_set, config_option


@click.command()
@click.argument("names", nargs=-1, required=True)
@config_option
def remove_sources(names: tuple[str, ...], config: Path | None) -> None:
    """Take the sources of these NAMES out of the settings; what came of them stays in the store.

    Each is written by itself. Watches that name one under `sources` are told: they no longer find anything in it.
    """
    path = find_settings(config)
    for name in names:
        editor = Editor(path, [check_sources], all_set())
        change = editor.without_entry("sources", name)
        if change is None:
            raise _absent(editor, name)
        write_into(path, editor, [change], f"source removed: {name}")
        click.echo(f"Removed {name!r} from {change.file.path}. A running Tocsin leaves it by itself.")
        for watch in editor.present().watches:
            if name in watch.sources:
                click.secho(f"note: watch {watch.name!r} still names it under sources", fg="yellow")


def _absent(editor: Editor, name: str) -> click.ClickException:
    if editor.present().find_source(name) is not None:
        return click.ClickException(f'{name!r} is of the catalogue: "not:{name}" under catalogue switches it off.')
    return NoSuch(f"there is no source {name!r} in the settings; `tocsin source list` shows those that there are")
