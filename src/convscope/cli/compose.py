"""``convscope compose``: compose scenes of real photos with exact sentences, to train and test captions on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import Seed

if TYPE_CHECKING:
    from rich.console import Console


@answers
def compose(
    things: Annotated[
        list[str], typer.Argument(metavar="THINGS...", help="Pictures in classes, whose names are the words.")
    ],
    backgrounds: Annotated[str, typer.Option(help="Photos to put them on.")],
    out: Annotated[Path, typer.Option(help="The folder to write; it must not be there.")],
    count: Annotated[
        int, typer.Option(min=1, help="Scenes to train on; a tenth as many validate, and as many test.")
    ] = 4000,
    seed: Seed = 0,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Compose scenes of real photos with exact sentences: "a yellow automobile to the left of a cat".

    The folder holds COCO's captions and Visual Genome's regions. The part test shows compositions that no other
    part shows: kinds in a relation, and colours of a kind.
    """
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.datasets.captioned.composing import compose as composed

    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        made = composed(things, backgrounds, out, count=count, seed=seed, progress=progress)

    def show(console: Console) -> None:
        for line in (
            f"scenes: {', '.join(f'{part} {many:,}' for part, many in made.counts.items())}",
            f"kinds: {', '.join(made.kinds)}",
            f"folder: {made.folder}",
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer({"folder": str(made.folder), "counts": made.counts, "kinds": made.kinds}, show)
