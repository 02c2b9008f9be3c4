"""Nearest neighbours: by sorting all cosines, and by faiss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from convscope.examine.neighbours import search
from convscope.examine.neighbours.search import nearest, nearest_others, unit_vectors


def random_vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    return unit_vectors(np.random.default_rng(seed).normal(size=(count, 8)))


def test_vectors_become_one_long_and_zero_stays() -> None:
    found = unit_vectors(np.array([[3.0, 4.0], [0.0, 0.0]]))
    np.testing.assert_allclose(found, np.array([[0.6, 0.8], [0, 0]]), atol=1e-7)


@given(st.integers(2, 40), st.integers(1, 50), st.integers(0, 1000))
def test_the_nearest_are_those_of_sorting_all(count: int, wanted: int, seed: int) -> None:
    vectors, queries = random_vectors(count, seed), random_vectors(5, seed + 1)
    rows, cosines = nearest(queries, vectors, wanted)
    every = queries.astype(float) @ vectors.T.astype(float)
    expected = -np.sort(-every, axis=1)[:, :wanted]
    np.testing.assert_allclose(cosines, expected, atol=1e-5)
    np.testing.assert_allclose(np.take_along_axis(every, rows, 1), expected, atol=1e-5)


@given(st.integers(2, 40), st.integers(1, 50), st.integers(0, 1000))
def test_no_vector_is_its_own_neighbour_even_among_copies(count: int, wanted: int, seed: int) -> None:
    vectors = random_vectors(count, seed)
    vectors[: count // 2] = vectors[0]
    rows, _ = nearest_others(vectors, wanted)
    assert rows.shape == (count, min(wanted, count - 1))
    assert not (rows == np.arange(count)[:, None]).any()
    assert all(len({*row}) == len(row) for row in rows.tolist())


def test_blocks_give_what_one_product_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = random_vectors(50)
    rows, _ = nearest_others(vectors, 7)
    monkeypatch.setattr(search, "_BLOCK", 300)
    np.testing.assert_array_equal(nearest_others(vectors, 7)[0], rows)


def test_faiss_finds_the_same_neighbours() -> None:
    pytest.importorskip("faiss")
    vectors, queries = random_vectors(500), random_vectors(20, 1)
    for ours, theirs in (
        (nearest(queries, vectors, 9), nearest(queries, vectors, 9, many=100)),
        (nearest_others(vectors, 9), nearest_others(vectors, 9, many=100)),
    ):
        np.testing.assert_array_equal(ours[0], theirs[0])
        np.testing.assert_allclose(ours[1], theirs[1], atol=1e-6)
