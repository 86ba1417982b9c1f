"""Somebody at the keyboard of a page, who has no mouse: goes by Tab, sees where they are, presses and writes."""

import asyncio

import pytest

#: What the focus is on, as its user would say: the name of a field, what is written on a button or link.
FOCUS = "(e => e.name || e.textContent.trim())(document.activeElement)"
#: Whether it can be seen that it is there.
SEEN = "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1)(getComputedStyle(document.activeElement))"
_CODES = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40}
_TEXTS = {"Enter": "\r", " ": " "}


class Hands:
    def __init__(self, page):
        self.page = page

    async def press(self, key, shift=False):
        keys = {"key": key, "windowsVirtualKeyCode": _CODES.get(key, ord(key[0].upper())), "modifiers": 8 * shift}
        text = _TEXTS.get(key, key if len(key) == 1 else "")
        down = {"text": text} if text else {}
        await self.page.call("Input.dispatchKeyEvent", type="keyDown", **keys, **down)
        await self.page.call("Input.dispatchKeyEvent", type="keyUp", **keys)

    async def tab_to(self, what, most=150):
        """Go on by Tab until the focus is on something, and see that it is shown to be there."""
        for _ in range(most):
            await self.press("Tab")
            if await self.page.ask(FOCUS) == what:
                assert await self.page.ask(SEEN), f"the focus on {what} cannot be seen"
                return
        pytest.fail(f"{what} is not reached by Tab on {await self.page.ask('location.href')}")

    async def use(self, what, path=None):
        """Go to a button or link and press it; wait for the page it leads to, where one is given."""
        await self.tab_to(what)
        await self.press("Enter")
        if path is not None:
            await self.page.arrive(path)

    async def choose(self, name, value):
        """Choose from a list by writing how the choice begins."""
        await self.tab_to(name)
        for letter in value:
            await self.press(letter)

    async def write(self, text):
        await self.page.call("Input.insertText", text=text)

    async def fill(self, name, text):
        await self.tab_to(name)
        await self.page.ask("document.activeElement.select?.()")
        await self.write(text)

    async def sees(self, text, where="main"):
        for _ in range(200):
            if text in (await self.page.ask(f"document.querySelector('{where}')?.textContent") or ""):
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"{text!r} was not seen: {await self.page.ask('document.body.innerText')}")
