"""Pictures and arrays in the formats of their suffixes."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.errors import OutputError
from convscope.render import save_array, save_picture

PICTURE = Image.new("RGB", (4, 3), (9, 8, 7))


@pytest.mark.parametrize("suffix", [".png", ".PNG", ".jpg", ".webp", ".tiff"])
def test_a_picture_is_written_in_the_format_of_its_suffix(tmp_path: Path, suffix: str) -> None:
    save_picture(PICTURE, tmp_path / f"a{suffix}")
    assert Image.open(tmp_path / f"a{suffix}").size == (4, 3)


def test_an_array_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_array(np.arange(6.0).reshape(2, 3), tmp_path / "a.npy")
    assert np.load(tmp_path / "a.npy").tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("name", ["a", "a.doc"])
def test_a_suffix_that_is_no_pictures_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="does not end like a picture"):
        save_picture(PICTURE, tmp_path / name)


def test_an_array_in_a_pictures_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"ends with .npy"):
        save_array(np.zeros(2), tmp_path / "a.png")
