"""What people call restoring a photo: denoising, enlarging, repairing."""

from __future__ import annotations

from convscope.images import Photo, PhotoSource
from convscope.network import Network
from convscope.progress import Progress
from convscope.restore.restored import Restored
from convscope.restore.restoring import TILE, check_enlarges, check_size_stays, restore


def denoise(
    network: Network,
    source: PhotoSource | Photo,
    *,
    noise: float | None = None,
    truth: PhotoSource | Photo | None = None,
    tile: int = TILE,
    progress: Progress | None = None,
) -> Restored:
    """Take the noise of a photo away, by a network that learned it; see `convscope.restore.restore`.

    Args:
        network: that learned it.
        source: a photo of any size.
        noise: standard deviation of its noise on the scale of 0 to 255, for a network that is told, such as ffdnet;
            by default it is estimated.
        truth: the photo as it should be, to compare with.
        tile: rows and columns of the tiles in which the photo is seen.
        progress: told how many tiles are done.

    Raises:
        NetworkError: the network does not make a picture of a photo, makes it larger, or is not told the noise.
        ImageError: the photo cannot be read, or the true one is of another size.
        Cancelled: somebody asked to stop.
    """
    check_size_stays(network)
    return restore(network, source, noise=noise, truth=truth, tile=tile, progress=progress)


def upscale(
    network: Network,
    source: PhotoSource | Photo,
    *,
    truth: PhotoSource | Photo | None = None,
    tile: int = TILE,
    progress: Progress | None = None,
) -> Restored:
    """Enlarge a photo, by a network that learned super-resolution; see `convscope.restore.restore`.

    Args:
        network: that makes photos larger.
        source: a photo of any size.
        truth: the photo as it should be, of the size of the picture.
        tile: rows and columns of the tiles in which the photo is seen.
        progress: told how many tiles are done.

    Raises:
        NetworkError: the network does not make a larger picture of a photo.
        ImageError: the photo cannot be read, or the true one is not of the size of the picture.
        Cancelled: somebody asked to stop.
    """
    check_enlarges(network)
    return restore(network, source, truth=truth, tile=tile, progress=progress)


def repair(
    network: Network,
    source: PhotoSource | Photo,
    *,
    mask: PhotoSource | None = None,
    truth: PhotoSource | Photo | None = None,
    tile: int = TILE,
    progress: Progress | None = None,
) -> Restored:
    """Repair a photo that JPEG, blur or scratches have harmed; see `convscope.restore.restore`.

    Args:
        network: that learned it.
        source: a photo of any size.
        mask: white where the photo is missing; elsewhere it is left as it is.
        truth: the photo as it should be, to compare with.
        tile: rows and columns of the tiles in which the photo is seen.
        progress: told how many tiles are done.

    Raises:
        NetworkError: the network does not make a picture of a photo, or makes it larger.
        ImageError: the photo cannot be read, or the true one or the mask is of another size.
        Cancelled: somebody asked to stop.
    """
    check_size_stays(network)
    return restore(network, source, mask=mask, truth=truth, tile=tile, progress=progress)
