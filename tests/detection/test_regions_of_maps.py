"""Regions of many maps at once are the worked-out regions of each."""

import pytest
import torch

from convscope.detection import aligned_region, pooled_region
from convscope.detection.regions import regions

BOXES = torch.tensor([[[1.0, 2, 15, 11], [0, 0, 6, 7]], [[3, 3, 12, 12], [4, 1, 9, 15]]])


def maps() -> torch.Tensor:
    return torch.randn(2, 3, 8, 9, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("way", "worked"), [("align", aligned_region), ("pool", pooled_region)])
def test_each_value_is_the_worked_out_one(way: str, worked: object) -> None:
    values = maps()
    found = regions(values, BOXES, 0.5, 2, way)
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
    assert torch.autograd.gradcheck(lambda v: regions(v, BOXES.double(), 0.5, 2, way), values)
