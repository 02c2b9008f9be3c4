"""Networks written as text: their sizes, their modules, and what is said of impossible ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import assume, given, settings
from torch import Tensor

from convscope import Network, open_network
from convscope.errors import ConvscopeError, LayerSizeError, NetworkError
from convscope.network.declarative import Definition, read_definition
from network.declarative.random_networks import networks

LENET = (
    "input 1x32x32 -> conv 6 5x5 -> tanh -> avgpool 2 -> conv 16 5x5 -> tanh -> avgpool 2 -> conv 120 5x5 "
    "-> tanh -> flatten -> dense 84 -> tanh -> dense 10"
)


def possible(text: str) -> Definition:
    try:
        return read_definition(text)
    except LayerSizeError:
        assume(False)
        raise


@settings(max_examples=150, deadline=None)
@given(networks())
def test_every_shape_is_that_of_the_module(text: str) -> None:
    definition = possible(text)
    values = torch.zeros(2, *definition.input_shape)
    for step, layer in zip(definition.steps, definition.layers, strict=True):
        with torch.no_grad():
            for part in step.modules(layer.input_shape).values():
                values = part.eval()(values)
        assert tuple(values.shape[1:]) == layer.output_shape
    with torch.no_grad():
        whole = definition.module().eval()(torch.zeros(2, *definition.input_shape))
    assert tuple(whole.shape[1:]) == definition.output_shape


@settings(max_examples=150, deadline=None)
@given(networks())
def test_the_parameters_are_those_of_the_module(text: str) -> None:
    definition = possible(text)
    assert definition.cost.parameters == sum(p.numel() for p in definition.module().parameters())


@settings(max_examples=150, deadline=None)
@given(networks())
def test_what_is_refused_is_impossible_for_the_module_too(text: str) -> None:
    """The steps up to the refused one are built as they are read; PyTorch refuses the next."""
    try:
        read_definition(text)
    except LayerSizeError as error:
        parts = text.split(" -> ")
        place = int(error.message.split()[1].rstrip(","))
        before = " -> ".join(parts[:place])
        refused = parts[place].split()
        assume("An avgpool pads as much before as after" not in error.message)
        module = read_definition(before).module().eval() if place > 1 else torch.nn.Identity()
        with torch.no_grad():
            values = module(torch.zeros(2, *map(int, parts[0].split()[1].split("x"))))
        with pytest.raises((RuntimeError, ValueError)):
            torch_step(refused, values)


def torch_step(words: list[str], values: torch.Tensor) -> torch.Tensor:
    """The refused step as PyTorch's own functions compute it."""
    axes = values.dim() - 2
    options = dict(zip(words[::-1][1::2], words[::-1][::2], strict=False))
    sizes = {
        name: [int(n) for n in options[name].split("x")] * (axes if "x" not in options[name] else 1)
        for name in ("stride", "padding", "dilation")
        if options.get(name, "same-tensorflow") != "same-tensorflow"
    }
    if words[0].startswith("conv"):
        groups = int(options.get("groups", 1))
        kernel = [int(n) for n in words[2].split("x")]
        weight = torch.zeros(int(words[1]), values.shape[1] // groups, *kernel)
        function = getattr(torch.nn.functional, f"conv{axes}d")
        result: torch.Tensor = function(
            values, weight, groups=groups, **{k: tuple(v[:axes]) for k, v in sizes.items()}
        )
        return result
    name = "max_pool" if words[0].startswith("maxpool") else "avg_pool"
    function = getattr(torch.nn.functional, f"{name}{axes}d")
    how = {k: tuple(v[:axes]) for k, v in sizes.items()}
    pooled: torch.Tensor = function(values, int(words[1]), **how, ceil_mode=options.get("ceil") == "yes")
    return pooled


@settings(max_examples=200, deadline=None)
@given(networks())
def test_a_definition_reads_as_itself_again(text: str) -> None:
    definition = possible(text)
    assert read_definition(definition.text) == definition


def test_a_definition_says_no_more_than_it_must() -> None:
    assert read_definition(LENET).text == LENET.replace("  ", " ")


@pytest.mark.parametrize(
    "spelling", [LENET.replace(" -> ", "\n  -> "), LENET.upper(), LENET.replace(" ->", "->")]
)
def test_line_breaks_and_capitals_do_not_matter(spelling: str) -> None:
    assert read_definition(spelling) == read_definition(LENET)


def test_the_modules_have_names_that_read_well() -> None:
    assert [name for name, _ in read_definition(LENET).module().named_children()] == [
        *("conv1", "tanh1", "pool1", "conv2", "tanh2", "pool2", "conv3", "tanh3"),
        *("flatten1", "dense1", "tanh4", "dense2"),
    ]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "input 1x8x8 -> conv 4 3x3 -> relu -> maxpool 2 -> conv 8 5x5",
            "Layer 4, 'conv 8 5x5' on 4x3x3, is impossible: A kernel of 5 must fit into the padded input, but "
            "that is 3 wide.",
            "Use a smaller kernel, or pad by 2 more.",
        ),
        (
            "input 3x8x8 -> conv 4 3x3 -> dense 10",
            "Layer 2, 'dense 10' on 4x6x6, is impossible: A dense layer takes a vector, got a map of 4x6x6.",
            "Put flatten or globalavgpool before it.",
        ),
        (
            "input 3x8x8 -> flatten -> conv 4 3x3",
            "Layer 2, 'conv 4 3x3' on 192, is impossible: A conv takes a map, got a vector of 192 numbers.",
            "Put it before flatten or globalavgpool.",
        ),
        (
            "input 3x8x8 -> conv 4 4x4 padding same",
            "Layer 1, 'conv 4 4x4 padding same' on 3x8x8, is impossible: Padding \"same\" needs odd kernels, "
            "which have a middle, got 4.",
            "Choose 3 or 5, or give the padding as a number.",
        ),
        (
            "input 3x8x8 -> conv 4 3x3 stride 2 padding same",
            "Layer 1, 'conv 4 3x3 stride 2 padding same' on 3x8x8, is impossible: Padding \"same\" needs "
            "stride 1, got 2.",
            "Write padding same-tensorflow, or give the padding as a number.",
        ),
        (
            "input 3x8x8 -> conv1d 4 3",
            "Layer 1, 'conv1d 4 3' on 3x8x8, is impossible: A conv1d needs 1 axis beside the channels, but "
            "3x8x8 has 2.",
            "Write conv2d, or give the input the axes that it needs.",
        ),
        (
            "input 3x8x8 -> conv 4 3x3 groups 3",
            "Layer 1, 'conv 4 3x3 groups 3' on 3x8x8, is impossible: 3 groups must divide the number of output "
            "channels, but that is 4.",
            "Choose groups that divide 3 and 4.",
        ),
        (
            "input 3x8x8 -> conv 4 2.5",
            "Layer 1, 'conv 4 2.5' on 3x8x8, is impossible: Sizes are whole numbers with an x between, "
            "got '2.5' in '2.5'.",
            "Write 255x255x3.",
        ),
        (
            "input 3x8x8 -> flatten -> dense 99999999",
            "Layer 2, 'dense 99999999' on 192, is impossible: A layer may have 2,000,000,000 parameters, but it "
            "would have 19,299,999,807.",
            "Pool before it, or choose a smaller one.",
        ),
    ],
)
def test_the_first_impossible_layer_is_explained(text: str, message: str, hint: str) -> None:
    with pytest.raises(LayerSizeError) as caught:
        read_definition(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("conv 4 3x3 -> relu", "begins with the size of its input, got 'conv 4 3x3'"),
        ("input 3x8x8", "at least one layer"),
        ("input 3x8x8 ->", "An arrow leads to a layer"),
        ("input 3x8x8 -> convv 4 3x3", "Did you mean conv"),
        ("input 3x8x8 -> conv 4", "After conv comes filters and kernel, got '4'"),
        ("input 3x8x8 -> conv 4 3x3 strid 2", "After conv comes filters and kernel"),
        ("input 3x8x8 -> conv 4 3x3 stride", "says each option once, with its value"),
        ("input 3x8x8 -> conv 4 3x3 stride 2 stride 3", "says each option once"),
        ("input 3x8x8 -> conv 4 3x3 bias perhaps", "yes or no"),
        ("input 3x8x8 -> relu 3", "After relu comes nothing"),
    ],
)
def test_a_word_in_the_wrong_place_is_an_error_of_the_network(text: str, says: str) -> None:
    with pytest.raises(NetworkError) as caught:
        read_definition(text)
    assert says in str(caught.value)


