"""CIE L*a*b*: lightness, and the two axes of colour."""

import numpy as np
import pytest

from convscope.images.lab import lab_of, srgb_of, without_colour


@pytest.mark.parametrize(
    ("colour", "lab"),
    # Lindbloom's values for sRGB under D65.
    [
        ((255, 255, 255), (100.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
    ],
)
def test_known_colours_lie_where_tables_say(
    colour: tuple[int, int, int], lab: tuple[float, float, float]
) -> None:
    assert lab_of(np.array([[colour]], np.uint8))[0, 0] == pytest.approx(lab, abs=0.05)


def test_every_srgb_colour_comes_back() -> None:
    cube = np.stack(np.meshgrid(*[np.arange(0, 256, 15, dtype=np.uint8)] * 3), -1)
    assert np.array_equal(srgb_of(lab_of(cube)), cube)


def test_colours_that_there_are_not_are_cut_off_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    assert srgb_of(np.array([[[5.0, 0.0, 110.0]]]))[0, 0, 2] == 0
    assert not recwarn.list


def test_what_loses_its_colour_keeps_its_lightness() -> None:
    photo = np.array([[[200, 30, 90], [10, 220, 40]]], np.uint8)
    grey = without_colour(photo)
    assert np.ptp(grey.astype(int), axis=2).max() == 0
    assert lab_of(grey)[..., 0] == pytest.approx(lab_of(photo)[..., 0], abs=0.5)
