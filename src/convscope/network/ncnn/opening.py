"""Opening the files of an ncnn network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from convscope.errors import NetworkError
from convscope.network.checkpoint import check_file
from convscope.network.device import checked_device
from convscope.network.input import Input
from convscope.network.ncnn.network import NcnnNetwork
from convscope.network.ncnn.param_file import read_param
from convscope.network.ncnn.weights_file import WeightsFile
from convscope.network.network import Network
from convscope.network.opening import Opening
from convscope.network.restorers import in_own_pixels
from convscope.network.task.places import Picture

SUFFIX = ".param"
_COLOURS = 3
# Of a photo where a single one is asked for.
_SIDE = 32
_ASSUMED = "photos are taken in [0, 1] unchanged, since files of ncnn do not say more"


def open_ncnn(path: Path, asked: str | None, opening: Opening) -> Network:
    """The network of a ``.param`` file, its weights in the ``.bin`` file beside it or in another one.

    Args:
        path: of the layers.
        asked: the file of the weights; by default ``.bin`` of the same name.
        opening: as which it is opened.

    Raises:
        NetworkError: a file is missing or broken, does not belong to the other, or holds a layer that is not known.
    """
    check_file(path)
    if asked == "random":
        raise NetworkError(f"{path} is opened with its weights.", "Leave weights out, or give a .bin file.")
    place = path.with_suffix(".bin") if asked in (None, "default") else Path(asked)
    if not place.is_file():
        raise NetworkError(
            f"There is no file {place}, which would hold the weights of {path}.", "Name it as weights."
        )
    weights = WeightsFile(place)
    module = NcnnNetwork(read_param(path), weights, path)
    weights.check_read()
    module = module.eval()
    first = next((part for part in module.modules() if isinstance(part, nn.Conv2d)), None)
    channels = first.in_channels if first else _COLOURS
    is_photo = channels in (1, _COLOURS)
    return Network(
        module.to(checked_device(opening.device)),
        inputs=[replace(Input.photo(in_own_pixels(channels)), assumed=_ASSUMED)] if is_photo else None,
        input_shape=None if is_photo else (channels, _SIDE, _SIDE),
        task=Picture.name if is_photo and _outputs(module, channels) == channels else None,
        name=str(path),
        weights=f"in {place}",
        opening=opening,
    )


@torch.no_grad()
def _outputs(module: nn.Module, channels: int) -> int:
    """The channels of the maps that a network makes; 0 of one that makes none."""
    made: Tensor = module(torch.zeros(1, channels, _SIDE, _SIDE))
    return made.shape[1] if made.dim() == 4 else 0
