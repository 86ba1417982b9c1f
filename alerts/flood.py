"""Decide whether alerts are a flood: far more of one watch, or from one source, than is its habit. Touches nothing.

The habit is the median of the hours that had any alert, of two weeks; how much they vary, a median absolute deviation,
both as for spikes (`alerts.volume`), and a flood begins at the same distance. Spikes count what is said of a watch, for
its reader to know; this counts alerts, for the reader to be spared.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import floor
from statistics import median

from alerts.volume import ALARM, spread_of, stable

HOUR = timedelta(hours=1)
#: So far is looked back, and so many hours with alerts must be known before there is a habit.
PAST, HOURS_NEEDED = timedelta(days=14), 24
#: What is urgent is told after so long at most.
URGENT_EVERY = timedelta(minutes=5)


def most_in_an_hour(hours: Sequence[int], at_least: int) -> tuple[int, float | None]:
    """Return how many alerts in an hour are no flood, and how many are usual (None: too little is known).

    `hours` counts the alerts of each past hour that had any; `at_least` so many are never a flood.

    >>> most_in_an_hour([4, 3, 5, 4] * 6, 20)
    (20, 4.0)
    >>> most_in_an_hour([30, 25, 40, 30] * 6, 20)
    (63, 30.0)

    """
    if len(hours) < HOURS_NEEDED:
        return at_least, None
    usual = float(median(hours))
    spread = max(spread_of([[stable(count) for count in hours]]), 1.0)
    # The count that lies at the distance of an alarm, from the scale back.
    return max(at_least, floor(((stable(usual) + ALARM * spread) / 2) ** 2 - 3 / 8)), usual


def calm_in_an_hour(most: int) -> int:
    """Return with how many alerts in an hour a flood is over: half as many as would begin one."""
    return most // 2


def is_spared(source: str, lately: Mapping[str | None, int], most: int, summarised: bool = False) -> bool:
    """Return whether an alert of a watch is told as always although the watch has a flood: other sources make it.

    `lately` counts the alerts of the watch in the last hour by source, this one among them; so many, at `most`, are no
    flood. The largest sources are left out as long as there are more, if they stand out: each brought more than half of
    what was left, or was a flood by itself. One that is broken must not delay the others. What was `summarised` of this
    source in that hour is so until there are half as many, as with any flood.

    >>> is_spared("wire", {"broken": 900, "wire": 3, "gazette": 12}, 20)
    True
    >>> is_spared("wire", {"broken": 900, "wire": 3, "gazette": 9, "herald": 9}, 20)
    False

    """
    left = dict(lately)
    while (count := sum(left.values())) > most:
        largest = max(left, key=left.__getitem__)
        if left[largest] <= most and 2 * left[largest] <= count:
            return False
        del left[largest]
    return source in left and count <= (calm_in_an_hour(most) if summarised else most)


def next_summary(began: datetime, every: timedelta, urgent: bool, now: datetime) -> datetime:
    """Return when the next summary of a flood is due: a whole number of intervals after it began, after `now`."""
    step = min(every, URGENT_EVERY) if urgent else every
    return began + (max(now - began, timedelta()) // step + 1) * step
