"""The desk's watches: the list, the editor that writes settings files, who changed what, and back."""

import json
from datetime import timedelta

import pytest
from deliveries import Clock, alert, played
from desks import FromFile, desk, tree, words
from test_web_stories import tells

import alerts.checking
import web.watch_check
from config.load import load
from store.alert_models import StoredSilence
from store.marks import rate

MAIN = """version = 1
timezone = "Europe/Brussels"
include = ["watches.toml"]

[channels.out]
kind = "file"
path = "{folder}/out.jsonl"

[channels."second one"]
kind = "file"
path = "{folder}/second.jsonl"
"""
WATCHES = """# ours
[[watches]]
name = "drones"   # flying ones
query = "drone"
channels = ["out"]

[[watches]]
name = "ferries"
query = "ferry"
"""
#: Names that would be another path, another tag or another field.
HOSTILE = ["..", "a/b'<b>\"", "50 % & more?#\u202egnp.exe", "{{ 7*7 }}"]

pytestmark = pytest.mark.usefixtures("patient")


class House:
    """Settings files, and the desk of a daemon that reads them again when they change."""

    def __init__(self, folder, store, now):
        self.main, self.file, self.store, self.now = folder / "tocsin.toml", folder / "watches.toml", store, now
        self.main.write_text(MAIN.format(folder=folder), encoding="utf-8")
        self.file.write_text(WATCHES, encoding="utf-8")
        self.clock = Clock(now)
        self.force = FromFile(store, self.main)

    def watch(self, name="drones"):
        return next((one for one in load(self.main).settings.watches if one.name == name), None)

    def text(self):
        return self.file.read_text(encoding="utf-8")


@pytest.fixture
def house(sqlite_store, tmp_path, now):
    return House(tmp_path, sqlite_store, now)


@pytest.fixture
def here(house):
    with desk(house.store, house.force, house.clock) as (reader, _):
        yield reader


def field(page, name):
    [found] = tree(page).xpath(f"//*[@name='{name}' and not(@type='hidden') or @name='{name}' and @type='hidden']")
    return found.value


def cards(page):
    return [" ".join(card.text_content().split()) for card in tree(page).iter("article")]


def test_the_list_says_how_often_each_rang_of_what_use_and_where_it_is_written(house, here, now):
    mail = played("out")
    for useful in (True, True, False):
        [number] = alert(house.store, now - timedelta(days=2), mail, watch="drones")
        with house.store.transaction() as session:
            rate(session, number, useful, now, "Ann", "")
    alert(house.store, now - timedelta(days=40), mail, watch="drones")
    with house.store.transaction() as session:
        session.add(StoredSilence(watch="ferries", until=now + timedelta(days=1), made_at=now, reason="the strike"))
    drones, ferries = cards(here.get("/watches"))
    assert "To out · written in watches.toml, line 2" in drones
    assert "3 alerts in 30 days; 2 of 3 rated were useful: 67% (21% to 94%, at 95%)" in drones
    assert "Silenced until Mon 2 Mar 2026, 10:00 CET: the strike" in ferries
    assert "Kept only, told to nobody" in ferries
    assert [card[:7] for card in cards(here.get("/watches?find=FERR"))] == ["ferries"]
    told = here.get("/watches.json?find=drone").json()["watches"][0]
    assert (told["alerts"], told["useful"], told["written"]["line"]) == (4, 2, 2)
    assert sum(day["alerts"] for day in told["days"]) == 3
    assert here.get("/watch.json?name=drones").json() == told


def test_a_change_is_written_where_the_watch_stands_and_put_in_force(house, here):
    page = here.get("/watch?name=drones")
    assert field(page, "query") == "drone"
    done = here.press(page, "Save", query='drone OR "cease fire"', channels=["out", "second one"], priority="high")
    assert "Saved, in watches.toml. It is in force." in words(done)
    assert house.text() == WATCHES.replace(
        'query = "drone"\n', 'query = \'drone OR "cease fire"\'\npriority = "high"\n', 1
    ).replace('channels = ["out"]', 'channels = ["out", "second one"]')
    assert field(here.get("/watch?name=drones"), "query") == 'drone OR "cease fire"'


