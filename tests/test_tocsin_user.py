"""tocsin user and tocsin audit, on the stores they are used on, and at a real terminal."""

import io
import json
import os
import select
import sys
import time
from pathlib import Path

import pytest
from people import PASSWORD

from store.people import user_named
from tocsin.cli import run
from web.passwords import is_right

ROOT = Path(__file__).parent.parent


@pytest.fixture
def ask(capsys, tmp_path, monkeypatch, store_url):
    """Give a command; return its exit status, output and error output."""
    path = tmp_path / "tocsin.toml"
    path.write_text(f'version = 1\ndatabase = "{store_url}"\n', encoding="utf-8")

    def give(*arguments, typed=None):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed or ""))
        status = run([*arguments, "--config", str(path)])
        return (status, *capsys.readouterr())

    return give


def add(ask, name, role, typed=PASSWORD + "\n"):
    return ask("user", "add", name, "--role", role, "--password-stdin", typed=typed)


def test_users_are_made_listed_changed_and_shut_out_and_all_of_it_is_kept(ask, store):
    assert "0 users: the desk is open to whoever is at this machine" in ask("user", "list")[1]
    assert add(ask, "Anna", "admin")[:2] == (0, "user Anna is added: admin\n")
    assert add(ask, "ed", "editor")[0] == 0
    with store.reading() as session:
        assert is_right(PASSWORD, user_named(session, "anna").password)
    assert ask("user", "role", "ED", "reader")[:2] == (0, "user ed is reader\n")
    assert ask("user", "disable", "ed")[:2] == (0, "user ed is shut out\n")
    _, out, _ = ask("user", "totp", "anna")
    assert "otpauth://totp/Tocsin:Anna?secret=" in out
    rows = {row["name"]: row for row in json.loads(ask("user", "list", "--json")[1])}
    assert (rows["Anna"]["codes"], rows["ed"]["disabled"], rows["ed"]["role"]) == (True, True, "reader")
    assert "secret" not in json.dumps(rows)
    assert ask("user", "totp", "anna", "--off")[0] == ask("user", "enable", "ed")[0] == 0
    assert ask("user", "password", "ed", "--password-stdin", typed="another four words entirely\r\n")[0] == 0
    with store.reading() as session:
        assert is_right("another four words entirely", user_named(session, "ed").password)
    acts = json.loads(ask("audit", "--json")[1])
    assert [(one["what"], one["about"]) for one in reversed(acts)] == [
        ("user add", "user Anna: admin"),
        ("user add", "user ed: editor"),
        ("user role", "user ed: reader"),
        ("user disable", "user ed"),
        ("user totp", "user Anna"),
        ("user totp", "user Anna --off"),
        ("user enable", "user ed"),
        ("user password", "user ed"),
    ]
    assert {one["address"] for one in acts} == {"command line"}
    assert "8 entries" in ask("audit", "--since", "2026-01-01")[1]
    assert ask("audit", "--since", "2999-01-01", "--json")[1] == "[]\n"
    assert ask("audit", "--who", "nobody", "--json")[1] == "[]\n"


def test_what_cannot_be_is_said_with_what_to_do(ask):
    assert "the first user must be an admin" in add(ask, "rita", "reader")[2]
    assert add(ask, "anna", "admin")[0] == 0
    for status, said, (got, _, err) in [
        (1, "there is a user ANNA already; `tocsin user password`", add(ask, "ANNA", "admin")),
        (1, "a name has at most 100 letters", add(ask, "<b>", "reader")),
        (1, "the password will not do: use 12 to 200", add(ask, "ed", "reader", "short\n")),
        (2, "'owner' is not one of", add(ask, "ed", "owner")),
        (2, "--password-stdin", ask("user", "add", "ed", "--role", "reader")),
        (2, "there is no user 'ed'; `tocsin user list` shows them", ask("user", "role", "ed", "admin")),
        (1, "anna is the last admin", ask("user", "disable", "anna")),
        (1, "anna is the last admin", ask("user", "role", "anna", "editor")),
    ]:
        assert (got, said in err) == (status, True), err
        assert "Traceback" not in err


def test_what_commands_change_is_noted_with_the_address_of_its_page(desk):
    desk.tell("kyiv", "A drone was shot down over Kyiv", "Air defence units shot a drone down over the capital.")
    desk.poll()
    desk.ask("alert", "ack", 1)
    desk.ask("alert", "ack", 1, "--undo")
    desk.ask("alert", "useful", 1)
    desk.ask("silence", "add", "--watch", "Drones", "--for", "1h")
    desk.ask("silence", "end", 1)
    desk.ask("delivery", "retry", "--dead")
    desk.ask("desk", "end-links")
    acts = [(one["what"], one["about"]) for one in reversed(desk.facts("audit"))]
    assert acts == [
        ("alert ack", "/alerts/1"),
        ("alert ack --undo", "/alerts/1"),
        ("alert useful", "/alerts/1"),
        ("silence add", "/alerts?silence=1"),
        ("silence end", "/alerts?silence=1"),
        ("delivery retry", "/deliveries?status=dead&channel="),
        ("desk end-links", "all links"),
    ]


@pytest.mark.skipif(not hasattr(os, "forkpty"), reason="this system has no terminals to play with")
def test_at_a_terminal_the_password_is_asked_for_twice_and_never_shown(sqlite_url, tmp_path):
    (tmp_path / "tocsin.toml").write_text(f'version = 1\ndatabase = "{sqlite_url}"\n', encoding="utf-8")
    said, status = at_a_terminal(tmp_path, [PASSWORD, PASSWORD + "x"])
    assert (status, "these were two passwords; nothing was changed" in said) == (1, True), said
    said, status = at_a_terminal(tmp_path, [PASSWORD, PASSWORD])
    assert (status, "user anna is added: admin" in said) == (0, True), said
    assert "Password for anna:" in said
    assert "Again:" in said
    assert PASSWORD not in said


def at_a_terminal(folder, answers):
    """Add a user as somebody does who types these answers; return what the terminal showed, and the exit status."""
    command = [sys.executable, "-m", "tocsin", "user", "add", "anna", "--role", "admin"]
    pid, terminal = os.forkpty()
    if pid == 0:
        os.chdir(folder)
        os.execve(sys.executable, command, {**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S606 -- what is tested
    said, until = "", time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            said += os.read(terminal, 1_000).decode()
        except OSError:  # Linux says so when the other side has ended
            break
        if said.endswith(": ") and answers:
            os.write(terminal, answers[0].encode() + b"\n")
            answers = answers[1:]
    os.close(terminal)
    return said, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
