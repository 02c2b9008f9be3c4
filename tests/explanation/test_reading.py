"""A network of sentences is explained word by word."""

import pytest
import torch

import convscope
from convscope.errors import AddressError, MethodError, NetworkError
from convscope.graph import evaluate
from convscope.graph.behind import behind
from convscope.network import Input, Network
from convscope.network.classics.dcnn import DCNN
from convscope.network.vocabulary import Vocabulary

TEXT = "a good film , not bad"


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(0)
    known = Vocabulary.of([TEXT], most=99)
    return Network(DCNN().eval(), inputs=[Input.text(known, 12)], labels=("negative", "positive"))


def test_a_text_is_read_as_its_words(network: Network) -> None:
    found = convscope.read(network, TEXT)
    assert [word for word, _ in found.shares] == TEXT.split()


def test_occlusion_is_the_fall_of_the_score_without_the_word(network: Network) -> None:
    found = convscope.read(network, TEXT, target="class:positive")
    numbers = network.prepare(TEXT)
    without = numbers.clone()
    without[0, 2] = 0  # what stands for the end are zeros, and so is what covers a word
    fall = (network.scores(numbers) - network.scores(without))[0, 1]
    assert found.shares[2][1] == pytest.approx(float(fall), abs=1e-5)


@pytest.mark.parametrize("method", ["deeplift", "integrated-gradients", "saliency", "lime", "lrp"])
def test_methods_by_the_input_give_a_value_for_each_word(network: Network, method: str) -> None:
    found = convscope.explain(network, TEXT, method)
    assert found.values.shape == (12,)
    assert found.words == tuple(TEXT.split())


def test_deeplift_of_the_words_adds_up_to_the_score(network: Network) -> None:
    assert convscope.explain(network, TEXT, "deeplift").facts["completeness_gap"] < 1e-4


def test_a_method_by_a_layer_is_refused_for_words(network: Network) -> None:
    with pytest.raises(MethodError, match="explains by a layer"):
        convscope.read(network, TEXT, method="grad-cam")


def test_a_network_of_photos_reads_nothing() -> None:
    with pytest.raises(NetworkError, match="reads no texts"):
        convscope.read(convscope.open_network("convscope/digits"), TEXT)


def test_a_network_whose_words_nobody_knows_is_told_from_one_of_photos() -> None:
    untrained = convscope.open_network("convscope/dcnn", weights="random")
    with pytest.raises(NetworkError, match="was trained on no texts that say which"):
        convscope.read(untrained, TEXT)


def test_a_graph_behind_a_node_gives_the_same_from_its_value(network: Network) -> None:
    graph = network.graph()
    node = graph.find("conv2")
    numbers = network.prepare(TEXT)
    tail = behind(graph, node)
    value = evaluate(graph, {graph.input: numbers}, [node])[node]
    found = evaluate(tail, {tail.input: value}, [tail.output])[tail.output]
    assert torch.allclose(found, network.scores(numbers), atol=1e-6)
    assert tail.input_shape == tuple(value.shape[1:])


def test_a_node_that_some_ways_pass_by_is_refused() -> None:
    class Around(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = torch.nn.Conv2d(3, 3, 1)

        def forward(self, photos: torch.Tensor) -> torch.Tensor:
            seen: torch.Tensor = self.conv(photos)
            return seen + photos

    graph = Network(Around().eval(), input_shape=(3, 8, 8)).graph()
    with pytest.raises(AddressError, match="Not every way"):
        behind(graph, graph.find("conv"))
