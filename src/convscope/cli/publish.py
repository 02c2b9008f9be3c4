"""``convscope publish``: write the live page of a network and photos as files for any web host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.bundled import bundled_photo
from convscope.cli.leaving import leave_at_once
from convscope.cli.options import NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import read_first
from convscope.cli.places import check_folder
from convscope.errors import Cancelled
from convscope.server.publishing.settings import PublishSettings

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(given=PublishSettings, opening=NetworkOptions)
def publish(
    *,
    photos: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PHOTO]...", help="Photos or folders; without any a photo that is bundled."),
    ] = None,
    given: Given,
    opening: Given,
    out: Annotated[Path, typer.Option(help="The folder of the page.")] = Path("microscope"),
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a page that was published there before.")
    ] = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Compute beforehand what the live page of `convscope serve` shows, and write page and answers as files."""
    from convscope.images import photos_in

    check_folder(out, "The files of a page")
    read_first(*photos_in(photos or ()))
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.server.publishing.publishing import publish as publishing

    net = opened(opening)
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        try:
            made = publishing(
                net, photos or [bundled_photo()], out, overwrite=overwrite, progress=progress, **given
            )
        except Cancelled:
            leave_at_once()
            raise

    def show(console: Console) -> None:
        line = f"{made.page}: {made.answers:,d} answers, {made.size / 1e6:.1f} MB in all"
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(made.document(), show)
