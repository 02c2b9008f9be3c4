"""Draw docs/pictures/regions.jpg: what a captioner of regions says of tiles of a cat on photos.

    python docs/scripts/draw_regions.py NETWORK

The network is a run, `run:NAME`, trained as docs/captions.md says. The photos are scikit-image's (CC0).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter
from skimage import data

from convscope import open_network
from convscope.images import decode
from convscope.network.region_captioning import caption_regions
from convscope.render import contact_sheet

PICTURE = Path(__file__).parent.parent / "pictures" / "regions.jpg"
SIDE, TILE = 224, 96
BEHIND = ("coffee", "rocket", "astronaut")
# Left and top of a tile that has its own colours, and of one that is blue.
OWN, BLUE = (14, 70), (116, 60)


def scene(behind: str) -> Image.Image:
    """A photo with two tiles."""
    photo = Image.fromarray(getattr(data, behind)()).resize((SIDE, SIDE))
    tile = Image.fromarray(data.chelsea()[:, 75:375]).resize((TILE, TILE))
    mask = Image.new("L", (TILE, TILE), 0)
    ImageDraw.Draw(mask).rounded_rectangle((4, 4, TILE - 5, TILE - 5), 16, fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(2))
    photo.paste(tile, OWN, mask)
    grey = np.asarray(tile.convert("L"), np.float64)[..., None]
    blue = 0.35 * np.asarray(tile) + 0.65 * grey * np.array([0.15, 0.3, 1.0]) * 1.3
    photo.paste(Image.fromarray(blue.clip(0, 255).astype(np.uint8)), BLUE, mask)
    return photo


def main(spec: str) -> None:
    """Draw the sheet."""
    torch.set_num_threads(1)
    network = open_network(spec)
    drawn = [caption_regions(network, decode(np.asarray(scene(name)))).picture() for name in BEHIND]
    contact_sheet(drawn, list(BEHIND), columns=3).save(PICTURE, quality=80)


if __name__ == "__main__":
    main(sys.argv[1])
