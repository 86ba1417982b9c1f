"""Where the alerts of the demonstration arrive: a mail box and a webhook receiver on the loopback interface."""

import email
import email.policy
import json
import socket
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tocsin.demo.loopback import LoopbackServer, QuietHandler


class Mailbox:
    """A mail server that keeps what it is sent; it turns the first message away once, as a greylisting server does."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.turned_away = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    def __enter__(self) -> "Mailbox":
        self._controller.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._controller.stop()

    @property
    def address(self) -> str:
        """The server as the settings name it."""
        return f"smtp://127.0.0.1:{self._controller.port}?tls=none"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message, but ask for another try the first time."""
        if not self.turned_away:
            self.turned_away += 1
            return "451 4.7.1 Greylisted, please try again later"
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        self.messages.append(message)
        return "250 2.0.0 Kept"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


class Receiver(LoopbackServer):
    """A webhook receiver that checks the signature and keeps what it is sent."""

    def __init__(self, secret: str) -> None:
        self.received: list[dict[str, Any]] = []
        self.forged = 0
        self._webhook = Webhook(secret)
        super().__init__(self._handler())

    @property
    def address(self) -> str:
        """Where to post."""
        return f"{self.origin}/tocsin"

    def _handler(receiver) -> type[QuietHandler]:
        class Handler(QuietHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    # Its sender died in the middle of it: no forgery, and nobody to answer.
                    self.close_connection = True
                    return
                try:
                    receiver._webhook.verify(body, {k.lower(): v for k, v in self.headers.items()})
                except WebhookVerificationError:
                    receiver.forged += 1
                    self.send_error(401)
                    return
                receiver.received.append(json.loads(body))
                self.send_response(204)
                self.end_headers()

        return Handler
