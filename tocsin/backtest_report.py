"""Tell what came of a backtest: on the terminal, as JSON, and as a picture."""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

import click

from alerts.backtest import Backtest, Change, Match
from alerts.bars import Bar, bars, span
from alerts.display import numbered, one_line
from alerts.exclusions import most_lost
from tocsin.backtesting import SAMPLED, Run
from tocsin.chart import as_svg, in_terminal
from tocsin.excluding import Labels, Removed, Suggestions
from tocsin.show import TITLE, article_facts, show_article

#: Of languages, sources and clauses so many are shown.
_TOP = 8


def svg_of(run: Run) -> str:
    """Return matches and alerts by day as a picture."""
    title = f"{run.watch.name}: {' '.join(run.watch.query.text.split())}"
    drawn = _bars(run)
    return as_svg(drawn, title, f"matches by {span(drawn)}", "of these opened an alert")


def facts_of(run: Run, suggested: Suggestions, labels: Labels, problems: Sequence[str], zone: str) -> dict[str, Any]:
    """Return it all for JSON; costs in microseconds of processor time for an article."""
    facts: dict[str, Any] = {
        "watch": run.watch.name,
        "days": {"first": run.days.first, "last": run.days.last, "zone": zone},
        "articles": run.articles,
        "query": run.watch.query.text,
        **_counts(run.done),
        "newest": [article_facts(m.article, m.evidence.hits) for m in reversed(run.done.newest)],
        "cost": _cost(run, 0),
        "timed_out": run.trying.timed_out[0],
        "problems": problems,
        "notes": list(map(str, run.advice)),
        "compared": _comparison_facts(run),
        "exclusions": _suggestion_facts(suggested, labels),
    }
    return facts


def _counts(done: Backtest) -> dict[str, Any]:
    return {
        "matches": done.matches,
        "stories": len(done.stories),
        "alerts": len(done.alerts),
        "alerted_before": done.alerted_before,
        "quiet": done.quiet,
        "by_day": [
            {"day": day, "matches": done.matches_by_day[day], "alerts": done.alerts_by_day[day]}
            for day in sorted(done.matches_by_day)
        ],
        "by_language": {language or "unknown": number for language, number in done.by_language.most_common()},
        "by_source": dict(done.by_source.most_common()),
        "by_clause": dict(done.by_clause.most_common()),
    }


def _cost(run: Run, number: int) -> dict[str, float]:
    tried = max(1, run.trying.articles)
    seconds = {
        "reading": run.trying.reading,
        "matching": run.trying.matching[number],
        "showing matches": run.trying.showing,
    }
    return {what: round(1e6 * spent / tried, 1) for what, spent in seconds.items()}


def _comparison_facts(run: Run) -> dict[str, Any] | None:
    if run.in_force is None or run.before is None or run.comparison is None:
        return None
    return {
        "query": run.in_force.query.text,
        **_counts(run.before),
        "cost": _cost(run, 1),
        "timed_out": run.trying.timed_out[1],
        "added": run.comparison.added,
        "removed": run.comparison.removed,
        "alerts_added": len(run.done.alerts.keys() - run.before.alerts.keys()),
        "alerts_removed": len(run.before.alerts.keys() - run.done.alerts.keys()),
        "newest_added": [_change_facts(change) for change in reversed(run.comparison.newest_added)],
        "newest_removed": [_change_facts(change) for change in reversed(run.comparison.newest_removed)],
    }


def _change_facts(change: Change) -> dict[str, Any]:
    return {**article_facts(change.match.article, change.match.evidence.hits), "why": change.why}


def _suggestion_facts(suggested: Suggestions, labels: Labels) -> dict[str, Any]:
    return {
        "matches": suggested.matches,
        "not_wanted": suggested.unwanted,
        "wanted": suggested.wanted,
        "not_in_the_archive": labels.unknown,
        "not_found_by_the_watch": suggested.missed,
        "suggested": [_removed_facts(removed) for removed in suggested.exclusions],
        "together": _removed_facts(suggested.together) if suggested.together else None,
    }


def _removed_facts(removed: Removed) -> dict[str, Any]:
    return {
        "exclude": removed.exclusion,
        "query": removed.query,
        "removes": removed.all,
        "of_not_wanted": removed.unwanted,
        "of_wanted": removed.wanted,
        "why": removed.why,
        "titles": removed.titles,
    }


def show_report(run: Run, suggested: Suggestions, labels: Labels, problems: Sequence[str], zone: tzinfo) -> None:
    """Print it all on the terminal, times in the user's zone."""
    _head(run, problems, zone)
    if not run.articles:
        click.echo("There is no article of these days in the archive: nothing to try the watch on.")
        return
    if run.done.matches:
        drawn = _bars(run)
        click.echo(f"\nMatches by {span(drawn)} (░), and those of them that opened an alert (█):")
        for line in in_terminal(drawn, shutil.get_terminal_size().columns):
            click.echo(line)
    _totals(run)
    _examples("\nNewest matches", reversed(run.done.newest), zone)
    _comparison(run, zone)
    _Suggesting(suggested, labels).show()
    _costs(run)


def _bars(run: Run) -> list[Bar]:
    return bars(run.done.matches_by_day, run.done.alerts_by_day, run.days.first, run.days.last)


def _head(run: Run, problems: Sequence[str], zone: tzinfo) -> None:
    click.secho(run.watch.name, bold=True)
    click.echo(f"  {one_line(run.watch.query.text, 2 * TITLE)}")
    for advice in run.advice:
        click.secho(f"note: {advice}", fg="yellow")
    for problem in problems:
        click.secho(f"not so: {problem}", fg="red")
    articles = numbered(run.articles, "article", "articles")
    click.echo(f"{articles} first seen from {run.days.first} to {run.days.last} ({zone})")


