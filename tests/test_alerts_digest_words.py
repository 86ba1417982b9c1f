"""A digest in words: who comes first, what is left out, and the same in text, HTML and JSON."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chromium import wide
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from alerts.digest_view import DigestView, HeldBack, from_facts
from alerts.digest_words import compose_digest
from alerts.display import Span
from alerts.sections import FULL, FULL_IN_ALL, HEADLINES, HEADLINES_IN_ALL, in_order, places
from alerts.views import AlertView, Finding, Outlet
from alerts.voices import First, Voice, Voices
from store.coverage import CoverageProof, Unread

NOW = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
HOSTILE = "<script>alert(1)</script>\r\nBcc: evil@example.org\u202e {{ 7*7 }}"


def view(number, watch="Drones", story=None, **keys):
    facts = {"title": f"Drone number {number}", "url": f"https://example.org/{number}", "source": "wire"}
    found = Finding("drone", "title", "Drone", Span(0, 5), "uav", "drone", "en")
    story, priority = number if story is None else story, keys.pop("priority", "normal")
    return AlertView(number, watch, priority, story, seen_at=NOW, evidence=(found,), **{**facts, **keys})


def voices(outlets, first="bbc"):
    sites = tuple(f"{n}.example" for n in range(outlets))
    had = First(1, first, "https://b", "t", NOW, published=False)
    return Voices(sites, tuple(Voice((n,), (site,)) for n, site in enumerate(sites)), (), ("en", "uk"), (), had)


def digest(alerts, **keys):
    stories = {a.story: voices(a.outlets_in_all + 1) for a in alerts}
    proof = CoverageProof(2, 2, (), (), 23, 23)
    return replace(DigestView("brief", NOW - timedelta(days=1), NOW, proof, stories=stories), **keys)


AMISS = CoverageProof(
    sources=5,
    read=2,
    unread=(
        Unread("down", NOW - timedelta(days=2), NOW, "http: 503 no", late=True),
        Unread("late", None, NOW - timedelta(hours=3), "", late=True),
        Unread("rests", NOW - timedelta(days=2), NOW + timedelta(hours=1), "", late=False),
    ),
    interrupted=(("bbc", 3),),
    hours=23,
    at_work=20,
)
HELD = (HeldBack("night", "the count", NOW, 7, 2, (("Polls", "Turnout " + LONG),)),)


def whole(desk=None, **keys):
    """Return a digest with everything in it that there can be."""
    alerts = [view(n, outlets=(Outlet("bbc", "t", "https://b"),), outlets_in_all=n) for n in range(40)]
    alerts += [view(90, "Häfen", title=LONG, url="x:y"), view(91, "Häfen", story=1)]
    told = digest(alerts, coverage=AMISS, held=HELD, **keys)
    return compose_digest("m-1", "a@example.org", told, alerts, BRUSSELS, desk=desk)


def test_the_subject_says_how_much():
    assert whole().subject == "Tocsin digest: 41 stories (2 watches), 7 held; 2 of 5 sources read"
    nothing = compose_digest("m-1", "", digest([]), [], BRUSSELS)
    assert nothing.subject == "Tocsin digest: nothing matched; 2 of 2 sources read"


def test_the_plain_text_says_all_that_the_html_says():
    for message in (whole(), compose_digest("m-1", "", digest([]), [], BRUSSELS)):
        said = " ".join(message.text.replace("*", "").split()).casefold()
        body = lxml_html.document_fromstring(message.html).find("body")
        shown = (" ".join(text.split()).casefold() for text in body.itertext(tag=lxml_html.etree.Element))
        for part in (part.strip(" ·()") for text in shown for part in re.split(r"[:·()]", text)):
            assert part.replace("*", "") in said


def test_a_watch_that_rang_often_of_one_story_is_named_once_beside_another():
    alerts = [view(1, story=1), *(view(n, "Häfen", story=1) for n in range(2, 6))]
    assert "found by the watch Häfen as well\n" in compose_digest("m-1", "", digest(alerts), alerts, BRUSSELS).text


def test_articles_of_years_ago_are_marked_as_such_wherever_they_stand():
    old = datetime(2012, 1, 11, 10, 0, tzinfo=UTC)
    alerts = [view(n, published_at=old) for n in range(FULL + 1)]
    told = compose_digest("m-1", "", digest(alerts), alerts, BRUSSELS)
    assert told.text.count("published Wed 11 Jan 2012, 11:00 CET, long before it was seen") == FULL
    assert re.search(r"- Drone number \d+ \(wire\): of Jan 2012\n", told.text)
    assert told.html.count("long before it was seen") == FULL
    assert "· of Jan 2012" in told.html


def test_the_proof_names_what_was_not_read_since_when_and_why():
    text = whole().text
    for line in (
        "2 of 5 sources were read since Sun 1 Mar 2026, 07:30 CET.",
        "- down: not read since Sat 28 Feb 2026, 07:30 CET (http: 503 no)",
        "- late: never read yet, due since Mon 2 Mar 2026, 04:30 CET and not polled",
        "- Not due in that time: rests (read Sat 28 Feb 2026, 07:30 CET, next poll Mon 2 Mar 2026, 08:30 CET)",
        "- Out of reach for a while, and read again: bbc (3 h)",
        "- Tocsin itself was not at work in 3 of the 23 hours",
    ):
        assert f"{line}\n" in text


def test_a_long_digest_says_how_to_see_what_it_leaves_out():
    text = whole().text
    assert text.count("found “Drone” (@uav)") == FULL + 2  # and both of the other watch
    assert (
        "And 10 more, which this lists:\n  tocsin alert list --watch Drones --since 2026-03-01 --limit 1000\n" in text
    )
    assert len(whole().data["alerts"]) == 42


def test_where_the_desk_can_be_reached_a_long_digest_leads_there():
    message = whole(desk="https://tocsin.example.org")
    assert "--limit 1000\n  https://tocsin.example.org/alerts?watch=Drones\n" in message.text
    links = [a.get("href") for a in lxml_html.document_fromstring(message.html).iter("a")]
    assert "https://tocsin.example.org/alerts?watch=Drones" in links
    assert "/alerts?" not in whole().text + whole().html


def test_hostile_texts_break_out_of_no_part():
    alert = view(1, HOSTILE, title=HOSTILE, url="javascript:alert(1)", source=HOSTILE)
    proof = replace(AMISS, unread=(Unread(HOSTILE, None, None, HOSTILE, late=True),), interrupted=((HOSTILE, 1),))
    held = (HeldBack(HOSTILE, HOSTILE, None, 1, 1, ((HOSTILE, HOSTILE),)),)
    told = digest([alert], coverage=proof, held=held, stories={1: voices(2, HOSTILE)})
    message = compose_digest("m-1", "", told, [alert], BRUSSELS)
    page = lxml_html.document_fromstring(message.html)
    assert not page.xpath("//script | //a[starts-with(@href, 'javascript')]")
    assert "\u202e" not in message.text + message.subject
    assert "\nBcc:" not in message.text + message.subject


def test_a_digest_is_no_wider_than_a_phone(visit):
    page = visit(width=360)
    page.set_content(whole().html)
    assert wide(page) <= 360


many = st.lists(
    st.builds(
        view,
        st.integers(1, 400),
        watch=st.sampled_from("abcdefghij"),
        priority=st.sampled_from(["low", "normal", "high"]),
        outlets_in_all=st.integers(0, 9),
        story=st.integers(1, 200),
    ),
    max_size=400,
    unique_by=lambda alert: alert.id,
)


@settings(max_examples=60)
@given(many)
def test_every_alert_has_its_place_and_no_more_is_told_in_full_than_a_mail_holds(alerts):
    ordered = in_order(alerts, digest(alerts).stories)
    placed = places(ordered)
    assert [place.alert for place in placed] == ordered
    how = Counter(place.how for place in placed)
    assert how["full"] <= FULL_IN_ALL
    assert how["headline"] <= HEADLINES_IN_ALL
    by_watch = Counter((place.alert.watch, place.how) for place in placed)
    assert all(count <= {"full": FULL, "headline": HEADLINES}.get(how, count) for (_, how), count in by_watch.items())
    full = [place.alert.story for place in placed if place.how == "full"]
    assert len(full) == len(set(full))
    assert not alerts or how["full"] > 0


def test_what_is_written_down_of_a_digest_reads_back():
    told = digest([], coverage=AMISS, held=HELD)
    data = compose_digest("m-1", "", told, [], BRUSSELS).data
    coverage = {key: value for key, value in data["coverage"].items() if key != "words"}
    assert from_facts("brief", told.since, told.until, {"coverage": coverage, "held": data["held"]}) == told
