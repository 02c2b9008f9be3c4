"""Draw docs/pictures/restored.jpg: photos harmed, restored, and as they were.

    python docs/scripts/draw_restored.py DENOISER ENLARGER REPAIRER

Each is a run, `run:NAME`, trained as docs/restoration.md says; the photos are those of scikit-image.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import skimage
import torch
from PIL import Image

from convscope import open_network
from convscope.images import decode
from convscope.render import contact_sheet
from convscope.restore.degradations import Degradation, degradation_of
from convscope.restore.figures import nearness
from convscope.restore.restoring import restored_values

PICTURE = Path(__file__).parent.parent / "pictures" / "restored.jpg"
# Left, top, of what is shown of a photo, and how it is harmed.
ROWS = (
    ("chelsea.png", (120, 60), "noise of 25", degradation_of(noise="25")),
    ("coffee.png", (200, 40), "half the rows and columns", degradation_of(scale=2)),
    ("rocket.jpg", (250, 150), "JPEG of quality 10", degradation_of(jpeg="10")),
)
SIDE, ZOOM = 160, 2


def main(specs: list[str]) -> None:
    """Draw the sheet."""
    torch.set_num_threads(1)
    pictures: list[Image.Image] = []
    captions: list[str] = []
    for spec, (photo, place, harm, degradation) in zip(specs, ROWS, strict=True):
        before, after, truth = restored(spec, photo, degradation)
        gain = [nearness(one, truth).psnr for one in (before, after)]
        pictures += [shown(one, place) for one in (before, after, truth)]
        captions += [f"{harm}: {gain[0]:.1f} dB", f"restored: {gain[1]:.1f} dB", "as it was"]
    contact_sheet(pictures, captions, columns=3).save(PICTURE, quality=85)


def restored(spec: str, photo: str, degradation: Degradation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A photo harmed, of a smaller one enlarged by a bicubic kernel, restored, and as it was."""
    truth = decode(Path(skimage.__file__).parent / "data" / photo).pixels
    truth = truth[: truth.shape[0] // 2 * 2, : truth.shape[1] // 2 * 2]
    harmed = degradation(truth, np.random.default_rng(0))
    after = restored_values(open_network(spec), harmed / np.float32(255))
    seen = Image.fromarray(np.rint(harmed.clip(0, 255)).astype(np.uint8))
    before = np.asarray(seen.resize((truth.shape[1], truth.shape[0]), Image.Resampling.BICUBIC))
    return before, after, truth


def shown(pixels: np.ndarray, place: tuple[int, int]) -> Image.Image:
    """A part of a picture, its pixels doubled."""
    left, top = place
    part = pixels[top : top + SIDE, left : left + SIDE]
    return Image.fromarray(np.ascontiguousarray(part)).resize(
        (SIDE * ZOOM, SIDE * ZOOM), Image.Resampling.NEAREST
    )


if __name__ == "__main__":
    main(sys.argv[1:])
