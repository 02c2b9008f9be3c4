"""Draw docs/pictures/masks.jpg: maps and the masks made of them.  ``python docs/scripts/draw_masks.py``.

The photo is scikit-image's coffee (CC0, by Rachel Michetti).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data
from skimage.segmentation import mark_boundaries

from convscope import open_network
from convscope.explanation import explain
from convscope.render import contact_sheet

PICTURE = Path(__file__).parent.parent / "pictures" / "masks.jpg"
MAPS = ("grad-cam", "saliency")
RULES = ("otsu", "quantile:0.2", "grabcut")


def cut_out(view: NDArray[np.uint8], mask: NDArray[np.bool_]) -> Image.Image:
    """The photo inside the mask, pale outside, with a line between."""
    pale = np.where(mask[..., None], view, 170 + view // 3).astype(np.float64) / 255
    return Image.fromarray(np.rint(mark_boundaries(pale, mask, (0.8, 0, 0.1)) * 255).astype(np.uint8))


def sheet() -> Image.Image:
    """A row for each map: the map over the photo, then its masks."""
    network = open_network("efficientnet-lite0")
    pictures, captions = [], []
    for method in MAPS:
        made = explain(network, data.coffee(), method, "class:espresso")
        assert made.view is not None
        pictures += [made.overlay(), *(cut_out(made.view, made.mask(rule)) for rule in RULES)]
        captions += [f"{method} of espresso", *RULES]
    return contact_sheet(pictures, captions, columns=len(RULES) + 1)


if __name__ == "__main__":
    sheet().save(PICTURE, quality=88)
