"""Draw the effective fields of restoration.md: ``python docs/scripts/draw_effective_field.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import convscope
from convscope.render import contact_sheet, draw_field

PICTURES = Path(__file__).parent.parent / "pictures"
SIDE = 97
DEPTHS = (5, 15, 40)
PAPER = np.full((SIDE, SIDE, 3), 235, np.uint8)


def main(folder: Path = PICTURES) -> None:
    """Write the picture into a folder."""
    drawn = []
    for depth in DEPTHS:
        layers = " -> ".join(["conv 8 3x3 padding 1"] * depth)
        network = convscope.open_network(f"input 1x{SIDE}x{SIDE} -> {layers}", weights="random", seed=0)
        found = convscope.receptive_field(network, f"{network.layers[-1].address}:0@{SIDE // 2},{SIDE // 2}")
        assert found.effective is not None
        assert found.deviation is not None
        (top, bottom), columns = found.effective
        rows_seen, columns_seen = found.interval
        caption = (
            f"{depth} layers see {2 * depth + 1}, 95 % of the gradient within {bottom - top}, "
            f"standard deviation {sum(found.deviation) / 2:.1f}"
        )
        field = draw_field(
            PAPER, found.gradient, (rows_seen, columns_seen), ((top, bottom), columns), caption
        )
        drawn.append(field)
    sheet = contact_sheet(drawn, [""] * len(drawn), len(drawn))
    sheet.quantize(128).save(folder / "effective-field.png", optimize=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
