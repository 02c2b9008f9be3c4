"""Inversion and caricature."""

from __future__ import annotations

import pytest
import torch
from skimage import data

from convscope.errors import ObjectiveError
from convscope.network import open_network
from convscope.synthesis.exaggeration import Exaggerating, alignment, caricature
from convscope.synthesis.inversion import Inverting, invert, matching, psnr
from convscope.synthesis.pictures import as_image
from convscope.synthesis.steppers import LBFGS
from convscope.synthesis.view import View
from synthesis.pictures import small_network, smooth_photo

PHOTO = smooth_photo(32, 32)


def test_the_first_layer_returns_the_photo() -> None:
    ascent = invert(small_network(), PHOTO, "first", Inverting(steps=40, stepper=LBFGS()))
    assert psnr(ascent.images, PHOTO) > 30


@pytest.mark.slow
def test_the_embedded_networks_first_layer_returns_a_real_photo() -> None:
    network = open_network("efficientnet-lite0")
    assert network.preprocessing is not None
    from convscope.images import decode

    photo = as_image(network.preprocessing.look(decode(data.chelsea())))
    ascent = invert(network, photo, "conv_stem", Inverting(steps=100, stepper=LBFGS()))
    assert psnr(ascent.images, photo) > 30


def test_deeper_layers_hold_less_of_the_photo() -> None:
    how = Inverting(steps=20, stepper=LBFGS())
    first, third = (psnr(invert(small_network(), PHOTO, at, how).images, PHOTO) for at in ("first", "third"))
    assert first > third


def test_the_photo_itself_is_a_perfect_match() -> None:
    view = View.of(small_network(), PHOTO)
    assert view.score(PHOTO, view.bind(matching(view, PHOTO, "second"))).item() == pytest.approx(0, abs=1e-10)


def test_psnr_of_a_difference_of_a_tenth_is_twenty_decibels() -> None:
    assert psnr(torch.full((1, 3, 4, 4), 0.6), torch.full((1, 3, 4, 4), 0.5)) == pytest.approx(20, abs=1e-3)


def test_a_caricature_comes_to_point_where_the_photo_does() -> None:
    view = View.of(small_network(), PHOTO)
    bound = view.bind(alignment(view, PHOTO, "second", 2.0))
    assert view.score(PHOTO, bound).item() == pytest.approx(1, rel=1e-5)
    history = caricature(small_network(), PHOTO, "second", Exaggerating(steps=30)).history
    assert history[-1] > history[0] + 0.1


@pytest.mark.parametrize("function", [matching, lambda view, photo, at: alignment(view, photo, at, 1.0)])
def test_a_layer_without_maps_is_refused(function: object) -> None:
    with pytest.raises(ObjectiveError, match="no maps"):
        function(View.of(small_network(), PHOTO), PHOTO, "head")  # type: ignore[operator]
