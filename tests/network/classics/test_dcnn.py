"""The network of sentences keeps the greatest values in their order, and folds rows in pairs."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

import convscope
from convscope.network.classics.dcnn import DCNN, Folding, KMaxPooling


def test_the_greatest_values_are_kept_in_the_order_in_which_they_stand() -> None:
    values = torch.tensor([[[5.0, 1.0, 4.0, 9.0, 2.0]]])
    assert KMaxPooling(2, 2, 3)(values, 5).tolist() == [[[5.0, 4.0, 9.0]]]


@pytest.mark.parametrize(("layer", "kept"), [(1, 12), (2, 6), (3, 3)])
def test_as_many_values_are_kept_as_the_paper_says_of_a_sentence_of_18_words(layer: int, kept: int) -> None:
    values = torch.rand(1, 2, 30)
    assert KMaxPooling(layer, 3, 3)(values, 18).shape[2] == kept


def test_folding_adds_each_two_rows_map_by_map() -> None:
    values = torch.arange(8.0).reshape(1, 8, 1)  # four rows of two maps
    assert Folding(2)(values).flatten().tolist() == [0 + 2, 1 + 3, 4 + 6, 5 + 7]


def test_a_wide_convolution_reaches_over_both_ends() -> None:
    module = DCNN().eval()
    words = torch.randint(2, 99, (1, 10))
    conv = module.conv1
    assert isinstance(conv, nn.Conv1d)
    values = conv(module.embedding(words).transpose(1, 2))
    assert values.shape == (1, 48 * 6, 10 + 6)
    row = F.pad(module.embedding(words)[0, :, 5], (6, 6)).unfold(0, 7, 1) @ conv.weight[5 * 6 + 2, 0]
    assert torch.allclose(values[0, 5 * 6 + 2], row, atol=1e-6)


def test_the_parameters_are_those_that_the_layers_add_up_to() -> None:
    network = convscope.open_network("convscope/dcnn", weights="random")
    table, convolutions = 10_000 * 48, 48 * 6 * 7 + 24 * 14 * 6 * 5
    biases, scores = 24 * 6 + 12 * 14, 2 * (12 * 14 * 4 + 1)
    assert (
        sum(layer.parameters for layer in network.layers) == table + convolutions + biases + scores == 493_754
    )


def test_the_graph_gives_what_the_module_gives() -> None:
    network = convscope.open_network("convscope/dcnn", weights="random")
    words = torch.randint(2, 99, (3, 40))
    torch.manual_seed(0)
    graph = network.graph()
    module = DCNN().eval()
    module.load_state_dict({name: graph.tensors[name] for name in module.state_dict()})
    assert torch.allclose(network.scores(words), module(words), atol=1e-6)
