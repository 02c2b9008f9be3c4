"""``convscope runs``: list, compare and delete trained runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.places import Overwrite, check_ending, free_place
from convscope.errors import RunError

if TYPE_CHECKING:
    from rich.console import Console

_ACTIONS = ("list", "compare", "delete")


@answers
def runs(
    action: Annotated[str, typer.Argument(metavar="[list|compare|delete]", help="What to do.")] = "list",
    names: Annotated[
        list[str] | None, typer.Argument(metavar="RUN...", help="The runs; compare takes all by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The picture of the curves; by default runs.compare.png.")
    ] = None,
    overwrite: Overwrite = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """List the runs, draw the curves of several runs in one picture, or delete runs."""
    from convscope.learn.summaries import runs as summaries
    from convscope.render.save import PICTURES

    if action not in _ACTIONS:
        raise RunError(
            f"Runs are listed, compared or deleted, got {action!r}.", f"Write {' or '.join(_ACTIONS)}."
        )
    if action == "delete":
        return _deleted(names or [])
    check_ending(out, PICTURES, "The picture")
    rows = summaries(names or ())
    document: dict[str, Any] = {"runs": [row.document() for row in rows]}
    if action == "compare":
        document["picture"] = str(
            _compared(names, out or free_place(Path("runs.compare.png"), overwrite=overwrite))
        )

    def show(console: Console) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for name in ("run", "network", "epochs", "validation", "loss", "state", "started"):
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(
                row.run,
                row.network or "",
                "" if row.epochs is None else str(row.epochs),
                row.told,
                "" if row.val_loss is None else f"{row.val_loss:.4f}",
                row.state,
                row.started or "",
            )
        console.print(table)
        if "picture" in document:
            console.print(f"curves: {document['picture']}", markup=False, highlight=False, soft_wrap=True)

    return Answer(document, show)


def _compared(names: list[str] | None, out: Path) -> Path:
    from convscope.learn import Run, all_runs
    from convscope.learn.curves import draw_comparison
    from convscope.render import save_picture

    chosen = [Run.open(name) for name in names] if names else all_runs()[0]
    with_rows = [run for run in chosen if run.metrics()]
    if not with_rows:
        raise RunError("There is no run with a whole epoch to compare.", "`convscope train` makes one.")
    save_picture(draw_comparison(with_rows), out, {"made": "runs"})
    return out


def _deleted(names: list[str]) -> Answer:
    """Delete runs, broken ones too; none if one of them is not there."""
    from convscope.learn.run_folders import folder_of_run

    if not names:
        raise RunError("No run was named, and none is deleted unnamed.", "Write convscope runs delete RUN.")
    # One that was named twice is deleted once.
    folders = list(dict.fromkeys(folder_of_run(name) for name in names))
    for folder in folders:
        shutil.rmtree(folder)
    deleted = [str(folder) for folder in folders]

    def show(console: Console) -> None:
        for folder in deleted:
            console.print(f"deleted {folder}", markup=False, highlight=False)

    return Answer({"deleted": deleted}, show)
