"""``convscope detect``: find things in photos by a detector: boxes with classes and scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import photos_apart
from convscope.cli.options import NetworkOptions, network_of, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, check_folder, free_place, name_of, network_part
from convscope.errors import ConvscopeError, ImageError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.network.detecting import DetectedPhoto


@answers
@options_from(opening=NetworkOptions)
def detect(
    *,
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos or folders of them.")],
    score: Annotated[float, typer.Option(help="Least score of a detection.")] = 0.3,
    overlap: Annotated[
        float,
        typer.Option(help="Greatest IoU of two detections of a class; what overlaps more is one thing."),
    ] = 0.6,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the pictures; by default the working directory.")
    ] = None,
    coco: Annotated[
        Path | None, typer.Option(help="Also write all detections as one JSON file in the form of COCO.")
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Find things in photos by a detector, and draw the boxes with their classes and scores."""
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.images import photos_in
    from convscope.images.standard_input import stem_of
    from convscope.network.detecting import boxes_task, detect_all
    from convscope.render.save import save_picture
    from convscope.report.coco_detections import write_coco

    opening, photos = photos_apart(photos, opening)
    if not photos:
        raise ImageError("There is no photo to look at.", "Name photos or folders of them.")
    check_folder(out, "Pictures")
    check_ending(coco, (".json",), "A file of COCO")
    paths = photos_in(photos)
    network = opened(opening)
    task = boxes_task(network)
    part, folder = network_part(network_of(opening)), out or Path()
    found: list[tuple[Path, DetectedPhoto, Path]] = []
    failures: list[ConvscopeError] = []
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        for number, (path, one) in enumerate(detect_all(network, paths, score=score, overlap=overlap), 1):
            if isinstance(one, ImageError):
                failures.append(one)
            else:
                place = free_place(
                    folder / f"{name_of(stem_of(path), 'detect', part)}.png", overwrite=overwrite
                )
                save_picture(one.picture(), place)
                found.append((path, one, place))
            progress.step(number, len(paths), what="detecting")
            progress.check()
    if coco is not None:
        write_coco([one for _, one, _ in found], task.labels.names, coco)
    rows: list[dict[str, Any]] = [
        {**one.document(), "photo": str(path), "picture": str(place)} for path, one, place in found
    ]

    def show(console: Console) -> None:
        for path, one, place in found:
            counts = dict.fromkeys(dict.fromkeys(single.label for single in one.detections), 0)
            for single in one.detections:
                counts[single.label] += 1
            said = ", ".join(f"{label} {count}" for label, count in counts.items()) or "nothing"
            console.print(f"{path}  {said}: {place}", markup=False, highlight=False, soft_wrap=True)
        if coco is not None:
            console.print(f"COCO: {coco}", markup=False, highlight=False, soft_wrap=True)

    return Answer({"photos": rows, "coco": coco}, show, failures)
