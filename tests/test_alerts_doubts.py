"""Other news of the same people and places keeps no alert back, and says why it is in doubt."""

from dataclasses import replace
from datetime import timedelta

import pytest
from test_alerts_stories import put

from alerts.concepts import concept_settings
from alerts.copies import read_text
from alerts.doubts import (
    GATHERED,
    LITTLE,
    NO_NAME,
    OTHER_TOPIC,
    may_be_translated,
    other_news,
    stands_apart,
    unproven,
)
from alerts.likeness import View, likeness
from alerts.naming import Naming, shipped_names
from config import ConceptSettings
from store.vectors import Vector
from store.window import Member

LAW = (
    "Зеленський підписав закон про військового омбудсмана",
    "Президент України Володимир Зеленський у п'ятницю підписав закон про військового омбудсмана, який Рада ухвалила "
    "у березні. Документ набуде чинності влітку.",
)
CALL = (
    "Зеленський провів розмову з Ердоганом",
    "Президент України Володимир Зеленський у п'ятницю провів телефонну розмову з президентом Туреччини Реджепом "
    "Таїпом Ердоганом про зернові кораблі в Одесі. Йшлося також про рибалок біля Зміїного й нові маяки.",
)
NIGHT = (
    "Drones kill 42 in Odesa port, says Kiper",
    "Russian drones hit Odesa overnight on 3 April, killing 42 people, the governor of the region, Oleh Kiper, said. "
    "Firemen from Chornomorsk and Pivdennyi were called to the port.",
)
NEXT = (
    "Odesa port burns after drones kill 42, Kiper says",
    "Governor Oleh Kiper put the dead at 42 in the Odesa region. A silo in Pivdennyi burned on {day} April when "
    "Russian drones came over Chornomorsk.",
)


@pytest.fixture(autouse=True)
def grown(monkeypatch):
    """Have a store that knows much news already, in which less likeness is enough and a concept named twice is rare."""
    monkeypatch.setattr("alerts.likeness.NEW_STORE", 0.0)
    monkeypatch.setattr("alerts.things.RARE", 0.0)


def told(store, at, title, text, language="en", concepts=None):
    why = put(store, at, title=title, text=text, language=language, concepts=concepts).story_why
    return why["kind"], why.get("doubt")


@pytest.fixture
def whatever_it_says(monkeypatch):
    """Have headlines speak of one thing, whatever they say."""
    monkeypatch.setattr("alerts.doubts.other_topic", lambda *_: False)


@pytest.mark.usefixtures("whatever_it_says")
def test_one_person_on_one_day_is_one_thing_in_common_whatever_they_are_called(store, now):
    told(store, now, *LAW, "uk")
    assert told(store, now + timedelta(hours=2), *CALL, "uk") == ("same-news", "they share one name and little else")


@pytest.mark.usefixtures("whatever_it_says")
@pytest.mark.parametrize(("kind", "doubt"), [("person", "they share one name and little else"), ("ship", None)])
def test_a_person_of_the_users_own_is_one_thing_under_two_names_like_a_shipped_one(sqlite_store, now, kind, doubt):
    naming = Naming(concept_settings({"halden": ConceptSettings(kind=kind, uk=["Мар'яна Гальден", "Гальден"])}))
    law, call = (
        [text.replace("Володимир Зеленський", "Гальден").replace("Зеленський", "Гальден") for text in one]
        for one in (LAW, CALL)
    )
    told(sqlite_store, now, *law, "uk", naming)
    assert told(sqlite_store, now + timedelta(hours=2), *call, "uk", naming) == ("same-news", doubt)


@pytest.mark.parametrize(("day", "hours", "doubt"), [(4, 24, "they name other days"), (3, 24, None), (4, 3, None)])
def test_two_nights_are_told_apart_by_their_days_once_one_is_over(store, now, day, hours, doubt):
    told(store, now, *NIGHT)
    later = told(store, now + timedelta(hours=hours), NEXT[0], NEXT[1].format(day=day))
    assert later == ("same-news", doubt)


