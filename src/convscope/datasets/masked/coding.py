"""From the numbers or colours of a mask to classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.masked.class_names import Colour
from convscope.datasets.masked.mask_values import MaskValues
from convscope.errors import ImageError

# The class of places that count for nothing, as in VOC.
IGNORED = 255
_UNKNOWN = 254
MOST_CLASSES = 250
# Classes of these names are none: nothing is learned of their places, and nothing is counted there.
_VOID = frozenset(("void", "unlabelled", "unlabeled", "ignore", "ignored", "unknown"))


@dataclass(frozen=True)
class Coding:
    """What the numbers of masks mean.

    Attributes:
        names: of the classes that count.
        classes: index among them, or `IGNORED`, of each number that masks may hold.
        colours: likewise of each colour; None where nobody said what colours mean.
        palette: a palette that all masks must share, by the name of the mask that has it; None where colours are
            known, or masks have none.
        is_numbered: whether things are told apart; masks in files number them, all of one class, and 0 is none of
            them.
    """

    names: tuple[str, ...]
    classes: Mapping[int, int]
    colours: Mapping[Colour, int] | None = None
    palette: tuple[str, NDArray[np.uint8]] | None = None
    is_numbered: bool = False

    @property
    def is_of_one_kind(self) -> bool:
        """Whether things are told apart that are all of one class."""
        return self.is_numbered and len(self.names) == 2

    def read(self, mask: MaskValues, name: str) -> NDArray[np.uint8]:
        """The class (rows, columns) of each place; `IGNORED` where none counts.

        Raises:
            ImageError: a number or a colour means no class; the mask is named.
        """
        values = mask.values
        if self.colours is not None and mask.palette is not None:
            values = mask.palette[np.minimum(values, len(mask.palette) - 1)]
        if values.ndim == 3:
            return self._of_colours(values, name)
        if self.is_numbered:
            return (values > 0).astype(np.uint8)
        self._check_palette(mask, name)
        table = np.full(256, _UNKNOWN, np.uint8)
        table[list(self.classes)] = list(self.classes.values())
        found: NDArray[np.uint8] = np.where(
            (values >= 0) & (values < 256), table[np.clip(values, 0, 255)], np.uint8(_UNKNOWN)
        )
        if (found == _UNKNOWN).any():
            row, column = np.argwhere(found == _UNKNOWN)[0]
            raise ImageError(
                f"The mask {name} holds {values[row, column]} in row {row}, column {column}, which is no class: "
                f"the classes are {', '.join(self._numbers())}.",
                "Correct it, or name all classes, a line each, in classes.txt.",
            )
        return found

    def _numbers(self) -> list[str]:
        numbers = [str(value) for value in sorted(self.classes)]
        return numbers if len(numbers) < 6 else [*numbers[:2], "...", *numbers[-2:]]

    def _of_colours(self, values: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
        if self.colours is None:
            raise ImageError(
                f"The mask {name} holds colours, and no file says what they mean.",
                "Write name,red,green,blue, a line a class, into class_dict.csv.",
            )
        packed = values.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
        found = np.full(packed.shape, _UNKNOWN, np.uint8)
        for (red, green, blue), label in self.colours.items():
            found[packed == (red << 16) + (green << 8) + blue] = label
        if (found == _UNKNOWN).any():
            row, column = np.argwhere(found == _UNKNOWN)[0]
            colour = ",".join(map(str, values[row, column].tolist()))
            raise ImageError(
                f"The mask {name} has the colour {colour} in row {row}, column {column}, which is no class's.",
                "Correct it, or add the colour to the file of the classes.",
            )
        return found

    def _check_palette(self, mask: MaskValues, name: str) -> None:
        """Refuse indices into another palette: one that a program has shortened numbers other colours."""
        if self.palette is None or mask.palette is None:
            return
        first, colours = self.palette
        for index in np.unique(mask.values).tolist():
            own = mask.palette[index] if index < len(mask.palette) else None
            other = colours[index] if index < len(colours) else None
            if own is not None and other is not None and (own != other).any():
                raise ImageError(
                    f"The number {index} has the colour {','.join(map(str, own.tolist()))} in the mask {name} and "
                    f"{','.join(map(str, other.tolist()))} in {first}, so that numbers mean no classes.",
                    "Say what the colours mean, name,red,green,blue, a line a class, in class_dict.csv.",
                )


def coding_of_names(
    names: Sequence[str], colours: Sequence[Colour] | None, palette: tuple[str, NDArray[np.uint8]] | None
) -> Coding:
    """The coding of named classes: the first is 0, and 255 counts for nothing, as do classes called unlabelled."""
    kept = [name for name in names if name.lower() not in _VOID]
    classes = {IGNORED: IGNORED} | {
        value: kept.index(name) if name in kept else IGNORED for value, name in enumerate(names)
    }
    by_colour = None if colours is None else dict(zip(colours, list(classes.values())[1:], strict=True))
    return Coding(tuple(kept), classes, by_colour, None if colours is not None else palette)


def coding_of_two(names: Sequence[str]) -> Coding:
    """The coding of masks that hold 0 and 255 alone: the first class and the second."""
    return Coding(tuple(names), {0: 0, 255: 1})


def coding_of_things(names: Sequence[str]) -> Coding:
    """The coding of numbered things, which are all of one class; names may say its name, or those of both."""
    both = tuple(names[:2]) if len(names) > 1 else ("background", *(names or ("object",)))
    return Coding(both, {0: 0, 1: 1}, is_numbered=True)
