"""What the user asked for: read once, never changed while running."""

from config.desk import DeskSettings
from config.durations import Rate
from config.fetch import FetchSettings
from config.problems import ConfigError, Problem
from config.settings import (
    ChannelSettings,
    ConceptSettings,
    FloodSettings,
    HolderSettings,
    Settings,
    SiteSettings,
    SourceSettings,
    VolumeSettings,
    WatchSettings,
)
from config.silences import SilenceSettings

__all__ = [
    "ChannelSettings",
    "ConceptSettings",
    "ConfigError",
    "DeskSettings",
    "FetchSettings",
    "FloodSettings",
    "HolderSettings",
    "Problem",
    "Rate",
    "Settings",
    "SilenceSettings",
    "SiteSettings",
    "SourceSettings",
    "VolumeSettings",
    "WatchSettings",
]
