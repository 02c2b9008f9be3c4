"""Several photos, or a folder of them, explained into a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from convscope.cli.answer import Answer
from convscope.cli.places import free_place
from convscope.errors import OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.explanation.attribution import Attribution
    from convscope.images import Photo


def explain_several(
    paths: Sequence[Path],
    folder: Path,
    explain_one: Callable[[Photo], Attribution],
    *,
    mask: str | None,
    view: Literal["photo", "network"],
    overwrite: bool,
    silent: bool,
) -> Answer:
    """Write a picture and the values of each photo, a table of facts and a contact sheet, and say where."""
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.report.explanations import write_explanations

    if folder.suffix.lower() in (".png", ".npy", ".npz", ".csv") and not folder.is_dir():
        raise OutputError(
            f"{len(paths)} photos are explained into a folder, got {folder}.", f"Write --out {folder.stem}."
        )
    with TerminalProgress(silent=silent) as progress, cancelled_by_signals(progress):
        written = write_explanations(
            paths,
            folder,
            explain_one,
            mask=mask,
            view=view,
            place_of=partial(free_place, overwrite=overwrite),
            progress=progress,
        )

    def show(console: Console) -> None:
        for entry in written.entries:
            line = f"{entry.photo}  {entry.attribution.target}: {entry.picture}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        for name, place in (("facts", written.facts), ("contact sheet", written.sheet)):
            console.print(f"{name}: {place}", markup=False, highlight=False, soft_wrap=True)

    return Answer(written.document(), show, errors=written.failures)
