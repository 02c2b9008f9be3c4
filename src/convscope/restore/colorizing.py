"""Colours for a grey photo, by a network that learned what things look like."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.errors import ImageError, NetworkError
from convscope.images import Photo, PhotoSource, decode
from convscope.images.alpha import alpha_of, without_white
from convscope.images.lab import lab_of, srgb_of, without_colour
from convscope.images.resizing import resized
from convscope.network import Network
from convscope.network.task.colours import TEMPERATURE, Colours
from convscope.progress import Progress
from convscope.render.notebook import default_progress
from convscope.restore.figures import check_comparable
from convscope.restore.guided import GuidedMaps
from convscope.restore.hints import painted, shrunk_hints
from convscope.restore.restored import Restored
from convscope.restore.spreading import spread

# The shorter side of a photo as a colorizer sees it, and the longer one at most: multiples of the greatest stride.
_SIDE = 256
_LONGEST = 1024
_STRIDE = 32
# Channels that differ by more are colours.
_GREY = 8


def colorize(
    network: Network,
    source: PhotoSource | Photo,
    *,
    hints: PhotoSource | None = None,
    truth: PhotoSource | Photo | None = None,
    temperature: float = TEMPERATURE,
    progress: Progress | None = None,
) -> Restored:
    """Give a grey photo colours, by a network that learned it; of a photo with colours these are taken away first.

    The network sees the photo as a whole, its shorter side 256 pixels, and says a and b of CIE L*a*b* for each place.
    Where a hint says something else, the difference is spread, see `spread`.  They are enlarged
    along the edges of the photo, whose lightness and transparency stay as they are.

    Args:
        network: a colorizer.
        source: a photo of any size.
        hints: strokes of colour on a transparent picture of the photo's size.
        truth: the photo as it should be, to compare with.
        temperature: of the annealed mean, above 0: 1 is the mean, smaller ones are nearer to the likeliest colour.
        progress: told when it is done.

    Raises:
        NetworkError: the network is no colorizer, or the temperature is not between 0 and 1.
        ImageError: a photo cannot be read, the true one or the hints are of another size, or nothing is hinted at.

    Source: Zhang, Isola and Efros 2016, "Colorful image colorization", arXiv:1603.08511.
    """
    task = check_colorizes(network)
    if not 0 < temperature <= 1:
        raise NetworkError(
            f"A temperature lies above 0 and is at most 1, got {temperature:g}.", f"Write {TEMPERATURE:g}."
        )
    photo = source if isinstance(source, Photo) else decode(source)
    true = truth if isinstance(truth, Photo) or truth is None else decode(truth)
    if true is not None:
        check_comparable((photo.rows, photo.columns), (true.rows, true.columns))
    strokes = None if hints is None else _strokes(hints, photo)
    told = default_progress(progress)
    if _has_colours(photo.pixels):
        told.note(f"{photo.name} has colours already: they are taken away first.")
    seen = _seen(photo, strokes)
    preprocessing = network.preprocessing
    assert preprocessing is not None
    lightness = seen.lightness
    values = torch.from_numpy(seen.picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
    scores = network.scores(preprocessing.from_display(values)).float()
    ab = task.ab(scores, temperature)[0].permute(1, 2, 0).cpu().numpy()
    ab = resized(ab, lightness.shape, "bilinear")
    if strokes is not None:
        # Where the network saw a hint and thought otherwise, the user knows better.
        ab = ab + spread(seen.hints - ab, seen.where, lightness)
    guided = GuidedMaps(ab, lightness / np.float32(100))
    grey, found = np.empty_like(photo.pixels), np.empty_like(photo.pixels)
    for rows, lines in guided.bands(photo.pixels.shape[:2]):
        told.check()
        light = lab_of(photo.pixels[rows])[..., :1]
        found[rows] = srgb_of(np.dstack([light, lines[..., :2] * light / 100 + lines[..., 2:]]))
        grey[rows] = without_colour(photo.pixels[rows])
    return Restored(Photo(photo.name, grey), found, 1, network.opening, true, alpha_of(source))


def check_colorizes(network: Network) -> Colours:
    """The task of a colorizer.

    Raises:
        NetworkError: the network is none.
    """
    if not isinstance(network.task, Colours) or network.preprocessing is None:
        raise NetworkError(
            f"Expected a network that gives photos colours, got {network.name}, whose task is {network.task.name}: "
            f"{network.task.summary}.",
            "Train one, colorizer:efficientnet-lite0.",
        )
    return network.task


def _has_colours(pixels: NDArray[np.uint8]) -> bool:
    red, green, blue = (pixels[..., channel].astype(np.int16) for channel in range(3))
    return bool(max(np.abs(red - green).max(), np.abs(blue - green).max()) > _GREY)


def _strokes(hints: PhotoSource, photo: Photo) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The colours (rows, columns, 3) of strokes, and their opacity (rows, columns).

    Raises:
        ImageError: they are of another size than the photo, or the picture is opaque or transparent everywhere.
    """
    painting, alpha = decode(hints), alpha_of(hints)
    if (painting.rows, painting.columns) != (photo.rows, photo.columns):
        raise ImageError(
            f"The hints {painting.name} have {painting.rows} x {painting.columns} pixels, and {photo.name} has "
            f"{photo.rows} x {photo.columns}.",
            "Paint them on a picture of the photo's size.",
        )
    hint = "Paint strokes of colour on a transparent layer, and save that alone as PNG."
    if alpha is None or alpha.min() == 255:
        raise ImageError(
            f"Hints are strokes on a transparent picture, and {painting.name} is opaque everywhere.", hint
        )
    if alpha.max() == 0:
        raise ImageError(
            f"Hints are strokes on a transparent picture, and {painting.name} is transparent everywhere.",
            hint,
        )
    return without_white(painting.pixels, alpha), alpha


class _Seen(NamedTuple):
    """What a colorizer sees of a photo.

    Attributes:
        picture: (rows, columns, 3), grey with hints.
        lightness: (rows, columns).
        hints: (rows, columns, 2), their a and b.
        where: (rows, columns), above 0 where there is one.
    """

    picture: NDArray[np.uint8]
    lightness: NDArray[np.float32]
    hints: NDArray[np.float32]
    where: NDArray[np.float32]


def _seen(photo: Photo, strokes: tuple[NDArray[np.uint8], NDArray[np.uint8]] | None) -> _Seen:
    factor = _SIDE / min(photo.rows, photo.columns)
    rows, columns = (
        min(_LONGEST, round(factor * side / _STRIDE) * _STRIDE) for side in (photo.rows, photo.columns)
    )
    small = np.asarray(photo.to_pil().resize((columns, rows)))
    lightness = lab_of(small)[..., 0]
    nothing = np.zeros((rows, columns, 2), np.float32), np.zeros((rows, columns), np.float32)
    ab, where = nothing if strokes is None else shrunk_hints(*strokes, (rows, columns))
    return _Seen(painted(lightness, ab, where), lightness, ab, where)
