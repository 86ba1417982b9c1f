"""What a robots.txt allows (RFC 9309)."""

import re

from protego import Protego

#: RFC 9309 2.5: parse at least 500 KiB; what follows may be left.
MAX_SIZE = 500 * 1024
#: RFC 9309 2.2.1: the product token has letters, «_» and «-» only; what follows it («Example/1.0») is not of the name.
_TOKEN = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*)([a-z_-]+)[ \t/][^\r\n#]*", re.IGNORECASE | re.MULTILINE)
#: Some name several robots in one line, which the RFC does not know; all of them are meant.
_LIST = re.compile(r"^([ \t]*user-?agent[ \t]*:)([^\r\n#,]*,[^\r\n#]*)", re.IGNORECASE | re.MULTILINE)
#: Lines end in any of these (RFC 9309 2.2), and with a tag where a server took the file for a text to be shown.
_LINE_END = re.compile(r"(?:<br ?/?>)?(?:\r\n?|\n)", re.IGNORECASE)
#: RFC 9309 2.2.4: lines of other names end no group. Protego takes them for rules, and rightly where one names a path:
#: by «Noindex: /x» its writer meant the group above. The names that it knows, in some spellings, begin with these.
_OTHER = re.compile(
    r"^[ \t]*(?!user|allow|dis|dia|crawl|request|visit|site|host)[a-z][\w-]*[ \t]*:(?![ \t]*/).*",
    re.IGNORECASE | re.MULTILINE,
)


def read_robots(text: str) -> Protego | None:
    """Return the rules in the text of a robots.txt; None if it makes no sense, which forbids nothing."""
    try:
        text = _LINE_END.sub("\n", text[:MAX_SIZE].removeprefix("\ufeff"))
        text = _LIST.sub(_listed, _OTHER.sub("", text))
        return Protego.parse(_TOKEN.sub(r"\1\2", text))
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _listed(found: re.Match[str]) -> str:
    return "\n".join(f"{found[1]} {name.strip()}" for name in found[2].split(",") if name.strip())


def allowed(rules: Protego | None, agent: str, url: str) -> tuple[bool, float | None]:
    """Return whether agent may request url under what `read_robots` returned, and the seconds to wait between."""
    try:
        delay = rules.crawl_delay(agent) if rules else None
        return not rules or bool(rules.can_fetch(url, agent)), float(delay) if delay is not None else None
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return True, None
