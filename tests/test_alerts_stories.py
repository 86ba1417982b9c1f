import os
import random
import subprocess
import sys
import tomllib
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import func, select

from alerts.alerting import Found, open_alerts
from alerts.concepts import load_concepts
from alerts.copies import read_text
from alerts.document import document_of
from alerts.features import read_features, skeleton, surfaces
from alerts.likeness import Likeness, View
from alerts.matcher import Matcher
from alerts.naming import shipped_names
from alerts.stories import place
from alerts.watch import compile_watch
from config import WatchSettings
from store.incoming import add_article
from store.models import Article, ArticleVector, Fingerprint, Regrouping
from store.regroup import undo
from store.session import open_store
from store.stories import forget
from store.vectors import Vector

TOLD = tomllib.loads((Path(__file__).parent / "data" / "stories.toml").read_text("utf-8"))["article"]
BY_ID = {row["id"]: row for row in TOLD}


def put(store, at, **row):
    """Store an article as a poll does, and return it."""
    with store.transaction() as session:
        return put_in(session, at, **row)[0]


def put_in(
    session, at, *, title, text="", language="en", summary="", published_at=None, apart=False, concepts=None, **how
):
    """Store an article, in a story of its own if it is to stand apart; return it and how it was placed."""
    number = session.scalar(select(func.count()).select_from(Article)) or 0
    article = Article(
        url_key=f"{number:032x}",
        url=f"https://example.org/{number}",
        title=title,
        text=text,
        summary=summary,
        language=language,
        source="here",
        seen_at=at,
        published_at=published_at,
        content_hash="",
    )
    (placement,) = place(session, [article], at, concepts, **how)
    add_article(session, article, replace(placement, story_id=None) if apart else placement, at)
    return article, placement


def row_of(id_):
    row = BY_ID[id_]
    return {"title": row["title"], "text": row["text"].strip(), "language": row["language"]}


def tell(store, now, ids):
    """Store articles of the file and return the story of each."""
    return {id_: put(store, now + timedelta(hours=BY_ID[id_]["hours"]), **row_of(id_)).story_id for id_ in ids}


def told_as(stories):
    """Return the ids of the articles in each story."""
    grouped = defaultdict(set)
    for id_, story in stories.items():
        grouped[story].add(id_)
    return sorted(map(sorted, grouped.values()))


def as_meant(ids):
    return told_as({id_: BY_ID[id_]["story"] for id_ in ids})


def in_time(ids):
    return sorted(ids, key=lambda id_: (BY_ID[id_]["hours"], id_))


def test_reprint_edited_headline_teaser_and_translations_are_one_story_among_others(store, now):
    ids = in_time(BY_ID)
    assert told_as(tell(store, now, ids)) == as_meant(ids)


class TakeBack(Exception):
    """Ends a transaction without a trace, so that the next order of arrival finds an empty store."""


def test_in_whatever_order_languages_an_edit_and_a_teaser_come_one_story_opens_and_no_join_is_doubtful(
    sqlite_store, now
):
    for order in orders_of_the_seed():
        with suppress(TakeBack), sqlite_store.transaction() as session:
            told = [put_in(session, now + timedelta(minutes=30 * i), **row_of(id_))[1] for i, id_ in enumerate(order)]
            arrived = [(p.story_id is None, p.doubtful) for p in told]
            raise TakeBack
        assert arrived == [(True, False)] + 5 * [(False, False)], order


#: A watch for the contact group, as one would write it in each language, and one in none.
WRITTEN_IN = {
    "en": '"Ukraine Defense Contact Group"',
    "fr": '"Groupe de contact pour la défense de l\'Ukraine"',
    "de": '"Kontaktgruppe zur Verteidigung der Ukraine"',
    "uk": '"контактна група" ONEAR/4 оборони',
    "any": "@udcg",
}


