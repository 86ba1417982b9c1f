"""Check the settings of channels against what their kinds want."""

from collections.abc import Iterable

from alerts.channel import channel_kinds
from config import Problem, Settings, crosscheck


def check_channels(settings: Settings) -> Iterable[Problem]:
    """Yield a problem for each unknown kind of channel and each key that its kind does not know or cannot use."""
    return crosscheck.check_channels({name: kind.Options for name, kind in channel_kinds().items()})(settings)
