"""The networks that are defined here have the sizes that papers and lectures print."""

import pytest

from convscope import open_network
from convscope.errors import NetworkError
from convscope.network import networks
from convscope.network.classics import CLASSICS
from convscope.network.declarative import read_definition


def cost(name: str) -> tuple[int, int]:
    total = read_definition(CLASSICS[name].text).cost
    return total.parameters, total.multiply_adds


def sizes(name: str) -> dict[str, tuple[int, ...]]:
    network = open_network(f"convscope/{name}", weights="random")
    return {layer.address: layer.output_shape for layer in network.layers}


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("lenet5", 61_706),
        ("mnist-cnn", 93_322),
        ("mnist-cnn-gap", 56_394),
        ("two-classes-150", 307_393),
        ("cifar-cnn", 62_006),
        ("one-convolution", 628_630),
        ("conv1d", 16),
        ("conv3d", 82),
    ],
)
def test_the_parameters_are_the_published_ones(name: str, parameters: int) -> None:
    assert cost(name)[0] == parameters


def test_the_convolutions_for_mnist_cost_what_is_published() -> None:
    text = CLASSICS["mnist-cnn-gap"].text.partition("-> globalavgpool")[0]
    total = read_definition(text).cost
    assert total.parameters == 320 + 18_496 + 36_928 == 55_744
    assert total.multiply_adds == 320 * 26**2 + 18_496 * 11**2 + 36_928 * 3**2 == 2_786_688


def test_the_network_for_two_classes_costs_what_is_published() -> None:
    convolutions = 896 * 148**2 + 18_496 * 72**2 + 73_856 * 34**2 + 147_584 * 15**2
    dense = 512 * (128 + 1) + 1 * (512 + 1)
    assert cost("two-classes-150")[1] == convolutions + dense == 234_159_745


def test_the_layers_of_lenet_have_the_sizes_of_the_paper() -> None:
    """C1 6@28x28, S2 6@14x14, C3 16@10x10, S4 16@5x5, C5 120, F6 84 (figure 2)."""
    found = sizes("lenet5")
    names = ("conv1", "pool1", "conv2", "pool2", "conv3", "dense1", "dense2")
    assert [found[name] for name in names] == [
        *((6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120, 1, 1), (84,), (10,)),
    ]


def test_lenet_differs_from_the_paper_by_what_its_remark_says() -> None:
    """The paper: C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164, together 60,000, and no learned output."""
    taught = [layer.cost.parameters for layer in read_definition(CLASSICS["lenet5"].text).layers]
    c1, c3, c5, f6, output = (count for count in taught if count)
    assert (c1, c5, f6) == (156, 48_120, 10_164)
    assert c3 - 900 == 1_516
    assert sum(taught) - 900 - output + 12 + 32 == 60_000


def test_the_layers_of_zfnet_have_the_sizes_of_the_paper() -> None:
    """Figure 3: 110, 55, 26, 13, 13, 13, 13 and 6."""
    found = sizes("zfnet")
    names = ("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool3", "dense1", "dense2")
    assert [found[name] for name in names] == [
        *((96, 110, 110), (96, 55, 55), (256, 26, 26), (256, 13, 13), (384, 13, 13), (384, 13, 13)),
        *((256, 13, 13), (256, 6, 6), (4096,), (4096,)),
    ]


@pytest.mark.parametrize("name", sorted(set(CLASSICS) - {"zfnet"}))
def test_the_layer_table_agrees_with_the_definition(name: str) -> None:
    layers = open_network(f"convscope/{name}", weights="random").layers
    assert (sum(layer.parameters for layer in layers), sum(layer.multiply_adds for layer in layers)) == cost(
        name
    )


@pytest.mark.parametrize(
    ("name", "shape"), [("conv1d", (1, 116)), ("conv3d", (1, 126, 126, 126)), ("one-convolution", (10,))]
)
def test_the_output_has_the_expected_shape(name: str, shape: tuple[int, ...]) -> None:
    assert read_definition(CLASSICS[name].text).output_shape == shape


@pytest.mark.parametrize("name", CLASSICS)
def test_a_classic_is_listed_without_weights(name: str) -> None:
    entry = next(entry for entry in networks() if entry.name == f"convscope/{name}")
    assert entry.weights == "none"


def test_a_classic_needs_the_word_that_it_is_untrained() -> None:
    with pytest.raises(
        NetworkError, match=r"convscope/lenet5 is an architecture.*Choose weights: random \(untrained\)"
    ):
        open_network("convscope/lenet5")


def test_a_classic_has_no_weights_to_download() -> None:
    with pytest.raises(NetworkError, match="no weights for convscope/lenet5 to download"):
        open_network("convscope/lenet5", weights="default")


def test_a_misspelt_classic_gets_near_matches() -> None:
    with pytest.raises(NetworkError, match="convscope/lenet5"):
        open_network("convscope/lenet-5", weights="random")


def test_grey_photos_go_into_a_network_of_one_channel() -> None:
    network = open_network("convscope/lenet5", weights="random")
    assert network.preprocessing is not None
    assert (network.preprocessing.channels, network.preprocessing.size) == (1, (32, 32))


def test_an_input_that_is_no_photo_has_no_preprocessing() -> None:
    assert open_network("convscope/conv1d", weights="random").preprocessing is None
