"""`tocsin source check` against servers that are kind, and those that are not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from certificates import certificate
from journey import rss
from servers import hang, plain, redirect, site

from config.load import load
from tocsin.cli import run

TODAY = datetime.now(UTC)


@pytest.fixture
def web(tmp_path):
    with site() as running:
        yield running


@pytest.fixture
def check(tmp_path, capsys):
    """Write settings with these sources (name to address, with further lines) and check them."""
    path = tmp_path / "tocsin.toml"

    def checked(sources, *arguments):
        manners = 'per_host_delay = "0s"\nprivate_addresses = ["127.0.0.0/8"]\ntimeout = "1s"\nmax_size = 100000\n'
        tables = "".join(f'[[sources]] # {n}\nname = "{n}"\nurl = "{u}\n' for n, u in sources.items())
        if sources:
            path.write_text(f"version = 1\n[fetch]\n{manners}{tables}", encoding="utf-8")
        status = run(["source", "check", *arguments, "--config", str(path)])
        out, err = capsys.readouterr()
        return status, out, err

    checked.path = path
    return checked


def feed(web, at=TODAY, number=3):
    items = ((f"{web.url}/{n}", f"The news of the day {n}", "A teaser") for n in range(number))
    return plain(rss(*items, at=at), content_type="application/rss+xml")


def test_every_ailment_is_told_in_one_visit(check, web, tmp_path):
    links = '<link rel=alternate type="application/rss+xml" href="/fine">'
    web.answers |= {
        "/fine": feed(web),
        "/moved": redirect("/fine", 301),
        "/lent": redirect("/fine", 302),
        "/page": plain(f"<!doctype html><html><head>{links}</head></html>", content_type="text/html"),
        "/sign-in": plain(
            f"<!doctype html><title>Sign in</title><input type=password><a href={web.url}/fine/feed>All</a>",
            content_type="text/html",
        ),
        "/fine/feed": feed(web),
        "/empty": feed(web, number=0),
        "/stale": feed(web, TODAY - timedelta(days=200)),
        "/epoch": feed(web, datetime(1970, 1, 1, tzinfo=UTC)),
        "/blocked": plain('<div id="cf-error-details">blocked</div>', 403, content_type="text/html"),
        "/browser": plain("x", 403, cf_mitigated="challenge"),
        "/robots.txt": plain("User-agent: *\nDisallow: /private"),
        "/hangs": hang,
        "/large": plain("x" * 200_000),
    }
    with site(certificate(tmp_path / "cert.pem")) as self_signed:
        names = (
            "fine",
            "moved",
            "lent",
            "page",
            "sign-in",
            "empty",
            "stale",
            "epoch",
            "blocked",
            "browser",
            "private",
            "hangs",
        )
        sources = {name: f'{web.url}/{name}"' for name in (*names, "large", "nothing")}
        sources |= {"unsafe": f'{self_signed.url}/"', "unknown": 'http://nowhere.invalid/"'}
        status, out, _ = check(sources, "--json")
    rows = {row["name"]: row for row in json.loads(out)}
    assert status == 1
    assert list(rows) == list(sources)
    assert {name: row["state"] for name, row in rows.items()} == {
        "fine": "fine",
        "moved": "moved",
        "lent": "fine",
        "page": "not-a-feed",
        "sign-in": "blocked",
        "empty": "empty",
        "stale": "stale",
        "epoch": "undated",
        "blocked": "blocked",
        "browser": "blocked",
        "private": "robots",
        "hangs": "timeout",
        "large": "too-large",
        "nothing": "gone",
        "unsafe": "certificate",
        "unknown": "dns",
    }
    assert rows["moved"]["address"] == rows["page"]["address"] == f"{web.url}/fine"
    assert rows["sign-in"]["address"] == f"{web.url}/fine/feed"
    assert rows["page"]["cure"] == f"it names a feed: {web.url}/fine"
    assert "Cloudflare, which guards the server, refuses programs (403)" in rows["blocked"]["what"]
    assert "wants to see a browser (Cloudflare challenge, 403)" in rows["browser"]["what"]
    assert "self-signed certificate" in rows["unsafe"]["what"]
    assert [row["name"] for row in rows.values() if row["fine"]] == ["fine", "lent"]


def test_what_is_wrong_is_said_with_its_cure_and_what_is_fine_in_a_line(check, web):
    web.answers["/fine"] = feed(web)
    status, out, err = check({"fine": f'{web.url}/fine"', "off": f'{web.url}/off"\nenabled = false'})
    assert (status, err) == (0, "")
    assert out == f"✓ fine  3 items, newest {TODAY:%Y-%m-%d}\n1 visited: 1 fine\n"
    status, out, _ = check({}, "--all")
    assert status == 1
    assert "✗ off   gone: nothing is there (404 Not Found)" in out
    assert "`tocsin source add`" in out


def test_names_and_tags_choose_and_an_unknown_name_is_wrong_usage(check, web):
    web.answers["/a"] = web.answers["/b"] = feed(web)
    status, out, _ = check({"a": f'{web.url}/a"\ntags = ["x"]', "b": f'{web.url}/b"'}, "--tag", "X", "--json")
    assert [row["name"] for row in json.loads(out)] == ["a"]
    assert status == 0
    status, _, err = check({}, "c")
    assert status == 2
    assert "there is no source 'c'" in err
    assert check({}, "--catalogue", "--fix")[0] == 2


def test_fix_writes_the_addresses_of_those_that_moved_and_keeps_the_old_file(check, web):
    web.answers |= {
        "/old": redirect("/new", 301),
        "/new": feed(web),
        "/twin": redirect("/there", 308),
        "/there": feed(web),
    }
    sources = {"moved": f'{web.url}/old"   # since 2020', "twin": f'{web.url}/twin"', "there": f'{web.url}/there"'}
    status, out, _ = check(sources, "--fix")
    assert status == 1
    assert "the new address was written" in out
    assert "'there' reads that address already; remove one of them" in out
    addresses = {source.name: source.url for source in load(check.path).settings.sources}
    assert addresses == {"moved": f"{web.url}/new", "twin": f"{web.url}/twin", "there": f"{web.url}/there"}
    assert "# since 2020" in check.path.read_text(encoding="utf-8")
    assert f"{web.url}/old" in check.path.with_name("tocsin.toml.old").read_text(encoding="utf-8")


def test_fix_leaves_alone_what_is_not_written_out_and_says_so(check, web, monkeypatch):
    monkeypatch.setenv("PAPER", web.url)
    web.answers |= {"/old": redirect("/new", 301), "/new": feed(web)}
    status, out, _ = check({"moved": '${PAPER}/old"'}, "--fix")
    assert status == 1
    assert (
        f"it was not written: line 9: the address is not written out here; change it yourself, to {web.url}/new" in out
    )
    assert [path.name for path in check.path.parent.iterdir()] == ["tocsin.toml"]