def _totals(run: Run) -> None:
    done = run.done
    matches = numbered(done.matches, "match", "matches")
    stories, alerts = numbered(len(done.stories), "story", "stories"), numbered(len(done.alerts), "alert", "alerts")
    click.echo(f"\n{matches} in {stories} would have opened {alerts}")
    if done.alerted_before:
        click.echo(f"{done.alerted_before} of the stories had alerted before these days")
    if done.quiet:
        click.echo(f"{done.quiet} of the matches came with the first reading of a source, which alerts nobody")
    for what, counted in (("language", done.by_language), ("source", done.by_source), ("clause", done.by_clause)):
        if counted:
            click.echo(f"by {what}: {_top(counted)}")
    _timed_out(run, 0)


def _timed_out(run: Run, number: int) -> None:
    if many := run.trying.timed_out[number]:
        articles = numbered(many, "article", "articles")
        click.secho(f"On {articles} the query or a regular expression in it took too long: not found there.", fg="red")


def _top(counted: Mapping[Any, int]) -> str:
    first = [f"{one_line(name or '?', 60)} {number}" for name, number in Counter(counted).most_common(_TOP)]
    more = f", {len(counted) - _TOP} more" if len(counted) > _TOP else ""
    return ", ".join(first) + more


def _examples(heading: str, matches: Iterable[Match], zone: tzinfo) -> None:
    for number, match in enumerate(matches):
        if number == 0:
            click.echo(f"{heading}:")
        show_article(match.article, match.evidence.hits, zone)


def _comparison(run: Run, zone: tzinfo) -> None:
    if run.in_force is None or run.before is None or run.comparison is None:
        return
    before, done, compared = run.before, run.done, run.comparison
    click.secho("\nCompared with the query in force", bold=True)
    click.echo(f"  {one_line(run.in_force.query.text, 2 * TITLE)}")
    click.echo(f"matches {before.matches} → {done.matches}: {compared.added} added, {compared.removed} removed")
    _timed_out(run, 1)
    more, fewer = done.alerts.keys() - before.alerts.keys(), before.alerts.keys() - done.alerts.keys()
    click.echo(f"alerts {len(before.alerts)} → {len(done.alerts)}: {len(more)} added, {len(fewer)} removed")
    opened = {done.alerts[alert] for alert in more}, {before.alerts[alert] for alert in fewer}
    _changes("added", compared.newest_added, opened[0], "the query in force does not find it", zone)
    _changes("removed", compared.newest_removed, opened[1], "the changed query does not find it", zone)


def _changes(what: str, changes: Sequence[Change], opened_by: set[int], why: str, zone: tzinfo) -> None:
    for number, change in enumerate(reversed(changes)):
        if number == 0:
            click.echo(f"Newest {what}:")
        article = change.match.article
        show_article(article, change.match.evidence.hits, zone)
        alert = f"; an alert {what}" if article.id in opened_by else ""
        click.secho(f"    {why}: {change.why}{alert}", fg="yellow")


class _Suggesting:
    """Tells what to exclude."""

    def __init__(self, suggested: Suggestions, labels: Labels) -> None:
        self._suggested, self._labels = suggested, labels

    def show(self) -> None:
        """Print it, if there is anything to say."""
        for address in self._labels.unknown:
            click.secho(f"not in the archive: {address}", fg="yellow")
        for address in self._suggested.missed:
            click.secho(f"not found by the watch: {address}", fg="yellow")
        if self._suggested.unwanted:
            self._of_what_is_unwanted()
        elif self._suggested.exclusions:
            self._of_groups()

    def _of_what_is_unwanted(self) -> None:
        suggested = self._suggested
        click.secho(f"\nTo exclude ({suggested.unwanted} matches not wanted, {suggested.wanted} wanted)", bold=True)
        if not suggested.exclusions:
            click.echo("No word stands in those not wanted and not in the others often enough to be more than chance.")
        for removed in suggested.exclusions:
            self._one(removed)
        if suggested.together:
            self._one(suggested.together)
        if any(not removed.wanted for removed in suggested.exclusions):
            click.echo(
                f"What loses none of {suggested.wanted} may still lose {most_lost(suggested.wanted):.1%} (at 95 %)."
            )

    def _one(self, removed: Removed) -> None:
        suggested = self._suggested
        loses = f"and {removed.wanted} of {suggested.wanted} wanted" if removed.wanted else "and none that is wanted"
        doubt = "; may be chance" if removed.why == "may be chance" else ""
        colour = "yellow" if removed.wanted or doubt else None
        click.secho(f"  {removed.exclusion}", bold=True)
        click.secho(f"    removes {removed.unwanted} of {suggested.unwanted} not wanted {loses}{doubt}", fg=colour)
        self._titles(removed)

    def _of_groups(self) -> None:
        of = f"the newest {SAMPLED}" if self._suggested.matches >= SAMPLED else f"{self._suggested.matches}"
        click.secho(f"\nGroups that stand apart among {of} matches", bold=True)
        for removed in self._suggested.exclusions:
            click.secho(f"  {removed.exclusion}", bold=True)
            click.echo(f"    removes {removed.all}; {removed.why}")
            self._titles(removed)
        click.echo("Exclude those you do not want. --not-wanted ADDRESS finds what marks the matches you name.")

    def _titles(self, removed: Removed) -> None:
        for title in removed.titles:
            click.echo(f"    such as: {one_line(title, TITLE)}")


def _costs(run: Run) -> None:
    costs = ", ".join(f"{what} {spent:.0f} µs" for what, spent in _cost(run, 0).items())
    before = f" (the query in force {_cost(run, 1)['matching']:.0f} µs)" if run.in_force else ""
    click.echo(f"\nProcessor time for an article: {costs}{before}")
