"""What has changed in a story that a watch wants to be told of again: decided from values alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.changes import changes_of
from alerts.headlines import Said, Text, said_anew
from config import SourceSettings, WatchSettings
from config.again import Wish, read_again
from store.tellings import Telling

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOURCES = {
    "bbc": SourceSettings(name="bbc", url="https://bbc.example", country="GB"),
    "zdf": SourceSettings(name="zdf", url="https://zdf.example", country="DE"),
    "nato": SourceSettings(name="nato", url="https://nato.example", country="BE", tags=("official",)),
    "mod": SourceSettings(name="mod", url="https://mod.example", country="GB", tags=("official", "uk")),
}


def telling(article, source="bbc", hours=0.0, host=None):
    url = f"https://{host or source}-herald.org/{article}"
    return Telling(article, source, url, "t", "en", (), "", "", None, None, NOW + timedelta(hours=hours))


def kinds(again, told, new, said=None):
    return [(c.kind, c.article) for c in changes_of(read_again(again), told, new, said or {}, SOURCES)]


def test_an_official_source_that_joins_is_told_once():
    told = [telling(1)]
    assert kinds(["official"], told, [telling(2, "zdf"), telling(3, "nato"), telling(4, "mod")]) == [("official", 3)]
    assert kinds(["official"], [*told, telling(3, "nato")], [telling(4, "mod")]) == []
    assert kinds([], told, [telling(3, "nato")]) == []


def test_each_country_is_told_once_and_an_unknown_one_never():
    new = [telling(2, "zdf"), telling(3, "zdf"), telling(4, "mod"), telling(5, "gone"), telling(6, "nato")]
    assert kinds(["country"], [telling(1)], new) == [("country", 2), ("country", 6)]


def test_a_number_of_independent_sources_is_told_as_it_is_reached():
    told = [telling(1, host="a"), telling(2, host="b")]
    assert kinds(["sources:3", "sources:5"], told, []) == []
    assert kinds(["sources:3", "sources:5"], told, [telling(3, host="b")]) == []
    new = [telling(n, host=h) for n, h in ((3, "c"), (4, "d"), (5, "e"))]
    [change] = changes_of(read_again(["sources:3", "sources:5"]), told, new, {}, SOURCES)
    assert (change.words, change.article) == ("5 independent sources tell it; it was 2", 5)
    assert kinds(["sources:3"], [*told, new[0]], new[1:]) == []


def test_a_story_wakes_after_its_rest_and_not_before():
    told = [telling(1), telling(2, hours=1)]
    assert kinds(["wakes:3d"], told, [telling(3, hours=72)]) == []
    [change] = changes_of(
        read_again(["wakes:3d", "wakes:5d"]), told, [telling(3, hours=73), telling(4, hours=200)], {}, {}
    )
    assert (change.words, change.article) == ("told again after 3d of rest", 3)
    assert kinds(["wakes:3d"], [], [telling(3, hours=73)]) == []


def test_what_headlines_say_anew_is_told_with_the_article():
    said = {4: Said(("21",), ("Marlow",)), 5: Said()}
    [change] = changes_of(read_again(["headline"]), [telling(1)], [telling(4), telling(5)], said, {})
    assert (change.words, change.article) == ("new in a headline: the figure 21, the name Marlow", 4)
    assert kinds(["official"], [telling(1)], [telling(4)], said) == []


@given(st.lists(st.sampled_from(sorted(SOURCES)), max_size=6), st.lists(st.sampled_from(sorted(SOURCES)), max_size=6))
def test_nothing_new_is_no_change_and_what_was_told_is_not_told_again(told, new):
    again = ["official", "country", "sources:2", "sources:3", "wakes:1h"]
    before = [telling(n, source) for n, source in enumerate(told)]
    after = [telling(n + 10, source, hours=0.5) for n, source in enumerate(new)]
    assert kinds(again, before, []) == []
    first = kinds(again, before, after)
    assert kinds(again, [*before, *after], []) == []
    # Told one by one, all is told that is told at once, but for marks that are passed together.
    one_by_one = [kinds(again, [*before, *after[:i]], [after[i]]) for i in range(len(after))]
    assert {kind for kind, _ in first} == {kind for step in one_by_one for kind, _ in step}


BODY = "Defence Secretary Marlow said 12 soldiers were wounded near Kharkiv, as Marlow put it, in the NATO exercise."


@pytest.mark.parametrize(
    ("title", "body", "language", "said"),
    [
        ("12 wounded near Kharkiv", BODY, "en", Said()),
        ("21 wounded near Kharkiv", BODY, "en", Said(("21",))),
        ("3 dead near Kharkiv", BODY, "en", Said(("3",))),
        ("On March 3 Marlow visits Kharkiv", BODY, "en", Said()),
        ("In 2026 Marlow visits Kharkiv", BODY, "en", Said()),
        ("Marlow meets Sikorski", "Marlow met Radek Sikorski. Mr Sikorski smiled.", "en", Said((), ("Sikorski",))),
        ("Marlow Visits Troops", "Marlow visits the troops, he said.", "en", Said()),
        ("Marlow meets Sikorski", "", "en", Said()),
        ("Марлоу їде до Харкова", "Міністр Марлоу поїхав до Харкова.", "uk", Said()),
        ("Marlow in Charkiw: 5 Verletzte", "Marlow besucht Verletzte.", "de", Said(("5",))),
        ("Bundeswehr liefert F-35", "Die F-35 der Bundeswehr.", "de", Said((), ("F-35",))),
        ("Two soldiers dead near Kharkiv", BODY, "en", Said(("2",))),
        ("Twelve wounded near Kharkiv", BODY, "en", Said()),
        ("Twenty-one wounded near Kharkiv", BODY, "en", Said(("21",))),
        ("Fünf Tote bei Charkiw", "In Charkiw starben Soldaten.", "de", Said(("5",))),
        ("Einundzwanzig Tote bei Charkiw", "In Charkiw starben Soldaten.", "de", Said(("21",))),
        ("Cinq morts à Kharkiv", "Des soldats.", "fr", Said(("5",))),
        ("Ukraine war: key events, day 1,234", BODY, "en", Said()),
        ("UPDATE 2-Soldiers wounded near Kharkiv", BODY, "en", Said()),
        ("WRAPUP 4-Seven dead near Kharkiv", BODY, "en", Said(("7",))),
        ("(2nd LD) Soldiers wounded near Kharkiv", BODY, "en", Said()),
        ("ROUNDUP 3: Soldaten bei Charkiw verletzt", "Soldaten.", "de", Said()),
        ("Ucraina: feriti a Kharkiv (5)", "Feriti.", "it", Said()),
        ("(종합2보) 하르키우서 군인 부상", "부상.", "ko", Said()),
        ("Update: 21 wounded near Kharkiv", BODY, "en", Said(("21",))),
        ("Un char neuf à Kharkiv", "Des soldats.", "fr", Said()),
        ("П’ятеро загиблих", "Загинули.", "uk", Said(("5",))),
        ("两人死亡，五角大楼证实", "死亡", "zh", Said(("2",))),
        ("Marlow meets Sikorski in The Hague", "Marlow met Sikorski in The Hague.", "en", Said((), ("Sikorski",))),
    ],
)
def test_a_headline_says_anew_what_no_earlier_text_has(title, body, language, said):
    assert said_anew(Text(title, body, language), [Text("Soldiers wounded", BODY, "en")]) == said


def test_a_country_is_no_new_name_in_another_language_nor_is_money_a_new_figure_in_short():
    earlier = [Text("Turcja: 12 ofiar w Izmirze", "W Turcji zginęło 12 osób. Straty to 780 milionów euro.", "pl")]
    assert said_anew(Text("トルコで12人死亡", "トルコで12人が死亡した。", "ja"), earlier).names == ()
    assert said_anew(Text("イランで12人死亡", "イランで12人が死亡した。", "ja"), earlier).names == ("イラン",)
    assert said_anew(Text("€780m lost in Turkey", "Turkey lost money.", "en"), earlier) == Said()


SHELLS = Text(
    "Ukraine to get 1.2 million shells",
    "Ukraine will receive 1.2 million shells for $3.5 billion. Sixteen countries contribute, 12 people said.",
    "en",
)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Ukraine to get 1.2m shells", "en"),
        ("16 countries give shells for $3.5bn", "en"),
        ("1,2 Mio. Granaten für die Ukraine: sechzehn Länder zahlen", "de"),
        ("Seize pays, 3,5 Md$ d’obus", "fr"),
        ("Ucrânia vai receber 1,2 milhão de projéteis por 3,5 mil milhões de dólares", "pt"),
        ("Ukrajina dostane 1,2 milióna granátov", "sk"),
        ("Україна отримає 1 млн 200 тис. снарядів", "uk"),
        ("ウクライナに砲弾120万発", "ja"),
    ],
)
def test_the_same_figure_in_another_language_or_notation_is_none_anew(title, language):
    assert said_anew(Text(title, "", language), [SHELLS]).figures == ()
    assert said_anew(Text("Ukraine gets a 2m wall and 1.5m shells", "", "en"), [SHELLS]).figures == ("2", "1.5")


@pytest.mark.parametrize("when", ["on 3/3/2026", "on 03.03.2026", "at 03:30", "on March 3", "３日", "3日"])
def test_a_day_or_a_time_is_no_figure_that_was_told(when):
    earlier = Text("Soldiers wounded", f"Soldiers were wounded {when} near Kharkiv.", "ja" if "日" in when else "en")
    assert said_anew(Text("Three dead near Kharkiv", "Three died.", "en"), [earlier]) == Said(("3",))


def test_the_day_of_a_dateline_is_no_figure_that_was_told():
    earlier = Text("Soldiers wounded", "KHARKIV, March 3 (Reuters) - Twelve soldiers were wounded.", "en")
    assert said_anew(Text("Three dead near Kharkiv", "Three died.", "en"), [earlier]) == Said(("3",))
    again = Text("Soldiers wounded", "KHARKIV, March 3 (Reuters) - 3 soldiers were wounded.", "en")
    assert said_anew(Text("Three wounded near Kharkiv", "Three.", "en"), [again]) == Said()


@given(st.text(), st.text(), st.sampled_from(["en", "de", "uk", "ja", None]))
def test_no_headline_says_anew_what_it_said_before(title, body, language):
    told = Text(title, body, language)
    assert said_anew(told, [told]) == Said()


def watch(**keys):
    return WatchSettings(name="w", query="drone", **keys)


def test_wishes_are_read():
    assert watch(again=["official", "sources:5", "wakes:3d", "sources:3"]).wish == Wish(
        official=True, sources=(3, 5), wakes=timedelta(days=3)
    )
    assert not watch().wish
    assert watch(again=["headline"]).wish


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("offical", "is no change of a story; write official, country, headline"),
        ("official:2", "is no change of a story"),
        ("sources", "names no number from 2 to 9999"),
        ("sources:1", "names no number from 2 to 9999"),
        ("wakes:soon", "is no duration"),
        ("wakes:30d", "is not between 1h and 7d"),
        ("wakes:3", "is no duration"),
    ],
)
def test_a_wish_that_is_none_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        watch(again=[text])
