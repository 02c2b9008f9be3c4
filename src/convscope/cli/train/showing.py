"""What the command prints of a finished training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.cli.answer import Answer
from convscope.cli.train.usage import usage_line

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.learn import Run


def run_answer(run: Run, *, run_code: bool) -> Answer:
    """The metrics of the best epoch, where the weights and curves are, and how to go on.

    Args:
        run: that has ended.
        run_code: whether the user's own code may run.
    """
    best, figure = run.result["best"], run.figures[0]
    makes_pictures = run.network_description.task == "generation"
    parts = {
        part: {name: best[f"{part}_{name}"] for name in ("loss", figure.name) if f"{part}_{name}" in best}
        for part in ("train", "val")
    }
    document = {
        "run": str(run.folder),
        "metrics": parts,
        "weights": str(run.best_weights),
        "best_epoch": int(best["epoch"]),
        "epochs": run.result["epochs"],
        "classes": run.classes,
        "curves": str(run.folder / "curves.png"),
        **({"progress": str(run.folder / "progress.png")} if makes_pictures else {}),
        "unreadable": run.settings["data"].get("unreadable", []),
        "left_out": run.settings["data"].get("left_out", []),
    }

    def show(console: Console) -> None:
        val = parts["val"]
        epoch, epochs = document["best_epoch"], document["epochs"]
        if figure.name == "loss":
            reached = f"{run.name}: validation loss {val['loss']:.4f} (epoch {epoch} of {epochs})"
        else:
            reached = (
                f"{run.name}: validation {figure.name} {figure.told(val[figure.name])}, loss {val['loss']:.4f} "
                f"(epoch {epoch} of {epochs})"
            )
        console.print(reached, markup=False, highlight=False)
        for line in (
            f"run: {run.folder}",
            f"curves: {document['curves']}",
            *([f"samples after each epoch: {document['progress']}"] if makes_pictures else []),
            usage_line(run, run_code=run_code),
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(document, show)
