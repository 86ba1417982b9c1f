"""The system's Chromium, driven by Playwright: one for a run of tests, and in it a context for each visitor."""

import re
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect, sync_playwright

#: A name of the desk that is no loopback, without TLS: there browsers tell the least of where a form comes from.
NAME = "desk.test"
#: How long a page may take on a busy machine, in milliseconds.
PATIENCE = 30_000
#: Contrast of text against its background, from WCAG 2.2: what counts and how it is reckoned.
CONTRAST = """(() => {
  const light = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const value = s => { const n = s.match(/[\\d.]+/g).map(Number); return n.length > 3 && n[3] === 0 ? null : n; };
  const lum = n => 0.2126 * light(n[0]) + 0.7152 * light(n[1]) + 0.0722 * light(n[2]);
  const ground = e => { for (; e; e = e.parentElement) {
    const n = value(getComputedStyle(e).backgroundColor); if (n) return n; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const a = lum(value(getComputedStyle(e).color)), b = lum(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(e.tagName + ' ' + ratio.toFixed(2) + ' ' + e.textContent.trim().slice(0, 40));
  }
  return poor;
})()"""
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


class Visitors:
    """Opens pages to visitors, and keeps what consoles and the policy have against them in `log`."""

    def __init__(self, browser, run):
        self._browser, self._contexts, self.log = browser, [], []
        #: Calls something in the thread of the browser, from whichever.
        self.run = run

    def __call__(self, root="", width=1280, dark=False, scripts=True):
        """Return a new page of a new visitor, who goes to the paths below a root."""
        how = {"viewport": {"width": width, "height": 800}, "is_mobile": width < 768}
        how |= {"color_scheme": "dark" if dark else "light", "java_script_enabled": scripts}
        return self.run(self._open, base_url=root, **how)

    def _open(self, **how):
        context = self._browser.new_context(**how)
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda said: self.log.append(f"{said.text} ({said.location['url']})"))
        context.on("weberror", lambda said: self.log.append(str(said.error)))
        return context.new_page()

    def forgive(self, pattern):
        """Take it for granted that consoles tell of something: return whether they did."""
        kept = [said for said in self.log if not re.search(pattern, said)]
        self.log, told = kept, len(kept) < len(self.log)
        return told

    def close(self):
        """Have all visitors go: before their desk does, or they complain.

        They go to an empty page first: to close one that is about to become another can take Chromium for ever
        (https://github.com/microsoft/playwright/issues/42366).
        """
        while self._contexts:
            context = self._contexts.pop()
            for page in context.pages:
                with suppress(Error):  # it is closed, or has crashed
                    page.goto("about:blank")
            context.close()


def look(page, width, dark=False):
    """Show a page as wide, in light or dark colours."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if dark else "light")


def wide(page):
    """Return how wide a page is, with what would have to be scrolled to."""
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.fixture(scope="session")
def chromium():
    """Yield a browser, and what calls something in its thread: Playwright answers in the one that started it only."""
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium to look at pages with (Debian: apt-get install chromium)")
    expect.set_options(timeout=PATIENCE)
    with ThreadPoolExecutor(1, "chromium") as thread:
        own = thread.submit(threading.get_ident).result()

        def run(function, /, *args, **more):
            if threading.get_ident() == own:
                return function(*args, **more)
            return thread.submit(function, *args, **more).result()

        driver = run(sync_playwright().start)
        browser = run(
            driver.chromium.launch, executable_path=program, args=[f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
        )
        yield browser, run
        run(browser.close)
        run(driver.stop)


@pytest.fixture
def visit(chromium, monkeypatch):
    """Yield Visitors, soon told of news; fail in the end if a console or the policy had anything against a page."""
    monkeypatch.setattr("web.live.TICK", 0.2)
    visitors = Visitors(*chromium)
    yield visitors
    visitors.run(visitors.close)
    assert visitors.log == [], visitors.log


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a test of pages in the thread of the browser: in that of other tests its event loop would be in their way."""
    if "visit" in pyfuncitem.fixturenames:
        test, run = pyfuncitem.obj, pyfuncitem.funcargs["visit"].run
        pyfuncitem.obj = lambda **arguments: run(test, **arguments)
