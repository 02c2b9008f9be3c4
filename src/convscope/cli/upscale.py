"""``convscope upscale``: enlarge photos."""

from __future__ import annotations

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite
from convscope.cli.restoring import Format, Out, Photos, Tile, Truth, restored_answer


@answers
@options_from(opening=NetworkOptions)
def upscale(
    *,
    words: Photos,
    truth: Truth = None,
    tile: Tile = 256,
    format: Format = "png",  # noqa: A002  # the option's name
    out: Out = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Enlarge photos two, three or four times.

    The network was trained to: convscope train PHOTOS --network edsr-x2.
    """
    from functools import partial

    from convscope.restore.restoring import check_enlarges, restore

    return restored_answer(
        "upscale",
        check_enlarges,
        partial(restore, tile=tile),
        words=words,
        truth=truth,
        format_=format,
        out=out,
        overwrite=overwrite,
        opening=opening,
        silent=quiet or json_,
    )
