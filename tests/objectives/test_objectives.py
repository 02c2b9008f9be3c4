"""Objectives: an algebra of values with a text form."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from convscope.errors import AddressError, ObjectiveError
from convscope.graph import evaluate
from convscope.network import Network
from convscope.network.labels import imagenet
from convscope.objectives import Objective, channel, class_probability, class_score, layer, neuron, parse
from convscope.objectives.objective import Combination

ADDRESSES = st.sampled_from(["conv", "layer4.1.relu#2", "0", "blocks.4.0.conv-pw"])
NUMBERS = st.integers(0, 999)
UNITS = st.one_of(
    st.builds(layer, ADDRESSES),
    st.builds(channel, ADDRESSES, NUMBERS),
    st.builds(neuron, ADDRESSES, NUMBERS, st.lists(NUMBERS, min_size=1, max_size=3).map(tuple)),
    st.builds(class_score, st.one_of(NUMBERS, st.sampled_from(["tabby", "n02123045", "tiger cat"]))),
    st.builds(class_probability, NUMBERS),
)
WEIGHTS = st.floats(-1e100, 1e100)


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(3, 5, 3, padding=1), nn.Linear(5, 4)

    def forward(self, x: Tensor) -> Any:
        return self.head(self.conv(x).mean((2, 3)))


NETWORK = Network(
    Small(), input_shape=(3, 4, 10), labels=["cat, tabby", "crane, bird", "crane, machine", "dog"]
)
PHOTOS = torch.randn(2, 3, 4, 10, generator=torch.Generator().manual_seed(0))
ATOMS = ["conv", "conv:2", "conv:2@3,9", "head:1", "class:dog", "prob:0"]


def score(objective: Objective) -> Tensor:
    graph, bound = NETWORK.graph(), objective.bind(NETWORK)
    with torch.no_grad():
        return bound.score(evaluate(graph, {graph.input: PHOTOS}, bound.reads))


def terms(objective: Objective) -> tuple[tuple[float, Objective], ...]:
    return objective.terms if isinstance(objective, Combination) else ((1.0, objective),)


@given(st.lists(st.tuples(WEIGHTS, UNITS), min_size=1, max_size=4))
def test_the_text_of_an_objective_reads_back_as_the_same_value(parts: list[tuple[float, Objective]]) -> None:
    objective = parts[0][0] * parts[0][1]
    for weight, unit in parts[1:]:
        objective = objective + weight * unit
    assert terms(parse(str(objective))) == terms(objective)


@settings(deadline=None)  # the first example traces
@given(st.sampled_from(ATOMS), st.sampled_from(ATOMS), st.floats(-10, 10), st.floats(-10, 10))
def test_bound_scores_add_and_scale(a: str, b: str, p: float, q: float) -> None:
    combined = score(p * parse(a) - q * parse(b))
    torch.testing.assert_close(combined, p * score(parse(a)) - q * score(parse(b)), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "got nothing"),
        ("class:", 7, "expected a class"),
        ("conv:2 + ", 1, ""),
        ("conv:x", 5, "got ':x'"),
        ("conv:2@1;2", 9, "got ';2'"),
        ("class:cat - 2*conv:1@", 21, "got '@'"),
        ("2 * * conv", 5, "got '* conv'"),
        ("conv:" + "9" * 5000, 24, "got"),
    ],
)
def test_a_text_that_cannot_be_read_names_the_column(text: str, column: int, words: str) -> None:
    with pytest.raises(ObjectiveError) as caught:
        parse(text)
    assert words in caught.value.message
    if words:
        assert f"at column {column}:" in caught.value.message


@pytest.mark.parametrize("text", ["1e999*conv", "conv - 1e999*conv:1"])
def test_an_infinite_weight_in_a_text_is_refused(text: str) -> None:
    with pytest.raises(ObjectiveError, match="finite"):
        parse(text)


@pytest.mark.parametrize("weight", [math.nan, math.inf, -math.inf])
def test_an_infinite_weight_is_refused(weight: float) -> None:
    with pytest.raises(ObjectiveError, match="finite"):
        weight * layer("conv")
    with pytest.raises(ObjectiveError, match="finite"):
        layer("conv") / 0


def test_weights_of_other_libraries_become_plain_numbers() -> None:
    half, two = np.float64(0.5), float(np.float32(2))
    assert str(layer("conv") * half - two * layer("head")) == "0.5*conv - 2.0*head"


def test_two_objectives_do_not_multiply() -> None:
    with pytest.raises(TypeError):
        layer("conv") * layer("head")  # type: ignore[operator]


def test_a_neuron_is_row_then_column() -> None:
    graph = NETWORK.graph()
    with torch.no_grad():
        values = evaluate(graph, {graph.input: PHOTOS}, [graph.find("conv")])[graph.find("conv")]
    assert torch.equal(score(parse("conv:2@3,9")), values[:, 2, 3, 9])
    with pytest.raises(AddressError, match="no row 9"):
        score(parse("conv:2@9,3"))


def test_a_channel_of_a_linear_layer_is_its_unit() -> None:
    torch.testing.assert_close(score(parse("head:1")), score(parse("class:1")))


def test_a_class_minus_another_is_the_difference_of_their_logits() -> None:
    with torch.no_grad():
        logits = NETWORK.graph()
        output = evaluate(logits, {logits.input: PHOTOS}, [logits.output])[logits.output]
    torch.testing.assert_close(score(parse("class:dog - class:tabby")), output[:, 3] - output[:, 0])


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("conv:5", AddressError, "no channel 5"),
        ("conv:999999999999999999", AddressError, "no channel"),
        ("conv:1@1", AddressError, "2 coordinates, 1 were given"),
        ("cnov:1", AddressError, "Did you mean conv"),
        ("class:crane", ObjectiveError, r"ambiguous: 1 \(crane, bird\), 2 \(crane, machine\)"),
        ("class:tabbi", ObjectiveError, "Did you mean tabby"),
        ("class:4", ObjectiveError, "classes are 0 to 3"),
        ("prob:-1", ObjectiveError, "no class"),
        ("class:" + "9" * 5000, ObjectiveError, "no class"),
    ],
)
def test_a_unit_that_the_network_lacks_is_refused_with_help(
    text: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        score(parse(text))


@pytest.mark.parametrize("text", ["281", "n02123045", "tabby", "Tabby Cat", "tabby_cat"])
def test_a_class_is_found_by_number_synset_or_word(text: str) -> None:
    assert imagenet().find(text) == 281


def test_an_ambiguous_word_of_imagenet_lists_both_classes() -> None:
    with pytest.raises(ObjectiveError, match=r"134 \(crane\).*517 \(crane\)"):
        imagenet().find("crane")


class ChannelsLast(nn.Module):
    """As ConvNeXt's blocks: what stands between the permutations is (N, rows, columns, C)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.mix = nn.Conv2d(3, 5, 3, padding=1), nn.Linear(5, 6)

    def forward(self, x: Tensor) -> Any:
        return self.mix(self.conv(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


@pytest.mark.parametrize("unit", ["{}:4", "{}:4@3,9"])
def test_a_unit_is_the_same_whether_channels_come_first_or_last(unit: str) -> None:
    network = Network(ChannelsLast(), input_shape=(3, 4, 10))
    graph = network.graph()
    last, first = (parse(unit.format(address)).bind(network) for address in ("mix", graph.output.address))
    with torch.no_grad():
        values = evaluate(graph, {graph.input: PHOTOS}, (*last.reads, *first.reads))
    assert torch.equal(last.score(values), first.score(values))


def test_a_channel_that_comes_last_is_counted_among_the_channels() -> None:
    network = Network(ChannelsLast(), input_shape=(3, 4, 10))
    with pytest.raises(AddressError, match="no channel 6"):
        channel("mix", 6).bind(network)
