"""Pages that scripts draw: a real Chromium, without a network, on pages of a loopback site."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from servers import endless, hang, plain, redirect, site

from config import FetchSettings, SiteSettings, SourceSettings
from crawler import browser as browsers
from crawler import chromium, tab
from crawler.browser import Browser, Scripts, _Needs, browser_command
from crawler.cage import NOBODY
from crawler.download import ScrapyDownloader
from crawler.fulltext import complete
from crawler.item import Item, ReadError
from crawler.loop import run
from crawler.reader import reader_for
from crawler.scrapy_settings import user_agent
from crawler.sites import needs_scripts
from crawler.tab import is_given
from crawler.web import Response, Web

LOOPBACK = {"private_addresses": ["127.0.0.0/8"], "per_host_delay": "0s", "timeout": "5s"}
SENTENCE = "The ministers agreed on Tuesday to buy further interceptors together, as the talks went on. "
HTML = {"Content_Type": "text/html; charset=utf-8"}
SCRIPT = {"Content_Type": "text/javascript"}


def namespaces():
    """Tell whether a user may make namespaces, by which Chromium shuts its pages in; in some containers none may."""
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run(["unshare", "--user", "true"], **user, stderr=subprocess.DEVNULL).returncode == 0  # noqa: S607


@pytest.fixture(scope="module")
def program():
    if not any(shutil.which(name) for name in browsers._PROGRAMS):
        pytest.skip("no Chromium to read pages with")
    return None if namespaces() else " ".join([*browser_command(None), "--no-sandbox"])


@pytest.fixture
def web():
    with site() as started:
        yield started


class Inline:
    async def run(self, function, /, *args):
        return await asyncio.to_thread(function, *args)


def with_web(work, program, **fetch):
    """Return what work makes of a web and its settings."""

    async def main():
        settings = FetchSettings(**LOOPBACK | {"browser": program} | fetch)
        async with ScrapyDownloader(settings) as downloader:
            return await work(Web(downloader, Inline(), Browser(settings, downloader)), settings)

    return run(main)


def read(url, program, times=1, **fetch):
    async def work(web, _):
        return [await web.browser.get(url) for _ in range(times)][-1]

    return with_web(work, program, **fetch)


def failure(url, program, **fetch):
    with pytest.raises(ReadError) as caught:
        read(url, program, **fetch)
    return caught.value


def drawn(script, body=""):
    return plain(f"<!doctype html><title>t</title><body>{body}<p id=a>nothing</p><script>{script}</script>", **HTML)


def says(expression):
    return f"const say = text => document.getElementById('a').textContent += ' ' + text; {expression}"


@pytest.fixture(autouse=True)
def prefix(monkeypatch):
    """Know our browsers from those of other tests that run beside this one."""
    monkeypatch.setattr(tab, "RESTS", 0.8)
    monkeypatch.setattr(chromium, "PREFIX", f"tocsin-browser-of-{os.getpid()}-")
    return chromium.PREFIX


def browsers_of(prefix):
    """Return the processes of our browsers, by the home that each of them has."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"HOME={tempfile.gettempdir()}/{prefix}".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


@pytest.fixture
def no_browser_is_left(prefix):
    yield
    until = time.monotonic() + 5
    while browsers_of(prefix) and time.monotonic() < until:
        time.sleep(0.05)  # one that reports crashes ends by itself when the others have
    assert browsers_of(prefix) == []


def test_a_page_is_read_as_its_scripts_have_made_it(web, program, no_browser_is_left):
    web.answers |= {
        "/": plain("<body><div id=app></div><script type=module src=/app.js></script>", **HTML),
        "/app.js": plain("import {load} from '/lib.js'; load()", **SCRIPT),
        "/lib.js": plain(
            "export const load = () => fetch('/api').then(r => r.json())"
            ".then(news => setTimeout(() => app.innerHTML = `<h2>${news.title}</h2>`, 300))",
            **SCRIPT,
        ),
        "/api": plain('{"title": "Grün – «новини»"}', Content_Type="application/json"),
    }
    answer = read(web.url + "/", program)
    assert "<h2>Grün – «новини»</h2>" in answer.body.decode()
    assert (answer.url, answer.status, answer.content_type) == (web.url + "/", 200, "text/html; charset=utf-8")
    assert sorted(web.paths()) == ["/", "/api", "/app.js", "/lib.js"]
    assert {asked.headers["user-agent"] for asked in web.asked} == {user_agent(FetchSettings())}


def test_a_page_that_goes_on_to_another_is_followed(web, program):
    web.answers |= {
        "/": redirect("/first"),
        "/first": drawn("location.href = '/second?x=1'"),
        "/second?x=1": redirect("/third"),
        "/third": drawn(says("say('there')")),
    }
    answer = read(web.url + "/", program)
    assert ("nothing there" in answer.body.decode(), answer.url) == (True, web.url + "/third")