def orders_of_the_seed():
    """Return each order of the languages, with the edited headline and the teaser in changing places among them."""
    for number, languages in enumerate(permutations(["udcg-en", "udcg-fr", "udcg-de", "udcg-uk"])):
        order = list(languages)
        order.insert(number % 5, "udcg-en-edited")
        order.insert(number // 5, "udcg-en-teaser")
        yield order


def test_whichever_language_the_watch_is_written_in_it_rings_once_in_every_order(sqlite_store, now):
    concepts = load_concepts()
    watches = [compile_watch(WatchSettings(name=name, query=query), concepts) for name, query in WRITTEN_IN.items()]
    matcher = Matcher(concepts, watches)
    for order in orders_of_the_seed():
        rung = []
        with suppress(TakeBack), sqlite_store.transaction() as session:
            for i, id_ in enumerate(order):
                at = now + timedelta(minutes=30 * i)
                article, _ = put_in(session, at, **row_of(id_))
                matches = matcher.match(document_of(article, None))
                found = [Found(m.watch.settings, article, [asdict(hit) for hit in m.evidence.hits]) for m in matches]
                rung += [alert.watch for alert in open_alerts(session, found, {}, at)]
            raise TakeBack
        assert sorted(rung) == sorted(WRITTEN_IN), order


def opened_apart(session, now):
    """Store two tellings of one story that nothing has linked."""
    return [put_in(session, now, **row_of(id_), apart=True)[0].story_id for id_ in ("udcg-en", "udcg-fr")]


def test_an_article_that_links_two_stories_joins_them_into_the_older_one(store, now):
    with store.transaction() as session:
        older, newer = opened_apart(session, now)
    linking = put(store, now + timedelta(hours=1), **row_of("udcg-de"))
    assert linking.story_id == older
    with store.transaction() as session:
        assert set(session.scalars(select(Article.story_id))) == {older}
        [joined] = session.scalars(select(Regrouping))
        assert (joined.kind, joined.from_id, joined.to_id, joined.by) == ("join", newer, older, None)


def test_an_article_joins_no_story_from_which_its_headline_tells_it_apart(store, now):
    """Were it to stand in that story itself, that would be in doubt: so it shows nothing of both."""
    with store.transaction() as session:
        told, _ = put_in(session, now, **row_of("udcg-en"), apart=True)
        denial = "Marlow dément vouloir manquer la réunion du groupe de contact sur l'Ukraine à Bruxelles"
        put_in(session, now, **row_of("udcg-fr") | {"title": denial}, apart=True)
    assert put(store, now + timedelta(hours=1), **row_of("udcg-de")).story_id == told.story_id
    with store.transaction() as session:
        assert session.scalars(select(Regrouping)).all() == []


def test_what_was_parted_by_hand_is_not_joined_by_an_article_that_links_it(store, now):
    with store.transaction() as session:
        stories = opened_apart(session, now)
    put(store, now + timedelta(hours=1), **row_of("udcg-de"))
    with store.transaction() as session:
        undo(session, session.scalars(select(Regrouping.id)).one(), now=now + timedelta(hours=2), by="ann")
    put(store, now + timedelta(hours=3), **row_of("udcg-uk"))
    with store.transaction() as session:
        assert set(session.scalars(select(Article.story_id))) == set(stories)


def test_an_article_placed_again_after_a_change_joins_nothing(store, now):
    with store.transaction() as session:
        stories = opened_apart(session, now)
        article = session.get_one(Article, 1)
        article.title, article.text, article.language = row_of("udcg-de").values()
        session.flush()
        list(place(session, [article], now))
    with store.transaction() as session:
        assert set(session.scalars(select(Article.story_id))) == set(stories)


def test_other_news_of_the_same_body_does_not_join_stories(store, now):
    ids = ["udcg-en", "patriot-en", "corvino-en", "norway-en"]
    tell(store, now, [*ids, "udcg-de", "patriot-de"])
    with store.transaction() as session:
        assert session.scalars(select(Regrouping)).all() == []


SOME = ("udcg-en", "patriot-en", "udcg-fr", "norway-fr", "udcg-uk", "norway-en", "patriot-de")
TELL_SOME = """
import sys
sys.path.insert(0, sys.argv[2])
from datetime import datetime
from store.migrate import upgrade
from store.session import open_store
from tests.test_alerts_stories import SOME, tell, whys
store = open_store(sys.argv[1])
upgrade(store)
tell(store, datetime.fromisoformat(sys.argv[3]), SOME)
sys.stdout.buffer.write(repr(whys(store)).encode())
"""


def whys(store):
    with store.transaction() as session:
        return session.scalars(select(Article.story_why).order_by(Article.id)).all()


def test_another_hash_seed_changes_nothing(sqlite_store, now, tmp_path):
    tell(sqlite_store, now, SOME)
    root = Path(__file__).parent.parent
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    other = subprocess.run(
        [sys.executable, "-c", TELL_SOME, f"sqlite:///{tmp_path}/other.db", str(root), now.isoformat()],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert other.stdout.decode() == repr(whys(sqlite_store))


@pytest.mark.parametrize("seed", range(4))
def test_no_order_makes_two_stories_one(sqlite_store, now, seed):
    ids = [id_ for id_ in BY_ID if BY_ID[id_]["hours"] < 24]
    random.Random(seed).shuffle(ids)
    stories = tell(sqlite_store, now, ids)
    for together in told_as(stories):
        assert len({BY_ID[id_]["story"] for id_ in together}) == 1


def test_names_are_shown_as_the_article_writes_them():
    written = surfaces("Лукашенко і F-16", "Зустріч Лукашенка з Путіним.", "uk")
    assert (written[f"s{skeleton('Lukaschenko')}"], written["nf16"]) == ("Лукашенко", "F-16")
    assert surfaces("ルカシェンコ大統領", "", "ja")[f"s{skeleton('ルカシェンコ')}"] == "ルカシェンコ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ein Treffen", "Er sprach mit Putin.", "de"), ("Встреча", "Он говорил с Путиным.", "ru")),
        (("Ein Treffen", "Er sprach mit Trump.", "de"), ("Spotkanie", "Rozmawiał z Trumpem.", "pl")),
        (("Spotkanie", "Rozmawiał z Zełenskim.", "pl"), ("Зустріч", "Розмова із Зеленського.", "uk")),
        (("Es geht um Produktion.", "", "de"), ("Il s'agit de la production.", "", "fr")),
    ],
)
def test_names_in_their_cases_and_german_nouns_meet_their_relatives(one, other):
    assert {f for f in read_features(*one).common if f[0] in "sc"} & read_features(*other).common.keys()


