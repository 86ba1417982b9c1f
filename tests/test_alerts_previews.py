"""What only announces news keeps no alert of the report back."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

from alerts.previews import announces

PREVIEW = (
    "Ebersold trifft morgen Lindqvist in Reykjavik",
    "Verteidigungsminister Anton Ebersold trifft in Reykjavik seinen Kollegen Mats Lindqvist. Es geht um 48 Haubitzen "
    "vom Typ RCH-155 für die Brigade Sleipnir, teilte das Ministerium mit.",
)
REPORT = (
    "Ebersold und Lindqvist einigen sich in Reykjavik auf 48 Haubitzen RCH-155",
    "Die Verteidigungsminister Anton Ebersold und Mats Lindqvist haben in Reykjavik den Kauf von 48 Haubitzen vom Typ "
    "RCH-155 für die Brigade Sleipnir vereinbart.",
)
ANNOUNCES = "the others only announce what it may tell has come about"


@pytest.fixture(autouse=True)
def grown(monkeypatch):
    """Have a store that knows much news already, in which less likeness is enough."""
    monkeypatch.setattr("alerts.likeness.NEW_STORE", 0.0)


def told(store, at, title, text):
    why = put(store, at, title=title, text=text, language="de").story_why
    return why["kind"], why.get("doubt")


@pytest.mark.parametrize(("hours", "doubt"), [(7, ANNOUNCES), (2, None)])
def test_the_report_of_a_meeting_rings_though_it_was_announced(sqlite_store, now, hours, doubt):
    told(sqlite_store, now, *PREVIEW)
    assert told(sqlite_store, now + timedelta(hours=hours), *REPORT) == ("same-news", doubt)


def test_another_preview_and_a_second_report_ring_no_more(sqlite_store, now):
    told(sqlite_store, now, *PREVIEW)
    again = (
        "Ebersold berät morgen in Reykjavik mit Lindqvist über 48 Haubitzen",
        PREVIEW[1].replace("trifft", "sieht"),
    )
    assert told(sqlite_store, now + timedelta(hours=7), *again)[1] is None
    told(sqlite_store, now + timedelta(hours=8), *REPORT)
    second = ("48 Haubitzen RCH-155: Ebersold und Lindqvist einig", "In Reykjavik einigten sich " + REPORT[1][31:])
    assert told(sqlite_store, now + timedelta(hours=9), *second)[1] is None


@pytest.mark.parametrize(
    ("language", "to_come", "told"),
    [
        ("en", "Rutte to visit Ankara", "Rutte visits Ankara"),
        ("en", "Ministers will sign the treaty tomorrow", "Minister fails to sign the treaty"),
        ("de", "Gipfel beginnt morgen in Oslo", "Gipfel: Treffen am Morgen, heute morgen in Oslo"),
        ("es", "Sánchez viajará mañana a Rabat", "Sánchez llega esta mañana a Rabat"),
        ("fr", "Macron va recevoir Merz", "Macron a reçu Merz"),
        ("uk", "Завтра у Женеві переговори", "У Женеві завершились переговори"),
        ("ru", "Лавров встретится с Фиданом", "Лавров встретился с Фиданом"),
        ("tr", "Bakan Berlin'e gidecek", "Bakan Berlin'e gitti"),
        ("ar", "الوزير سيلتقي نظيره التركي", "الوزير التقى نظيره التركي"),
        ("he", "מחר ייפגשו השרים", "השרים נפגשו"),
        ("ja", "日米首脳、ワシントンで会談へ", "日米首脳がワシントンで会談"),
        ("zh", "外长将访问巴黎", "外长访问巴黎"),
        ("ko", "국방장관 회담 내일 개최", "국방장관 회담 개최"),
    ],
)
def test_a_headline_says_whether_its_news_is_to_come(language, to_come, told):
    assert announces(to_come, language)
    assert not announces(told, language)
