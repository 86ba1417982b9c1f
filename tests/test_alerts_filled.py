"""A form filled with other names or figures tells other news, and what corrects one does not."""

from datetime import timedelta

import pytest
from test_alerts_doubts import told

FILLED = "their headlines fill one form with other names or figures"
QUINCE = (
    "Actor Harold Quince dies aged 84",
    "The actor Harold Quince has died aged 84, his family said on Tuesday. He was best known for his role in the "
    "long-running drama Harbour Lights. Tributes were paid by fellow actors. He leaves a wife and three children.",
)
DELANE = (
    "Actress Moira Delane dies aged 84",
    "The actress Moira Delane has died aged 84, her family said on Tuesday. She was best known for her role in the "
    "long-running comedy Park Lane. Tributes were paid by fellow actors. She is survived by two children.",
)
STAR = (
    "Harbour Lights star dies aged 84",
    "He was a fisherman to millions: the family of Harold Quince said on Tuesday he has died aged 84. Fellow actors "
    "of the drama paid tributes to the actor. His wife and three children survive.",
)


@pytest.mark.parametrize(("later", "why"), [(DELANE, FILLED), (STAR, None)])
def test_the_obituary_of_another_person_of_that_age_is_joined_in_doubt(sqlite_store, now, monkeypatch, later, why):
    monkeypatch.setattr("alerts.likeness.NEW_STORE", 0.0)
    told(sqlite_store, now, *QUINCE)
    assert told(sqlite_store, now + timedelta(hours=1), *later) == ("same-news", why)


TENDER = (
    "Agencja Uzbrojenia ogłosiła przetarg na {what}",
    "Agencja Uzbrojenia ogłosiła przetarg na dostawę {what} dla Wojska Polskiego. Oferty można składać do {day} maja. "
    "Wartość zamówienia szacowana jest na {worth} mln zł. Dostawy mają potrwać do {year} roku.",
)


@pytest.mark.parametrize(
    ("what", "day", "worth", "year", "apart"),
    [("48 ambulansów polowych", 22, 90, 2028, True), ("130 ciężarówek", 15, 300, 2029, False)],
)
def test_a_tender_for_other_things_is_no_copy_and_a_corrected_figure_is_one(
    sqlite_store, now, what, day, worth, year, apart
):
    def tender(what, day, worth, year):
        return [text.format(what=what, day=day, worth=worth, year=year) for text in TENDER]

    told(sqlite_store, now, *tender("120 ciężarówek", 15, 300, 2029), "pl")
    kind, why = told(sqlite_store, now + timedelta(hours=1), *tender(what, day, worth, year), "pl")
    assert (kind, why) == (("same-news", FILLED) if apart else ("same-text", None))


SANCTIONS = (
    "Зеленський ввів санкції проти {whom}",
    "Президент Володимир Зеленський увів у дію рішення РНБО про санкції проти {whom}. Обмеження запроваджено на десять "
    "років. Вони передбачають блокування активів і заборону торгівлі, а також анулювання ліцензій.",
)


def test_other_sanctions_in_the_same_words_are_no_copy(sqlite_store, now):
    def against(whom):
        return [text.format(whom=whom) for text in SANCTIONS]

    told(sqlite_store, now, *against("25 російських судноплавних компаній"), "uk")
    at = now + timedelta(hours=2)
    assert told(sqlite_store, at, *against("27 російських судноплавних компаній"), "uk")[0] == "same-text"
    assert told(sqlite_store, at, *against("40 російських виробників дронів"), "uk")[0] != "same-text"
