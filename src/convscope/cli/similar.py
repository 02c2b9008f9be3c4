"""``convscope similar``: find the photos of a scan that are alike: nearest to a photo, copies, outliers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.chosen_scan import ScanName, scan_of
from convscope.cli.options import RunCode
from convscope.cli.photos import read_first
from convscope.cli.places import Overwrite, check_ending, free_place, name_of
from convscope.language import localised

if TYPE_CHECKING:
    from PIL.Image import Image
    from rich.console import Console

    from convscope.examine.neighbours.duplicates import Duplicates
    from convscope.examine.neighbours.nearest import Neighbours
    from convscope.examine.neighbours.outliers import Outliers


@answers
def similar(
    photo: Annotated[
        Path | None, typer.Argument(metavar="[PHOTO]", help="The photo whose neighbours are wanted.")
    ] = None,
    duplicates: Annotated[
        bool,
        typer.Option("--duplicates", help="Name copies: resized, mirrored, compressed anew."),
    ] = False,
    outliers: Annotated[bool, typer.Option("--outliers", help="Name photos that are far from all.")] = False,
    scan: ScanName = None,
    layer: Annotated[
        str | None, typer.Option(help="The layer whose vectors are compared; by default the penultimate.")
    ] = None,
    count: Annotated[int, typer.Option(help="How many neighbours.")] = 8,
    out: Annotated[
        Path | None, typer.Option(help="The picture; by default PHOTO.similar.png, or SCAN.duplicates.png.")
    ] = None,
    overwrite: Overwrite = False,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Find the photos of a scan that are most similar to a photo, copies of each other, or far from all."""
    if photo is not None:
        read_first(photo)
    from convscope.errors import ScanError
    from convscope.examine.neighbours.duplicates import duplicates as find_duplicates
    from convscope.examine.neighbours.nearest import similar as find_similar
    from convscope.examine.neighbours.outliers import outliers as find_outliers
    from convscope.images.standard_input import stem_of
    from convscope.render.save import PICTURES, save_picture

    check_ending(out, PICTURES, "The picture")
    if (photo is not None) + duplicates + outliers != 1:
        raise ScanError(
            "Neighbours of a photo, copies or outliers are found, one at a time.",
            "Give a photo, --duplicates or --outliers.",
        )
    chosen = scan_of(scan)
    found: Neighbours | Duplicates | Outliers
    if photo is not None:
        found = find_similar(photo, chosen, layer=layer, count=count, run_code=run_code)
        name = name_of(stem_of(photo), "similar")
    else:
        found = (find_duplicates if duplicates else find_outliers)(chosen, layer=layer)
        name = name_of("", found.scan, "duplicates" if duplicates else "outliers")
    picture: Image | None = found.picture()
    place = None
    if picture is not None:
        place = out or free_place(Path(f"{name}.png"), overwrite=overwrite)
        save_picture(picture, place, found.manifest())

    def show(console: Console) -> None:
        for line in [*_lines(found), *([f"picture: {place}"] if place else [])]:
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer({**found.document(), "picture": place}, show)


def _lines(found: Neighbours | Duplicates | Outliers) -> list[str]:
    from convscope.examine.neighbours.duplicates import Duplicates
    from convscope.examine.neighbours.outliers import Outliers

    if isinstance(found, Duplicates):
        return [
            f"{len(found.pairs)} copies in {found.scan}, of {found.candidates} pairs that {found.layer} proposed",
            *(
                f"  {localised(f'{pair.correlation:.3f}')}  {pair.first}  {pair.second}"
                f"{'  mirrored' if pair.mirrored else ''}"
                for pair in found.pairs
            ),
        ]
    if isinstance(found, Outliers):
        return [
            f"{len(found.outliers)} outliers in {found.scan}, by {found.layer}",
            *(f"  {localised(f'{one.z:.1f}')}  {one.photo}" for one in found.outliers),
        ]
    return [
        f"{found.photo.name}, by {found.layer} of {found.network}",
        *(f"  {localised(f'{one.similarity:.3f}')}  {one.photo}" for one in found.neighbours),
        *(f"left out, the photo itself: {name}" for name in found.same),
    ]
