"""Things by a threshold and a watershed."""

import numpy as np
import pytest

from convscope.segmentation.otsu import otsu_things


def discs(*centres: tuple[int, int], radius: int = 10, bright: int = 200, dark: int = 30) -> np.ndarray:
    rows, columns = np.mgrid[:64, :64]
    inside = np.zeros((64, 64), bool)
    for row, column in centres:
        inside |= (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
    return np.repeat(np.where(inside, bright, dark).astype(np.uint8)[..., None], 3, axis=2)


def test_things_apart_are_counted() -> None:
    assert otsu_things(discs((14, 14), (45, 45))).max() == 2


def test_things_that_touch_are_split() -> None:
    found = otsu_things(discs((30, 20), (30, 38)))
    assert len(np.unique(found)) == 3
    assert found[30, 14] != found[30, 44]


def test_dark_things_on_a_bright_ground_are_things_as_well() -> None:
    assert otsu_things(discs((14, 14), (45, 45), bright=30, dark=200)).max() == 2


@pytest.mark.parametrize("value", [0, 255])
def test_a_photo_of_one_colour_has_no_things(value: int) -> None:
    assert not otsu_things(np.full((32, 32, 3), value, np.uint8)).any()
