"""What is worked out is what PyTorch computes."""

from itertools import product

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope import Network, open_network
from convscope.graph import evaluate
from convscope.graph.element import WorkedStep, work_out


class Two(nn.Module):
    """A residual block with a gate, a concatenation and a shuffle."""

    def __init__(self) -> None:
        super().__init__()
        self.block = Residual()
        self.head = nn.Conv2d(8, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.block(x)
        z = torch.cat([y, F.pad(x, (1, 0, 0, 1))[:, :, 1:, :-1]], 1)
        z = z.view(z.shape[0], 2, 4, *z.shape[2:]).transpose(1, 2).flatten(1, 2)
        out: Tensor = self.head(z) * 0.5 - 1
        return out


class Residual(nn.Module):
    """x + gate(x) * conv(x), then a leaky rectifier."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.gate = nn.Conv2d(4, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = self.gate(x.mean((2, 3), keepdim=True)).sigmoid()
        return F.leaky_relu(x + gate * self.bn(self.conv(x)), 0.1)


LAYERS: dict[str, tuple[nn.Module, tuple[int, ...]]] = {
    "conv": (nn.Conv2d(3, 4, 3), (3, 7, 6)),
    "strided padded conv": (nn.Conv2d(3, 4, (3, 2), stride=(2, 3), padding=(1, 2)), (3, 7, 9)),
    "dilated grouped conv": (nn.Conv2d(4, 6, 3, dilation=2, groups=2, padding=2, bias=False), (4, 8, 8)),
    "depthwise conv": (nn.Conv2d(4, 8, 3, groups=4), (4, 6, 6)),
    "conv of an even kernel with same padding": (nn.Conv2d(2, 3, 4, padding="same"), (2, 6, 7)),
    "conv with valid padding": (nn.Conv2d(2, 3, 3, padding="valid"), (2, 6, 7)),
    "conv behind zeros": (
        nn.Sequential(nn.ZeroPad2d((0, 1, 2, 0)), nn.Conv2d(2, 3, 3, stride=2, padding=1)),
        (2, 6, 8),
    ),
    "conv behind ones": (nn.Sequential(nn.ConstantPad2d(1, 1.0), nn.Conv2d(2, 3, 3)), (2, 6, 8)),
    "1d conv": (nn.Conv1d(3, 4, 5, padding=2, stride=2), (3, 20)),
    "3d conv": (nn.Conv3d(2, 3, 3, padding=1), (2, 4, 5, 4)),
    "transposed conv": (nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, output_padding=1), (3, 5, 4)),
    "grouped dilated transposed conv": (
        nn.ConvTranspose2d(4, 6, 3, stride=3, dilation=2, groups=2, bias=False),
        (4, 4, 4),
    ),
    "max pool": (nn.MaxPool2d(3, 2, padding=1, ceil_mode=True), (3, 8, 8)),
    "dilated max pool": (nn.MaxPool2d(2, 1, dilation=2), (3, 6, 6)),
    "average pool": (nn.AvgPool2d(3, 2, padding=1, ceil_mode=True), (3, 8, 8)),
    "average pool of pixels alone": (nn.AvgPool2d(3, 2, padding=1, count_include_pad=False), (3, 8, 8)),
    "average pool with a divisor": (nn.AvgPool2d(2, divisor_override=3), (3, 8, 8)),
    "1d average pool": (nn.AvgPool1d(3), (3, 9)),
    "adaptive average pool": (nn.AdaptiveAvgPool2d((3, 2)), (3, 7, 5)),
    "global pool, flatten, linear": (
        nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 5), nn.Dropout()),
        (3, 6, 6),
    ),
    "linear over the last axis": (nn.Linear(6, 5, bias=False), (3, 4, 6)),
    "conv, batch norm, swish": (
        nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.SiLU()),
        (2, 6, 6),
    ),
    "batch norm without weights": (nn.BatchNorm2d(3, affine=False), (3, 4, 4)),
    "layer norm": (nn.LayerNorm(5), (3, 4, 5)),
    "layer norm over two axes without weights": (nn.LayerNorm((4, 5), elementwise_affine=False), (3, 4, 5)),
    "parametric rectifier": (nn.PReLU(3), (3, 4, 4)),
    "parametric rectifier of one weight": (nn.PReLU(), (3, 4, 4)),
    "zero padding": (nn.ZeroPad2d((1, 2, 0, 1)), (2, 3, 3)),
    "padding with a constant": (nn.ConstantPad2d((1, -1, 2, 1), 0.5), (2, 3, 3)),
    "reflected padding": (nn.ReflectionPad2d(2), (2, 4, 4)),
    "pixel shuffle": (nn.PixelShuffle(2), (8, 3, 3)),
    "residual block with a gate": (Two(), (4, 6, 6)),
}


def seeded(module: nn.Module) -> nn.Module:
    """Weights, also those of batch norm, from a generator of their own."""
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if tensor.is_floating_point():
                values = torch.randn(tensor.shape, generator=generator)
                tensor.copy_(values.abs() + 0.5 if name.endswith("running_var") else values)
    return module.eval()


def ends(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The corners of a value and its middle."""
    return [*product(*({0, size - 1} for size in shape)), tuple(size // 2 for size in shape)]


@pytest.mark.parametrize("name", LAYERS)
def test_the_worked_number_is_that_of_the_module(name: str) -> None:
    module, shape = LAYERS[name]
    photo = torch.randn(shape, generator=torch.Generator().manual_seed(5))
    graph = Network(seeded(module), input_shape=shape).graph()
    with torch.no_grad():
        expected = module(photo[None])[0]
    for index in ends(tuple(expected.shape)):
        steps = work_out(graph, photo, graph.output, index)
        assert all(step.worked for step in steps)
        assert steps[-1].value == pytest.approx(float(expected[index]), rel=1e-5, abs=1e-5)


def steps_of(module: nn.Module, shape: tuple[int, ...], index: tuple[int, ...]) -> tuple[WorkedStep, ...]:
    graph = Network(seeded(module), input_shape=shape).graph()
    photo = torch.randn(shape, generator=torch.Generator().manual_seed(5))
    return work_out(graph, photo, graph.output, index)


def test_a_layer_is_followed_back_to_the_last_sum() -> None:
    module = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.Conv2d(3, 3, 3), nn.BatchNorm2d(3), nn.ReLU())
    steps = steps_of(module, (2, 8, 8), (0, 1, 1))
    assert [step.node.operation for step in steps] == ["conv", "batch_norm", "relu"]


def test_an_operation_without_a_worked_form_names_what_it_reads() -> None:
    (step,) = steps_of(nn.Softmax(1), (3, 4, 4), (1, 2, 2))
    assert step.worked is None
    assert step.value == step.own
    assert [read["address"] for read in step.inputs] == ["input"]


def test_zeros_padded_before_a_convolution_count_as_its_padding() -> None:
    module, shape = LAYERS["conv behind zeros"]
    (step,) = steps_of(module, shape, (0, 0, 0))
    assert step.worked is not None
    assert step.worked.numbers["input"] == "input"
    assert step.worked.numbers["positions"] == [[-3, -2, -1], [-1, 0, 1]]


def test_the_listed_channels_are_the_strongest_and_the_rest_completes_the_sum() -> None:
    (step,) = steps_of(nn.Conv2d(20, 2, 3), (20, 5, 5), (1, 1, 1))
    assert step.worked is not None
    numbers = step.worked.numbers
    sums = [abs(channel["sum"]) for channel in numbers["channels"]]
    assert sums == sorted(sums, reverse=True)
    assert numbers["rest"]["channels"] == 20 - len(sums)
    total = sum(channel["sum"] for channel in numbers["channels"]) + numbers["rest"]["sum"]
    assert total + numbers["bias"] == pytest.approx(step.value)


EMBEDDED = "efficientnet-lite0"


@pytest.mark.parametrize(
    "spec",
    [
        EMBEDDED,
        pytest.param("torchvision/resnet18", marks=pytest.mark.slow),
        pytest.param("torchvision/googlenet", marks=pytest.mark.slow),
        pytest.param("timm/seresnet18", marks=pytest.mark.slow),
        pytest.param("torchvision/convnext_tiny", marks=pytest.mark.slow),
    ],
)
def test_every_seventh_layer_of_a_network_is_worked_out_within_rounding(spec: str) -> None:
    network = open_network(spec, weights=None if spec == EMBEDDED else "random")
    graph = network.graph()
    photo = torch.randn(network.input_shape, generator=torch.Generator().manual_seed(11))
    for node in graph.layers[1::7]:
        index = tuple((size or 1) // 3 for size in node.shape[1:])
        last = work_out(graph, photo, node, index)[-1]
        assert last.worked, node
        # The graph's own single precision rounds relative to the numbers that it adds up, not to their sum.
        with torch.no_grad():
            size = evaluate(graph, {graph.input: photo[None]}, [node])[node].abs().max().item()
        assert last.value == pytest.approx(last.own, rel=1e-5, abs=1e-6 * size), node
