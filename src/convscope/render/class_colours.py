"""Colours for classes side by side on a photo."""

from __future__ import annotations

import colorsys

# Okabe and Ito's colours, which the colour-blind tell apart.
_FIRST = ("#e69f00", "#0072b2", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442", "#000000")
# Turns of the hue by the golden ratio: each new colour lies far from the others.
_TURN = 0.618034


def class_colour(label: int) -> str:
    """The colour of a class, ``#rrggbb``: Okabe and Ito's for the first eight, then hues as far apart as can be."""
    if label < len(_FIRST):
        return _FIRST[label]
    place = label - len(_FIRST)
    hue, value = (0.28 + place * _TURN) % 1, (0.62, 0.9)[place % 2]
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue, 0.65, value))
    return f"#{red:02x}{green:02x}{blue:02x}"
