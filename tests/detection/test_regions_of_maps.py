"""Regions of many maps at once are the worked-out regions of each."""

import pytest
import torch

from convscope.detection import aligned_region, pooled_region
from convscope.detection.levels import levels_of
from convscope.detection.regions import regions

BOXES = torch.tensor([[[1.0, 2, 15, 11], [0, 0, 6, 7]], [[3, 3, 12, 12], [4, 1, 9, 15]]])


def maps() -> torch.Tensor:
    return torch.randn(2, 3, 8, 9, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("way", "worked"), [("align", aligned_region), ("pool", pooled_region)])
def test_each_value_is_the_worked_out_one(way: str, worked: object) -> None:
    values = maps()
    found = regions([values], BOXES, [0.5], 2, way)
    assert found.shape == (2, 2, 3, 2, 2)
    for photo in range(2):
        for region in range(2):
            for channel in range(3):
                box = tuple(BOXES[photo, region].tolist())
                expected = worked(values[photo, channel].tolist(), box, (2, 2), 0.5)  # type: ignore[operator]
                assert torch.allclose(
                    found[photo, region, channel], torch.tensor(expected.rows_of_values), atol=1e-5
                )


@pytest.mark.parametrize("way", ["align", "pool"])
def test_the_gradient_is_that_of_finite_differences(way: str) -> None:
    values = maps().double().requires_grad_()
    assert torch.autograd.gradcheck(lambda v: regions([v], BOXES.double(), [0.5], 2, way), values)


@pytest.mark.parametrize("way", ["align", "align-unshifted", "pool"])
def test_a_region_is_of_the_map_that_fits_its_size(way: str) -> None:
    generator = torch.Generator().manual_seed(1)
    fine, coarse = (
        torch.randn(1, 2, 32, 32, generator=generator),
        torch.randn(1, 2, 16, 16, generator=generator),
    )
    boxes = torch.tensor([[[10.0, 9, 30, 40], [3, 2, 120, 125]]])
    found = regions([fine, coarse], boxes, [1 / 4, 1 / 8], 3, way, 3, 64.0)
    assert torch.equal(found[:, :1], regions([fine], boxes[:, :1], [1 / 4], 3, way))
    assert torch.equal(found[:, 1:], regions([coarse], boxes[:, 1:], [1 / 8], 3, way))


def test_the_gradient_reaches_every_map() -> None:
    maps = [torch.randn(1, 2, side, side).double().requires_grad_() for side in (8, 4)]
    boxes = torch.tensor([[[1.0, 2, 9, 11], [0, 0, 30, 31]]]).double()
    assert torch.autograd.gradcheck(
        lambda *given: regions(given, boxes, [1 / 4, 1 / 8], 2, "align", 3, 16.0), tuple(maps)
    )


@pytest.mark.parametrize(
    ("side", "level"), [(111.9, 0), (112.0, 1), (223.9, 1), (224.0, 2), (448.0, 3), (5.0, 0)]
)
def test_the_map_of_a_region_is_that_of_the_papers_equation(side: float, level: int) -> None:
    boxes = torch.tensor([0.0, 0.0, side * 2, side / 2])
    assert int(levels_of(boxes, [1 / 4, 1 / 8, 1 / 16, 1 / 32])) == level


def test_beyond_the_coarsest_map_there_is_none() -> None:
    assert int(levels_of(torch.tensor([0.0, 0, 5000, 5000]), [1 / 4, 1 / 8])) == 1
