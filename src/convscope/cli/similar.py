"""``convscope similar``: find the photos of a scan that are most similar to a photo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.chosen_scan import ScanName, scan_of
from convscope.cli.options import RunCode
from convscope.cli.places import Overwrite, free_place, name_of

if TYPE_CHECKING:
    from rich.console import Console


@answers
def similar(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="The photo.")],
    scan: ScanName = None,
    layer: Annotated[
        str | None, typer.Option(help="The layer whose vectors are compared; by default the penultimate.")
    ] = None,
    count: Annotated[int, typer.Option(help="How many photos.")] = 8,
    out: Annotated[
        Path | None, typer.Option(help="The picture; by default PHOTO.similar.png in the working directory.")
    ] = None,
    overwrite: Overwrite = False,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Find the photos of a scan that are most similar to a photo, by what a layer makes of them."""
    from convscope.examine.neighbours.nearest import similar as find_similar
    from convscope.images.standard_input import stem_of
    from convscope.render import save_picture

    found = find_similar(photo, scan_of(scan), layer=layer, count=count, run_code=run_code)
    place = out or free_place(Path(f"{name_of(stem_of(photo), 'similar')}.png"), overwrite=overwrite)
    save_picture(found.picture(), place)

    def show(console: Console) -> None:
        lines = [f"{found.photo.name}, by {found.layer} of {found.network}"]
        lines += [f"  {one.similarity:.3f}  {one.photo}" for one in found.neighbours]
        for line in (*lines, f"picture: {place}"):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer({**found.document(), "picture": place}, show)
