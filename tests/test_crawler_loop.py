"""One event loop for Scrapy, APScheduler, mail and threads."""

import asyncio
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import aiosmtplib
import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from servers import plain, site

from config import FetchSettings
from crawler.download import ScrapyDownloader
from crawler.loop import run

LOOPBACK = FetchSettings(private_addresses=["127.0.0.0/8"], per_host_delay="0s", timeout="2s")


async def nothing():
    return 1


def test_it_may_run_more_than_once_in_a_process():
    assert [run(nothing) for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("more", [{}, {"ssl": True, "server_hostname": "news.example"}], ids=["plain", "TLS"])
def test_a_connection_that_is_reset_at_once_leaves_no_socket_that_closes_the_file_of_another(more):
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        theirs.close()

    async def main():
        with suppress(OSError):
            await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours, **more)
        await asyncio.sleep(0)

    run(main)
    assert ours.fileno() == -1


def test_what_main_raises_comes_out():
    async def main():
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        run(main)


def test_scrapy_apscheduler_mail_and_threads_share_it():
    async def main():
        ticked = asyncio.Event()
        scheduler = AsyncIOScheduler()
        scheduler.add_job(ticked.set, "interval", seconds=0.05)
        scheduler.start()
        try:
            async with ScrapyDownloader(LOOPBACK) as downloader:
                answer, name, refused, _ = await asyncio.gather(
                    downloader.get(web.url + "/"),
                    asyncio.to_thread(threading.current_thread),
                    no_mail(),
                    asyncio.wait_for(ticked.wait(), 2),
                )
        finally:
            scheduler.shutdown(wait=False)
        return answer.body, name is threading.main_thread(), refused

    async def no_mail():
        try:
            await aiosmtplib.send(b"", sender="a@b", recipients=["c@d"], hostname="127.0.0.1", port=web.port, timeout=1)
        except aiosmtplib.SMTPException as error:
            return type(error)

    with site() as web:
        web.answers["/"] = plain("x")
        body, in_main_thread, refused = run(main)
    assert (body, in_main_thread, issubclass(refused, aiosmtplib.SMTPException)) == (b"x", False, True)


PROGRAM = """
import asyncio, signal, sys
from crawler.download import ScrapyDownloader
from crawler.loop import run
from crawler.workers import ProcessWorkers
from config import FetchSettings
import time

async def main():
    stop = asyncio.Event()
    def end(asked):
        print(asked.name, flush=True)
        stop.set()
    for asked in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(asked, end, asked)
    fetch = FetchSettings(private_addresses=["127.0.0.0/8"], robots=False)
    async with ScrapyDownloader(fetch) as downloader, ProcessWorkers(1) as workers:
        stuck = [asyncio.create_task(downloader.get(sys.argv[1])), asyncio.create_task(workers.run(time.sleep, 60))]
        await asyncio.sleep(0.5)
        print("up", flush=True)
        await stop.wait()
    await asyncio.gather(*stuck, return_exceptions=True)

run(main)
print("down", flush=True)
"""


def test_a_signal_is_ours_and_ends_it_within_a_second_without_a_word_on_stderr():
    root = Path(__file__).parent.parent
    with site() as web:
        web.answers["/"] = lambda connection, _: connection.recv(1)
        for asked in (signal.SIGTERM, signal.SIGINT):
            command = [sys.executable, "-W", "error", "-c", PROGRAM, web.url + "/"]
            with subprocess.Popen(
                command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            ) as process:
                assert process.stdout.readline() == "up\n"
                started = time.monotonic()
                process.send_signal(asked)
                out, err = process.communicate(timeout=20)
            assert (out, err, process.returncode) == (f"{asked.name}\ndown\n", "", 0)
            assert time.monotonic() - started < 2
