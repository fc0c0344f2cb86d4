"""Small pictures drawn by hand as SVG: who covered the story when, and when things happened.

Shapes carry classes and no colors, so that a page's own style sheet colors them; `standalone` adds a style sheet and a
ground of its own, for places that show an SVG as an image, where it must be legible on whatever lies behind it.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.publish import wording
from tasks.publish.escape import markup

_MOST_DAYS = 14
_MOST_OUTLETS = 12
_LABEL = 190  # px for the outlets' names
_NAME_LENGTH = 24
_CELL = 66
_ROW = 28
_TOP = 30
_WIDTH = 720
_MARGIN = 44
_LABEL_WIDTH = 72  # of a day under the timeline's axis

_STYLE = (
    "<style>text{font:13px system-ui,sans-serif}.ground{fill:#fff}.ink{fill:#1d2330}.soft{fill:#586174}"
    ".cell{fill:#2f6f8f}.on-cell{fill:#fff}.line{stroke:#aab2bf}.dot{fill:#2f6f8f;stroke:#2f6f8f}.open{fill:#fff}"
    "@media(prefers-color-scheme:dark){.ground{fill:#14181f}.ink{fill:#e8eaee}.soft{fill:#a3acbb}.cell{fill:#7cc0dd}"
    ".on-cell{fill:#10151c}.line{stroke:#4b5566}.dot{fill:#7cc0dd;stroke:#7cc0dd}.open{fill:#14181f}}</style>"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on the timeline."""

    on: date
    certain: bool
    sentences: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Articles by outlet and day, small enough to be read: far days and small outlets are pooled."""

    days: tuple[str, ...]  # as labels
    outlets: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]  # a row for each outlet, a column for each day

    @property
    def described(self) -> str:
        """Say the same in words."""
        rows = []
        for outlet, row in zip(self.outlets, self.counts, strict=True):
            cells = ", ".join(f"{count} {_on(day)}" for day, count in zip(self.days, row, strict=True) if count)
            rows.append(f"{outlet}: {cells}")
        return "; ".join(rows)


def grid(coverage: Sequence[tuple[str, str, int]]) -> Grid:
    """Lay out rows of (ISO day or "undated", outlet, articles) as a table of at most 12 outlets and 16 columns."""
    totals: dict[str, int] = {}
    for _, outlet, articles in coverage:
        totals[outlet] = totals.get(outlet, 0) + articles
    ranked = sorted(totals, key=lambda outlet: (-totals[outlet], outlet))
    named = ranked if len(ranked) <= _MOST_OUTLETS else ranked[: _MOST_OUTLETS - 1]
    others = wording.count(len(ranked) - len(named), "other")
    columns = _columns([day for day, _, _ in coverage])
    labels = tuple(dict.fromkeys(columns.values()))
    outlets = (*named, others) if len(named) < len(ranked) else tuple(named)
    cells = dict.fromkeys(((outlet, label) for outlet in outlets for label in labels), 0)
    for day, outlet, articles in coverage:
        cells[outlet if outlet in named else others, columns[day]] += articles
    return Grid(labels, outlets, tuple(tuple(cells[outlet, label] for label in labels) for outlet in outlets))


def coverage_chart(coverage: Sequence[tuple[str, str, int]]) -> str:
    """Draw how many articles each outlet brought on each day; empty where there are none."""
    if not coverage:
        return ""
    table = grid(coverage)
    most = max(max(row) for row in table.counts)
    parts = [
        _text(_LABEL + column * _CELL + _CELL / 2, 18, day, "soft", "middle") for column, day in enumerate(table.days)
    ]
    for row, outlet in enumerate(table.outlets):
        middle = _TOP + row * _ROW + _ROW / 2
        parts.append(_text(_LABEL - 10, middle + 4, _short(outlet), "ink", "end"))
        for column, count in enumerate(table.counts[row]):
            parts.append(_cell(_LABEL + column * _CELL, middle, count, most))
    width, height = _LABEL + len(table.days) * _CELL + 10, _TOP + len(table.outlets) * _ROW + 8
    return _svg(width, height, "coverage", "Articles by outlet and day", table.described, parts)


def timeline_chart(moments: Sequence[Moment]) -> str:
    """Draw days on an axis, to scale; a hollow dot is a day that is not certain. Empty below two different days."""
    days = sorted({moment.on for moment in moments})
    if len(days) < 2:
        return ""
    span = (days[-1] - days[0]).days
    levels: list[float] = []
    parts = [f'<line class="line" x1="{_MARGIN}" y1="24" x2="{_WIDTH - _MARGIN}" y2="24" stroke-width="2"/>']
    for moment in sorted(moments, key=lambda moment: (moment.on, not moment.certain)):
        across = _MARGIN + (_WIDTH - 2 * _MARGIN) * (moment.on - days[0]).days / span
        label = _label(moment.on, days[0].year != days[-1].year) + ("" if moment.certain else "?")
        dot = "dot" if moment.certain else "dot open"
        parts.append(f'<circle class="{dot}" cx="{across:.1f}" cy="24" r="6" stroke-width="2"/>')
        parts.append(_text(across, 48 + 18 * _level(levels, across), label, "ink", "middle"))
    described = "; ".join(f"{wording.day(moment.on)}{'' if moment.certain else ' (not certain)'}" for moment in moments)
    title = f"Days told of, {wording.day(days[0])} to {wording.day(days[-1])}"
    return _svg(_WIDTH, 42 + 18 * len(levels), "timeline", title, described, parts)


def standalone(svg: str) -> str:
    """Give a chart its own colors, for light and dark, and a ground to stand on."""
    head, rest = svg.split(">", 1)
    return f'{head}>{_STYLE}<rect class="ground" width="100%" height="100%" rx="6"/>{rest}'


def data_uri(svg: str) -> str:
    """Return a chart as an image address that loads nothing."""
    return "data:image/svg+xml;base64," + base64.b64encode(standalone(svg).encode("utf-8")).decode("ascii")


def _columns(days: Sequence[str]) -> dict[str, str]:
    """Map each day to its column's label, in order: days before the last fourteen share one, undated ones another."""
    dated = sorted({day for day in days if day != wording.UNDATED})
    shown = _without_gaps(dated)[-_MOST_DAYS:]
    columns = {day: "earlier" for day in dated if day < shown[0]} if shown else {}
    several_years = len({day[:4] for day in shown}) > 1
    columns |= {day: _label(date.fromisoformat(day), several_years) for day in shown}
    return columns | ({wording.UNDATED: wording.UNDATED} if wording.UNDATED in days else {})


