"""What the last layer with weights reads, in heads of both kinds."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.datasets import Item
from convscope.datasets.sources import ArraySource
from convscope.errors import EvaluationError
from convscope.evaluation.features import flat_features
from convscope.evaluation.matching import matching_classes
from convscope.evaluation.reading import read_answers
from convscope.graph import evaluate
from convscope.learn.network_parts import head_layer, penultimate
from convscope.network import Network
from convscope.progress import Progress

BODY = (nn.Conv2d(3, 6, 3), nn.ReLU())


def features(module: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    network = Network(module.eval(), input_shape=(3, 8, 8))
    graph = network.graph()
    layer = penultimate(graph)
    with torch.no_grad():
        return torch.from_numpy(flat_features(evaluate(graph, {graph.input: inputs}, [layer])[layer]))


def test_they_are_what_a_linear_layer_reads() -> None:
    inputs = torch.rand(2, 3, 8, 8)
    body = nn.Sequential(*BODY, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout())
    found = features(nn.Sequential(body, nn.Linear(6, 4), nn.LogSoftmax(1)), inputs)
    torch.testing.assert_close(found, body.eval()(inputs))


def test_they_are_means_over_places_where_a_convolution_gives_the_scores() -> None:
    inputs = torch.rand(2, 3, 8, 8)
    body = nn.Sequential(*BODY)
    head = (nn.Conv2d(6, 4, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    found = features(nn.Sequential(body, *head), inputs)
    torch.testing.assert_close(found, body(inputs).mean((2, 3)))


class MadeHeadFirst(nn.Module):
    """Calls its layers in another order than it made them."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(4, 2)
        self.body = nn.Linear(12, 4)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.head(self.body(inputs.flatten(1)).relu())
        return scores


def test_the_head_is_the_layer_that_is_called_last() -> None:
    module = MadeHeadFirst().eval()
    assert head_layer(module, Network(module, input_shape=(3, 2, 2)).graph()) is module.head


def test_a_network_that_does_not_end_in_a_linear_layer_has_no_such_head() -> None:
    module = nn.Sequential(nn.Conv2d(3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval()
    assert head_layer(module, Network(module, input_shape=(3, 2, 2)).graph()) is None


def test_a_network_without_classes_is_refused() -> None:
    network = Network(nn.Conv2d(3, 6, 3), input_shape=(3, 8, 8))
    with pytest.raises(EvaluationError, match="Expected a network that tells classes apart, got Conv2d"):
        read_answers(network, [], ())


def test_one_score_is_evaluated_as_two_classes_by_its_sigmoid() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(12, 1))
    network = Network(module, input_shape=(3, 2, 2), labels=("cat", "dog"))
    pixels = np.random.default_rng(0).integers(0, 256, (6, 2, 2, 3)).astype(np.uint8)
    items = [Item(str(row), row % 2, ArraySource(pixels, row, "")) for row in range(6)]
    answers = read_answers(network, items, ("cat", "dog")).answers
    scores = module(network.prepare(*(item.photo() for item in items))).detach().double().numpy()[:, 0]
    chances = 1 / (1 + np.exp(-scores))
    assert np.allclose(answers.probabilities, np.stack([1 - chances, chances], 1), atol=1e-6)
    truth = np.arange(6) % 2
    expected = -(truth * np.log(chances) + (1 - truth) * np.log(1 - chances))
    assert np.allclose(answers.losses, expected, atol=1e-5)
    assert answers.predicted.tolist() == (scores > 0).astype(int).tolist()


def test_a_class_is_found_by_its_whole_name_before_its_number() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
    network = Network(module, input_shape=(3, 2, 2), labels=("10", "2", "0"))
    assert matching_classes(network, ["0", "10", "2"]) == [2, 0, 1]


def test_folders_called_by_numbers_are_not_taken_for_the_places_of_classes_called_by_others() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
    network = Network(module, input_shape=(3, 2, 2), labels=("1", "2", "3"))
    with pytest.raises(EvaluationError, match=r"class '0', which .* does not have: No class is called 0"):
        matching_classes(network, ["0", "2"])


def test_a_folder_called_by_a_number_is_the_place_where_no_class_is_called_by_one() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
    network = Network(module, input_shape=(3, 2, 2), labels=("cat", "dog", "eel"))
    assert matching_classes(network, ["2", "0"]) == [2, 0]


def test_classes_that_nobody_named_are_those_of_the_data_in_their_order_and_that_is_said() -> None:
    class Told(Progress):
        said: tuple[str, ...] = ()

        def note(self, message: str) -> None:
            self.said += (message,)

    module = nn.Sequential(nn.Flatten(), nn.Linear(12, 1))
    network = Network(module, input_shape=(3, 2, 2))
    pixels = np.random.default_rng(0).integers(0, 256, (6, 2, 2, 3)).astype(np.uint8)
    items = [Item(str(row), row % 2, ArraySource(pixels, row, "")) for row in range(6)]
    told = Told()
    answers = read_answers(network, items, ("cats", "dogs"), progress=told).answers
    assert answers.truth.tolist() == [0, 1] * 3
    scores = module(network.prepare(*(item.photo() for item in items)))[:, 0]
    assert answers.predicted.tolist() == (scores > 0).int().tolist()
    assert told.said[-1].endswith("those of the data are taken in their order: cats, dogs")


def test_classes_that_nobody_named_of_another_number_are_refused() -> None:
    network = Network(nn.Sequential(nn.Flatten(), nn.Linear(12, 3)), input_shape=(3, 2, 2))
    with pytest.raises(EvaluationError, match="The data have a class 'cats'"):
        matching_classes(network, ["cats", "dogs"])


def test_two_names_of_one_class_are_refused() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(12, 2))
    network = Network(module, input_shape=(3, 2, 2), labels=("cat, kitty", "dog"))
    with pytest.raises(EvaluationError, match="'cat' and 'kitty' of the data are one class"):
        matching_classes(network, ["cat", "kitty"])
