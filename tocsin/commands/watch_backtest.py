"""tocsin watch backtest: what a watch would have done with the stored articles, before it is trusted."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import click

from alerts.watch import Watch, check_watches
from config import Settings, WatchSettings
from scheduler.clock import utc_now
from store.marks import rated_articles
from tocsin.backtest_report import facts_of, show_report, svg_of
from tocsin.backtesting import backtest
from tocsin.days import DAY, Days
from tocsin.excluding import Suggester, read_labels
from tocsin.opening import NoSuch, Opened, config_option, json_option, opened
from tocsin.show import progress, show_json
from tocsin.trying import compiled, watch_of


@click.command("backtest")
@click.argument("watch")
@click.option("--query", help="Try the watch with this query, and compare it with the one it has.")
@click.option("--days", type=click.IntRange(1, 36_500), help="So many days up to the last.  [default: 30]")
@click.option("--since", type=DAY, help="From that day on (in your time zone).")
@click.option("--until", type=DAY, help="To that day, with it; else today.")
@click.option("--wanted", multiple=True, metavar="ADDRESS|FILE", help="A match that is wanted, or a file of them.")
@click.option("--not-wanted", multiple=True, metavar="ADDRESS|FILE", help="A match that is not, or a file of them.")
@click.option("--from-feedback", is_flag=True, help="Learn from which alerts were useful and which were not.")
@click.option("--newest", default=5, show_default=True, type=click.IntRange(0, 1_000), help="So many examples.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw matches by day into this file.")
@config_option
@json_option
def command(
    watch: str,
    query: str | None,
    days: int | None,
    since: datetime | None,
    until: datetime | None,
    wanted: tuple[str, ...],
    not_wanted: tuple[str, ...],
    from_feedback: bool,
    newest: int,
    svg: Path | None,
    config: Path | None,
    as_json: bool,
) -> int:
    """Run WATCH, or a query, over the stored articles.

    Tells what it finds, and what it would have alerted on. With --query, what that text adds to the watch and removes
    from it. With --not-wanted (and --wanted), or with --from-feedback, what to exclude; a file has one address a line,
    - is standard input. Exit 1 if there was nothing to try it on, if a line that must or must not match does
    otherwise, or if it or a regular expression in it took too long.
    """
    with opened(config, to_look=True) as house:
        settings = house.settings
        chosen = _days(days, since, until, utc_now().astimezone(settings.zone).date())
        in_force, tried = _watches(watch, query, settings)
        rated = _rated(house, watch) if from_feedback else None
        labels = read_labels(house.store, _addresses(wanted), _addresses(not_wanted), rated)
        run = backtest(house.store, settings, chosen, tried, in_force, newest, progress)
        suggested = Suggester(house.store, settings.sources, tried, labels).suggest(run.sampled)
        problems = [str(problem) for problem in check_watches(_only(tried, settings))]
        if svg is not None:
            svg.write_text(svg_of(run), encoding="utf-8")
        if as_json:
            show_json(facts_of(run, suggested, labels, problems, settings.timezone))
        else:
            show_report(run, suggested, labels, problems, settings.zone)
    return 1 if problems or not run.articles or any(run.trying.timed_out) else 0


def _days(days: int | None, since: datetime | None, until: datetime | None, today: date) -> Days:
    if days is not None and since is not None:
        raise click.UsageError("--days and --since both say where to begin: give one")
    last = min(until.date(), today) if until else today
    first = since.date() if since else date.fromordinal(max(1, last.toordinal() + 1 - (days or 30)))
    if first > last:
        raise click.UsageError(f"there is no day from {first} to {last}")
    return Days(first, last)


def _watches(name: str, query: str | None, settings: Settings) -> tuple[Watch | None, Watch]:
    """Return the watch to compare with, if any, and the one to try."""
    settings = settings.model_copy(update={"watches": tuple(map(_switched_on, settings.watches))})
    if query is None:
        return None, watch_of(name, settings)
    named = settings.find_watch(name)
    if named is None:
        known = ", ".join(watch.name for watch in settings.watches) or "none"
        raise NoSuch(f"no watch is called {name!r}, so there is nothing to compare with; known: {known}")
    return compiled(named, settings), compiled(named.model_copy(update={"query": query}), settings)


def _switched_on(watch: WatchSettings) -> WatchSettings:
    return watch.model_copy(update={"enabled": True})


def _rated(house: Opened, watch: str) -> dict[int, bool]:
    """Return the articles of the watch's alerts that were rated. Raises UsageError: there is none to learn from."""
    with house.store.reading() as session:
        rated = rated_articles(session, watch)
    if False not in rated.values():
        what = f"--from-feedback: no alert of a watch {watch!r} was called not useful"
        raise click.UsageError(f"{what}; `tocsin alert not-useful ID` does")
    return rated


def _addresses(given: Iterable[str]) -> Iterator[str]:
    """Yield the addresses given, and those in the files given."""
    for one in given:
        if "://" in one:
            yield one
            continue
        try:
            with click.open_file(one, encoding="utf-8") as lines:
                yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise click.UsageError(f"{one} is no address (https://…), and cannot be read as a file: {why}") from error


def _only(watch: Watch, settings: Settings) -> Settings:
    return settings.model_copy(update={"watches": (watch.settings,)})
