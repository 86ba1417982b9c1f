"""Parsing in other processes: what hangs, swells or dies there harms nothing here."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.item import ReadError
from crawler.loop import run
from crawler.workers import ProcessWorkers

MEBIBYTE = 1024 * 1024


# What the workers run is found by its name, hence module-level.
def double(number):
    return number * 2


def process_id():
    return os.getpid()


def nap(seconds):
    time.sleep(seconds)


def hang_holding_the_lock():
    ctypes.PyDLL(None).sleep(60)


def spin():
    while True:
        pass


def swell(size):
    return len(bytearray(size))


def die(how):
    os.kill(os.getpid(), how)


def crash_in_c():
    ctypes.string_at(0)


def leave():
    sys.exit(3)


def recurse(depth=0):
    return recurse(depth + 1)


def refuse():
    raise ReadError("not-a-feed", "this is a poem", wait=timedelta(seconds=5), status=200)


def fail():
    raise ValueError("a bug")


def unpicklable():
    return lambda: None


def workers(**options):
    return ProcessWorkers(**{"count": 1, "timeout": 5} | options)


def call(function, *args, **options):
    """Return what a worker made of it, and of a healthy call after it."""

    async def main():
        async with workers(**options) as pool:
            try:
                outcome = await pool.run(function, *args)
            except ReadError as error:
                outcome = error
            return outcome, await pool.run(double, 21)

    outcome, after = run(main)
    assert after == 42
    return outcome


def test_a_call_returns_what_the_function_returns():
    assert call(double, "x") == "xx"


def test_large_arguments_and_results_pass():
    assert call(double, bytes(20 * MEBIBYTE)) == bytes(40 * MEBIBYTE)


def test_a_read_error_comes_through_whole():
    error = call(refuse)
    assert (error.kind, str(error), error.wait, error.status) == (
        "not-a-feed",
        "this is a poem",
        timedelta(seconds=5),
        200,
    )


@pytest.mark.parametrize(
    ("function", "args", "kind", "words"),
    [
        (fail, (), "crashed", "ValueError: a bug"),
        (recurse, (), "crashed", "RecursionError"),
        (unpicklable, (), "crashed", "lambda"),
        (die, (signal.SIGKILL,), "parse", "signal 9"),
        (crash_in_c, (), "parse", "signal 11"),
        (leave, (), "parse", "status 3"),
        (swell, (200 * MEBIBYTE,), "parse", "memory"),
    ],
)
def test_what_goes_wrong_in_a_worker_is_told_and_the_next_call_works(function, args, kind, words):
    error = call(function, *args, memory=100 * MEBIBYTE)
    assert error.kind == kind
    assert words in str(error)


@pytest.mark.parametrize(("function", "args"), [(nap, (60,)), (hang_holding_the_lock, ()), (spin, ())])
def test_a_call_that_takes_too_long_is_ended(function, args):
    started = time.monotonic()
    error = call(function, *args, timeout=0.5)
    assert (error.kind, "0.5 s" in str(error)) == ("parse", True)
    assert time.monotonic() - started < 10


def test_a_call_that_takes_too_much_processor_time_is_ended():
    error = call(spin, cpu=1, timeout=30)
    assert (error.kind, "1 s of processor time" in str(error)) == ("parse", True)


def test_processor_time_is_counted_for_each_call():
    async def main():
        async with workers(cpu=1) as pool:
            for _ in range(4):
                await pool.run(busy, 0.6)

    run(main)


def busy(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_stuck_worker_does_not_hold_up_the_others():
    async def main():
        async with workers(count=2, timeout=2) as pool:
            await asyncio.gather(pool.run(double, 1), pool.run(double, 2))
            stuck = asyncio.create_task(pool.run(nap, 60))
            await asyncio.sleep(0.05)
            started = time.monotonic()
            assert [await pool.run(double, n) for n in range(20)] == list(range(0, 40, 2))
            took = time.monotonic() - started
            with pytest.raises(ReadError):
                await stuck
            return took

    assert run(main) < 1


def test_a_worker_that_was_killed_while_idle_is_replaced_unseen():
    async def main():
        async with workers() as pool:
            idle = await pool.run(process_id)
            os.kill(idle, signal.SIGKILL)
            await asyncio.sleep(0.1)
            return idle, await pool.run(process_id)

    before, after = run(main)
    assert before != after


def test_a_cancelled_call_frees_its_worker():
    async def main():
        async with workers(timeout=60) as pool:
            await pool.run(double, 1)
            task = asyncio.create_task(pool.run(nap, 60))
            await asyncio.sleep(0.1)
            task.cancel()
            started = time.monotonic()
            assert await pool.run(double, 2) == 4
            return time.monotonic() - started

    assert run(main) < 2


def test_the_end_does_not_wait_for_a_stuck_worker():
    async def main():
        async with workers(timeout=60) as pool:
            number = await pool.run(process_id)
            stuck = asyncio.create_task(pool.run(hang_holding_the_lock))
            await asyncio.sleep(0.1)
            started = time.monotonic()
        took = time.monotonic() - started
        with pytest.raises(ReadError):
            await stuck
        return number, took

    number, took = run(main)
    assert took < 1
    assert not alive(number)


def test_no_process_is_started_before_it_is_needed():
    async def main():
        before = threading.active_count()
        async with workers(count=8):
            return threading.active_count() - before

    assert run(main) == 0


def test_workers_ignore_what_is_meant_for_the_parent():
    async def main():
        async with workers() as pool:
            number = await pool.run(process_id)
            task = asyncio.create_task(pool.run(nap, 0.3))
            await asyncio.sleep(0.1)
            os.kill(number, signal.SIGTERM)
            os.kill(number, signal.SIGINT)
            await task

    run(main)


def test_workers_go_when_their_parent_is_killed():
    program = (
        "import asyncio, os, time\n"
        "from crawler.loop import run\n"
        "from crawler.workers import ProcessWorkers\n"
        "async def main():\n"
        "    async with ProcessWorkers(1) as pool:\n"
        "        print(await pool.run(os.getpid), flush=True)\n"
        "        await pool.run(time.sleep, 60)\n"
        "run(main)\n"
    )
    root = Path(__file__).parent.parent
    with subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, text=True) as parent:
        number = int(parent.stdout.readline())
        assert alive(number)
        parent.kill()
    end = time.monotonic() + 3
    while alive(number) and time.monotonic() < end:
        time.sleep(0.02)
    assert not alive(number)


def alive(number):
    """Tell whether a process runs; one that has ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except FileNotFoundError:
        return False
