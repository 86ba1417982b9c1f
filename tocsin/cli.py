"""The command line: each command is imported when it is used, so that `--help` stays quick."""

import errno
import importlib
import os
import signal
import sys

import click

from tocsin import __version__

#: Command -> the module in tocsin/commands that holds it, and its line in the help.
COMMANDS = {
    "init": ("init", "Write a starter tocsin.toml here."),
    "check": ("check", "Read the settings and say what is wrong with them."),
    "run": ("run", "Watch: poll sources, match, deliver, until stopped."),
    "demo": ("demo", "Show it all at work, offline, in under a minute."),
    "poll": ("poll", "Poll one source now and show what came."),
    "source": ("source", "List, find, add, remove, check, import and export sources."),
    "watch": ("watch", "List, test, explain and backtest watches."),
    "concept": ("concept", "List and show concepts, and find those that a text names."),
    "channel": ("channel", "List channels, and send a test message."),
    "digest": ("digest", "Show what the next digest of a channel would say."),
    "alert": ("alert", "List alerts, acknowledge them, say which were useful."),
    "story": ("story", "Show a story; join stories, and split them."),
    "silence": ("silence", "Keep a watch, story, source or query quiet for a time."),
    "delivery": ("delivery", "List deliveries, show each attempt, and try them again."),
    "desk": ("desk", "End the links in messages that were sent."),
    "user": ("user", "Make and look after the users of the desk."),
    "audit": ("audit", "Show who changed what."),
    "status": ("status", "Show how sources, alerts and deliveries stand."),
    "store": ("store", "Back up, check, prune and upgrade the database."),
    "why": ("why", "Tell what happened to an address."),
    "search": ("search", "Search the stored articles in the watch language."),
    "export": ("export", "Write what a search or a watch found to a file."),
    "token": ("token", "Make, list and end tokens by which programs ask the desk."),
    "inspect": ("inspect", "Show how Tocsin understands one feed, page or address."),
}

#: Why what a command writes finds no place.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Why a file that its user has named is of no use.
_MISNAMED = (errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.EROFS, errno.ENAMETOOLONG)


class Commands(click.Group):
    """The commands, imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command of that name, imported now."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"tocsin.commands.{COMMANDS[name][0]}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. That the reader of its output leaves (`| head`) is no problem; Click would end with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Pointed at nothing, so that the exit says no more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tocsin")
def tocsin() -> None:
    """Watch defence-policy coverage in many languages, and ring once per story."""


def run(arguments: list[str] | None = None) -> int:
    """Run the command the user gave and return the exit status.

    0 is fine, 1 a problem found, 2 wrong usage, or something named that there is not, 130 interrupted.
    """
    try:
        # https://no-color.org: any value but an empty one asks for no colours.
        color = False if os.environ.get("NO_COLOR") else None
        answer = tocsin.main(args=arguments, prog_name="tocsin", standalone_mode=False, color=color)
        return answer if isinstance(answer, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        _with_help(error).show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT
    except UnicodeEncodeError as error:
        if error.reason != "surrogates not allowed":
            raise
        click.echo(f"{error.object[:100]!a} is no text, for its bytes are not UTF-8; write it in UTF-8", err=True)
        return 2
    except Exception as error:  # the one place where errors for the user become words
        problem = _plain(error)
        if problem is None:
            raise
        click.echo(problem, err=True)
        return 1


def _with_help(error: click.ClickException) -> click.ClickException:
    """Return an error of usage that says what was perhaps meant: another command, or an option after it."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or not isinstance(group := context.command, click.Group):
        return error
    # Click knows only the commands that were imported.
    if isinstance(error, click.NoSuchCommand):
        return click.NoSuchCommand(error.command_name, possibilities=group.list_commands(context), ctx=context)
    if isinstance(error, click.NoSuchOption):
        after = f"{context.command_path} COMMAND {error.option_name}"
        return click.UsageError(f"{error.message} Options of a command go after it: {after}", context)
    return error


def _plain(error: Exception) -> str | None:
    """Return what to say for an error that the user can mend, or None for one of ours."""
    from config import ConfigError
    from store.errors import StoreError

    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return f"{error.filename or 'the output'} cannot be written: {error.strerror}; free some space and try again"
    if isinstance(error, OSError) and error.filename and error.errno in _MISNAMED:
        return f"{error.filename} cannot be opened: {error.strerror}; name a place that is there and open to you"
    return str(error) if isinstance(error, ConfigError | StoreError) else None
