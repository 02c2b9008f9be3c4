"""The command's options, and what it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.filter.places import places_of
from convscope.cli.places import Overwrite
from convscope.errors import FilterError, OutputError

if TYPE_CHECKING:
    from rich.console import Console


WRITTEN = ("picture", "kernel_picture", "frequency_picture", "energy_picture", "direction_picture", "array")


@answers
def filter(  # noqa: A001 - a command has its own name
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos, or folders of photos.")],
    kernel: Annotated[
        str, typer.Option(help="A named kernel: sobel-vertical, gaussian:sigma=2; an unknown name lists all.")
    ] = "",
    matrix: Annotated[str, typer.Option(help='Weights, rows separated by "/": "1 0 -1/2 0 -2/1 0 -1".')] = "",
    bank: Annotated[
        str, typer.Option(help="A filter bank: haar, gradient, gabor, steerable or leung-malik.")
    ] = "",
    border: Annotated[
        str, typer.Option(help="Beyond the edge: reflect, symmetric, replicate, wrap, zero or valid.")
    ] = "reflect",
    colour: Annotated[
        Literal["channels", "luminance"] | None,
        typer.Option(
            help="Filter each channel or the luminance; by default channels where the result is a picture."
        ),
    ] = None,
    operation: Annotated[
        Literal["correlation", "convolution"],
        typer.Option(help="Slide the kernel as it is, as networks do, or turned by 180 degrees."),
    ] = "correlation",
    stride: Annotated[int, typer.Option(help="Pixels from one response to the next.")] = 1,
    dilation: Annotated[int, typer.Option(help="Pixels from one weight to the next.")] = 1,
    normalise: Annotated[bool, typer.Option("--normalise", help="Make the weights sum to 1.")] = False,
    details: Annotated[
        bool,
        typer.Option(
            "--details", help="Draw also kernels, frequency response, a bank's energy and directions."
        ),
    ] = False,
    out: Annotated[Path, typer.Option(help="The picture's file, or a folder for the pictures.")] = Path(),
    overwrite: Overwrite = False,
    save_array: Annotated[Path | None, typer.Option(help="Keep a kernel's responses as .npy.")] = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Filter photos with a kernel or with a bank of kernels.

    A kernel whose weights sum to 1 gives a picture.  Any other gives a signed map: red where the response is
    positive, blue where it is negative, white where it is zero.
    """
    from convscope.cli.filter.entries import entry_of
    from convscope.images import photos_in
    from convscope.render.filtered import filter as filter_photo

    if bank and save_array:
        raise FilterError(
            "A bank's responses are many.", "Keep those of one kernel: --kernel KERNEL --save-array FILE."
        )
    files = photos_in(photos)
    if save_array and len(files) > 1:
        raise OutputError(f"--save-array keeps one photo's responses, got {len(files)} photos.")
    places = places_of(files, "matrix" if matrix else kernel or bank, out, overwrite=overwrite)
    entries = []
    for file, place in zip(files, places, strict=True):
        found = filter_photo(
            file,
            kernel,
            matrix=matrix,
            bank=bank,
            border=border,
            colour=colour,
            operation=operation,
            stride=stride,
            dilation=dilation,
            normalise=normalise,
        )
        entries.append(entry_of(file, place, found, details, save_array))
    return Answer({**entries[0], "photos": entries}, lambda console: _show(entries, console))


def _show(entries: Sequence[Mapping[str, Any]], console: Console) -> None:
    for entry in entries:
        console.print(f"{entry['photo']} by {entry['kernel']}", highlight=False, markup=False)
        for name in WRITTEN:
            if entry.get(name):
                line = f"  {name.replace('_', ' ')}: {entry[name]}"
                console.print(line, highlight=False, markup=False, soft_wrap=True)
        if "limit" in entry:
            low, high, limit = entry["minimum"], entry["maximum"], entry["limit"]
            scale = f", darkest colours from {limit:.3g} on" if limit else ""
            console.print(f"  responses from {low:.3g} to {high:.3g}{scale}", highlight=False)
        if entry.get("direction") is not None:
            console.print(f"  changes most along {entry['direction']:g} degrees", highlight=False)
