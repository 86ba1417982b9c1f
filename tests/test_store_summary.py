"""Settings texts once in force, and the numbers of `status`."""

import threading
from datetime import timedelta

from sqlalchemy import func, select

from store.alert_models import Alert, Breaker, Delivery
from store.articles import record
from store.incoming import Placement
from store.models import Revision
from store.new_article import NewArticle
from store.revisions import edits, keep_revision, note_edit
from store.summary import summary


def test_the_same_settings_text_is_kept_once(store, now):
    with store.transaction() as session:
        first = keep_revision(session, "version = 1\n", now).id
    with store.transaction() as session:
        second = keep_revision(session, "version = 1\n# é\n", now).id
    with store.transaction() as session:
        assert keep_revision(session, "version = 1\n", now + timedelta(days=1)).id == first
        assert second != first
        assert session.get(Revision, first).first_at == now


def test_settings_put_back_are_an_edit_of_their_own_and_those_read_again_are_none(store, now):
    def put(text, hour, by=""):
        with store.transaction() as session:
            at = now + timedelta(hours=hour)
            note_edit(session, keep_revision(session, text, at).id, at, by, f"wrote {text}" if by else "")

    put("a", 0)
    put("a", 1)
    put("b", 2, "Ann")
    put("b", 3)
    put("a", 4, "Ben")
    with store.reading() as session:
        told = [(edit.revision.text, edit.at, edit.by, edit.what) for edit in edits(session)]
    assert told == [
        ("a", now + timedelta(hours=4), "Ben", "wrote a"),
        ("b", now + timedelta(hours=2), "Ann", "wrote b"),
        ("a", now, "", ""),
    ]


def test_a_daemon_that_reads_a_changed_file_while_it_is_written_leaves_the_edit_to_its_author(store, now):
    with store.transaction() as session:
        first, second = (keep_revision(session, text, now).id for text in "ab")
        note_edit(session, second, now)
    noted = []

    def reload():
        with store.transaction() as session:
            noted.append(note_edit(session, first, now))

    daemon = threading.Thread(target=reload)
    with store.transaction() as session:
        note_edit(session, first, now, "Ann", "put back")
        session.flush()
        daemon.start()
        daemon.join(0.3)
    daemon.join(10)
    with store.reading() as session:
        assert (noted, [edit.by for edit in edits(session)]) == ([False], ["Ann", ""])


def test_two_processes_that_keep_one_text_at_once_keep_it_once(store, now):
    barrier, ids, failed = threading.Barrier(4), [], []

    def work():
        try:
            barrier.wait()
            with store.transaction() as session:
                ids.append(keep_revision(session, "same", now).id)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (failed, len(set(ids)), len(ids)) == ([], 1, 4)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 1


def test_an_empty_store_has_nothing_to_tell(store, now):
    with store.reading() as session:
        told = summary(session, now)
    assert (told.articles, told.stories, told.alerts, told.alerts_by_day, told.deliveries) == (0, 0, 0, {}, {})
    assert (told.latest_article_at, told.oldest_due_at, told.dead, told.out_of_order) == (None, None, (), ())


def test_status_counts_articles_alerts_by_day_and_deliveries_and_names_the_dead(store, now):
    items = [NewArticle(url=f"https://a.example/{n}", url_key=f"{n:032x}", title="T") for n in range(3)]
    with store.transaction() as session:
        new = record(session, "one", items, now, lambda _, some: [Placement(None, {})] * len(some)).new
        for days, article in enumerate(new):
            alert = Alert(watch="w", story_id=article.story_id, article_id=article.id, evidence=[])
            alert.opened_at = now - timedelta(days=min(days, 1))
            session.add(alert)
            session.flush()
            dead = days == 0
            answer = {"status": "dead", "attempts": 1, "settled_at": now, "last_error": "550 no such user"}
            status = answer if dead else {}
            sent = {"alert_id": alert.id, "channel": "desk", "next_attempt_at": now, "created_at": now}
            session.add(Delivery(**sent, **status))
        out = {
            "state": "open",
            "failures": 5,
            "opened_at": now,
            "probe_at": now + timedelta(minutes=1),
            "answer": "451",
        }
        session.add_all([Breaker(channel="desk", **out), Breaker(channel="fine", failures=3)])
    with store.reading() as session:
        told = summary(session, now)
    assert (told.articles, told.stories, told.alerts) == (3, 3, 3)
    assert list(told.alerts_by_day.items()) == [(now.date(), 1), ((now - timedelta(days=1)).date(), 2)]
    assert told.deliveries == {"dead": 1, "pending": 2}
    assert [d.last_error for d in told.dead] == ["550 no such user"]
    assert [(h.channel, h.waiting, h.answer) for h in told.out_of_order] == [("desk", 2, "451")]
    assert (told.latest_article_at, told.oldest_due_at) == (now, now)