def test_what_adds_no_words_is_not_asked_for(web, program):
    wanted = (
        "<img src=/i.png><link rel=stylesheet href=/s.css><iframe src=/frame></iframe><video src=/v.mp4></video>"
        "<link rel=prefetch href=/next><link rel=preload as=font href=/f.woff><object data=/o></object>"
    )
    script = """
        navigator.sendBeacon('/beacon', 'x'); fetch('/posted', {method: 'POST', body: 'x'}).catch(() => 0);
        new Image().src = '/pixel'; new EventSource('/events'); navigator.serviceWorker.register('/sw.js');
        new Worker('/worker.js'); new SharedWorker('/shared.js'); fetch('file:///etc/passwd').catch(() => 0);
        const socket = new WebSocket('ws://' + location.host + '/socket'); open('/popup');
        const link = document.createElement('a'); link.href = '/file.zip'; link.download = 'x'; link.click();
        alert('stop'); setTimeout(() => document.getElementById('a').textContent = 'drawn', 200)
    """
    web.answers["/"] = drawn(script, wanted)
    answer = read(web.url + "/", program)
    assert b"drawn" in answer.body
    assert web.paths() == ["/", "/file.zip"]  # what a link leads to may be a page


def test_a_page_may_not_reach_past_the_downloader(web, program):
    """Robots.txt holds for what pages ask for, and addresses that the page's own host is not are refused."""
    with site() as other:
        other.answers["/secret"] = plain("secret", Access_Control_Allow_Origin="*")
        web.answers |= {
            "/robots.txt": plain("User-agent: *\nDisallow: /closed"),
            "/closed": plain("closed"),
            "/": drawn(
                says(
                    f"for (const url of ['/closed', 'http://localhost:{other.port}/secret', 'http://127.0.0.2:1/'])"
                    "fetch(url).then(r => r.text()).then(say, () => say('refused'))"
                )
            ),
        }
        answer = read(web.url + "/", program)
        assert answer.body.count(b"refused") >= 3
        assert (web.paths(), other.paths()) == (["/"], [])


class Recorder:
    """A downloader that knows hosts «intra» at private addresses, and one that leads from there to a public page."""

    def __init__(self):
        self.asked = []

    async def get(self, url, *, headers=None, public=False):
        self.asked.append((url.removeprefix("https://"), public))
        if "intra" in url and public:
            raise ReadError("private-address", "no")
        fresh = {"cache-control": "max-age=60"}
        return Response(url="https://news.example/" if "moved" in url else url, status=200, headers=fresh, body=b"")


def test_what_a_public_page_asks_for_must_be_public():
    """Even of its own host, whose name may lead elsewhere the next time."""
    recorder = Recorder()

    async def main():
        reader = Browser(FetchSettings(), recorder)
        return [
            (await reader._page(f"https://{host}/", {}, False))[1] for host in ("news.example", "intra", "moved.intra")
        ]

    assert run(main) == [True, False, True]
    assert recorder.asked[:3] == [("news.example/", True), ("intra/", True), ("intra/", False)]


def test_a_page_at_a_private_address_may_ask_its_own_host_until_it_leads_elsewhere():
    recorder = Recorder()

    async def main():
        needs = browsers._Needs(recorder, Scripts(), "https://intra/", only_public=False)
        asked = [("intra", "Script"), ("intra", "Script"), ("cdn.example", "Script"), ("cdn.example", "Script")]
        for host, kind in [*asked, ("intra", "Document"), ("news.example", "Document")]:
            await needs.fetch(f"https://{host}/a.js", {}, kind)
        with pytest.raises(ReadError):
            await needs.fetch("https://intra/secret", {}, "XHR")

    run(main)
    # What is at private addresses is not kept, for the next page may be a stranger's.
    assert [(url.partition("/")[0], public) for url, public in recorder.asked] == [
        ("intra", False), ("intra", False), ("cdn.example", True), ("intra", False), ("news.example", True),
        ("intra", True),
    ]  # fmt: skip


def test_a_page_may_read_what_other_sites_give_to_strangers(web, program):
    with site() as other:
        other.answers |= {
            "/api": redirect("/moved"),
            "/moved": plain("well", Content_Type="text/plain"),
            "/m.js": plain("say('module')", **SCRIPT),
        }
        headers = "{headers: {'X-Key': '1'}, credentials: 'include'}"
        web.answers["/"] = drawn(
            says(f"window.say = say; fetch('{other.url}/api', {headers}).then(r => r.text()).then(say, say)"),
            f"<script type=module src={other.url}/m.js></script>",
        )
        body = read(web.url + "/", program).body.decode()
        assert ("well" in body, " module" in body) == (True, True)


