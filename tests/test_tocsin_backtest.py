"""tocsin watch backtest on a real store, with a fixed time."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from lxml import etree

from crawler.addresses import url_key
from store.articles import record
from store.incoming import Placement
from store.models import Article
from store.new_article import NewArticle
from store.sources import PollOutcome, finish_poll
from tocsin.cli import run

NOW = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
TODAY = "2026-04-10"
WATCHES = """
[[watches]]
name = "Drones"
query = "drone NOT toy"
must_match = ["A drone was seen"]
[[watches]]
name = "Off"
query = "drone"
enabled = false
[[watches]]
name = "Official"
query = "drone"
sources = ["tag:official"]
languages = ["en"]
"""


class Archive:
    """A store to put articles into, and the settings that name it."""

    def __init__(self, store, url, folder, more=WATCHES):
        self.store, self.number = store, 0
        self.path = folder / "tocsin.toml"
        sources = '[[sources]]\nname = "wire"\nurl = "https://wire.example/f"\n'
        sources += '[[sources]]\nname = "mod"\nurl = "https://mod.example/f"\ntags = ["official"]\n'
        head = f'version = 1\ntimezone = "Europe/Brussels"\ndatabase = "{url}"\n'
        self.path.write_text(head + sources + more, encoding="utf-8")

    def add(self, title, at=NOW, *, story=None, source="wire", language="en", text="", **more):
        """Store an article and return it."""
        self.number += 1
        address = f"https://{source}.example/{self.number}"
        facts = {"title": title, "text": text, "language": language, "complete": True, **more}
        item = NewArticle(url=address, url_key=url_key(address), **facts)
        with self.store.transaction() as session:
            return record(session, source, [item], at, lambda *_: [Placement(story, {"kind": "new"})]).new[0]

    def first_read(self, source, at):
        with self.store.transaction() as session:
            finish_poll(session, source, PollOutcome(next_poll_at=at, why="test"), at, new=True)


@pytest.fixture
def archive(store, store_url, tmp_path):
    return Archive(store, store_url, tmp_path)


@pytest.fixture
def ask(archive, capsys):
    """Run backtest with arguments and return its exit status, output and error output."""

    def asked(*arguments):
        with time_machine.travel(NOW, tick=False):
            status = run(["watch", "backtest", *map(str, arguments), "--config", str(archive.path)])
        return status, *capsys.readouterr()

    return asked


@pytest.fixture
def facts(ask):
    """The same as JSON."""

    def asked(*arguments):
        status, out, err = ask(*arguments, "--json")
        assert status == 0, out + err
        return json.loads(out)

    return asked


def test_an_empty_archive_is_said_and_is_a_problem(ask, tmp_path):
    status, out, _ = ask("Drones", "--svg", tmp_path / "empty.svg")
    assert status == 1
    assert "0 articles" in out
    assert "nothing to try the watch on" in out
    etree.parse(tmp_path / "empty.svg")
    assert json.loads(ask("Drones", "--json")[1])["by_day"] == []


def test_no_match_is_an_answer(archive, ask):
    archive.add("A ferry")
    status, out, _ = ask("Drones")
    assert status == 0
    assert "0 matches in 0 stories would have opened 0 alerts" in out
    assert "│" not in out


def test_matches_stories_and_alerts_are_counted_by_day_language_source_and_clause(archive, facts):
    first = archive.add("Drones over Odesa", NOW - timedelta(days=2))
    archive.add("Дрони над Одесою: drone", NOW - timedelta(days=1), story=first.story_id, language="uk", source="mod")
    archive.add("A toy drone", NOW - timedelta(days=1))
    archive.add("Drone seen", NOW, language=None)
    archive.add("Drone of last month", NOW - timedelta(days=30))
    found = facts("Drones")
    assert (found["articles"], found["matches"], found["stories"], found["alerts"]) == (4, 3, 2, 2)
    assert found["by_day"] == [
        {"day": "2026-04-08", "matches": 1, "alerts": 1},
        {"day": "2026-04-09", "matches": 1, "alerts": 0},
        {"day": TODAY, "matches": 1, "alerts": 1},
    ]
    assert found["by_language"] == {"en": 1, "uk": 1, "unknown": 1}
    assert found["by_source"] == {"wire": 2, "mod": 1}
    assert found["by_clause"] == {"drone": 3}
    assert [a["title"] for a in found["newest"]] == ["Drone seen", "Дрони над Одесою: drone", "Drones over Odesa"]
    assert found["newest"][0]["hits"][0]["text"] == "Drone"


def test_what_no_source_has_is_noted(archive, ask):
    archive.add("A drone")
    status, out, _ = ask("drone country:UK")
    assert status == 0
    assert "note: no source has country:UK" in out


def test_all_on_one_day_is_one_bar(archive, ask):
    for _ in range(7):
        archive.add("Drone", NOW - timedelta(days=3))
    archive.add("Ferry", NOW - timedelta(days=5))
    lines = [line for line in ask("Drones")[1].splitlines() if "│" in line]
    # The archive begins on the fifth; before that there is nothing to be shown.
    assert [line.split()[1] for line in lines] == [f"2026-04-{day:02}" for day in range(5, 11)]
    assert [int(line.split()[-1]) for line in lines] == [0, 0, 7, 0, 0, 0]


def test_a_day_is_one_in_the_users_zone_also_when_the_clocks_change(archive, facts):
    times = ["2026-03-28T22:59", "2026-03-28T23:00", "2026-03-29T21:59", "2026-03-29T22:00"]
    for at in times:
        archive.add(f"Drone at {at}", datetime.fromisoformat(at).replace(tzinfo=UTC))
    found = facts("Drones", "--since", "2026-03-29", "--until", "2026-03-29")
    assert found["by_day"] == [{"day": "2026-03-29", "matches": 2, "alerts": 2}]
    assert [a["title"] for a in found["newest"]] == [f"Drone at {times[2]}", f"Drone at {times[1]}"]


def test_a_story_alerts_once_and_not_again_if_it_had_before_these_days(archive, facts):
    old = archive.add("Drones strike", NOW - timedelta(days=40))
    archive.add("Drones strike again", NOW - timedelta(days=2), story=old.story_id)
    silent = archive.add("Strike", NOW - timedelta(days=40))
    archive.add("Strike was by drone", NOW - timedelta(days=2), story=silent.story_id)
    found = facts("Drones")
    assert (found["matches"], found["stories"], found["alerted_before"], found["alerts"]) == (2, 2, 1, 1)
    assert facts("Drones", "--days", "60")["alerts"] == 2


def test_what_a_source_held_when_it_was_first_read_opens_no_alert(archive, facts):
    archive.first_read("wire", NOW - timedelta(days=3))
    held = archive.add("Drone held", NOW - timedelta(days=3))
    archive.add("Another drone held", NOW - timedelta(days=3))
    archive.add("Drone again", NOW - timedelta(days=1), story=held.story_id)
    found = facts("Drones")
    assert (found["matches"], found["quiet"], found["stories"], found["alerts"]) == (3, 2, 2, 1)
    archive.path.write_text(archive.path.read_text().replace('f"\n', 'f"\nalert_on_first_poll = true\n', 1), "utf-8")
    assert facts("Drones")["alerts"] == 2


def test_a_watch_reads_its_sources_and_languages_only_and_one_that_is_off_is_tried(archive, facts):
    archive.add("Drone", source="mod")
    archive.add("Drone", source="mod", language="fr")
    archive.add("Drone", source="wire")
    archive.add("Drone", source="gone")
    assert facts("Official")["matches"] == 1
    assert facts("Off")["matches"] == 4


def test_a_query_that_is_no_watch_is_tried_and_a_name_that_is_nearly_one_is_asked_after(archive, ask):
    archive.add("Ferry")
    status, out, err = ask("ferry OR boat")
    assert (status, err) == (0, "")
    assert "1 match in 1 story would have opened 1 alert\n" in out
    assert "is 'Drones' meant?" in ask("Drone")[2]


def test_a_watch_that_wants_each_article_and_a_doubtful_join_count_an_alert_for_each(archive, ask):
    first = archive.add("Ferry")
    archive.add("Ferry again", story=first.story_id)
    assert "2 matches in 1 story would have opened 1 alert\n" in ask("ferry")[1]
    with archive.store.transaction() as session:
        session.get_one(Article, 2).story_why = {"doubtful": True}
    assert "2 matches in 1 story would have opened 2 alerts" in ask("ferry")[1]
    with archive.store.transaction() as session:
        session.get_one(Article, 1).story_why = {"doubtful": True}
        session.get_one(Article, 2).story_why = {"kind": "same-text", "article": 1}
    assert "2 matches in 1 story would have opened 1 alert\n" in ask("ferry")[1]
    archive.path.write_text(
        archive.path.read_text("utf-8").replace('name = "Drones"', 'name = "Drones"\nscope = "article"')
    )
    archive.add("Drone over Odesa", story=first.story_id)
    archive.add("Drone over Kyiv", story=first.story_id)
    assert "2 matches in 1 story would have opened 2 alerts" in ask("Drones")[1]


def test_a_changed_query_shows_what_it_adds_and_removes_and_why(archive, ask, facts):
    old = archive.add("Drone over Odesa")
    archive.add("UAV over Kyiv")
    archive.add("A toy drone")
    archive.add("Drone show at the fair")
    archive.add("Drone and UAV", story=old.story_id)
    query = "(drone OR uav) NOT (toy OR fair OR odesa)"
    compared = facts("Drones", "--query", query)["compared"]
    assert compared["query"] == "drone NOT toy"
    assert (compared["matches"], compared["added"], compared["removed"]) == (3, 1, 2)
    # The story of Odesa still alerts, by its second article.
    assert (compared["alerts_added"], compared["alerts_removed"]) == (1, 1)
    (added,) = compared["newest_added"]
    assert (added["title"], added["why"]) == ("UAV over Kyiv", "drone was not found")
    assert [(r["title"], r["why"]) for r in compared["newest_removed"]] == [
        ("Drone show at the fair", "toy OR fair OR odesa was found, which is excluded"),
        ("Drone over Odesa", "toy OR fair OR odesa was found, which is excluded"),
    ]
    status, out, _ = ask("Drones", "--query", query)
    assert status == 0
    assert "matches 3 → 2: 1 added, 2 removed" in out
    assert "alerts 2 → 2: 1 added, 1 removed" in out
    assert "the query in force does not find it: drone was not found; an alert added" in out
    assert "*UAV* over Kyiv" in out


def test_a_changed_query_that_no_longer_holds_the_watchs_own_lines_is_a_problem(archive, ask):
    archive.add("Drone")
    status, out, _ = ask("Drones", "--query", "drone swarm")
    assert status == 1
    assert "does not find 'A drone was seen': swarm was not found" in out


def test_regular_expressions_that_give_no_answer_in_time_are_counted_and_are_a_problem(archive, ask):
    archive.add("Long", text="a" * 5000 + "b")
    archive.add("Short", text="no such letters")
    status, out, err = ask("drone OR /(a|aa)+$/", "--json")
    assert status == 1
    assert json.loads(out)["timed_out"] == 1
    assert err == ""
    slow = "On 1 article the query or a regular expression in it took too long"
    assert slow in ask("drone OR /(a|aa)+$/")[1]
    archive.path.write_text(archive.path.read_text().replace('"drone"', "'drone OR /(a|aa)+$/'", 1), encoding="utf-8")
    status, out, _ = ask("Off", "--query", "drone")
    assert (status, slow in out) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["(drone"], "^"),
        (["Drones", "--query", "(drone"], "^"),
        (
            ["Nobody", "--query", "drone"],
            "no watch is called 'Nobody', so there is nothing to compare with; known: Drones",
        ),
        (["Drones", "--days", "3", "--since", "2026-01-01"], "give one"),
        (["Drones", "--since", "2026-04-11"], "there is no day from 2026-04-11 to 2026-04-10"),
        (["Drones", "--since", "yesterday"], "yesterday"),
        (["Drones", "--not-wanted", "nosuchfile"], "cannot be read as a file: No such file"),
        (["Drones", "--not-wanted", "https://[/"], "https://[/"),
        (["Drones", "--wanted", "https://a.example/1", "--not-wanted", "https://a.example/1"], "as not wanted"),
    ],
)
def test_wrong_usage_is_said_and_is_2(ask, arguments, said):
    status, _, err = ask(*arguments)
    assert status == 2
    assert said in err
    assert "Traceback" not in err


def test_the_picture_is_written_and_a_folder_that_is_not_there_is_said(archive, ask, tmp_path):
    archive.add("Drone")
    assert ask("Drones", "--svg", tmp_path / "drones.svg")[0] == 0
    text = (tmp_path / "drones.svg").read_text()
    assert "Drones: drone NOT toy" in text
    assert "Fri 2026-04-10: 1 matches" in text
    status, _, err = ask("Drones", "--svg", tmp_path / "none" / "drones.svg")
    assert status == 1
    assert "cannot be opened: No such file" in err


def test_days_before_all_days_are_no_error(archive, ask):
    archive.add("Drone")
    assert ask("Drones", "--since", "0001-01-01")[0] == 0
    status, out, _ = ask("Drones", "--until", "0001-01-02")
    assert status == 1
    assert "nothing to try the watch on" in out


def test_search_finds_the_newest_first_and_from_a_day_on_in_the_users_zone(archive, capsys):
    for at in ("2026-03-28T22:59", "2026-03-28T23:00", "2026-03-29T21:59"):
        archive.add(f"Drone at {at}", datetime.fromisoformat(at).replace(tzinfo=UTC))
    for more, titles in (
        ([], ["03-29T21:59", "03-28T23:00", "03-28T22:59"]),
        (["--since", "2026-03-29"], ["03-29T21:59", "03-28T23:00"]),
        (["--limit", "1"], ["03-29T21:59"]),
    ):
        assert run(["search", "drone", "--json", "--config", str(archive.path), *more]) == 0
        assert [a["title"].removeprefix("Drone at 2026-") for a in json.loads(capsys.readouterr().out)] == titles


# What to exclude.

SPORT = [
    "The quarterback of the Patriots threw a touchdown",
    "Patriots lose the season",
    "A coach of the Patriots quits",
]
ARMY = ["A Patriot battery fires", "Patriot missiles for Kyiv", "More Patriot interceptors", "The Patriot radar works"]


def patriots(archive):
    """Fill the archive with missiles and with football; return the addresses of the football."""
    for number in range(5):
        for title in ARMY:
            archive.add(f"{title} ({number})", text="Ministers speak of air defence.")
    articles = [archive.add(f"{title} ({n})", text="The league says more.") for n in range(2) for title in SPORT]
    return [article.url for article in articles]


def test_what_a_match_costs_leaves_out_reading_a_dictionary_for_the_first_time(archive, facts):
    archive.add("Drone a város felett", language="hu")  # of whose words a test before this one hardly read any
    assert facts("Off")["cost"]["matching"] < 20_000


def test_what_marks_the_matches_that_are_not_wanted_is_suggested_with_what_it_removes(archive, facts, ask, tmp_path):
    football = patriots(archive)
    path = tmp_path / "not.txt"
    path.write_text("# football\n" + "\n".join(football[1:]) + "\n\nhttps://a.example/none\n", encoding="utf-8")
    other = archive.add("A ferry")
    labels = ["--not-wanted", path, "--not-wanted", football[0], "--not-wanted", other.url]
    suggested = facts("patriot", *labels)["exclusions"]
    assert (suggested["matches"], suggested["not_wanted"], suggested["wanted"]) == (26, 6, 20)
    assert suggested["not_in_the_archive"] == ["https://a.example/none"]
    assert suggested["not_found_by_the_watch"] == [other.url]
    (only,) = suggested["suggested"]
    assert only["exclude"] in ("NOT league", "NOT says", "NOT patriots")
    assert (only["removes"], only["of_not_wanted"], only["of_wanted"]) == (6, 6, 0)
    assert facts(only["query"])["matches"] == 20
    out = ask("patriot", *labels)[1]
    assert "removes 6 of 6 not wanted and none that is wanted" in out
    assert "not found by the watch: " + other.url in out
    assert "may still lose 13.9% (at 95 %)" in out


def test_several_exclusions_are_shown_together_and_what_loses_wanted_matches_says_so(archive, facts):
    no = [archive.add(f"Drone race number{n}").url for n in range(9)]
    no += [archive.add(f"Drone show number{n}").url for n in range(9)]
    no += [archive.add(f"Drone film number{n}").url for n in range(8)]
    no += [archive.add(f"Drone prize number{n}").url for n in range(2)]
    for n in range(50):
        archive.add(f"Drone strike {n}" if n else "Drone film")
    suggested = facts("drone", *(part for url in no for part in ("--not-wanted", url)))["exclusions"]
    found = [(one["exclude"], one["of_not_wanted"], one["of_wanted"], one["why"]) for one in suggested["suggested"]]
    assert sorted(found[:2]) == [("NOT race", 9, 0, "surer than chance"), ("NOT show", 9, 0, "surer than chance")]
    assert found[2:] == [("NOT film", 8, 1, "surer than chance")]
    assert suggested["together"]["of_wanted"] == 0
    # What is lost is shown, so that the user can tell whether it is wanted.
    assert suggested["suggested"][2]["titles"] == ["Drone film"]
    assert facts(suggested["together"]["query"])["matches"] == 78 - suggested["together"]["removes"]


def test_the_wanted_may_be_named_in_place_of_the_unwanted(archive, facts):
    football = patriots(archive)
    suggested = facts("patriot", *(part for url in football for part in ("--wanted", url)))["exclusions"]
    assert (suggested["not_wanted"], suggested["wanted"]) == (20, 6)
    assert suggested["suggested"][0]["of_not_wanted"] == 20


def test_without_a_word_of_the_user_groups_that_stand_apart_are_shown(archive, ask, facts):
    words = "quarterback touchdown season coach bowl league"
    for n in range(6):
        archive.add(f"Patriots report {n}", text=f"{words} is what they speak of.")
    for n in range(24):
        archive.add(f"Patriot report {n}", text="Ministers speak of it.")
    suggested = facts("patriot")["exclusions"]
    (group,) = suggested["suggested"]
    assert group["exclude"].removeprefix("NOT ") in (*words.split(), "patriots")
    assert group["removes"] == 6
    assert suggested["together"] is None
    assert "Groups that stand apart among 30 matches" in ask("patriot")[1]


def test_a_language_is_no_group_of_its_own(archive, facts):
    for n in range(20):
        archive.add(f"The NATO meeting of number {n} is on and they speak of it at length")
    for n in range(10):
        archive.add(f"Das Treffen der NATO Nummer {n} ist im Gange und man spricht davon", language="de")
    assert facts("nato")["exclusions"]["suggested"] == []


def test_a_terminal_has_colours_unless_they_are_not_wanted(sqlite_store, sqlite_url, tmp_path):
    archive = Archive(sqlite_store, sqlite_url, tmp_path)
    archive.add("Drone")
    outputs = {}
    for no_color in ("", "1"):
        ours, theirs = pty.openpty()
        environment = {**os.environ, "NO_COLOR": no_color, "COLUMNS": "60"}
        command = [sys.executable, "-m", "tocsin", "watch", "backtest", "Drones", "--days", "36000", "--config"]
        subprocess.run(
            [*command, str(archive.path)],
            **{"cwd": Path(__file__).parent.parent, "env": environment, "check": True},
            **{"stdout": theirs, "stderr": subprocess.DEVNULL},
        )
        outputs[no_color] = os.read(ours, 100_000).decode()
        os.close(ours)
        os.close(theirs)
    assert "\x1b[" in outputs[""]
    assert "\x1b[" not in outputs["1"]
    assert "*Drone*" in outputs["1"]
    assert max(len(line) for line in re.findall(r".*│.*", outputs["1"])) <= 61  # with the carriage return
