"""Put pydantic's errors into plain words: what is wrong with which key, and what to write instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from config.problems import Keys, Problem

#: What is wrong with a value of the wrong form, by the name of its key; patterns mean nothing to the reader.
_FORMS = {
    "url": ("no web address", "begin it with http:// or https://, without spaces"),
    "story": ("no web address", "begin it with http:// or https://, without spaces"),
    "language": ("no language code", "write for example en, fr or uk"),
    "country": ("no country code", "write two capital letters, as in FR"),
    **dict.fromkeys(
        ("unverified", "no_proxy"), ("no host", 'write it alone and in small letters, as in "example.org"')
    ),
    "name": ("a control character in it", "write it in printable characters"),
}
#: What is wrong with the name of a table, where not every name may be given, by what it is a name in.
_NAMES = {
    "sites": ("is no host", 'write it alone and in small letters, as in [sites."example.org"]'),
    "headers": ("is no host", 'write it alone and in small letters, as in [fetch.headers."example.org"]'),
}
#: What to do where one is missing whose name alone does not say what to write.
_MISSING = {
    "version": "write version = 1 on the first line",
    "kind": 'add the kind of channel, as in kind = "email"',
}
_A_TABLE = ("must be a table", "write its keys under a [table] header or in { }")
_WRONG_TYPE = {
    "string": ("must be text", 'put it in quotes, as in "text"'),
    "path": ("must be text", 'put it in quotes, as in "folder/file"'),
    "int": ("must be a whole number", "write for example 5"),
    "float": ("must be a number", "write for example 0.5"),
    "bool": ("must be true or false", "write it without quotes"),
    "tuple": ("must be a list", 'put it in brackets, as in ["one", "two"]'),
    "list": ("must be a list", 'put it in brackets, as in ["one", "two"]'),
    "set": ("must be a list", 'put it in brackets, as in ["one", "two"]'),
    "dict": _A_TABLE,
    "mapping": _A_TABLE,
    "model": _A_TABLE,
    "time": ("must be a duration", "write for example 90s, 15m, 1h or 2d"),
    "ip": ("is no network", "write for example 127.0.0.0/8 or fd00::/8, with nothing after the prefix"),
    "url": ("no web address", "begin it with http:// or https://, without spaces"),
}
_LIMITS = {
    "greater_than_equal": ("must be at least {ge}", "raise it"),
    "greater_than": ("must be more than {gt}", "raise it"),
    "less_than_equal": ("must be at most {le}", "lower it"),
    "less_than": ("must be less than {lt}", "lower it"),
    "string_too_short": ("is too short", "write at least {min_length} character(s)"),
    "string_too_long": ("is too long", "write at most {max_length} characters"),
    "too_short": ("is too short", "list at least {min_length}"),
    "too_long": ("is too long", "list at most {max_length}"),
}


def explain(
    error: ValidationError,
    data: Any,
    model: type[BaseModel],
    prefix: Keys = (),
    also: Iterable[str] = (),
    whole: type[BaseModel] | None = None,
) -> list[Problem]:
    """Return one Problem for each place in data that model refused.

    Args:
        error: what `model.model_validate(data)` raised. Refused values are never repeated, save by our own validators.
        data: what was validated.
        model: says which keys there are.
        prefix: where data stands in the settings, as in ("channels", "desk").
        also: further keys that may stand beside those of model, for suggestions.
        whole: what model is a part of, to say where a key belongs that is not known here; model itself if None.

    """
    problems: dict[Keys, Problem] = {}
    for one in error.errors(include_url=False, include_input=False):
        path = _real(one["loc"], data)
        if one["type"] == "extra_forbidden":
            known = (*_keys(_model_at(model, path[:-1])), *(also if len(path) == 1 else ()))
            problem = _unknown(str(path[-1]), known, whole or model, on_top=len((*prefix, *path)) == 1)
        elif one["loc"][-1] == "[key]":
            problem = _unfit_name(path)
        else:
            problem = _problem(one, path, _many_tables(_value_at(data, path)))
        problems.setdefault(path, Problem((*prefix, *path), *problem))
    return list(problems.values())


#: More names than these nobody reads; so many of them are told.
_MANY, _SAMPLE = 40, 7


def near(name: str, known: Iterable[str], label: str = "known") -> str:
    """Return a cure for a name that is not among those known: the nearest of them, or all, as far as one reads on.

    Letters in other case are the same; where there are many, those that hold the name are told first.

    >>> near("Emial", ["email", "webhook"])
    "did you mean 'email'?"
    >>> near("navy", [*(f"source-{n:03}" for n in range(200)), "news-of-the-royal-navy"])
    'known: news-of-the-royal-navy, source-000, source-001, source-002, source-003, source-004, source-005, …'
    """
    sought = name.casefold()
    listed = sorted(known, key=lambda one: (one.casefold(), one))
    names = {one.casefold(): one for one in listed}
    close = get_close_matches(sought, names, 1)
    if close:
        return f"did you mean {names[close[0]]!r}?"
    if len(listed) > _MANY:
        holding = [one for one in listed if sought in one.casefold()]
        listed = [*[*holding, *(one for one in listed if one not in holding)][:_SAMPLE], "…"]
    return f"{label}: {', '.join(listed)}" if listed else "there is none yet"


def _real(loc: Iterable[str | int], data: Any) -> Keys:
    """Keep the part of loc that a reader of the file knows; pydantic goes on with the branches of a union."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, dict) and isinstance(part, str) and (part != "[key]" or part in data):
            path.append(part)
            data = data.get(part)
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
        else:
            break
    return tuple(path)


