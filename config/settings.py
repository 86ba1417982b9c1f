"""The settings file as frozen values.

Everything here says what the user wants. What has happened since (ETags,
failures, alerts) belongs to `store`. Reading the file is `config.load`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from config.again import AGAIN, Wish, again_text, read_again
from config.desk import DeskSettings
from config.durations import Duration, PositiveDuration, Rate, duration, duration_text, positive, rate_of
from config.fetch import FetchSettings, SiteName
from config.frozen import Frozen
from config.sharing import share_names
from config.silences import SilenceSettings

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _from_an_hour_to_a_week(value: timedelta) -> timedelta:
    if not timedelta(hours=1) <= value <= timedelta(days=7):
        raise ValueError(f"{duration_text(value)} is not between 1h and 7d; write for example 6h or 1d")
    return value


def keeps_long_enough(value: timedelta) -> timedelta:
    """Return how long texts are kept. Raises ValueError: by texts of so few days nobody tells what is news."""
    if value < timedelta(days=30):
        raise ValueError(f"{duration_text(value)} is not between 30d and 3650d; write for example 365d or 730d")
    return value


def _auto_or_duration(value: Any) -> Any:
    return value if value == "auto" else duration(value)


Change = Annotated[str, AfterValidator(again_text), WithJsonSchema({"type": "string", "pattern": AGAIN})]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


class SourceSettings(Frozen):
    """One place to read coverage from."""

    name: Name
    url: str = Field(pattern=r"^https?://\S+$")
    kind: str = "feed"
    every: Annotated[PositiveDuration | Literal["auto"], BeforeValidator(_auto_or_duration)] = "auto"
    enabled: bool = True
    language: str | None = Field(None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$")
    tags: tuple[str, ...] = ()
    links: str | None = Field(None, description="listing: CSS selector of the links to articles.")
    next: str | None = Field(None, description="listing: CSS selector of the link to its next page.")
    sitemap: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="A news sitemap, read as well when a reading holds nothing that is known, as after an outage.",
    )
    spider: str | None = Field(None, description="spider: its name, as in crawler/spiders/.")
    javascript: bool = Field(False, description="Read its web pages as a browser shows them; needs Chromium.")
    full_text: bool | None = None
    alert_on_first_poll: bool | None = None

    @model_validator(mode="after")
    def _needs_of_its_kind(self) -> "SourceSettings":
        if self.kind == "listing" and not self.links:
            raise ValueError('a listing needs links; name the CSS selector of its links, as in links = "h2 a"')
        if self.kind == "spider" and not self.spider:
            raise ValueError("a spider source needs spider; name the file in crawler/spiders/")
        return self


class ChannelSettings(BaseModel):
    """One way to reach the user. Keys of its kind are in `options`, checked by the kind itself."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: Name
    kind: str
    digest: str | None = Field(None, description="Wait for this time ('07:30') or gather for so long ('1h').")
    digest_empty: bool = Field(False, description="Send a digest although nothing matched, with what was read.")
    quiet_hours: str | None = Field(None, description="'22:00-07:00': held, not lost; high priority goes through.")
    rate: str | None = Field(None, description="'10/1h': so many messages to one recipient; more travels together.")
    fallback: str | None = Field(None, description="The channel to which dead deliveries go.")

    @property
    def options(self) -> Mapping[str, Any]:
        """The keys that belong to the channel's kind."""
        return self.model_extra or {}

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        # Among the options are passwords, and which ones only the kind knows.
        return [(name, "…" if name in self.options else value) for name, value in super().__repr_args__()]

    @field_validator("digest")
    @classmethod
    def _digest_is_readable(cls, value: str | None) -> str | None:
        rule = None if value is None else _digest_rule(value)
        if isinstance(rule, timedelta):
            positive(rule)
        return value

    @model_validator(mode="after")
    def _empty_digests_are_digests(self) -> "ChannelSettings":
        if self.digest_empty and self.digest is None:
            raise ValueError('digest_empty is for a digest; add for example digest = "07:30", or leave it out')
        return self

    @field_validator("rate")
    @classmethod
    def _rate_is_readable(cls, value: str | None) -> str | None:
        if value is not None:
            rate_of(value)
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _quiet_hours_are_readable(cls, value: str | None) -> str | None:
        if value is not None and len(set(_hours(value))) < 2:
            raise ValueError(f"{value!r} is empty; write for example 22:00-07:00, or leave it out")
        return value

    @property
    def digest_rule(self) -> time | timedelta | None:
        """When a digest goes out: a time of day in the user's zone, an interval, or never (None)."""
        return None if self.digest is None else _digest_rule(self.digest)

    @property
    def rate_rule(self) -> Rate | None:
        """How many messages one recipient is sent in how long, or as many as there are (None)."""
        return None if self.rate is None else rate_of(self.rate)

    @property
    def quiet(self) -> tuple[time, time] | None:
        """Start and end of the quiet hours, times of day in the user's zone."""
        return None if self.quiet_hours is None else _hours(self.quiet_hours)


