"""A hub pushes, and it rings: the daemon as a process, its desk by uvicorn, a hub and a mail server on loopback."""

import time

import pytest
from hubs import LoopbackHub
from journey import Mailbox, free_port
from servers import plain, site
from sqlalchemy import select
from test_tocsin_run import ITEM, daemon, stored, until, write_settings

from store.push_models import Push, Subscription

OTHER = ("/other", "Drones for the Ukraine Defense Contact Group", "The group meets again in Ramstein, officials say.")


@pytest.fixture
def web():
    with site() as one:
        yield one


def feed(web, hub, *items):
    """Return a feed that names its hub and itself."""
    entries = "".join(
        f"<item><title>{title}</title><link>{web.url}{path}</link><description>{text}</description></item>"
        for path, title, text in items
    )
    links = f'<a:link rel="hub" href="{hub.url}"/><a:link rel="self" href="{web.url}/wire"/>'
    head = f"<title>News</title><link>{web.url}</link>{links}"
    return f'<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel>{head}{entries}</channel></rss>'


def settled(folder, web, mailbox):
    """Write settings by which the source is polled once an hour, and the desk is reached on loopback."""
    write_settings(folder, web, mailbox.port)
    listen, path = f"127.0.0.1:{free_port()}", folder / "tocsin.toml"
    desk = f'\n[desk]\nlisten = "{listen}"\npublic_url = "http://{listen}"\n'
    path.write_text(path.read_text().replace('every = "1s"', 'every = "1h"') + desk, encoding="utf-8")


def test_it_rings_within_seconds_of_a_push(tmp_path, web):
    hub = LoopbackHub(web)
    web.answers["/wire"] = plain(feed(web, hub), content_type="application/rss+xml")
    with Mailbox().listening() as mailbox:
        settled(tmp_path, web, mailbox)
        with daemon(tmp_path, no_web=False) as running:
            running.says("hub pushes: source=wire")
            until(lambda: hub.subscribers, "a subscriber")
            began = time.monotonic()
            [answer] = hub.push(f"{web.url}/wire", feed(web, hub, ITEM))
            answered = time.monotonic() - began
            until(lambda: mailbox.mails, f"a mail; log: {running.log}")
            took = time.monotonic() - began
            # The same again, and something forged, bring nothing.
            hub.push(f"{web.url}/wire", feed(web, hub, ITEM))
            [form] = hub.subscribers.values()
            form["secret"] = "guessed"
            [forged] = hub.push(f"{web.url}/wire", feed(web, hub, OTHER))
            running.says("push dropped, its signature is wrong: source=wire")
            until(lambda: running.log.count("pushed: source=wire") == 2, "two pushes")
    print(f"answered in {answered * 1000:.0f} ms, mail after {took:.2f} s")
    assert (answer.status_code, forged.status_code) == (202, 202)
    assert took < 10
    assert len(mailbox.mails) == 1
    assert web.paths().count("/wire") == 1
    assert stored(tmp_path, select(Push)) == []
    [one] = stored(tmp_path, select(Subscription))
    assert (one.state, one.missed) == ("active", 0)
