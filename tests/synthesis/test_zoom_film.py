"""The film of a zoom."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from skimage import data

from convscope.synthesis.zoom_film import moved, zoom_film

FACTOR, TURN = 1.05, 2.0


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    """A way inwards on a still photo: what a zoom would be if nothing were dreamt."""
    first = Image.fromarray(data.chelsea()).resize((160, 120))
    return [moved(first, FACTOR**number, TURN * number) for number in range(4)]


@pytest.mark.parametrize("ease", [False, True])
def test_the_film_holds_the_frames_between_and_no_two_are_the_same(
    pictures: list[Image.Image], ease: bool
) -> None:
    frames = list(zoom_film(pictures, FACTOR, TURN, 3, ease=ease))
    assert len(frames) == 3 * 4 + 1
    assert len({frame.tobytes() for frame in frames}) == len(frames)
    assert frames[0].tobytes() == pictures[0].tobytes()
    assert frames[-1].tobytes() == pictures[-1].tobytes()


def test_a_frame_between_is_the_photo_seen_from_between(pictures: list[Image.Image]) -> None:
    frames = list(zoom_film(pictures, FACTOR, TURN, 1, ease=False))
    expected = moved(pictures[0], FACTOR**1.5, TURN * 1.5)
    middle = (slice(10, -10), slice(10, -10))
    difference = np.asarray(frames[3], float)[middle] - np.asarray(expected, float)[middle]
    assert np.abs(difference).mean() < 3
    other = np.asarray(pictures[0], float)[middle] - np.asarray(expected, float)[middle]
    assert np.abs(other).mean() > 9


def test_an_eased_film_moves_less_at_its_ends_than_in_its_middle(pictures: list[Image.Image]) -> None:
    frames = [np.asarray(frame, float) for frame in zoom_film(pictures, FACTOR, TURN, 5, ease=True)]
    change = [np.abs(after - before).mean() for before, after in pairwise(frames)]
    assert max(change[0], change[-1]) < 0.6 * max(change)


def test_a_single_picture_is_a_film_of_one_frame(pictures: list[Image.Image]) -> None:
    assert len(list(zoom_film(pictures[:1], FACTOR, TURN, 3, ease=True))) == 1
