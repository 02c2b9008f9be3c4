"""Numbered things lie in the input of a network where the photo shows them, also when it is augmented."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.datasets.annotated_batches import AnnotatedBatches
from convscope.datasets.augmentation import read_augmentation
from convscope.datasets.decoding import decode_dataset
from convscope.datasets.masked import masks_at
from convscope.datasets.masked.seen_things import SeenThings
from convscope.errors import ImageError
from convscope.images import Preprocessing
from convscope.learn.masked_data import pictures_of_masks
from convscope.progress import Progress

FRAME = Preprocessing((96, 96), (96, 96), "nearest", (0.5,) * 3, (0.5,) * 3, fit="contain", border=(0, 0, 0))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A photo of 40 x 60 whose things are as bright as fifty times their numbers, which have a gap."""
    numbers = np.zeros((40, 60), np.uint16)
    numbers[5:20, 4:30], numbers[22:38, 10:20], numbers[8:30, 40:60] = 1, 300, 7
    bright = np.select([numbers == 1, numbers == 7, numbers == 300], [50, 100, 150], 0).astype(np.uint8)
    for folder, values in (("images", np.repeat(bright[..., None], 3, 2)), ("instances", numbers)):
        (tmp_path / "train" / folder).mkdir(parents=True)
        Image.fromarray(values).save(tmp_path / "train" / folder / "a.png")
    return tmp_path


def batches(place: Path, augment: str) -> AnnotatedBatches:
    masked = masks_at(place)
    pictures = decode_dataset(pictures_of_masks(masked), FRAME, progress=Progress()).splits["train"]
    augmenter = read_augmentation(augment).augmenter((96, 96), 1, 0)
    return AnnotatedBatches(pictures, SeenThings.of(masked, FRAME), augmenter)


@pytest.mark.parametrize("augment", ["none", "flip, mirror"])
def test_they_lie_where_the_photo_shows_them(place: Path, augment: str) -> None:
    for epoch in range(4):
        batch = batches(place, augment).__getitems__([(epoch, 0)])
        assert batch.labels.shape == (1, 1, 96, 96)
        assert (batch.labels[0, 0] * 50 == batch.pictures[0, 0]).float().mean() > 0.97


def test_numbers_have_no_gaps(place: Path) -> None:
    labels = batches(place, "none").__getitems__([(0, 0)]).labels
    assert sorted(set(labels.flatten().tolist())) == [0, 1, 2, 3]


def test_of_what_comes_in_from_outside_nothing_is_known(place: Path) -> None:
    found = [batches(place, "rotation 40").__getitems__([(epoch, 0)]).labels for epoch in range(4)]
    assert any((labels == -1).any() for labels in found)
    assert all(labels.min() >= -1 for labels in found)


def test_a_mask_of_another_size_than_its_photo_is_named(place: Path) -> None:
    Image.fromarray(np.zeros((8, 8), np.uint16)).save(place / "train" / "instances" / "a.png")
    masked = masks_at(place)
    with pytest.raises(ImageError, match=r"a.png is 8x8, and its photo"):
        SeenThings.of(masked, FRAME).check(pictures_of_masks(masked).splits, Progress())


def test_what_is_said_of_the_masks_changes_when_one_does(place: Path) -> None:
    masked = masks_at(place)
    splits, things = pictures_of_masks(masked).splits, SeenThings.of(masked, FRAME)
    before = things.check(splits, Progress()).fingerprint
    assert things.check(splits, Progress()).fingerprint == before
    mask = place / "train" / "instances" / "a.png"
    values = np.asarray(Image.open(mask)).copy()
    values[0, 0] = 1
    Image.fromarray(values).save(mask)
    assert SeenThings.of(masks_at(place), FRAME).check(splits, Progress()).fingerprint != before