def test_a_figure_beside_a_character_is_no_designation_where_words_have_no_spaces():
    designations = {f for f in read_features("震度4とF-16", "午後8時", "ja").common if f[0] == "n"}
    assert designations == {"nf16"}


def test_the_reason_names_the_article_and_what_is_shared(store, now):
    tell(store, now, ["udcg-en"])
    copy = put(store, now, title="Pentagon chief stays away", text=BY_ID["udcg-en-wire"]["text"])
    translation = put(store, now, title=BY_ID["udcg-de"]["title"], text=BY_ID["udcg-de"]["text"], language="de")
    other = put(store, now, title=BY_ID["norway-en"]["title"], text=BY_ID["norway-en"]["text"])
    assert (copy.story_why["kind"], copy.story_why["article"]) == ("same-text", 1)
    assert copy.story_why["words"].endswith("stands in both, this one and article 1")
    assert translation.story_why["kind"] == "same-news"
    assert {"Marlow", "UDCG"} <= set(translation.story_why["shared"])
    assert "~" not in translation.story_why["words"]
    assert other.story_why["kind"] == "new"
    assert other.story_why["score"] < other.story_why["needed"]


@pytest.mark.parametrize(
    ("score", "known", "sure"),
    [
        (1.1, 10_000, False),
        (1.2, 10_000, True),
        (1.2, 0, False),  # what is rare is a guess yet
        (1.5, 0, True),
    ],
)
def test_a_join_is_sure_only_well_above_what_is_needed(now, score, known, sure):
    view = View("", "", read_text(""), Vector("en", {}, {}), now, known)
    like = Likeness(1, 1, score, 1.0, ("nmarlow", "nudcg"), view)
    assert like.ratio >= 1
    assert like.sure == sure


@pytest.mark.parametrize(
    ("shared", "ratio"),
    [
        (["#12", "#24"], 0.0),  # a dozen of something is in all news
        (["#12", "tTW"], 3.0),
        (["#2600", "#12"], 3.0),
        (["#2600"], 0.0),
        ([], 0.0),
    ],
)
def test_small_numbers_alone_are_nothing_in_common(now, shared, ratio):
    view = View("", "", read_text(""), Vector("zh", {}, {}), now, 10_000)
    assert Likeness(1, 1, 3.0, 1.0, shared, view, across=True).ratio == ratio


