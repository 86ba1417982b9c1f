"""The texts of the desk that are to be translated, as they stand in its templates and modules."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from jinja2 import Environment

WEB = Path(__file__).parent.parent / "web"
#: Which arguments of which calls are texts: those looked up at once, and those that are where they are shown.
CALLS = {
    "_": (0,), "gettext": (0,), "marked": (0,), "ngettext": (0, 1), "problem": (2, 3), "BadFilter": (0,),
    "NotThere": (0,), "answering": (0,),
}  # fmt: skip


def texts():
    """Return every text, as itself or as a pair of singular and plural, with the places where it stands."""
    found = defaultdict(list)
    for path in sorted(WEB.glob("templates/*.html")):
        environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
        for line, function, text in environment.extract_translations(path.read_text(encoding="utf-8")):
            given = text if isinstance(text, tuple) else (text,)
            # A name that is looked up stands as a text elsewhere.
            if given[0] is not None:
                found[given[:2] if function == "ngettext" else given[0]].append(f"{path.name}:{line}")
    # What the log says is English.
    for path in sorted(set(WEB.glob("*.py")) - {WEB / "serving.py"}):
        for line, text in _in_module(ast.parse(path.read_text(encoding="utf-8"))):
            found[text].append(f"{path.name}:{line}")
    return found


def _in_module(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            given = [_text(argument) for argument in node.args]
            wanted = [given[n] for n in CALLS.get(name, ()) if n < len(given)]
            if name == "ngettext" and all(wanted):
                yield node.lineno, tuple(wanted)
            else:
                yield from ((node.lineno, text) for text in wanted if text)
            if name == "page":
                yield from ((node.lineno, t) for k in node.keywords if k.arg == "title" and (t := _text(k.value)))
        elif isinstance(node, ast.Assign) and _is_cure(node.targets[0]) and (text := _text(node.value)):
            yield node.lineno, text


def _is_cure(target):
    return getattr(target, "id", "").lower().endswith("cure")


def _text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


#: What is shown as it is: commands and queries in code, letters and signs.
_AS_IT_IS = re.compile(r"<code>.*?</code>|\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<!DOCTYPE[^>]*>", re.DOTALL)
#: What is the same in every language.
_NAMES = ("Tocsin", "· Tocsin", "example.org")
_SPOKEN = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')


def unmarked(source):
    """Return the texts of a template that nobody can translate: those between tags, and in what is read out."""
    bare = _AS_IT_IS.sub("\x00", source)
    between = re.sub(r"<[^>]*>", "\x00", bare).split("\x00")
    found = [" ".join(text.split()) for text in (*between, *_SPOKEN.findall(bare))]
    return [text for text in found if re.search(r"[^\W\d_]{2}", text) and text not in _NAMES]
