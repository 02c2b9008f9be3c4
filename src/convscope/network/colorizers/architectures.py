"""Colorizers by name: ``colorizer:TRUNK`` tells colours apart, ``colorizer-l2:TRUNK`` gives a and b."""

from __future__ import annotations

from collections.abc import Mapping

from convscope.network.colorizers.colorizer import Colorizer
from convscope.network.on_trunk import Heads, OnTrunk
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


_KIND = OnTrunk(
    COLORIZERS,
    of="a colorizer",
    classes=lambda: len(colour_names()),
    seen=lambda photo: seen_photos(photo, _SIZE),
    task=lambda _: Colours.name,
    finer=_FINER,
)
is_colorizer, colorizer_architecture = _KIND.makes, _KIND.architecture
