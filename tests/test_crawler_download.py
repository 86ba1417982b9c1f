"""Downloading from servers that are kind, and from those that are not."""

import asyncio
import contextlib
import gzip
import logging
import resource
import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from certificates import certificate
from servers import endless, hang, plain, raw, redirect, reset, site

from config import FetchSettings
from config.discretion import login_of
from crawler import politeness
from crawler.download import ScrapyDownloader
from crawler.handler import Answer, GuardedHandler, _system
from crawler.item import ReadError
from crawler.loop import run
from crawler.politeness import _again, pause_after, rules_from
from crawler.redirects import follow
from crawler.scrapy_settings import CONCURRENT_PER_HOST

LOOPBACK = {"private_addresses": ["127.0.0.0/8"], "per_host_delay": "0s", "timeout": "1s", "max_size": 1_000_000}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.fixture
def web():
    with site() as started:
        yield started


def get(*urls, headers=None, own=(), **fetch):
    """Fetch the addresses one after the other; return the answers, or what was raised, of one or of all."""

    async def main():
        async with ScrapyDownloader(FetchSettings(**LOOPBACK | fetch, headers=dict(own))) as downloader:
            return [await outcome(downloader.get(url, headers=headers)) for url in urls]

    outcomes = run(main)
    return outcomes[0] if len(outcomes) == 1 else outcomes


async def outcome(getting):
    try:
        return await getting
    except ReadError as error:
        return error


def test_an_answer_comes_with_its_body_and_headers(web):
    web.answers["/feed"] = plain("<rss/>", Content_Type="application/rss+xml; charset=koi8-r", ETag='"1"')
    answer = get(web.url + "/feed")
    assert (answer.status, answer.body, answer.url, answer.moved_to) == (200, b"<rss/>", web.url + "/feed", None)
    assert (answer.content_type, answer.headers["etag"]) == ("application/rss+xml; charset=koi8-r", '"1"')


def test_a_conditional_request_gets_its_304(web):
    web.answers["/feed"] = plain(status=304, ETag='"1"')
    answer = get(web.url + "/feed", headers={"If-None-Match": '"1"', "If-Modified-Since": "yesterday"})
    assert (answer.status, answer.body) == (304, b"")
    assert web.asked[-1].headers["if-none-match"] == '"1"'
    assert web.asked[-1].headers["if-modified-since"] == "yesterday"


def test_the_server_is_told_who_asks_and_nothing_else(web):
    web.answers["/feed"] = plain("x", Set_Cookie="id=1")
    get(web.url + "/feed", web.url + "/feed", contact="https://desk.example")
    asked = web.asked[-1].headers
    assert asked["user-agent"].startswith("Tocsin/")
    assert asked["user-agent"].endswith("(+https://desk.example)")
    assert set(asked) == {"host", "user-agent", "accept", "accept-encoding"}


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_followed_and_told(web, status):
    web.answers |= {"/old": redirect("/new", status), "/new": plain("x")}
    answer = get(web.url + "/old")
    assert (answer.url, answer.moved_to) == (web.url + "/new", web.url + "/new")


def test_one_temporary_hop_makes_the_whole_way_temporary(web):
    web.answers |= {"/old": redirect("/mid", 301), "/mid": redirect("/new", 302), "/new": plain("x")}
    answer = get(web.url + "/old")
    assert (answer.url, answer.moved_to) == (web.url + "/new", None)


def test_a_conditional_request_stays_one_over_a_redirect(web):
    web.answers |= {"/old": redirect("/new"), "/new": plain(status=304)}
    assert get(web.url + "/old", headers={"If-None-Match": "1"}).status == 304
    assert web.asked[-1].headers["if-none-match"] == "1"


def test_secrets_are_not_passed_on_to_another_host(web):
    with site() as other:
        other.answers["/"] = plain("x")
        web.answers |= {"/here": redirect("/there"), "/there": redirect(other.url + "/")}
        get(web.url + "/here", headers={"Authorization": "k", "X-Api-Key": "k", "Cookie": "k", "If-None-Match": "1"})
        assert "x-api-key" in web.asked[-1].headers
        assert {"authorization", "x-api-key", "cookie"}.isdisjoint(other.asked[-1].headers)
        assert other.asked[-1].headers["if-none-match"] == "1"


OWN = {"0.0.1": {"user-agent": "Reader/1", "COOKIE": "pass=1"}, "127.0.0.1": {"Accept-Language": "uk"}}