def _digest_rule(text: str) -> time | timedelta:
    rule: time | timedelta = clock_time(text) if ":" in text else duration(text)
    return rule


def _hours(text: str) -> tuple[time, time]:
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"{text!r} has no end; write for example 22:00-07:00")
    return clock_time(start), clock_time(end)


def clock_time(text: str) -> time:
    """Return '07:30' as a time of day.

    Raises:
        ValueError: it is none.

    """
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"{text!r} is no time of day; write for example 07:30")
    return time(int(found[1]), int(found[2]))


class VolumeSettings(Frozen):
    """When a watch tells that far more, or far less, than usual is said of it: against its own habit."""

    spike: bool = Field(True, description="Tell when there is far more than usual.")
    silence: bool = Field(True, description="Tell when there is far less than usual.")
    window: Annotated[PositiveDuration, AfterValidator(_from_an_hour_to_a_week)] = Field(
        timedelta(hours=6), description="What is counted: the matches of the last so long."
    )
    at_least: int = Field(5, ge=1, description="A spike has so many matches; a silence is one only where so many are.")
    sources: int = Field(3, ge=1, description="So many sources must stand behind a spike, and behind a usual volume.")
    stories: bool = Field(True, description="Ring for each story as well; false: for the volume alone.")

    @model_validator(mode="after")
    def _tells_something(self) -> "VolumeSettings":
        if not (self.spike or self.silence):
            raise ValueError("neither spike nor silence is to be told; set one of them to true, or leave volume out")
        if self.sources > self.at_least:
            raise ValueError(
                f"at_least = {self.at_least} can never come from sources = {self.sources}; raise at_least to that"
            )
        return self


class FloodSettings(Frozen):
    """When alerts are so many that the first are told one by one, and the rest in summaries."""

    enabled: bool = Field(True, description="false: tell every alert by itself, however many come.")
    watch: int = Field(20, ge=1, description="So many alerts of one watch in an hour are never a flood.")
    source: int = Field(40, ge=1, description="So many alerts from one source in an hour are never a flood.")
    every: PositiveDuration = Field(timedelta(minutes=30), description="How often a summary tells the rest.")


class WatchSettings(Frozen):
    """What coverage the user wants to hear of, and where."""

    name: Name
    query: str = Field(min_length=1, max_length=50_000)
    channels: tuple[str, ...] = ()
    priority: Literal["low", "normal", "high"] = "normal"
    sources: tuple[str, ...] = Field((), description="Names, tag:…, country:…; with not: before it, all but those.")
    languages: tuple[str, ...] = ()
    inflect: bool = True
    enabled: bool = True
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    flood: bool = Field(True, description="false: tell every alert of this watch by itself, even in a flood.")
    volume: VolumeSettings | None = Field(None, description="Tell of spikes and silences; off unless given.")
    again: tuple[Change, ...] = Field((), description="Changes of a story that are told again: official, country, …")
    cooldown: Duration = Field(timedelta(hours=6), description="Between two tellings of a story; changes are gathered.")
    scope: Literal["story", "article"] = Field("story", description="What is alerted of once; article: of each one.")

    @property
    def wish(self) -> Wish:
        """Which changes of a story it wants to be told of."""
        return read_again(self.again)

    def model_post_init(self, context: Any, /) -> None:
        """Share with other watches what is the same in all: there may be a hundred thousand."""
        share_names(self)


class HolderSettings(Frozen):
    """Who held an office, and when; days at both ends included."""

    person: str = Field(min_length=1, description="The concept of the person, without @.")
    since: date | None = Field(None, description="First day in office.")
    until: date | None = Field(None, description="Last day in office; left out while it goes on.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "HolderSettings":
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"{self.person}: until {self.until} is before since {self.since}; swap them")
        return self


