"""Boxes as offsets from others, by hand, by inverse and against torchvision."""

import math

import pytest
import torch
from torchvision.models.detection._utils import BoxCoder
from torchvision.ops import clip_boxes_to_image

from convscope.detection.anchors import anchors
from convscope.detection.coding import clipped, decoded, encoded

WEIGHTS = (10.0, 10.0, 5.0, 5.0)


def boxes(seed: int, count: int = 50) -> torch.Tensor:
    drawn = torch.rand(count, 4, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 100
    return torch.cat([drawn[:, :2], drawn[:, :2] + 1 + drawn[:, 2:]], 1)


def test_offsets_are_those_worked_out_by_hand() -> None:
    found = encoded(torch.tensor([20.0, 10, 60, 30]), torch.tensor([10.0, 10, 30, 30]))
    # The centre moves from (20, 20) to (40, 20), the width from 20 to 40.
    assert found.tolist() == pytest.approx([20 / 20, 0, math.log(2), 0])


def test_what_is_encoded_is_decoded_again() -> None:
    there, references = boxes(0), boxes(1)
    assert torch.allclose(decoded(encoded(there, references, WEIGHTS), references, WEIGHTS), there)


def test_offsets_are_torchvisions() -> None:
    there, references = boxes(0).float(), boxes(1).float()
    (expected,) = BoxCoder(WEIGHTS).encode([there], [references])
    assert torch.allclose(encoded(there, references, WEIGHTS), expected, atol=1e-4)


def test_a_box_that_a_network_blows_up_stays_finite() -> None:
    found = decoded(torch.tensor([0.0, 0, 1000, 1000]), torch.tensor([0.0, 0, 16, 16]))
    assert (found[2:] - found[:2]).tolist() == pytest.approx([1000, 1000])


def test_boxes_are_clipped_as_torchvision_clips_them() -> None:
    there = boxes(2) - 30
    assert torch.equal(clipped(there, (40, 70)), clip_boxes_to_image(there, (40, 70)))


def test_anchors_have_the_areas_and_shapes_that_were_asked_for() -> None:
    found = anchors((2, 3), 16, sizes=(32, 64), ratios=(0.5, 1, 2))
    width, height = found[:, 2] - found[:, 0], found[:, 3] - found[:, 1]
    assert len(found) == 2 * 3 * 2 * 3
    assert (width * height).tolist() == pytest.approx(
        [32**2] * 3 + [64**2] * 3 + ([32**2] * 3 + [64**2] * 3) * 5
    )
    assert (height / width)[:3].tolist() == pytest.approx([0.5, 1, 2])


def test_anchors_are_centred_where_their_places_see() -> None:
    found = anchors((2, 3), 16, sizes=(32,), ratios=(1,))
    assert ((found[:, :2] + found[:, 2:]) / 2).tolist() == [
        [8, 8], [24, 8], [40, 8], [8, 24], [24, 24], [40, 24],
    ]  # fmt: skip