VISIT = (
    "Danish defence minister Mette Lindholm visits pilots at Siauliai in Lithuania",
    "Danish Defence Minister Mette Lindholm visited Siauliai air base in Lithuania on Friday and met the Danish F-35 "
    "pilots who guard Baltic airspace. Lindholm said that Denmark would stay until October.",
)
QUESTIONED = (
    "Danish defence minister Mette Lindholm is questioned over false alarms in Lithuania",
    "Danish Defence Minister Mette Lindholm had to explain to parliament why Danish F-35 pilots took off from Siauliai "
    "in Lithuania for a flock of geese. The opposition asked for her resignation.",
)


@pytest.mark.parametrize(
    ("hours", "figure", "doubt"),
    [
        (3, "", None),
        (30, "", "it comes 1d6h after the others, without a number of theirs"),
        (30, " It cost 214,350 kroner.", None),
        (30, " The 44-year-old is in office until 2028.", "it comes 1d6h after the others, without a number of theirs"),
    ],
)
def test_the_same_person_a_day_later_is_perhaps_in_other_news_and_keeps_no_alert_back(store, now, hours, figure, doubt):
    put(store, now, title=VISIT[0], text=VISIT[1] + figure)
    later = put(store, now + timedelta(hours=hours), title=QUESTIONED[0], text=QUESTIONED[1] + figure)
    why = later.story_why
    assert (later.story_id, why["doubtful"], why.get("doubt")) == (1, doubt is not None, doubt)


@pytest.mark.parametrize(("rest", "same_number", "enough"), [(30, True, False), (14, True, True), (30, False, False)])
def test_a_number_in_common_makes_less_likeness_enough_later_and_not_any(now, rest, same_number, enough):
    """What a contract is worth is told again when parliament fights over it."""
    view = View("", "", read_text(""), Vector("en", {}, {}), now, 10_000)
    like = Likeness(1, 1, 1.3, 1.0, ("nmarlow", "nudcg"), view, same_number=same_number, rest=timedelta(hours=rest))
    assert like.sure
    assert like.soon_enough == enough


def test_concepts_are_found_in_the_language_and_acronyms_in_capitals_only():
    assert "nato" in set(shipped_names()("Le sommet de l’OTAN", "fr"))
    assert "nato" in set(shipped_names()("Саміт НАТО", "uk"))
    assert "united-nations" in set(shipped_names()("The UN votes", "en"))
    assert "united-nations" not in set(shipped_names()("un groupe", "fr"))


def test_countries_and_cities_are_found_by_their_own_rules_and_no_concepts_of_a_story():
    named = set(shipped_names()("NATO speaks of Ukraine and Italy in Kyiv and Rome", "en"))
    assert named == {"nato"}


def test_everyday_words_are_read_in_their_own_language_only_and_without_arabic_particles():
    assert "gift" in set(shipped_names()("A gift for the museum", "en"))
    assert "gift" not in set(shipped_names()("Gift im Wasser", "de"))
    assert "nato" in set(shipped_names()("NATO im Rat", "de"))
    assert "soldier" in set(shipped_names()("مقتل عشرات الجنود", "ar"))
    assert "soldier" in set(shipped_names()("وللجنود", "ar"))


@pytest.mark.parametrize(
    ("language", "text", "named", "not_named"),
    [
        ("hi", "भारतीय सेना ने कहा", {"army"}, set()),
        ("hi", "उसने बात सुनी", set(), {"army"}),
        ("hi", "फ़्रांस के राफ़ेल लड़ाकू विमान", {"rafale", "fighter-jet"}, set()),
        ("ko", "NATO는 핵무기를 줄이기로", {"nato", "nuclear-weapons"}, set()),
        ("ko", "미군의 철군은 내년에", {"troop-withdrawal"}, set()),
        ("ko", "주한미군에서 논의", set(), {"army"}),
    ],
)
def test_concepts_are_found_in_words_with_marks_and_without_cases(language, text, named, not_named):
    found = set(shipped_names()(text, language))
    assert (found & named, found & not_named) == (named, set())


def test_a_day_by_day_headline_does_not_glue(store, now):
    assert len(set(tell(store, now, ["day-1100", "day-1101", "briefing-1", "briefing-2"]).values())) == 4


