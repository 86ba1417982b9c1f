"""What happened to an address, told on the terminal."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

import click

from alerts.display import one_line
from alerts.regrouping_words import regrouping_in_words
from tocsin.alert_report import marks_in_words
from tocsin.show import TITLE, clock
from tocsin.story_report import voices_in_words


class Telling:
    """Tells the facts of `tocsin why`, times in the user's zone; `versions`: each sentence that changed as well."""

    def __init__(self, zone: tzinfo, versions: bool) -> None:
        self._zone, self._versions = zone, versions

    def tell(self, facts: dict[str, Any]) -> None:
        """Tell them: the article, its story, the watches, the alerts."""
        click.secho(one_line(facts["title"], TITLE), bold=True)
        click.echo(f"  {facts['url']}")
        for seen in facts["sources"]:
            click.echo(f"  seen in {seen['source']} at {self._clock(seen['at'])}")
        for mark in _marks(facts):
            click.echo(f"  {mark}")
        for change in facts["changes"]:
            self._change(change)
        self._story(facts["story"])
        for watch in facts["watches"]:
            self._watch(watch)
        if not all(watch["found"] for watch in facts["watches"]):
            click.echo(f"`tocsin watch explain WATCH --article {facts['url']}` shows part by part what nearly held.")
        for alert in facts["alerts"]:
            self._alert(alert)
        if not facts["alerts"]:
            click.echo("No alert was opened for its story.")

    def _clock(self, at: datetime | None) -> str:
        return clock(at, self._zone)

    def _change(self, change: dict[str, Any]) -> None:
        click.echo(f"  version {change['version']} at {self._clock(change['at'])}: {one_line(change['words'], 1_000)}")
        if self._versions:
            for sign, colour, sentences in (("-", "red", change["removed"]), ("+", "green", change["added"])):
                for sentence in sentences:
                    click.secho(f"    {sign} {one_line(sentence, 1_000)}", fg=colour)

    def _story(self, story: dict[str, Any]) -> None:
        click.secho(f"Story {story['id']}", bold=True, nl=False)
        told = voices_in_words(story["voices"], self._zone)
        click.echo(f": told by {told}" if told else "")
        for line in _placed(story):
            click.echo(f"  {line}")
        for done in story["regroupings"]:
            click.echo(f"  {regrouping_in_words(done, partial(clock, zone=self._zone))}")
        for other in story["others"]:
            title = one_line(other["title"], TITLE)
            click.echo(f"  also: {title}  ({other['source']}, {other['language'] or '?'}) {other['url']}")
        for near in story["nearest"]:
            click.echo(f"  Not in story {near['story']} ({_quoted(near['like'])}): {near['words']}.")

    def _watch(self, watch: dict[str, Any]) -> None:
        if not watch["found"]:
            click.echo(f"Watch {watch['watch']}: not found: {watch['why']}")
            return
        words = ", ".join(f"«{w}»" for w in watch["words"][:6])
        click.secho(f"Watch {watch['watch']}: found {words}", fg="green")
        if watch["quiet"]:
            click.echo(f"  it opened no alert: {watch['quiet']}")

    def _alert(self, alert: dict[str, Any]) -> None:
        opened = f"opened {self._clock(alert['opened'])} by {alert['by']}"
        alone = " for this article alone" if alert["scope"] == "article" else ""
        click.echo(f"Alert {alert['id']} ({alert['watch']}) {opened}{alone}")
        if alert["follows"] is not None:
            click.echo(f"  a possible follow-up of alert {alert['follows']}: it is not sure that both are one story")
        for line in marks_in_words(alert, self._zone):
            click.echo(f"  {line}")
        for update in alert["updates"]:
            self._update(update, acknowledged=alert["acknowledged"] is not None)
        for delivery in alert["deliveries"]:
            self._delivery(delivery)

    def _update(self, update: dict[str, Any], *, acknowledged: bool) -> None:
        if update["told"]:
            when = f"told {self._clock(update['told'])}"
        elif acknowledged:
            when = "not while it is acknowledged"
        else:
            silence = f", held by silence {update['silence']}" if update["silence"] else ""
            when = f"not before {self._clock(update['due'])}{silence}"
        changes = "; ".join(change["words"] for change in update["changes"])
        click.echo(f"  update {update['number']}, {when}: {one_line(changes, 1_000)}")

    def _delivery(self, delivery: dict[str, Any]) -> None:
        where = f"{delivery['channel']} {delivery['recipient']}".strip()
        occasion = "" if delivery["occasion"] == "first" else f" ({delivery['occasion']})"
        click.echo(f"  to {where}{occasion}: {delivery['status']}")
        for attempt in delivery["attempts"]:
            click.echo(f"    {self._clock(attempt['at'])} {attempt['outcome']}: {attempt['answer']}")
        if delivery["status"] in ("pending", "failed"):
            click.echo(f"    next attempt {self._clock(delivery['next_attempt'])}")


def _marks(facts: dict[str, Any]) -> Iterator[str]:
    if facts["doubtful_date"]:
        yield f"it gives {facts['doubtful_date']} as its date, which cannot be; the time it was seen counts"
    if facts["paywalled"]:
        yield "its page says that one must pay to read it; what is shown without that was read"


def _placed(story: dict[str, Any]) -> Iterator[str]:
    """Yield a line each for why an article stands in its story, and what would have put it elsewhere."""
    yield f"Because {story['reason']}."
    if story["like"] is not None:
        yield f"Article {story['like']['article']} is {_quoted(story['like'])}."
    if story["doubtful"]:
        because = f", for {one_line(story['doubt'], 200)}" if story["doubt"] else ""
        yield f"That is not sure{because}: it rings for its watches all the same, as a possible follow-up."
    if story["otherwise"]:
        yield f"It would stand {story['otherwise']}."


def _quoted(article: dict[str, Any]) -> str:
    return f"«{one_line(article['title'], TITLE)}», {article['source']}"