def test_a_host_is_sent_what_the_user_has_for_it_and_over_http_nothing_secret(web):
    web.answers["/"] = plain("x")
    get(web.url + "/", own=OWN)
    named, other = FetchSettings(headers=OWN), FetchSettings(headers={"example.org": OWN["0.0.1"]})
    assert web.asked[-1].headers["accept-language"] == "uk"
    assert named.headers_for("9.0.0.1", safely=True) == {"user-agent": "Reader/1", "COOKIE": "pass=1"}
    assert named.headers_for("9.0.0.1", safely=False) == {"user-agent": "Reader/1"}
    assert other.headers_for("news.example.org", safely=True) == named.headers_for("9.0.0.1", safely=True)
    assert other.headers_for("badexample.org", safely=True) == other.headers_for("org", safely=True) == {}


def test_whoever_shows_whatever_certificate_is_sent_nothing_secret():
    told = FetchSettings(headers=OWN, unverified=["0.1"]).headers_for("9.0.0.1", safely=True)
    assert told == {"user-agent": "Reader/1"}


def test_a_password_in_an_address_goes_before_what_its_host_is_sent_else(tmp_path, monkeypatch):
    pem = certificate(tmp_path / "tls.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with site(pem) as web:
        web.answers["/"] = plain("x")
        signed_in = web.url.replace("//", "//me:secret@")
        get(signed_in + "/", web.url + "/", own={"127.0.0.1": {"Authorization": "Bearer x"}}, robots=False)
        assert [asked.headers["authorization"] for asked in web.asked] == ["Basic bWU6c2VjcmV0", "Bearer x"]


def test_a_cookie_of_the_users_goes_beside_those_of_redirects_by_https_alone(tmp_path, monkeypatch):
    pem = certificate(tmp_path / "tls.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    own = {"127.0.0.1": {"cookie": "pass=1", "user-agent": "Reader/1"}}
    with site(pem) as web, site() as clear:
        web.answers["/"] = plain("", 302, Set_Cookie="seen=1", Location="/set")
        web.answers["/set"] = redirect(clear.url + "/")
        clear.answers["/"] = plain("x")
        get(web.url + "/", own=own)
        first, second = (asked.headers for asked in web.asked if asked.path in ("/", "/set"))
        assert (first["cookie"], first["user-agent"]) == ("pass=1", "Reader/1")
        assert sorted(second["cookie"].split("; ")) == ["pass=1", "seen=1"]
        assert "cookie" not in clear.asked[-1].headers


@pytest.mark.parametrize("name", ["Host", "if-none-match", "Accept-Encoding", "Range", "Bad name", "Content-Length"])
def test_a_header_that_would_change_what_a_poll_is_told_is_refused(name):
    with pytest.raises(ValueError, match="name another header"):
        FetchSettings(headers={"example.org": {name: "x"}})


def test_what_is_sent_to_a_host_is_shown_to_nobody():
    assert "pass=1" not in repr(FetchSettings(headers=OWN))


def test_a_redirect_loop_ends_after_five_hops(web):
    web.answers["/loop"] = redirect("/loop")
    assert get(web.url + "/loop").kind == "redirect"
    assert len(web.paths()) == 6


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "gopher://x/", "ftp://x/", "javascript:x", "http://[", "http:///"]
)
def test_only_http_is_followed(web, to):
    web.answers["/"] = redirect(to)
    assert get(web.url + "/").kind == "redirect"


@pytest.mark.parametrize(
    "url", ["", "feed", "file:///etc/passwd", "data:,x", "ftp://x/", "http://", "http://[", "//x/"]
)
def test_what_is_no_web_address_is_refused(url):
    assert get(url).kind == "connect"


PRIVATE = [
    "127.0.0.1",
    "localhost",
    "127.1",
    "0",
    "0x7f.1",
    "2130706433",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
]


def test_private_addresses_are_refused_however_they_are_written(web):
    errors = get(*(f"http://{host}:{web.port}/" for host in PRIVATE), private_addresses=[])
    assert {error.kind for error in errors} <= {"private-address", "dns", "connect"}
    assert [error.kind for error in errors[:2]] == ["private-address"] * 2
    assert "private_addresses" in str(errors[0])
    assert web.asked == []


def test_a_redirect_to_a_private_address_is_refused(web):
    with site() as inner:
        web.answers["/"] = redirect(inner.url.replace("127.0.0.1", "127.0.0.2"))
        assert get(web.url + "/", private_addresses=["127.0.0.1/32"]).kind == "private-address"
        assert inner.asked == []


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_an_error_status_is_an_error(web, status):
    web.answers["/"] = plain("no", status)
    assert get(web.url + "/").status == status


def test_a_retry_after_comes_through(web):
    web.answers["/"] = plain("no", 429, Retry_After="99999999")
    error = get(web.url + "/")
    assert (error.kind, error.status, error.wait) == ("http", 429, timedelta(days=1))