def _label(day: date, with_year: bool) -> str:
    return f"{wording.short_day(day)} ’{day.year % 100:02}" if with_year else wording.short_day(day)


def _without_gaps(days: Sequence[str]) -> list[str]:
    """Add the days between the first and the last if all fit: silence is part of the picture."""
    if not days:
        return []
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    span = (last - first).days
    return [(first + timedelta(step)).isoformat() for step in range(span + 1)] if span < _MOST_DAYS else list(days)


def _level(levels: list[float], across: float) -> int:
    """Return the first line of labels with room at `across`, and take the room."""
    for level, taken in enumerate(levels):
        if across - taken >= _LABEL_WIDTH:
            levels[level] = across
            return level
    levels.append(across)
    return len(levels) - 1


def _cell(left: float, middle: float, count: int, most: int) -> str:
    """Draw one cell: the more articles, the stronger; the number stands in it."""
    if count == 0:
        return _text(left + _CELL / 2, middle + 4, "·", "soft", "middle")
    strength = 0.72 + 0.28 * count / most
    box = f'<rect class="cell" x="{left + 3}" y="{middle - 11:g}" width="{_CELL - 6}" height="22" rx="4"'
    return f'{box} opacity="{strength:.2f}"/>' + _text(left + _CELL / 2, middle + 5, str(count), "on-cell", "middle")


def _svg(width: float, height: float, name: str, title: str, described: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{markup(title)}</title><desc id="{name}-desc">{markup(described)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _text(left: float, top: float, text: str, style: str, anchor: str) -> str:
    return (
        f'<text class="{style}" x="{left:.1f}" y="{top:g}" text-anchor="{anchor}" font-size="13">{markup(text)}</text>'
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1].rstrip() + "…"


def _on(day: str) -> str:
    return day if day in (wording.UNDATED, "earlier") else f"on {day}"
