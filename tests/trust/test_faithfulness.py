"""Insertion and deletion, on a scorer whose areas can be worked out by hand."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from convscope.trust import Case, insertion_deletion

MakeCase = Callable[..., Case]


def test_the_right_map_of_a_bright_half_has_the_areas_of_two_ramps(
    make_case: MakeCase, bright_half: Tensor
) -> None:
    [found] = insertion_deletion(
        make_case(bright_half, bright_half[0]), insertion={"steps": 4}, deletion={"steps": 4}
    )
    # Deletion takes all brightness in the first half of the places: 1/2, 1/4, 0, 0, 0.
    assert found.deleted == pytest.approx((0.5, 0.25, 0, 0, 0))
    assert found.deletion == pytest.approx((0.25 + 0.25 + 0) / 4)


def test_insertion_begins_at_the_blurred_photo_and_ends_at_the_whole_one(make_case: MakeCase) -> None:
    photo = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(0))
    [found] = insertion_deletion(make_case(photo, photo[0]), insertion={"steps": 8}, deletion={"steps": 8})
    assert found.inserted[-1] == pytest.approx(float(photo.mean()))
    assert found.deleted[0] == pytest.approx(float(photo.mean()))
    assert found.deleted[-1] == pytest.approx(0, abs=1e-7)
    assert len(found.inserted) == len(found.deleted) == 9


def test_the_opposite_map_is_judged_worse(make_case: MakeCase, bright_half: Tensor) -> None:
    right, wrong = insertion_deletion(
        make_case(bright_half, bright_half[0], -bright_half[0]), insertion={"steps": 4}, deletion={"steps": 4}
    )
    assert right.deletion < wrong.deletion
    assert right.insertion > wrong.insertion


def test_a_coarse_map_is_judged_as_its_interpolation(make_case: MakeCase, bright_half: Tensor) -> None:
    coarse = torch.tensor([[1.0, 0.0]])
    fine, low = insertion_deletion(
        make_case(bright_half, bright_half[0], coarse), insertion={"steps": 2}, deletion={"steps": 2}
    )
    assert low == fine


def test_a_maps_scale_does_not_matter(make_case: MakeCase) -> None:
    photo = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(1))
    values = torch.rand(8, 8, generator=torch.Generator().manual_seed(2))
    one, other = insertion_deletion(
        make_case(photo, values, 100 * values - 7), insertion={"steps": 4}, deletion={"steps": 4}
    )
    assert one == other
