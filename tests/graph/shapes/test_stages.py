"""A stage ends where the resolution changes, and the common head is found."""

import torch
from torch import Tensor, nn

from convscope.graph import trace
from convscope.graph.shapes.head import linear_head
from convscope.graph.shapes.stages import stage_ends


class Residual(nn.Module):
    """Two resolutions; the second begins inside a block with a skip around its first layers."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.wide = nn.Conv2d(4, 8, 1)
        self.down = nn.Conv2d(8, 4, 3, stride=2, padding=1)
        self.skip = nn.Conv2d(4, 4, 1, stride=2)
        self.head = nn.Linear(4, 5)

    def forward(self, photos: Tensor) -> Tensor:
        stem = self.stem(photos)
        summed = self.down(self.wide(stem)) + self.skip(stem)
        logits: Tensor = self.head(torch.relu(summed).mean((2, 3)))
        return logits


def test_a_stage_ends_at_the_last_layer_through_which_everything_passes() -> None:
    graph = trace(Residual().eval(), (3, 8, 8))
    assert [(node.address, node.shape[1:]) for node in stage_ends(graph)] == [
        ("stem", (4, 8, 8)),
        ("relu", (4, 4, 4)),
    ]


def test_borders_do_not_part_a_stage() -> None:
    module = nn.Sequential(
        nn.ZeroPad2d(2), nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 5), nn.Flatten(), nn.Linear(4 * 14 * 14, 2)
    )
    ends = stage_ends(trace(module.eval(), (3, 16, 16)))
    assert [node.address for node in ends] == ["2"]


class Gated(nn.Module):
    """A gate that sees all of the photo multiplies each place."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.gate = nn.Conv2d(4, 4, 1)
        self.down = nn.Conv2d(4, 8, 3, stride=2, padding=1)
        self.head = nn.Linear(8, 2)

    def forward(self, photos: Tensor) -> Tensor:
        stem = self.stem(photos)
        gated = stem * torch.sigmoid(self.gate(stem.mean((2, 3), keepdim=True)))
        logits: Tensor = self.head(self.down(gated).mean((2, 3)))
        return logits


def test_a_gate_that_sees_everything_does_not_hide_the_stages_behind_it() -> None:
    ends = stage_ends(trace(Gated().eval(), (3, 16, 16)))
    assert [(node.operation, node.shape[1:]) for node in ends] == [
        ("mul", (4, 16, 16)),
        ("conv", (8, 8, 8)),
    ]


class ChannelsLast(nn.Module):
    """The channels are normalised where they are laid out last."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 40, 4, stride=4)
        self.norm = nn.LayerNorm(40)
        self.head = nn.Linear(40, 2)

    def forward(self, photos: Tensor) -> Tensor:
        maps = self.stem(photos)
        normed = self.norm(maps.mean((2, 3), keepdim=True).permute(0, 2, 3, 1))
        logits: Tensor = self.head(normed.flatten(1))
        return logits


def test_channels_laid_out_last_are_no_places() -> None:
    ends = stage_ends(trace(ChannelsLast().eval(), (3, 32, 32)))
    assert [node.address for node in ends] == ["stem"]


def test_the_head_of_mean_and_linear_layer_is_found() -> None:
    graph = trace(Residual().eval(), (3, 8, 8))
    head = linear_head(graph)
    assert head is not None
    assert (head.layer.address, head.pooled.shape, head.weight.address) == ("relu", (None, 4), "head.weight")


def test_places_put_in_one_row_for_the_mean_are_found_as_rows_and_columns() -> None:
    class Flat(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.head = nn.Conv2d(3, 4, 3), nn.Linear(4, 2)

        def forward(self, x: Tensor) -> Tensor:
            scores: Tensor = self.head(self.conv(x).flatten(2).mean(2))
            return scores

    head = linear_head(trace(Flat().eval(), (3, 8, 8)))
    assert head is not None
    assert (head.layer.address, head.layer.shape) == ("conv", (None, 4, 6, 6))


def test_a_flattened_head_is_none() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 36, 2))
    assert linear_head(trace(module.eval(), (3, 8, 8))) is None


def test_two_linear_layers_are_none() -> None:
    module = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 2)
    )
    assert linear_head(trace(module.eval(), (3, 8, 8))) is None
