"""Put sources into the user's settings file, by a command."""

from dataclasses import dataclass
from pathlib import Path

from config.edit import Editor
from config.load import find_settings, load
from crawler.checks import check_sources
from scheduler.adding import Adding
from tocsin.opening import all_set


@dataclass
class IntoFile(Adding):
    """The settings at path, and what is to be added to them."""

    path: Path

    def write(self) -> Path:
        """Write what was taken and return the file it now stands in. Raises ConfigError: nothing was written."""
        return Editor(self.path, [check_sources], all_set()).add_sources(self.entries)


def adding(config: Path | None) -> IntoFile:
    """Return the settings at config, or where they usually stand, ready to be added to. Raises ConfigError."""
    path = find_settings(config)
    return IntoFile(load(path, [check_sources], all_set()).settings, path)
