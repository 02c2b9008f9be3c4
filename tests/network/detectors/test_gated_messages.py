"""Messages between support regions, worked out by hand of maps of one channel that are one number everywhere."""

import math

import pytest
import torch
from torch import Tensor, nn

from convscope.detection.coding import enlarged
from convscope.network.detectors.faster_rcnn import CHANNELS
from convscope.network.detectors.gated_messages import Direction, GatedMessages
from convscope.network.detectors.gbd import PADDINGS, GatedHead, supports

OPEN, CLOSED = math.inf, -math.inf


def passing(module: nn.Module, gate: float) -> None:
    """Let each convolution pass on what it reads, and each gate be of one opening."""
    for name, layer in module.named_modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.zeros_(layer.weight)
            assert layer.bias is not None
            nn.init.constant_(layer.bias, gate if name.endswith("gate") else 0.0)
            if not name.endswith("gate"):
                layer.weight.data[:, :, 1, 1] = 1.0


def maps(*values: float) -> list[Tensor]:
    return [torch.full((1, 1, 3, 3), float(value)) for value in values]


def middle(values: list[Tensor]) -> list[float]:
    return [float(one[0, 0, 1, 1]) for one in values]


def known(gate: float, *values: float) -> list[float]:
    direction = Direction(1, len(values))
    passing(direction, gate)
    with torch.no_grad():
        return middle(direction(maps(*values)))


def test_a_closed_gate_leaves_what_a_region_knows_by_itself() -> None:
    assert known(CLOSED, 3, 5, 7) == [3, 5, 7]


def test_an_open_gate_adds_what_all_regions_before_have_told() -> None:
    assert known(OPEN, 3, 5, 7) == [3, 8, 15]


def test_a_gate_halfway_adds_half_of_the_message() -> None:
    assert known(0.0, 3, 5, 7) == [3, 6.5, 10.25]


def test_nothing_negative_is_told() -> None:
    assert known(OPEN, -3, 5) == [0, 5]


def test_a_gate_is_opened_by_what_the_neighbour_sees_and_not_by_what_it_was_told() -> None:
    direction = Direction(1, 3)
    passing(direction, 0.0)
    gate = direction.get_submodule("messages.1.gate")
    assert isinstance(gate, nn.Conv2d)
    gate.weight.data[:, :, 1, 1] = 0.1
    with torch.no_grad():
        found = middle(direction(maps(3, 5, 7)))
    assert found[2] == pytest.approx(7 + 6.5 / (1 + math.exp(-0.5)))


def test_messages_go_from_the_smaller_to_the_larger_region_and_back() -> None:
    messages = GatedMessages(1, 3)
    passing(messages, OPEN)
    with torch.no_grad():
        found = middle(messages(maps(3, 5, 7)))
    assert found == pytest.approx([3 + 0.1 * (3 + 15), 5 + 0.1 * (8 + 12), 7 + 0.1 * (15 + 7)])


def test_messages_that_nothing_merges_leave_what_regions_see() -> None:
    messages = GatedMessages(2, 4)
    for layer in messages.merging:
        nn.init.zeros_(layer.weight)  # type: ignore[arg-type]
    seen = list(torch.randn(4, 5, 2, 7, 7, generator=torch.Generator().manual_seed(0)))
    with torch.no_grad():
        found = messages(seen)
    assert all(torch.equal(one, other) for one, other in zip(found, seen, strict=True))


def test_an_enlarged_box_keeps_its_centre() -> None:
    assert enlarged(torch.tensor([10.0, 20, 30, 60]), 1.5).tolist() == [5, 10, 35, 70]


def test_the_support_regions_of_a_box_stand_together_the_smallest_first() -> None:
    found = supports(torch.tensor([[[10.0, 20, 30, 60], [0, 0, 0, 0]]]))
    assert found.shape == (1, 8, 4)
    assert (found[0, :4, 2] - found[0, :4, 0]).tolist() == pytest.approx([16, 24, 36, 54])
    assert not found[0, 4:].any()


def test_each_support_region_fills_its_own_channels_of_its_own_box() -> None:
    head = GatedHead((2, 2, 2), 2)
    for layer in head.messages.merging:
        nn.init.zeros_(layer.weight)  # type: ignore[arg-type]
    values = torch.randn(2, CHANNELS, 12, 12, generator=torch.Generator().manual_seed(0))
    boxes = torch.tensor([[[20.0, 20, 60, 50], [8, 8, 40, 88]], [[30, 8, 80, 40], [0, 0, 0, 0]]])
    width = CHANNELS // len(PADDINGS)
    with torch.no_grad():
        found = head.small(values, boxes)
        narrow = head.narrowing(values)
        for place, padding in enumerate(PADDINGS):
            for photo, number in ((0, 0), (0, 1), (1, 0)):
                box = enlarged(boxes[photo, number], 1 + padding)
                alone = torch.ops.torchvision.roi_align(
                    narrow[photo : photo + 1], torch.cat([torch.zeros(1), box])[None], 1 / 8, 7, 7, 2, True
                )
                own = found[photo, number, place * width : (place + 1) * width]
                assert torch.allclose(own, alone[0], atol=1e-5)
