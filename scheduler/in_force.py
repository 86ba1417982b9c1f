"""The settings in force, and what is made from them.

What that takes (Scrapy, the matcher) is loaded when it is done: many who only speak of what is in force do without.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import Problem, Settings, SourceSettings
from config.load import Check, Loaded, load
from scheduler.changed import take_up_sources
from scheduler.garbage import settle
from store.errors import StoreError
from store.revisions import keep_revision, note_edit
from store.session import Store, understood

if TYPE_CHECKING:
    from alerts.alerting import ChannelPlan
    from alerts.channel import Channel
    from alerts.concepts import Concepts
    from alerts.matcher import Matcher
    from alerts.naming import Naming
    from alerts.watch import Watch

log = logging.getLogger(__name__)

#: Of more watches `tocsin check` gives advice, which has the time: 100,000 would hold up a reload by a quarter minute.
MOST_ADVISED = 1_000


@dataclass(frozen=True)
class InForce:
    """Checked settings, with the watches ready to look for and the channels made; replaced as a whole on reload.

    `watched` are the files and folders whose change means that the settings changed, the main file first.
    """

    settings: Settings
    watched: tuple[Path, ...]
    revision_id: int
    matcher: "Matcher"
    concepts: "Concepts"
    channels: "Mapping[str, Channel[Any]]"

    @property
    def path(self) -> Path:
        """The main settings file."""
        return self.watched[0]

    @cached_property
    def naming(self) -> "Naming":
        """What the names of concepts say of articles, to tell stories by; made when the first article comes."""
        from alerts.concepts import concept_settings
        from alerts.naming import Naming, shipped_names

        own = self.settings.concepts
        # What the shipped ones have learnt of words is kept from one edit of the settings to the next.
        return Naming(concept_settings(own)) if own else shipped_names()

    @cached_property
    def hosts(self) -> Mapping[str, str]:
        """The host of each source; made once, for the daemon asks for them at each tick."""
        from crawler.hosts import host_of

        return {source.name: host_of(str(source.url)) for source in self.settings.sources}

    @property
    def plans(self) -> "Mapping[str, ChannelPlan]":
        """Whom each channel reaches, and when."""
        from alerts.alerting import channel_plans

        return channel_plans(self.channels, self.settings.zone)


def checks() -> tuple[Check, ...]:
    """Return what finds that which the rooms above `config` know to be wrong in settings."""
    from alerts.checks import check_channels
    from alerts.silencing import check_silences
    from alerts.watch import check_watches
    from crawler.checks import check_sources

    return _check_database, check_sources, check_channels, check_watches, check_silences


def _check_database(settings: Settings) -> Iterator[Problem]:
    try:
        understood(settings.database.get_secret_value())
    except StoreError as error:
        what, _, cure = str(error).partition("; ")
        yield Problem(("database",), what, cure)


def read_settings(path: Path) -> Loaded:
    """Read and check the settings file at path.

    Raises:
        ConfigError: with every problem in it.

    """
    return load(path, checks())


def put_in_force(store: Store, loaded: Loaded, now: datetime, before: Settings | None = None) -> InForce:
    """Keep loaded as a revision in the store and return it ready for use; now is aware UTC.

    Where it is another one than was in force last, sources that may have been mended are due; where `before` was in
    force until now, only if sources are read otherwise than by that.
    """
    from alerts.channel import make_channel
    from alerts.concepts import load_concepts
    from alerts.matcher import Matcher
    from alerts.watch import compile_watch

    settings = loaded.settings
    for note in loaded.notes:
        log.info("settings: note=%s", note)
    with store.transaction() as session:
        revision = keep_revision(session, loaded.text, now).id
        edited = note_edit(session, revision, now)
        others = edited if before is None else _reads(before) != _reads(settings)
        if others:
            take_up_sources(session, settings.sources, now)
    concepts = load_concepts(settings.concepts)
    watches = (compile_watch(w, concepts) for w in settings.watches if w.enabled)
    # One after the other: each is compiled while its query is still understood.
    matcher = Matcher(concepts, _advised(watches, settings.sources))
    settle()
    return InForce(
        settings=settings,
        watched=loaded.watched,
        revision_id=revision,
        matcher=matcher,
        concepts=concepts,
        channels={name: make_channel(channel, settings.fetch) for name, channel in settings.channels.items()},
    )


def _reads(settings: Settings) -> object:
    """Return what says how sources are read."""
    return settings.sources, settings.fetch


def _advised(watches: "Iterable[Watch]", sources: Collection[SourceSettings]) -> "Iterator[Watch]":
    """Yield watches, and say of the first ones what their queries may not be meant to say."""
    for number, watch in enumerate(watches):
        for advice in watch.advice(sources) if number < MOST_ADVISED else ():
            log.info("a query may not be meant so: watch=%r note=%s", watch.name, advice)
        yield watch
