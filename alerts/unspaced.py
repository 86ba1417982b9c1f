"""Find names in text whose language does not set words apart. Pure."""

from collections.abc import Iterator, Mapping

#: A name has so many characters at least: one alone is part of many words.
_SHORTEST = 2


class UnspacedNames:
    """What names mean, by the names: the longest one that begins at a place stands there, and none begins within it."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {name: meant for name, meant in names.items() if len(name) >= _SHORTEST}
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[:_SHORTEST], set()).add(len(name))
        self._lengths = {begin: sorted(sizes, reverse=True) for begin, sizes in lengths.items()}

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield what each name in a text means, and the name.

        >>> list(UnspacedNames({"苏丹": "SD", "南苏丹": "SS"}).find("南苏丹邻国苏丹"))
        [('SS', '南苏丹'), ('SD', '苏丹')]

        """
        names, lengths, after = self._names, self._lengths, 0
        for at in [at for at in range(len(text)) if text[at : at + _SHORTEST] in lengths]:
            if at < after:
                continue
            longest = next((size for size in lengths[text[at : at + _SHORTEST]] if text[at : at + size] in names), 0)
            if longest:
                after = at + longest
                yield names[text[at:after]], text[at:after]
