"""Maps enlarged along the edges of a photo."""

import numpy as np
import pytest

from convscope.restore.guided import GuidedMaps


def _enlarged(maps: np.ndarray, small: np.ndarray, large: np.ndarray) -> np.ndarray:
    found = np.empty((*large.shape, maps.shape[2]), np.float32)
    for rows, lines in GuidedMaps(maps, small).bands(large.shape):
        half = maps.shape[2]
        found[rows] = lines[..., :half] * large[rows][..., None] + lines[..., half:]
    return found


def test_a_constant_stays_constant() -> None:
    guide = np.random.default_rng(0).random((32, 40)).astype(np.float32)
    found = _enlarged(np.full((32, 40, 2), 7, np.float32), guide, guide.repeat(3, 0).repeat(3, 1))
    assert found == pytest.approx(7, abs=1e-3)


def test_an_edge_of_the_photo_is_sharp_in_the_map() -> None:
    large = np.zeros((128, 128), np.float32)
    large[:, 61:] = 1
    small = large[2::4, 2::4]
    found = _enlarged(20 * small[..., None], small, large)[..., 0]
    # Two pixels beside the edge the map has changed; enlarged along lines it would take eight.
    assert found[64, 59] < 2
    assert found[64, 63] > 18


def test_bands_fit_together() -> None:
    generator = np.random.default_rng(0)
    small, large = (generator.random(shape).astype(np.float32) for shape in ((60, 20), (600, 200)))
    maps = generator.random((60, 20, 1)).astype(np.float32)
    rows = [band for band, _ in GuidedMaps(maps, small).bands(large.shape)]
    assert [(one.start, one.stop) for one in rows] == [(0, 256), (256, 512), (512, 600)]
    lines = np.concatenate([part for _, part in GuidedMaps(maps, small).bands(large.shape)])
    # Where bands meet nothing jumps: neighbouring rows differ as little there as elsewhere.
    jumps = np.abs(np.diff(lines, axis=0)).max((1, 2))
    assert max(jumps[255], jumps[511]) <= jumps.max(initial=0, where=np.arange(599) % 256 != 255)
