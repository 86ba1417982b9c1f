"""A desk that is served: the real one, by uvicorn on loopback, and a reader that follows its forms."""

import asyncio
import threading
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import requests
from deliveries import alert
from lxml import html
from test_alerts_message import HOSTILE

from alerts.channel import make_channel
from alerts.concepts import load_concepts
from alerts.matcher import Matcher
from config import ConfigError, Settings
from config.load import stamp
from scheduler.clock import utc_now
from scheduler.in_force import InForce, read_settings
from store.revisions import keep_revision, note_edit
from web.app import make_app
from web.pushing import pushing
from web.serving import serving

PUBLIC = "https://tocsin.example.org"


def settings_with_desk(**more):
    return Settings.model_validate(
        {"version": 1, "timezone": "Europe/Brussels", "desk": {"public_url": PUBLIC}, **more}
    )


def hostile_alerts(store, now, channel):
    """Open an alert for each text that a stranger might send, as title and as the name of its watch."""
    for text in HOSTILE:
        title = text.replace("\x00", "").encode("utf-8", "ignore").decode()
        name = "".join(islice((letter for letter in title if letter >= " "), 100)) or "drones"
        alert(store, now, channel, title=title, watch=name, priority="high")


class Reader:
    """Asks a desk from this machine, or as if through the proxy behind its public name."""

    def __init__(self, port, app=None, **headers):
        self.root, self.headers, self._app = f"http://127.0.0.1:{port}", headers, app

    @property
    def listeners(self):
        """How many connections are told of new alerts."""
        return self._app.app.state.live.listeners

    def get(self, path, **more):
        return self._ask("GET", path, **more)

    def post(self, path, **more):
        return self._ask("POST", path, **more)

    def _ask(self, method, path, headers=None, **more):
        given = {**self.headers, **(headers or {})}
        return requests.request(method, self.root + path, headers=given, timeout=60, allow_redirects=False, **more)

    def press(self, page, button, **choices):
        """Post the form of a page that has this button, with what stands in it but for the choices (None: left out)."""
        [(form, pressed)] = [(f, b) for f in tree(page).forms for b in f.iter("button") if b.text_content() == button]
        fields = [(name, value) for name, value in form.form_values() if name not in choices]
        fields += [(name, one) for name, value in choices.items() for one in _each(value)]
        return self.post(urlsplit(pressed.get("formaction") or form.action).path, data=fields)


def _each(value):
    return [] if value is None else [value] if isinstance(value, str) else value


def tree(page):
    return html.document_fromstring(page.content)


def words(page):
    return " ".join(tree(page).find(".//main").text_content().split())


@cache
def _shipped():
    return load_concepts({})


def in_force(settings):
    concepts = _shipped()
    channels = {name: make_channel(one) for name, one in settings.channels.items()}
    return InForce(settings, (Path("tocsin.toml"),), 1, Matcher(concepts, ()), concepts, channels)


class FromFile:
    """The settings in force, read anew when their files change, as the daemon does; those that do not hold are not."""

    def __init__(self, store, path):
        self.store, self.path, self.stamp, self.lock = store, path, None, threading.Lock()
        self()

    def __call__(self):
        with self.lock:
            seen = self.stamp and stamp(self.force.watched)
            if self.stamp is None or seen != self.stamp:
                with suppress(ConfigError):
                    self._take_up(read_settings(self.path))
                self.stamp = stamp(self.force.watched)
            return self.force

    def _take_up(self, loaded):
        with self.store.transaction() as session:
            revision = keep_revision(session, loaded.text, utc_now()).id
            note_edit(session, revision, utc_now())
        self.force = replace(in_force(loaded.settings), watched=loaded.watched, revision_id=revision)


def _same(force):
    return force


@contextmanager
def desk(store, settings, clock, pushes=False):
    """Serve a desk; yield its reader on this machine and the one behind the public name.

    `settings` are Settings, or what returns an InForce; with `pushes` its feeds are pushed.
    """
    ready, ports, ended = threading.Event(), [], []
    force = settings if callable(settings) else partial(_same, in_force(settings))
    app = make_app(store, force, clock)

    async def main():
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        async with serving(app, "127.0.0.1:0") as port, pushing(app) if pushes else nullcontext():
            ports.append(port)
            ended.append(lambda: loop.call_soon_threadsafe(done.set))
            ready.set()
            await done.wait()

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    assert ready.wait(20)
    try:
        yield Reader(ports[0], app), Reader(ports[0], app, Host=urlsplit(PUBLIC).hostname)
    finally:
        ended[0]()
        thread.join(20)
        assert not thread.is_alive()
