"""``convscope reproduce``: make a synthesised picture again from its metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import Device, RunCode, opened
from convscope.cli.synthesize import Gif, PreviewEvery, synthesized
from convscope.errors import OutputError


@answers
def reproduce(
    picture: Annotated[Path, typer.Argument(help="A PNG of visualize, dream, invert, style or caricature.")],
    out: Annotated[Path | None, typer.Option(help="The new picture; by default PICTURE.again.png.")] = None,
    network: Annotated[
        str | None, typer.Option(help="Where the network is now; by default as the picture says.")
    ] = None,
    weights: Annotated[str | None, typer.Option(help="Where its weights are now.")] = None,
    gif: Gif = None,
    preview_every: PreviewEvery = 25,
    device: Device = "cpu",
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Make a picture again from what its PNG carries."""
    from convscope.makers.making import check_origin, read_manifest

    place = out or picture.with_suffix(".again.png")
    if place.exists() and picture.exists() and place.samefile(picture):
        raise OutputError(f"{place} is the picture itself.", "Give another place.")
    manifest = read_manifest(picture)
    said = dict(manifest["network"]["opening"])
    said |= {name: value for name, value in (("network", network), ("weights", weights)) if value is not None}
    found = opened(said["network"], said["weights"], said["arch"], device, said["seed"], run_code)
    check_origin(manifest, found)
    return synthesized(
        manifest["maker"],
        found,
        said,
        manifest["settings"],
        place,
        gif=gif,
        preview_every=preview_every,
        quiet=quiet or json_,
        limit=manifest["stopped_at"],
    )
