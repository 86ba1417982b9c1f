"""The outbox file: one whole line per message, whatever happens."""

import asyncio
import fcntl
import json
import os
import threading
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

import alerts.channels.file as file_module
from alerts.channel import DeliveryError, Message, make_channel
from config import ChannelSettings


def message(number=1, text="t"):
    data = {"type": "tocsin.alert", "id": f"m-{number}", "alerts": [{"watch": "Рамштайн"}]}
    return Message(id=f"m-{number}", subject="s\u2028", text=text, html="h", data=data)


def channel(path):
    return make_channel(ChannelSettings(name="box", kind="file", path=str(path)))


def send(path, *args):
    return asyncio.run(channel(path).send(message(*args)))


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_each_message_is_a_line_of_json_and_the_file_is_only_ours_to_read(tmp_path):
    path = tmp_path / "outbox.jsonl"
    assert "appended" in send(path, 1, "a\nb")
    send(path, 2)
    assert [(r["id"], r["subject"], r["type"], r["alerts"]) for r in lines(path)] == [
        ("m-1", "s\u2028", "tocsin.alert", [{"watch": "Рамштайн"}]),
        ("m-2", "s\u2028", "tocsin.alert", [{"watch": "Рамштайн"}]),
    ]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path):
    path, kept = tmp_path / "outbox.jsonl", channel(tmp_path / "outbox.jsonl")
    asyncio.run(kept.send(message(1)))
    path.rename(tmp_path / "outbox.jsonl.1")
    asyncio.run(kept.send(message(2)))
    assert [[one["id"] for one in lines(tmp_path / name)] for name in ("outbox.jsonl.1", "outbox.jsonl")] == [
        ["m-1"],
        ["m-2"],
    ]


def test_a_line_that_a_crash_left_unfinished_spoils_no_other(tmp_path):
    path = tmp_path / "outbox.jsonl"
    path.write_text('{"id": "m-0"}\n{"id": "m-')
    send(path)
    torn, whole = path.read_text().splitlines()[1:]
    assert torn == '{"id": "m-'
    assert json.loads(whole)["id"] == "m-1"


def test_a_full_disk_is_worth_another_try():
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(DeliveryError, match="No space left") as failed:
        send("/dev/full")
    assert not failed.value.permanent


def test_a_disk_that_fills_within_a_line_leaves_no_half_of_it(tmp_path):
    resource = pytest.importorskip("resource")
    path = tmp_path / "outbox.jsonl"
    send(path)
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        with pytest.raises(DeliveryError) as failed:
            send(path, 2, "long" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not failed.value.permanent
    assert path.read_bytes() == before


@pytest.mark.parametrize("where", ["missing/outbox.jsonl", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path, where):
    with pytest.raises(DeliveryError, match=tmp_path.name):
        send(tmp_path / where)


def test_many_at_once_write_whole_lines(tmp_path):
    path = tmp_path / "outbox.jsonl"
    writers = [threading.Thread(target=send, args=(path, n, "x" * 100_000)) for n in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    assert sorted(r["id"] for r in lines(path)) == sorted(f"m-{n}" for n in range(12))


def test_a_pipe_takes_a_message_once_and_only_while_somebody_reads_it(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(DeliveryError) as failed:
        send(path)
    assert not failed.value.permanent
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), encoding="utf-8") as reader:
        send(path)
        assert [json.loads(line)["id"] for line in reader] == ["m-1"]


def test_a_file_that_never_takes_a_line_holds_up_nothing_else(tmp_path, monkeypatch):
    """As on a disk beyond the network that does not answer; here another program never lets go of it."""
    monkeypatch.setattr(file_module, "DEADLINE", 0.2)
    monkeypatch.setattr(file_module, "LOCK_WITHIN", 60.0)
    path, before = tmp_path / "outbox.jsonl", threading.active_count()
    made = channel(path)

    async def go():
        tried = await asyncio.gather(*(made.send(message(n)) for n in range(50)), return_exceptions=True)
        assert {str(one) for one in tried} == {f"{path}: no end within 0 s"}
        return await asyncio.wait_for(asyncio.to_thread(lambda: "the store is asked"), 5)

    with path.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert asyncio.run(go()) == "the store is asked"
        assert fewer_threads_than(before + 2)
    assert fewer_threads_than(before + 1)


def fewer_threads_than(number):
    end = time.monotonic() + 10
    while threading.active_count() >= number and time.monotonic() < end:
        time.sleep(0.01)
    return threading.active_count() < number


def test_a_file_channel_needs_its_path():
    with pytest.raises(ValidationError, match="path"):
        make_channel(ChannelSettings(name="box", kind="file"))


def test_many_messages_at_once_do_not_take_one_another_for_another_program(tmp_path, monkeypatch):
    monkeypatch.setattr(file_module, "LOCK_WITHIN", 0.0)
    made = channel(tmp_path / "outbox.jsonl")

    async def go():
        await asyncio.gather(*(made.send(message(n)) for n in range(100)))

    asyncio.run(go())
    assert len(lines(tmp_path / "outbox.jsonl")) == 100