@pytest.mark.parametrize("text", ["input 0 -> relu", "input 0x8x8 -> relu", "input 3x8x8x8x8 -> relu"])
def test_an_input_without_a_possible_shape_is_refused(text: str) -> None:
    with pytest.raises(LayerSizeError, match="An input has one to three axes"):
        read_definition(text)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("input 28x28 -> conv 4 3", (1, 28, 28)),
        ("input 28x28x1 -> conv 4 3", (1, 28, 28)),
        ("input 3x28x28 -> conv 4 3", (3, 28, 28)),
        ("input 3x120 -> conv1d 4 3", (3, 120)),
        ("input 120x3 -> conv1d 4 3", (3, 120)),
        ("input 3x120 cl -> conv 4 3", (3, 120)),
        ("input 4x4x3 chw -> conv 4 3", (4, 4, 3)),
        ("input 9x9x9 -> conv3d 4 3", (1, 9, 9, 9)),
        ("input 784 -> dense 10", (784,)),
        ("input 16 -> conv1d 2 3", (1, 16)),
    ],
)
def test_an_input_is_read_in_either_order(text: str, shape: tuple[int, ...]) -> None:
    definition = read_definition(text)
    assert definition.input_shape == shape
    assert read_definition(definition.text) == definition


def test_a_network_of_vectors_is_opened_and_run() -> None:
    network = open_network("input 784 -> dense 100 -> relu -> dense 10", weights="random")
    assert network.layers[-1].output_shape == (10,)
    assert sum(layer.parameters for layer in network.layers) == 784 * 100 + 100 + 100 * 10 + 10


