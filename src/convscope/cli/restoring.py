"""What the commands from picture to picture share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from convscope.cli.answer import Answer
from convscope.cli.grammar import network_apart
from convscope.cli.options import network_of, opened
from convscope.cli.options_from import Given
from convscope.cli.places import Naming, check_folder, network_part
from convscope.errors import ImageError

if TYPE_CHECKING:
    from convscope.images import Photo
    from convscope.network import Network
    from convscope.progress import Progress
    from convscope.restore import Restored

Photos = Annotated[list[str], typer.Argument(metavar="PHOTO...", help="Photos, films, or folders of photos.")]
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
    check: Callable[[Network], object],
    restored: Callable[..., Restored],
    *,
    words: list[str],
    truth: Path | None,
    format_: str,
    out: Path | None,
    overwrite: bool,
    opening: Given,
    silent: bool,
) -> Answer:
    """Restore photos, one after the other.

    Args:
        what: is done, as the pictures are named.
        check: refuses a network that does something else.
        restored: restores a photo, given the network, the photo, ``truth`` and ``progress``.
        words: photos, films, folders, and perhaps a network.
        truth: the photo as it should be.
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

    opening, places = network_apart(words, opening)
    if not places:
        raise ImageError(f"There is no photo to {what}.", "Name photos or folders of them.")
    check_folder(out, "Pictures")
    paths = photos_in([Path(place) for place in places])
    if truth is not None and len(paths) > 1:
        raise ImageError(f"One true photo was given for {len(paths)} photos.", "Give one photo at a time.")
    true = None if truth is None else decode(truth)
    from convscope.cli.restored_photos import Writing, restored_photos

    network = opened(opening)
    check(network)
    naming = Naming(what, network_part(network_of(opening)), out or Path(), overwrite)

    def one(photo: Path | Photo, progress: Progress) -> Restored:
        return restored(network, photo, truth=true, progress=progress)

    writing = Writing(network, one, format_, naming)
    with TerminalProgress(silent=silent) as progress, cancelled_by_signals(progress):
        found = restored_photos(writing, paths, progress)
    return Answer(found.document(), found.show, errors=found.failures)