@pytest.mark.parametrize(("interim", "outcome"), [(50, b"late"), (51, "connect")])
def test_interim_responses_before_the_final_one_are_passed_over_and_a_flood_ends(web, interim, outcome):
    web.answers["/"] = raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" * interim + OK + b"Content-Length: 4\r\n\r\nlate")
    answer = get(web.url + "/", robots=False)
    assert (answer.kind if isinstance(answer, ReadError) else answer.body) == outcome, answer
    if isinstance(answer, ReadError):
        assert str(answer).endswith("sends interim responses without end")


def test_a_compressed_answer_is_decompressed(web):
    web.answers["/"] = plain(gzip.compress(b"<rss/>"), Content_Encoding="gzip", Content_Type="text/xml")
    answer = get(web.url + "/")
    assert (answer.body, "content-encoding" in answer.headers) == (b"<rss/>", False)


HOSTILE = {
    "gzip bomb": (plain(gzip.compress(bytes(200_000_000), 1), Content_Encoding="gzip"), "too-large"),
    "200 MB announced": (raw(OK + b"Content-Length: 200000000\r\n\r\nx"), "too-large"),
    "endless body": (endless(OK + b"\r\n", bytes(65536)), "too-large"),
    "endless chunks": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + bytes(4096) + b"\r\n"),
        "too-large",
    ),
    "a byte now and then": (endless(OK + b"Content-Length: 100000\r\n\r\n", b"x", 0.2), "timeout"),
    "a header now and then": (endless(OK, b"X-A: 1\r\n", 0.2), "timeout"),
    "endless headers": (endless(OK, b"X-A: 1\r\n"), "connect"),
    "one endless header": (endless(OK + b"X-A: ", bytes(65) * 999), "connect"),
    "a header of 10 MB": (raw(OK + b"X-A: " + b"a" * 10_000_000 + b"\r\n\r\n"), "connect"),
    "100,000 headers": (raw(OK + b"X-A: 1\r\n" * 100_000 + b"\r\n"), "connect"),
    "flood of 1xx": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "connect"),
    "1xx now and then": (endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.2), "timeout"),
    "silence": (hang, "timeout"),
    "a reset": (reset, "connect"),
    "a closed connection": (raw(b""), "connect"),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "connect"),
    "a body cut short": (raw(OK + b"Content-Length: 1000\r\n\r\n<rss><item>"), "connect"),
    "chunks cut short": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\nabc"), "connect"),
    "a huge chunk": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nabc"), "connect"),
    "rubbish for gzip": (plain(b"\x00rubbish", Content_Encoding="gzip"), "parse"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_ends_in_time_and_in_memory(web, name):
    answer, kind = HOSTILE[name]
    web.answers["/"] = answer
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    error = get(web.url + "/", robots=False)
    assert isinstance(error, ReadError)
    assert error.kind == kind, error
    assert time.monotonic() - started < 2.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_other_sites_are_served_while_some_are_stuck(web):
    web.answers |= {"/": plain("x"), "/hang": hang}

    async def main():
        async with ScrapyDownloader(FetchSettings(**LOOPBACK, robots=False)) as downloader:
            stuck = [asyncio.create_task(downloader.get(f"http://127.0.0.{n}:{web.port}/hang")) for n in (2, 3, 4)]
            await asyncio.sleep(0.1)
            started = time.monotonic()
            await downloader.get(web.url + "/")
            took = time.monotonic() - started
            await asyncio.gather(*stuck, return_exceptions=True)
            return took

    assert run(main) < 0.5


@pytest.mark.parametrize(("make", "word"), [({}, "self-signed"), ({"expired": True}, "certificate")])
def test_a_certificate_that_is_not_valid_is_refused(tmp_path, make, word):
    with site(certificate(tmp_path / "tls.pem", **make)) as web:
        web.answers["/"] = plain("x")
        error = get(web.url + "/")
        assert (error.kind, web.asked) == ("tls", [])
        assert word in str(error)


def test_a_certificate_for_another_host_is_refused(tmp_path, monkeypatch):
    pem = certificate(tmp_path / "tls.pem", host="other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with site(pem) as web:
        error = get(web.url + "/")
        assert (error.kind, "mismatch" in str(error)) == ("tls", True)


def test_a_certificate_that_the_system_trusts_is_accepted(tmp_path, monkeypatch):
    pem = certificate(tmp_path / "tls.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with site(pem) as web:
        web.answers["/"] = plain("x")
        assert get(web.url + "/").body == b"x"


def test_a_server_that_speaks_no_tls_is_said_to_be_one(web):
    web.answers["/"] = plain("x")
    error = get(web.url.replace("http", "https") + "/")
    assert (error.kind, "it speaks no TLS there" in str(error)) == ("connect", True)


def test_a_host_that_has_no_name_and_one_that_does_not_listen_are_told_apart(web):
    web.close()
    unknown, closed = get("http://nowhere.invalid/", web.url + "/")
    assert (unknown.kind, closed.kind) == ("dns", "connect")
    assert "nowhere.invalid" in str(unknown)


def test_robots_txt_is_obeyed_and_read_once(web):
    web.answers |= {"/robots.txt": plain("User-agent: *\nDisallow: /secret\n"), "/secret": plain("x"), "/": plain("x")}
    refused, allowed = get(web.url + "/secret", web.url + "/")
    assert (refused.kind, allowed.status) == ("robots", 200)
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/"]


def test_a_fault_of_ours_over_a_robots_txt_does_not_close_its_site_for_good(web, monkeypatch):
    web.answers |= {"/robots.txt": plain("User-agent: *\nDisallow: /secret\n"), "/": plain("x")}
    faults = [KeyError("ours")]

    def faulty_once(*told):
        if faults:
            raise faults.pop()
        return rules_from(*told)

    async def main():
        async with ScrapyDownloader(FetchSettings(**LOOPBACK)) as downloader:
            with pytest.raises(KeyError):
                await downloader.get(web.url + "/")
            return await downloader.get(web.url + "/")

    monkeypatch.setattr(politeness, "rules_from", faulty_once)
    assert run(main).status == 200


def test_a_robots_txt_that_names_us_with_a_version_means_us(web):
    web.answers |= {"/robots.txt": plain("User-agent: Tocsin 1.0\nDisallow: /\n"), "/": plain("x")}
    assert get(web.url + "/").kind == "robots"


def test_robots_txt_is_obeyed_behind_a_redirect(web):
    web.answers |= {"/robots.txt": plain("User-agent: tocsin\nDisallow: /b\n"), "/a": redirect("/b"), "/b": plain("x")}
    assert get(web.url + "/a").kind == "robots"


def test_robots_txt_itself_may_be_redirected(web):
    web.answers |= {"/robots.txt": redirect("/r.txt"), "/r.txt": plain("User-agent: *\nDisallow: /"), "/": plain("x")}
    assert get(web.url + "/").kind == "robots"


@pytest.mark.parametrize(("status", "kind"), [(403, None), (404, None), (429, "http"), (500, "http"), (503, "http")])
def test_no_robots_txt_allows_all_and_a_failing_one_allows_nothing(web, status, kind):
    web.answers |= {"/robots.txt": plain("", status), "/": plain("x")}
    assert getattr(get(web.url + "/"), "kind", None) == kind


def test_a_robots_txt_that_fails_asks_for_as_long_as_its_server_says(web):
    web.answers |= {"/robots.txt": plain("", 503, Retry_After="7200")}
    assert get(web.url + "/").wait == timedelta(hours=2)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [(None, 300), (timedelta(seconds=60), 300), (timedelta(hours=2), 7200), (timedelta(days=1), 21600)],
)
def test_a_robots_txt_that_fails_is_left_alone_as_long_as_its_server_says(asked, kept):
    rules = rules_from(503, b"", "https://news.example", 1000.0, asked)
    assert rules.until == 1000 + kept
    assert _again(rules.failure, 100.5).wait == timedelta(seconds=101)


@pytest.mark.parametrize(("fresh", "kept"), [(None, 24), (60, 1), (5 * 3600, 5), (7 * 86_400, 24)])
@pytest.mark.parametrize("status", [200, 404])
def test_a_robots_txt_is_kept_as_long_as_it_says_an_hour_at_least_and_a_day_at_most(fresh, kept, status):
    fresh = None if fresh is None else timedelta(seconds=fresh)
    assert rules_from(status, b"", "https://news.example", 1000.0, fresh=fresh).until == 1000 + kept * 3600


RULES = b"User-agent: *\nDisallow: /no\n"


@pytest.mark.parametrize(
    "answer",
    [
        plain(RULES + b"# more\n" * 200_000),
        endless(OK + b"Connection: close\r\n\r\n" + RULES, b"# more\n" * 10_000),
        plain(gzip.compress(RULES + b"# more\n" * 2_000_000, 1), Content_Encoding="gzip"),
    ],
    ids=["huge", "endless", "compressed"],
)
def test_of_a_robots_txt_that_is_too_large_the_beginning_counts(web, answer):
    web.answers |= {"/robots.txt": answer, "/no": plain("x"), "/": plain("x")}
    refused, allowed = get(web.url + "/no", web.url + "/")
    assert (refused.kind, allowed.status) == ("robots", 200)


def test_a_robots_txt_that_redirects_for_ever_is_none(web):
    web.answers |= {"/robots.txt": redirect("/robots.txt"), "/": plain("x")}
    assert get(web.url + "/").status == 200


def test_that_it_is_robots_txt_which_cannot_be_read_is_said_unless_its_host_is_out_of_reach(web):
    web.answers |= {"/robots.txt": hang, "/": plain("x")}
    hanging, unknown = get(web.url + "/", "http://nowhere.invalid/", timeout="0.2s")
    assert (hanging.kind, f"{web.url}/robots.txt cannot be read: " in str(hanging)) == ("timeout", True)
    assert str(unknown).startswith("nowhere.invalid has no address")


def test_a_guard_that_sets_a_cookie_and_sends_us_back_lets_us_through(web):
    def guard(connection, asked):
        known = "a=1" in asked.headers.get("cookie", "")
        answer = plain("x") if known else plain(status=302, Location="/", Set_Cookie="a=1; Path=/; HttpOnly")
        answer(connection, asked)

    with site() as other:
        web.answers |= {"/": guard, "/away": plain(status=302, Location=other.url + "/", Set_Cookie="a=1")}
        other.answers["/"] = plain("y")
        assert [answer.body for answer in get(web.url + "/", web.url + "/away")] == [b"x", b"y"]
        assert [asked.headers.get("cookie") for asked in other.asked] == [None, None]


def test_what_is_wrong_behind_a_redirect_is_told_with_the_way_there(web):
    web.answers |= {"/a": redirect("http://10.0.0.1/x"), "/b": redirect("/c")}
    refused, missing = get(web.url + "/a", web.url + "/b")
    assert (refused.kind, str(refused).partition(";")[0]) == (
        "private-address",
        "redirected to http://10.0.0.1/x: 10.0.0.1 is at an address that is not public: 10.0.0.1 is private",
    )
    assert (missing.status, str(missing).startswith(f"redirected to {web.url}/c: nothing is there")) == (404, True)


def test_a_password_in_an_address_signs_in_and_is_not_told(web):
    signed_in = web.url.replace("//", "//me:secret@")
    web.answers |= {
        "/": plain("x"),
        "/gone": redirect("/nothing"),
        "/loop": redirect("/loop"),
        "/new": redirect("/", 301),
    }
    answer, gone, loop, moved = get(*(signed_in + path for path in ("/", "/gone", "/loop", "/new")), robots=False)
    assert web.asked[0].headers["authorization"] == "Basic bWU6c2VjcmV0"
    assert [f"{web.url}/nothing: nothing is there" in str(gone), f"{web.url}/loop" in str(loop)] == [True, True]
    assert ["secret" in str(error) for error in (gone, loop)] == [False, False]
    assert (answer.body, moved.moved_to) == (b"x", signed_in + "/")


def led(url, target, **headers):
    """Return (address, headers) of what is asked for at the end where url is redirected to target for good."""
    asked = []

    async def fetch(request):
        asked.append((request.url, request.meta["plain"]))
        first = len(asked) == 1
        return Answer(request.url, 301 if first else 200, [("Location", target)] if first else [], b"", request)

    run(lambda: follow(fetch, url, headers))
    return asked[-1]


@pytest.mark.parametrize(
    ("target", "follows"),
    [
        ("https://news.example/feed", True),
        ("https://NEWS.example:443/feed", True),
        ("http://news.example:80/feed", True),
        ("https://news.example:8443/feed", False),
        ("https://www.news.example/feed", False),
        ("https://news.example.evil.example/feed", False),
        ("https://evil.example/@news.example", False),
        ("http://news.example:443/feed", False),
    ],
)
@pytest.mark.parametrize("written_as", ["http://me:secret@news.example/", "HTTP://me:secret@News.example:80/"])
def test_a_password_goes_with_its_host_to_https_and_to_nobody_else(target, follows, written_as):
    address, headers = led(written_as, target, Authorization="Basic x", Accept="*/*")
    assert (login_of(address) == "me:secret", "Authorization" in headers, "Accept" in headers) == (
        follows,
        follows,
        True,
    )


@pytest.mark.parametrize(
    ("here", "target", "back"),
    [
        ("http://news.example/", "https://news.example/", "a=1"),
        ("http://news.example/", "http://news.example/feed", "a=1"),
        ("https://news.example/", "http://news.example/", None),
        ("http://news.example/", "https://www.news.example/", None),
        ("http://news.example/", "https://news.example:8443/", None),
        ("http://news.example:8080/", "https://news.example/", None),
    ],
)
def test_a_cookie_of_a_guard_goes_on_to_https_of_its_host_and_to_nobody_else(here, target, back):
    asked = []

    async def fetch(request):
        asked.append(request.meta["plain"].get("Cookie"))
        sent = [("Location", target), ("Set-Cookie", "a=1")] if len(asked) == 1 else []
        return Answer(request.url, 302 if sent else 200, sent, b"", request)

    run(lambda: follow(fetch, here, {}))
    assert asked == [None, back]


def test_a_password_sent_by_https_never_goes_on_in_the_clear():
    assert led("https://me:secret@news.example/", "http://news.example/feed", Cookie="k") == (
        "http://news.example/feed",
        {},
    )


def test_a_password_follows_to_an_address_of_the_same_server_written_out_in_full_and_to_no_other(web):
    signed_in = web.url.replace("//", "//me:secret@")
    with site() as other:
        web.answers |= {
            "/feed": redirect(web.url + "/feed/", 301),
            "/feed/": plain("x"),
            "/away": redirect(other.url + "/"),
        }
        other.answers["/"] = plain("y")
        here, away = get(signed_in + "/feed", signed_in + "/away", robots=False)
        assert (here.body, here.moved_to, away.body) == (b"x", signed_in + "/feed/", b"y")
        assert [asked.headers.get("authorization") for asked in (web.asked[1], other.asked[0])] == [
            "Basic bWU6c2VjcmV0",
            None,
        ]


def test_a_key_in_the_address_that_one_is_led_to_is_not_told(web):
    web.answers["/"] = redirect("/feed?key=secret")
    assert str(get(web.url + "/", robots=False)).startswith(f"redirected to {web.url}/feed: nothing is there")


@pytest.mark.parametrize("path", ["/é", "/a b", "/a#b"])
def test_an_address_that_is_sent_in_another_spelling_is_none_that_one_was_redirected_to(web, path):
    assert str(get(web.url + path, robots=False)).startswith("nothing is there (404 Not Found)")


@pytest.mark.parametrize(
    ("set_here", "back"),
    [
        ("n=\u00f6".encode(), "n=\u00f6".encode()),
        (b"n=\xf6", b""),
        (b"n=\x01", b""),
        (b"n=" + 3000 * b"x", b"n=" + 3000 * b"x"),
    ],
)
def test_a_cookie_comes_back_as_it_was_set_or_not_at_all(web, set_here, back):
    first = raw(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\nSet-Cookie: " + set_here + b"\r\n\r\n")
    web.answers |= {"/a": first, "/b": plain("x")}
    assert get(web.url + "/a", robots=False).body == b"x"
    assert web.asked[-1].headers.get("cookie", "").encode("latin-1") == back


def test_no_more_cookies_are_sent_back_than_a_server_takes(web):
    many = b"".join(b"Set-Cookie: n%d=%s\r\n" % (n, 3000 * b"x") for n in range(9))
    web.answers |= {
        "/a": raw(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n" + many + b"\r\n"),
        "/b": plain("x"),
    }
    assert get(web.url + "/a", robots=False).body == b"x"
    assert len(web.asked[-1].headers["cookie"]) < 8_000


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (raw(b"SSH-2.0-OpenSSH\r\n"), "does not speak HTTP as it should: Bad status line"),
        (raw(OK + b"Content-Length: 1\r\ncontent-length: 2\r\n\r\nxy"), "as it should: Duplicate Content-Length"),
        (raw(OK + b"X-Key: \0secret\r\n\r\n<rss>"), "does not speak HTTP as it should: Invalid HTTP header"),
    ],
)
def test_what_a_server_sent_in_place_of_http_is_not_quoted(web, answer, words):
    web.answers["/"] = answer
    said = str(get(web.url + "/", robots=False))
    assert (words in said, "b'" in said, "secret" in said) == (True, False, False)


@pytest.mark.parametrize(
    ("sent", "status", "body"),
    [
        (b"HTTP/1.1 304 Same\r\n\r\n<rss/>", 304, b""),
        (b"HTTP/1.1 304 Same\r\nConnection: close\r\nContent-Length: 6\r\n\r\n<rss/>", 304, b""),
        (b"HTTP/1.1 103 Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 304 Same\r\n\r\n<rss/>", 304, b""),
        (OK + b"Content-Length: 6\r\nConnection: close\r\n\r\n<rss/>\r\n", 200, b"<rss/>"),
        (OK + b"Content-Length: 6\r\n\r\n<rss/>and more", 200, b"<rss/>"),
        (OK + b"Content-Length: 6\r\nX-Key: 1\r\ncontent-length:6 \r\nContent-Length: 6\r\n\r\n<rss/>", 200, b"<rss/>"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n0\r\n\r\nmore", 200, b"<rss/>"),
    ],
)
def test_an_answer_is_taken_without_what_comes_behind_its_end_and_with_its_length_said_twice(web, sent, status, body):
    web.answers["/"] = raw(sent)
    web.answers["/next"] = plain("next")
    first, after = get(web.url + "/", web.url + "/next", headers={"If-None-Match": "1"})
    assert (first.status, first.body, after.body) == (status, body, b"next")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n0\r\n\r\n",
        b"Content-Length: 6, 6\r\n\r\n<rss/>",
        b"Content-Length : 6\r\nX-Key: 1\r\n\r\n<rss/>",
        b"Content-Length: abc\r\n\r\n<rss/>",
        b"Content-Length: -1\r\nX-Key: 1\r\n\r\n<rss/>",
        b"This is a warning of PHP in /var/www\r\nContent-Length: 6\r\n\r\n<rss/>",
        b": x\r\n<!-- -->: y\r\nX-D\xc3\xa9fense: z\r\nContent-Length: 6\r\n\r\n<rss/>",
        b"X-Key: one\r\n two\r\n : three\r\nContent-Length: 6\r\n\r\n<rss/>",
        b"Content-Security-Policy: " + b"https://example.org " * 4_000 + b"\r\nContent-Length: 6\r\n\r\n<rss/>",
    ],
)
def test_a_head_that_browsers_make_sense_of_hides_no_answer(web, head):
    web.answers["/"] = raw(OK + b"ETag: 1\r\n" + head)
    answer = get(web.url + "/")
    assert (answer.body, answer.headers["etag"]) == (b"<rss/>", "1")


_WHOLE = b"<rss><channel/></rss>"
#: Not as of now: the workers of one test run would know the tests by other names.
_PACKED = gzip.compress(_WHOLE, mtime=0)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (b"Content-Length: 999\r\n\r\n" + _WHOLE + b"\n<!-- cached -->\n", _WHOLE),
        (b"Content-Length: 999\r\nContent-Encoding: gzip\r\n\r\n" + _PACKED, _WHOLE),
        (b"Transfer-Encoding: chunked\r\n\r\n15\r\n" + _WHOLE + b"\r\n", _WHOLE),
        # Cut amid the document:
        (b"Content-Length: 999\r\n\r\n" + _WHOLE[:-3], None),
        (b"Content-Length: 999\r\nContent-Encoding: gzip\r\n\r\n" + _PACKED[:-3], None),
        (b"Content-Length: 999\r\n\r\nUser-agent: *\nDisallow: /x\n", None),
    ],
)
def test_a_document_that_is_whole_is_read_though_its_server_announced_more_of_it(web, sent, found):
    web.answers["/"] = raw(OK + sent)
    answer = get(web.url + "/")
    if found:
        assert answer.body.startswith(found)
    else:
        assert (answer.kind, "ended before it was complete" in str(answer)) == ("connect", True)


