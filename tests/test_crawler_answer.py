"""Which answers are of use, and how long a server asks to be left alone."""

from datetime import timedelta

import pytest

from crawler.answer import fresh_for, refusal


def test_an_answer_and_a_not_modified_are_of_use(now):
    assert refusal(200, {}, b"<rss/>", now) is None
    assert refusal(304, {}, b"", now) is None


FEED = b"<rss><channel><item><title>News</title></item></channel></rss>"


@pytest.mark.parametrize("status", [202, 404, 500])
def test_a_feed_is_of_use_whatever_is_said_of_it(status, now):
    assert refusal(status, {}, FEED + b"\n", now) is None
    half, empty = FEED[:-4], FEED.replace(b"item>", b"nothing>")
    assert {refusal(status, {}, body, now).kind for body in (half, empty, b"<html></html>")} == {"http"}


@pytest.mark.parametrize("status", [401, 403, 410, 429, 503])
def test_who_asks_us_to_stay_away_is_heard_though_a_feed_comes_along(status, now):
    assert refusal(status, {}, FEED, now).status == status


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (204, "http", "no use"),
        (206, "http", "no use"),
        (401, "blocked", "refuses"),
        (403, "blocked", "refuses"),
        (404, "http", "nothing is there"),
        (410, "removed", "gone for good"),
        (406, "blocked", "refuses"),
        (418, "blocked", "refuses"),
        (429, "http", "fewer requests"),
        (451, "blocked", "refuses"),
        (500, "http", "fails"),
        (503, "http", "fails"),
        (522, "http", "Cloudflare, which stands before the server, does not get through"),
        (599, "http", "fails"),
        (999, "blocked", "refuses"),
    ],
)
def test_every_other_status_is_refused_in_plain_words(status, kind, word, now):
    error = refusal(status, {}, b"", now)
    assert (error.kind, error.status, word in str(error)) == (kind, status, True)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {"cf-mitigated": "challenge"}, b""),
        (200, {"content-type": "text/html"}, b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"),
        (503, {}, b'<script src="/cdn-cgi/challenge-platform/x.js">'),
        (202, {"x-amzn-waf-action": "challenge"}, b""),
        (200, {"content-type": "text/html"}, b'<iframe src="/_Incapsula_Resource?x=1">'),
        (200, {"content-type": "text/html"}, b'<script src="/.within.website/x/cmd/anubis/static/js/main.mjs">'),
        (428, {}, b'<script src="/_sec/cp_challenge/ak.js">'),
        (401, {}, b"<script src='/__qrator/qauth.js'></script>"),
        (403, {}, b'<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>'),
        (429, {"x-vercel-mitigated": "challenge"}, b"<title>Vercel Security Checkpoint</title>"),
    ],
)
def test_a_page_that_wants_a_browser_counts_as_blocked(status, headers, body, now):
    error = refusal(status, headers, body, now)
    assert error.kind == "blocked"
    assert "wants to see a browser" in str(error)


@pytest.mark.parametrize(
    ("body", "guard"),
    [
        (b'<div id="cf-error-details">Sorry, you have been blocked</div>', "Cloudflare"),
        (b"<H1>Access Denied</H1>Reference&#32;&#35;18&#46;2ef<P>https&#58;&#47;&#47;errors.edgesuite.net", "Akamai"),
        (b"The requested URL was rejected. Please consult with your administrator.", "F5"),
    ],
)
def test_whose_guard_refuses_programs_is_said(body, guard, now):
    error = refusal(403, {}, body, now)
    assert (error.kind, str(error)) == ("blocked", f"{guard}, which guards the server, refuses programs (403)")
    assert refusal(200, {"content-type": "text/html"}, body, now) is None


def test_a_long_article_about_challenges_is_no_challenge(now):
    page = b"<p>news</p>" * 9_000 + b"_Incapsula_Resource"
    assert refusal(200, {"content-type": "text/html"}, page, now) is None


def test_retry_after_goes_along_with_a_429_and_a_503_but_not_with_a_404(now):
    asked = {"retry-after": "60"}
    assert refusal(429, asked, b"", now).wait == refusal(503, asked, b"", now).wait == timedelta(minutes=1)
    assert refusal(404, asked, b"", now).wait is None


@pytest.mark.parametrize(
    ("control", "seconds"),
    [("max-age=600", 600), ("public, max-age=600", 600), ("MAX-AGE=9999999999", 86_400)],
)
def test_max_age_says_how_long_an_answer_stays_fresh(control, seconds):
    assert fresh_for({"cache-control": control}) == timedelta(seconds=seconds)


@pytest.mark.parametrize("control", ["", "no-cache", "max-age=0", "no-store, max-age=600", "s-maxage=600", "max-age=x"])
def test_what_says_nothing_of_freshness_is_none(control):
    assert fresh_for({"cache-control": control}) is None


def test_the_age_of_an_answer_is_taken_off():
    assert fresh_for({"cache-control": "max-age=600", "age": "500"}) == timedelta(seconds=100)
    assert fresh_for({"cache-control": "max-age=600", "age": "700"}) is None
