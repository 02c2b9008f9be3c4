"""``convscope repair``: repair photos that JPEG, blur or scratches have harmed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite
from convscope.cli.restoring import Format, Out, Photos, Tile, Truth, restored_answer


@answers
@options_from(opening=NetworkOptions)
def repair(
    *,
    words: Photos,
    mask: Annotated[
        Path | None,
        typer.Option(help="White where the photo is missing; elsewhere it is left as it is."),
    ] = None,
    truth: Truth = None,
    tile: Tile = 256,
    format: Format = "png",  # noqa: A002  # the option's name
    out: Out = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Repair photos that JPEG, blur or scratches have harmed.

    The network was trained to: convscope train PHOTOS --network resunet --task repair.
    """
    from functools import partial

    from convscope.restore.restoring import check_size_stays, restore

    return restored_answer(
        "repair",
        check_size_stays,
        partial(restore, mask=mask, tile=tile),
        words=words,
        truth=truth,
        format_=format,
        out=out,
        overwrite=overwrite,
        opening=opening,
        silent=quiet or json_,
    )
