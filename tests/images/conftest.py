"""A small picture whose corners differ, so that no turn of it looks like another, and its real siblings."""

from __future__ import annotations

import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.images import Photo, decode

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "imagenet-samples.tar"


@pytest.fixture(scope="session")
def picture() -> Image.Image:
    """48 rows by 64 columns, smooth, so that lossy formats keep it within a few levels."""
    row, column = np.mgrid[0:48, 0:64]
    wave = 128 + 60 * np.sin(column / 9) * np.cos(row / 7)
    return Image.fromarray(np.stack([column * 4, row * 5, wave], axis=-1).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def real_photos() -> list[Photo]:
    """Six shared photos: as they are, cut to portrait, landscape, odd and tiny sizes, and one in grey."""
    if not SAMPLES.exists():
        pytest.skip("the shared photos are not beside the project")
    with tarfile.open(SAMPLES) as tar:
        members = [member for member in tar if member.isfile()][:6]
        photos = []
        for member in members:
            file = tar.extractfile(member)
            assert file is not None
            photos.append(Image.open(BytesIO(file.read())).convert("RGB"))
    sizes = [None, (201, 399), (401, 255), (333, 77), (31, 45), (257, 256)]
    cut = [photo if size is None else photo.resize(size) for photo, size in zip(photos, sizes, strict=True)]
    cut[-1] = cut[-1].convert("L").convert("RGB")
    return [decode(photo) for photo in cut]
