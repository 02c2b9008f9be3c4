"""``convscope dream``: a photo in which a network sees more of what it already sees."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import (
    DEFAULT_NETWORK,
    Arch,
    Device,
    NetworkName,
    RunCode,
    Seed,
    Weights,
    opened,
)
from convscope.cli.synthesize import Gif, PreviewEvery, said, synthesized


@answers
def dream(
    photo: Annotated[Path, typer.Argument(help="The photo.")],
    layer: Annotated[
        list[str] | None,
        typer.Option(
            help="What to see more of: a layer, LAYER:CHANNEL or class:LABEL, with a strength as in "
            "'0.5*blocks.2'; repeat it for several. By default the last stage but one."
        ),
    ] = None,
    guide: Annotated[
        Path | None, typer.Option(metavar="PHOTO", help="Another photo, of which the layers shall see more.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The picture; by default PHOTO.dream.png.")] = None,
    size: Annotated[
        int | None, typer.Option(help="Longest side in pixels; by default the photo's, at most 640.")
    ] = None,
    octaves: Annotated[int | None, typer.Option(help="Sizes from small to large; 4 by default.")] = None,
    scale: Annotated[float | None, typer.Option(help="From one size to the next; 1.4 by default.")] = None,
    steps: Annotated[int | None, typer.Option(help="Steps at each size; 10 by default.")] = None,
    rate: Annotated[
        float | None,
        typer.Option(help="Mean change of a pixel at each step, white being 1; 0.01 by default."),
    ] = None,
    jitter: Annotated[
        int | None, typer.Option(help="Pixels by which the picture is moved at each step; 32 by default.")
    ] = None,
    keep_colours: Annotated[
        bool, typer.Option("--keep-colours", help="Keep the photo's colours, and dream in light alone.")
    ] = False,
    zoom: Annotated[
        int | None, typer.Option(help="Dream so many times more, each time nearer; --gif shows the way in.")
    ] = None,
    zoom_by: Annotated[float | None, typer.Option(help="How much nearer each time; 1.05 by default.")] = None,
    tile: Annotated[
        int | None, typer.Option(help="Longest side that is computed at once; 512 by default.")
    ] = None,
    gif: Gif = None,
    preview_every: PreviewEvery = 10,
    network: NetworkName = DEFAULT_NETWORK,
    weights: Weights = None,
    arch: Arch = None,
    device: Device = "cpu",
    seed: Seed = 0,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Make a photo in which a network sees more of what it already sees (DeepDream)."""
    return synthesized(
        "dream",
        opened(network, weights, arch, device, seed, run_code),
        {"network": network, "weights": weights, "arch": arch, "seed": seed},
        said(
            photo=photo, layers=layer, guide=guide, size=size, octaves=octaves, scale=scale, steps=steps,
            rate=rate, jitter=jitter, keep_colours=keep_colours, zoom=zoom, zoom_by=zoom_by, tile=tile,
            seed=seed,
        ),
        out or Path(f"{photo.stem}.dream.png"),
        gif=gif,
        preview_every=preview_every,
        quiet=quiet or json_,
    )  # fmt: skip
