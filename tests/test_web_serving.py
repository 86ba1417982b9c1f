"""The desk beside the daemon: served in its process, gone with it, and no reason for it to stop."""

import asyncio
import select
import signal
import socket
import threading
import time
from datetime import UTC, datetime

import pytest
import requests
from deliveries import Clock
from desks import Reader, in_force, settings_with_desk
from journey import free_port
from people import users
from servers import plain, site
from test_tocsin_run import daemon, write_settings

from store.session import open_store
from web.app import make_app
from web.serving import serving

FORCE = in_force(settings_with_desk())


@pytest.fixture
def web():
    with site() as one:
        one.answers["/wire"] = plain("<rss><channel></channel></rss>", content_type="application/rss+xml")
        yield one


def test_a_port_in_use_is_said_and_nothing_is_raised(sqlite_store, now, caplog):
    app = make_app(sqlite_store, lambda: FORCE, Clock(now))

    async def main(listen):
        async with serving(app, listen) as port:
            return port

    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        assert asyncio.run(main(taken)) is None
    assert f"no desk: listen={taken} error=Address already in use cure=stop what listens there" in caplog.text
    assert asyncio.run(main(taken)) is not None
    assert asyncio.run(main("203.0.113.1:80")) is None  # no address of this machine
    assert asyncio.run(main("no.such.host.invalid:80")) is None


def test_it_is_served_on_ipv6_as_well(sqlite_store, now):
    app = make_app(sqlite_store, lambda: FORCE, Clock(now))

    async def main():
        async with serving(app, "[::1]:0") as port:
            return port and await asyncio.to_thread(requests.get, f"http://[::1]:{port}/healthz", timeout=10)

    answer = asyncio.run(main())
    if answer is None:
        pytest.skip("this machine has no IPv6")
    assert answer.json()["status"] == "ok"


def test_a_stop_waits_for_nobody_for_long(sqlite_store, now):
    app = make_app(sqlite_store, lambda: FORCE, Clock(now))
    hanging = []

    async def main():
        async with serving(app, "127.0.0.1:0") as port:
            for said in (b"", b"GET / HT", b"POST /link/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx"):
                hanging.append(socket.create_connection(("127.0.0.1", port)))
                hanging[-1].sendall(said)
            idle = requests.Session()
            await asyncio.to_thread(idle.get, f"http://127.0.0.1:{port}/healthz", timeout=10)
            began = time.monotonic()
        return time.monotonic() - began

    assert asyncio.run(main()) < 3
    for connection in hanging:
        connection.close()


def test_who_sends_no_whole_request_is_not_waited_for(sqlite_store, now, monkeypatch):
    monkeypatch.setattr("web.serving.PATIENCE", 0.5)
    app = make_app(sqlite_store, lambda: FORCE, Clock(now))

    async def main():
        async with serving(app, "127.0.0.1:0") as port:
            return await asyncio.to_thread(drip, port)

    def drip(port):
        to, began = ("127.0.0.1", port), time.monotonic()
        with (
            socket.create_connection(to) as silent,
            socket.create_connection(to) as dripping,
            requests.Session() as used,
        ):
            while not is_ended(dripping):
                dripping.sendall(b"G")
                assert used.get(f"http://127.0.0.1:{port}/healthz", timeout=10).status_code == 200
                time.sleep(0.05)
            assert is_ended(silent, wait=2)
        return time.monotonic() - began

    assert asyncio.run(main()) < 5


def test_more_connections_than_there_may_be_leave_the_others_alone(sqlite_store, now):
    app, crowd = make_app(sqlite_store, lambda: FORCE, Clock(now)), []

    async def main():
        async with serving(app, "127.0.0.1:0") as port:
            used = requests.Session()
            await asyncio.to_thread(used.get, f"http://127.0.0.1:{port}/healthz", timeout=10)
            for _ in range(150):
                crowd.append(await asyncio.to_thread(socket.create_connection, ("127.0.0.1", port), 10))
            await asyncio.sleep(0.5)
            ended = sum(map(is_ended, crowd))
            again = await asyncio.to_thread(used.get, f"http://127.0.0.1:{port}/healthz", timeout=10)
            return ended, again.status_code

    assert asyncio.run(main()) == (51, 200)
    for connection in crowd:
        connection.close()


def is_ended(connection, wait=0):
    """Whether the other side has closed a connection, or does so while we wait (in seconds)."""
    if not select.select([connection], [], [], wait)[0]:
        return False
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_the_signals_stay_with_the_daemon(sqlite_store, now):
    app = make_app(sqlite_store, lambda: FORCE, Clock(now))
    assert threading.current_thread() is threading.main_thread()

    async def main():
        before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        async with serving(app, "127.0.0.1:0"):
            await asyncio.sleep(0.3)
            assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before

    asyncio.run(main())


def settled(tmp_path, web, listen):
    write_settings(tmp_path, web, free_port())
    path = tmp_path / "tocsin.toml"
    path.write_text(path.read_text() + f'\n[desk]\nlisten = "{listen}"\n', encoding="utf-8")


def test_a_running_daemon_serves_the_desk_until_it_is_stopped(tmp_path, web):
    listen = f"127.0.0.1:{free_port()}"
    settled(tmp_path, web, listen)
    with daemon(tmp_path, no_web=False) as running:
        running.says("running:")
        running.says(f"INFO desk: http://{listen}/")
        assert requests.get(f"http://{listen}/healthz", timeout=20).json() == {"status": "ok", "store": "ok"}
        assert "Nothing has rung yet." in requests.get(f"http://{listen}/", timeout=20).text
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) == 0
        assert "Traceback" not in running.log
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://{listen}/healthz", timeout=20)


def test_a_daemon_whose_port_is_taken_collects_all_the_same(tmp_path, web):
    with socket.create_server(("127.0.0.1", 0)) as other:
        settled(tmp_path, web, f"127.0.0.1:{other.getsockname()[1]}")
        with daemon(tmp_path, no_web=False) as running:
            running.says("no desk:")
            running.says("polled: source=wire")
            running.process.send_signal(signal.SIGTERM)
            assert running.process.wait(timeout=20) == 0


def test_a_desk_that_others_reach_says_that_it_has_no_users_and_opens_once_it_has(tmp_path, web):
    port = free_port()
    settled(tmp_path, web, f"0.0.0.0:{port}")
    with daemon(tmp_path, no_web=False) as running:
        running.says(f"open to others are links in messages and pushes alone: listen=0.0.0.0:{port}")
        running.says("running:")
        far = {"X-Forwarded-For": "192.0.2.1"}
        shut = Reader(port, **far).get("/alerts")
        assert (shut.status_code, "tocsin user add NAME --role admin" in shut.text) == (403, True)
        store = open_store(f"sqlite:///{tmp_path}/tocsin.db")
        users(store, datetime.now(UTC), anna="admin")
        store.close()
        assert Reader(port, Host="192.0.2.7", **far).get("/alerts").headers["Location"] == "/sign-in?next=%2Falerts"
        assert Reader(port, Host="evil.example", **far).get("/alerts").status_code == 421
