"""A class for each pixel of a photo."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.errors import NetworkError
from convscope.images import Photo, PhotoSource, Preprocessing, decode
from convscope.images.tiles import checked_overlap
from convscope.network import Network
from convscope.network.detecting import check_thresholds
from convscope.network.detecting_tiles import found_on
from convscope.network.task.boxes import SCORE
from convscope.network.task.instances import Instances
from convscope.network.task.places import Segmentation
from convscope.network.task.things import Things
from convscope.progress import Progress
from convscope.render.notebook import default_progress
from convscope.segmentation.class_scores import photo_scores, tiled_winners, winners
from convscope.segmentation.outlined import segmented_by_things
from convscope.segmentation.segmented import Segmented
from convscope.segmentation.things import numbered_things

# Pixels of a photo that a network sees at once in its own resolution, and the side of a tile where there are more.
_MOST = 2**20
_TILE = 512


def segment(
    network: Network,
    source: PhotoSource | Photo,
    *,
    tile: int | None = None,
    overlap: int | None = None,
    score: float | None = None,
    progress: Progress | None = None,
) -> Segmented:
    """Say which class each pixel of a photo belongs to.

    The whole photo is seen, not the middle that a classifier takes: it is resized as the network's preprocessing
    says, its sides to multiples of 32, and the scores are enlarged to the photo's own resolution along lines.  Where
    the network tells things apart, each gets a number.

    Args:
        network: of the task segmentation, or one that finds things with boxes and masks, of which the one of the
            highest score has the pixel where masks overlap.
        source: a photo of any size.
        tile: see a large photo in tiles of so many rows and columns, in its own pixels, each of which the network
            sees as it would see a whole photo of that size; by default the photo as a whole, but one of more than
            a million pixels, by a network that sees it in them, in tiles of 512.  Of things with boxes and masks, one
            that a tile cuts is taken from the one that holds it whole.
        overlap: of neighbouring tiles, in pixels; by default a quarter of a tile.
        score: of a network that finds things with boxes and masks, the least score of a thing; by default 0.3.
        progress: told how many tiles are done.

    Raises:
        NetworkError: the network gives no class for each place, a tile is too small, or something is asked that is
            for another kind of network.
        BoxError: the score is out of its range.
        ImageError: the photo cannot be read.
        Cancelled: somebody asked to stop.
    """
    task = network.task
    photo = source if isinstance(source, Photo) else decode(source)
    if isinstance(task, Instances):
        least = SCORE if score is None else score
        check_thresholds(least, None)
        shared = 0
        if tile is not None:
            shared = checked_overlap(tile, overlap)
        elif overlap is not None:
            raise NetworkError(
                f"{network.name} sees a photo as a whole where nobody asks for tiles, and nothing overlaps.",
                "Say tile, too, or leave overlap out.",
            )
        things = found_on(
            network, photo, least=least, tile=tile, shared=shared, progress=default_progress(progress)
        )
        return segmented_by_things(network, photo, things, tile)
    if not isinstance(task, Segmentation) or network.preprocessing is None:
        raise NetworkError(
            f"Expected a network that gives a class for each place of a photo, got {network.name}, whose task is "
            f"{task.name}: {task.summary}.",
            'Train one, unet:efficientnet-lite0, or say task="segmentation" where its outputs mean that.',
        )
    if score is not None:
        raise NetworkError(
            f"{network.name} gives a class for each place, and its things have no scores.", "Leave score out."
        )
    if tile is None and not _is_large(network.preprocessing, photo):
        scores = photo_scores(network, task, photo)
        return _segmented(network, photo, winners(scores, (photo.rows, photo.columns)), None)
    tile = _TILE if tile is None else tile
    overlap = checked_overlap(tile, overlap)
    told = default_progress(progress)

    def done(part: int, whole: int) -> None:
        told.step(part, whole, what="tiles")
        told.check()

    classes = tiled_winners(lambda part: photo_scores(network, task, part), photo, tile, overlap, done)
    return _segmented(network, photo, classes, tile)


def _is_large(preprocessing: Preprocessing, photo: Photo) -> bool:
    """Whether a photo is seen in its own pixels, and has too many to be seen as a whole."""
    return preprocessing.resize is None and photo.rows * photo.columns > _MOST


def _segmented(network: Network, photo: Photo, found: NDArray[np.uint8], tile: int | None) -> Segmented:
    names, opening = network.labels.names, network.opening
    if not isinstance(network.task, Things):
        return Segmented(photo, found, names, opening, tile)
    classes = (found > 0).astype(np.uint8)
    return Segmented(photo, classes, names[:2], opening, tile, numbered_things(found))
