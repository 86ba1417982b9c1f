"""What the user asked for: read once, never changed while running."""

from config.settings import (
    ChannelSettings,
    ConceptSettings,
    ConfigError,
    DeskSettings,
    FetchSettings,
    HolderSettings,
    Problem,
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
    "HolderSettings",
    "Problem",
    "Settings",
    "SilenceSettings",
    "SiteSettings",
    "SourceSettings",
    "VolumeSettings",
    "WatchSettings",
]