def test_why_no_address_of_a_host_takes_a_connection_is_said_in_the_words_of_the_system():
    several = OSError(
        "Multiple exceptions: [Errno 111] Connect call failed ('::1', 1), [Errno 113] Connect call failed"
    )
    refused = ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 1)")
    assert [_system(error) for error in (several, refused)] == [
        "Connection refused, No route to host",
        "Connection refused",
    ]


def test_robots_txt_may_be_ignored_where_the_settings_say_so(web):
    web.answers |= {"/robots.txt": plain("User-agent: *\nDisallow: /"), "/": plain("x")}
    assert get(web.url + "/", robots=False).status == 200
    assert len(web.asked) == 1


def test_a_host_is_asked_few_things_at_a_time_its_robots_txt_among_them():
    at_work, most = [], []

    def slow(connection, asked):
        at_work.append(asked.path)
        most.append(len(at_work))
        time.sleep(0.05)
        at_work.pop()
        plain()(connection, asked)

    with contextlib.ExitStack() as stack:
        sites = [stack.enter_context(site()) for _ in range(8)]
        for one in sites:
            one.answers |= {"/robots.txt": slow, "/": slow}

        async def main():
            async with ScrapyDownloader(FetchSettings(**LOOPBACK)) as downloader:
                await asyncio.gather(*(downloader.get(one.url + "/") for one in sites))

        run(main)
    assert len(most) == 16
    assert max(most) <= CONCURRENT_PER_HOST


