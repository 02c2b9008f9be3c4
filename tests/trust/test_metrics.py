"""Each metric on cases that can be worked out by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from convscope.network import Network
from convscope.objectives import Objective
from convscope.registry import find_metric
from convscope.trust import Candidate, Case

MakeCase = Callable[..., Case]


def value(name: str, case: Case, **options: Any) -> float | None:
    """What a metric says of the first map."""
    return find_metric(name)(case, **options)[0].value


def test_average_drop_is_the_share_that_a_map_of_half_the_brightness_loses(
    make_case: MakeCase, bright_half: Tensor
) -> None:
    upper = torch.zeros(8, 8)
    upper[:4] = 5
    assert value("average-drop", make_case(bright_half, upper)) == pytest.approx(0.5)
    assert value("average-drop", make_case(bright_half, bright_half[0])) == pytest.approx(0)


def test_average_increase_and_gain_see_what_hiding_darkness_wins(make_case: MakeCase) -> None:
    photo = torch.full((1, 8, 8), 0.8)
    photo[:, 4:] = -0.4  # mean 0.2; with the lower half hidden 0.4
    upper = torch.zeros(8, 8)
    upper[:4] = 1
    case = make_case(photo, upper, 1 - upper)
    assert [score.value for score in find_metric("average-increase")(case)] == [1, 0]
    gains = [score.value for score in find_metric("average-gain")(case)]
    assert gains == pytest.approx([(0.4 - 0.2) / (1 - 0.2), 0])


def test_gain_does_not_apply_to_a_judge_above_one(make_case: MakeCase) -> None:
    assert value("average-gain", make_case(torch.full((1, 8, 8), 3.0), torch.ones(8, 8))) is None


def test_infidelity_of_what_each_place_truly_adds_is_zero(make_case: MakeCase) -> None:
    photo = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(0))
    truth = Candidate("truth", torch.zeros(8, 8), channels=7 * photo)
    assert value("infidelity", make_case(photo, truth)) == pytest.approx(0, abs=1e-9)
    assert value("infidelity", make_case(photo, torch.zeros(8, 8))) == pytest.approx(1)


def test_sparseness_of_one_place_and_of_equal_places(make_case: MakeCase, bright_half: Tensor) -> None:
    one = torch.zeros(8, 8)
    one[2, 3] = -4
    assert value("sparseness", make_case(bright_half, one)) == pytest.approx(63 / 64)
    assert value("sparseness", make_case(bright_half, torch.ones(8, 8))) == pytest.approx(0)
    assert value("sparseness", make_case(bright_half, torch.zeros(8, 8))) is None


def test_complexity_of_one_place_and_of_equal_places(make_case: MakeCase, bright_half: Tensor) -> None:
    one = torch.zeros(8, 8)
    one[2, 3] = -4
    assert value("complexity", make_case(bright_half, one)) == pytest.approx(0)
    assert value("complexity", make_case(bright_half, torch.ones(8, 8))) == pytest.approx(1)
    # Half of the places share all: log 32 / log 64.
    assert value("complexity", make_case(bright_half, bright_half[0])) == pytest.approx(
        np.log(32) / np.log(64)
    )


def test_completeness_gap_is_the_methods_own_figure(make_case: MakeCase, bright_half: Tensor) -> None:
    measured = Candidate("path", bright_half[0], facts={"completeness_gap": 0.25})
    assert value("completeness-gap", make_case(bright_half, measured)) == 0.25
    assert value("completeness-gap", make_case(bright_half, bright_half[0])) is None


@pytest.fixture
def corner() -> Tensor:
    """An object of 4 x 4 places in the upper left corner."""
    region = torch.zeros(8, 8, dtype=torch.bool)
    region[:4, :4] = True
    return region


@pytest.mark.parametrize(("column", "tolerance", "hit"), [(3, 0, 1), (4, 0, 0), (5, 2, 1), (6, 2, 0)])
def test_the_pointing_game_hits_within_the_tolerance(
    make_case: MakeCase, bright_half: Tensor, corner: Tensor, column: int, tolerance: int, hit: int
) -> None:
    point = torch.zeros(8, 8)
    point[3, column] = 1
    case = make_case(bright_half, point, region=corner)
    assert value("pointing-game", case, tolerance=tolerance) == hit


def test_the_energy_on_the_object_is_its_share_of_what_is_positive(
    make_case: MakeCase, bright_half: Tensor, corner: Tensor
) -> None:
    values = torch.where(corner, 3.0, -1.0)
    values[7, 7] = 16
    case = make_case(bright_half, values, region=corner)
    assert value("energy-pointing-game", case) == pytest.approx(48 / 64)


def test_iou_of_a_map_that_covers_the_object_and_as_much_again(
    make_case: MakeCase, bright_half: Tensor, corner: Tensor
) -> None:
    values = torch.zeros(8, 8)
    values[:4] = 1
    values[7, 7] = 0.1  # below the threshold
    assert value("iou", make_case(bright_half, values, region=corner)) == pytest.approx(0.5)


@pytest.mark.parametrize("name", ["pointing-game", "energy-pointing-game", "iou"])
def test_localisation_says_nothing_without_a_region(
    name: str, make_case: MakeCase, bright_half: Tensor
) -> None:
    assert value(name, make_case(bright_half, bright_half[0])) is None


def photo_itself(_network: Network, inputs: Tensor, _objective: Objective) -> Tensor:
    return inputs[:, 0]


def test_max_sensitivity_of_the_photo_itself_is_at_most_its_disturbance(make_case: MakeCase) -> None:
    photo = torch.rand(1, 8, 8, generator=torch.Generator().manual_seed(0))
    case = make_case(photo, Candidate("photo", photo[0], again=photo_itself))
    found = value("max-sensitivity", case, radius=0.1)
    reach = 0.1 * float(photo.max() - photo.min()) * 8 / float(photo.norm())
    assert found is not None
    assert 0 < found <= reach


def test_a_map_that_never_changes_is_perfectly_stable(make_case: MakeCase, bright_half: Tensor) -> None:
    always = Candidate(
        "always", bright_half[0], again=lambda _, inputs, __: bright_half.expand(len(inputs), 8, 8)
    )
    assert value("max-sensitivity", make_case(bright_half, always)) == 0


@pytest.mark.parametrize("name", ["max-sensitivity", "randomization", "random-logit"])
def test_what_needs_the_method_says_nothing_of_a_map_without_one(
    name: str, make_case: MakeCase, bright_half: Tensor
) -> None:
    assert value(name, make_case(bright_half, bright_half[0])) is None


def test_road_tells_the_right_map_from_the_wrong_one(make_case: MakeCase, bright_half: Tensor) -> None:
    right, wrong = find_metric("road")(make_case(bright_half, bright_half[0], -bright_half[0]))
    assert right.value is not None
    assert wrong.value is not None
    assert right.value > 0.1 > -0.1 > wrong.value