def test_all_that_a_watch_can_have_is_asked_written_and_taken_back(house, here):
    page = here.get("/watch?name=drones")
    told = {"again": "official sources:10, wakes:3d", "cooldown": "1h30m", "flood": None, "scope": "article"}
    volume = {"volume": "spike", "volume_window": "1d", "volume_at_least": "9", "volume_stories": None}
    assert "It is in force." in words(here.press(page, "Save", **told, **volume))
    watch = house.watch()
    assert (watch.again, watch.cooldown, watch.flood) == (
        ("official", "sources:10", "wakes:3d"),
        timedelta(minutes=90),
        False,
    )
    assert (watch.volume.spike, watch.volume.silence, watch.volume.at_least, watch.volume.sources) == (
        True,
        False,
        9,
        3,
    )
    assert 'volume = { silence = false, window = "1d", at_least = 9, stories = false }' in house.text()
    page = here.get("/watch?name=drones")
    assert "Nothing was changed" in words(here.press(page, "Save"))
    wrong = here.press(page, "Save", volume_at_least="many")
    assert (wrong.status_code, "at_least" in words(wrong)) == (400, True)
    back = {"again": "", "cooldown": "", "flood": "1", "scope": "story", "volume": ""}
    assert "It is in force." in words(here.press(page, "Save", **back))
    assert house.text() == WATCHES


def test_a_new_watch_is_written_and_taken_out_again(house, here):
    done = here.press(
        here.get("/watch/new?query=tank"),
        "Save",
        name="tanks",
        channels=["out"],
        must_match="Tanks roll\r\nA tank rolls",
    )
    assert "It is in force." in words(done)
    assert (house.watch("tanks").query, house.watch("tanks").must_match) == ("tank", ("Tanks roll", "A tank rolls"))
    assert "Taken out" in words(here.press(here.get("/watch?name=tanks"), "Take out"))
    assert house.text() == WATCHES
    assert here.get("/watch?name=tanks").status_code == 404


@pytest.mark.parametrize("name", HOSTILE)
def test_a_watch_may_have_any_name(house, here, name):
    saved = here.press(here.get("/watch/new"), "Save", name=name, query="tank")
    assert "It is in force." in words(saved)
    [link] = [
        a.get("href")
        for a in tree(here.get("/watches")).xpath("//article//h2/a")
        if a.get("href") not in ("/watch?name=drones", "/watch?name=ferries")
    ]
    assert "Saved" in words(here.press(here.get(link), "Save", query="tank OR truck"))
    assert house.watch(name).query == "tank OR truck"
    history = here.get(link.replace("/watch?", "/watch/history?"))
    assert "Saved" not in words(here.press(history, "Put back as it was then"))
    assert house.watch(name).query == "tank"
    assert "<b>" not in here.get(link).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"query": "drone AND ("}, "drone AND ("),
        ({"query": ""}, "query"),
        ({"query": "@nosuch"}, "nosuch"),
        ({"must_match": "A ship sails"}, "does not find 'A ship sails'"),
        ({"channels": ["gone"]}, "unknown channel"),
    ],
)
def test_what_would_not_hold_is_not_written_and_what_was_typed_stays(house, here, fields, said):
    page = here.press(here.get("/watch?name=drones"), "Save", **fields)
    assert (page.status_code, house.text()) == (400, WATCHES)
    [alert_] = tree(page).xpath("//*[@role='alert']")
    assert said in alert_.text_content()
    if isinstance(value := next(iter(fields.values())), str):
        assert field(page, next(iter(fields))) == value


def test_saving_nothing_is_said(house, here):
    assert "Nothing was changed" in words(here.press(here.get("/watch?name=drones"), "Save"))
    page = here.press(here.get("/watch/new"), "Save", name="drones", query="tank")
    assert page.status_code == 409
    assert house.text() == WATCHES


def test_a_file_that_changed_in_between_is_shown_beside_and_saving_again_overwrites(house, here):
    page = here.get("/watch?name=drones")
    house.file.write_text(WATCHES.replace('"drone"', '"drone OR uav"'), encoding="utf-8")
    answer = here.press(page, "Save", query="drone OR quadcopter")
    assert answer.status_code == 409
    assert "drone OR uav" in house.text()
    [both] = tree(answer).xpath("//section[@role='alert']")
    assert "drone OR quadcopter" in both.text_content()
    assert "drone OR uav" in both.text_content()
    assert "It is in force." in words(here.press(answer, "Save"))
    assert house.watch().query == "drone OR quadcopter"


def test_a_watch_that_was_taken_out_in_between_is_not_brought_back_unseen(house, here):
    page = here.get("/watch?name=ferries")
    house.file.write_text(WATCHES[: WATCHES.index('\n[[watches]]\nname = "ferries"')], encoding="utf-8")
    answer = here.press(page, "Save", query="ferry OR boat")
    assert (answer.status_code, house.watch("ferries")) == (409, None)
    assert "It is in force." in words(here.press(answer, "Save"))
    assert house.watch("ferries").query == "ferry OR boat"


