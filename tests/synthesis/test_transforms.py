"""Transforms: movements whose result is known, without borders, one picture at a time."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from convscope.synthesis import NONE, STANDARD, Jitter, Rotate, Scale
from convscope.synthesis.transforms import Crop, Mirror, Transform, transformed


def generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def photos(count: int = 1) -> Tensor:
    return torch.rand(count, 3, 24, 30, generator=torch.Generator().manual_seed(9))


class Fixed(Transform):
    def __init__(self, matrix: list[list[float]]) -> None:
        object.__setattr__(self, "matrix", torch.tensor(matrix, dtype=torch.float32))

    def draw(self, generator: torch.Generator) -> Tensor:
        return self.matrix  # type: ignore[attr-defined, no-any-return]


def test_none_leaves_the_picture_as_it_is() -> None:
    images = photos()
    assert transformed(images, NONE, generators(0)) is images


def test_a_shift_by_whole_pixels_moves_them_and_mirrors_what_is_missing() -> None:
    images = photos()
    moved = transformed(images, [Fixed([[1, 0, 2], [0, 1, -3], [0, 0, 1]])], generators(0))
    torch.testing.assert_close(moved[..., 3:, :-2], images[..., :-3, 2:], rtol=0, atol=1e-5)
    torch.testing.assert_close(moved[..., 3:, -2:], images[..., :-3, -2:].flip(-1), rtol=0, atol=1e-5)


def test_jitter_goes_both_ways_along_both_axes() -> None:
    drawn = torch.stack([Jitter(4).draw(torch.Generator().manual_seed(seed)) for seed in range(200)])
    assert sorted(set(drawn[:, 0, 2].tolist())) == [float(shift) for shift in range(-4, 5)]
    assert sorted(set(drawn[:, 1, 2].tolist())) == [float(shift) for shift in range(-4, 5)]


def test_a_quarter_turn_turns_the_picture() -> None:
    square = photos()[..., :24, :24]
    turned = transformed(square, [Fixed([[0, -1, 0], [1, 0, 0], [0, 0, 1]])], generators(0))
    torch.testing.assert_close(turned, square.rot90(1, (2, 3)), rtol=0, atol=1e-5)


def test_scaling_up_enlarges_about_the_centre() -> None:
    images = torch.zeros(1, 1, 9, 9)
    images[..., 4, 4] = 1
    assert transformed(images, [Scale(3, 3)], generators(0))[0, 0, 4, 3:6].tolist() == pytest.approx(
        [2 / 3, 1, 2 / 3]
    )


def test_turns_keep_to_their_angle() -> None:
    sines = [float(Rotate(10).draw(generator)[1, 0]) for generator in generators(*range(50))]
    assert max(map(abs, sines)) <= torch.tensor(10.0).deg2rad().sin()
    assert min(sines) < 0 < max(sines)


@pytest.mark.parametrize("seed", range(5))
def test_a_white_picture_stays_white_to_the_corners(seed: int) -> None:
    white = torch.ones(1, 3, 32, 20)
    torch.testing.assert_close(transformed(white, STANDARD, generators(seed)), white)


def test_a_picture_moves_as_if_it_were_alone() -> None:
    images = photos(3)
    together = transformed(images, STANDARD, generators(5, 6, 7))
    for row, seed in enumerate((5, 6, 7)):
        alone = transformed(images[row : row + 1], STANDARD, generators(seed))
        torch.testing.assert_close(alone[0], together[row])
    assert not torch.equal(transformed(images[:1], STANDARD, generators(6)), together[:1])


def test_a_mirror_leaves_half_of_the_pictures_as_they_are_and_exchanges_left_and_right_in_the_rest() -> None:
    images = photos()
    moved = [transformed(images, [Mirror()], generators(seed)) for seed in range(40)]
    mirrored = [torch.allclose(one, images.flip(-1), rtol=0, atol=1e-5) for one in moved]
    assert 10 < sum(mirrored) < 30
    for one, turned in zip(moved, mirrored, strict=True):
        torch.testing.assert_close(one, images.flip(-1) if turned else images, rtol=0, atol=1e-5)


def test_a_crop_that_may_not_leave_the_picture_reads_nothing_beyond_it() -> None:
    crop = Crop(0.35, 1.0, 24, beyond=0)
    for seed in range(100):
        size, _, shift = crop.draw(torch.Generator().manual_seed(seed))[0].tolist()
        assert abs(shift) + size * 12 <= 12 + 1e-4
