"""A window of the photo changed: what is computed of it alone equals the whole network run anew."""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.arithmetic import ReceptiveField
from convscope.graph import Graph, evaluate, trace
from convscope.graph.incremental import Area, LocalRun, windows_by_plan
from convscope.graph.incremental.rectangles import Positions, cut_out
from convscope.graph.shapes.receptive_fields import receptive_fields
from toys import TOYS

SHAPE = (3, 37, 29)


class Branches(nn.Module):
    """Random branches of unlike strides, paddings, dilations and groups, added and concatenated."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        choose = random.Random(seed)
        self.pads = [tuple(choose.randint(0, 2) for _ in range(4)) for _ in range(2)]
        self.stem = nn.Conv2d(3, 6, choose.choice([1, 3, 5]), stride=choose.choice([1, 2]), bias=False)
        self.norm = nn.BatchNorm2d(6)
        self.depthwise = nn.Conv2d(
            6, 6, 3, padding=choose.choice([1, 2]), groups=6, dilation=choose.choice([1, 2])
        )
        self.grouped = nn.Conv2d(6, 6, (3, 1), padding=(1, 0), groups=choose.choice([1, 2, 3]))
        self.max = nn.MaxPool2d(3, stride=choose.choice([1, 2]), padding=1)
        self.mean = nn.AvgPool2d(
            2, stride=choose.choice([1, 2]), count_include_pad=choose.choice([True, False])
        )
        self.skip = nn.Conv2d(6, 6, 1, stride=choose.choice([1, 2, 3]))
        self.last = nn.Conv2d(12, 4, 3, padding="same" if choose.random() < 0.5 else 1)
        self.head = nn.Linear(4, 3)
        self.order = choose.sample(["norm", "depthwise", "grouped", "max", "mean"], k=5)

    def features(self, x: Tensor) -> Tensor:
        x = self.stem(F.pad(x, self.pads[0], value=0.5))
        for name in self.order:
            y = F.relu(getattr(self, name)(x)) if name != "max" else self.max(x)
            x = x + y if y.shape == x.shape else y
        small = self.skip(x)
        return torch.as_tensor(self.last(torch.cat([small * 2, torch.sigmoid(small)], 1)))

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.head(self.features(x).mean((2, 3))))


def _network(seed: int) -> Graph:
    torch.manual_seed(seed)
    module = Branches(seed).double().eval()
    module.norm.running_mean.normal_()  # type: ignore[union-attr]
    module.norm.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr]
    return trace(module, SHAPE)


def _local(
    graph: Graph,
    photo: Tensor,
    wanted: Any,
    corners: list[tuple[int, int]],
    size: tuple[int, int],
    cover: Tensor,
) -> tuple[dict[Any, Tensor], LocalRun]:
    windows = [Area(corner, size) for corner in corners]
    groups = windows_by_plan(graph, wanted, windows)
    run = LocalRun.of(graph, photo, [plan for plan, _ in groups])
    found: dict[Any, Tensor] = {}
    for plan, members in groups:
        area = plan.areas[graph.input]
        shifts = torch.tensor(corners)[members] - torch.tensor(area.first)
        values = run.changed(plan, cut_out(cover, Positions.of(area, shifts), 0), shifts)
        for node, value in values.items():
            found.setdefault(node, value.new_zeros(len(corners), *value.shape[1:]))[members] = value
    return found, run


def _whole(
    graph: Graph,
    photo: Tensor,
    wanted: Any,
    corners: list[tuple[int, int]],
    size: tuple[int, int],
    cover: Tensor,
) -> dict[Any, Tensor]:
    photos = photo.repeat(len(corners), 1, 1, 1)
    for copy, (row, column) in zip(photos, corners, strict=True):
        rows = slice(max(row, 0), max(row + size[0], 0))
        columns = slice(max(column, 0), max(column + size[1], 0))
        window = (slice(None), rows, columns)
        copy[window] = cover[0][window]
    with torch.no_grad():
        return evaluate(graph, {graph.input: photos}, wanted)


def _corners(seed: int, count: int = 9) -> list[tuple[int, int]]:
    choose = random.Random(seed)
    return [(choose.randint(-2, SHAPE[1] - 1), choose.randint(-2, SHAPE[2] - 1)) for _ in range(count)]


@pytest.mark.parametrize("seed", range(12))
def test_every_layer_of_a_random_network_is_as_if_all_had_been_computed(seed: int) -> None:
    graph = _network(seed)
    photo, cover = torch.randn(2, 1, *SHAPE, generator=torch.Generator().manual_seed(seed)).double()
    size = random.Random(seed).choice([(1, 1), (3, 2), (4, 4), (7, 5)])
    wanted = [graph.output, *random.Random(seed).sample([n for n in graph.layers if n.is_spatial], 4)]
    wanted = list(dict.fromkeys(wanted))
    corners = _corners(seed)
    found, _ = _local(graph, photo, wanted, corners, size, cover)
    expected = _whole(graph, photo, wanted, corners, size, cover)
    for node in wanted:
        torch.testing.assert_close(found[node], expected[node], rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_a_place_that_does_not_see_the_window_keeps_its_value_to_the_bit(seed: int) -> None:
    graph = _network(seed)
    photo = torch.randn(1, *SHAPE, generator=torch.Generator().manual_seed(seed)).double()
    nodes = [node for node in graph.layers if node.is_spatial][-3:]
    corners = [(max(row, 0), max(column, 0)) for row, column in _corners(seed)]
    found, run = _local(graph, photo, nodes, corners, (1, 1), photo + 1000)
    fields = receptive_fields(graph)
    unseen = 0
    for node in nodes:
        for number, corner in enumerate(corners):
            sees = [
                torch.tensor([first <= place < end for first, end in _intervals(field, size, extent)])
                for field, size, extent, place in zip(
                    fields[node], node.shape[2:], SHAPE[1:], corner, strict=True
                )
            ]
            outside = ~(sees[0][:, None] & sees[1][None, :])
            unseen += int(outside.sum())
            assert torch.equal(found[node][number][:, outside], run.values[node][0][:, outside])
    assert unseen > 0


def _intervals(field: ReceptiveField, units: int | None, extent: int) -> list[tuple[int, int]]:
    return [field.interval(unit, extent) for unit in range(units or 0)]


@pytest.mark.parametrize("name", sorted(name for name, (_, shape) in TOYS.items() if len(shape) == 3))
def test_every_way_of_writing_a_network_gives_the_same(name: str) -> None:
    build, shape = TOYS[name]
    torch.manual_seed(3)
    graph = trace(build().double().eval(), shape)
    photo, cover = torch.randn(2, 1, *shape, generator=torch.Generator().manual_seed(1)).to(graph.dtype)
    corners = [(0, 0), (2, 5), (shape[1] - 2, shape[2] - 1)]
    outputs = [output for output in graph.outputs.values() if output in graph.layers]
    found, _ = _local(graph, photo, outputs, corners, (3, 2), cover)
    expected = _whole(graph, photo, outputs, corners, (3, 2), cover)
    tolerance = 1e-12 if graph.dtype == torch.float64 else 1e-5
    for node in outputs:
        torch.testing.assert_close(found[node], expected[node], rtol=tolerance, atol=tolerance)


def test_only_rectangles_are_computed_before_the_map_is_small() -> None:
    convolutions = [nn.Conv2d(3, 3, 3, padding=1) for _ in range(4)]
    graph = trace(nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(3 * 37 * 29, 2)).eval(), SHAPE)
    ((plan, _),) = windows_by_plan(graph, [graph.output], [Area((10, 10), (5, 5))])
    assert [step.area.size for step in plan.steps] == [(7, 7), (9, 9), (11, 11), (13, 13)]
    assert [end.operation for end in plan.ends] == ["conv"]
