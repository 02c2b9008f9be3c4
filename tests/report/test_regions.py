"""Masks and boxes, seen as the network sees the photo."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.errors import ImageError
from convscope.network import Network
from convscope.report.regions import regions_of

CORNERS = "<xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax>"
BOX = f"<annotation><object><bndbox>{CORNERS}</bndbox></object></annotation>"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Of the size that the small network sees, so that nothing is cut or resized."""
    path = tmp_path / "photo.jpg"
    Image.fromarray(np.zeros((32, 32, 3), np.uint8)).save(path)
    return path


def test_a_mask_is_where_it_is_not_black(photo: Path, network: Network) -> None:
    mask = np.zeros((32, 32), np.uint8)
    mask[4:10, 20:31] = 1
    Image.fromarray(mask).save(photo.with_suffix(".png"))
    (region,) = regions_of(network, [photo], photo.parent).values()
    assert np.array_equal(region.numpy(), mask > 0)


def test_boxes_count_from_one_and_hold_their_corners(photo: Path, network: Network) -> None:
    photo.with_suffix(".xml").write_text(BOX.format(3, 5, 8, 6))
    (region,) = regions_of(network, [photo], photo.parent).values()
    expected = np.zeros((32, 32), bool)
    expected[4:6, 2:8] = True
    assert np.array_equal(region.numpy(), expected)


def test_a_photo_without_a_region_is_named(photo: Path, network: Network) -> None:
    with pytest.raises(ImageError, match=r"has no annotation of photo\.jpg"):
        regions_of(network, [photo], photo.parent)


def test_a_mask_of_another_size_is_refused(photo: Path, network: Network) -> None:
    Image.fromarray(np.ones((16, 32), np.uint8)).save(photo.with_suffix(".png"))
    with pytest.raises(ImageError, match=r"16 x 32 pixels, but photo\.jpg has 32 x 32"):
        regions_of(network, [photo], photo.parent)


@pytest.mark.parametrize("text", ["no xml", BOX.format("a", 1, 2, 3)])
def test_a_broken_annotation_is_named(text: str, photo: Path, network: Network) -> None:
    photo.with_suffix(".xml").write_text(text)
    with pytest.raises(ImageError, match=r"photo.xml is not an annotation"):
        regions_of(network, [photo], photo.parent)
