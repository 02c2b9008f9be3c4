"""Colours of classes: told apart on a light and on a dark ground."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

# Of Tableau's ten, which are made to be told apart.
_FIRST = (
    *("#4e79a7", "#f28e2b", "#e15759", "#499894", "#59a14f"),
    *("#d4a017", "#b07aa1", "#d37295", "#9c755f", "#79706e"),
)
UNLABELLED = "#8a8f98"
# A turn by the golden section is never near to one of those before.
_GOLDEN = 0.61803398875


def colours_of(labels: Sequence[str]) -> dict[str, str]:
    """A colour for each class, as CSS writes it: ten that differ well, then hues that differ from those before."""
    return {label: _FIRST[n] if n < len(_FIRST) else _further(n) for n, label in enumerate(labels)}


def _further(number: int) -> str:
    lightness = (0.45, 0.6)[number % 2]
    red, green, blue = colorsys.hls_to_rgb(number * _GOLDEN % 1, lightness, 0.55)
    return f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"
