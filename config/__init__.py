"""What the user asked for: read once, never changed while running."""

from config.settings import (
    ChannelSettings,
    ConceptSettings,
    ConfigError,
    FetchSettings,
    HolderSettings,
    Problem,
    Settings,
    SourceSettings,
    VolumeSettings,
    WatchSettings,
)

__all__ = [
    "ChannelSettings",
    "ConceptSettings",
    "ConfigError",
    "FetchSettings",
    "HolderSettings",
    "Problem",
    "Settings",
    "SourceSettings",
    "VolumeSettings",
    "WatchSettings",
]
