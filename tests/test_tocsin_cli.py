"""The command line, as a user meets it."""

import json
import logging
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from journey import START, Mailbox, free_port, page, rss, settings_text
from servers import plain, site

import tocsin.schema
from config.load import load
from scheduler.clock import utc_now
from scheduler.in_force import put_in_force, read_settings
from store.models import Chore
from tocsin.cli import COMMANDS, Commands, run
from tocsin.opening import stored

ROOT = Path(__file__).parent.parent
WATCHES = """[[watches]]
name = "UDCG"
query = '@udcg'
channels = ["desk"]
[[watches]]
name = "Ferries"
query = 'ferry AND strike'
"""
STORY = "The Ukraine Defense Contact Group meets in Brussels"
PARAGRAPH = "Ministers of 57 countries meet on Thursday at NATO headquarters to speak of ammunition and air defence."


@pytest.fixture
def ask(capsys):
    """Run a command and return its exit status, output and error output."""

    def asked(*arguments):
        status = run([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return asked


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(settings_text({}, free_port(), WATCHES, f"sqlite:///{tmp_path}/tocsin.db"), encoding="utf-8")
    return path


@contextmanager
def stored_at(path):
    store = stored(load(path).settings)
    yield store
    store.close()


@pytest.fixture
def read(tmp_path, ask):
    """Settings whose one source has been polled twice: a ferry at first, then a story that rings."""
    with site() as web:
        smtp = free_port()
        text = settings_text({"wire": f"{web.url}/wire"}, smtp, WATCHES, f"sqlite:///{tmp_path}/tocsin.db")
        path = tmp_path / "tocsin.toml"
        path.write_text(text, encoding="utf-8")
        ferry = (f"{web.url}/ferry", "Ferry timetable", "The ferry sails every forty minutes.")
        web.answers["/ferry"] = plain(page("Ferry timetable", ferry[2] * 3), content_type="text/html")
        web.answers["/story"] = plain(page(STORY, PARAGRAPH, PARAGRAPH), content_type="text/html")
        for items in ([ferry], [(f"{web.url}/story", STORY, "Ministers meet."), ferry]):
            web.answers["/wire"] = plain(rss(*items, at=START), content_type="application/rss+xml")
            status, out, err = ask("poll", "wire", "--config", path)
            assert status == 0, out + err
        yield path, web, smtp


def test_why_tells_of_a_wall_and_of_a_date_that_cannot_be(ask, tmp_path):
    with site() as web:
        text = settings_text({"wire": f"{web.url}/wire"}, free_port(), "", f"sqlite:///{tmp_path}/tocsin.db")
        (tmp_path / "tocsin.toml").write_text(text, encoding="utf-8")
        item = (f"{web.url}/story", STORY, "Ministers meet.")
        web.answers["/wire"] = plain(rss(item, at=datetime(1970, 1, 1, tzinfo=UTC)), content_type="application/rss+xml")
        walled = page(STORY, PARAGRAPH).replace("<head>", '<head><meta name="article:content_tier" content="locked">')
        web.answers["/story"] = plain(walled, content_type="text/html")
        assert ask("poll", "wire", "--config", tmp_path / "tocsin.toml")[0] == 0
        _, out, _ = ask("why", f"{web.url}/story", "--config", tmp_path / "tocsin.toml")
        assert "it gives 1970-01-01T00:00:00+00:00 as its date, which cannot be" in out
        assert "one must pay to read it" in out


def test_help_lists_every_command_and_each_has_its_own(ask):
    _, out, _ = ask("--help")
    for name in COMMANDS:
        assert f"  {name} " in out
        status, own, _ = ask(name, "--help")
        assert status == 0
        assert "Usage:" in own


def numbers(command, words):
    """Yield each number that a command or one below it can be given: the words before it, and its type."""
    context = click.Context(command)
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        yield from numbers(command.get_command(context, name), f"{words} {name}")
    for one in command.params:
        if isinstance(one.type, click.IntRange) or one.type is click.INT:
            yield f"{words} {one.name}", one.type


def test_no_number_can_be_given_that_no_database_counts_to():
    endless = [where for where, kind in numbers(Commands(), "tocsin") if not getattr(kind, "max", None)]
    assert endless == []


ABSENT = """
alert show 99
alert ack 99
channel test nobody
concept show nobody
delivery show 99
digest preview nobody
poll nobody
silence add --story 99 --for 1d
silence end 99
silence show 99
source check nobody
source remove nobody
story show 99
story split https://a.example/1
story undo 99
token remove nobody
user disable nobody
watch backtest nobody --query drone
watch explain drone --article https://a.example/1
"""


def test_to_name_what_there_is_not_is_wrong_usage(ask, config):
    ask("run", "--once", "--config", config)
    said = re.compile("(there is no|no article of this address|no watch is called)")
    answers = {command: ask(*command.split(), "--config", config) for command in ABSENT.strip().splitlines()}
    other = {command: one for command, one in answers.items() if one[:2] != (2, "") or not said.search(one[2])}
    assert other == {}


@pytest.mark.parametrize("digits", [19, 30, 5_000])
def test_a_number_of_nothing_is_said_to_be_one(ask, config, digits):
    ask("run", "--once", "--config", config)
    for command in ("silence end", "silence show", "story show"):
        ended, _, err = ask(*command.split(), "9" * digits, "--config", config)
        assert (ended, f"there is no {command.split()[0]}" in err) == (2, True), command


def test_help_imports_neither_scrapy_nor_sqlalchemy():
    program = "import sys, tocsin.cli; tocsin.cli.run(['--help']); print({'scrapy', 'sqlalchemy'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout.splitlines()[-1] == "set()"


def test_an_unknown_command_is_wrong_usage(ask):
    status, _, err = ask("wach")
    assert status == 2
    assert "No such command" in err


@pytest.mark.parametrize(("line", "meant"), [("stauts", "'status'"), ("source chek", "'check'")])
def test_of_a_mistyped_command_it_is_said_which_one_may_be_meant(ask, line, meant):
    status, _, err = ask(*line.split())
    assert (status, f"Did you mean {meant}?" in err) == (2, True), err


@pytest.mark.parametrize(
    ("line", "behind"), [("--config x run", "tocsin COMMAND"), ("source --json list", "source COMMAND")]
)
def test_of_an_option_before_its_command_it_is_said_where_it_stands(ask, line, behind):
    status, _, err = ask(*line.split())
    assert (status, f"{behind} --" in err) == (2, True), err


def test_init_writes_settings_that_hold_and_keeps_what_is_there(ask, tmp_path):
    path = tmp_path / "no folder" / "yet" / "new.toml"
    assert ask("init", path)[0] == 0
    assert ask("check", "--config", path)[0] == 0
    path.write_text("mine", encoding="utf-8")
    status, _, err = ask("init", path)
    assert status == 1
    assert "stays as it is" in err
    assert path.read_text() == "mine"
    assert ask("init", path, "--force")[0] == 0
    assert path.with_name("new.toml.old").read_text() == "mine"


def test_check_says_all_that_is_wrong_with_line_and_column(ask, config):
    config.write_text(
        config.read_text() + '[[watches]]\nname = "Bad"\nquery = "(drone"\nchannels = ["desk"]\nchanels = []\n', "utf-8"
    )
    status, _, err = ask("check", "--config", config)
    assert status == 1
    assert "did you mean 'channels'" in err
    assert "^" in err
    assert f"{config}:" in err
    assert "Traceback" not in err
    status, out, _ = ask("check", "--config", config, "--json")
    assert status == 1
    assert json.loads(out)["ok"] is False


def command(config, *arguments, **to):
    program = [sys.executable, "-m", "tocsin", *arguments, "--config", str(config)]
    return subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE, text=True, **to)


def test_a_reader_of_the_output_who_leaves_early_is_no_problem(config):
    # More than a pipe holds, so that the command still writes when its reader has gone.
    with command(config, "concept", "list", "--json", stdout=subprocess.PIPE) as listing:
        assert listing.stdout.read(1) == "["
        listing.stdout.close()
        assert (listing.stderr.read(), listing.wait(30)) == ("", 0)


def test_a_full_disk_under_the_output_is_said_in_a_line(config):
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    with full.open("w") as out, command(config, "concept", "list", stdout=out) as listing:
        assert listing.stderr.read().startswith(
            "the output cannot be written: No space left on device; free some space"
        )
        assert listing.wait(30) == 1


@pytest.mark.parametrize(
    "command",
    ["export drone --format csv --output {}", "watch backtest UDCG --svg {}", "init {}/tocsin.toml", "demo --keep {}"],
)
def test_a_place_that_is_none_is_said_in_a_line(ask, config, tmp_path, command):
    ask("run", "--once", "--config", config)
    place = tmp_path / "file" / "below"
    place.parent.write_text("no folder")
    named = [] if command.startswith(("init", "demo")) else ["--config", config]
    status, _, err = ask(*command.format(place).split(), *named)
    assert status == 1
    assert err.splitlines()[-1].endswith("Not a directory; name a place that is there and open to you")


@pytest.mark.parametrize(
    "command", ["alert list --watch", "audit --who", "token remove", "delivery list --channel", "silence add --query"]
)
def test_what_is_no_text_is_wrong_usage(ask, config, command):
    ask("run", "--once", "--config", config)
    status, _, err = ask(
        *command.split(), "a\udcffb", *(["--for", "1d"] if "silence" in command else []), "--config", config
    )
    assert (status, err) == (2, "'a\\udcffb' is no text, for its bytes are not UTF-8; write it in UTF-8\n")


def test_json_that_ends_at_the_limit_says_so_beside_itself(ask, read):
    query = ("search", "ferry OR ukraine", "--json", "--config", read[0])
    _, out, err = ask(*query, "--limit", "1")
    assert (len(json.loads(out)), err) == (1, "1 listed; more may follow, raise --limit\n")
    assert ask(*query)[2] == ""


def test_what_is_no_day_or_time_is_refused_with_one_that_is(ask, config):
    status, _, err = ask("alert", "list", "--since", "yesterday", "--config", config)
    assert status == 2
    assert "'yesterday' is no day or time; write for example 2026-03-29 or 2026-03-29 14:00, or 6h for" in err


@pytest.mark.parametrize("command", [("search", "ferry"), ("export", "ferry"), ("alert", "list")])
def test_since_when_is_a_day_a_time_or_how_long_ago(ask, read, command):
    def found(since):
        out = ask(*command, "--since", since, *(() if command[0] == "export" else ("--json",)), "--config", read[0])[1]
        return out.count('"title"')

    now = datetime.now(UTC)
    assert found("1h") == found("1d12h") == found(f"{now - timedelta(hours=1):%Y-%m-%d %H:%M}+00:00") > 0
    assert found(f"{now - timedelta(days=2):%Y-%m-%d}") == found("1h")
    assert found(f"{now + timedelta(minutes=2):%Y-%m-%dT%H:%M}+00:00") == 0


def test_a_small_and_is_told_of_by_check_and_watch_test(ask, config):
    config.write_text(config.read_text().replace("ferry AND strike", "ferry and strike"), encoding="utf-8")
    assert "write AND to join" in ask("check", "--config", config)[1]
    assert ask("check", "--config", config)[0] == 0
    assert "write AND to join" in json.loads(ask("check", "--json", "--config", config)[1])["notes"][0]
    for command in (["list"], ["test", "Ferries", "--text", "x"], ["explain", "Ferries", "--text", "x"]):
        assert "write AND to join" in ask("watch", *command, "--config", config)[1]
        assert "write AND to join" in ask("watch", *command, "--json", "--config", config)[1]


def test_a_watch_that_names_no_channel_is_told_of_by_check_unless_it_is_switched_off(ask, config):
    text = config.read_text(encoding="utf-8").replace('name = "Ferries"\n', 'name = "Ferries"\nchannels = ["desk"]\n')
    quiet = '[[watches]]\nname = "Quiet"\nquery = "harbour"\n'
    config.write_text(text + quiet, encoding="utf-8")
    (note,) = json.loads(ask("check", "--json", "--config", config)[1])["notes"]
    assert note == "watch 'Quiet': nobody is told of its alerts; name its channels if that is not meant"
    config.write_text(text + quiet + "enabled = false\n", encoding="utf-8")
    assert json.loads(ask("check", "--json", "--config", config)[1])["notes"] == []


def test_a_source_that_needs_a_browser_is_told_of_by_check_where_there_is_none(ask, config):
    text = config.read_text().replace("[fetch]\n", '[fetch]\nbrowser = "/nowhere/chromium"\n')
    config.write_text(text + '[sites."example.org"]\njavascript = true\n', encoding="utf-8")
    status, out, _ = ask("check", "--config", config)
    assert (status, "need Chromium, and there is no program '/nowhere/chromium'" in out) == (0, True)


def test_watch_format_prints_a_query_in_its_plainest_spelling(ask, config):
    assert ask("watch", "format", "Ferries", "--config", config)[1] == "ferry AND strike\n"
    status, out, err = ask("watch", "format", "„contact  group“ OR drone toy", "--config", config)
    assert (status, out) == (0, '"contact group" OR (drone AND toy)\n')
    assert "AND binds tighter than OR" in err
    assert ask("watch", "format", "(drone", "--config", config)[0] == 2


def test_advice_is_logged_when_the_settings_are_taken_up(config, sqlite_store, caplog):
    config.write_text(config.read_text().replace("ferry AND strike", "ferry and strike"), encoding="utf-8")
    with caplog.at_level(logging.INFO):
        put_in_force(sqlite_store, read_settings(config), START)
    assert "watch='Ferries' note=\"and\" in small letters is looked for as a word; write AND to join" in caplog.text


def test_settings_that_are_missing_are_said_with_what_to_do(ask, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    status, _, err = ask("status")
    assert status == 1
    assert "tocsin init" in err


@pytest.mark.parametrize("address", ["tocsin.db", "mysql://desk:hunter2@host/tocsin"])
def test_an_address_that_is_no_database_is_said_before_anything_starts(ask, config, address):
    config.write_text(settings_text({}, free_port(), WATCHES, address), encoding="utf-8")
    status, _, err = ask("check", "--config", config)
    assert (status, "hunter2" in err) == (1, False)
    assert f"{config}:2:1: " in err
    assert "; write sqlite:///FILE or postgresql://USER@HOST/NAME" in err


def test_a_command_that_only_looks_makes_no_database_and_needs_no_secret(ask, config):
    text = config.read_text().replace("tls=none", "tls=none&x=${SMTP_PASSWORD}").replace('"sqlite', '"${DB:-}sqlite')
    config.write_text(text, encoding="utf-8")
    status, _, err = ask("status", "--config", config)
    assert status == 1
    assert "there is no database at" in err
    assert "tocsin run" in err
    assert list(config.parent.glob("*.db")) == []


def test_poll_shows_what_came_and_when_the_next_poll_is(ask, read):
    path, web, _ = read
    status, out, _ = ask("poll", "wire", "--config", path)
    assert status == 0
    assert "nothing has changed" in out
    assert "next poll" in out
    web.answers["/wire"] = plain("down", 503)
    status, out, _ = ask("poll", "wire", "--config", path)
    assert status == 1
    assert "503" in out
    status, _, err = ask("poll", "wier", "--config", path)
    assert status == 2
    assert "did you mean 'wire'?" in err


@pytest.mark.parametrize("alerting", [True, False])
def test_a_first_poll_is_said_to_alert_nobody_where_it_does(ask, tmp_path, alerting):
    with site() as web:
        text = settings_text({"wire": f"{web.url}/wire"}, free_port(), "", f"sqlite:///{tmp_path}/tocsin.db")
        text = text.replace("[fetch]\n", f"[fetch]\nalert_on_first_poll = {str(alerting).lower()}\n")
        (tmp_path / "tocsin.toml").write_text(text, encoding="utf-8")
        web.answers["/wire"] = plain(
            rss((f"{web.url}/story", STORY, "x"), at=START), content_type="application/rss+xml"
        )
        for command in (("poll", "wire"), ("run", "--once")):
            (tmp_path / "tocsin.db").unlink(missing_ok=True)
            _, out, _ = ask(*command, "--config", tmp_path / "tocsin.toml")
            assert ("alerts nobody" in out) != alerting


def test_status_names_what_fails_and_says_so_by_its_exit_code(ask, read):
    path, web, _ = read
    status, out, _ = ask("status", "--config", path)
    assert status == 0
    assert "2 articles in 2 stories, 1 alert\n" in out
    assert "1 pending" in out
    web.answers["/wire"] = plain("gone", 410)
    ask("poll", "wire", "--config", path)
    status, out, _ = ask("status", "--config", path, "--json")
    facts = json.loads(out)
    assert status == 1
    assert facts["fine"] is False
    assert facts["sources"][0]["state"] == "failing"
    assert "410" in facts["sources"][0]["error"]


def test_status_says_that_no_daemon_is_at_work_and_by_its_exit_code(ask, read):
    path, _, _ = read
    with stored_at(path) as store, store.transaction() as session:
        session.merge(Chore(name="health", done_at=utc_now() - timedelta(minutes=9)))
    assert ask("status", "--config", path)[0] == 0
    with stored_at(path) as store, store.transaction() as session:
        session.merge(Chore(name="health", done_at=utc_now() - timedelta(days=9)))
    status, out, _ = ask("status", "--config", path)
    assert (status, "no daemon has been at work since 20" in out) == (1, True)
    facts = json.loads(ask("status", "--config", path, "--json")[1])
    assert (facts["fine"], facts["unattended_since"][:2]) == (False, "20")
    # Where somebody has it run at their call, none is missed.
    ask("run", "--once", "--config", path)
    assert "no daemon" not in ask("status", "--config", path)[1]


def test_whoever_only_looks_waits_for_nobody_who_writes(ask, read, monkeypatch):
    path, _, _ = read
    monkeypatch.setattr("store.session.PATIENCE_MS", 100)
    with stored_at(path) as store, store.transaction() as session:
        session.merge(Chore(name="health", done_at=utc_now()))
        session.flush()
        assert ask("status", "--config", path)[0] == 0


def test_status_tells_of_a_source_that_is_new_beside_those_that_were_read(ask, read):
    path, _, _ = read
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '\n[[sources]]\nname = "nowhere"\nurl = "http://nothing.invalid/f"\n', encoding="utf-8")
    status, out, _ = ask("status", "--config", path)
    assert (status, "· nowhere                      not polled yet\n" in out, "✓ wire" in out) == (0, True, True)
    new, old = (one for one in json.loads(ask("status", "--config", path, "--json")[1])["sources"][::-1])
    assert new.keys() == old.keys()
    assert (new["name"], new["state"], new["last_poll"], new["failures"]) == ("nowhere", "new", None, 0)


def test_status_says_of_a_source_that_was_never_read_what_failed(ask, config):
    text = config.read_text(encoding="utf-8")
    config.write_text(text + '\n[[sources]]\nname = "nowhere"\nurl = "http://nothing.invalid/f"\n', encoding="utf-8")
    ask("poll", "nowhere", "--config", config)
    shown = ask("status", "--config", config)[1].partition("nowhere")[2]
    assert "nothing.invalid has no address" in shown.splitlines()[0]
    assert "failed once, never read yet" in shown
    assert "never read yet" in shown


def test_why_tells_the_story_of_an_address(ask, read):
    path, web, _ = read
    status, out, _ = ask("why", f"{web.url}/story?utm_source=mail", "--config", path)
    assert status == 0
    assert "seen in wire" in out
    assert "Watch UDCG: found «Ukraine Defense Contact Group»" in out
    assert "Watch Ferries: not found: ferry was not found, strike was not found" in out
    assert f"`tocsin watch explain WATCH --article {web.url}/story`" in out
    assert "to desk desk@example.org: pending" in out
    status, out, _ = ask("why", f"{web.url}/ferry", "--config", path)
    assert "strike was not found" in out
    assert "No alert was opened" in out
    status, out, _ = ask("why", f"{web.url}/other", "--config", path)
    assert status == 1
    assert "was never seen" in out
    assert ask("why", "mailto:x@example.org", "--config", path)[0] == 2


def test_search_finds_stored_articles_in_the_watch_language(ask, read):
    path, _, _ = read
    status, out, _ = ask("search", "ministers NEAR/6 thursday", "--config", path)
    assert status == 0
    assert STORY in out
    assert "1 found" in out
    found = json.loads(ask("search", "ferries OR @udcg", "--config", path, "--json")[1])
    assert {article["title"] for article in found} == {STORY, "Ferry timetable"}
    status, _, err = ask("search", '"open phrase', "--config", path)
    assert status == 2
    assert "^" in err


def test_watch_test_and_explain_show_what_held(ask, config):
    status, out, _ = ask(
        "watch",
        "test",
        "UDCG",
        "--text",
        "La réunion du Groupe de contact pour la défense de l’Ukraine",
        "--config",
        config,
    )
    assert status == 0
    assert "found" in out
    status, out, _ = ask("watch", "explain", "drone AND NOT toy", "--text", "A toy drone", "--config", config)
    assert status == 1
    assert "✓ drone" in out
    assert "✗ NOT toy" in out
    status, out, _ = ask("watch", "test", "drone", "--text", "Drones over the port", "--json", "--config", config)
    assert json.loads(out)["held"] is True
    assert ask("watch", "test", "drone", "--config", config)[0] == 2
    status, _, err = ask("watch", "test", "(drone", "--text", "x", "--config", config)
    assert status == 2
    assert "^" in err
    assert "UDCG" in ask("watch", "list", "--config", config)[1]


def test_watch_test_reads_a_page_as_the_daemon_would(ask, read):
    path, web, _ = read
    assert ask("watch", "test", "@udcg", "--url", f"{web.url}/story", "--config", path)[0] == 0
    status, _, err = ask("watch", "test", "@udcg", "--url", f"{web.url}/none", "--config", path)
    assert status == 1
    assert "404" in err


def test_channel_test_goes_the_way_of_a_real_alert_and_shows_the_answer(ask, read):
    path, _, smtp = read
    status, out, _ = ask("channel", "test", "desk", "--config", path)
    assert status == 1
    assert "refused; a real alert would be tried again: " in out
    with Mailbox(smtp).listening() as mailbox:
        status, out, _ = ask("channel", "test", "desk", "--config", path)
    assert status == 0
    assert "accepted: 250 kept" in out
    assert mailbox.mails[0]["to"] == "desk@example.org"
    assert mailbox.subjects == [f"test: UDCG, of Mar 2026: {STORY}"]
    assert ask("channel", "test", "dask", "--config", path)[0] == 2
    assert "desk  (email)" in ask("channel", "list", "--config", path)[1]


def test_channel_test_tells_of_an_example_while_there_is_no_alert(ask, config):
    outbox = config.with_name("outbox.jsonl")
    text = config.read_text("utf-8") + f'[channels.outbox]\nkind = "file"\npath = "{outbox}"\n'
    config.write_text(text, "utf-8")
    assert ask("channel", "test", "outbox", "--config", config)[0] == 0
    assert not config.with_name("tocsin.db").exists()
    assert json.loads(outbox.read_text("utf-8"))["subject"].startswith("test: Test alert: ")


def test_channel_test_shows_an_answer_without_secrets(ask, config):
    program = 'command = ["sh", "-c", "echo no $TOKEN; exit 67"]'
    text = f'[channels.bell]\nkind = "command"\n{program}\nenvironment = {{ TOKEN = "topsecret" }}\n'
    config.write_text(config.read_text("utf-8") + text, "utf-8")
    status, out, _ = ask("channel", "test", "bell", "--config", config)
    assert status == 1
    assert "bell: refused for good: exit 67 (EX_NOUSER): no ***" in out


def test_the_shipped_schema_is_that_of_the_settings():
    assert tocsin.schema.SHIPPED.read_text(encoding="utf-8") == tocsin.schema.schema_text()


def inspect(*arguments, given, wrong=False):
    ended = subprocess.run(
        [sys.executable, "-m", "tocsin", "inspect", *arguments], cwd=ROOT, input=given, capture_output=True, timeout=60
    )
    assert b"Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, (ended.stderr if wrong else ended.stdout).decode()


def test_inspect_answers_one_input_or_one_request_per_line():
    status, out = inspect("feed", "--url", "https://a.example/f", given=rss(("https://a.example/1", "T", "x")).encode())
    assert status == 0
    assert json.loads(out)["entries"][0]["title"] == "T"
    requests = b'{"data_b64": "bm90IGEgZmVlZA==", "url": "u"}\nno json\n{"url": 1}\n'
    status, out = inspect("feed", "--lines", given=requests)
    assert [list(json.loads(line)) for line in out.splitlines()] == [["error"]] * 3
    robots = b'{"robots": "User-agent: *\\nDisallow: /x", "agent": "Tocsin", "url": "https://a.example/x"}'
    assert json.loads(inspect("robots", given=robots)[1])["allowed"] is False
    assert inspect("url", given=b"HTTPS://A.example/?utm_source=x\nmailto:x\n")[1] == "https://a.example/\n\n"


@pytest.mark.parametrize("what", ["feed", "page", "discover", "sign"])
def test_a_request_to_inspect_that_makes_no_sense_ends_no_other(what):
    of_bytes = [{"data_b64": "PGEvPg==", "url": -1}, {"data_b64": "!"}, {"data_b64": None}]
    signed = {"secret": "whsec_QUFBQQ==", "id": "1", "timestamp": 1, "body": ""}
    wrong = [{"timestamp": -1e18}, {"timestamp": 1e300}, {"timestamp": "1"}, {"secret": ""}, {"secret": 5}, {"id": {}}]
    requests = [signed | one for one in wrong] if what == "sign" else of_bytes
    status, out = inspect(what, "--lines", given="\n".join(map(json.dumps, [*requests, {}])).encode())
    assert (status, len(out.splitlines())) == (0, len(requests) + 1)
    assert "error" in json.loads(out.splitlines()[-2])


def test_inspect_groups_copies_and_says_which_line_is_no_document():
    wire = "Engineers lowered a new transformer of 180 tonnes into the power station at Kaniv on Monday, they said. "
    wire += "It replaces one that a missile destroyed in November, and came from Tampere by barge in 21 days."
    other = "A court in Lyon closed a flying school on Friday, and its owner went home. " * 5
    texts = {"wire": wire, "reprint": f"KYIV (AP) - {wire} Read more.", 3: other}
    lines = "\n".join(json.dumps({"id": id_, "text": text}) for id_, text in texts.items())
    status, out = inspect("dedup", given=lines.encode())
    groups = {row["id"]: row["group"] for row in map(json.loads, out.splitlines())}
    assert (status, groups["wire"] == groups["reprint"], groups[3] == groups["wire"]) == (0, True, False)
    for wrong in (b'{"text": "no id"}', b"{", b"[1]"):
        status, said = inspect("dedup", given=lines.encode() + b"\n" + wrong, wrong=True)
        assert (status, "line 4 is no" in said) == (2, True)
