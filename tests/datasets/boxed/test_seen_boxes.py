"""Boxes as a network sees them, and moved with the photo by augmentation."""

from pathlib import Path

import numpy as np
import pytest
import torch

from convscope.datasets.augmentation import read_augmentation
from convscope.datasets.boxed import open_boxed
from convscope.datasets.boxed.seen_boxes import pictures_of, seen_boxes
from convscope.images import Preprocessing
from datasets.boxed.annotated_photos import voc

# The photo of 48 rows and 64 columns becomes 24 x 32 in it, with 4 rows of border on each side.
FRAME = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")


def test_boxes_are_placed_where_the_network_sees_them(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("rod", (0, 0, 64, 48)), ("disc", (10, 20, 30, 40))])
    boxed = open_boxed(tmp_path)
    assert boxed is not None
    (boxes,) = seen_boxes(boxed, FRAME).of.values()
    assert boxes.tolist() == [[0, 4, 32, 28, 1], [5, 14, 15, 24, 0]]


def test_what_lies_outside_the_photo_is_cut_off_and_what_has_no_area_left_out(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("rod", (-10, -10, 32, 24)), ("rod", (70, 5, 80, 9))])
    boxed = open_boxed(tmp_path)
    assert boxed is not None
    (boxes,) = seen_boxes(boxed, FRAME).of.values()
    assert boxes.tolist() == [[0, 4, 16, 16, 0]]


def test_the_boxes_of_a_batch_are_filled_up(tmp_path: Path) -> None:
    voc(tmp_path, "a", [])
    voc(tmp_path, "b", [("rod", (0, 0, 64, 48)), ("rod", (0, 0, 32, 24))])
    boxed = open_boxed(tmp_path)
    assert boxed is not None
    together = seen_boxes(boxed, FRAME).taken(pictures_of(boxed).items)
    assert together.shape == (2, 2, 5)
    assert (together[0] == -1).all()


@pytest.mark.parametrize(
    "text", ["flip 1", "mirror 1", "scale 0.4", "flip, mirror, scale 0.3", "crop 0.3", "rotation 90"]
)
def test_boxes_move_with_what_is_in_them(text: str) -> None:
    pictures = torch.zeros(6, 3, 64, 96, dtype=torch.uint8)
    pictures[:, :, 16:40, 24:56] = 255
    boxes = torch.tensor([[[24.0, 16, 56, 40, 1], [-1.0] * 5]]).repeat(6, 1, 1)
    augmenter = read_augmentation(text).augmenter((64, 96), 2, seed=3)
    changed, moved = augmenter.boxed(pictures, boxes, epoch=1, indices=range(6))
    for picture, box in zip(changed, moved[:, 0].numpy(), strict=True):
        rows, columns = np.nonzero(picture[0].numpy() > 127)
        around = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        slack = 25 if "rotation" in text else 2.5
        assert box[:4] == pytest.approx(around, abs=slack)
        assert box[4] == 1


def test_a_box_of_which_less_than_a_quarter_is_left_is_left_out() -> None:
    pictures = torch.zeros(40, 3, 64, 64, dtype=torch.uint8)
    boxes = torch.tensor([[[0.0, 0, 16, 16, 0]]]).repeat(40, 1, 1)
    _, moved = read_augmentation("crop 0.9").augmenter((64, 64), 1, 0).boxed(pictures, boxes, 0, range(40))
    there = moved[moved[..., 4] >= 0]
    assert 0 < len(there) < 40
    assert (there[:, 2:4] > there[:, :2]).all()


def test_the_same_seed_epoch_and_photo_move_a_box_the_same() -> None:
    pictures = torch.zeros(2, 3, 64, 64, dtype=torch.uint8)
    boxes = torch.tensor([[[8.0, 8, 40, 40, 0]]]).repeat(2, 1, 1)
    augmenter = read_augmentation("scale 0.3, flip").augmenter((64, 64), 1, 5)
    together = augmenter.boxed(pictures, boxes, 2, [4, 9])[1]
    alone = augmenter.boxed(pictures[1:], boxes[1:], 2, [9])[1]
    assert together[1].tolist() == alone[0].tolist()
