"""The units that raised a wrong class over the right one."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from skimage import data
from torch import nn

from convscope.errors import EvaluationError
from convscope.evaluation.error_units import error_units
from convscope.evaluation.last_layer import LastLayer, last_layer
from convscope.evaluation.raising_units import nearest_in_units, units_between
from convscope.graph import evaluate
from convscope.network import Network, open_network

BY_HAND = LastLayer("features", np.array([[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]]), np.array([0.5, 0.0]))
FEATURES = np.array([2.0, 1.0, 3.0], np.float32)


def classifier(*layers: nn.Module, task: str = "classes") -> Network:
    torch.manual_seed(0)
    return Network(nn.Sequential(*layers).eval(), input_shape=(3, 8, 8), task=task)


BODY = (nn.Conv2d(3, 6, 3), nn.ReLU())
HEADS: Sequence[tuple[nn.Module, ...]] = (
    (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3)),
    (nn.Flatten(), nn.Linear(6 * 36, 5), nn.ReLU(), nn.Linear(5, 3, bias=False)),
)


def test_the_units_are_those_of_the_sum_worked_out_by_hand() -> None:
    """(3 - 1) 2 + (0 - 2) 1 + (1 - 0) 3 - 0.5 = 4 - 2 + 3 - 0.5 = 4.5."""
    logits = (BY_HAND.weight @ FEATURES + BY_HAND.bias).astype(np.float32)
    found = units_between(BY_HAND, FEATURES, logits, 1, 0, ["cat, house cat", "dog"])
    assert [(one.address, one.contribution) for one in found.units] == [("features:0", 4), ("features:2", 3)]
    assert (found.said, found.truth) == ("dog", "cat")
    assert (found.others, found.rest, found.bias, found.total) == (1, -2, -0.5, 4.5)
    # Without the first: 9 - 6 = 3 and 4.5 - 2 = 2.5; then without the other: 0 and 2.5.
    assert [one.difference_without for one in found.units] == [0.5, -2.5]
    assert [one.said_without for one in found.units] == ["dog", "cat"]
    assert found.enough == 2


def test_an_error_of_the_biases_is_not_turned_by_silencing_units() -> None:
    layer = LastLayer("features", BY_HAND.weight, np.array([0.0, 9.0]))
    logits = (layer.weight @ FEATURES + layer.bias).astype(np.float32)
    assert units_between(layer, FEATURES, logits, 1, 0, ["cat", "dog"]).enough is None


@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 8))
def test_the_sum_is_the_difference_of_the_scores(seed: int, units: int, most: int) -> None:
    generator = np.random.default_rng(seed)
    layer = LastLayer("layer", generator.normal(size=(4, units)), generator.normal(size=4))
    features = generator.normal(size=units).astype(np.float32)
    logits = (layer.weight @ features + layer.bias).astype(np.float32)
    found = units_between(layer, features, logits, 2, 1, "abcd", most=most)
    assert found.total == pytest.approx(found.difference, abs=1e-5)
    assert all(one.contribution > 0 for one in found.units)


@pytest.mark.parametrize("head", HEADS, ids=["means", "hidden layer"])
def test_the_last_layer_gives_the_networks_own_scores(head: tuple[nn.Module, ...]) -> None:
    network = classifier(*BODY, *head)
    found = error_units(network, torch.rand(3, 8, 8), 0, 1)
    assert found.total == pytest.approx(found.difference, abs=1e-6)


def test_one_score_is_the_difference_of_two_classes() -> None:
    network = classifier(*BODY, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 1), task="score")
    example = torch.rand(3, 8, 8)
    found = error_units(network, example, 0, 1)
    assert found.difference == pytest.approx(float(network.scores(example[None])))
    assert found.total == pytest.approx(found.difference, abs=1e-6)


def test_silencing_units_is_computing_the_network_again_without_them() -> None:
    """The oracle sets the channels to 0 at every place and evaluates what follows."""
    network = open_network("efficientnet-lite0")
    found = error_units(network, data.chelsea(), "tabby", "tiger cat")
    assert found.total == pytest.approx(found.difference, abs=1e-4)
    graph, layer = network.graph(), last_layer(network)
    assert layer is not None
    node = graph.find(layer.address)
    with torch.no_grad():
        values = evaluate(graph, {graph.input: network.prepare(data.chelsea())}, [node])[node]
        for one in found.units:
            values[:, one.unit] = 0
            scores = evaluate(graph, {node: values}, [graph.output])[graph.output][0]
            difference = scores[network.labels.find("tiger cat")] - scores[network.labels.find("tabby")]
            assert one.difference_without == pytest.approx(float(difference), abs=1e-4)
            assert one.said_without == network.labels.short(int(scores.argmax()))


def test_a_last_layer_that_is_a_convolution_is_refused() -> None:
    network = classifier(
        nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    )
    with pytest.raises(EvaluationError, match="a classifier whose last layer is linear"):
        error_units(network, torch.rand(3, 8, 8), 0, 1)


def test_the_nearest_pictures_are_those_on_which_the_units_add_the_same() -> None:
    logits = (BY_HAND.weight @ FEATURES + BY_HAND.bias).astype(np.float32)
    found = units_between(BY_HAND, FEATURES, logits, 1, 0, ["cat", "dog"])
    # What the second feature is does not count; a step of the first counts twice as much as one of the third.
    among = np.array([[3, 1, 3], [2, 9, 3], [2, 1, 4.5]], np.float32)
    rows, distances = nearest_in_units(found, FEATURES, among, 3)
    assert rows.tolist() == [1, 2, 0]
    assert distances.tolist() == [0, 1.5, 2]
