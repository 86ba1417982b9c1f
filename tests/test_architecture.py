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


def imported_packages(path: Path) -> set[str]:
    """Return the first names of every import in the file, wherever it stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found & MAY_IMPORT.keys()


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_only_what_its_package_may(package: str) -> None:
    may = MAY_IMPORT[package] | {package}
    imported = {str(path.relative_to(ROOT)): imported_packages(path) - may for path in (ROOT / package).rglob("*.py")}
    assert len(imported) > 1
    assert {path: packages for path, packages in imported.items() if packages} == {}