@pytest.fixture
def sent(monkeypatch):
    """When each request was sent: on a loaded machine the server may notice two at once."""
    times = []
    send = GuardedHandler.download_request

    async def noting(handler, request):
        times.append(time.monotonic())
        return await send(handler, request)

    monkeypatch.setattr(GuardedHandler, "download_request", noting)
    return times


def gaps(times):
    return [after - before for before, after in pairwise(times)]


def test_requests_to_one_host_keep_their_distance(web, sent):
    web.answers |= {f"/{n}": plain("x") for n in range(3)}
    get(*(f"{web.url}/{n}" for n in range(3)), per_host_delay="0.2s")
    assert len(sent) == 4
    assert min(gaps(sent)) > 0.15


def test_requests_keep_their_distance_behind_some_that_a_slow_host_answers_together(web, sent):
    held = threading.Barrier(CONCURRENT_PER_HOST)

    def together(connection, asked):
        held.wait(10)
        time.sleep(0.6)  # meanwhile the turns of the others would come
        plain("x")(connection, asked)

    paths = [f"/{n}" for n in range(2 * CONCURRENT_PER_HOST)]
    web.answers |= dict.fromkeys(paths, together)

    async def main():
        manners = FetchSettings(**LOOPBACK | {"per_host_delay": "0.1s", "timeout": "20s"}, robots=False)
        async with ScrapyDownloader(manners) as downloader:
            return await asyncio.gather(*(downloader.get(web.url + path) for path in paths))

    assert len(run(main)) == len(sent) == len(paths)
    assert min(gaps(sent)) > 0.06


