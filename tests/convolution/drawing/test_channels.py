"""The picture of one element of many channels."""

import numpy as np

from convscope.convolution import Convolution, work_out
from convscope.convolution.drawing import Text, channels_scene

VALUES = np.arange(1, 6)[:, None, None] * np.ones((5, 3, 3))


def texts_of(layer: Convolution, row: int = 0) -> list[str]:
    element = work_out(layer, VALUES, filter=0, row=row, column=0)
    scene = channels_scene(element, (3, 3), "a layer", ("relu(20) = 20",))
    return [shape.text for shape in scene.shapes if isinstance(shape, Text)]


def test_the_strongest_channels_stand_first_and_the_rest_is_one_number() -> None:
    texts = texts_of(Convolution(np.ones((1, 5, 1, 1)), np.array([5.0])))
    assert [text for text in texts if text.startswith("Channel")] == [
        "Channel 4",
        "Channel 3",
        "Channel 2",
        "Channel 1",
    ]
    assert "5 + 4 + 3 + 2 + 1 (1 other channel) + 5 (bias) = 20" in texts


def test_what_follows_stands_below_the_sum() -> None:
    assert texts_of(Convolution(np.ones((1, 5, 1, 1))))[-1] == "relu(20) = 20"


def test_every_product_of_a_shown_channel_is_drawn() -> None:
    texts = texts_of(Convolution(np.full((1, 5, 2, 2), 2.0)))
    assert texts.count("10") == 4  # channel 4: 5 x 2 at four places
