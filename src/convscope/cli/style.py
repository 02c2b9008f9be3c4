"""``convscope style``: a photo redrawn in the style of other pictures."""

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
def style(
    content: Annotated[Path, typer.Argument(help="The photo that is redrawn.")],
    styles: Annotated[list[Path], typer.Argument(metavar="STYLE...", help="Pictures in whose style.")],
    blend: Annotated[
        list[float] | None, typer.Option(help="Weight of each style, in their order; alike by default.")
    ] = None,
    mask: Annotated[
        list[Path] | None,
        typer.Option(help="For each style a picture of the region that shall have it, white on black."),
    ] = None,
    style_layer: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER[=WEIGHT]", help="Layers of the style; by the network's family."),
    ] = None,
    content_layer: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER[=WEIGHT]", help="Layers of the content; by the network's family."),
    ] = None,
    style_weight: Annotated[float | None, typer.Option(help="Weight of the style; 1 by default.")] = None,
    content_weight: Annotated[float | None, typer.Option(help="Weight of the content.")] = None,
    tv: Annotated[float | None, typer.Option(help="Weight of the total variation, against noise.")] = None,
    match: Annotated[
        str | None,
        typer.Option(
            help="gram (statistics, by default) or patches (whole patches; each is compared with up to 8192 of the "
            "style, a hundred times the work: take --size 256)."
        ),
    ] = None,
    colours: Annotated[
        str | None,
        typer.Option(
            help="style (by default); luminance: the photo's colours under new light (YIQ); match: the style "
            "is first given the photo's colours."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The picture; by default CONTENT.style.png.")] = None,
    size: Annotated[
        int | None, typer.Option(help="Longest side in pixels; by default the photo's, at most 640.")
    ] = None,
    scales: Annotated[
        int | None, typer.Option(help="Sizes from coarse to fine, each twice the one before; 4 by default.")
    ] = None,
    style_scale: Annotated[
        float | None, typer.Option(help="Size of the styles beside the content; 1 by default.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Steps at each size; 50 by default.")] = None,
    stepper: Annotated[str | None, typer.Option(help="lbfgs (by default), adam or sgd.")] = None,
    rate: Annotated[float | None, typer.Option(help="Size of a step; by the stepper.")] = None,
    memory: Annotated[
        str | None,
        typer.Option(
            help="What values of layers and copies of the picture may take, besides the network; 800MB by default. "
            "Less is slower: the picture is then computed in smaller tiles."
        ),
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
    """Redraw a photo in the style of other pictures."""
    return synthesized(
        "style",
        opened(network, weights, arch, device, seed, run_code),
        {"network": network, "weights": weights, "arch": arch, "seed": seed},
        said(
            content=content, styles=styles, blend=blend, masks=mask, style_layers=style_layer,
            content_layers=content_layer, style_weight=style_weight, content_weight=content_weight, tv=tv,
            match=match, colours=colours, size=size, scales=scales, style_scale=style_scale, steps=steps,
            stepper=stepper, rate=rate, memory=memory, seed=seed,
        ),
        out or Path(f"{content.stem}.style.png"),
        gif=gif,
        preview_every=preview_every,
        quiet=quiet or json_,
    )  # fmt: skip
