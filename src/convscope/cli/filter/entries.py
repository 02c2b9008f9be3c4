"""Filter one photo: write its pictures, make its entry of the JSON document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.filters import Bank, Kernel, apply, survey
from convscope.filters.application import Colour, Operation
from convscope.images import decode
from convscope.render import (
    display_limit,
    draw_directions,
    draw_energies,
    draw_frequency_response,
    draw_kernel,
    draw_kernels,
    draw_response,
    draw_survey,
    save_array,
    save_picture,
)

Entry = dict[str, Any]


@dataclass(frozen=True)
class Sliding:
    """How a kernel slides; as `convscope.filters.application` takes it."""

    border: str
    operation: Operation
    stride: int
    dilation: int
    colour: Colour | None


def entry_of_kernel(
    file: Path, place: Path, kernel: Kernel, sliding: Sliding, details: bool, array: Path | None
) -> Entry:
    """Filter a photo with a kernel; ``limit`` is that of the colour scale, None for a picture."""
    photo = decode(file)
    response = apply(
        photo.pixels,
        kernel,
        border=sliding.border,
        stride=sliding.stride,
        dilation=sliding.dilation,
        colour=sliding.colour or ("channels" if kernel.kind == "picture" else "luminance"),
        operation=sliding.operation,
    )
    limit = display_limit(response, "signed") if kernel.kind == "signed" else None
    save_picture(draw_response(response, kernel, limit), place)
    entry: Entry = {
        "photo": str(file),
        "kernel": kernel.name,
        "picture": str(place),
        "shape": list(response.shape),
        "minimum": float(response.min()),
        "maximum": float(response.max()),
        "limit": limit,
    }
    if details:
        drawings = {"kernel": draw_kernel(kernel), "frequency": draw_frequency_response(kernel)}
        for name, drawing in drawings.items():
            entry[f"{name}_picture"] = _beside(place, name)
            save_picture(drawing, _beside(place, name))
    if array:
        save_array(response, array)
        entry["array"] = str(array)
    return entry


def entry_of_bank(file: Path, place: Path, bank: Bank, sliding: Sliding, details: bool) -> Entry:
    """Filter a photo with a bank; ``strength`` is the root of the mean squared response."""
    photo = decode(file)
    found = survey(photo.pixels, bank, border=sliding.border, operation=sliding.operation)
    save_picture(draw_survey(found, photo.to_pil()), place)
    strengths = zip(bank.kernels, found.strengths(), strict=True)
    entry: Entry = {
        "photo": str(file),
        "kernel": bank.name,
        "picture": str(place),
        "bank": [{"kernel": kernel.name, "strength": float(strength)} for kernel, strength in strengths],
        "direction": found.strongest_direction(),
    }
    if details:
        drawings = {
            "kernel": draw_kernels(found),
            "energy": draw_energies(found),
            "direction": draw_directions(found),
        }
        for name, drawing in drawings.items():
            if drawing is not None:
                entry[f"{name}_picture"] = _beside(place, name)
                save_picture(drawing, _beside(place, name))
    return entry


def _beside(place: Path, name: str) -> Path:
    return place.with_name(f"{place.stem}-{name}{place.suffix}")
