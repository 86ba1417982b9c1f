"""A headless Chromium, spoken to over its DevTools protocol: as wide as a test wants, in either theme."""

import asyncio
import base64
import contextlib
import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import aiohttp
import pytest

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


class Page:
    """One tab: `log` has what its console and its security policy complain of."""

    def __init__(self, socket, another):
        self._socket, self._number, self.log = socket, 0, []
        #: Returns the Page of another tab of the same browser, which is in front then.
        self.another = another

    async def call(self, method, **parameters):
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            said = await self._socket.receive_json(timeout=30)
            if said.get("id") == self._number:
                assert "error" not in said, said
                return said["result"]
            if said.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                self.log.append(said["params"])

    async def open(self, url, width, dark=False):
        theme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        await self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=True)
        await self.call("Emulation.setEmulatedMedia", features=theme)
        await self.call("Page.navigate", url=url)
        for _ in range(200):
            if await self.ask("document.readyState === 'complete' && location.href !== 'about:blank'"):
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"{url} was not loaded")

    async def until(self, expression):
        """Wait until something is true on the page; fail if it does not come true."""
        for _ in range(200):
            if await self.ask(expression):
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"never true: {expression}; {await self.ask('document.body.innerText')}")

    async def arrive(self, path):
        """Wait until a page is there that was gone to by what was pressed."""
        await self.until(f"document.readyState === 'complete' && location.pathname === '{path}'")

    async def ask(self, expression):
        return (await self.call("Runtime.evaluate", expression=expression, returnByValue=True))["result"].get("value")

    async def picture(self, path):
        shot = await self.call("Page.captureScreenshot", captureBeyondViewport=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def chromium(folder, *flags):
    """Yield a Page; skip the test where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium to look at the pages with")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    process = await asyncio.create_subprocess_exec(
        program, *quiet, *flags, "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank",
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            while b"DevTools listening on" not in (line := await process.stderr.readline()):
                assert line, "Chromium ended"
        port = line.split(b":")[-1].split(b"/")[0].decode()
        async with aiohttp.ClientSession() as web, AsyncExitStack() as open_tabs:

            async def tab(method, path):
                async with web.request(method, f"http://127.0.0.1:{port}/json{path}") as answer:
                    found = await answer.json()
                [about] = [t for t in found if t["type"] == "page"] if isinstance(found, list) else [found]
                socket = web.ws_connect(about["webSocketDebuggerUrl"], max_msg_size=0)
                page = Page(await open_tabs.enter_async_context(socket), partial(tab, "PUT", "/new"))
                for domain in ("Page", "Log", "Runtime"):
                    await page.call(f"{domain}.enable")
                return page

            yield await tab("GET", "")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
