"""Every page and every button once on each database."""

from datetime import timedelta
from threading import Thread

from deliveries import Clock, Played, alert, played
from desks import desk, settings_with_desk, words
from sqlalchemy import select
from test_web_links import everything

from alerts.channel import channel_kinds
from alerts.links import Signer
from store.alert_models import Acknowledgement, Feedback, StoredSilence
from store.alerts import STATES
from store.link_models import Unsubscription
from store.links import link_keys
from store.models import Sighting

TO = "desk@example.org"
DONE = ["acknowledge", "useful", "not-useful", "silence", "unsubscribe"]
TAKEN_BACK = ["unacknowledge", "unrate", "end-silence", "resubscribe"]


def test_pages_and_buttons_do_the_same_on_each_database(store, now, monkeypatch):
    monkeypatch.setitem(channel_kinds(), "played", Played)
    channel = played("desk", to=(TO,), digest="12:00")
    one = {"name": "one", "url": "https://one.example/"}
    settings = settings_with_desk(channels={"desk": channel.settings.model_dump()}, sources=[one])
    alert(store, now, channel, count=2)
    seen_in_source(store, now)
    before = everything(store)
    with store.reading() as session:
        signer = Signer("", link_keys(session)[0], now + timedelta(days=1))
    with desk(store, settings, Clock(now)) as (here, there):
        pages = ["/alerts", "/alerts.json", "/alerts/1", "/alerts/1.json", "/healthz", "/alerts?before=2&watch=drones"]
        pages += ["/sources", "/sources.json?state=new&find=o", "/source?name=one", "/source.json?name=one&before=3"]
        pages += ["/deliveries", "/deliveries.json?status=pending&channel=desk&watch=drones&before=2"]
        pages += ["/deliveries/1", "/deliveries/1.json", "/deliveries?status=dead"]
        pages += ["/stories/1", "/stories/1.json", "/articles/1/versions", "/articles/1/versions.json"]
        pages += [
            "/stories/1/join?q=drone",
            "/digests",
            "/digests.json",
            "/digests?channel=desk",
            "/digests/html?channel=desk",
        ]
        pages += ["/search?q=drone&since=2026-03-01&until=2026-03-01&source=one&after=2", "/search.json?q=drone"]
        pages += ["/silences", "/silences.json?all=1", "/alerts?silence=1"]
        for path in (*pages, *(f"/alerts?state={state}" for state in STATES)):
            assert here.get(path).status_code == 200, path
        assert everything(store) == before
        assert here.get("/source.json?name=one").json()["days"][-1]["articles"] == 2
        assert len(here.get("/source.json?name=one&before=2").json()["articles"]) == 1
        for action in DONE:
            link = signer.url(action, 1, 1)
            assert there.get(link).status_code == 200
            # Twice at once, as by a double click.
            form = {"data": {"about": "story", "for": "7d"}}
            presses = [Thread(target=there.post, args=(link,), kwargs=form) for _ in range(2)]
            for press in presses:
                press.start()
            for press in presses:
                press.join()
        assert found(store) == [1, 1, 1, 1]
        for action in TAKEN_BACK:
            assert "Done" in words(there.post(signer.url(action, 1, 1)))
    with store.reading() as session:
        assert session.scalars(select(StoredSilence)).one().ended_at == now
    assert found(store) == [0, 0, 1, 0]


def seen_in_source(store, now):
    with store.transaction() as session:
        session.add_all(Sighting(article_id=n, source="one", url="https://one.example/", seen_at=now) for n in (1, 2))


def found(store):
    with store.reading() as session:
        tables = (Acknowledgement, Feedback, StoredSilence, Unsubscription)
        return [len(session.scalars(select(table)).all()) for table in tables]
