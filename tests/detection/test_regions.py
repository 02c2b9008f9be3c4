"""Regions of maps as small maps, by hand and against torchvision."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.ops import roi_align, roi_pool

from convscope.detection.box_texts import Box
from convscope.detection.worked_regions import aligned_region, pooled_region
from convscope.errors import BoxError

MAP: list[list[float]] = [[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]]


def test_pooling_takes_the_greatest_of_each_window() -> None:
    found = pooled_region(MAP, (0, 0, 3, 3), (2, 2))
    assert found.rows_of_values == [[6, 8], [14, 16]]
    assert found.formula[1] == "[0,0] rows 0 to 1, columns 0 to 1: max(1, 2, 5, 6) = 6"


def test_windows_of_pooling_overlap_where_they_are_rounded() -> None:
    assert pooled_region(MAP, (0, 0, 2, 2), (2, 2)).rows_of_values == [[6, 7], [10, 11]]


def test_aligning_a_region_of_whole_places_takes_their_mean() -> None:
    found = aligned_region(MAP, (0, 0, 4, 4), (2, 2))
    assert found.rows_of_values == [[(1 + 2 + 5 + 6) / 4, (3 + 4 + 7 + 8) / 4], [11.5, 13.5]]


def test_a_map_of_a_stride_is_asked_in_pixels() -> None:
    assert aligned_region(MAP, (0, 0, 64, 64), (2, 2), 1 / 16) == aligned_region(MAP, (0, 0, 4, 4), (2, 2))


numbers = st.floats(-10, 10, width=32)
places = st.integers(-8, 48).map(lambda value: value / 4)


@st.composite
def regions(draw: st.DrawFn) -> tuple[list[list[float]], Box]:
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    values = draw(
        st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    )
    left, top = draw(places), draw(places)
    return values, (left, top, left + draw(st.integers(1, 24)) / 4, top + draw(st.integers(1, 24)) / 4)


@given(regions(), st.integers(1, 3), st.integers(1, 3))
def test_alignment_is_torchvisions(region: tuple[list[list[float]], Box], rows: int, columns: int) -> None:
    values, box = region
    expected = roi_align(
        torch.tensor(values, dtype=torch.float64)[None, None],
        torch.tensor([[0, *box]], dtype=torch.float64),
        (rows, columns),
        sampling_ratio=2,
        aligned=True,
    )
    found = torch.tensor(aligned_region(values, box, (rows, columns)).rows_of_values, dtype=torch.float64)
    assert torch.allclose(found, expected[0, 0])


@given(regions(), st.integers(1, 3), st.integers(1, 3))
def test_pooling_is_torchvisions(region: tuple[list[list[float]], Box], rows: int, columns: int) -> None:
    values, box = region
    whole = tuple(float(round(edge)) for edge in box)
    expected = roi_pool(torch.tensor(values)[None, None], torch.tensor([[0, *whole]]), (rows, columns))
    found = pooled_region(values, (whole[0], whole[1], whole[2], whole[3]), (rows, columns))
    assert torch.allclose(torch.tensor(found.rows_of_values), expected[0, 0])


def test_a_ragged_map_is_refused() -> None:
    with pytest.raises(BoxError, match="rows of one length"):
        pooled_region([[1, 2], [3]], (0, 0, 1, 1), (1, 1))
