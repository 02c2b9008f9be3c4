"""Insertion and deletion, on scorers whose areas can be worked out by hand."""

import pytest
import torch
from torch import Tensor

from convscope.trust import insertion_deletion

PLACES = 8


def mean(copies: Tensor) -> Tensor:
    return copies.flatten(1).mean(1)


def bright_half() -> Tensor:
    """A photo whose left half is one and whose right half is zero."""
    photo = torch.zeros(1, PLACES, PLACES)
    photo[..., : PLACES // 2] = 1
    return photo


def test_the_right_map_of_a_bright_half_has_the_areas_of_two_ramps() -> None:
    photo = bright_half()
    [found] = insertion_deletion(mean, photo, [photo[0]], grey=torch.zeros_like(photo), steps=4)
    # Deletion takes all brightness in the first half of the places: 1/2, 1/4, 0, 0, 0.
    assert found.deleted == pytest.approx((0.5, 0.25, 0, 0, 0))
    assert found.deletion == pytest.approx((0.25 + 0.25 + 0) / 4)


def test_insertion_begins_at_the_blurred_photo_and_ends_at_the_whole_one() -> None:
    photo = torch.rand(3, 16, 16, generator=torch.Generator().manual_seed(0))
    [found] = insertion_deletion(mean, photo, [photo[0]], grey=torch.zeros_like(photo))
    assert found.inserted[-1] == pytest.approx(float(photo.mean()))
    assert found.deleted[0] == pytest.approx(float(photo.mean()))
    assert found.deleted[-1] == 0
    assert len(found.inserted) == len(found.deleted) == 9


def test_the_opposite_map_is_judged_worse() -> None:
    photo = bright_half()
    right, wrong = insertion_deletion(
        mean, photo, [photo[0], -photo[0]], grey=torch.zeros_like(photo), steps=4
    )
    assert right.deletion < wrong.deletion
    assert right.insertion > wrong.insertion


def test_a_coarse_map_is_judged_as_its_interpolation() -> None:
    photo = bright_half()
    coarse = torch.tensor([[1.0, 0.0]])
    fine, low = insertion_deletion(mean, photo, [photo[0], coarse], grey=torch.zeros_like(photo), steps=2)
    assert low == fine


def test_a_maps_scale_does_not_matter() -> None:
    photo = torch.rand(3, 16, 16, generator=torch.Generator().manual_seed(1))
    values = torch.rand(16, 16, generator=torch.Generator().manual_seed(2))
    one, other = insertion_deletion(mean, photo, [values, 100 * values - 7], grey=torch.zeros_like(photo))
    assert one == other


def test_each_copy_is_scored_once() -> None:
    counted = []

    def count(copies: Tensor) -> Tensor:
        counted.append(len(copies))
        return mean(copies)

    photo = bright_half()
    insertion_deletion(count, photo, [photo[0]] * 3, grey=torch.zeros_like(photo), steps=5)
    assert counted == [3 + 3 * 2 * 4]
