"""Somebody at the keyboard of a page, who has no mouse: goes by Tab, sees where they are, presses and writes."""

import re

import pytest
from playwright.sync_api import expect

#: Whether it can be seen where the focus is.
SEEN = "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1)(getComputedStyle(document.activeElement))"


class Hands:
    def __init__(self, page):
        self.page, self.press, self.write = page, page.keyboard.press, page.keyboard.insert_text

    def tab_to(self, what, most=150):
        """Go on by Tab until the focus is on something (a Locator), and see that it is shown to be there."""
        focus = self.page.locator(":focus").and_(what)
        for _ in range(most):
            self.press("Tab")
            if focus.count():
                assert self.page.evaluate(SEEN), f"the focus on {what} cannot be seen"
                return
        pytest.fail(f"{what} is not reached by Tab on {self.page.url}")

    def use(self, role, name, leads_to=None):
        """Go to a button, link or the like and press it; wait for the page it leads to, where one is given."""
        self.tab_to(self.page.get_by_role(role, name=name))
        self.press("Enter")
        if leads_to is not None:
            self.arrives(leads_to)

    def arrives(self, address):
        """Wait for a page, by the path and, if it has one, the query of its address."""
        expect(self.page).to_have_url(
            re.compile(rf"^http://[^/]+{re.escape(address)}{'' if '?' in address else '([?#]|$)'}")
        )

    def choose(self, label, choice):
        """Choose from a list by writing how the choice begins."""
        self.tab_to(self.page.get_by_label(label))
        self.page.keyboard.type(choice)

    def fill(self, label, text):
        """Write into a field, in place of what is there."""
        self.tab_to(self.page.get_by_label(label))
        self.press("ControlOrMeta+a")
        self.write(text)

    def sees(self, text, where="main"):
        expect(self.page.locator(where)).to_contain_text(text)