def test_another_part_of_the_file_may_change_meanwhile(house, here):
    page = here.get("/watch?name=drones")
    house.file.write_text(WATCHES.replace('"ferry"', '"ferry OR ship"'), encoding="utf-8")
    assert "Saved" in words(here.press(page, "Save", query="drone OR uav"))
    assert (house.watch().query, house.watch("ferries").query) == ("drone OR uav", "ferry OR ship")


def test_files_that_do_not_hold_are_named_and_left(house, here):
    page = here.get("/watch?name=drones")
    house.file.write_text(WATCHES + "\n[[watches]]\nname = 5\n", encoding="utf-8")
    answer = here.press(page, "Save", query="drone OR uav")
    assert answer.status_code == 400
    assert "watches.toml:12" in words(answer)
    assert "drone OR uav" not in house.text()


def test_who_changed_what_is_told_and_an_earlier_watch_is_put_back(house, here, now):
    here.press(here.get("/watch?name=drones"), "Save", query="drone OR uav", priority="high")
    house.clock.now += timedelta(hours=1)
    house.file.write_text(house.text().replace("drone OR uav", "uav"), encoding="utf-8")
    here.press(here.get("/watch?name=ferries"), "Save", query="boat")
    steps = cards(here.get("/watch/history?name=drones"))
    assert len(steps) == 3
    assert "changed in the settings file" in steps[0]
    assert "by the desk" in steps[1]
    assert "watch drones: query, priority" in steps[1]
    told = here.get("/watch/history.json?name=drones").json()
    assert [one["by"] for one in told["changes"]] == [None, "the desk", None]
    assert told["complete"]
    assert told["changes"][2]["after"] == WATCHES[7 : WATCHES.index("\n\n")]
    page = here.get("/watch/history?name=drones")
    forms = [form for form in tree(page).forms if "put-back" in form.action]
    done = here.post("/watch/put-back", data=dict(forms[-1].form_values()))
    assert "Put back, in watches.toml. It is in force." in words(done)
    assert house.text() == WATCHES.replace('"ferry"', '"boat"')
    assert "put back as it was after edit 1" in cards(here.get("/watch/history?name=drones"))[0]


def test_a_watch_that_was_taken_out_comes_back_from_its_history(house, here):
    here.press(here.get("/watch?name=drones"), "Take out")
    assert house.watch() is None
    done = here.press(here.get("/watch/history?name=drones"), "Put back as it was then")
    assert "It is in force." in words(done)
    assert "# flying ones" in house.text()
    assert house.watch().channels == ("out",)


def test_what_a_draft_finds_adds_and_removes_is_told_without_a_script(house, here, now):
    for title, days in (("Drone over Kyiv", 1), ("A UAV was seen", 1), ("Drone toy fair", 3), ("Old drone", 40)):
        tells(house.store, now - timedelta(days=days), title=title, text="Nothing more.", language="en")
    page = here.press(
        here.get("/watch?name=drones"), "Check", query="(drone OR uav) NOT toy",
        must_match="Drones fly", must_not_match="A toy drone\r\nThe UAV landed",
    )  # fmt: skip
    told = words(page)
    assert "2 matches in 2 stories." in told
    assert "All 3 articles of the last 30 days were looked at." in told
    assert "The change adds 1 article" in told
    assert "Why not until now: drone was not found" in told
    assert "The change removes 1 article" in told
    assert "Why not any more: toy was found, which is excluded" in told
    assert "✓ found: Drones fly" in told
    assert "✓ not found: A toy drone" in told
    assert "✗ found: The UAV landed" in told
    assert "(drone OR uav) AND NOT toy" in told
    assert "µs of processor time an article" in told
    assert [mark.text for mark in tree(page).iter("mark")][:2] == ["UAV", "Drone"] or "UAV" in told
    assert house.text() == WATCHES


@pytest.mark.parametrize(
    ("language", "add", "narrow"),
    [("fr", "conseil : ajoutez-le", "restreignez"), ("de", "Rat: ergänzen Sie es", "engen Sie")],
)
def test_what_is_wrong_with_a_watch_that_is_saved_is_said_in_the_language_of_who_asks(here, language, add, narrow):
    data = {"name": "x", "channels": "out", "query": "drone", "must_not_match": "A drone"}
    for written, told in ((data | {"query": "drone ("}, add), (data, narrow)):
        page = here.post("/watch/save", data=written, headers={"Accept-Language": language})
        wrong = [one.text_content() for one in tree(page).xpath("//section[@role='alert']/pre")]
        assert told in wrong[0]
        assert "nothing was written" not in wrong[1]


