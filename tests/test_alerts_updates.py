"""An alert is told again where its story changes as its watch asks: once, gathered, and not against anybody's word."""

from datetime import timedelta

import pytest
from deliveries import EVIDENCE, Clock, deliver, played, refuse, rows, settings_of
from sqlalchemy import func, select

from alerts.alerting import ChannelPlan, Found, channel_plans, open_alerts, open_deliveries
from alerts.concepts import load_concepts
from alerts.document import document_of
from alerts.doubts import GATHERED
from alerts.silences import all_silences
from alerts.silencing import holding
from alerts.updates import due_updates, note_changes, tell_updates
from config import ChannelSettings, Settings, SourceSettings, WatchSettings
from store.alert_models import Alert, Delivery, StoredSilence, Update
from store.marks import acknowledge, unacknowledge
from store.models import Article, ArticleVersion, Match, Story
from store.regroup import join, split

HOUR = timedelta(hours=1)
SOURCES = [
    SourceSettings(name="bbc", url="https://bbc.example", country="GB"),
    SourceSettings(name="zdf", url="https://zdf.example", country="DE"),
    SourceSettings(name="lemonde", url="https://lemonde.example", country="FR"),
    SourceSettings(name="nato", url="https://nato.example", country="BE", tags=("official",)),
]
SETTINGS = Settings.model_validate({"version": 1})
CONCEPTS = load_concepts({})


class House:
    """A store in which a test lets articles come and the time go by."""

    def __init__(self, store, now, **keys):
        self.store, self.now, self.channel = store, now, played("desk")
        self.ask(**keys)
        with store.transaction() as session:
            for _ in range(4):
                session.add(Story(opened_at=now, latest_at=now))

    def ask(self, **keys):
        given = {"again": ["official", "country"], "cooldown": "6h"} | keys
        self.watch = WatchSettings(name="drones", query="drone", channels=("desk",), **given)

    @property
    def plans(self):
        return channel_plans({"desk": self.channel}, SETTINGS.zone)

    def silences(self, session):
        return all_silences(session, SETTINGS, CONCEPTS, lambda url: url)

    def come(self, source, story=1, *, title="Drone over Kyiv", text="", found=True, why=None, quiet=None):
        """Let an article come, as a poll does, and return it."""
        with self.store.transaction() as session:
            key = f"{session.scalar(select(func.count(Article.id))):032x}"
            made = Article(url_key=key, url=f"https://{source}-herald.org/{key}", title=title, text=text, source=source,
                           seen_at=self.now, content_hash=key, story_id=story, language="en",
                           story_why=why or {})  # fmt: skip
            session.add(made)
            session.flush()
            self.ring(session, made, found, quiet)
            return made.id

    def ring(self, session, article, found=True, quiet=None):
        document = document_of(article, None)
        silence = holding(self.silences(session), "drones", document, article.story_id, self.now)
        hits = [Found(self.watch, article, EVIDENCE, quiet, silence)] if found else []
        open_alerts(session, hits, self.plans, self.now)
        if quiet is None:
            note_changes(session, {article.story_id}, [self.watch], SOURCES, self.now)

    def change(self, article, title):
        """Let an article have a new headline."""
        with self.store.transaction() as session:
            row = session.get_one(Article, article)
            kept = {"title": row.title, "summary": row.summary, "text": row.text, "content_hash": row.content_hash}
            session.add(
                ArticleVersion(article_id=article, number=row.version, seen_at=row.changed_at or row.seen_at, **kept)
            )
            row.title, row.version, row.changed_at = title, row.version + 1, self.now
            session.flush()
            self.ring(session, row)

    def tick(self):
        """Tell what is due, deliver, and return the new messages' subjects."""
        before = len(self.channel.accepted)
        with self.store.transaction() as session:
            silences = self.silences(session)
            if due_updates(session, silences, self.now):
                tell_updates(session, [self.watch], SOURCES, silences, self.plans, self.now)
        deliver(self.store, Clock(self.now), self.channel, settings=self.settings())
        return [message.subject for message in self.channel.accepted[before:]]

    def settings(self):
        return settings_of(self.channel).model_copy(update={"sources": tuple(SOURCES)})

    def all(self, query):
        with self.store.transaction() as session:
            return session.scalars(query).all()

    @property
    def last(self):
        return self.channel.accepted[-1]


@pytest.fixture
def house(store, now):
    return House(store, now)


