"""Shapes of inputs as people write them, and how they are read: channels first here, whatever the text's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.arithmetic.shapes import read_shape, shape_text
from convscope.errors import LayerSizeError, suggest

# The letters of the frameworks' documents: channels, depth (planes), height (rows), width (columns), length.
LAYOUTS = ("C", "L", "CL", "LC", "HW", "CHW", "HWC", "DHW", "CDHW", "DHWC")
_NAMES = {"L": "positions", "D": "planes", "H": "rows", "W": "columns"}
_COLOURS = (1, 3)  # channels of grey and of colour pictures


@dataclass(frozen=True)
class InputShape:
    """A shape that was read.

    Attributes:
        text: as it was written.
        layout: one of `LAYOUTS`, the order in which it was read.
        shape: (C, ...), channels first.
    """

    text: str
    layout: str
    shape: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """How it was read: ``28x28x1 is read as 1 channel of 28 rows x 28 columns (HWC), here 1x28x28.``."""
        channels, *sizes = self.shape
        if not sizes:
            return f"{self.text} is read as a vector of {channels} numbers (C)."
        names = [_NAMES[letter] for letter in self.layout if letter != "C"]
        places = " x ".join(f"{size} {name}" for size, name in zip(sizes, names, strict=True))
        counted = "1 channel" if channels == 1 else f"{channels} channels"
        here = shape_text(self.shape)
        said = f"{self.text} is read as {counted} of {places} ({self.layout})"
        return f"{said}." if here == self.text else f"{said}, here {here}."


def read_input(text: str, *, axes: int | None = None, layout: str = "") -> InputShape:
    """Read the shape of one example.

    Without a layout, two numbers are a picture of one channel, three a picture and four a volume; the channels are
    where the odd one out is, 64 in ``6x6x64`` and ``64x6x6``, else last if the last number alone is 1 or 3 (grey or
    colour), else first.

    Args:
        text: ``6x6``, ``3x255x255``, ``255x255x3``.
        axes: axes beside the channels, where the layer says how many it has; a vector has none.
        layout: one of `LAYOUTS`, where the user says it.

    Raises:
        LayerSizeError: malformed, or of other axes than the layout or the layer.
    """
    sizes = read_shape(text)
    if layout:
        order = layout.upper()
        if order not in LAYOUTS:
            hint = suggest(order, LAYOUTS, f"There are {', '.join(LAYOUTS)}.")
            raise LayerSizeError(f"There is no layout {layout!r}.", hint)
        wanted = len(order.replace("C", ""))
        if len(order) != len(sizes) or axes not in (None, wanted):
            raise LayerSizeError(
                f"The layout {order} has {len(order)} numbers for a layer of {wanted} axes, got {text} for one of "
                f"{len(sizes) if axes is None else axes}.",
                "Give another layout, or leave it out.",
            )
    else:
        order = _guessed(sizes, text, axes)
    place = order.find("C")
    channels = 1 if place < 0 else sizes[place]
    others = tuple(size for letter, size in zip(order, sizes, strict=True) if letter != "C")
    return InputShape(text, order, (channels, *others))


def _guessed(sizes: Sequence[int], text: str, axes: int | None) -> str:
    count = len(sizes)
    along = {1: 1, 2: 2, 3: 2, 4: 3}.get(count) if axes is None else axes
    if along not in (count, count - 1):
        wanted = "one to three axes" if along is None else f"{along} {'axis' if along == 1 else 'axes'}"
        raise LayerSizeError(
            f"An input of {wanted} has as many sizes, and perhaps channels, got {text!r}.",
            "Write rows x columns, or channels x rows x columns: 3x255x255.",
        )
    letters = ("", "L", "HW", "DHW")[along]
    if along == count:
        return letters
    return letters + "C" if _channels_last(sizes) else "C" + letters


def _channels_last(sizes: Sequence[int]) -> bool:
    first, last = sizes[0], sizes[-1]
    if len(sizes) > 2:
        odd_last = len(set(sizes[:-1])) == 1 and last != first
        odd_first = len(set(sizes[1:])) == 1 and last != first
        if odd_last or odd_first:
            return odd_last
    return last in _COLOURS and first not in _COLOURS
