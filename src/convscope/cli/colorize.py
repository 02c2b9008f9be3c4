"""``convscope colorize``: give grey photos colours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite
from convscope.cli.restoring import Format, Out, Photos, Truth, restored_answer


@answers
@options_from(opening=NetworkOptions)
def colorize(
    *,
    words: Photos,
    hints: Annotated[
        Path | None,
        typer.Option(help="Strokes of colour on a transparent picture of the photo's size."),
    ] = None,
    temperature: Annotated[
        float,
        typer.Option(help="1 takes the mean of the likely colours, less what is nearer to the likeliest."),
    ] = 0.38,
    truth: Truth = None,
    format: Format = "png",  # noqa: A002  # the option's name
    out: Out = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Give grey photos colours; of a photo with colours these are taken away first.

    The network was trained to: convscope train PHOTOS --network colorizer:efficientnet-lite0.
    """
    from functools import partial

    from convscope.restore.colorizing import check_colorizes
    from convscope.restore.colorizing import colorize as coloured

    return restored_answer(
        "colorize",
        check_colorizes,
        partial(coloured, hints=hints, temperature=temperature),
        words=words,
        truth=truth,
        format_=format,
        out=out,
        overwrite=overwrite,
        opening=opening,
        silent=quiet or json_,
    )