def _value_at(data: Any, path: Keys) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else data[part]
    return data


#: How like (0 to 1) a key is to the one that was meant, when a letter of it is wrong or missing.
_A_LETTER_AMISS = 0.8


def _many_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _unknown(key: str, known: Sequence[str], whole: type[BaseModel], on_top: bool) -> tuple[str, str]:
    """Say of an unknown key what it may be meant to be, or where it belongs."""
    what = f"unknown key {key!r}"
    if not on_top and key in _on_top(whole):
        return what, "it belongs above the first [table] of the file: in TOML a table goes on to the next one"
    # A letter amiss is likelier than the wrong table: there is a `source` elsewhere, but `sources` here.
    tables = [] if get_close_matches(key, known, 1, _A_LETTER_AMISS) else [*_tables_with(key, whole)]
    return what, f"it belongs under {' or '.join(tables)}" if tables else near(key, known, "known here")


def _on_top(whole: type[BaseModel]) -> list[str]:
    """Return the keys that stand by themselves above all tables."""
    return [name for name, field in whole.model_fields.items() if _inner_model(field.annotation) is None]


def _tables_with(key: str, whole: type[BaseModel]) -> Iterator[str]:
    """Yield the headers of the tables that have this key."""
    for name, field in whole.model_fields.items():
        inner = _inner_model(field.annotation)
        if inner is not None and key in _keys(inner):
            origin = get_origin(field.annotation)
            yield {None: f"[{name}]", tuple: f"[[{name}]]"}.get(origin, f"[{name}.NAME]")


def _unfit_name(path: Keys) -> tuple[str, str]:
    what, cure = _NAMES.get(str(path[-2]), ("may not be a name here", "write another"))
    return f"{path[-1]!r} {what}", cure


def _problem(error: Any, path: Keys, many_tables: bool) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    what, cure = _words(kind, context, error["msg"], key)
    if kind == "missing":
        return f"{key} is missing", _MISSING.get(key, f"add {key} = …")
    if many_tables and what == _A_TABLE[0]:
        cure = "write its header in single brackets, as in [table]: there can be but one"
    if path and kind != "value_error":
        what = f"{key} {what}" if isinstance(path[-1], str) else f"an element of {key} {what}"
    return what, cure


def _words(kind: str, context: Mapping[str, Any], message: str, key: str) -> tuple[str, str]:
    if kind in ("value_error", "assertion_error"):
        what, _, cure = str(context.get("error", message)).partition("; ")
        return (what, cure) if kind == "value_error" else (what, "correct it")
    if kind in _LIMITS:
        what, cure = _LIMITS[kind]
        return what.format_map(context), cure.format_map(context)
    if kind in ("literal_error", "enum"):
        return "has a value that is not known", f"write {context.get('expected')}".replace("'", '"')
    if kind == "string_pattern_mismatch":
        what, cure = _FORMS.get(key, ("has a form that is not allowed", "see its description in the manual"))
        return what if what.startswith("has") else f"holds {what}", cure
    stem = kind.partition("_")[0]
    return _WRONG_TYPE.get(stem, ("is not accepted", message.replace("Input should", "it should")))


def _keys(model: type[BaseModel] | None) -> Iterator[str]:
    for name, field in model.model_fields.items() if model else ():
        yield field.alias or name


def _model_at(model: type[BaseModel], path: Keys) -> type[BaseModel] | None:
    """Return the model that stands at path under model, through lists, mappings and unions."""
    current: Any = model
    for part in path:
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            continue  # an index or a name in a list or mapping of models that was already unwrapped
        if isinstance(part, str):
            found = next((f for n, f in current.model_fields.items() if part in (n, f.alias)), None)
            current = _inner_model(found.annotation) if found else None
    return current if isinstance(current, type) else None


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _inner_model(inner))), None)
