"""Small drawings as SVG, in the colours of the page; without scripts or styles of their own, told in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from alerts.bars import Bar
from web.tongue import day_names
from web.tongue import gettext as _

#: One bar, and the room from one to the next, in the drawing's own units.
_BAR, _STEP, _HIGH = 16, 20, 60
#: A drawing of fewer days is as wide as of so many: its bars would be as wide, and as high, as the page.
_FEW = 14
#: One hour of the week, and the room for the names of days and hours.
_HOUR, _LEFT, _TOP = 12, 32, 16


def days_drawn(days: Sequence[date], articles: Sequence[int], what: str = "") -> Markup:
    """Return a bar for each day, as high as it has articles (or `what`); what is not nothing is at least a sliver."""
    most = max(max(articles, default=0), 1)
    names = day_names()
    told = "; ".join(f"{names[day.weekday()]} {day}: {number}" for day, number in zip(days, articles, strict=True))
    # One path for all of them: a page has thirty drawings.
    bars = " ".join(_bar(n, number, most) for n, number in enumerate(articles) if number)
    shapes = Markup('<path class="bar" d="{}"/><path class="base" d="M0 {}H{}"/>')
    wide, name = _STEP * max(len(days), _FEW), _("%(what)s a day", what=what or _("Articles"))
    return _svg(wide, _HIGH + 1, "days", name, told, [shapes.format(bars, _HIGH, wide)])


@dataclass(frozen=True)
class Marked:
    """A day that stands out, and why."""

    day: date
    words: str


def bars_drawn(bars: Sequence[Bar], name: str, told: str, marked: Sequence[Marked] = ()) -> Markup:
    """Return the bars as wide as the page, what is within them darker, and a mark above each day that stands out.

    `name` and `told` say in words what is drawn; there is at least one bar.
    """
    most, many = max(1, *(bar.total for bar in bars)), len(bars)
    layers = {"whole": [bar.total for bar in bars], "bar": [bar.part for bar in bars]}
    if not any(layers["bar"]):
        layers = {"bar": layers["whole"]}
    shapes = [_columns(kind, numbers, most) for kind, numbers in layers.items()]
    said = "; ".join([f"{name}. {told}", *(f"{one.day}: {one.words}" for one in marked)])
    head = Markup('<svg class="bars" width="100%" height="{}" role="img"><title>{}</title>').format(_HIGH + 18, said)
    inner = Markup('<svg y="16" width="100%" height="{0}" viewBox="0 0 {1} {0}" preserveAspectRatio="none">{2}</svg>')
    base = Markup('<line class="base" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(_HIGH + 16)
    marks = [_mark(n, many) for one in marked for n, bar in enumerate(bars) if bar.first <= one.day <= bar.last]
    return head + inner.format(_HIGH, many, Markup("").join(shapes)) + base + Markup("").join(marks) + Markup("</svg>")


def _columns(kind: str, numbers: Sequence[int], most: int) -> Markup:
    path = " ".join(_column(n, number, most) for n, number in enumerate(numbers) if number)
    return Markup('<path class="{}" d="{}"/>').format(kind, path)


def _column(number: int, value: int, most: int) -> str:
    """Return a bar one unit wide with its gap; what is not nothing shows at least as a sliver."""
    high = max(round(_HIGH * value / most, 1), 2)
    return f"M{number + 0.1:.1f} {_HIGH}v-{high}h.8v{high}z"


def _mark(number: int, many: int) -> Markup:
    there = Markup('<svg x="{:.2f}%" y="7" overflow="visible"><path class="spike" d="M-6-5H6L0 6z"/></svg>')
    return there.format(100 * (number + 0.5) / many)


def week_drawn(rates: Sequence[float]) -> Markup:
    """Return a square for each of the 168 hours of the week, Monday's first one first, darker where more comes."""
    most = max(rates)
    busiest = sorted(range(len(rates)), key=lambda hour: -rates[hour])[:3]
    days = day_names()
    told = _("Most comes on %(hours)s", hours=", ".join(f"{days[hour // 24]} {hour % 24:02}:00" for hour in busiest))
    squares = [_square(hour, rate, most) for hour, rate in enumerate(rates)]
    names = [_name(0, _TOP + _HOUR * n + 10, day) for n, day in enumerate(days)]
    hours = [_name(_LEFT + _HOUR * hour, 11, f"{hour:02}") for hour in range(0, 24, 6)]
    return _svg(
        _LEFT + 24 * _HOUR, _TOP + 7 * _HOUR, "week", _("When it brings news"), told, [*names, *hours, *squares]
    )


def _bar(number: int, articles: int, most: int) -> str:
    high = max(round(_HIGH * articles / most), 2)
    return f"M{_STEP * number + 2} {_HIGH}v-{high}h{_BAR}v{high}z"


def _square(hour: int, rate: float, most: float) -> Markup:
    x, y, side = _LEFT + _HOUR * (hour % 24), _TOP + _HOUR * (hour // 24), _HOUR - 1
    shape = Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}" fill-opacity="{}"/>')
    return shape.format(x, y, side, side, round(0.06 + 0.94 * rate / most, 2) if most else 0.06)


def _name(x: int, y: int, text: str) -> Markup:
    return Markup('<text x="{}" y="{}">{}</text>').format(x, y, text)


def _svg(wide: int, high: int, kind: str, name: str, told: str, shapes: Sequence[Markup]) -> Markup:
    head = Markup('<svg class="drawing {}" viewBox="0 0 {} {}" role="img"><title>{}</title>')
    return head.format(kind, wide, high, f"{name}. {told}") + Markup("").join(shapes) + Markup("</svg>")
