"""``convscope arithmetic iou|nms``: how much two boxes share, and which of many detections are kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.detection.worked_suppression import Meeting

Form = Annotated[
    str,
    typer.Option(
        help="What the four numbers of a box are: corners (left top right bottom), size (left top width height) or "
        "centre (column row width height)."
    ),
]


@answers
def iou(
    first: Annotated[str, typer.Argument(help='A box, four numbers: "127 40 344 226".')],
    second: Annotated[str, typer.Argument(help="Another box.")],
    form: Form = "corners",
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Intersection over union of two boxes, and the generalized IoU, worked out."""
    from convscope.detection import overlap, read_box

    found = overlap(read_box(first, form), read_box(second, form))

    def show(console: Console) -> None:
        for line in found.formula:
            console.print(line, highlight=False, soft_wrap=True)

    document = {**asdict(found), "iou": found.iou, "giou": found.giou, "formula": "\n".join(found.formula)}
    return Answer(document, show)


@answers
def nms(
    detections: Annotated[
        str,
        typer.Argument(
            help='Boxes with scores and, if there are several, classes: "10 10 60 60 0.9 / 15 12 66 58 0.8".'
        ),
    ],
    form: Form = "corners",
    threshold: Annotated[float, typer.Option(help="IoU above which a box suppresses another.")] = 0.5,
    way: Annotated[
        str,
        typer.Option(
            help="hard removes a box that overlaps; linear and gaussian (soft-NMS) lower its score by the overlap."
        ),
    ] = "hard",
    sigma: Annotated[float, typer.Option(help="Of gaussian: the greater, the less scores fall.")] = 0.5,
    least: Annotated[
        float, typer.Option(help="Score below which a box that was lowered is removed.")
    ] = 0.001,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Non-maximum suppression, step by step; boxes are numbered from 0."""
    from convscope.detection import read_scored_boxes, suppression

    read = read_scored_boxes(detections, form)
    found = suppression(read, threshold=threshold, way=way, sigma=sigma, least=least)

    def show(console: Console) -> None:
        for number, step in enumerate(found.steps, start=1):
            console.print(f"step {number}: keep box {step.box}, score {step.score:.4g}", highlight=False)
            for met in step.meetings:
                console.print(_told(met), highlight=False)
        console.print(f"kept: {', '.join(map(str, found.kept))}", style="bold", highlight=False)

    document = {"boxes": read.boxes, "kept": found.kept, "steps": [asdict(step) for step in found.steps]}
    return Answer(document, show)


def _told(met: Meeting) -> str:
    """What a kept box did to another."""
    if met.is_gone:
        return f"  box {met.box}: IoU {met.iou:.4f}, suppressed"
    if met.after == met.before:
        return f"  box {met.box}: IoU {met.iou:.4f}, stays"
    return f"  box {met.box}: IoU {met.iou:.4f}, score {met.before:.4g} -> {met.after:.4g}"
