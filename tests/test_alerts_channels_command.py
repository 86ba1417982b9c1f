"""Commands: run without a shell, bounded in time, given the message and nothing of ours."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from alerts.channel import DeliveryError, Message, make_channel
from config import ChannelSettings
from crawler.loop import run

MESSAGE = Message(
    id="m-1", subject="UDCG: \r\nRamstein\x00", text="t", html="h", data={"type": "tocsin.alert"}, thread="m-0"
)


def channel(*command, **keys):
    return make_channel(ChannelSettings(name="bell", kind="command", command=list(command), **keys))


def python(program, **keys):
    return channel(sys.executable, "-c", program, **keys)


def send(made, message=MESSAGE):
    return asyncio.run(made.send(message))


def test_the_message_stands_on_standard_input_and_the_main_things_in_variables(tmp_path):
    program = "import json, os, sys; json.dump([json.load(sys.stdin), dict(os.environ)], open(sys.argv[1], 'w'))"
    assert send(channel(sys.executable, "-c", program, str(tmp_path / "got"))) == "exit 0"
    given, environment = json.loads((tmp_path / "got").read_text())
    assert given == MESSAGE.for_programs()
    assert given["type"] == "tocsin.alert"
    assert given["thread"] == "m-0"
    told = {name: value for name, value in environment.items() if name.startswith("TOCSIN_")}
    assert told == {
        "TOCSIN_CHANNEL": "bell",
        "TOCSIN_ID": "m-1",
        "TOCSIN_SUBJECT": "UDCG: Ramstein",
        "TOCSIN_PRIORITY": "normal",
        "TOCSIN_THREAD": "m-0",
    }


def test_nothing_secret_is_inherited_and_what_the_settings_name_is_given(monkeypatch):
    monkeypatch.setenv("SMTP_PASSWORD", "topsecret")
    monkeypatch.setenv("LD_PRELOAD", "")
    said = send(python("import os; print(sorted(os.environ))", environment={"TOKEN": "for-the-program"}))
    assert "TOKEN" in said
    assert "PATH" in said
    assert "SMTP_PASSWORD" not in said
    assert "LD_PRELOAD" not in said


def test_open_files_are_not_inherited(tmp_path):
    with (tmp_path / "open").open("w") as kept:
        os.set_inheritable(kept.fileno(), True)
        assert send(python("import os; print(os.listdir('/proc/self/fd'))")) == "exit 0: ['0', '1', '2', '3']"


def test_there_is_no_shell(tmp_path):
    victim = tmp_path / "victim"
    said = send(channel("echo", f"$(touch {victim})", f"; touch {victim} #", "`id`", "*"))
    assert said == f"exit 0: $(touch {victim}) ; touch {victim} # `id` *"
    assert not victim.exists()


@pytest.mark.parametrize(("status", "permanent"), [(65, True), (67, True), (68, True)])
def test_what_never_can_be_accepted_is_permanent(status, permanent):
    with pytest.raises(DeliveryError, match=f"exit {status} \\(EX_.*: why") as failed:
        send(python(f"import sys; print('why'); sys.exit({status})"))
    assert failed.value.permanent is permanent


@pytest.mark.parametrize("status", [1, 2, 64, 66, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 126, 127, 255])
def test_every_other_status_is_worth_another_try(status):
    with pytest.raises(DeliveryError, match=f"exit {status}: why") as failed:
        send(channel("sh", "-c", f"echo why >&2; exit {status}"))
    assert not failed.value.permanent


def test_a_signal_is_worth_another_try():
    with pytest.raises(DeliveryError, match=f"signal {signal.SIGSEGV}") as failed:
        send(channel("sh", "-c", "kill -SEGV $$"))
    assert not failed.value.permanent


def alive(pid):
    """Return whether a process still runs; one that was killed is given the moment that the kernel takes."""
    for _ in range(40):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        if state in "ZX":
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("program", ["sleep 60", "trap '' TERM INT; while :; do :; done", "cat /dev/zero", "yes"])
def test_it_is_killed_at_its_deadline_whatever_it_does(program):
    start = time.monotonic()
    with pytest.raises(DeliveryError, match=r"no end within 0\.5 s, killed") as failed:
        send(channel("sh", "-c", program, timeout="0.5s"))
    assert not failed.value.permanent
    assert time.monotonic() - start < 4


@pytest.mark.parametrize("last", ["sleep 60", "exit 0"])
def test_what_it_started_ends_with_it(tmp_path, last):
    pids = tmp_path / "pids"
    made = channel("sh", "-c", f"sleep 60 & echo $! > {pids}; {last}", timeout="1s")
    start = time.monotonic()
    if last == "exit 0":
        assert send(made) == "exit 0"
    else:
        with pytest.raises(DeliveryError):
            send(made)
    assert time.monotonic() - start < 4
    assert not alive(pids.read_text().strip())


def test_one_that_never_reads_and_one_that_writes_much_are_not_waited_for():
    huge = Message(id="m", subject="s", text="x" * 3_000_000, html="")
    assert send(channel("true"), huge) == "exit 0"
    said = send(python("import sys; sys.stdout.write('x' * 30_000_000 + ' the end')"))
    assert said.endswith("x the end")
    assert len(said) < 400


def test_the_answer_is_clean_and_without_secrets():
    made = python("print('a\\x1b[31m\\u202e', 'x' * 500, 'key topsecret')", environment={"KEY": "topsecret"})
    said = send(made)
    assert said.endswith("x key ***")
    assert said.isprintable()
    assert len(said) < 400


def test_a_secret_is_masked_before_the_answer_is_cut():
    made = python("print('topsecret' + 'x' * 296)", environment={"KEY": "topsecret"})
    assert "secret" not in send(made)


def test_it_works_on_the_loop_of_the_daemon(tmp_path):
    assert run(lambda: channel("echo", "rung").send(MESSAGE)) == "exit 0: rung"
    with pytest.raises(DeliveryError, match=r"no end within 0\.5 s, killed: waits"):
        run(lambda: channel("sh", "-c", "echo waits; sleep 60", timeout="0.5s").send(MESSAGE))


def test_ending_the_daemon_kills_it(tmp_path):
    pids = tmp_path / "pids"

    async def go():
        sending = asyncio.create_task(channel("sh", "-c", f"echo $$ > {pids}; sleep 60").send(MESSAGE))
        while not (pids.exists() and pids.read_text()):
            await asyncio.sleep(0.01)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert sending.cancelled()

    start = time.monotonic()
    asyncio.run(go())
    assert time.monotonic() - start < 4
    assert not alive(pids.read_text().strip())


def test_a_program_that_has_gone_since_is_worth_another_try(tmp_path):
    program = tmp_path / "notify"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    made = channel(str(program))
    assert send(made) == "exit 0"
    program.unlink()
    with pytest.raises(DeliveryError, match="cannot be run: No such file") as failed:
        send(made)
    assert not failed.value.permanent


def test_many_at_once_leave_neither_processes_nor_open_files():
    async def go():
        made = channel("cat")
        return await asyncio.gather(*(made.send(MESSAGE) for _ in range(30)))

    def open_files():
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_files()
    said = asyncio.run(go())
    assert len(said) == 30
    assert all(one.startswith("exit 0: ") for one in said)
    assert open_files() <= before


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"command": []}, "at least 1"),
        ({"command": ["no-such-program-here"]}, "there is no program"),
        ({"command": ["./notify"]}, "write its whole path"),
        ({"command": ["/etc/passwd"]}, "make it executable"),
        ({"command": ["echo", "a\0b"]}, "match pattern"),
        ({"command": "echo"}, ""),
        ({"timeout": "2m"}, "at most 60s"),
        ({"environment": {"A=B": "x"}}, "cannot be set"),
        ({"environment": {"TOCSIN_ID": "x"}}, "cannot be set"),
        ({"environment": {"KEY": "topsecret\0"}}, "NUL"),
        ({"shell": True}, "Extra inputs"),
    ],
    ids=str,
)
def test_wrong_settings_are_refused_without_telling_secrets(keys, words):
    with pytest.raises(ValidationError) as failed:
        make_channel(ChannelSettings(name="bell", kind="command", **{"command": ["true"], **keys}))
    said = "".join(e["msg"] for e in failed.value.errors())
    assert words in said
    assert "topsecret" not in said
