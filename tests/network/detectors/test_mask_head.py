"""The mask branch of Mask R-CNN: which regions learn, and by what loss."""

import pytest
import torch

from convscope.detection.numbered import PER_CLASS, boxes_of_numbers
from convscope.network.detectors.mask_head import (
    MASK_SIDE,
    LearnedRegions,
    MaskHead,
    learned_regions,
    mask_losses,
    of_own_class,
)


def numbers() -> torch.Tensor:
    """A photo of two things, the first a square, the second the left half of its box and a pixel at its right."""
    found = torch.zeros(1, 1, 64, 96, dtype=torch.int32)
    found[0, 0, 8:36, 8:36] = 1
    found[0, 0, 8:36, 50:64] = 2
    found[0, 0, 20, 77] = 2
    return found


def loss_of(logits: torch.Tensor, *, thing: int = 1) -> float:
    """Of a single region that is the box of a thing, from logits (classes, 28, 28)."""
    truth = boxes_of_numbers(numbers())
    boxes = torch.zeros(1, 16, 4)
    boxes[0, 0] = truth[0, thing, :4]
    rows = torch.full((1, 16), thing)
    masks = torch.zeros(1, 16, *logits.shape)
    masks[0, 0] = logits
    return float(mask_losses(masks, LearnedRegions(boxes, rows), truth, numbers()))


def half() -> torch.Tensor:
    """Logits that say the left half of a box."""
    return torch.where(torch.arange(MASK_SIDE) < MASK_SIDE // 2, 20.0, -20.0).expand(1, MASK_SIDE, -1)


def test_a_mask_that_says_nothing_costs_the_logarithm_of_2() -> None:
    assert loss_of(torch.zeros(1, MASK_SIDE, MASK_SIDE)) == pytest.approx(torch.tensor(2.0).log().item())


def test_a_mask_that_is_right_costs_little_and_its_opposite_much() -> None:
    # 28 columns of which the box has as many pixels: between the halves and at the edges places are mixed.
    assert loss_of(half()) < 1.5
    assert loss_of(-half()) > 18


def test_masks_of_other_classes_cost_nothing() -> None:
    mine = half()
    others = torch.cat([mine, 9 * torch.ones(2, MASK_SIDE, MASK_SIDE)])
    assert loss_of(others) == pytest.approx(loss_of(mine))


def test_a_thing_that_another_one_overlaps_learns_its_whole_mask() -> None:
    alone = numbers()
    layers = torch.cat([alone, torch.zeros_like(alone)], 1)
    layers[0, 1, 8:36, 52:90] = 3 + PER_CLASS
    truth = boxes_of_numbers(alone)
    learned = LearnedRegions(truth[:, 1:2, :4], torch.tensor([[1]]))
    masks = half()[None, None]
    assert float(mask_losses(masks, learned, boxes_of_numbers(layers), layers)) == pytest.approx(
        float(mask_losses(masks, learned, truth, alone))
    )


def test_a_photo_without_things_costs_nothing() -> None:
    nothing = torch.zeros(1, 1, 64, 96, dtype=torch.int32)
    truth = boxes_of_numbers(nothing)
    learned = learned_regions(torch.tensor([[[0.0, 0, 30, 30]]]), truth)
    assert float(mask_losses(torch.randn(1, 16, 1, 28, 28), learned, truth, nothing)) == 0


def test_regions_that_overlap_a_thing_learn_its_mask_and_others_none() -> None:
    truth = boxes_of_numbers(numbers())
    seen = torch.tensor([[[52.0, 8, 78, 36], [0, 40, 20, 60], [8, 8, 34, 36], [0, 0, 0, 0]]])
    learned = learned_regions(seen, truth)
    assert learned.boxes[0, :2].tolist() == [seen[0, 0].tolist(), seen[0, 2].tolist()]
    assert learned.things[0, :2].tolist() == [1, 0]
    assert not learned.boxes[0, 2:].any()


def test_of_many_regions_others_learn_in_each_step() -> None:
    truth = boxes_of_numbers(numbers())
    seen = truth[:, :1, :4].repeat(1, 64, 1) + torch.arange(64)[None, :, None] / 64
    first, second = (learned_regions(seen, truth, start).boxes for start in (0, 1))
    assert first.shape == second.shape == (1, 16, 4)
    assert not (first == second).all(2).any()


def test_each_box_has_the_mask_of_its_class() -> None:
    masks = torch.randn(2, 3, 4, 5, 5)
    labels = torch.tensor([[0, 3, 1], [2, 2, 0]])
    found = of_own_class(masks, labels.float())
    assert all(torch.equal(found[n, k], masks[n, k, labels[n, k]]) for n in range(2) for k in range(3))


def test_a_mask_is_twice_as_fine_as_the_map_of_its_region() -> None:
    assert MaskHead(8, 3)(torch.zeros(5, 8, 14, 14)).shape == (5, 3, 28, 28)


@pytest.mark.parametrize("kind", [torch.float64, torch.float32])
def test_the_masks_of_boxes_do_not_depend_on_each_other(kind: torch.dtype) -> None:
    head, values = MaskHead(4, 2).to(kind), torch.randn(1, 4, 8, 12, dtype=kind)
    boxes = torch.tensor([[[0.0, 0, 40, 30, 1], [8, 8, 60, 60, 0], [20, 4, 44, 50, 1]]], dtype=kind)
    together = head.of_boxes(values, 8, boxes)
    assert torch.allclose(together[:, 1:2], head.of_boxes(values, 8, boxes[:, 1:2]), atol=1e-5)
