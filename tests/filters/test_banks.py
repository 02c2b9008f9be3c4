"""Filter banks hold what their names promise, and each kernel can be had alone."""

import numpy as np
import pytest

from convscope.errors import FilterError
from convscope.filters import BANKS, bank, kernel


@pytest.mark.parametrize("name", BANKS)
def test_each_kernel_of_a_bank_is_made_alone_by_its_name(name: str) -> None:
    for member in bank(name).kernels:
        assert (kernel(member.name).weights == member.weights).all()


@pytest.mark.parametrize("name", BANKS)
def test_no_two_kernels_of_a_bank_have_one_name(name: str) -> None:
    names = [member.name for member in bank(name).kernels]
    assert len(names) == len(set(names))


def test_leung_and_maliks_bank_has_18_edges_18_bars_8_spots_and_4_blurs() -> None:
    names = [member.name for member in bank("leung-malik").kernels]
    kinds = ("bar:order=1", "bar:order=2", "laplacian-of-gaussian", "gaussian")
    assert [sum(name.startswith(kind) for name in names) for kind in kinds] == [18, 18, 8, 4]


def test_leung_and_maliks_kernels_all_have_49_rows_and_columns() -> None:
    assert {member.shape for member in bank("leung-malik").kernels} == {(49, 49)}


@pytest.mark.parametrize("number", range(36))
def test_leung_and_maliks_oriented_kernels_are_zero_mean_with_magnitudes_that_sum_to_one(number: int) -> None:
    weights = bank("leung-malik").kernels[number].weights
    assert weights.sum() == pytest.approx(0, abs=1e-12)
    assert np.abs(weights).sum() == pytest.approx(1)


def test_options_set_how_many_kernels_there_are() -> None:
    assert len(bank("gabor:scales=3,orientations=5").kernels) == 15


def test_the_gabor_bank_looks_in_all_directions_evenly() -> None:
    assert bank("gabor:scales=1,orientations=4").thetas() == (0, 45, 90, 135)


def test_a_bank_without_directions_has_none() -> None:
    assert set(bank("haar").thetas()) == {None}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gabor:scales=0", "Scales must be positive, not 0"),
        ("gabor:orientations=-1", "Orientations must be positive"),
        ("gabor:scales=20,orientations=20", "256 kernels at most"),
        ("gabor:scales=999999999", "Scales may be 256 at most"),
        ("leung-malik:size=48", "Size must be odd"),
        ("haar:scales=40", "1023 pixels at most"),
    ],
)
def test_an_impossible_bank_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(FilterError, match=says):
        bank(text)
