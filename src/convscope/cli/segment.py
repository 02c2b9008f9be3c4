"""``convscope segment``: say which class each pixel of photos belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import network_apart
from convscope.cli.options import NetworkOptions, network_of, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import listed
from convscope.cli.places import Overwrite, check_folder, free_place, name_of, network_part
from convscope.errors import ImageError

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def segment(
    *,
    words: Annotated[list[str], typer.Argument(metavar="PHOTO...", help="Photos or folders of them.")],
    tile: Annotated[
        int | None,
        typer.Option(
            min=32,
            help="See large photos in tiles of so many rows and columns, in their own pixels; by default as a whole.",
        ),
    ] = None,
    overlap: Annotated[
        int | None,
        typer.Option(
            min=0, help="Pixels by which tiles overlap, at most half of them; by default a quarter."
        ),
    ] = None,
    score: Annotated[
        float | None,
        typer.Option(
            help="Of a network that finds boxes with masks: least score of a thing, 0.3 by default."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to; by default the working directory.")
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Say which class each pixel of photos belongs to: a mask of indices, and the photo under its classes.

    The network gives a class for each place, as one that was trained on photos with masks does. Where it learned from
    masks that number things, it numbers them, too, and so does one that finds boxes with masks, such as mask-rcnn.
    """
    opening, places = network_apart(words, opening)
    if not places:
        raise ImageError("There is no photo to segment.", "Name photos or folders of them.")
    check_folder(out, "Masks")
    paths = listed([Path(place) for place in places])
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.images import decode
    from convscope.segmentation import segment as segment_photo

    network, part = opened(opening), network_part(network_of(opening))
    done: list[dict[str, Any]] = []
    failures: list[ImageError] = []
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        for number, path in enumerate(paths):
            try:
                photo = decode(path)
            except ImageError as error:
                failures.append(error)
                continue
            found = segment_photo(network, photo, tile=tile, overlap=overlap, score=score, progress=progress)
            folder = out or Path()
            stem = name_of(path.stem, part)
            mask, picture, numbers = (
                free_place(folder / f"{stem}.{what}.png", overwrite=overwrite)
                for what in ("mask", "segments", "instances")
            )
            found.save(mask, picture, numbers)
            written = {"mask": mask, "picture": picture, "numbers": None if found.things is None else numbers}
            done.append({"photo": str(path), **found.document(), **written})
            progress.step(number + 1, len(paths), what="photos")
            progress.check()

    def show(console: Console) -> None:
        for one in done:
            shares = ", ".join(f"{said['label']} {said['share']:.1%}" for said in one["classes"][:5])
            console.print(f"{one['photo']}  {shares}", markup=False, highlight=False, soft_wrap=True)
            if one["instances"] is not None:
                console.print(f"  things: {len(one['instances'])}", highlight=False)
            for what in ("mask", "numbers", "picture"):
                if one[what] is not None:
                    console.print(f"  {what}: {one[what]}", markup=False, highlight=False, soft_wrap=True)

    return Answer({"photos": done}, show, errors=failures)
