"""``convscope visualize``: the pictures that units of a network answer to most."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

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
from convscope.cli.synthesize import Gif, PreviewEvery, synthesized

_ABSENT = "by default the recipe's"


@answers
def visualize(
    units: Annotated[
        list[str],
        typer.Argument(
            metavar="UNIT...",
            help="LAYER:CHANNEL, LAYER:CHANNEL@ROW,COLUMN, class:LABEL or a sum; LAYER alone for a sheet of all "
            "its channels.",
        ),
    ],
    out: Annotated[Path | None, typer.Option(help="The picture; by default UNIT.visualize.png.")] = None,
    recipe: Annotated[
        str,
        typer.Option(
            help="distill, maco, simonyan, mahendran, yosinski, inceptionism or none: a method of the literature, "
            "of which the options below replace parts."
        ),
    ] = "distill",
    sign: Annotated[str, typer.Option(help="positive, negative or both.")] = "positive",
    diverse: Annotated[int, typer.Option(help="Pictures of each unit that differ from each other.")] = 1,
    diversity: Annotated[float | None, typer.Option(help="Weight of their difference.")] = None,
    first: Annotated[int | None, typer.Option(help="Of LAYER alone only so many channels.")] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Compare with photos: how much of what they reach.")
    ] = None,
    patches: Annotated[int, typer.Option(help="Photo patches beside each picture.")] = 4,
    transparency: Annotated[
        bool, typer.Option("--transparency", help="Show only where the ascent pulled most.")
    ] = False,
    steps: Annotated[int | None, typer.Option(help=f"Steps of the ascent; {_ABSENT}.")] = None,
    size: Annotated[int | None, typer.Option(help="Rows and columns; by default the network's.")] = None,
    start: Annotated[
        str | None,
        typer.Option(help="noise, grey, zeros or a photo; by default zeros for classes, else noise."),
    ] = None,
    contrast: Annotated[
        float | None, typer.Option(help="Of the noise at the start, a photo's being 1.")
    ] = None,
    space: Annotated[str | None, typer.Option(help=f"fourier, pixels, pyramid or phase; {_ABSENT}.")] = None,
    decorrelated: Annotated[
        bool | None, typer.Option("--decorrelated/--correlated", help=f"Colours as in photos; {_ABSENT}.")
    ] = None,
    range_: Annotated[str | None, typer.Option("--range", help=f"sigmoid, clamp or free; {_ABSENT}.")] = None,
    stepper: Annotated[str | None, typer.Option(help=f"adam, sgd or lbfgs; {_ABSENT}.")] = None,
    rate: Annotated[float | None, typer.Option(help=f"Size of a step; {_ABSENT}.")] = None,
    transforms: Annotated[
        str | None, typer.Option(help=f"standard, crops, jitter or none; {_ABSENT}.")
    ] = None,
    l1: Annotated[float | None, typer.Option(help="Penalty: mean magnitude.")] = None,
    l2: Annotated[float | None, typer.Option(help="Penalty: mean square.")] = None,
    tv: Annotated[float | None, typer.Option(help="Penalty: total variation.")] = None,
    blur: Annotated[float | None, typer.Option(help="Blur after each step, in pixels.")] = None,
    clip: Annotated[
        float | None, typer.Option(help="Share of pixels that become grey after each step.")
    ] = None,
    tolerance: Annotated[
        float | None, typer.Option(help="Stop when the objective rises by less than this part.")
    ] = None,
    cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache", help="Keep finished pictures in the user's folder for caches, and use them."
        ),
    ] = True,
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
    """Make the picture that a unit, a class or each channel of a layer answers to most."""
    from convscope.makers.picture_cache import PictureCache
    from convscope.synthesis.recipes import recipe_named

    said: dict[str, Any] = {
        "units": units, "sign": sign, "diverse": diverse, "diversity": diversity, "first": first,
        "against": against, "patches": patches, "transparency": transparency, "steps": steps, "size": size,
        "start": start, "contrast": contrast, "space": space, "decorrelated": decorrelated, "range": range_,
        "stepper": stepper, "rate": rate, "transforms": transforms, "l1": l1, "l2": l2, "tv": tv, "blur": blur,
        "clip": clip, "tolerance": tolerance, "seed": seed,
    }  # fmt: skip
    settings = {**recipe_named(recipe), **{name: value for name, value in said.items() if value is not None}}
    opening = {"network": network, "weights": weights, "arch": arch, "seed": seed}
    return synthesized(
        "visualize",
        opened(network, weights, arch, device, seed, run_code),
        opening,
        settings,
        out or Path(f"{_file_name(units)}.visualize.png"),
        gif=gif,
        preview_every=preview_every,
        quiet=quiet or json_,
        cache=PictureCache.of_user() if cache and gif is None else None,
    )


def _file_name(units: list[str]) -> str:
    """A name for the picture without what file systems dislike."""
    return re.sub(r"[^\w.-]+", "-", "+".join(units)).strip("-.")[:80] or "picture"
