"""A user at the command line, before a store that real polls fill and real deliveries empty."""

import json
from datetime import UTC, datetime, timedelta

import time_machine
from journey import page, rss, settings_text
from servers import plain

from tocsin.cli import run

NOW = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
WATCHES = """[[watches]]
name = "Drones"
query = "drone"
channels = ["desk"]
"""


class Desk:
    """A user at the command line, whose source tells what a test gives it; each poll is a minute later."""

    def __init__(self, capsys, folder, web, mailbox, url):
        self.capsys, self.path, self.web, self.mailbox, self.now = capsys, folder / "tocsin.toml", web, mailbox, NOW
        self.items = []
        text = settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCHES, url)
        self.write(text.replace("version = 1", 'version = 1\ntimezone = "Europe/Brussels"'))
        self.poll()

    def write(self, text):
        self.text = text
        self.path.write_text(text, encoding="utf-8")

    def ask(self, *arguments):
        """Return a command's exit status, output and error output."""
        with time_machine.travel(self.now, tick=True):
            status = run([*map(str, arguments), "--config", str(self.path)])
        out, err = self.capsys.readouterr()
        return status, out, err

    def facts(self, *arguments):
        status, out, err = self.ask(*arguments, "--json")
        assert status == 0, out + err
        return json.loads(out)

    def fails(self, *arguments, status=2):
        """Return what a command that must fail says."""
        got, out, err = self.ask(*arguments)
        assert got == status, out + err
        return err

    def tell(self, name, title, text):
        """Let the source tell a story; return its address."""
        url = f"{self.web.url}/{name}"
        self.web.answers[f"/{name}"] = plain(page(title, text * 3), content_type="text/html")
        self.items.append((url, title, text))
        return url

    def poll(self):
        """Poll and deliver once."""
        self.web.answers["/wire"] = plain(rss(*self.items, at=self.now), content_type="application/rss+xml")
        self.now += timedelta(minutes=1)
        status, out, err = self.ask("run", "--once")
        assert status == 0, out + err
