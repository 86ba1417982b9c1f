"""Alerts in words: readable, exact, and safe whatever a source wrote."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from chromium import wide
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from alerts.display import Span, one_line, passages, pieces, shown_host, visible, web_link
from alerts.links import Signer
from alerts.message import SUBJECT_LIMIT, compose, compose_plainly
from alerts.views import AlertView, Finding, Held, Outlet, load_thread, load_views
from alerts.volume_view import VolumeView
from store.alert_models import Alert, Delivery
from store.models import Article, Story

BRUSSELS = ZoneInfo("Europe/Brussels")
BODY = "Nothing of note. " * 30 + "The Ramstein group met on Tuesday. " + "Nothing of note. " * 30
AT = BODY.index("Ramstein group")
VIEW = AlertView(
    id=1,
    watch="UDCG",
    priority="normal",
    story=7,
    title="Ramstein-Gruppe tagt in Brüssel",
    url="https://news.example.org/a?b=1&c=2",
    source="dpa",
    seen_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
    language="de",
    published_at=datetime(2026, 3, 1, 7, 30, tzinfo=UTC),
    body=BODY,
    evidence=(
        Finding("@udcg", "title", "Ramstein-Gruppe", Span(0, 15), "udcg", "Ramstein-Gruppe", "de"),
        Finding("meet*", "body", "Ramstein group", Span(AT, AT + 14)),
    ),
    outlets=(Outlet("bbc", "Ramstein again", "https://bbc.example/x", "en"),),
    outlets_in_all=4,
)
SPIKE = VolumeView(
    id=9,
    watch="UDCG",
    priority="normal",
    kind="spike",
    start=datetime(2026, 3, 1, 2, 0, tzinfo=UTC),
    end=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
    count=42,
    usual=3,
    spread=2,
    score=9,
    weeks=4,
    independent=5,
)
HOSTILE = [
    "Ships\r\nBcc: evil@example.org\r\n\r\n<html>",
    "=?utf-8?q?x=0ABcc:_evil@example.org?=",
    "=?utf-8?b?" + "A" * 5000 + "?=",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "{{ 7*7 }}{% raise %}${7*7}",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200bzero",
    "nul\x00bell\x07esc\x1b[31m",
    "lone \ud800 surrogate",
    "line\u2028para\u2029next\x85",
    "😀" * 3000,
    "x" * 10_000_000,
    "",
    "   ",
]


def told(view=VIEW, **changes):
    return compose("m-1", "a@example.org", [replace(view, **changes)], BRUSSELS)


def tree(message):
    return lxml_html.document_fromstring(message.html)


def test_the_subject_names_watch_and_headline():
    assert told().subject == "UDCG: Ramstein-Gruppe tagt in Brüssel"


def test_the_found_words_are_marked_in_title_and_text():
    assert [m.text for m in tree(told()).iter("mark")] == ["Ramstein-Gruppe", "Ramstein group"]
    assert "*Ramstein-Gruppe* tagt" in told().text
    assert "The *Ramstein group* met" in told().text


@pytest.mark.parametrize(
    "words",
    [
        "https://news.example.org/a?b=1&c=2",
        "dpa",
        "news.example.org",
        "German",
        "Sun 1 Mar 2026, 08:30 CET",
        "Sun 1 Mar 2026, 09:00 CET",
        "“Ramstein-Gruppe” in the title: @udcg, by its German name “Ramstein-Gruppe”",
        "“Ramstein group” in the text: meet*",
        "Ramstein again",
        "and 3 more",
        "UDCG",
    ],
)
def test_text_and_html_tell_the_same(words):
    message = told()
    links = " ".join(a.get("href") for a in tree(message).iter("a"))
    assert words in message.text
    assert words in " ".join(tree(message).text_content().split()) + links


def test_html_loads_nothing_from_elsewhere_and_runs_nothing():
    page = tree(told())
    assert {e.tag for e in page.iter()}.isdisjoint({"img", "script", "iframe", "form", "link", "object", "svg"})
    assert not page.xpath("//@src | //@background | //@onclick")
    assert "url(" not in told().html
    assert all("noopener" in a.get("rel") for a in page.iter("a"))
    assert page.xpath("//meta[@name='color-scheme']/@content") == ["light dark"]


def test_a_digest_groups_by_watch_urgent_first_then_most_widely_told():
    views = [
        replace(VIEW, id=n, watch=watch, title=title, story=n, outlets_in_all=outlets, priority=priority)
        for n, (watch, title, outlets, priority) in enumerate(
            [("b", "small", 0, "normal"), ("b", "big", 9, "normal"), ("c", "urgent", 0, "high"), ("a", "one", 0, "low")]
        )
    ]
    message = compose("m-1", "", views, BRUSSELS)
    assert message.subject == "Tocsin: 4 stories (3 watches)"
    assert [a["article"]["title"] for a in message.data["alerts"]] == ["urgent", "one", "big", "small"]
    order = [message.text.index(title) for title in ("urgent", "one", "big", "small")]
    assert order == sorted(order)
    assert message.priority == "high"


def test_one_story_found_by_two_watches_is_counted_once():
    both = [VIEW, replace(VIEW, id=2, watch="other")]
    assert compose("m-1", "", both, BRUSSELS).subject == "Tocsin: 1 story (2 watches)"


def test_data_for_programs_is_plain_json_and_complete():
    data = json.loads(json.dumps(told().data, allow_nan=False))
    (alert,) = data["alerts"]
    assert (data["type"], data["id"]) == ("tocsin.alert", "m-1")
    assert alert["article"] == {
        "url": "https://news.example.org/a?b=1&c=2",
        "title": "Ramstein-Gruppe tagt in Brüssel",
        "source": "dpa",
        "language": "de",
        "published": "2026-03-01T07:30:00+00:00",
        "seen": "2026-03-01T08:00:00+00:00",
    }
    assert {k: alert[k] for k in ("watch", "priority", "story", "outlets_in_all")} == {
        "watch": "UDCG",
        "priority": "normal",
        "story": 7,
        "outlets_in_all": 4,
    }
    assert alert["evidence"][0]["concept"] == "udcg"
    assert alert["outlets"][0]["url"] == "https://bbc.example/x"


def test_an_article_found_by_its_title_alone_is_told_by_its_opening():
    message = told(evidence=VIEW.evidence[:1], summary="Die Verteidigungsminister treffen sich.")
    assert "Die Verteidigungsminister treffen sich." in message.text


def test_evidence_whose_place_is_gone_still_says_why():
    assert "“Ramstein group” in the text" in told(evidence=(Finding("ramstein", "body", "Ramstein group"),)).text


def test_an_article_without_a_date_says_so():
    assert "Published: not given" in told(published_at=None).text


def test_an_article_of_years_ago_that_a_source_brings_anew_is_not_told_as_news():
    message = told(published_at=datetime(2012, 1, 11, 10, 0, tzinfo=UTC))
    assert message.subject == "UDCG, of Jan 2012: Ramstein-Gruppe tagt in Brüssel"
    assert "Published: Wed 11 Jan 2012, 11:00 CET, long before it was seen" in message.text
    assert "<strong>Wed 11 Jan 2012, 11:00 CET, long before it was seen</strong>" in message.html
    assert "long before" not in told(published_at=VIEW.seen_at - timedelta(days=29)).text


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_date_at_the_end_of_time_is_no_obstacle(at):
    assert compose("m-1", "", [replace(VIEW, published_at=at)], ZoneInfo("Pacific/Apia")).text


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_title_breaks_out_of_nothing(title):
    outlets = (Outlet(title[:2000], title, "data:text/html,x"),)
    message = told(title=title, summary=title[:100_000], source=title[:2000], evidence=(), outlets=outlets)
    assert len(message.subject) <= SUBJECT_LIMIT
    assert message.subject == visible(message.subject)
    page = tree(message)
    assert {a.get("href") for a in page.iter("a")} == {VIEW.url}
    assert {e.tag for e in page.iter() if isinstance(e.tag, str)}.isdisjoint({"script", "img"})
    assert visible(message.text.replace("\n", "")) == message.text.replace("\n", "")
    assert len(message.text) < 10_000
    json.dumps(message.data).encode("ascii")
    message.text.encode()
    message.html.encode()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/",
        "http://",
        "https:///x",
        "http://exa mple.org/",
        "https://good.example\\@evil.example/",
        "https://example.org/\r\nBcc: x",
        'https://example.org/"onmouseover="x',
        "https://example.org/<b>",
        "https://example.org/\u202egnp",
        "http://[::1",
        "http://example.org:99999/",
        "https://example.org/" + "a" * 5000,
        "",
    ],
)
def test_an_address_that_is_not_plainly_of_the_web_is_no_link(url):
    assert web_link(url) is None
    message = told(url=url, outlets=())
    assert not list(tree(message).iter("a"))
    assert "not fit to be a link" in message.text
    assert message.data["alerts"][0]["article"]["url"] is None


def test_the_host_shown_is_the_one_the_link_leads_to():
    assert shown_host("https://bank.example@evil.example/login") == "evil.example"
    assert shown_host("https://аррӏе.com/") == "аррӏе.com (xn--80ak6aa92e.com)"


def test_the_plain_message_says_the_bare_facts_safely():
    message = compose_plainly("m-1", "", [("UDCG", "a\r\nb<script>", "javascript:x"), ("other", "c", "https://x.org/")])
    assert message.subject == "Tocsin: 2 stories (2 watches)"
    assert "UDCG: a b<script>\n(no address)" in message.text
    assert "<script>" not in message.html
    assert compose_plainly("m-1", "", [("UDCG", "x", "")]).subject == "UDCG: x"


spans = st.lists(st.builds(Span, st.integers(-10, 700), st.integers(-10, 700)), max_size=8)


@settings(max_examples=300)
@given(text=st.text(max_size=600), marks=spans)
@example(text="ab" * 300, marks=[Span(0, 1), Span(599, 600)])
def test_marking_changes_no_letter_and_passages_are_parts_of_the_text(text, marks):
    assert "".join(p.text for p in pieces(text, marks)) == visible(text)
    shown = visible(text)
    for passage in passages(text, marks):
        assert "".join(p.text for p in passage).removeprefix("… ").removesuffix(" …") in shown
        assert any(p.marked for p in passage)


@settings(max_examples=300)
@given(text=st.text(max_size=400), limit=st.integers(2, 200))
def test_one_line_is_one_line_and_no_longer_than_asked(text, limit):
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line.splitlines() in ([], [line])
    assert visible(line) == line


def stored(session, now, title="Ramstein-Gruppe tagt", story=None, **keys):
    story = story or Story(opened_at=now, latest_at=now)
    key = f"{abs(hash((title, id(story)))):032x}"
    made = Article(url_key=key, url=f"https://example.org/{key}", title=title, source="dpa", seen_at=now,
                   content_hash=key, story=story, **keys)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def alerted(session, now, article, watch="UDCG", evidence=(), **delivery):
    alert = Alert(watch=watch, story_id=article.story_id, article_id=article.id, evidence=list(evidence), opened_at=now)
    session.add(alert)
    session.flush()
    keys = {"channel": "desk", "recipient": "a@example.org", "next_attempt_at": now, "created_at": now, **delivery}
    row = Delivery(alert_id=alert.id, **keys)
    session.add(row)
    session.flush()
    return row.id


def test_a_view_holds_the_exact_place_of_the_words_and_the_other_outlets(store, now):
    evidence = [
        {"clause": "@udcg", "field": "title", "start": 0, "end": 15, "text": "Ramstein-Gruppe", "concept": "udcg"},
        {"clause": "x", "field": "body", "start": 3, "end": 9, "text": "moved"},
        {"clause": "y", "field": "body", "start": 3, "end": 9, "text": "gone"},
        {"clause": "z", "field": "nonsense", "start": "a"},
    ]
    with store.transaction() as session:
        article = stored(session, now, text="It has moved since.")
        for n in range(15):
            stored(session, now + timedelta(minutes=n), f"other {n}", article.story)
        (view,) = load_views(session, [alerted(session, now, article, evidence=evidence)])
    assert [e.span for e in view.evidence] == [Span(0, 15), Span(7, 12), None, None]
    assert [o.title for o in view.outlets] == [f"other {n}" for n in range(12)]
    assert view.outlets_in_all == 15
    assert compose("m-1", "", [view], UTC).text


def test_a_message_answers_the_first_one_on_its_story_to_the_same_recipient(store, now):
    with store.transaction() as session:
        article = stored(session, now)
        sent = {"status": "sent", "attempts": 1, "settled_at": now}
        first = alerted(session, now, article, "a", **sent, message_id="m-1")
        alerted(session, now, article, "b", **{**sent, "settled_at": now + timedelta(hours=1)}, message_id="m-2")
        alerted(session, now, article, "c", **sent, message_id="m-3", recipient="b@example.org")
        third = alerted(session, now, article, "d", message_id="m-4")
        other = alerted(session, now, stored(session, now, "else"), "d", message_id="m-4")
        assert load_thread(session, [third], "m-4") == "m-1"
        assert load_thread(session, [first], "m-1") == "m-2"
        assert load_thread(session, [third, other], "m-4") is None


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
DIGEST = [VIEW, replace(VIEW, id=2, priority="high", title=LONG), replace(VIEW, id=3, watch="Häfen", url="x:y")]


@pytest.mark.parametrize("views", [DIGEST[:1], DIGEST[1:2], DIGEST], ids=["one", "urgent", "digest"])
def test_the_plain_text_says_all_that_the_html_says(views):
    message = compose("m-1", "a@example.org", views, BRUSSELS)
    said = " ".join(message.text.replace("*", "").split()).casefold()
    body = tree(message).find("body")
    shown = (" ".join(text.split()).casefold() for text in body.itertext(tag=lxml_html.etree.Element))
    for part in (part.strip(" ·()") for text in shown for part in re.split(r"[:·()]", text)):
        assert part.replace("*", "") in said


LINKS = Signer("https://tocsin.example.org", b"key", datetime(2026, 3, 15, tzinfo=UTC))


def test_a_digest_with_links_is_the_same_for_people_who_read_text_html_and_for_programs():
    views = [VIEW, replace(VIEW, id=2, watch="drones")]
    message = compose("m-1", "", views, BRUSSELS, links={n: LINKS.for_alert(n, n + 3) for n in (1, 2)})
    for number in (1, 2):
        links = LINKS.for_alert(number, number + 3)
        assert f"Acknowledge, silence, useful or not: {links.show}\n" in message.text
        assert set(vars(links).values()) < {a.get("href") for a in tree(message).iter("a")}
        [data] = [one for one in message.data["alerts"] if one["id"] == number]
        assert data["links"] == vars(links)


def test_a_spike_has_links_too():
    message = compose("m-1", "", [], BRUSSELS, volume=[SPIKE], links={SPIKE.id: LINKS.for_alert(SPIKE.id, 1)})
    links = LINKS.for_alert(SPIKE.id, 1)
    assert f"Silence:     {links.silence}\n" in message.text
    assert links.silence in {a.get("href") for a in tree(message).iter("a")}
    assert message.data["volume"][0]["links"]["silence"] == links.silence


def test_a_headline_without_spaces_makes_the_mail_no_wider_than_a_phone(visit):
    page = visit(width=360)
    page.set_content(compose("m-1", "a@example.org", DIGEST, BRUSSELS).html)
    assert wide(page) <= 360


def test_what_a_silence_held_back_says_so():
    held = Held("night", "the desk\r\ncounts <itself>", datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    message = told(held=held)
    line = "by silence night (the desk counts <itself>) since Sun 1 Mar 2026, 10:00 CET"
    assert f"Held:      {line}\n" in message.text
    assert f"Held {line}" in lxml_html.fromstring(message.html).text_content()
    assert message.data["alerts"][0]["held"]["silence"] == "night"
    assert "Held" not in told().text
    assert told().data["alerts"][0]["held"] is None
