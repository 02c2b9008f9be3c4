"""``convscope receptive-field``: measure the receptive field of a unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers, note
from convscope.cli.grammar import network_apart
from convscope.cli.options import UNIT, NetworkOptions, lacks_weights, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import check_ending
from convscope.errors import AddressError

if TYPE_CHECKING:
    from rich.console import Console

SAMPLES = 16  # that of `convscope.explanation.measured_field`, which needs torch

# Deviations to either side of the mean that hold 95 % of a Gaussian.
_GAUSSIAN = 1.96


@answers
@options_from(opening=NetworkOptions)
def receptive_field(
    *,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="UNIT [PHOTO]...",
            help=f"The unit: {UNIT} Photos to average the gradient over; by default {SAMPLES} pictures of noise.",
        ),
    ],
    opening: Given,
    picture: Annotated[Path | None, typer.Option(help="Draw both fields over the first photo.")] = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Measure the theoretical receptive field of a unit, and the part that holds 95 % of its gradient."""
    seed = seed_of(opening)
    from convscope.explanation.measured_field import receptive_field as measure
    from convscope.images import decode
    from convscope.render.save import PICTURES, save_picture

    check_ending(picture, PICTURES, "The picture")
    opening, named = network_apart(words, opening)
    if not named:
        raise AddressError("No unit is named.", f"Write {UNIT}")
    unit, *photos = named
    if lacks_weights(opening):
        note(
            "The field follows from shapes alone; its gradient is that of random weights, since none were named."
        )
    decoded = [decode(photo) for photo in photos]
    measured = measure(opened(opening, for_shapes=lacks_weights(opening)), unit, decoded, seed=seed)
    document = measured.document()
    document["effective"]["inputs"] = photos or f"{SAMPLES} pictures of noise, seed {seed}"
    if picture:
        save_picture(measured.picture(), picture, measured.manifest())
        document["picture"] = picture

    def show(console: Console) -> None:
        for line in _lines(document):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show)


def _lines(document: dict[str, Any]) -> list[str]:
    field, effective = document["receptive_field"], document["effective"]
    inputs = effective["inputs"]
    over = inputs if isinstance(inputs, str) else f"{len(inputs)} photo{'s' * (len(inputs) > 1)}"
    lines = [
        f"{document['unit']} of {document['network']} (weights: {document['weights']})",
        f"sees {_by(field['size'])} pixels, every {_by(field['stride'])}, from {_by(field['start'], ', ')} on: "
        f"{_text(document['interval'])} of the input",
    ]
    if effective["interval"] is None:
        return [*lines, f"its gradient is zero everywhere, over {over}"]
    share = f"{100 * effective['share']:g} %"
    gaussian = [2 * _GAUSSIAN * one for one in effective["deviation"]]
    return [
        *lines,
        f"{share} of its gradient, over {over}: {_text(effective['interval'])}",
        f"standard deviation {_by(effective['deviation'])}; a Gaussian of it has {share} in {_by(gaussian)} pixels",
    ]


def _text(interval: list[tuple[int, int]]) -> str:
    names = (
        ("rows", "columns") if len(interval) == 2 else tuple(f"axis {n + 1}" for n in range(len(interval)))
    )
    return ", ".join(
        f"{name} {first} to {end - 1}" if end > first else f"no {name}"
        for name, (first, end) in zip(names, interval, strict=True)
    )


def _by(numbers: list[float], between: str = " x ") -> str:
    return between.join(f"{number:.4g}" for number in numbers)