def test_what_a_draft_finds_is_told_to_programs_and_what_is_none_is_said(house, here, now):
    for title, days in (("Drone over Kyiv", 1), ("A UAV was seen", 1), ("Drone toy fair", 3), ("Sanctions", 3)):
        tells(house.store, now - timedelta(days=days), title=title, text="Nothing more.", language="en")
    asked = {"name": "drones", "query": "(drone OR uav) NOT toy", "must_not_match": "A toy drone\nThe UAV landed"}
    told = here.get("/watch/check.json", params=asked).json()
    assert (told["matches"], told["stories"], told["adds"], told["removes"], told["complete"]) == (2, 2, 1, 1, True)
    assert told["plain"] == "(drone OR uav) AND NOT toy"
    assert [(line["text"], bool(line["why"])) for line in told["lines"]] == [
        ("A toy drone", False),
        ("The UAV landed", True),
    ]
    assert sorted(one["title"] for one in told["newest"]) == ["A UAV was seen", "Drone over Kyiv"]
    for inflect, found in (("1", 1), ("0", 0)):
        told = here.get("/watch/check.json", params={"query": "sanction", "inflect": inflect}).json()
        assert (told["matches"], told["adds"]) == (found, None)
    wrong = here.get("/watch/check.json", params={"query": "drone AND ("})
    assert (wrong.status_code, "drone AND (" in wrong.json()["error"]) == (400, True)


def test_a_script_is_answered_with_the_part_that_changes(here):
    data = {"name": "x", "query": "drone AND (", "priority": "normal", "scope": "story"}
    part = here.post("/watch/check", data=data, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'hx-swap-oob="innerHTML"' in part.text
    [wrong] = tree(part).xpath("//*[@id='said']/pre")
    lines = wrong.text_content().split("\n")
    assert lines[1].rstrip() == "  drone AND ("
    assert lines[2].endswith("^")


def test_a_check_goes_on_step_by_step_and_shows_anew_what_it_has_found_as_that_doubles(house, here, now, monkeypatch):
    monkeypatch.setattr(alerts.checking, "AT_LEAST", 5)
    monkeypatch.setattr(web.watch_check, "WITHIN", 1e-9)
    for n in range(33):
        tells(house.store, now - timedelta(minutes=n), title=f"Drone {n}", text="x", language="en")
    data, script = {"name": "drones", "seen": "x", "query": "drone NOT 3"}, {"HX-Request": "true"}
    answers, shown = [here.post("/watch/check", data=data, headers=script)], []
    while on := tree(answers[-1]).xpath("//*[@hx-vals]"):
        shown.append((int(on[0].text.split()[2]), "HX-Retarget" in answers[-1].headers))
        answers.append(here.post("/watch/check", data=data | json.loads(on[0].get("hx-vals")), headers=script))
    assert shown == [(5, True), (10, True), (15, False), (20, True), (25, False), (30, False)]
    said = tree(answers[-1]).text_content()
    assert "All 33 articles of the last 30 days were looked at." in said
    assert "32 matches in 32 stories." in said
    # Whoever asks once more asks anew; a longer look is for who asks for it.
    assert here.get("/watch/check.json?query=drone").json()["looked_at"] == 5
    assert here.get("/watch/check.json?query=drone").json()["looked_at"] == 10
    assert here.get("/watch/check.json?query=drone&within=4").json()["complete"]
    assert here.get("/watch/check.json?query=drone&within=5").status_code == 400
    page = here.press(here.get("/watch/new"), "Check", query="drone OR ship", name="")
    [further] = tree(page).xpath("//button[@form='watch']/@formaction")
    assert "All 33 articles" in words(here.post(further, data={"query": "drone OR ship"}))


def test_a_new_watch_is_answered_before_it_has_a_name_and_is_compared_with_none(house, here, now):
    tells(house.store, now - timedelta(days=1), title="Drone over Kyiv", language="en")
    for name in ("", "ferries"):
        told = words(here.press(here.get("/watch/new"), "Check", query="drone", name=name))
        assert "1 match in 1 story." in told
        assert "The change" not in told


def test_concepts_are_offered_by_any_of_their_names(here):
    keys = [one["key"] for one in here.get("/concepts.json?find=OTAN").json()["concepts"]]
    assert "nato" in keys
    [nato] = [one for one in here.get("/concepts.json?find=@nato").json()["concepts"] if one["key"] == "nato"]
    assert {"language": "fr", "in": "French", "name": "OTAN"}.items() <= {
        **next(name for name in nato["names"] if name["language"] == "fr")
    }.items()
    assert len(here.get("/concepts.json").json()["concepts"]) == 20
    assert "OTAN" in words(here.get("/concepts?find=nato"))
    assert here.get("/concepts.json?find=zzzz").json() == {"concepts": []}
