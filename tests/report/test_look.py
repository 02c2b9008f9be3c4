"""What a report shows is what the network computes."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from convscope.images import Photo
from convscope.network import Network
from convscope.report import Look, look
from convscope.report.score_sum import sum_of_score
from convscope.report.stage import quantize
from toy_classifier import LABELS, toy_module, toy_network


def test_predictions_are_the_networks(seen: Look, network: Network, photo: Photo) -> None:
    assert list(seen.predictions) == network.predict(photo)


def test_the_questions_are_the_first_class_and_the_first_minus_the_second(seen: Look) -> None:
    first, second = (prediction.index for prediction in seen.predictions[:2])
    labels = [LABELS[index].split(",")[0] for index in (first, second)]
    targets = [str(explanation.question.objective) for explanation in seen.explanations]
    assert targets == [f"class:{labels[0]}", f"class:{labels[0]} - class:{labels[1]}"]


def test_each_question_is_answered_by_the_default_methods(seen: Look) -> None:
    for explanation in seen.explanations:
        names = [judged.attribution.method for judged in explanation.maps]
        assert names == ["grad-cam", "layercam", "saliency", "smoothgrad", "guided-backprop"]


def test_without_rectifiers_input_x_gradient_stands_for_guided_backprop(photo: Photo) -> None:
    seen = look(toy_network(toy_module(nn.SiLU)), photo)
    assert [judged.method.name for judged in seen.explanations[0].maps][-1] == "input-x-gradient"


def test_insertion_ends_and_deletion_begins_at_the_probability(seen: Look) -> None:
    for judged in seen.explanations[0].maps:
        assert judged.faithfulness.inserted[-1] == pytest.approx(seen.predictions[0].probability, abs=1e-5)
        assert judged.faithfulness.deleted[0] == pytest.approx(seen.predictions[0].probability, abs=1e-5)


def test_a_stages_maps_are_the_layers_values_to_half_a_step(
    seen: Look, network: Network, photo: Photo
) -> None:
    values = network.activations(photo, [stage.address for stage in seen.stages])
    for stage in seen.stages:
        for shown in stage.maps:
            channel = int(shown.address.split(":")[1])
            exact = values[stage.address][channel].numpy()
            rounded = stage.low + shown.levels * stage.step
            np.testing.assert_allclose(rounded, exact, atol=stage.step / 2 * 1.001)


def test_the_stages_are_the_resolutions(seen: Look) -> None:
    assert [stage.shape for stage in seen.stages] == [(8, 32, 32), (12, 16, 16), (16, 8, 8)]


def test_the_first_channel_varies_most(seen: Look, network: Network, photo: Photo) -> None:
    stage = seen.stages[-1]
    spread = network.activations(photo, [stage.address])[stage.address].flatten(1).var(1)
    assert stage.maps[0].address == f"{stage.address}:{int(spread.argmax())}"


@given(
    arrays(
        np.float32, (2, 3, 4), elements=st.floats(-1e6, 1e6, width=32, allow_nan=False, allow_subnormal=False)
    )
)
def test_quantized_values_are_exact_to_half_a_step(values: np.ndarray) -> None:
    low, step, levels = quantize(values)
    np.testing.assert_allclose(low + levels * step, values, atol=step * 0.5001, rtol=1e-6)


def test_a_score_is_the_sum_of_its_parts(seen: Look, network: Network, photo: Photo) -> None:
    logits = network.activations(photo, [network.graph().output.address])
    exact = float(next(iter(logits.values()))[seen.predictions[0].index])
    assert seen.score_sum is not None
    assert seen.score_sum.is_exact
    assert seen.score_sum.total == pytest.approx(exact, abs=1e-5)
    assert seen.score_sum.gap < 1e-5


def test_a_term_is_the_mean_of_its_channel_times_the_heads_weight(seen: Look, photo: Photo) -> None:
    module = toy_module()
    values = seen.score_sum
    assert values is not None
    network = toy_network(module)
    means = network.activations(photo, [values.layer])[values.layer].flatten(1).mean(1)
    weights = module.get_parameter("8.weight")[seen.predictions[0].index]
    for term in values.terms:
        channel = int(term.address.split(":")[1])
        assert term.contribution == pytest.approx(float(weights[channel].detach() * means[channel]), abs=1e-5)


def test_the_terms_are_those_that_add_most_and_least_in_order(network: Network, photo: Photo) -> None:
    inputs = network.prepare(photo)
    everything = sum_of_score(network, inputs, 2, most=16)
    assert everything is not None
    contributions = [term.contribution for term in everything.terms]
    assert contributions == sorted(contributions, reverse=True)
    found = sum_of_score(network, inputs, 2, most=3, least=2)
    assert found is not None
    assert found.terms == (*everything.terms[:3], *everything.terms[-2:])
    assert (found.others, everything.others) == (11, 0)


def test_another_head_gives_gradient_x_activation_and_what_it_leaves(photo: Photo) -> None:
    head = nn.Sequential(nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, len(LABELS)))
    network = toy_network(toy_module(head=head))
    found = sum_of_score(network, network.prepare(photo), 1)
    assert found is not None
    assert not found.is_exact
    assert found.total == pytest.approx(found.score, abs=1e-6)


def test_a_network_with_one_class_is_asked_one_question(photo: Photo) -> None:
    module = toy_module(head=nn.Linear(16, 1))
    network = Network(module.eval(), input_shape=(3, 32, 32), labels=["thing"])
    assert len(look(network, photo, methods=["grad-cam"]).explanations) == 1


def test_looking_leaves_random_numbers_as_they_were(network: Network, photo: Photo) -> None:
    before = torch.random.get_rng_state()
    look(network, photo, methods=["smoothgrad"])
    assert torch.equal(before, torch.random.get_rng_state())
