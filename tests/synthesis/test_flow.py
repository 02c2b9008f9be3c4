"""Optical flow, and where it is trusted."""

import torch
from skimage import data

from convscope.synthesis.flow import carried, flow, trusted
from convscope.synthesis.pictures import as_image

CAT = as_image(data.chelsea())
HERE, THERE = CAT[:, :, 60:200, 66:266], CAT[:, :, 62:202, 60:260]
INNER = (..., slice(16, -16), slice(16, -16))


def test_the_flow_of_a_pan_is_the_pan() -> None:
    found = flow(HERE, THERE)[INNER]
    assert (found[:, 0] - 6).abs().median() < 0.1
    assert (found[:, 1] + 2).abs().median() < 0.1


def test_what_is_carried_along_the_flow_is_what_is_seen_here() -> None:
    moved = carried(THERE, flow(HERE, THERE))[INNER]
    assert (moved - HERE[INNER]).abs().mean() < 0.01
    assert (THERE - HERE)[INNER].abs().mean() > 0.05


def test_a_pan_is_trusted_but_for_what_comes_into_the_picture() -> None:
    kept = trusted(flow(HERE, THERE), flow(THERE, HERE))[0, 0]
    assert kept[16:-16, 16:-16].mean() > 0.9
    assert kept[:, -6:].mean() < 0.2


def test_a_cut_to_another_photo_is_not_trusted() -> None:
    other = as_image(data.astronaut())[:, :, 60:200, 66:266]
    assert trusted(flow(HERE, other), flow(other, HERE)).mean() < 0.25


def test_a_still_film_is_trusted_everywhere() -> None:
    still = torch.zeros(1, 2, 8, 9)
    assert trusted(still, still).min() == 1
