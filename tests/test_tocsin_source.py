"""`tocsin source`, as a user meets it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from journey import rss
from servers import plain, site
from sqlalchemy import select

from config.load import load
from store.migrate import upgrade
from store.people_models import AuditEntry
from store.revisions import edits
from store.session import open_store
from tocsin.cli import run
from tocsin.opening import user

ROOT = Path(__file__).parent.parent

SETTINGS = """# the desk's own
version = 1
catalogue = ["tag:wire", "mod-pl", "not:country:RU"]
[fetch]
per_host_delay = "0s"
private_addresses = ["127.0.0.0/8"]
timeout = "2s"
[[sources]]
name = "mine"
url = "https://example.org/feed"
language = "en"
tags = ["official"]
[[sources]]
name = "asleep"
url = "https://example.org/other"
enabled = false
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return path


@pytest.fixture
def ask(capsys, config):
    """Run a source command with these settings and return its exit status, output and error output."""

    def asked(*arguments):
        status = run(["source", *map(str, arguments), "--config", str(config)])
        out, err = capsys.readouterr()
        return status, out, err

    return asked


def test_help_lists_the_commands_without_importing_what_they_need():
    program = "import sys, tocsin.cli; tocsin.cli.run(['source', '--help']); print('scrapy' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    *lines, scrapy = ended.stdout.splitlines()
    assert [line.split()[0] for line in lines[-6:]] == ["list", "add", "remove", "check", "import", "export"]
    assert scrapy == "False"


def test_list_shows_ones_own_and_those_switched_on(ask):
    status, out, _ = ask("list")
    assert status == 0
    assert "● mine  (en, feed, official)" in out
    assert "○ asleep  (feed)" in out
    assert "● mod-pl  (pl, PL, listing, official, ministry, unverified)" in out
    assert "tass-ru" not in out


def test_list_of_the_catalogue_tells_what_is_on_and_what_was_seen_when(ask):
    rows = {row["name"]: row for row in json.loads(ask("list", "--catalogue", "--json")[1])}
    assert len(rows) >= 200
    assert rows["mod-pl"]["on"]
    assert not rows["tass-ru"]["on"]
    assert (rows["bmvg"]["seen"], rows["bmvg"]["evidence"], rows["bmvg"]["tier"]) == (
        "2026-03-19",
        "answered",
        "official",
    )
    assert "answered a visit on 2026-03-19" in ask("list", "--catalogue", "--tag", "ministry", "--language", "de")[1]


@pytest.mark.parametrize(
    ("narrow", "holds"),
    [
        (("--tag", "official", "--country", "gb"), {"mod-uk"}),
        (("--language", "lt"), {"lrt-lt"}),
        (("--tag", "nothing"), set()),
    ],
)
def test_list_is_narrowed(ask, narrow, holds):
    assert {row["name"] for row in json.loads(ask("list", "--catalogue", "--json", *narrow)[1])} == holds


@pytest.fixture
def paper():
    """A paper with two feeds."""
    with site() as web:
        links = "".join(f'<link rel=alternate type="application/rss+xml" href="/{n}.xml">' for n in ("news", "sport"))
        web.answers["/"] = plain(f"<html><head>{links}</head></html>", content_type="text/html")
        for name in ("news", "sport"):
            items = ((f"{web.url}/{name}/{n}", f"The {name} of the day {n}", "A teaser of it.") for n in range(4))
            web.answers[f"/{name}.xml"] = plain(rss(*items), content_type="application/rss+xml")
        yield web


def test_add_shows_what_a_site_offers_and_writes_the_one_that_is_picked(ask, config, paper):
    status, out, _ = ask("add", paper.url, "--pick", 2, "--name", "sports", "--tag", "fun", "--country", "FR")
    assert status == 0
    assert "4 items, newest 2026-03-01 09:00 (nothing new for long), teasers, language en" in out
    assert "· The news of the day 0" in out
    assert f"Added 'sports' to {config}" in out
    text = config.read_text(encoding="utf-8")
    assert text.startswith(SETTINGS)
    added = load(config).settings.source("sports")
    assert (added.url, added.kind, added.tags, added.country, added.language) == (
        f"{paper.url}/sport.xml",
        "feed",
        ("fun",),
        "FR",
        "en",
    )


