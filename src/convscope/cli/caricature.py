"""``convscope caricature``: what a layer exaggerates in a photo."""

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
def caricature(
    photo: Annotated[Path, typer.Argument(help="The photo.")],
    layer: Annotated[
        str | None, typer.Option(help="What sees it; by default the last stage but one.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The picture; by default PHOTO.caricature.png.")] = None,
    size: Annotated[int | None, typer.Option(help="Longest side in pixels; 320 by default.")] = None,
    steps: Annotated[int | None, typer.Option(help="Steps of the ascent; 200 by default.")] = None,
    rate: Annotated[float | None, typer.Option(help="Size of a step; 0.05 by default.")] = None,
    power: Annotated[
        float | None, typer.Option(help="Of the cosine: how much the direction counts; 2 by default.")
    ] = None,
    gif: Gif = None,
    preview_every: PreviewEvery = 25,
    network: NetworkName = DEFAULT_NETWORK,
    weights: Weights = None,
    arch: Arch = None,
    device: Device = "cpu",
    seed: Seed = 0,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Draw what a layer sees in a photo more strongly than it is."""
    return synthesized(
        "caricature",
        opened(network, weights, arch, device, seed, run_code),
        {"network": network, "weights": weights, "arch": arch, "seed": seed},
        said(
            photo=photo, layer=layer, size=size, steps=steps, rate=rate, power=power, seed=seed,
        ),
        out or Path(f"{photo.stem}.caricature.png"),
        gif=gif,
        preview_every=preview_every,
        quiet=quiet or json_,
    )  # fmt: skip
