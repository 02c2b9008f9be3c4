"""A photo as a network restores it, in tiles, so that memory is bounded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from convscope.errors import NetworkError
from convscope.graph import evaluate
from convscope.graph.tensors import OwnTensors
from convscope.images import Photo, PhotoSource, decode
from convscope.images.alpha import alpha_of
from convscope.images.tiled import tiled
from convscope.network import Network
from convscope.network.restorers import HOLE, NOISE_MAP
from convscope.network.task.places import Picture
from convscope.progress import Progress
from convscope.render.notebook import default_progress
from convscope.restore.degradations.missing import UNKNOWN
from convscope.restore.figures import check_comparable
from convscope.restore.mask import missing_in
from convscope.restore.noise_map import estimated_noise, said_noise
from convscope.restore.restored import Restored

# In pixels of the photo.  A quarter of the overlap counts for nothing: restorers see little farther.
TILE = 256
_OVERLAP = 64
_LEAST = 32
# Of red, green and blue (ITU-R 601-2), as Pillow makes grey of colours.
_LUMINANCE = (0.299, 0.587, 0.114)


def restore(
    network: Network,
    source: PhotoSource | Photo,
    *,
    noise: float | None = None,
    mask: PhotoSource | None = None,
    truth: PhotoSource | Photo | None = None,
    tile: int = TILE,
    progress: Progress | None = None,
) -> Restored:
    """Restore a photo of any size: denoised, enlarged or repaired, as its network learned.

    The photo is seen in its own pixels, in tiles that overlap by 64 pixels or a quarter of a tile; it is mirrored
    beyond its right and lower edges until it fills one.  A transparent one lies over white for the network, and the
    picture is as transparent.

    Args:
        network: from picture to picture.
        source: a photo.
        noise: standard deviation of its noise on the scale of 0 to 255, for a network that is told; by default it is
            estimated, see `estimated_noise`.
        mask: white where the photo is missing; elsewhere it is left as it is.  The network leaves photos their size.
        truth: the photo as it should be, to compare with.
        tile: rows and columns of a tile.
        progress: told how many tiles are done.

    Raises:
        NetworkError: the network does not give a picture for a photo, is not told the noise, or fills holes and gets
            no mask; or a tile is too small.
        ImageError: the photo cannot be read, the true one is of another size than the picture, or the mask of another
            than the photo, or it says nothing.
        Cancelled: somebody asked to stop.
    """
    scale = enlargement_of(network)
    if mask is None and HOLE in network.graph().tensors:
        raise NetworkError(
            f"{network.name} fills what a mask says is missing, and there is no mask.",
            "Give a mask, white where the photo is missing.",
        )
    if tile < _LEAST:
        raise NetworkError(f"A tile has at least {_LEAST} rows, got tile={tile}.", f"Leave tile out: {TILE}.")
    photo = source if isinstance(source, Photo) else decode(source)
    true = truth if isinstance(truth, Photo) or truth is None else decode(truth)
    if true is not None:
        check_comparable((scale * photo.rows, scale * photo.columns), (true.rows, true.columns))
    told = default_progress(progress)

    def done(part: int, whole: int) -> None:
        told.step(part, whole, what="tiles")
        told.check()

    holes = None if mask is None else missing_in(mask, photo)
    given = (
        photo.pixels
        if holes is None
        else np.where(holes[..., None], np.float32(UNKNOWN / 255), _unit(photo.pixels))
    )
    noise_map = _noise_map(network, photo, noise, told)
    found = restored_values(network, given, noise_map=noise_map, tile=tile, done=done)
    if holes is not None:
        found = np.where(holes[..., None], found, photo.pixels)
    level = None if noise_map is None else 255 * float(np.sqrt(np.square(noise_map).mean()))
    alpha = _enlarged(alpha_of(source), scale)
    return Restored(photo, found, scale, network.opening, true, alpha, level, holes)


def _noise_map(
    network: Network, photo: Photo, noise: float | None, told: Progress
) -> NDArray[np.float32] | None:
    """What a network is told of a photo's noise; None where it sees that by itself."""
    if not takes_noise_map(network):
        if noise is not None:
            raise NetworkError(
                f"{network.name} sees by itself how noisy a photo is.", "Leave noise out, or train ffdnet."
            )
        return None
    if noise is not None:
        return said_noise(noise, (photo.rows, photo.columns))
    found = estimated_noise(_unit(photo.pixels))
    least, most = 255 * float(found.min()), 255 * float(found.max())
    told.note(
        f"The noise of {photo.name} is estimated: its standard deviation is {least:.1f} to {most:.1f} of 255."
    )
    return found


