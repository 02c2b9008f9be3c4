"""Crops to learn from and windows to validate on: which places of a photo are in them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.datasets.augmentation import read_augmentation
from convscope.datasets.masked import MaskedPhoto, masks_at
from convscope.datasets.masked.coding import IGNORED
from convscope.images import Preprocessing
from convscope.segmentation.mask_batches import CropBatches, WindowBatches
from convscope.segmentation.seen_masks import MaskReader

OWN = Preprocessing((64, 64), None, "bilinear", (0.5,) * 3, (0.5,) * 3, fit="own", border=(9, 9, 9))
Seen = tuple[MaskReader, tuple[MaskedPhoto, ...]]


@pytest.fixture(scope="module")
def reader_and_photos(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """A tall photo whose red says the row and whose class is 1 from row 300 on, and a small one."""
    place = tmp_path_factory.mktemp("data")
    for folder in ("images", "masks"):
        (place / folder).mkdir()
    for name, rows in (("a", 608), ("b", 32)):
        pixels = np.zeros((rows, 96, 3), np.uint8)
        pixels[..., 0] = (np.arange(rows) // 8)[:, None]
        Image.fromarray(pixels).save(place / "images" / f"{name}.png")
        mask = np.zeros((rows, 96), np.uint8)
        mask[300:] = 1
        Image.fromarray(mask).save(place / "masks" / f"{name}.png")
    dataset = masks_at(Path(place))
    return MaskReader(dataset.coding, OWN), dataset.photos


def crops(of: Seen, augment: str = "none") -> CropBatches:
    return CropBatches(of[1], of[0], read_augmentation(augment).augmenter((64, 64), 2, 0))


def test_a_crop_shows_the_same_place_of_photo_and_mask(reader_and_photos: Seen) -> None:
    batches = crops(reader_and_photos)
    for epoch in range(8):
        pixels, masks, _ = batches.__getitems__([(epoch, 0)])
        rows = pixels[0, 0, ::8, 0].int() * 8
        assert ((rows >= 304) <= (masks[0, ::8, 0] == 1)).all()
        assert ((masks[0, ::8, 0] == 1) <= (rows >= 296)).all()


def test_another_epoch_has_another_crop(reader_and_photos: Seen) -> None:
    batches = crops(reader_and_photos)
    first, again, second = (batches.__getitems__([(epoch, 0)]).pictures for epoch in (0, 0, 1))
    assert (first == again).all()
    assert (first != second).any()


def test_a_small_photo_is_filled_up_with_places_that_count_for_nothing(reader_and_photos: Seen) -> None:
    pixels, masks, _ = crops(reader_and_photos).__getitems__([(0, 1)])
    assert (masks[0, 32:] == IGNORED).all()
    assert (pixels[0, :, 32:] == 9).all()


def test_what_augmentation_moves_in_from_outside_counts_for_nothing(reader_and_photos: Seen) -> None:
    batches = crops(reader_and_photos, "scale 0.9")
    masks = [batches.__getitems__([(epoch, 0)]).labels for epoch in range(10)]
    assert {int(value) for mask in masks for value in mask.flatten()} == {0, 1, IGNORED}


def test_windows_count_each_place_once(reader_and_photos: Seen) -> None:
    reader, photos = reader_and_photos
    batches = WindowBatches(photos, [(608, 96), (32, 96)], reader)
    masks = [batches.__getitems__([(0, index)]).labels for index in range(len(batches))]
    assert [tuple(mask.shape[1:]) for mask in masks] == [(512, 96), (512, 96), (32, 96)]
    assert sum(int((mask != IGNORED).sum()) for mask in masks) == 608 * 96 + 32 * 96


def test_each_window_names_its_photo(reader_and_photos: Seen) -> None:
    reader, photos = reader_and_photos
    batches = WindowBatches(photos, [(608, 96), (32, 96)], reader)
    assert [item.name for item in batches.items] == ["images/a.png", "images/a.png", "images/b.png"]
