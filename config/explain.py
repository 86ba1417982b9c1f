"""Put pydantic's errors into plain words: what is wrong with which key, and what to write instead."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from config.problems import Keys, Problem

#: What is wrong with a value of the wrong form, by the name of its key; patterns mean nothing to the reader.
_FORMS = {
    "url": ("no web address", "begin it with http:// or https://, without spaces"),
    "story": ("no web address", "begin it with http:// or https://, without spaces"),
    "language": ("no language code", "write for example en, fr or uk"),
    "country": ("no country code", "write two capital letters, as in FR"),
    "name": ("a control character in it", "write it in printable characters"),
}
_WRONG_TYPE = {
    "string": ("must be text", 'put it in quotes, as in "text"'),
    "path": ("must be text", 'put it in quotes, as in "folder/file"'),
    "int": ("must be a whole number", "write for example 5"),
    "float": ("must be a number", "write for example 0.5"),
    "bool": ("must be true or false", "write it without quotes"),
    "tuple": ("must be a list", 'put it in brackets, as in ["one", "two"]'),
    "list": ("must be a list", 'put it in brackets, as in ["one", "two"]'),
    "set": ("must be a list", 'put it in brackets, as in ["one", "two"]'),
    "dict": ("must be a table", "write its keys under a [table] header or in { }"),
    "mapping": ("must be a table", "write its keys under a [table] header or in { }"),
    "model": ("must be a table", "write its keys under a [table] header or in { }"),
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
    error: ValidationError, data: Any, model: type[BaseModel], prefix: Keys = (), also: Iterable[str] = ()
) -> list[Problem]:
    """Return one Problem for each place in data that model refused.

    Args:
        error: what `model.model_validate(data)` raised. Refused values are never repeated, save by our own validators.
        data: what was validated.
        model: says which keys there are.
        prefix: where data stands in the settings, as in ("channels", "desk").
        also: further keys that may stand beside those of model, for suggestions.

    """
    problems: dict[Keys, Problem] = {}
    for one in error.errors(include_url=False, include_input=False):
        path = _real(one["loc"], data)
        problems.setdefault(path, _problem(one, path, model, prefix, tuple(also)))
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
        if isinstance(data, dict) and isinstance(part, str):
            path.append(part)
            data = data.get(part)
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
        else:
            break
    return tuple(path)


def _problem(error: Any, path: Keys, model: type[BaseModel], prefix: Keys, also: tuple[str, ...]) -> Problem:
    kind, context = error["type"], error.get("ctx", {})
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    what, cure = _words(kind, context, error["msg"], key)
    if kind == "missing":
        what, cure = (
            f"{key} is missing",
            "write version = 1 on the first line" if path == ("version",) else f"add {key} = …",
        )
    elif kind == "extra_forbidden":
        what, cure = (
            f"unknown key {key!r}",
            near(key, (*_keys(_model_at(model, path[:-1])), *(also if len(path) == 1 else ())), "known here"),
        )
    elif path and kind != "value_error":
        what = f"{key} {what}" if isinstance(path[-1], str) else f"an element of {key} {what}"
    return Problem((*prefix, *path), what, cure)


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
