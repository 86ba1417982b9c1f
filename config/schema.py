"""The JSON Schema of the settings file, by which editors complete and check it while it is written."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from config.durations import duration_text
from config.settings import ChannelSettings, Settings

#: The draft that the TOML plugins of editors know best.
DRAFT = "http://json-schema.org/draft-07/schema#"
_LANGUAGE_KEY = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
#: A value that reads the environment fits everywhere, whatever it will hold.
_FROM_ENVIRONMENT = {"type": "string", "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}"}
#: What narrows a text so much that `${NAME}` would not pass.
_NARROWING = ("pattern", "enum", "maxLength")
#: What pydantic adds and the reader of a completion has no use for, or editors understand otherwise.
_NOISE = ("title", "format", "writeOnly")

Schema = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """Writes defaults as the settings file does."""

    def encode_default(self, dft: Any) -> Any:
        return duration_text(dft) if isinstance(dft, timedelta) else super().encode_default(dft)


def settings_schema(channel_options: Mapping[str, type[BaseModel]], reader_kinds: Sequence[str]) -> Schema:
    """Return the JSON Schema (draft 7) of tocsin.toml.

    Args:
        channel_options: the model of the keys of each kind of channel; these are given no other keys.
        reader_kinds: the kinds that a source may have.

    """
    schema = Settings.model_json_schema(schema_generator=_Generator)
    definitions = schema.pop("$defs")
    definitions["SourceSettings"]["properties"]["kind"]["enum"] = sorted(reader_kinds)
    _concepts(definitions["ConceptSettings"])
    common = definitions.pop("ChannelSettings")
    for kind, options in sorted(channel_options.items()):
        inner = options.model_json_schema(ref_template=f"#/$defs/{kind}-{{model}}", schema_generator=_Generator)
        definitions |= {f"{kind}-{name}": found for name, found in inner.pop("$defs", {}).items()}
        definitions[f"channel-{kind}"] = _channel(kind, common, inner)
    schema["properties"]["channels"]["additionalProperties"] = {
        "oneOf": [{"$ref": f"#/$defs/channel-{kind}"} for kind in sorted(channel_options)]
    }
    whole = {**schema, "$defs": definitions}
    return {"$schema": DRAFT, "title": "Tocsin settings", **_plain(whole)}


def _concepts(schema: Schema) -> None:
    names = {"type": "array", "items": {"type": "string", "minLength": 1}, "description": "Its names in this language."}
    schema |= {"patternProperties": {_LANGUAGE_KEY: names}, "additionalProperties": False}


def _channel(kind: str, common: Schema, options: Schema) -> Schema:
    """Return the schema of a channel of this kind: the keys all channels have and its own."""
    own = {name: found for name, found in common["properties"].items() if name in ChannelSettings.model_fields}
    del own["name"]  # the table's own name
    return {
        "type": "object",
        "description": options.get("description", ""),
        "properties": {**own, **options.get("properties", {}), "kind": {"const": kind}},
        "required": ["kind", *options.get("required", [])],
        "additionalProperties": False,
    }


def _plain(schema: Any, names: bool = False) -> Any:
    """Return schema without noise, and with `${NAME}` allowed for every value; names: its keys are names of its own."""
    if isinstance(schema, list):
        return [_plain(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    if names:
        return {name: _plain(inner) for name, inner in schema.items()}
    plain = {
        key: value if key in ("default", "const", "enum", "required") else _plain(value, key in _NAMED)
        for key, value in schema.items()
        if key not in _NOISE
    }
    return _or_environment(_without_null(plain))


_NAMED = ("properties", "patternProperties", "$defs")


def _without_null(schema: Schema) -> Schema:
    """Leave out null, which TOML has not (a key that may be None may be left out), and branches made equal."""
    branches: list[Schema] = []
    for branch in schema.get("anyOf", ()):
        if branch != {"type": "null"} and branch not in branches:
            branches.append(branch)
    rest = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    if not branches:
        return rest
    return {**branches[0], **rest} if len(branches) == 1 else {"anyOf": branches, **rest}


def _or_environment(schema: Schema) -> Schema:
    narrow = schema.get("type") == "string" and any(key in schema for key in _NARROWING)
    if schema is not _FROM_ENVIRONMENT and (narrow or schema.get("type") in ("integer", "number", "boolean")):
        about: Schema = {key: schema.pop(key) for key in ("description", "default") if key in schema}
        return {**about, "anyOf": [schema, _FROM_ENVIRONMENT]}
    return schema
