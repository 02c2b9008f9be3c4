"""A survey finds what was put into the photo."""

import numpy as np
import pytest
from numpy.typing import NDArray

from convscope.filters import apply, bank, survey

DIRECTED = ["gabor", "steerable", "leung-malik"]


def stripes(theta: float, wave: float = 8, size: int = 96) -> NDArray[np.float64]:
    rows, columns = np.mgrid[:size, :size]
    angle = np.radians(theta)
    return np.asarray(0.5 + 0.5 * np.sin(2 * np.pi / wave * (columns * np.cos(angle) + rows * np.sin(angle))))


@pytest.mark.parametrize("theta", [0, 45, 90, 135])
def test_the_strongest_direction_is_that_of_the_stripes(theta: float) -> None:
    assert survey(stripes(theta), bank("gabor")).strongest_direction() == theta


@pytest.mark.parametrize("name", DIRECTED)
def test_every_directed_bank_finds_vertical_and_horizontal_stripes(name: str) -> None:
    found = [survey(stripes(theta), bank(name)).strongest_direction() for theta in (0, 90)]
    assert found == [0, 90]


def test_each_place_has_its_own_direction() -> None:
    photo = np.hstack([stripes(0), stripes(90)])
    found = survey(photo, bank("gabor")).directions()
    assert found is not None
    thetas, energies = found
    strongest = thetas[energies.argmax(axis=0)]
    assert (strongest[:, 10:80] == 0).all()
    assert (strongest[:, 112:-10] == 90).all()


def test_the_strongest_kernel_of_a_bank_is_the_one_of_the_stripes_width() -> None:
    found = survey(stripes(0, wave=8), bank("gabor"))
    assert found.bank.kernels[int(found.strengths().argmax())].name == "gabor:frequency=0.125,theta=0"


def test_a_bank_without_directions_finds_none() -> None:
    found = survey(stripes(0), bank("haar"))
    assert found.directions() is None
    assert found.strongest_direction() is None


def test_strengths_are_the_root_mean_square_of_the_responses() -> None:
    photo = np.random.default_rng(0).random((200, 220))
    found = survey(photo, bank("gradient"))
    exact = [np.sqrt(np.square(apply(photo, each.unit())).mean(dtype=float)) for each in found.bank.kernels]
    assert found.strengths() == pytest.approx(exact, rel=0.01)


def test_a_small_photo_is_viewed_as_it_is() -> None:
    photo = np.random.default_rng(0).random((60, 50))
    found = survey(photo, bank("gradient"))
    assert found.views[2] == pytest.approx(apply(photo, found.bank.kernels[2].unit()), abs=1e-7)


def test_a_large_photo_is_viewed_by_the_strongest_response_of_each_block() -> None:
    photo = np.zeros((601, 1024))
    photo[302, 513] = 1
    found = survey(photo, bank("haar:scales=1"))
    assert found.views.shape == found.energies.shape == (4, 151, 256)
    assert found.views[0].max() == pytest.approx(0.25)
    assert np.abs(found.views[3]).max() == pytest.approx(0.25)


def test_the_border_valid_gives_maps_of_one_size() -> None:
    found = survey(stripes(0), bank("leung-malik"), border="valid")
    assert found.views.shape == (48, 48, 48)
