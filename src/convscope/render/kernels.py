"""Pictures of kernels: weights and frequency response."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convscope.filters import Kernel
from convscope.render.colour import sequential, signed

# A square of the drawing at least this wide holds a number.
WIDTH_OF_NUMBER = 40
FREQUENCIES = 128


def draw_kernel(kernel: Kernel, side: int = 256) -> Image.Image:
    """Draw the weights as squares on the signed scale, with their numbers where there is room.

    Args:
        kernel: the kernel.
        side: about how many pixels the longer side gets.

    Returns:
        An RGB picture; the greatest magnitude has the darkest colour.
    """
    square = max(1, side // max(kernel.shape))
    colours = signed(kernel.weights).repeat(square, axis=0).repeat(square, axis=1)
    picture = Image.fromarray(colours)
    if square >= WIDTH_OF_NUMBER:
        draw = ImageDraw.Draw(picture)
        font = ImageFont.load_default(max(10, square // 4))
        for (row, column), weight in np.ndenumerate(kernel.weights):
            middle = int(row * square + square // 2), int(column * square + square // 2)
            ink = "black" if colours[middle].mean() > 128 else "white"
            draw.text((middle[1], middle[0]), f"{weight:.3g}", ink, font, anchor="mm")
    return picture


def draw_frequency_response(kernel: Kernel, side: int = 256) -> Image.Image:
    """Draw the gain for waves of each frequency and direction, black for none to pale yellow for the most.

    Frequency 0 is in the middle, half a wave in a pixel at the edges; waves that run rightwards lie along the
    row through the middle.

    Args:
        kernel: the kernel.
        side: pixels of each side.
    """
    reach = max(FREQUENCIES, *kernel.shape)
    gain = np.fft.fftshift(np.abs(np.fft.fft2(kernel.weights, (reach, reach))))
    picture = Image.fromarray(sequential(gain, 0, float(gain.max()) or 1))
    return picture.resize((side, side), Image.Resampling.BICUBIC)
