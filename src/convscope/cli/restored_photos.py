"""What the commands from picture to picture share: photos in, pictures and a page with a slider out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from convscope.cli.answer import Answer
from convscope.cli.grammar import network_apart
from convscope.cli.options import network_of, opened
from convscope.cli.options_from import Given
from convscope.cli.places import check_folder, free_place, name_of, network_part
from convscope.errors import ImageError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.restore import Restored

Photos = Annotated[list[str], typer.Argument(metavar="PHOTO...", help="Photos or folders of them.")]
Truth = Annotated[
    Path | None, typer.Option(help="The photo as it should be, to tell PSNR and SSIM; for a single photo.")
]
Tile = Annotated[
    int, typer.Option(min=32, help="See the photo in tiles of so many rows and columns, which bounds memory.")
]
Format = Annotated[
    Literal["png", "jpg", "webp"],
    typer.Option(metavar="png|jpg|webp", help="Format of the pictures; only png keeps every number."),
]
Out = Annotated[Path | None, typer.Option(help="The folder to write to; by default the working directory.")]


def restored_answer(
    what: str,
    restore: Callable[..., Restored],
    *,
    words: list[str],
    truth: Path | None,
    tile: int,
    format_: str,
    out: Path | None,
    overwrite: bool,
    opening: Given,
    silent: bool,
) -> Answer:
    """Restore photos, one after the other.

    Args:
        what: is done, as the pictures are named.
        restore: does it.
        words: photos, folders, and perhaps a network.
        truth: the photo as it should be.
        tile: rows and columns of a tile.
        format_: ending of the pictures.
        out: folder to write to.
        overwrite: whether to take default names that are taken.
        opening: how the network is opened.
        silent: whether no progress is shown.

    Raises:
        ImageError: there is no photo, or a true one for several.
        ConvscopeError: the network cannot be opened, or restores nothing.
    """
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.images import decode, photos_in
    from convscope.report.restored import write_restored

    opening, places = network_apart(words, opening)
    if not places:
        raise ImageError(f"There is no photo to {what}.", "Name photos or folders of them.")
    check_folder(out, "Pictures")
    paths = photos_in([Path(place) for place in places])
    if truth is not None and len(paths) > 1:
        raise ImageError(f"One true photo was given for {len(paths)} photos.", "Give one photo at a time.")
    true = None if truth is None else decode(truth)
    network, part = opened(opening), network_part(network_of(opening))
    done: list[dict[str, Any]] = []
    failures: list[ImageError] = []
    with TerminalProgress(silent=silent) as progress, cancelled_by_signals(progress):
        for number, path in enumerate(paths):
            try:
                photo = decode(path)
            except ImageError as error:
                failures.append(error)
                continue
            found = restore(network, photo, truth=true, tile=tile, progress=progress)
            folder = out or Path()
            folder.mkdir(parents=True, exist_ok=True)
            stem = name_of(path.stem, what, part)
            place = free_place(folder / f"{stem}.{format_}", overwrite=overwrite)
            page = place.with_suffix(".html")
            found.save(place)
            write_restored(found, network, page)
            done.append({"photo": str(path), "picture": place, "page": page, **found.document()})
            progress.step(number + 1, len(paths), what="photos")
            progress.check()

    def show(console: Console) -> None:
        for one in done:
            lines = [str(one["photo"]), f"  picture: {one['picture']}", f"  page: {one['page']}"]
            if one["ssim"] is not None:
                psnr, before = (
                    "inf" if one[key] is None else f"{one[key]:.2f}" for key in ("psnr", "psnr_before")
                )
                ssim = f"SSIM {one['ssim_before']:.4f} -> {one['ssim']:.4f}"
                lines.append(f"  PSNR {before} dB -> {psnr} dB, {ssim}")
            for line in lines:
                console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer({"photos": done}, show, errors=failures)
