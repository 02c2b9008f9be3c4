"""The diagram of a network: what it finds, and that nothing covers anything else."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
import torch
from torch import Tensor, nn
from torchvision.ops import Permute

from convscope import Network, open_network
from convscope.network.libraries import find_architecture
from convscope.render.diagram import Box, Parallel, Repeat, Sequence, Tangle, draw_graph, structure
from convscope.render.diagram.layout import lay_out
from convscope.render.diagram.parts import boxes, parameters
from convscope.render.diagram.shapes import Label, Rectangle, text_width
from convscope.render.diagram.volume import draw_volume, scale
from network.detectors.tiny import TRUNK

SVG = "{http://www.w3.org/2000/svg}"


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.relu(x + self.conv(x))
        return result


class Branches(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.left = nn.Conv2d(4, 2, 1)
        self.right = nn.Sequential(nn.Conv2d(4, 2, 1), nn.Conv2d(2, 6, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.left(x), self.right(x)], 1)


class Dense(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(4 + 2 * n, 2, 3, padding=1) for n in range(3))

    def forward(self, x: Tensor) -> Tensor:
        values = [x]
        for conv in self.convs:
            values.append(conv(torch.cat(values, 1)))
        return torch.cat(values, 1)


def found(*modules: nn.Module, channels: int = 4) -> Sequence:
    module = nn.Sequential(nn.Conv2d(channels, 4, 3), *modules).eval()
    return structure(Network(module, input_shape=(channels, 12, 12)).graph())


@pytest.fixture(scope="module")
def resnet() -> Network:
    return open_network("torchvision/resnet18", weights="random")


@pytest.fixture(scope="module")
def lenet() -> Network:
    return open_network("convscope/lenet5", weights="random")


def test_a_layer_and_what_follows_it_at_once_are_one_box() -> None:
    _, conv = found(nn.BatchNorm2d(4), nn.ReLU()).parts
    assert conv == Box("conv", "conv 3x3, 4", "batch norm, relu", (4, 10, 10), "", 0)


def test_a_layer_with_its_channels_last_has_the_volume_of_the_others() -> None:
    last = nn.Sequential(Permute((0, 2, 3, 1)), nn.LayerNorm(4), nn.Linear(4, 7))
    boxes_ = found(last).parts[-2:]
    assert [box.shape for box in boxes_ if isinstance(box, Box)] == [(4, 10, 10), (7, 10, 10)]


def test_a_skip_connection_is_a_branch_that_computes_nothing() -> None:
    block = found(Residual()).parts[-1]
    assert isinstance(block, Parallel)
    assert [len(branch.parts) for branch in block.branches] == [1, 0]
    assert (block.merge.title, block.merge.detail) == ("add", "relu")


def test_branches_stand_beside_one_another() -> None:
    block = found(Branches()).parts[-1]
    assert isinstance(block, Parallel)
    titles = [[box.title for box in boxes(branch)] for branch in block.branches]
    assert titles == [["conv 1x1, 2"], ["conv 1x1, 2", "conv 3x3, 6"]]


def test_equal_blocks_in_a_row_are_folded_with_their_count() -> None:
    repeat = found(*(Residual() for _ in range(5))).parts[-1]
    assert isinstance(repeat, Repeat)
    assert repeat.count == 5
    assert parameters(repeat) == 5 * 148


def test_different_blocks_are_not_folded() -> None:
    parts = found(Residual(), Branches(), nn.Conv2d(8, 4, 1), Residual()).parts
    assert not any(isinstance(part, Repeat) for part in parts)


def test_a_dense_block_is_its_unit_with_a_count() -> None:
    block = found(Dense()).parts[-1]
    assert isinstance(block, Tangle)
    assert (block.count, [box.title for box in block.unit]) == (3, ["concatenate", "conv 3x3, 2"])


def test_a_branch_within_a_branch_is_found() -> None:
    class Outer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = Residual()
            self.conv = nn.Conv2d(4, 4, 1)

        def forward(self, x: Tensor) -> Tensor:
            result: Tensor = x + self.inner(self.conv(x))
            return result

    block = found(Outer()).parts[-1]
    assert isinstance(block, Parallel)
    assert isinstance(block.branches[0].parts[-1], Parallel)


@pytest.mark.parametrize(
    ("layer", "title"),
    [
        (nn.Conv2d(4, 8, 3, stride=2), "conv 3x3, 8 /2"),
        (nn.Conv2d(4, 8, (1, 3)), "conv 1x3, 8"),
        (nn.Conv2d(4, 4, 3, groups=4), "depthwise 3x3, 4"),
        (nn.Conv2d(4, 4, 3, groups=2), "conv 3x3, 4, 2 groups"),
        (nn.ConvTranspose2d(4, 4, 2, stride=2), "transposed 2x2, 4 /2"),
        (nn.MaxPool2d(3, stride=2), "max pool 3x3 /2"),
        (nn.AvgPool2d(2), "avg pool 2x2 /2"),
        (nn.AdaptiveAvgPool2d(1), "global average pool"),
    ],
    ids=str,
)
def test_a_box_says_what_its_layer_does(layer: nn.Module, title: str) -> None:
    last = found(layer).parts[-1]
    assert isinstance(last, Box)
    assert last.title == title


def test_a_residual_network_is_its_stages_folded(resnet: Network) -> None:
    kinds = [type(part).__name__ for part in structure(resnet.graph()).parts]
    assert kinds == ["Box"] * 3 + ["Repeat"] + ["Parallel"] * 6 + ["Box"] * 2


@pytest.mark.parametrize("name", ["resnet", "lenet"])
def test_all_parameters_are_in_the_diagram(name: str, request: pytest.FixtureRequest) -> None:
    network = request.getfixturevalue(name)
    assert parameters(structure(network.graph())) == sum(layer.parameters for layer in network.layers)


@pytest.mark.parametrize("spec", ["convscope/dcnn", f"tell:{TRUNK}", f"attend:{TRUNK}"])
def test_all_parameters_of_networks_of_words_are_in_the_diagram(spec: str) -> None:
    counted = sum(one.numel() for one in find_architecture(spec).build(None).parameters())
    network = open_network(spec, weights="random")
    assert parameters(structure(network.graph())) == counted


@pytest.mark.parametrize("block", [Residual(), Branches(), Dense()], ids=lambda block: type(block).__name__)
def test_no_box_covers_another_and_every_text_is_inside_its_box(block: nn.Module) -> None:
    piece = lay_out(found(block).parts[-1])
    drawn = [
        shape for shape in piece.shapes if isinstance(shape, Rectangle) and shape.style.startswith("box")
    ]
    assert len(drawn) >= 2
    for a, b in combinations(drawn, 2):
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart, (a, b)
    for label in (shape for shape in piece.shapes if isinstance(shape, Label) and shape.style == "title"):
        half = text_width(label.text, label.size) / 2
        assert any(
            box.x <= label.x - half
            and label.x + half <= box.x + box.width
            and box.y < label.y < box.y + box.height
            for box in drawn
        )


def test_volumes_are_to_scale() -> None:
    at = scale([(1, 32, 32), (16, 10, 10)])
    front = draw_volume((16, 10, 10), at).shapes[0]
    (left, top), (right, _), (_, bottom), _ = front.points  # type: ignore[union-attr]
    assert right - left == pytest.approx(16 * at.channel)
    assert bottom - top == pytest.approx(10 * at.place)


@pytest.mark.parametrize("shape", [(10,), (4, 30), (3, 8, 9), (2, 5, 6, 7)], ids=str)
def test_values_of_any_number_of_axes_have_a_volume(shape: tuple[int, ...]) -> None:
    assert " x ".join(map(str, shape)) in [
        s.text for s in draw_volume(shape, scale([shape])).shapes if isinstance(s, Label)
    ]


def test_the_picture_is_well_formed_and_names_every_layer(lenet: Network) -> None:
    root = ElementTree.fromstring(draw_graph(lenet.graph(), "a < b & c"))
    tips = [title.text or "" for title in root.iter(f"{SVG}title")]
    for address in ("conv1", "pool1", "conv2", "pool2", "conv3", "dense1", "dense2"):
        assert any(tip.startswith(f"{address}:") for tip in tips)
    assert "a < b & c" in [text.text for text in root.iter(f"{SVG}text")]


def test_every_colour_has_a_light_and_a_dark_one(lenet: Network) -> None:
    picture = draw_graph(lenet.graph(), "lenet")
    light, _, dark = picture.partition("prefers-color-scheme: dark")
    used = set(re.findall(r"var\((--\w+)\)", dark))
    names = [set(re.findall(r"(--\w+):", text)) for text in (light, dark)]
    assert names[0] == names[1] == used
