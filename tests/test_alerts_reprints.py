"""A text is known again by what it says, unless it says nothing of what its headlines do."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

ABOUT = {
    "en": (
        "The Ministry of National Defence informs about the most important events concerning the armed forces, "
        "international cooperation, procurement and the service of soldiers at home and abroad. Read more every day.",
        (
            "Minister opens new base in Lublin",
            "Navy ship Slazak returns from mission",
            "Borsuk vehicles delivered to 15th brigade",
            "Budget of the armed forces adopted",
            "Talks with Romanian counterpart in Bucharest",
            "Two pilots honoured after rescue at sea",
        ),
    ),
    "ja": (
        "防衛に関する最新の情報をお届けする公式サイトです。部隊の活動、国際協力、装備の調達、災害派遣などについて、"
        "国民の皆さまに分かりやすくお知らせします。ご意見やご感想もお待ちしております。毎日更新しています。",
        ("護衛艦「まつかぜ」が横須賀に帰港", "大臣がキャンベラで会談", "予算案が閣議決定", "輸送機の墜落原因を公表"),
    ),
}


@pytest.mark.parametrize("language", ABOUT)
def test_what_a_feed_says_under_every_headline_makes_no_story_of_them(sqlite_store, now, language):
    text, titles = ABOUT[language]
    heard = []
    for hour, title in enumerate(titles):
        article = put(sqlite_store, now + timedelta(hours=hour), title=title, text=text, language=language)
        why = article.story_why
        heard.append(why["kind"] == "new" or why["doubtful"])
    assert all(heard)


PROSE = (
    "The prosecutor in Aldburg has charged the captain of the tanker Sirin Star with dragging his anchor over 23 "
    "kilometres and cutting the data cable between Gedern and Rostholm in December. He is 58 years old and denies it."
)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A winter's night, and nothing but silence on the line", PROSE),
        ("Prosecutor: tanker cut data cable", PROSE),
        ("Captain of the Sirin Star charged | The Aldburg Courier", f"Home Sport Sign in. {PROSE} Our newsletter."),
        ("Captain Illarion Mgeladse charged over cable cut by Sirin Star", PROSE),
    ],
)
def test_a_text_that_tells_its_news_is_a_copy_under_whatever_headline(sqlite_store, now, title, text):
    put(sqlite_store, now, title="Captain of tanker Sirin Star charged over cable cut", text=PROSE)
    why = put(sqlite_store, now + timedelta(hours=2), title=title, text=text).story_why
    assert why["kind"] == "same-text"


NAMED = (
    "Commodore {name} to lead Atlantic task group",
    "The navy has named Commodore {name} as the first commander of its new Atlantic task group, which will combine "
    "crewed frigates with uncrewed vessels to track submarines. {name} commanded a frigate before and takes the post "
    "on 1 April with a staff of 85, of whom eleven are from abroad.",
)


@pytest.mark.parametrize(("name", "is_copy"), [("MacAllister", True), ("Thornbury", False)])
def test_a_name_that_is_put_right_is_the_same_and_another_is_not(sqlite_store, now, name, is_copy):
    put(sqlite_store, now, title=NAMED[0].format(name="McAllistair"), text=NAMED[1].format(name="McAllistair"))
    at = now + timedelta(hours=6)
    why = put(sqlite_store, at, title=NAMED[0].format(name=name), text=NAMED[1].format(name=name)).story_why
    assert (why["kind"] == "same-text") is is_copy


def test_where_nouns_have_capitals_a_word_of_a_headline_alone_is_no_name(sqlite_store, now):
    text = (
        "Die Staatsanwaltschaft hat gegen den Kapitän des Tankers Sirin Star Anklage erhoben. Ihm wird vorgeworfen, im "
        "Dezember den Anker über 23 Kilometer geschleppt und dabei ein Datenkabel vor einer Insel zerrissen zu haben."
    )
    first = put(sqlite_store, now, title="Anklage gegen Kapitän nach Kabelschaden", text=text, language="de")
    title = "Anklage gegen Kapitän der Schattenflotte"
    again = put(sqlite_store, now + timedelta(hours=2), title=title, text=f"{text} Mehr dazu.", language="de")
    assert (again.story_id, again.story_why["kind"]) == (first.story_id, "same-text")
