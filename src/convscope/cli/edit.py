"""``convscope edit``: edit pixels, channels and weights, and see what the network says then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import read_first
from convscope.cli.places import check_ending
from convscope.errors import EditError

if TYPE_CHECKING:
    from rich.console import Console

_EDIT = (
    "pixel@10,12=#ff0000 (pixel@10,12>30,40*5=#ff0000 a stroke five wide), blocks.4:12=0 (a channel off), "
    "blocks.4:12@7,7=1.5 (one number), conv_stem.weight[3,0,1,1]=0.5 (a weight)."
)


@answers
@options_from(opening=NetworkOptions)
def edit(
    *,
    photo: Annotated[Path, typer.Argument(help="The photo.")],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="EDIT...", help=f"What to edit: {_EDIT}")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="How many predictions to show, before and after.")] = 5,
    picture: Annotated[
        Path | None, typer.Option(help="Write the edited photo as the network sees it, as PNG.")
    ] = None,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Edit pixels of a photo, channels and weights of a network, and see what it says before and after."""
    check_ending(picture, (".png",), "An edited photo")
    read_first(photo)
    from PIL import Image

    from convscope.network.edits import edit as edited_by
    from convscope.network.edits import read_edits

    edits = read_edits(words or [])
    if not edits.each:
        raise EditError("There is nothing to edit.", f"Name edits: {_EDIT}")
    network = opened(opening)
    found = edited_by(network, photo, edits)
    changes = found.changes(top)
    document: dict[str, Any] = {
        "photo": photo,
        "network": network.name,
        "weights": network.weights,
        "edits": str(edits),
        "predictions": [one.document() for one in changes],
    }
    if picture:
        seen = network.inputs[0].look(found.photo, found.photo)
        if seen is None:
            raise EditError(f"What {network.name} takes cannot be shown as a picture.", "Leave it out.")
        from convscope.files import replacing

        with replacing(picture) as temporary:
            Image.fromarray(seen).save(temporary, "PNG")
        document["picture"] = picture

    def shown(console: Console) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table("prediction", "before", "after", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        for one in changes:
            table.add_row(one.said.label.partition(",")[0], *one.amounts)
        console.print(table)
        if picture:
            console.print(f"picture: {picture}", highlight=False, markup=False, soft_wrap=True)

    return Answer(document, shown)
