"""``convscope detect``: find things in photos by a detector: boxes with classes and scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import photos_apart
from convscope.cli.options import NetworkOptions, network_of, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import listed
from convscope.cli.places import Naming, Overwrite, check_ending, check_folder, network_part
from convscope.errors import BoxError, ImageError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from convscope.network.considered import ConsideredBoxes

_SAID = {
    "found": "is found",
    "suppressed": "overlaps a better one",
    "below the score": "is below the score",
}


@answers
@options_from(opening=NetworkOptions)
def detect(
    *,
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO...", help="Photos, films, or folders of photos.")
    ],
    score: Annotated[float, typer.Option(help="Least score of a detection.")] = 0.3,
    overlap: Annotated[
        float | None,
        typer.Option(
            help="Greatest IoU of two detections of a class; what overlaps more is one thing. By default the "
            "detector's own."
        ),
    ] = None,
    tile: Annotated[
        int | None,
        typer.Option(
            min=32,
            help="See large photos in tiles of so many rows and columns, in their own pixels; by default as a whole.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the pictures; by default the working directory.")
    ] = None,
    coco: Annotated[
        Path | None, typer.Option(help="Also write all detections as one JSON file in the form of COCO.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="ROW,COLUMN",
            help="Also tell of one photo every box that was considered there, and why it is not found.",
        ),
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Find things in photos and films by a detector, and draw the boxes with their classes and scores."""
    opening, photos = photos_apart(photos, opening)
    if not photos:
        raise ImageError("There is no photo to look at.", "Name photos or folders of them.")
    check_folder(out, "Pictures")
    check_ending(coco, (".json",), "A file of COCO")
    paths = listed(photos)
    from convscope.cli.detected import Drawing, looked_at
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.network.considered import considered
    from convscope.network.detecting import boxes_task
    from convscope.report.coco_detections import write_coco

    place_of = None if at is None else _place(at, len(paths))
    if place_of is not None and tile is not None:
        raise BoxError(
            "--at tells of a photo that is seen as a whole, and --tile sees parts.", "Leave one out."
        )
    network = opened(opening)
    task = boxes_task(network)
    naming = Naming("detect", network_part(network_of(opening)), out or Path(), overwrite)
    drawing = Drawing(network, score, overlap, tile, naming)
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        found = looked_at(drawing, paths, progress)
    if coco is not None:
        write_coco([one for _, one, _ in found.photos], task.labels.names, coco)
    document: dict[str, Any] = {**found.document(), "coco": coco}
    boxes = None
    if place_of is not None and found.photos:
        photo = found.photos[0][1].photo
        boxes = considered(network, photo, place_of, score=score, overlap=overlap)
        document["photos"][0]["considered"] = [one.document() for one in boxes]

    def show(console: Console) -> None:
        found.show(console)
        if boxes is not None:
            console.print(_table(boxes, at))
        if coco is not None:
            console.print(f"COCO: {coco}", markup=False, highlight=False, soft_wrap=True)

    return Answer(document, show, found.failures)


def _place(text: str, photos: int) -> tuple[float, float]:
    """A place of the only photo."""
    numbers = text.split(",")
    if len(numbers) != 2 or not all(part.strip().isdecimal() for part in numbers):
        raise BoxError(f"A place is ROW,COLUMN in pixels of the photo, got {text!r}.", "Write --at 120,80.")
    if photos != 1:
        raise BoxError(f"--at is a place of one photo, {photos} were given.", "Name one photo.")
    return float(numbers[0]), float(numbers[1])


def _table(boxes: ConsideredBoxes, at: str | None) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    title = f"Boxes that hold {at}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("score", "label", "verdict", "detection", "IoU"):
        table.add_column(name, justify="left" if name in ("label", "verdict") else "right")
    for one in boxes:
        table.add_row(
            f"{one.detection.score:.2f}",
            one.detection.label,
            _SAID[one.verdict],
            "" if one.by is None else str(one.by),
            "" if one.iou is None else f"{one.iou:.2f}",
        )
    return table
