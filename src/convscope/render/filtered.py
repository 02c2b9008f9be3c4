"""Photos filtered with a kernel or a bank of kernels, as numbers and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope import filters
from convscope.errors import FilterError
from convscope.filters import Kernel, Survey
from convscope.filters.application import Colour, Operation
from convscope.images import Photo, PhotoSource, decode
from convscope.record import Recorded, recorded
from convscope.render.kernels import draw_frequency_response, draw_kernel
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture, pictures
from convscope.render.overlay import display_limit
from convscope.render.responses import (
    draw_directions,
    draw_energies,
    draw_kernels,
    draw_response,
    draw_survey,
)


@dataclass(frozen=True, eq=False, repr=False)
class FilteredPhoto(Recorded, Displayed):
    """A photo's responses to a kernel.

    Attributes:
        photo: the photo.
        kernel: what slid over it.
        response: (rows, columns) or (rows, columns, 3).
    """

    photo: Photo
    kernel: Kernel
    response: NDArray[np.float32]

    @cached_property
    def limit(self) -> float | None:
        """The response from which colours are darkest; None where the result is a picture itself."""
        return display_limit(self.response, "signed") if self.kernel.kind == "signed" else None

    def picture(self) -> Image.Image:
        """The responses: a picture, or red where positive, blue where negative, white where zero."""
        return draw_response(self.response, self.kernel, self.limit)

    def drawings(self) -> Mapping[str, Image.Image]:
        """The kernel and its frequency response."""
        return {"kernel": draw_kernel(self.kernel), "frequency": draw_frequency_response(self.kernel)}

    def document(self) -> dict[str, Any]:
        """All but the responses in plain values."""
        return {
            "photo": self.photo.name,
            "kernel": self.kernel.name,
            "shape": list(self.response.shape),
            "minimum": float(self.response.min()),
            "maximum": float(self.response.max()),
            "limit": self.limit,
        }

    def _line(self) -> str:
        return f"{self.kernel.name} over {Path(self.photo.name).name}, {' x '.join(map(str, self.response.shape))}"

    def _fragments(self) -> Sequence[str]:
        span = f"{self.response.min():.4g} to {self.response.max():.4g}"
        return [picture(self.picture()), facts({"response": span}), pictures(list(self.drawings().items()))]

    def _preview(self) -> Image.Image:
        return self.picture()


@dataclass(frozen=True, eq=False, repr=False)
class SurveyedPhoto(Recorded, Displayed):
    """A photo's responses to a bank of kernels.

    Attributes:
        photo: the photo.
        survey: the responses.
    """

    photo: Photo
    survey: Survey

    def picture(self) -> Image.Image:
        """A sheet of the responses to each kernel."""
        return draw_survey(self.survey, self.photo.to_pil())

    def drawings(self) -> Mapping[str, Image.Image]:
        """The kernels, their energies, and the direction of each place where the bank has directions."""
        drawn = {
            "kernel": draw_kernels(self.survey),
            "energy": draw_energies(self.survey),
            "direction": draw_directions(self.survey),
        }
        return {name: drawing for name, drawing in drawn.items() if drawing is not None}

    def document(self) -> dict[str, Any]:
        """All but the responses in plain values; ``strength`` is the root of the mean squared response."""
        bank = self.survey.bank
        strengths = zip(bank.kernels, self.survey.strengths(), strict=True)
        return {
            "photo": self.photo.name,
            "kernel": bank.name,
            "bank": [{"kernel": kernel.name, "strength": float(strength)} for kernel, strength in strengths],
            "direction": self.survey.strongest_direction(),
        }

    def _line(self) -> str:
        return f"{self.survey.bank.name} over {Path(self.photo.name).name}, {len(self.survey.bank.kernels)} kernels"

    def _fragments(self) -> Sequence[str]:
        return [picture(self.picture()), pictures(list(self.drawings().items()))]

    def _preview(self) -> Image.Image:
        return self.picture()


@recorded(reads=("source",))
def filter(  # noqa: A001  # the command's name
    source: PhotoSource | Photo,
    kernel: str | Kernel = "",
    *,
    matrix: str = "",
    bank: str = "",
    border: str = "reflect",
    colour: Colour | None = None,
    operation: Operation = "correlation",
    stride: int = 1,
    dilation: int = 1,
    normalise: bool = False,
) -> FilteredPhoto | SurveyedPhoto:
    """Filter a photo with a kernel or with a bank of kernels.

    A kernel whose weights sum to 1 gives a picture, any other a signed map.  Exactly one of ``kernel``, ``matrix``
    and ``bank`` is given.

    Args:
        source: a photo, see `convscope.images.decode`.
        kernel: a named kernel, such as ``sobel-vertical`` or ``gaussian:sigma=2``.
        matrix: its weights as text, rows by ``/``: ``1 0 -1/2 0 -2/1 0 -1``.
        bank: a bank: ``haar``, ``gradient``, ``gabor``, ``steerable`` or ``leung-malik``; it filters the luminance
            at every pixel.
        border: beyond the edge: ``reflect``, ``symmetric``, ``replicate``, ``wrap``, ``zero`` or ``valid``.
        colour: filter each of the ``channels`` or the ``luminance``; by default channels where the result is a
            picture.
        operation: ``correlation``, as networks do, or ``convolution``, the kernel turned by 180 degrees.
        stride: pixels from one response to the next.
        dilation: pixels from one weight to the next.
        normalise: make the weights sum to 1.

    Returns:
        The responses to a kernel as a `FilteredPhoto`, those to a bank as a `SurveyedPhoto`.

    Raises:
        FilterError: there is no such kernel or bank, or the options do not fit together.
        ImageError: the photo cannot be read.
    """
    if sum(map(bool, (kernel, matrix, bank))) != 1:
        raise FilterError(
            "Give exactly one of kernel, matrix and bank.", "For example kernel='sobel-vertical'."
        )
    if bank and (colour == "channels" or stride != 1 or dilation != 1 or normalise):
        raise FilterError(
            "A bank filters luminance at every pixel, its kernels scaled alike.",
            "Colour, stride, dilation and normalise belong to a kernel.",
        )
    if bank:
        known = filters.bank(bank)
        photo = source if isinstance(source, Photo) else decode(source)
        return SurveyedPhoto(photo, filters.survey(photo.pixels, known, border=border, operation=operation))
    named = filters.kernel(kernel) if isinstance(kernel, str) and kernel else kernel
    single = named if isinstance(named, Kernel) else filters.matrix(matrix)
    single = single.normalised() if normalise else single
    photo = source if isinstance(source, Photo) else decode(source)
    response = filters.apply(
        photo.pixels,
        single,
        border=border,
        stride=stride,
        dilation=dilation,
        colour=colour or ("channels" if single.kind == "picture" else "luminance"),
        operation=operation,
    )
    return FilteredPhoto(photo, single, response)
