"""A hub pushes, and it rings: the daemon as a process, its desk by uvicorn, a hub and a mail server on loopback.

The hub may be that of another Tocsin, whose feed of alerts is a source.
"""

import time
import tomllib

import pytest
from hubs import LoopbackHub
from journey import Mailbox, free_port, rss
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


def test_one_tocsin_pushes_its_alerts_to_another(tmp_path, web):
    web.answers["/wire"] = plain(rss(), content_type="application/rss+xml")
    far, near = tmp_path / "far", tmp_path / "near"
    with Mailbox().listening() as mailbox:
        for folder in (far, near):
            folder.mkdir()
            settled(folder, web, mailbox)
        allowed = 'private_addresses = ["127.0.0.0/8"]'
        changed(far, 'every = "1h"', 'every = "1s"')
        changed(far, "[desk]", f"[desk]\n{allowed}")
        desk = tomllib.loads((far / "tocsin.toml").read_text())["desk"]["listen"]
        changed(near, f"{web.url}/wire", f"http://{desk}/feeds/alerts.atom?watch=UDCG")
        with daemon(far, no_web=False) as teller:
            teller.says("polled: source=wire")
            with daemon(near, no_web=False) as told:
                told.says("hub pushes: source=wire")
                web.answers["/wire"] = plain(rss((web.url + ITEM[0], *ITEM[1:])), content_type="application/rss+xml")
                until(lambda: len(mailbox.mails) == 2, f"a mail of each; logs: {teller.log} {told.log}")
    [one] = stored(near, select(Subscription))
    assert (one.state, one.hub, one.missed) == ("active", f"http://{desk}/hub", 0)


def changed(folder, old, new):
    path = folder / "tocsin.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
