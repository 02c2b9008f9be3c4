"""Pasted models of PyTorch: the same modules, built for real, are the oracle."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from convscope import open_network
from convscope.errors import ConvscopeError
from convscope.network.declarative import read_definition

# https://pytorch.org/vision, AlexNet's features and classifier, as they are written there.
ALEXNET = """
nn.Sequential(
    nn.Sequential(
        nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(kernel_size=3, stride=2),
        nn.Conv2d(64, 192, kernel_size=5, padding=2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(kernel_size=3, stride=2),
        nn.Conv2d(192, 384, kernel_size=3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(384, 256, kernel_size=3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(256, 256, kernel_size=3, padding=1),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(kernel_size=3, stride=2),
    ),
    nn.AdaptiveAvgPool2d((6, 6)),
    nn.Flatten(),
    nn.Sequential(
        nn.Dropout(p=0.5),
        nn.Linear(256 * 6 * 6, 4096),
        nn.ReLU(inplace=True),
        nn.Dropout(p=0.5),
        nn.Linear(4096, 4096),
        nn.ReLU(inplace=True),
        nn.Linear(4096, 1000),
    ),
)
"""

NAMED = """
from collections import OrderedDict
model = nn.Sequential(OrderedDict([
    ("conv1", nn.Conv2d(1, 20, 5)), ("relu1", nn.ReLU()), ("conv2", nn.Conv2d(20, 64, 5)), ("relu2", nn.ReLU()),
]))
"""


def test_alexnet_has_its_published_parameters() -> None:
    assert read_definition(f"input 3x224x224 -> {ALEXNET}").cost.parameters == 61_100_840


def test_layers_that_are_named_are_read_in_their_order() -> None:
    text = read_definition(f"input 1x32x32 -> {NAMED}").text
    assert text == "input 1x32x32 -> conv 20 5x5 -> relu -> conv 64 5x5 -> relu"


SMALL = st.integers(1, 3)


@st.composite
def modules(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An input and layers that fit each other, in PyTorch's own words."""
    channels, size = draw(SMALL), draw(st.integers(9, 14))
    written = []
    shape = torch.zeros(1, channels, size, size + 1)
    first = f"{channels}x{size}x{size + 1} CHW"
    for _ in range(draw(st.integers(1, 4))):
        kernel, stride, padding = draw(SMALL), draw(SMALL), draw(st.integers(0, 1))
        into, out = shape.shape[1], draw(SMALL)
        written.append(
            draw(
                st.sampled_from(
                    [
                        f"nn.Conv2d({into}, {out}, {kernel}, stride=({stride}, 1), padding={padding})",
                        f"nn.Conv2d({into}, {out}, ({kernel}, 1), padding='same', bias=False)",
                        f"nn.Conv2d({into}, {into * out}, 2, {stride}, padding=1, dilation=2, groups={into})",
                        f"nn.MaxPool2d(2, {stride}, 1, ceil_mode=True)",
                        f"nn.AvgPool2d((1, 2), stride={stride})",
                        f"nn.AdaptiveAvgPool2d({kernel + 1})",
                        f"nn.BatchNorm2d({into}, eps=1e-3)",
                        *("nn.ReLU(inplace=True)", "nn.GELU()", "nn.SiLU()", "nn.ELU()", "nn.Identity()"),
                        *("nn.Dropout(0.3)", "nn.LeakyReLU(0.2)", "nn.Softmax(dim=1)", "nn.ReLU6()"),
                    ]
                )
            )
        )
        try:
            shape = eval(written[-1], {"nn": nn})(shape)  # the oracle: PyTorch itself
        except RuntimeError:
            written.pop()
    flat = shape[0].numel()
    written += draw(
        st.sampled_from([[], ["nn.Flatten()", f"nn.Linear({flat}, 5)", "nn.BatchNorm1d(5)", "nn.Tanh()"]])
    )
    return first, [*written, "nn.ReLU()"]


@settings(max_examples=60, deadline=None)
@given(modules())
def test_a_pasted_model_is_the_module_that_pytorch_makes_of_it(drawn: tuple[str, list[str]]) -> None:
    first, written = drawn
    text = f"nn.Sequential({', '.join(written)})"
    theirs = eval(text, {"nn": nn}).eval()
    definition = read_definition(f"input {first} -> {text}")
    ours = definition.module().eval()
    assert definition.cost.parameters == sum(one.numel() for one in theirs.parameters())
    with torch.no_grad():
        for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
            mine.copy_(its)
        example = torch.randn(2, *definition.input_shape)
        torch.testing.assert_close(ours(example), theirs(example))


def test_the_input_of_a_first_linear_layer_is_known() -> None:
    text = "torch.nn.Sequential(torch.nn.Linear(784, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))"
    assert read_definition(text).text == "input 784 -> dense 100 -> relu -> dense 10"


def test_a_pasted_model_opens_under_its_shortest_text() -> None:
    network = open_network("input 1x8x8 -> nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU())", weights="random")
    assert network.name == "input 1x8x8 -> conv 4 3x3 -> relu"
    assert open_network(network.description.opening).digest == network.digest


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        (
            "nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3)",
            "Layer 2, 'nn.Conv2d(16, 8, 3)' on 8x30x30 (line 1, column 52), is impossible: It says "
            "in_channels=16, but 8 come in. Write in_channels=8.",
        ),
        (
            "nn.Flatten(), nn.Linear(100, 10)",
            "It says in_features=100, but 3072 come in.",
        ),
        ("nn.Linear(32, 10)", "A dense layer takes a vector, got a map of 3x32x32."),
        ("nn.BatchNorm2d(4)", "It says num_features=4, but 3 come in."),
        ("nn.Conv2d(3, 8, 3, 2, 'same')", 'PyTorch\'s padding "same" needs stride 1.'),
        ("nn.Conv2d(3, 8)", "It misses a required argument: 'kernel_size'. Write Conv2d(in_channels,"),
        (
            "nn.AvgPool2d(2, count_include_pad=False)",
            "knows count_include_pad=True, got count_include_pad=False",
        ),
        ("nn.Conv1d(3, 8, 3)", "A conv1d needs 1 axis beside the channels, but 3x32x32 has 2."),
        ("nn.Softmax(dim=2)", "A network's text knows dim=1 or dim=-3, got dim=2."),
        ("nn.Transformer(8)", "There is no layer 'Transformer'"),
        ("nn.Conv2d(3, 8, kernel)", "kernel_size takes whole numbers, got kernel."),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(layers: str, says: str) -> None:
    with pytest.raises(ConvscopeError) as caught:
        read_definition(f"input 3x32x32 -> nn.Sequential({layers})")
    assert says in str(caught.value)


def test_without_an_input_the_hint_says_where_to_write_it() -> None:
    with pytest.raises(ConvscopeError, match="Write input 3x32x32 -> before it"):
        read_definition("nn.Sequential(nn.Conv2d(3, 8, 3))")
