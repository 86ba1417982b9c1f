"""Draw how much there was on each day, for the terminal and as SVG, from the same numbers. Pure.

A bar is a total, and within it the part that matters more: here matches, and those that opened an alert. Every axis
begins at zero, and a bar says which days it stands for.
"""

import math
from collections.abc import Sequence
from html import escape
from itertools import accumulate
from unicodedata import east_asian_width

from alerts.bars import Bar, ticks

_EIGHTHS = " ▏▎▍▌▋▊▉"
#: Narrower than this a bar tells nothing.
_NARROWEST = 10


def in_terminal(drawn: Sequence[Bar], width: int) -> list[str]:
    """Return a line for each bar, █ for the part and ░ for the rest, and the axis.

    They are at most `width` columns wide, unless that leaves a bar less than can be read.
    """
    scale = ticks(max((bar.total for bar in drawn), default=0))
    labels = max(len(bar.label) for bar in drawn)
    numbers = len(f"{scale[-1]}")
    room = max(_NARROWEST, width - labels - numbers - 3)
    lines = [f"{b.label:>{labels}} │{_strip(b, scale[-1], room):<{room}} {b.total:>{numbers}}".rstrip() for b in drawn]
    axis = _axis(scale, room) if room > 4 * numbers else _axis([0, scale[-1]], room)
    return [*lines, *(f"{'':>{labels}} {line}" for line in axis)]


def _strip(bar: Bar, most: int, room: int) -> str:
    """Return a bar; what is not nothing shows at least as a sliver."""
    eighths = max(round(8 * room * bar.part / most), bar.part > 0)
    solid = "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
    whole = max(round(room * bar.total / most), bar.total > 0)
    return solid + "░" * (whole - len(solid))


def _axis(scale: Sequence[int], room: int) -> tuple[str, str]:
    line, numbers = ["─"] * (room + 1), ""
    for value in scale:
        at = round(room * value / scale[-1])
        line[at] = "┴" if value else "└"
        numbers = numbers.ljust(at - (len(f"{value}") - 1 if value else 0)) + f"{value}"
    return "".join(line), numbers


# The picture: 960 wide, in the reader's own colours.
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 360, 72, 16, 64, 48
#: So many letters of a title fit above it.
_COLUMNS = 76
_STYLE = """
  svg { color-scheme: light dark; background: #fff; font: 13px system-ui, sans-serif; }
  text { fill: #333; } .title { font-size: 16px; font-weight: 600; } .small { fill: #595959; font-size: 12px; }
  .grid { stroke: #ddd; } .base { stroke: #767676; } .total { fill: #9bb8d9; } .part { fill: #1f5fa8; }
  @media (prefers-color-scheme: dark) {
    svg { background: #16191d; } text { fill: #e6e6e6; } .small { fill: #b3b3b3; }
    .grid { stroke: #33383f; } .base { stroke: #8a8a8a; } .total { fill: #3f5f85; } .part { fill: #7db3f2; }
  }
"""


def as_svg(drawn: Sequence[Bar], title: str, total: str, part: str) -> str:
    """Return a picture that needs nothing beside it.

    Args:
        drawn: the bars.
        title: what they are of.
        total: what the whole bar is, for the legend.
        part: what the part is.

    """
    scale = ticks(max((bar.total for bar in drawn), default=0))
    told = [_told(bar, total, part) for bar in drawn]
    picture = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(_fit(title))}</title>',
        f'<desc id="d">{escape("; ".join(told))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="{_LEFT}" y="24">{escape(_fit(title))}</text>',
        *_legend(total, part),
        *(line for value in scale for line in _grid(value, scale[-1])),
        *(line for n, bar in enumerate(drawn) for line in _column(n, bar, told[n], len(drawn), scale[-1])),
        *_days(drawn),
        f'<line class="base" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_y(0, 1)}" y2="{_y(0, 1)}"/>',
        "</svg>",
    ]
    return "\n".join(picture) + "\n"


def _fit(title: str) -> str:
    """Return title on one line that fits; East Asian letters are as wide as two others."""
    line = " ".join("".join(c if c.isprintable() else " " for c in title[: 2 * _COLUMNS]).split())
    ends = accumulate(2 if east_asian_width(c) in "WF" else 1 for c in line)
    fit = sum(end <= _COLUMNS for end in ends)
    return line if fit == len(line) else line[: fit - 1] + "…"


def _told(bar: Bar, total: str, part: str) -> str:
    return f"{bar.label}: {bar.total} {total}, {bar.part} {part}"


def _legend(total: str, part: str) -> list[str]:
    lines, x = [], _LEFT
    for name, label in (("total", total), ("part", part)):
        lines.append(f'<rect class="{name}" x="{x}" y="36" width="12" height="12"/>')
        lines.append(f'<text class="small" x="{x + 18}" y="46">{escape(label)}</text>')
        x += 40 + 7 * len(label)
    return lines


def _y(value: float, most: int) -> float:
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / most, 1)


def _grid(value: int, most: int) -> list[str]:
    y, number = _y(value, most), f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return [
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>',
        f'<text class="small" x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{number}</text>',
    ]


def _column(number: int, bar: Bar, told: str, bars: int, most: int) -> list[str]:
    step = (_WIDTH - _LEFT - _RIGHT) / bars
    wide = min(step * 0.8, 48)
    x = _LEFT + step * (number + 0.5) - wide / 2
    shapes = [f"<g><title>{escape(told)}</title>"]
    for name, value in (("total", bar.total), ("part", bar.part)):
        if value:
            y = _y(value, most)
            shapes.append(
                f'<rect class="{name}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_y(0, most) - y:.1f}"/>'
            )
    return [*shapes, "</g>"]


def _days(drawn: Sequence[Bar]) -> list[str]:
    """Return labels under every so many bars, such that they do not touch."""
    step = (_WIDTH - _LEFT - _RIGHT) / len(drawn)
    every = math.ceil(90 / step)
    return [
        f'<text class="small" x="{_LEFT + step * (n + 0.5):.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">'
        f"{bar.first}</text>"
        for n, bar in enumerate(drawn)
        if n % every == 0
    ]
