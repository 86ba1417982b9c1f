"""Documents with other numbers are other news, however alike they are."""

from datetime import timedelta

import pytest
from test_alerts_doubts import told

from alerts.numbered import numbers_of

NUMBERED = "their headlines number them otherwise"


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("商务部公告2026年第14号:将15家实体列入清单", {"14"}),
        ("국방부 고시 제14호", {"14"}),
        ("Order No. 234 of the President", {"234"}),
        ("Указ Президента № 14/2026", {"14/2026"}),
        ("Question écrite n° 12345 de M. Martin", {"12345"}),
        ("Kleine Anfrage: Drucksache Nr. 20/1234", {"20/1234"}),
        ("14. sz. rendelet", {"14"}),
        ("10471 sayılı karar", {"10471"}),
        ("قرار رقم ١٤", {"14"}),
        ("Frigates: Delivery – question for Ministry of Defence, UIN 118402", {"118402"}),
        ("CASTLE 2030: four F-16s, an AIM-120D and 118,402 rounds", set()),
        ("Ministers meet for 3 days", set()),
    ],
)
def test_the_number_of_a_document_is_told_from_other_figures(title, numbers):
    assert numbers_of(title) == numbers


QUESTION = (
    "Type {type} Frigates: Delivery – question for Ministry of Defence, UIN {number}",
    "To ask the Secretary of State for Defence when he expects the first Type {type} frigate to be delivered to the "
    "Royal Navy. The Minister answered that the programme is on track, that the first of class is being fitted out, "
    "and that the department does not comment on the dates of later ships for reasons of operational security.",
)


@pytest.mark.parametrize(("kind", "number", "is_copy"), [(31, 118403, False), (26, 118402, True)])
def test_the_next_question_in_the_same_words_is_no_copy(sqlite_store, now, kind, number, is_copy):
    def question(kind, number, more=""):
        return [text.format(type=kind, number=number) + more for text in QUESTION]

    told(sqlite_store, now, *question(26, 118402))
    at = now + timedelta(minutes=5)
    title, text = question(kind, number)
    why = told(sqlite_store, at, title, f"{text} Share this page.")
    assert (why[0] == "same-text") is is_copy


CONTROLLED = (
    "Commerce Office Notice No. 14: Kessing Heavy Machines on control list",
    "Under the Export Control Act the Commerce Office in Tallburg has put Kessing Heavy Machines and other makers of "
    "Aldovia on its list as of 3 March, spokeswoman Ilse Varnow said.",
)
PAUSED = (
    "Commerce Office {notice} controls of Kessing Heavy Machines paused",
    "Tallburg: for ninety days Kessing Heavy Machines and six makers of Aldovia are free of the controls, spokeswoman "
    "Ilse Varnow of the Commerce Office said of what its list has had since 3 March under the Export Control Act.",
)


@pytest.mark.parametrize(("notice", "doubt"), [("Notice No. 16:", NUMBERED), ("Notice No. 14:", None), ("says", None)])
def test_a_notice_that_lifts_what_an_earlier_one_did_is_joined_in_doubt(sqlite_store, now, monkeypatch, notice, doubt):
    monkeypatch.setattr("alerts.likeness.NEW_STORE", 0.0)
    told(sqlite_store, now, *CONTROLLED)
    lifted = PAUSED[0].format(notice=notice), PAUSED[1]
    assert told(sqlite_store, now + timedelta(hours=3), *lifted) == ("same-news", doubt)
