"""Features say where filters answer; the nearest neighbour is the exact one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from convscope.errors import FilterError
from convscope.filters import Labelled, accuracy, bank, features, kernel
from convscope.filters.nearest import nearest

GENERATOR = np.random.default_rng(0)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 5))
def test_the_nearest_is_that_of_a_k_d_tree(known: int, asked: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    ours, theirs = (generator.normal(size=(count, 4)).astype(np.float32) for count in (known, asked))
    assert nearest(ours, theirs).tolist() == cKDTree(ours).query(theirs)[1].tolist()


def test_features_hold_both_signs_of_each_kernel_in_each_cell() -> None:
    assert features(GENERATOR.random((3, 28, 28)), bank("gradient").kernels, cells=4).shape == (3, 2 * 8 * 16)


def test_features_have_length_one() -> None:
    lengths = np.linalg.norm(features(GENERATOR.random((3, 28, 28)), bank("gradient").kernels), axis=1)
    assert lengths == pytest.approx(np.ones(3), abs=1e-5)


def test_features_of_a_picture_do_not_depend_on_the_others() -> None:
    pictures = GENERATOR.random((5, 28, 28))
    kernels = bank("gabor:scales=1").kernels
    assert features(pictures, kernels)[3:4] == pytest.approx(features(pictures[3:4], kernels), abs=1e-6)


def test_features_say_where_an_edge_is() -> None:
    picture = np.zeros((1, 28, 28))
    picture[:, :, 20:] = 1
    positive = features(picture, [kernel("vertical-edges")], cells=4)[0, :16].reshape(4, 4)
    assert positive.sum(axis=0).argmax() == 2


def test_directions_are_told_apart_by_directed_filters_only() -> None:
    pictures = np.zeros((40, 28, 28))
    labels = np.arange(40) % 2
    for picture, label in zip(pictures, labels, strict=True):
        place = GENERATOR.integers(3, 25)
        picture[(slice(None), place) if label else (place, slice(None))] = 1
    known, asked = Labelled(pictures[:20], labels[:20]), Labelled(pictures[20:], labels[20:])
    assert accuracy([kernel("sobel-vertical"), kernel("sobel-horizontal")], known, asked, cells=1) == 1
    assert accuracy([kernel("box")], known, asked, cells=1) < 1


def test_colour_pictures_are_refused() -> None:
    with pytest.raises(FilterError, match="grey pictures"):
        features(np.zeros((2, 28, 28, 3)), [kernel("box")])


def test_no_kernels_are_refused() -> None:
    with pytest.raises(FilterError, match="and 0"):
        features(np.zeros((2, 28, 28)), [])
