"""The shape of the code base, kept by tests."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Each package may import itself and those named here.
MAY_IMPORT = {
    "config": set(),
    "store": set(),
    "crawler": {"config"},
    "alerts": {"config", "store"},
    "scheduler": {"config", "store", "crawler", "alerts"},
    "web": {"config", "store", "alerts", "scheduler"},
    "tocsin": {"config", "store", "crawler", "alerts", "scheduler", "web"},
}
MODULES = [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


def imported_packages(path: Path) -> set[str]:
    """Return the first names of every import in the file, wherever it stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found & MAY_IMPORT.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_only_what_its_package_may(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert imported_packages(path) <= MAY_IMPORT[package] | {package}