class ConceptSettings(BaseModel):
    """A thing with names in many languages: `en = ["NATO"]`, `fr = ["OTAN"]`.

    `=` before a name means to the letter; `~` means that the name is ambiguous and counts only beside another. What the
    line of a language says of a name goes for articles in that language, whatever other lines say.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    title: str = ""
    kind: str = ""
    beside: tuple[str, ...] = Field((), description="What lets ~names count as well: names, or @concepts.")
    not_within: tuple[str, ...] = Field((), description="Longer names, or @concepts, within which no name counts.")
    holders: tuple[HolderSettings, ...] = Field((), description="Who held this office; found by their names then.")

    @property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The names by language."""
        return {language: tuple(names) for language, names in (self.model_extra or {}).items()}

    @model_validator(mode="after")
    def _languages_hold_names(self) -> "ConceptSettings":
        for language, names in (self.model_extra or {}).items():
            if not _LANGUAGE.fullmatch(language):
                raise ValueError(f"{language!r} is no language code; write for example en, fr, uk or zh")
            if not isinstance(names, list | tuple) or not all(isinstance(n, str) and n.strip() for n in names):
                raise ValueError(f'{language} must list names, as in {language} = ["NATO"]')
            if bare := next((n for n in names if not n.strip().lstrip("~=").strip()), None):
                raise ValueError(f"{language}: {bare!r} marks no name; write the name after it")
            if unsure := next((n for n in names if f"~{n}" in names), None):
                raise ValueError(f"{language}: {unsure!r} stands there with ~ and without; remove one of them")
        if not self.model_extra:
            raise ValueError('a concept needs a name; write for example en = ["NATO"]')
        return self


class SiteSettings(Frozen):
    """How the article pages of one site are read: where things stand on them (CSS selectors), whether scripts run."""

    title: str | None = Field(None, description="The headline.")
    text: str | None = Field(None, description="What holds the text, or its paragraphs.")
    date: str | None = Field(None, description="When it was published.")
    authors: str | None = Field(None, description="The names of its authors, one in each.")
    drop: tuple[str, ...] = Field((), description="What is taken out before the page is read.")
    javascript: bool | None = Field(None, description="Read its pages as a browser shows them; needs Chromium.")


class Settings(Frozen):
    """The whole settings file."""

    version: Literal[1]
    timezone: str = "UTC"
    database: SecretStr = SecretStr("sqlite:///tocsin.db")
    keep_texts: Annotated[Duration, AfterValidator(keeps_long_enough)] | None = Field(
        None, description="How long texts of articles are kept that no watch found; all of them, unless it is given."
    )
    include: tuple[str, ...] = ()
    catalogue: tuple[str, ...] = Field((), description="Sources of the catalogue: names, tag:…, country:…, not:….")
    operator: str | None = Field(None, description="The channel that is told when deliveries or channels fail.")
    fetch: FetchSettings = FetchSettings()
    desk: DeskSettings = DeskSettings()
    flood: FloodSettings = FloodSettings()
    sources: tuple[SourceSettings, ...] = ()
    channels: Mapping[str, ChannelSettings] = Field(default_factory=dict)
    watches: tuple[WatchSettings, ...] = ()
    silences: tuple[SilenceSettings, ...] = ()
    concepts: Mapping[str, ConceptSettings] = Field(default_factory=dict)
    sites: Mapping[SiteName, SiteSettings] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _channels_know_their_names(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("channels"), dict):
            named = {k: {**v, "name": k} if isinstance(v, dict) else v for k, v in data["channels"].items()}
            return {**data, "channels": named}
        return data

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            near = get_close_matches(value, available_timezones(), 1)
            cure = f"did you mean {near[0]!r}?" if near else "write for example Europe/Brussels"
            raise ValueError(f"unknown time zone {value!r}; {cure}") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The user's time zone, for digests, quiet hours and messages."""
        return ZoneInfo(self.timezone)

    def alerts_on_first_poll(self, source: SourceSettings | None) -> bool:
        """Whether what a source holds when it is first read may alert; None: a source that is no longer there."""
        own = source.alert_on_first_poll if source else None
        return self.fetch.alert_on_first_poll if own is None else own

    def find_source(self, name: str) -> SourceSettings | None:
        """Return the source of that name; None if there is none."""
        return next((s for s in self.sources if s.name == name), None)

    @property
    def sources_by_name(self) -> Mapping[str, SourceSettings]:
        """The sources by their names."""
        return {source.name: source for source in self.sources}

    def source(self, name: str) -> SourceSettings:
        """Return the source of that name.

        Raises:
            KeyError: there is none.

        """
        found = self.find_source(name)
        if found is None:
            raise KeyError(name)
        return found

    def find_watch(self, name: str) -> WatchSettings | None:
        """Return the watch of that name; None if there is none."""
        return next((w for w in self.watches if w.name == name), None)
