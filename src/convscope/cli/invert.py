"""``convscope invert``: the pictures that layers of a network cannot tell from a photo."""

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
def invert(
    photo: Annotated[Path, typer.Argument(help="The photo.")],
    layer: Annotated[
        list[str] | None,
        typer.Option(help="From which layer; repeat it for several. By default one at each stage."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The strip; by default PHOTO.invert.png.")] = None,
    size: Annotated[
        int | None, typer.Option(help="Longest side in pixels; by default as the network sees the photo.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Steps for each layer; 100 by default.")] = None,
    stepper: Annotated[str | None, typer.Option(help="lbfgs (by default), adam or sgd.")] = None,
    rate: Annotated[float | None, typer.Option(help="Size of a step; by the stepper.")] = None,
    tv: Annotated[float | None, typer.Option(help="Weight of the total variation, against noise.")] = None,
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
    """Reconstruct a photo from what layers of a network hold of it, as one strip."""
    return synthesized(
        "invert",
        opened(network, weights, arch, device, seed, run_code),
        {"network": network, "weights": weights, "arch": arch, "seed": seed},
        said(
            photo=photo, layers=layer, size=size, steps=steps, stepper=stepper, rate=rate, tv=tv, seed=seed,
        ),
        out or Path(f"{photo.stem}.invert.png"),
        gif=gif,
        preview_every=preview_every,
        quiet=quiet or json_,
    )  # fmt: skip
