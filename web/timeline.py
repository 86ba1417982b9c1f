"""Draw who told a story when: a lane for each outlet, a mark for each article, its shape by its language. Pure.

The drawing is as wide as the page lets it be, and its letters stay as large as they are: places are shares of its
width. Colours tell languages apart as well, never alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from markupsafe import Markup

#: A shape for each of the languages told in most, around 0, 0; the last one is for all others.
SHAPES = (
    "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    "M-5.5-5.5h11v11h-11z",
    "M0-7L7 5.5H-7z",
    "M0-7.5L7.5 0 0 7.5-7.5 0z",
    "M-2.5-7h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5z",
    "M0 7L7-5.5H-7z",
    "M0-8L2.4-2.4 8 0 2.4 2.4 0 8-2.4 2.4-8 0-2.4-2.4z",
    "M-2.5-7.5h5v15h-5z",
)
#: Heights of the names of times and of a lane, and how many letters of an outlet's name there is room for on a phone.
_TOP, _LANE, _LETTERS = 22, 44, 34
#: From one named time to the next at least; of more than so many, fewer are named.
_STEPS = tuple(timedelta(hours=h) for h in (1, 2, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 30 * 24, 91 * 24, 365 * 24))
_NAMED = 4


@dataclass(frozen=True)
class Mark:
    """An article on a lane. `later` is when its later versions were seen; times are aware."""

    at: datetime
    language: str | None
    copy: bool
    later: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Lane:
    """An outlet with its articles, the first one first; texts are fit to be shown."""

    outlet: str
    about: str
    marks: tuple[Mark, ...]


def shapes_of(languages: Iterable[str | None]) -> dict[str | None, int]:
    """Return the number of the shape of each language, that told in most first; several share the last one."""
    counts = Counter(languages)
    ordered = sorted(counts, key=lambda one: (-counts[one], one or ""))
    return {language: min(n, len(SHAPES) - 1) for n, language in enumerate(ordered)}


def shape_drawn(number: int, *, copy: bool = False) -> Markup:
    """Return one shape, for the words that say what it stands for."""
    kind = f"l{number}{' copy' if copy else ''}"
    head = Markup('<svg class="key" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">')
    return head + Markup('<path class="{}" d="{}"/></svg>').format(kind, SHAPES[number])


def version_drawn() -> Markup:
    """Return the mark of a later version, for the words that say so."""
    head = Markup('<svg class="key" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">')
    return head + Markup('<path class="version" d="M0-8v16"/></svg>')


def timeline_drawn(lanes: Sequence[Lane], shapes: dict[str | None, int], zone: tzinfo, name: str, told: str) -> Markup:
    """Return the lanes as a drawing; `name` and `told` say in words what it shows. There is at least one mark."""
    every = [at for lane in lanes for mark in lane.marks for at in (mark.at, *mark.later)]
    begin, end = min(every), max(every)
    high = _TOP + _LANE * len(lanes)
    head = Markup(
        '<svg class="timeline" width="100%" height="{}" role="img" aria-labelledby="timeline-name timeline-told">'
        '<title id="timeline-name">{}</title><desc id="timeline-told">{}</desc>'
    ).format(high, name, told)
    shapes_drawn = [_lane(n, lane, shapes, begin, end) for n, lane in enumerate(lanes)]
    named = [_time(at, words, begin, end, high) for at, words in _named_times(begin, end, zone)]
    return head + Markup("").join([*named, *shapes_drawn]) + Markup("</svg>")


def _lane(number: int, lane: Lane, shapes: dict[str | None, int], begin: datetime, end: datetime) -> Markup:
    top = _TOP + _LANE * number
    name = lane.outlet if len(lane.outlet) <= _LETTERS else lane.outlet[: _LETTERS - 1] + "…"
    words = Markup('<text y="{}"><tspan class="outlet">{}</tspan> {}</text>').format(top + 14, name, lane.about)
    line = Markup('<line class="base" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(top + 30)
    marks = [_mark(mark, shapes[mark.language], top + 30, begin, end) for mark in lane.marks]
    return words + line + Markup("").join(marks)


def _mark(mark: Mark, shape: int, y: int, begin: datetime, end: datetime) -> Markup:
    there = Markup('<svg x="{}" y="{}" overflow="visible"><path class="{}" d="{}"/></svg>')
    kind = f"l{shape}{' copy' if mark.copy else ''}"
    later = [there.format(_share(at, begin, end), y, "version", "M0-9v18") for at in mark.later]
    return Markup("").join([*later, there.format(_share(mark.at, begin, end), y, kind, SHAPES[shape])])


def _time(at: datetime, words: str, begin: datetime, end: datetime, high: int) -> Markup:
    share = _share(at, begin, end)
    line = Markup('<line class="time" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(share, _TOP - 6, high)
    return line + Markup('<text x="{}" y="11" text-anchor="middle">{}</text>').format(share, words)


def _share(at: datetime, begin: datetime, end: datetime) -> str:
    """Return where on the drawing a time is, such that no mark is cut off at its edges."""
    part = (at - begin) / (end - begin) if end > begin else 0.5
    return f"{3 + 94 * part:.2f}%"


def _named_times(begin: datetime, end: datetime, zone: tzinfo) -> list[tuple[datetime, str]]:
    """Return round times between two, in a zone, and how each is called there."""
    length = end - begin
    step = next((one for one in _STEPS if length < one * _NAMED), _STEPS[-1] * (length // (_STEPS[-1] * _NAMED) + 1))
    midnight = begin.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    names, found, at = ("%-d %b", "%H:%M"), list[tuple[datetime, str]](), midnight
    while at <= end:
        # Not a name at the very edge, where it would be cut off.
        if begin + length * 0.06 <= at <= end - length * 0.06:
            local = at.astimezone(zone)
            found.append((at, local.strftime(names[local.hour > 0 or local.minute > 0])))
        at += step
    return found
