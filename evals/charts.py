"""Two charts of the confidence as inline SVG: risk over coverage, and reliability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from evals.ranking import BINS, Floats

WIDTH, HEIGHT = 520, 340
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 14, 44
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A curve; `style` is a class of the page's style sheet."""

    label: str
    points: Points
    style: str


def risk_curve(confidence: Floats, correct: Floats, items: int) -> list[tuple[float, float]]:
    """(coverage of all items, risk among the answered) at each distinct confidence, strict first.

    Values of NaN are items that are never answered.
    """
    known = ~np.isnan(confidence)
    sure, right = confidence[known], correct[known]
    order = np.argsort(-sure, kind="stable")
    sure, wrong = sure[order], np.cumsum(1 - right[order])
    last = np.append(sure[1:] != sure[:-1], True)[: len(sure)]  # a tie is answered as a whole
    return [((i + 1) / items, float(wrong[i]) / (i + 1)) for i in np.flatnonzero(last).tolist()]


def coverage_risk(lines: Sequence[Line], *, mark: tuple[float, float] | None, note: str) -> str:
    """Curves of selective risk over coverage; `mark` is where the service stands."""
    top = max((y for line in lines for _, y in line.points), default=0.0)
    scale = _Scale(x_max=1.0, y_max=_ceiling(max(top, mark[1] if mark else 0.0)))
    parts = [scale.frame("coverage", "selective risk", y_ticks=4)]
    for line in lines:
        if line.points:
            path = " ".join(f"{scale.x(x):.1f},{scale.y(y):.1f}" for x, y in line.points)
            parts.append(f'<polyline class="line {line.style}" points="{path}"/>')
    if mark is not None:
        x, y = scale.x(mark[0]), scale.y(mark[1])
        parts.append(f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
    return _svg(parts, note)


def reliability(confidence: Floats, correct: Floats, note: str) -> str:
    """Share of right answers over the confidence, in ten bins; the area of a dot is its number."""
    known = ~np.isnan(confidence)
    sure, right = confidence[known], correct[known]
    bins = np.clip(np.ceil(sure * BINS).astype(int) - 1, 0, BINS - 1)
    scale = _Scale(x_max=1.0, y_max=1.0)
    parts = [scale.frame("confidence", "share of right answers", y_ticks=5)]
    diagonal = f"{scale.x(0):.1f},{scale.y(0):.1f} {scale.x(1):.1f},{scale.y(1):.1f}"
    parts.append(f'<polyline class="line ideal" points="{diagonal}"/>')
    places: list[tuple[float, float, int]] = []
    for place in range(BINS):
        inside = bins == place
        if inside.any():
            places.append((sure[inside].mean(), right[inside].mean(), int(inside.sum())))
    path = " ".join(f"{scale.x(x):.1f},{scale.y(y):.1f}" for x, y, _ in places)
    parts.append(f'<polyline class="line bins" points="{path}"/>')
    most = max((count for *_, count in places), default=1)
    for x, y, count in places:
        radius = 3 + 9 * (count / most) ** 0.5
        said = f"{count} answers, confidence {x:.2f}, {y:.2f} right"
        parts.append(
            f'<circle class="bin" cx="{scale.x(x):.1f}" cy="{scale.y(y):.1f}" r="{radius:.1f}">'
            f"<title>{said}</title></circle>"
        )
    return _svg(parts, note)


@dataclass(frozen=True, kw_only=True)
class _Scale:
    x_max: float
    y_max: float

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * value / self.x_max

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.y_max

    def frame(self, x_title: str, y_title: str, *, y_ticks: int) -> str:
        parts: list[str] = []
        for tick in range(6):
            value = self.x_max * tick / 5
            at = self.x(value)
            parts.append(
                f'<text class="tick" x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" '
                f'text-anchor="middle">{value:.1f}</text>'
            )
        for tick in range(y_ticks + 1):
            value = self.y_max * tick / y_ticks
            at = self.y(value)
            parts.append(
                f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
                f'<text class="tick" x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">'
                f"{value:.3g}</text>"
            )
        middle = (TOP + HEIGHT - BOTTOM) / 2
        parts.append(
            f'<text class="axis" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" '
            f'text-anchor="middle">{escape(x_title)}</text>'
            f'<text class="axis" x="14" y="{middle:.0f}" text-anchor="middle" '
            f'transform="rotate(-90 14 {middle:.0f})">{escape(y_title)}</text>'
        )
        return "".join(parts)


def _ceiling(value: float) -> float:
    """A round number that is not below `value`."""
    for top in (0.02, 0.04, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8):
        if value <= top:
            return top
    return 1.0


def _svg(parts: Sequence[str], note: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(note)}">'
        f"{''.join(parts)}</svg>"
    )
