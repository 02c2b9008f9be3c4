"""Colorizers by name: ``colorizer:TRUNK`` tells colours apart, ``colorizer-l2:TRUNK`` gives a and b."""

from __future__ import annotations

from collections.abc import Mapping

from convscope.network.architecture import Architecture
from convscope.network.colorizers.colorizer import Colorizer
from convscope.network.on_trunk import Heads, on_trunk
from convscope.network.segmenters import seen_photos
from convscope.network.task.colours import Colours, colour_names

COLORIZERS: Mapping[str, Heads] = {
    "colorizer": lambda trunk, colours, _: Colorizer(trunk, colours),
    "colorizer-l2": lambda trunk, _colours, _: Colorizer(trunk, 2),
}
# (rows, columns) where a single input is asked for.
_SIZE = (224, 224)
# Colours are blurred in people's eyes and in JPEGs: a quarter of the rows and columns is enough.
_FINER = (4,)


def is_colorizer(spec: str) -> bool:
    """Whether a name is that of a colorizer on a trunk."""
    return spec.partition(":")[0] in COLORIZERS


def colorizer_architecture(spec: str, trunk: Architecture) -> Architecture:
    """A colorizer on a trunk; see `on_trunk`.

    Args:
        spec: ``colorizer:TRUNK``, or another of `COLORIZERS`.
        trunk: the architecture of that name.

    Raises:
        NetworkError: the trunk takes no colour photos.
    """
    return on_trunk(
        spec,
        trunk,
        COLORIZERS[spec.partition(":")[0]],
        of="a colorizer",
        classes=len(colour_names()),
        seen=lambda photo: seen_photos(photo, _SIZE),
        task=Colours.name,
        finer=_FINER,
    )
