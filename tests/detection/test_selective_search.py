"""Selective search: boxes around what belongs together."""

import numpy as np
import pytest
import torch
from torchvision.ops import box_iou

from convscope.detection.proposals import is_filling
from convscope.detection.segments import neighbours, segments_of
from convscope.detection.selective_search import searched, selective_search

DISC, SQUARE = (10, 12, 34, 36), (50, 20, 80, 60)


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """A dark disc and a bright square on noisy grey."""
    pixels = np.random.default_rng(0).normal(128, 6, (72, 96, 3))
    rows, columns = np.mgrid[:72, :96]
    pixels[(rows - 23.5) ** 2 + (columns - 21.5) ** 2 <= 12**2] = (30, 20, 60)
    pixels[20:60, 50:80] = (220, 200, 90)
    return pixels.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("thing", [DISC, SQUARE])
def test_things_of_one_colour_have_a_box(photo: np.ndarray, thing: tuple[int, ...]) -> None:
    found = torch.from_numpy(selective_search(photo))
    assert box_iou(found, torch.tensor([thing]).float()).max() > 0.85


def test_the_whole_photo_comes_first(photo: np.ndarray) -> None:
    assert selective_search(photo)[0].tolist() == [0, 0, 96, 72]


def test_no_two_boxes_are_nearly_the_same(photo: np.ndarray) -> None:
    found = torch.from_numpy(selective_search(photo))
    assert box_iou(found, found).fill_diagonal_(0).max() <= 0.8


def test_a_photo_of_one_colour_is_one_segment() -> None:
    assert selective_search(np.full((40, 50, 3), 7, np.uint8)).tolist() == [[0, 0, 50, 40]]


def test_in_a_graph_it_searches_what_the_photo_was(photo: np.ndarray) -> None:
    mean, std = (0.5, 0.4, 0.3), (0.2, 0.25, 0.3)
    values = torch.from_numpy(photo).permute(2, 0, 1)[None] / 255
    given = (values - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
    found, expected = searched(given, mean, std, 500)[0], selective_search(photo)
    assert torch.equal(found[: len(expected)], torch.from_numpy(expected))
    assert is_filling(found[len(expected) :]).all()


def two_segments() -> tuple[np.ndarray, np.ndarray]:
    """Two halves of one colour each."""
    labels = np.repeat([[0, 0, 1, 1]], 4, axis=0)
    return np.where(labels[..., None] == 0, 0.1, 0.9) * np.ones(3), labels


def test_segments_know_their_size_and_box() -> None:
    left, right = segments_of(*two_segments())
    assert (left.size, left.box) == (8, (0, 0, 2, 4))
    assert right.colours.sum() == pytest.approx(1)


def test_two_segments_become_one() -> None:
    left, right = segments_of(*two_segments())
    both = left.joined(right)
    assert (both.size, both.box) == (16, (0, 0, 4, 4))
    assert both.colours.tolist() == pytest.approx(((left.colours + right.colours) / 2).tolist())


def test_likeness_is_the_sum_of_its_four_parts() -> None:
    left, right = segments_of(*two_segments())
    textures = np.minimum(left.textures, right.textures).sum()
    # No colour is shared; both fill the photo, and the box around them.
    assert left.likeness(right, 32) == pytest.approx(0 + textures + (1 - 16 / 32) + 1)


def test_segments_that_touch_are_neighbours() -> None:
    assert neighbours(np.array([[0, 0, 1], [2, 2, 1], [3, 3, 3]])) == [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]