FIRST, AGAIN = "drones: Drone over Kyiv", "drones, update: Drone over Kyiv"


def test_an_official_source_is_told_when_the_cooldown_is_over(house):
    house.come("bbc")
    assert house.tick() == [FIRST]
    house.now += HOUR
    house.come("nato", title="NATO on the drone")
    assert house.tick() == []
    house.now += 5 * HOUR
    assert house.tick() == [AGAIN]
    assert "What changed:\n- now also an official source: nato\n  NATO on the drone\n" in house.last.text
    assert "- now also told in another country: BE, by nato" in house.last.text
    assert "Told by:   2 outlets, 2 independent, 2 countries, 1 language; first: bbc, " in house.last.text
    assert house.last.data["alerts"][0]["changes"][0]["words"] == "now also an official source: nato"
    assert house.last.data["alerts"][0]["voices"]["official"] == ["nato"]
    assert "now also an official source: nato" in house.last.html
    assert house.last.thread == house.channel.accepted[0].id
    assert rows(house.store, Delivery.occasion) == [("first",), ("update 1",)]
    assert house.tick() == []


def test_what_changes_within_the_cooldown_is_told_together(house):
    house.come("bbc")
    house.tick()
    for source in ("zdf", "lemonde", "zdf"):
        house.now += HOUR
        house.come(source)
        assert house.tick() == []
    [waiting] = house.all(select(Update))
    assert [change["article"] for change in waiting.changes] == [2, 3]
    house.now += 4 * HOUR
    assert house.tick() == [AGAIN]
    assert house.last.text.count("now also told in another country") == 2


def test_after_the_cooldown_a_change_is_told_at_once_and_only_what_is_new(house):
    house.come("bbc")
    house.tick()
    house.now += 7 * HOUR
    house.come("zdf")
    assert house.tick() == [AGAIN]
    house.now += 7 * HOUR
    house.come("lemonde")
    assert house.tick() == [AGAIN]
    assert ("DE" in house.last.text, "FR" in house.last.text) == (False, True)
    assert rows(house.store, Delivery.occasion) == [("first",), ("update 1",), ("update 2",)]


def test_a_watch_that_does_not_ask_stays_silent(house):
    house.ask(again=[])
    house.come("bbc")
    house.tick()
    house.now += 7 * HOUR
    house.come("nato")
    assert (house.tick(), house.all(select(Update))) == ([], [])


def test_who_tells_the_story_counts_whether_or_not_the_watch_finds_its_words(house):
    house.come("bbc")
    house.tick()
    house.now += 7 * HOUR
    house.come("nato", title="Statement", found=False)
    assert house.tick() == [AGAIN]


def test_what_a_new_source_already_held_is_no_change(house):
    house.come("bbc")
    house.tick()
    house.now += 7 * HOUR
    house.come("nato", quiet="first poll of the source")
    assert house.tick() == []


def test_an_edited_headline_with_a_new_figure_is_told_and_another_word_is_not(house):
    house.ask(again=["headline"], cooldown="0s")
    first = house.come("bbc", title="12 drones over Kyiv", text="The army counted 12 drones over Kyiv.")
    house.tick()
    house.now += HOUR
    house.change(first, "A dozen or 12 drones over Kyiv")
    assert house.tick() == []
    house.now += HOUR
    house.change(first, "(CORRECTED) 21 drones over Kyiv")
    assert house.tick() == ["drones, update: (CORRECTED) 21 drones over Kyiv"]
    assert "- new in a headline: the figure 21" in house.last.text
    house.now += HOUR
    house.come("zdf", title="21 drones over Kyiv")
    assert house.tick() == []


def test_a_correction_that_a_watch_finds_at_last_alerts(house):
    article = house.come("bbc", title="Objects over Kyiv", found=False)
    assert house.tick() == []
    house.change(article, "Drones over Kyiv")
    assert house.tick() == ["drones: Drones over Kyiv"]


def test_a_silence_keeps_an_update_and_its_end_tells_it(house):
    house.come("bbc")
    house.tick()
    with house.store.transaction() as session:
        session.add(StoredSilence(watch="drones", until=house.now + 9 * HOUR, made_at=house.now))
    house.now += 7 * HOUR
    house.come("nato")
    assert (house.tick(), house.tick()) == ([], [])
    assert house.all(select(Update.silence)) == ["1"]
    house.now += 2 * HOUR
    assert house.tick() == [AGAIN]


