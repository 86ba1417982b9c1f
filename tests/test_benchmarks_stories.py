import re
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from alerts.copies import compare, read_text
from benchmarks.labelled import measures
from benchmarks.labelled.copying import MAKERS
from benchmarks.labelled.noise import corrections
from benchmarks.labelled.placing import Placed, placed
from benchmarks.labelled.record import Record
from benchmarks.labelled.records import FOLDER, read_records, read_templates
from benchmarks.stories import half

RECORDS = read_records()
STORIES = Counter(r.story for r in RECORDS if r.story)
#: The first days of the set: enough to tell when placing gets worse, and done in seconds.
UNTIL = datetime(2026, 3, 11, tzinfo=UTC)


def test_the_set_holds_what_it_is_meant_to_hold():
    assert len(STORIES) >= 120
    assert all(2 <= count <= 8 for count in STORIES.values())
    assert sum(r.story is None for r in RECORDS) >= 500
    languages = Counter(r.language for r in RECORDS)
    assert all(languages[code] >= 50 for code in ("en", "fr", "de", "es", "it", "pl", "uk", "ru"))
    assert all(languages[code] for code in ("nl", "ar", "tr", "zh"))
    assert {r.kind for r in RECORDS if r.story} == {*MAKERS, "original", "telling", "translation"}
    halves = Counter(half(story) for story in STORIES)
    assert min(halves.values()) >= 55


def test_ids_are_unique_and_only_newer_texts_share_an_address():
    assert len({r.id for r in RECORDS}) == len(RECORDS)
    addresses = [r.url for r in RECORDS if r.kind not in ("edited", "corrected")]
    assert len(set(addresses)) == len(addresses)


def test_no_article_is_seen_before_it_is_published_or_before_the_text_that_it_copies():
    first = {}
    for r in RECORDS:
        assert r.published is None or r.published <= r.seen
        if r.kind in ("edited", "corrected"):
            assert r.url in first
        first.setdefault(r.url, r)


SMALL = """
[[story]]
id = "dock"
at = 2026-03-02T06:00:00Z
copies = [{{ {copy}, hours = 1 }}]
[[story.article]]
outlet = "{outlet}"
title = "Dock opens"
text = "A dock opens."
"""


@pytest.mark.parametrize(
    ("outlet", "copy", "said"),
    [
        ("nobody", 'of = 1, kind = "teaser", outlet = "courier"', "dock/1: no outlet 'nobody'"),
        ("courier", 'of = 2, kind = "teaser", outlet = "courier"', "story 'dock', copy 1"),
        ("courier", 'of = 1, kind = "reprint", outlet = "gazette"', "story 'dock', copy 1: gazette does not print en"),
        ("courier", 'of = 1, kind = "corrected", replace = [["pier", "dock"]]', "'pier' is not in the text"),
        ("courier", "of = ", "stories-1.toml: Invalid value"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(tmp_path, outlet, copy, said):
    for name in ("outlets.toml", "templates.toml"):
        shutil.copy(FOLDER / name, tmp_path)
    (tmp_path / "stories-1.toml").write_text(SMALL.format(outlet=outlet, copy=copy), "utf-8")
    with pytest.raises(ValueError, match=re.escape(said)):
        read_records(tmp_path)


@pytest.fixture(scope="module")
def places():
    found, _ = placed([(r, r.story or r.id) for r in RECORDS if r.seen < UNTIL])
    return found


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_copies_stand_with_their_story(places, kind):
    fared = measures.joined(places, lambda p: p.record.kind)[kind]
    assert fared.right > 0
    assert (fared.torn, fared.astray) == (0, 0)


def test_stories_are_grouped_as_well_as_they_were(places):
    told = [p for p in places if p.record.story]
    heard = measures.ringing(told)
    assert heard.stories >= 40
    assert measures.f1(measures.bcubed(told)) >= 0.97
    assert measures.f1(measures.pairs(told, "across")) >= 0.95
    assert heard.alerts <= 1.15 * heard.stories
    assert len(heard.absorbed) <= 0.04 * heard.stories


def test_noise_is_kept_out_as_well_as_it_was(places):
    assert measures.f1(measures.bcubed(places)) >= 0.90


@pytest.mark.parametrize("kind", ["quake", "earnings", "rates", "result"])
def test_an_article_of_a_template_is_joined_by_its_correction(kind):
    pairs = [(text, right) for of, text, right in corrections(read_templates()) if of == kind]
    assert len(pairs) >= 20
    verdicts = {compare(read_text(text), read_text(right), timedelta(hours=3))[0] for text, right in pairs}
    assert verdicts <= {"identical", "copy"}


AT = datetime(2026, 3, 1, tzinfo=UTC)


def one(id_, gold, story, *, language="en", opened=False, doubtful=False):
    record = Record(id_, gold, "telling", language, "here", "GB", f"https://e.example/{id_}", id_, "", None, AT)
    return Placed(record, gold, story, opened, doubtful, newer=False)


MIXED = [
    one("a1", "a", 1, opened=True),
    one("a2", "a", 1, language="fr"),
    one("b1", "b", 1, language="fr"),
    one("b2", "b", 2, opened=True),
    one("c1", "c", 2, doubtful=True),
]


def test_pairs_count_those_that_are_together_and_those_that_should_be():
    # Together: a1-a2, a1-b1, a2-b1, b2-c1; rightly so: a1-a2. To be together: a1-a2, b1-b2.
    assert measures.pairs(MIXED, "all") == (1 / 4, 1 / 2)
    # Across languages: a1-a2, a1-b1 stand together; a1-a2 and b1-b2 should.
    assert measures.pairs(MIXED, "across") == (1 / 2, 1 / 2)
    assert measures.pairs(MIXED, "within") == (0.0, 0.0)


def test_bcubed_is_the_mean_over_articles():
    precision, recall = measures.bcubed(MIXED)
    assert precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)
    assert recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2 + 1) / 5)
    assert measures.bcubed(MIXED, MIXED[:2]) == (pytest.approx(2 / 3), 1.0)


def test_a_first_article_joined_surely_to_other_news_is_absorbed_and_a_doubtful_one_is_not():
    heard = measures.ringing(MIXED)
    assert (heard.stories, heard.alerts, heard.follow_ups, heard.once, heard.heard_once) == (3, 2, 1, 2, 3)
    assert [p.record.id for p in heard.absorbed] == ["b1"]


def test_what_went_wrong_is_told_by_kind():
    assert measures.joined(MIXED, lambda p: p.record.language) == {
        "en": measures.Joined(right=0, torn=1, astray=0),
        "fr": measures.Joined(right=1, torn=0, astray=0),
    }
    assert [[p.gold for p in firsts] for firsts in measures.mixed(MIXED)] == [["a", "b"], ["b", "c"]]
    assert [[p.record.id for p in firsts] for firsts in measures.torn(MIXED)] == [["b1", "b2"]]


def test_a_newer_text_at_one_address_is_a_version_and_opens_nothing():
    original, edited = (next(r for r in RECORDS if r.id == f"gotland-battery/{n}") for n in ("2", "c3"))
    assert edited.url == original.url
    first, second = placed([(original, "s"), (edited, "s")])[0]
    assert (first.opened, first.newer, second.opened, second.newer) == (True, False, False, True)
    assert second.record.seen - first.record.seen > timedelta(hours=1)
    assert second.story == first.story
