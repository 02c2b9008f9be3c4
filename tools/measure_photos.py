"""Measure what photos have in common and write it where the package reads it.

    python tools/measure_photos.py

Photos: the 80 of ``../shared/data/imagenet-samples.tar`` and scikit-image's colour photos.  From each the greatest
central square is taken and reduced to 256 x 256.

    colour     (3, 3) axes of the covariance of colours, U sqrt(S), scaled to a mean variance of one
    magnitude  (3, 129, 65) mean magnitude of the waves, colour correlation removed first; frequencies
               -1/2 ... 1/2 by 0 ... 1/2.  A window fades the borders, which otherwise are an edge in every photo.
"""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from skimage import data

ROOT = Path(__file__).parent.parent
PHOTOS = ROOT.parent / "shared" / "data" / "imagenet-samples.tar"
PLACE = ROOT / "src" / "convscope" / "synthesis" / "data" / "photos.npz"
SIDE = 256
KEPT = 128  # resolution of the stored spectrum along an axis


def photos() -> list[np.ndarray]:
    """Photos (256, 256, 3) between 0 and 1."""
    pictures = [data.chelsea(), data.coffee(), data.astronaut(), data.rocket()]
    images = [Image.fromarray(picture) for picture in pictures]
    with tarfile.open(PHOTOS) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member)
            if file is not None and member.name.endswith(".JPEG"):
                images.append(Image.open(io.BytesIO(file.read())).convert("RGB"))
    return [np.asarray(ImageOps.fit(image, (SIDE, SIDE), Image.Resampling.LANCZOS)) / 255 for image in images]


def main() -> None:
    """Measure and write."""
    stack = np.stack(photos())
    centred = stack - stack.mean((0, 1, 2))
    covariance = np.cov(centred.reshape(-1, 3).T)
    axes, variances, _ = np.linalg.svd(covariance)
    axes = axes * np.sign(axes.sum(0))
    colour = axes * np.sqrt(variances)
    colour /= np.sqrt(np.trace(covariance) / 3)
    independent = (stack - stack.mean((1, 2), keepdims=True)) @ np.linalg.inv(colour).T
    window = np.hanning(SIDE + 1)[:-1]
    faded = independent * (window[:, None] * window)[None, :, :, None]
    spectrum = np.abs(np.fft.fftshift(np.fft.fft2(faded, axes=(1, 2)), axes=(1, 2))).mean(0)
    spectrum = np.concatenate([spectrum, spectrum[:1]], 0)  # -1/2 and 1/2 are one frequency
    spectrum = np.concatenate([spectrum, spectrum[:, :1]], 1)
    step = SIDE // KEPT
    smoothed = _mean_of_neighbours(spectrum)[::step, ::step][:, KEPT // 2 :]
    np.savez_compressed(
        PLACE,
        colour=colour.astype(np.float32),
        magnitude=(smoothed / smoothed.max()).transpose(2, 0, 1).astype(np.float16),
    )
    print(f"{len(stack)} photos, {PLACE.stat().st_size} bytes\n{colour}")


def _mean_of_neighbours(spectrum: np.ndarray) -> np.ndarray:
    """Geometric mean over 3 x 3, the range in which magnitudes vary being large; the constant is taken out."""
    logarithm = np.log(spectrum)
    middle = SIDE // 2
    logarithm[middle, middle] = logarithm[middle - 1 : middle + 2, middle - 1 : middle + 2].max((0, 1))
    padded = np.pad(logarithm, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows, columns = spectrum.shape[:2]
    shifted = [padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    averaged: np.ndarray = np.exp(np.mean(shifted, 0))
    return averaged


if __name__ == "__main__":
    main()
