"""Who may ask the desk for what, and what every answer carries."""

import socket

import pytest
from deliveries import Clock, alert, played
from desks import PUBLIC, desk, settings_with_desk, tree, words

from store.alert_models import Acknowledgement

HOST = PUBLIC.partition("://")[2]
#: What a proxy adds by itself, or a user has it add.
PROXIED = [{"X-Forwarded-For": "192.0.2.1"}, {"Forwarded": "for=192.0.2.1"}, {"Via": "1.1 proxy"}, {"X-Real-IP": "::1"}]


@pytest.fixture
def readers(sqlite_store, now):
    alert(sqlite_store, now, played("desk"))
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as both:
        yield both


@pytest.mark.parametrize("path", ["/alerts", "/alerts/1", "/nowhere", "/link/forged", "/healthz", "/static/desk.css"])
def test_every_answer_has_the_headers(readers, path):
    for reader in readers:
        headers = reader.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        runs = reader is readers[0] and path not in ("/healthz", "/static/desk.css")
        assert policy.count("script-src") == policy.count("script-src 'self'") == runs
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Set-Cookie" not in headers
        assert "server" not in headers
        assert ("no-store" in headers.get("Cache-Control", "")) == (not path.startswith("/static/"))


@pytest.mark.parametrize("path", ["/alerts", "/alerts/1", "/stories/1", "/articles/1", "/search?q=drone"])
def test_what_leads_elsewhere_tells_nobody_whence_and_nothing_is_fetched_from_there(readers, path):
    page = readers[0].get(path)
    assert "img-src 'self'" in page.headers["Content-Security-Policy"]
    out = tree(page).xpath("//a[starts-with(@href, 'http')]")
    assert out, path
    assert {link.get("rel") for link in out} == {"noopener noreferrer nofollow"}
    fetched = tree(page).xpath("//@src | //link[@rel != 'alternate']/@href")
    assert [one for one in fetched if not one.startswith("/static/")] == []


def test_what_is_asked_for_by_its_hash_is_kept_for_good(readers):
    for reader, path in zip(readers, ("/alerts", "/link/forged"), strict=True):
        files = tree(reader.get(path)).xpath("//@src | //link/@href")
        assert len(files) == (4 if path == "/alerts" else 2)
        for file in files:
            assert "immutable" in reader.get(file).headers["Cache-Control"]
    assert readers[0].get("/static/keys.js").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "[", "x@y:z"])
def test_a_name_the_desk_is_not_known_by_is_refused(readers, host):
    """DNS rebinding: a page of evil.example whose name now means 127.0.0.1 must read nothing."""
    for path in ("/alerts", "/alerts.json", "/link/forged", "/static/desk.css"):
        answer = readers[0].get(path, headers={"Host": host})
        assert answer.status_code == 421, path
        assert "drone" not in answer.text.lower()


@pytest.mark.parametrize("host", ["127.0.0.1:8300", "localhost", "LOCALHOST:1", "[::1]:8300", "localhost."])
def test_the_names_of_this_machine_open_the_desk(readers, host):
    assert readers[0].get("/alerts", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/alerts",
        "/alerts.json",
        "/alerts/1",
        "/alerts/1.json",
        "/silences",
        "/silences.json",
        "/sign-in",
        "/users",
        "/tokens",
    ],
)
def test_from_elsewhere_there_are_only_the_signed_links(readers, path):
    here, there = readers
    for answer in (there.get(path), *(here.get(path, headers=header) for header in PROXIED)):
        assert answer.status_code == 403
        assert "drone" not in answer.text.lower()
    assert there.get("/link/forged").status_code == 404
    assert there.get("/static/desk.css").status_code == 200


def test_from_elsewhere_no_button_of_the_desk_works(sqlite_store, readers):
    for header in [{"Host": HOST}, *PROXIED]:
        assert readers[0].post("/alerts/1/acknowledge", headers=header).status_code == 403
        assert readers[0].post("/sign-in", headers=header, data={"name": "a", "password": "b"}).status_code == 403
    with sqlite_store.reading() as session:
        assert session.query(Acknowledgement).count() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
    ],
    ids=str,
)
def test_a_form_of_another_page_is_refused(sqlite_store, readers, headers, status):
    assert readers[0].post("/alerts/1/acknowledge", headers=headers).status_code == status
    with sqlite_store.reading() as session:
        assert session.query(Acknowledgement).count() == (status == 200)


