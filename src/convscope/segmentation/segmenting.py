"""A class for each pixel of a photo."""

from __future__ import annotations

from convscope.errors import NetworkError
from convscope.images import Photo, PhotoSource, decode
from convscope.network import Network
from convscope.network.task.places import Segmentation
from convscope.progress import Progress
from convscope.render.notebook import default_progress
from convscope.segmentation.class_scores import photo_scores, tiled_winners, winners
from convscope.segmentation.segmented import Segmented

# Of a tile, where nobody says more.
_OVERLAP = 4
_LEAST = 32


def segment(
    network: Network,
    source: PhotoSource | Photo,
    *,
    tile: int | None = None,
    overlap: int | None = None,
    progress: Progress | None = None,
) -> Segmented:
    """Say which class each pixel of a photo belongs to.

    The whole photo is seen, not the middle that a classifier takes: it is resized as the network's preprocessing
    says, its sides to multiples of 32, and the scores are enlarged to the photo's own resolution along lines.

    Args:
        network: of the task segmentation.
        source: a photo of any size.
        tile: see a large photo in tiles of so many rows and columns, in its own pixels, each of which the network
            sees as it would see a whole photo of that size; by default the photo as a whole.
        overlap: of neighbouring tiles, in pixels; by default a quarter of a tile.
        progress: told how many tiles are done.

    Raises:
        NetworkError: the network gives no class for each place, or a tile is too small.
        ImageError: the photo cannot be read.
        Cancelled: somebody asked to stop.
    """
    task = network.task
    if not isinstance(task, Segmentation) or network.preprocessing is None:
        raise NetworkError(
            f"Expected a network that gives a class for each place of a photo, got {network.name}, whose task is "
            f"{task.name}: {task.summary}.",
            'Name one, such as torchvision/fcn_resnet50, or say task="segmentation" where its outputs mean that.',
        )
    photo = source if isinstance(source, Photo) else decode(source)
    names, opening = network.labels.names, network.opening
    if tile is None:
        scores = photo_scores(network, task, photo)
        return Segmented(photo, winners(scores, (photo.rows, photo.columns)), names, opening)
    overlap = tile // _OVERLAP if overlap is None else overlap
    if tile < _LEAST or not 0 <= overlap <= tile // 2:
        raise NetworkError(
            f"A tile has at least {_LEAST} rows and overlaps the next by at most half, got tile={tile} and "
            f"overlap={overlap}.",
            "Leave overlap out, or choose a larger tile.",
        )
    told = default_progress(progress)

    def done(part: int, whole: int) -> None:
        told.step(part, whole, what="tiles")
        told.check()

    classes = tiled_winners(lambda part: photo_scores(network, task, part), photo, tile, overlap, done)
    return Segmented(photo, classes, names, opening, tile)
