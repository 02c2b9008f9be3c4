"""Masks as COCO writes them: pycocotools' own pixels."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pycocotools import mask as coco

from convscope.datasets.boxed.written_mask import WrittenMask, decoded_counts
from convscope.errors import ImageError

SIZE = (30, 44)


def pixels(written: Any) -> NDArray[np.bool_]:
    rows, columns, covered = WrittenMask(written, "annotations[0] of a.json").window(SIZE)
    whole = np.zeros(SIZE, np.bool_)
    whole[rows, columns] = covered
    return whole


corner = st.tuples(st.floats(-20, 60), st.floats(-20, 45))
polygons = st.lists(st.lists(corner, min_size=3, max_size=7), min_size=1, max_size=3)


@given(polygons)
def test_polygons_cover_what_they_do_in_coco(corners: list[list[tuple[float, float]]]) -> None:
    written = [[edge for pair in polygon for edge in pair] for polygon in corners]
    theirs = coco.decode(coco.merge(coco.frPyObjects(written, *SIZE)))
    assert (pixels(written) == theirs).all()


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_run_lengths_cover_what_they_do_in_coco(seed: int, share: float) -> None:
    covered = np.random.default_rng(seed).random(SIZE) < share
    short = coco.encode(np.asfortranarray(covered).astype(np.uint8))["counts"].decode()
    runs = decoded_counts(short)
    for counts in (short, runs):
        assert (pixels({"size": list(SIZE), "counts": counts}) == covered).all()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([[1, 2, 3, 4]], r"Polygon 0 of annotations\[0\] of a.json is three corners or more"),
        ([[1, 1, 9, 1, 9, 9], [1, 1, 9, 1, 9]], "Polygon 1 of"),
        ([[1, 1, 9, 1, 9, float("nan")]], "Polygon 0 of"),
        ([[1, 1, 9, 1, 9, "9"]], "Polygon 0 of"),
        ("mask.png", "is polygons or run lengths, got 'mask.png'"),
        ([[1e9, 1, 9, 1, 9, 9]], "reaches from 9,1 to 1e.09,9, and its photo has 44 columns and 30 rows"),
        ({"size": [44, 30], "counts": [1320]}, "is 44x30, and its photo is 30x44"),
        ({"size": None, "counts": [1320]}, "is None, and its photo is 30x44"),
        ({"size": [30, 44], "counts": [1319]}, "do not add up to the 1320 pixels"),
        ({"size": [30, 44], "counts": [1330, -10]}, "do not add up"),
        ({"size": [30, 44], "counts": "~~~~"}, "do not add up"),
        ({"size": [30, 44], "counts": None}, "do not add up"),
    ],
)
def test_what_is_no_mask_is_named_with_its_place(written: Any, said: str) -> None:
    with pytest.raises(ImageError, match=said):
        pixels(written)


def test_a_polygon_outside_of_its_photo_covers_nothing() -> None:
    assert not pixels([[50, 5, 60, 5, 60, 20]]).any()
