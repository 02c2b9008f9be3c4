"""A mask holds what a map points at, and nothing else."""

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data
from skimage.color import rgb2gray
from skimage.filters import sobel
from skimage.segmentation import find_boundaries

from convscope import open_network
from convscope.errors import MaskError
from convscope.explanation import explain
from convscope.masks import RULES, grabcut, make_mask, otsu, quantile

SIZE = (60, 80)
ROWS, COLUMNS = np.mgrid[: SIZE[0], : SIZE[1]]
DISC = np.hypot(ROWS - 30, COLUMNS - 50) < 18
# Red noise on green noise, and a map that knows of the disc only its middle.
NOISE = np.random.default_rng(0).normal(0, 20, (*SIZE, 3))
PHOTO: NDArray[np.uint8] = (
    (np.where(DISC[..., None], (200, 40, 40), (60, 120, 50)) + NOISE).clip(0, 255).astype(np.uint8)
)
MAP = np.exp(-(np.hypot(ROWS - 30, COLUMNS - 50) ** 2) / 150)


def overlap(mask: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Intersection over union."""
    return float((mask & other).sum() / (mask | other).sum())


def test_grabcut_finds_the_thing_of_which_the_map_knows_the_middle() -> None:
    assert overlap(grabcut(MAP, PHOTO), DISC) > 0.98
    assert overlap(otsu(MAP), DISC) < 0.6


def test_grabcut_takes_one_thing_where_others_look_alike() -> None:
    twin = np.hypot(ROWS - 12, COLUMNS - 12) < 8
    both = np.where(twin[..., None], np.array((200, 40, 40), np.uint8), PHOTO)
    mask = grabcut(MAP, both)
    assert overlap(mask, DISC) > 0.98
    assert not mask[twin].any()


def test_grabcut_gives_the_same_mask_again() -> None:
    assert (grabcut(MAP, PHOTO) == grabcut(MAP, PHOTO)).all()


def test_otsu_parts_two_levels_where_they_meet() -> None:
    assert (otsu(np.where(DISC, 3.0, 1.0)) == DISC).all()


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_quantile_holds_its_share_of_the_pixels(share: float) -> None:
    values = np.random.default_rng(1).permutation(4800).reshape(SIZE) + 1.0
    mask = quantile(values, share)
    assert mask.sum() == pytest.approx(share * 4800, abs=1)
    assert values[mask].min() > values[~mask].max()


@pytest.mark.parametrize("rule", RULES)
def test_what_speaks_against_is_not_in_the_mask(rule: str) -> None:
    left = COLUMNS < 25
    mask = make_mask(np.where(left, -5.0, MAP), rule, SIZE, PHOTO)
    assert mask.any()
    assert not mask[left].any()


@pytest.mark.parametrize("rule", RULES)
def test_the_maps_unit_does_not_matter(rule: str) -> None:
    assert (make_mask(MAP, rule, SIZE, PHOTO) == make_mask(1e-3 * MAP, rule, SIZE, PHOTO)).all()


@pytest.mark.parametrize("rule", RULES)
def test_a_coarse_maps_mask_has_the_size_of_the_photo(rule: str) -> None:
    coarse = MAP[5::10, 5::10]
    mask = make_mask(coarse, rule, SIZE, PHOTO)
    assert mask.shape == SIZE
    assert mask.dtype == np.bool_
    assert mask[30, 50]


def test_without_a_share_the_strongest_fifth_is_taken() -> None:
    assert (make_mask(MAP, "quantile", SIZE) == make_mask(MAP, "quantile:0.2", SIZE)).all()


@pytest.mark.parametrize("rule", RULES)
def test_a_map_that_points_at_nothing_is_refused(rule: str) -> None:
    with pytest.raises(MaskError, match="no value above zero"):
        make_mask(-MAP, rule, SIZE, PHOTO)


def test_grabcut_refuses_a_map_that_is_the_same_everywhere() -> None:
    with pytest.raises(MaskError, match="same everywhere"):
        grabcut(np.ones(SIZE), PHOTO)


def test_a_pixel_above_nothing_is_the_mask_of_otsu() -> None:
    assert otsu(np.where((ROWS == 3) & (COLUMNS == 4), 1.0, 0.0)).sum() == 1


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("grabcat", "no mask 'grabcat'. Did you mean grabcut"),
        ("watershed", "Choose one of otsu, quantile, grabcut"),
        ("otsu:3", "no mask 'otsu:3'"),
        ("quantile:much", "a number, got 'much'"),
        ("quantile:1", "between 0 and 1, but 1 was"),
        ("quantile:nan", "between 0 and 1, but nan was"),
    ],
)
def test_an_impossible_rule_is_refused_in_a_sentence(rule: str, says: str) -> None:
    with pytest.raises(MaskError, match=says):
        make_mask(MAP, rule, SIZE, PHOTO)


def test_grabcut_needs_a_photo() -> None:
    with pytest.raises(MaskError, match="colours of a photo"):
        make_mask(MAP, "grabcut", SIZE)


def test_on_a_real_photo_grabcuts_border_runs_along_the_photos_edges() -> None:
    network = open_network("efficientnet-lite0")
    made = explain(network, data.coffee(), target="class:espresso")
    assert made.view is not None
    edges = sobel(rgb2gray(made.view))
    cut, threshold = (edges[find_boundaries(made.mask(rule))].mean() for rule in ("grabcut", "otsu"))
    assert cut > 2 * threshold
    assert made.mask("grabcut")[100, 110]  # the coffee
