"""The play: outlets publish, the daemon watches, and the terminal shows what rang, what did not and why."""

import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import func, select

from alerts.display import numbered
from store.alert_models import Alert, Delivery
from store.models import Article, Match, SourceState
from store.session import Store, open_store
from tocsin.demo.sinks import Mailbox, Receiver
from tocsin.demo.web import NewsWeb, Piece

#: Nothing in the play takes longer, unless something is wrong: on a busy machine the first polls take half a minute.
PATIENCE = 120.0
ROUNDS = {
    1: "A wire reports; other outlets print things that only look alike",
    2: "A newspaper reprints the wire, two outlets translate it",
    3: "The wire edits its headline, one more translation, and one truly new story",
}


class DemoFailed(Exception):
    """The play did not go as it must; the message says where."""


def play(*, keep: Path | None = None) -> int:
    """Run the play to its end and return 0, or 1 when an alert is missing or doubled.

    `keep` is a folder for settings, store, log and the mails; without it they are thrown away.
    """
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(TemporaryDirectory(prefix="tocsin-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        stage = Stage(folder, stack)
        try:
            stage.run()
        except DemoFailed as failed:
            click.secho(f"\nThe demonstration failed: {failed}", fg="red", err=True)
            click.echo(stage.log_tail(), err=True)
            return 1
    return 0


class Stage:
    """The web, the mail box, the receiver and the daemon of one play."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        secret = "whsec_" + b64encode(secrets.token_bytes(24)).decode()
        self.folder = folder
        self.web = stack.enter_context(NewsWeb())
        self.mailbox = stack.enter_context(Mailbox())
        self.receiver = stack.enter_context(Receiver(secret))
        self.settings = folder / "tocsin.toml"
        self.settings.write_text(self._settings_text(), encoding="utf-8")
        self.environment = {**os.environ, "DEMO_SECRET": secret}
        self.store: Store = open_store(f"sqlite:///{folder / 'tocsin.db'}")
        stack.callback(self.store.close)
        self._told = [0, 0]
        self._started = time.monotonic()

    def run(self) -> None:
        """Play all rounds."""
        self._introduce()
        with self._daemon() as daemon:
            self._wait("every source polled once", self._all_polled)
            self._say("  Stored, and nobody was alerted: a new source never floods.")
            self._broken_source()
            for number in (1, 2):
                self._round(number)
            self._say("\nThe power fails: the daemon is killed (SIGKILL) and started again.", bold=True)
            daemon.kill()
        with self._daemon():
            self._round(3)
        for number, mail in enumerate(self.mailbox.messages, 1):
            (self.folder / f"mail-{number}.eml").write_bytes(mail.as_bytes())
        self._review()
        self._how_to_go_on()

    def log_tail(self) -> str:
        """Return the end of the daemon's log."""
        path = self.folder / "daemon.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-30:]) if path.exists() else "(no log)"

    def _introduce(self) -> None:
        self._say("Tocsin, on invented news. Everything happens on this machine.\n", bold=True)
        for outlet in self.web.outlets.values():
            self._say(f"  source   {outlet.title:<22} {outlet.language}  {self.web.origin}/{outlet.name}/feed")
        self._say(f"  e-mail   desk@example.org       by {self.mailbox.address}")
        self._say(f"  webhook  case-tool              at {self.receiver.address}")
        for name, query in WATCHES.items():
            self._say(f"  watch    {name:<22} {query}")
        self._say("\nFirst polls: what the sources hold already", bold=True)

    def _round(self, number: int) -> None:
        self._say(f"\n{ROUNDS[number]}", bold=True)
        pieces = self.web.publish(number)
        for piece in pieces:
            outlet = self.web.outlets[piece.outlet]
            self._say(f"  + {outlet.title} ({outlet.language}): {piece.title}")
        self._wait(f"round {number} read", lambda: all(self._held(piece) for piece in pieces))
        self._wait(f"deliveries of round {number}", self._nothing_due)
        self._arrivals()

    def _arrivals(self) -> None:
        mails, posts = self.mailbox.messages[self._told[0] :], self.receiver.received[self._told[1] :]
        self._told = [len(self.mailbox.messages), len(self.receiver.received)]
        for mail in mails:
            late = (
                " (the server had put it off once; sent again)"
                if self.mailbox.turned_away and mail is self.mailbox.messages[0]
                else ""
            )
            self._say(f"  ✉ {mail['subject']} → {mail['to']}{late}", fg="green")
        for post in posts:
            titles = ", ".join(alert["article"]["title"] for alert in post["alerts"])
            self._say(f"  ⚓ {titles} → case-tool, signature checked", fg="green")
        if not mails and not posts:
            self._say("  … nothing rang", fg="yellow")

    def _review(self) -> None:
        """Tell for every article what came of it, and fail when the story rang twice or not at all."""
        self._say("\nWhat came of everything", bold=True)
        with self.store.reading() as session:
            for article in session.scalars(select(Article).order_by(Article.story_id, Article.seen_at, Article.id)):
                matches = session.scalars(select(Match).where(Match.article_id == article.id)).all()
                opened = [m.watch for m in matches if m.quiet is None]
                what = (
                    f"rang: {', '.join(opened)}"
                    if opened
                    else "; ".join(f"{m.quiet}" for m in matches) or "no watch matched"
                )
                version = f" [version {article.version}]" if article.version > 1 else ""
                self._say(f"  story {article.story_id:>2}  {article.source:<13} {article.title[:60]}{version}")
                self._say(f"            {what}", fg="green" if opened else None)
                if article.story_why.get("kind") != "new":
                    self._say(f"            same story: {article.story_why.get('words')}", dim=True)
            alerts = session.scalar(select(func.count()).select_from(Alert))
        got = (alerts, len(self.mailbox.messages), len(self.receiver.received), self.receiver.forged)
        self._say(
            f"\n{got[0]} alerts, {got[1]} mails, {numbered(got[2], 'webhook call', 'webhook calls')} in "
            f"{time.monotonic() - self._started:.0f} s."
        )
        if got != (2, 2, 1, 0):
            raise DemoFailed(f"2 alerts, 2 mails and 1 webhook call were due, not {got[0]}, {got[1]} and {got[2]}")

    def _how_to_go_on(self) -> None:
        self._say("\nYour own sources", bold=True)
        self._say("  tocsin init      writes a commented tocsin.toml: sources, watches, channels")
        self._say("  tocsin check     says what is wrong in it")
        self._say("  tocsin run       watches (in a checkout: python3 dev.py run)")
        self._say("  tocsin why URL   tells of any address what happened to it, and why")

    def _broken_source(self) -> None:
        with self.store.reading() as session:
            for state in session.scalars(select(SourceState).where(SourceState.failures > 0)):
                self._say(f"  ! {state.name}: {state.last_error}", fg="red")

    def _all_polled(self) -> bool:
        with self.store.reading() as session:
            polled = select(func.count()).where(SourceState.last_polled_at.is_not(None))
            return session.scalar(polled) == len(self.web.outlets)

    def _held(self, piece: Piece) -> bool:
        wanted = select(func.count()).where(Article.title == piece.title, Article.source == piece.outlet)
        with self.store.reading() as session:
            return bool(session.scalar(wanted))

    def _nothing_due(self) -> bool:
        with self.store.reading() as session:
            return not session.scalar(select(func.count()).where(Delivery.status.in_(("pending", "failed"))))

    def _wait(self, what: str, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > deadline:
                raise DemoFailed(f"{what}: not within {PATIENCE:.0f} s")
            time.sleep(0.1)

    @contextmanager
    def _daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "tocsin", "run", "--no-web", "--config", str(self.settings)]
        with (self.folder / "daemon.log").open("ab") as log:
            process = subprocess.Popen(command, env=self.environment, stderr=log, stdout=log)  # noqa: S603  ourselves
            try:
                self._wait("the daemon started", self._tables_stand)
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(timeout=15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _tables_stand(self) -> bool:
        from sqlalchemy import inspect

        return inspect(self.store.engine).has_table("source_state")

    def _settings_text(self) -> str:
        sources = "".join(
            f'[[sources]]\nname = "{o.name}"\nurl = "{self.web.origin}/{o.name}/feed"\nevery = "1s"\n\n'
            for o in self.web.outlets.values()
        )
        watches = "".join(
            f"[[watches]]\nname = \"{name}\"\nquery = '''{query}'''\nchannels = {channels}\n\n"
            for (name, query), channels in zip(WATCHES.items(), ('["desk", "case-tool"]', '["desk"]'), strict=True)
        )
        return SETTINGS.format(
            folder=self.folder, smtp=self.mailbox.address, hook=self.receiver.address, sources=sources, watches=watches
        )

    def _say(self, text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> None:
        click.secho(text, fg=fg, bold=bold, dim=dim)


#: What the demonstration watches for.
WATCHES = {
    "Contact group": '@udcg OR ("contact group" NEAR/5 @ukraine)',
    "Patriot deliveries": "@patriot SENTENCE (deliver* OR livr* OR liefer*)",
}
SETTINGS = """version = 1
timezone = "UTC"
database = "sqlite:///{folder}/tocsin.db"

[fetch]
contact = "desk@example.org"
per_host_delay = "0s"                   # all outlets share one host here
private_addresses = ["127.0.0.0/8"]     # only because the demonstration's web is on this machine

{sources}
[channels.desk]
kind = "email"
to = ["desk@example.org"]
from = "tocsin@example.org"
smtp = "{smtp}"

[channels.case-tool]
kind = "webhook"
url = "{hook}"
secret = "${{DEMO_SECRET}}"
private_addresses = ["127.0.0.0/8"]

{watches}"""
