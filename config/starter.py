"""The settings file that a new user starts with."""

from pathlib import Path

_HERE = Path(__file__).parent
#: Generated from the settings' own models (`config.schema`), and shipped.
SCHEMA = _HERE / "tocsin.schema.json"


def starter_text() -> str:
    """Return the text of a first tocsin.toml; its `#:schema` line points at the schema of this installation."""
    # A path beside the module, not importlib.resources: a wheel is always unpacked, and an editor needs a real file.
    text = (_HERE / "starter" / "tocsin.toml").read_text(encoding="utf-8")
    return text.replace("#:schema ../tocsin.schema.json", f"#:schema {SCHEMA.as_uri()}", 1)
