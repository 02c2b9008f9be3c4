"""A photo with a class for each of its pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.images import Photo
from convscope.network.opening import Opening
from convscope.render import save_picture
from convscope.render.class_map import class_legend, class_overlay, class_palette
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import Bar, picture, table

_LEGEND = 240


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


@dataclass(frozen=True, eq=False, repr=False)
class Segmented(Displayed):
    """A photo, and which class wins each of its pixels.

    Attributes:
        photo: whole and in its own resolution.
        classes: (rows, columns) the index of each pixel's class.
        names: of the network's classes.
        network: how it was opened.
        tile: the side of the tiles in which the photo was seen; None where it was seen as a whole.
    """

    photo: Photo
    classes: NDArray[np.uint8] = field(repr=False)
    names: tuple[str, ...]
    network: Opening
    tile: int | None = None

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """The classes that win pixels, the one with most first."""
        counts = np.bincount(self.classes.ravel(), minlength=len(self.names)) / self.classes.size
        order = np.argsort(-counts, kind="stable")
        return tuple(Share(int(i), self.names[i], float(counts[i])) for i in order if counts[i])

    def overlay(self) -> Image.Image:
        """The photo under the colours of its classes, their legend at the right."""
        drawn = class_overlay(self.photo.pixels, self.classes, self.names)
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

    def save(self, mask: Path, overlay: Path) -> None:
        """Write the mask and the drawn photo, each whole or not at all.

        Raises:
            OutputError: one of them cannot be written.
        """
        save_picture(self.mask(), mask)
        save_picture(self.overlay(), overlay)

    def document(self) -> dict[str, Any]:
        """The classes in plain values."""
        return {"classes": [asdict(one) for one in self.shares]}

    def _line(self) -> str:
        return ", ".join(f"{one.label} {one.share:.1%}" for one in self.shares[:5])

    def _fragments(self) -> Sequence[str]:
        rows = [(one.label, f"{one.share:.1%}", Bar(one.share)) for one in self.shares]
        return [picture(self.overlay()), table(("class", "share", ""), rows)]

    def _preview(self) -> Image.Image:
        return self.overlay()