def test_no_file_of_this_machine_is_read(web, program):
    web.answers["/"] = drawn(
        says(
            """
            const at = 'file:///etc/passwd'; fetch(at).then(r => r.text()).then(say, () => say('refused'));
            const frame = document.createElement('iframe'); frame.src = at; document.body.append(frame);
            frame.onload = () => say('frame ' + (frame.contentDocument?.body?.innerText ?? 'shut'));
            """
        )
    )
    body = read(web.url + "/", program).body
    assert (b"refused" in body, b"root:" in body) == (True, False)
    web.answers["/"] = drawn("location.href = 'file:///etc/passwd'")
    assert b"root:" not in read(web.url + "/", program).body


def test_a_page_whose_scripts_never_end_costs_no_more_than_its_time(web, program, monkeypatch, no_browser_is_left):
    monkeypatch.setattr(browsers, "LONGEST", 4.0)
    web.answers["/"] = drawn("for (;;) {}")
    error = failure(web.url + "/", program)
    assert (error.kind, str(error)) == ("parse", "the scripts of the page come to no end within 4 s")


def test_a_page_that_never_rests_is_taken_as_it_is(web, program, monkeypatch):
    monkeypatch.setattr(tab, "ENOUGH", 3.0)
    web.answers |= {"/": drawn(says("setInterval(() => fetch('/more'), 100)")), "/more": plain("x")}
    started = time.monotonic()
    assert b"nothing" in read(web.url + "/", program).body
    assert time.monotonic() - started > 3.0
    assert web.paths().count("/more") <= tab.MOST_ANSWERS


def test_a_page_without_end_is_too_large(web, program):
    web.answers["/"] = drawn(says("setInterval(() => document.body.append('word '.repeat(1e4)), 20)"))
    assert failure(web.url + "/", program, max_size=100_000).kind == "too-large"


def test_what_a_page_loads_has_the_limits_of_every_answer(web, program):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    web.answers |= {
        "/": drawn(
            says("for (const p of ['/big', '/slow', '/gone']) fetch(p).then(r => r.text()).then(say, () => say('no'))")
        ),
        "/big": endless(head, b"x" * 65_536),
        "/slow": hang,
    }
    assert read(web.url + "/", program, timeout="2s").body.count(b" no") == 3


def test_a_page_that_takes_all_memory_is_ended(web, program, monkeypatch, no_browser_is_left):
    monkeypatch.setattr(browsers, "MEMORY", 400 * 1024 * 1024)
    greedy = "const all = []; setInterval(() => { const a = new Uint8Array(5e7); a.fill(1); all.push(a) }, 20)"
    web.answers |= {"/": drawn(f"fetch('/late'); {greedy}"), "/late": hang}
    error = failure(web.url + "/", program, timeout="60s")
    assert (error.kind, str(error)) == ("parse", "its page took more than 400 MiB of memory")


def test_a_browser_that_is_killed_is_an_error_of_that_page_only(web, program, prefix):
    web.answers |= {"/": drawn("fetch('/late')"), "/late": hang, "/next": drawn(says("say('well')"))}

    async def work(web_, _):
        first = asyncio.create_task(web_.browser.get(web.url + "/"))
        while "/late" not in web.paths():
            await asyncio.sleep(0.05)
        for process in browsers_of(prefix):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return await asyncio.gather(first, web_.browser.get(web.url + "/next"), return_exceptions=True)

    error, answer = with_web(work, program)
    assert (error.kind, str(error)) == ("parse", "Chromium ended")
    assert b"nothing well" in answer.body


def test_a_page_that_is_given_up_leaves_no_browser(web, program, no_browser_is_left):
    web.answers |= {"/": drawn("fetch('/late')"), "/late": hang}

    async def work(web_, _):
        task = asyncio.create_task(web_.browser.get(web.url + "/"))
        while "/late" not in web.paths():
            await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    assert with_web(work, program)


def test_a_browser_leaves_no_files(program, prefix):
    """It is killed, and so cannot clear away what it has in the folder for temporary files."""

    async def left():
        async with chromium.chromium(browser_command(program), browsers.MEMORY):
            for _ in range(100):
                links = list(Path(tempfile.gettempdir()).glob(f"{prefix}*/profile/SingletonSocket"))
                if links:
                    break
                await asyncio.sleep(0.05)
            return [link.readlink().parent for link in links]

    [folder] = run(left)
    assert not folder.exists()
    assert not list(Path(tempfile.gettempdir()).glob(f"{prefix}*"))


def test_an_error_of_the_page_itself_needs_no_browser(web, program):
    web.answers["/pdf"] = plain(b"%PDF", Content_Type="application/pdf")
    assert failure(web.url + "/", program).status == 404
    assert read(web.url + "/pdf", program).body == b"%PDF"


