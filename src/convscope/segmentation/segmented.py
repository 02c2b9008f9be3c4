"""A photo with a class for each of its pixels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import OutputError
from convscope.images import Photo
from convscope.network.opening import Opening
from convscope.render import save_picture
from convscope.render.class_map import class_legend, class_overlay, class_palette
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import Bar, picture, table

_LEGEND = 240
_MOST_THINGS = 2**16 - 1


@dataclass(frozen=True)
class Share:
    """A class of a photo.

    Attributes:
        index: of the class.
        label: its name.
        share: of the photo's pixels that it wins.
    """

    index: int
    label: str
    share: float


@dataclass(frozen=True)
class Thing:
    """One thing of a photo.

    Attributes:
        number: at its pixels in `Segmented.things`.
        label: its class.
        area: in pixels.
        box: (left, top, right, bottom) around it, in pixels; right and bottom are where it ends.
        score: between 0 and 1; None where the network gives none.
    """

    number: int
    label: str
    area: int
    box: tuple[int, int, int, int]
    score: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Segmented(Displayed):
    """A photo, and which class wins each of its pixels.

    Attributes:
        photo: whole and in its own resolution.
        classes: (rows, columns) the index of each pixel's class.
        names: of the network's classes.
        network: how it was opened.
        tile: the side of the tiles in which the photo was seen; None where it was seen as a whole.
        things: (rows, columns) the number of each pixel's thing, from 1 on, 0 where there is none; None where the
            network does not tell things apart.
        scores: of the things, by their numbers from 1 on; None where the network gives none.
    """

    photo: Photo
    classes: NDArray[np.uint8] = field(repr=False)
    names: tuple[str, ...]
    network: Opening
    tile: int | None = None
    things: NDArray[np.int32] | None = field(default=None, repr=False)
    scores: tuple[float, ...] | None = None

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """The classes that win pixels, the one with most first."""
        counts = np.bincount(self.classes.ravel(), minlength=len(self.names)) / self.classes.size
        order = np.argsort(-counts, kind="stable")
        return tuple(Share(int(i), self.names[i], float(counts[i])) for i in order if counts[i])

    @cached_property
    def instances(self) -> tuple[Thing, ...] | None:
        """The things, by their numbers; None where the network does not tell them apart."""
        if self.things is None:
            return None
        numbers, areas = self.things, np.bincount(self.things.ravel())
        return tuple(
            Thing(
                number,
                self.names[int(self.classes[rows, columns][numbers[rows, columns] == number][0])],
                int(areas[number]),
                (columns.start, rows.start, columns.stop, rows.stop),
                None if self.scores is None else self.scores[number - 1],
            )
            for number, found in enumerate(scipy.ndimage.find_objects(numbers), start=1)
            if found is not None
            for rows, columns in [found]
        )

    def overlay(self) -> Image.Image:
        """The photo under the colours of its classes, their legend at the right; of things each has an outline."""
        drawn = class_overlay(self.photo.pixels, self.classes, self.names, parts=self.things)
        shown = self.shares
        legend = class_legend(
            [one.label for one in shown],
            _LEGEND,
            [f"{one.share:.1%}" for one in shown],
            [one.index for one in shown],
        )
        sheet = Image.new("RGB", (drawn.width + legend.width, max(drawn.height, legend.height)), "white")
        sheet.paste(drawn, (0, 0))
        sheet.paste(legend, (drawn.width, 0))
        return sheet

    def mask(self) -> Image.Image:
        """The classes as a PNG of indices has them, with a palette; `convscope data` reads such masks."""
        image = Image.fromarray(self.classes)
        image.putpalette(class_palette(len(self.names)).ravel().tolist())
        return image

    def numbers(self) -> Image.Image | None:
        """The things as a PNG of 16 bits numbers them; None where the network does not tell them apart."""
        if self.things is None:
            return None
        if self.things.max() > _MOST_THINGS:
            raise OutputError(
                f"{self.photo.name} shows {self.things.max()} things, and a mask numbers {_MOST_THINGS} at most.",
                "Cut the photo into parts.",
            )
        return Image.fromarray(self.things.astype(np.uint16))

    def save(self, mask: Path, overlay: Path, numbers: Path | None = None) -> None:
        """Write the mask, the drawn photo, and the numbers of its things if it has any, each whole or not at all.

        Raises:
            OutputError: one of them cannot be written.
        """
        save_picture(self.mask(), mask)
        save_picture(self.overlay(), overlay)
        numbered = self.numbers()
        if numbers is not None and numbered is not None:
            save_picture(numbered, numbers)

    def document(self) -> dict[str, Any]:
        """Classes and things in plain values; ``instances`` is null where the network does not tell things apart."""
        things = self.instances
        return {
            "classes": [asdict(one) for one in self.shares],
            "instances": None if things is None else [asdict(one) for one in things],
        }

    def _line(self) -> str:
        if self.instances is not None:
            counts = Counter(one.label for one in self.instances)
            return ", ".join(f"{count} x {label}" for label, count in counts.items()) or "nothing"
        return ", ".join(f"{one.label} {one.share:.1%}" for one in self.shares[:5])

    def _fragments(self) -> Sequence[str]:
        rows = [(one.label, f"{one.share:.1%}", Bar(one.share)) for one in self.shares]
        return [picture(self.overlay()), table(("class", "share", ""), rows)]

    def _preview(self) -> Image.Image:
        return self.overlay()
