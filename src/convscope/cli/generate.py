"""``convscope generate``: make pictures by a network that learned to."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import named_network
from convscope.cli.options import NetworkArgument, NetworkOptions, network_of, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place, name_of, network_part

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def generate(
    *,
    network_argument: NetworkArgument = None,
    classes: Annotated[
        list[str] | None,
        typer.Option(
            "--class",
            metavar="CLASS",
            help="Make this class; repeat it to make several in turn. any leaves it to chance; by default all.",
        ),
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="How many pictures.")] = 64,
    steps: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Of a diffusion model: steps from noise to a picture, by default 30; more is better and takes "
            "longer.",
        ),
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            help="Of a diffusion model: 1 takes it as it is; more, by default 2, makes pictures more typical of "
            "their class, and less various.",
        ),
    ] = None,
    truncation: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            help="Of a network that reads codes: less than 1, the default, keeps codes near their mean, whose "
            "pictures are more typical, and less various.",
        ),
    ] = None,
    walk: Annotated[
        int | None,
        typer.Option(
            metavar="SEED",
            help="Lead from the first picture of the seed to the first one of this seed, by pictures of one class.",
        ),
    ] = None,
    along: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="NUMBER",
            help="Follow a direction of codes through the first picture of the seed: 1 is the one along which "
            "pictures change most.",
        ),
    ] = None,
    near: Annotated[
        Path | None,
        typer.Option(
            metavar="PHOTO",
            help="Begin by the code whose picture is nearest to this photo; alone, it makes each class of this code.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The sheet of all pictures, .png; a folder of its name holds each by itself, in folders of classes."
        ),
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Make pictures: a sheet of all, and each by itself in a folder of its class.

    The network was trained to: convscope train PICTURES --network ddpm, dcgan or vae.
    """
    check_ending(out, (".png",), "The sheet")
    opening = named_network(network_argument, opening)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.generation import generate as generate_pictures

    network = opened(opening)
    began = time.perf_counter()
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        found = generate_pictures(
            network,
            classes or (),
            count=count,
            seed=seed_of(opening),
            steps=steps,
            guidance=guidance,
            truncation=truncation,
            walk=walk,
            along=along,
            near=near,
            progress=progress,
        )
    each = (time.perf_counter() - began) / count
    place = out or free_place(
        Path(f"{name_of('', 'generated', network_part(network_of(opening)))}.png"), overwrite=overwrite
    )
    places = found.save(place)

    def show(console: Console) -> None:
        for line in (
            f"sheet: {place}",
            f"pictures: {place.with_suffix('')}",
            f"{each:.3g} seconds a picture",
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    document = {
        "picture": place,
        **found.document(),
        "seconds_a_picture": each,
        "pictures": [str(one) for one in places],
    }
    return Answer(document, show)
