"""Tiles and memories within a budget."""

from __future__ import annotations

import pytest

from convscope.errors import SynthesisError
from convscope.synthesis.footprint import within
from synthesis.pictures import small_network

LAYERS = ["first", "third"]
MB = 2**20


def test_more_memory_gives_larger_tiles_and_a_longer_memory() -> None:
    found = [within(small_network(), LAYERS, (1000, 1500), size * MB) for size in (640, 1280, 2560)]
    tiles, remembered = zip(*found, strict=True)
    assert list(tiles) == sorted(set(tiles))
    assert list(remembered) == sorted(remembered)
    assert all(tile % 32 == 0 for tile in tiles)


def test_deep_layers_cost_more_than_shallow_ones() -> None:
    shallow, deep = (within(small_network(), [layer], (512, 512), 256 * MB) for layer in ("first", "third"))
    assert shallow[0] > deep[0]


def test_too_little_memory_says_how_much_would_do() -> None:
    with pytest.raises(SynthesisError, match="needs more memory than 64 MB") as caught:
        within(small_network(), LAYERS, (2000, 2000), 64 * MB)
    enough = int(caught.value.hint.split("Allow it ")[1].split("MB")[0])
    assert within(small_network(), LAYERS, (2000, 2000), enough * MB)[0] >= 128
