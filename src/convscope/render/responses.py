"""Responses of kernels and banks as pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.color import hsv2rgb

from convscope.filters import Kernel, Survey
from convscope.render.colour import sequential, signed
from convscope.render.grid import contact_sheet
from convscope.render.kernels import draw_kernel
from convscope.render.overlay import display_limit


def draw_response(response: NDArray[np.float32], kernel: Kernel, limit: float | None) -> Image.Image:
    """Draw what a kernel made of a photo.

    Args:
        response: (rows, columns) or (rows, columns, 3).
        kernel: the kernel; when its weights sum to 1 the response is drawn as a picture, 0 black and 1 full.
        limit: of the signed colour scale, for the other kernels; by default the greatest magnitude.

    Returns:
        An RGB picture; three signed channels stand side by side.
    """
    if kernel.kind == "picture":
        return Image.fromarray(np.rint(np.clip(response, 0, 1) * 255).astype(np.uint8))
    if response.ndim == 2:
        return Image.fromarray(signed(response, limit))
    maps = [Image.fromarray(signed(response[:, :, channel], limit)) for channel in range(3)]
    return contact_sheet(maps, ("red", "green", "blue"), columns=3)


def draw_survey(survey: Survey, photo: Image.Image) -> Image.Image:
    """Contact sheet of each kernel's response, and at the end the photo.

    Signed responses share one colour scale; those of kernels that only average are drawn as grey pictures.
    """
    kernels = [kernel.unit() for kernel in survey.bank.kernels]
    limit = _limit_of_signed(survey, survey.views)
    maps = [draw_response(view, kernel, limit) for view, kernel in zip(survey.views, kernels, strict=True)]
    small = photo.resize(maps[0].size, Image.Resampling.LANCZOS)
    return contact_sheet([*maps, small], [*_captions(survey), "photo"], _columns(survey))


def draw_kernels(survey: Survey) -> Image.Image:
    """Contact sheet of the bank's kernels, each on its own signed scale."""
    drawings = [draw_kernel(kernel, 128) for kernel in survey.bank.kernels]
    return contact_sheet(drawings, _captions(survey), _columns(survey))


def draw_energies(survey: Survey) -> Image.Image:
    """Contact sheet of each kernel's local energy, on one scale from 0 to the limit of the signed kernels."""
    high = _limit_of_signed(survey, survey.energies)
    maps = [Image.fromarray(sequential(energy, 0, high)) for energy in survey.energies]
    return contact_sheet(maps, _captions(survey), _columns(survey))


def draw_directions(survey: Survey) -> Image.Image | None:
    """Direction in which each place changes most, as a hue with its energy as brightness, beside the key.

    Returns:
        The picture, or None for a bank without directions.
    """
    found = survey.directions()
    if found is None:
        return None
    thetas, energies = found
    strength = energies.max(axis=0)
    picture = _hues(
        thetas[energies.argmax(axis=0)],
        np.sqrt(np.clip(strength / display_limit(strength, "positive"), 0, 1)),
    )
    rows, columns = np.mgrid[-64:65, -64:65]
    key = _hues(np.degrees(np.arctan2(rows, columns)) % 180, (np.hypot(rows, columns) <= 64).astype(float))
    return contact_sheet(
        [picture, key], ["direction of strongest change", "key: hue by direction from the centre"], columns=2
    )


def _hues(degrees: NDArray[np.float64], brightness: NDArray[np.float64]) -> Image.Image:
    colours = hsv2rgb(np.stack([degrees / 180, np.full_like(brightness, 0.8), brightness], axis=2))
    return Image.fromarray(np.rint(colours * 255).astype(np.uint8))


def _limit_of_signed(survey: Survey, maps: NDArray[np.float32]) -> float:
    """Limit of the maps of kernels that do not only average, whose responses would outshine the others."""
    signed_ones = [kernel.unit().kind == "signed" for kernel in survey.bank.kernels]
    return display_limit(maps[signed_ones] if any(signed_ones) else maps, "signed")


def _captions(survey: Survey) -> list[str]:
    return [kernel.name.replace(":", " ").replace(",", " ") for kernel in survey.bank.kernels]


def _columns(survey: Survey) -> int | None:
    """A column for each direction where a bank has more than three, else a squarish sheet."""
    count = len({theta for theta in survey.bank.thetas() if theta is not None})
    return count if count > 3 else None
