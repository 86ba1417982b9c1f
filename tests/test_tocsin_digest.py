"""tocsin digest preview, and the digest that then goes out by mail, on real polls."""

import json
from datetime import timedelta

import pytest
import time_machine
from journey import START, Mailbox, page, rss, settings_text, travel
from servers import plain, site

from scheduler.digests import tell_of_nothing
from tocsin.cli import run

WATCH = '[[watches]]\nname = "Drones"\nquery = "drone"\nchannels = ["desk"]\n'
KYIV = ("A drone was shot down over Kyiv", "Air defence units shot a drone down over the capital at dawn.")


def lines(text):
    return [line for line in text.splitlines()[3:] if "was not at work in" not in line]


def answers(capsys, config, *arguments, at=START + timedelta(hours=2)):
    with time_machine.travel(at, tick=False):
        status = run(["digest", "preview", *arguments, "--config", str(config)])
    return status, *capsys.readouterr()


def test_what_the_preview_shows_is_what_goes_out(store, store_url, tmp_path, capsys):
    with site() as web, Mailbox().listening() as mailbox:
        text = settings_text({"wire": f"{web.url}/wire", "down": f"{web.url}/down"}, mailbox.port, WATCH, store_url)
        text = text.replace('kind = "email"', 'kind = "email"\ndigest = "12:00"\ndigest_empty = true')
        web.answers["/wire"] = plain(rss(), content_type="application/rss+xml")

        async def steps(journey):
            await journey.poll()
            web.answers["/kyiv"] = plain(page(KYIV[0], KYIV[1] * 3), content_type="text/html")
            web.answers["/wire"] = plain(rss((f"{web.url}/kyiv", *KYIV)), content_type="application/rss+xml")
            await journey.poll()
            seen.append(answers(capsys, tmp_path / "tocsin.toml", "desk", "--html", str(tmp_path / "page.html")))
            seen.append(answers(capsys, tmp_path / "tocsin.toml", "desk", "--json"))
            await journey.deliver(timedelta(hours=3))
            journey.now += timedelta(days=1)
            assert tell_of_nothing(journey.store, journey.force, journey.now) == 1
            assert tell_of_nothing(journey.store, journey.force, journey.now) == 0
            await journey.deliver()

        seen = []
        travel(store, tmp_path, text, steps)
    (status, shown, _), (_, as_json, _) = seen
    assert status == 0
    digest, nothing = mailbox.mails
    assert digest["subject"] == "Tocsin digest: 1 story (1 watch); 1 of 2 sources read"
    sent = digest.get_body(("plain",)).get_content().replace("\r\n", "\n")
    # All but until when it tells.
    assert lines(sent) == lines(shown)
    assert "- down: never read yet (http: " in shown
    assert (tmp_path / "page.html").read_text().startswith("<!DOCTYPE html>")
    assert json.loads(as_json)["type"] == "tocsin.digest"
    assert nothing["subject"] == "Tocsin digest: nothing matched; 0 of 2 sources read"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody"], "there is no channel 'nobody' in the settings; known: desk, brief"),
        (["desk"], "channel 'desk' sends no digest; give it one, as in digest = \"07:30\". Those that do: brief"),
        (["brief", "--recipient", "x"], "'x' is no recipient of channel 'brief'"),
    ],
)
def test_what_cannot_be_previewed_is_said(sqlite_store, sqlite_url, tmp_path, capsys, arguments, words):
    path = tmp_path / "tocsin.toml"
    file = '[channels.{}]\nkind = "file"\npath = "out"\n'
    channels = file.format("desk") + file.format("brief") + 'digest = "1h"\n'
    path.write_text(f'version = 1\ndatabase = "{sqlite_url}"\n{channels}', encoding="utf-8")
    status, out, err = answers(capsys, path, *arguments)
    assert (status, out) == (2, "")
    assert words in err
