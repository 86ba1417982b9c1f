"""Settings of which there are very many are small, and settings like any others all the same."""

import sys
from copy import deepcopy

from config import WatchSettings


def _watch(number, **given):
    return WatchSettings(name=f"watch {number}", query="drone", **given)


def test_the_settings_of_a_watch_take_less_than_half_of_a_dictionary_of_their_own():
    watches = [_watch(number) for number in range(100)]
    values = watches[-1].__dict__
    assert sys.getsizeof(values) < sys.getsizeof(dict(values)) / 2
    assert watches[0].model_fields_set is watches[-1].model_fields_set


def test_what_is_shared_are_names_alone():
    one, other = _watch(1, priority="high"), _watch(2, languages=("fr",))
    assert (one.name, one.priority, one.languages) == ("watch 1", "high", ())
    assert (other.name, other.priority, other.languages) == ("watch 2", "normal", ("fr",))
    assert one.model_fields_set == {"name", "query", "priority"}
    assert other.model_fields_set == {"name", "query", "languages"}
    assert one.model_dump(exclude_unset=True) == {"name": "watch 1", "query": "drone", "priority": "high"}
    assert list(one.__dict__) == list(WatchSettings.model_fields)


def test_copies_are_equal_and_do_not_change_the_original():
    watch = _watch(1)
    changed = watch.model_copy(update={"priority": "high"})
    assert (watch.priority, changed.priority) == ("normal", "high")
    assert (watch.model_fields_set, changed.model_fields_set) == ({"name", "query"}, {"name", "query", "priority"})
    assert deepcopy(watch) == watch == WatchSettings.model_validate(watch.model_dump())
    assert hash(watch) == hash(_watch(1))