def test_an_acknowledged_story_stays_silent_until_that_is_taken_back(house):
    house.come("bbc")
    house.tick()
    house.now += 7 * HOUR
    house.come("nato")
    with house.store.transaction() as session:
        acknowledge(session, 1, house.now, "Ann", "")
    house.come("zdf")
    assert house.tick() == []
    with house.store.transaction() as session:
        unacknowledge(session, 1)
    assert house.tick() == [AGAIN]


def test_what_changed_while_it_was_acknowledged_is_told_when_that_is_taken_back(house):
    house.come("bbc")
    house.tick()
    with house.store.transaction() as session:
        acknowledge(session, 1, house.now, "Ann", "")
    house.now += HOUR
    house.come("nato")
    house.now += 7 * HOUR
    assert house.tick() == []
    with house.store.transaction() as session:
        unacknowledge(session, 1)
    assert house.tick() == [AGAIN]


def test_a_change_is_dropped_when_its_articles_are_split_off_or_its_watch_asks_no_longer(house):
    house.come("bbc")
    house.tick()
    other = house.come("nato")
    house.now += HOUR
    late = house.come("zdf")
    with house.store.transaction() as session:
        split(session, [other, late], why="", now=house.now, by="Ann")
    house.now += 6 * HOUR
    assert (house.tick(), house.all(select(Update))) == ([], [])
    house.come("zdf")
    house.ask(again=[])
    assert (house.tick(), house.all(select(Update))) == ([], [])


def test_what_has_changed_in_a_story_that_was_joined_is_told_by_the_alert_that_stands(house):
    house.come("bbc")
    house.come("bbc", story=2)
    assert house.tick() == [FIRST, FIRST]
    house.now += HOUR
    house.come("nato", story=2)
    with house.store.transaction() as session:
        join(session, 1, 2, why="", now=house.now, by="Ann")
    house.now += 5 * HOUR
    assert (house.tick(), house.tick()) == ([], [AGAIN])
    assert rows(house.store, Delivery.alert_id, Delivery.occasion)[-1] == (1, "update 1")


def test_an_update_not_accepted_goes_to_the_fallback_though_that_has_told_the_alert(house):
    house.channel = played("desk", fallback="spare")
    house.come("bbc")
    house.tick()
    spare = {"spare": ChannelPlan(ChannelSettings(name="spare", kind="file"))}
    with house.store.transaction() as session:
        open_deliveries(session, 1, ["spare"], "normal", spare, house.now)
    house.now += 7 * HOUR
    house.come("nato")
    house.channel.play = refuse(permanent=True)
    with house.store.transaction() as session:
        tell_updates(session, [house.watch], SOURCES, [], house.plans, house.now)
    named = settings_of(house.channel, spare={"kind": "file", "path": "spare.jsonl"})
    deliver(house.store, Clock(house.now), house.channel, settings=named)
    assert rows(house.store, Delivery.channel, Delivery.occasion) == [
        ("desk", "first"), ("spare", "first"), ("desk", "update 1"), ("spare", "update 1"),
    ]  # fmt: skip


def test_what_stands_apart_from_a_story_it_goes_on_with_rings_for_its_own_and_is_marked_as_a_possible_follow_up(house):
    """It may go on with what the watch never rang for: then it is an alert like any other."""
    house.come("bbc", story=1)
    house.come("zdf", story=2, title="Something else", found=False)
    assert house.tick() == [FIRST]
    for_one, for_two = ({"kind": "new", "doubt": GATHERED, "follows": stories} for stories in ([2, 1], [2]))
    house.come("lemonde", story=3, title="A day later", why=for_one)
    assert house.tick() == ["drones: A day later"]
    assert "Possible follow-up of alert 1, “Drone over Kyiv”\n" in house.last.text
    house.come("bbc", story=3, title="A day later, too")
    assert house.tick() == []
    house.come("bbc", story=4, title="Another day", why=for_two)
    assert house.tick() == ["drones: Another day"]
    assert house.last.data["alerts"][0]["follows"] is None