def test_the_same_headline_months_later_is_another_story(store, now):
    assert len(set(tell(store, now, ["frigate-1", "frigate-2"]).values())) == 2


def test_the_same_news_is_not_joined_after_it_has_expired(store, now):
    english, french = BY_ID["udcg-en"], BY_ID["udcg-fr"]
    first = put(store, now, title=english["title"], text=english["text"])
    late = put(store, now + timedelta(days=8), title=french["title"], text=french["text"], language="fr")
    assert late.story_id != first.story_id


def test_a_headline_alone_joins_the_article_it_heads_but_not_its_subject(store, now):
    tell(store, now, ["udcg-en", "patriot-en"])
    same = put(store, now, title="Defence secretary Marlow to stay away from Ukraine contact group meeting in Brussels")
    subject = put(store, now, title="Ukraine asks contact group for shells")
    assert same.story_id == 1
    assert subject.story_id not in (1, 2)


@pytest.mark.parametrize("title", ["", "?!", "\U0001f680", "12", "х" * 5000])
def test_articles_that_say_nothing_stay_alone(store, now, title):
    first, second = put(store, now, title=title, language=None), put(store, now, title=title + " ", language="xx")
    assert first.story_id != second.story_id or len(title) > 300


def test_wire_copies_in_many_outlets_are_one_story_and_their_marks_stay_few(sqlite_store, now):
    text = BY_ID["udcg-en"]["text"]
    stories = {
        put(
            sqlite_store,
            now + timedelta(minutes=i),
            title=f"Outlet {i} reports",
            text=f"{text} Read more on outlet {i}.",
        ).story_id
        for i in range(12)
    }
    with sqlite_store.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Fingerprint)) <= 12 * 16
    assert len(stories) == 1


def test_a_date_of_1970_or_2099_is_not_believed(store, now):
    first = put(store, now, title=BY_ID["udcg-en"]["title"], text=BY_ID["udcg-en"]["text"])
    for date in (now.replace(year=1970), now.replace(year=2099)):
        late = put(store, now, title="x", text=BY_ID["udcg-en-wire"]["text"], published_at=date)
        assert late.story_id == first.story_id


def test_placing_a_changed_article_again_finds_its_own_story_no_more_than_others(store, now):
    tell(store, now, ["udcg-en", "norway-en"])
    with store.transaction() as session:
        article = session.get_one(Article, 2)
        article.title, article.text = BY_ID["udcg-de"]["title"], BY_ID["udcg-de"]["text"]
        article.language = "de"
        session.flush()
        assert [placement.story_id for placement in place(session, [article], now)] == [1]
    with store.transaction() as session:
        assert [p.story_id for p in place(session, [session.get_one(Article, 1)], now)] == [2]


def test_stories_are_the_same_after_reopening_in_the_middle_and_on_both_databases(store_url, now):
    ids = in_time(BY_ID)
    stories = {}
    for half in (ids[:9], ids[9:]):
        store = open_store(store_url)
        stories |= tell(store, now, half)
        store.engine.dispose()
    assert told_as(stories) == as_meant(ids)


def test_two_daemons_that_take_turns_place_as_one_does(store, store_url, now):
    other, ids = open_store(store_url), in_time(BY_ID)
    stories = {}
    for number, id_ in enumerate(ids):
        stories |= tell((store, other)[number % 2], now, [id_])
    assert told_as(stories) == as_meant(ids)
    other.close()


def test_scores_are_the_same_to_the_last_digit_on_a_second_run(sqlite_store, postgresql_store, now):
    for store in (sqlite_store, postgresql_store):
        tell(store, now, in_time(BY_ID))
    assert whys(sqlite_store) == whys(postgresql_store)


def test_forgetting_drops_old_features_and_keeps_what_finds_copies(store, now):
    tell(store, now, ["udcg-en", "norway-en"])
    with store.transaction() as session:
        forget(session, now + timedelta(days=1), now - timedelta(days=1))
    with store.transaction() as session:
        assert session.scalar(select(func.count()).select_from(ArticleVector)) == 0
    copy = put(store, now + timedelta(days=2), title="Again", text=BY_ID["udcg-en"]["text"] + " Update.")
    assert copy.story_id == 1