def test_what_commands_write_is_noted_with_who_did_it(ask, config, paper, tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/tocsin.db")
    upgrade(store)
    config.write_text(SETTINGS.replace("[fetch]", f'database = "sqlite:///{tmp_path}/tocsin.db"\n[fetch]'))
    assert ask("add", paper.url, "--pick", 2, "--name", "sports")[0] == 0
    with store.reading() as session:
        edit, *_ = edits(session)
        [act] = session.scalars(select(AuditEntry))
    assert (edit.by, edit.what) == (act.who, "sources added: sports")
    assert (act.who, act.what, act.about, act.address) == (user(), "settings", edit.what, "command line")
    store.close()
    config.write_text(config.read_text().replace("tocsin.db", "no/such/folder.db"))
    assert ask("add", paper.url, "--pick", 1, "--name", "news")[0] == 0


def test_add_refuses_what_is_read_already_and_says_under_which_name(ask, config, paper):
    assert ask("add", paper.url, "--first")[0] == 0
    before = config.read_text(encoding="utf-8")
    assert 'name = "127-0-0-1"' in before
    paper.answers["/news.xml?utm_source=x"] = paper.answers["/news.xml"]
    status, out, _ = ask("add", f"{paper.url}/news.xml?utm_source=x", "--first")
    assert status == 1
    assert "is read already, as '127-0-0-1'; nothing was added" in out
    assert config.read_text(encoding="utf-8") == before


def test_what_was_added_is_taken_out_again(ask, config, paper):
    assert ask("add", paper.url, "--first", "--name", "daily")[0] == 0
    assert "Removed 'daily'" in ask("remove", "daily")[1]
    assert config.read_text(encoding="utf-8") == SETTINGS
    status, _, err = ask("remove", "daily")
    assert (status, "there is no source 'daily' in the settings" in err) == (2, True)


def test_a_watch_that_names_what_is_taken_out_is_said(ask, config):
    watch = '[[watches]]\nname = "ships"\nquery = "frigate"\nsources = ["mine"]\n'
    config.write_text(f"{SETTINGS}\n{watch}", encoding="utf-8")
    status, out, _ = ask("remove", "mine")
    assert (status, "note: watch 'ships' still names it under sources" in out) == (0, True)


def test_a_second_source_of_a_site_is_named_after_both_and_can_be_typed(ask, paper):
    assert ask("add", paper.url, "--first", "--name", "the wire")[1].endswith(
        "`tocsin source remove 'the wire'` takes it out again.\n"
    )
    ask("add", paper.url, "--pick", 2, "--name", "127-0-0-1")
    paper.answers["/more.xml"] = plain(
        rss((f"{paper.url}/9", "News of the north", "A teaser.")), content_type="text/xml"
    )
    _, out, _ = ask("add", f"{paper.url}/more.xml", "--first", "--json")
    assert json.loads(out)["added"]["name"].startswith("127-0-0-1-")


def test_add_in_json_and_dry_run_writes_nothing(ask, config, paper):
    status, out, _ = ask("add", paper.url, "--first", "--dry-run", "--json")
    shown = json.loads(out)
    assert status == 0
    assert [(o["number"], o["kind"], o["items"], o["exists_as"]) for o in shown["offers"]] == [
        (1, "feed", 4, None),
        (2, "feed", 4, None),
    ]
    assert (shown["added"]["name"], shown["added"]["written"]) == ("127-0-0-1", False)
    assert config.read_text(encoding="utf-8") == SETTINGS


@pytest.mark.parametrize("how", [("--first",), ("--first", "--dry-run"), ("--first", "--json"), ()])
def test_add_keeps_a_password_for_the_settings(ask, config, paper, how):
    status, out, err = ask("add", paper.url.replace("//", "//me:secret@"), *how)
    assert (status, "secret" in out + err) == (0 if how else 1, False)
    assert ("me:secret@" in config.read_text(encoding="utf-8")) == (how in (("--first",), ("--first", "--json")))


def test_add_without_a_choice_adds_nothing_and_says_how_to_choose(ask, config, paper):
    status, _, err = ask("add", paper.url)
    assert status == 1
    assert "--pick NUMBER or --first" in err
    assert config.read_text(encoding="utf-8") == SETTINGS


def test_add_says_when_a_site_offers_nothing_and_when_it_is_not_there(ask, paper):
    paper.answers["/"] = plain("<html><body>Nothing</body></html>", content_type="text/html")
    status, out, _ = ask("add", paper.url, "--pick", 3)
    assert status == 1
    assert "offers nothing that can be read" in out
    paper.answers["/"] = plain("Sorry", 503)
    status, out, _ = ask("add", paper.url)
    assert (status, "offers nothing" in out, "503" in out) == (1, False, True)
    status, _, err = ask("add", "nothing.invalid")
    assert status == 1
    assert "nothing.invalid has no address" in err


def test_add_refuses_what_would_not_hold_before_it_asks_the_site(ask, config, paper):
    status, _, err = ask("add", paper.url, "--first", "--country", "France")
    assert status == 2
    assert "country holds no country code; write two capital letters, as in FR" in err
    status, _, err = ask("add", paper.url, "--first", "--name", "Mine")
    assert status == 2
    assert "there is a source 'Mine' already" in err
    assert paper.asked == []
    assert config.read_text(encoding="utf-8") == SETTINGS


def test_add_asks_on_a_terminal(config, paper):
    us, them = pty.openpty()
    command = [sys.executable, "-m", "tocsin", "source", "add", paper.url, "--config", str(config)]
    with subprocess.Popen(command, cwd=ROOT, stdin=them, stdout=subprocess.PIPE, text=True) as asked:
        os.write(us, b"2\n")
        out, _ = asked.communicate(timeout=60)
    os.close(us)
    os.close(them)
    assert asked.returncode == 0
    assert "Added '127-0-0-1'" in out
    assert load(config).settings.source("127-0-0-1").url == f"{paper.url}/sport.xml"


OTHERS = """<opml version="2.0"><body><outline text="Defence">
<outline type="rss" text="Ships of the week" xmlUrl="https://ships.example.org/feed"/>
<outline type="rss" text="Mine" xmlUrl="http://www.example.org/feed/"/>
<outline type="rss" text="Ships again" xmlUrl="https://ships.example.org/feed?utm_source=opml"/>
<outline type="rss" text="Old" xmlUrl="gopher://example.org/"/>
<outline type="rss" text="Ships of the week" xmlUrl="https://other.example.org/feed"/>
</outline><outline type="rss" text="None"/>
<outline type="link" text="Page" url="https://page.example.org/"/></body></opml>"""


def test_import_tells_what_became_of_each_entry_and_twice_makes_no_doubles(ask, config, tmp_path):
    (tmp_path / "feeds.opml").write_text(OTHERS, encoding="utf-8")
    status, out, _ = ask("import", tmp_path / "feeds.opml", "--tag", "taken-over")
    assert status == 1
    assert out.splitlines() == [
        "Ships of the week: added as 'ships-of-the-week'",
        "Mine: already there as 'mine'",
        "Ships again: already there as 'ships-of-the-week'",
        "Old: refused: gopher is not http or https",
        "Ships of the week: added as 'ships-of-the-week-2'",
        "None: refused: it gives no address",
        "Page: refused: it names a page, no feed; `tocsin source add` finds its feed",
        f"2 added, 2 there already, 3 refused; see {config}",
    ]
    text = config.read_text(encoding="utf-8")
    assert text.startswith(SETTINGS)
    assert load(config).settings.source("ships-of-the-week").tags == ("Defence", "taken-over")
    entries = json.loads(ask("import", tmp_path / "feeds.opml", "--json")[1])["entries"]
    assert [entry["result"] for entry in entries].count("exists") == 4
    assert config.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("how", [(), ("--dry-run", "--json")])
def test_import_keeps_a_password_for_the_settings(ask, config, tmp_path, how):
    outline = '<opml><body><outline xmlUrl="https://me:secret@a.example.org/f"/></body></opml>'
    (tmp_path / "feeds.opml").write_text(outline, encoding="utf-8")
    status, out, err = ask("import", tmp_path / "feeds.opml", *how)
    assert (status, "a.example.org/f" in out, "secret" in out + err) == (0, True, False)
    assert ("me:secret@" in config.read_text(encoding="utf-8")) == (how == ())


def test_import_refuses_what_would_not_hold_entry_by_entry(ask, config, tmp_path):
    ours = 'xmlns:t="urn:tocsin:sources"'
    (tmp_path / "feeds.opml").write_text(
        f"""<opml {ours}><body><outline url="https://a.example.org/" t:kind="lister"/>
        <outline url="https://b.example.org/" t:kind="listing" t:links="h2 a"/>
        <outline url="https://c.example.org/" t:country="France"/></body></opml>""",
        encoding="utf-8",
    )
    status, out, _ = ask("import", tmp_path / "feeds.opml", "--dry-run")
    assert status == 1
    assert "unknown kind 'lister'" in out
    assert "country holds no country code" in out
    assert "https://b.example.org/: would be added as 'example'" in out
    assert "1 to be added, 0 there already, 2 refused\n" in out
    assert config.read_text(encoding="utf-8") == SETTINGS


def test_import_says_what_is_no_opml(ask, tmp_path):
    (tmp_path / "feed.xml").write_text("<rss><channel/></rss>", encoding="utf-8")
    status, _, err = ask("import", tmp_path / "feed.xml")
    assert status == 1
    assert "this is no OPML but a feed" in err
    assert ask("import", tmp_path / "nothing.opml")[0] == 2


def test_export_comes_back_whole_elsewhere(ask, config, tmp_path):
    out = tmp_path / "out.opml"
    assert ask("export", out)[0] == 0
    before = load(config).settings.sources
    config.write_text("version = 1\n", encoding="utf-8")
    assert ask("import", out)[0] == 0
    after = {source.name: source for source in load(config).settings.sources}
    assert set(after) == {source.name for source in before}
    for source in before:
        assert after[source.name].model_dump() == source.model_dump(include=set(after[source.name].model_dump()))
    assert b"<opml" in out.read_bytes()
    assert "<opml" in ask("export")[1]