def test_a_form_of_the_desk_itself_is_known_by_its_origin_too(readers):
    origin = {"Origin": readers[0].root}
    assert readers[0].post("/alerts/1/acknowledge", headers=origin).status_code == 200


def test_more_than_a_form_of_ours_holds_is_refused(readers):
    for reader, path, most in zip(readers, ("/alerts/1/silence", "/link/forged"), (2048, 16), strict=True):
        assert reader.post(path, data=b"x" * (most * 1024 - 1_000)).status_code != 413
        assert reader.post(path, data=b"x" * (most * 1024 + 1_000)).status_code == 413
        endless = reader.post(path, data=(b"x" * 16_384 for _ in range(most // 8)))
        assert endless.status_code == 413


def test_what_is_no_form_is_no_reason_to_fall_over(readers):
    for body in (b"\xff\xfe\x00", b"&&&===%%%", b"a=" * 500, b'{"json": true}'):
        assert readers[0].post("/alerts/1/silence", data=body).status_code == 400


def test_what_is_no_http_is_answered_and_forgotten(readers):
    port = int(readers[0].root.rpartition(":")[2])
    for bytes_ in (b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(bytes_)
            assert not connection.recv(100).startswith(b"HTTP/1.1 200")
    assert readers[0].get("/healthz").status_code == 200


def test_a_nul_in_an_address_or_form_is_a_letter_like_any_other(store, now):
    """PostgreSQL takes none: a page, or the rest of a file that was begun, would be missing."""
    asked = ["/alerts?watch=a%00", "/deliveries?channel=%00", "/search?q=drone&source=%00", "/trends?name=%00"]
    asked += ["/search?q=%00", "/source?name=%00", "/audit?who=%00", "/feeds/alerts.atom?watch=%00", "/push/%00"]
    asked += ["/export/alerts?format=csv&watch=%00", "/export/search?format=csv&q=drone&source=%00"]
    posted = [
        ("/source/poll", "name"),
        ("/tokens/add", "name"),
        ("/tokens/end", "name"),
        ("/deliveries/retry", "channel"),
    ]
    with desk(store, settings_with_desk(), Clock(now)) as (here, _):
        told = {path: here.get(path).status_code for path in asked}
        told |= {path: here.post(path, data={field: "a\0"}).status_code for path, field in posted}
    assert {path: status for path, status in told.items() if status >= 500} == {}


@pytest.mark.parametrize("path", ["/alerts/{}", "/stories/{}.json", "/articles/{}/versions", "/deliveries/{}"])
@pytest.mark.parametrize("digits", [20, 30, 5_000])
def test_a_number_that_no_database_counts_to_is_that_of_nothing(readers, path, digits):
    assert readers[0].get(path.format("9" * digits)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "//evil.example/"]
)
def test_no_path_leads_out_of_the_pages(readers, path):
    port = int(readers[0].root.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    assert answer.split()[1] == b"404"
    assert b"import" not in answer


def test_a_store_that_does_not_answer_is_said_plainly(sqlite_store, readers, tmp_path):
    sqlite_store.close()
    (tmp_path / "store.db").write_bytes(b"no database" * 1000)
    health = readers[0].get("/healthz")
    assert (health.status_code, health.json()["status"]) == (503, "failing")
    page = readers[0].get("/alerts")
    assert page.status_code == 503
    assert "Nothing was changed: the store does not answer." in words(page)
    behind = readers[1].get("/link/useful.1.1.1.00000000000000000000000000000000")
    assert behind.status_code == 503
    assert "store.db" not in behind.text  # where it lies is nobody's business there


def test_the_pages_lead_to_each_other_and_say_which_one_is_open(readers):
    here = readers[0]
    places = tree(here.get("/alerts")).xpath("//nav/a/@href")
    assert places == [
        "/", "/alerts", "/watches", "/search", "/trends", "/silences", "/deliveries", "/channels", "/sources"
    ]  # fmt: skip
    for place in places[1:]:
        assert tree(here.get(place)).xpath("//nav/a[@aria-current='page']/@href") == [place]
