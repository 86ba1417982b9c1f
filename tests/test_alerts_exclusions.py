"""Which words mark the matches that are not wanted."""

import random

import pytest

from alerts.document import Document
from alerts.exclusions import Group, Sample, choose, choose_groups, most_lost


def sample(*groups, inflect=True):
    """Return a sample of (title, number, wanted, language) groups, each article in a story of its own."""
    made = Sample(inflect)
    for title, number, wanted, *language in groups:
        for _ in range(number):
            made.add(Document(title=title, language=language[0] if language else "en"), made.size, wanted)
    return made


def test_nothing_marks_nothing():
    assert Sample().markers() == {}
    assert Sample().groups() == []
    assert choose({}, 0, 0, {}) == []


def test_the_word_of_the_unwanted_is_surer_the_more_they_are():
    few = sample(("drone race", 2, False), ("drone strike", 10, True)).markers()
    many = sample(("drone race", 20, False), ("drone strike", 100, True)).markers()
    assert few.keys() == many.keys() == {"race", '"drone race"'}
    assert 1.96 < few["race"] < many["race"]


def test_words_of_both_of_neither_and_of_one_article_mark_nothing():
    found = sample(("drone race one", 1, False), ("drone race two", 3, False), ("drone strike", 40, True)).markers()
    assert "race" in found
    assert not {"drone", "strike", "one"} & found.keys()


def test_too_few_labels_are_no_evidence():
    assert sample(("drone race", 1, False), ("drone strike", 2, True)).markers() == {}


def test_words_are_compared_by_their_dictionary_form():
    found = sample(("drone races", 2, False), ("drone race", 2, False), ("drone strike", 40, True)).markers()
    assert "races" in found
    split = sample(("drone races", 2, False), ("drone race", 2, False), ("drone strike", 40, True), inflect=False)
    assert {"races", "race"} <= split.markers().keys()
    assert found["races"] > split.markers()["races"]


def test_a_story_told_many_times_counts_once():
    made = sample(("drone strike", 40, True))
    for _ in range(10):
        made.add(Document(title="drone race", language="en"), 1_000, False)
    assert made.unwanted.bit_count() == 10
    assert (
        made.markers().get("race", 0) < sample(("drone race", 10, False), ("drone strike", 40, True)).markers()["race"]
    )


def test_words_are_compared_within_their_language_and_the_language_itself_is_a_mark():
    found = sample(("der Angriff mit Drohnen", 10, False, "de"), ("the drone strike", 40, True, "en")).markers()
    assert set(found) == {"lang:de"}
    mixed = (
        ("Drohnen der Mode", 10, False, "de"),
        ("Drohnen der Armee", 20, True, "de"),
        ("the drone", 40, True, "en"),
    )
    found = sample(*mixed).markers()
    assert "mode" in found
    assert "der" not in found


def test_what_loses_no_wanted_match_comes_first_and_what_loses_many_not_at_all():
    removed = {"race": 0b000111, "show": 0b001100, "film": 0b110000 | 0b1000000, "drone": 0b1111111111}
    chosen = choose(removed, 0b0000111111, 0b1111000000, dict.fromkeys(removed, 2.0))
    assert [(one.clause, one.is_safe) for one in chosen] == [("race", True)]
    wide = choose(
        {"film": 0b110000 | 1 << 20, "race": 0b1111}, 0b111111, (1 << 60) - (1 << 6), {"film": 2.0, "race": 2.0}
    )
    assert [(one.clause, one.is_safe) for one in wide] == [("race", True), ("film", False)]


def test_what_may_be_chance_comes_last_and_only_if_it_loses_nothing():
    removed = {"race": 0b001111, "film": 0b110000, "show": 0b110000 | 1 << 20}
    sure = {"race": 3.0, "film": 2.5, "show": 2.9}
    chosen = choose(removed, 0b111111, (1 << 60) - (1 << 6), sure, by_chance=2.95)
    assert [(one.clause, one.why, one.is_safe) for one in chosen] == [
        ("race", "surer than chance", True),
        ("film", "may be chance", False),
    ]


def test_labels_dealt_out_at_random_seldom_mark_anything_and_those_that_mean_something_do():
    chance = random.Random(2)
    words = [f"word{n}" for n in range(500)]
    texts = [" ".join(chance.choices(words, k=30)) for _ in range(60)]
    taken = 0
    for deal in range(40):
        unwanted = set(random.Random(deal).sample(range(60), 10))
        made = Sample()
        for story, text in enumerate(texts):
            made.add(Document(title=text), story, story not in unwanted)
        taken += max(made.markers().values(), default=0) > made.by_chance()
    assert taken <= 5  # one in 20 is what is promised: 2 of 40
    meant = Sample()
    for story, text in enumerate(texts):
        meant.add(Document(title=text + " race" * (story < 10)), story, story >= 10)
    assert meant.markers()["race"] > meant.by_chance()


def test_the_same_matches_give_the_same_answer():
    one, other = (sample(("drone race", 5, False), ("drone strike now", 30, True)).by_chance() for _ in range(2))
    assert one == other > 0


def test_each_exclusion_removes_something_that_those_before_do_not():
    removed = {"race": 0b1111, "racing": 0b0111, "show": 0b110000}
    chosen = choose(removed, 0b111111, 0, {"race": 2.0, "racing": 9.0, "show": 2.0})
    assert [one.clause for one in chosen] == ["race", "show"]


def test_groups_are_minorities_of_one_language_that_share_many_words():
    sport = "quarterback touchdown season coach bowl league"
    made = sample((f"patriot {sport}", 6, None), ("patriot missiles", 24, None), ("rakieta patriot", 5, None, "pl"))
    groups = made.groups()
    assert {group.clause for group in groups} == set(sport.split())
    assert set(groups[0].companions) < set(sport.split())


def test_without_a_minority_there_is_no_group():
    assert sample(("patriot missiles of the army in one and the same place", 50, None)).groups() == []
    assert sample(("a b c d e f g quarterback touchdown season coach bowl league", 5, None)).groups() == []


def test_words_that_stand_together_by_chance_only_are_no_group():
    chance = random.Random(1)
    words = [f"word{n}" for n in range(2_000)]
    made = Sample()
    for story in range(600):
        made.add(Document(title=" ".join(chance.choices(words, k=40))), story)
    assert made.groups() == []


def test_groups_that_are_mostly_the_same_matches_are_shown_once():
    groups = [Group("coach", 9.0, ()), Group("season", 8.0, ()), Group("navy", 7.0, ()), Group("all", 6.0, ())]
    removed = {"coach": 0b111, "season": 0b110, "navy": 0b11000, "all": 0b1111111}
    assert [one.clause for one in choose_groups(removed, groups, 8)] == ["coach", "navy"]


def test_scripts_without_spaces_give_pairs_of_characters():
    found = sample(("足球比赛", 10, False, "zh"), ("北约会议", 40, True, "zh")).markers()
    assert {'"足球"', '"比赛"'} <= found.keys()


@pytest.mark.parametrize(("wanted", "share"), [(0, 1.0), (1, 0.95), (20, 0.1391), (300, 0.0099)])
def test_how_much_wanted_coverage_may_be_lost_is_bounded(wanted, share):
    assert most_lost(wanted) == pytest.approx(share, abs=0.0001)
