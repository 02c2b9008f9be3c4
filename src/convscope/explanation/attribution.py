"""An attribution with all that belongs beside it: what was asked, how it was made, what it cost."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import PictureError
from convscope.network import Opening
from convscope.render import save_array
from convscope.render.axes import FIGURES, draw_on_axes, save_figure
from convscope.render.manifest import save_with_manifest
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture
from convscope.render.overlay import PERCENTILE, Scale, display_limit, draw_map, draw_overlay

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class Attribution(Displayed):
    """A map of what a score owes to each place of a photo.

    Attributes:
        photo: the photo's name.
        digest: of the example as the network takes it, 16 hexadecimal digits.
        network: the network's name.
        weights: where its weights come from.
        opening: how it was opened, with the digest of its tensors.
        method: the method's name in the registry.
        target: the objective's text form.
        layer: address of the layer by which it was explained, of several with commas between; None for methods that
            need none.
        values: (rows, columns) float32, signed, unscaled, in the method's own resolution.
        channels: (C, rows, columns) where the method gives a value for each number of the input.
        input_shape: (C, ...) of the network's input.
        view: (rows, columns, 3) the photo as the network sees it; None for inputs that are no pictures.
        scale: how it is shown: ``signed`` or ``positive``.
        facts: figures about the map, such as the completeness gap.
        notes: what must be known to read the map, a sentence each.
        options: the method's options.
        seed: of all random numbers.
        passes: forward and backward passes that it took.
        seconds: time that it took.
    """

    photo: str
    digest: str
    network: str
    weights: str
    opening: Opening
    method: str
    target: str
    layer: str | None
    values: NDArray[np.float32]
    channels: NDArray[np.float32] | None
    input_shape: tuple[int, ...]
    view: NDArray[np.uint8] | None
    scale: Scale
    facts: Mapping[str, float]
    notes: tuple[str, ...]
    options: Mapping[str, Any]
    seed: int
    passes: int
    seconds: float

    @cached_property
    def limit(self) -> float:
        """The magnitude that the display scale gives its darkest colour."""
        return display_limit(self.values, self.scale)

    @property
    def display_scale(self) -> str:
        """Name of the display scale, with its range."""
        low = "0" if self.scale == "positive" else f"-{self.limit:.3g}"
        return f"{self.scale}, {low} to {self.limit:.3g} ({PERCENTILE}th percentile)"

    def picture(self) -> Image.Image:
        """The map alone, in the size of the network's input.

        Raises:
            PictureError: the map is no picture: it has one axis or three.
        """
        self._check_is_picture()
        _, rows, columns = self.input_shape
        return draw_map(self.values, self.scale, self.limit, (rows, columns))

    def overlay(self) -> Image.Image:
        """The map over the photo as the network sees it, or alone where there is no photo.

        Raises:
            PictureError: the map is no picture: it has one axis or three.
        """
        self._check_is_picture()
        if self.view is None:
            return self.picture()
        return draw_overlay(self.values, self.scale, self.limit, self.view)

    def figure(self, axes: Axes | None = None) -> Axes:
        """Draw the overlay with its colour bar on matplotlib's axes, to compose a figure with.

        Args:
            axes: to draw on, such as one of ``plt.subplots(1, 3)``; by default the only ones of a new figure, which
                is their ``.figure``.

        Returns:
            The axes; their coordinates are pixels of the network's input.

        Raises:
            ExtraError: matplotlib is not installed.
            PictureError: the map is no picture: it has one axis or three.
        """
        title = f"{self.method}: {self.target}"
        return draw_on_axes(self.overlay(), self.scale, self.limit, title, axes)

    def mask(self, rule: str = "otsu") -> NDArray[np.bool_]:
        """The pixels that the map points at, (rows, columns) of the photo as the network sees it.

        Args:
            rule: ``otsu``, ``quantile:SHARE`` or ``grabcut`` (`convscope.masks`).

        Raises:
            MethodError: there is no such rule, or the map points at nothing.
            PictureError: the map is no picture: it has one axis or three.
        """
        from convscope.masks import make_mask

        self._check_is_picture()
        _, rows, columns = self.input_shape
        return make_mask(self.values, rule, (rows, columns), self.view)

    def save_mask(self, path: str | os.PathLike[str], rule: str = "otsu") -> None:
        """Write a mask as a PNG, white where the thing is and black elsewhere, that carries how it was made.

        Raises:
            MethodError: as `mask` does.
            ConvscopeError: as `save` does.
        """
        self._write(path, Image.fromarray(self.mask(rule)).convert("L"), {"mask": rule})

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the overlay as a PNG that carries how it was made, or as a figure for print with its colour bar.

        Args:
            path: ends with .png (text chunk ``convscope``), .pdf or .svg.

        Raises:
            ExtraError: a figure was asked for, and matplotlib is not installed.
            OutputError: the place cannot be written to or has another format's ending.
            PictureError: the map is no picture.
        """
        if Path(path).suffix.lower() in FIGURES:
            save_figure(self.figure(), Path(path), self.manifest())
        else:
            self._write(path, self.overlay(), {})

    def save_array(self, path: str | os.PathLike[str]) -> None:
        """Write the values as a NumPy file (.npy).

        Raises:
            OutputError: another suffix, or the place cannot be written to.
        """
        save_array(self.values, Path(path))

    def manifest(self) -> dict[str, Any]:
        """How the map was made, in plain values."""
        from convscope.version import VERSION

        return {
            "convscope": VERSION,
            "photo": self.photo,
            "digest": self.digest,
            "network": self.network,
            "weights": self.weights,
            "opening": self.opening.document(),
            "method": self.method,
            "target": self.target,
            "layer": self.layer,
            "options": dict(self.options),
            "seed": self.seed,
            "passes": self.passes,
            "scale": self.display_scale,
            "facts": dict(self.facts),
            "notes": list(self.notes),
        }

    def _write(self, path: str | os.PathLike[str], picture: Image.Image, more: Mapping[str, str]) -> None:
        save_with_manifest(picture, path, {**self.manifest(), **more})

    def _line(self) -> str:
        return f"{self.method} of {self.target} in {Path(self.photo).name} by {self.network}, {self._shape}"

    def _fragments(self) -> Sequence[str]:
        about = {
            "target": self.target,
            "layer": self.layer,
            "network": f"{self.network} (weights: {self.weights})",
            "map": f"{self._shape}, shown {self.display_scale}",
            **{name.replace("_", " "): f"{value:.4g}" for name, value in self.facts.items()},
            "cost": f"{self.passes} passes, {self.seconds:.2f} s",
        }
        return [picture(self.overlay()) if self._is_picture else "", facts(about)]

    def _preview(self) -> Image.Image | None:
        return self.overlay() if self._is_picture else None

    @property
    def _shape(self) -> str:
        return " x ".join(map(str, self.values.shape))

    @property
    def _is_picture(self) -> bool:
        return self.values.ndim == 2 and len(self.input_shape) == 3

    def _check_is_picture(self) -> None:
        if not self._is_picture:
            raise PictureError(
                f"The map of shape {self.values.shape} is no picture.", "Save its values with save_array."
            )