def test_requests_keep_their_distance_that_had_to_wait_for_another_host(web, sent):
    web.answers |= {"/slow": lambda connection, asked: (time.sleep(0.5), plain("x")(connection, asked))}
    web.answers |= {f"/{n}": plain("x") for n in range(3)}
    waiting = web.url.replace("127.0.0.1", "localhost")

    async def main():
        manners = FetchSettings(**LOOPBACK | {"per_host_delay": "0.1s", "concurrency": 1}, robots=False)
        async with ScrapyDownloader(manners) as downloader:
            urls = (f"{web.url}/slow", *(f"{waiting}/{n}" for n in range(3)))
            await asyncio.gather(*map(downloader.get, urls))

    run(main)
    assert min(gaps(sent)) > 0.06


def test_a_crawl_delay_is_honoured(web, sent):
    web.answers |= {"/robots.txt": plain("User-agent: *\nCrawl-delay: 0.3"), "/a": plain("x"), "/b": plain("x")}
    get(web.url + "/a", web.url + "/b")
    assert gaps(sent)[-1] > 0.2


@pytest.mark.parametrize(
    ("status", "asks", "pause"),
    [
        (429, b"3", 3),
        (429, b"600", 10),
        (429, None, 10),
        (429, b"soon", 10),
        (503, b"5", 5),
        (503, None, 0),
        (200, b"5", 0),
    ],
)
def test_a_host_that_asks_for_fewer_requests_is_given_a_pause(now, status, asks, pause):
    assert pause_after(status, asks, now) == pause


