"""Draw docs/pictures/denoised.jpg: a noisy photo, denoised, and from where two of its pixels have their values.

    python docs/scripts/draw_denoised.py DENOISER

It is a run, `run:NAME`, trained as docs/tutorials/clean-a-noisy-photo.md says; the photo is scikit-image's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import skimage
import torch
from PIL import Image, ImageDraw

import convscope
from convscope.images import Photo, decode
from convscope.network import Network
from convscope.render import contact_sheet
from convscope.restore.degradations import degradation_of

PICTURE = Path(__file__).parent.parent / "pictures" / "denoised.jpg"
LEFT, TOP, SIDE, ZOOM = 320, 95, 96, 2
# Row and column in the part: out of focus, and on the rim of an eye.
PIXELS = {"what made a pixel of the blurred ground": (24, 78), "what made one of an edge": (40, 20)}


def main(spec: str) -> None:
    """Draw the sheet."""
    torch.set_num_threads(1)
    network = convscope.open_network(spec)
    photo = decode(Path(skimage.__file__).parent / "data" / "chelsea.png").pixels
    truth = np.ascontiguousarray(photo[TOP : TOP + SIDE, LEFT : LEFT + SIDE])
    noisy = degradation_of(noise="25")(truth, np.random.default_rng(0))
    before = Photo("noisy", np.rint(noisy.clip(0, 255)).astype(np.uint8))
    after = convscope.denoise(network, before).pixels
    maps = [made_by(network, before, place) for place in PIXELS.values()]
    pictures = [larger(one) for one in (before.pixels, after, truth, *maps)]
    for sheet, place in zip(pictures[3:], PIXELS.values(), strict=True):
        mark(sheet, place)
    contact_sheet(pictures, ["noise of 25", "denoised", "as it was", *PIXELS], columns=5).save(
        PICTURE, quality=88
    )


def made_by(network: Network, photo: Photo, place: tuple[int, int]) -> np.ndarray:
    """How strongly each pixel changes the one at a place, the strongest being black: (rows, columns, 3)."""
    found = convscope.explain(network, photo, target=f"output:0@{place[0]},{place[1]}", method="saliency")
    strength = np.abs(found.values) / np.abs(found.values).max()
    grey = np.rint(255 * (1 - strength**0.5)).astype(np.uint8)
    return grey[..., None].repeat(3, 2)


def larger(pixels: np.ndarray) -> Image.Image:
    """A picture with larger pixels."""
    return Image.fromarray(pixels).resize((SIDE * ZOOM, SIDE * ZOOM), Image.Resampling.NEAREST)


def mark(sheet: Image.Image, place: tuple[int, int]) -> None:
    """A red frame around a pixel."""
    row, column = (ZOOM * value for value in place)
    ImageDraw.Draw(sheet).rectangle((column - 6, row - 6, column + ZOOM + 5, row + ZOOM + 5), outline="red")


if __name__ == "__main__":
    main(sys.argv[1])