def test_scripts_at_an_address_of_ours_are_asked_for_each_time(web, program):
    web.answers |= {
        "/": plain("<script src=/kept.js></script>", **HTML),
        "/kept.js": plain("1", **SCRIPT, Cache_Control="max-age=3600"),
    }
    read(web.url + "/", program, times=2)
    assert sorted(web.paths()) == ["/", "/", "/kept.js", "/kept.js"]


def test_public_scripts_are_asked_for_again_only_when_they_are_stale():
    asked = []

    class Web:
        async def get(self, url, **_):
            asked.append(url)
            keep = {"cache-control": "max-age=3600"} if "kept" in url else {}
            return Response(url=url, status=200, headers=keep, body=b"1")

    async def twice():
        needs = _Needs(Web(), Scripts(), "https://news.example/", True)
        for name in ("kept", "asked") * 2:
            await needs.fetch(f"https://cdn.example/{name}.js", {}, "Script")

    asyncio.run(twice())
    assert asked == [f"https://cdn.example/{name}.js" for name in ("kept", "asked", "asked")]


def test_scripts_that_are_kept_have_a_limit():
    scripts = Scripts(most=10)
    for name in "abc":
        scripts.keep(name, Response(url=name, status=200, headers={"cache-control": "max-age=60"}, body=b"1234"))
    assert [scripts.get(name) is not None for name in "abc"] == [False, True, True]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("/nowhere/chromium --flag", "there is no program '/nowhere/chromium', which [fetch] browser names"),
        ("true", "Chromium does not start: it says nothing"),
    ],
)
def test_a_browser_that_is_missing_or_none_is_said(web, wanted, reason):
    web.answers["/"] = drawn("")
    error = failure(web.url + "/", wanted)
    assert error.kind == "no-browser"
    assert reason in str(error)


def test_a_machine_without_chromium_is_told_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReadError, match="pages with javascript = true need Chromium, and there is none here; install"):
        browser_command(None)


def test_a_listing_and_its_articles_are_read_with_their_scripts_where_the_source_says_so(web, program):
    text = SENTENCE * 12
    web.answers |= {
        "/list": plain("<body><script>document.body.innerHTML = '<a class=n href=/1>One</a>'</script>", **HTML),
        "/1": plain(
            "<title>One</title><body><script>document.body.innerHTML = "
            f"`<article><h1>One</h1><p>{text}</p></article>`</script>",
            **HTML,
        ),
    }
    given = {"name": "s", "kind": "listing", "url": web.url + "/list", "links": "a.n"}
    source = SourceSettings(**given, javascript=True)

    async def work(web_, settings):
        with pytest.raises(ReadError, match="until its scripts have run"):
            await reader_for(SourceSettings(**given), settings).read({}, web_)
        reading = await reader_for(source, settings).read({}, web_)
        return await complete(reading.items, web_, source, settings)

    [item] = with_web(work, program)
    assert (item.title, item.complete) == ("One", True)
    assert item.text == text.strip()


@pytest.mark.parametrize(
    ("site_says", "source_says", "needed"),
    [(None, False, False), (None, True, True), (True, False, True), (False, True, False)],
)
def test_what_a_site_says_goes_before_what_its_source_says(site_says, source_says, needed):
    sites = {"example.org": SiteSettings(javascript=site_says)}
    assert needs_scripts("https://www.example.org/1", sites, otherwise=source_says) is needed


@pytest.mark.parametrize(
    ("changed", "given"),
    [
        ({}, True),
        ({"kind": "Document"}, True),
        ({"kind": "Image"}, False),
        ({"kind": "Document", "main": False}, False),
        ({"method": "POST"}, False),
        ({"url": "chrome://settings"}, False),
        ({"headers": {"service-worker": "script"}}, False),
        ({"headers": {"sec-purpose": "prefetch"}}, False),
        ({"headers": {"accept": "text/event-stream"}}, False),
    ],
)
def test_a_page_is_given_what_can_add_words_to_it(changed, given):
    asked = {"kind": "Script", "method": "GET", "url": "https://n.example/a.js", "headers": {}, "main": True} | changed
    assert is_given(**asked) is given


def test_items_of_other_sites_are_read_without_scripts(web, program):
    web.answers["/1"] = plain(f"<title>One</title><article><h1>One</h1><p>{SENTENCE * 12}</p></article>", **HTML)

    async def work(web_, settings):
        source = SourceSettings(name="s", url="https://news.example/feed")
        return await complete([Item(url=web.url + "/1", title="One")], web_, source, settings)

    assert with_web(work, "/nowhere/chromium")[0].complete
