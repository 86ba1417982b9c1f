"""Name the rules by which `alerts.index_keys` makes keys, so that what was entered by others is entered anew.

They stand in the code itself, in what it imports of this room and in two libraries. All of that is hashed as it is: a
list of rules or a number to count up would be forgotten some day, and then older articles would not be found. A comment
that is changed has the archive entered anew for nothing, in the background.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from xxhash import xxh3_128

_HERE = Path(__file__).parent
_IMPORTED = re.compile(rb"^\s*from alerts\.(\w+) import ", re.MULTILINE)


@cache
def rules() -> str:
    """Return the name of the rules that this process has: 32 hexadecimal digits; it takes some milliseconds."""
    libraries = (version("simplemma"), version("regex"), unicodedata.unidata_version)
    hashed = xxh3_128(" ".join(libraries).encode())
    for _, source in modules("index_keys"):
        hashed.update(source)
    return hashed.hexdigest()


def modules(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield a module of this room and those of it that it imports, itself or by others, each with its source."""
    wanted, seen = [name], {name}
    for one in wanted:
        source = (_HERE / f"{one}.py").read_bytes()
        yield one, source
        new = sorted({found.decode() for found in _IMPORTED.findall(source)} - seen)
        wanted += new
        seen.update(new)
