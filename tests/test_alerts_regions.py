"""The regions that headlines name are the same in every language, and other ones tell other news."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

from alerts.regions import regions

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("begins", "headlines"),
    [
        (
            "kurs",
            {
                "en": "Drones over Kursk region",
                "fr": "Des drones sur la région de Koursk",
                "de": "Drohnen über der Region Kursk",
                "nl": "Drones boven regio Koersk",
                "pl": "Drony nad obwodem kurskim",
                "cs": "Drony nad Kurskou oblastí",
                "ru": "БПЛА над Курской областью",
                "bg": "Дронове над Курска област",
            },
        ),
        (
            "khar",
            {
                "en": "Strike on Kharkiv region",
                "de": "Angriff auf die Region Charkiw",
                "pl": "Atak na obwód charkowski",
                "sk": "Útok v Charkovskej oblasti",
                "ru": "Удар по Харьковской области",
                "uk": "Удар по Харківщині",
            },
        ),
        (
            "done",
            {
                "it": "Attacco nella regione di Donetsk",
                "ru": "В Донецкой области",
                "uk": "Бої на Донеччині",
            },
        ),
        ("zapo", {"de": "Region Saporischschja", "ru": "Запорожская область", "cs": "Záporožská oblast"}),
    ],
)
def test_a_region_is_the_same_in_every_language(begins, headlines):
    assert {language: regions(title, language) for language, title in headlines.items()} == dict.fromkeys(
        headlines, frozenset({begins})
    )


@pytest.mark.parametrize(
    ("language", "headline"),
    [("ru", "Женщина погибла под Курском"), ("ru", "Годовщина битвы"), ("en", "The region votes"), ("pl", "Obwodnica")],
)
def test_what_only_ends_like_a_region_is_none(language, headline):
    assert regions(headline, language) == frozenset()


ALARM = {
    "uk": (
        "На {at} оголосили повітряну тривогу",
        "Оголошено повітряну тривогу. Росія запустила шахеди з Курська. Мешканців закликають залишатися в укриттях. "
        "Президент Зеленський обговорив атаку з НАТО. Німеччина обіцяла нові Patriot.",
    ),
    "ru": (
        "На {at} объявили воздушную тревогу",
        "Объявлена воздушная тревога. Россия запустила шахеды из Курска. Жителей призывают оставаться в укрытиях. "
        "Президент Зеленский обсудил атаку с НАТО. Германия обещала новые Patriot.",
    ),
}


@pytest.mark.parametrize(("at", "doubtful"), [("Сумщине", True), ("Харьковщине", False)])
def test_an_alarm_in_another_region_is_joined_in_doubt_in_another_language_too(sqlite_store, now, at, doubtful):
    def told(language, at, when):
        title, text = (part.format(at=at) for part in ALARM[language])
        return put(sqlite_store, when, title=title, text=text, language=language)

    first = told("uk", "Харківщині", now)
    later = told("ru", at, now + HOUR)
    assert later.story_id == first.story_id
    assert later.story_why["doubtful"] is doubtful
