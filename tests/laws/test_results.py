"""What every method promises of its results."""

import random
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from classifiers import classifier, inputs
from convscope.attribution import Method, Probe
from convscope.errors import MethodError
from convscope.explanation import Attribution, explain, explain_all
from convscope.graph.forward.chunks import DEFAULT_BUDGET
from convscope.network import Network
from convscope.objectives import parse

SHAPE = (3, 20, 14)
SHAPES = [(3, 20, 14), (1, 16, 16), (12, 9, 15), (2, 31), (1, 8, 9, 10)]


def numbers(attribution: Attribution) -> np.ndarray[Any, Any]:
    return attribution.values if attribution.channels is None else attribution.channels


def close(left: np.ndarray[Any, Any], right: np.ndarray[Any, Any], tolerance: float) -> None:
    assert_allclose(left, right, rtol=0, atol=tolerance * np.abs(right).max())


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_map_is_finite_and_of_the_right_shape(
    shape: tuple[int, ...],
    method: Method[Any],
    options: dict[str, Any],
    device: torch.device,
    dtype: torch.dtype,
) -> None:
    network = classifier(shape, device, dtype)
    made = explain(network, inputs(shape, 1)[0], method.name, **options)
    coarse = method.uses_layer and not method.full_resolution
    places = network.graph().find("last").shape[2:] if coarse else shape[1:]
    assert made.values.shape == tuple(places)
    assert np.isfinite(made.values).all()
    assert made.values.any()
    assert made.values.dtype == np.float32


def test_any_objective_is_a_target(
    targets: list[str], method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    for target in targets:
        made = explain(network, inputs(SHAPE, 1)[0], method.name, target, **options)
        assert made.values.any() or method.may_be_zero
        assert made.target == str(parse(target))


def test_photo_explained_among_others_is_explained_as_alone(
    targets: list[str], method: Method[Any], options: dict[str, Any], network: Network, tolerance: float
) -> None:
    photos = inputs(SHAPE, len(targets) + 1)
    together = explain_all(network, photos, method.name, [*targets, None], **options)
    passes = 0
    for photo, target, among in zip(photos, [*targets, None], together, strict=True):
        alone = explain(network, photo, method.name, target, **options)
        close(numbers(among), numbers(alone), tolerance)
        assert (among.layer, among.target) == (alone.layer, alone.target)
        assert among.facts == pytest.approx(alone.facts, abs=tolerance / 10)
        passes += alone.passes - among.passes
    assert 0 <= passes < len(photos)  # each photo is told its share, rounded down


def test_map_does_not_depend_on_how_many_photos_fit_into_memory(
    targets: list[str],
    method: Method[Any],
    options: dict[str, Any],
    network: Network,
    dtype: torch.dtype,
    tolerance: float,
) -> None:
    photos = torch.stack(inputs(SHAPE, 3))
    asked = [parse(target) for target in targets[:3]]
    parsed = method.parse_options(options)
    one, many = (
        method.function(Probe.of(network, photos, asked, budget=budget), parsed).values
        for budget in (1, DEFAULT_BUDGET)
    )
    atol = 1e-9 if dtype == torch.float64 else tolerance * float(many.abs().max())
    torch.testing.assert_close(one, many, rtol=0, atol=atol)


def test_map_does_not_depend_on_what_was_computed_before(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    photo, other = inputs(SHAPE, 2)
    first = explain(network, photo, method.name, "class:2", **options)
    explain(network, other, "guided-backprop", "mix:1")
    explain(network, other, method.name, "prob:0", **options)
    assert_array_equal(numbers(explain(network, photo, method.name, "class:2", **options)), numbers(first))


def test_seed_decides_the_map_of_random_methods_and_of_no_other(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    photo = inputs(SHAPE, 1)[0]
    first, again, other = (
        explain(network, photo, method.name, "prob:1", seed=seed, **options).values for seed in (3, 3, 4)
    )
    assert_array_equal(first, again)
    assert (first != other).any() == method.random


def test_random_numbers_of_others_are_left_alone(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].copy()  # type: ignore[index]
    explain(network, inputs(SHAPE, 1)[0], method.name, **options)
    assert torch.equal(torch.get_rng_state(), states[0])
    assert random.getstate() == states[1]
    assert_array_equal(np.random.get_state()[1], states[2])  # type: ignore[index]


def test_map_is_linear_in_the_objective_where_the_method_says_so_and_nowhere_else(
    method: Method[Any], options: dict[str, Any], network: Network, tolerance: float
) -> None:
    photo = inputs(SHAPE, 1)[0]
    whole, left, right = (
        numbers(explain(network, photo, method.name, target, **options))
        for target in ("2*class:1 - 0.5*class:3", "class:1", "class:3")
    )
    deviation, greatest = np.abs(whole - (2 * left - 0.5 * right)).max(), np.abs(whole).max()
    if method.linear:
        assert deviation <= tolerance * greatest
    else:
        assert deviation > 1e-5 * greatest


def test_what_lies_before_the_scores_is_explained_by_all_but_those_that_say_not(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    if not method.scores_only:
        explain(network, inputs(SHAPE, 1)[0], method.name, "mix:3", **options)
        return
    with pytest.raises(MethodError):
        explain(network, inputs(SHAPE, 1)[0], method.name, "mix:3", **options)


def test_map_is_the_same_inside_no_grad(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    photo = inputs(SHAPE, 1)[0]
    outside = explain(network, photo, method.name, "class:1", **options)
    with torch.no_grad():
        inside = explain(network, photo, method.name, "class:1", **options)
    assert_array_equal(inside.values, outside.values)


def test_map_is_the_same_inside_inference_mode(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    photo = inputs(SHAPE, 1)[0]
    outside = explain(network, photo, method.name, "class:1", **options)
    with torch.inference_mode():
        inside = explain(network, photo, method.name, "class:1", **options)
    assert_array_equal(inside.values, outside.values)


def test_constant_input_has_a_finite_map(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    made = explain(network, torch.zeros(SHAPE), method.name, "class:1", **options)
    assert np.isfinite(made.values).all()


def test_photo_given_is_not_written_to(
    method: Method[Any], options: dict[str, Any], network: Network
) -> None:
    photo = inputs(SHAPE, 1)[0]
    before = photo.clone()
    explain(network, photo, method.name, **options)
    assert torch.equal(photo, before)
    assert not photo.requires_grad
    assert photo.grad is None
