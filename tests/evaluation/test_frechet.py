"""The Fréchet distance of features, beside its closed form and the matrix root."""

import numpy as np
import pytest
import scipy.linalg

from convscope.evaluation.frechet import frechet_distance


def test_equal_sets_are_at_no_distance() -> None:
    features = np.random.default_rng(0).standard_normal((40, 6))
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-9)


def test_a_shift_counts_as_its_square() -> None:
    features = np.random.default_rng(0).standard_normal((40, 3))
    assert frechet_distance(features, features + np.array([3, 4, 0])) == pytest.approx(25)


def test_a_stretch_counts_as_the_squared_difference_of_deviations() -> None:
    # Two Gaussians of one axis: (s1 - s2)^2.
    features = np.random.default_rng(0).standard_normal((40, 1))
    deviation = features.std(ddof=1)
    assert frechet_distance(features, 3 * features - 2 * features.mean()) == pytest.approx(
        (2 * deviation) ** 2
    )


@pytest.mark.parametrize("count", [5, 60])
def test_it_is_the_published_formula_with_the_root_of_a_matrix(count: int) -> None:
    generator = np.random.default_rng(1)
    first, second = (
        generator.standard_normal((count, 8)),
        generator.standard_normal((count + 3, 8)) @ (generator.standard_normal((8, 8))),
    )
    root = scipy.linalg.sqrtm(np.cov(first.T) @ np.cov(second.T)).real
    wanted = np.square(first.mean(0) - second.mean(0)).sum() + np.trace(
        np.cov(first.T) + np.cov(second.T) - 2 * root
    )
    assert frechet_distance(first, second) == pytest.approx(wanted, rel=1e-5)


def test_torchmetrics_computes_the_same() -> None:
    fid = pytest.importorskip("torchmetrics.image.fid")
    torch = pytest.importorskip("torch")
    generator = np.random.default_rng(2)
    first, second = generator.standard_normal((50, 6)), 2 + generator.standard_normal((40, 6)) * 1.5
    moments = [
        torch.from_numpy(one)
        for features in (first, second)
        for one in (features.mean(0), np.cov(features.T))
    ]
    wanted = fid._compute_fid(moments[0], moments[1], moments[2], moments[3])
    assert frechet_distance(first, second) == pytest.approx(float(wanted), rel=1e-6)