GLIWICE = (
    "Polska kupi kolejne 180 czołgów K2. Kosiniak-Kamysz podpisał umowę w Gliwicach",
    "Wicepremier i minister obrony Władysław Kosiniak-Kamysz podpisał w piątek w Gliwicach umowę na 180 czołgów K2PL "
    "wartą 6,7 mld dolarów. Część pojazdów powstanie w zakładach Bumar-Łabędy.",
)
MELBOURNE = (
    "Australia signs A$10 billion contract for first three Mogami frigates",
    "Australia and Japan signed contracts on Sunday for the first three upgraded Mogami-class frigates, Defence "
    "Minister Richard Marles said aboard JS Kumano in Melbourne, with Japan's Shinjiro Koizumi beside him.",
)


@pytest.mark.parametrize(
    ("first", "language", "title", "text", "doubt"),
    [
        pytest.param(
            ("pl", *GLIWICE),
            "pl",
            "Fundusz SAFE szansą dla przemysłu, przekonuje wicepremier",
            "Podczas debaty na Politechnice Śląskiej w Gliwicach minister obrony Władysław Kosiniak-Kamysz "
            "przekonywał w piątek, że do polskich firm trafi 89 proc. środków z Unii.",
            OTHER_TOPIC,
            id="a debate in the town of the contract",
        ),
        pytest.param(
            ("pl", *GLIWICE),
            "pl",
            "Umowa na 180 czołgów z Korei podpisana",
            "Kontrakt za 6,7 mld dolarów podpisał w Gliwicach Władysław Kosiniak-Kamysz. Część czołgów K2PL zbudują "
            "zakłady Bumar-Łabędy.",
            None,
            id="the contract again",
        ),
        pytest.param(
            ("en", *MELBOURNE),
            "fr",
            "L'Australie et le Japon s'allient pour un satellite d'alerte",
            "Les ministres de la Défense Richard Marles et Shinjiro Koizumi ont annoncé à Melbourne un satellite "
            "d'alerte avancée commun à l'Australie et au Japon.",
            OTHER_TOPIC,
            id="another accord of the same ministers, in another language",
        ),
        pytest.param(
            ("en", *MELBOURNE),
            "de",
            "Australien kauft drei Fregatten aus Japan",
            "Australien hat einen Vertrag über drei Fregatten der Mogami-Klasse für zehn Milliarden Dollar "
            "unterzeichnet, wie die Minister Richard Marles und Shinjiro Koizumi in Melbourne an Bord der JS Kumano "
            "bekannt gaben.",
            None,
            id="the frigates, in another language",
        ),
    ],
)
def test_one_minister_in_one_town_on_one_day_has_perhaps_done_two_things(
    store, now, first, language, title, text, doubt
):
    told(store, now, first[1], first[2], first[0], concepts=shipped_names())
    later = told(store, now + timedelta(hours=2), title, text, language, concepts=shipped_names())
    assert later == ("same-news", doubt)


BRANDKAMP = (
    "Brandkamp steigert Umsatz im ersten Quartal um 34 Prozent",
    "Der Konzern Brandkamp hat im ersten Quartal seinen Umsatz um 34 Prozent auf 3,1 Milliarden Euro gesteigert. Der "
    "Auftragsbestand von Brandkamp erreichte 71 Milliarden Euro, die Prognose für das Jahr gilt weiter.",
)
VELTHUSER = (
    "Velthuser startet im ersten Quartal mit 34 Prozent mehr Umsatz",
    "Auch Velthuser meldet mehr Umsatz: plus 34 Prozent im ersten Quartal, auf 3,1 Milliarden Euro. Der "
    "Auftragsbestand stieg, die Prognose für das Jahr bestätigte Velthuser.{more}",
)
OTHER_NAMES = "their headlines begin with other names"


