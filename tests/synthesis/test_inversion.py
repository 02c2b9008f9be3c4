"""Inversion and caricature."""

from __future__ import annotations

import pytest
import torch
from skimage import data

from convscope.errors import ObjectiveError
from convscope.network import open_network
from convscope.synthesis.exaggeration import alignment, exaggeration
from convscope.synthesis.from_noise import search_from_noise
from convscope.synthesis.inversion import inversion, matching, psnr
from convscope.synthesis.pictures import as_image
from convscope.synthesis.steppers import LBFGS
from convscope.synthesis.view import View
from synthesis.pictures import small_network, smooth_photo

PHOTO = smooth_photo(32, 32)


def test_the_first_layer_returns_the_photo() -> None:
    ascent = search_from_noise(small_network(), PHOTO, inversion("first", PHOTO, 40, LBFGS()))
    assert psnr(ascent.images, PHOTO) > 30


@pytest.mark.slow
def test_the_embedded_networks_first_layer_returns_a_real_photo() -> None:
    network = open_network("efficientnet-lite0")
    assert network.preprocessing is not None
    from convscope.images import decode

    photo = as_image(network.preprocessing.look(decode(data.chelsea())))
    ascent = search_from_noise(network, photo, inversion("conv_stem", photo, 100, LBFGS()))
    assert psnr(ascent.images, photo) > 30


def test_deeper_layers_hold_less_of_the_photo() -> None:
    searches = [inversion(address, PHOTO, 20, LBFGS()) for address in ("first", "third")]
    first, third = (psnr(search_from_noise(small_network(), PHOTO, of).images, PHOTO) for of in searches)
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
    history = search_from_noise(small_network(), PHOTO, exaggeration("second", PHOTO, 30, 0.05, 2.0)).history
    assert history[-1] > history[0] + 0.1


@pytest.mark.parametrize("function", [matching, lambda view, photo, at: alignment(view, photo, at, 1.0)])
def test_a_layer_without_maps_is_refused(function: object) -> None:
    with pytest.raises(ObjectiveError, match="no maps"):
        function(View.of(small_network(), PHOTO), PHOTO, "head")  # type: ignore[operator]