def test_a_text_opens_as_a_network() -> None:
    network = open_network(LENET, weights="random")
    assert network.input_shape == (1, 32, 32)
    assert network.graph().find("pool2").shape == (None, 16, 5, 5)


def test_a_text_needs_the_word_that_its_weights_are_random() -> None:
    with pytest.raises(NetworkError, match=r"no weights for it were named\. Choose weights: random"):
        open_network(LENET)


def test_the_weights_of_a_text_come_from_its_seed() -> None:
    first, again, other = (open_network(LENET, weights="random", seed=seed).digest for seed in (1, 1, 2))
    assert first == again != other


def test_saved_weights_fit_the_same_text_with_their_own_number_of_classes(
    tmp_path: Path,
) -> None:
    file = tmp_path / "weights.pth"
    torch.save(read_definition(LENET).with_classes(7).module().state_dict(), file)
    assert open_network(str(file), arch=LENET).graph().output.shape == (None, 7)


@pytest.mark.parametrize("text", ["inputt 3x8x8 -> relu", "input 3x8x8 -> conv 0 3x3"])
def test_the_errors_are_the_users(text: str) -> None:
    with pytest.raises(ConvscopeError):
        open_network(text, weights="random")


@pytest.mark.parametrize("squeeze", [lambda x: x.squeeze((1, 2)), lambda x: x.squeeze(1)])
def test_squeezing_what_is_no_place_keeps_the_receptive_field(squeeze: Callable[[Tensor], Tensor]) -> None:
    class Module(torch.nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return squeeze(x * 2)

    last = Network(Module(), input_shape=(1, 6, 5)).layers[-1]
    assert [field.size for field in last.receptive_field] == [1, 1]


def test_a_local_response_normalisation_keeps_the_receptive_field() -> None:
    network = open_network("input 3x16x16 -> conv 8 3x3 -> lrn 5 -> maxpool 2", weights="random")
    fields = {layer.address: layer.receptive_field for layer in network.layers}
    assert fields["lrn1"] == fields["conv1"]
    assert [field.size for field in fields["pool1"]] == [4, 4]


def test_a_dense_layer_is_also_called_linear_as_in_pytorch() -> None:
    assert read_definition("input 12 -> linear 10 bias no").text == "input 12 -> dense 10 bias no"
