"""Alerts on their way to a channel whose other side does what the test says."""

import asyncio
from datetime import UTC
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, SecretStr
from sqlalchemy import func, select

from alerts.alerting import Found, channel_plans, open_alerts
from alerts.channel import Channel, DeliveryError
from alerts.delivery import deliver_due
from config import ChannelSettings, Settings, WatchSettings
from store.alert_models import Attempt, Delivery
from store.models import Article, Story

EVIDENCE = [{"clause": "drone", "field": "title", "start": 0, "end": 5, "text": "Drone"}]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


class PlayedOptions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    to: tuple[str, ...] = ("",)
    token: SecretStr = SecretStr("topsecret")


class Played(Channel[PlayedOptions]):
    """A channel whose other side does what the test says."""

    kind: ClassVar[str] = "played"
    Options: ClassVar[type[BaseModel]] = PlayedOptions

    def __init__(self, settings, play=lambda message: "ok"):
        super().__init__(settings)
        self.play, self.accepted = play, []

    @property
    def recipients(self):
        return self.options.to

    async def send(self, message):
        answer = self.play(message)
        if asyncio.iscoroutine(answer):
            answer = await answer
        self.accepted.append(message)
        return answer


def played(name="hook", play=lambda message: "ok", **keys):
    return Played(ChannelSettings(name=name, kind="played", **keys), play)


def refuse(reason="500 no", **keys):
    def play(_message):
        raise DeliveryError(reason, **keys)

    return play


def settings_of(*channels, zone="UTC", **more):
    known = {c.settings.name: c.settings.model_dump() for c in channels} | more
    return Settings.model_validate({"version": 1, "timezone": zone, "channels": known})


def alert(store, now, *channels, count=1, priority="normal", watch="drones", story_of=None, title="Drone over Kyiv",
          zone=UTC, scope="story"):  # fmt: skip
    """Open alerts that go to these channels; return their ids."""
    watches = WatchSettings(
        name=watch, query="drone", channels=tuple(c.settings.name for c in channels), priority=priority, scope=scope
    )
    with store.transaction() as session:
        first = session.scalar(select(func.count(Article.id))) or 0
        found = []
        for number in range(first, first + count):
            story = session.get(Story, story_of) if story_of else Story(opened_at=now, latest_at=now)
            key = f"{number:032x}"
            made = Article(url_key=key, url=f"https://example.org/{number}", title=title, source="one", seen_at=now,
                           content_hash=key, story=story)  # fmt: skip
            session.add(made)
            session.flush()
            found.append(Found(watches, made, EVIDENCE))
        plans = channel_plans({c.settings.name: c for c in channels}, zone)
        return [a.id for a in open_alerts(session, found, plans, now)]


def deliver(store, clock, *channels, settings=None, owner="one"):
    known = {c.settings.name: c for c in channels}
    return asyncio.run(deliver_due(store, known, settings or settings_of(*channels), clock, owner, jitter=lambda: 0.0))


def rows(store, *columns):
    with store.transaction() as session:
        return [tuple(r) for r in session.execute(select(*columns).order_by(Delivery.id))]


def attempts(store):
    with store.transaction() as session:
        found = session.execute(select(Attempt.number, Attempt.outcome, Attempt.answer).order_by(Attempt.id))
        return [tuple(r) for r in found]
