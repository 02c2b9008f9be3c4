"""Responses are drawn as what they are: pictures, signed maps, energies."""

import numpy as np
import pytest
from PIL import Image

from convscope.filters import bank, kernel, survey
from convscope.render import (
    display_limit,
    draw_directions,
    draw_energies,
    draw_kernels,
    draw_response,
    draw_survey,
)

GENERATOR = np.random.default_rng(0)


def test_the_response_of_the_identity_is_the_photo() -> None:
    photo = GENERATOR.integers(0, 256, (6, 7, 3), np.uint8)
    drawn = draw_response((photo / 255).astype(np.float32), kernel("identity"), None)
    assert (np.asarray(drawn) == photo).all()


def test_what_sharpening_drives_out_of_range_is_cut_off() -> None:
    drawn = draw_response(np.array([[-0.2, 1.3]], np.float32), kernel("sharpen"), None)
    assert np.asarray(drawn).tolist() == [[0, 255]]


def test_a_signed_response_is_white_where_it_is_zero() -> None:
    drawn = np.asarray(draw_response(np.array([[0, 2.0]], np.float32), kernel("edge"), 2))
    assert drawn[0, 0].tolist() == [255, 255, 255]
    assert drawn[0, 1, 0] > drawn[0, 1, 2]


def test_three_signed_channels_stand_side_by_side() -> None:
    response = GENERATOR.normal(size=(20, 30, 3)).astype(np.float32)
    assert draw_response(response, kernel("edge"), 1).width > 3 * 30


def test_a_few_strong_responses_do_not_set_the_limit() -> None:
    responses = np.full((100, 100), 0.5, np.float32)
    responses[0, :10] = 100
    assert display_limit(responses, "signed") == pytest.approx(0.5)


def test_responses_that_are_almost_all_zero_have_their_maximum_as_limit() -> None:
    responses = np.zeros((100, 100), np.float32)
    responses[0, 0] = -3
    assert display_limit(responses, "signed") == 3


def test_responses_that_are_all_zero_have_a_limit() -> None:
    assert display_limit(np.zeros((4, 4), np.float32), "signed") == 1


@pytest.mark.parametrize("name", ["gabor:scales=1,orientations=4", "haar:scales=1"])
def test_a_survey_of_even_a_black_photo_can_be_drawn(name: str) -> None:
    found = survey(np.zeros((40, 50, 3), np.uint8), bank(name))
    sheets = [draw_survey(found, Image.new("RGB", (50, 40))), draw_kernels(found), draw_energies(found)]
    assert all(sheet.width > 50 for sheet in sheets)
    assert (draw_directions(found) is None) == name.startswith("haar")


def test_kernels_that_only_average_are_drawn_grey_and_the_others_in_colour() -> None:
    found = survey(GENERATOR.random((60, 50)), bank("haar:scales=1"))
    sheet = np.asarray(draw_survey(found, Image.new("RGB", (50, 60)))).astype(int)
    average, horizontal = sheet[8:68, 8:58], sheet[8:68, 66:116]
    assert np.ptp(average, axis=2).max() == 0
    assert np.ptp(average[:, :, 0]) > 50
    assert np.ptp(horizontal, axis=2).max() > 50
