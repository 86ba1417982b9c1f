"""Write the JSON Schema of the settings that is shipped: `python -m tocsin.schema`, in a checkout."""

import json
from pathlib import Path

import config
from alerts.channel import channel_kinds
from config.schema import settings_schema
from crawler.reader import readers

SHIPPED = Path(config.__file__).parent / "tocsin.schema.json"


def schema_text() -> str:
    """Return the schema with the kinds of readers and channels there are."""
    options = {name: kind.Options for name, kind in sorted(channel_kinds().items())}
    return json.dumps(settings_schema(options, sorted(readers())), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SHIPPED.write_text(schema_text(), encoding="utf-8")
