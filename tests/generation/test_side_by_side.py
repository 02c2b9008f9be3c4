"""Spectra of real and generated pictures side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.errors import DataError
from convscope.generation.side_by_side import set_spectra


def write(folder: Path, name: str, size: int = 24, count: int = 3) -> None:
    """Noise of a class; that of others than real is blurred by enlarging."""
    generator = np.random.default_rng(0)
    (folder / name).mkdir(parents=True)
    for number in range(count):
        noise = Image.fromarray(generator.integers(0, 256, (size, size, 3), np.uint8))
        if name.lower() != "real":
            noise = noise.resize((size // 2, size // 2)).resize((size, size))
        noise.save(folder / name / f"{number}.png")


def test_each_class_has_its_own_spectrum(tmp_path: Path) -> None:
    write(tmp_path, "real", count=4)
    write(tmp_path, "Generated")
    found = set_spectra(tmp_path, (8, 8))
    assert found.counts == {"real": 4, "generated": 3}
    document = found.document()
    assert document["real"]["levels"][-1] > document["generated"]["levels"][-1] + 5
    assert found.picture().mode == "RGB"


def test_pictures_smaller_than_a_tile_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "real")
    write(tmp_path, "generated", size=4)
    with pytest.raises(DataError, match="None of the generated pictures"):
        set_spectra(tmp_path, (8, 8))


def test_data_of_other_classes_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "cats")
    write(tmp_path, "dogs")
    with pytest.raises(DataError, match="Expected the classes real and generated, got cats, dogs"):
        set_spectra(tmp_path, (8, 8))
