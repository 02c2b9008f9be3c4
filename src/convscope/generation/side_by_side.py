"""The spectra of real and of generated pictures side by side."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import open_dataset
from convscope.datasets.dataset import Item
from convscope.errors import DataError, ImageError
from convscope.extras import extra
from convscope.generation.own_tiles import own_tiles
from convscope.generation.spectrum import by_frequency, log_power
from convscope.generation.telling import GENERATED, REAL, RealOrGenerated
from convscope.progress import Progress
from convscope.render.axes import figure_picture
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import picture

# Of each class; more change a mean spectrum by fractions of a dB.
MOST = 500
# Photos that are drawn beside the sets.
_SHOWN = 4
_DOTS_PER_INCH = 120


@dataclass(frozen=True, eq=False, repr=False)
class SetSpectra(Displayed):
    """Mean spectra of real and of generated pictures, see `convscope.generation.spectrum`.

    Attributes:
        means: (rows, columns) of each class in dB, frequency 0 in the middle.
        counts: how many pictures of each class were read.
    """

    means: dict[str, NDArray[np.float64]] = field(repr=False)
    counts: dict[str, int]

    def picture(self, photos: Sequence[RealOrGenerated] = ()) -> Image.Image:
        """Both spectra, and their means over all directions with those of photos."""
        figure = extra("matplotlib.figure", "train").Figure(figsize=(10, 3.4), layout="constrained")
        first, second, curves = figure.subplots(1, 3, width_ratios=(1, 1, 1.6))
        low, high = (
            function([function(one) for one in self.means.values()]) for function in (np.min, np.max)
        )
        for axes, (name, levels) in zip((first, second), self.means.items(), strict=True):
            shown = axes.imshow(levels, vmin=low, vmax=high, cmap="magma")
            axes.set(title=f"{name} ({self.counts[name]})", xticks=[], yticks=[])
            curves.plot(*by_frequency(levels), label=name, linewidth=2.5)
        figure.colorbar(shown, ax=[first, second], shrink=0.8, label="dB")
        for one in photos[:_SHOWN]:
            curves.plot(one.frequencies, one.levels, label=Path(one.photo.name).name, linewidth=1)
        curves.set(xlabel="cycles a pixel", ylabel="dB", title="over all directions")
        curves.legend(frameon=False)
        return figure_picture(figure, _DOTS_PER_INCH)

    def document(self) -> dict[str, Any]:
        """The means over all directions in plain values."""
        found = {name: by_frequency(levels) for name, levels in self.means.items()}
        return {
            name: {"count": self.counts[name], "frequencies": f.tolist(), "levels": levels.tolist()}
            for name, (f, levels) in found.items()
        }

    def _line(self) -> str:
        return f"spectra of {self.counts[REAL]} real and {self.counts[GENERATED]} generated pictures"

    def _fragments(self) -> Sequence[str]:
        return [picture(self.picture(), side=800)]

    def _preview(self) -> Image.Image:
        return self.picture()


def set_spectra(
    data: str | os.PathLike[str], size: tuple[int, int], progress: Progress | None = None
) -> SetSpectra:
    """Mean spectra of the pictures of a data set with the classes real and generated.

    Args:
        data: place of the data set, see `convscope.datasets.open_dataset`; of each class the first 500 are read.
        size: (rows, columns) of the tiles whose spectra are taken, in own pixels; smaller pictures are left out.
        progress: told how many pictures are read.

    Raises:
        DataError: the data have other classes, or no picture of one is as large as a tile.
        Cancelled: somebody asked to stop.
    """
    dataset = open_dataset(data)
    if sorted(name.lower() for name in dataset.classes) != [GENERATED, REAL]:
        raise DataError(
            f"Expected the classes real and generated, got {', '.join(dataset.classes[:5])} in {dataset.name}.",
            "Put the pictures into folders of these names.",
        )
    progress = progress or Progress()
    means, counts = {}, {}
    for name in (REAL, GENERATED):
        label = [one.lower() for one in dataset.classes].index(name)
        items = [item for item in dataset.items if item.label == label][:MOST]
        found = []
        for number, item in enumerate(items, 1):
            found += _levels(item, size)
            progress.step(number, len(items), what="spectra")
            progress.check()
        if not found:
            raise DataError(
                f"None of the {name} pictures of {dataset.name} has {size[0]} x {size[1]} pixels or more.",
                "Give larger pictures, or a network of a smaller input.",
            )
        means[name], counts[name] = np.mean(found, 0), len(found)
    return SetSpectra(means, counts)


def _levels(item: Item, size: tuple[int, int]) -> list[NDArray[np.float64]]:
    """The mean spectrum of a picture; of one that is too small, or cannot be read, none."""
    try:
        photo = item.photo()
    except ImageError:
        return []
    if photo.rows < size[0] or photo.columns < size[1]:
        return []
    tiles = own_tiles(photo, size)
    return [log_power(tiles.reshape(-1, *tiles.shape[2:]))]
