"""The outline of a mask encloses the pixels that the mask covers."""

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.measure import points_in_poly

from convscope.detection.box_mask import BoxMask
from convscope.server.outlines import outline_of

SIZE = (30, 44)


def ring(box: tuple[float, float, float, float]) -> BoxMask:
    """A disc with a hole."""
    at = (np.arange(28) + 0.5) / 14 - 1
    distance = np.hypot(at[:, None], at[None])
    return BoxMask(((distance < 0.95) & (distance > 0.4)).astype(np.float32), box)


def enclosed(mask: BoxMask) -> NDArray[np.bool_]:
    """Pixels whose middles lie in an odd number of polygons."""
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    middles = np.stack([columns.ravel() + 0.5, rows.ravel() + 0.5], 1)
    inside = np.zeros(len(middles), np.bool_)
    for polygon in outline_of(mask, SIZE):
        inside ^= points_in_poly(middles, polygon)
    return inside.reshape(SIZE)


@pytest.mark.parametrize("box", [(5.0, 3.0, 27.0, 25.0), (-9.0, 4.0, 15.0, 28.0), (30.0, 15.0, 60.0, 45.0)])
def test_it_encloses_what_is_covered_and_leaves_holes_out(box: tuple[float, float, float, float]) -> None:
    mask = ring(box)
    rows, columns, covered = mask.window(SIZE)
    whole = np.zeros(SIZE, np.bool_)
    whole[rows, columns] = covered
    assert (enclosed(mask) == whole).all()


def test_a_mask_outside_has_none() -> None:
    assert outline_of(ring((60.0, 3.0, 80.0, 23.0)), SIZE) == []
