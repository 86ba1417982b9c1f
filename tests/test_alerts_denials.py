"""What takes a report back keeps quiet nowhere: who was told that a minister resigned hears that she did not."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

from alerts.changes import changes_of
from alerts.denials import denial
from alerts.headlines import Text, said_anew
from config.again import read_again

REPORT = (
    "Portugal's defence minister Cardoso resigns",
    "Portugal's defence minister Helena Cardoso resigned on Monday after a committee questioned the purchase of six "
    "patrol ships from the Viana yard. She handed her letter to prime minister Duarte Neves, her office said. The "
    "contract of 780 million euros was signed in 2024.",
)
DENIED = (
    "Cardoso denies resignation",
    "Portugal's defence minister Helena Cardoso denied on Monday that she had handed a letter to prime minister Duarte "
    "Neves. The contract of 780 million euros for six patrol ships from the Viana yard was lawful, she said.",
)
IN_FRENCH = (
    "Helena Cardoso dément avoir démissionné",
    "La ministre portugaise de la Défense, Helena Cardoso, a démenti lundi avoir remis une lettre au Premier ministre "
    "Duarte Neves. Le contrat de 780 millions d'euros pour six patrouilleurs du chantier de Viana est légal.",
)
DOUBT = "one of them denies by its headline what the others may tell"


@pytest.fixture(autouse=True)
def grown(monkeypatch):
    """Have a store that knows much news already, in which less likeness is enough."""
    monkeypatch.setattr("alerts.likeness.NEW_STORE", 0.0)


def told(store, at, told, language="en"):
    why = put(store, at, title=told[0], text=told[1], language=language).story_why
    return why["kind"], why.get("doubt")


def test_a_denial_is_perhaps_other_news_than_the_report_and_is_none_the_second_time(store, now):
    told(store, now, REPORT)
    assert told(store, now + timedelta(hours=1), DENIED) == ("same-news", DOUBT)
    again = ("Minister Cardoso: I have not resigned", DENIED[1].replace("was lawful, she said", "is lawful"))
    assert told(store, now + timedelta(hours=2), again)[1] is None
    assert told(store, now + timedelta(hours=3), IN_FRENCH, "fr")[1] is None


def test_a_report_with_a_few_words_turned_round_is_no_copy_of_it(sqlite_store, now):
    told(sqlite_store, now, REPORT)
    body = REPORT[1].replace("resigned on Monday", "has not resigned, though").replace("handed", "denied having handed")
    assert told(sqlite_store, now + timedelta(hours=1), (DENIED[0], body)) == ("same-news", DOUBT)


def test_what_comes_about_after_all_is_perhaps_other_news_than_its_denial(store, now):
    told(store, now, DENIED)
    assert told(store, now + timedelta(hours=5), REPORT) == ("same-news", DOUBT)
    assert told(store, now + timedelta(hours=6), (REPORT[0] + " after all", REPORT[1][:-40] + "."))[1] is None


def test_of_a_story_that_speaks_of_the_denial_it_is_no_news(sqlite_store, now):
    told(sqlite_store, now, (REPORT[0], REPORT[1] + " Cardoso herself denied it."))
    assert told(sqlite_store, now + timedelta(hours=1), DENIED)[1] is None


@pytest.mark.parametrize(
    ("language", "title", "word"),
    [
        ("en", "Minister didn’t resign, says Lisbon", "didn’t"),
        ("en", "NATO will not send troops", ""),
        ("en", "Death toll has not been confirmed, says ministry", ""),
        ("en", "New rifle was not a surprise to the troops", ""),
        ("is", "Ráðherra neitar að hafa sagt af sér", "neitar"),
        ("de", "Um Fake News zu entkräften: Minister zeigt Impfpass", "entkräften"),
        ("en", "Denmark's army denuded of shells", ""),
        ("de", "Ministerin dementiert Rücktritt", "dementiert"),
        ("es", "La ministra niega su dimisión", "niega"),
        ("en", "Judge denies builder bail in Izmir case", ""),
        ("es", "La ministra se niega a dimitir", ""),
        ("cs", "Armáda v popředí zájmu", ""),
        ("cs", "Ministr popřel rezignaci", "popřel"),
        ("ru", "Отрицательный рост экономики", ""),
        ("uk", "Уряд спростив закупівлі", ""),
        ("es", "Nueva York en un día negro", ""),
        ("it", "Il ministro smentisce le dimissioni", "smentisce"),
        ("it", "Risultati negativi per il governo", ""),
        ("pl", "Minister zaprzecza, że odchodzi", "zaprzecza"),
        ("uk", "Міністерка спростувала відставку", "спростувала"),
        ("ru", "Минобороны опровергло отставку", "опровергло"),
        ("tr", "Bakan istifa haberini yalanladı", "yalanladı"),
        ("ar", "الوزير ينفي استقالته", "ينفي"),
        ("fa", "صادرات نفت ایران", ""),
        ("ja", "国防相、辞任を否定", "否定"),
        ("zh", "防长否认辞职", "否认"),
        ("ko", "국방장관 사임 부인했다", "부인했다"),
        ("ko", "대통령 부인 방문", ""),
        ("ka", "მინისტრმა უარყო გადადგომა", "უარყო"),
        ("xx", "Minister denies resignation", ""),
    ],
)
def test_a_headline_denies_in_the_words_of_its_language(language, title, word):
    assert denial(title, language) == word


def test_a_headline_that_takes_back_what_was_told_is_told_to_who_asks_for_headlines():
    corrected = Text("Cardoso has not resigned, her office says", DENIED[1], "en")
    said = said_anew(corrected, [Text(*REPORT, "en")])
    assert (said.figures, said.denial) == ((), "has not")
    [change] = changes_of(read_again(["headline"]), [], [], {7: said}, {})
    assert change.words == "new in a headline: the words «has not»"
    assert said_anew(corrected, [Text(*DENIED, "en")]).denial == ""
