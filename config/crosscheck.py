"""Check what one part of the settings says of another: names that must exist, names that must not repeat."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from config.explain import explain, near
from config.merge import LISTS
from config.problems import Keys, Problem
from config.settings import ChannelSettings, Settings

Check = Callable[[Settings], Iterable[Problem]]


def repeated(data: Mapping[str, Any], at: Callable[[Keys], str]) -> Iterator[Problem]:
    """Yield sources, watches and silences of the same name, and sources that read the same thing twice.

    Args:
        data: the merged settings, unchecked: so that a repeated name is seen beside other mistakes.
        at: gives `file:line:column` of a path.

    """
    for section, word in LISTS.items():
        entries = [entry if isinstance(entry, dict) else {} for entry in data.get(section, ())]
        for index, first in _again([entry.get("name") for entry in entries]):
            what = f"{word} {entries[index]['name']!r} is given twice, first in {at((section, first, 'name'))}"
            yield Problem((section, index, "name"), what, "rename or remove one of them")
        if section == "sources":
            yield from _read_twice(entries, at)


def _read_twice(entries: Sequence[Mapping[str, Any]], at: Callable[[Keys], str]) -> Iterator[Problem]:
    # One page may be read by two selectors, or one site by two spiders; that is another thing each time.
    what_is_read = [
        str([entry.get(key) for key in ("url", "kind", "links", "spider")]) if entry.get("url") else None
        for entry in entries
    ]
    for index, first in _again(what_is_read):
        what = f"the same address is read by source {entries[first].get('name')!r}, in {at(('sources', first, 'url'))}"
        yield Problem(("sources", index, "url"), what, "keep one of them")


def _again(values: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield (index, index of the first) for each text that stood before."""
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if isinstance(value, str) and first.setdefault(value, index) != index:
            yield index, first[value]


def unknown_channels(settings: Settings, known: Iterable[str]) -> Iterator[Problem]:
    """Yield channels that are named and not known, by a watch, a fallback or as operator, and fallbacks in a circle."""
    names = set(known)
    if settings.operator is not None and settings.operator not in names:
        what = f"the operator is an unknown channel {settings.operator!r}"
        yield Problem(("operator",), what, near(settings.operator, names))
    for index, watch in enumerate(settings.watches):
        for place, name in enumerate(watch.channels):
            if name not in names:
                path = ("watches", index, "channels", place)
                yield Problem(path, f"watch {watch.name!r} names an unknown channel {name!r}", near(name, names))
    for name, channel in settings.channels.items():
        yield from _fallback(name, channel, settings, names)


def _fallback(name: str, channel: ChannelSettings, settings: Settings, names: set[str]) -> Iterator[Problem]:
    path = ("channels", name, "fallback")
    if channel.fallback is not None and channel.fallback not in names:
        what = f"channel {name!r} falls back on an unknown channel {channel.fallback!r}"
        yield Problem(path, what, near(channel.fallback, names - {name}))
        return
    way = [name]
    while (following := settings.channels.get(way[-1])) and following.fallback:
        if following.fallback in way:
            break
        way.append(following.fallback)
    # Each circle is reported once, at its first name; what only leads into one is not at fault.
    if following and following.fallback == name and name == min(way):
        circle = " -> ".join((*way, name))
        yield Problem(path, f"fallbacks go in a circle: {circle}", "let one of them end it, without fallback")


def check_channels(options: Mapping[str, type[BaseModel]]) -> Check:
    """Return a check that each channel is of a known kind and has the keys its kind wants.

    Args:
        options: the model of the keys, by kind of channel.

    """

    def check(settings: Settings) -> Iterator[Problem]:
        for name, channel in settings.channels.items():
            if channel.kind not in options:
                what = f"channel {name!r} has an unknown kind {channel.kind!r}"
                yield Problem(("channels", name, "kind"), what, near(channel.kind, options))
                continue
            yield from _options(name, channel, options[channel.kind])

    return check


def _options(name: str, channel: ChannelSettings, model: type[BaseModel]) -> Iterator[Problem]:
    own = [key for key in ChannelSettings.model_fields if key not in ("name", "kind")]
    values = dict(channel.options)
    try:
        model.model_validate(values)
    except ValidationError as error:
        yield from explain(error, values, model, ("channels", name), own, Settings)
