"""What a browser that was never here loads for each page: the page and all that it names, over the wire."""

import gzip
import random
import re
from datetime import timedelta
from itertools import groupby, islice
from urllib.parse import quote

import pytest
from deliveries import Clock
from desks import settings_with_desk
from lxml import html
from people import desk_of_users

from benchmarks.desk_pages import addresses
from store.alert_models import Alert, Delivery
from store.models import Article, Sighting, SourceState, Story
from web.routes import ROUTES

MOST = 60_000
#: What is no page: for programs, and for other programs to keep.
FILES = re.compile(r".*\.json|/(export|feeds|link|healthz|sources\.opml)")
LETTERS = random.Random(7)
WORDS = ["".join(LETTERS.choices("abcdefghijklmnoprstuvwyz", k=LETTERS.randint(3, 10))) for _ in range(20_000)]


def said(number):
    return " ".join(LETTERS.choices(WORDS, k=number))


@pytest.fixture
def full(sqlite_store, now):
    """A store in which every page has as much as it shows, in words that hardly repeat themselves."""
    with sqlite_store.transaction() as session:
        for n in range(1, 101):
            told = {"title": f"Frigate {said(15)}", "text": f"The frigate {said(400)}", "language": "en"}
            at, key = now - timedelta(minutes=n), f"{n:032x}"
            story = Story(id=n, opened_at=at, latest_at=at)
            about = {"url_key": key, "url": f"https://{said(1)}.example/{quote(said(6))}", "source": f"wire-{n}"}
            session.add(Article(id=n, **about, **told, seen_at=at, content_hash=key, story=story))
            session.add(SourceState(name=f"wire-{n}", next_poll_at=now, last_error=said(30), failures=3))
            session.flush()
            session.add(Sighting(article_id=n, source="wire-7", url=about["url"], seen_at=at))
            evidence = [{"clause": "frigate", "field": "body", "start": 4, "end": 11, "text": "frigate"}]
            opened = {"story_id": n, "article_id": n, "evidence": evidence, "opened_at": at}
            session.add(Alert(id=n, watch="Ships 7", **opened))
            session.flush()
            dead = {"status": "dead", "settled_at": at, "attempts": 1, "last_error": said(20)}
            to = {"channel": "daily", "recipient": "ann@example.org", "next_attempt_at": at, "created_at": at}
            session.add(Delivery(alert_id=n, **to, **(dead if n % 2 else {})))
    return sqlite_store


@pytest.fixture
def settings():
    sources = [{"name": f"wire-{n}", "url": f"https://wire-{n}.example/{quote(said(5))}"} for n in range(1, 101)]
    names = ["Ships 7", *(f"Ships {said(3)}" for _ in range(100))]
    watches = [{"name": name, "query": f"frigate OR ({said(20)})", "channels": ["daily"]} for name in names]
    mail = {"kind": "email", "to": ["ann@example.org"], "from": "t@example.org", "smtp": "smtp://127.0.0.1:1?tls=none"}
    return settings_with_desk(sources=sources, watches=watches, channels={"daily": {**mail, "digest": "12:00"}})


def over_the_wire(browser, address):
    """Return of how many bytes an answer is as it comes, with its head, and what it says."""
    asked = {"headers": {"Accept-Encoding": "gzip"}, "stream": True, "allow_redirects": False}
    answer = browser.kept.get(browser.root + address, **asked)
    assert answer.status_code in (200, 303, 404), (address, answer.status_code)
    sent = answer.raw.read(decode_content=False)
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
    return head + len(sent), gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent


def test_each_page_is_small_with_all_that_it_names(full, settings, now):
    with desk_of_users(full, now, Clock(now), settings, ann="admin") as browser:
        ann = browser("ann")
        asked = [one for one in addresses(ROUTES, stories=99, articles=350, link="") if not FILES.match(one)]
        # A query makes no page larger than another: two of each are enough.
        shown = [one for _, some in groupby(asked, lambda one: one.partition("?")[0]) for one in islice(some, 2)]
        sizes, named = {}, {}
        for address in shown:
            size, page = over_the_wire(ann, address)
            others = html.document_fromstring(page).xpath("//link[@rel!='alternate']/@href | //@src") if page else []
            for one in set(others) - set(named):
                named[one] = over_the_wire(ann, one)[0]
            sizes[address] = size + sum(named[one] for one in set(others))
    assert len(shown) > 40
    assert len(named) > 5
    assert max(sizes.values()) < MOST, sorted(sizes.items(), key=lambda one: -one[1])[:5]
