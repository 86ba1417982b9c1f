"""A hub as the W3C recommendation has it: takes subscriptions, verifies them, pushes with a signature."""

import hashlib
import hmac
import threading
from contextlib import contextmanager
from urllib.parse import parse_qs

import requests
from servers import plain, site

CHALLENGE = "a long challenge, by chance"


class LoopbackHub:
    """Who is subscribed to what, and what the last one asked was told; set `answer` for what a hub is to say."""

    def __init__(self, web):
        self.url = f"{web.url}/hub"
        self.asked, self.subscribers, self.said = [], {}, []
        self.lease, self.answer, self.verifies = 3600, plain(status=202), True
        web.answers["/hub"] = self._take

    def _take(self, connection, asked):
        form = {name.removeprefix("hub."): values[0] for name, values in parse_qs(asked.body.decode()).items()}
        self.asked.append(form)
        self.answer(connection, asked)
        if self.verifies:
            threading.Thread(target=self.verify, args=(form,), daemon=True).start()

    def verify(self, form, **changed):
        """Ask the subscriber whether it was they, and believe them if they say the challenge."""
        asking = {"mode": form["mode"], "topic": form["topic"], "challenge": CHALLENGE}
        if form["mode"] == "subscribe":
            asking["lease_seconds"] = str(self.lease)
        named = {f"hub.{name}": value for name, value in (asking | changed).items()}
        answer = requests.get(form["callback"], params=named, timeout=20)
        self.said.append((answer.status_code, answer.text))
        if answer.ok and answer.text == CHALLENGE:
            if form["mode"] == "subscribe":
                self.subscribers[form["callback"]] = form
            else:
                self.subscribers.pop(form["callback"], None)
        return answer

    def push(self, topic, body, content_type="application/rss+xml", method="sha256"):
        """Send the content of a topic to all who are subscribed; return their answers."""
        data = body.encode()
        return [
            requests.post(
                form["callback"], data=data, timeout=20, headers=signed(data, form["secret"], method, content_type)
            )
            for form in self.subscribers.values()
            if form["topic"] == topic
        ]


def signed(data, secret, method="sha256", content_type="application/rss+xml"):
    digest = hmac.new(secret.encode(), data, getattr(hashlib, method)).hexdigest()
    return {"Content-Type": content_type, "X-Hub-Signature": f"{method}={digest}"}


@contextmanager
def hub():
    with site() as web:
        yield LoopbackHub(web)
