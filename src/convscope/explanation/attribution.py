"""An attribution with all that belongs beside it: what was asked, how it was made, what it cost."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import PictureError
from convscope.explanation.picture import View, draw_photo, draw_picture, sentences
from convscope.images.whole_photo import WholePhoto
from convscope.language import translated
from convscope.network import Opening
from convscope.record.carried import save_with_manifest
from convscope.record.recording import digest_of_figures
from convscope.render import save_array
from convscope.render.axes import FIGURES, draw_on_axes, save_figure
from convscope.render.colour_bar import with_colour_bar
from convscope.render.map_drawing import Drawn, MapDrawing, map_drawing
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture
from convscope.render.overlay import PERCENTILE, Scale

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
        whole: the photo in its own resolution, with the part of it that the network sees; None without a photo.
        drawn: how its method's paper draws it: ``overlay``, ``relief`` or ``brightness``.
        scale: how it is shown: ``signed`` or ``positive``.
        facts: figures about the map, such as the completeness gap.
        notes: what must be known to read the map, a sentence each.
        options: the method's options.
        seed: of all random numbers.
        passes: forward and backward passes that it took, without that which chose the target where none was named.
        seconds: time that it took.
        words: of a text, whose values (words,) are theirs; empty for all else.
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
    whole: WholePhoto | None
    drawn: Drawn
    scale: Scale
    facts: Mapping[str, float]
    notes: tuple[str, ...]
    options: Mapping[str, Any]
    seed: int
    passes: int
    seconds: float
    words: tuple[str, ...] = ()

    @cached_property
    def drawing(self) -> MapDrawing:
        """The map with the way in which it is drawn."""
        return map_drawing(self.values, self.channels, self.drawn, self.scale)

    @property
    def limit(self) -> float:
        """The magnitude that the display scale gives its strongest colour."""
        return self.drawing.limit

    @property
    def display_scale(self) -> str:
        """Name of the display scale, with its range."""
        name = self.scale if self.drawing.drawn == "overlay" else self.drawing.drawn
        return f"{name}, {self.drawing.low:.3g} to {self.limit:.3g} ({PERCENTILE}th percentile)"

    def picture(self) -> Image.Image:
        """The map alone, in the size of the network's input.

        Raises:
            PictureError: the map is no picture: it has one axis or three.
        """
        self._check_is_picture()
        _, rows, columns = self.input_shape
        return Image.fromarray(self.drawing.alone((rows, columns)))

    def overlay(self, view: View = "network") -> Image.Image:
        """The map over the photo, or alone where there is no photo or its paper draws it so.

        Args:
            view: ``network`` for the photo as the network sees it; ``photo`` for the whole photo in its own
                resolution, where what the network does not see is pale and hatched.

        Raises:
            PictureError: the map is no picture: it has one axis or three.
        """
        self._check_is_picture()
        if self.view is None:
            return self.picture()
        return draw_picture(self.drawing, self.view, self._whole(view))

    def figure(self, axes: Axes | None = None, view: View = "network") -> Axes:
        """Draw the overlay with its colour bar on matplotlib's axes, to compose a figure with.

        Args:
            axes: to draw on, such as one of ``plt.subplots(1, 3)``; by default the only ones of a new figure, which
                is their ``.figure``.
            view: as in `overlay`.

        Returns:
            The axes; their coordinates are pixels of what is shown.

        Raises:
            ExtraError: matplotlib is not installed.
            PictureError: the map is no picture: it has one axis or three.
        """
        title = f"{self.method}: {self.target}"
        return draw_on_axes(self.overlay(view), self.drawing, title, axes)

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

    def save(self, path: str | os.PathLike[str], view: View = "photo") -> None:
        """Write the overlay with its colour bar and caption; the file carries how it was made.

        Args:
            path: ends with .png (text chunk ``convscope``), or with .pdf or .svg for a figure for print.
            view: as in `overlay`.

        Raises:
            ExtraError: a figure was asked for, and matplotlib is not installed.
            OutputError: the place cannot be written to or has another format's ending.
            PictureError: the map is no picture.
        """
        if Path(path).suffix.lower() in FIGURES:
            axes = self.figure(view=view)
            said = (
                textwrap.fill(translated(sentence), 60)
                for sentence in sentences(self.drawing, self._whole(view))
            )
            axes.set_xlabel("\n".join(said), fontsize="x-small", loc="left")
            save_figure(axes, Path(path), {**self.manifest(), "view": view})
        else:
            self._write(path, self.captioned(view), {"view": view})

    def captioned(self, view: View = "photo") -> Image.Image:
        """The overlay with its colour bar and a caption; beside the photo where the map hides it.

        Args:
            view: as in `overlay`.

        Raises:
            PictureError: the map is no picture.
        """
        shown, whole = self.overlay(view), self._whole(view)
        pictures = [shown]
        if self.view is not None and self.drawing.hides_photo:
            pictures.insert(0, draw_photo(self.view, whole))
        asked = f"{self.method} of {self.target}" + (f" by {self.layer}" if self.layer else "")
        caption = [f"{asked}, {self.network}", *sentences(self.drawing, whole)]
        return with_colour_bar(pictures, self.drawing, caption)

    def save_array(self, path: str | os.PathLike[str]) -> None:
        """Write the values as a NumPy file (.npy); ``FILE.npy.json`` beside it says how they were made.

        Raises:
            OutputError: another suffix, or the place cannot be written to.
        """
        save_array(self.values, Path(path), {**self.manifest(), "array": True})

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
            "found": digest_of_figures(self.values),
        }

    def _write(self, path: str | os.PathLike[str], picture: Image.Image, more: Mapping[str, str]) -> None:
        save_with_manifest(picture, path, {**self.manifest(), **more})

    def _whole(self, view: View) -> WholePhoto | None:
        return self.whole if view == "photo" else None

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
