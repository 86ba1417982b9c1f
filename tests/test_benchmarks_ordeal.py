"""Short forms of the long ordeals: the daemon killed at some of its steps, and alerts through some of the chaos."""

from benchmarks.chaos import chaos, excused, flat
from benchmarks.crashpoints import Tally, crash
from benchmarks.ordeal.steps import statement

FRIGATE = ("hook", "Frigate 1 leaves the yard")


def test_killed_at_any_step_it_loses_nothing_and_repeats_only_what_it_had_no_record_of():
    tally = Tally()
    crash(tally, every=90, at_once=2)
    assert tally.steps > 200
    assert tally.fine, tally
    assert tally.runs == tally.steps // 90


def test_alerts_come_through_chaos():
    assert chaos(60, 10.0).fine


def test_a_repeat_is_excused_only_by_a_death_before_the_record():
    nothing, taken = (1, set()), (1, {FRIGATE})
    assert excused(FRIGATE, [0], [])
    assert excused(FRIGATE, [0, 4], [nothing])
    assert not excused(FRIGATE, [0, 4], [])
    assert not excused(FRIGATE, [0, 4], [taken])
    assert not excused(FRIGATE, [2, 4], [nothing])
    assert not excused(FRIGATE, [0, 4, 5], [nothing])


def test_memory_that_grows_is_seen():
    assert flat([50_000] * 10 + [120_000 + n % 3_000 for n in range(200)])
    assert not flat([100_000 + 1_000 * n for n in range(200)])


def test_a_statement_is_named_by_what_it_does_to_which_table():
    assert statement("SELECT delivery.id, x \nFROM delivery JOIN alert") == "SELECT delivery"
    assert statement("INSERT INTO article (id) VALUES (?)") == "INSERT article"
    assert statement("UPDATE delivery SET status=?") == "UPDATE delivery"
    assert statement("BEGIN IMMEDIATE") == "BEGIN IMMEDIATE"
