"""A photo as a network restores it, in tiles, so that memory is bounded."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from convscope.errors import NetworkError
from convscope.images import Photo, PhotoSource, decode
from convscope.images.tiled import tiled
from convscope.network import Network
from convscope.network.task.places import Picture
from convscope.progress import Progress
from convscope.render.notebook import default_progress
from convscope.restore.restored import Restored

# In pixels of the photo.  A quarter of the overlap counts for nothing: restorers see little farther.
TILE = 256
_OVERLAP = 64
_LEAST = 32


def restore(
    network: Network,
    source: PhotoSource | Photo,
    *,
    truth: PhotoSource | Photo | None = None,
    tile: int = TILE,
    progress: Progress | None = None,
) -> Restored:
    """Restore a photo of any size: denoised, enlarged or repaired, as its network learned.

    The photo is seen in its own pixels, in tiles that overlap by 64 pixels or a quarter of a tile; it is mirrored
    beyond its right and lower edges until it fills one.

    Args:
        network: from picture to picture.
        source: a photo.
        truth: the photo as it should be, to compare with.
        tile: rows and columns of a tile.
        progress: told how many tiles are done.

    Raises:
        NetworkError: the network does not give a picture for a photo, or a tile is too small.
        ImageError: the photo cannot be read, or the true one is of another size than the picture.
        Cancelled: somebody asked to stop.
    """
    scale = enlargement_of(network)
    if tile < _LEAST:
        raise NetworkError(f"A tile has at least {_LEAST} rows, got tile={tile}.", f"Leave tile out: {TILE}.")
    photo = source if isinstance(source, Photo) else decode(source)
    true = truth if isinstance(truth, Photo) or truth is None else decode(truth)
    told = default_progress(progress)

    def done(part: int, whole: int) -> None:
        told.step(part, whole, what="tiles")
        told.check()

    # Every tile is of one size, for which the network is traced once.
    filled = _filled(photo, tile)
    found = np.empty((scale * photo.rows, scale * photo.columns, 3), np.uint8)
    overlap = min(_OVERLAP, tile // 4)
    for band in tiled(lambda part: _picture(network, part), filled, tile, overlap, scale, done):
        values = band.values[:, :, : found.shape[1]].clamp(0, 1)
        rows = found[band.rows]
        rows[:] = values[:, : len(rows)].mul(255).round().byte().permute(1, 2, 0).numpy()
    return Restored(photo, found, scale, network.opening, true)


def enlargement_of(network: Network) -> int:
    """How many times longer a network makes the sides of a photo.

    Raises:
        NetworkError: it does not give a picture, of three channels or one, for a photo.
    """
    given, made = network.input_shape, network.graph().output.shape[1:]
    if isinstance(network.task, Picture) and network.preprocessing is not None and given[0] == made[0]:
        scales = {(side or 0) / own for side, own in zip(made[1:], given[1:], strict=True)}
        if len(scales) == 1 and (scale := scales.pop()) >= 1 and scale == int(scale):
            return int(scale)
    raise NetworkError(
        f"Expected a network that makes a picture of a photo, got {network.name}, whose task is {network.task.name}: "
        f"{network.task.summary}.",
        "Train one: `convscope train PHOTOS --network resunet --task denoise`.",
    )


def _filled(photo: Photo, tile: int) -> Photo:
    """A photo that is no smaller than a tile: mirrored beyond its right and lower edges."""
    missing = [max(0, tile - side) for side in (photo.rows, photo.columns)]
    if not any(missing):
        return photo
    return Photo(photo.name, np.pad(photo.pixels, ((0, missing[0]), (0, missing[1]), (0, 0)), "symmetric"))


def _picture(network: Network, part: Photo) -> Tensor:
    """(3, rows, columns) on the scale of 0 to 1."""
    preprocessing = network.preprocessing
    assert preprocessing is not None
    pixels = torch.from_numpy(
        np.array(part.to_pil() if preprocessing.channels == 3 else part.to_pil().convert("L"))
    )
    values = pixels.reshape(part.rows, part.columns, -1).permute(2, 0, 1).float().div(255)
    made = network.scores(preprocessing.from_display(values)[None])[0].float()
    return preprocessing.to_display(made).expand(3, -1, -1)