@pytest.mark.parametrize(("more", "doubt"), [("", OTHER_NAMES), (" Wie Brandkamp übrigens.", None)])
def test_the_results_of_two_firms_are_two_news_unless_one_names_the_other(sqlite_store, now, monkeypatch, more, doubt):
    monkeypatch.setattr("alerts.series.RARE", 0.0)
    told(sqlite_store, now, *BRANDKAMP, "de")
    later = told(sqlite_store, now + timedelta(hours=2), VELTHUSER[0], VELTHUSER[1].format(more=more), "de")
    assert later == ("same-news", doubt)


@pytest.mark.parametrize(("people", "doubtful"), [({"halden"}, True), (set(), False)])
def test_however_like_they_are_somebody_alone_makes_no_two_articles_one_news(now, people, doubtful):
    vector = Vector("ko", {}, {"khalden": 0.8, "tUS": 0.6}, frozenset({"khalden"}), length=8.0)
    view = View("한미일 회담", "", read_text(""), vector, now, people=frozenset(people))
    member = Member(1, 1, now, "할덴 “국방비 지출해야”", vector)
    best = replace(likeness(view, [member]), score=10.0)
    assert bool(other_news(best, [member])) is doubtful


@pytest.fixture
def like(now):
    """Return how like an article is, so much more than needed and so much later, to one of another headline."""

    def made(ratio, hours=1.0, language="en", **differing):
        vector = Vector("en", {}, {"kbattery": 0.8, "nmarlow": 0.6}, frozenset({"kbattery"}), length=8.0)
        view = View("Marlow opens battery", "", read_text(""), replace(vector, language=language), now, known=10_000)
        member = Member(1, 1, now - timedelta(hours=hours), "A gun for the coast", vector)
        best = replace(likeness(view, [member]), **differing)
        return replace(best, score=ratio * best.needed), [member]

    return made


TEMPLATE = "they share wording that may be a template's"


@pytest.mark.parametrize(
    ("hours", "doubt", "apart"),
    [
        (25, LITTLE, True),
        (20, LITTLE, True),
        (14, LITTLE, False),
        (25, TEMPLATE, True),
        (20, TEMPLATE, False),
        (20, "the quakes differ in magnitude", False),
        (25, "their headlines name other cities", True),
        (3, "their headlines name other cities", False),
        (3, GATHERED, True),
        (20, OTHER_TOPIC, True),
        (3, OTHER_TOPIC, False),
        (48, "they name other days", False),
        (48, "", False),
    ],
)
def test_in_some_doubt_the_next_day_it_is_other_news_rather_than_not(like, hours, doubt, apart):
    best, _ = like(1.2, hours)
    assert stands_apart(best, doubt) == apart


@pytest.mark.parametrize(
    ("ratio", "hours", "doubt"), [(1.6, 1, TEMPLATE), (1.8, 1, ""), (1.8, 24, TEMPLATE), (2.1, 24, "")]
)
def test_what_shares_far_more_than_a_form_tells_one_news_the_sooner_the_sooner_it_comes(like, ratio, hours, doubt):
    best, members = like(ratio, hours)
    assert unproven(best, members, "doubtful") == doubt


@pytest.mark.parametrize(("ratio", "hours", "doubt"), [(1.4, 4, NO_NAME), (1.4, 1, ""), (1.6, 4, "")])
def test_the_same_news_is_the_same_whoever_its_headlines_name_if_it_is_told_soon_or_far_more_like(
    like, ratio, hours, doubt
):
    best, members = like(ratio, hours, same_headline=False)
    assert unproven(best, members, None) == doubt


@pytest.mark.parametrize(("people", "doubt"), [(set(), ""), ({"battery"}, LITTLE)])
def test_little_likeness_is_enough_soon_after_if_both_speak_of_one_thing_and_of_nobody_who_does_many(
    like, people, doubt
):
    best, members = like(1.05, 1)
    best = replace(best, view=replace(best.view, people=frozenset(people)))
    assert unproven(best, members, None) == doubt


