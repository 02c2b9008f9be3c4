"""What a report says of transposed convolutions, by closed forms."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.graph import trace
from convscope.images import Photo
from convscope.network import Network
from convscope.report import look
from convscope.report.checkerboard import Checkerboard, read_checkerboards
from convscope.report.page import look_page

ONES = torch.ones(1, 1, 12, 12)


def found(kernel: int, padding: int = 0, inputs: torch.Tensor = ONES) -> Checkerboard:
    layer = nn.ConvTranspose2d(1, 1, kernel, stride=2, padding=padding, bias=False)
    nn.init.ones_(layer.weight)
    (one,) = read_checkerboards(trace(nn.Sequential(layer), tuple(inputs.shape[1:])), inputs)
    return one


@pytest.mark.parametrize("padding", [0, 1])
def test_the_products_are_those_of_ones_in_the_middle(padding: int) -> None:
    counts = nn.functional.conv_transpose2d(ONES, torch.ones(1, 1, 3, 3), stride=2, padding=padding)
    assert (found(3, padding).products == counts[0, 0, 10:12, 10:12].numpy()).all()


def test_turns_explain_all_of_what_varies_by_turns_alone() -> None:
    # A kernel of 1 puts zeros between the ones, and the last row and column are left out.
    assert found(1).share > 0.95


def test_turns_explain_nothing_where_neighbours_are_alike() -> None:
    one = found(2, inputs=torch.rand(1, 1, 12, 12, generator=torch.Generator().manual_seed(0)))
    assert not one.is_uneven
    assert one.share < 1e-9


def test_a_layer_without_a_stride_takes_no_turns() -> None:
    network = nn.Sequential(nn.ConvTranspose2d(1, 1, 3))
    assert read_checkerboards(trace(network, (1, 12, 12)), ONES) == ()


def test_a_report_shows_the_pattern_and_another_network_s_does_not() -> None:
    photo = Photo("photo.png", np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8))
    uneven = Network(
        nn.Sequential(nn.ConvTranspose2d(3, 3, 3, stride=2)), input_shape=(3, 16, 16), task="picture"
    )
    even = Network(nn.Sequential(nn.Conv2d(3, 3, 3)), input_shape=(3, 16, 16), task="picture")
    page = look_page(look(uneven, photo, methods=["saliency"]))
    assert "by turns: 4 2 / 2 1. For this photo" in page
    assert page.count("data:image/png;base64,") >= 2
    assert "Checkerboard?" not in look_page(look(even, photo, methods=["saliency"]))
