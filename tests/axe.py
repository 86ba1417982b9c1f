"""axe-core looks at a page in Chromium, for those who read it by other means than their eyes."""

import json
import sys
from functools import cache
from pathlib import Path

import pytest

#: Where `python3 dev.py test` puts it; it is not ours (MPL-2.0), and a tool of the tests alone.
AXE = Path(sys.prefix) / "node_modules" / "axe-core" / "axe.min.js"
#: WCAG 2.2, levels A and AA, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _axe():
    return AXE.read_text(encoding="utf-8")


def complaints(page):
    """Return what axe has against a page that is open: rule, why and where; skip the test where there is no axe."""
    if not AXE.exists():
        pytest.skip("no axe-core to look at pages with: `python3 dev.py test` installs it where there is npm")
    page.evaluate(_axe())
    run = f"axe.run({{runOnly: {json.dumps(RULES)}}})"
    return page.evaluate(
        f"{run}.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + v.help + ': ' + n.html)))"
    )
