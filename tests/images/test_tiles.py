"""Tiles cover a picture evenly, and leave no seams."""

from itertools import pairwise

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convscope.images import Photo
from convscope.images.tiles import starts, weights
from convscope.segmentation.class_scores import seen_size, tiled_winners, winners

lengths = st.integers(1, 400)
tiles = st.integers(32, 128)


@given(lengths, tiles, st.integers(0, 16))
def test_tiles_cover_an_axis_with_the_overlap(length: int, tile: int, overlap: int) -> None:
    begins = starts(length, tile, overlap)
    assert begins[0] == 0
    assert begins[-1] + tile >= length
    assert all(after - before <= tile - overlap for before, after in pairwise(begins))


@given(lengths, tiles, st.integers(0, 16))
def test_every_place_counts(length: int, tile: int, overlap: int) -> None:
    total = np.zeros(max(length, tile))
    for begin in starts(length, tile, overlap):
        total[begin : begin + tile] += weights(begin, tile, length, overlap)
    assert (total > 0).all()


def photo(rows: int, columns: int, seed: int = 0) -> Photo:
    pixels = np.random.default_rng(seed).integers(0, 256, (rows, columns, 3), np.uint8)
    return Photo("noise", pixels)


def test_a_photo_in_tiles_has_the_classes_of_the_whole_photo() -> None:
    """The network sees 4 places in each direction, a quarter of the overlap."""
    torch.manual_seed(0)
    layers = [nn.Conv2d(3, 8, 5, padding=2), nn.ReLU(), nn.Conv2d(8, 5, 5, padding=2)]
    network = nn.Sequential(*layers).double()

    def scores(part: Photo) -> torch.Tensor:
        with torch.no_grad():
            found: torch.Tensor = network(torch.from_numpy(part.pixels / 255).permute(2, 0, 1)[None])[0]
        return found.float()

    whole = photo(150, 210)
    assert (tiled_winners(scores, whole, 64, 16) == scores(whole).argmax(0).numpy()).all()


def test_winners_are_those_of_the_scores_enlarged_as_a_whole() -> None:
    scores = torch.randn(4, 9, 13, generator=torch.Generator().manual_seed(0))
    whole = nn.functional.interpolate(scores[None], (70, 91), mode="bilinear")[0].argmax(0)
    assert (winners(scores, (70, 91)) == whole.numpy()).mean() > 0.999


def test_a_photo_is_seen_as_a_whole_at_the_scale_of_the_preprocessing() -> None:
    assert seen_size(256, (375, 500)) == (256, 352)
    assert seen_size((288, 384), (360, 480)) == (288, 384)
    assert seen_size(None, (100, 130)) == (96, 128)
