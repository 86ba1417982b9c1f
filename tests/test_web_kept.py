"""What was made for one request serves those that follow, for a time."""

from datetime import timedelta
from functools import partial

from web.kept import MOST, Kept

HOUR = timedelta(hours=1)


def test_what_is_old_not_asked_for_any_more_or_dropped_is_made_anew(now):
    kept, made = Kept(HOUR), iter("abcdefghijklmnopqrstuvwxyz")
    get = partial(kept.get, make=lambda: next(made))
    assert [get("x", now), get("x", now + HOUR / 2), get("x", now + HOUR)] == ["a", "a", "b"]
    for n in range(MOST):
        get(n, now)
    assert (get(0, now), get("x", now)) == ("c", "k")
    kept.drop(0)
    assert get(0, now) == "l"
