"""New sources on the desk, looked at first, from lists, from the catalogue; and taken out again."""

import pytest
from deliveries import Clock
from desks import FromFile, desk, tree, words
from journey import rss
from servers import plain, redirect, site

from config.catalogue import catalogue
from config.load import load

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} \u202e'
MAIN = """version = 1   # of the format
catalogue = ["mod-pl"]  # by name

[fetch]
per_host_delay = "0s"
timeout = "3s"
private_addresses = [%s]

[[sources]]
name = "mine"
url = "https://example.org/feed"
"""

pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def web():
    with site() as running:
        yield running


class House:
    """A settings file and the desk of a daemon that reads it again when it changes."""

    def __init__(self, folder, store, now, allowed='"127.0.0.0/8"'):
        self.path, self.store, self.clock = folder / "tocsin.toml", store, Clock(now)
        self.path.write_text(MAIN % allowed, encoding="utf-8")
        self.force = FromFile(store, self.path)

    def desk(self):
        return desk(self.store, self.force, self.clock)

    def sources(self):
        return {source.name: source for source in load(self.path).settings.sources}


@pytest.fixture
def house(sqlite_store, tmp_path, now):
    return House(tmp_path, sqlite_store, now)


@pytest.fixture
def here(house):
    with house.desk() as (reader, _):
        yield reader


def test_an_address_is_looked_at_shown_and_added(house, here, web, now):
    items = [(f"{web.url}/{n}", f"The frigate number {n} returns", "A teaser.") for n in range(4)]
    head = '<link rel=alternate type="application/rss+xml" href="/feed">'
    web.answers["/"] = plain(f"<!doctype html><html lang=en><head>{head}</head></html>", content_type="text/html")
    web.answers["/feed"] = plain(rss(*items, at=now), content_type="application/rss+xml")
    page = here.press(here.get("/sources/add"), "Look what it offers", address=web.url)
    told = words(page)
    assert "1 offer feed: News" in told
    assert "4 items, newest Sun 1 Mar 2026, 09:00 UTC" in told
    assert "The frigate number 2 returns" in told
    assert house.path.read_text(encoding="utf-8") == MAIN % '"127.0.0.0/8"'  # looking writes nothing
    done = here.press(page, "Add this source", name="fleet", tags="navy, official", country="pl")
    assert "Written, in tocsin.toml. It is in force. 1 added" in words(done)
    fleet = house.sources()["fleet"]
    assert (fleet.url, fleet.tags, fleet.country) == (f"{web.url}/feed", ("navy", "official"), "PL")
    again = here.press(here.get("/sources/add"), "Look what it offers", address=web.url)
    assert "It is read already, as fleet." in words(again)


def test_private_addresses_are_never_asked_nor_after_a_redirect(sqlite_store, tmp_path, now, web):
    with site() as outside:
        closed = House(tmp_path, sqlite_store, now, allowed="")
        with closed.desk() as (here, _):
            for address in (web.url, "http://[::1]/", "http://169.254.169.254/latest/", "http://localhost:1/"):
                page = here.press(here.get("/sources/add"), "Look what it offers", address=address)
                assert "private" in words(page) or "not public" in words(page), words(page)
        assert web.asked == []
        closed.path.write_text(MAIN % '"127.0.0.1/32"', encoding="utf-8")
        outside.answers["/"] = redirect("http://127.0.0.2:1/secret")
        with closed.desk() as (here, _):
            page = here.press(here.get("/sources/add"), "Look what it offers", address=outside.url)
            assert "127.0.0.2" in words(page)
            assert "private" in words(page) or "not public" in words(page)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "mine", "url": "https://example.org/other"}, "given twice"),
        ({"name": "x", "url": "https://example.org/feed"}, "read already, as 'mine'"),
        ({"name": "x", "url": "javascript:alert(1)"}, "javascript is not http or https"),
        ({"name": "x", "url": "file:///etc/passwd"}, "file is not http or https"),
        ({"name": "", "url": "https://example.org/other"}, "name"),
        ({"name": HOSTILE, "url": "https://example.org/x", "kind": HOSTILE}, "kind"),
        ({}, ""),
    ],
)
def test_what_is_no_source_is_not_written(house, here, fields, said):
    page = here.post("/sources/add", data=fields)
    assert page.status_code == 400
    assert "<img" not in page.text
    assert said in tree(page).xpath("//*[@role='alert']")[0].text_content()
    assert house.path.read_text(encoding="utf-8") == MAIN % '"127.0.0.0/8"'


def test_a_list_goes_out_and_comes_in(house, here):
    listed = here.get("/sources.opml")
    assert listed.headers["Content-Disposition"] == 'attachment; filename="tocsin.opml"'
    assert b"https://example.org/feed" in listed.content
    opml = f"""<opml version="2.0"><body><outline text="Navy">
        <outline text="Œuvres" xmlUrl="https://other.example/feed"/>
        <outline text="Mine" xmlUrl="https://example.org/feed"/>
        <outline text="{HOSTILE.replace("<", "&lt;").replace('"', "&quot;")}" xmlUrl="javascript:alert(1)"/>
        </outline></body></opml>""".encode("cp1252", "xmlcharrefreplace")
    opml = b'<?xml version="1.0" encoding="windows-1252"?>' + opml
    page = here.post("/sources/import", files={"file": ("list.opml", opml)}, data={"tags": "sea, "})
    told = words(page)
    assert "It is in force. 1 added, 1 there already, 1 refused." in told
    assert "already there as mine" in told
    assert "<img" not in page.text
    assert house.sources()["oeuvres"].tags == ("Navy", "sea")
    assert "0 added, 2 there already" in words(
        here.post("/sources/import", files={"file": ("again.opml", listed.content)})
    )


