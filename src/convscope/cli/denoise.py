"""``convscope denoise``: take the noise of photos away."""

from __future__ import annotations

from typing import Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite
from convscope.cli.restoring import Format, Out, Photos, Tile, Truth, restored_answer


@answers
@options_from(opening=NetworkOptions)
def denoise(
    *,
    words: Photos,
    noise: Annotated[
        float | None,
        typer.Option(
            help="Standard deviation of the noise on the scale of 0 to 255, for a network that is told, such as "
            "ffdnet; by default it is estimated."
        ),
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
    """Take the noise of photos away.

    The network was trained to: convscope train PHOTOS --network resunet --task denoise.
    """
    from functools import partial

    from convscope.restore.restoring import check_size_stays, restore

    return restored_answer(
        "denoise",
        check_size_stays,
        partial(restore, noise=noise, tile=tile),
        words=words,
        truth=truth,
        format_=format,
        out=out,
        overwrite=overwrite,
        opening=opening,
        silent=quiet or json_,
    )
