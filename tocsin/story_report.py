"""Stories on the terminal and as JSON: who tells them, and what was joined and split."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.placement_words import reason
from alerts.regrouping_words import moved_by, regrouping_facts, regrouping_in_words
from alerts.views import story_voices
from alerts.voices import voices_data
from config.choosing import SourceFacts
from store.alerts import standings
from store.history import alerts_of, articles_of
from store.models import Story
from store.regroup import regroupings_of
from tocsin.alert_report import facts_of, show_alert
from tocsin.show import TITLE, article_facts, clock


def story_facts(session: Session, story: int, sources: Iterable[SourceFacts]) -> dict[str, Any]:
    """Return a story with who tells it, its alerts and its regroupings, for JSON; `sources` of the settings."""
    told = session.get_one(Story, story)
    voices = story_voices(session, [story], sources)[story]
    return {
        "id": story,
        "opened": told.opened_at,
        "latest": told.latest_at,
        "voices": voices_data(voices),
        "articles": [
            {"id": one.id}
            | article_facts(one)
            | {"why": one.story_why, "reason": reason(one.story_why, voices.published_before(one.id))}
            for one in articles_of(session, story)
        ],
        "alerts": [facts_of(one) for one in standings(session, alerts_of(session, story))],
        "regroupings": [regrouping_facts(one) for one in regroupings_of(session, story)],
    }


def show_story(session: Session, facts: dict[str, Any], zone: tzinfo) -> None:
    """Print a story."""
    click.secho(f"Story {facts['id']}", bold=True, nl=False)
    click.echo(f"  told from {clock(facts['opened'], zone)} to {clock(facts['latest'], zone)}")
    click.echo(f"  {voices_in_words(facts['voices'], zone)}")
    moved = moved_by(facts["regroupings"], facts["id"])
    for one in facts["articles"]:
        click.echo(f"  {clock(one['seen'], zone)}  {one['source']} ({one['language'] or '?'})  ", nl=False)
        click.echo(one_line(one["title"], TITLE))
        click.echo(f"    {one['url']}")
        click.echo(f"    {_reason(one, moved)}")
    for standing in standings(session, alerts_of(session, facts["id"])):
        show_alert(standing, zone)
    for done in facts["regroupings"]:
        click.echo(regrouping_in_words(done, partial(clock, zone=zone)))


def _reason(article: Mapping[str, Any], moved: Mapping[int, int]) -> str:
    """Return why an article stands in a story: as it was decided when it came, and what was done by hand since."""
    why, words = article["why"], str(article["reason"])
    if why.get("doubtful"):
        words += f"; not sure, for {why['doubt']}" if why.get("doubt") else "; not sure"
    return words + (f"; it came here by regrouping {moved[article['id']]}" if article["id"] in moved else "")


def voices_in_words(voices: dict[str, Any], zone: tzinfo) -> str:
    """Return who tells a story, and who had it first, in a line."""
    told = [voices["words"]]
    for key, words in (("first", "first"), ("seen_first", "seen first")):
        if (one := voices[key]) is not None:
            told.append(f"{words}: {one['source']}, {clock(datetime.fromisoformat(one['at']), zone)}")
    return "; ".join(told)