def takes_noise_map(network: Network) -> bool:
    """Whether a network is told how noisy a photo is."""
    return NOISE_MAP in network.graph().tensors


def _enlarged(alpha: NDArray[np.uint8] | None, scale: int) -> NDArray[np.uint8] | None:
    if alpha is None or scale == 1:
        return alpha
    rows, columns = alpha.shape
    size = scale * columns, scale * rows
    return np.asarray(Image.fromarray(alpha).resize(size, Image.Resampling.BICUBIC))


def restored_values(
    network: Network,
    picture: NDArray[np.uint8] | NDArray[np.float32],
    *,
    noise_map: NDArray[np.float32] | None = None,
    tile: int = TILE,
    done: Callable[[int, int], None] | None = None,
) -> NDArray[np.uint8]:
    """What a network makes of a picture: (rows, columns, 3).

    Args:
        network: from picture to picture.
        picture: (rows, columns, 3) sRGB of whole numbers from 0 to 255, which become others tile by tile; or of
            numbers that need not be rounded, 0 for black and 1 for white, beyond which noise may go.
        noise_map: (rows, columns), its standard deviation on the same scale, for a network that is told.
        tile: rows and columns of a tile.
        done: called with how many tiles of how many are done.
    """
    scale, (rows, columns) = enlargement_of(network), picture.shape[:2]
    # Every tile is of one size, for which the network is traced once.
    missing = [max(0, tile - side) for side in (rows, columns)]
    seen = picture if noise_map is None else np.dstack([_unit(picture), noise_map])
    filled = np.pad(seen, ((0, missing[0]), (0, missing[1]), (0, 0)), "symmetric")
    found = np.empty((scale * rows, scale * columns, 3), np.uint8)
    overlap = min(_OVERLAP, tile // 4)
    for band in tiled(lambda part: _restored(network, part), filled, tile, overlap, scale, done):
        values = band.values[:, :, : found.shape[1]].clamp(0, 1)
        there = found[band.rows]
        there[:] = values[:, : len(there)].mul(255).round().byte().permute(1, 2, 0).numpy()
    return found


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
        "Train one, such as resunet with task='denoise'.",
    )


def check_enlarges(network: Network) -> None:
    """Refuse a network that does not make photos larger.

    Raises:
        NetworkError: it does not.
    """
    if enlargement_of(network) == 1:
        raise NetworkError(
            f"{network.name} leaves photos their size.", "Train an upscaler, such as espcn-x2."
        )


def check_size_stays(network: Network) -> None:
    """Refuse a network that makes photos larger.

    Raises:
        NetworkError: it does, or makes no picture of a photo.
    """
    if enlargement_of(network) > 1:
        raise NetworkError(f"{network.name} makes photos larger.", "Use it with `convscope upscale`.")


def _unit(pixels: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
    """On the scale of 0 to 1."""
    scale = np.float32(255 if pixels.dtype == np.uint8 else 1)
    return np.divide(pixels, scale, dtype=np.float32)


def _restored(network: Network, part: NDArray[np.uint8] | NDArray[np.float32]) -> Tensor:
    """(3, rows, columns) on the scale of 0 to 1, of a part (rows, columns, 3), or 4 with the noise map."""
    preprocessing = network.preprocessing
    assert preprocessing is not None
    planes = torch.from_numpy(np.ascontiguousarray(_unit(part))).permute(2, 0, 1)
    values = planes[:3]
    if preprocessing.channels == 1:
        values = (values * torch.tensor(_LUMINANCE)[:, None, None]).sum(0, keepdim=True)
    inputs = preprocessing.from_display(values)[None]
    made = network.scores(inputs) if len(planes) == 3 else _told(network, inputs, planes[3:])
    return preprocessing.to_display(made[0].float()).expand(3, -1, -1)


@torch.no_grad()
def _told(network: Network, inputs: Tensor, noise_map: Tensor) -> Tensor:
    """The scores of a network whose own noise map gives way to another, (1, rows, columns)."""
    graph = network.graph(inputs.shape[1:])
    folded = F.avg_pool2d(noise_map[None], 2, ceil_mode=True).to(graph.tensors[NOISE_MAP])
    told = graph.with_tensors(OwnTensors({**graph.tensors, NOISE_MAP: folded}))
    node = network.task.scores(told)
    return evaluate(told, {told.input: inputs}, [node])[node]
