"""Embeddings of vectors whose neighbourhoods are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from convscope.examine.embedding import pca, tsne, umap
from convscope.examine.embedding.classes import class_figures
from convscope.examine.embedding.faithfulness import faithfulness
from convscope.examine.embedding.settings import EmbedSettings
from convscope.examine.neighbours.search import unit_vectors

SETTINGS = EmbedSettings(perplexity=10)
LABELS = [name for name in ("cat", "dog", "fox") for _ in range(30)]


def clusters(seed: int = 0, spread: float = 0.15) -> NDArray[np.float32]:
    """Three groups of 30 about three directions of twelve dimensions."""
    centres = np.repeat(np.eye(12)[:3], 30, axis=0)
    return unit_vectors(centres + spread * np.random.default_rng(seed).normal(size=centres.shape))


def test_pca_gives_the_plane_of_the_largest_variance() -> None:
    vectors = clusters()
    points = pca.fit(vectors, SETTINGS)
    centred = vectors - vectors.mean(0)
    expected = np.linalg.svd(centred, compute_uv=False)[:2]
    np.testing.assert_allclose(np.linalg.norm(points, axis=0), expected, rtol=1e-4)
    np.testing.assert_allclose(pca.place(vectors, points, vectors[:3], SETTINGS), points[:3], atol=1e-5)


@pytest.mark.parametrize("method", [tsne, pytest.param(umap, marks=pytest.mark.slow)], ids=["t-sne", "umap"])
class TestLearned:
    def test_groups_of_vectors_are_groups_of_points(self, method: object) -> None:
        points = method.fit(clusters(), SETTINGS)  # type: ignore[attr-defined]
        assert silhouette_score(points, LABELS) > 0.6

    def test_the_same_seed_gives_the_same_points(self, method: object) -> None:
        fits = [method.fit(clusters(), SETTINGS) for _ in range(2)]  # type: ignore[attr-defined]
        np.testing.assert_array_equal(*fits)

    def test_new_vectors_land_among_their_group_and_the_old_stay(self, method: object) -> None:
        vectors = clusters()
        points = method.fit(vectors, SETTINGS)  # type: ignore[attr-defined]
        before = points.copy()
        placed = method.place(vectors, points, clusters(seed=1), SETTINGS)  # type: ignore[attr-defined]
        np.testing.assert_array_equal(points, before)
        nearest = np.linalg.norm(placed[:, None] - points[None], axis=2).argmin(1)
        assert np.mean([LABELS[n] == label for n, label in zip(nearest, LABELS, strict=True)]) > 0.95


def test_points_that_are_the_vectors_are_wholly_faithful() -> None:
    angles = np.random.default_rng(0).uniform(0, 1, 40)
    points = np.stack([np.cos(angles), np.sin(angles)], 1)
    found = faithfulness(unit_vectors(points), points, 5)
    assert (found.trustworthiness, found.preservation) == pytest.approx((1, 1))


def test_points_in_random_order_keep_what_chance_keeps() -> None:
    generator = np.random.default_rng(0)
    vectors, points = unit_vectors(generator.normal(size=(600, 12))), generator.normal(size=(600, 2))
    found = faithfulness(vectors, points, 10)
    assert found.preservation == pytest.approx(found.by_chance, abs=0.006)
    assert found.trustworthiness == pytest.approx(0.5, abs=0.03)
    assert faithfulness(vectors, points, 10, most=100).photos == 100


def test_preservation_is_the_share_of_common_neighbours_counted_one_by_one() -> None:
    vectors, points = clusters(spread=0.5), np.random.default_rng(1).normal(size=(90, 2))
    shares = []
    for row in range(90):
        others = np.delete(np.arange(90), row)
        near = others[np.argsort(-(vectors[others] @ vectors[row]))[:4]]
        shown = others[np.argsort(np.linalg.norm(points[others] - points[row], axis=1))[:4]]
        shares.append(len({*near} & {*shown}) / 4)
    assert faithfulness(vectors, points, 4).preservation == pytest.approx(np.mean(shares))


def test_the_silhouette_is_that_of_its_formula() -> None:
    vectors = unit_vectors(np.array([[1, 0], [0.8, 0.6], [0, 1], [-0.6, 0.8]]))
    found = class_figures(vectors, vectors.astype(float), ["a", "a", "b", None])
    # Of the first: a = 1 - 0.8, b = 1 - 0; of the second: a = 0.2, b = 1 - 0.6; one alone has 0.
    assert found.silhouette == pytest.approx(((1 - 0.2) / 1 + (0.4 - 0.2) / 0.4 + 0) / 3)
    assert [(one.label, one.photos) for one in found.classes] == [("a", 2), ("b", 1)]


def test_classes_that_overlap_are_named_with_their_share() -> None:
    # Two classes at alternate angles, each with both its neighbours of the other; a third far away.
    angles = np.concatenate([np.arange(6) * 0.01, 2 + np.arange(3) * 0.01])
    points = np.stack([np.cos(angles), np.sin(angles)], 1)
    found = class_figures(unit_vectors(points), points, [*("ab" * 3), *"ccc"], 2)
    first = found.overlaps[0]
    assert (first.first, first.second) == ("a", "b")
    # The ends have one neighbour of each class, the four others two of the other.
    assert first.share == pytest.approx((4 * 2 + 2 * 1) / 12)
    assert {one.label: one.own for one in found.classes}["c"] == 1
    assert all("c" not in (pair.first, pair.second) for pair in found.overlaps)


def test_photos_without_labels_have_no_class_figures() -> None:
    found = class_figures(clusters(), clusters()[:, :2].astype(float), [None] * 90)
    assert (found.silhouette, found.classes, found.overlaps) == (None, (), ())