CRASH = (
    "Helikopter W-3 Sokół rozbił się pod Halinowem, nie żyje technik",
    "Śmigłowiec W-3 Sokół rozbił się pod Halinowem podczas lotu próbnego. Zginął technik pokładowy, dwaj piloci są "
    "ranni. Minister obrony Marlowski złożył kondolencje rodzinie. Loty maszyn W-3 Sokół wstrzymano.",
)
SUCCESSOR = (
    "Marlowski: następca Sokoła do końca roku",
    "Następcę śmigłowców W-3 Sokół wojsko wybierze do końca roku, zapowiedział w Sejmie minister obrony Marlowski. "
    "Po rozbiciu maszyny pod Halinowem opozycja pytała o śmigłowiec W-3 Sokół i jego loty.",
)


@pytest.mark.parametrize(
    ("hours", "again", "doubt"),
    [
        (15, False, "it comes 15h after the others, and its headline says other things"),
        (15, True, None),
    ],
)
def test_what_came_of_the_news_is_told_the_next_day_under_a_headline_that_says_other_things(
    sqlite_store, now, hours, again, doubt
):
    told(sqlite_store, now, *CRASH, "pl")
    later = (CRASH[0], SUCCESSOR[1]) if again else SUCCESSOR
    assert told(sqlite_store, now + timedelta(hours=hours), *later, "pl") == ("same-news", doubt)


@pytest.mark.parametrize(("ratio", "doubt"), [(2.3, ""), (1.4, OTHER_TOPIC)])
def test_what_tells_the_same_as_one_of_another_language_tells_the_news_whatever_its_own_language_says_beside(
    like, ratio, doubt
):
    best, (member,) = like(ratio, 4)
    ours, theirs = (
        Vector(language, {}, {"kbattery": 0.6, of_its_own: 0.8}, frozenset({"kbattery", of_its_own}), 8.0)
        for language, of_its_own in (("en", "ktunnel"), ("fr", "kbridge"))
    )
    beside = replace(member, title="A quarrel in parliament", vector=Vector("en", {}, {}))
    best = replace(best, across=True, view=replace(best.view, vector=ours))
    assert unproven(best, [replace(member, vector=theirs), beside], None) == doubt


@pytest.mark.parametrize(("beside", "may"), [("fr", True), ("en", False)])
def test_what_says_by_its_headline_other_things_than_its_own_language_does_is_no_translation(like, beside, may):
    best, members = like(1.3, 30)
    french = replace(members[0], vector=replace(members[0].vector, language="fr"))
    kin = Member(1, 2, french.at, "A quarrel in parliament", Vector(beside, {}, {}))
    assert may_be_translated(replace(best, across=True), [french, kin], LITTLE) is may


@pytest.mark.parametrize(
    ("language", "ratio", "hours", "soon"),
    [
        ("en", 1.3, 10, True),
        ("en", 1.8, 30, False),
        ("en", 2.1, 30, True),
        ("fr", 1.4, 30, False),
        ("fr", 1.8, 30, True),
    ],
)
def test_a_day_later_more_likeness_is_needed_in_a_language_than_of_a_translation(like, language, ratio, hours, soon):
    best, _ = like(ratio, hours, language)
    assert best.soon_enough is soon


OVER = (
    "Над {region} областью сбиты {count} БПЛА, сообщили в Минобороны",
    "Дежурными средствами ПВО над территорией {region} области за ночь уничтожены {count} украинских беспилотников, "
    "сообщили в Минобороны. Губернатор Александр {governor} сообщил, что пострадавших нет.{more}",
)
REGIONS = "their headlines name other regions"


@pytest.mark.parametrize(("more", "doubt"), [("", REGIONS), (" Ещё три сбиты над Курской областью.", None)])
def test_drones_over_another_region_are_perhaps_other_news(sqlite_store, now, more, doubt):
    def over(region, count, governor, more=""):
        return [text.format(region=region, count=count, governor=governor, more=more) for text in OVER]

    told(sqlite_store, now, *over("Курской", 22, "Хинштейн"), "ru")
    title, text = over("Брянской", 17, "Богомаз", more)
    later = told(sqlite_store, now + timedelta(hours=1), title.replace("сбиты", "ночью уничтожены"), text, "ru")
    assert later == ("same-news", doubt)
