"""The nearest pictures in feature space."""

import numpy as np
import pytest

from convscope.evaluation import nearest


def test_nearness_is_that_of_the_direction() -> None:
    among = np.array([[10, 0], [1, 1], [0, 0.1]], dtype=np.float32)
    rows, cosines = nearest(np.array([[0.2, 0.0]], dtype=np.float32), among, 2)
    assert rows.tolist() == [[0, 1]]
    assert cosines[0] == pytest.approx([1, np.sqrt(0.5)])


def test_there_are_no_more_neighbours_than_pictures() -> None:
    rows, _ = nearest(np.ones((1, 2), np.float32), np.ones((3, 2), np.float32), 5)
    assert rows.shape == (1, 3)