def test_what_one_source_of_a_host_is_refused_the_others_do_not_ask_for_at_once(web, sent, monkeypatch):
    monkeypatch.setattr(politeness, "PAUSE", 0.3)
    web.answers |= {"/a": plain("", 429, Retry_After="600"), "/b": plain("x")}
    get(web.url + "/a", web.url + "/b", robots=False)
    assert gaps(sent)[-1] > 0.2


def test_rules_that_are_being_read_are_not_forgotten_for_those_of_other_hosts(web, monkeypatch):
    monkeypatch.setattr(politeness, "HOSTS", 1)
    released = threading.Event()

    def slow(connection, asked):
        released.wait(10)
        plain()(connection, asked)

    with site() as other:
        web.answers |= {"/robots.txt": slow, "/": plain("x")}
        other.answers |= {"/": plain("y")}

        async def main():
            async with ScrapyDownloader(FetchSettings(**LOOPBACK | {"timeout": "20s"})) as downloader:
                waiting = asyncio.create_task(downloader.get(web.url + "/"))
                while not web.asked:
                    await asyncio.sleep(0.01)
                await downloader.get(other.url + "/")
                released.set()
                first = await waiting
                await downloader.get(web.url + "/")
                return first

        assert run(main).body == b"x"
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/", "/"]