def test_a_watch_that_wants_each_article_gets_an_alert_for_each_and_keeps_the_story(house):
    house.ask(scope="article")
    house.come("bbc", title="One")
    house.come("zdf", title="Two")
    assert sorted(house.tick()) == ["drones: One", "drones: Two"]
    assert house.all(select(Alert.story_id)) == [1, 1]
    with house.store.transaction() as session:
        house.ring(session, session.get_one(Article, 2))
    assert len(house.all(select(Alert.id))) == 2
    house.now += 7 * HOUR
    house.come("nato", title="Three")
    assert house.tick() == ["drones: Three"]


def test_a_doubtful_join_rings_marked_as_a_possible_follow_up_and_keeps_no_later_alert_away(house):
    house.come("zdf", title="Something else", found=False)
    house.come("bbc", title="Another drone", why={"doubtful": True})
    assert house.tick() == ["drones: Another drone"]
    house.come("bbc")
    assert house.tick() == [FIRST]
    assert house.last.data["alerts"][0]["follows"] is None
    house.come("lemonde", title="A third drone", why={"doubtful": True})
    assert house.tick() == ["drones: A third drone"]
    assert "Possible follow-up of alert 2, “Drone over Kyiv”\n" in house.last.text
    assert "Possible follow-up of alert 2" in house.last.html
    assert house.last.data["alerts"][0]["follows"] == 2
    house.come("zdf")
    assert house.tick() == []
    assert house.all(select(Match.quiet).order_by(Match.id.desc()).limit(1)) == ["story alerted already (alert 2)"]


def test_no_copy_of_what_rang_in_doubt_rings_again(house):
    house.come("zdf", title="Something else", found=False)
    report = house.come("bbc", title="Another drone", why={"kind": "same-news", "doubtful": True})
    reprint = house.come("lemonde", title="Drone again", why={"kind": "same-text", "article": report})
    house.come("zdf", title="Drone as well", why={"kind": "same-text", "article": reprint})
    assert house.tick() == ["drones: Another drone"]
    assert house.all(select(Match.quiet).order_by(Match.id))[1:] == ["its text alerted already (alert 1)"] * 2
    house.come("nato", title="A drone indeed", why={"kind": "same-news", "article": report})
    assert house.tick() == ["drones: A drone indeed"]


def test_what_a_possible_follow_up_told_by_itself_is_not_told_again_by_its_story(house):
    house.ask(again=["official", "country", "headline", "wakes:1d"], cooldown="1h")
    house.come("bbc", text="Over Kyiv a drone was seen.")
    house.tick()
    house.now += 30 * HOUR
    follow_up = house.come("nato", title="Drone seen over Kyiv with 17 aboard", why={"doubtful": True})
    assert house.tick() == ["drones: Drone seen over Kyiv with 17 aboard"]
    house.now += 2 * HOUR
    house.come("nato", title="Drone over Kyiv with 17 aboard", text="Over Kyiv a drone was seen.")
    assert house.tick() == []
    house.come("lemonde", title="Drone over Kyiv", found=False, why={"doubtful": True})
    [subject] = house.tick()
    assert "Drone over Kyiv" in subject
    assert [change["words"] for change in house.all(select(Update.changes))[-1]] == [
        "now also told in another country: FR, by lemonde"
    ]
    house.now += 2 * HOUR
    house.change(follow_up, "Drone seen over Kyiv with 19 aboard")
    house.tick()
    assert [change["words"] for change in house.all(select(Update.changes))[-1]] == ["new in a headline: the figure 19"]


def test_a_mark_that_a_possible_follow_up_reaches_is_told_and_told_once(house):
    house.ask(again=["sources:2", "sources:3"], cooldown="1h")
    house.come("bbc")
    house.tick()
    told = []
    for source, why in (("zdf", {}), ("lemonde", {"doubtful": True}), ("nato", {})):
        house.now += 2 * HOUR
        house.come(source, title=f"Drone over Kyiv, says {source}", why=why)
        house.tick()
        told.append([change["words"] for [change] in house.all(select(Update.changes).order_by(Update.id))])
    two, three = (f"{n} independent sources tell it; it was {n - 1}" for n in (2, 3))
    assert told == [[two], [two, three], [two, three]]


def test_nothing_of_an_update_stays_when_the_transaction_fails(house):
    house.come("bbc")
    house.tick()
    house.now += 7 * HOUR
    house.come("nato")

    def crash():
        with house.store.transaction() as session:
            tell_updates(session, [house.watch], SOURCES, [], house.plans, house.now)
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        crash()
    assert house.all(select(Update.told_at)) == [None]
    assert house.tick() == [AGAIN]