@pytest.mark.parametrize("data", [b"", b"no list", b"<html></html>", b'<!DOCTYPE x [<!ENTITY a "b">]><opml>&a;</opml>'])
def test_what_is_no_list_is_said(house, here, data):
    before = house.path.read_text(encoding="utf-8")
    page = here.post("/sources/import", files={"file": ("x", data)})
    assert page.status_code in (200, 400)
    assert house.path.read_text(encoding="utf-8") == before


def test_the_catalogue_is_found_through_and_switched(house, here):
    [polish] = [one for one in here.get("/catalogue.json?find=mod-pl").json()["sources"] if one["name"] == "mod-pl"]
    assert polish["on"]
    country = here.get("/catalogue.json?country=FR&tag=press").json()
    assert country["sources"]
    assert {one["country"] for one in country["sources"]} == {"FR"}
    first = here.get("/catalogue.json").json()
    assert here.get(first["next"]).json()["sources"][0]["name"] > first["sources"][-1]["name"]
    name = next(name for name, source in catalogue().items() if source.tier == "wire" and source.is_verified)
    on = here.press(here.get(f"/catalogue?find={name}"), "Switch on") if first else None
    assert f"{name} is switched on, in tocsin.toml. It is in force." in words(on)
    assert f'catalogue = ["mod-pl", "{name}"]  # by name\n' in house.path.read_text(encoding="utf-8")
    assert name in house.sources()
    assert "switched off" in words(here.press(here.get(f"/catalogue?find={name}"), "Switch off"))
    assert house.path.read_text(encoding="utf-8") == MAIN % '"127.0.0.0/8"'
    assert here.post("/catalogue/switch", data={"name": "nowhere", "on": "1"}).status_code == 404


def test_one_that_a_rule_switches_on_is_switched_off_by_a_rule(house, here):
    text = (MAIN % "").replace('["mod-pl"]', '["tag:wire"]')
    house.path.write_text(text, encoding="utf-8")
    name = next(name for name, source in catalogue().items() if source.tier == "wire" and source.is_verified)
    here.post("/catalogue/switch", data={"name": name, "on": "0"})
    assert f'catalogue = ["tag:wire", "not:{name}"]' in house.path.read_text(encoding="utf-8")
    here.post("/catalogue/switch", data={"name": name, "on": "1"})
    assert house.path.read_text(encoding="utf-8") == text


MINE = """
[[sources]]
name = "mine"   # ours
url = "https://example.org/feed"
"""


def test_a_source_is_taken_out_after_a_question_and_put_back_as_it_was_written(house, here):
    before = (MAIN % "").replace(MAIN[MAIN.index("\n[[sources]]") :], MINE)
    watched = '\n[[watches]]\nname = "drones"\nquery = "drone"\nsources = ["mine"]\n'
    house.path.write_text(before.replace(MINE, watched + MINE), encoding="utf-8")
    assert "/source/remove?name=mine" in here.get("/source?name=mine").text
    asked = here.get("/source/remove?name=mine")
    assert "Take out source mine?" in words(asked)
    assert "These watches name it, and find nothing in it any more: drones" in words(asked)
    assert "mine" in house.sources()
    done = here.press(asked, "Take out")
    assert "Taken out, in tocsin.toml. It is in force." in words(done)
    assert "mine" not in house.sources()
    assert here.get("/source?name=mine").status_code == 404
    back = here.press(done, "Put it back")
    assert "Put back, in tocsin.toml. It is in force." in words(back)
    assert house.path.read_text(encoding="utf-8").endswith(MINE)
    assert "source mine put back" in words(here.get("/audit"))
    assert here.press(done, "Put it back").status_code == 409


def test_only_what_was_seen_is_taken_out_and_only_what_stands_in_the_settings(house, here):
    asked = here.get("/source/remove?name=mine")
    changed = house.path.read_text(encoding="utf-8").replace("org/feed", "org/other")
    house.path.write_text(changed, encoding="utf-8")
    assert here.press(asked, "Take out").status_code == 409
    assert house.path.read_text(encoding="utf-8") == changed
    for path in ("/source/remove?name=none", f"/source/remove?name={HOSTILE}"):
        assert here.get(path).status_code == 404
    assert here.post("/source/remove", data={"name": "none"}).status_code == 404
    assert here.post("/source/put-back", data={"name": "none"}).status_code == 400


def test_a_source_of_the_catalogue_is_not_taken_out_but_switched_off(house, here):
    asked = here.get("/source/remove?name=mod-pl")
    assert "It is of the catalogue, and switched off there." in words(asked)
    assert "/catalogue?find=mod-pl" in asked.text
    assert "Take out</button>" not in asked.text
