"""The histogram and the tuning curve of a unit as SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from convscope.examine.units.distribution import distribution, extent
from convscope.language import localised, translated

_WIDTH, _HEIGHT, _BELOW = 420, 150, 22


def histogram(values: NDArray[np.float32], marks: Sequence[float]) -> str:
    """How often the unit reaches which value; ``marks`` are drawn below, where the exemplars lie.

    Args:
        values: (M,) the highest value on each photo of a sample.
        marks: values of exemplars.
    """
    found = distribution(values, marks)
    low, high, count_of_bars = found.low, found.high, len(found.counts)
    edges = np.linspace(low, high, count_of_bars + 1).tolist()
    scale = (_HEIGHT - _BELOW) / max(1, *found.counts)
    bars = [
        f'<rect x="{_x(left, low, high):.1f}" y="{_HEIGHT - _BELOW - scale * count:.1f}" '
        f'width="{_WIDTH / count_of_bars - 1:.1f}" height="{scale * count:.1f}" fill="var(--soft)"><title>'
        f"{escape(translated(f'{count} photos from {left:.3g} to {right:.3g}'))}</title></rect>"
        for count, left, right in zip(found.counts, edges[:-1], edges[1:], strict=True)
        if count
    ]
    ticks = [
        f'<line x1="{_x(mark, low, high):.1f}" x2="{_x(mark, low, high):.1f}" y1="{_HEIGHT - _BELOW}" '
        f'y2="{_HEIGHT - _BELOW + 7}" stroke="var(--for)" stroke-width="1.5"/>'
        for mark in marks
    ]
    return _svg([*bars, *ticks, *_axis(low, high)], "histogram of the unit's highest value on a photo")


def tuning_curve(values: NDArray[np.float32], marks: Sequence[float]) -> str:
    """The unit's highest value on each photo, the photos in the order of it; dots are the exemplars' shares."""
    low, high = extent(values, marks)
    ranked = np.sort(values)
    shares = np.linspace(0, 1, len(ranked)) if len(ranked) > 1 else np.array([0.5])
    bottom = _HEIGHT - _BELOW

    def y(value: float) -> float:
        return bottom - (bottom - 6) * (value - low) / (high - low)

    line = " ".join(f"{_WIDTH * s:.1f},{y(float(v)):.1f}" for s, v in zip(shares, ranked, strict=True))
    dots = [
        f'<circle cx="{_WIDTH * float((ranked < mark).mean()):.1f}" cy="{y(mark):.1f}" r="3" fill="var(--for)"/>'
        for mark in marks
    ]
    axis = [
        f'<line x1="0" x2="{_WIDTH}" y1="{bottom}" y2="{bottom}" stroke="var(--line)"/>',
        f'<text x="0" y="{_HEIGHT - 4}">{escape(translated("weakest photos"))}</text>',
        f'<text x="{_WIDTH}" y="{_HEIGHT - 4}" text-anchor="end">{escape(translated("strongest photos"))}</text>',
        f'<text x="0" y="12">{_said(high)}</text>',
    ]
    path = f'<polyline points="{line}" fill="none" stroke="var(--accent)" stroke-width="2"/>'
    return _svg([*axis, path, *dots], "the unit's highest value on the photos, in the order of it")


def _x(value: float, low: float, high: float) -> float:
    return _WIDTH * (value - low) / (high - low)


def _axis(low: float, high: float) -> list[str]:
    return [
        f'<line x1="0" x2="{_WIDTH}" y1="{_HEIGHT - _BELOW}" y2="{_HEIGHT - _BELOW}" stroke="var(--line)"/>',
        f'<text x="0" y="{_HEIGHT - 2}">{_said(low)}</text>',
        f'<text x="{_WIDTH}" y="{_HEIGHT - 2}" text-anchor="end">{_said(high)}</text>',
    ]


def _said(value: float) -> str:
    return localised(f"{value:.3g}").replace("-", "\u2212")


def _svg(parts: Sequence[str], title: str) -> str:
    return (
        f'<svg viewBox="-4 0 {_WIDTH + 8} {_HEIGHT}" role="img" aria-label="{escape(translated(title))}" '
        f'font-size="11" fill="var(--muted)">{"".join(parts)}</svg>'
    )
