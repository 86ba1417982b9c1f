"""A page that gathers news of many stories keeps no alert of any of them back, nor is it kept back by one."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

from alerts.roundups import is_roundup

BRIEFING = {
    "en": (
        "War in Ukraine: key events on day 1,460",
        "Here is the situation on Friday. Russian drones hit a substation in Chernihiv and left 12,740 homes without "
        "power. In Geneva negotiators met for the second round. Poland closed the Terespol crossing for repairs.",
    ),
    "uk": (
        "1460-й день війни: головне",
        "Російські дрони вдарили по підстанції в Чернігові, 12 740 домівок залишилися без світла. У Женеві відбувся "
        "другий раунд переговорів. Польща закрила перехід Тересполь на ремонт.",
    ),
}
NEWS = {
    "en": (
        "Drones cut power to 12,740 homes in Chernihiv",
        "Russian drones struck an electricity substation on the edge of Chernihiv before dawn on Friday, leaving "
        "12,740 homes without power, the governor, Viacheslav Chaus, said. Repair crews waited for the all-clear.",
    ),
    "uk": (
        "Чернігів: після удару дронів 12 740 домівок без світла",
        "Російські дрони вдосвіта у п'ятницю вдарили по електропідстанції на околиці Чернігова. Без світла залишилися "
        "12 740 домівок, повідомив начальник ОВА В'ячеслав Чаус. Ремонтники чекали на відбій тривоги.",
    ),
}


def tell(store, at, told, language):
    title, text = told
    return put(store, at, title=title, text=text, language=language)


@pytest.mark.parametrize("language", NEWS)
def test_the_first_article_of_a_story_rings_though_a_briefing_has_named_it(store, now, language):
    tell(store, now, BRIEFING[language], language)
    first = tell(store, now + timedelta(minutes=30), NEWS[language], language)
    assert first.story_id != 1 or first.story_why["doubtful"]


def test_a_briefing_after_the_news_rings_for_what_else_it_tells_and_makes_no_story_of_two(store, now):
    tell(store, now, NEWS["en"], "en")
    briefing = tell(store, now + timedelta(minutes=30), BRIEFING["en"], "en")
    assert briefing.story_id != 1 or briefing.story_why["doubtful"]
    again = tell(store, now + timedelta(hours=1), NEWS["uk"], "uk")
    assert (again.story_id, again.story_why["article"]) == (1, 1)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Ukraine war briefing: what we know on day 1,468"),
        ("en", "Europe live: the latest news and reaction"),
        ("en", "What the papers say: five stories to read today"),
        ("de", "Presseschau: Was andere Zeitungen schreiben"),
        ("de", "Krieg in der Ukraine: Liveticker"),
        ("fr", "EN DIRECT, guerre en Ukraine : les dernières informations"),
        ("fr", "La revue de presse : cinq titres à la une ce matin"),
        ("es", "Última hora, en directo: la actualidad del día"),
        ("it", "Guerra in Ucraina, le notizie del giorno 1471"),
        ("pl", "Poranny przegląd Gońca"),
        ("pl", "NA ŻYWO: 1471. dzień wojny"),
        ("uk", "Головне за ніч: п’ять новин, які ви могли пропустити"),
        ("ru", "1482-й день войны. Главное"),
        ("tr", "CANLI: Ukrayna'da son durum"),
        ("ar", "الحرب في أوكرانيا لحظة بلحظة"),
        ("zh", "俄乌战争第1460天：要闻汇总"),
        ("nl", "Liveblog Oekraïne: nieuwe aanval"),
        ("cs", "Živě: válka na Ukrajině"),
    ],
)
def test_roundups_are_known_by_their_headlines(language, title):
    assert is_roundup(title, language)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Live-fire exercise off Cornwall is put off"),
        ("en", "Live ammunition found in Leeds school"),
        ("en", "Navy opens live firing range off Cornwall"),
        ("en", "Day 3 of talks in Geneva ends without result"),
        ("en", "Minister holds briefing on Patriot deliveries"),
        ("en", "Where the refugees live"),
        ("de", "Direkt vor Kreta: Erdbeben der Stärke 5,8"),
        ("fr", "Vol direct entre Kyiv et Paris rétabli"),
        ("uk", "Росія вдарила по Чернігову 146 дронами"),
        ("pl", "Marynarka na żądanie sądu wydała nagrania"),
        ("tr", "Canlı bomba saldırısı önlendi"),
        ("zh", "直升机在广东坠毁"),
        ("zh", "直播带货平台被罚"),
        ("ar", "تهديد مباشر للملاحة في البحر الأحمر"),
        ("es", "Última hora: dimite el ministro de Defensa"),
        ("uk", "Онлайн-казино оштрафували на мільйон"),
    ],
)
def test_news_is_no_roundup(language, title):
    assert not is_roundup(title, language)