def test_what_a_new_source_holds_of_long_ago_joins_the_text_it_copies_and_no_other_news(store, now):
    long_ago = {"published_at": now - timedelta(days=20), "silent": True}
    ids = ("udcg-en", "udcg-en-wire", "udcg-fr", "quake-1", "quake-2")
    told = {id_: put(store, now, **row_of(id_), **long_ago).story_id for id_ in ids}
    assert told_as(told) == [["quake-1"], ["quake-2"], ["udcg-en", "udcg-en-wire"], ["udcg-fr"]]
    # What comes now is other news, but for the same text.
    text = BY_ID["udcg-en"]["text"].strip()
    later = [put(store, now + timedelta(days=1), title="Again", text=t) for t in (text.rpartition(" ")[0], text)]
    assert [one.story_id == told["udcg-en"] for one in later] == [False, True]


def test_what_a_new_source_holds_of_the_last_days_is_placed_as_any_other_and_so_is_what_may_ring(store, now):
    recent = {"published_at": now - timedelta(days=2), "silent": True}
    assert len({put(store, now, **row_of(id_), **recent).story_id for id_ in ("udcg-en", "udcg-fr")}) == 1
    loud = {"published_at": now - timedelta(days=20)}
    assert len({put(store, now, **row_of(id_), **loud).story_id for id_ in ("norway-en", "norway-fr")}) == 1


def test_after_a_year_a_text_is_not_known_again_and_younger_ones_are(store, now):
    tell(store, now, ["udcg-en"])
    year = now + timedelta(days=365)
    put(store, year, title="Norway", text=BY_ID["norway-en"]["text"])
    with store.transaction() as session:
        forget(session, year, year - timedelta(days=1))
    kept = {article.story_id for article in (put(store, year, title=t, text=BY_ID[t]["text"]) for t in ("norway-en",))}
    again = put(store, year, title="Again", text=BY_ID["udcg-en"]["text"])
    assert kept == {2}
    assert again.story_id == 3


def test_a_footer_known_from_many_stories_neither_joins_nor_tears(sqlite_store, now):
    footer = " ".join(f"Clause {i} of the general terms of use of this house applies to readers." for i in range(4))
    ids = ["udcg-en", "norway-en", "day-1100", "frigate-1", "briefing-1"]
    apart = [put(sqlite_store, now, title=id_, text=f"{BY_ID[id_]['text']} {footer}").story_id for id_ in ids]
    assert len(set(apart)) == 5
    wire = BY_ID["patriot-en"]["text"]
    outlets = [
        put(
            sqlite_store, now, title=f"Outlet {i}", text=f"Outlet {i} reports. {wire[i:]} More from us. {footer}"
        ).story_id
        for i in range(30)
    ]
    assert len(set(outlets)) == 1


def test_news_is_found_by_figures_and_things_where_every_noun_has_the_capital_letter_of_a_name(store, now):
    told = put(
        store,
        now,
        title="Tchad : 34 soldats tués dans l’attaque d’un convoi de carburant",
        text="Au moins 34 soldats et 19 chauffeurs ont été tués lundi au Tchad dans une embuscade tendue par des "
        "rebelles à un convoi de carburant, selon l’armée. Une quarantaine de camions ont brûlé près de Moussoro.",
        language="fr",
    )
    again = put(
        store,
        now + timedelta(hours=2),
        title="Überfall auf Tanklaster im Tschad",
        text="Bewaffnete Angreifer haben im Westen des Tschad eine Kolonne von Tanklastern überfallen und die Wagen "
        "in Brand gesetzt. Dabei starben nach Angaben der Armee 34 Soldaten und 19 Fahrer, der Konvoi mit Treibstoff "
        "war auf dem Weg in die Hauptstadt. Die Rebellen rühmten sich in einem Schreiben der Tat, das Auswärtige Amt "
        "erneuerte am Abend seine Warnung vor Reisen in die Grenzgebiete und riet Helfern und Händlern zur Ausreise.",
        language="de",
    )
    assert again.story_id == told.story_id


def test_a_text_printed_again_after_a_week_makes_its_story_no_fresh_one_that_other_news_joins(store, now):
    told = put(store, now, **row_of("udcg-en"))
    later = now + timedelta(days=8)
    assert put(store, later, **row_of("udcg-en")).story_id == told.story_id
    assert put(store, later + timedelta(hours=1), **row_of("udcg-de")).story_id != told.story_id
