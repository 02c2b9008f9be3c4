"""Two scans whose results are the same to the last bit."""

from __future__ import annotations

import numpy as np

from convscope.examine.scans import Scan


def assert_same(found: Scan, expected: Scan) -> None:
    """All but the quantiles, whose sketches draw random numbers, is equal."""
    assert found.photos == expected.photos
    assert found.unreadable == expected.unreadable
    for layer in expected.layers:
        one, two = found.summary(layer.address), expected.summary(layer.address)
        for part in ("strongest", "weakest", "moments", "classes", "sample"):
            for name, value in vars(getattr(two, part)).items():
                np.testing.assert_array_equal(getattr(getattr(one, part), name), value, f"{part}.{name}")
    for vectors in ("penultimate", "scores"):
        np.testing.assert_array_equal(found.vectors(vectors).values, expected.vectors(vectors).values)
        np.testing.assert_array_equal(found.vectors(vectors).numbers, expected.vectors(vectors).numbers)