def test_who_gives_up_waiting_does_not_hold_up_the_next(web):
    web.answers["/"] = plain("x")

    async def main():
        async with ScrapyDownloader(FetchSettings(**LOOPBACK | {"per_host_delay": "0.3s"}, robots=False)) as downloader:
            await downloader.get(web.url + "/")
            waiting = [asyncio.create_task(downloader.get(web.url + "/")) for _ in range(20)]
            await asyncio.sleep(0.05)
            for task in waiting:
                task.cancel()
            started = time.monotonic()
            await downloader.get(web.url + "/")
            return time.monotonic() - started

    assert run(main) < 0.5
    assert len(web.asked) == 2


@pytest.mark.parametrize("robots", [True, False])
def test_the_end_does_not_wait_for_what_is_under_way(web, robots):
    web.answers |= {"/robots.txt": hang, "/": hang}

    async def main():
        async with ScrapyDownloader(FetchSettings(**LOOPBACK | {"timeout": "60s"}, robots=robots)) as downloader:
            task = asyncio.create_task(downloader.get(web.url + "/"))
            await asyncio.sleep(0.1)
            started = time.monotonic()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return time.monotonic() - started

    assert run(main) < 0.5


def test_requests_leave_no_line_in_the_log(web, caplog):
    web.answers["/"] = plain("x")
    with caplog.at_level(logging.DEBUG):
        get(web.url + "/")
        get(web.url + "/gone")
    assert [record.message for record in caplog.records if web.url in record.message] == []
