"""Masks of boxes in the pixels of a photo: PyTorch's and COCO's own on the same, and who gets a pixel."""

import numpy as np
import pytest
import torch
from pycocotools import mask as coco

from convscope.detection.box_mask import BoxMask, painted, run_lengths

SIZE = (40, 60)
FULL = np.ones((28, 28), np.float32)
BOXES = [
    (3.3, 5.2, 33.9, 31.7),
    (-8.0, -4.0, 20.0, 18.0),
    (50.5, 30.25, 70.0, 55.0),
    (10.0, 10.0, 14.0, 13.0),
]


def covered(mask: BoxMask, size: tuple[int, int] = SIZE) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    window, whole = mask.window(size), np.zeros(size, np.bool_)
    whole[window.rows, window.columns] = window.covered
    return whole


@pytest.mark.parametrize("box", BOXES)
def test_its_pixels_are_those_that_pytorch_reads_between_its_places(box: tuple[float, ...]) -> None:
    values = np.random.default_rng(0).random((28, 28), np.float32)
    left, top, right, bottom = box
    x = 2 * (torch.arange(SIZE[1]) + 0.5 - left) / (right - left) - 1
    y = 2 * (torch.arange(SIZE[0]) + 0.5 - top) / (bottom - top) - 1
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)[None].float()
    read = torch.nn.functional.grid_sample(torch.from_numpy(values)[None, None], grid, align_corners=False)
    inside = (grid.abs() <= 1).all(-1)[0]
    expected = ((read[0, 0] > 0.5) & inside).numpy()
    assert (covered(BoxMask(values, (left, top, right, bottom))) == expected).mean() > 0.999


def test_a_full_mask_covers_its_box() -> None:
    assert covered(BoxMask(FULL, (4.0, 6.0, 20.0, 22.0)))[6:22, 4:20].all()
    assert covered(BoxMask(FULL, (4.0, 6.0, 20.0, 22.0))).sum() == 16 * 16


@pytest.mark.parametrize(
    "box", [(70.0, 5.0, 90.0, 20.0), (-20.0, 0.0, -5.0, 9.0), (5.1, 5.1, 5.3, 5.3), (4.0, 4.0, 4.0, 9.0)]
)
def test_a_box_outside_or_without_a_pixel_covers_nothing(box: tuple[float, float, float, float]) -> None:
    assert not covered(BoxMask(FULL, box)).any()


def test_of_masks_that_overlap_the_first_has_the_pixel() -> None:
    masks = [BoxMask(FULL, (10.0, 10.0, 30.0, 30.0)), BoxMask(FULL, (20.0, 10.0, 50.0, 30.0))]
    numbers = painted(masks, SIZE)
    assert (numbers[10:30, 10:30] == 1).all()
    assert (numbers[10:30, 30:50] == 2).all()
    assert (painted(masks[::-1], SIZE)[10:30, 20:50] == 1).all()


def test_one_that_others_hide_by_more_than_half_is_left_out() -> None:
    masks = [BoxMask(FULL, (10.0, 10.0, 30.0, 30.0)), BoxMask(FULL, (11.0, 12.0, 32.0, 31.0))]
    assert set(np.unique(painted(masks, SIZE)).tolist()) == {0, 1}


def test_no_masks_paint_nothing() -> None:
    assert not painted([], SIZE).any()


@pytest.mark.parametrize("box", [*BOXES, (-1.0, -1.0, 90.0, 90.0), (70.0, 70.0, 80.0, 80.0)])
def test_run_lengths_are_read_by_coco_as_the_same_pixels(box: tuple[float, float, float, float]) -> None:
    mask = BoxMask(np.random.default_rng(1).random((28, 28), np.float32), box)
    written = run_lengths(mask, SIZE)
    assert sum(written["counts"]) == SIZE[0] * SIZE[1]
    read = coco.decode(coco.frPyObjects(written, *SIZE))
    assert (read.astype(bool) == covered(mask)).all()
